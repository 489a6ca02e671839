"""As many scores as there are words, seen at once: a thin column each, on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from manim import DOWN, UP, Animation, GrowFromPoint, LaggedStart, Line, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, whole
from scenes.theme import Role, theme
from scenes.typesetting import Words
from script.errors import ScriptError

_THICK = 0.62
"""The share of its place that a column fills."""
_ROOM = 0.12


class Skyline(VGroup):
    """A column for each value, up from one line or down from it, in the order given, across a region.

    `caption(k, word)` is a word at the end of a column, within the region, `captions` several that keep clear of each
    other; `light(k)` colours a column.

    >>> from scenes.skyline import Skyline
    >>> shown = Skyline([3, -1, 0.5, -4, 2, 6, -2, 1] * 6)
    """

    def __init__(self, values: ArrayLike, *, region: Region = whole, role: Role = "data") -> None:
        self.values: NDArray[np.float64] = np.array(values, dtype=float)
        if self.values.ndim != 1 or not self.values.size or not np.isfinite(self.values).all():
            raise ScriptError(f"columns need a row of finite values, not ones of shape {self.values.shape}")
        self.region, self.role = region, role
        high, low = max(0.0, float(self.values.max())), min(0.0, float(self.values.min()))
        self.unit = region.height / ((high - low) or 1.0)
        self.step = region.width / len(self.values)
        self._zero = region.bottom - low * self.unit
        self.line = Line([region.left, self._zero, 0], [region.right, self._zero, 0])
        self.line.set_stroke(theme.colour("quiet"), theme.strokes.axis)
        self.columns = VGroup(*(self._column(k) for k in range(len(self.values))))
        super().__init__(self.columns, self.line)

    def _column(self, k: int) -> VMobject:
        half = self.step * _THICK / 2
        foot, end = self.foot(k), self.end(k)
        across = np.array([half, 0, 0])
        corners = [foot - across, end - across, end + across, foot + across, foot - across]
        column = VMobject().set_points_as_corners(np.array(corners))
        return column.set_fill(theme.colour(self.role), 1).set_stroke(width=0)

    def foot(self, k: int) -> NDArray[np.float64]:
        """Where a column stands on the line: (3,)."""
        return np.array([self.region.left + (k + 0.5) * self.step, self._zero, 0.0])

    def end(self, k: int) -> NDArray[np.float64]:
        """Where a column ends: (3,)."""
        return self.foot(k) + np.array([0, self.values[k] * self.unit, 0])

    def caption(self, k: int, word: str, *, size: float = theme.sizes.small, role: Role = "ink") -> Words:
        """A word at the end of a column, kept within the region's sides."""
        written = Words(word, size=size, role=role).next_to(self.end(k), DOWN if self.values[k] < 0 else UP, buff=_ROOM)
        low, high = self.region.left + written.width / 2, self.region.right - written.width / 2
        return written.set_x(float(np.clip(written.get_x(), low, high)))

    def captions(self, words: Mapping[int, str], *, size: float = theme.sizes.small) -> VGroup:
        """Words over columns that stand close: one that would touch another is lifted, with a thin line down to its
        column."""
        placed, lines = VGroup(), VGroup()
        for k in sorted(words, key=lambda k: float(self.values[k])):
            written = self.caption(k, words[k], size=size)
            while any(_touch(written, other) for other in placed):
                written.shift(0.1 * UP)
            placed.add(written)
            foot, head = self.end(k), np.array([self.end(k)[0], written.get_bottom()[1], 0])
            if head[1] - foot[1] > 2 * _ROOM:
                line = Line(foot + 0.5 * _ROOM * UP, head - 0.5 * _ROOM * UP)
                lines.add(line.set_stroke(theme.colour("quiet"), theme.strokes.grid))
        return VGroup(lines, placed)

    def light(self, k: int, role: Role = "attention", **kwargs: Any) -> Animation:
        """A column takes a role's colour: look here."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.columns[k].animate(**kwargs).set_fill(theme.colour(role), 1).build()

    def rise(self, **kwargs: Any) -> Animation:
        """They enter one after another, from left to right, each out of the line."""
        kwargs.setdefault("run_time", theme.pace.move)
        growing = [GrowFromPoint(column, self.foot(k)) for k, column in enumerate(self.columns)]
        return LaggedStart(*growing, lag_ratio=0.1, **kwargs)


def _touch(one: Words, other: Words) -> bool:
    """Whether two words overlap, or nearly."""
    apart = np.abs(one.get_center() - other.get_center())
    return bool(apart[0] < (one.width + other.width) / 2 + _ROOM and apart[1] < (one.height + other.height) / 2 + _ROOM / 2)
