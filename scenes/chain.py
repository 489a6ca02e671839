"""A sentence with the exact chance of each word below it, and what they multiply to: the chance of the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

import numpy as np
from manim import RIGHT, VGroup

from scenes.frame import Region, whole
from scenes.theme import Role, theme
from scenes.typesetting import Symbols
from scenes.word import Word
from script.errors import ScriptError

_APART = 0.62
_BELOW = 0.8
"""From the foot of a word to the middle of its chance."""


class Chain(VGroup):
    """`words`, each over its chance in `factors`, with the signs of a product between them, and the `result`.

    >>> from fractions import Fraction
    >>> from scenes.chain import Chain
    >>> shown = Chain(["the", "bird", "runs", "."], [1, Fraction(5, 152), Fraction(19, 420), 1])
    """

    def __init__(
        self, words: Sequence[str], chances: Sequence[Fraction | int], *, region: Region = whole,
        role: Role = "probability",
    ) -> None:  # fmt: skip
        if len(words) != len(chances) or not len(words):
            raise ScriptError(f"{len(words)} words need as many chances, not {len(chances)}")
        self.chance = prod((Fraction(chance) for chance in chances), start=Fraction(1))
        self.words = VGroup(*(Word(word) for word in words))
        figures = [Symbols(_written(Fraction(chance))) for chance in chances]
        columns = [max(word.width, figure.width) for word, figure in zip(self.words, figures, strict=True)]
        left = 0.0
        self.factors = VGroup()
        for word, figure, width in zip(self.words, figures, columns, strict=True):
            word.move_to([left + width / 2, 0, 0])
            figure.move_to(word.box.get_bottom() + np.array([0, -_BELOW, 0]))
            if len(self.factors):
                self.factors.add(Symbols("dot").move_to([left - _APART / 2, figure.get_y(), 0]))
            self.factors.add(figure)
            left += width + _APART
        self.result = VGroup(Symbols("="), Symbols(_written(self.chance), role=role)).arrange(RIGHT, buff=0.25)
        self.result.move_to([left - _APART + 0.3, figures[0].get_y(), 0], aligned_edge=np.array([-1, 0, 0]))
        super().__init__(self.words, self.factors, self.result)
        self.move_to(region.center)
        if self.width > region.width:
            raise ScriptError(
                f'the chances of "{" ".join(words)}" do not fit a region {region.width:.1f} wide',
                hint=f"It would be {self.width:.1f} wide at {theme.sizes.symbol} px: take a shorter sentence.",
            )


def _written(chance: Fraction) -> str:
    return str(chance.numerator) if chance.denominator == 1 else f"{chance.numerator}/{chance.denominator}"
