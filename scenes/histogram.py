"""How many samples fall where: a column for each stretch of an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from manim import DOWN, Animation, Create, FadeIn, Line, UpdateFromAlphaFunc, VGroup, VMobject, smooth
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, picture
from scenes.theme import Role, theme
from scenes.typesetting import Symbols, number
from script.errors import ScriptError

_GAP = 0.12
"""The share of a column's width that is left free."""
_TICK = 0.16
"""Half the height of a spread's ends."""
_NUMBERS = 0.55
"""Room for the numbers under the axis."""


class Histogram(VGroup):
    """The shares of samples in columns of a width, over an axis from `low` to `high`; the tallest fills the region.

    `squeeze` divides every sample by a number: the columns move to the zero and narrow, and stay as high as they are.
    With `tallest`, the share for each unit of the axis that would fill the region, it is the columns' areas that stand for
    shares: histograms side by side have one scale then, and a squeezed one rises as it narrows.
    `measure` draws their spread: from one standard deviation below the mean to one above.

    >>> import numpy as np
    >>> from scenes.histogram import Histogram
    >>> sums = np.random.default_rng(0).uniform(-1, 1, (1000, 12)).sum(axis=1)
    >>> shown = Histogram(sums, width=0.5, low=-8, high=8, ticks=(-8, 0, 8))
    """

    def __init__(
        self,
        samples: ArrayLike,
        *,
        width: float,
        low: float,
        high: float,
        region: Region = picture,
        ticks: Sequence[float] = (),
        tallest: float | None = None,
        role: Role = "data",
    ) -> None:
        super().__init__()
        drawn = np.asarray(samples, dtype=float)
        if not drawn.size or not (low <= drawn.min() and drawn.max() <= high):
            raise ScriptError(
                f"there are {drawn.size} samples, and they do not all lie on the axis from {low:g} to {high:g}",
                hint="Give the histogram a longer axis: a sample left out would make it lie.",
            )
        edges = np.linspace(low, high, round((high - low) / width) + 1)
        counts, _ = np.histogram(drawn, edges)
        self.edges: NDArray[np.float64] = edges
        self.shares: NDArray[np.float64] = counts / drawn.size
        self.low, self.region, self.divisor = low, region, 1.0
        self.unit = region.width / (high - low)
        self._floor = region.bottom + (_NUMBERS if ticks else 0.0)
        self.tallest, self.width_of_column = tallest, float(edges[1] - edges[0])
        self.rise = (region.top - self._floor) / (float(self.shares.max()) if tallest is None else tallest)
        self._check(1.0)
        self.columns = VMobject().set_fill(theme.colour(role), 0.85).set_stroke(width=0)
        self.line = Line(self.at(low, 0), self.at(high, 0)).set_stroke(theme.colour("quiet"), theme.strokes.axis)
        marks = (Symbols(number(tick), size=theme.sizes.small, role="quiet") for tick in ticks)
        self.ticks = VGroup(*(mark.next_to(self.at(x, 0), DOWN, buff=0.15) for mark, x in zip(marks, ticks, strict=True)))
        self.axis = VGroup(self.line, self.ticks)
        self.ends = drawn.mean() + drawn.std() * np.array([-1, 1])
        self.span = VMobject().set_stroke(theme.colour("attention"), theme.strokes.arrow).set_fill(opacity=0)
        self.add(self.columns, self.axis)
        self.refresh()

    def _check(self, divisor: float) -> None:
        highest = float(self._heights(divisor).max())
        if self.tallest is not None and highest > self.tallest * (1 + 1e-9):
            raise ScriptError(f"a column reaches {highest:.3g}, beyond the {self.tallest:g} that fill the region")

    def _heights(self, divisor: float) -> NDArray[np.float64]:
        """How high the columns are: their shares, or where areas stand for shares, as high as the width then needs."""
        return self.shares if self.tallest is None else self.shares * (divisor / self.width_of_column)

    def at(self, value: float, share: float) -> NDArray[np.float64]:
        """A value on the axis and a height over it, on the frame: (3,)."""
        return np.array([self.region.left + (value - self.low) * self.unit, self._floor + share * self.rise, 0.0])

    def refresh(self) -> Self:
        """Draw it again: all columns as one path."""
        edges, heights = self.edges / self.divisor, self._heights(self.divisor)
        free = _GAP / 2 * (edges[1] - edges[0])
        pieces = []
        for start, end, share in zip(edges[:-1] + free, edges[1:] - free, heights, strict=True):
            if share <= 0:
                continue
            foot = self.at(start, 0)
            corners = np.stack([foot, self.at(end, 0), self.at(end, share), self.at(start, share), foot])
            step = np.diff(corners, axis=0) / 3
            before = corners[:-1]
            pieces.append(np.stack([before, before + step, before + 2 * step, corners[1:]], axis=1).reshape(-1, 3))
        self.columns.points = np.concatenate(pieces)
        start, end = (self.at(x / self.divisor, 0.5 * float(heights.max())) for x in self.ends)
        tick = np.array([0.0, _TICK, 0.0])
        self.span.clear_points()
        for one, other in ((start - tick, start + tick), (start, end), (end - tick, end + tick)):
            self.span.start_new_path(one)
            self.span.add_line_to(other)
        return self

    def measure(self, **kwargs: Any) -> Animation:
        """The spread is drawn across the columns, and goes with them from now on."""
        self.add(self.span)
        return Create(self.span, **kwargs)

    def rise_up(self, **kwargs: Any) -> Animation:
        """The columns come; their axis must stand already."""
        return FadeIn(self.columns, **kwargs)

    def squeeze(self, divisor: float, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """Every sample is divided by a number."""
        if divisor <= 0:
            raise ScriptError(f"a histogram is squeezed by a number above zero, not {divisor:g}")
        # At an even pace of the factor, so that wide and narrow ones close in alike.
        before, after = self.divisor, self.divisor * divisor
        self._check(after)
        return UpdateFromAlphaFunc(
            self, lambda shown, share: shown._divide(before * (after / before) ** share), run_time=run_time,
            rate_func=smooth, **kwargs,
        )  # fmt: skip

    def _divide(self, divisor: float) -> None:
        self.divisor = divisor
        self.refresh()
