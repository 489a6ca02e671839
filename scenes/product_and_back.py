"""A product of two matrices, and the two products that send blame back through it, as fields of shades."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Animation, FadeIn, LaggedStart, VGroup
from numpy.typing import ArrayLike, NDArray

from maths.autodiff import Node, leaf
from scenes.frame import Region, picture
from scenes.heat_map import HeatMap
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
    and blame's letters stand in tags. Lines 0, 1 and 2 come by `bring`.

    >>> import numpy as np
    >>> from scenes.product_and_back import ProductAndBack
    >>> rng = np.random.default_rng(0)
    >>> shown = ProductAndBack(rng.normal(size=(8, 20)), rng.normal(size=(20, 20)), rng.normal(size=(8, 20)))
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
        tall = sum(max(values.shape[0] for values, *_ in line) for line in lines)
        wide = max(sum(values.shape[1] for values, *_ in line) for line in lines)
        self.cell = min((region.height - 3 * _NAME - 2 * _APART) / tall, (region.width - 4 * _BETWEEN - 2 * 0.5) / wide)
        self.lines = VGroup(*(self._line(line) for line in lines))  # type: ignore[arg-type]
        self.lines.arrange(DOWN, buff=_APART, aligned_edge=np.array([-1.0, 0, 0])).move_to(region.center)
        super().__init__(self.lines)

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

    def bring(self, line: int, **kwargs: Any) -> Animation:
        """A line comes: its two factors, then what they make."""
        first, sign, second, equals, made = self.lines[line]
        return LaggedStart(
            FadeIn(first), FadeIn(sign, second), FadeIn(equals, made, shift=0.3 * RIGHT), lag_ratio=0.5, **kwargs
        )
