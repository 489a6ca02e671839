"""Short arrows of many numbers, each a strip of shades: what several heads hand over to one word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import PI, RIGHT, Animation, AnimationGroup, FadeIn, VGroup
from numpy.typing import ArrayLike

from scenes.frame import Region
from scenes.heat_map import HeatMap


class Strips(VGroup):
    """A strip for each arrow, in regions of their own and in one scale of shades, of which `most` is the strongest.

    `drop_from` brings each out of its own thing, `join` sets them side by side, and `stand` turns the row so joined upright,
    to the place of a strip that stands already: the first number comes to the top.

    >>> from scenes.frame import picture
    >>> from scenes.strips import Strips
    >>> shown = Strips([(1, -2, 0.5), (0, 1, 2)], picture.columns(1, 1))
    """

    def __init__(self, arrows: Sequence[ArrayLike], regions: Sequence[Region], *, most: float | None = None) -> None:
        rows = [np.asarray(arrow, dtype=float)[None] for arrow in arrows]
        strongest = max(float(abs(row).max()) for row in rows) if most is None else most
        self.strips = [HeatMap(row, region=spot, most=strongest) for row, spot in zip(rows, regions, strict=True)]
        super().__init__(*self.strips)

    def drop_from(self, things: Sequence[Any], **kwargs: Any) -> Animation:
        """Each strip comes out of the thing that makes it."""
        come = (FadeIn(strip, target_position=thing) for strip, thing in zip(self.strips, things, strict=True))
        return AnimationGroup(*come, **kwargs)

    def join(self, **kwargs: Any) -> Animation:
        """They close up to one row."""
        return self.animate(**kwargs).arrange(RIGHT, buff=0.02).move_to(self.get_center()).build()

    def stand(self, upright: HeatMap, **kwargs: Any) -> Animation:
        """The row turns and goes where an upright strip will be, as long as it."""
        turned = self.animate(path_arc=-PI / 2, **kwargs).rotate(-PI / 2)
        return turned.match_height(upright).move_to(upright).build()

    def silence(self, which: int, **kwargs: Any) -> Animation:
        """The numbers of one become zero."""
        return self.strips[which].to(0 * self.strips[which].values, **kwargs)
