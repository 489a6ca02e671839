"""A graph: nodes, and edges with a direction and a weight. What joins what is drawn from networkx, and stays as it is
while nodes move to other places or weights to other values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Self

import networkx as nx
import numpy as np
from manim import Animation, ManimColor, VGroup, VMobject, interpolate_color, smooth
from manim.utils.bezier import bezier, partial_bezier_points
from numpy.typing import NDArray

from scenes.attention import LEAST, WIDEST
from scenes.frame import Region, picture
from scenes.naming import naming
from scenes.theme import Role, theme
from scenes.typesetting import Words
from scenes.word import Word
from script.errors import ScriptError

Points = NDArray[np.float64]
Pair = tuple[Hashable, Hashable]
Places = Mapping[Any, tuple[float, float]]
_ROOM = 0.07
"""Between the head of an edge and the node that it points to."""
_LOOP, _LOOP_HEIGHT = 0.5, 1.0
"""How wide, and about how high, the edge is that leads from a node to itself."""
_STEPS = np.linspace(0, 1, 129)
_BERNSTEIN = np.stack([(1 - _STEPS) ** 3, 3 * _STEPS * (1 - _STEPS) ** 2, 3 * _STEPS**2 * (1 - _STEPS), _STEPS**3], axis=1)


class Changing(Animation):
    """A thing that is set anew for every share of the way, from 0 to 1. It is not copied: it may hold much."""

    def __init__(self, thing: VMobject, change: Callable[[float], Any], **kwargs: Any) -> None:
        kwargs.setdefault("rate_func", smooth)
        kwargs.setdefault("run_time", theme.pace.move)
        super().__init__(thing, **kwargs)
        self.change = change

    def create_starting_mobject(self) -> VMobject:
        return self.mobject  # type: ignore[return-value]

    def interpolate(self, alpha: float) -> None:
        self.change(float(self.rate_func(min(max(alpha, 0), 1))))


class Edge(VGroup):
    """An edge from one node to another: a curve with a head. Without a weight it is as wide as any other; with one, as
    wide as the weight, and under two hundredths not drawn, as the links of `scenes.attention`.

    >>> from scenes.disc import Disc
    >>> from scenes.graph import Edge
    >>> from manim import RIGHT, VGroup
    >>> shown = VGroup(Disc("x"), Disc("y")).arrange(RIGHT, buff=3)
    >>> edge = shown.add(Edge(*shown, weight=0.4))
    """

    def __init__(
        self, start: VGroup, end: VGroup, *, weight: float | None = None, bend: float = 0.0, over: bool = False,
        role: Role | None = None, label: str = "", below: bool = False,
    ) -> None:  # fmt: skip
        self.start, self.end = start, end
        self.weight, self.bend, self.over = weight, bend, float(over)
        self.colour = theme.colour(role or ("quiet" if weight is None else "attention"))
        self.grown, self.strength = 1.0, 1.0
        self._where: tuple[float, ...] = ()
        self._path = np.zeros((4, 3))
        self.curve = VMobject().set_fill(opacity=0)
        self.head = VMobject().set_stroke(width=0)
        super().__init__(self.curve, self.head)
        self.label, self.below = naming(Words(label, size=theme.sizes.small), self.curve) if label else VGroup(), below
        self.add(self.label)
        self.refresh()

    @property
    def seen(self) -> bool:
        """Whether it is wide enough to be drawn."""
        return self.weight is None or self.weight >= LEAST

    @property
    def width_drawn(self) -> float:
        """The width of its curve, in hundredths of a unit."""
        return theme.strokes.mark if self.weight is None else WIDEST * self.weight

    def path(self) -> Points:
        """The four points of its curve, from the edge of one node to that of the other: (4, 3)."""
        where = (*self.start.box.get_center(), *self.end.box.get_center(), self.over)
        if where != self._where:
            over = self._over() if self.over else 0.0
            through = self._through() if self.over < 1 else 0.0
            self._where, self._path = where, np.asarray(self.over * over + (1 - self.over) * through)
        return self._path

    def _over(self) -> Points:
        """From the top of a word to the top of another, as the links of attention go."""
        first, last = self.start.box.get_top(), self.end.box.get_top()
        if self.start is self.end:
            aside = np.array([_LOOP / 2, 0, 0])
            first, last = first + aside, last - aside
        up = np.array([0, 0.75 + 0.2 * abs(float(first[0] - last[0])), 0])
        return np.stack([first, first + up, last + up, last + np.array([0, _ROOM, 0])])

    def _through(self) -> Points:
        first, last = self.start.box.get_center(), self.end.box.get_center()
        if self.start is self.end:
            reach = 0.5 * self.start.box.height + _LOOP_HEIGHT
            aside, up = np.array([2 * _LOOP, 0, 0]), np.array([0, reach, 0])
            whole = np.stack([first, first - aside + up, first + aside + up, first])
        else:
            way = last - first
            off = self.bend * np.array([-way[1], way[0], 0.0])
            whole = np.stack([first, first + way / 3 + off, first + 2 * way / 3 + off, last])
        points = _BERNSTEIN @ whole
        # Where it has left the first node, and where it has not yet reached the second.
        out, into = ~_within(self.start, points, 0.0), ~_within(self.end, points, _ROOM)
        first_out, last_into = int(out.argmax()), len(into) - 1 - int(into[::-1].argmax())
        if not out.any() or not into.any() or first_out >= last_into:
            return np.repeat(whole[:1], 4, axis=0)
        return np.asarray(partial_bezier_points(whole, _STEPS[first_out], _STEPS[last_into]))

    def point(self, share: float) -> Points:
        """A point of its curve, from 0 at its start to 1 at its head: (3,)."""
        return np.asarray(bezier(self.path())(share))

    def refresh(self) -> Self:
        """Draw it again: from where its nodes are, with the weight that it has."""
        path = self.path()
        length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
        shown = self.grown if self.seen and length > 1e-6 else 0.0
        width = self.width_drawn
        tip = min(0.13 + 0.9 * width / 100, 0.5 * length) * min(1.0, 4 * shown)
        end = shown * (1 - tip / length) if shown else 0.0
        self.curve.points = np.asarray(partial_bezier_points(path, 0, end)) if end > 0 else np.zeros((0, 3))
        neck, head = (np.asarray(bezier(path)(share)) for share in (end, shown))
        along = head - neck
        if shown and np.linalg.norm(along) > 1e-9:
            half = 0.5 * (0.12 + 1.5 * width / 100) * min(1.0, 4 * shown)
            across = half * np.array([-along[1], along[0], 0.0]) / np.linalg.norm(along)
            self.head.set_points_as_corners([neck + across, head, neck - across, neck + across])
        else:
            self.head.points = np.zeros((0, 3))
        opacity = self.strength * (1.0 if self.weight is None else 0.45 + 0.5 * min(1.0, self.weight))
        self.curve.set_stroke(self.colour, width, opacity)
        self.head.set_fill(self.colour, opacity)
        if len(self.label):
            self._place_label(path)
        return self

    def _place_label(self, path: Points) -> None:
        before, after = (np.asarray(bezier(path)(share)) for share in (0.4, 0.6))
        along = after - before
        # Beside the curve, so that a walk along it does not hide the name.
        side = np.array([-along[1], along[0], 0.0]) / max(float(np.linalg.norm(along)), 1e-6)
        side *= 1 if (side[1] >= 0) != self.below else -1
        half = np.array([self.label.width, self.label.height, 0]) / 2
        self.label.move_to((before + after) / 2 + (0.1 + float(np.abs(side) @ half)) * side)
        self.label.set_opacity(self.strength * min(1.0, max(0.0, 2 * self.grown - 1)) if self.seen else 0.0)

    def _set(self, **state: Any) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self.refresh()

    def light(self, role: Role = "attention", *, run_time: float = theme.pace.point, **kwargs: Any) -> Animation:
        """It takes a role's colour: look here."""
        source, target = ManimColor(self.colour), theme.colour(role)
        return Changing(
            self, lambda share: self._set(colour=interpolate_color(source, target, share)), run_time=run_time, **kwargs
        )


