"""A hundred cases, of which some are meant: a share of a hundred that can be seen and counted."""

from __future__ import annotations

from typing import Any

from manim import DOWN, Animation, FadeIn, LaggedStart, Square, VGroup

from scenes.frame import Region, picture
from scenes.theme import Role, theme
from scenes.typesetting import Words
from script.errors import ScriptError

_NUMBER = 0.6
"""Room below for the number."""


class Hundred(VGroup):
    """Ten rows of ten squares; `fill` colours the first `count` of them, row by row, and brings their number, with the
    `name` of what was counted before it: in the colour of the squares, where there are any.

    >>> from scenes.hundred import Hundred
    >>> shown = Hundred(38).filled()
    """

    def __init__(self, count: int, *, name: str = "", role: Role = "loss", region: Region = picture) -> None:
        if not 0 <= count <= 100:
            raise ScriptError(f"of a hundred cases, {count} cannot be meant", hint="Give a share in hundredths, 0 to 100.")
        step = min(region.width, region.height - _NUMBER) / 10
        self.count, self.role = count, role
        self.squares = VGroup(
            *(Square(0.8 * step).set_fill(theme.colour("faint"), 1).set_stroke(width=0) for _ in range(100))
        )
        self.squares.arrange_in_grid(10, 10, buff=0.2 * step)
        told = f"{name}: {count} of 100" if name else f"{count} of 100"
        self.number_sign = Words(told, role=role if count else "ink").next_to(self.squares, DOWN, buff=0.25)
        super().__init__(self.squares)
        VGroup(self.squares, self.number_sign).move_to(region.center)

    def filled(self) -> Hundred:
        """With its squares coloured already, and their number."""
        self.add(self.number_sign)
        self.squares[: self.count].set_fill(theme.colour(self.role), 1)
        return self

    def fill(self, **kwargs: Any) -> Animation:
        """The squares that are meant take their colour, one after the other, over the quiet ones, and their number comes."""
        lit = (square.copy().set_fill(theme.colour(self.role), 1) for square in self.squares[: self.count])
        return LaggedStart(*(FadeIn(square) for square in lit), FadeIn(self.number_sign), lag_ratio=0.1, **kwargs)
