"""Rules about where things stand: read from the stage itself, in every frame that was looked at, motion included."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np

from reel.check.finding import Finding, Spells
from reel.check.observed import HEIGHT, WIDTH, Box, Floats, Observed, Seen, Text

READABLE = 0.35
"""What is less opaque than this is on its way in or out, and is not read."""
SMALLEST = 32.0
MARGIN = 0.04
CAPTIONS = 0.12
CONTRAST = 4.5
BUSY = 0.2
MOST_GROUPS = 7
_OVERLAP = 0.12
"""Two glyphs of which the smaller is covered by more than this share stand on each other."""
_CROSSING = 0.2
"""Seconds for which two texts may cross."""
_THIN = 0.1
"""Room between two texts, in ems."""
_FAR = 1.5
"""Ems between a label and its thing."""


def held(observed: Observed) -> dict[int, int]:
    """For how many frames each frame that was looked at stands."""
    frames = [one.frame for one in observed.seen] + [observed.frames]
    return {frame: after - frame for frame, after in pairwise(frames)}


def findings(observed: Observed) -> Iterator[Finding]:
    """All that is wrong on the stage of a chapter."""
    yield from _frame_by_frame(observed)
    yield from swapped(observed)
    yield from not_empty(observed)


def _frame_by_frame(observed: Observed) -> Iterator[Finding]:
    stands = held(observed)
    spells: dict[float, Spells] = {}
    for seen in observed.seen:
        for least, key, finding in _at(seen):
            spells.setdefault(least, Spells(observed.rate, stands)).add(key, finding, seen.frame)
    for least, each in spells.items():
        yield from each.lasting(least)


def _at(seen: Seen) -> Iterator[tuple[float, object, Finding]]:
    """What is wrong in one frame: how long it must last to count, what makes it the same fault, and the finding."""
    texts = [one for one in seen.texts if one.opacity >= READABLE]
    for one, other, box in overlaps(texts):
        names = frozenset((one.said or str(one.name), other.said or str(other.name)))
        yield _CROSSING, ("over", names), Finding("text-over-text", f"{_told(one)} stands on {_told(other)}", box=box)
    for text in texts:
        yield from _at_the_edge(seen, text)
    for shape in seen.shapes:
        if shape.opacity >= READABLE and _outside(shape.box, 2.0):
            what = f"a {shape.kind} reaches over the frame's edge"
            yield _CROSSING, ("cut", shape.kind, shape.owner), Finding("cut-by-frame", what, box=shape.box)
    if seen.settled:
        for text in texts:
            yield from _standing(text)
        for one, other, box in crowded(texts):
            names = frozenset((one.said or str(one.name), other.said or str(other.name)))
            yield 0.0, ("crowd", names), Finding("crowding", f"{_told(one)} crowds {_told(other)}", box=box)
        yield from _labels(seen)
        count = len(groups(seen))
        if count > MOST_GROUPS:
            yield 1.0, ("many",), Finding("many-things", f"{count} groups of things stand on the stage")


def _at_the_edge(seen: Seen, text: Text) -> Iterator[tuple[float, object, Finding]]:
    box, key = text.box, text.said or text.name
    if _outside(box, 1.0):
        yield _CROSSING, ("cut", key), Finding("cut-by-frame", f"{_told(text)} is cut by the frame", box=box)
    elif not Box(WIDTH * MARGIN, HEIGHT * MARGIN, WIDTH * (1 - MARGIN), HEIGHT * (1 - MARGIN)).grown(1).holds(box):
        what = f"{_told(text)} is within 4% of the frame's edge"
        yield _CROSSING, ("edge", key), Finding("outside-safe-area", what, box=box)
    if box.bottom > HEIGHT * (1 - CAPTIONS) + 1 and not _outside(box, 1.0):
        what = f"{_told(text)} stands where captions would cover it"
        yield _CROSSING, ("captions", key), Finding("under-captions", what, box=box)


def _standing(text: Text) -> Iterator[tuple[float, object, Finding]]:
    key, box = text.said or text.name, text.box
    if 0 < text.size < SMALLEST - 0.5:
        what = f"{_told(text)} is set at {text.size:.0f} pixels"
        yield 0.0, ("small", key), Finding("too-small", what, box=box)
    if text.contrast is not None and text.contrast < CONTRAST - 0.05:
        what = f"{_told(text)} has a contrast of {text.contrast:.1f} to 1"
        yield 0.0, ("contrast", key), Finding("contrast", what, box=box)
    if text.busy is not None and text.busy > BUSY:
        what = f"{text.busy:.0%} of what lies around {_told(text)} is unlike the rest"
        yield 0.0, ("busy", key), Finding("text-over-shape", what, box=box)


def _labels(seen: Seen) -> Iterator[tuple[float, object, Finding]]:
    known = {one.name: one for one in seen.texts}
    for name, thing in seen.labels:
        text = known[name]
        if text.opacity < READABLE or not text.size:
            continue
        apart = max(0.0, *text.box.gap(thing))
        if apart > _FAR * text.size:
            what = f"{_told(text)} stands {apart / text.size:.1f} ems from what it labels"
            yield 0.0, ("far", text.said or name), Finding("far-label", what, box=text.box)


def _outside(box: Box, slack: float) -> bool:
    inside = Box(-slack, -slack, WIDTH + slack, HEIGHT + slack)
    on_frame = box.common(Box(0, 0, WIDTH, HEIGHT)) > 0
    return on_frame and not inside.holds(box)


def _told(text: Text) -> str:
    said = text.said.strip("$ ")
    return f'"{said}"' if said else "a text"


# Texts and each other ---------------------------------------------------------------------------------------------------


def overlaps(texts: list[Text]) -> Iterator[tuple[Text, Text, Box]]:
    """The pairs of texts of which glyphs stand on each other, and where."""
    for one, other in combinations(texts, 2):
        if one.box.common(other.box) <= 0:
            continue
        hits = _on_each_other(one, other)
        if hits is not None:
            yield one, other, hits


def _on_each_other(one: Text, other: Text) -> Box | None:
    """Around the glyphs of two texts that cover each other. A copy on its own original is one glyph to the eye."""
    a, b = one.glyphs[one.colours[:, 3] >= READABLE], other.glyphs[other.colours[:, 3] >= READABLE]
    if not len(a) or not len(b):
        return None
    wide = np.minimum(a[:, None, 2], b[None, :, 2]) - np.maximum(a[:, None, 0], b[None, :, 0])
    high = np.minimum(a[:, None, 3], b[None, :, 3]) - np.maximum(a[:, None, 1], b[None, :, 1])
    common = np.clip(wide, 0, None) * np.clip(high, 0, None)
    least = np.minimum(_areas(a)[:, None], _areas(b)[None, :])
    hit = common > _OVERLAP * least
    if len(one.shapes) == len(one.glyphs) and len(other.shapes) == len(other.glyphs):
        forms_a = np.array(one.shapes, object)[one.colours[:, 3] >= READABLE]
        forms_b = np.array(other.shapes, object)[other.colours[:, 3] >= READABLE]
        near = np.abs(a[:, None, :] - b[None, :, :]).max(2) < 0.35 * np.sqrt(least)
        alike = (forms_a[:, None] == forms_b[None, :]) & (forms_a[:, None] != b"")
        hit &= ~(alike & near)
    rows, columns = np.nonzero(hit)
    if not len(rows):
        return None
    return Box.around(np.concatenate([a[rows], b[columns]]))


def _areas(boxes: Floats) -> Floats:
    return np.maximum(boxes[:, 2] - boxes[:, 0], 1) * np.maximum(boxes[:, 3] - boxes[:, 1], 1)


def crowded(texts: list[Text]) -> Iterator[tuple[Text, Text, Box]]:
    """The pairs of texts of different things that stand too close, and are not on each other."""
    for one, other in combinations(texts, 2):
        if not one.size or not other.size or one.kin[-1:] == other.kin[-1:] != ():
            continue
        aside, above = one.box.gap(other.box)
        room = _THIN * min(one.size, other.size)
        beside = above < 0 and 0 <= aside < room
        over = aside < 0 and 0 <= above < room / 2
        if beside or over:
            yield one, other, Box.around(np.concatenate([one.glyphs, other.glyphs]))


# Groups -----------------------------------------------------------------------------------------------------------------


def groups(seen: Seen, reach: float = 40.0) -> list[Box]:
    """The groups of things that stand apart: what touches, or stands within some pixels, is one."""
    by_owner: dict[int, list[Box]] = {}
    for one in seen.things():
        if one.opacity >= READABLE:
            by_owner.setdefault(one.owner, []).append(one.box)
    boxes = [_hull(each) for each in by_owner.values()]
    merged: list[Box] = []
    for box in boxes:
        while touching := [one for one in merged if one.grown(reach).common(box) > 0]:
            merged = [one for one in merged if one not in touching]
            box = _hull([box, *touching])
        merged.append(box)
    return merged


def _hull(boxes: list[Box]) -> Box:
    return Box(
        min(one.left for one in boxes), min(one.top for one in boxes),
        max(one.right for one in boxes), max(one.bottom for one in boxes),
    )  # fmt: skip


# Over time --------------------------------------------------------------------------------------------------------------


def swapped(observed: Observed, within: float = 4.0) -> Iterator[Finding]:
    """Texts that leave and are back at the same place as other objects."""
    gone: dict[tuple[str, int, int], tuple[int, int]] = {}
    standing: dict[tuple[str, int, int], int] = {}
    for seen in observed.seen:
        now = {_place(one): one for one in seen.texts if one.said and one.opacity >= READABLE}
        for place, name in list(standing.items()):
            if place not in now:
                gone[place] = (name, seen.frame)
                del standing[place]
        for place, text in now.items():
            left = gone.pop(place, None)
            if left is not None and left[0] != text.name and 0.3 < (seen.frame - left[1]) / observed.rate < within:
                what = f"{_told(text)} left, and is back as another object"
                yield Finding("swapped-object", what, seconds=observed.seconds(seen.frame), frame=seen.frame, box=text.box)
            standing[place] = text.name


def _place(text: Text) -> tuple[str, int, int]:
    x, y = text.box.middle
    return text.said, round(x / 24), round(y / 24)


def not_empty(observed: Observed) -> Iterator[Finding]:
    """Whether the first and the last frame show nothing."""
    ground = np.array(observed.background) * 255
    for frame, picture in (observed.before[:1] + observed.small[-1:]) if observed.small else []:
        unlike = np.abs(picture.astype(float) - ground).max(2) > 12
        if unlike.any():
            rows, columns = np.nonzero(unlike)
            scale = HEIGHT / picture.shape[0]
            box = Box(columns.min() * scale, rows.min() * scale, (columns.max() + 1) * scale, (rows.max() + 1) * scale)
            when = "begins" if frame == 0 else "ends"
            yield Finding(
                "stage-not-empty", f"the chapter {when} with something on its stage", frame=frame,
                seconds=observed.seconds(frame), box=box,
            )  # fmt: skip
