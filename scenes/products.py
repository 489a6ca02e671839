"""Products of several numbers with one and the same, as lines that stand exactly under each other."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup
from numpy.typing import ArrayLike

from scenes.frame import Region, notes
from scenes.theme import Role, theme
from scenes.typesetting import Symbols, number


class Products(VGroup):
    """A line for each name: its number, the common factor in a role's colour, and what comes out, with one decimal.

    `products[k]` is its k-th line, to bring one at a time.

    >>> from scenes.products import Products
    >>> shown = Products(["queen", "boy"], (1.76, 3.97), 3.58, role="query")
    """

    def __init__(
        self, names: Sequence[str], numbers: ArrayLike, factor: float, *, role: Role, region: Region = notes
    ) -> None:
        super().__init__()
        spots = region.rows(*[1] * len(names))
        for name, value, spot in zip(names, list(numbers), spots, strict=True):
            made = number(value * factor, 1)
            code = f'"{name}" quad {number(value)} dot {{{{ {number(factor)} : factor }}}} approx {made}'
            line = Symbols(code, size=theme.sizes.body, roles={"factor": role})
            line.shift(spot.center - line.select("factor").get_center())
            self.add(line)
        # In line by the common factor, and in the middle of the region by all.
        self.set_x(region.center[0])
