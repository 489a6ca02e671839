"""A marble: a lit sphere, of which something in front may hide the lower part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Animation, FadeIn
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region
from scenes.painted import Canvas, Painted
from scenes.theme import Role, theme

Floats = NDArray[np.float64]
_LIGHT = np.array([-0.5, 0.62, 0.6]) / np.linalg.norm([-0.5, 0.62, 0.6])
_AMBIENT = 0.5
_EDGE = 0.14
"""The share of the radius that is a dark rim, so that a ball stands out on any ground."""


class Marble(Painted):
    """A ball in the frame, `radius` scene units wide from its middle. `hidden` says for places across (k,) up to which
    height the ball is covered: (k,); left out, it is not.

    >>> from scenes.marble import Marble
    >>> shown = Marble((0, 0, 0), radius=1.2)
    """

    def __init__(
        self,
        middle: ArrayLike = (0, 0, 0),
        *,
        radius: float = 0.16,
        role: Role = "model",
        hidden: Callable[[Floats], Floats] | None = None,
    ) -> None:
        self.middle, self.radius = np.asarray(middle, dtype=float), radius
        self.hidden = hidden
        self.tint = 255 * np.array(theme.colour(role).to_rgb())
        super().__init__(self._place())

    def _place(self) -> Region:
        x, y = self.middle[:2]
        return Region(x - self.radius, x + self.radius, y - self.radius, y + self.radius)

    def put(self, middle: ArrayLike) -> Marble:
        """Stand somewhere else."""
        self.middle = np.asarray(middle, dtype=float)
        self.fill_region(self._place())
        return self

    def appear(self, **kwargs: Any) -> Animation:
        return FadeIn(self, **kwargs)

    def paint(self, canvas: Canvas) -> None:
        place = self._place()
        room = 1 / canvas.scale
        box = canvas.box(Region(place.left - room, place.right + room, place.bottom - room, place.top + room))
        x0, x1, y0, y1 = box
        if x1 <= x0 or y1 <= y0:
            return
        across = (np.arange(x0, x1) + 0.5 - canvas.left) / canvas.scale
        up = (canvas.top - np.arange(y0, y1) - 0.5) / canvas.scale
        nx, ny = (across - self.middle[0]) / self.radius, ((up - self.middle[1]) / self.radius)[:, None]
        away = np.hypot(nx, ny)
        nz = np.sqrt(np.clip(1 - away**2, 0, 1))
        light = np.clip(nx * _LIGHT[0] + ny * _LIGHT[1] + nz * _LIGHT[2], 0, 1)
        shine = np.clip(2 * light * nz - _LIGHT[2], 0, 1) ** 24
        rim = np.clip((1 - away) / _EDGE, 0, 1)[:, :, None]
        colour = self.tint * (_AMBIENT + (1 - _AMBIENT) * light)[:, :, None] * (0.35 + 0.65 * rim)
        colour += (255 - colour) * (0.75 * shine)[:, :, None]
        cover = np.clip((1 - away) * self.radius * canvas.scale + 0.5, 0, 1)
        if self.hidden is not None:
            cover *= np.clip((up[:, None] - self.hidden(across)) * canvas.scale + 0.5, 0, 1)
        picture = np.dstack([colour * cover[:, :, None], 255 * cover])
        canvas.lay((picture + 0.5).astype(np.uint8), box, self.opacity)
