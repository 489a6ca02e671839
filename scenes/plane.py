"""A plane that a matrix moves: its grid, its two basis arrows, and whatever it carries. It stays in its region."""

from __future__ import annotations

import weakref
from typing import Any, Literal, Self, TypeVar

import numpy as np
from manim import Animation, AnimationGroup, Create, Rectangle, VGroup, VMobject, smooth
from numpy.typing import ArrayLike

from maths import linear
from scenes.area import AreaPatch
from scenes.arrow import Arrow
from scenes.carried import Carried
from scenes.coordinates import Coordinates, Points
from scenes.frame import Region, picture
from scenes.label import Label
from scenes.theme import Role, theme
from scenes.typesetting import Symbols

_GRID_OPACITY = 0.7
_LINES = 24
"""Grid lines on each side of the origin: enough that a shrinking motion leaves no bare edge."""

CarriedThing = TypeVar("CarriedThing", bound=Carried)


class Plane(VGroup):
    """A plane in a region of the frame, `steps` units from its middle to the nearer edge.

    `move_by(matrix)` moves all of it, on straight lines unless the motion is a turn. Nothing of the grid leaves the
    region. A plane itself is not shifted or scaled: choose its region.

    >>> from maths.linear import shear
    >>> from scenes.plane import Plane
    >>> shown = Plane(basis=True).moved_by(shear(x=1.0))
    """

    def __init__(
        self,
        region: Region = picture,
        *,
        steps: float = 3.6,
        basis: bool = False,
        names: Literal["side", "head"] = "side",
    ) -> None:
        super().__init__()
        self.coordinates = Coordinates(region, min(region.width, region.height) / 2 / steps)
        self.border = Rectangle(width=region.width, height=region.height).move_to(region.center)
        self.border.set_stroke(theme.colour("faint"), 2)
        self.still = self._lines(theme.colour("faint"), 1.2)
        self.grid = self._lines(theme.colour("data"), theme.strokes.grid)
        self.axes = self._lines(theme.colour("quiet"), theme.strokes.axis)
        self.patches, self.arrows, self.labels = VGroup(), VGroup(), VGroup()
        self.add(self.border, self.still, self.patches, self.grid, self.axes, self.arrows, self.labels)
        self._carried: list[Carried] = []
        self._draw(self.still, np.eye(2), axes=False)
        self.first, self.second = self.arrow((1, 0), role="first"), self.arrow((0, 1), role="second")
        # Beside the arrows, on the outer sides of the square that they span; or beyond their heads, where a name stays
        # outside even when the plane is turned over.
        outer = 1 if names == "side" else 0
        self.names = (
            self.label("e_1", self.first, role="first", side=-outer),
            self.label("e_2", self.second, role="second", side=outer),
        )
        if basis:
            for part in (self.first, self.second, *self.names):
                part.settle()
        self.refresh()

    # What is on it --------------------------------------------------------------------------------------------

    def carry(self, thing: CarriedThing, layer: VGroup) -> CarriedThing:
        """Have a thing drawn again whenever the plane has moved. It is seen from its entrance on."""
        thing.home = weakref.ref(layer)
        self._carried.append(thing)
        return thing

    def arrow(self, vector: ArrayLike, *, tail: ArrayLike = (0, 0), role: Role = "vector", carried: bool = True) -> Arrow:
        """An arrow of the plane; `grow` or `come` brings it."""
        return self.carry(Arrow(self.coordinates, vector, tail=tail, role=role, carried=carried), self.arrows)

    def patch(self, corners: ArrayLike, *, role: Role = "area") -> AreaPatch:
        """A patch of area, under grid and arrows; `come` brings it."""
        return self.carry(AreaPatch(self.coordinates, corners, role=role), self.patches)

    def label(self, code: str, arrow: Arrow, *, role: Role = "ink", side: int = 0, along: float = 0.62) -> Label:
        """A label at an arrow (see Label), which goes where the arrow goes; `come` brings it."""
        written = Symbols(code, size=theme.sizes.label, role=role)
        return self.carry(Label(written, arrow, side=side, along=along), self.labels)

    def show_basis(self, **kwargs: Any) -> Animation:
        """The two basis arrows grow, and their names come with them."""
        return AnimationGroup(self.first.grow(), self.second.grow(), *(name.come() for name in self.names), **kwargs)

    def point(self, x: float, y: float) -> Points:
        """A resting point of the plane, on the frame: (3,)."""
        return self.coordinates.on_frame((x, y))[0]

    # How it moves ---------------------------------------------------------------------------------------------

    @property
    def matrix(self) -> Points:
        """What has been done to the plane so far: (2, 2)."""
        return self.coordinates.matrix

    def set_matrix(self, matrix: ArrayLike) -> Self:
        self.coordinates.matrix = np.array(matrix, dtype=float)
        return self.refresh()

    def moved_by(self, matrix: ArrayLike) -> Self:
        """The plane as it is after one more motion, without showing it."""
        return self.set_matrix(np.asarray(matrix, dtype=float) @ self.matrix)

    def move_by(self, matrix: ArrayLike, **kwargs: Any) -> Animation:
        """One more motion, shown."""
        return PlaneMotion(self, np.asarray(matrix, dtype=float) @ self.matrix, **kwargs)

    def move_to_matrix(self, matrix: ArrayLike, **kwargs: Any) -> Animation:
        """Whatever motion leads from here to a given matrix, on straight lines."""
        return PlaneMotion(self, np.asarray(matrix, dtype=float), **kwargs)

    def rest(self, **kwargs: Any) -> Animation:
        """Back to where it began."""
        return self.move_to_matrix(np.eye(2), **kwargs)

    def refresh(self) -> Self:
        self._draw(self.grid, self.matrix, axes=False)
        # Where a motion crowds the lines together they grow fainter, so that the grid stays a grid and no bright band.
        crowding = min(1.0, float(np.sqrt(abs(linear.determinant(self.matrix)))))
        self.grid.set_stroke(opacity=_GRID_OPACITY * (0.25 + 0.75 * crowding))
        self._draw(self.axes, self.matrix, axes=True)
        for thing in self._carried:
            thing.refresh()
        return self

    def _lines(self, colour: Any, width: float) -> VMobject:
        return VMobject().set_stroke(colour, width).set_fill(opacity=0)

    def _draw(self, lines: VMobject, matrix: Points, *, axes: bool) -> None:
        """Fill a mobject with the grid under a matrix, as one path of many pieces: one stroke a frame."""
        ticks = np.zeros(1) if axes else np.array([k for k in range(-_LINES, _LINES + 1) if k])
        reach = np.full_like(ticks, 2.0 * _LINES, dtype=float)
        starts = np.concatenate([np.column_stack([ticks, -reach]), np.column_stack([-reach, ticks])])
        ends = np.concatenate([np.column_stack([ticks, reach]), np.column_stack([reach, ticks])])
        start, end = self.coordinates.clipped(
            self.coordinates.on_frame(starts @ matrix.T), self.coordinates.on_frame(ends @ matrix.T)
        )
        step = end - start
        lines.points = np.stack([start, start + step / 3, start + 2 * step / 3, end], axis=1).reshape(-1, 3)


