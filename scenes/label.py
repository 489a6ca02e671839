"""A label that stands beside its thing and goes where it goes."""

from __future__ import annotations

from typing import Self

import numpy as np
from manim import RoundedRectangle, VMobject

from scenes.arrow import Arrow
from scenes.carried import Carried
from scenes.naming import naming
from scenes.theme import theme

_ROOM = 0.05
"""Further from a shaft than from a head: an arrow that swells to be looked at must not touch its name."""


class Label(Carried):
    """Something written by an arrow, within the plane's region: beyond its head, or with `side` beside its shaft, on its
    left (1) or its right (-1), at the share `along` of its length.

    >>> from scenes.plane import Plane
    >>> shown = Plane()
    >>> arrow = shown.arrow((2, 1))
    >>> label = shown.label("x", arrow)
    >>> arrow.settle(), label.settle()
    (None, None)
    """

    def __init__(self, written: VMobject, arrow: Arrow, *, side: int = 0, along: float = 0.62, gap: float = 0.08) -> None:
        super().__init__()
        # Grid lines run under a label; a patch of the background keeps them off its glyphs.
        backing = RoundedRectangle(corner_radius=0.08, width=written.width + 0.12, height=written.height + 0.12)
        backing.set_fill(theme.background, 0.9).set_stroke(width=0).move_to(written)
        self.add(backing, written)
        self.arrow, self.side, self.along, self.gap = arrow, side, along, gap
        naming(self, arrow)
        self.refresh()

    def refresh(self) -> Self:
        tail, head = self.arrow.coordinates.on_frame(self.arrow.ends())
        away = head - tail
        length = float(np.linalg.norm(away))
        away = away / length if length > 1e-6 else np.array([0.0, 1.0, 0.0])
        gap = self.gap
        if self.side:
            head = tail + self.along * (head - tail)
            away = self.side * np.array([-away[1], away[0], 0.0])
            gap += _ROOM
        half = np.array([self.width / 2, self.height / 2, 0])
        # As far out as the label's own box needs in that direction, so that it never touches the head.
        out = gap + min(half[axis] / abs(away[axis]) if abs(away[axis]) > 1e-6 else np.inf for axis in (0, 1))
        place = head + out * away
        region = self.arrow.coordinates.region
        low = np.array([region.left, region.bottom, 0]) + half
        high = np.array([region.right, region.top, 0]) - half
        self.move_to(np.clip(place, low, high))
        return self
