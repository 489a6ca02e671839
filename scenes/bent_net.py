"""A net small enough to be worked out by hand: sums, a bend, a sum of these, and half the square of the miss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, UP, Animation, AnimationGroup, FadeIn, LaggedStart, Line, VGroup
from numpy.typing import ArrayLike, NDArray

from maths.autodiff import Node, backward, leaf, multiply, power, relu
from scenes.frame import Region, whole
from scenes.matrix import Mark, mark_round
from scenes.network_layer import NetworkLayer, neurons
from scenes.pulse import Pulse
from scenes.theme import theme
from scenes.typesetting import Symbols, Words, number, set_on_line
from scenes.value_node import ValueNode

COLUMNS = ("inputs", "sums", "bent", "guess", "loss")
_PLACES = (0.045, 0.37, 0.56, 0.79, 0.955)
"""Where the columns stand, as shares of the region's width."""
_TOP = 0.6
"""Room for what a column is called."""


class BentNet(VGroup):
    """W (n, m) and v (n) are weights, x (m) the inputs: v · relu(W x) is the guess, and half of its squared miss the loss.

    All values, and all blame after them, are those of `maths.autodiff`. Nodes stand in `columns` by the names in COLUMNS.

    >>> from scenes.bent_net import BentNet
    >>> shown = BentNet([[1, 1], [-1, 1], [1, -1]], [1, 2, 3], [1, 2], wanted=3).complete()
    """

    def __init__(
        self, weights: ArrayLike, outer: ArrayLike, inputs: ArrayLike, *, wanted: float, region: Region = whole,
        unit: float = 0.05,
    ) -> None:  # fmt: skip
        tape = dict[str, Node]()
        tape["W"], tape["v"], tape["inputs"] = leaf(weights), leaf([outer]), leaf(np.reshape(inputs, (-1, 1)))
        tape["sums"] = tape["W"] @ tape["inputs"]
        tape["bent"] = relu(tape["sums"])
        tape["guess"] = tape["v"] @ tape["bent"]
        tape["loss"] = multiply(power(tape["guess"] - wanted, 2), 0.5)
        backward(tape["loss"])
        self.tape, self.wanted, self.unit = tape, wanted, unit
        count = len(tape["sums"].value)
        room = (region.height - _TOP) / count
        tall = [region.top - _TOP - room * (k + 0.38) for k in range(count)]
        spread = len(tape["inputs"].value)
        heights = {"inputs": [float(y) for y in np.interp(np.linspace(0.25, 0.75, spread), [0, 1], [tall[0], tall[-1]])]}
        heights |= {"sums": tall, "bent": tall} | {name: [float(np.mean(tall))] for name in ("guess", "loss")}
        self.columns = {
            name: neurons(tape[name].value.ravel(), x=region.left + share * region.width, heights=heights[name])
            for name, share in zip(COLUMNS, _PLACES, strict=True)
        }
        self.first = NetworkLayer(tape["W"].value, self.columns["inputs"], self.columns["sums"], unit=0.035, at=0.68)
        self.second = NetworkLayer(tape["v"].value, self.columns["bent"], self.columns["guess"], unit=0.035, at=0.45)
        plain = [
            *zip(self.columns["sums"], self.columns["bent"], strict=True),
            (self.columns["guess"][0], self.columns["loss"][0]),
        ]
        self.edges = VGroup(*(self._plain(*pair) for pair in plain)).set_z_index(-2)
        self.signs = VGroup(*(self._sign(name, region.top - 0.3) for name in COLUMNS))
        slopes = (tape["sums"].value > 0).ravel().astype(float)
        self.slopes = VGroup(*(self._slope(edge, value) for edge, value in zip(self.edges[:count], slopes, strict=True)))
        super().__init__(self.first, self.second, self.edges, *self.columns.values(), self.signs)

    @staticmethod
    def _plain(start: ValueNode, end: ValueNode) -> Line:
        return Line(start.disc.get_right(), end.disc.get_left()).set_stroke(theme.colour("quiet"), theme.strokes.outline)

    def _sign(self, name: str, height: float) -> Words:
        words = Words(name, size=theme.sizes.small, role="quiet").move_to([self.columns[name].get_x(), 0, 0])
        return set_on_line(words, theme.sizes.small, height)

    @staticmethod
    def _slope(edge: Line, value: float) -> Symbols:
        return Symbols(f"times {number(value)}", size=theme.sizes.body).next_to(edge, UP, buff=0.12)

    def blame(self, name: str) -> NDArray[np.float64]:
        """The blame of a column's values, or that of the weights W or v, in their shape."""
        grad = self.tape[name].grad
        assert grad is not None
        return np.asarray(grad, dtype=float) if name in "Wv" else np.asarray(grad, dtype=float).ravel()

    def complete(self) -> BentNet:
        """The net with all its numbers, slopes and blame."""
        for name, column in self.columns.items():
            for node, blame in zip(column, self.blame(name), strict=True):
                node.with_blame(blame)
        for layer in (self.first, self.second):
            layer.add(*(one for row in layer.numbers for one in row))
        return self.add(self.slopes)

    # How it comes and moves -----------------------------------------------------------------------------------

    def empty(self) -> BentNet:
        """The net before anything is known: no value in a circle, and no link."""
        for column in self.columns.values():
            for node in column:
                node.remove(node.figure)
        self.remove(self.first, self.second)
        return self

    def fill(self, *names: str, **kwargs: Any) -> Animation:
        """Columns get their values, from the top down."""
        nodes = [node for name in names for node in self.columns[name]]
        return LaggedStart(*(node.fill() for node in nodes), lag_ratio=0.25, **kwargs)

    def take(self, *names: str, only: Sequence[int] | None = None, **kwargs: Any) -> Animation:
        """The blame of columns arrives; of `only` some of their nodes."""
        pairs = [
            (node, blame)
            for name in names
            for k, (node, blame) in enumerate(zip(self.columns[name], self.blame(name), strict=True))
            if only is None or k in only
        ]
        return AnimationGroup(*(node.take(blame) for node, blame in pairs), **kwargs)

    def back_over_bend(self, *only: int) -> list[Pulse]:
        """Blame on its way back over the bend: what it was behind, to what is left of it."""
        behind, before = self.blame("bent"), self.blame("sums")
        return [Pulse(self.edges[k].copy().reverse_points(), self.unit * np.abs([behind[k], before[k]])) for k in only]

    def back_from_loss(self) -> Pulse:
        """Blame on its way from the loss to the guess."""
        widths = self.unit * np.abs([self.blame("loss")[0], self.blame("guess")[0]])
        return Pulse(self.edges[-1].copy().reverse_points(), widths)

    def as_blame(self, unit: float) -> tuple[NetworkLayer, NetworkLayer]:
        """Both layers again, every link as wide as the blame of its weight."""
        pairs = ((self.first, "W"), (self.second, "v"))
        look: dict[str, Any] = {"unit": unit, "positive": "backward", "negative": "backward", "bare": True}
        return tuple(NetworkLayer(self.blame(name), layer.before, layer.after, at=layer.at, **look) for layer, name in pairs)  # type: ignore[return-value]

    def blame_of_weight(self, i: int, j: int) -> tuple[Mark, Mark, Mark, Symbols]:
        """The blame of the weight from input j to sum i, once the sums have theirs: frames round the number of the weight,
        the value in front of it and the blame behind it, and their product, written below the inputs."""
        column, value = self.columns["inputs"], self.tape["inputs"].value[j, 0]
        behind = self.columns["sums"][i].tag
        assert behind is not None
        marks = [mark_round(part, tint=False) for part in (self.first.numbers[i][j], column[j].disc, behind)]
        rule = Symbols(f"{number(value)} dot {number(self.blame('sums')[i])} = {number(self.blame('W')[i, j])}", size=64)
        return marks[0], marks[1], marks[2], rule.next_to(column, DOWN, buff=0.4).align_to(column, LEFT)

    def show_slopes(self, **kwargs: Any) -> Animation:
        """The slope of the bend at each of its sums."""
        return FadeIn(self.slopes, **kwargs)
