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
_STRIP = 128
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
        bottom and top, in the ground's unit. `fine` columns are worked out for each column of pixels."""
        width, height = size
        columns, pixel = width * fine, (box[1] - box[0]) / size[0]
        across = (box[0] + (np.arange(columns) + 0.5) * pixel / fine).astype(np.float32)
        texture = self.risen
        if view.rise < 1:
            texture = cv2.addWeighted(self.flat, 1 - view.rise, self.risen, view.rise, 0)
        picture = np.zeros((height, columns, 4), np.uint8)
        # In strips, so that what is worked on stays in the processor's cache.
        for first in range(0, columns, _STRIP):
            self._strip(picture[:, first : first + _STRIP], view, across[first : first + _STRIP], box[3], pixel, texture)
        return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA) if fine > 1 else picture

    def _strip(
        self, picture: Bytes, view: View, across: Floats, top: float, pixel: float, texture: Bytes
    ) -> None:
        """Draw the columns of the picture at some places `across` into it: (height, columns, 4)."""
        near, far, inside = self._cuts(view, across)
        cos_a, sin_a, cos_e, sin_e = (np.float32(one) for one in view.axes())
        # As many samples along a cut as it has pixels, at the least.
        count = int(np.clip(1.2 * (far - near).max(initial=0.0) * max(sin_e, 0.3) / pixel, 64, 1600))
        step = (far - near) / np.float32(count - 1)
        depth = near + step * np.arange(count, dtype=np.float32)[:, None]
        high = self._look_up(self.heights, across * cos_a - depth * sin_a, across * sin_a + depth * cos_a)
        up = high * np.float32(view.rise * cos_e / pixel) + depth * np.float32(sin_e / pixel)
        foot = np.float32(self.floor * view.rise * cos_e / pixel) + near * np.float32(sin_e / pixel)
        horizon = np.float32(top / pixel) - np.maximum.accumulate(np.vstack([foot, up]), axis=0)
        if not inside.any():
            return
        # Only the rows between the ground's foot and its highest horizon.
        first = max(0, int(horizon[-1, inside].min()) - 1)
        last = min(len(picture), int(horizon[0, inside].max()) + 2)
        if last > first:
            horizon -= np.float32(first)
            picture[first:last] = self._paint(horizon, near, step, across, inside, last - first, texture, cos_a, sin_a)

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
        column = np.arange(columns, dtype=np.int32)
        # For each pixel, how many samples lie below its middle: those whose row is further down.
        reach = np.clip(np.ceil(horizon - np.float32(0.5)), 0, height).astype(np.int32)
        reach *= np.int32(columns)
        reach += column
        passed = np.bincount(reach.ravel(), minlength=(height + 1) * columns).reshape(height + 1, columns)
        after = np.cumsum(passed[:0:-1], axis=0, dtype=np.int32)[::-1]  # (height, columns)
        after = np.clip(after, 1, count - 1)
        index = (after - 1) * np.int32(columns) + column
        rows_of = horizon.ravel()
        start, end = rows_of[index], rows_of[index + columns]
        middle = (np.arange(height, dtype=np.float32) + np.float32(0.5))[:, None]
        order = np.clip((start - middle) / np.maximum(start - end, np.float32(1e-6)), 0, 1)
        order += after
        order -= np.float32(2)  # along the cut, in samples; below zero on the side that faces the viewer
        depth = np.maximum(order, np.float32(0))
        depth *= step
        depth += near
        colour = self._look_up(texture, across * cos_a - depth * sin_a, across * sin_a + depth * cos_a)
        self._side(colour, after, horizon, near, across, cos_a, sin_a)
        self._soften(colour, order, horizon, after)
        alpha = np.minimum(middle + np.float32(0.5) - horizon[-1], horizon[0] - middle + np.float32(0.5))
        alpha = np.clip(alpha, 0, 1) * inside
        picture = np.empty((height, columns, 4), np.uint8)
        picture[:, :, :3] = colour
        picture[:, :, 3] = alpha * np.float32(255) + np.float32(0.5)
        rows, cols = np.nonzero(alpha < 1)
        picture[rows, cols, :3] = colour[rows, cols] * alpha[rows, cols, None]
        return picture

    def _side(
        self, colour: NDArray[Any], after: NDArray[np.int32], horizon: Floats, near: Floats, across: Floats,
        cos_a: np.float32, sin_a: np.float32,
    ) -> None:  # fmt: skip
        """Colour the sides where the ground is cut off, by their height: lower ones are darker."""
        rows, cols = np.nonzero(after == 1)
        foot, top = horizon[0, cols], horizon[1, cols]
        up = np.clip((foot - (rows + np.float32(0.5))) / np.maximum(foot - top, np.float32(1e-6)), 0, 1)
        edge = self._look_up(self.heights, across * cos_a - near * sin_a, across * sin_a + near * cos_a).ravel()
        z = up * (edge[cols] - self.floor) / (self.top - self.floor) * (len(self.side) - 1)
        colour[rows, cols] = self.side[np.clip(z, 0, len(self.side) - 1).astype(np.int32)]

    @staticmethod
    def _soften(colour: NDArray[Any], order: Floats, horizon: Floats, after: NDArray[np.int32]) -> None:
        """Mix the colours of the pixels through which a crest runs, by how much of each it covers."""
        rows, cols = np.nonzero(np.abs(np.diff(order, axis=0)) > _JUMP)
        if not len(rows):
            return
        crest = horizon[after[rows, cols] - 1, cols]  # the far pixel is the upper one, at `rows`
        behind, front = colour[rows, cols].astype(np.float32), colour[rows + 1, cols].astype(np.float32)
        upper = np.clip(rows + 1 - crest, 0, 1)[:, None]
        lower = np.clip(rows + 2 - crest, 0, 1)[:, None]
        colour[rows, cols] = (upper * front + (1 - upper) * behind).astype(colour.dtype)
        colour[rows + 1, cols] = (lower * front + (1 - lower) * behind).astype(colour.dtype)
