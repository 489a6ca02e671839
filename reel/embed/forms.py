"""Pictures without sound, as documents take them: GIF, animated WebP, a single still."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.filter import Graph
from PIL import Image

from reel.encoding import Pixels, Size, distinct, pixels
from reel.pieces import Piece, pictures

GIF_RATE = 15
"""Frames a second of a GIF: it counts in hundredths of a second, and programs slow down what is faster than 50."""
WEBP_RATE = 30
STAND = 2.0
"""Seconds for which the last picture stays, before it all begins again."""
WEBP_QUALITY = 80


def still(piece: Piece, frame: int, size: Size, out: Path) -> None:
    """One picture of a piece as PNG: that of a frame of the film."""
    (only,) = pixels(pictures(Piece(piece.film, piece.rate, frame, frame + 1)), size)
    Image.fromarray(only).save(out, optimize=True)


def webp(piece: Piece, size: Size, out: Path) -> None:
    """An animated WebP that begins again at its end. A picture that stays is kept once."""
    milliseconds = Fraction(1000, min(piece.rate, WEBP_RATE))
    options = {"quality": str(WEBP_QUALITY), "compression_level": "4"}
    with av.open(str(out), "w", format="webp", options={"loop": "0"}) as made:
        stream = made.add_stream("libwebp_anim", rate=1000, options=options)
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, "bgra"
        stream.codec_context.time_base = Fraction(1, 1000)
        clock = 0
        for one, count in _slower(piece, size, WEBP_RATE):
            frame = av.VideoFrame.from_ndarray(one, format="rgb24").reformat(format="bgra")
            frame.pts, frame.time_base = round(clock * milliseconds), Fraction(1, 1000)
            made.mux(stream.encode(frame))
            clock += count
        made.mux(stream.encode(None))
    _last_until(out, round(clock * milliseconds + STAND * 1000))


def _last_until(out: Path, milliseconds: int) -> None:
    """Write into an animated WebP when its last picture ends: the encoder, which is told only beginnings, guesses."""
    data = bytearray(out.read_bytes())
    lengths, place = [], 12
    while place < len(data):
        kind, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if kind == b"ANMF":
            lengths.append(slice(place + 20, place + 23))
        place += 8 + size + size % 2
    before = sum(int.from_bytes(data[one], "little") for one in lengths[:-1])
    if lengths:
        data[lengths[-1]] = (milliseconds - before).to_bytes(3, "little")
        out.write_bytes(data)


def gif(piece: Piece, size: Size, out: Path) -> None:
    """A GIF that begins again at its end, in the 256 colours that fit its pictures best."""
    rate = min(piece.rate, GIF_RATE)
    palette, stays = _palette(_slower(piece, size, GIF_RATE), size)
    last = round((stays / rate + STAND) * 100)
    with av.open(str(out), "w", format="gif", options={"loop": "0", "final_delay": str(last)}) as made:
        stream = made.add_stream("gif", rate=100)
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, "pal8"
        stream.codec_context.time_base = Fraction(1, 100)
        clock = 0
        for frame, count in _coloured(_slower(piece, size, GIF_RATE), size, palette):
            frame.pts, frame.time_base = round(Fraction(clock * 100, rate)), Fraction(1, 100)
            made.mux(stream.encode(frame))
            clock += count
        made.mux(stream.encode(None))


def _slower(piece: Piece, size: Size, rate: int) -> Iterator[tuple[Pixels, int]]:
    """Pictures that differ, and for how many frames at a lower rate each stands. Each kept is the last of those that it
    stands for: so the end of a motion is seen."""
    step = max(1, piece.rate // rate)
    last = piece.last - piece.first - 1
    wanted = (frame for k, frame in enumerate(pictures(piece)) if k % step == step - 1 or k == last)
    return distinct(pixels(wanted, size))


def _palette(shown: Iterator[tuple[Pixels, int]], size: Size) -> tuple[av.VideoFrame, int]:
    """The 256 colours that fit pictures best, and for how many frames the last of these stands."""
    count = 0
    graph = Graph()
    into = graph.add_buffer(width=size.width, height=size.height, format="rgb24", time_base=Fraction(1, 100))
    best = graph.add("palettegen", "stats_mode=full:reserve_transparent=0")
    into.link_to(best)
    best.link_to(graph.add("buffersink"))
    graph.configure()
    for k, (one, count) in enumerate(shown):  # noqa: B007
        graph.vpush(_frame(one, k))
    graph.vpush(None)
    return graph.vpull(), count


def _coloured(
    shown: Iterator[tuple[Pixels, int]], size: Size, palette: av.VideoFrame
) -> Iterator[tuple[av.VideoFrame, int]]:
    """The pictures in the colours of a palette. What does not move keeps its pattern of dots."""
    graph = Graph()
    tick = Fraction(1, 100)
    into = graph.add_buffer(width=size.width, height=size.height, format="rgb24", time_base=tick, name="pictures")
    colours = graph.add_buffer(
        width=palette.width, height=palette.height, format=palette.format, time_base=tick, name="colours"
    )
    use = graph.add("paletteuse", "dither=bayer:bayer_scale=4:diff_mode=rectangle")
    into.link_to(use, 0, 0)
    colours.link_to(use, 0, 1)
    use.link_to(graph.add("buffersink"))
    graph.configure()
    palette.pts = 0
    colours.push(palette)
    colours.push(None)
    counts = []
    for k, (one, count) in enumerate(shown):
        counts.append(count)
        into.push(_frame(one, k))
        yield from ((frame, counts.pop(0)) for frame in _pulled(graph))
    into.push(None)
    yield from ((frame, counts.pop(0)) for frame in _pulled(graph))


def _pulled(graph: Graph) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield graph.vpull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def _frame(one: Pixels, k: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(one, format="rgb24")
    frame.pts, frame.time_base = k, Fraction(1, 100)
    return frame
