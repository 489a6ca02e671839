"""Something that travels along an edge, as wide as a number says at every place of its way."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from manim import Animation, FadeOut, UpdateFromAlphaFunc, VGroup, VMobject, smooth
from numpy.typing import ArrayLike, NDArray

from scenes.theme import Role, theme
from script.errors import ScriptError

_SAMPLES = 12
"""Places at which each curve of a path is taken."""
_LENGTH = 0.55
"""How long a pulse is, in scene units."""
_WAKE = 0.38
_NOSE = np.linspace(0, 1, 9)


class Pulse(VGroup):
    """A pulse along a path, from its first point to its last, and the wake that it leaves. `widths`, in scene units, hold
    at even shares of the path's length, two or more; between them the width changes evenly.

    Values have the role "forward" and a round front; blame has the role "backward" and a pointed one.

    >>> from manim import LEFT, RIGHT, Line
    >>> from scenes.pulse import Pulse
    >>> shown = Pulse(Line(3 * RIGHT, 3 * LEFT), (0.2, 1.0), role="backward").at(0.8)
    """

    def __init__(
        self, path: VMobject, widths: ArrayLike, *, role: Literal["forward", "backward"] = "backward",
        length: float = _LENGTH,
    ) -> None:  # fmt: skip
        self.widths: NDArray[np.float64] = np.array(widths, dtype=float)
        if self.widths.ndim != 1 or len(self.widths) < 2 or not (self.widths >= 0).all():
            raise ScriptError(f"a pulse needs two or more widths of at least 0, not {widths}")
        self.way, self.heading = _sampled(path)
        steps = np.linalg.norm(np.diff(self.way, axis=0), axis=1)
        self.along = np.concatenate([[0.0], steps.cumsum()])
        if self.along[-1] < 1e-9:
            raise ScriptError("a pulse needs a path that leads somewhere")
        self.length = min(length, float(self.along[-1])) / float(self.along[-1])
        self.role: Role = role
        colour = theme.colour(role)
        self.wake = VMobject().set_fill(colour, _WAKE).set_stroke(width=0)
        self.head = VMobject().set_fill(colour, 1).set_stroke(width=0)
        super().__init__(self.wake, self.head)
        self.set_z_index(-1)
        self.at(0.0)

    def width_at(self, share: float) -> float:
        """How wide it is at a share of its way."""
        return float(np.interp(share, np.linspace(0, 1, len(self.widths)), self.widths))

    def at(self, share: float) -> Self:
        """The pulse when its front has come so far, from 0 to 1; beyond 1, it goes in at the end of the path."""
        front = min(share, 1.0)
        self._ribbon(self.wake, np.linspace(0, front, 41), np.ones(41))
        tail = max(0.0, share - self.length)
        places = np.linspace(tail, max(front, tail), 33)
        body = np.clip((places - tail) / (0.7 * self.length), 0, 1)
        ahead = np.clip((share - places) / (0.3 * self.length), 0, 1)
        nose = ahead if self.role == "backward" else np.sqrt(1 - (1 - ahead) ** 2)
        self._ribbon(self.head, places, body * nose)
        return self

    def _ribbon(self, drawn: VMobject, shares: NDArray[np.float64], fullness: NDArray[np.float64]) -> None:
        """A band over shares of the way, as wide as the pulse there times its fullness."""
        if shares[-1] - shares[0] < 1e-6:
            drawn.clear_points()
            return
        lengths = shares * self.along[-1]
        middle = np.stack([np.interp(lengths, self.along, self.way[:, axis]) for axis in range(3)], axis=1)
        ahead = np.stack([np.interp(lengths, self.along, self.heading[:, axis]) for axis in range(3)], axis=1)
        across = np.stack([-ahead[:, 1], ahead[:, 0], np.zeros(len(ahead))], axis=1)
        across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
        half = np.interp(shares, np.linspace(0, 1, len(self.widths)), self.widths) / 2 * fullness
        edge = half[:, None] * across
        drawn.set_points_as_corners([*(middle + edge), *(middle - edge)[::-1], middle[0] + edge[0]])

    def travel(self, *, run_time: float = theme.pace.point * 2, **kwargs: Any) -> Animation:
        """It goes all the way, and leaves its wake."""
        kwargs.setdefault("rate_func", smooth)
        end = 1 + self.length
        return UpdateFromAlphaFunc(self, lambda pulse, share: pulse.at(share * end), run_time=run_time, **kwargs)

    def leave(self, **kwargs: Any) -> Animation:
        return FadeOut(self, **kwargs)


def _sampled(path: VMobject) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points along a path, (N, 3), from its Bézier curves, and the direction at each of them. At the ends it is exact, so
    that two bands that meet there have one edge."""
    curves = path.points.reshape(-1, 4, 3)
    t = np.linspace(0, 1, _SAMPLES)[:, None]
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    pieces = [sum(w * corner for w, corner in zip(weights, curve, strict=True)) for curve in curves]
    points = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
    heading = np.gradient(points, axis=0)
    for place, way in ((0, curves[0, 1] - curves[0, 0]), (-1, curves[-1, 3] - curves[-1, 2])):
        if np.linalg.norm(way) > 1e-9:
            heading[place] = way
    return points, heading / np.maximum(np.linalg.norm(heading, axis=1, keepdims=True), 1e-9)
