"""Rules about where things stand: read from the stage itself, in every frame that was looked at, motion included."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import pairwise

import numpy as np

from reel.check.finding import Finding, Spells
from reel.check.observed import HEIGHT, WIDTH, Box, Floats, Observed, Seen, Shape, Text
from reel.check.pixels import lightness, luminance

READABLE = 0.35
"""What is less opaque than this is on its way in or out, and is not read."""
SMALLEST = 32.0
MARGIN = 0.04
CAPTIONS = 0.12
CONTRAST = 4.5
BUSY = 0.2
LINED = 0.6
"""A line that goes through so much of a glyph's lesser side breaks its form."""
MOST_GROUPS = 7
FRAME = Box(0, 0, WIDTH, HEIGHT)
SAFE = Box(WIDTH * MARGIN, HEIGHT * MARGIN, WIDTH * (1 - MARGIN), HEIGHT * (1 - MARGIN))
_OVERLAP = 0.12
"""Two glyphs of which the smaller is covered by more than this share stand on each other."""
_ASIDE = 0.6
"""A text that has less than this share of the opacity that it had is laid aside."""
_CROSSING = 0.21
"""Seconds for which two texts may cross: one frame in three is looked at, so that a fifth is one look."""
_PASSING = 0.61
"""Seconds for which a line may be under a text, or over it, while something moves."""
_PLAIN = 25.0
"""A line whose lightness (CIE L*) is no further from the ground's does not disturb what is read over it."""
_THIN = 0.1
"""Room between two texts, in ems."""
_JOINED = 0.03
"""Room between two texts of one group, in ems: its parts may stand close, as those of a formula do."""
_FAR, _APART = 1.5, 3.0
"""Ems between a label and its thing; and between a text and what it was only placed beside."""


def held(observed: Observed) -> dict[int, int]:
    """For how many frames each frame that was looked at stands."""
    frames = [one.frame for one in observed.seen] + [observed.frames]
    return {frame: after - frame for frame, after in pairwise(frames)}


def findings(observed: Observed) -> Iterator[Finding]:
    """All that is wrong with where things stand in a chapter."""
    stands = held(observed)
    spells: dict[float, Spells] = {}
    ground = float(lightness(luminance(np.array(observed.background) * 255)))
    most: dict[int, float] = {}
    copies: set[frozenset[int]] = set()
    for seen in observed.seen:
        wrong = [*_on_one_spot(seen, copies, most.keys())]
        for text in seen.texts:
            most[text.name] = max(text.opacity, most.get(text.name, 0.0))
        wrong += _at(seen, ground, most)
        for least, key, finding in wrong:
            spells.setdefault(least, Spells(observed.rate, stands)).add(key, finding, seen.frame)
    for least, each in spells.items():
        yield from each.lasting(least)


def _on_one_spot(
    seen: Seen, copies: set[frozenset[int]], known: Set[int]
) -> Iterator[tuple[float, object, Finding]]:
    """Texts that stand on each other. A copy may leave its original: `copies` are the pairs of which one was not `known`
    before and began where the other stood, and that have not parted since."""
    pairs = {frozenset((one.name, other.name)): (one, other) for one, other in near(_read(seen), 0.0)}
    copies.intersection_update(pairs)
    copies.update(pair for pair, (one, other) in pairs.items() if len(pair & known) == 1 and _copied(one, other))
    for pair, (one, other) in pairs.items():
        box = _on_each_other(one, other)
        if box is not None and (seen.settled or pair not in copies):
            what = f"{told(one)} stands on {told(other)}"
            yield _CROSSING, ("over", _pair(one, other)), Finding("text-over-text", what, box=box)


def _read(seen: Seen) -> list[Text]:
    return [one for one in seen.texts if one.opacity >= READABLE]


def _at(seen: Seen, ground: float, most: dict[int, float]) -> Iterator[tuple[float, object, Finding]]:
    """What is wrong in one frame: how long it must last to count, what makes it the same fault, and the finding. `ground`
    is the lightness behind all, `most` how opaque each text has been so far."""
    texts = _read(seen)
    for text in texts:
        yield from _at_the_edge(seen, text)
    for shape in seen.shapes:
        if shape.opacity >= READABLE and (_cut(shape.box, 2.0) or _broken_off(shape, seen)):
            what = f"a {shape.kind} reaches over the frame's edge"
            yield _CROSSING, ("cut", shape.kind, shape.owner), Finding("cut-by-frame", what, box=shape.box)
    for text, kind, box in crossed(seen, ground):
        yield _PASSING, ("crossed", text.said or text.name), Finding(
            "text-over-shape", f"the lines of a {kind} run through {told(text)}", box=box
        )
    if seen.settled:
        yield from _settled(seen, texts)
        for text in seen.texts:
            yield from _pale(text, most[text.name])


