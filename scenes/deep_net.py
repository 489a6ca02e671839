"""A deep net as a row of layers, the blame in it as a band that narrows or widens, and the links that go round layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    RoundedRectangle,
    Square,
    VGroup,
    VMobject,
    linear,
)
from numpy.typing import ArrayLike

from scenes.frame import Region, whole
from scenes.matrix import ring
from scenes.pulse import Pulse
from scenes.theme import theme
from scenes.typesetting import Symbols, Words, number
from script.errors import ScriptError

_BOX = 0.56
"""How wide a layer's box is, as a share of the room that it has."""


class DeepNet(VGroup):
    """Layers in a row, first to last from left to right; `blame` sends a band back from the right end to the left one.
    `names`, in turn, stand below the boxes.

    >>> from scenes.deep_net import DeepNet
    >>> shown = DeepNet(12)
    >>> shown = shown.add(shown.residual, shown.blame([0.5**k for k in range(13)][::-1], unit=0.8).at(2))
    """

    def __init__(
        self, layers: int, *, region: Region = whole, height: float = 0.9, names: Sequence[str] = ()
    ) -> None:
        if layers < 1:
            raise ScriptError(f"a net has a layer at least, not {layers}")
        self.layers, self.region, self.height_of_box = layers, region, height
        self.room = region.width / (layers + 1)
        self.wire = Line(self.at(0), self.at(layers)).set_stroke(theme.colour("quiet"), theme.strokes.axis)
        self.boxes = VGroup(*(self._box(k) for k in range(layers)))
        self.residual = VGroup(*(self._round(k) for k in range(layers)))
        self.kept = VGroup(*(self._values(k) for k in range(layers)))
        self.names = VGroup(*(self._name(k, names[k % len(names)]) for k in range(layers if names else 0)))
        super().__init__(self.wire, self.boxes, self.names)
        self.wire.set_z_index(-3)
        self.boxes.set_z_index(-2)

    def at(self, station: int) -> np.ndarray:
        """The wire before layer `station`, counted from 0; `layers` is the end of the net: (3,)."""
        middle = self.region.center
        return np.array([middle[0] + (station - self.layers / 2) * self.room, middle[1], 0.0])

    def _box(self, layer: int) -> RoundedRectangle:
        box = RoundedRectangle(corner_radius=0.1, width=_BOX * self.room, height=self.height_of_box)
        box.set_fill(theme.panel, 1).set_stroke(theme.colour("quiet"), theme.strokes.outline)
        return box.move_to((self.at(layer) + self.at(layer + 1)) / 2)

    def _values(self, layer: int) -> VGroup:
        """What a layer was given on the way forward, above its box: squares that stand for numbers."""
        side = self.room * _BOX / 2
        squares = VGroup(*(Square(0.8 * side).set_fill(theme.colour("forward"), 1).set_stroke(width=0) for _ in range(6)))
        squares.arrange_in_grid(3, 2, buff=0.2 * side)
        return squares.next_to(self.boxes[layer], UP, buff=0.2)

    def _round(self, layer: int) -> VMobject:
        """The link that goes round a layer, from the wire before it to the wire behind."""
        start, end = self.at(layer), self.at(layer + 1)
        rise = (0.5 * self.height_of_box + 0.55) * 4 / 3 * UP
        arc = VMobject().set_points(np.stack([start, start + rise, end + rise, end])).set_fill(opacity=0)
        arc.insert_n_curves(7)  # the box round a curve is that of its anchors
        return arc.set_stroke(theme.colour("ink"), theme.strokes.mark)

    def _name(self, layer: int, name: str) -> Words:
        """What a layer is, below its box."""
        return Words(name, size=theme.sizes.small, role="quiet").next_to(self.boxes[layer], DOWN, buff=0.2)

    def point_out(self, **kwargs: Any) -> Animation:
        """A frame goes from layer to layer."""
        return LaggedStart(*(ring(box) for box in self.boxes), lag_ratio=0.1, **kwargs)

    def link(self, **kwargs: Any) -> Animation:
        """The links come, one after another."""
        self.add(self.residual)
        return LaggedStart(*(Create(arc) for arc in self.residual), lag_ratio=0.12, **kwargs)

    def light_links(self, **kwargs: Any) -> Animation:
        """The links are pointed at, from the last to the first."""
        look = (theme.colour("attention"), theme.strokes.arrow)
        over = [arc.copy().set_stroke(*look).set_z_index(1) for arc in self.residual[::-1]]
        return LaggedStart(*(Create(arc.reverse_points()) for arc in over), lag_ratio=0.12, **kwargs)

    def keep(self, **kwargs: Any) -> Animation:
        """Values are computed layer by layer, and stay above their boxes."""
        return LaggedStart(*(FadeIn(values, shift=0.2 * UP) for values in self.kept), lag_ratio=0.5, **kwargs)

    def release(self, **kwargs: Any) -> Animation:
        """The values go, those of the last layer first."""
        return LaggedStart(*(FadeOut(values, shift=0.2 * UP) for values in self.kept[::-1]), lag_ratio=0.8, **kwargs)

    def blame(self, lengths: ArrayLike, *, unit: float) -> Pulse:
        """Blame at every station, first to last (layers + 1), as a band over the boxes that comes from the last one."""
        at_stations = np.asarray(lengths, dtype=float)
        if at_stations.shape != (self.layers + 1,):
            raise ScriptError(f"{self.layers} layers have {self.layers + 1} stations, not {at_stations.shape}")
        band = Pulse(Line(self.at(self.layers), self.at(0)), unit * at_stations[::-1], length=self.room)
        band.wake.set_fill(opacity=0.75)
        return band

    def send_over_links(self, blames: ArrayLike, *, unit: float, **kwargs: Any) -> Animation:
        """Blame runs back over layers with links, one layer after another."""
        layers = [
            AnimationGroup(*(pulse.travel(rate_func=linear) for pulse in pair))
            for pair in self.blame_on_links(blames, unit=unit)
        ]
        return LaggedStart(*layers, lag_ratio=0.7, **kwargs)

    def blame_on_links(self, blames: ArrayLike, *, unit: float) -> list[list[Pulse]]:
        """Blame at every station (layers + 1, n) on its way back over layers with links, the last layer first: over the
        link all of it, and through the box the part that is added to it."""
        back = np.asarray(blames, dtype=float)
        lengths, parts = (unit * np.linalg.norm(values, axis=1) for values in (back, back[:-1] - back[1:]))
        pulses = []
        for layer in reversed(range(self.layers)):
            through = Line(self.at(layer + 1), self.at(layer))
            over = self.residual[layer].copy().reverse_points()
            pulses.append([Pulse(over, (lengths[layer + 1],) * 2), Pulse(through, (parts[layer],) * 2)])
            for pulse in pulses[-1]:
                pulse.wake.set_fill(opacity=0.6)
        return pulses

    def figure(self, station: int, value: float, *, places: int) -> Symbols:
        """How much blame there is at a station, below the wire."""
        written = Symbols(number(value, places), size=theme.sizes.label, role="backward")
        written.next_to(self.at(station) + 0.5 * self.height_of_box * DOWN, DOWN, buff=0.3)
        return written.shift(max(0.0, self.region.left - written.get_left()[0]) * RIGHT)
