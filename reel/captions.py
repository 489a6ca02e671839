"""Captions that can be read: laid out from the times of the words, and written as SRT and WebVTT.

A caption has at most two lines of 42 characters, stands for 1 to 7 seconds, is read at no more than 17
characters a second wherever the silence after it or the captions before it give room, and two frames (at 25 a
second) pass before the next. It ends where a sentence or a clause does, or before a conjunction or a preposition; it never
spans two beats or a written pause, so that no answer is read before it is heard."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from script.narration import Narration
from script.timetable import BeatTimes, Timetable

LINE = 42
LINES = 2
SHORTEST, LONGEST = 1.0, 7.0
CHARACTERS_PER_SECOND = 17.0
GAP = 2 / 25
LEAD = 0.25
"""Seconds by which a caption may come before its first word, and the one before it end before its last, where it would
otherwise be read too fast."""
LINGER = 0.4
"""Seconds that a caption stays after its last word, where there is room."""
CLOSE = 0.5
"""A shorter time than this between two captions is a flicker: the first then stays until the second."""
SILENCE = 1.0
"""No caption spans a longer silence than this."""

_WIDE = str.maketrans("<>", "＜＞")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)]*$")
_CLAUSE_END = re.compile(r"[,;:—–][\"”’)]*$")
_NUMBER_WORDS = "minus zero one two three four five six seven eight nine ten half"
_JOINING_WORDS = """
and or but nor so yet because although though while when where which who that than if unless until since as
after before of in on at by for from to with without into onto over under between through along across about
against above below
"""
_LEANING_WORDS = """
a an the this that these those its his her their our your my of in on at by for from to with into onto and or
but is are was were not no one two very each every
"""
_NUMBERS = frozenset(_NUMBER_WORDS.split())
_JOINING = frozenset(_JOINING_WORDS.split())
"""Words before which a sentence parts well."""
_LEANING = frozenset(_LEANING_WORDS.split())
"""Words that lean on the next: a line that ends in one reads badly."""


@dataclass(frozen=True)
class Caption:
    """Shown from `start` to `end`, in seconds from the film's start."""

    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True)
class _Chunk:
    """What stands between two spaces, with the points around it, and when it is said."""

    text: str
    start: float
    end: float
    resumes: bool = False
    """Whether a written pause comes before it."""


def captions(spoken: Sequence[tuple[float, Timetable, Mapping[str, Narration]]]) -> list[Caption]:
    """The captions of a film: for each of its chapters, where it starts, its times, and its narration by
    beat.
    """
    shown: list[Caption] = []
    for start, timetable, narrations in spoken:
        beats = [_chunks(narrations[beat.name], beat) for beat in timetable.beats if beat.name in narrations]
        beats = [chunks for chunks in beats if chunks]
        if not beats:
            continue
        limits = [*(chunks[0].start for chunks in beats[1:]), timetable.duration]
        raw = [caption for chunks, until in zip(beats, limits, strict=True) for caption in _split(chunks, until)]
        shown += [
            replace(one, start=round(start + one.start, 3), end=round(start + one.end, 3))
            for one in _timed(raw, timetable.duration)
        ]
    return shown


def to_srt(shown: Sequence[Caption]) -> str:
    """SubRip. It has no escapes, and players take what stands between `<` and `>` for a mark and drop it:
    these two are written as their wide forms."""
    blocks = (
        f"{number}\n{_clock(one.start, ',')} --> {_clock(one.end, ',')}\n"
        + "".join(line.translate(_WIDE) + "\n" for line in one.lines)
        for number, one in enumerate(shown, start=1)
    )
    return "\n".join(blocks)


def to_vtt(shown: Sequence[Caption]) -> str:
    """WebVTT. `&`, `<` and `>` would be read as marks: they are escaped."""
    blocks = (
        f"{_clock(one.start, '.')} --> {_clock(one.end, '.')}\n"
        + "".join(html.escape(line, quote=False) + "\n" for line in one.lines)
        for one in shown
    )
    return "\n".join(("WEBVTT\n", *blocks))


