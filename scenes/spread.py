"""How far sums of random products spread: a histogram, with what was added up and its variance told beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, Animation, AnimationGroup, FadeIn, VGroup
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, picture
from scenes.histogram import Histogram
from scenes.typesetting import Symbols, Words, number


class Spread(VGroup):
    """A histogram of sums of `pairs` products, and left of it their number, their variance as it was measured, and d.

    `over_the_root` divides every sum by the root of the number of pairs, and tells the variance then. What is told
    stands in one place: have `variance` leave before. The other arguments are the histogram's.

    >>> import numpy as np
    >>> from scenes.spread import Spread
    >>> sums = np.random.default_rng(0).standard_normal((2, 1000, 5)).prod(axis=0).sum(axis=1)
    >>> shown = Spread(sums, pairs=5, width=1, low=-20, high=20, ticks=(-20, 0, 20))
    """

    def __init__(self, samples: ArrayLike, *, pairs: int, region: Region = picture, **kwargs: Any) -> None:
        self.samples: NDArray[np.float64] = np.asarray(samples, dtype=float)
        self.pairs = pairs
        told, drawn = region.columns(1, 2)
        self.histogram = Histogram(self.samples, region=drawn, **kwargs)
        self.name_sign = Words(f"{pairs} pairs")
        self.variance = VGroup(self._told(self.samples), Symbols(f"d = {pairs}"))
        self.after = VGroup(
            Symbols(f'"sum over" sqrt({pairs})'), self._told(self.samples / np.sqrt(pairs))
        )  # fmt: skip
        self.name_sign.move_to([told.left, told.center[1], 0], aligned_edge=LEFT).shift(0.9 * self.name_sign.height * -DOWN)
        for one in (self.variance, self.after):
            one.arrange(DOWN, buff=0.25, aligned_edge=LEFT).next_to(self.name_sign, DOWN, buff=0.3, aligned_edge=LEFT)
        super().__init__(self.histogram, self.name_sign, self.variance)

    @staticmethod
    def _told(samples: NDArray[np.float64]) -> Symbols:
        return Symbols(f'"variance" approx {number(samples.var(), 1)}')

    def over_the_root(self, **kwargs: Any) -> Animation:
        """Every sum is divided by the root of the number of pairs."""
        self.remove(self.variance)
        return AnimationGroup(self.histogram.squeeze(self.pairs**0.5, **kwargs), FadeIn(self.after, **kwargs))
