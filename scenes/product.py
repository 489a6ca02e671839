"""A product of matrices worked out row by column, one entry at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import DOWN, RIGHT, Animation, AnimationGroup, FadeIn, FadeOut, ReplacementTransform, VGroup
from numpy.typing import ArrayLike

from maths import linear
from scenes.matrix import Mark, MatrixTable
from scenes.naming import naming
from scenes.theme import Role
from scenes.typesetting import Symbols, number


class RowByColumn(VGroup):
    """`left` times `right` with a blank table for the product. For each entry: `meet` frames the row and the column,
    `sum_up` writes the pairs multiplied, `land` puts the sum in its place.

    >>> from scenes.product import RowByColumn
    >>> shown = RowByColumn([[1, 1], [0, 1]], [[0, -1], [1, 0]])
    """

    def __init__(
        self,
        left: ArrayLike,
        right: ArrayLike,
        *,
        names: tuple[str, str] | None = None,
        row_roles: Sequence[Role] = (),
        column_roles: Sequence[Role] = ("first", "second"),
        size: float | None = None,
    ) -> None:
        self.left = MatrixTable(left, row_roles=row_roles, size=size)
        self.right = MatrixTable(right, column_roles=column_roles, size=size)
        self.equals = Symbols("=", size=size)
        self.steps = {(step.row, step.column): step for step in linear.product_steps(self.left.values, self.right.values)}
        product = linear.compose(self.left.values, self.right.values)
        self.result = MatrixTable(product, column_roles=column_roles, size=size, blank=True)
        super().__init__(self.left, self.right, self.equals, self.result)
        self.arrange(RIGHT, buff=0.28)
        self.roles = tuple(column_roles)
        self.size = size
        self.names = VGroup()
        if names is not None:
            for name, table in zip(names, (self.left, self.right), strict=True):
                sign = naming(Symbols(name, role="matrix", size=size), table)
                self.names.add(sign.next_to(table, -DOWN, buff=0.25))
            self.add(self.names)
        self._marks: tuple[Mark, Mark] | None = None
        self._sum: VGroup | None = None

    def meet(self, row: int, column: int, **kwargs: Any) -> Animation:
        """Frame a row of the left table and a column of the right one; frames that are there move."""
        marks = (self.left.mark(row=row), self.right.mark(column=column, role=self.roles[column]))
        before, self._marks = self._marks, marks
        # The sum of another entry would contradict the frames.
        gone = [FadeOut(self._sum, run_time=0.2)] if self._sum is not None else []
        self._sum = None
        if before is None:
            return AnimationGroup(*gone, *(mark.come() for mark in marks), **kwargs)
        moves = (ReplacementTransform(old, new) for old, new in zip(before, marks, strict=True))
        return AnimationGroup(*gone, *moves, **kwargs)

    def sum_up(self, row: int, column: int, **kwargs: Any) -> Animation:
        """Write below the tables the pairs multiplied and added; what was written there goes."""
        step = self.steps[row, column]
        terms = " + ".join(f"{number(a)} dot {_bracketed(b)}" for a, b, _ in step.terms)
        written = VGroup(Symbols(f"{terms} = {number(step.total)}", size=self.size))
        written.next_to(VGroup(self.left, self.right, self.equals, self.result), DOWN, buff=0.5)
        before, self._sum = self._sum, written
        gone = [FadeOut(before, run_time=0.2)] if before is not None else []
        return AnimationGroup(*gone, FadeIn(written), **kwargs)

    def land(self, row: int, column: int, **kwargs: Any) -> Animation:
        """The sum takes its place in the product."""
        return self.result.write(row, column, **kwargs)

    def clear_marks(self, **kwargs: Any) -> Animation:
        """Frames and sum go."""
        going = [*(self._marks or ()), *([self._sum] if self._sum is not None else [])]
        self._marks = self._sum = None
        return AnimationGroup(*(FadeOut(one) for one in going), **kwargs)


def _bracketed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
