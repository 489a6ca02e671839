"""Where a head of the model looks: as links between words, and as a table. One data stands behind both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ManimColor,
    Polygon,
    ShowPassingFlash,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, picture
from scenes.heat_map import HeatMap
from scenes.matrix import Mark
from scenes.sentence import Sentence
from scenes.theme import Role, theme
from scenes.typesetting import Symbols, Words, number, set_on_line
from script.errors import ScriptError

LEAST = 0.02
"""Weights below this share are not drawn as links: they would be thinner than a hair. The table shows them all."""
WIDEST = 16.0
"""The width of a link of weight one, in hundredths of a unit."""
_NAMES = 0.18
_STANDS_OUT = 0.5
"""The share of the strongest shade from which a number on it is written dark."""


@dataclass(frozen=True, eq=False)
class Attention:
    """The weights of one head over one sentence: row t says how much the word at place t takes from each word, (T, T).

    Raises ScriptError unless every row is a distribution over the words up to its own.
    """

    tokens: tuple[str, ...]
    weights: NDArray[np.float64]

    def __post_init__(self) -> None:
        count = len(self.tokens)
        if self.weights.shape != (count, count):
            raise ScriptError(f"{count} words need weights of shape ({count}, {count}), not {self.weights.shape}")
        if (self.weights < 0).any() or not np.allclose(self.weights.sum(axis=1), 1):
            raise ScriptError("every row of attention weights must be a distribution: none below 0, 1 in all")
        if not np.allclose(np.triu(self.weights, 1), 0):
            raise ScriptError("a word attends to a word that comes after it")

    def links(self, sentence: Sentence, row: int, **kwargs: Any) -> Links:
        """The links of one word of a sentence on the stage, which must hold the same words."""
        if sentence.tokens != self.tokens:
            raise ScriptError(f'these weights belong to "{" ".join(self.tokens)}", not "{" ".join(sentence.tokens)}"')
        return Links(sentence, row, self.weights[row], **kwargs)

    def table(self, **kwargs: Any) -> AttentionTable:
        """The weights as a table, a row for each word that looks."""
        return AttentionTable(self.tokens, self.weights, most=1.0, **kwargs)


class Links(VGroup):
    """What one word of a sentence takes from each: arcs from it, as wide as the weights. `to` moves to other weights.

    >>> import numpy as np
    >>> from scenes.attention import Attention
    >>> from scenes.sentence import Sentence
    >>> said = Sentence(["the", "boy", "saw", "the", "girl"])
    >>> weights = np.eye(5)
    >>> weights[4] = [0.1, 0.6, 0.1, 0, 0.2]
    >>> shown = said.add(Attention(said.tokens, weights).links(said, row=4))
    """

    def __init__(self, sentence: Sentence, row: int, weights: ArrayLike, *, role: Role = "attention") -> None:
        self.weights = np.array(weights, dtype=float)
        self.row = row
        self.arcs = [self._arc(sentence, row, place, role) for place in range(row + 1)]
        super().__init__(*self.arcs)
        self._set(self.weights)

    @staticmethod
    def _arc(sentence: Sentence, row: int, place: int, role: Role) -> VMobject:
        reader, word = sentence[row].box, sentence[place].box
        start, end = reader.get_top(), word.get_top()
        if place == row:
            start, end = start + 0.2 * RIGHT, end + 0.2 * LEFT
        rise = 0.75 + 0.2 * abs(float(start[0] - end[0]))
        up = np.array([0.0, rise, 0.0])
        arc = VMobject().set_points(np.stack([start, start + up, end + up, end]))
        return arc.set_fill(opacity=0).set_stroke(theme.colour(role))

    def _set(self, weights: NDArray[np.float64]) -> None:
        self.weights = weights
        for arc, weight in zip(self.arcs, weights, strict=False):
            seen = weight >= LEAST
            arc.set_stroke(width=WIDEST * weight if seen else 0, opacity=0.45 + 0.5 * weight if seen else 0)

    def share(self, place: int, *, places: int = 2) -> Symbols:
        """The weight of one link, written within its arc."""
        arc = self.arcs[place]
        return Symbols(number(self.weights[place], places), size=theme.sizes.body, role="ink").next_to(
            arc.point_from_proportion(0.5), DOWN, buff=0.22
        )

    def come(self, **kwargs: Any) -> Animation:
        """The arcs are drawn, from the word that looks to those that it takes from."""
        return LaggedStart(*map(Create, self._seen()), lag_ratio=0.1, **kwargs)

    def trace(self, **kwargs: Any) -> Animation:
        """A light runs along the arcs that are there, the way in which they were drawn."""
        lights = [arc.copy().set_stroke(theme.colour("ink")) for arc in self._seen()]
        return LaggedStart(*(ShowPassingFlash(light, time_width=0.6) for light in lights), lag_ratio=0.1, **kwargs)

    def _seen(self) -> list[VMobject]:
        """The arcs that are wide enough to be drawn."""
        return [arc for arc, weight in zip(self.arcs, self.weights, strict=False) if weight >= LEAST]

    def to(self, weights: ArrayLike, *, run_time: float = theme.pace.move, **kwargs: Any) -> Animation:
        """The arcs widen and thin to other weights."""
        source, target = self.weights.copy(), np.array(weights, dtype=float)
        return UpdateFromAlphaFunc(
            self, lambda links, share: links._set((1 - share) * source + share * target), run_time=run_time, **kwargs
        )


def _before_the_other(share: float) -> float:
    return min(1.0, 2.5 * share)


def _after_the_other(share: float) -> float:
    return max(0.0, (share - 0.4) / 0.6)


class AttentionTable(VGroup):
    """Scores or weights of every word with every word: the row is the word that looks, the column the one looked at.

    `lid` covers what no word may see, the words after its own; `numbers(row)` writes a row's values into its cells. `mask`
    writes minus infinity on the lid, and `soften` turns one row of scores into shares.

    >>> import numpy as np
    >>> from scenes.attention import AttentionTable
    >>> shown = AttentionTable("the queen met the boy".split(), np.tri(5) / np.arange(1, 6)[:, None])
    """

    def __init__(
        self, tokens: Sequence[str], values: ArrayLike, *, region: Region = picture, most: float | None = None,
        positive: Role = "probability", size: float = theme.sizes.small,
    ) -> None:  # fmt: skip
        names = [Words(token.strip("<>"), size=size, role="quiet") for token in tokens]
        heads = [Words(token.strip("<>"), size=size, role="quiet") for token in tokens]
        aside = max(name.width for name in names) + _NAMES
        # Turned by 45 degrees, a name reaches as far up as to the right.
        above = max(name.width for name in names) * np.sin(np.pi / 4) + names[0].height + _NAMES
        self.heat = HeatMap(
            values,
            region=Region(region.left + aside, region.right - 0.5 * above, region.bottom, region.top - above),
            most=most,
            positive=positive,
        )
        count, half = len(tokens), self.heat.cell / 2
        for k in range(count):
            names[k].move_to(self.heat.slot(k, 0) + (half + _NAMES) * LEFT, aligned_edge=RIGHT)
            set_on_line(names[k], size, self.heat.slot(k, 0)[1])
            heads[k].rotate(np.pi / 4, about_point=heads[k].get_left())
            heads[k].shift(self.heat.slot(0, k) + np.array([0, half + _NAMES, 0]) - heads[k].get_corner([-1, -1, 0]))
        self.row_names, self.column_names = VGroup(*names), VGroup(*heads)
        self.masked: list[VGroup] = []
        super().__init__(self.heat, self.row_names, self.column_names)
        self.lid = self._lid(count)

    def _lid(self, count: int) -> Polygon:
        half = self.heat.cell / 2
        steps = []
        for k in range(count - 1):
            corner = self.heat.slot(k, k) + np.array([half, half, 0])
            steps += [corner, corner + np.array([0, -self.heat.cell, 0])]
        far = self.heat.slot(count - 1, count - 1) + np.array([half, half, 0])
        top = self.heat.slot(0, count - 1) + np.array([half, half, 0])
        lid = Polygon(*steps, far, top)
        return lid.set_fill(theme.background, 1).set_stroke(theme.colour("faint"), theme.strokes.outline)

    def numbers(self, row: int, *, places: int = 2, until: int | None = None) -> VGroup:
        """A row's values, written in its cells up to column `until`, dark on the strong shades."""
        written = VGroup()
        for column in range(self.heat.values.shape[1] if until is None else until):
            value = float(self.heat.values[row, column])
            strong = abs(value) > _STANDS_OUT * self.heat.most
            sign = Symbols(number(value, places), size=32)
            sign.set_color(ManimColor(theme.background) if strong else theme.colour("ink"))
            written.add(sign.move_to(self.heat.slot(row, column)))
        return written

    def row_of_shares(self, row: int, shares: ArrayLike) -> HeatMap:
        """What softmax makes of a row, in the shades of a table of weights, to lie over the row's scores."""
        half, count = self.heat.cell / 2, row + 1
        first, last = self.heat.slot(row, 0), self.heat.slot(row, row)
        cells = Region(first[0] - half, last[0] + half, first[1] - half, first[1] + half)
        return HeatMap(np.asarray(shares, dtype=float)[None, :count], region=cells, most=1.0)

    def ahead(self, code: str, row: int) -> VGroup:
        """A sign in each cell of a row that is ahead of its word, on the lid."""
        cells = [(row, j) for j in range(row + 1, len(self.row_names))]
        return VGroup(*(Symbols(code, size=theme.sizes.small, role="quiet").move_to(self.heat.slot(*at)) for at in cells))

    def mask(self, **kwargs: Any) -> Animation:
        """Minus infinity in every cell ahead of its word."""
        self.masked = [self.ahead("-infinity", row) for row in range(len(self.row_names))]
        return FadeIn(VGroup(*self.masked), **kwargs)

    def soften(self, row: int, shares: ArrayLike, **kwargs: Any) -> Animation:
        """A row of scores becomes the row of its shares: each minus infinity a zero, and the shades those of weights."""
        come = FadeIn(self.row_of_shares(row, shares), self.ahead("0", row), rate_func=_after_the_other)
        return AnimationGroup(FadeOut(self.masked[row], rate_func=_before_the_other), come, **kwargs)

    def softened(self, **kwargs: Any) -> Animation:
        """The scores go once every row has its shares over it: nothing shines through then, whatever fades."""
        return FadeOut(self.heat, **kwargs)

    def mark(self, **kwargs: Any) -> Mark:
        """A frame round a row, a column or a cell, as with a heat map."""
        return self.heat.mark(**kwargs)

    def light_row(self, row: int, role: Role = "attention", **kwargs: Any) -> Animation:
        """The name of a row takes a role's colour: this word looks."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.row_names[row].animate(**kwargs).set_color(theme.colour(role)).build()

    def cover(self, **kwargs: Any) -> Animation:
        """The lid comes over what lies ahead of each word."""
        self.add(self.lid)
        return FadeIn(self.lid, shift=0.3 * LEFT, **kwargs)

    def covered(self) -> Self:
        """The table with its lid on."""
        self.add(self.lid)
        return self
