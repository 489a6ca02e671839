"""A distribution over whole numbers as columns, and the bell that stands behind it."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import DOWN, UP, Animation, Create, Line, VGroup, VMobject, smooth
from numpy.typing import ArrayLike, NDArray

from maths.probability import categorical, expectation, normal_pdf, variance
from scenes.frame import Region, picture
from scenes.matrix import Mark, mark_round
from scenes.number import Number
from scenes.theme import Role, theme
from scenes.typesetting import Words
from script.errors import ScriptError

_SPAN = 3.6
"""How many standard deviations are seen on each side of the mean."""
_TOP = 0.5
"""The height of the picture, as a density in standard deviations: the bell's own top is 0.399."""
_THICK = 0.9
_FEET = 0.55
"""Below the line, for the numbers."""
_NAME = 0.4
"""Below the numbers, for what they count."""
_STEPS = (1, 5, 10, 50, 100, 500)
"""Each divides the next, so that numbers come between those that are there."""
_CROWDED, _DIGIT, _CLEARING = 0.18, 0.16, 0.04
"""Numbers need their digits' room and this more; within the last above it they come from unseen to clear."""


class Distribution(VGroup):
    """The chances p (n,) of the whole numbers from 0 up as columns, whose areas are the chances.

    It is seen from its mean, in its own standard deviations, so that each picture has the same area and the bell of the
    same mean and deviation always stands in the same place: `bell` draws it. What lies farther out than 3.6 deviations is
    cut off. `to` goes to other distributions, one after another; `about` names what is counted; `number` and `mark` belong
    to a column.

    >>> from maths.probability import binomial
    >>> from scenes.distribution import Distribution
    >>> shown = Distribution(binomial(10, 0.5))
    >>> added = shown.add(shown.curve)
    """

    def __init__(
        self, p: ArrayLike, *, about: str | None = None, region: Region = picture, role: Role = "probability"
    ) -> None:
        super().__init__()
        self.region, self.role = region, role
        self.p = _checked(p)
        self.mean, self.deviation = _moments(self.p)
        self._floor = region.bottom + _FEET + (_NAME if about else 0)
        self.line = Line([region.left, self._floor, 0], [region.right, self._floor, 0])
        self.line.set_stroke(theme.colour("quiet"), theme.strokes.axis)
        self.columns, self.feet = VGroup(), VGroup()
        self.curve = self._bell()
        self._feet: dict[int, Words] = {}
        self.add(self.columns, self.line, self.feet)
        if about:
            # In the middle below the numbers, whose line is _FEET high.
            self.add(Words(about, size=theme.sizes.small).next_to(self.line, DOWN, buff=_FEET))
        self.refresh()

    @property
    def unit(self) -> float:
        """How long one whole number is on the frame."""
        return self.region.width / (2 * _SPAN * self.deviation)

    def _x(self, value: float) -> float:
        return float(self.region.center[0] + (value - self.mean) * self.unit)

    def _y(self, density: float) -> float:
        """The height of a density measured in standard deviations."""
        return float(self._floor + density / _TOP * (self.region.top - self._floor))

    def _bell(self) -> VMobject:
        along = np.linspace(-_SPAN, _SPAN, 145)
        x = self.region.center[0] + along / (2 * _SPAN) * self.region.width
        points = np.column_stack([x, [self._y(h) for h in normal_pdf(along)], np.zeros_like(along)])
        curve = VMobject().set_points_smoothly(points)
        return curve.set_stroke(theme.colour("attention"), theme.strokes.mark).set_fill(opacity=0)

    def refresh(self) -> Self:
        """Draw it again from its chances, its mean and its deviation."""
        while len(self.columns) < len(self.p):
            self.columns.add(VMobject().set_fill(theme.colour(self.role), 1).set_stroke(width=0))
        for k, column in enumerate(self.columns):
            mass = float(self.p[k]) if k < len(self.p) else 0.0
            self._draw(column, k, mass)
        self._number_the_feet()
        return self

    def _draw(self, column: VMobject, k: int, mass: float) -> None:
        low, high = self._x(k - _THICK / 2), self._x(k + _THICK / 2)
        low, high = max(low, self.region.left), min(high, self.region.right)
        if low >= high or mass <= 0:
            column.clear_points()
            return
        top = self._y(mass * self.deviation)
        column.set_points_as_corners(
            [[low, self._floor, 0], [low, top, 0], [high, top, 0], [high, self._floor, 0], [low, self._floor, 0]]
        )

    def _number_the_feet(self) -> None:
        for k in range(len(self.p)):
            clear = self._clearness(k)
            if k not in self._feet:
                if not clear:
                    continue
                self._feet[k] = Words(str(k), size=theme.sizes.small)
                self.feet.add(self._feet[k])
            self._feet[k].move_to([self._x(k), self._floor - _FEET / 2, 0]).set_opacity(clear)
        for k, foot in self._feet.items():
            if k >= len(self.p):
                foot.set_opacity(0)

    def _clearness(self, k: int) -> float:
        """How clearly the number under a column is seen: not at all where it would be crowded or beyond the sides."""
        step = max(step for step in _STEPS if k % step == 0)
        crowded = _CROWDED + _DIGIT * max(2, len(str(len(self.p))))
        room = (step * self.unit - crowded) / _CLEARING
        side = (self.region.width / 2 - abs(self._x(k) - self.region.center[0]) - 0.2) / 0.3
        return float(np.clip(min(room, side), 0, 1))

    # What can be pointed at and played -------------------------------------------------------------------------

    def number(self, k: int, *, places: int = 2) -> Number:
        """The chance of k, over its column as it stands now."""
        figure = Number(float(self.p[k]), places=places, size=theme.sizes.small)
        return figure.next_to([self._x(k), self._y(self.p[k] * self.deviation), 0], UP, buff=0.14)

    def mark(self, k: int, role: Role = "attention") -> Mark:
        """A frame round a column: `come`, `leave` and `flash` as with a table's."""
        return mark_round(self.columns[k], role, tint=False)

    def middle(self) -> Line:
        """An upright line at the mean."""
        line = Line([self._x(self.mean), self._floor, 0], [self._x(self.mean), self._y(_TOP * 0.9), 0])
        return self._over_columns(line)

    def spread(self) -> Line:
        """A level line from the mean to one standard deviation above it, where the bell bends the other way."""
        height = self._y(float(normal_pdf(1.0)))
        line = Line([self._x(self.mean), height, 0], [self._x(self.mean + self.deviation), height, 0])
        return self._over_columns(line)

    @staticmethod
    def _over_columns(line: Line) -> Line:
        """A line that is seen before the bright columns as well as before the dark ground: with dark edges."""
        line.set_stroke(theme.background, 3 * theme.strokes.mark, background=True)
        return line.set_stroke(theme.colour("ink"), theme.strokes.mark)

    def light(self, k: int, role: Role = "attention", **kwargs: Any) -> Animation:
        """A column takes a role's colour: look here."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.columns[k].animate(**kwargs).set_fill(theme.colour(role), 1).build()

    def bell(self, **kwargs: Any) -> Animation:
        """The normal density with this mean and deviation is drawn over the columns."""
        kwargs.setdefault("run_time", theme.pace.move)
        return Create(self.curve, **kwargs)

    def to(self, *path: ArrayLike, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """It becomes other distributions, one after another, at an even pace; what is seen between two is their mixture."""
        if not path:
            raise ScriptError("a distribution needs another one to become")
        return _Becoming(self, [_checked(p) for p in path], run_time=run_time, **kwargs)


def _checked(p: ArrayLike) -> NDArray[np.float64]:
    chances = categorical(p)
    if chances.ndim != 1 or np.count_nonzero(chances) < 2:
        raise ScriptError("a distribution is drawn for one row of chances, at least two of them above zero")
    if chances.max() * _moments(chances)[1] > _TOP:
        raise ScriptError(
            "a column of this distribution is too high for the picture",
            hint="It has gaps wider than its columns: show it as bars, scenes.bars.",
        )
    return chances


def _moments(p: NDArray[np.float64]) -> tuple[float, float]:
    values = np.arange(len(p), dtype=float)
    return expectation(values, p), float(np.sqrt(variance(values, p)))


class _Becoming(Animation):
    """A distribution on the way along others."""

    def __init__(self, shown: Distribution, path: list[NDArray[np.float64]], **kwargs: Any) -> None:
        kwargs.setdefault("rate_func", smooth)
        super().__init__(shown, **kwargs)
        self.path = path

    def create_starting_mobject(self) -> Distribution:
        return self.mobject  # type: ignore[return-value]

    def begin(self) -> None:
        assert isinstance(self.mobject, Distribution)
        self.stations = [self.mobject.p.copy(), *self.path]
        super().begin()

    def interpolate(self, alpha: float) -> None:
        shown = self.mobject
        assert isinstance(shown, Distribution)
        way = self.rate_func(min(max(alpha, 0), 1)) * (len(self.stations) - 1)
        stage = min(int(way), len(self.stations) - 2)
        before, after = self.stations[stage], self.stations[stage + 1]
        share = way - stage
        size = max(len(before), len(after))
        padded = [np.pad(p, (0, size - len(p))) for p in (before, after)]
        shown.p = (1 - share) * padded[0] + share * padded[1]
        (mean, deviation), (next_mean, next_deviation) = _moments(before), _moments(after)
        shown.mean = (1 - share) * mean + share * next_mean
        shown.deviation = (1 - share) * deviation + share * next_deviation
        if share >= 1:
            shown.p = after.copy()
        shown.refresh()
