"""A ground of heights that several elements show: its colours, its level lines, and how high it is anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from manim import ManimColor, interpolate_color
from numpy.typing import ArrayLike, NDArray

from maths.contours import level_lines
from maths.interpolation import spline_weights
from scenes.theme import Role, theme
from script.errors import ScriptError

Floats = NDArray[np.float64]
_SHADES = 256
_RAMP: tuple[Role, ...] = ("data", "matrix", "loss")
"""From the lowest ground to the highest."""
_FINE = 4
"""Level lines are found on so many times as fine a grid."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Heights (m, n) over `xs` (n,) and `ys` (m,), which rise by even steps, with a level line each `spacing`.

    Between the samples it is the natural cubic spline through them. Its colours go from the first of `ends` to the second,
    or from its lowest height to its highest. Copies of what shows it share it.

    >>> from scenes.ground import Ground
    >>> Ground([[0, 1], [1, 2]], [0, 1], [0, 1], spacing=0.5).height([(0.5, 0.5)]).tolist()
    [1.0]
    """

    values: Floats
    xs: Floats
    ys: Floats
    spacing: float = 0.5
    ends: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        for name in ("values", "xs", "ys"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=float))
        if self.values.shape != (self.ys.size, self.xs.size) or min(self.values.shape) < 2:
            raise ScriptError(
                f"heights of shape {self.values.shape} do not fit {self.ys.size} ys and {self.xs.size} xs",
                hint="Rows go with ys, columns with xs, two of each at the least.",
            )
        for name, steps in (("xs", np.diff(self.xs)), ("ys", np.diff(self.ys))):
            if steps[0] <= 0 or not np.allclose(steps, steps[0]):
                raise ScriptError(f"the {name} of a ground rise by even steps")
        if not np.isfinite(self.values).all() or np.ptp(self.values) == 0 or self.spacing <= 0:
            raise ScriptError("a ground has finite heights, not all the same, and level lines some way apart")

    @classmethod
    def bowl(cls, curving: ArrayLike, half: ArrayLike, *, spacing: float = 0.25) -> Ground:
        """Half of w · H w at each w about the origin, H (2, 2) saying how the bowl curves, so far as `half` (2,) says."""
        xs, ys = (np.linspace(-one, one, 41) for one in np.asarray(half, dtype=float))
        points = np.stack(np.meshgrid(xs, ys), axis=-1)
        return cls(np.einsum("ijk,kl,ijl->ij", points, np.asarray(curving, dtype=float), points) / 2, xs, ys, spacing)

    def __deepcopy__(self, memo: dict[int, Any]) -> Ground:
        return self

    @property
    def low(self) -> float:
        return float(self.values.min())

    @property
    def high(self) -> float:
        return float(self.values.max())

    @property
    def span(self) -> tuple[float, float]:
        """The heights at the ends of its colours."""
        return self.ends or (self.low, self.high)

    @property
    def middle(self) -> Floats:
        """The x and y of its middle: (2,)."""
        return np.array([self.xs[0] + self.xs[-1], self.ys[0] + self.ys[-1]]) / 2

    @property
    def half(self) -> Floats:
        """Half its width and half its depth: (2,)."""
        return np.array([np.ptp(self.xs), np.ptp(self.ys)]) / 2

    @property
    def corners(self) -> Floats:
        """Its lower left and its upper right corner: (2, 2)."""
        return np.array([self.middle - self.half, self.middle + self.half])

    def height(self, points: ArrayLike) -> Floats:
        """How high it is at points (k, 2): (k,). Raises ScriptError for a point beside it."""
        at = np.atleast_2d(np.asarray(points, dtype=float))
        places = (at - (self.xs[0], self.ys[0])) / (self.xs[1] - self.xs[0], self.ys[1] - self.ys[0])
        most = np.array([self.xs.size, self.ys.size]) - 1
        if (places < -1e-6).any() or (places > most + 1e-6).any():
            raise ScriptError(f"a point lies beside the ground: {at[((places < 0) | (places > most)).any(axis=1)][0]}")
        places = np.clip(places, 0, most)
        across, up = spline_weights(self.xs.size, places[:, 0]), spline_weights(self.ys.size, places[:, 1])
        return np.einsum("ki,ij,kj->k", up, self.values, across)

    def holds(self, point: ArrayLike) -> bool:
        """Whether a point is on it."""
        return bool((np.abs(np.asarray(point, dtype=float) - self.middle) <= self.half + 1e-9).all())

    def up_to_the_edge(self, points: ArrayLike) -> Floats:
        """The points of a way (k, 2) that are on it; where the way leaves it, the place at the edge is the last."""
        way = np.asarray(points, dtype=float)
        kept = [way[0]]
        for step in way[1:] - way[:-1]:
            with np.errstate(divide="ignore"):
                room = (np.sign(step) * self.half + self.middle - kept[-1]) / step
            share = float(np.min(room[step != 0], initial=1.0))
            kept.append(kept[-1] + share * step)
            if share < 1:
                break
        return np.array(kept)

    def part(self, columns: slice, rows: slice, *, spacing: float | None = None) -> Ground:
        """A stretch of it, by the numbers of its columns and rows: the same heights have the same colours, and the level
        lines are the same if no other spacing is given."""
        return Ground(self.values[rows, columns], self.xs[columns], self.ys[rows], spacing or self.spacing, self.span)

    def finer(self, columns: int, rows: int) -> Floats:
        """The heights on a grid of that size, over the same stretch: (rows, columns)."""
        across = spline_weights(self.xs.size, np.linspace(0, self.xs.size - 1, columns))
        up = spline_weights(self.ys.size, np.linspace(0, self.ys.size - 1, rows))
        return up @ self.values @ across.T

    @cached_property
    def levels(self) -> Floats:
        """The heights of the level lines: whole multiples of the spacing."""
        first, last = np.ceil(self.low / self.spacing), np.floor(self.high / self.spacing)
        return np.arange(first, last + 1) * self.spacing

    @cached_property
    def lines(self) -> list[tuple[float, list[Floats]]]:
        """Each level with its lines, each (k, 2)."""
        columns, rows = (_FINE * (axis.size - 1) + 1 for axis in (self.xs, self.ys))
        fine = self.finer(columns, rows)
        xs, ys = np.linspace(self.xs[0], self.xs[-1], columns), np.linspace(self.ys[0], self.ys[-1], rows)
        return [(float(level), level_lines(fine, xs, ys, level)) for level in self.levels]

    def colour(self, height: float) -> ManimColor:
        """The colour of a height: those at the ends of its span have the ends of the ramp."""
        low, high = self.span
        share = float(np.clip((height - low) / (high - low), 0, 1)) * (len(_RAMP) - 1)
        place = min(int(share), len(_RAMP) - 2)
        return interpolate_color(theme.colour(_RAMP[place]), theme.colour(_RAMP[place + 1]), share - place)

    @cached_property
    def ramp(self) -> Floats:
        """The colours of its span, from 0 to 255: (256, 3)."""
        heights = np.linspace(*self.span, _SHADES)
        return 255 * np.array([self.colour(float(height)).to_rgb() for height in heights])

    def colours(self, heights: Floats) -> Floats:
        """The same for an array of heights (...): (..., 3)."""
        low, high = self.span
        place = (heights - low) / (high - low) * (_SHADES - 1)
        return self.ramp[np.clip(place, 0, _SHADES - 1).astype(np.int32)]
