"""What the slides of a lesson are, whatever shows them: for each its piece of the film, its words, where it waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from reel import mux, pieces
from reel.captions import Caption
from reel.encoding import Size, encode, pixels
from reel.finished import Beat, Chapter, Finished
from reel.pieces import Piece

CARD_GOES = 0.8
"""Seconds at a card's end in which it goes: a slide stands before that."""
JPEG = 90

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Step:
    """What is played without waiting: frames of the film, and what is said meanwhile."""

    piece: Piece
    said: str


@dataclass(frozen=True)
class Slide:
    """A beat, or a card at the beginning or the end. It plays its piece and stands on its last picture; `stops` are the
    frames, counted from its first, at which it waits when the presenter speaks."""

    name: str
    title: str
    piece: Piece
    said: str
    captions: tuple[Caption, ...] = ()
    stops: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def steps(self) -> list[Step]:
        """The piece, parted where it waits."""
        first, rate = self.piece.first, self.piece.rate
        ends = [first + stop for stop in self.stops] + [self.piece.last]
        begins = [first, *ends[:-1]]
        texts = self.parts or (self.said,)
        spans = zip(begins, ends, texts, strict=True)
        return [Step(Piece(self.piece.film, rate, begin, end), text) for begin, end, text in spans]

    @property
    def notes(self) -> str:
        """What is said, for the presenter: with a sign wherever the slide waits."""
        return f" {WAITS} ".join(self.parts).strip() if self.stops else self.said


WAITS = "▸"
"""Stands in notes where a slide waits for its presenter."""


@dataclass(frozen=True)
class Section:
    """A chapter, or a card."""

    title: str
    slides: tuple[Slide, ...]


@dataclass(frozen=True)
class Deck:
    """All slides of a lesson. A silent one is for the presenter's own voice: it has no sound, and waits at cues."""

    lesson: Finished
    sections: tuple[Section, ...]
    silent: bool

    @property
    def slides(self) -> list[Slide]:
        return [slide for section in self.sections for slide in section.slides]

    @property
    def size(self) -> Size:
        return Size(self.lesson.quality.width, self.lesson.quality.height)


def deck_of(lesson: Finished, silent: bool) -> Deck:
    """The slides of a lesson: its title, its chapters, the question that is left."""
    rate = lesson.quality.rate
    goes = round(CARD_GOES * rate)
    first, last = lesson.frame(lesson.chapters[0].start), lesson.frame(lesson.chapters[-1].end)
    title = Slide("Title", lesson.title, Piece(lesson.film, rate, 0, first - goes), lesson.summary)
    left = " ".join(lesson.question.split())
    end = Slide(
        "Question", "The question that is left", Piece(lesson.film, rate, last, lesson.frame(lesson.duration) - goes), left
    )
    chapters = [
        Section(one.title, tuple(_slide(lesson, one, k, silent) for k in range(len(one.beats)))) for one in lesson.chapters
    ]
    return Deck(lesson, (Section(lesson.title, (title,)), *chapters, Section(end.title, (end,))), silent)


def _slide(lesson: Finished, chapter: Chapter, k: int, silent: bool) -> Slide:
    beat = chapter.beats[k]
    # The first of a chapter has its heading; the last stands before the stage is cleared.
    start = chapter.start if k == 0 else beat.start
    piece = Piece(lesson.film, lesson.quality.rate, lesson.frame(start), lesson.frame(beat.end))
    stops, parts = _stops(lesson, beat, piece) if silent else ((), ())
    shown = () if silent else tuple(lesson.captions_between(start, beat.end))
    return Slide(f"{chapter.name}.{beat.name}", beat.title, piece, beat.said, shown, stops, parts)


def _stops(lesson: Finished, beat: Beat, piece: Piece) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Where a beat waits for its presenter, and what is said before, between and after."""
    stops, cuts = list[int](), [0]
    for at in sorted(beat.cues.values()):
        stop = lesson.frame(at) - piece.first
        if stop <= (stops[-1] if stops else 0) or stop >= piece.last - piece.first:
            continue
        stops.append(stop)
        word = next((one for one in beat.words if one.start >= at - 1e-6), None)
        cuts.append(len(beat.said) if word is None else word.first)
    ends = [*cuts[1:], len(beat.said)]
    return tuple(stops), tuple(beat.said[begin:end].strip() for begin, end in zip(cuts, ends, strict=True))


def write_clip(deck: Deck, piece: Piece, out: Path, title: str) -> None:
    """The video of a piece: copied where it begins with a picture that stands for itself, encoded where it does not."""
    part = out.with_name(f"silent.{out.name}")
    if pieces.stands_alone(piece):
        piece = pieces.cut(piece, part)
    else:
        encode(pieces.pictures(piece), deck.size, piece.rate, part)
    mux.mux([part], None if deck.silent else pieces.sound(piece), out, title=title)
    part.unlink()


def write_picture(deck: Deck, piece: Piece, out: Path) -> None:
    """The last picture of a piece."""
    last = Piece(piece.film, piece.rate, piece.last - 1, piece.last)
    (only,) = pixels(pieces.pictures(last), deck.size)
    Image.fromarray(only).save(out, quality=JPEG, subsampling=0, optimize=True)


def write_all(deck: Deck, steps: Sequence[tuple[str, Step, str]], folder: Path, tell: Tell) -> None:
    """A clip and a picture for each of some steps, under a name, with a title."""
    for done, (name, step, title) in enumerate(steps, start=1):
        write_clip(deck, step.piece, folder / f"{name}.mp4", title)
        write_picture(deck, step.piece, folder / f"{name}.jpg")
        tell(done, len(steps))
