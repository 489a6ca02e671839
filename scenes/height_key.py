"""What the colours of a ground mean: a strip of them with heights beside it, and a tick for each level line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, Line, Rectangle, VGroup

from scenes.frame import Region
from scenes.ground import Ground
from scenes.theme import theme
from scenes.typesetting import Words, number

_PIECES = 64
_WIDE = 0.3
"""The strip's width in scene units."""
_TICK = 0.4
"""How far a tick reaches into the strip, as a share of it."""
_HEAD = 0.75
"""Room above the strip, for its name."""


class HeightKey(VGroup):
    """The colours of a ground from its lowest height up to `most`, or to the highest, in a region: numbers beside those in
    `at`, and a tick where a level line is.

    >>> import numpy as np
    >>> from scenes.frame import whole
    >>> from scenes.ground import Ground
    >>> from scenes.height_key import HeightKey
    >>> x = np.linspace(-2, 2, 25)
    >>> shown = HeightKey(Ground(x**2 + x[:, None]**2, x, x), "loss", (0, 2, 4, 6), region=whole.columns(1, 1, 1)[1])
    """

    def __init__(self, ground: Ground, name: str, at: Sequence[float], *, region: Region, most: float | None = None) -> None:
        super().__init__()
        self.low, self.high = ground.low, ground.high if most is None else most
        self.foot, self.tall = region.bottom, region.height - _HEAD
        self.middle = float(region.center[0])
        high = self.tall / _PIECES
        # Each but the last a little higher than its part, so that no gap shows between two.
        self.strip = VGroup(*(Rectangle(width=_WIDE, height=(1.3 if k else 1) * high) for k in range(_PIECES)[::-1]))
        for k, piece in enumerate(self.strip):
            height = self.low + (k + 0.5) / _PIECES * (self.high - self.low)
            piece.set_stroke(width=0).set_fill(ground.colour(height), 1)
            piece.move_to(self.place(height) + high / 2 * DOWN, aligned_edge=DOWN)
        self.ticks = VGroup(*(self._tick(level) for level in ground.levels if level <= self.high))
        self.numbers = VGroup(*(Words(number(one), size=34) for one in at))
        for height, written in zip(at, self.numbers, strict=True):
            written.next_to(self.place(height), RIGHT, buff=_WIDE / 2 + 0.12)
        self.name_sign = Words(name, size=36, role="quiet")
        self.name_sign.next_to([self.middle - _WIDE / 2, region.top, 0], DOWN, buff=0).align_to(self.strip, LEFT)
        self.add(self.strip, self.ticks, self.numbers, self.name_sign)

    def place(self, height: float) -> np.ndarray:
        """Where a height stands on the strip: (3,)."""
        share = (height - self.low) / (self.high - self.low)
        return np.array([self.middle, self.foot + share * self.tall, 0.0])

    def _tick(self, level: float) -> Line:
        end = self.place(level) + _WIDE / 2 * RIGHT
        return Line(end + _TICK * _WIDE * LEFT, end).set_stroke(theme.background, 2)
