"""Pictures of a film put into other forms: at another size, or as pixels; encoded the same way on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from reel.container import CONTAINER
from script.errors import ScriptError

BACKGROUND = "0E1116"
"""What is laid around a picture whose shape is not that of its frame: the films' own background."""
_BT709 = 1
_CRF, _PRESET = "20", "medium"

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Size:
    """Pixels across and down, both even: chroma is kept for two by two of them."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


def parse_size(text: str, film: Size) -> Size:
    """WIDTH, in the film's shape, or WIDTHxHEIGHT; no larger than the film, whose pixels are all there are."""
    width, _, height = text.lower().partition("x")
    if not width.isdecimal() or not (height.isdecimal() or "x" not in text.lower()):
        raise ScriptError(f'"{text}" is no size', hint="Write WIDTH or WIDTHxHEIGHT in pixels, as in 640 or 640x360.")
    wide = int(width)
    size = Size(_even(wide), _even(int(height) if height else wide * film.height / film.width))
    if min(size.width, size.height) < 16:
        raise ScriptError(f"{size} is too small to be seen")
    if size.width > film.width or size.height > film.height:
        raise ScriptError(
            f"{size} is larger than the film, which is {film}",
            hint="Film it at a higher --quality, or ask for a smaller size.",
        )
    return size


def _even(number: float) -> int:
    return max(2, round(number / 2) * 2)


def fitted(frames: Iterable[av.VideoFrame], size: Size, form: str) -> Iterator[av.VideoFrame]:
    """Pictures scaled to fit a size and laid on the background where their shape is another, in a pixel format."""
    frames = iter(frames)
    first = next(frames, None)
    if first is None:
        return
    graph = Graph()
    into = graph.add_buffer(
        width=first.width, height=first.height, format=first.format, time_base=first.time_base or Fraction(1, 1000)
    )
    into = _linked(
        graph,
        into,
        ("setparams", "colorspace=bt709:range=tv:color_primaries=bt709:color_trc=bt709"),
        ("scale", f"{size.width}:{size.height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos"),
        ("pad", f"{size.width}:{size.height}:(ow-iw)/2:(oh-ih)/2:color=0x{BACKGROUND}"),
        ("format", form),
    )
    into.link_to(graph.add("buffersink"))
    graph.configure()
    for frame in chain([first], frames):
        graph.vpush(frame)
        yield graph.vpull()


def _linked(graph: Graph, into, *filters: tuple[str, str]):  # type: ignore[no-untyped-def]
    for name, options in filters:
        following = graph.add(name, options)
        into.link_to(following)
        into = following
    return into


def pixels(frames: Iterable[av.VideoFrame], size: Size) -> Iterator[Pixels]:
    """Pictures at a size as (height, width, 3) of red, green and blue."""
    for frame in fitted(frames, size, "rgb24"):
        yield frame.to_ndarray()


def distinct(shown: Iterable[Pixels]) -> Iterator[tuple[Pixels, int]]:
    """Pictures that differ from the one before, each with the number of frames that it stands for."""
    last: Pixels | None = None
    count = 0
    for one in shown:
        if last is not None and np.array_equal(one, last):
            count += 1
            continue
        if last is not None:
            yield last, count
        last, count = one, 1
    if last is not None:
        yield last, count


def encode(frames: Iterable[av.VideoFrame], size: Size, rate: int, out: Path) -> int:
    """Pictures as silent H.264 like the films': how many there were. One thread: with more the bytes hang on the machine.
    No B pictures: see `pieces._is_read_right`."""
    count = 0
    with av.open(str(out), "w", format="mp4", options=CONTAINER) as made:
        stream = made.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, rate)
        context.thread_count = 1
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = 1
        stream.options = {
            "preset": _PRESET, "crf": _CRF, "profile": "high", "bf": "0",
            "x264-params": "threads=1:lookahead-threads=1:sliced-threads=0",
        }  # fmt: skip
        for frame in fitted(frames, size, "yuv420p"):
            frame.pts, frame.time_base = count, Fraction(1, rate)
            frame.pict_type = av.video.frame.PictureType.NONE
            count += 1
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return count
