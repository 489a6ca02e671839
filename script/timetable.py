"""When each thing is said: a chapter's timetable, in seconds from the chapter's start.

A chapter runs: lead-in (its heading, and the stage set up), its beats, lead-out (the stage cleared). Every beat
starts and ends on a grid of 1/15 s, which is a whole number of frames at 15, 30 and 60 a second and of samples at
48 kHz: so picture and sound of any number of chapters in a row stay together for ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from script.narration import Cue, Narration, Pause

GRID = 15
"""Beats begin on multiples of 1/GRID seconds."""
LEAD_IN = 36 / GRID
"""Seconds before the first beat: the heading is read, the stage enters."""
LEAD_OUT = 12 / GRID
"""Seconds after the last beat, in which the stage is cleared."""
TITLE_CARD = 60 / GRID
"""Seconds of a lesson's title card, before its first chapter."""
END_CARD = 90 / GRID
"""Seconds of its end card, after its last."""
BREATH = 0.5
"""Seconds of quiet after the last word of a beat."""
WORDS_PER_SECOND = 150 / 60
"""The pace of an estimate."""
_OPENING = '"“‘('


@dataclass(frozen=True)
class SpokenWord:
    """A word as said: `start` and `end` in seconds, `text[first:last]` of the narration."""

    start: float
    end: float
    first: int
    last: int


@dataclass(frozen=True)
class BeatTimes:
    """One beat: from `start` to `end`, its cues and its words, all in seconds from the chapter's start."""

    name: str
    start: float
    end: float
    cues: Mapping[str, float] = field(default_factory=dict)
    words: tuple[SpokenWord, ...] = ()


@dataclass(frozen=True)
class Timetable:
    """A chapter's times. `estimated` says that no voice was heard: the times come from counting words."""

    chapter: str
    beats: tuple[BeatTimes, ...]
    duration: float
    estimated: bool = False

    def beat(self, name: str) -> BeatTimes:
        for one in self.beats:
            if one.name == name:
                return one
        raise KeyError(name)

    def on_frames(self, rate: int) -> Timetable:
        """The same times as pictures at `rate` a second see them: every cue on its frame, and nothing of single words.
        Another narration that leaves this as it is leaves every picture as it is."""
        beats = tuple(
            BeatTimes(one.name, one.start, one.end, {cue: frames(at, rate) / rate for cue, at in one.cues.items()})
            for one in self.beats
        )
        return Timetable(self.chapter, beats, self.duration)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Timetable:
        beats = tuple(
            BeatTimes(
                name=one["name"],
                start=one["start"],
                end=one["end"],
                cues=dict(one["cues"]),
                words=tuple(SpokenWord(**word) for word in one["words"]),
            )
            for one in data["beats"]
        )
        return cls(data["chapter"], beats, data["duration"], data["estimated"])


@dataclass(frozen=True)
class BeatSpeech:
    """What a voice gives for one beat, in seconds from the beat's start: where cues and words fall, and how long the
    sound is, its written pauses included."""

    length: float
    cues: Mapping[str, float]
    words: tuple[SpokenWord, ...]
    estimated: bool = False


def frames(seconds: float, rate: int) -> int:
    """The frame, at `rate` a second, on which a moment falls."""
    return math.floor(seconds * rate + 0.5)


def lay_out(chapter: str, beats: Sequence[tuple[str, BeatSpeech]]) -> Timetable:
    """The chapter's timetable: beats one after another on the grid, a breath after each."""
    ticks = round(LEAD_IN * GRID)
    timed = []
    for name, speech in beats:
        start = ticks / GRID
        # The small allowance keeps a length that is a whole number of ticks from being rounded up by one.
        ticks += math.ceil((speech.length + BREATH) * GRID - 1e-6)
        timed.append(
            BeatTimes(
                name,
                start,
                ticks / GRID,
                {cue: round(start + at, 6) for cue, at in speech.cues.items()},
                tuple(
                    SpokenWord(round(start + w.start, 6), round(start + w.end, 6), w.first, w.last)
                    for w in speech.words
                ),
            )
        )
    ticks += round(LEAD_OUT * GRID)
    return Timetable(chapter, tuple(timed), ticks / GRID, any(speech.estimated for _, speech in beats))


def cue_times(narration: Narration, words: Sequence[SpokenWord], piece_ends: Sequence[float]) -> dict[str, float]:
    """Where the cues of a beat fall, given when its words are said and when each piece (between pauses) ends.

    A cue before a word falls on the word's start; before a point, or at the end of a piece, on the end of the word
    before it, or on the end of the pause when it follows one.
    """
    times: dict[str, float] = {}
    piece = 0
    resumed = 0.0  # when the current piece begins: the end of the pause before it
    for mark in narration.marks:
        if isinstance(mark, Pause):
            resumed = max(piece_ends[piece], resumed) + mark.seconds
            piece += 1
            continue
        times[mark.name] = _cue_time(narration, mark, words, narration.pieces()[piece], resumed)
    return times


def _cue_time(
    narration: Narration, cue: Cue, words: Sequence[SpokenWord], span: tuple[int, int], resumed: float
) -> float:
    inside = [word for word in words if span[0] <= word.first < span[1]]
    for word in inside:
        if cue.position <= word.first:
            gap = narration.text[cue.position : word.first]
            # What opens before a word belongs to it: a cue before (two) or "two" falls on its sound.
            opens = gap.strip(_OPENING + " ") == "" and not gap.endswith(" ")
            if gap.strip() == "" or opens or not any(before.last <= cue.position for before in inside):
                return word.start
            break
        if cue.position < word.last:
            return word.start
    before = [word for word in inside if word.last <= cue.position]
    return before[-1].end if before else resumed


def card(name: str, seconds: float) -> Timetable:
    """The timetable of a title or end card, in which nothing is said."""
    return Timetable(name, (), seconds)


def estimate(narration: Narration) -> BeatSpeech:
    """The beat's times without a voice: words at an even pace, a little more after each point."""
    words: list[SpokenWord] = []
    clock, ends = 0.0, []
    pauses = [*(pause.seconds for pause in narration.pauses), 0.0]
    for (first, last), pause in zip(narration.pieces(), pauses, strict=True):
        ends.append(clock)
        for start, stop, points in word_spans(narration.text, first, last):
            length = 1 / WORDS_PER_SECOND * (0.4 + 0.12 * (stop - start))
            words.append(SpokenWord(round(clock, 6), round(clock + length, 6), start, stop))
            ends[-1] = words[-1].end
            clock += length + (0.35 if points & set(".!?") else 0.15 if points else 0.0)
        if pause:  # it begins where the voice ends
            clock = ends[-1] + pause
    return BeatSpeech(round(clock, 6), cue_times(narration, words, ends), tuple(words), estimated=True)


def word_spans(text: str, first: int, last: int) -> list[tuple[int, int, set[str]]]:
    """The words of `text[first:last]`: start and end of each, without the points around it, and those after it."""
    spans = []
    position = first
    for chunk in text[first:last].split(" "):
        core = chunk.strip('.,;:!?…—–"“”()')
        if core:
            start = position + chunk.index(core)
            spans.append((start, start + len(core), set(chunk[chunk.index(core) + len(core) :])))
        position += len(chunk) + 1
    return spans
