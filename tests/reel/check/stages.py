"""Stages made by hand, of which it is known what stands where."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reel.check.observed import Beside, Box, Observed, Seen, Shape, Text

RATE = 15
GROUND = (14 / 255, 17 / 255, 22 / 255)
WHITE = (1.0, 1.0, 1.0, 1.0)


def text(
    said: str, left: float = 800, top: float = 400, *, size: float = 44, opacity: float = 1.0, name: int = 0, order: int = 9,
    kin: tuple[int, ...] = (), forms: bool = False, **measured: float,
) -> Text:  # fmt: skip
    """A text of upright letters, half an em wide and 0.7 of an em high, with nothing between them but a twentieth."""
    step = 0.55 * size
    boxes = [[left + k * step, top, left + k * step + 0.5 * size, top + 0.7 * size] for k in range(len(said))]
    colours = np.tile([1.0, 1.0, 1.0, opacity], (len(said), 1))
    name = name or sum(map(ord, said))
    shapes = tuple(letter.encode() for letter in said) if forms else ()
    return Text(name, kin[0] if kin else name, kin, said, True, size, order, np.array(boxes), colours, shapes, **measured)


def shape(
    left: float, top: float, right: float, bottom: float, *, kind: str = "Square", name: int = 1, order: int = 1,
    fill: float = 0.0, colour: Sequence[float] = WHITE[:3], width: float = 3.0, kin: tuple[int, ...] = (),
) -> Shape:  # fmt: skip
    """A rectangle with its edge."""
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], float)
    red, green, blue = colour
    return Shape(
        name, kin[0] if kin else name, kin, kind, order, Box(left, top, right, bottom), (red, green, blue, fill),
        (red, green, blue, 1.0 if width else 0.0), width, np.stack([corners[:-1], corners[1:]], axis=1), fill > 0.95,
    )  # fmt: skip


def seen(frame: int, *things: Text | Shape, settled: bool = True, labels: Sequence[Beside] = ()) -> Seen:
    texts = tuple(one for one in things if isinstance(one, Text))
    shapes = tuple(one for one in things if isinstance(one, Shape))
    return Seen(frame, settled, frozenset(), texts, shapes, tuple(labels))


def observed(*looks: Seen, frames: int = 0) -> Observed:
    return Observed("First", RATE, frames or looks[-1].frame + RATE, GROUND, list(looks))


def moving(things: Sequence[Text | Shape], seconds: float, *, then: Sequence[Text | Shape] = ()) -> Observed:
    """Things that are seen for some seconds while something moves, and what is there when all stands."""
    looks = [seen(frame, *things, settled=False) for frame in range(0, round(seconds * RATE), 3)]
    return observed(*looks, seen(round(seconds * RATE), *then))
