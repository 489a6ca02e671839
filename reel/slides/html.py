"""A deck as a page: reveal.js shows it, from a file and without a network."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from reel.embed.snippet import cue_rows, environment
from reel.slides.deck import Deck, Slide, Tell, write_clip, write_picture
from reel.slides.reveal import copy_into

PAGE = Path(__file__).parent / "page"


def write_html(deck: Deck, folder: Path, modules: Path, tell: Tell) -> Path:
    """Write a deck into an empty folder; its page. `modules` is where reveal.js is."""
    copy_into(folder / "reveal", modules)
    media = folder / "media"
    media.mkdir()
    for done, slide in enumerate(deck.slides, start=1):
        write_clip(deck, slide.piece, media / f"{slide.name}.mp4", slide.title)
        write_picture(deck, slide.piece, media / f"{slide.name}.jpg")
        tell(done, len(deck.slides))
    for name in ("deck.css", "deck.js"):
        shutil.copyfile(PAGE / name, folder / name)
    page = folder / "index.html"
    page.write_text(_page(deck), encoding="utf-8")
    return page


def _page(deck: Deck) -> str:
    count = iter(range(len(deck.slides)))
    sections = [
        {"title": one.title, "slides": [_slide(slide, next(count)) for slide in one.slides]} for one in deck.sections
    ]
    data = {
        "rate": deck.lesson.quality.rate,
        "width": deck.size.width,
        "height": deck.size.height,
        "language": deck.lesson.language,
        "silent": deck.silent,
        "slides": [{"cues": cue_rows(slide.captions), "stops": slide.stops} for slide in deck.slides],
    }
    source = (PAGE / "index.html").read_text(encoding="utf-8")
    made: str = environment().from_string(source).render(
        title=deck.lesson.title, language=deck.lesson.language, sections=sections, deck=data, silent=deck.silent,
        width=deck.size.width, height=deck.size.height,
    )  # fmt: skip
    return made


def _slide(slide: Slide, index: int) -> dict[str, Any]:
    return {
        "index": index,
        "name": slide.name,
        "file": slide.name,
        "title": slide.title,
        "notes": slide.notes,
        "stops": slide.stops,
        # One heading of the first rank; and what says nothing may play before anybody has pressed a key.
        "level": "h2" if index else "h1",
        "mute": index == 0,
    }
