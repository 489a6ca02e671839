"""What the heads of a layer do to a word: a matrix mixes what they hand over, and its own arrow is added to that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation
from numpy.typing import ArrayLike

from scenes.frame import Region, whole
from scenes.shaded_equation import ShadedEquation


class AddedBack:
    """Two lines of shades in one scale, in one place: the matrix with an arrow, and what it makes; then the sum of that and
    of another arrow. Both results are worked out here. `names` are those of the arrow, its product, the other, the sum.

    It is played in its order: `arrive`, `mix`, `add`, `result`.

    >>> import numpy as np
    >>> from manim import VGroup
    >>> from scenes.added_back import AddedBack
    >>> lines = AddedBack(np.eye(6) - np.tri(6) / 4, np.arange(6) - 2, np.ones(6), names=("heads", "mixed", "he", "after"))
    >>> shown = lines.added
    """

    def __init__(
        self, matrix: ArrayLike, arrow: ArrayLike, other: ArrayLike, *, names: Sequence[str], region: Region = whole
    ) -> None:
        given, mixed, before, after = names
        product = np.asarray(matrix, dtype=float) @ np.asarray(arrow, dtype=float)
        terms = (other, product, product + np.asarray(other, dtype=float))
        self.most = max(float(np.abs(one).max()) for one in (*terms, arrow))
        look: dict[str, Any] = {"most": self.most, "region": region}
        self.mixed = ShadedEquation(matrix, (arrow, product), signs="·=", names=(given, mixed), **look)
        self.added = ShadedEquation(None, terms, signs="+=", names=(before, mixed, after), **look)

    def arrive(self, **kwargs: Any) -> Animation:
        """The matrix with its arrow."""
        return self.mixed.bring(0, **kwargs)

    def mix(self, **kwargs: Any) -> Animation:
        """What the matrix makes of it."""
        return self.mixed.bring(1, **kwargs)

    def add(self, **kwargs: Any) -> Animation:
        """That, and nothing else of the line, goes over to where the other arrow is added."""
        return self.mixed.hand_on(self.added, 1, **kwargs)

    def result(self, **kwargs: Any) -> Animation:
        """The sum."""
        return self.added.bring(2, **kwargs)

    def rest(self) -> list[Any]:
        """What is on the stage at the end."""
        return [self.mixed[-1], self.added]
