"""A matrix as a table whose entries, rows and columns can be pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UP,
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    RoundedRectangle,
    VGroup,
    VMobject,
)
from numpy.typing import ArrayLike

from scenes.naming import naming
from scenes.theme import Role, theme
from scenes.typesetting import Symbols, Words, number

_CELL_HEIGHT = 0.78
_BRACKET = 0.14
_PADDING = 0.16
_TINT = 0.14


class MatrixTable(VGroup):
    """A matrix in brackets. `column_roles` or `row_roles` colour it; with `blank`, its entries come one by one.

    >>> from scenes.matrix import MatrixTable
    >>> shown = MatrixTable([[2, -1], [1, 1]], column_roles=("first", "second"))
    """

    def __init__(
        self,
        values: ArrayLike,
        *,
        column_roles: Sequence[Role] = (),
        row_roles: Sequence[Role] = (),
        size: float | None = None,
        cell: float = 0.86,
        blank: bool = False,
    ) -> None:
        super().__init__()
        self.values = np.array(values, dtype=float)
        if self.values.ndim == 1:
            self.values = self.values[:, None]
        rows, columns = self.values.shape
        scale = (size or theme.sizes.symbol) / theme.sizes.symbol
        self.cell_width, self.cell_height = cell * scale, _CELL_HEIGHT * scale
        self.cells = [[self._place(i, j) for j in range(columns)] for i in range(rows)]
        self.entries: list[list[Symbols]] = []
        for i in range(rows):
            line = []
            for j in range(columns):
                role = column_roles[j] if column_roles else row_roles[i] if row_roles else "ink"
                line.append(self._written(i, j, role, size))
            self.entries.append(line)
        self.brackets = self._bracketed(rows, columns)
        self.add(self.brackets)
        if not blank:
            self.add(*(entry for line in self.entries for entry in line))
        self.move_to(np.zeros(3))

    def _place(self, i: int, j: int) -> np.ndarray:
        return np.array([j * self.cell_width, -i * self.cell_height, 0.0])

    def _written(self, i: int, j: int, role: Role, size: float | None) -> Symbols:
        entry = Symbols(number(self.values[i, j]), size=size, role=role)
        return entry.move_to(self.cells[i][j])

    def _bracketed(self, rows: int, columns: int) -> VGroup:
        low, high = self._place(rows - 1, 0), self._place(0, columns - 1)
        top, bottom = high[1] + self.cell_height / 2, low[1] - self.cell_height / 2
        left, right = low[0] - self.cell_width / 2 - 0.04, high[0] + self.cell_width / 2 + 0.04
        sides = VGroup()
        for x, inward in ((left, 1), (right, -1)):
            side = VMobject().set_points_as_corners(
                [[x + inward * _BRACKET, top, 0], [x, top, 0], [x, bottom, 0], [x + inward * _BRACKET, bottom, 0]]
            )
            sides.add(side.set_stroke(theme.colour("ink"), theme.strokes.outline).set_fill(opacity=0))
        return sides

    # The entries' places move with the table: they are read off the brackets.
    def _origin(self) -> np.ndarray:
        corner = self.brackets.get_corner(UP + LEFT)
        return corner + np.array([self.cell_width / 2 + 0.04, -self.cell_height / 2, 0.0])

    def entry(self, i: int, j: int) -> Symbols:
        """The number in row `i`, column `j`, counted from 0."""
        return self.entries[i][j]

    def row(self, i: int) -> VGroup:
        return VGroup(*self.entries[i])

    def column(self, j: int) -> VGroup:
        return VGroup(*(line[j] for line in self.entries))

    def slot(self, i: int, j: int) -> np.ndarray:
        """Where an entry stands on the frame, written or not: (3,)."""
        return self._origin() + self._place(i, j)

    def write(self, i: int, j: int, **kwargs: Any) -> Animation:
        """An entry of a blank table comes."""
        entry = self.entries[i][j].move_to(self.slot(i, j))
        self.add(entry)
        return FadeIn(entry, scale=1.3, **kwargs)

    def write_column(self, j: int, *, source: np.ndarray | None = None, **kwargs: Any) -> Animation:
        """A column of a blank table comes, from the direction of a point of the frame if one is given. It slides in from
        near by: on the whole way from there it would cross the columns that are written."""
        column = VGroup(*(row[j].move_to(self.slot(i, j)) for i, row in enumerate(self.entries)))
        self.add(*column)
        if source is None:
            return FadeIn(column, **kwargs)
        way = column.get_center() - source
        length = float(np.linalg.norm(way))
        return FadeIn(column, shift=way * min(1.0, 0.6 * self.cell_width / max(length, 1e-9)), **kwargs)

    def write_all(self, **kwargs: Any) -> Animation:
        """A blank table comes, brackets and entries."""
        for i, row in enumerate(self.entries):
            for j, entry in enumerate(row):
                self.add(entry.move_to(self.slot(i, j)))
        return FadeIn(self, **kwargs)

    def flip_into(self, other: MatrixTable, **kwargs: Any) -> Animation:
        """The entries travel to their places in the transpose, `other`."""
        moves = [
            ReplacementTransform(entry, other.entries[j][i], path_arc=-0.9)
            for i, row in enumerate(self.entries)
            for j, entry in enumerate(row)
        ]
        return AnimationGroup(*moves, ReplacementTransform(self.brackets, other.brackets), **kwargs)

    def diagonal(self, k: int) -> Marks:
        """Frames round a diagonal of a square table: 0 from the top left down, 1 from the bottom left up."""
        size = len(self.cells)
        return Marks(*(self.mark(row=i, column=i if k == 0 else size - 1 - i) for i in range(size)))

    def mark(self, *, row: int | None = None, column: int | None = None, role: Role = "attention") -> Mark:
        """A frame round a row, a column or one entry, to be brought with `come` and taken with `leave`."""
        rows = range(len(self.cells)) if row is None else [row]
        columns = range(len(self.cells[0])) if column is None else [column]
        places = [self.slot(i, j) for i in rows for j in columns]
        return Mark(places, self.cell_width, self.cell_height, role)


class Mark(RoundedRectangle):
    """A frame round some cells of a table, with a tint over them; without `tint` they keep their own colours.

    >>> from scenes.matrix import MatrixTable
    >>> shown = MatrixTable([[2, -1], [1, 1]])
    >>> mark = shown.add(shown.mark(row=0))
    """

    def __init__(
        self, places: Sequence[np.ndarray], cell_width: float, cell_height: float, role: Role, *, tint: bool = True
    ) -> None:  # fmt: skip
        low, high = np.min(places, axis=0), np.max(places, axis=0)
        super().__init__(
            corner_radius=0.1,
            width=high[0] - low[0] + cell_width - 0.14,
            height=high[1] - low[1] + cell_height - 0.06,
        )
        self.move_to((low + high) / 2)
        self.set_stroke(theme.colour(role), theme.strokes.mark).set_fill(theme.colour(role), _TINT if tint else 0)

    def come(self, **kwargs: Any) -> Animation:
        return FadeIn(self, **kwargs)

    def leave(self, **kwargs: Any) -> Animation:
        return FadeOut(self, **kwargs)

    def flash(self, *, run_time: float = 1.0, **kwargs: Any) -> Animation:
        """It comes, stays a moment and is gone."""
        return FadeIn(self, rate_func=_there_for_a_while, remover=True, run_time=run_time, **kwargs)


def mark_round(part: VMobject, role: Role = "attention", *, tint: bool = True) -> Mark:
    """A frame round anything written: a letter of a formula, say."""
    return Mark([part.get_center()], part.width + 0.34, part.height + 0.34, role, tint=tint)


def ring(part: VMobject, role: Role = "attention", **kwargs: Any) -> Animation:
    """An empty frame round anything for a moment: look here, while it stays as it is."""
    return mark_round(part, role, tint=False).flash(**kwargs)


class Marks(VGroup):
    """Several frames that come and go together.

    >>> from scenes.matrix import MatrixTable
    >>> shown = MatrixTable([[2, -1], [1, 1]])
    >>> marks = shown.add(shown.diagonal(0))
    """

    def flash(self, *, run_time: float = 1.0, **kwargs: Any) -> Animation:
        return FadeIn(self, rate_func=_there_for_a_while, remover=True, run_time=run_time, **kwargs)


def _there_for_a_while(share: float) -> float:
    """Up, a while at the top, and down: long enough to be read."""
    return float(np.clip(4 * min(share, 1 - share), 0, 1))


class NamedMatrix(VGroup):
    """A matrix with its name above it and, in a word, what it does below.

    >>> from scenes.matrix import NamedMatrix
    >>> shown = NamedMatrix("R", [[0, -1], [1, 0]], gloss="turn")
    """

    def __init__(self, name: str, values: ArrayLike, *, gloss: str = "", role: Role = "matrix", **kwargs: Any) -> None:
        self.table = MatrixTable(values, **kwargs)
        self.name_sign = naming(Symbols(name, role=role), self.table).next_to(self.table, UP, buff=0.28)
        super().__init__(self.name_sign, self.table)
        if gloss:
            sign = naming(Words(gloss, size=theme.sizes.small, role="quiet"), self.table)
            self.add(sign.next_to(self.table, DOWN, buff=0.28))
