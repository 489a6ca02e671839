"""A ground of heights as a landscape, seen by a camera that goes round it. It is drawn in one call a frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, smooth
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, picture
from scenes.ground import Ground
from scenes.horizon import Relief, View
from scenes.land import Hidden, Land
from scenes.painted import Canvas
from scenes.theme import PIXELS_PER_UNIT, theme

Floats = NDArray[np.float64]
_LIGHT = np.array([-0.62, -0.42, 0.66]) / np.linalg.norm([-0.62, -0.42, 0.66])
"""From the left, the front and above: x, y and height."""
_AMBIENT, _DIFFUSE = 0.42, 0.72
_INK = 0.5
"""How much darker a level line is."""
_LINE = 2.2
"""Its width in pixels of a 1080-line frame."""
_SIDE = 0.10, 0.55
"""How bright the cut sides are, from the foot up to the highest ground."""
_PLAIN = 0.6
"""How bright a plain ground is that has no heights yet."""
_TEXELS = 1.15
"""Samples of the ground for each pixel across it, seen from above."""
_FLOOR = 0.10
"""How far the ground's foot lies under its lowest point, as a share of the heights."""
_EYE = 0.38
_LOOKS = 160
"""How many places in front of a point are asked whether they hide it."""


@dataclass(eq=False)
class _Kept:
    """What was worked out and never changes, shared by copies."""

    heights: dict[int, Floats] = field(default_factory=dict)
    reliefs: dict[int, Relief] = field(default_factory=dict)
    key: tuple[View, tuple[int, int, int, int]] | None = None
    drawn: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0, 4), np.uint8))

    def __deepcopy__(self, memo: dict[int, Any]) -> _Kept:
        return self


def _bytes(colours: Floats) -> NDArray[np.uint8]:
    return np.clip(colours, 0, 255).astype(np.uint8)


