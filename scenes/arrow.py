"""An arrow of a plane. It stays an arrow, head and all, whatever the plane's motion does to the point it ends on."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, smooth, there_and_back
from numpy.typing import ArrayLike

from scenes.carried import Carried, Grow
from scenes.coordinates import Coordinates, Points
from scenes.theme import Role, theme

_HEAD = 0.26
_HEAD_WIDTH = 0.24
_DOT = 0.07


class Arrow(Carried):
    """An arrow from `tail` to `tail + vector`, drawn as one filled outline so that it is never deformed.

    A carried arrow goes where the plane's motion takes it; one that is not stays where it is. The zero vector is a dot.

    >>> from scenes.arrow import Arrow
    >>> from scenes.coordinates import Coordinates
    >>> from scenes.frame import whole
    >>> shown = Arrow(Coordinates(whole, unit=1.0), (2, 1))
    """

    def __init__(
        self,
        coordinates: Coordinates,
        vector: ArrayLike,
        *,
        tail: ArrayLike = (0, 0),
        role: Role = "vector",
        carried: bool = True,
        width: float = theme.strokes.arrow,
    ) -> None:
        super().__init__()
        self.coordinates = coordinates
        self.vector = np.asarray(vector, dtype=float)
        self.tail = np.asarray(tail, dtype=float)
        self.carried = carried
        self.thickness = width / 100
        self.grown = 1.0
        self.swollen = 1.0
        self.set_fill(theme.colour(role), 1).set_stroke(width=0)
        self.refresh()

    def ends(self) -> Points:
        """Tail and head in the plane's coordinates: (2, 2)."""
        points = np.stack([self.tail, self.tail + self.vector])
        return self.coordinates.moved(points) if self.carried else points

    @property
    def head(self) -> Points:
        """Where the arrow ends on the frame: (3,)."""
        return self.coordinates.on_frame(self.ends())[1]

    def refresh(self) -> Self:
        """Draw it again from the plane's state."""
        tail, head = self.coordinates.on_frame(self.ends())
        head = tail + self.grown * (head - tail)
        length = float(np.linalg.norm(head - tail))
        if length < 1e-6:
            turns = np.linspace(0, 2 * np.pi, 9)
            ring = np.column_stack([np.cos(turns), np.sin(turns), np.zeros(9)])
            self.set_points_smoothly(tail + (_DOT * ring if self.grown > 0.5 else 1e-6 * ring))
            return self
        along = (head - tail) / length
        across = np.array([-along[1], along[0], 0.0])
        tip = min(_HEAD * (1 + self.swollen) / 2, 0.6 * length)
        half = self.swollen * self.thickness / 2 * min(1, length / _HEAD)
        wide = _HEAD_WIDTH / 2 * tip / _HEAD * (1 + self.swollen) / 2
        neck = head - tip * along
        self.set_points_as_corners(
            np.array(
                [
                    tail + half * across,
                    neck + half * across,
                    neck + wide * across,
                    head,
                    neck - wide * across,
                    neck - half * across,
                    tail - half * across,
                    tail + half * across,
                ]
            )
        )
        return self

    def _grow_to(self, share: float) -> None:
        self.grown = share
        self.refresh()

    def grow(self, **kwargs: Any) -> Animation:
        """It enters, growing from its tail."""
        return Grow(self, lambda arrow, share: arrow._grow_to(share), **kwargs)

    def to(self, vector: ArrayLike, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """It becomes the arrow to another point; its tail stays."""
        source, target = self.vector.copy(), np.asarray(vector, dtype=float)
        return UpdateFromAlphaFunc(
            self, lambda arrow, share: arrow._point((1 - share) * source + share * target), run_time=run_time,
            rate_func=smooth, **kwargs,
        )  # fmt: skip

    def from_tail(self, tail: ArrayLike, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """It moves as it is, to begin at another point: at another arrow's head, say, to be added to it."""
        source, target = self.tail.copy(), np.asarray(tail, dtype=float)
        return UpdateFromAlphaFunc(
            self, lambda arrow, share: arrow._begin_at((1 - share) * source + share * target), run_time=run_time,
            rate_func=smooth, **kwargs,
        )  # fmt: skip

    def _begin_at(self, tail: Points) -> None:
        self.tail = tail
        self.refresh()

    def _point(self, vector: Points) -> None:
        self.vector = vector
        self.refresh()

    def _swell_to(self, share: float) -> None:
        self.swollen = 1 + 0.9 * share
        self.refresh()

    def pulse(self, *, run_time: float = theme.pace.point, **kwargs: Any) -> Animation:
        """It swells and shrinks again: look here."""
        return UpdateFromAlphaFunc(
            self, lambda arrow, share: arrow._swell_to(share), rate_func=there_and_back, run_time=run_time, **kwargs
        )
