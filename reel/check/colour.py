"""Rules about colour: whether like things that differ by it alone differ for every eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import colorspacious
import numpy as np

from reel.check.finding import Finding, Spells
from reel.check.observed import Box, Observed, Seen, Shape
from reel.check.stage import READABLE, held

ALIKE = 9.0
"""Two colours nearer than this in CAM02-UCS are taken for one."""
APART = 18.0
"""Two colours further apart than this are meant to be two."""
_EYES = ("protanomaly", "deuteranomaly", "tritanomaly")
_NEAR = 40.0
"""A text within so many pixels of a thing is a mark of its own."""
MOST_COLOURS = 6
"""Like things of more colours than this are shades of a scale, which are read against each other."""
_LEAST = 100.0
"""Smaller things, in square pixels, are not told apart by colour."""

Rgb = tuple[float, float, float]


def findings(observed: Observed) -> Iterator[Finding]:
    """Pairs of like shapes whose colours some eyes, or a grey print, do not tell apart."""
    spells = Spells(observed.rate, held(observed))
    for seen in observed.seen:
        if seen.settled:
            for one, other, eye in alike(seen, observed.background):
                what = f"two {one.kind}s of different colours look alike {eye}"
                colours = (_name(_colour(each, observed.background)) for each in (one, other))
                key = (one.kind, eye, *sorted(colours))
                spells.add(key, Finding("colours-alike", what, box=_both(one.box, other.box)), seen.frame)
    yield from spells.lasting(0.5)


def alike(seen: Seen, ground: Rgb) -> Iterator[tuple[Shape, Shape, str]]:
    """The pairs of shapes of one kind that differ by colour alone, with the eye to which they do not."""
    shapes = [
        one for one in seen.shapes if one.opacity >= READABLE and one.box.grown(2).area > _LEAST and not _marked(one, seen)
    ]
    kinds: dict[tuple[str, Rgb], Shape] = {}
    for one in shapes:
        colour = _colour(one, ground)
        kinds.setdefault((one.kind, tuple(round(part, 2) for part in colour)), one)  # type: ignore[arg-type]
    counts = Counter(kind for kind, _ in kinds)
    kinds = {(kind, colour): one for (kind, colour), one in kinds.items() if counts[kind] <= MOST_COLOURS}
    for (kind, colour), (other_kind, other_colour) in combinations(kinds, 2):
        if kind == other_kind:
            eye = confused(colour, other_colour)
            if eye:
                yield kinds[kind, colour], kinds[other_kind, other_colour], eye


@cache
def confused(one: Rgb, other: Rgb) -> str:
    """The eye that does not tell two colours apart which others do; nothing, where there is none."""
    pair = np.clip(np.array([one, other]), 0, 1)
    if _distance(pair) < APART:
        return ""
    for eye in _EYES:
        space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100}
        seen = np.clip(colorspacious.cspace_convert(pair, space, "sRGB1"), 0, 1)
        if _distance(seen) < ALIKE:
            return f"under {eye.replace('anomaly', 'anopia')}"
    light = colorspacious.cspace_convert(pair, "sRGB1", "CIELab")[:, 0]
    return "in grey" if abs(light[0] - light[1]) < 3 else ""


def _distance(pair: np.ndarray) -> float:
    a, b = colorspacious.cspace_convert(pair, "sRGB1", "CAM02-UCS")
    return float(np.linalg.norm(a - b))


def _colour(shape: Shape, ground: Rgb) -> Rgb:
    """What is seen of a shape's colour over the background."""
    red, green, blue, opacity = shape.fill if shape.fill[3] >= READABLE else shape.stroke
    mixed = [opacity * part + (1 - opacity) * under for part, under in zip((red, green, blue), ground, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _marked(shape: Shape, seen: Seen) -> bool:
    """Whether a text stands on a shape or beside it."""
    near = shape.box.grown(_NEAR)
    return any(one.opacity >= READABLE and near.common(one.box) > 0 for one in seen.texts)


def _name(colour: Rgb) -> str:
    return "".join(f"{round(part * 255):02x}" for part in colour)


def _both(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
