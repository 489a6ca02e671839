"""The things at the bottom of a motion that stay as they are from picture to picture, drawn once.

A play's moving things are often more than what moves: where a group has a part that does, all of it counts. A picture is
drawn from the back to the front, so the first of its things, as far as they are as they were, need not be drawn anew: a
picture of them is kept, and what follows is drawn on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from manim import Camera, Mobject, VMobject
from numpy.typing import NDArray

from scenes.painted import Painted

_AGAIN = 12
"""After so many pictures it is looked again whether more things stand still."""

Look = tuple[NDArray[np.float64], tuple[Any, ...], Any]
"""Where a thing's points are, how it is painted, and what it paints by itself."""


class Below:
    """Draws the pictures of a motion on `ground`, what stands still all through it, or on the camera's background."""

    def __init__(self, camera: Camera, ground: NDArray[np.uint8] | None) -> None:
        self._camera = camera
        self._ground = camera.background if ground is None else ground
        self._picture = self._ground
        self._drawn = 0
        """How many things are in the picture that is kept."""
        self._known: list[tuple[Mobject, Look]] = []
        """What the first things looked like, as far as they have not changed since."""
        self._until_again = 0

    def draw(self, mobjects: Iterable[Mobject]) -> None:
        """A picture of these, to the pixels that manim makes."""
        things = self._camera.get_mobjects_to_display(mobjects)
        same = self._same(things)
        if same < self._drawn:
            self._picture, self._drawn = self._ground, 0
        self._camera.set_frame_to_background(self._picture)
        if same > self._drawn:
            self._camera.capture_mobjects(things[self._drawn : same], include_submobjects=False)
            self._picture, self._drawn = self._camera.pixel_array.copy(), same
        self._camera.capture_mobjects(things[same:], include_submobjects=False)
        self._until_again -= 1
        if self._until_again < 0:
            self._until_again = _AGAIN
            self._know(things)

    def _same(self, things: Sequence[Mobject]) -> int:
        """How many of the first things are as they were; what is known of the others is forgotten."""
        same = 0
        for (thing, looked), now in zip(self._known, things, strict=False):
            if thing is not now or not _is(now, looked):
                break
            same += 1
        del self._known[same:]
        return same

    def _know(self, things: Sequence[Mobject]) -> None:
        for thing in things[len(self._known) :]:
            looks = _look(thing)
            if looks is None:
                break
            self._known.append((thing, looks))


def _look(thing: Mobject) -> Look | None:
    """What a thing looks like; None where only drawing it tells."""
    if not isinstance(thing, VMobject) or thing.get_background_image():
        return None
    state = thing.state() if isinstance(thing, Painted) else ()
    return None if state is None else (thing.points.copy(), _paint(thing), state)


def _is(thing: Mobject, before: Look) -> bool:
    """Whether a thing looks as it did before."""
    assert isinstance(thing, VMobject)
    points, paint, state = before
    return (
        points.shape == thing.points.shape
        and bool((points == thing.points).all())
        and paint == _paint(thing)
        and (not isinstance(thing, Painted) or state == thing.state())
        and not thing.get_background_image()
    )


def _paint(thing: VMobject) -> tuple[Any, ...]:
    """All that manim's camera asks of a thing besides its points."""
    return (
        thing.fill_rgbas.tobytes(), thing.stroke_rgbas.tobytes(), thing.background_stroke_rgbas.tobytes(),
        thing.stroke_width, thing.background_stroke_width, thing.joint_type, thing.cap_style,
        thing.sheen_factor, np.asarray(thing.sheen_direction).tobytes(),
    )  # fmt: skip
