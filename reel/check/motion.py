"""Rules about what moves: read from the drawn frames, and from where things were in one frame and in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.check.finding import Finding, Spells
from reel.check.flashes import flashes, second_opinion
from reel.check.observed import HEIGHT, WIDTH, Box, Observed, Picture, Seen, Step
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
"""A jump is so many times as large as what changes near it in the frame before and in the frame after."""
_BLOCK = 10
"""Pixels of a small picture, each way, that are judged together."""
_NEAR = 7
"""Blocks, each way, within which what moves on is to be found again: for 180 pixels of a frame to all sides."""
_BY_STEPS = 3
"""A play that changes at once so many times goes by steps."""
_FAINT = 2.0
"""A block that changes by less than this on the whole does not jump."""
_LULL = 1.0
"""A longer silence than this is no speaking."""
_MOVED = 24.0
"""What moves less than this in a whole motion does not draw the eye."""
_STRIDE = 0.15
"""Seconds over which a speed is taken at the least: the eye takes as long to set out."""
_AT = 12.0
"""Pixels between a tip and its line."""
_SWARM = 12
"""So many like things in one group are seen as a whole: a grid, a rain of balls, the shades of a map."""
_SAME_PLACE = 60.0
"""Things that start, or end, within so many pixels of each other come from one place, or meet."""

Bodies = dict[object, Box]


def findings(observed: Observed, timetable: Timetable) -> Iterator[Finding]:
    """All that is wrong with how a chapter moves."""
    yield from flashing(observed)
    yield from jumps(observed)
    yield from frozen(observed, timetable)
    yield from brief(observed)
    yield from fast(observed)
    yield from unrelated(observed)


# Flashes --------------------------------------------------------------------------------------------------------------


def flashing(observed: Observed) -> Iterator[Finding]:
    """Flashes by WCAG's definition; and where there are none, what a filter says that goes by another."""
    found = flashes(observed.small, observed.rate)
    for flash in found:
        kind = "red flashes" if flash.red else "flashes"
        yield Finding(
            "flashing", f"up to {flash.count:.0f} {kind} in a second", seconds=observed.seconds(flash.first),
            frame=flash.first, box=flash.box, last=observed.seconds(flash.last),
        )  # fmt: skip
    for first, last, bad in second_opinion(observed.small, observed.rate, observed.frames):
        if not any(one.first <= last and first <= one.last for one in found):
            what = f"ffmpeg's photosensitivity filter finds {bad:.1f} where it would act from 1 on"
            yield Finding(
                "flashing-second-opinion", what, seconds=observed.seconds(first), frame=first, last=observed.seconds(last)
            )


# Jumps ----------------------------------------------------------------------------------------------------------------


def jumps(observed: Observed) -> Iterator[Finding]:
    """Where a part of the picture changes at once, and hardly in the frame before and in the frame after.

    A motion, however fast it begins or ends, goes on near by in one of the two; a fade changes by steps that are alike.
    A play that changes at once again and again goes by steps, as a sweep does: that is its motion. The stage as a play
    finds it counts as a picture of its own, where it is not as the last play left it.
    The first step of such a play is one of its steps.
    """
    found: dict[Step | None, list[Finding]] = {}
    for frame, box, between in _sudden(observed):
        step = observed.step(frame)
        at = "within a motion"
        if between or step is None or frame == step.first:
            at = "between two plays"
        elif frame == step.last - 1:
            at = "where a motion ends"
        what = f"something changes from one frame to the next, {at}"
        finding = Finding("jump", what, seconds=observed.seconds(frame), frame=frame, box=box)
        moving = step is not None and step.moving and not between
        found.setdefault(step if moving else None, []).append(finding)
    for step, each in found.items():
        if step is None or len(each) < _BY_STEPS:
            yield from each


def _sudden(observed: Observed) -> Iterator[tuple[int, Box, bool]]:
    """The frames in which something changes at once, where it does, and whether it did before a play began."""
    pictures = _strip(observed)
    if not pictures:
        return
    still = _Change.between(pictures[0][1], pictures[0][1])
    changes = [_Change.between(one, other) for (_, one), (_, other) in pairwise(pictures)]
    counts = _counts(observed)
    for k, change in enumerate(changes):
        before, after, later = (changes[j] if 0 <= j < len(changes) else still for j in (k - 1, k + 1, k + 2))
        where = change.sudden(before, after)
        frame = pictures[k + 1][0]
        undrawn = k + 2 < len(pictures) and pictures[k + 2][0] == frame
        if not where.any() and after is not still and not undrawn and _alike(pictures[k][1], pictures[k + 2][1]):
            # What is there for one frame goes as suddenly as it comes.
            where = change.sudden(before, later)
        box = change.box(where, counts.get(frame, []))
        if box is not None:
            yield frame, box, undrawn


