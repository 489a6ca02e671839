"""A walk on a graph: a ball that goes from node to node along the edges, and leaves a trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, AnimationGroup, Dot, FadeOut, Mobject, UpdateFromFunc, VGroup, VMobject, linear
from manim.utils.bezier import partial_bezier_points

from scenes.graph import Changing, Graph, order_of
from scenes.theme import Role, theme

_LIGHTING = 0.4
"""The share of an edge along which the node ahead takes its light."""
_WIDE = 9.0


class Walk(VGroup):
    """A walk through nodes that are named one after another; nodes that it comes by are lit. `go` walks it, `leave` takes
    the trail and the light away. With `against`, it goes from each edge's head to its start, as blame does; without
    `lights`, nodes keep the look that they have.

    >>> import networkx as nx
    >>> from maths.graphs import circle_layout
    >>> from scenes.graph import Graph
    >>> from scenes.walk import Walk
    >>> follows = nx.DiGraph([("the", "king"), ("the", "queen"), ("king", "near"), ("queen", "near"), ("near", "the")])
    >>> shown = Graph(follows, circle_layout(follows))
    >>> walk = shown.add(Walk(shown, ["the", "queen", "near"]).walked())
    """

    def __init__(
        self, graph: Graph, names: Sequence[Any], *, role: Role = "attention", against: bool = False, lights: bool = True
    ) -> None:
        self.role, self.names, self.against, self.lights = role, list(names), against, lights
        pairs = order_of(graph.graph, self.names[::-1])[::-1] if against else order_of(graph.graph, self.names)
        self.edges = [graph.edge(*pair) for pair in pairs]
        self.nodes = [graph.node(name) for name in self.names]
        self.trail = VMobject().set_fill(opacity=0).set_stroke(theme.colour(role), _WIDE, 0.9)
        self.ball = Dot(radius=0.15, color=theme.colour(role)).set_stroke(theme.colour("ink"), theme.strokes.axis)
        super().__init__(self.trail, self.ball)
        self._looks: list[tuple[VMobject, VMobject]] | None = None
        self._come_by(0.0)

    def _come_by(self, share: float) -> None:
        """How it looks when so much of it is done, every edge taking as long as another."""
        done = share * len(self.edges)
        pieces = [
            np.asarray(partial_bezier_points(edge.path()[:: -1 if self.against else 1], 0, min(1.0, done - k)))
            for k, edge in enumerate(self.edges)
            if done > k
        ]
        self.trail.points = np.concatenate(pieces) if pieces else np.zeros((0, 3))
        if self.edges:
            self.ball.move_to(pieces[-1][-1] if pieces else self.edges[0].path()[-1 if self.against else 0])
        if not share:
            self._looks = None
        elif self.lights:
            self._light(done)

    def _light(self, done: float) -> None:
        """Light each node while the ball comes up to it, from the look that it had when the walk began."""
        if self._looks is None:
            self._looks = [(node.copy(), node.copy().lit(self.role)) for node in self.nodes]
        for k, (node, (before, lit)) in enumerate(zip(self.nodes, self._looks, strict=True)):
            share = min(1.0, (done - k) / _LIGHTING + (k > 0))
            if share > 0:
                for part, quiet, bright in zip(node.get_family(), before.get_family(), lit.get_family(), strict=True):
                    part.interpolate_color(quiet, bright, share)

    def walked(self) -> Walk:
        """The walk at its end."""
        self._come_by(1.0)
        return self

    def go(self, **kwargs: Any) -> Animation:
        """The ball goes all the way."""
        kwargs.setdefault("run_time", 0.6 * len(self.edges))
        walking = Changing(self, self._come_by, rate_func=linear, **kwargs)
        if not self.lights:
            return walking
        # The nodes are the graph's: only what an animation names is drawn again while it runs.
        lighting = (UpdateFromFunc(node, _as_it_is, **kwargs) for node in dict.fromkeys(self.nodes))
        return AnimationGroup(walking, *lighting)

    def leave(self, **kwargs: Any) -> Animation:
        """Trail and ball go, and the nodes are quiet again."""
        kwargs.setdefault("run_time", theme.pace.leave)
        return AnimationGroup(FadeOut(self), *(node.quieten() for node in dict.fromkeys(self.nodes)), **kwargs)


def _as_it_is(node: Mobject) -> None:
    """The walk changes it."""
