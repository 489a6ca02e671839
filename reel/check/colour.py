"""Rules about colour: whether like things that differ by it alone differ for every eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import colorspacious
import numpy as np
from numpy.typing import NDArray

from reel.check.finding import Finding, Spells
from reel.check.observed import Box, Observed, Seen, Shape
from reel.check.stage import READABLE, held

ALIKE = 9.0
"""Two colours nearer than this in CAM02-UCS are taken for one."""
APART = 12.0
"""Two colours further apart than this are meant to be two."""
_EYES = {"protanomaly": "protanopia", "deuteranomaly": "deuteranopia", "tritanomaly": "tritanopia"}
_NEAR = 40.0
"""A text within so many pixels of a thing is a mark of its own."""
_LEAST = 100.0
"""Smaller things, in square pixels, are not told apart by colour."""
_SHADES = 4
"""A group of so many colours, of which half are no roles, is a scale: its shades are read against each other."""
_SIZES = 1.6
"""Of two things of which one is so many times as long and as high, one is large and one is small."""
_WIDTHS = 1.5
"""Of two lines of which one is so many times as wide, one is bold."""
_DASHES = 4
"""An open line in so many pieces is dashed."""
_TURNED = 15.0
"""Two lines that differ by more degrees than this go different ways."""

Rgb = tuple[float, float, float]
Roles = tuple[Rgb, ...]
Colours = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Thing:
    """What is seen as one: a shape, or the parts of one group that have one form and one colour, as the dashes of a line."""

    shapes: tuple[Shape, ...]
    colour: Rgb
    """As it is seen over the background, from 0 to 1."""

    @property
    def box(self) -> Box:
        return Box.around(np.array([(b.left, b.top, b.right, b.bottom) for b in (one.box for one in self.shapes)]))

    @property
    def filled(self) -> bool:
        return self.shapes[0].fill[3] >= READABLE

    @property
    def dashed(self) -> bool:
        return len(self.shapes) >= _DASHES

    @property
    def sort(self) -> object:
        """What is alike of things that cannot be told from each other at all."""
        one = self.shapes[0]
        size = round(one.box.width / 10), round(one.box.height / 10), round(one.stroke_width)
        way = None if one.way is None else round(one.way / 5)
        return one.kind, one.curves, self.colour, self.filled, self.dashed, size, way


def findings(observed: Observed) -> Iterator[Finding]:
    """Pairs of like things whose colours some eyes, or a grey print, do not tell apart."""
    spells = Spells(observed.rate, held(observed))
    for seen in observed.seen:
        if seen.settled:
            for one, other, eye in alike(seen, observed.background, observed.roles):
                names = sorted(_name(each.colour) for each in (one, other))
                what = f"two things ({one.shapes[0].kind}) differ by their colours alone, and these look alike {eye}"
                key = (one.shapes[0].kind, eye, *names)
                spells.add(key, Finding("colours-alike", what, box=_both(one.box, other.box)), seen.frame)
    yield from spells.lasting(0.5)


def alike(seen: Seen, ground: Rgb, roles: Roles = ()) -> Iterator[tuple[Thing, Thing, str]]:
    """The pairs of things that differ by colour alone, with the eye to which they do not; one of each pair of colours."""
    told: set[tuple[str, frozenset[Rgb], str]] = set()
    for one, other in combinations(_things(seen, ground, roles), 2):
        eye = confused(*sorted((one.colour, other.colour)))
        key = (one.shapes[0].kind, frozenset((one.colour, other.colour)), eye)
        if eye and key not in told and one.shapes[0].kind == other.shapes[0].kind and not _told_apart(one, other):
            told.add(key)
            yield one, other, eye


def _things(seen: Seen, ground: Rgb, roles: Roles) -> list[Thing]:
    """What could be told apart by colour alone: it has no text of its own, and is no shade of a scale. One of each sort."""
    parts: dict[object, list[Shape]] = {}
    shown = [one for one in seen.shapes if one.opacity >= READABLE]
    scales = _scales(shown, roles)
    for one in shown:
        group = one.kin[-1] if one.kin else one.name
        if group not in scales and one.owner not in scales:
            # The dashes of a line are one thing, and so are the lines of a grid.
            alone = None if one.open and one.kin else one.name
            parts.setdefault((group, one.kind, one.curves, _colour(one, ground), alone), []).append(one)
    sorts: dict[object, Thing] = {}
    for shapes in parts.values():
        thing = Thing(tuple(shapes), _colour(shapes[0], ground))
        if thing.box.grown(2).area > _LEAST and not _named(thing, seen):
            sorts.setdefault(thing.sort, thing)
    return list(sorts.values())


def _scales(shapes: list[Shape], roles: Roles) -> set[int]:
    """The groups whose colours are shades rather than roles."""
    colours: dict[int, set[Rgb]] = {}
    for one in shapes:
        raw = (one.fill if one.fill[3] >= READABLE else one.stroke)[:3]
        colour = (round(raw[0], 2), round(raw[1], 2), round(raw[2], 2))
        for group in {one.owner, *one.kin[-1:]}:
            colours.setdefault(group, set()).add(colour)
    return {
        group for group, each in colours.items()
        if len(each) >= _SHADES and 2 * sum(not _is_role(colour, roles) for colour in each) >= len(each)
    }  # fmt: skip


def _is_role(colour: Rgb, roles: Roles) -> bool:
    """Whether a colour is one of the theme's."""
    return any(max(abs(a - b) for a, b in zip(colour, role, strict=True)) < 0.02 for role in roles)