def _settled(seen: Seen, texts: list[Text]) -> Iterator[tuple[float, object, Finding]]:
    for text in texts:
        yield from _standing(text)
    for one, other, box in crowded(texts):
        yield 0.0, ("crowd", _pair(one, other)), Finding("crowding", f"{told(one)} crowds {told(other)}", box=box)
    yield from _labels(seen)
    count = len(groups(seen))
    if count > MOST_GROUPS:
        yield 1.0, ("many",), Finding("many-things", f"{count} groups of things stand on the stage")


def _pair(one: Text, other: Text) -> frozenset[str]:
    return frozenset((one.said or str(one.name), other.said or str(other.name)))


def _at_the_edge(seen: Seen, text: Text) -> Iterator[tuple[float, object, Finding]]:
    box, key = text.seen_box(READABLE), text.said or text.name
    if _cut(box, 1.0):
        yield _CROSSING, ("cut", key), Finding("cut-by-frame", f"{told(text)} is cut by the frame", box=box)
    elif box.common(FRAME) > 0 and not SAFE.grown(1).holds(box):
        what = f"{told(text)} is within 4% of the frame's edge"
        yield _CROSSING, ("edge", key), Finding("outside-safe-area", what, box=box)
    if box.bottom > HEIGHT * (1 - CAPTIONS) + 1 and box.common(FRAME) > 0:
        what = f"{told(text)} stands where captions would cover it"
        yield _CROSSING, ("captions", key), Finding("under-captions", what, box=box)


def _standing(text: Text) -> Iterator[tuple[float, object, Finding]]:
    key, box = text.said or text.name, text.seen_box(READABLE)
    if 0 < text.size < SMALLEST - 0.5:
        what = f"{told(text)} is set at {text.size:.0f} pixels"
        yield 0.0, ("small", key), Finding("too-small", what, box=box)
    if text.busy is not None and text.busy > BUSY:
        what = f"{text.busy:.0%} of what lies around {told(text)} is unlike the rest"
        yield 0.0, ("busy", key), Finding("text-over-shape", what, box=box)
    elif text.lined is not None and text.lined > LINED:
        yield 0.0, ("busy", key), Finding("text-over-shape", f"a line goes through {told(text)}", box=box)


def _pale(text: Text, most: float) -> Iterator[tuple[float, object, Finding]]:
    """Whether a text that stands is too pale. One that was stronger before is laid aside, and need not be read."""
    if text.contrast is None or text.contrast >= CONTRAST - 0.05 or text.opacity < _ASIDE * most:
        return
    what = f"{told(text)} has a contrast of {text.contrast:.1f} to 1"
    yield 0.0, ("contrast", text.said or text.name), Finding("contrast", what, box=text.seen_box(text.opacity))


def _labels(seen: Seen) -> Iterator[tuple[float, object, Finding]]:
    known = {one.name: one for one in seen.texts}
    for label in seen.labels:
        text = known[label.text]
        if text.opacity < READABLE or not text.size:
            continue
        if label.apart > (_FAR if label.declared else _APART) * text.size:
            what = f"{told(text)} stands {label.apart / text.size:.1f} ems from what it labels"
            yield 0.0, ("far", text.said or label.text), Finding("far-label", what, box=text.box)


def _cut(box: Box, slack: float) -> bool:
    """Whether a part of something is seen and a part is not. What covers the whole frame is its ground."""
    return box.common(FRAME) > 0 and not FRAME.grown(slack).holds(box) and not box.grown(1).holds(FRAME)


def _broken_off(shape: Shape, seen: Seen) -> bool:
    """Whether a shape is out of the frame, and others of its group are in it."""
    if not shape.kin or max(shape.box.gap(FRAME)) <= 0:
        return False
    group = [one for one in seen.shapes if one.kin == shape.kin and one.opacity >= READABLE]
    return any(FRAME.grown(2).holds(one.box) for one in group)


def told(text: Text) -> str:
    """A text, as a finding speaks of it."""
    said = text.said.strip("$ ")
    return f'"{said}"' if said else "a text"


# Lines through texts ----------------------------------------------------------------------------------------------------


def crossed(seen: Seen, ground: float) -> Iterator[tuple[Text, str, Box]]:
    """While something moves: the texts of which lines run through a glyph, with the kind of thing that the lines are of.
    A line counts that stands out from the ground, and that no backing keeps off the text."""
    if seen.settled:
        return
    for text in seen.texts:
        if text.opacity < READABLE:
            continue
        glyphs = text.glyphs[text.colours[:, 3] >= READABLE]
        # What only touches the corner of a glyph's box may pass it by.
        inset = 0.2 * np.minimum(glyphs[:, 2] - glyphs[:, 0], glyphs[:, 3] - glyphs[:, 1])[:, None]
        cores = glyphs + inset * np.array([1, 1, -1, -1])
        backings = [one for one in seen.shapes if one.order < text.order and one.fill[3] >= 0.7]
        for shape in seen.shapes:
            if not len(shape.line) or shape.box.common(text.box) <= 0 or not _outlined(shape, ground):
                continue
            if shape.order < text.order and any(
                one.order > shape.order and one.box.holds(text.box) for one in backings
            ):
                continue
            if _runs_through(shape.line, cores).any():
                yield text, shape.kind, text.box
                break


