"""Rules about teaching: what a lesson must do for the one who watches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from reel.check.cues import letters_said
from reel.check.finding import Finding
from reel.check.motion import changed
from reel.check.numbers import numbers_said
from reel.check.observed import Observed
from reel.check.shown import arrivals, figures_in, letters_in
from reel.check.words import sentences, word_at
from reel.script import BeatScript, ChapterScript, Script
from script.narration import Narration, Pause
from script.timetable import BeatTimes, Timetable

STILLNESS = 3.0
SHORTEST, LONGEST = 20.0, 90.0
LESSON = 390.0
NUMBERS = 3
_BESIDE = 3.0
"""Seconds between a number's saying and its standing on the stage."""
_NAMED = 0.5
"""Seconds after it was said at which a symbol may begin to come."""
_INVITING = re.compile(
    r"\b(guess|predict|decide|choose|pick|try|think|imagine|work (?:it|this|that) out|take (?:a|your)|before"
    r"|say|pause|make up your mind|your (?:answer|guess|turn))\b",
    re.IGNORECASE,
)
"""What is said to one who is to think: it may stand between the question and the silence, or be the question itself."""


def length(script: Script, tables: Mapping[str, Timetable], whole: float) -> Iterator[Finding]:
    """Chapters and lessons that are too long or too short."""
    for chapter in script.chapters:
        seconds = tables[chapter.name].duration
        if not SHORTEST <= seconds <= LONGEST:
            yield Finding("chapter-length", f"the chapter has {seconds:.0f} s", chapter.name, line=chapter.line)
    if whole > LESSON:
        yield Finding("lesson-length", f"the lesson has {whole // 60:.0f} min {whole % 60:.0f} s")


@dataclass(frozen=True)
class Facts:
    """What a chapter gives to the rules about its lesson."""

    guess: bool
    """Whether it asks, and is then silent and still."""
    shown: dict[str, float]
    """When each letter and name first stands on its stage, in seconds."""
    said: list[tuple[str, str, float]]
    """The symbols that are said: symbol, beat and second."""
    numbers: list[float]
    """The numbers that are both said and seen."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Facts:
        return cls(data["guess"], data["shown"], [(a, b, c) for a, b, c in data["said"]], data["numbers"])


def facts(chapter: ChapterScript, timetable: Timetable, observed: Observed) -> Facts:
    """What a chapter that was observed gives to its lesson."""
    guess = any(
        _still(observed, start, end)
        for beat in chapter.beats
        for start, end in _guesses(beat.narration, timetable.beat(beat.name))
    )
    said = [one for beat in chapter.beats for one in _said(beat, timetable.beat(beat.name))]
    return Facts(guess, _first_shown(observed), said, sorted(_seen_numbers(chapter, timetable, observed)))


def prediction(given: Mapping[str, Facts]) -> Iterator[Finding]:
    """Whether a lesson asks, and then is silent and still."""
    if not any(one.guess for one in given.values()):
        yield Finding("no-prediction", "nowhere is a question followed by three seconds of silence and stillness")


def symbols(given: Mapping[str, Facts]) -> Iterator[Finding]:
    """Symbols that are said before they were ever seen, in a lesson's chapters in order: each is told once."""
    known: set[str] = set()
    for chapter, one in given.items():
        for symbol, beat, at in one.said:
            # Where a sentence begins, a small letter may be written as a capital: either will do.
            meant = {symbol} if len(symbol) != 2 else set(symbol)
            first = min(one.shown.get(letter, float("inf")) for letter in meant)
            if not meant & known and first > at + _NAMED:
                name = symbol[0] if len(symbol) == 2 else symbol
                yield Finding("symbol-unseen", f'"{name}" is said, and was not seen yet', chapter, beat, at)
            known |= meant
        known |= one.shown.keys()


def worked_example(given: Mapping[str, Facts]) -> Iterator[Finding]:
    """Whether numbers that are said can be seen."""
    found = {(chapter, number) for chapter, one in given.items() for number in one.numbers}
    if len(found) < NUMBERS:
        yield Finding("no-worked-example", f"{len(found)} numbers are both said and seen")


def _said(beat: BeatScript, times: BeatTimes) -> Iterator[tuple[str, str, float]]:
    for letter, position in letters_said(beat.narration.text):
        word = word_at(times, position)
        if word is not None:
            yield letter, beat.name, word.start


def _guesses(narration: Narration, times: BeatTimes) -> Iterator[tuple[float, float]]:
    """The written pauses of three seconds and more in which the viewer is to think."""
    for mark in narration.marks:
        if not isinstance(mark, Pause) or mark.seconds < STILLNESS:
            continue
        words = [word for word in times.words if word.last <= mark.position]
        if words and asks(narration.text[: mark.position]):
            yield words[-1].end, words[-1].end + mark.seconds


def asks(said: str) -> bool:
    """Whether a text ends in a question to the viewer: as one, or with an invitation to answer it."""
    parts = [said[first:last].strip().rstrip("\"”’)") for first, last in sentences(said)]
    return bool(parts) and (parts[-1].endswith("?") or _INVITING.search(parts[-1]) is not None)


def _still(observed: Observed, start: float, end: float) -> bool:
    """Whether three seconds of a stretch show one picture."""
    longest = begun = None
    shown = [*observed.small, (observed.frames, observed.small[-1][1])]
    for (frame, picture), (after, following) in pairwise(shown):
        first, last = max(start, observed.seconds(frame)), min(end, observed.seconds(after))
        if last <= first:
            begun = None
            continue
        begun = first if begun is None else begun
        longest = max(longest or 0.0, last - begun)
        if changed(picture, following, 3) > 1:
            begun = None
    return longest is not None and longest >= STILLNESS - 2 / observed.rate


def _first_shown(observed: Observed) -> dict[str, float]:
    """When each letter first begins to come to the stage."""
    return {letter: stretches[0][0] for letter, stretches in arrivals(observed, letters_in).items()}


def _seen_numbers(chapter: ChapterScript, timetable: Timetable, observed: Observed) -> set[float]:
    """The values that are said while they stand on the stage, or are about to; as exactly as they are said."""
    shown = arrivals(observed, figures_in)
    found = set()
    for beat in chapter.beats:
        times = timetable.beat(beat.name)
        for one in numbers_said(beat.narration.text):
            word = word_at(times, one.position)
            if word is None or not one.is_value:
                continue
            for figure, stretches in shown.items():
                like = abs(figure - one.value) <= 0.5 * 10.0**-one.places + 1e-9 and (one.places or figure == one.value)
                if like and any(a - _BESIDE <= word.start <= b + _BESIDE for a, b in stretches):
                    found.add(one.value)
    return found
