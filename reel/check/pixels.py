"""Contrast and quiet, measured on drawn pixels: what really lies around and under a glyph."""

from __future__ import annotations

import cairo
import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]

_RING = 3
"""How many pixels around a glyph count as behind it."""
_SOLID = 0.9
_FEW = 3
"""A glyph with fewer pixels that it covers whole has its ink worked out from those that it covers in part."""
_UNLIKE = 12.0
"""Two pixels whose lightness (CIE L*) is further apart than this are unlike."""
_ADVERSE = 0.15
"""The share of the pixels around a glyph that its contrast may disregard: the edge of a neighbour is no background."""


def linear(picture: NDArray[np.uint8] | Floats) -> Floats:
    """sRGB values from 0 to 255 to linear light from 0 to 1 (IEC 61966-2-1)."""
    value = np.asarray(picture, np.float64) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(picture: NDArray[np.uint8] | Floats) -> Floats:
    """Relative luminance (WCAG 2.2) of the last axis, red, green and blue."""
    return linear(np.asarray(picture)[..., :3]) @ np.array([0.2126, 0.7152, 0.0722])


def lightness(relative: Floats) -> Floats:
    """CIE L* of a relative luminance."""
    relative = np.asarray(relative, np.float64)
    return np.where(relative > 216 / 24389, 116 * np.cbrt(relative) - 16, relative * 24389 / 27)


def contrast(one: Floats | float, other: Floats | float) -> Floats:
    """WCAG's contrast ratio of two relative luminances."""
    high, low = np.maximum(one, other), np.minimum(one, other)
    return (high + 0.05) / (low + 0.05)


def cover(outline: list[Floats], left: int, top: int, width: int, height: int) -> Floats:
    """The share of each pixel of a window that closed lines cover, as the camera fills them.

    Each line is (n, 4, 2): cubic curves, in pixels of the picture.
    """
    surface = cairo.ImageSurface(cairo.FORMAT_A8, width, height)
    context = cairo.Context(surface)
    context.set_antialias(cairo.ANTIALIAS_BEST)
    for line in outline:
        context.move_to(line[0, 0, 0] - left, line[0, 0, 1] - top)
        for (ax, ay), (bx, by), (cx, cy) in line[:, 1:]:
            context.curve_to(ax - left, ay - top, bx - left, by - top, cx - left, cy - top)
        context.close_path()
    context.fill()
    surface.flush()
    rows = np.frombuffer(surface.get_data(), np.uint8).reshape(height, surface.get_stride())
    return rows[:, :width].astype(np.float64) / 255


def reach(picture: Picture, outline: list[Floats]) -> tuple[int, int, int, int]:
    """The window of a picture in which a glyph and what lies around it are: left, top, right and bottom."""
    points = np.concatenate([line.reshape(-1, 2) for line in outline])
    pad = _RING + 2
    left, top = (max(0, int(np.floor(one)) - pad) for one in points.min(0))
    right, bottom = (int(np.ceil(one)) + pad for one in points.max(0))
    return left, top, min(picture.shape[1], right), min(picture.shape[0], bottom)


def glyph(picture: Picture, outline: list[Floats]) -> tuple[float, float] | None:
    """A glyph's contrast against what lies around it, and the share of those pixels that are unlike the most.

    `picture` is (height, width, 3 or more) with red first; `outline` the glyph's closed lines in its pixels, each
    (n, 4, 2) cubic curves. None where too little of it lies in the picture to be measured.
    """
    left, top, right, bottom = reach(picture, outline)
    if right - left < 3 or bottom - top < 3:
        return None
    covered = cover(outline, left, top, right - left, bottom - top)
    window = picture[top:bottom, left:right, :3]
    touched = (covered > 0.02).astype(np.uint8)
    near = cv2.dilate(touched, np.ones((2 * _RING + 1, 2 * _RING + 1), np.uint8))
    # The pixels next to a glyph are left out: its own edge runs into them.
    ring = (near > 0) & (cv2.dilate(touched, np.ones((3, 3), np.uint8)) == 0)
    if ring.sum() < 8 or covered.sum() < 4:
        return None
    around = luminance(window[ring])
    common = float(np.median(around))
    ink = _ink(window, covered)
    if ink is None:
        return None
    ratio = float(np.quantile(contrast(around, ink), _ADVERSE))
    unlike = float((np.abs(lightness(around) - lightness(np.array(common))) > _UNLIKE).mean())
    return ratio, unlike


def _ink(window: Picture, covered: Floats) -> float | None:
    """The luminance of a glyph's ink: of what it covers whole, or else what its edges are a mixture of."""
    solid = covered > _SOLID
    if solid.sum() >= _FEW:
        return float(np.median(luminance(window[solid])))
    part = covered > 0.25
    if part.sum() < _FEW:
        return None
    # Mixed as the camera mixes: in sRGB values, not in linear light.
    values = np.asarray(window[part], np.float64)
    share = covered[part][:, None]
    ground = np.median(np.asarray(window[covered < 0.02], np.float64), axis=0)
    ink = ((values - (1 - share) * ground) * share).sum(0) / (share**2).sum()
    return float(luminance(np.clip(ink, 0, 255)))
