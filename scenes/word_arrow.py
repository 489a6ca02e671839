"""A word as an arrow of a plane, with its name at the head."""

from __future__ import annotations

from typing import Any

from manim import Animation, AnimationGroup, UpdateFromFunc
from numpy.typing import ArrayLike

from scenes.label import Label
from scenes.plane import Plane
from scenes.theme import Role, theme
from scenes.typesetting import Words


class WordArrow:
    """A word's arrow on a plane: it grows with its name, goes where the plane's motion takes it, and leaves.

    >>> from scenes.plane import Plane
    >>> from scenes.word_arrow import WordArrow
    >>> shown = Plane()
    >>> queen = WordArrow(shown, "queen", (2, 1)).settled()
    """

    def __init__(
        self, plane: Plane, word: str, vector: ArrayLike, *, role: Role = "data", side: int = 0, along: float = 0.62,
        carried: bool = True,
    ) -> None:  # fmt: skip
        self.token = word
        self.arrow = plane.arrow(vector, role=role, carried=carried)
        written = Words(word, size=theme.sizes.small, role=role)
        self.name = plane.carry(Label(written, self.arrow, side=side, along=along), plane.labels)

    def settled(self) -> WordArrow:
        """The word on its plane at once, without an entrance."""
        self.arrow.settle()
        self.name.settle()
        return self

    def grow(self, **kwargs: Any) -> Animation:
        return AnimationGroup(self.arrow.grow(), self.name.come(), **kwargs)

    def pulse(self, **kwargs: Any) -> Animation:
        return self.arrow.pulse(**kwargs)

    def to(self, vector: ArrayLike, **kwargs: Any) -> Animation:
        """The arrow becomes the one to another point, and its name goes with it."""
        return AnimationGroup(self.arrow.to(vector, **kwargs), UpdateFromFunc(self.name, Label.refresh))

    def leave(self, **kwargs: Any) -> Animation:
        return AnimationGroup(self.arrow.leave(), self.name.leave(), **kwargs)
