"""A computation as a graph: values in circles, slopes on the edges, and blame in pointed tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, Animation, AnimationGroup, FadeIn, Line, VGroup, VMobject
from numpy.typing import NDArray

from maths.autodiff import Node
from maths.graphs import layered_layout, slope_graph
from scenes.frame import Region, picture
from scenes.pulse import Pulse
from scenes.theme import Role, theme
from scenes.typesetting import Symbols, number
from scenes.value_node import RADIUS, ValueNode
from script.errors import ScriptError

_ROOM = 1.26
"""Room above and below a circle, for its name and its tag."""
_HEAD = 0.2


class ComputationalGraph(VGroup):
    """The named numbers behind `output`, a single number of `maths.autodiff`, from left to right as they are made.

    Everything written is worked out from the tape: each value, the `slope` on each edge, each blame. `names` says how a
    node is written where that is not its name. `push` sends a small change along edges, as wide as it is large; `pull`
    sends blame back along edges, as wide as it is large, times `unit`.

    >>> from maths.autodiff import leaf
    >>> from scenes.computational_graph import ComputationalGraph
    >>> w = leaf(1.0, "w")
    >>> a, b = w * 3.0, w + 1.0
    >>> a.name, b.name = "a", "b"
    >>> loss = a * b
    >>> loss.name = "L"
    >>> shown = ComputationalGraph(loss, unit=0.06).complete()
    """

    def __init__(
        self, output: Node, *, region: Region = picture, names: Mapping[str, str] | None = None, unit: float = 0.05,
        places: int = 2,
    ) -> None:  # fmt: skip
        self.graph = slope_graph(output)
        self.unit, self.places = unit, places
        self.output = output.name
        corner = np.array([region.width / 2 - 1.2 * RADIUS, region.height / 2 - _ROOM, 0.0])
        if corner.min(initial=np.inf, where=[True, True, False]) < 0:
            raise ScriptError(f"a graph does not fit a region of {region.width:.1f} by {region.height:.1f}")
        self.nodes: dict[str, ValueNode] = {}
        for name, (x, y) in layered_layout(self.graph).items():
            node = ValueNode(self.graph.nodes[name]["value"], name=(names or {}).get(name, name), places=places)
            self.nodes[name] = node.shift(region.center + corner * [x, y, 0] - node.disc.get_center())
        self.edges = {edge: self._edge(*edge) for edge in self.graph.edges}
        self.slopes = {edge: self._slope(*edge) for edge in self.graph.edges}
        super().__init__(*self.edges.values(), *self.nodes.values())

    def middle(self, name: str) -> NDArray[np.float64]:
        """Where a node stands: the middle of its circle."""
        return self.nodes[name].disc.get_center()

    def _edge(self, start: str, end: str) -> VMobject:
        """A line from rim to rim, with a small head where the later value is made."""
        away = self.middle(end) - self.middle(start)
        away /= np.linalg.norm(away)
        first, last = self.middle(start) + RADIUS * away, self.middle(end) - RADIUS * away
        side = np.array([-away[1], away[0], 0.0])
        edge = VMobject().set_stroke(theme.colour("quiet"), theme.strokes.outline).set_fill(opacity=0).set_z_index(-2)
        edge.start_new_path(first)
        edge.add_line_to(last)
        for half in (side, -side):
            edge.start_new_path(last - _HEAD * away + 0.5 * _HEAD * half)
            edge.add_line_to(last)
        return edge

    def _slope(self, start: str, end: str) -> Symbols:
        """The slope of an edge, written beside its middle."""
        slope = self.graph.edges[start, end]["slope"]
        return self._beside(start, end, Symbols(f"times {number(slope, self.places)}", size=theme.sizes.body), 0.5)

    def part(self, start: str, end: str) -> Symbols:
        """What an edge brings back to `start`, its part in the blame there, written beside the edge where it arrives."""
        arrives = self.graph.nodes[end]["blame"] * self.graph.edges[start, end]["slope"]
        written = Symbols(number(arrives, self.places), size=theme.sizes.label, role="backward")
        return self._beside(start, end, written, 0.22)

    def _beside(self, start: str, end: str, written: Symbols, share: float) -> Symbols:
        """Something written beside an edge at a share of its way, on the side away from the graph's middle line."""
        first, last = self.middle(start), self.middle(end)
        away = (last - first) / np.linalg.norm(last - first)
        side = np.array([-away[1], away[0], 0.0])
        heights = [self.middle(name)[1] for name in self.nodes]
        below = (first + last)[1] < min(heights) + max(heights) - 1e-6
        out = -1 if below else 1
        widest = max(abs(blame) for _, blame in self.graph.nodes(data="blame"))
        reach = 0.2 + self.unit * widest / 4 + abs(side[0]) * written.width / 2 + abs(side[1]) * written.height / 2
        return written.move_to(first + share * (last - first) + out * reach * side)

    def complete(self) -> ComputationalGraph:
        """The graph with every slope and every blame."""
        for name, node in self.nodes.items():
            node.with_blame(self.graph.nodes[name]["blame"])
        return self.add(*self.slopes.values())

    def empty(self) -> ComputationalGraph:
        """The graph before anything is known: no value in a circle."""
        for node in self.nodes.values():
            node.remove(node.figure)
        return self

    def without_discs(self) -> list[VMobject]:
        """All that is seen of it by now but its circles, for a graph whose circles go to new places."""
        parts = [part for node in self.nodes.values() for part in node if part is not node.disc]
        return [*self.edges.values(), *self.slopes.values(), *parts]

    def circles_to(self, other: ComputationalGraph) -> Animation:
        """Its circles go to the places that those of the same names have in another graph, which has all of them."""
        moves = [node.disc.animate.move_to(other.middle(name)) for name, node in self.nodes.items()]
        return AnimationGroup(*moves)

    # How it comes and moves -----------------------------------------------------------------------------------

    def come(self, **kwargs: Any) -> Animation:
        """Circles without values, and the edges between them."""
        return AnimationGroup(*map(FadeIn, self.edges.values()), *(node.come() for node in self.nodes.values()), **kwargs)

    def fill(self, *names: str, **kwargs: Any) -> Animation:
        """Values come into their circles."""
        return AnimationGroup(*(self.nodes[name].fill() for name in names), **kwargs)

    def show_slope(self, *edges: tuple[str, str], **kwargs: Any) -> Animation:
        """Slopes are written at their edges."""
        return FadeIn(VGroup(*(self.slopes[edge] for edge in edges)), **kwargs)

    def moves(self, nudged: Node) -> dict[str, Symbols]:
        """By how much each value differs in the same computation from a nudged start, written below its circle."""
        after, signs = slope_graph(nudged).nodes, {}
        for name, node in self.nodes.items():
            change = after[name]["value"] - node.value
            sign = Symbols(("+" if change >= 0 else "") + number(change, self.places), role="forward")
            signs[name] = sign.next_to(node.disc, DOWN, buff=0.15)
        return signs

    def band(self, start: str, end: str, widths: tuple[float, float], role: Role) -> Pulse:
        """A pulse from rim to rim, with widths in scene units at its two ends."""
        away = self.middle(end) - self.middle(start)
        away = RADIUS * away / np.linalg.norm(away)
        path = Line(self.middle(start) + away, self.middle(end) - away)
        assert role in ("forward", "backward")
        return Pulse(path, widths, role=role)  # type: ignore[arg-type]

    def push(self, start: str, end: str, change: float) -> Pulse:
        """A small change of `start` on its way to `end`: it arrives times the slope."""
        arrives = change * self.graph.edges[start, end]["slope"]
        return self.band(start, end, (abs(change) * self.unit, abs(arrives) * self.unit), "forward")

    def pull(self, start: str, end: str) -> Pulse:
        """The blame of `end` on its way back to `start`: it arrives times the slope."""
        blame = self.graph.nodes[end]["blame"]
        arrives = blame * self.graph.edges[start, end]["slope"]
        return self.band(end, start, (abs(blame) * self.unit, abs(arrives) * self.unit), "backward")

    def take(self, *names: str, **kwargs: Any) -> Animation:
        """The blame of nodes arrives."""
        return AnimationGroup(*(self.nodes[name].take(self.graph.nodes[name]["blame"]) for name in names), **kwargs)

    def ways(self, start: str) -> list[Sequence[str]]:
        """Every way from a node to the output, as names."""
        found: list[Sequence[str]] = []
        waiting: list[tuple[str, ...]] = [(start,)]
        while waiting:
            way = waiting.pop()
            if way[-1] == self.output:
                found.append(way)
            waiting += [(*way, after) for after in reversed(list(self.graph.successors(way[-1])))]
        return found

    def ways_multiplied(self, start: str) -> Symbols:
        """The slopes of every way from a node to the output, multiplied along each and added up: the node's blame."""
        ways = [[number(self.graph.edges[edge]["slope"], self.places) for edge in pairwise(way)] for way in self.ways(start)]
        total = number(self.graph.nodes[start]["blame"], self.places)
        return Symbols(" + ".join(" dot ".join(way) for way in ways) + f" = {total}", size=64)