def _strip(observed: Observed) -> list[tuple[int, Picture]]:
    """The pictures in the order in which they come; with the stage as a play found it, where that differs.

    That is drawn in no frame of the film: it only parts what changed before the play from the play's own first step. What
    it alone shows goes as it comes, and is no jump.
    """
    found = dict(observed.before)
    strip: list[tuple[int, Picture]] = []
    for frame, picture in observed.small:
        if strip and frame in found and not _alike(strip[-1][1], found[frame]):
            strip.append((frame, found[frame]))
        strip.append((frame, picture))
    return strip


def _alike(one: Picture, other: Picture) -> bool:
    return changed(one, other) <= _FEW


def _counts(observed: Observed) -> dict[int, list[Box]]:
    """Where numbers change, frame by frame: digits cannot but jump."""
    found: dict[int, list[Box]] = {}
    for one, other in pairwise(observed.seen):
        before = {text.name: text for text in one.texts}
        boxes = [
            each.box.grown(12)
            for text in other.texts
            if text.name in before and before[text.name].said != text.said
            for each in (text, before[text.name])
        ]
        if boxes:
            for frame in range(one.frame + 1, other.frame + 1):
                found.setdefault(frame, []).extend(boxes)
    return found


@dataclass(frozen=True, eq=False)
class _Change:
    """How two small pictures differ."""

    blocks: NDArray[np.float32]
    """By how much each block does on the whole."""
    pixels: Picture
    """By how much each pixel does."""

    @classmethod
    def between(cls, one: Picture, other: Picture) -> _Change:
        unlike = _unlike(one, other)
        rows, columns = unlike.shape
        size = (columns // _BLOCK, rows // _BLOCK)
        blocks = cv2.resize(unlike.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        return cls(np.asarray(blocks, np.float32), unlike)

    def sudden(self, before: _Change, after: _Change) -> NDArray[np.bool_]:
        """The blocks that change many times as much as any near them do just before and just after; or, where there are
        none, all that change, if the whole picture changes many times as much."""
        around = cv2.dilate(np.maximum(before.blocks, after.blocks), np.ones((_NEAR, _NEAR), np.uint8))
        where = self.blocks > np.maximum(_SUDDEN * around, _FAINT)
        if not where.any() and self.blocks.sum() > _SUDDEN * max(before.blocks.sum(), after.blocks.sum()):
            where = self.blocks > _FAINT
        return np.asarray(where)

    def box(self, where: NDArray[np.bool_], numbers: list[Box]) -> Box | None:
        """Around the changed pixels of some blocks and of their neighbours; nothing, where they are too few."""
        if not where.any():
            return None
        scale = HEIGHT / self.pixels.shape[0]
        near = cv2.dilate(where.astype(np.uint8), np.ones((3, 3), np.uint8))
        pixels = (self.pixels > _CHANGED) & (np.kron(near, np.ones((_BLOCK, _BLOCK), np.uint8)) > 0)
        for one in numbers:
            left, top, right, bottom = (max(0, round(edge / scale)) for edge in (one.left, one.top, one.right, one.bottom))
            pixels[top:bottom, left:right] = False
        if pixels.sum() <= _FEW:
            return None
        rows, columns = np.nonzero(pixels)
        return Box(
            float(columns.min() * scale), float(rows.min() * scale),
            float((columns.max() + 1) * scale), float((rows.max() + 1) * scale),
        )  # fmt: skip


def _unlike(one: Picture, other: Picture) -> Picture:
    """By how much each pixel of two pictures differs, in that of its red, green and blue which differs most."""
    red, green, blue = cv2.split(cv2.absdiff(one, other))
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def changed(one: Picture, other: Picture, by: int = _CHANGED) -> int:
    """How many pixels of two small pictures differ by more than `by`."""
    if one is other:
        return 0
    return int(cv2.countNonZero(cv2.threshold(_unlike(one, other), by, 255, cv2.THRESH_BINARY)[1]))


# Stillness ------------------------------------------------------------------------------------------------------------


def frozen(observed: Observed, timetable: Timetable) -> Iterator[Finding]:
    """Where the picture stands still for long while the voice speaks.

    Each picture is compared with the one with which the stillness began, so that what creeps is seen to move.
    """
    begun, ended = 0, 0
    ends = [*(frame for frame, _ in observed.small[1:]), observed.frames]
    first: Picture | None = None
    for (frame, picture), end in zip(observed.small, ends, strict=True):
        if first is None or changed(first, picture, _STIRRED) > 1:
            yield from _too_still(observed, timetable, begun, ended)
            first, begun = picture, frame
        ended = end
    yield from _too_still(observed, timetable, begun, ended)


def _too_still(observed: Observed, timetable: Timetable, first: int, last: int) -> Iterator[Finding]:
    start, end = observed.seconds(first), observed.seconds(last)
    spoken = _spoken(timetable, start, end)
    if spoken > STILL:
        what = f"the picture stands still for {end - start:.1f} s, {spoken:.1f} s of which the voice speaks"
        yield Finding("frozen", what, seconds=start, last=end, frame=first)


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


# Short and fast motions -----------------------------------------------------------------------------------------------


def brief(observed: Observed) -> Iterator[Finding]:
    """Animations that are over at once, in plays that change what is seen. Those of one play are told as one.

    A play is a whole number of frames, so what was asked for is known to half a frame only.
    """
    steps = {one.first: one for one in observed.steps}
    shortest: dict[int, tuple[float, float, str]] = {}
    for motion in observed.motions:
        if 0 < motion.seconds < BRIEF - 0.5 / observed.rate - 1e-6 and _shows(observed, steps[motion.first]):
            told = (motion.seconds, motion.start, motion.what)
            shortest[motion.first] = min(shortest.get(motion.first, told), told)
    for first, (seconds, start, what) in shortest.items():
        yield Finding("brief-motion", f"{what} takes {seconds:.2f} s", seconds=observed.seconds(first) + start, frame=first)


def _shows(observed: Observed, step: Step) -> bool:
    """Whether anything is seen to change in a play."""
    before = next((picture for frame, picture in observed.before if frame == step.first), None)
    inside = (picture for frame, picture in observed.small if step.first <= frame < step.last)
    return before is None or any(not _alike(before, one) for one in inside)


def fast(observed: Observed) -> Iterator[Finding]:
    """Things that move too fast to be followed. What is at the end of a line that is drawn is a part of its growing."""
    spells = Spells(observed.rate, held(observed))
    bodies = {id(one): _bodies(one) for one in observed.seen}
    for seen, earlier, seconds in _strides(observed):
        before, after = bodies[id(earlier)], bodies[id(seen)]
        for name, box in after.items():
            if name not in before:
                continue
            way = _shift(before[name], box)
            speed = float(np.hypot(*way)) / seconds
            if speed > FAST and not _is_drawn(before[name], box, way, before, after):
                what = f"something moves at {speed / WIDTH:.1f} frame widths a second"
                spells.add("fast", Finding("too-fast", what, box=box), seen.frame)
    yield from spells.lasting(0.0)


def _is_drawn(one: Box, now: Box, way: tuple[float, float], before: Bodies, after: Bodies) -> bool:
    """Whether a thing goes with the end of another that grows: the tip of an arrow, say."""
    for name, box in after.items():
        old = before.get(name)
        if old is None or not box.grown(2).holds(old):
            continue
        grown = box.width - old.width, box.height - old.height
        if np.hypot(*grown) > 0.5 * np.hypot(*way) and max(*now.gap(box)) < _AT and max(*one.gap(old)) < _AT:
            return True
    return False


def _strides(observed: Observed) -> Iterator[tuple[Seen, Seen, float]]:
    """Each look at a motion, with an earlier one not long before, and the seconds from that to it.

    A stage that stands was last seen so in the frame before the play begins, however long ago it was looked at.
    """
    for k, seen in enumerate(observed.seen):
        step = observed.step(seen.frame)
        if step is None or not step.moving or seen.settled:
            continue
        for earlier in reversed(observed.seen[:k]):
            at = step.first - 1 if earlier.settled or earlier.frame < step.first else earlier.frame
            seconds = (seen.frame - at) / observed.rate
            if seconds >= _STRIDE or earlier.frame < step.first or earlier.settled:
                yield seen, earlier, max(seconds, _STRIDE)
                break


def _bodies(seen: Seen) -> Bodies:
    """What is followed by the eye: each thing, but of a swarm of like things the whole. Where each is."""
    crowds = Counter((one.kin[-1], one.kind) for one in seen.shapes if one.kin)
    found: Bodies = {}
    for one in seen.texts:
        if one.opacity >= READABLE:
            found[one.name] = one.box
    for shape in seen.shapes:
        if shape.opacity < READABLE:
            continue
        crowd = (shape.kin[-1], shape.kind) if shape.kin else None
        key: object = crowd if crowd is not None and crowds[crowd] > _SWARM else shape.name
        found[key] = _union(found[key], shape.box) if key in found else shape.box
    return found


def _union(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )


def _shift(before: Box, after: Box) -> tuple[float, float]:
    """How far a thing moved as a whole, sideways and downwards: what grows on one side alone has not moved."""
    return (
        _agreed(after.left - before.left, after.right - before.right),
        _agreed(after.top - before.top, after.bottom - before.bottom),
    )


def _agreed(one: float, other: float) -> float:
    return 0.0 if one * other <= 0 else min(one, other, key=abs)


# Unrelated motions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Mover:
    """A thing of the stage that moves in a play: from where to where, and the groups that it stands or stood in."""

    start: Box
    end: Box
    kin: frozenset[int]

    @property
    def way(self) -> tuple[float, float]:
        return _shift(self.start, self.end)


def unrelated(observed: Observed) -> Iterator[Finding]:
    """Plays in which several things that have nothing to do with each other go different ways at once."""
    for step in observed.steps:
        if step.moving:
            movers = _movers(observed, step)
            ways = _unrelated(movers)
            if len(ways) > MOST_MOVERS:
                box = movers[0].end
                for one in movers[1:]:
                    box = _union(box, one.end)
                what = f"{len(ways)} things that have nothing to do with each other go different ways at once"
                yield Finding("unrelated-motion", what, seconds=observed.seconds(step.first), frame=step.first, box=box)


def _movers(observed: Observed, step: Step) -> list[_Mover]:
    """What moves in a play as a whole."""
    inside = [one for one in observed.seen if step.first <= one.frame < step.last]
    before = max((one for one in observed.seen if one.frame < step.first), key=lambda one: one.frame, default=None)
    looks = [*([before] if before is not None else []), *inside]
    starts: dict[int, Box] = {}
    ends: dict[int, Box] = {}
    owners: dict[int, int] = {}
    kin: dict[int, set[int]] = {}
    for look in looks:
        for one in look.things():
            if one.opacity >= READABLE:
                starts.setdefault(one.name, one.box)
                ends[one.name] = one.box
                owners[one.name] = one.owner
            kin.setdefault(one.name, set()).update((one.owner, *one.kin))
    members: dict[int, list[int]] = {}
    for name, owner in owners.items():
        members.setdefault(owner, []).append(name)
    found = []
    for names in members.values():
        mover = _Mover(
            _all([starts[one] for one in names]), _all([ends[one] for one in names]),
            frozenset(group for one in names for group in kin[one]),
        )  # fmt: skip
        if np.hypot(*mover.way) > _MOVED:
            found.append(mover)
    return found


def _all(boxes: list[Box]) -> Box:
    return Box.around(np.array([(one.left, one.top, one.right, one.bottom) for one in boxes]))


def _unrelated(movers: list[_Mover]) -> list[list[_Mover]]:
    """Movers in groups that have to do with each other."""
    if len(movers) >= 5 and _one_map(movers):
        return [movers]
    groups: list[list[_Mover]] = []
    for mover in movers:
        near = [group for group in groups if any(_related(mover, one) for one in group)]
        groups = [group for group in groups if group not in near] + [[mover, *(one for group in near for one in group)]]
    return groups


def _related(one: _Mover, other: _Mover) -> bool:
    """Whether two things belong to one group, go one way, come from one place or meet, or stay beside each other."""
    if one.kin & other.kin or _together(one.way, other.way):
        return True
    if any(np.hypot(*_from_to(a, b)) < _SAME_PLACE for a, b in ((one.start, other.start), (one.end, other.end))):
        return True
    return max(*one.start.gap(other.start), *one.end.gap(other.end)) < _MOVED


def _from_to(one: Box, other: Box) -> tuple[float, float]:
    (a, b), (c, d) = one.middle, other.middle
    return c - a, d - b


def _together(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two ways are nearly the same."""
    apart = float(np.hypot(one[0] - other[0], one[1] - other[1]))
    return apart < 0.35 * max(float(np.hypot(*one)), float(np.hypot(*other)))


def _one_map(movers: list[_Mover]) -> bool:
    """Whether one affine map of the plane (a turn, a stretch, a gathering) moves them all."""
    starts = np.array([(*one.start.middle, 1.0) for one in movers])
    ends = np.array([one.end.middle for one in movers])
    fitted = starts @ np.linalg.lstsq(starts, ends, rcond=None)[0]
    return bool(np.abs(fitted - ends).max() < 0.1 * np.linalg.norm(ends - starts[:, :2], axis=1).max())
