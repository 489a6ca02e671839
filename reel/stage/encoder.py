"""Frames to H.264: High profile, yuv420p, BT.709 and tagged so, closed groups, a key frame at each beat's start.

One encoder thread: with more, x264's output depends on the number of cores.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.video.frame import PictureType
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from reel.container import CONTAINER
from reel.quality import Quality
from reel.stage.renderer import Frame

PRESET, CRF = "veryfast", "19"
GROUP_SECONDS = 5
_BT709 = 1


class Film:
    """A sink that encodes. The file takes its final name when the film is complete, and only then."""

    def __init__(self, out: Path, quality: Quality, keys: Collection[int] = ()) -> None:
        self.out, self.quality, self.keys = out, quality, frozenset(keys)
        self.frame = 0
        out.parent.mkdir(parents=True, exist_ok=True)
        self.part = out.with_name(f".{out.name}.{os.getpid()}.part")
        self.container = av.open(str(self.part), "w", format="mp4", options=CONTAINER)
        stream = self.container.add_stream("libx264", rate=quality.rate)
        stream.width, stream.height, stream.pix_fmt = quality.width, quality.height, "yuv420p"
        stream.time_base = Fraction(1, quality.rate)
        context = stream.codec_context
        context.time_base = Fraction(1, quality.rate)
        context.thread_count = 1
        context.gop_size = GROUP_SECONDS * quality.rate
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = 1
        context.options = {
            "preset": PRESET, "crf": CRF, "profile": "high", "bf": "2", "forced-idr": "1",
            "x264-params": "open-gop=0:threads=1:lookahead-threads=1:sliced-threads=0",
        }  # fmt: skip
        self.stream = stream
        self._reformatter = VideoReformatter()

    def begin(self, first: int, count: int, moving: bool) -> None:
        """Nothing to be done."""

    def wants(self, first: int, count: int) -> bool:
        return True

    def skip(self, count: int) -> None:
        raise AssertionError("a film needs every frame")

    def write(self, frame: Frame, count: int) -> None:
        """Encode a frame `count` times; it is converted once."""
        picture = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(frame, format="rgba"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=2,
            dst_color_range=1,
            # The mean of the pixels that share a chroma sample; the default leaves a plain surface uneven.
            interpolation=Interpolation.AREA,
        )
        picture.colorspace, picture.color_range = _BT709, 1
        picture.color_primaries = picture.color_trc = _BT709
        for _ in range(count):
            picture.pts = self.frame
            picture.time_base = Fraction(1, self.quality.rate)
            picture.pict_type = PictureType.I if self.frame in self.keys else PictureType.NONE
            self.container.mux(self.stream.encode(picture))
            self.frame += 1

    def close(self) -> None:
        """Finish the file and give it its name."""
        self.container.mux(self.stream.encode(None))
        self.container.close()
        os.replace(self.part, self.out)

    def discard(self) -> None:
        """Leave nothing behind."""
        try:
            self.container.close()
        except (av.FFmpegError, ValueError):
            # A file without a frame cannot be finished; it is thrown away all the same.
            pass
        finally:
            self.part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()
