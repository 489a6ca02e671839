"""Flashes as WCAG 2.2 defines them (SC 2.3.1): pairs of opposing changes of relative luminance, or to and from red.

For each pixel of a small picture its turns are found: the changes between one peak or valley and the next. Where the
pixels that turn one way together fill a quarter of some 10 degrees of the view, that view turns. Seven turns of a view in a
second, to and fro, are more than three flashes. What turns the other way at the same time is taken off: stripes that move
make all their pixels turn, but as many of them one way as the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from reel.check.observed import HEIGHT, WIDTH, Box, Picture
from reel.check.pixels import linear

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

CHANGE = 0.1
"""A change of a tenth of the greatest relative luminance counts."""
DARK = 0.8
"""But only where the darker of the two is under this."""
SATURATED = 0.8
"""A red is saturated where R / (R + G + B), of linear light, is at least this."""
CHROMA = 0.2
"""A change to or from a saturated red counts where it is longer than this in the CIE 1976 UCS diagram (u', v')."""
MOST = 3
"""Flashes in a second."""
AREA = 0.25
"""The share of any 10 degrees of the view, a third of the frame's width and height, that must flash together."""
_SIZE = (96, 54)
_LINEAR = linear(np.arange(256, dtype=np.uint8)).astype(np.float32)
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32)
_VEIL = 0.01
"""White light that every screen adds: without it, black has no place in the diagram, and near black any colour."""

SECOND_OPINION = 1.0
"""From here on ffmpeg's filter acts, by its own default: of what it sums up over a second."""
_THUMB = (64, 36)
"""The filter goes by the means of 8 x 8 parts: more pixels than this tell it nothing."""


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
    light = [_LINEAR[cv2.resize(one, _SIZE, interpolation=cv2.INTER_AREA)] for _, one in pictures]
    frames = np.array([frame for frame, _ in pictures])
    return [*_spells(*_turns(light), frames, rate, red=False), *_spells(*_red_turns(light), frames, rate, red=True)]


def _turns(light: list[Floats]) -> tuple[Flags, Flags]:
    """Where each pixel turns brighter, and where darker, by enough since its last turn: two of (frames, rows, columns)."""
    shades = np.stack(light) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    up, down = np.zeros(shades.shape, bool), np.zeros(shades.shape, bool)
    low, high = shades[0].copy(), shades[0].copy()
    way = np.zeros(shades.shape[1:], np.int8)
    for k, now in enumerate(shades[1:], start=1):
        up[k] = (now - low >= CHANGE) & (low < DARK) & (way <= 0)
        down[k] = (high - now >= CHANGE) & (now < DARK) & (way >= 0)
        way = np.where(up[k], 1, np.where(down[k], -1, way)).astype(np.int8)
        # After a turn, the next is measured from the peak or the valley since.
        turned = up[k] | down[k]
        low = np.where(turned, now, np.minimum(low, now))
        high = np.where(turned, now, np.maximum(high, now))
    return up, down


def _red_turns(light: list[Floats]) -> tuple[Flags, Flags]:
    """Where each pixel goes to a saturated red, and where from one, far enough to count."""
    shape = (len(light), *light[0].shape[:2])
    come, gone = np.zeros(shape, bool), np.zeros(shape, bool)
    is_red, chroma = _red(light[0])
    # What the next change is measured from: the reddest since it went to red, the least red since it went from it.
    anchor, far = chroma.copy(), _apart(chroma, _RED_CHROMA)
    for k in range(1, len(light)):
        now_red, chroma = _red(light[k])
        long = _apart(chroma, anchor) > CHROMA
        come[k], gone[k] = long & ~is_red & now_red, long & is_red
        turned, now_far = come[k] | gone[k], _apart(chroma, _RED_CHROMA)
        is_red = np.where(turned, now_red, is_red)
        moved = turned | np.where(is_red, now_far < far, now_far > far)
        anchor, far = np.where(moved[..., None], chroma, anchor), np.where(moved, now_far, far)
    return come, gone


def _red(light: Floats) -> tuple[Flags, Floats]:
    """Whether each pixel is a saturated red, and its place (u', v') in the diagram."""
    chroma = _uv(light)
    saturated = light[..., 0] >= SATURATED * np.maximum(light.sum(-1), 1e-9)
    return saturated & (_apart(chroma, _WHITE_CHROMA) > CHROMA / 2), chroma


def _uv(light: Floats) -> Floats:
    x, y, z = np.moveaxis((light + _VEIL) @ _XYZ.T, -1, 0)
    return np.stack([4 * x, 9 * y], axis=-1) / (x + 15 * y + 3 * z)[..., None]


