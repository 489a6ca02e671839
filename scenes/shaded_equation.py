"""A matrix acting on an arrow of many numbers, and what is then added to it: a line of shades with signs between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Animation, FadeIn, VGroup
from numpy.typing import ArrayLike

from scenes.frame import Region, picture
from scenes.heat_map import HeatMap
from scenes.theme import theme
from scenes.typesetting import Symbols, Words
from script.errors import ScriptError

_NAMES = 0.7
"""Room for the names below."""


class ShadedEquation(VGroup):
    """A matrix and arrows of many numbers, as strips in one scale of shades, each with a sign before it and a name below.

    Nothing of it is on the stage until `bring` is played: of the matrix with its first arrow, or of any later arrow.

    >>> import numpy as np
    >>> from scenes.frame import whole
    >>> from scenes.shaded_equation import ShadedEquation
    >>> matrix, arrow = np.eye(6) - np.tri(6) / 4, np.arange(6) - 2
    >>> shown = ShadedEquation(matrix, [arrow, matrix @ arrow], signs="·=", names=["before", "after"], region=whole)
    """

    def __init__(
        self, matrix: ArrayLike, arrows: Sequence[ArrayLike], *, signs: str, names: Sequence[str], region: Region = picture
    ) -> None:
        columns = [np.asarray(arrow, dtype=float)[:, None] for arrow in arrows]
        room = Region(region.left, region.right, region.bottom + _NAMES, region.top)
        most = max(float(abs(column).max()) for column in columns)
        self.matrix = HeatMap(matrix, region=room)
        self.strips = [HeatMap(column, region=room, most=most) for column in columns]
        self.signs = [Symbols(sign) for sign in signs]
        super().__init__(self.matrix)
        for sign, strip, name in zip(self.signs, self.strips, names, strict=True):
            self.add(sign, VGroup(strip, Words(name, size=theme.sizes.small, role="quiet").next_to(strip, DOWN, buff=0.2)))
        self.arrange(RIGHT, buff=0.5, aligned_edge=UP).move_to(region.center)
        for sign in self.signs:
            sign.match_y(self.matrix)
        if self.width > region.width:
            raise ScriptError(f"a matrix and {len(arrows)} arrows do not fit a region {region.width:.1f} wide")

    def bring(self, which: int, **kwargs: Any) -> Animation:
        """An arrow comes with its sign, the first of them with the matrix."""
        return FadeIn(self[:3] if which == 0 else self[2 * which + 1 : 2 * which + 3], **kwargs)
