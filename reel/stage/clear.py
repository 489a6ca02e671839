"""A chapter filmed on no background: VP9 or ProRes 4444 with the cover of each pixel, silent, to lie over something else.

Cairo keeps colours weighed by their cover; films keep them as they are, so they are divided by it first."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter
from manim import BLACK, config
from numpy.typing import NDArray

from reel.quality import Quality
from reel.sealed import draft_of
from reel.stage import jobs
from reel.stage.renderer import EveryFrame, Frame
from reel.stage.sinks import Window
from script.timetable import frames

_BT709 = 1


@dataclass(frozen=True)
class _Codec:
    name: str
    form: str
    container: str
    options: dict[str, str]
    alone: bool
    """Whether each picture stands for itself, so that one which stays is encoded once."""


CODECS = {
    "vp9": _Codec(
        "libvpx-vp9", "yuva420p", "webm",
        {"crf": "24", "b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "0", "auto-alt-ref": "0"}, False,
    ),
    "prores": _Codec("prores_ks", "yuva444p10le", "mov", {"profile": "4444", "alpha_bits": "16", "vendor": "apl0"}, True),
}  # fmt: skip


class ClearFilm(EveryFrame):
    """A sink that encodes frames with their cover. The file takes its name when it is complete."""

    def __init__(self, out: Path, quality: Quality, codec: str) -> None:
        self.out, self.codec = out, CODECS[codec]
        self.part = draft_of(out)
        self.frame = 0
        self._reformatter = VideoReformatter()
        self._step = Fraction(1, quality.rate)
        out.parent.mkdir(parents=True, exist_ok=True)
        self._file = av.open(str(self.part), "w", format=self.codec.container, options={"fflags": "+bitexact"})
        self._stream = self._file.add_stream(self.codec.name, rate=quality.rate, options=dict(self.codec.options))
        self._stream.width, self._stream.height = quality.width, quality.height
        self._stream.pix_fmt = self.codec.form
        context = self._stream.codec_context
        context.time_base, context.thread_count = self._step, 1
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = 1

    def write(self, frame: Frame, count: int) -> None:
        picture = self._reformatter.reformat(
            av.VideoFrame.from_ndarray(unweighed(frame), format="rgba"),
            format=self.codec.form, dst_colorspace=Colorspace.ITU709, src_color_range=2, dst_color_range=1,
        )  # fmt: skip
        picture.time_base = self._step
        if self.codec.alone:
            self._repeat(picture, count)
            return
        for _ in range(count):
            picture.pts = self.frame
            self._file.mux(self._stream.encode(picture))
            self.frame += 1

    def _repeat(self, picture: av.VideoFrame, count: int) -> None:
        picture.pts = self.frame
        (encoded,) = self._stream.encode(picture)
        for _ in range(count):
            packet = av.Packet(bytes(encoded))
            packet.stream, packet.time_base, packet.is_keyframe = self._stream, self._step, True
            packet.pts = packet.dts = self.frame
            packet.duration = 1
            self._file.mux_one(packet)
            self.frame += 1

    def close(self) -> None:
        self._file.mux(self._stream.encode(None))
        self._file.close()
        os.replace(self.part, self.out)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()
            return
        try:
            self._file.close()
        except (av.FFmpegError, ValueError):
            # A file without a frame cannot be finished; it is thrown away all the same.
            pass
        finally:
            self.part.unlink(missing_ok=True)


def unweighed(frame: Frame) -> NDArray[np.uint8]:
    """A frame whose colours are no longer weighed by their cover. What is not covered at all has the colour black."""
    cover = frame[..., 3]
    partly = np.nonzero((cover > 0) & (cover < 255))
    free = frame.copy()
    weighed = frame[partly].astype(np.uint16)
    free[(*partly, slice(0, 3))] = np.minimum((weighed[:, :3] * 255 + weighed[:, 3:] // 2) // weighed[:, 3:], 255)
    free[cover == 0] = 0
    return free


def clear(job: dict[str, Any], tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Film a chapter, or the frames in a window of it, on no background."""
    quality = Quality(**job["quality"])
    whole = frames(job["timetable"]["duration"], quality.rate)
    first, last = job.get("window") or (0, whole)
    out = Path(job["out"])
    jobs.set_up(quality, Path(job["cache"]))
    module = jobs.load(Path(job["path"]))
    # Black and uncovered: any other colour would shine through whatever is only partly there.
    config.background_color, config.background_opacity = BLACK, 0.0
    with ClearFilm(out, quality, job["codec"]) as sink:
        jobs.scene(job, module, jobs.Counted(Window(sink, first, last), whole, tell)).render()
    return {"frames": sink.frame, "out": str(out)}
