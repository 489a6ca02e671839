"""Many arrows of a plane, each as a dot at its head: where they scatter, and how widely."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import Animation, Circle, UpdateFromAlphaFunc, VMobject, smooth
from numpy.typing import ArrayLike, NDArray

from scenes.carried import Carried
from scenes.plane import Plane
from scenes.theme import Role, theme
from script.errors import ScriptError

Floats = NDArray[np.float64]
_RING = np.column_stack([np.cos(np.linspace(0, 2 * np.pi, 9)), np.sin(np.linspace(0, 2 * np.pi, 9))])


class Cloud(Carried):
    """Heads of arrows (k, 2) as dots, and a ring round `middle` as wide as they scatter: the root of the mean square of
    their distances from it, or `wide` where that is known of all that could be drawn. `to` moves them to other heads, and
    the ring with them. Dots beyond the plane's region are not drawn.

    >>> import numpy as np
    >>> from scenes.cloud import Cloud
    >>> from scenes.plane import Plane
    >>> shown = Plane()
    >>> heads = np.random.default_rng(0).normal((1, 1), 0.6, (200, 2))
    >>> Cloud.on(shown, heads, middle=(1, 1)).settle()
    """

    def __init__(
        self, plane: Plane, heads: ArrayLike, *, middle: ArrayLike, role: Role = "data", size: float = 0.035,
        wide: float | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.coordinates, self.size, self.wide = plane.coordinates, size, wide
        self.heads: Floats = np.array(heads, dtype=float)
        if self.heads.ndim != 2 or self.heads.shape[1] != 2 or not self.heads.size:
            raise ScriptError(f"a cloud is made of heads of arrows, not of an array of shape {self.heads.shape}")
        self.middle: Floats = np.array(middle, dtype=float)
        self.dots = VMobject().set_fill(theme.colour(role), 0.9).set_stroke(width=0)
        self.ring = Circle().set_stroke(theme.colour("ink"), theme.strokes.outline).set_fill(opacity=0)
        self.add(self.dots, self.ring)
        self.refresh()

    @classmethod
    def on(cls, plane: Plane, heads: ArrayLike, **kwargs: Any) -> Cloud:
        """A cloud that the plane carries; `come` brings it."""
        return plane.carry(cls(plane, heads, **kwargs), plane.patches)

    @property
    def spread(self) -> float:
        """The root of the mean square distance of the heads from the middle."""
        return self.spread_of(self.heads)

    def spread_of(self, heads: ArrayLike) -> float:
        """That of other heads."""
        away = np.asarray(heads, dtype=float) - self.middle
        return float(np.sqrt((away**2).sum(axis=1).mean()))

    def refresh(self) -> Self:
        region = self.coordinates.region
        places = self.coordinates.on_frame(self.heads)
        x, y = places[:, 0], places[:, 1]
        room = self.size
        inside = (x > region.left + room) & (x < region.right - room) & (y > region.bottom + room) & (y < region.top - room)
        corners = places[inside][:, None, :2] + self.size * _RING
        step = np.diff(corners, axis=1) / 3
        curves = np.stack([corners[:, :-1], corners[:, :-1] + step, corners[:, 1:] - step, corners[:, 1:]], axis=2)
        flat = curves.reshape(-1, 2)
        self.dots.points = np.column_stack([flat, np.zeros(len(flat))])
        radius = (self.spread if self.wide is None else self.wide) * self.coordinates.unit
        self.ring.stretch_to_fit_width(2 * radius).stretch_to_fit_height(2 * radius)
        self.ring.move_to(self.coordinates.on_frame(self.middle)[0])
        return self

    def to(
        self, heads: ArrayLike, *, wide: float | None = None, run_time: float = theme.pace.move, **kwargs: Any
    ) -> Animation:
        """Every dot goes to another head, and a ring that is `wide` becomes as wide as is said."""
        if (wide is None) != (self.wide is None):
            raise ScriptError("a cloud's ring is as wide as is said from its beginning on, or as its heads scatter")
        widths = (self.wide or 0.0, wide or 0.0)
        before, after = self.heads.copy(), np.array(heads, dtype=float)
        if after.shape != before.shape:
            raise ScriptError(f"the cloud has heads of shape {before.shape}, and is to go to {after.shape}")

        def move(cloud: VMobject, share: float) -> None:
            assert isinstance(cloud, Cloud)
            cloud.heads = (1 - share) * before + share * after
            if wide is not None:
                cloud.wide = (1 - share) * widths[0] + share * widths[1]
            cloud.refresh()

        return UpdateFromAlphaFunc(self, move, run_time=run_time, rate_func=smooth, **kwargs)
