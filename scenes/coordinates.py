"""The coordinates that a plane and everything carried by it share: a matrix, an origin and a unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region

Points = NDArray[np.float64]


@dataclass(eq=False)
class Coordinates:
    """Where points of a moved plane stand on the frame. `matrix` is what has been done to the plane so far.

    Copies of a mobject share it: a copied arrow belongs to the same plane.
    """

    region: Region
    unit: float
    matrix: Points = field(default_factory=lambda: np.eye(2))

    def __deepcopy__(self, memo: dict[int, Any]) -> Coordinates:
        return self

    def moved(self, points: ArrayLike) -> Points:
        """Where the motion has taken points (k, 2) of the plane, in its coordinates: (k, 2)."""
        return np.atleast_2d(np.asarray(points, dtype=float)) @ self.matrix.T

    def on_frame(self, points: ArrayLike) -> Points:
        """Points (k, 2) of the resting plane as points (k, 3) of the frame."""
        flat = np.atleast_2d(np.asarray(points, dtype=float)) * self.unit
        return np.column_stack([flat, np.zeros(len(flat))]) + self.region.center

    def clipped(self, start: Points, end: Points) -> tuple[Points, Points]:
        """Segments (k, 3) cut to the region; those wholly outside are dropped. By Liang and Barsky's method."""
        step = end - start
        first, last = np.zeros(len(start)), np.ones(len(start))
        for axis, low, high in ((0, self.region.left, self.region.right), (1, self.region.bottom, self.region.top)):
            with np.errstate(divide="ignore", invalid="ignore"):
                near, far = (low - start[:, axis]) / step[:, axis], (high - start[:, axis]) / step[:, axis]
            flat = np.abs(step[:, axis]) < 1e-12
            inside = (start[:, axis] >= low) & (start[:, axis] <= high)
            # A segment along the edge's own direction is in for its whole length, or not at all.
            enters = np.where(flat, np.where(inside, -np.inf, np.inf), np.minimum(near, far))
            leaves = np.where(flat, np.inf, np.maximum(near, far))
            first, last = np.maximum(first, enters), np.minimum(last, leaves)
        kept = last > first
        start, step, first, last = start[kept], step[kept], first[kept, None], last[kept, None]
        return start + first * step, start + last * step