def _told_apart(one: Thing, other: Thing) -> bool:
    """Whether two things differ by something else than colour: their form, size, width, dashes or direction."""
    a, b = one.shapes[0], other.shapes[0]
    if (a.curves, a.open, one.filled, one.dashed) != (b.curves, b.open, other.filled, other.dashed):
        return True
    if not one.filled and _times(a.stroke_width, b.stroke_width) >= _WIDTHS:
        return True
    if a.way is not None and b.way is not None:
        # Of a line either end may be the first; what is closed and narrow may be an arrow.
        half = 180 if a.open else 360
        turned = abs(a.way - b.way) % half
        return min(turned, half - turned) > _TURNED
    wide, high = _times(a.box.width, b.box.width), _times(a.box.height, b.box.height)
    return wide >= _SIZES and high >= _SIZES


def _times(one: float, other: float) -> float:
    return max(one, other) / max(min(one, other), 1e-6)


@cache
def confused(one: Rgb, other: Rgb) -> str:
    """The eye that does not tell two colours apart which others do; nothing, where there is none."""
    pair = np.clip(np.array([one, other]), 0, 1)
    if distance(pair) < APART:
        return ""
    for eye, name in _EYES.items():
        if distance(seen_with(pair, eye)) < ALIKE:
            return f"under {name}"
    return "in grey" if distance(grey(pair)) < ALIKE else ""


def seen_with(colours: Colours, eye: str) -> Colours:
    """Colours (sRGB from 0 to 1) as an eye without one kind of cone sees them: Machado, Oliveira and Fernandes 2009."""
    space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100}
    return np.clip(colorspacious.cspace_convert(colours, space, "sRGB1"), 0, 1)


def grey(colours: Colours) -> Colours:
    """Colours (sRGB from 0 to 1) as greys of the same lightness."""
    lab = colorspacious.cspace_convert(colours, "sRGB1", "CIELab")
    lab[:, 1:] = 0
    return np.clip(colorspacious.cspace_convert(lab, "CIELab", "sRGB1"), 0, 1)


def distance(pair: Colours) -> float:
    """How far apart two colours (sRGB from 0 to 1) are in CAM02-UCS."""
    a, b = colorspacious.cspace_convert(pair, "sRGB1", "CAM02-UCS")
    return float(np.linalg.norm(a - b))


def _colour(shape: Shape, ground: Rgb) -> Rgb:
    """What is seen of a shape's colour over the background."""
    red, green, blue, opacity = shape.fill if shape.fill[3] >= READABLE else shape.stroke
    mixed = [
        round(opacity * part + (1 - opacity) * under, 2) for part, under in zip((red, green, blue), ground, strict=True)
    ]
    return mixed[0], mixed[1], mixed[2]


def _named(thing: Thing, seen: Seen) -> bool:
    """Whether a text stands on a thing or beside it."""
    near = thing.box.grown(_NEAR)
    return any(one.opacity >= READABLE and near.common(one.box) > 0 for one in seen.texts)


def _name(colour: Rgb) -> str:
    return "".join(f"{round(part * 255):02x}" for part in colour)


def _both(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
