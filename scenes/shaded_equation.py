"""A matrix acting on an arrow of many numbers, or arrows of many numbers added up: a line of shades with signs between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Animation, AnimationGroup, FadeIn, FadeOut, VGroup
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
    With None for the matrix, the line begins with the first arrow, which has no sign then.

    `most` is the strongest shade of the strips, the arrows' own where it is left out. Nothing of it is on the stage until
    `bring` is played: of the matrix with its first arrow, or of any later arrow. `hand_on` takes the last arrow, and
    nothing else, to another line: what was worked out in this one goes into that.

    >>> import numpy as np
    >>> from scenes.frame import whole
    >>> from scenes.shaded_equation import ShadedEquation
    >>> matrix, arrow = np.eye(6) - np.tri(6) / 4, np.arange(6) - 2
    >>> shown = ShadedEquation(matrix, [arrow, matrix @ arrow], signs="·=", names=["before", "after"], region=whole)
    """

    def __init__(
        self, matrix: ArrayLike | None, arrows: Sequence[ArrayLike], *, signs: str, names: Sequence[str],
        most: float | None = None, region: Region = picture,
    ) -> None:  # fmt: skip
        columns = [np.asarray(arrow, dtype=float)[:, None] for arrow in arrows]
        room = Region(region.left, region.right, region.bottom + _NAMES, region.top)
        most = max(float(abs(column).max()) for column in columns) if most is None else most
        self.matrix = None if matrix is None else HeatMap(matrix, region=room)
        self.strips = [HeatMap(column, region=room, most=most) for column in columns]
        self.signs = [Symbols(sign) for sign in signs]
        self.named = [
            VGroup(strip, Words(name, size=theme.sizes.small, role="quiet").next_to(strip, DOWN, buff=0.2))
            for strip, name in zip(self.strips, names, strict=True)
        ]
        first = self.named[0] if self.matrix is None else self.matrix
        super().__init__(first)
        for sign, named in zip(self.signs, self.named[self.matrix is None :], strict=True):
            self.add(sign, named)
        self.arrange(RIGHT, buff=0.5, aligned_edge=UP).move_to(region.center)
        for sign in self.signs:
            sign.match_y(self.strips[0])
        if self.width > region.width:
            raise ScriptError(f"a matrix and {len(arrows)} arrows do not fit a region {region.width:.1f} wide")

    def bring(self, which: int, **kwargs: Any) -> Animation:
        """An arrow comes with its sign, the first of them with the matrix."""
        end = self.submobjects.index(self.named[which]) + 1
        return FadeIn(self[:end] if which == 0 else self[end - 2 : end], **kwargs)

    def hand_on(self, other: ShadedEquation, which: int, **kwargs: Any) -> Animation:
        """The last arrow goes to its place in another line, `which` there; all else goes, and what stands before comes."""
        place = other.submobjects.index(other.named[which])
        moving = self[-1].animate.move_to(other.named[which]).build()
        # What goes is gone before what comes is seen: they stand in one place.
        going = FadeOut(self[:-1], rate_func=lambda share: min(1.0, 2.5 * share))
        coming = FadeIn(other[:place], rate_func=lambda share: max(0.0, (share - 0.4) / 0.6))
        return AnimationGroup(going, moving, coming, **kwargs)