def _outlined(shape: Shape, ground: float) -> bool:
    """Whether the edge of a shape is a line to the eye: it is stroked, or filled with what is unlike the ground."""
    marks = [shape.stroke] if shape.stroke_width >= 1 else []
    return any(
        colour[3] * abs(float(lightness(luminance(np.array(colour[:3]) * 255))) - ground) > _PLAIN
        for colour in (*marks, shape.fill)
    )


def _runs_through(lines: Floats, boxes: Floats) -> np.ndarray:
    """Which boxes, (n, 4), straight lines, (m, 2, 2), run through."""
    start, way = lines[:, 0], lines[:, 1] - lines[:, 0]
    safe = np.where(np.abs(way) < 1e-9, 1e-9, way)
    one = (boxes[:, None, :2] - start[None]) / safe[None]
    other = (boxes[:, None, 2:] - start[None]) / safe[None]
    enters, leaves = np.minimum(one, other).max(2), np.maximum(one, other).min(2)
    return ((enters <= leaves) & (leaves >= 0) & (enters <= 1)).any(1)


# Texts and each other ---------------------------------------------------------------------------------------------------


def near(texts: list[Text], room: float) -> list[tuple[Text, Text]]:
    """The pairs of texts whose boxes come closer than some pixels."""
    if len(texts) < 2:
        return []
    left, top, right, bottom = np.array([(one.box.left, one.box.top, one.box.right, one.box.bottom) for one in texts]).T
    aside = np.maximum(left[:, None], left[None]) - np.minimum(right[:, None], right[None])
    above = np.maximum(top[:, None], top[None]) - np.minimum(bottom[:, None], bottom[None])
    pairs = np.argwhere(np.triu((aside < room) & (above < room), 1))
    return [(texts[i], texts[j]) for i, j in pairs]


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


def _copied(one: Text, other: Text) -> bool:
    """Whether most letters of one stand where the other has the same letters."""
    if len(one.shapes) != len(one.glyphs) or len(other.shapes) != len(other.glyphs):
        return False
    apart = np.abs(one.glyphs[:, None, :] - other.glyphs[None, :, :]).max(2)
    alike = np.array([[a == b != b"" for b in other.shapes] for a in one.shapes])
    return bool((alike & (apart < 0.35 * np.sqrt(_areas(one.glyphs))[:, None])).any(1).mean() > 0.5)


def _areas(boxes: Floats) -> Floats:
    return np.maximum(boxes[:, 2] - boxes[:, 0], 1) * np.maximum(boxes[:, 3] - boxes[:, 1], 1)


def crowded(texts: list[Text]) -> Iterator[tuple[Text, Text, Box]]:
    """The pairs of texts that stand too close, and are not on each other. Parts of one group may stand closer."""
    for one, other in near(texts, _THIN * max((one.size for one in texts), default=0.0)):
        if not one.size or not other.size:
            continue
        aside, above = one.box.gap(other.box)
        room = (_JOINED if one.kin[-1:] == other.kin[-1:] != () else _THIN) * min(one.size, other.size)
        if max(aside, above) >= room or (aside > 0 and above > 0):
            continue
        # Their boxes come close; whether their letters do, the letters say.
        a, b = one.glyphs[one.colours[:, 3] >= READABLE], other.glyphs[other.colours[:, 3] >= READABLE]
        if not len(a) or not len(b):
            continue
        wide = np.maximum(a[:, None, 0], b[None, :, 0]) - np.minimum(a[:, None, 2], b[None, :, 2])
        high = np.maximum(a[:, None, 1], b[None, :, 1]) - np.minimum(a[:, None, 3], b[None, :, 3])
        apart = np.where((wide > 0) & (high > 0), np.hypot(wide, high), np.maximum(wide, high))
        rows, columns = np.nonzero(apart < room)
        if len(rows) and apart.min() >= 0:
            yield one, other, Box.around(np.concatenate([a[rows], b[columns]]))


# Groups -----------------------------------------------------------------------------------------------------------------


def groups(seen: Seen, reach: float = 40.0) -> list[Box]:
    """The groups of things that stand apart: what touches, or stands within some pixels, is one."""
    by_owner: dict[int, list[Box]] = {}
    for one in seen.things():
        if one.opacity >= READABLE:
            by_owner.setdefault(one.owner, []).append(one.box)
    boxes = [hull(each) for each in by_owner.values()]
    merged: list[Box] = []
    for box in boxes:
        while touching := [one for one in merged if one.grown(reach).common(box) > 0]:
            merged = [one for one in merged if one not in touching]
            box = hull([box, *touching])
        merged.append(box)
    return merged


def hull(boxes: list[Box]) -> Box:
    """Around boxes."""
    return Box(
        min(one.left for one in boxes), min(one.top for one in boxes),
        max(one.right for one in boxes), max(one.bottom for one in boxes),
    )  # fmt: skip
