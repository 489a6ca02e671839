"""Clips and sound into one MP4: the pictures are copied as they are, the sound is encoded once, chapters are marked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from numpy.typing import NDArray

from reel.container import CONTAINER
from reel.sealed import draft_of
from reel.sound import BIT_RATE, CODEC, CODEC_OPTIONS, LAYOUT
from reel.voice.base import RATE

PRIMING = 1024
"""Samples that an AAC decoder gives before the first that was put in. So many are left out at the beginning (it is
silent there), and the packets start at zero: then sound and picture fit without an edit list."""

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Chapter:
    """A chapter mark: seconds from the film's start."""

    title: str
    start: float
    end: float


def mux(
    clips: Sequence[Path],
    sound: Sound | None,
    out: Path,
    *,
    title: str,
    chapters: Sequence[Chapter] = (),
    comment: str = "",
) -> None:
    """Join silent clips and lay sound (2, samples) at 48 kHz under them. `out` is there when it is complete.

    The order of packets, and so every byte, depends on the clips and the sound alone.
    """
    part = draft_of(out)
    try:
        with av.open(str(part), "w", format="mp4", options=CONTAINER) as film:
            film.metadata.update({"title": title, "comment": comment} if comment else {"title": title})
            if chapters:
                film.set_chapters(
                    [
                        {
                            "id": k, "start": round(one.start * 1000), "end": round(one.end * 1000),
                            "time_base": Fraction(1, 1000), "metadata": {"title": one.title},
                        }
                        for k, one in enumerate(chapters)
                    ]
                )  # fmt: skip
            with av.open(str(clips[0])) as first:
                picture = film.add_stream_from_template(first.streams.video[0])
                picture.time_base = first.streams.video[0].time_base
            packets = _sound_packets(film, sound) if sound is not None else iter(())
            waiting = next(packets, None)
            for packet in _picture_packets(clips, picture):
                # Interleaved by time, so that a player never seeks to and fro.
                while waiting is not None and waiting.dts * waiting.time_base <= packet.dts * packet.time_base:
                    film.mux_one(waiting)
                    waiting = next(packets, None)
                film.mux_one(packet)
            while waiting is not None:
                film.mux_one(waiting)
                waiting = next(packets, None)
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def _picture_packets(clips: Sequence[Path], stream: av.VideoStream) -> Iterator[av.Packet]:
    """The packets of all clips, one clip after another on one clock."""
    start = 0
    for clip in clips:
        length = 0
        with av.open(str(clip)) as container:
            source = container.streams.video[0]
            for packet in container.demux(source):
                if packet.dts is None:
                    continue
                assert packet.pts is not None and packet.duration is not None
                length = max(length, packet.pts + packet.duration)
                packet.pts += start
                packet.dts += start
                packet.stream = stream
                yield packet
        start += length


def _sound_packets(film: OutputContainer, sound: Sound) -> Iterator[av.Packet]:
    """The sound as AAC packets, the first of which starts at zero."""
    stream = film.add_stream(CODEC, rate=RATE, layout=LAYOUT, options=CODEC_OPTIONS)
    stream.bit_rate = BIT_RATE
    stream.time_base = Fraction(1, RATE)
    context = stream.codec_context
    context.thread_count = 1
    samples = np.ascontiguousarray(sound[:, PRIMING:], dtype=np.float32)
    for first in range(0, samples.shape[1], 1024):
        block = samples[:, first : first + 1024]
        if block.shape[1] < 1024:
            block = np.pad(block, ((0, 0), (0, 1024 - block.shape[1])))
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
        yield from _from_zero(stream.encode(frame))
    yield from _from_zero(stream.encode(None))


def _from_zero(packets: list[av.Packet]) -> Iterator[av.Packet]:
    for packet in packets:
        assert packet.pts is not None and packet.dts is not None
        packet.pts += PRIMING
        packet.dts += PRIMING
        yield packet
