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
_SAMPLES = 0.8
"""Along a cut, for each pixel that it would be high if the ground were plain."""
_WITHIN = 1 - 1e-6
"""Nearer to one than this is rounding: of a column's cover, and of the way to the ground's corners."""
_APART = 1.5
"""The two places that a pixel is the mean of lie at most so many samples before and behind its middle."""
_STEEPEST = 3.0
"""An outline that rises more rows a column than this is softened as if it rose so many."""
_JUMP = 3.0
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
        mixed = ((1 - share) * one + share * two for one, two in zip(vars(self).values(), vars(other).values(), strict=True))
        return View(*mixed)


@dataclass(frozen=True)
class _Cuts:
    """The straight cuts through a ground that neighbouring columns of pixels show: where each lies `across` the picture,
    how deep in it the cut begins, how far apart its samples are, and how large a pixel is. (columns,)"""

    across: Floats
    near: Floats
    step: Floats
    cos: np.float32
    sin: np.float32
    pixel: np.float32

    def depth(self, order: Floats) -> Floats:
        """How deep in the picture so many samples along the cuts lie. (rows, columns)"""
        depth: Floats = order * self.step
        depth += self.near
        return depth

    def places(self, depth: Floats, beside: float = 0.0) -> tuple[Floats, Floats]:
        """The places of the ground so deep in the picture, so many pixels beside the cuts."""
        across = self.across + np.float32(beside) * self.pixel
        return across * self.cos - depth * self.sin, across * self.sin + depth * self.cos


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

    def __post_init__(self) -> None:
        # Four bytes a place are looked up in half the time that three take.
        for name in ("flat", "risen"):
            object.__setattr__(self, name, cv2.cvtColor(getattr(self, name), cv2.COLOR_RGB2RGBA))

    def draw(self, view: View, box: tuple[float, float, float, float], size: tuple[int, int]) -> Bytes:
        """The picture (height, width, 4), its colours already weighed by its alpha, of what lies in `box`: left, right,
        bottom and top, in the ground's unit."""
        width, height = size
        pixel = (box[1] - box[0]) / width
        across = box[0] + (np.arange(width) + 0.5) * pixel
        # The columns at its two corners are only partly covered, and show what lies in that part.
        cos_a, sin_a, _, _ = view.axes()
        reach = self.half[0] * abs(cos_a) + self.half[1] * abs(sin_a)
        covered = np.clip((np.minimum(across + pixel / 2, reach) - np.maximum(across - pixel / 2, -reach)) / pixel, 0, 1)
        covered[covered > _WITHIN] = 1
        across = np.clip(across, -_WITHIN * reach, _WITHIN * reach).astype(np.float32)
        texture = self.risen if view.rise >= 1 else cv2.addWeighted(self.flat, 1 - view.rise, self.risen, view.rise, 0)
        picture = np.zeros((height, width, 4), np.uint8)
        columns = np.flatnonzero(covered)
        if not len(columns):
            return picture
        # In strips, so that what is worked on stays in the processor's cache.
        for first in range(int(columns[0]), int(columns[-1]) + 1, _STRIP):
            strip = slice(first, min(first + _STRIP, int(columns[-1]) + 1))
            rows, drawn = self._strip(height, view, across[strip], box[3], pixel, texture, covered[strip].astype(np.float32))
            picture[rows, strip] = drawn
        return picture

    def _strip(
        self, height: int, view: View, across: Floats, top: float, pixel: float, texture: Bytes, covered: Floats
    ) -> tuple[slice, Bytes]:
        """Draw the columns of the picture at some places `across`, of which so much is `covered`: in which rows there is
        something, and what."""
        near, far, inside = self._cuts(view, across)
        cos_a, sin_a, cos_e, sin_e = (np.float32(one) for one in view.axes())
        if not inside.any():
            return slice(0, 0), np.zeros((0, len(across), 4), np.uint8)
        count = int(np.clip(_SAMPLES * (far - near).max(initial=0.0) * max(sin_e, 0.3) / pixel, 64, 1600))
        cuts = _Cuts(across, near, (far - near) / np.float32(count - 1), cos_a, sin_a, np.float32(pixel))
        depth = cuts.depth(np.arange(count, dtype=np.float32)[:, None])
        high = self._look_up(self.heights, *cuts.places(depth))
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
        covered = covered * inside
        return slice(first, last), self._paint(cuts, horizon, covered, last - first, texture)

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

    def _paint(self, cuts: _Cuts, horizon: Floats, covered: Floats, height: int, texture: Bytes) -> Bytes:
        """Draw so many rows of the columns whose `horizon` (samples + 1, columns) is given in rows."""
        count, columns = horizon.shape
        column = np.arange(columns)
        # For each pixel, how many samples lie below its middle: those whose row is further down.
        reach = horizon - np.float32(0.5)
        np.ceil(reach, out=reach)
        np.clip(reach, 0, height, out=reach)
        place = reach.astype(np.intp)
        place *= columns
        place += column
        passed = np.bincount(place.ravel(), minlength=(height + 1) * columns).reshape(height + 1, columns)
        after = np.cumsum(passed[:height], axis=0, dtype=np.int32)  # (height, columns)
        np.subtract(count, after, out=after)
        np.clip(after, 1, count - 1, out=after)
        index = after.astype(np.intp)
        index *= columns
        index += column
        rows_of = horizon.ravel()
        end = rows_of.take(index)
        index -= columns
        start = rows_of.take(index)
        middle = (np.arange(height, dtype=np.float32) + np.float32(0.5))[:, None]
        # How far along the cut, in samples; below zero on the side that faces the viewer.
        order = start - middle
        start -= end
        np.maximum(start, np.float32(1e-6), out=start)
        order /= start
        np.clip(order, 0, 1, out=order)
        order += after
        order -= np.float32(2)
        # The mean of two places in a pixel, a quarter of it beside its middle and a quarter above or below.
        quarter = np.divide(np.float32(0.25), start, out=start)
        np.minimum(quarter, np.float32(_APART), out=quarter)
        places = []
        for side in (1.0, -1.0):
            sample = order + side * quarter
            np.clip(sample, 0, np.float32(count - 1), out=sample)
            places.append(self._look_up(texture, *cuts.places(cuts.depth(sample), side / 4)))
        picture: Bytes = cv2.addWeighted(places[0], 0.5, places[1], 0.5, 0)
        top, foot = horizon[-1], horizon[0]
        above, below = (middle - top) / _steepness(top), (foot - middle) / _steepness(foot)
        alpha = np.minimum(above, below, out=above)
        alpha += np.float32(0.5)
        np.clip(alpha, 0, 1, out=alpha)
        alpha *= covered
        self._side(picture, (after == 1) & (alpha > 0), horizon, self._look_up(self.heights, *cuts.places(cuts.near)))
        self._soften(picture, order, horizon, after)
        pixels, cover = picture.reshape(-1, 4), alpha.ravel()
        pixels.view(np.uint32)[cover == 0] = 0
        edge = np.flatnonzero((cover > 0) & (cover < 1))
        pixels[edge, :3] = pixels[edge, :3] * cover[edge, None]
        pixels[edge, 3] = cover[edge] * np.float32(255) + np.float32(0.5)
        return picture

    def _side(self, picture: Bytes, shown: NDArray[np.bool_], horizon: Floats, edge: Floats) -> None:
        """Colour the sides where the ground is cut off, by their height, at the `edge` so high: lower ones are darker."""
        places = np.flatnonzero(shown)
        if not len(places):
            return
        rows, cols = np.divmod(places, shown.shape[1])
        foot, tall = horizon[0], np.maximum(horizon[0] - horizon[1], np.float32(1e-6))
        most = np.float32(len(self.side) - 1)
        shades = (edge.ravel() - np.float32(self.floor)) * (most / np.float32(self.top - self.floor))
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
        """Mix the colours of the pixels through which a crest runs, or the edge of the cut side, by how much of each it
        covers."""
        cut = after == 1
        places = np.flatnonzero((np.abs(order[1:] - order[:-1]) > _JUMP) | (cut[1:] & ~cut[:-1]))
        if not len(places):
            return
        columns = order.shape[1]
        rows, cols = np.divmod(places, columns)
        pixels = picture.reshape(-1, 4)
        # The far pixel is the upper one, at `rows`.
        crest = horizon[np.where(cut.ravel()[places + columns], 1, after.ravel()[places] - 1), cols]
        behind, front = (pixels[one].astype(np.float32) for one in (places, places + columns))
        upper = np.clip(rows + 1 - crest, 0, 1)[:, None]
        lower = np.clip(rows + 2 - crest, 0, 1)[:, None]
        pixels[places] = (upper * front + (1 - upper) * behind).astype(np.uint8)
        pixels[places + columns] = (lower * front + (1 - lower) * behind).astype(np.uint8)


def _steepness(outline: Floats) -> Floats:
    """How many rows an outline rises from a column to the next: what lies beside it is so much nearer to it than what lies
    above it. (columns,)"""
    if len(outline) < 2:
        return np.ones_like(outline)
    return np.clip(np.abs(np.gradient(outline)), 1, _STEEPEST).astype(np.float32)
