"""Chances or scores of words as bars, each with its word before it and its number at its end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Self

import numpy as np
from manim import LEFT, RIGHT, Animation, AnimationGroup, FadeIn, Line, ManimColor, VGroup, VMobject, smooth
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, notes
from scenes.matrix import Mark, mark_round
from scenes.theme import Role, theme
from scenes.typesetting import Number, Words, set_on_line
from script.errors import ScriptError

_TALLEST = 0.86
_THICK = 0.62
"""The share of a row that its bars fill."""
_GAP = 0.16


class Bars(VGroup):
    """A bar for each name, from zero to its value; `to` moves them to other values, `beside` puts second bars below.

    `most` and `least` are the ends of the common scale; left out, the values' own, with zero. Values beyond are refused.

    >>> from scenes.bars import Bars
    >>> shown = Bars(["needed", "loved", "knew"], [0.34, 0.31, 0.34], role="model").beside([1 / 3] * 3)
    """

    def __init__(
        self,
        names: Sequence[str],
        values: ArrayLike,
        *,
        region: Region = notes,
        role: Role = "probability",
        most: float | None = None,
        least: float | None = None,
        places: int = 2,
        size: float = theme.sizes.small,
    ) -> None:
        super().__init__()
        self.values: NDArray[np.float64] = np.array(values, dtype=float)
        if self.values.shape != (len(names),) or not len(names) or not np.isfinite(self.values).all():
            raise ScriptError(f"{len(names)} names need as many finite values, not ones of shape {self.values.shape}")
        self.most = max(0.0, float(self.values.max())) if most is None else float(most)
        self.least = min(0.0, float(self.values.min())) if least is None else float(least)
        self.most = self.most if self.most > self.least else self.least + 1
        self._check(self.values)
        self.role, self.size, self.places = role, size, places
        self.names = VGroup(*(Words(name.strip("<>"), size=size) for name in names))
        widest = Number(self.most if self.most >= 1 else 0.5, places=places, size=size).width + 2 * _GAP
        lowest = Number(self.least, places=places, size=size).width + 2 * _GAP if self.least < 0 else 0.0
        aside = max(name.width for name in self.names)
        start = region.left + aside + _GAP + lowest
        self.unit = (region.right - widest - start) / (self.most - self.least)
        if self.unit <= 0:
            raise ScriptError(f"bars do not fit a region {region.width:.1f} wide", hint="Give them a wider region.")
        self.row_height = min(region.height / len(names), _TALLEST)
        self._zero = start - self.least * self.unit
        self._top = float(region.center[1]) + self.row_height * (len(names) - 1) / 2
        for k, name in enumerate(self.names):
            name.move_to([region.left + aside - name.width / 2, 0, 0])
            set_on_line(name, size, self._height(k))
        self.axis = Line(self._at(0, -0.5), self._at(0, len(names) - 0.5))
        self.axis.set_stroke(theme.colour("quiet"), theme.strokes.axis)
        self.bars = VGroup(*(self._bar(role) for _ in names))
        self.numbers = VGroup(*(Number(value, places=places, size=size) for value in self.values))
        self.second = VGroup()
        self.second_values: NDArray[np.float64] | None = None
        self.add(self.names, self.bars, self.second, self.axis, self.numbers)
        self.refresh()

    # Where things stand ---------------------------------------------------------------------------------------

    def _height(self, row: float) -> float:
        return self._top - row * self.row_height

    def _at(self, value: float, row: float) -> NDArray[np.float64]:
        return np.array([self._zero + value * self.unit, self._height(row), 0.0])

    @staticmethod
    def _bar(role: Role) -> VMobject:
        return VMobject().set_fill(theme.colour(role), 1).set_stroke(width=0)

    def _check(self, values: NDArray[np.float64]) -> None:
        if values.shape != self.values.shape:
            raise ScriptError(f"there are {len(self.values)} bars, and values of shape {values.shape}")
        slack = 1e-9 * (self.most - self.least)
        if (values > self.most + slack).any() or (values < self.least - slack).any():
            raise ScriptError(
                f"the values go from {values.min():g} to {values.max():g}, the bars from {self.least:g} to {self.most:g}",
                hint="Give the bars larger ends, most and least, when they are made.",
            )

    def refresh(self) -> Self:
        """Draw it again from its values."""
        half = self.row_height * _THICK / 2
        two = self.second_values is not None
        for k, (bar, figure) in enumerate(zip(self.bars, self.numbers, strict=True)):
            self._draw(bar, k, float(self.values[k]), half, 0.0 if two else -half)
            figure.set_value(float(self.values[k]))
            figure.set_color(theme.colour("ink"))
            side = LEFT if self.values[k] < 0 else RIGHT
            end = self._at(float(self.values[k]), k)
            if self.second_values is not None:
                # Beside the upper bar, and clear of the lower one.
                reach = (max if self.values[k] >= 0 else min)(float(self.values[k]), float(self.second_values[k]))
                end = self._at(reach, k) + np.array([0, half / 2, 0])
            figure.next_to(end, side, buff=_GAP)
        if self.second_values is not None:
            for k, bar in enumerate(self.second):
                self._draw(bar, k, float(self.second_values[k]), -0.08, -half)
        return self

    def _draw(self, bar: VMobject, row: int, value: float, up: float, down: float) -> None:
        start, end = self._at(0, row), self._at(value, row)
        up_, down_ = np.array([0, up, 0]), np.array([0, down, 0])
        bar.set_points_as_corners([start + up_, end + up_, end + down_, start + down_, start + up_])

    # How they come and move -----------------------------------------------------------------------------------

    def beside(self, values: ArrayLike, *, role: Role = "truth") -> Self:
        """The bars with second ones right below each, such as the true chances below the model's."""
        second = np.array(values, dtype=float)
        self._check(second)
        self.second_values = second
        self.second.add(*(self._bar(role) for _ in second))
        return self.refresh()

    def to(self, values: ArrayLike, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """Every bar goes to another value, and its number with it."""
        target = np.array(values, dtype=float)
        self._check(target)
        return _Moving(self, target, run_time=run_time, **kwargs)

    def grow(self, **kwargs: Any) -> Animation:
        """They enter: the names come, the bars grow from zero."""
        target = self.values.copy()
        self.values = np.zeros_like(target)
        self.refresh()
        return AnimationGroup(FadeIn(self.names, self.axis), _Moving(self, target), **kwargs)

    def grey_out(self, kept: Collection[int], **kwargs: Any) -> Animation:
        """All but some fade: they are no longer among what may be chosen."""
        gone = [VGroup(self.names[k], self.bars[k], self.numbers[k]) for k in range(len(self.names)) if k not in kept]
        return AnimationGroup(*(one.animate.set_opacity(0.25) for one in gone), **kwargs)

    def light(self, row: int, role: Role = "attention", **kwargs: Any) -> Animation:
        """A name takes a role's colour: look here."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.names[row].animate(**kwargs).set_color(ManimColor(theme.colour(role))).build()

    def row(self, row: int) -> VGroup:
        """A bar with its number, to bring one at a time."""
        return VGroup(self.bars[row], self.numbers[row])

    def mark(self, row: int, role: Role = "attention") -> Mark:
        """A frame round a row: `come`, `leave` and `flash` as with a table's."""
        return mark_round(VGroup(self.names[row], self.bars[row], self.numbers[row]), role).set_fill(opacity=0)


class _Moving(Animation):
    """Bars on the way from their values to others."""

    def __init__(self, bars: Bars, target: NDArray[np.float64], **kwargs: Any) -> None:
        kwargs.setdefault("rate_func", smooth)
        super().__init__(bars, **kwargs)
        self.target = target

    def create_starting_mobject(self) -> Bars:
        return self.mobject  # type: ignore[return-value]

    def begin(self) -> None:
        assert isinstance(self.mobject, Bars)
        self.source = self.mobject.values.copy()
        super().begin()

    def interpolate(self, alpha: float) -> None:
        assert isinstance(self.mobject, Bars)
        share = self.rate_func(min(max(alpha, 0), 1))
        self.mobject.values = (1 - share) * self.source + share * self.target
        self.mobject.refresh()
