"""A feed of the films, for whoever shows them from a server of their own: RSS 2.0, with the podcast namespace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from reel.publish.bundle import Bundle
from reel.publish.metadata import LANGUAGE, LICENCE, LICENCE_TEXT, SERIES
from reel.sealed import publish_bytes
from script.errors import ScriptError

ABOUT = "The mathematics behind language models, as motion."
_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
_FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""Lessons are in course order where a reader sorts by date: each is an hour after the one before it. The day itself says
nothing, and stays the same however often the feed is made."""


def write_feed(bundles: Sequence[Bundle], output: Path, base: str) -> Path:
    """Write `feed.xml`, and `chapters.json` into each bundle. `base` is where `output` will be found on the web."""
    base = _checked(base)
    for prefix, address in _SPACES.items():
        Xml.register_namespace(prefix, address)
    root = Xml.Element("rss", {"version": "2.0"})
    channel = Xml.SubElement(root, "channel")
    _text(channel, "title", SERIES)
    _text(channel, "link", base)
    _text(channel, "description", ABOUT)
    _text(channel, "language", LANGUAGE)
    _text(channel, "copyright", f"{LICENCE}, {LICENCE_TEXT}")
    address = f"{base}feed.xml"
    _text(channel, "atom:link", None, href=address, rel="self", type="application/rss+xml")
    _text(channel, "itunes:author", SERIES)
    _text(channel, "itunes:explicit", "false")
    _text(channel, "itunes:type", "serial")
    _text(_text(channel, "itunes:category", None, text="Education"), "itunes:category", None, text="Courses")
    _text(channel, "itunes:image", None, href=_address(base, bundles[0], bundles[0].thumbnail.name))
    _text(channel, "podcast:medium", "video")
    _text(channel, "podcast:guid", str(uuid5(NAMESPACE_URL, address)))
    _text(channel, "podcast:license", LICENCE.lower().replace(" ", "-"), url=LICENCE_TEXT)
    for bundle in bundles:
        chapters = json.dumps(chapters_json(bundle), indent=1, ensure_ascii=False) + "\n"
        publish_bytes(bundle.folder / "chapters.json", chapters.encode())
        _item(channel, bundle, base)
    Xml.indent(root, " ")
    path = output / "feed.xml"
    publish_bytes(path, Xml.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    return path


def chapters_json(bundle: Bundle) -> dict[str, object]:
    """Chapters as the podcast namespace has them."""
    marks = [{"startTime": one.start, "title": one.title} for one in bundle.metadata.chapters]
    return {"version": "1.2.0", "title": bundle.metadata.title, "chapters": marks}


def _item(channel: Xml.Element, bundle: Bundle, base: str) -> None:
    told, item = bundle.metadata, Xml.SubElement(channel, "item")
    _text(item, "title", told.title)
    _text(item, "description", told.description)
    # Whoever has seen a film is shown another one anew, and not one with another description.
    _text(item, "guid", told.marker, isPermaLink="false")
    _text(item, "pubDate", format_datetime(_FIRST.replace(day=1 + told.position // 12, hour=2 * (told.position % 12))))
    size = str(bundle.film.stat().st_size)
    _text(item, "enclosure", None, url=_address(base, bundle, bundle.film.name), length=size, type="video/mp4")
    _text(item, "itunes:duration", str(round(bundle.seconds)))
    _text(item, "itunes:episode", str(told.number))
    _text(item, "itunes:explicit", "false")
    _text(item, "itunes:image", None, href=_address(base, bundle, bundle.thumbnail.name))
    for path, kind in ((bundle.vtt, "text/vtt"), (bundle.srt, "application/x-subrip")):
        where = _address(base, bundle, path.name)
        _text(item, "podcast:transcript", None, url=where, type=kind, language=told.language, rel="captions")
    where = _address(base, bundle, "chapters.json")
    _text(item, "podcast:chapters", None, url=where, type="application/json+chapters")


def _text(parent: Xml.Element, name: str, text: str | None, /, **attributes: str) -> Xml.Element:
    prefix, _, local = name.rpartition(":")
    made = Xml.SubElement(parent, f"{{{_SPACES[prefix]}}}{local}" if prefix else local, attributes)
    made.text = text
    return made


def _address(base: str, bundle: Bundle, name: str) -> str:
    return f"{base}{quote(bundle.name)}/{quote(name)}"


def _checked(base: str) -> str:
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ScriptError(f'"{base}" is no address to find films at', hint="Write one such as https://example.org/lessons")
    return base.rstrip("/") + "/"
