"""Draws a ground of heights by its horizons: for every column of pixels, from the front to the back.

Seen from above and without perspective, a column of the picture shows one straight cut through the ground. Going along
the cut from the viewer on, a point is seen if it stands higher in the picture than all before it. So a running maximum
along every cut finds, for each pixel, the place of the ground that it shows; a colour laid out over the ground before is
then looked up there. That costs the same however fine the ground is, and no faces are sorted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
_STRIP = 64
_JUMP = 4.0
"""Neighbouring pixels further apart on the ground than this many samples are on two sides of a crest."""


@dataclass(frozen=True)
class View:
    """From where a ground is seen: turned by `azimuth` degrees, from `elevation` degrees above, 90 being straight down;
    its heights at `rise` of their full size."""

    azimuth: float = 0.0
    elevation: float = 35.0
    rise: float = 1.0

    def axes(self) -> tuple[float, float, float, float]:
        """Cosine and sine of the azimuth, then of the elevation."""
        a, e = np.radians(self.azimuth), np.radians(self.elevation)
        return float(np.cos(a)), float(np.sin(a)), float(np.cos(e)), float(np.sin(e))

    def between(self, other: View, share: float) -> View:
        """On the way to another view."""
        mixed = (
            (1 - share) * one + share * two
            for one, two in zip(vars(self).values(), vars(other).values(), strict=True)
        )
        return View(*mixed)


@dataclass(frozen=True)
class Relief:
    """A ground ready to be drawn: heights (m, n) over a rectangle of half sizes `half` about the origin, first row at the
    front; its colours (h, w, 3) when flat and when risen, and those of its cut sides by height (k, 3), from `floor` to
    `top`. All lengths are in one unit."""

    heights: Floats
    half: tuple[float, float]
    flat: Bytes
    risen: Bytes
    side: Bytes
    floor: float
    top: float

    def draw(self, view: View, box: tuple[float, float, float, float], size: tuple[int, int], fine: int = 2) -> Bytes:
        """The picture (height, width, 4), its colours already weighed by its alpha, of what lies in `box`: left, right,
        bottom and top, in the ground's unit. `fine` columns, one or two, are worked out for each column of pixels."""
        width, height = size
        pixel = (box[1] - box[0]) / width
        across = (box[0] + (np.arange(width * fine) + 0.5) * pixel / fine).astype(np.float32)
        texture = self.risen
        if view.rise < 1:
            texture = cv2.addWeighted(self.flat, 1 - view.rise, self.risen, view.rise, 0)
        picture = np.zeros((height, width, 4), np.uint8)
        # In strips, so that what is worked on stays in the processor's cache.
        for first in range(0, width, _STRIP // fine):
            part = picture[:, first : first + _STRIP // fine]
            wide = part.shape[1]
            # First the left halves of the pixels, and then their right ones.
            places = np.ascontiguousarray(across[first * fine :][: wide * fine].reshape(wide, fine).T).ravel()
            rows, drawn = self._strip(height, view, places, box[3], pixel, texture)
            if fine > 1 and drawn.size:
                drawn = cv2.addWeighted(drawn[:, :wide], 0.5, drawn[:, wide:], 0.5, 0)
            part[rows] = drawn[:, :wide]
        return picture

    def _strip(
        self, height: int, view: View, across: Floats, top: float, pixel: float, texture: Bytes
    ) -> tuple[slice, Bytes]:
        """Draw the columns of the picture at some places `across`: in which rows there is something, and what."""
        near, far, inside = self._cuts(view, across)
        cos_a, sin_a, cos_e, sin_e = (np.float32(one) for one in view.axes())
        if not inside.any():
            return slice(0, 0), np.zeros((0, len(across), 4), np.uint8)
        # As many samples along a cut as it has pixels, at the least.
        count = int(np.clip(1.2 * (far - near).max(initial=0.0) * max(sin_e, 0.3) / pixel, 64, 1600))
        step = (far - near) / np.float32(count - 1)
        depth = step * np.arange(count, dtype=np.float32)[:, None]
        depth += near
        high = self._look_up(self.heights, across * cos_a - depth * sin_a, across * sin_a + depth * cos_a)
        high *= np.float32(view.rise * cos_e / pixel)
        depth *= np.float32(sin_e / pixel)
        horizon = np.empty((count + 1, len(across)), np.float32)
        np.add(high, depth, out=horizon[1:])
        horizon[0] = np.float32(self.floor * view.rise * cos_e / pixel) + near * np.float32(sin_e / pixel)
        np.maximum.accumulate(horizon, axis=0, out=horizon)
        np.subtract(np.float32(top / pixel), horizon, out=horizon)
        # Only the rows between the ground's foot and its highest horizon.
        first = max(0, int(horizon[-1, inside].min()) - 1)
        last = min(height, int(horizon[0, inside].max()) + 2)
        if last <= first:
            return slice(0, 0), np.zeros((0, len(across), 4), np.uint8)
        horizon -= np.float32(first)
        drawn = self._paint(horizon, near, step, across, inside, last - first, texture, cos_a, sin_a)
        return slice(first, last), drawn

    def _cuts(self, view: View, across: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Where each column's cut enters the ground and leaves it, and whether it meets it at all."""
        cos_a, sin_a, _, _ = view.axes()
        near, far = np.full_like(across, -np.inf), np.full_like(across, np.inf)
        for start, slope, half in ((across * cos_a, -sin_a, self.half[0]), (across * sin_a, cos_a, self.half[1])):
            if abs(slope) < 1e-7:
                outside = np.abs(start) > half
                near, far = np.where(outside, np.inf, near), np.where(outside, -np.inf, far)
                continue
            ends = np.stack([(-half - start) / slope, (half - start) / slope])
            near, far = np.maximum(near, ends.min(axis=0)), np.minimum(far, ends.max(axis=0))
        inside = far > near
        zero = np.float32(0)
        return (
            np.where(inside, near, zero).astype(np.float32),
            np.where(inside, far, zero).astype(np.float32),
            inside,
        )

    def _look_up(self, values: NDArray[Any], u: Floats, v: Floats) -> NDArray[Any]:
        """What stands at places of the ground, linearly between the samples."""
        m, n = values.shape[:2]
        x = (u + self.half[0]) * np.float32((n - 1) / (2 * self.half[0]))
        y = (v + self.half[1]) * np.float32((m - 1) / (2 * self.half[1]))
        found: NDArray[Any] = cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return found

    def _paint(
        self, horizon: Floats, near: Floats, step: Floats, across: Floats, inside: NDArray[np.bool_], height: int,
        texture: Bytes, cos_a: np.float32, sin_a: np.float32,
    ) -> Bytes:  # fmt: skip
        count, columns = horizon.shape
        column = np.arange(columns)
        # For each pixel, how many samples lie below its middle: those whose row is further down.
        reach = np.ceil(horizon - np.float32(0.5))
        np.clip(reach, 0, height, out=reach)
        place = reach.astype(np.intp)
        place *= columns
        place += column
        passed = np.bincount(place.ravel(), minlength=(height + 1) * columns).reshape(height + 1, columns)
        after = np.cumsum(passed[:0:-1], axis=0)[::-1]  # (height, columns)
        after = np.clip(after, 1, count - 1)
        index = after * columns
        index += column
        rows_of = horizon.ravel()
        end = rows_of.take(index)
        index -= columns
        start = rows_of.take(index)
        middle = (np.arange(height, dtype=np.float32) + np.float32(0.5))[:, None]
        # How far along the cut, in samples; below zero on the side that faces the viewer.
        order = start - middle
        start -= end
        order /= np.maximum(start, np.float32(1e-6), out=start)
        np.clip(order, 0, 1, out=order)
        order += after
        order -= np.float32(2)
        depth = np.maximum(order, np.float32(0))
        depth *= step
        depth += near
        colour = self._look_up(texture, across * cos_a - depth * sin_a, across * sin_a + depth * cos_a)
        picture: Bytes = cv2.cvtColor(colour, cv2.COLOR_RGB2RGBA)
        alpha = np.minimum(middle + np.float32(0.5) - horizon[-1], horizon[0] - middle + np.float32(0.5))
        np.clip(alpha, 0, 1, out=alpha)
        alpha *= inside
        self._side(picture, (after == 1) & (alpha > 0), horizon, near, across, cos_a, sin_a)
        self._soften(picture, order, horizon, after)
        pixels, cover = picture.reshape(-1, 4), alpha.ravel()
        pixels.view(np.uint32)[cover == 0] = 0
        edge = np.flatnonzero((cover > 0) & (cover < 1))
        pixels[edge, :3] = pixels[edge, :3] * cover[edge, None]
        pixels[edge, 3] = cover[edge] * np.float32(255) + np.float32(0.5)
        return picture

    def _side(
        self, picture: Bytes, shown: NDArray[np.bool_], horizon: Floats, near: Floats, across: Floats,
        cos_a: np.float32, sin_a: np.float32,
    ) -> None:  # fmt: skip
        """Colour the sides where the ground is cut off, by their height: lower ones are darker."""
        places = np.flatnonzero(shown)
        if not len(places):
            return
        rows, cols = np.divmod(places, shown.shape[1])
        edge = self._look_up(self.heights, across * cos_a - near * sin_a, across * sin_a + near * cos_a).ravel()
        foot, tall = horizon[0], np.maximum(horizon[0] - horizon[1], np.float32(1e-6))
        most = np.float32(len(self.side) - 1)
        shades = (edge - np.float32(self.floor)) * (most / np.float32(self.top - self.floor))
        up = foot.take(cols) - (rows.astype(np.float32) + np.float32(0.5))
        up /= tall.take(cols)
        np.clip(up, 0, 1, out=up)
        up *= shades.take(cols)
        side = np.full((len(self.side), 4), 255, np.uint8)
        side[:, :3] = self.side
        shade = np.clip(up, 0, most, out=up).astype(np.intp)
        picture.reshape(-1, 4).view(np.uint32)[places, 0] = side.view(np.uint32)[:, 0].take(shade)

    @staticmethod
    def _soften(picture: Bytes, order: Floats, horizon: Floats, after: NDArray[np.intp]) -> None:
        """Mix the colours of the pixels through which a crest runs, by how much of each it covers."""
        places = np.flatnonzero(np.abs(order[1:] - order[:-1]) > _JUMP)
        if not len(places):
            return
        columns = order.shape[1]
        rows, cols = np.divmod(places, columns)
        pixels = picture.reshape(-1, 4)
        crest = horizon[after.ravel()[places] - 1, cols]  # the far pixel is the upper one, at `rows`
        behind, front = (pixels[one].astype(np.float32) for one in (places, places + columns))
        upper = np.clip(rows + 1 - crest, 0, 1)[:, None]
        lower = np.clip(rows + 2 - crest, 0, 1)[:, None]
        pixels[places] = (upper * front + (1 - upper) * behind).astype(np.uint8)
        pixels[places + columns] = (lower * front + (1 - lower) * behind).astype(np.uint8)
