"""A ground of heights from straight above: its level lines, in the colours of their heights."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from manim import Animation, Dot, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from scenes.arrow import Arrow
from scenes.coordinates import Coordinates
from scenes.frame import Region, picture
from scenes.ground import Ground
from scenes.land import Land
from scenes.matrix import Mark, mark_round
from scenes.painted import Canvas
from scenes.theme import Role, theme

Floats = NDArray[np.float64]
_TINT = 0.26
"""How strongly the ground's colours show between the lines."""


class Contours(Land):
    """A ground as a map, as large as its region allows, x to the right and y up. What is laid on it stands where it would
    on the ground's surface. Level lines that crowd together say that the ground is steep.

    >>> import numpy as np
    >>> from scenes.contours import Contours
    >>> from scenes.ground import Ground
    >>> x, y = np.linspace(-2, 2, 25), np.linspace(-2, 2, 25)
    >>> shown = Contours(Ground(np.sin(2 * x) * np.cos(2 * y)[:, None], x, y, spacing=0.25))
    """

    def __init__(self, ground: Ground, *, region: Region = picture) -> None:
        self.per_unit = float(min(region.width / 2 / ground.half[0], region.height / 2 / ground.half[1]))
        across, up = self.per_unit * ground.half
        x, y = region.center[:2]
        super().__init__(ground, Region(x - across, x + across, y - up, y + up))
        self.coordinates = Coordinates(self.region, self.per_unit)
        self._drawn = np.zeros((0, 0, 4), np.uint8)
        self._tinted = (_TINT * ground.colours(ground.finer(240, 160))[::-1]).astype(np.uint8)
        self.border = Rectangle(width=self.region.width, height=self.region.height).move_to(self.region.center)
        self.border.set_stroke(theme.colour("quiet"), 2).set_fill(opacity=0)
        self.lines = VGroup(*(self._line(level, lines) for level, lines in ground.lines))
        self.add(self.lines, self.border, self.layer, self.signs)

    def _line(self, level: float, lines: list[Floats]) -> VMobject:
        """All lines of one level, as one path."""
        pieces = [np.zeros((0, 3))]
        for line in lines:
            corners = self.on_frame(line)
            step = np.diff(corners, axis=0) / 3
            pieces.append(np.stack([corners[:-1], corners[:-1] + step, corners[1:] - step, corners[1:]], 1).reshape(-1, 3))
        path = VMobject().set_stroke(self.ground.colour(level), theme.strokes.grid).set_fill(opacity=0)
        path.points = np.concatenate(pieces)
        return path

    def on_frame(self, points: ArrayLike, lift: float = 0.0) -> Floats:
        return self.coordinates.on_frame(np.atleast_2d(np.asarray(points, dtype=float)) - self.ground.middle)

    def sees(self, points: ArrayLike) -> NDArray[np.bool_]:
        return np.ones(len(np.atleast_2d(np.asarray(points))), dtype=bool)

    def covering(self, point: ArrayLike, clear: float) -> None:
        return None

    def lying(self) -> float:
        return 1.0

    def arrow(self, vector: ArrayLike, *, tail: ArrayLike, role: Role = "vector") -> Arrow:
        """An arrow from a point of the ground; `grow` or `come` brings it."""
        made = Arrow(self.coordinates, vector, tail=np.asarray(tail) - self.ground.middle, role=role, carried=False)
        return self.carry(made)

    def frame(self, low: ArrayLike, high: ArrayLike, *, role: Role = "attention") -> Mark:
        """An empty frame round a stretch of it, from its lower left corner to its upper right one."""
        return mark_round(VGroup(*(Dot(self.on_frame(corner)[0], radius=0.01) for corner in (low, high))), role, tint=False)

    def unfold(self, whole: Contours, *, run_time: float = 2 * theme.pace.move, **kwargs: Any) -> Animation:
        """It comes as the stretch that it is of a whole map, there, and grows to its own size: a closer look."""
        own = self.region
        low, high = whole.on_frame(self.ground.corners)
        small = Region(float(low[0]), float(high[0]), float(low[1]), float(high[1]))
        flat = [(line.points - own.center) / self.per_unit for line in self.lines]

        def grow(shown: VMobject, share: float) -> None:
            assert isinstance(shown, Contours)
            shown._fill(_between(small, own, share), flat)

        return UpdateFromAlphaFunc(self, grow, run_time=run_time, **kwargs)

    def _fill(self, region: Region, flat: list[Floats]) -> None:
        """Take up a region, with level lines (k, 3) about its middle in the ground's units."""
        self.region, self.per_unit = region, region.width / 2 / float(self.ground.half[0])
        self.coordinates = Coordinates(region, self.per_unit)
        self.fill_region(region)
        self.border.stretch_to_fit_width(region.width).stretch_to_fit_height(region.height).move_to(region.center)
        for line, points in zip(self.lines, flat, strict=True):
            line.points = points * self.per_unit + region.center
        self.follow()

    def state(self) -> Region:
        return self.region

    def paint(self, canvas: Canvas) -> None:
        box = canvas.box(self.region)
        size = (box[1] - box[0], box[3] - box[2])
        if self._drawn.shape[:2] != size[::-1]:
            wide = cv2.resize(self._tinted, size, interpolation=cv2.INTER_LINEAR)
            self._drawn = np.dstack([wide, np.full(size[::-1], 255, np.uint8)])
        canvas.lay(self._drawn, box, self.opacity)


def _between(one: Region, other: Region, share: float) -> Region:
    """On the way from one region to another."""
    ends = zip((one.left, one.right, one.bottom, one.top), (other.left, other.right, other.bottom, other.top), strict=True)
    return Region(*((1 - share) * first + share * second for first, second in ends))
