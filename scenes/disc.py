"""A node that is no word of the language: a value of a computation, or a state, as a disc with its sign in it."""

from __future__ import annotations

from manim import Circle, VGroup

from scenes.boxed import Boxed
from scenes.theme import theme
from scenes.typesetting import Symbols

_RADIUS = 0.46


class Disc(Boxed, VGroup):
    """A disc, with a sign in it or without one; `light` and `quieten` as with a `Word`.

    >>> from scenes.disc import Disc
    >>> shown = Disc("x").lit("forward")
    """

    edge = theme.strokes.axis

    def __init__(self, code: str = "", *, radius: float = _RADIUS, size: float | None = None) -> None:
        self.box = Circle(radius)
        self.writing = VGroup() if not code else Symbols(code, size=theme.sizes.label if size is None else size)
        super().__init__(self.box, self.writing)
        self.unlit()
