"""Rules about teaching: what a lesson must do for the one who watches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from reel.check.finding import Finding
from reel.check.motion import changed
from reel.check.numbers import said_numbers
from reel.check.observed import Observed
from reel.check.stage import READABLE
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
_LETTERS = "alpha beta gamma delta epsilon eta theta lambda mu pi rho sigma tau phi psi omega"
_SYMBOL = re.compile(rf"(?<![\w'’-])([B-HJ-Zb-hj-z]|{'|'.join(_LETTERS.split())})(?![\w'’-])")
"""Of single letters all but "a" and "I", which are words."""
_TOKEN = re.compile(r"[A-Za-z]+")


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
    """Symbols that are said before they were ever seen, in a lesson's chapters in order."""
    known: set[str] = set()
    for chapter, one in given.items():
        for symbol, beat, at in one.said:
            if symbol not in known and one.shown.get(symbol, float("inf")) > at + _NAMED:
                yield Finding("symbol-unseen", f'"{symbol}" is said, and was not seen yet', chapter, beat, at)
            known.add(symbol)
        known |= one.shown.keys()


def worked_example(given: Mapping[str, Facts]) -> Iterator[Finding]:
    """Whether numbers that are said can be seen."""
    found = {(chapter, number) for chapter, one in given.items() for number in one.numbers}
    if len(found) < NUMBERS:
        yield Finding("no-worked-example", f"{len(found)} numbers are both said and seen")


def _said(beat: BeatScript, times: BeatTimes) -> Iterator[tuple[str, str, float]]:
    for found in _SYMBOL.finditer(beat.narration.text):
        word = next((one for one in times.words if one.last > found.start()), None)
        if word is not None:
            yield found.group(1), beat.name, word.start


def _guesses(narration: Narration, times: BeatTimes) -> Iterator[tuple[float, float]]:
    """The written pauses of three seconds and more that follow a question."""
    for mark in narration.marks:
        if not isinstance(mark, Pause) or mark.seconds < STILLNESS:
            continue
        before = narration.text[: mark.position].rstrip()
        words = [word for word in times.words if word.last <= mark.position]
        if before.endswith("?") and words:
            yield words[-1].end, words[-1].end + mark.seconds


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
        if changed(picture, following, 3)[0] > 1:
            begun = None
    return longest is not None and longest >= STILLNESS - 2 / observed.rate


def _first_shown(observed: Observed) -> dict[str, float]:
    """When each letter or name first stands on the stage."""
    first: dict[str, float] = {}
    for one in observed.seen:
        for text in one.texts:
            if text.opacity >= READABLE:
                for token in _TOKEN.findall(text.said):
                    first.setdefault(token, observed.seconds(one.frame))
    return first


def _seen_numbers(chapter: ChapterScript, timetable: Timetable, observed: Observed) -> set[float]:
    found = set()
    shown = [
        (observed.seconds(one.frame), {float(n) for text in one.texts for n in _figures(text.said)}) for one in observed.seen
    ]
    for beat in chapter.beats:
        times = timetable.beat(beat.name)
        for position, value in said_numbers(beat.narration.text):
            word = next((one for one in times.words if one.last > position), None)
            if word is None:
                continue
            near = [
                figures
                for k, (at, figures) in enumerate(shown)
                if at <= word.start + _BESIDE and (k + 1 == len(shown) or shown[k + 1][0] >= word.start - _BESIDE)
            ]
            if any(value in figures for figures in near):
                found.add(value)
    return found


def _figures(said: str) -> list[str]:
    return [one.replace("−", "-") for one in re.findall(r"[−-]?\d+(?:\.\d+)?", said)]


def exercises(script: Script) -> Iterator[Finding]:
    """Exercises whose answer cannot be worked out. Whether it is right, the lesson's test says."""
    for one in script.lesson.exercises:
        try:
            ast.parse(one.answer.strip(), mode="eval")
            wrong = "" if one.worked.strip() else "has no worked answer"
        except SyntaxError:
            wrong = "has an answer that is no expression"
        if not one.answer.strip():
            wrong = "has no answer"
        if wrong:
            yield Finding("unchecked-exercise", f"exercise {one.name} {wrong}")
