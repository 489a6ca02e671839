"""The weights of several walks of two steps, multiplied along each walk and added up over all."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, RIGHT, VGroup

from scenes.theme import theme
from scenes.typesetting import Symbols, Words
from script.errors import ScriptError


class WalkProducts(VGroup):
    """For each walk its name over its product, one below the other, and the sum below all: each a pair of the name and of
    what is written. Weights have four decimals and products three. `in_line` is the sum of products in one row: every
    second part of it is a product, the last is the sum.

    >>> from scenes.walk_products import WalkProducts
    >>> shown = WalkProducts(["by he", "by boy"], [(0.5334, 0.1213), (0.0036, 0.5022)])
    """

    def __init__(
        self, names: Sequence[str], weights: Sequence[tuple[float, float]], *, size: float = theme.sizes.body
    ) -> None:
        if len(names) != len(weights) or not names:
            raise ScriptError(f"{len(names)} walks need as many pairs of weights, not {len(weights)}")
        self.factors = [f"{one:.4f} dot {other:.4f}" for one, other in weights]
        self.sum = f"{sum(one * other for one, other in weights):.3f}"
        products = zip(self.factors, weights, strict=True)
        lines = [*(f"{factors} approx {one * other:.3f}" for factors, (one, other) in products), self.sum]
        pairs = [
            VGroup(Words(name, size=theme.sizes.small, role="quiet"), Symbols(line, size=size))
            for name, line in zip([*names, "together"], lines, strict=True)
        ]
        super().__init__(*(pair.arrange(DOWN, buff=0.25, aligned_edge=RIGHT) for pair in pairs))
        self.arrange(DOWN, buff=0.4, aligned_edge=RIGHT)

    def in_line(self, *, size: float = theme.sizes.label) -> VGroup:
        """The products, with the signs between them, and the sum, in one row."""
        codes = [code for factors in self.factors for code in (factors, "+")]
        row = [*codes[:-1], "approx", self.sum]
        return VGroup(*(Symbols(code, size=size) for code in row)).arrange(RIGHT, buff=0.3)
