"""A dot product with all its numbers: two columns, their products one by one, and the sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import RIGHT, Animation, FadeIn, FadeOut, VGroup
from numpy.typing import ArrayLike

from scenes.frame import Region, whole
from scenes.matrix import NamedMatrix
from scenes.theme import Role
from scenes.typesetting import Symbols, number

_CELL = 1.4
"""Room for two decimals and a sign."""


class DotProduct(VGroup):
    """Two arrows as columns, the column of their products, and the sum of these, with one decimal. `give_way` puts another
    one, of other arrows, in its place.

    >>> from scenes.dot_product import DotProduct
    >>> shown = DotProduct((1, 2, -1), (3, 0.5, 2), names=("q", "k"), roles=("query", "key"))
    """

    def __init__(
        self, first: ArrayLike, second: ArrayLike, *, names: Sequence[str], roles: Sequence[Role], region: Region = whole
    ) -> None:
        arrows = [np.asarray(arrow, dtype=float) for arrow in (first, second)]
        self.pair = [
            NamedMatrix(name, arrow, role=role, column_roles=(role,), cell=_CELL)
            for name, arrow, role in zip(names, arrows, roles, strict=True)
        ]
        self.terms = NamedMatrix('"products"', arrows[0] * arrows[1], role="ink", cell=_CELL, gloss="rounded")
        self.total = Symbols(f'"sum" = {number(float(arrows[0] @ arrows[1]), 1)}')
        super().__init__(self.pair[0], Symbols("dot"), self.pair[1], Symbols("arrow.r"), self.terms, self.total)
        self.arrange(RIGHT, buff=0.4).move_to(region.center)

    def give_way(self, other: DotProduct, **kwargs: Any) -> tuple[Animation, Animation]:
        """It goes at once, and the other comes: to be played together, since both stand in one place."""
        return FadeOut(self, rate_func=lambda share: min(1.0, 3 * share), **kwargs), FadeIn(
            other, rate_func=lambda share: max(0.0, 1.5 * share - 0.5), **kwargs
        )
