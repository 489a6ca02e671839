"""The picture that the encoder takes: luma and chroma in planes, of which only what is new is worked out from the frame."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from reel.quality import Quality
from reel.stage.renderer import Frame

BT709 = 1
_BLOCK, _ACROSS = 16, 32


class _Box(NamedTuple):
    """Rows and columns of pixels, the last ones not in it."""

    top: int
    bottom: int
    left: int
    right: int

    def widened(self, height: int, width: int) -> _Box:
        """To where it can be converted alone: swscale writes by blocks, a row of chroma weighs a little of the row of
        pixels below its two, and less than a block is converted otherwise."""
        top, bottom = _blocks(max(self.top - 1, 0), self.bottom, height, _BLOCK)
        return _Box(top, bottom, *_blocks(self.left, self.right, width, _ACROSS))


def _blocks(first: int, last: int, whole: int, size: int) -> tuple[int, int]:
    """The blocks that hold a stretch, up to the end of the whole; what is left there goes with the block before."""
    begin = min(first, max(whole - size, 0)) // size * size
    end = -(-last // size) * size
    return begin, end if whole - end >= size else whole


class Planes:
    """The last picture, as it was drawn and as the encoder takes it. Only what is new is converted."""

    def __init__(self, quality: Quality) -> None:
        height, width = quality.height, quality.width
        self._drawn = np.zeros((height, width, 4), np.uint8)
        self._planes = np.zeros((height * 3 // 2, width), np.uint8)
        self._height, self._width, self._rate = height, width, quality.rate
        self._reformatter = VideoReformatter()
        self._empty = True

    def changed(self, frame: Frame) -> _Box | None:
        """Where a frame differs from the picture; None where nowhere."""
        if self._empty:
            return _Box(0, self._height, 0, self._width)
        new, old = (_words(one.reshape(self._height, -1)) for one in (frame, self._drawn))
        differing = new != old
        rows = np.flatnonzero(differing.any(axis=1))
        if not len(rows):
            return None
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        columns = np.flatnonzero(differing[top:bottom].any(axis=0))
        pixels = self._width / differing.shape[1]
        return _Box(top, bottom, int(columns[0] * pixels), int((columns[-1] + 1) * pixels))

    def take(self, frame: Frame, changed: _Box | None) -> None:
        """Make a frame the picture, of which this is new."""
        if changed is None:
            return
        self._empty = False
        top, bottom, left, right = changed.widened(self._height, self._width)
        self._drawn[top:bottom, left:right] = frame[top:bottom, left:right]
        picture = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(frame[top : bottom + _BLOCK, left:right], format="rgba"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=2,
            dst_color_range=1,
            # The mean of the pixels that share a chroma sample; the default leaves a plain surface uneven.
            interpolation=Interpolation.AREA,
            threads=1,
        )
        for plane, (place, half) in zip(picture.planes, self._places(), strict=True):
            made = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
            place[top // half : bottom // half, left // half : right // half] = (
                made[: (bottom - top) // half, : (right - left) // half]
            )  # fmt: skip

    def _places(self) -> list[tuple[NDArray[np.uint8], int]]:
        """Where in the picture's memory its planes are, and how many rows of pixels one of their rows stands for."""
        height, flat = self._height, self._planes.reshape(-1)
        whole, part = height * self._width, height * self._width // 4
        blue, red = flat[whole : whole + part], flat[whole + part :]
        return [(self._planes[:height], 1), (blue.reshape(height // 2, -1), 2), (red.reshape(height // 2, -1), 2)]

    def picture(self, count: int, kind: PictureType) -> av.VideoFrame:
        """What the encoder takes, as its `count`th picture: a copy, which stays as it is while the next one is made."""
        picture = av.VideoFrame.from_numpy_buffer(self._planes.copy(), format="yuv420p")
        picture.colorspace, picture.color_range = BT709, 1
        picture.color_primaries = picture.color_trc = BT709
        picture.pts, picture.time_base = count, Fraction(1, self._rate)
        picture.pict_type = kind
        return picture


def _words(rows: NDArray[np.uint8]) -> NDArray[np.generic]:
    """Rows of bytes as rows of the largest numbers that they are made of."""
    return rows.view(np.uint64 if rows.shape[1] % 8 == 0 else np.uint32)
