"""Arrows of a plane, each shortened to its share, and added up tail to head: a weighted sum."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, AnimationGroup, LaggedStart
from numpy.typing import ArrayLike

from scenes.plane import Plane
from scenes.theme import Role

_LEAST = 0.02
"""Parts under this share are not drawn where the sum is built up at once: they would be dots."""


class WeighedSum:
    """Copies of arrows that `come` over these, `weigh` down to their shares, and go from tail to head by `add_up`. `build`
    has the weighed parts come in their places at once, one after another.

    >>> from scenes.plane import Plane
    >>> from scenes.weighed_sum import WeighedSum
    >>> shown = Plane()
    >>> parts = WeighedSum(shown, [(2, 1), (-1, 2)], (0.75, 0.25))
    >>> building = parts.build()
    >>> for part in parts.parts:
    ...     part.settle()
    """

    def __init__(self, plane: Plane, arrows: ArrayLike, shares: ArrayLike, *, role: Role = "vector") -> None:
        whole = np.asarray(arrows, dtype=float)
        self.shares = np.asarray(shares, dtype=float)
        self.weighed = self.shares[:, None] * whole
        self.tails = self.weighed.cumsum(axis=0) - self.weighed
        # Above the arrows that they are parts of, which shine through otherwise.
        self.parts = [plane.arrow(arrow, role=role).set_z_index(1) for arrow in whole]

    def come(self, **kwargs: Any) -> Animation:
        return AnimationGroup(*(part.come() for part in self.parts), **kwargs)

    def weigh(self, **kwargs: Any) -> Animation:
        """Each is shortened to its share."""
        return AnimationGroup(*(part.to(short) for part, short in zip(self.parts, self.weighed, strict=True)), **kwargs)

    def add_up(self, **kwargs: Any) -> Animation:
        """Each moves, as it is, to begin where the one before it ends."""
        return AnimationGroup(*(part.from_tail(tail) for part, tail in zip(self.parts, self.tails, strict=True)), **kwargs)

    def build(self, **kwargs: Any) -> Animation:
        """The parts grow in their places, one after another, those of next to no share left out."""
        seen = []
        for part, share, short, tail in zip(self.parts, self.shares, self.weighed, self.tails, strict=True):
            part.vector, part.tail = short, tail
            part.refresh()
            if share >= _LEAST:
                seen.append(part.grow())
        return LaggedStart(*seen, lag_ratio=0.6, **kwargs)

    def leave(self, **kwargs: Any) -> Animation:
        return AnimationGroup(*(part.leave() for part in self.parts), **kwargs)
