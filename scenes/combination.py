"""A matrix times an arrow, written as what it is: so much of the first column and so much of the second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import DOWN, LEFT, RIGHT, Animation, FadeIn, VGroup
from numpy.typing import ArrayLike

from maths import linear
from scenes.matrix import MatrixTable
from scenes.theme import Role
from scenes.typesetting import Symbols, number


class Combination(VGroup):
    """`matrix` times `vector` in three lines: the product, the columns weighed by the vector's numbers, the sum.

    Nothing of it is on the stage until its parts are brought: `table`, `vector`, `terms[k]`, `total`.

    >>> from scenes.combination import Combination
    >>> shown = Combination([[2, -1], [1, 1]], (2, 1))
    """

    def __init__(self, matrix: ArrayLike, vector: ArrayLike, *, column_roles: Sequence[Role] = ("first", "second")) -> None:
        self.table = MatrixTable(matrix, column_roles=column_roles)
        self.vector = MatrixTable(vector, column_roles=("vector",), cell=0.7)
        weights = self.vector.values[:, 0]
        self.terms = [
            VGroup(
                Symbols("=" if k == 0 else "+"),
                Symbols(number(weight), role="vector"),
                MatrixTable(self.table.values[:, k], column_roles=(column_roles[k],), cell=0.7),
            ).arrange(RIGHT, buff=0.2)
            for k, weight in enumerate(weights)
        ]
        landed = linear.apply(self.table.values, weights)
        self.total = VGroup(Symbols("="), MatrixTable(landed, column_roles=("vector",), cell=0.7))
        self.total.arrange(RIGHT, buff=0.2)
        product = VGroup(self.table, self.vector).arrange(RIGHT, buff=0.2)
        combined = VGroup(*self.terms).arrange(RIGHT, buff=0.2)
        super().__init__(product, combined, self.total)
        self.arrange(DOWN, buff=0.5, aligned_edge=LEFT)
        product.align_to(self.terms[0][1], LEFT)

    @staticmethod
    def bring(part: VGroup, **kwargs: Any) -> Animation:
        """One of its parts comes."""
        return FadeIn(part, **kwargs)
