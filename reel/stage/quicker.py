"""Parts of manim that are asked thousands of times a picture, in fewer steps, to the same result.

Each answers the common case, and leaves what is not one to manim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from manim import ManimColor, Mobject, VMobject
from numpy.typing import NDArray

_set_colour = VMobject.update_rgbas_array
_family = Mobject.get_family
_boundary = VMobject.get_points_defining_boundary
_anchors = VMobject.get_anchors


@contextmanager
def quicker() -> Iterator[None]:
    """manim is quicker as long as this lasts."""
    replaced = (
        (VMobject, "update_rgbas_array", set_colour),
        (Mobject, "get_family", family),
        (VMobject, "get_points_defining_boundary", boundary),
    )
    before = [(cls, name, cls.__dict__[name]) for cls, name, _ in replaced]
    for cls, name, function in replaced:
        setattr(cls, name, function)
    try:
        yield
    finally:
        for cls, name, function in before:
            setattr(cls, name, function)


def set_colour(
    self: VMobject, array_name: str, color: Any = None, opacity: float | Iterable[float] | None = None
) -> VMobject:
    """One colour, where there was one."""
    now = self.__dict__.get(array_name)
    if (
        now is None or len(now) != 1
        or not (color is None or type(color) is ManimColor)
        or not (opacity is None or isinstance(opacity, (int, float)))
        or self.sheen_factor
    ):  # fmt: skip
        return _set_colour(self, array_name, color, opacity)
    if color is not None:
        now[0, :3] = color._internal_value[:3]
    if opacity is not None:
        now[0, 3] = opacity
    return self


def family(self: Mobject, recurse: bool = True) -> list[Mobject]:
    """A thing and all its parts, where none of them is part of two."""
    found: list[Mobject] = []
    try:
        _collect(self, found)
    except RecursionError:  # It is a part of itself.
        return _family(self, recurse)
    return found if len(set(found)) == len(found) else _family(self, recurse)


def _collect(thing: Mobject, found: list[Mobject]) -> None:
    found.append(thing)
    for one in thing.submobjects:
        _collect(one, found)


def boundary(self: VMobject) -> NDArray[np.float64]:
    """The ends of all curves, in their order."""
    parts = []
    for one in self.get_family():
        points = one.points
        if not len(points):
            continue
        if type(one).get_anchors is not _anchors or one.n_points_per_cubic_curve != 4 or len(points) % 4:
            return _boundary(self)
        parts.append(points.reshape(-1, 4, 3)[:, ::3].reshape(-1, 3))
    return np.concatenate(parts) if parts else np.array(())
