"""Chances or scores of words as bars, each with its word before it and its number at its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Self

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Animation,
    AnimationGroup,
    FadeIn,
    Line,
    ManimColor,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
)
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, notes
from scenes.matrix import Mark, mark_round
from scenes.number import Number
from scenes.theme import Role, theme
from scenes.typesetting import Words, set_on_line
from script.errors import ScriptError

_TALLEST = 0.86
_THICK = 0.62
"""The share of a row that its bars fill."""
_GAP = 0.16
_APART = 0.06
"""Between the two bars of a row."""
_FADED = 0.25


class Bars(VGroup):
    """A bar for each name, from zero to its value; `to` moves them to other values, `beside` puts second bars below (and
    `split` does so before the viewer's eyes), `read_as` keeps the lengths and changes the scale.

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
        self.strength = np.ones(len(names))
        self.second, self.second_numbers = VGroup(), VGroup()
        self.second_values: NDArray[np.float64] | None = None
        self.opened = 1.0
        self.add(self.names, self.bars, self.second, self.axis, self.numbers, self.second_numbers)
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
        # How far the lower half of a row has been given to the second bar.
        opened = 0.0 if self.second_values is None else self.opened
        for k, (bar, figure) in enumerate(zip(self.bars, self.numbers, strict=True)):
            value = float(self.values[k])
            self._draw(bar, k, value, half, -half * (1 - opened))
            reach = value
            if self.second_values is not None:
                # Beside the upper bar, and clear of the lower one.
                reach = (max if value >= 0 else min)(value, opened * float(self.second_values[k]))
            self._write(figure, k, value, reach, opened * half / 2)
            for part in (self.names[k], bar, figure):
                part.set_opacity(float(self.strength[k]))
        if self.second_values is not None:
            for k, bar in enumerate(self.second):
                self._draw(bar, k, opened * float(self.second_values[k]), -half * (1 - opened) - _APART * opened, -half)
            for k, figure in enumerate(self.second_numbers):
                value = float(self.second_values[k])
                reach = (max if value >= 0 else min)(float(self.values[k]), opened * value)
                self._write(figure, k, opened * value, reach, -opened * half / 2 - _APART / 2)
                # Not before it is clear of the number above it.
                figure.set_opacity(max(0.0, 5 * opened - 4))
        return self

    def _write(self, figure: Number, row: int, value: float, reach: float, up: float) -> None:
        """A number at the end of its bar, on the side to which the bar points."""
        figure.set_value(value)
        figure.set_color(theme.colour("ink"))
        figure.next_to(self._at(reach, row) + np.array([0, up, 0]), LEFT if value < 0 else RIGHT, buff=_GAP)

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
        self.second.submobjects = [self._bar(role) for _ in second]
        return self.refresh()

    def split(self, values: ArrayLike, *, role: Role = "truth", run_time: float = theme.pace.move) -> Animation:
        """The second bars of `beside` grow out of zero, with their numbers, while the first make room for them."""
        self.opened = 0.0
        self.beside(values, role=role)
        assert self.second_values is not None
        self.second_numbers.submobjects = [Number(0.0, places=self.places, size=self.size) for _ in self.second_values]
        self.refresh()
        return UpdateFromAlphaFunc(self, Bars._open_to, run_time=run_time, rate_func=smooth)

    def _open_to(self, share: float) -> None:
        self.opened = share
        self.refresh()

    def to(self, values: ArrayLike, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """Every bar goes to another value, and its number with it."""
        target = np.array(values, dtype=float)
        self._check(target)
        return _Moving(self, target, run_time=run_time, **kwargs)

    def along(self, path: Callable[[float], ArrayLike], *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """Every bar goes the way that `path` says, from its values at 0 to those at 1: for what does not change evenly."""
        for share in (0.0, 1.0):
            self._check(np.array(path(share), dtype=float))
        kwargs.setdefault("rate_func", smooth)
        return UpdateFromAlphaFunc(self, lambda bars, share: bars._set(path(share)), run_time=run_time, **kwargs)

    def _set(self, values: ArrayLike) -> None:
        self.values = np.array(values, dtype=float)
        self.refresh()

    def read_as(self, values: ArrayLike, *, places: int, run_time: float = theme.pace.point * 2) -> Animation:
        """The bars stay as long as they are and stand for other values, in the same proportion: only the numbers change,
        and the scale with them."""
        target = np.array(values, dtype=float)
        factor = float(target.sum() / self.values.sum())
        if target.shape != self.values.shape or not np.allclose(target, factor * self.values) or factor <= 0:
            raise ScriptError("bars that stay as they are cannot be read as values in other proportions", hint="Use `to`.")
        return _Reading(self, target, factor, places, run_time=run_time)

    def grow(self, **kwargs: Any) -> Animation:
        """They enter: the names come, the bars grow from zero."""
        target = self.values.copy()
        self.values = np.zeros_like(target)
        self.refresh()
        return AnimationGroup(FadeIn(self.names, self.axis), _Moving(self, target), **kwargs)

    def grey_out(self, kept: Collection[int], **kwargs: Any) -> Animation:
        """All but some fade: they are no longer among what may be chosen."""
        target = np.array([1.0 if k in kept else _FADED for k in range(len(self.names))])
        source = self.strength.copy()
        kwargs.setdefault("run_time", theme.pace.enter)
        return UpdateFromAlphaFunc(
            self, lambda bars, share: bars._fade_to((1 - share) * source + share * target), rate_func=smooth, **kwargs
        )

    def showing(self, *rows: int) -> Self:
        """Only some of the rows, before it enters; `bring` shows others later."""
        self.strength = np.array([float(k in rows) for k in range(len(self.names))])
        return self.refresh()

    def bring(self, *rows: int, **kwargs: Any) -> Animation:
        """Rows that were not shown come."""
        source = self.strength.copy()
        target = np.array([1.0 if k in rows else source[k] for k in range(len(self.names))])
        kwargs.setdefault("run_time", theme.pace.enter)
        return UpdateFromAlphaFunc(
            self, lambda bars, share: bars._fade_to((1 - share) * source + share * target), rate_func=smooth, **kwargs
        )

    def _fade_to(self, strength: NDArray[np.float64]) -> None:
        self.strength = strength
        self.refresh()

    def legend(self, first: str, second: str) -> VGroup:
        """What the first and the second bars are, in their colours, one above the other."""
        both = ((first, self.bars), (second, self.second))
        told = (Words(text).set_color(bars[0].get_fill_color()) for text, bars in both)
        return VGroup(*told).arrange(DOWN, buff=0.3, aligned_edge=LEFT)

    def light(self, row: int, role: Role = "attention", **kwargs: Any) -> Animation:
        """A name takes a role's colour: look here."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.names[row].animate(**kwargs).set_color(ManimColor(theme.colour(role))).build()

    def tint(self, row: int, role: Role) -> Self:
        """One bar in another role's colour: it stands for something else than the others do."""
        self.bars[row].set_fill(theme.colour(role))
        return self

    def write_finely(self, row: int, places: int, **kwargs: Any) -> Animation:
        """One number gives way to the same with more places, where a small one would look like zero."""
        finer = Number(float(self.values[row]), places=places, size=self.size)
        finer.move_to(self.numbers[row], aligned_edge=LEFT)
        kwargs.setdefault("run_time", theme.pace.point)
        return Transform(self.numbers[row], finer, **kwargs)

    def row(self, row: int) -> VGroup:
        """A bar with its number, to bring one at a time."""
        return VGroup(self.bars[row], self.numbers[row])

    def mark(self, *rows: int, role: Role = "attention") -> Mark:
        """A frame round a row, or round several: `come`, `leave` and `flash` as with a table's."""
        layers = (self.names, self.bars, self.numbers, self.second, self.second_numbers)
        parts = VGroup(*(layer[row] for layer in layers if len(layer) for row in rows))
        return mark_round(parts, role, tint=False)


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


class _Reading(Animation):
    """Bars that stay, while their numbers give way to others."""

    def __init__(self, bars: Bars, target: NDArray[np.float64], factor: float, places: int, **kwargs: Any) -> None:
        super().__init__(bars, **kwargs)
        self.target, self.factor, self.places = target, factor, places
        self.turned = False

    def create_starting_mobject(self) -> Bars:
        return self.mobject  # type: ignore[return-value]

    def interpolate(self, alpha: float) -> None:
        bars = self.mobject
        assert isinstance(bars, Bars)
        if alpha >= 0.5 and not self.turned:
            self.turned = True
            bars.values, bars.places = self.target.copy(), self.places
            bars.unit, bars.most, bars.least = bars.unit / self.factor, bars.most * self.factor, bars.least * self.factor
            bars.numbers.submobjects = [Number(x, places=self.places, size=bars.size) for x in self.target]
            bars.refresh()
        shown = abs(2 * min(max(alpha, 0), 1) - 1)
        for figure, strength in zip(bars.numbers, bars.strength, strict=True):
            figure.set_opacity(shown * float(strength))
