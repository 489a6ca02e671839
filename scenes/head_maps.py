"""Several heads of the model side by side: what each looks at, as small maps with their names."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, UP, VGroup
from numpy.typing import ArrayLike

from scenes.frame import Region, picture
from scenes.heat_map import HeatMap
from scenes.matrix import Mark
from scenes.naming import naming
from scenes.theme import Role, theme
from scenes.typesetting import Words

_NAME = 0.6
"""Room for a name under its map."""
_TITLE = 0.7
"""Room for what stands above all maps."""


class HeadMaps(VGroup):
    """The weights of heads over one sentence, a map for each, as `AttentionTable` shows one of them at its full size, with
    the `title` of all of them above, where there is one. Left out, the names count them: head 1, head 2.

    >>> import numpy as np
    >>> from scenes.head_maps import HeadMaps
    >>> shown = HeadMaps([np.eye(5), np.tri(5) / np.arange(1, 6)[:, None]], ["head 1", "head 2"])
    """

    def __init__(
        self, weights: Sequence[ArrayLike], names: Sequence[str] = (), *, title: str = "", region: Region = picture
    ) -> None:
        super().__init__()
        self.maps = []
        names = names or [f"head {k + 1}" for k in range(len(weights))]
        if title:
            region = Region(region.left, region.right, region.bottom, region.top - _TITLE)
        for values, name, spot in zip(weights, names, region.columns(*[1] * len(weights)), strict=True):
            drawn = Region(spot.left, spot.right, spot.bottom + _NAME, spot.top)
            heat = HeatMap(values, region=drawn, most=1.0)
            self.maps.append(heat)
            sign = naming(Words(name, size=theme.sizes.small, role="quiet"), heat)
            self.add(VGroup(heat, sign.next_to(heat, DOWN, buff=0.2)))

        if title:
            self.add(Words(title).next_to(self, UP, buff=0.25))

    def rows(self, row: int, role: Role = "attention") -> VGroup:
        """A frame round one row of each map: what each head takes for one and the same word."""
        return VGroup(*(heat.mark(row=row, role=role) for heat in self.maps))

    def mark(self, which: int, role: Role = "attention") -> Mark:
        """A frame round one of the maps."""
        return self.maps[which].mark(role=role)
