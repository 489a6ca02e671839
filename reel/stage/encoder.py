"""Frames to H.264: High profile, yuv420p, BT.709 and tagged so, closed groups, a key frame at each beat's start.

One encoder thread: with more, x264's output depends on the number of cores. It runs beside the drawing of the next
picture. A picture that stands still is encoded `TRIES` times, each time a little better, and from then on repeated by hand
(`h264`).
"""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from reel.container import CONTAINER
from reel.quality import Quality
from reel.sealed import draft_of
from reel.stage import h264
from reel.stage.planes import BT709, Planes
from reel.stage.renderer import EveryFrame, Frame

PRESET, CRF = "superfast", "22.8"
SEARCH = "b-adapt=0:subme=2:partitions=all:ref=2"
"""Beyond the preset: where to put B pictures is not thought over, and the time that this saves goes into a finer search for
what moved. In all as fast; at the same likeness films of what moves are a quarter smaller, or more."""
TRIES = 2
GROUP_SECONDS = 5
_AHEAD = 3
"""How many pictures may wait for the encoder: 3 MB each at hd."""
_DELAY = 1
"""How many pictures a decoder holds back: one that others refer to comes before the B pictures that are shown before it."""


@dataclass
class _Given:
    """A picture that the encoder was given: when it is shown, and for how many frames."""

    frame: int
    count: int


class Film(EveryFrame):
    """A sink that encodes. The file takes its final name when the film is complete, and only then."""

    def __init__(self, out: Path, quality: Quality, keys: Collection[int] = ()) -> None:
        self.out, self.quality, self.keys = out, quality, frozenset(keys)
        self.frame = 0
        out.parent.mkdir(parents=True, exist_ok=True)
        self.part = draft_of(out)
        self._planes = Planes(quality)
        self._encoder = _encoder(quality)
        self._last: _Given | None = None
        self._key = -1
        self._written = _Written(self.part, quality)
        self._count = 0
        self._thread = ThreadPoolExecutor(1, "encoder")
        self._handed_over: deque[Future[None]] = deque()

    def write(self, frame: Frame, count: int) -> None:
        """Take a frame that is shown `count` times, or that many times more if nothing in it is new."""
        changed = self._planes.changed(frame)
        if self._last is not None and changed is None:
            self._last.count += count
        else:
            self._encode_last()
            self._planes.take(frame, changed)
            self._last = _Given(self.frame, count)
        self.frame += count

    def _encode_last(self) -> None:
        """Encode the last picture: as often as it takes, and anew wherever a group begins."""
        if self._last is None:
            return
        frame, end = self._last.frame, self._last.frame + self._last.count
        tried = 0
        while frame < end:
            anew = frame in self.keys or self._key < 0 or frame - self._key >= GROUP_SECONDS * self.quality.rate
            if anew:
                self._key, tried = frame, 0
            tried += 1
            following = frame + 1
            if tried == TRIES:
                due = self._key + GROUP_SECONDS * self.quality.rate
                following = min([due, end, *(one for one in self.keys if one > frame)])
            repeated = following > frame + 1
            kind = PictureType.I if anew else PictureType.P if repeated else PictureType.NONE
            self._hand_over(_Given(frame, following - frame), kind)
            frame = following
        self._last = None

    def _hand_over(self, given: _Given, kind: PictureType) -> None:
        """Have the picture encoded beside what is done here. What went wrong with one before is raised here."""
        while len(self._handed_over) >= _AHEAD:
            self._handed_over.popleft().result()
        picture = self._planes.picture(self._count, kind)
        self._count += 1
        self._handed_over.append(self._thread.submit(self._encode, given, picture))

    def _encode(self, given: _Given, picture: av.VideoFrame) -> None:
        assert picture.pts is not None
        self._written.expect(picture.pts, given)
        for packet in self._encoder.encode(picture):
            self._written.take(self._encoder, packet)

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._encode_last()
        while self._handed_over:
            self._handed_over.popleft().result()
        self._thread.shutdown()
        for packet in self._encoder.encode(None):
            self._written.take(self._encoder, packet)
        self._written.close()
        os.replace(self.part, self.out)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._thread.shutdown(cancel_futures=True)
        self._written.abandon()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self.discard()
            return
        try:
            self.close()
        except BaseException:
            self.discard()
            raise