class PlaneMotion(Animation):
    """A plane and all it carries on the way from one matrix to another.

    A turn goes round; every other motion takes each point along a straight line.
    """

    def __init__(self, plane: Plane, target: Points, *, run_time: float = theme.pace.move, **kwargs: Any) -> None:
        kwargs.setdefault("rate_func", smooth)
        super().__init__(plane, run_time=run_time, **kwargs)
        self.target = target
        self.source: Points = plane.matrix

    def create_starting_mobject(self) -> Plane:
        # Nothing is interpolated between copies: the plane is drawn anew from its matrix.
        return self.mobject  # type: ignore[return-value]

    def begin(self) -> None:
        self.source = self.mobject.matrix.copy()  # type: ignore[attr-defined]
        self.angle = _angle_of_turn(self.source, self.target)
        super().begin()

    def interpolate(self, alpha: float) -> None:
        share = self.rate_func(min(max(alpha / 1.0, 0), 1))
        plane = self.mobject
        assert isinstance(plane, Plane)
        if self.angle is None:
            plane.set_matrix((1 - share) * self.source + share * self.target)
        elif share >= 1:
            plane.set_matrix(self.target)
        else:
            plane.set_matrix(linear.rotation(share * self.angle) @ self.source)


def _angle_of_turn(source: Points, target: Points) -> float | None:
    """The angle in degrees that turns one matrix into the other, or None where that is no turn."""
    if abs(np.linalg.det(source)) < 1e-9:
        return None
    step = target @ np.linalg.inv(source)
    if not np.allclose(step @ step.T, np.eye(2)) or np.linalg.det(step) < 0 or np.allclose(step, np.eye(2)):
        return None
    return float(np.degrees(np.arctan2(step[1, 0], step[0, 0])))


class Trace(VMobject):
    """A dashed line between two points of a plane, to show a shadow or a step. Drawn at rest, not carried.

    >>> from scenes.plane import Plane, Trace
    >>> plane = Plane()
    >>> shown = plane.add(Trace(plane, (2, 1), (2, 0)))
    """

    def __init__(self, plane: Plane, start: ArrayLike, end: ArrayLike, *, role: Role = "quiet") -> None:
        super().__init__()
        first, last = plane.coordinates.on_frame(np.stack([np.asarray(start, float), np.asarray(end, float)]))
        count = max(1, round(float(np.linalg.norm(last - first)) / 0.16))
        for k in range(count):
            self.start_new_path(first + (last - first) * k / count)
            self.add_line_to(first + (last - first) * (k + 0.55) / count)
        self.set_stroke(theme.colour(role), theme.strokes.mark).set_fill(opacity=0)

    def draw(self, **kwargs: Any) -> Animation:
        return Create(self, **kwargs)
