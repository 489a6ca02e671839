"""Numbers that change while they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import numpy as np
from manim import DecimalNumber, VMobject
from numpy.typing import NDArray

from scenes.theme import Role, theme
from scenes.typesetting import Symbols, font_size


class _Digit(Symbols):
    """One sign of a number that changes, as manim's DecimalNumber asks for it."""

    def __init__(self, sign: str, **kwargs: Any) -> None:
        super().__init__("−" if sign == "-" else sign, size=theme.sizes.symbol)


class Number(DecimalNumber):
    """A number that changes while it is shown. Set it with `set_value`, or let it `follow` a function.

    >>> from scenes.number import Number
    >>> shown = Number(3.0, places=1)
    """

    def __init__(self, value: float = 0.0, *, places: int = 2, size: float | None = None, role: Role = "ink") -> None:
        super().__init__(
            value,
            num_decimal_places=places,
            mob_class=_Digit,
            font_size=font_size(theme.sizes.symbol if size is None else size),
            color=theme.colour(role),
        )

    def set_value(self, number: float) -> Self:
        """manim's, to the same curves. It copies every sign anew, which takes milliseconds; here those that are on the
        stage take the shapes of the new ones, where they are as many."""
        signs = _signs(self._get_num_string(number), self.num_decimal_places, self._font_size)
        families = [one.get_family() for one in self.submobjects]
        height = self.height
        if not height or [len(one) for one in families] != [len(one) for one in signs.points]:
            super().set_value(number)
            return self
        place, scale = self.get_edge_center(self.edge_to_fix), height / self.initial_height
        for family, shapes in zip(families, signs.points, strict=True):
            for one, points in zip(family, shapes, strict=True):
                one.points = points * scale
        self.number, self.initial_height = number, signs.height
        self.move_to(place, self.edge_to_fix)
        self.init_colors()
        return self


class _Row(DecimalNumber):
    """The curves of a number alone: its signs are copied without all else that a thing of the stage has."""

    def _string_to_mob(self, string: str, mob_class: Any = None, **kwargs: Any) -> VMobject:
        return _bare(_sign(string, self._font_size))


@cache
def _sign(string: str, font_size: float) -> VMobject:
    sign = _Digit(string)
    sign.font_size = font_size
    return sign


def _bare(thing: VMobject) -> VMobject:
    bare = VMobject()
    bare.points = thing.points.copy()
    bare.submobjects = [_bare(one) for one in thing.submobjects]
    return bare


@dataclass(frozen=True)
class _Signs:
    """The points of each sign's family, set in a row, and how high that is."""

    points: list[list[NDArray[np.float64]]]
    height: float


@cache
def _signs(text: str, places: int, font_size: float) -> _Signs:
    """A number's signs as manim sets them."""
    row = _Row(float(text.replace(",", "")), num_decimal_places=places, mob_class=_Digit, font_size=font_size)
    return _Signs([[one.points for one in sign.get_family()] for sign in row.submobjects], row.height)
