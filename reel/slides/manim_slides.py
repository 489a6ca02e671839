"""A deck for manim-slides: `slides/<Lesson>.json`, a PresentationConfig, with the videos that it names."""

from __future__ import annotations

import json
from pathlib import Path

from reel import pieces
from reel.encoding import BACKGROUND, encode
from reel.pieces import Piece
from reel.slides.deck import Deck, Tell, write_clip

BACKWARDS = 15
"""Frames a second of what is played backwards: enough to see where it goes."""


def write_manim_slides(deck: Deck, folder: Path, tell: Tell) -> Path:
    """Write a folder from which `manim-slides present <lesson>` and `manim-slides convert` work; its JSON. The paths in it
    are relative to the folder that holds `slides`."""
    name = deck.lesson.name
    files = folder / "slides" / "files" / name
    files.mkdir(parents=True)
    steps = [(f"{slide.name}.{k}", slide, step) for slide in deck.slides for k, step in enumerate(slide.steps, start=1)]
    slides = []
    for done, (stem, slide, step) in enumerate(steps, start=1):
        write_clip(deck, step.piece, files / f"{stem}.mp4", slide.title)
        _write_backwards(deck, step.piece, files / f"{stem}_reversed.mp4")
        slides.append(
            {
                "file": f"slides/files/{name}/{stem}.mp4",
                "rev_file": f"slides/files/{name}/{stem}_reversed.mp4",
                "notes": step.said,
                "loop": False,
                "auto_next": False,
                "playback_rate": 1.0,
                "reversed_playback_rate": 1.0,
            }
        )
        tell(done, len(steps))
    config = {
        "slides": slides,
        "resolution": [deck.size.width, deck.size.height],
        "background_color": f"#{BACKGROUND}",
    }
    page = folder / "slides" / f"{name}.json"
    page.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return page


def _write_backwards(deck: Deck, piece: Piece, out: Path) -> None:
    """The pictures of a piece from its last to its first, at a lower rate. They are decoded a second at a time: all at once
    they would not fit into memory."""
    step = max(1, piece.rate // BACKWARDS)

    def backwards():  # type: ignore[no-untyped-def]
        for end in range(piece.last, piece.first, -piece.rate):
            begin = max(piece.first, end - piece.rate)
            shown = list(pieces.pictures(Piece(piece.film, piece.rate, begin, end)))
            for offset in range(end - begin - 1, -1, -1):
                if (piece.last - 1 - begin - offset) % step == 0:
                    yield shown[offset]

    encode(backwards(), deck.size, piece.rate // step, out)
