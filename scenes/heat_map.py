"""A matrix too large to be read number by number, seen as a field of colour."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import LEFT, UP, Animation, VGroup, VMobject, interpolate_color, smooth
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, picture
from scenes.matrix import Mark
from scenes.theme import Role, theme
from scenes.typesetting import Words
from script.errors import ScriptError

_SHADES = 48
"""Cells of one shade are one path, so that a map costs the same to draw however many cells it has."""
_GAP = 0.06
"""The share of a cell that is left free around it."""


class HeatMap(VGroup):
    """The values of a matrix as shades: from the faint one at zero to `positive` at `most`, and where there are negative
    values to `negative` at `-most`. Left out, `most` is the largest size there is. With `root`, the shade goes with the root
    of the size, so that small values are seen beside large ones.

    `to(values)` moves to other values; `mark(row=..., column=...)` frames cells. Values beyond `most` are refused, since
    their shade would lie.

    >>> from scenes.heat_map import HeatMap
    >>> shown = HeatMap([[1, 0, 0], [0.5, 0.5, 0], [-0.2, 0.3, 0.9]])
    """

    def __init__(
        self,
        values: ArrayLike,
        *,
        region: Region = picture,
        most: float | None = None,
        positive: Role = "probability",
        negative: Role = "backward",
        root: bool = False,
    ) -> None:
        self.root = root
        self.values: NDArray[np.float64] = np.array(values, dtype=float)
        if self.values.ndim != 2 or not self.values.size or not np.isfinite(self.values).all():
            raise ScriptError(f"a heat map needs a matrix of finite numbers, not one of shape {self.values.shape}")
        self.most = float(np.abs(self.values).max() or 1.0) if most is None else float(most)
        rows, columns = self.values.shape
        self.cell = min(region.width / columns, region.height / rows)
        high, low = theme.colour(positive), theme.colour(negative)
        levels = np.arange(-_SHADES, _SHADES + 1) / _SHADES
        shades = [interpolate_color(theme.colour("faint"), high if level >= 0 else low, abs(level)) for level in levels]
        super().__init__(*(VMobject().set_stroke(width=0).set_fill(shade, 1) for shade in shades))
        self._middle = np.array(region.center, dtype=float)
        self._check(self.values)
        self.refresh()

    def _check(self, values: NDArray[np.float64]) -> None:
        if values.shape != self.values.shape:
            raise ScriptError(f"this heat map has the shape {self.values.shape}, the values have {values.shape}")
        if not (np.abs(values) <= self.most * (1 + 1e-9)).all():
            raise ScriptError(
                f"a value of size {np.abs(values).max():g} is beyond the strongest shade, {self.most:g}",
                hint="Give the map a larger `most` when it is made.",
            )

    def slot(self, row: int, column: int) -> NDArray[np.float64]:
        """Where a cell's middle stands on the frame: (3,)."""
        rows, columns = self.values.shape
        return self._middle + self.cell * np.array([column - (columns - 1) / 2, (rows - 1) / 2 - row, 0.0])

    def shade(self, row: int, column: int) -> int:
        """Which shade a cell has, from -48 to 48, 0 being that of zero."""
        share = float(self.values[row, column]) / self.most
        return round(_SHADES * (float(np.copysign(abs(share) ** 0.5, share)) if self.root else share))

    def refresh(self) -> Self:
        """Draw it again from its values."""
        rows, columns = self.values.shape
        half = self.cell * (1 - _GAP) / 2
        corners = half * np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0], [-1, -1, 0]])
        pieces: dict[int, list[NDArray[np.float64]]] = {}
        for i in range(rows):
            for j in range(columns):
                start, end = self.slot(i, j) + corners[:-1], self.slot(i, j) + corners[1:]
                step = (end - start) / 3
                square = np.stack([start, start + step, end - step, end], axis=1).reshape(-1, 3)
                pieces.setdefault(self.shade(i, j) + _SHADES, []).append(square)
        for shade, path in enumerate(self.submobjects):
            path.points = np.concatenate(pieces[shade]) if shade in pieces else np.zeros((0, 3))
        return self

    def to(self, values: ArrayLike, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """Every cell goes to another value."""
        target = np.array(values, dtype=float)
        self._check(target)
        return _Shading(self, target, run_time=run_time, **kwargs)

    def row_name(self, row: int, name: str) -> Words:
        """A name on the left of a row."""
        return Words(name, size=theme.sizes.small).next_to(self.slot(row, 0) + 0.5 * self.cell * LEFT, LEFT, buff=0.16)

    def column_name(self, column: int, name: str) -> Words:
        """A name above a column."""
        return Words(name, size=theme.sizes.small).next_to(self.slot(0, column) + 0.5 * self.cell * UP, UP, buff=0.16)

    def mark(self, *, row: int | None = None, column: int | None = None, role: Role = "attention") -> Mark:
        """A frame round a row, a column or one cell; `come`, `leave` and `flash` as with a table's."""
        rows = range(self.values.shape[0]) if row is None else [row]
        columns = range(self.values.shape[1]) if column is None else [column]
        # No tint: it would change the shades that it frames.
        places = [self.slot(i, j) for i in rows for j in columns]
        return Mark(places, self.cell + 0.14, self.cell + 0.06, role, tint=False)


class _Shading(Animation):
    """A map on the way from its values to others."""

    def __init__(self, heat: HeatMap, target: NDArray[np.float64], **kwargs: Any) -> None:
        kwargs.setdefault("rate_func", smooth)
        super().__init__(heat, **kwargs)
        self.target = target

    def create_starting_mobject(self) -> HeatMap:
        return self.mobject  # type: ignore[return-value]

    def begin(self) -> None:
        assert isinstance(self.mobject, HeatMap)
        self.source = self.mobject.values.copy()
        super().begin()

    def interpolate(self, alpha: float) -> None:
        assert isinstance(self.mobject, HeatMap)
        share = self.rate_func(min(max(alpha, 0), 1))
        self.mobject.values = (1 - share) * self.source + share * self.target
        self.mobject.refresh()
