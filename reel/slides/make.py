"""A deck in one of its forms, put in its place all at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from reel import trouble
from reel.finished import Finished
from reel.folders import check_writable, new_files, new_folder
from reel.slides.deck import Tell, deck_of
from script.errors import ScriptError

SUFFIXES = {"html": "", "pptx": ".pptx", "pdf": ".pdf", "manim-slides": ".manim-slides"}
OURS = {"html": "deck.js", "manim-slides": "slides"}
"""What lies in a folder that was made here before, and may be made anew."""


def make(found: Finished, form: str, silent: bool, folder: Path, cache: Path, tell: Tell) -> tuple[Path, int]:
    """Make the slides of a finished lesson in a folder: what to open, and how many beats there are with the two cards."""
    deck = deck_of(found, silent)
    name = f"{found.name}{'.silent' if silent else ''}{SUFFIXES[form]}"
    target = folder / name
    check_writable(folder)
    if form in OURS and target.exists() and any(target.iterdir()) and not (target / OURS[form]).exists():
        raise ScriptError(f"{target} is there, and no deck", hint="Give another folder with --output.")
    with trouble.told(folder):
        if form in ("pptx", "pdf"):
            with new_files(folder) as fresh, tempfile.TemporaryDirectory(dir=fresh.parent, prefix=".media-") as media:
                from reel.slides.pdf import write_pdf
                from reel.slides.pptx import write_pptx

                write = write_pptx if form == "pptx" else write_pdf
                write(deck, fresh / name, Path(media), tell)
            opened = target
        elif form == "html":
            from reel.slides.html import write_html
            from reel.slides.reveal import fetched

            modules = fetched(cache)
            with new_folder(target) as fresh:
                opened = target / write_html(deck, fresh, modules, tell).name
        else:
            from reel.slides.manim_slides import write_manim_slides

            with new_folder(target) as fresh:
                opened = target / write_manim_slides(deck, fresh, tell).relative_to(fresh)
    return opened, len(deck.slides)