def _clock(seconds: float, point: str) -> str:
    total = round(seconds * 1000)
    minutes, rest = divmod(total, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"


def _chunks(narration: Narration, beat: BeatTimes) -> list[_Chunk]:
    """The chunks of a beat. One in which nothing is said (a dash) belongs to the one before it."""
    chunks: list[_Chunk] = []
    loose, behind = "", 0
    for match in re.finditer(r"\S+", narration.text):
        said = [word for word in beat.words if match.start() <= word.first < match.end()]
        if said:
            resumes = any(behind < pause.position <= match.start() for pause in narration.pauses)
            whole = _Chunk(loose + match.group(), said[0].start, said[-1].end, resumes)
            chunks += _short_enough(whole)
            loose, behind = "", match.start()
        elif chunks:
            chunks[-1] = replace(chunks[-1], text=f"{chunks[-1].text} {match.group()}")
        else:
            loose += match.group() + " "
    return chunks


def _short_enough(chunk: _Chunk) -> list[_Chunk]:
    """The chunk, cut if it does not fit a line."""
    parts = [chunk.text[i : i + LINE] for i in range(0, len(chunk.text), LINE)]
    step = (chunk.end - chunk.start) / len(parts)
    return [
        _Chunk(part, chunk.start + i * step, chunk.start + (i + 1) * step, chunk.resumes and i == 0)
        for i, part in enumerate(parts)
    ]


def _split(chunks: Sequence[_Chunk], until: float) -> list[Caption]:
    """The chunks of a beat parted into captions at the least cost; `until` is when the next beat speaks."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # for the first n chunks: the cost, and where the last caption begins
    for stop in range(1, len(chunks) + 1):
        after = chunks[stop].start if stop < len(chunks) else until
        following = chunks[stop].text if stop < len(chunks) else None
        options = []
        for start in range(stop - 1, -1, -1):
            if start < stop - 1 and not _may_join(chunks[start:stop]):
                break
            options.append((best[start][0] + _cost(chunks[start:stop], after, following), start))
        best.append(min(options))
    cuts = [len(chunks)]
    while cuts[-1] > 0:
        cuts.append(best[cuts[-1]][1])
    parts = [chunks[first:last] for first, last in pairwise(reversed(cuts))]
    return [Caption(part[0].start, part[-1].end, _lines(part)) for part in parts]


def _may_join(part: Sequence[_Chunk]) -> bool:
    """Whether these chunks can stand in one caption at all."""
    return (
        part[-1].end - part[0].start <= LONGEST
        and part[1].start - part[0].end < SILENCE
        and not part[1].resumes
        and all(len(line) <= LINE for line in _lines(part))
    )


def _cost(part: Sequence[_Chunk], after: float, following: str | None) -> float:
    """How badly these chunks make a caption, when `following` is said next, at `after`."""
    text = " ".join(chunk.text for chunk in part)
    room = max(after - GAP - part[0].start, 1e-3)
    cost = 4.0
    cost += 0.0 if following is None else _break_cost(part[-1].text, following)
    cost += sum(6.0 for chunk in part[:-1] if _SENTENCE_END.search(chunk.text))
    cost += 40 * max(0.0, SHORTEST - room) + 8 * max(0.0, len(text) / room - CHARACTERS_PER_SECOND)
    if len(text) < 20 and not _SENTENCE_END.search(text):
        cost += 0.5 * (20 - len(text))
    lines = _lines(part)
    if len(lines) > 1:
        first, second = lines[0].split(" "), lines[1].split(" ")
        cost += 0.5 * _break_cost(first[-1], second[0])
    return cost


def _break_cost(before: str, after: str | None) -> float:
    """How badly a text parts between these two words."""
    if _SENTENCE_END.search(before):
        return 0.0
    if after is not None and before.rstrip(",").lower() in _NUMBERS and after.strip(".,:;").lower() in _NUMBERS:
        return 20.0  # "zero, one" is one point
    if _CLAUSE_END.search(before):
        return 3.0
    if before.lower().strip('"“‘(') in _LEANING:
        return 20.0
    return 6.0 if after is not None and after.lower() in _JOINING else 12.0


def _lines(part: Sequence[_Chunk]) -> tuple[str, ...]:
    """The chunks on one line, or on two parted where it reads best; a line too long if they do not fit."""
    words = " ".join(chunk.text for chunk in part).split(" ")
    whole = " ".join(words)
    if len(whole) <= LINE:
        return (whole,)
    options = []
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        if len(first) <= LINE and len(second) <= LINE:
            cost = _break_cost(words[cut - 1], words[cut]) + 0.25 * abs(len(first) - len(second))
            options.append((cost, first, second))
    return min(options)[1:] if options else (whole,)


def _timed(shown: Sequence[Caption], limit: float) -> list[Caption]:
    """The captions of a chapter, standing as long as they need to be read and as the next one lets them."""
    timed: list[Caption] = []
    starts = [*(one.start for one in shown[1:]), limit + GAP]
    for one, following in zip(shown, starts, strict=True):
        text = one.text
        needed = max(SHORTEST, len(text) / CHARACTERS_PER_SECOND, one.end + LINGER - one.start)
        latest = following - GAP
        end = min(one.start + needed, latest)
        if latest - end < CLOSE:
            end = latest
        start = one.start
        if end - start < SHORTEST:
            # No room after it: take what silence there is before it.
            earliest = timed[-1].end + GAP if timed else 0.0
            start = min(start, max(earliest, end - SHORTEST))
        timed.append(replace(one, start=start, end=max(min(end, start + LONGEST), start + 1e-3)))
        _begin_earlier(timed, shown, len(timed) - 1, len(text) / CHARACTERS_PER_SECOND - (timed[-1].end - timed[-1].start))
    return timed


def _begin_earlier(timed: list[Caption], said: Sequence[Caption], k: int, lack: float) -> None:
    """Let caption `k` begin earlier by what it lacks, into the silence before it and into what those before it can spare;
    never by more than LEAD before it is said."""
    one = timed[k]
    earlier = min(lack, one.start - max(0.0, said[k].start - LEAD))
    if earlier <= 0:
        return
    if k > 0:
        room = one.start - GAP - timed[k - 1].end + _spare(timed[k - 1])
        if room < earlier:
            _begin_earlier(timed, said, k - 1, earlier - room)
            room = one.start - GAP - timed[k - 1].end + _spare(timed[k - 1])
        earlier = max(0.0, min(earlier, room))
        before = timed[k - 1]
        timed[k - 1] = replace(before, end=min(before.end, one.start - earlier - GAP))
    timed[k] = replace(one, start=one.start - earlier)


def _spare(one: Caption) -> float:
    """Seconds by which a caption can be shorter and still be read."""
    return max(0.0, one.end - one.start - max(SHORTEST, len(one.text) / CHARACTERS_PER_SECOND))
