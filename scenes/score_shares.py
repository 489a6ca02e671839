"""Scores and the shares that softmax makes of them, side by side: what changes in the one is seen in the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import LEFT, UP, Animation, AnimationGroup, VGroup
from numpy.typing import ArrayLike

from maths.probability import softmax
from scenes.bars import Bars
from scenes.frame import Region, whole
from scenes.theme import theme
from scenes.typesetting import Words

_HEAD = 0.7
"""Room for what stands above the bars."""


class ScoreShares(VGroup):
    """Bars of scores, and right of them bars of their shares. `to` moves to other scores: the shares go where softmax
    takes them.

    >>> from scenes.score_shares import ScoreShares
    >>> shown = ScoreShares(["the", "queen", "boy"], [4.1, 6.3, 14.2])
    """

    def __init__(self, names: Sequence[str], scores: ArrayLike, *, region: Region = whole, places: int = 4) -> None:
        start = np.asarray(scores, dtype=float)
        room = Region(region.left, region.right, region.bottom, region.top - _HEAD)
        before, after = room.columns(1, 1.25)
        self.scores = Bars(names, start, region=before, role="key", places=1)
        self.shares = Bars(names, softmax(start), region=after, most=1.0, places=places)
        super().__init__(self.scores, self.shares)
        for bars, told in ((self.scores, "score"), (self.shares, "share")):
            self.add(Words(told, size=theme.sizes.small, role="quiet").next_to(bars.axis, UP, buff=0.2, aligned_edge=LEFT))

    def to(self, scores: ArrayLike, **kwargs: Any) -> Animation:
        """Other scores, and the shares that go with them."""
        target = np.asarray(scores, dtype=float)
        return AnimationGroup(self.scores.to(target, **kwargs), self.shares.to(softmax(target), **kwargs))
