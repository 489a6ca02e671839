"""A product of matrices worked out row by column, one entry at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import (
    DOWN,
    RIGHT,
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    VGroup,
    smooth,
    squish_rate_func,
)
from numpy.typing import ArrayLike

from maths import linear
from scenes.matrix import Mark, MatrixTable
from scenes.naming import naming
from scenes.theme import Role
from scenes.typesetting import Symbols, number

_LEAVING = 0.45
"""By this share of a motion a sum is gone, and only then the next comes in its place."""


class RowByColumn(VGroup):
    """`left` times `right` with a blank table for the product. For each entry: `meet` frames the row and the column,
    `sum_up` writes the pairs multiplied (`work_out` does both at once), `land` puts the sum in its place.

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
        # The sum of another entry would contradict the frames.
        return AnimationGroup(*self._leave(0.3), *self._frame(row, column), **kwargs)

    def sum_up(self, row: int, column: int, **kwargs: Any) -> Animation:
        """Write below the tables the pairs multiplied and added; what was written there goes first."""
        step = self.steps[row, column]
        terms = " + ".join(f"{number(a)} dot {_bracketed(b)}" for a, b, _ in step.terms)
        gone = self._leave(_LEAVING)
        self._sum = VGroup(Symbols(f"{terms} = {number(step.total)}", size=self.size))
        self._sum.next_to(VGroup(self.left, self.right, self.equals, self.result), DOWN, buff=0.5)
        coming = squish_rate_func(smooth, _LEAVING, 1) if gone else smooth
        return AnimationGroup(*gone, FadeIn(self._sum, rate_func=coming), **kwargs)

    def work_out(self, row: int, column: int, **kwargs: Any) -> Animation:
        """Both at once: frame a row and a column, and write their sum in place of another entry's."""
        return AnimationGroup(self.sum_up(row, column), *self._frame(row, column), **kwargs)

    def _frame(self, row: int, column: int) -> list[Animation]:
        marks = (self.left.mark(row=row), self.right.mark(column=column, role=self.roles[column]))
        before, self._marks = self._marks, marks
        if before is None:
            return [mark.come() for mark in marks]
        return [ReplacementTransform(old, new) for old, new in zip(before, marks, strict=True)]

    def _leave(self, run_time: float) -> list[Animation]:
        """The sum that is written, if there is one, goes."""
        before, self._sum = self._sum, None
        return [] if before is None else [FadeOut(before, run_time=run_time)]

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
