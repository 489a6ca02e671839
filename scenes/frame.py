"""Named regions of the frame, so that a lesson places by relation and types no coordinates.

Everything stays inside the safe area: 4% from each edge, and nothing in the lowest 12%, where captions stand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import Mobject
from numpy.typing import NDArray

FRAME_WIDTH, FRAME_HEIGHT = 8 * 16 / 9, 8.0
MARGIN = 0.04
CAPTIONS = 0.12
GUTTER = 0.5


@dataclass(frozen=True)
class Region:
    """A rectangle of the frame, in scene units, y upwards.

    >>> from scenes.frame import whole
    >>> left, right = whole.columns(3, 2)
    >>> round(left.width / right.width, 6)
    1.5
    """

    left: float
    right: float
    bottom: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def center(self) -> NDArray[np.float64]:
        return np.array([(self.left + self.right) / 2, (self.bottom + self.top) / 2, 0.0])

    def columns(self, *shares: float) -> tuple[Region, ...]:
        """Side by side, as wide as their shares, with a gutter between."""
        unit = (self.width - GUTTER * (len(shares) - 1)) / sum(shares)
        parts, left = [], self.left
        for share in shares:
            parts.append(Region(left, left + share * unit, self.bottom, self.top))
            left += share * unit + GUTTER
        return tuple(parts)

    def rows(self, *shares: float) -> tuple[Region, ...]:
        """One above the other, from the top down, as high as their shares, with a gutter between."""
        unit = (self.height - GUTTER * (len(shares) - 1)) / sum(shares)
        parts, top = [], self.top
        for share in shares:
            parts.append(Region(self.left, self.right, top - share * unit, top))
            top -= share * unit + GUTTER
        return tuple(parts)

    def inset(self, by: float) -> Region:
        """The same, smaller by `by` on every side."""
        return Region(self.left + by, self.right - by, self.bottom + by, self.top - by)

    def holds(self, thing: Mobject, slack: float = 1e-6) -> bool:
        """Whether all of a thing is inside."""
        if not thing.has_points() and not thing.get_family()[1:]:
            return True
        low, high = thing.get_corner([-1, -1, 0]), thing.get_corner([1, 1, 0])
        return bool(
            low[0] >= self.left - slack
            and high[0] <= self.right + slack
            and low[1] >= self.bottom - slack
            and high[1] <= self.top + slack
        )


whole = Region(
    -FRAME_WIDTH * (0.5 - MARGIN), FRAME_WIDTH * (0.5 - MARGIN), -4 + FRAME_HEIGHT * CAPTIONS, 4 - FRAME_HEIGHT * MARGIN
)
"""All that a chapter may use."""
left, right = whole.columns(1, 1)
"""Halves, for two things side by side."""
picture, notes = whole.columns(3, 2)
"""A picture on the left, what is written about it on the right."""
