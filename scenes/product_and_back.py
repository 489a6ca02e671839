"""A product of two matrices, and below it one of the two products that send blame back through it, as fields of shades."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Animation, UpdateFromAlphaFunc, VGroup, linear, smooth
from numpy.typing import ArrayLike, NDArray

from maths.autodiff import Node, leaf
from scenes.frame import Region, picture
from scenes.heat_map import HeatMap
from scenes.matrix import Mark
from scenes.naming import naming
from scenes.theme import Role, theme
from scenes.typesetting import Symbols
from scenes.value_node import BlameTag
from script.errors import ScriptError

_NAME = 0.62
"""Room for a name above its field."""
_BETWEEN = 0.45
_APART = 0.3
"""Room between a line and the names of the next."""


class ProductAndBack(VGroup):
    """X W makes Y; back, the blame of Y times the transpose of W makes that of X, and the transpose of X times it that of W.

    A field is brighter the further its number is from zero, whatever its sign: values and blame have colours of their own,
    and blame's letters stand in tags. Line 0 stands above, lines 1 and 2 below it in one place: each is a list of a field
    with its name, a dot, a field, a sign of equality and a field. A transpose comes from above by `turn`.

    >>> import numpy as np
    >>> from scenes.product_and_back import ProductAndBack
    >>> rng = np.random.default_rng(0)
    >>> shown = ProductAndBack(rng.normal(size=(8, 20)), rng.normal(size=(20, 20)), rng.normal(size=(8, 20)))
    >>> shown = shown.add(shown.lines[1])
    """

    def __init__(self, x: ArrayLike, w: ArrayLike, blame: ArrayLike, *, region: Region = picture) -> None:
        product: Node = leaf(x, "X") @ leaf(w, "W")
        back = np.asarray(blame, dtype=float)
        if back.shape != product.shape:
            raise ScriptError(f"the blame of a product of shape {product.shape} has that shape, not {back.shape}")
        X, W = (parent.value for parent in product.parents)
        of_x, of_w = product.pull(back)
        self.made: tuple[NDArray[np.float64], ...] = (product.value, of_x, of_w)
        lines = [
            [(X, "X", "forward"), (W, "W", "matrix"), (product.value, "Y", "forward")],
            [(back, "Y", "backward"), (W.T, "W^T", "matrix"), (of_x, "X", "backward")],
            [(X.T, "X^T", "forward"), (back, "Y", "backward"), (of_w, "W", "backward")],
        ]
        heights = [max(values.shape[0] for values, *_ in line) for line in lines]
        wide = max(sum(values.shape[1] for values, *_ in line) for line in lines)
        tall = heights[0] + max(heights[1:])
        self.cell = min((region.height - 2 * _NAME - _APART) / tall, (region.width - 4 * _BETWEEN - 2 * 0.5) / wide)
        self.lines = [self._line(line) for line in lines]  # type: ignore[arg-type]
        stacked = VGroup(*self.lines[:2]).arrange(DOWN, buff=_APART).move_to(region.center)
        self.lines[2].move_to(self.lines[1]).shift((stacked.get_bottom()[1] - self.lines[2].get_bottom()[1]) * UP)
        super().__init__(self.lines[0])

    def _line(self, parts: list[tuple[NDArray[np.float64], str, Role]]) -> VGroup:
        fields = [self._field(*part) for part in parts]
        line = VGroup(fields[0], Symbols("dot"), fields[1], Symbols("="), fields[2]).arrange(RIGHT, buff=_BETWEEN)
        for field in fields:
            field.shift([0, line[1].get_y() - field[0].get_y(), 0])
        return line

    def _field(self, values: NDArray[np.float64], letter: str, role: Role) -> VGroup:
        rows, columns = values.shape
        half = self.cell * np.array([columns, rows]) / 2
        field = HeatMap(np.abs(values), region=Region(-half[0], half[0], -half[1], half[1]), positive=role)
        name = BlameTag(letter) if role == "backward" else Symbols(letter, role=role, size=theme.sizes.label)
        return VGroup(field, naming(name, field).next_to(field, UP, buff=0.1))

    def turn(self, line: int, part: int, **kwargs: Any) -> Animation:
        """A field of line 0 comes down into its place in another line, and is turned over its diagonal: rows to columns."""
        field = self.lines[line][part][0]
        above = self.lines[0][part][0]
        middle, way = above.get_center(), field.get_center() - above.get_center()
        starts, ends = ([path.points.copy() for path in heat] for heat in (above, field))

        def put(heat: HeatMap, share: float) -> None:
            down, angle = smooth(min(1.0, 2 * share)), np.pi * smooth(max(0.0, 2 * share - 1))
            for path, start, end in zip(heat, starts, ends, strict=True):
                path.points = end.copy() if share >= 1 else _over_diagonal(start - middle, angle) + middle + down * way

        return UpdateFromAlphaFunc(field, put, rate_func=linear, **kwargs)

    def marks(self, line: int) -> list[Mark]:
        """Frames round a row and a column of a line, and round the entry that they make: the largest there is."""
        first, second, made = (self.lines[line][part][0] for part in (0, 2, 4))
        row, column = (int(k) for k in np.unravel_index(int(made.values.argmax()), made.values.shape))
        frames = ((first, {"row": row}), (second, {"column": column}), (made, {"row": row, "column": column}))
        return [heat.mark(**which).shift(heat.get_center()) for heat, which in frames]


def _over_diagonal(points: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """Points (N, 3) turned about the line on which a matrix has its diagonal: by half a turn, rows become columns."""
    axis = np.array([1.0, -1.0, 0.0]) / np.sqrt(2)
    along = (points @ axis)[:, None] * axis
    return np.asarray(along + np.cos(angle) * (points - along) + np.sin(angle) * np.cross(axis, points))
