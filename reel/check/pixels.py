"""Contrast and quiet, measured on drawn pixels: what really lies around and under a glyph."""

from __future__ import annotations

from dataclasses import dataclass

import cairo
import cv2
import numpy as np
from numpy.typing import NDArray

from reel.check.observed import Floats, Picture

_RING = 3
"""How many pixels around a glyph count as behind it."""
_STROKE = 8.0
"""As wide as the lines of a formula are at the most, in pixels."""
_SOLID = 0.9
_FEW = 3
"""A glyph with fewer pixels that it covers whole has its ink worked out from those that it covers in part."""
_UNLIKE = 12.0
"""Two pixels whose lightness (CIE L*) is further apart than this are unlike."""
_FAINT = 0.3
"""A line whose lightness stands out from the ground by less than this share of what the ink's does is faint."""
_ADVERSE = 0.15
"""The share of the pixels around a glyph that its contrast may disregard: the edge of a neighbour is no background."""


def linear(picture: NDArray[np.uint8] | Floats) -> Floats:
    """sRGB values from 0 to 255 to linear light from 0 to 1 (IEC 61966-2-1)."""
    value = np.asarray(picture, np.float64) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(picture: NDArray[np.uint8] | Floats) -> Floats:
    """Relative luminance (WCAG 2.2) of the last axis, red, green and blue."""
    return linear(picture[..., :3]) @ np.array([0.2126, 0.7152, 0.0722])


def lightness(relative: Floats) -> Floats:
    """CIE L* of a relative luminance."""
    relative = np.asarray(relative, np.float64)
    return np.where(relative > 216 / 24389, 116 * np.cbrt(relative) - 16, relative * 24389 / 27)


def contrast(one: Floats | float, other: Floats | float) -> Floats:
    """WCAG's contrast ratio of two relative luminances."""
    high, low = np.maximum(one, other), np.minimum(one, other)
    return (high + 0.05) / (low + 0.05)


