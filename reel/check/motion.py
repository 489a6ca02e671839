"""Rules about what moves: read from the drawn frames, and from where things were in one frame and in the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from reel.check.finding import Finding, Spells
from reel.check.flashes import flashes
from reel.check.observed import HEIGHT, WIDTH, Box, Observed, Picture, Seen
from reel.check.stage import READABLE, held
from script.timetable import Timetable

STILL = 8.0
BRIEF = 0.3
FAST = WIDTH * 2 / 3
"""Pixels a second."""
MOST_MOVERS = 2
_CHANGED = 24
"""A pixel whose red, green or blue differs by more than this has changed."""
_STIRRED = 3
"""A pixel that differs by more than this shows that something moves, however faint."""
_FEW = 8
"""Changed pixels of a small picture that are still no change: the edge of a thing drawn again."""
_SUDDEN = 5.0
"""The step before the last, or after the first, is so many times smaller in a jump."""
_LULL = 1.0
"""A longer silence than this is no speaking."""
_MOVED = 24.0
"""What moves less than this in a whole motion does not draw the eye."""


def findings(observed: Observed, timetable: Timetable) -> Iterator[Finding]:
    """All that is wrong with how a chapter moves."""
    for flash in flashes(observed.small, observed.rate):
        kind = "red flashes" if flash.red else "flashes"
        yield Finding(
            "flashing", f"up to {flash.count:.0f} {kind} in a second", seconds=observed.seconds(flash.first),
            frame=flash.first, box=flash.box, last=observed.seconds(flash.last),
        )  # fmt: skip
    yield from jumps(observed)
    yield from frozen(observed, timetable)
    yield from brief(observed)
    yield from fast(observed)
    yield from unrelated(observed)


def changed(one: Picture, other: Picture, by: int = _CHANGED) -> tuple[int, Box | None]:
    """How many pixels of two small pictures differ by more than `by`, and where."""
    unlike = np.abs(one.astype(np.int16) - other).max(2) > by
    count = int(unlike.sum())
    if not count:
        return 0, None
    rows, columns = np.nonzero(unlike)
    scale = HEIGHT / one.shape[0]
    return count, Box(
        float(columns.min() * scale), float(rows.min() * scale),
        float((columns.max() + 1) * scale), float((rows.max() + 1) * scale),
    )  # fmt: skip


def jumps(observed: Observed) -> Iterator[Finding]:
    """Where the stage is another when a play begins than when the last ended, and where a motion ends in a jump."""
    small = dict(observed.small)
    frames = sorted(small)
    for frame, picture in observed.before[1:]:
        last = max((one for one in frames if one < frame), default=None)
        if last is None:
            continue
        count, box = changed(small[last], picture)
        if count > _FEW:
            what = "something changes without a motion, between two plays"
            yield Finding("jump", what, seconds=observed.seconds(frame), frame=frame, box=box)
    for step in observed.steps:
        inside = [one for one in frames if step.first <= one < step.last]
        if step.moving and len(inside) >= 5:
            yield from _ends_in_a_jump(observed, small, inside)


def _ends_in_a_jump(observed: Observed, small: dict[int, Picture], inside: list[int]) -> Iterator[Finding]:
    counts = [changed(small[a], small[b]) for a, b in pairwise(inside[-4:])]
    (count, box), before = counts[-1], max(one for one, _ in counts[:-1])
    if count > 4 * _FEW and count > _SUDDEN * max(before, _FEW):
        what = "a motion ends in a jump: its last step is many times as large as the one before"
        yield Finding("jump", what, seconds=observed.seconds(inside[-1]), frame=inside[-1], box=box)


def frozen(observed: Observed, timetable: Timetable) -> Iterator[Finding]:
    """Where the picture stands still for long while the voice speaks."""
    stretches: list[list[float]] = []
    for (frame, picture), (after, following) in pairwise([*observed.small, (observed.frames, observed.small[-1][1])]):
        same = changed(picture, following, _STIRRED)[0] <= 1
        if same or after - frame > 1:
            start, end = observed.seconds(frame), observed.seconds(after)
            if stretches and abs(stretches[-1][1] - start) < 1e-6:
                stretches[-1][1] = end
            else:
                stretches.append([start, end])
    for start, end in stretches:
        spoken = _spoken(timetable, start, end)
        if spoken > STILL:
            what = f"the picture stands still for {end - start:.1f} s, {spoken:.1f} s of which the voice speaks"
            yield Finding("frozen", what, seconds=start, last=end, frame=round(start * observed.rate))


def _spoken(timetable: Timetable, start: float, end: float) -> float:
    """The seconds of a stretch in which the voice speaks; short gaps between words are a part of speaking."""
    words = [(word.start, word.end) for beat in timetable.beats for word in beat.words]
    joined: list[list[float]] = []
    for first, last in words:
        if joined and first - joined[-1][1] < _LULL:
            joined[-1][1] = last
        else:
            joined.append([first, last])
    return sum(max(0.0, min(last, end) - max(first, start)) for first, last in joined)


def brief(observed: Observed) -> Iterator[Finding]:
    """Motions that are over at once."""
    for step in observed.steps:
        length = (step.last - step.first) / observed.rate
        if step.moving and length < BRIEF - 0.5 / observed.rate:
            what = f"a motion takes {length:.2f} s"
            yield Finding("brief-motion", what, seconds=observed.seconds(step.first), frame=step.first)


def fast(observed: Observed) -> Iterator[Finding]:
    """Things that move too fast to be followed."""
    spells = Spells(observed.rate, held(observed))
    for one, other in pairwise(observed.seen):
        seconds = (other.frame - one.frame) / observed.rate
        if not other.moving or seconds > 0.5:
            continue
        before = _places(one)
        for name, (x, y, box) in _places(other).items():
            if name not in before:
                continue
            speed = float(np.hypot(x - before[name][0], y - before[name][1])) / seconds
            if speed > FAST:
                what = f"something moves at {speed / WIDTH:.1f} frame widths a second"
                spells.add("fast", Finding("too-fast", what, box=box), other.frame)
    yield from spells.lasting(0.0)


def _places(seen: Seen) -> dict[int, tuple[float, float, Box]]:
    found = {}
    for one in seen.things():
        if one.opacity >= READABLE:
            box = one.box
            found[one.name] = (*box.middle, box)
    return found


def unrelated(observed: Observed) -> Iterator[Finding]:
    """Motions in which several things that have nothing to do with each other go different ways at once."""
    for step in observed.steps:
        inside = [one for one in observed.seen if step.first <= one.frame < step.last]
        if not step.moving or len(inside) < 2:
            continue
        first, last = _owners(inside[0]), _owners(inside[-1])
        ways: list[tuple[float, float]] = []
        for owner in first.keys() & last.keys():
            way = (last[owner][0] - first[owner][0], last[owner][1] - first[owner][1])
            if np.hypot(*way) > _MOVED and not any(_together(way, other) for other in ways):
                ways.append(way)
        if len(ways) > MOST_MOVERS:
            what = f"{len(ways)} things go different ways at once"
            yield Finding("unrelated-motion", what, seconds=observed.seconds(step.first), frame=step.first)


def _owners(seen: Seen) -> dict[int, tuple[float, float]]:
    boxes: dict[int, list[Box]] = {}
    for one in seen.things():
        if one.opacity >= READABLE:
            boxes.setdefault(one.owner, []).append(one.box)
    found = {}
    for owner, each in boxes.items():
        left, right = min(one.left for one in each), max(one.right for one in each)
        top, bottom = min(one.top for one in each), max(one.bottom for one in each)
        found[owner] = ((left + right) / 2, (top + bottom) / 2)
    return found


def _together(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two ways are nearly the same."""
    apart = float(np.hypot(one[0] - other[0], one[1] - other[1]))
    return apart < 0.35 * max(float(np.hypot(*one)), float(np.hypot(*other)))
