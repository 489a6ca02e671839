"""A graph of too many nodes to name: every node a dot, every edge a thread, so that the whole of it can be seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
from manim import DOWN, LEFT, RIGHT, Animation, Dot, FadeOut, VGroup, VMobject, linear
from numpy.typing import NDArray

from scenes.frame import Region, picture
from scenes.graph import Changing, Places, order_of
from scenes.theme import Role, theme
from scenes.typesetting import Words
from script.errors import ScriptError

Points = NDArray[np.float64]
_OUT = 0.3
"""So much of its first edge a ball has walked when it is as large as it will be."""


class LargeGraph(VGroup):
    """Nodes of a networkx graph as dots in a region, at places from -1 to 1, and its edges as straight threads; with
    `over`, as arcs over nodes that stand in a row, at the foot of the region, where `ends` says what the first and the last
    of them are.

    `sweep(order)` lights the nodes one after another, and the edges between nodes that are lit; `walk(nodes)` makes a
    `Thread` that goes from node to node.

    >>> import networkx as nx
    >>> from maths.graphs import layered_layout
    >>> from scenes.large_graph import LargeGraph
    >>> tree = nx.balanced_tree(2, 5, create_using=nx.DiGraph)
    >>> shown = LargeGraph(tree, layered_layout(tree), radius=0.06)
    """

    def __init__(
        self, graph: nx.DiGraph[Any], places: Places, *, region: Region = picture, radius: float = 0.03,
        thread: float = 1.0, faint: float = 0.35, over: bool = False,
        ends: tuple[str, str] | None = None,
    ) -> None:  # fmt: skip
        if not len(graph):
            raise ScriptError("a graph without nodes cannot be drawn")
        self.graph, self.radius = graph, radius
        self.ends = VGroup(*(Words(text, size=theme.sizes.small) for text in ends or ()))
        if ends:
            for name, x, side in zip(self.ends, (region.left, region.right), (LEFT, RIGHT), strict=True):
                name.move_to([x, region.bottom, 0], aligned_edge=DOWN + side)
            region = replace(region, bottom=self.ends.get_top()[1] + 0.15)
        reach = np.array([region.width, region.height]) / 2 - radius
        self.at = {name: np.append(region.center[:2] + reach * np.array(places[name]), 0.0) for name in graph}
        if over:
            self.at = {name: np.array([at[0], region.bottom + radius, 0.0]) for name, at in self.at.items()}
        self._rise = (region.height - 2 * radius) / 0.75 if over else 0.0
        self._width = region.width
        self._curves = {(a, b): self._curve(self.at[a], self.at[b]) for a, b in graph.edges()}
        self.threads, self.past_threads, self.lit_threads = (VMobject().set_fill(opacity=0) for _ in "abc")
        self.threads.set_stroke(theme.colour("quiet"), thread, faint).points = self._threads(list(graph))
        self._thread = thread
        self.quiet_dots, self.past_dots, self.lit_dots = (VMobject().set_stroke(width=0) for _ in "abc")
        self.quiet_dots.set_fill(theme.colour("quiet"), 1).points = self._dots(list(graph))
        self._lit: tuple[list[Any], Role] = [], "attention"
        threads, dots = (self.threads, self.past_threads, self.lit_threads), (self.quiet_dots, self.past_dots, self.lit_dots)
        super().__init__(*threads, *dots, self.ends)

    def _curve(self, start: Points, end: Points) -> Points:
        """An edge's four points: straight, or an arc that rises less than in proportion, so that short ones are seen."""
        up = np.array([0, self._rise * (abs(end[0] - start[0]) / self._width) ** 0.6, 0])
        return np.stack([start, start + (end - start) / 3 + up, start + 2 * (end - start) / 3 + up, end])

    def _threads(self, names: Sequence[Any], but: Collection[Any] = ()) -> Points:
        """All edges between some nodes, but for those between two of others, as one path: (m, 3)."""
        some = set(names)
        curves = [
            curve for (a, b), curve in self._curves.items() if a in some and b in some and not (a in but and b in but)
        ]
        return np.concatenate(curves) if curves else np.zeros((0, 3))

    def _dots(self, names: Sequence[Any], scale: float = 1.0) -> Points:
        """The outlines of nodes, as one path: (m, 3)."""
        if not len(names):
            return np.zeros((0, 3))
        outline = Dot(radius=scale * self.radius).points
        return np.concatenate([outline + self.at[name] for name in names])

    def light(self, names: Sequence[Any], role: Role = "attention", scale: float = 1.4) -> None:
        """These nodes, and no others, are lit, and the edges between them."""
        self._lit = list(names), role
        self.lit_threads.set_stroke(theme.colour(role), self._thread, 0.8).points = self._threads(names)
        self.lit_dots.set_fill(theme.colour(role), 1).points = self._dots(names, scale)

    def _leave(self, names: Sequence[Any], role: Role, share: float) -> None:
        """These nodes were lit before: they and the edges between them are lit still, where nothing else is, at a share of
        their strength."""
        lit = set(self._lit[0])
        rest = [name for name in names if share and name not in lit]
        self.past_threads.set_stroke(theme.colour(role), self._thread, 0.8 * share)
        self.past_threads.points = self._threads(names if share else (), but=lit)
        self.past_dots.set_fill(theme.colour(role), share).points = self._dots(rest, 1.4)

    def sweep(self, order: Sequence[Any], role: Role = "attention", **kwargs: Any) -> Animation:
        """The nodes are lit one after another, in an order. What was lit before stays so until it is come by; with no order,
        it fades."""
        past, before = self._lit

        def reach(share: float) -> None:
            self.light(order[: round(share * len(order))], role)
            self._leave(past, before, 1.0 if len(order) else 1 - share)

        return Changing(self, reach, rate_func=linear, **kwargs)

    def walk(self, names: Sequence[Any], role: Role = "attention") -> Thread:
        """A walk through these nodes. Raises ScriptError where no edge leads on."""
        order_of(self.graph, names)
        return Thread([self.at[name] for name in names], role, self.radius)


