"""A large matrix acting on an arrow of many numbers, all of it as shades."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import RIGHT, Animation, AnimationGroup, FadeIn, UpdateFromAlphaFunc, VGroup, linear
from numpy.typing import ArrayLike

from scenes.frame import Region, picture
from scenes.heat_map import HeatMap
from scenes.matrix import Mark
from scenes.theme import Role
from scenes.typesetting import Symbols, Words

_COMING = 0.05
"""The share of a motion in which what comes for it fades in."""


class ShadedMap(VGroup):
    """A matrix, and right of it what it makes of an arrow, with that one's letter and name. `to` gives it another arrow.

    `most` is the strongest shade of what is made. Nothing of it is on the stage until `table` is brought and `apply` played.

    >>> import numpy as np
    >>> from scenes.shaded_map import ShadedMap
    >>> rng = np.random.default_rng(0)
    >>> shown = ShadedMap(rng.normal(size=(5, 20)), rng.normal(size=20), name="query", role="query")
    """

    def __init__(
        self, matrix: ArrayLike, arrow: ArrayLike, *, name: str, role: Role, region: Region = picture,
        most: float | None = None,
    ) -> None:  # fmt: skip
        self.matrix, self.role = np.array(matrix, dtype=float), role
        drawn, made, written = region.columns(6, 0.6, 2.4)
        self.table = HeatMap(self.matrix, region=drawn)
        self.made = HeatMap(self._column(arrow), region=made, most=most)
        self.sign = VGroup(Symbols(name[0], role=role), Words(name, role=role)).arrange(RIGHT, buff=0.3)
        self.sign.move_to(written.center).next_to(self.made, RIGHT, buff=0.4)
        super().__init__(self.table, self.made, self.sign)

    def _column(self, arrow: ArrayLike) -> np.ndarray:
        return (self.matrix @ np.asarray(arrow, dtype=float))[:, None]

    def flash(self, *others: HeatMap, **kwargs: Any) -> Animation:
        """A frame round the matrix, and round others that have to do with it."""
        return AnimationGroup(*(one.mark(role=self.role).flash() for one in (self.table, *others)), **kwargs)

    def apply(self, **kwargs: Any) -> Animation:
        """What the matrix makes comes out of it, with its name."""
        return AnimationGroup(FadeIn(self.made, target_position=self.table), FadeIn(self.sign), **kwargs)

    def meet(self, *, run_time: float = 2.0) -> Animation:
        """A frame runs down the rows of the matrix, each number that is made comes in its turn, and then the name."""
        target, rows = self.made.values.copy(), len(self.matrix)
        self.made.values = np.zeros_like(target)
        self.made.refresh()
        frame = self.table.mark(row=0, role=self.role)

        def reach(made: HeatMap, share: float) -> None:
            done = min(int(share * rows), rows - 1)
            made.values[: done + 1] = target[: done + 1]
            made.refresh().set_fill(opacity=min(1.0, share / _COMING))

        def run_down(mark: Mark, share: float) -> None:
            mark.set_y(self.table.slot(min(int(share * rows), rows - 1), 0)[1])
            mark.set_stroke(opacity=min(1.0, share / _COMING, (1 - share) / _COMING))

        pace = {"run_time": run_time, "rate_func": linear}
        return AnimationGroup(
            UpdateFromAlphaFunc(self.made, reach, **pace),
            UpdateFromAlphaFunc(frame, run_down, introducer=True, remover=True, **pace),
            # The name comes when all that it names is there.
            FadeIn(self.sign, run_time=run_time, rate_func=lambda share: max(0.0, 6 * share - 5)),
        )

    def to(self, arrow: ArrayLike, **kwargs: Any) -> Animation:
        """What is made of another arrow."""
        return self.made.to(self._column(arrow), **kwargs)