class Surface(Land):
    """A ground in a region, lit from the left, with its level lines; `tall` is its height as a share of its width. It is as
    large as the region allows whichever way it is turned, seen from `fit` degrees above; `zoom` makes it larger, and what
    is then beyond the region is cut off.

    `look(...)` moves the camera: `azimuth` turns it, `elevation` lifts it to 90 for the view straight down, and `rise`
    lets the heights grow out of the plain. What is laid on it (walks, signs) goes with it.

    >>> import numpy as np
    >>> from scenes.ground import Ground
    >>> from scenes.surface import Surface
    >>> x, y = np.linspace(-2, 2, 25), np.linspace(-2, 2, 25)
    >>> hills = Ground(np.sin(2 * x) * np.cos(2 * y)[:, None], x, y, spacing=0.25)
    >>> shown = Surface(hills, azimuth=25)
    """

    def __init__(
        self,
        ground: Ground,
        *,
        region: Region = picture,
        azimuth: float = 0.0,
        elevation: float = 38.0,
        rise: float = 1.0,
        tall: float = 0.34,
        fit: float | None = None,
        zoom: float = 1.0,
        plain: bool = False,
    ) -> None:
        super().__init__(ground, region)
        self.plain = plain
        self.view = View(azimuth, elevation, rise)
        self.unit = 1 / ground.half[0]  # the ground's own unit: half its width is one
        self.stretch = 2 * tall / (ground.high - ground.low)
        half = self.unit * ground.half
        self.half = (float(half[0]), float(half[1]))
        self.floor, self.top = -_FLOOR * 2 * tall, 2 * tall
        self._kept = _Kept()
        reach = float(np.hypot(*self.half))
        steep = np.radians(elevation if fit is None else fit)
        tallest = 2 * reach * np.sin(steep) + (self.top - self.floor) * np.cos(steep)
        self.per_unit = zoom * min(region.width / (2 * reach), region.height / tallest)
        self.add(self.layer, self.signs)

    # Where things are -------------------------------------------------------------------------------------------

    def _local(self, points: ArrayLike, lift: float = 0.0) -> Floats:
        """Points (k, 2) of the ground in its own unit, `lift` of it above their heights: (k, 3)."""
        at = np.atleast_2d(np.asarray(points, dtype=float))
        high = (self.ground.height(at) - self.ground.low) * self.stretch * self.view.rise
        return np.column_stack([(at - self.ground.middle) * self.unit, high + lift])

    def _seen(self, local: Floats) -> tuple[Floats, Floats, Floats]:
        """How far across, up and away from the viewer points (k, 3) are: (k,) each."""
        cos_a, sin_a, cos_e, sin_e = self.view.axes()
        u, v, z = local.T
        across, depth = u * cos_a + v * sin_a, v * cos_a - u * sin_a
        return across, z * cos_e + depth * sin_e, depth

    @property
    def _eye(self) -> float:
        """How far up the middle of the region looks: somewhat below the middle of the heights."""
        return _EYE * (self.floor + self.top) * self.view.rise * self.view.axes()[2]

    def on_frame(self, points: ArrayLike, lift: float = 0.0) -> Floats:
        across, up, _ = self._seen(self._local(points, lift / self.per_unit))
        flat = self.per_unit * np.column_stack([across, up - self._eye, np.zeros(len(across))])
        return flat + self.region.center

    def horizon(self, across: ArrayLike, depth: ArrayLike) -> Floats:
        """How far up the ground in front of places hides what stands there, in its unit; -inf where nothing does: (k,)."""
        x, far = (np.asarray(one, dtype=float)[:, None] for one in (across, depth))
        cos_a, sin_a, cos_e, sin_e = self.view.axes()
        before = far - np.linspace(0, 1, _LOOKS) ** 2 * 2 * float(np.hypot(*self.half))
        u, v = x * cos_a - before * sin_a, x * sin_a + before * cos_a
        beside = (np.abs(u) > self.half[0]) | (np.abs(v) > self.half[1])
        high = self._high(u, v) * self.view.rise
        return np.where(beside, -np.inf, high * cos_e + before * sin_e).max(axis=1)

    def _high(self, u: Floats, v: Floats) -> Floats:
        """Heights at places of the ground's own unit, from the nearest of a fine grid."""
        heights = self._heights(512)
        rows, columns = heights.shape
        i = np.clip(np.rint((v / self.half[1] + 1) / 2 * (rows - 1)), 0, rows - 1).astype(np.int32)
        j = np.clip(np.rint((u / self.half[0] + 1) / 2 * (columns - 1)), 0, columns - 1).astype(np.int32)
        return heights[i, j]

    def sees(self, points: ArrayLike) -> NDArray[np.bool_]:
        across, up, depth = self._seen(self._local(points))
        return up >= self.horizon(across, depth - 0.01) - 0.012

    def covering(self, point: ArrayLike, clear: float) -> Hidden:
        depth = float(self._seen(self._local(point))[2][0]) - clear / self.per_unit

        def hidden(across: Floats) -> Floats:
            local = (across - self.region.center[0]) / self.per_unit
            up = self.horizon(local, np.full_like(local, depth))
            return (up - self._eye) * self.per_unit + self.region.center[1]

        return hidden

    def lying(self) -> float:
        return self.view.axes()[3]

    # How it is drawn --------------------------------------------------------------------------------------------

    def _heights(self, columns: int) -> Floats:
        if columns not in self._kept.heights:
            rows = max(2, round(columns * self.half[1] / self.half[0]))
            self._kept.heights[columns] = (self.ground.finer(columns, rows) - self.ground.low) * self.stretch
        return self._kept.heights[columns]

    def _shaded(self, heights: Floats, colours: Floats, texels: float) -> NDArray[np.uint8]:
        """Colours (h, w, 3) under the light, with level lines `texels` wide."""
        rows, columns = heights.shape
        dv, du = np.gradient(heights, 2 * self.half[1] / (rows - 1), 2 * self.half[0] / (columns - 1))
        light = (_LIGHT[2] - du * _LIGHT[0] - dv * _LIGHT[1]) / np.sqrt(1 + du**2 + dv**2)
        lit = colours * (_AMBIENT + _DIFFUSE * np.clip(light, 0, None))[:, :, None]
        return _bytes(lit * self._lines(heights, texels)[:, :, None])

    def _lines(self, heights: Floats, texels: float) -> Floats:
        """How dark level lines make each place, `texels` wide."""
        spacing = self.ground.spacing * self.stretch
        up, across = np.gradient(heights)
        level = (heights / self.stretch + self.ground.low) / self.ground.spacing
        away = np.abs(level - np.rint(level)) * spacing / np.maximum(np.hypot(up, across), 1e-9)
        return 1 - _INK * np.clip(texels / 2 + 0.5 - away, 0, 1)

    def relief(self, scale: float) -> Relief:
        """What is drawn from, fine enough for so many pixels a scene unit."""
        columns = int(np.clip(round(_TEXELS * 2 * self.per_unit * scale), 64, 4096))
        if columns not in self._kept.reliefs:
            heights = self._heights(columns)
            colours = self.ground.colours(heights / self.stretch + self.ground.low)
            texels = _TEXELS * _LINE * scale / PIXELS_PER_UNIT
            flat = (_AMBIENT + _DIFFUSE * _LIGHT[2]) * colours * self._lines(heights, texels)[:, :, None]
            if self.plain:
                flat = np.full_like(colours, _PLAIN * 255) * np.array(theme.colour("quiet").to_rgb())
            side = 255 * np.linspace(*_SIDE, 64)[:, None] * np.array(theme.colour("quiet").to_rgb())
            self._kept.reliefs[columns] = Relief(
                heights.astype(np.float32), self.half, _bytes(flat), self._shaded(heights, colours, texels), _bytes(side),
                self.floor, self.top,
            )  # fmt: skip
        return self._kept.reliefs[columns]

    def state(self) -> tuple[View, Region, float]:
        return self.view, self.region, self.per_unit

    def paint(self, canvas: Canvas) -> None:
        box = canvas.box(self.region)
        if self._kept.key != (self.view, box):
            place, middle = canvas.region(box), self.region.center
            left, right = ((x - middle[0]) / self.per_unit for x in (place.left, place.right))
            bottom, top = ((y - middle[1]) / self.per_unit + self._eye for y in (place.bottom, place.top))
            size = (box[1] - box[0], box[3] - box[2])
            self._kept.drawn = self.relief(canvas.scale).draw(self.view, (left, right, bottom, top), size)
            self._kept.key = (self.view, box)
        canvas.lay(self._kept.drawn, box, self.opacity)

    # How it comes and moves -------------------------------------------------------------------------------------

    def bare(self) -> Self:
        """Not seen itself, only what it carries; `lay` brings it."""
        self.set_fill(opacity=0, family=False)
        return self

    def lay(self, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """The ground comes in under what stands on it."""
        return UpdateFromAlphaFunc(
            self, lambda land, share: land.set_fill(opacity=share, family=False), run_time=run_time, **kwargs
        )

    def set_view(self, view: View) -> Self:
        self.view = view
        self.follow()
        return self

    def look(
        self, *, azimuth: float | None = None, elevation: float | None = None, rise: float | None = None,
        run_time: float = 2 * theme.pace.move, **kwargs: Any,
    ) -> Animation:  # fmt: skip
        """The camera goes elsewhere, or the heights grow."""
        wanted = {"azimuth": azimuth, "elevation": elevation, "rise": rise}
        given = {name: value for name, value in wanted.items() if value is not None}
        return _Looking(self, given, run_time=run_time, **kwargs)


class _Looking(Animation):
    """A surface on the way from one view to another, with all that lies on it."""

    def __init__(self, surface: Surface, wanted: dict[str, float], **kwargs: Any) -> None:
        kwargs.setdefault("rate_func", smooth)
        super().__init__(surface, **kwargs)
        self.wanted = wanted

    def create_starting_mobject(self) -> Surface:
        return self.mobject  # type: ignore[return-value]

    def begin(self) -> None:
        assert isinstance(self.mobject, Surface)
        self.source = self.mobject.view
        self.target = replace(self.source, **self.wanted)
        super().begin()

    def interpolate(self, alpha: float) -> None:
        assert isinstance(self.mobject, Surface)
        self.mobject.set_view(self.source.between(self.target, self.rate_func(min(max(alpha, 0), 1))))