class Thread(VGroup):
    """A walk through a large graph: a bright line from node to node, with a ball at its head; `go`, `go_on`, `leave`.

    >>> import networkx as nx
    >>> from maths.graphs import layered_layout
    >>> from scenes.large_graph import LargeGraph
    >>> tree = nx.balanced_tree(2, 5, create_using=nx.DiGraph)
    >>> shown = LargeGraph(tree, layered_layout(tree), radius=0.06)
    >>> walk = shown.add(shown.walk([0, 1, 4, 10]).walked())
    """

    def __init__(self, points: Sequence[Points], role: Role, radius: float) -> None:
        self.stops, self.done = np.array(points), 0.0
        self.line = VMobject().set_fill(opacity=0).set_stroke(theme.colour(role), theme.strokes.arrow)
        self.ball = Dot(radius=max(0.1, 2 * radius), color=theme.colour(role))
        self.ball.set_stroke(theme.colour("ink"), theme.strokes.axis)
        super().__init__(self.line, self.ball)
        self._wide = float(self.ball.width)
        self._reach(0.0)

    def _reach(self, steps: float) -> None:
        self.done = steps
        whole = int(min(steps, len(self.stops) - 1))
        corners = list(self.stops[: whole + 1])
        if steps > whole:
            corners.append(corners[-1] + (steps - whole) * (self.stops[whole + 1] - corners[-1]))
        if len(corners) > 1:
            self.line.set_points_as_corners(corners)
        else:
            self.line.points = np.zeros((0, 3))
        # It grows out of its first node: a ball that is there at once is a jump.
        self.ball.set(width=max(min(1.0, steps / _OUT), 1e-3) * self._wide).move_to(corners[-1])

    def walked(self) -> Thread:
        """The walk at its end."""
        self._reach(len(self.stops) - 1)
        return self

    def go_on(self, steps: int = 1, **kwargs: Any) -> Animation:
        """So many steps more."""
        before = self.done
        if before + steps > len(self.stops) - 1:
            raise ScriptError(f"this walk has {len(self.stops) - 1} steps, and {before:g} of them are done")
        return Changing(self, lambda share: self._reach(before + share * steps), **kwargs)

    def go(self, **kwargs: Any) -> Animation:
        """All the steps that are left."""
        return self.go_on(round(len(self.stops) - 1 - self.done), **kwargs)

    def leave(self, **kwargs: Any) -> Animation:
        """It fades."""
        return FadeOut(self, **kwargs)