def _apart(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.hypot(one[..., 0] - other[..., 0], one[..., 1] - other[..., 1]), np.float32)


_WHITE_CHROMA = _uv(np.ones(3, np.float32))
_RED_CHROMA = _uv(np.array([1, 0, 0], np.float32))


def _spells(up: Flags, down: Flags, frames: NDArray[np.int64], rate: int, *, red: bool) -> list[Flash]:
    """The stretches in which more than three flashes fall in a second, over a quarter of some 10 degrees of view."""
    views = _views(up, down)
    found: list[Flash] = []
    begin = 0
    count = np.zeros(up.shape[1:], np.int16)
    for k in range(len(frames)):
        count += views[k]
        while frames[k] - frames[begin] >= rate:
            count -= views[begin]
            begin += 1
        if not views[k].any() or count.max() <= 2 * MOST:
            continue
        flash = Flash(
            int(frames[begin]), int(frames[k]), float(count.max()) / 2, _where(up[begin : k + 1] | down[begin : k + 1]), red
        )
        if found and flash.first <= found[-1].last + rate:
            before = found.pop()
            flash = Flash(before.first, flash.last, max(before.count, flash.count), before.box, red)
        found.append(flash)
    return found


def _views(up: Flags, down: Flags) -> Flags:
    """Where a view of 10 degrees around each pixel turns: enough of it together, the other way than before."""
    turned = np.zeros(up.shape, bool)
    way = np.zeros(up.shape[1:], np.int8)
    for k in range(1, len(up)):
        if not (up[k].any() or down[k].any()):
            continue
        more = _share(up[k]) - _share(down[k])
        brighter = (more > AREA) & (way <= 0)
        darker = (more < -AREA) & (way >= 0)
        turned[k] = brighter | darker
        way = np.where(brighter, 1, np.where(darker, -1, way)).astype(np.int8)
    return turned


def _share(flags: Flags) -> Floats:
    """The share of the view around each pixel in which a flag stands."""
    view = (_SIZE[0] // 3, _SIZE[1] // 3)
    return np.asarray(cv2.blur(flags.astype(np.float32), view, borderType=cv2.BORDER_CONSTANT), np.float32)


def _where(turned: Flags) -> Box:
    """Around the pixels that turn so often that they are among those that flash."""
    columns, rows = _SIZE
    times = turned.sum(0)
    where_y, where_x = np.nonzero(times >= min(MOST, times.max()))
    return Box(
        float(where_x.min() * WIDTH / columns), float(where_y.min() * HEIGHT / rows),
        float((where_x.max() + 1) * WIDTH / columns), float((where_y.max() + 1) * HEIGHT / rows),
    )  # fmt: skip


def second_opinion(pictures: list[tuple[int, Picture]], rate: int, frames: int) -> list[tuple[int, int, float]]:
    """Where ffmpeg's photosensitivity filter finds much flashing: first frame, last frame, and how bad it is.

    Empty too where this build of ffmpeg has no such filter.
    """
    if not pictures or "photosensitivity" not in av.filter.filters_available:
        return []
    found: list[tuple[int, int, float]] = []
    for frame, bad in _badness(pictures, rate, frames):
        if bad < SECOND_OPINION:
            continue
        if found and frame - found[-1][1] <= rate:
            found[-1] = (found[-1][0], frame, max(bad, found[-1][2]))
        else:
            found.append((frame, frame, bad))
    return found


def _badness(pictures: list[tuple[int, Picture]], rate: int, frames: int) -> Iterator[tuple[int, float]]:
    """What the filter sums up over the second before each frame. It looks only, and changes nothing."""
    graph = Graph()
    graph.threads = 1  # the pictures are tiny: on a busy machine, threads only wait for each other
    form = av.VideoFormat("rgb24", *_THUMB)
    source = graph.add_buffer(width=_THUMB[0], height=_THUMB[1], format=form, time_base=Fraction(1, rate))
    judge = graph.add("photosensitivity", f"frames={rate}:bypass=1")
    sink = graph.add("buffersink")
    source.link_to(judge)
    judge.link_to(sink)
    graph.configure()
    ends = [*(frame for frame, _ in pictures[1:]), frames]
    for (first, picture), end in zip(pictures, ends, strict=True):
        thumb = np.asarray(cv2.resize(picture, _THUMB, interpolation=cv2.INTER_AREA), np.uint8)
        # A second of stillness empties what it remembers: more of it need not be gone through.
        for number in range(first, min(end, first + rate + 1)):
            frame = av.VideoFrame.from_ndarray(thumb, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            graph.push(frame)
            told = graph.pull()
            yield number, float(dict(told.metadata).get("lavfi.photosensitivity.fixed-badness", 0.0))