def cover(outline: list[Floats], left: int, top: int, width: int, height: int, *, stroke: float = 0.0) -> Floats:
    """The share of each pixel of a window that closed lines cover, as the camera fills them.

    Each line is (n, 4, 2): cubic curves, in pixels of the picture. Lines that enclose nothing, as one that cancels a
    term, are drawn `stroke` pixels wide.
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
    if stroke:
        context.set_line_width(stroke)
        for line in outline:
            if cv2.contourArea(line[:, 0].astype(np.float32)) < 1:
                context.move_to(line[0, 0, 0] - left, line[0, 0, 1] - top)
                for x, y in line[:, 3]:
                    context.line_to(x - left, y - top)
                context.stroke()
    surface.flush()
    rows = np.frombuffer(surface.get_data(), np.uint8).reshape(height, surface.get_stride())
    return rows[:, :width].astype(np.float64) / 255


@dataclass(frozen=True)
class Around:
    """What was measured of a glyph."""

    contrast: float
    """With what lies around it."""
    unlike: float
    """The share of the pixels around it that are unlike the most."""
    lined: float
    """How far what is unlike goes through it, as a share of its lesser side: a line that crosses it has 1 or more."""


def reach(picture: Picture, outlines: list[list[Floats]]) -> tuple[int, int, int, int]:
    """The window of a picture in which glyphs and what lies around them are: left, top, right and bottom."""
    points = np.concatenate([line.reshape(-1, 2) for outline in outlines for line in outline])
    pad = _RING + 2
    left, top = (max(0, int(np.floor(one)) - pad) for one in points.min(0))
    right, bottom = (int(np.ceil(one)) + pad for one in points.max(0))
    return left, top, min(picture.shape[1], right), min(picture.shape[0], bottom)


def text(picture: Picture, outlines: list[list[Floats]]) -> list[Around]:
    """What lies around each glyph of a text, but for its other glyphs.

    `picture` is (height, width, 3 or more) with red first; each outline a glyph's closed lines in its pixels, each
    (n, 4, 2) cubic curves. A glyph of which too little lies in the picture to be measured is left out.
    """
    left, top, right, bottom = reach(picture, outlines)
    if right - left < 3 or bottom - top < 3:
        return []
    every = cover([line for one in outlines for line in one], left, top, right - left, bottom - top, stroke=_STROKE)
    # The pixels next to a glyph are left out: its own edge runs into them.
    free = cv2.dilate((every > 0.02).astype(np.uint8), np.ones((3, 3), np.uint8)) == 0
    whole = picture[top:bottom, left:right, :3]
    found = []
    for outline in outlines:
        a, b, c, d = reach(picture, [outline])
        if c - a < 3 or d - b < 3:
            continue
        window = (slice(b - top, d - top), slice(a - left, c - left))
        told = _glyph(whole[window], cover(outline, a, b, c - a, d - b), free[window])
        if told is not None:
            found.append(told)
    return found


def _glyph(window: Picture, covered: Floats, free: NDArray[np.bool_]) -> Around | None:
    """A glyph in its window; `free` are the pixels that no glyph of its text touches."""
    touched = (covered > 0.02).astype(np.uint8)
    near = cv2.dilate(touched, np.ones((2 * _RING + 1, 2 * _RING + 1), np.uint8)) > 0
    ring = near & free
    if ring.sum() < 8 or covered.sum() < 4:
        return None
    relative = luminance(window)
    light = lightness(relative)
    ink = _ink(window, covered)
    if ink is None:
        return None
    # One of the pixels, not the middle between two: half a field is half a field.
    common = float(np.quantile(light[ring], 0.5, method="lower"))
    far = np.abs(light - common)
    ratio = float(np.quantile(contrast(relative[ring], ink), _ADVERSE))
    unlike = float((far[ring] > _UNLIKE).mean())
    # A line that is much fainter than the ink does not break a letter's form.
    strong = max(_UNLIKE, _FAINT * abs(float(lightness(np.array(ink))) - common))
    return Around(ratio, unlike, _through(free & (far > strong), touched > 0))


def _through(lines: NDArray[np.bool_], glyph: NDArray[np.bool_]) -> float:
    """How far lines go through a glyph's own box, as a share of its lesser side. Where the glyph lies on them they are not
    seen, but go on: it is their extent that counts, as long as they are seen on a third of it."""
    rows, columns = np.nonzero(glyph)
    top, left, bottom, right = rows.min(), columns.min(), rows.max() + 1, columns.max() + 1
    # A line may go through a word between two of its letters.
    points = np.argwhere(lines[top:bottom, max(0, left - _RING) : right + _RING]).astype(np.float64)
    if len(points) < 4:
        return 0.0
    away = points - points.mean(0)
    way = np.linalg.svd(away, full_matrices=False)[2][0]
    extent = float(np.ptp(away @ way)) + 1
    if len(points) < extent / 3:
        return 0.0
    return extent / float(min(bottom - top, right - left))


def _ink(window: Picture, covered: Floats) -> float | None:
    """The luminance of a glyph's ink: of what it covers whole, or else what its edges are a mixture of."""
    ground = np.median(np.asarray(window[covered < 0.02], np.float64), axis=0)
    solid = covered > _SOLID
    if solid.sum() >= _FEW:
        # Thin strokes are whole in few pixels: the ink is what is furthest from the ground.
        inked = luminance(window[solid])
        return float(np.quantile(inked, 0.9 if np.median(inked) > float(luminance(ground)) else 0.1))
    part = covered > 0.25
    if part.sum() < _FEW:
        return None
    # Mixed as the camera mixes: in sRGB values, not in linear light.
    values = np.asarray(window[part], np.float64)
    share = covered[part][:, None]
    ink = ((values - (1 - share) * ground) * share).sum(0) / (share**2).sum()
    return float(luminance(np.clip(ink, 0, 255)))