def _encoder(quality: Quality) -> VideoCodecContext:
    """x264, one picture a count: how long each is shown it is not told."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = quality.width, quality.height, "yuv420p"
    context.framerate, context.time_base = Fraction(quality.rate), Fraction(1, quality.rate)
    context.thread_count = 1
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = 1
    context.flags |= av.codec.context.Flags.global_header
    # What `h264` asks for: no B picture that is referred to, no weight that goes by the order of display. Where groups
    # begin, it is told.
    context.options = {
        "preset": PRESET, "crf": CRF, "profile": "high", "bf": "2", "forced-idr": "1", "g": "100000", "sc_threshold": "0",
        "x264-params": "open-gop=0:threads=1:lookahead-threads=1:sliced-threads=0:b-pyramid=none:weightb=0:direct=spatial:"
        + SEARCH,
    }  # fmt: skip
    return context


class _Written:
    """The file: the encoder's packets and between them those that repeat a picture, each with its time."""

    def __init__(self, path: Path, quality: Quality) -> None:
        self.path, self.quality = path, quality
        self._waiting: deque[tuple[int, _Given]] = deque()
        self._shown: dict[int, _Given] = {}
        self._taken = self._count = self._begun = 0
        self._stream: h264.Stream | None = None
        self._file = av.open(str(path), "w", format="mp4", options=CONTAINER)

    def expect(self, count: int, given: _Given) -> None:
        """Note what the encoder is about to be given as its `count`th picture."""
        self._shown[count] = given

    def take(self, encoder: VideoCodecContext, packet: av.Packet) -> None:
        """Write a packet of the encoder, and after it what repeats its picture."""
        data = bytes(packet)
        assert packet.pts is not None
        shown = self._shown.pop(packet.pts)
        if packet.is_keyframe:
            self._begun = shown.frame
        if self._stream is None:
            self._open(bytes(encoder.extradata or b""), data)
        assert self._stream is not None
        self._put(self._stream.picture(data, shown.frame - self._begun), shown.frame, bool(packet.is_keyframe))
        if shown.count > 1:
            self._waiting.append((packet.pts, shown))
        self._taken += 1
        # The B pictures that are shown before it come first: a picture is repeated when all up to it are there.
        while self._waiting and self._taken > self._waiting[0][0]:
            _, held = self._waiting.popleft()
            for frame in range(held.frame + 1, held.frame + held.count):
                self._put(self._stream.repeated(frame - self._begun), frame, False)

    def _open(self, header: bytes, first: bytes) -> None:
        """Begin the file: what a stream is, its own parameter sets tell."""
        self._stream = h264.Stream(header)
        sample = io.BytesIO(self._stream.header + self._stream.picture(first, 0))
        with av.open(sample, format="h264") as read:
            self._video = self._file.add_stream_from_template(read.streams.video[0])
        self._video.time_base = Fraction(1, self.quality.rate)

    def _put(self, data: bytes, frame: int, key: bool) -> None:
        packet = av.Packet(data)
        packet.stream = self._video
        packet.time_base = Fraction(1, self.quality.rate)
        packet.pts, packet.dts, packet.duration = frame, self._count - _DELAY, 1
        packet.is_keyframe = key
        self._count += 1
        self._file.mux_one(packet)

    def close(self) -> None:
        self._file.close()

    def abandon(self) -> None:
        try:
            self._file.close()
        except (av.FFmpegError, ValueError):
            # A file without a frame cannot be finished; it is thrown away all the same.
            pass
        finally:
            self.path.unlink(missing_ok=True)
