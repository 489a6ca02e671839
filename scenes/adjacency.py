"""The matrix of a graph, with its nodes as the names of rows and columns, and the powers of it, which count walks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx
import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, FadeIn, VGroup

from maths.graphs import adjacency, walks
from scenes.graph import Changing
from scenes.matrix import Mark, MatrixTable
from scenes.theme import Role, theme
from scenes.typesetting import Symbols, Words, number, set_on_line

_GAP = 0.18


class Adjacency(VGroup):
    """What `maths.graphs.adjacency` makes of a graph, the row being where an edge starts. `to_power(k)` goes on to how many
    walks of k steps there are, and says which power it is. `blank` leaves the entries out until `write_all`.

    >>> import networkx as nx
    >>> from scenes.adjacency import Adjacency
    >>> follows = nx.DiGraph([("the", "king"), ("the", "queen"), ("king", "near"), ("queen", "near"), ("near", "the")])
    >>> shown = Adjacency(follows)
    """

    def __init__(
        self, graph: nx.DiGraph[Any], order: Sequence[Any] | None = None, *, blank: bool = False, role: Role = "matrix"
    ) -> None:
        self.order = list(graph.nodes if order is None else order)
        self.matrix, self.power, self.role = adjacency(graph, self.order), 1, role
        self.table = MatrixTable(self.matrix, blank=blank)
        size = theme.sizes.small
        self.row_names, self.column_names = (VGroup(*(Words(str(name), size=size) for name in self.order)) for _ in "ab")
        side = self.table.brackets.get_corner(UP + LEFT)
        for k, (row, column) in enumerate(zip(self.row_names, self.column_names, strict=True)):
            row.move_to([side[0] - _GAP, 0, 0], aligned_edge=RIGHT)
            set_on_line(row, size, self.table.slot(k, 0)[1])
            column.rotate(np.pi / 4, about_point=column.get_left())
            foot = np.array([self.table.slot(0, k)[0] - 0.1, side[1] + _GAP, 0])
            column.shift(foot - column.get_corner(DOWN + LEFT))
        self.sign = self._signed(1)
        super().__init__(self.table, self.row_names, self.column_names, self.sign)

    def _signed(self, power: int) -> Symbols:
        sign = Symbols("A" if power == 1 else f"A^{power}", role=self.role)
        # Where the names of rows and of columns meet.
        corner = np.array([self.row_names.get_right()[0] - 0.1, self.table.brackets.get_top()[1] + 0.2, 0])
        return sign.move_to(corner, aligned_edge=DOWN + RIGHT)

    @property
    def values(self) -> np.ndarray:
        """What stands in the table: how many walks of `power` steps lead from row to column."""
        return walks(self.matrix, self.power)

    def place(self, name: Any) -> int:
        """Which row and column a node has."""
        return self.order.index(name)

    def write_all(self, **kwargs: Any) -> Animation:
        """The entries of a blank table come."""
        for i, row in enumerate(self.table.entries):
            for j, entry in enumerate(row):
                self.table.add(entry.move_to(self.table.slot(i, j)))
        return FadeIn(VGroup(*(entry for row in self.table.entries for entry in row)), **kwargs)

    def mark(self, start: Any = None, end: Any = None, *, role: Role = "attention") -> Mark:
        """A frame round the row of a node, the column of one, or the entry where they meet."""
        row = None if start is None else self.place(start)
        column = None if end is None else self.place(end)
        return self.table.mark(row=row, column=column, role=role)

    def light(self, start: Any, end: Any, role: Role = "attention", **kwargs: Any) -> list[Animation]:
        """The names of a row and a column take a role's colour: from here, to there."""
        kwargs.setdefault("run_time", theme.pace.point)
        names = self.row_names[self.place(start)], self.column_names[self.place(end)]
        return [name.animate(**kwargs).set_color(theme.colour(role)).build() for name in names]

    def to_power(self, power: int, **kwargs: Any) -> Animation:
        """The entries give way to those of another power, and its sign to its own."""
        target = walks(self.matrix, power)
        changed = [(i, j) for i, j in np.argwhere(target != self.values).tolist()]
        fresh = {at: Symbols(number(target[at])).move_to(self.table.slot(*at)) for at in changed}
        sign = self._signed(power)
        turned = False

        def change(share: float) -> None:
            nonlocal turned
            if share >= 0.5 and not turned:
                turned = True
                self.power = power
                for (i, j), entry in fresh.items():
                    self.table.entries[i][j].become(entry)
                    self.table.entries[i][j].typst_code = entry.typst_code
                self.sign.become(sign)
            shown = abs(2 * share - 1)
            for i, j in changed:
                self.table.entries[i][j].set_opacity(shown)
            self.sign.set_opacity(shown)

        kwargs.setdefault("run_time", 1.0)
        return Changing(self, change, **kwargs)
