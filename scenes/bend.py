"""The bend of a small net as a curve, flat below zero and level with its input above, and a dot that says where on it."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, Animation, Dot, Line, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.theme import theme
from scenes.typesetting import Symbols, number

_REACH = 2.0
"""How far the curve goes to both sides of zero."""


class Bend(VGroup):
    """max(x, 0) from -2 to 2, with a dot at `value`; `to` takes the dot to another value along the curve.

    >>> from scenes.bend import Bend
    >>> shown = Bend(-1)
    """

    def __init__(self, value: float, *, unit: float = 0.7) -> None:
        self.unit = unit
        self.axis = Line(LEFT, RIGHT).scale(_REACH * unit).set_stroke(theme.colour("quiet"), theme.strokes.grid)
        self.curve = VMobject().set_points_as_corners([_REACH * unit * LEFT, 0 * LEFT, _REACH * unit * (RIGHT - DOWN)])
        self.curve.set_stroke(theme.colour("ink"), theme.strokes.mark).set_fill(opacity=0)
        self.dot = Dot(radius=0.13, color=theme.colour("forward"))
        self.sign = Symbols("0", size=theme.sizes.body)
        super().__init__(self.axis, self.curve, self.dot, self.sign)
        self.value = 0.0
        self._put(value)

    def _put(self, value: float) -> None:
        """The dot, and below it the value that it stands for."""
        if number(value, 0) != number(self.value, 0):
            self.remove(self.sign)
            self.sign = Symbols(number(value, 0), size=theme.sizes.body, role="forward")
            self.add(self.sign)
        self.value = float(value)
        zero = self.axis.get_center()
        self.dot.move_to(zero + self.unit * (self.value * RIGHT - max(self.value, 0.0) * DOWN))
        self.sign.next_to(zero + self.unit * self.value * RIGHT, DOWN, buff=0.22)

    def to(self, value: float, **kwargs: Any) -> Animation:
        """The dot goes to another value."""
        start = self.value
        kwargs.setdefault("rate_func", smooth)
        return UpdateFromAlphaFunc(self, lambda bend, share: bend._put(start + share * (value - start)), **kwargs)
