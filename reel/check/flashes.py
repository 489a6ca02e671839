"""Flashes as WCAG 2.2 defines them (SC 2.3.1): pairs of opposing changes of relative luminance, or of saturated red."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.check.observed import HEIGHT, WIDTH, Box
from reel.check.pixels import linear

Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]

CHANGE = 0.1
"""A change of a tenth of the greatest relative luminance counts."""
DARK = 0.8
"""But only where the darker of the two is under this."""
RED = 20.0
"""A change of (R - G - B) x 320 by more than this counts, where one of the two is a saturated red."""
SATURATED = 0.8
MOST = 3
"""Flashes in a second."""
AREA = 0.25
"""The share of any 10 degrees of the view, a third of the frame's width and height, that must flash together."""
_SIZE = (96, 54)


@dataclass(frozen=True)
class Flash:
    """From the first frame to the last: how many flashes in a second, where, and of which kind."""

    first: int
    last: int
    count: float
    box: Box
    red: bool


def flashes(pictures: list[tuple[int, Picture]], rate: int) -> list[Flash]:
    """Where pictures (each with its frame's number) flash more than three times in a second over a large enough area."""
    if len(pictures) < 2 * MOST:
        return []
    small = np.stack([cv2.resize(one, _SIZE, interpolation=cv2.INTER_AREA) for _, one in pictures])
    light = linear(small)
    frames = np.array([frame for frame, _ in pictures])
    general = _turns(light @ np.array([0.2126, 0.7152, 0.0722]), CHANGE, DARK, None)
    total = light.sum(-1)
    redness = np.clip(light[..., 0] - light[..., 1] - light[..., 2], 0, None) * 320
    saturated = light[..., 0] >= SATURATED * np.maximum(total, 1e-9)
    red = _turns(redness, RED, None, saturated)
    return [*_spells(general, frames, rate, red=False), *_spells(red, frames, rate, red=True)]


def _turns(signal: Floats, least: float, dark: float | None, needed: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Where each pixel has turned by at least so much since its last turn, (frames, rows, columns)."""
    turned = np.zeros(signal.shape, bool)
    low, high = signal[0].copy(), signal[0].copy()
    was_needed = np.zeros(signal.shape[1:], bool) if needed is not None else np.ones(signal.shape[1:], bool)
    way = np.zeros(signal.shape[1:], np.int8)
    for k in range(1, len(signal)):
        now = signal[k]
        if needed is not None:
            was_needed |= needed[k] | needed[k - 1]
        up = (now - low >= least) & (way <= 0) & was_needed
        down = (high - now >= least) & (way >= 0) & was_needed
        if dark is not None:
            up &= low < dark
            down &= now < dark
        turned[k] = up | down
        way = np.where(up, 1, np.where(down, -1, way)).astype(np.int8)
        # After a turn up, the next is measured from the highest since; after one down, from the lowest.
        low = np.where(up, now, np.minimum(low, now))
        high = np.where(down, now, np.maximum(high, now))
        low = np.where(down, now, low)
        high = np.where(up, now, high)
    return turned


def _spells(turned: NDArray[np.bool_], frames: NDArray[np.int64], rate: int, *, red: bool) -> list[Flash]:
    """The stretches in which more than three flashes fall in a second, over a quarter of some 10 degrees of view."""
    columns, rows = _SIZE
    found: list[Flash] = []
    begin = 0
    total = np.cumsum(turned, axis=0, dtype=np.int32)
    window = (max(1, columns // 3), max(1, rows // 3))
    for k in range(len(frames)):
        while frames[k] - frames[begin] >= rate:
            begin += 1
        count = total[k] - (total[begin - 1] if begin else 0)
        flagged = (count > 2 * MOST).astype(np.float32)
        if not flagged.any():
            continue
        share = cv2.blur(flagged, window, borderType=cv2.BORDER_CONSTANT)
        if share.max() < AREA:
            continue
        where_y, where_x = np.nonzero(flagged)
        box = Box(
            where_x.min() * WIDTH / columns, where_y.min() * HEIGHT / rows,
            (where_x.max() + 1) * WIDTH / columns, (where_y.max() + 1) * HEIGHT / rows,
        )  # fmt: skip
        flash = Flash(int(frames[begin]), int(frames[k]), float(count.max()) / 2, box, red)
        if found and flash.first <= found[-1].last + rate:
            before = found.pop()
            flash = Flash(before.first, flash.last, max(before.count, flash.count), before.box, red)
        found.append(flash)
    return found
