"""A thing of the stage that is not made of curves: it paints itself into the camera's own pixels, in one call a frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import cv2
import numpy as np
from manim import Camera, VMobject
from numpy.typing import NDArray

from scenes.frame import Region
from scenes.theme import theme

Bytes = NDArray[np.uint8]


class Canvas:
    """A camera's pixels, and where in them points of the frame are."""

    def __init__(self, camera: Camera) -> None:
        self.pixels: Bytes = camera.pixel_array
        self.scale = camera.pixel_width / float(camera.frame_width)
        middle = camera.frame_center
        self.left = camera.pixel_width / 2 - float(middle[0]) * self.scale
        self.top = camera.pixel_height / 2 + float(middle[1]) * self.scale

    def box(self, region: Region) -> tuple[int, int, int, int]:
        """The whole pixels that a region covers: first and last column, first and last row, the last ones not in it."""
        height, width = self.pixels.shape[:2]
        columns = (round(self.left + x * self.scale) for x in (region.left, region.right))
        rows = (round(self.top - y * self.scale) for y in (region.top, region.bottom))
        x0, x1 = (min(max(x, 0), width) for x in columns)
        y0, y1 = (min(max(y, 0), height) for y in rows)
        return x0, x1, y0, y1

    def region(self, box: tuple[int, int, int, int]) -> Region:
        """What part of the frame some pixels show."""
        x0, x1, y0, y1 = box
        left, right = ((x - self.left) / self.scale for x in (x0, x1))
        return Region(left, right, (self.top - y1) / self.scale, (self.top - y0) / self.scale)

    def lay(self, picture: Bytes, box: tuple[int, int, int, int], opacity: float = 1.0) -> None:
        """Lay a picture (height, width, 4), its colours weighed by its alpha, over the pixels of a box."""
        x0, x1, y0, y1 = box
        under, cover = self.pixels[y0:y1, x0:x1], cv2.extractChannel(picture, 3)
        over = picture if opacity >= 1 else cv2.addWeighted(picture, opacity, under, 1 - opacity, 0)
        cv2.copyTo(over, cv2.inRange(cover, 255, 255), under)
        edge = cv2.findNonZero(cv2.inRange(cover, 1, 254))
        if edge is None:
            return
        columns, rows = edge.reshape(-1, 2).T
        mixed = picture[rows, columns].astype(np.float32) * np.float32(min(opacity, 1))
        mixed += under[rows, columns] * (1 - mixed[:, 3:] / 255)
        under[rows, columns] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


class Painted(VMobject, ABC):
    """Something that is painted: it fills a region of the frame, and `paint` draws it. Its fill's opacity is its own."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self.set_fill(theme.background, 1).set_stroke(width=0)
        self.fill_region(region)

    def fill_region(self, region: Region) -> None:
        """Take up a part of the frame: what the stage knows of where it is."""
        across, up = (region.left, region.right), (region.bottom, region.top)
        corners = [(across[0], up[0], 0), (across[1], up[0], 0), (across[1], up[1], 0), (across[0], up[1], 0)]
        self.set_points_as_corners([*corners, corners[0]])

    @property
    def opacity(self) -> float:
        return float(self.get_fill_opacity())

    @abstractmethod
    def paint(self, canvas: Canvas) -> None:
        """Draw it, `opacity` strong."""

    def state(self) -> object:
        """What decides its picture besides its place and its opacity: as long as this is equal it need not be painted
        again. None where it may change without a word."""
        return None


_draw_curves = Camera.display_vectorized


def _display(self: Camera, vmobject: VMobject, ctx: Any) -> Camera:
    """manim's, for what is made of curves; what is painted is asked to paint itself."""
    if not isinstance(vmobject, Painted):
        return _draw_curves(self, vmobject, ctx)
    if vmobject.opacity > 0:
        target = ctx.get_target()
        target.flush()
        vmobject.paint(Canvas(self))
        target.mark_dirty()
    return self


Camera.display_vectorized = _display  # type: ignore[method-assign]
