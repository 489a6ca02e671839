"""A crowd of walkers on a graph, spread over its nodes by shares, and what one step of all of them does to the shares."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Dot, Line, UpdateFromAlphaFunc, VGroup, VMobject, smooth, there_and_back
from numpy.typing import ArrayLike, NDArray

from scenes.graph import Changing, Graph
from scenes.number import Number
from scenes.theme import Role, theme
from script.errors import ScriptError

_WIDE = 0.62
_TICK = 0.38, 0.5
"""From a column's middle to where the line at its end begins and stops: clear of the number below."""
_BIGGEST = 0.3
"""The radius of a dot that stands for the whole crowd."""
_LEAST = 0.004
"""A smaller share of the crowd is no dot that could be seen."""
_GROWN = 0.12
"""The share of its way in which a dot grows, and that in which it shrinks."""
_LEAST_JUMP, _JUMPER = 0.0002, 0.065
"""The least share that is shown to jump from one node to one other, and the radius of the smallest dot for it."""


class Crowd(VGroup):
    """Shares of a crowd as columns that hang from the nodes of a graph, with their numbers. They add up to one.

    `step(table)` sends every share along the edges, by the rows of a table of chances in the order of the graph's nodes:
    dots as large as what goes there, while the columns change. With `jumps`, that share of everybody jumps to any node
    instead, each as likely: white dots, which follow no edge. `to(shares)` only moves the columns; `ends()` are short lines
    that stay where the columns end now.

    >>> import networkx as nx
    >>> from maths.graphs import row_layout
    >>> from scenes.crowd import Crowd
    >>> from scenes.graph import Graph
    >>> back = nx.DiGraph([("he", "boy"), ("boy", "the"), ("he", "the"), ("the", "the")])
    >>> shown = Graph(back, row_layout(back), over=True)
    >>> crowd = shown.add(Crowd(shown, [0.5, 0.3, 0.2], height=1.5))
    """

    def __init__(
        self, graph: Graph, shares: ArrayLike, *, height: float, places: int = 2, role: Role = "probability"
    ) -> None:
        self.graph, self.height_of_one, self.role = graph, height, role
        self.shares: NDArray[np.float64] = np.array(shares, dtype=float)
        self._check(self.shares)
        self.columns = VGroup(*(VMobject().set_fill(theme.colour(role), 1).set_stroke(width=0) for _ in graph.nodes))
        self.numbers = VGroup(*(Number(share, places=places, size=theme.sizes.small) for share in self.shares))
        self.dots = VGroup()
        super().__init__(self.columns, self.numbers, self.dots)
        self._set(self.shares)

    def _check(self, shares: NDArray[np.float64]) -> None:
        count = len(self.graph.nodes)
        if shares.shape != (count,) or (shares < 0).any() or not np.isclose(shares.sum(), 1):
            raise ScriptError(f"{count} nodes need as many shares of a crowd, 1 in all, not {shares}")

    def _set(self, shares: NDArray[np.float64]) -> None:
        self.shares = shares
        for node, column, figure, share in zip(self.graph.nodes.values(), self.columns, self.numbers, shares, strict=True):
            top = node.box.get_bottom() + 0.1 * DOWN
            side, foot = np.array([_WIDE / 2, 0, 0]), np.array([0, -self.height_of_one * share - 0.02, 0])
            column.set_points_as_corners([top - side, top + side, top + side + foot, top - side + foot, top - side])
            figure.set_value(share)
            figure.set_color(theme.colour("ink")).next_to(top + foot, DOWN, buff=0.14)

    def ends(self) -> VGroup:
        """Short lines beside the columns at where they end now, to stay there while the columns move."""
        feet = [(column.get_bottom(), side) for column in self.columns for side in (LEFT, RIGHT)]
        lines = VGroup(*(Line(foot + _TICK[0] * side, foot + _TICK[1] * side) for foot, side in feet))
        return lines.set_stroke(theme.colour("ink"), theme.strokes.mark)

    @staticmethod
    def _jump(start: VGroup, end: VGroup) -> NDArray[np.float64]:
        """The way of a jump, lower than the arcs of edges over a row: (4, 3)."""
        first, last = start.box.get_top(), end.box.get_top()
        up = (0.5 + 0.1 * float(np.linalg.norm(last - first))) * UP
        return np.stack([first, first + up, last + up, last])

    def to(self, shares: ArrayLike, **kwargs: Any) -> Animation:
        """The columns go to other shares."""
        source, target = self.shares.copy(), np.array(shares, dtype=float)
        self._check(target)
        return Changing(self, lambda share: self._set((1 - share) * source + share * target), **kwargs)

    def step(self, table: ArrayLike, *, jumps: float = 0.0, **kwargs: Any) -> Animation:
        """Everybody takes one step. A dot on an edge is as large, by its area, as the share of the crowd that goes there;
        one that jumps is never smaller than can be seen."""
        source = self.shares.copy()
        moves = (1 - jumps) * np.array(table, dtype=float)
        target = source @ moves + jumps / len(source)
        self._check(target)
        names = list(self.graph.nodes)
        going = {
            (i, j): source[i] * moves[i, j]
            for i, j in np.argwhere(moves > 0).tolist()
            if source[i] * moves[i, j] >= _LEAST and (names[i], names[j]) in self.graph.edges
        }
        edges = [self.graph.edges[names[i], names[j]] for i, j in going]
        dots = [Dot(radius=_BIGGEST * share**0.5, color=theme.colour(self.role)) for share in going.values()]
        paths = [edge.path() for edge in edges]
        for share, start in zip(source * jumps / len(source), self.graph.nodes.values(), strict=True):
            if share >= _LEAST_JUMP:
                paths += [self._jump(start, end) for end in self.graph.nodes.values()]
                dots += [Dot(radius=max(_JUMPER, _BIGGEST * share**0.5), color=theme.colour("ink")) for _ in names]

        sizes = [dot.width for dot in dots]

        def walk(share: float) -> None:
            # A dot grows out of its node and shrinks into the next: none is there from one frame to the other.
            size = min(1.0, share / _GROWN, (1 - share) / _GROWN)
            self.dots.submobjects = dots if size > 0 else []
            for dot, width, path in zip(dots, sizes, paths, strict=True):
                dot.set(width=max(size, 1e-3) * width)
                weights = np.array([(1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3])
                dot.move_to(weights @ path)
            self._set((1 - share) * source + share * target)

        return Changing(self, walk, **kwargs)

    def pulse(self, **kwargs: Any) -> Animation:
        """The columns brighten and are themselves again: these are meant."""
        colour, bright = theme.colour(self.role), theme.colour("ink")

        def brighten(columns: VMobject, share: float) -> None:
            columns.set_fill(colour.interpolate(bright, share))

        kwargs.setdefault("run_time", 1.0)
        return UpdateFromAlphaFunc(self.columns, brighten, rate_func=lambda t: there_and_back(smooth(t)), **kwargs)
