"""A record: a value at each step as a line that is written on, with the value that it has come to at its end."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Dot, Line, LineJointType, UpdateFromAlphaFunc, VGroup, VMobject, linear
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, notes
from scenes.number import Number
from scenes.theme import Role, theme
from scenes.typesetting import Words
from script.errors import ScriptError

Floats = NDArray[np.float64]
_ASIDE = 1.05
"""Right of the line, for the value at its end."""
_ABOVE, _BELOW = 0.75, 0.6
"""Room for what is recorded, and for how many steps there are."""


class Record(VGroup):
    """Values (k,), none below zero, over their steps, in a region: from zero up to the largest. `write` goes on to the end;
    `name` says what is recorded, `steps` what a step is.

    >>> from scenes.record import Record
    >>> shown = Record([4, 2, 1.5, 1.2, 1.1], "loss", "four steps").upto(1)
    """

    def __init__(
        self, values: ArrayLike, name: str, steps: str, *, region: Region = notes, role: Role = "loss",
        size: float = 36,
    ) -> None:  # fmt: skip
        super().__init__()
        self.values: Floats = np.array(values, dtype=float)
        if self.values.ndim != 1 or self.values.size < 2 or not (self.values >= 0).all() or not self.values.any():
            raise ScriptError(f"a record has two values or more, none below zero, not {self.values}")
        self.place = Region(region.left, region.right - _ASIDE, region.bottom + _BELOW, region.top - _ABOVE)
        if self.place.width <= 0 or self.place.height <= 0:
            raise ScriptError(f"a record does not fit a region {region.width:.1f} by {region.height:.1f}")
        self.done = 0.0
        left, bottom = self.place.left, self.place.bottom
        corner = np.array([left, bottom, 0.0])
        self.axes = VGroup(Line(corner, [left, self.place.top, 0]), Line(corner, [self.place.right, bottom, 0]))
        self.axes.set_stroke(theme.colour("quiet"), theme.strokes.axis)
        self.name = Words(name, size=size, role="quiet").next_to([left, self.place.top, 0], UP, buff=0.2)
        self.name.align_to(corner, LEFT)
        self.steps = Words(steps, size=size, role="quiet").next_to(self.axes[1], DOWN, buff=0.2)
        self.line = VMobject(joint_type=LineJointType.ROUND).set_stroke(theme.colour(role), theme.strokes.mark)
        self.tip = Dot(radius=0.09).set_fill(theme.colour(role), 1)
        self.figure = Number(self.values[0], places=2, size=size)
        self.add(self.axes, self.name, self.steps, self.line, self.tip, self.figure)
        self.refresh()

    def at(self, steps: float) -> tuple[float, Floats]:
        """The value after so many steps, and where on the frame it stands."""
        value = float(np.interp(steps, np.arange(self.values.size), self.values))
        x = self.place.left + self.place.width * steps / (self.values.size - 1)
        return value, np.array([x, self.place.bottom + self.place.height * value / self.values.max(), 0.0])

    def refresh(self) -> Self:
        """Draw it again, as far as it is written."""
        corners = [self.at(step)[1] for step in range(int(self.done) + 1)]
        value, end = self.at(self.done)
        self.line.set_points_as_corners([*corners, end])
        self.tip.move_to(end)
        self.figure.set_value(value)
        self.figure.next_to(end, RIGHT, buff=0.2)
        return self

    def upto(self, share: float) -> Self:
        """It, written so far."""
        self.done = share * (self.values.size - 1)
        return self.refresh()

    def write(self, *, run_time: float = 2 * theme.pace.move, **kwargs: Any) -> Animation:
        """The line goes on to its end."""
        kwargs.setdefault("rate_func", linear)
        return UpdateFromAlphaFunc(self, lambda record, share: record.upto(share), run_time=run_time, **kwargs)
