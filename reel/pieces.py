"""Pieces of a finished film: cut out without decoding where a beat begins, decoded picture by picture, and their sound."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer

from reel.container import CONTAINER
from reel.encoding import Size, encode
from reel.mux import Sound
from reel.sealed import draft_of
from reel.voice.base import RATE
from script.errors import ScriptError

_AHEAD = RATE // 5
"""Samples that are decoded and dropped in front of a sound: an AAC frame needs the one before it."""
_BLOCK = 960
"""Samples that are encoded at a time: what Opus takes."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a film: its frames from `first` to before `last`, at `rate` a second."""

    film: Path
    rate: int
    first: int
    last: int

    @property
    def seconds(self) -> float:
        return (self.last - self.first) / self.rate


def cut(piece: Piece, out: Path) -> Piece:
    """Copy the pictures of a piece, silent, as they are; what of the film is now in `out`. The piece must begin where a
    picture stands for itself, as every beat does. Where its last pictures lean on later ones, these come too. The few
    pieces whose copy some players would read wrongly are encoded again."""
    with _there_when_complete(out) as part, av.open(str(piece.film)) as film:
        source = film.streams.video[0]
        packets = _packets(film, piece)
        if not _is_read_right(packets):
            encode(pictures(piece), Size(source.width, source.height), piece.rate, part)
            return piece
        with av.open(str(part), "w", format="mp4", options=CONTAINER) as made:
            stream = made.add_stream_from_template(source)
            stream.time_base = source.time_base
            assert source.time_base is not None
            step = round(1 / (piece.rate * source.time_base))
            for packet in packets:
                assert packet.pts is not None and packet.dts is not None
                packet.pts -= piece.first * step
                packet.dts -= piece.first * step
                packet.stream = stream
                made.mux_one(packet)
    return Piece(piece.film, piece.rate, piece.first, piece.first + len(packets))


def stands_alone(piece: Piece) -> bool:
    """Whether a piece begins with a picture that leans on no other, so that it can be cut without encoding."""
    with av.open(str(piece.film)) as film:
        source = film.streams.video[0]
        assert source.time_base is not None
        first = round(Fraction(piece.first, piece.rate) / source.time_base)
        film.seek(first, stream=source)
        for packet in film.demux(source):
            if packet.pts is not None and packet.pts >= first:
                return packet.pts == first and packet.is_keyframe
    return False


def _packets(film: InputContainer, piece: Piece) -> list[av.Packet]:
    """The packets of a piece in the order in which they are decoded, none of which leans on one that is not there."""
    source = film.streams.video[0]
    assert source.time_base is not None
    step = round(1 / (piece.rate * source.time_base))
    first, last = piece.first * step, piece.last * step
    film.seek(first, stream=source)
    taken: list[av.Packet] = []
    later: list[av.Packet] = []
    for packet in film.demux(source):
        if packet.pts is None or packet.dts is None or packet.pts < first:
            continue
        if not taken and not (packet.pts == first and packet.is_keyframe):
            break
        if packet.pts >= last:
            if packet.is_keyframe or packet.dts >= last:
                break
            later.append(packet)
            continue
        if later:
            # It leans on a later picture, which comes before it in the file: that one is needed, and all shown before it.
            taken += later
            last = max(one.pts or 0 for one in later) + step
            later.clear()
        taken.append(packet)
    if not taken:
        raise ScriptError(f"{piece.film.name} has no picture that stands for itself at frame {piece.first}")
    return taken


def _is_read_right(packets: list[av.Packet]) -> bool:
    """Whether what ffmpeg reads is built on will give each picture its time. It learns from the runs of equal offsets
    between decoding and showing how late pictures come, and leaves the last two runs out: a piece in which pictures change
    places for the first time just before its end is misread."""
    delays = [(one.pts or 0) - (one.dts or 0) for one in packets]
    runs = [delay - delays[0] for delay, _ in groupby(delays)]
    return min(runs) >= 0 or min(runs) == min(runs[:-2], default=0)


def pictures(piece: Piece) -> Iterator[av.VideoFrame]:
    """The decoded pictures of a piece, in their order."""
    with av.open(str(piece.film)) as film:
        source = film.streams.video[0]
        source.thread_type = "AUTO"
        assert source.time_base is not None
        step = round(1 / (piece.rate * source.time_base))
        film.seek(piece.first * step, stream=source)
        for frame in film.decode(source):
            assert frame.pts is not None
            if frame.pts >= piece.last * step:
                return
            if frame.pts >= piece.first * step:
                frame.pts = frame.pts // step - piece.first
                frame.time_base = Fraction(1, piece.rate)
                yield frame


def sound(piece: Piece) -> Sound:
    """The sound of a piece, (2, samples), to the sample."""
    per_frame = RATE // piece.rate
    first, last = piece.first * per_frame, piece.last * per_frame
    heard = np.zeros((2, last - first), np.float32)
    with av.open(str(piece.film)) as film:
        source = film.streams.audio[0]
        film.seek(max(0, first - _AHEAD), stream=source)
        for frame in film.decode(source):
            assert frame.pts is not None
            if frame.pts >= last:
                break
            block = frame.to_ndarray()
            begin, end = max(first, frame.pts), min(last, frame.pts + block.shape[1])
            if begin < end:
                heard[:, begin - first : end - first] = block[:, begin - frame.pts : end - frame.pts]
    return heard


def lay_sound(silent: Path, heard: Sound, out: Path, *, title: str) -> None:
    """Put a sound under the pictures of a WebM (as Opus) or MOV (as it is), which are copied."""
    codec, form = ("libopus", "flt") if out.suffix == ".webm" else ("pcm_s16le", "s16")
    with _there_when_complete(out) as part, av.open(str(silent)) as film:
        kind = out.suffix.removeprefix(".")
        with av.open(str(part), "w", format=kind, options={"fflags": "+bitexact"}) as made:
            made.metadata["title"] = title
            source = film.streams.video[0]
            picture = made.add_stream_from_template(source)
            voice = made.add_stream(codec, rate=RATE, layout="stereo")
            for packet in film.demux(source):
                if packet.dts is not None:
                    packet.stream = picture
                    made.mux(packet)
            resampler = av.AudioResampler(format=form, layout="stereo", rate=RATE)
            for first in range(0, heard.shape[1], _BLOCK):
                block = np.ascontiguousarray(heard[:, first : first + _BLOCK])
                frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
                frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
                for one in resampler.resample(frame):
                    made.mux(voice.encode(one))
            made.mux(voice.encode(None))


@contextmanager
def _there_when_complete(out: Path) -> Iterator[Path]:
    part = draft_of(out)
    try:
        yield part
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)
