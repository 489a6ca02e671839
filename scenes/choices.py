"""Choices made one after another, and the product that counts their ways."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from manim import DOWN, RIGHT, VGroup

from scenes.theme import theme
from scenes.typesetting import Symbols, Words


class Choices(VGroup):
    """A column for each choice with what may be chosen, in `columns`; below them, in `product`, how many ways there are.

    >>> from scenes.choices import Choices
    >>> shown = Choices([("3 + 4", "4 + 3"), ("king", "queen")])
    """

    def __init__(self, choices: Sequence[Sequence[str]], *, size: float = theme.sizes.small) -> None:
        counts = [len(ways) for ways in choices]
        columns = [VGroup(*(Words(way, size=size) for way in ways)).arrange(DOWN, buff=0.15) for ways in choices]
        self.columns = VGroup(*columns).arrange(RIGHT, buff=1.0)
        self.product = Symbols(f"{' dot '.join(map(str, counts))} = {prod(counts)}", size=theme.sizes.label)
        super().__init__(self.columns, self.product)
        self.arrange(DOWN, buff=0.25)
