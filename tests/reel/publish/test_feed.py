"""The feed of the films, read back by a reader of another kind than the writer, and as a podcast's programs look at it."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime

import pytest
from click.testing import CliRunner
from lxml import etree

from reel import cli
from reel.finished import read_finished
from reel.publish.bundle import make_bundle
from reel.publish.feed import write_feed
from script.errors import ScriptError

from .conftest import LESSON, finish

SPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
}
BASE = "https://example.org/lessons"


@pytest.fixture
def bundles(tmp_path):
    made = []
    for k, name in enumerate((LESSON, "attention")):
        finish(tmp_path / "videos", name, number=k + 2, title=f"Five & six: part {k}", summary='"Quoted" & more.')
        made.append(make_bundle(read_finished(tmp_path / "videos" / name), k, tmp_path / "out"))
    return made


def test_a_feed_has_an_item_for_each_film_with_its_file_captions_and_chapters(tmp_path, bundles):
    root = etree.parse(str(write_feed(bundles, tmp_path / "out", BASE))).getroot()
    assert root.tag == "rss" and root.get("version") == "2.0"
    channel = root.find("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description", "language"))
    assert channel.find("atom:link", SPACES).get("href") == f"{BASE}/feed.xml"
    items = channel.findall("item")
    assert [one.findtext("title") for one in items] == [one.metadata.title for one in bundles]
    for item, bundle in zip(items, bundles, strict=True):
        enclosure = item.find("enclosure")
        assert enclosure.get("type") == "video/mp4"
        assert int(enclosure.get("length")) == bundle.film.stat().st_size
        assert item.findtext("description") == bundle.metadata.description
        assert item.find("guid").get("isPermaLink") == "false" and item.findtext("guid") == bundle.metadata.marker
        assert item.findtext("itunes:duration", namespaces=SPACES) == "66"
        kinds = [one.get("type") for one in item.findall("podcast:transcript", SPACES)]
        assert kinds == ["text/vtt", "application/x-subrip"]
        # Every address leads to a file that lies where it says, below the address of the feed.
        addresses = [one.get("url") or one.get("href") for one in item.iter() if one.get("url") or one.get("href")]
        assert len(addresses) == 5
        for address in addresses:
            assert (tmp_path / "out" / address.removeprefix(f"{BASE}/")).is_file(), address


def test_chapters_are_those_of_the_podcast_namespace(tmp_path, bundles):
    write_feed(bundles, tmp_path / "out", BASE)
    chapters = json.loads((bundles[0].folder / "chapters.json").read_text())
    assert chapters["version"] == "1.2.0"
    assert [one["startTime"] for one in chapters["chapters"]] == [0.0, 23.0, 43.0]


def test_films_are_dated_in_course_order_and_always_the_same(tmp_path, bundles):
    once = write_feed(bundles, tmp_path / "out", BASE).read_bytes()
    assert write_feed(bundles, tmp_path / "out", f"{BASE}/").read_bytes() == once
    dates = [parsedate_to_datetime(one.text) for one in etree.fromstring(once).iter("pubDate")]
    assert dates == sorted(set(dates))


@pytest.mark.parametrize("base", ["lessons", "ftp://example.org", "https://", "https://example.org/?a=b"])
def test_an_address_that_is_none(tmp_path, bundles, base):
    with pytest.raises(ScriptError, match="is no address to find films at"):
        write_feed(bundles, tmp_path / "out", base)


def test_the_command_writes_it_beside_the_bundles(tmp_path, bundles):
    words = ["publish", LESSON, "--as-it-is", "--feed", BASE, "--videos", str(tmp_path / "videos")]
    runner = CliRunner(env={"XDG_STATE_HOME": str(tmp_path / "state")})
    run = runner.invoke(cli.reel, [*words, "--output", str(tmp_path / "other")])
    assert run.exit_code == 0 and f"feed: {tmp_path / 'other' / 'feed.xml'}" in run.stdout