def _within(node: VGroup, points: Points, room: float) -> NDArray[np.bool_]:
    """Which points (n, 3) are inside a node, with some room round it: (n,)."""
    away = np.abs(points - node.box.get_center())[:, :2]
    half = np.array([node.box.width, node.box.height]) / 2 + room
    if isinstance(node, Word):
        return np.asarray((away < half).all(axis=1))
    return np.asarray(np.linalg.norm(away / half, axis=1) < 1)


class Graph(VGroup):
    """Nodes and edges of a networkx graph in a region, at places from -1 to 1 such as the layouts of `maths.graphs` give.
    Without places, nodes stay where `draw` has put them.

    A node is a `Word` of its name, unless `draw` says otherwise (a `Disc`, say). With `weight`, edges are as wide as that
    attribute; with `over`, they are arcs over a row of words. `bends` curve single edges, `labels` name them, above them or,
    for those in `below`, below. `bare` leaves the edges out until they are drawn with `draw`.

    `draw` lets edges grow, `to` moves their weights, `rearrange` the nodes, and the edges go along. What a walk lights is
    made by `scenes.walk.Walk`.

    >>> import networkx as nx
    >>> from maths.graphs import circle_layout
    >>> from scenes.graph import Graph
    >>> follows = nx.DiGraph([("the", "king"), ("the", "queen"), ("king", "near"), ("queen", "near"), ("near", "the")])
    >>> shown = Graph(follows, circle_layout(follows))
    """

    def __init__(
        self,
        graph: nx.DiGraph[Any],
        places: Places | None = None,
        *,
        region: Region = picture,
        draw: Callable[[Any], VGroup] = Word,
        weight: str | None = None,
        role: Role | None = None,
        over: bool = False,
        bends: Mapping[Pair, float] | None = None,
        labels: Mapping[Pair, str] | None = None,
        below: Collection[Pair] = (),
        bare: bool = False,
    ) -> None:
        self.graph, self.region = graph, region
        self.nodes = {name: draw(name) for name in graph}
        if not self.nodes:
            raise ScriptError("a graph without nodes cannot be drawn")
        self._half = np.max([[node.width / 2, node.height / 2] for node in self.nodes.values()], axis=0)
        self.places = {name: self.place_of(node) for name, node in self.nodes.items()}
        if places is not None:
            self._put(self._checked(places))
        self.edges = {
            (a, b): Edge(
                self.nodes[a], self.nodes[b], weight=None if weight is None else float(data[weight]), role=role, over=over,
                bend=(bends or {}).get((a, b), 0.0), label=(labels or {}).get((a, b), ""),
                below=(a, b) in below,
            )
            for a, b, data in graph.edges(data=True)
        }  # fmt: skip
        if bare:
            for edge in self.edges.values():
                edge._set(grown=0.0)
        # Thin edges lie over wide ones, and nodes over all.
        order = sorted(self.edges.values(), key=lambda edge: -edge.width_drawn)
        self.drawn = VGroup(*order)
        super().__init__(self.drawn, *self.nodes.values())

    # Where things stand ---------------------------------------------------------------------------------------

    def _checked(self, places: Places) -> dict[Any, Points]:
        missing = [name for name in self.nodes if name not in places]
        if missing:
            raise ScriptError(f"there is no place for the nodes {missing}")
        return {name: np.array(places[name], dtype=float) for name in self.nodes}

    def _reach(self) -> Points:
        """From the middle of the region as far as a node's middle may go, so that nodes stay whole in it: (2,)."""
        return np.maximum(np.array([self.region.width, self.region.height]) / 2 - self._half, 1e-6)

    def on_frame(self, place: Points) -> Points:
        """Where a place from -1 to 1 is on the frame: (3,)."""
        return np.append(self.region.center[:2] + place * self._reach(), 0.0)

    def place_of(self, thing: VMobject) -> Points:
        """The place, from -1 to 1 where it is in the region, at which a thing stands: (2,)."""
        middle = thing.box.get_center() if hasattr(thing, "box") else thing.get_center()
        return np.asarray((middle - self.region.center)[:2] / self._reach())

    def _put(self, places: Mapping[Any, Points]) -> None:
        self.places = dict(places)
        for name, node in self.nodes.items():
            node.shift(self.on_frame(self.places[name]) - node.box.get_center())

    def node(self, name: Any) -> VGroup:
        """A node by its name. Raises ScriptError where there is none of it."""
        if name not in self.nodes:
            raise ScriptError(f"there is no node {name!r} in this graph")
        return self.nodes[name]

    def edge(self, start: Any, end: Any) -> Edge:
        """The edge from one node to another. Raises ScriptError where none leads from the one to the other."""
        if (start, end) not in self.edges:
            raise ScriptError(f"no edge leads from {start!r} to {end!r}")
        return self.edges[start, end]

    def refresh(self) -> Self:
        """Draw every edge again."""
        for edge in self.edges.values():
            edge.refresh()
        return self

    # How it comes and changes ---------------------------------------------------------------------------------

    def light(self, *names: Any, role: Role = "attention", **kwargs: Any) -> list[Animation]:
        """Nodes take a role's colour: look here."""
        return [self.node(name).light(role, **kwargs) for name in names]

    def draw(self, pairs: Collection[Pair] | None = None, *, lag: float = 0.0, **kwargs: Any) -> Animation:
        """Edges grow from their start to their head: those named, or all that are not there yet. With `lag`, one after the
        other, that share of the way apart."""
        some = [self.edge(*pair) for pair in pairs] if pairs is not None else [e for e in self.edges.values() if not e.grown]
        first = np.arange(len(some)) * lag
        last = 1 + (first[-1] if len(some) else 0.0)

        def grow(share: float) -> None:
            for start, edge in zip(first, some, strict=True):
                edge._set(grown=float(np.clip(share * last - start, 0, 1)))

        return Changing(self, grow, **kwargs)

    def weaken(self, pairs: Collection[Pair], strength: float = 0.0, **kwargs: Any) -> Animation:
        """Edges keep a share of their strength."""
        some = [self.edge(*pair) for pair in pairs]
        before = [edge.strength for edge in some]

        def set_strength(share: float) -> None:
            for edge, source in zip(some, before, strict=True):
                edge._set(strength=(1 - share) * source + share * strength)

        kwargs.setdefault("run_time", theme.pace.enter)
        return Changing(self, set_strength, **kwargs)

    def to(self, weights: Mapping[Pair, float], **kwargs: Any) -> Animation:
        """The edges widen and thin to other weights, 0 where none is given; the nodes stay where they are."""
        before = {pair: edge.weight for pair, edge in self.edges.items()}
        if None in before.values():
            raise ScriptError("the edges of this graph have no weights to move")
        beyond = [pair for pair in weights if pair not in self.edges]
        if beyond:
            raise ScriptError(f"there are weights for edges that this graph has not: {beyond}")

        def weigh(share: float) -> None:
            for pair, edge in self.edges.items():
                edge._set(weight=(1 - share) * before[pair] + share * weights.get(pair, 0.0))

        return Changing(self, weigh, **kwargs)

    def rearrange(self, places: Places, *, over: bool | None = None, **kwargs: Any) -> Animation:
        """The nodes that are named go to other places, and their edges with them: the graph is the same. With `over`, the
        edges become arcs over a row, or straight again."""
        source = dict(self.places)
        target = source | {name: np.array(place, dtype=float) for name, place in places.items()}
        before = {pair: edge.over for pair, edge in self.edges.items()}

        def move(share: float) -> None:
            self._put({name: (1 - share) * source[name] + share * target[name] for name in source})
            for pair, edge in self.edges.items():
                edge.over = before[pair] if over is None else (1 - share) * before[pair] + share * over
            self.refresh()

        return Changing(self, move, **kwargs)


def order_of(graph: nx.DiGraph[Any], walk: Sequence[Any]) -> list[Pair]:
    """The edges of a walk, one after another. Raises ScriptError where no edge leads on."""
    pairs = list(pairwise(walk))
    for pair in pairs:
        if not graph.has_edge(*pair):
            raise ScriptError(f"no edge leads from {pair[0]!r} to {pair[1]!r}")
    return pairs
