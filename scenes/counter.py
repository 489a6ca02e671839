"""A number that counts up while something else is played, with what it counts above it."""

from __future__ import annotations

from typing import Any

from manim import DOWN, ORIGIN, Animation, ChangeDecimalToValue, VGroup

from scenes.naming import naming
from scenes.number import Number
from scenes.theme import theme
from scenes.typesetting import Words


class Counter(VGroup):
    """What is counted, and how much of it there is by now; `to` counts on.

    >>> from scenes.counter import Counter
    >>> shown = Counter("flips", 10)
    """

    def __init__(self, name: str, value: float = 1.0, *, places: int = 0) -> None:
        self.name_sign = Words(name, size=theme.sizes.small, role="quiet")
        self.number = Number(value, places=places)
        # It grows to both sides, and stays below its name.
        self.number.edge_to_fix = ORIGIN
        super().__init__(self.name_sign, self.number)
        self.arrange(DOWN, buff=0.3)
        naming(self.name_sign, self.number)

    def to(self, value: float, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """The number runs to another value, in step with what is played beside it."""
        return ChangeDecimalToValue(self.number, value, run_time=run_time, **kwargs)
