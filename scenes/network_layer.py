"""The links of a layer, each as wide as its weight: solid above zero, dashed and in another colour below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Create, FadeIn, LaggedStart, Line, RoundedRectangle, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from scenes.pulse import Pulse
from scenes.theme import PIXELS_PER_UNIT, Role, theme
from scenes.typesetting import Symbols, number
from scenes.value_node import BlameTag, ValueNode
from script.errors import ScriptError

_DASH = 0.16
_STROKE = 0.01
"""Scene units in one of manim's units of stroke width."""
LEAST = 0.3
"""A link narrower than this, in manim's units of stroke width, is not drawn."""
_LOW_TAG = 0.42
"""How high the tags on links are, of which many stand near each other."""


def neurons(values: ArrayLike, *, x: float, heights: Sequence[float], names: Sequence[str] = (), **kwargs: Any) -> VGroup:
    """Values in circles, one above the other, the first at the top.

    >>> from scenes.network_layer import neurons
    >>> shown = neurons([3, 1, 0], x=0, heights=(2, 0, -2))
    """
    column = VGroup()
    for k, (value, height) in enumerate(zip(np.asarray(values, dtype=float), heights, strict=True)):
        node = ValueNode(value, name=names[k] if names else "", **kwargs)
        column.add(node.shift(np.array([x, height, 0.0]) - node.disc.get_center()))
    return column


class NetworkLayer(VGroup):
    """The links from one column of neurons to the next: `weights[i, j]` leads from neuron j to neuron i, as in W x.

    A weight of 1 is `unit` scene units wide. `numbers[i][j]` is its number, which `show_numbers` writes on the link. With
    `bare`, the numbers are blame and stand in tags, and where there is none a link is a hair, and quiet as its tag.

    >>> from scenes.network_layer import NetworkLayer, neurons
    >>> before, after = neurons([1, 2], x=-3, heights=(1.5, -1.5)), neurons([3, 1, -1], x=3, heights=(2, 0, -2))
    >>> shown = NetworkLayer([[1, 1], [-1, 1], [1, -1]], before, after)
    >>> _ = shown.add(before, after, *(one for row in shown.numbers for one in row))
    """

    def __init__(
        self,
        weights: ArrayLike,
        before: VGroup,
        after: VGroup,
        *,
        unit: float = 0.05,
        positive: Role = "probability",
        negative: Role = "flipped",
        at: float = 0.72,
        bare: bool = False,
    ) -> None:
        self.weights: NDArray[np.float64] = np.array(weights, dtype=float)
        if self.weights.shape != (len(after), len(before)):
            raise ScriptError(
                f"links from {len(before)} neurons to {len(after)} need weights of shape ({len(after)}, {len(before)}), "
                f"not {self.weights.shape}"
            )
        self.unit, self.positive, self.negative, self.at, self.bare = unit, positive, negative, at, bare
        self.before, self.after = before, after
        self.links = [[self._link(i, j) for j in range(len(before))] for i in range(len(after))]
        self.numbers = [[self._number(i, j) for j in range(len(before))] for i in range(len(after))]
        super().__init__(*(link for row in self.links for link in row))
        self.set_z_index(-2)

    def ends(self, i: int, j: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where a link starts and ends: on the rims of its two circles."""
        start, end = self.before[j].disc, self.after[i].disc
        away = end.get_center() - start.get_center()
        away = away / np.linalg.norm(away)
        return start.get_center() + start.width / 2 * away, end.get_center() - end.width / 2 * away

    def _link(self, i: int, j: int) -> VMobject:
        start, end = self.ends(i, j)
        weight = self.weights[i, j]
        link = VMobject().set_fill(opacity=0)
        width = abs(weight) * self.unit / _STROKE
        link.set_stroke(theme.colour(self.positive if weight >= 0 else self.negative), width if width >= LEAST else 0)
        if self.bare and width < LEAST:
            link.set_stroke(theme.colour("quiet"), theme.strokes.grid)
        if weight >= 0:
            return link.set_points_as_corners([start, end])
        count = max(2, round(float(np.linalg.norm(end - start)) / (2 * _DASH)))
        for k in range(count):
            link.start_new_path(start + (end - start) * k / (count - 0.5))
            link.add_line_to(start + (end - start) * (k + 0.5) / (count - 0.5))
        return link

    def _number(self, i: int, j: int) -> VGroup:
        start, end = self.ends(i, j)
        weight = self.weights[i, j]
        role: Role = self.positive if weight >= 0 else self.negative
        if self.bare:
            tag = BlameTag(weight, size=theme.sizes.small, height=_LOW_TAG).move_to(start + self.at * (end - start))
            tag.shape.set_fill(theme.colour("quiet" if weight == 0 else role))
            return tag
        written = Symbols(number(weight), size=theme.sizes.body, role=role)
        backing = RoundedRectangle(corner_radius=0.1, width=written.width + 0.16, height=44 / PIXELS_PER_UNIT + 0.1)
        backing.set_fill(theme.background, 1).set_stroke(width=0)
        return VGroup(backing, written).move_to(start + self.at * (end - start))

    def come(self, **kwargs: Any) -> Animation:
        """The links are drawn."""
        return LaggedStart(*(Create(link) for link in self.submobjects), lag_ratio=0.1, **kwargs)

    def show_numbers(self, **kwargs: Any) -> Animation:
        """Every weight is written on its link, and belongs to the layer from now on."""
        written = VGroup(*(one for row in self.numbers for one in row))
        self.add(written)
        return FadeIn(written, **kwargs)

    def carry(self, values: ArrayLike, *, unit: float) -> list[Pulse]:
        """What each link carries forward, its weight times the value before it, as a pulse."""
        x = np.asarray(values, dtype=float)
        return [
            Pulse(Line(*self.ends(i, j)), unit * np.abs([x[j], self.weights[i, j] * x[j]]), role="forward")
            for i in range(len(self.after))
            for j in range(len(self.before))
        ]

    def bring_back(self, blames: ArrayLike, *, unit: float) -> list[Pulse]:
        """What each link brings back, the blame behind it times its weight, as a pulse."""
        g = np.asarray(blames, dtype=float)
        return [
            Pulse(Line(*self.ends(i, j)[::-1]), unit * np.abs([g[i], self.weights[i, j] * g[i]]), role="backward")
            for i in range(len(self.after))
            for j in range(len(self.before))
        ]
