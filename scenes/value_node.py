"""A number on its way through a computation: a circle with its value and, once blame has come back to it, a pointed tag."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, UP, Animation, Circle, FadeIn, ManimColor, Polygon, Succession, VGroup

from scenes.naming import naming
from scenes.theme import theme
from scenes.typesetting import Symbols, number

RADIUS = 0.56
_POINT = 0.2
_TAG_HEIGHT = 0.58
_APART = 0.1


class BlameTag(VGroup):
    """Blame, the slope of the loss with respect to a value: written in a tag with two points, and never in a circle. A
    letter stands for the blame of what has that letter.

    >>> from scenes.value_node import BlameTag
    >>> shown = BlameTag(18)
    """

    def __init__(
        self, blame: float | str, *, places: int = 2, size: float = theme.sizes.body, height: float = _TAG_HEIGHT
    ) -> None:
        self.blame = blame
        self.figure = Symbols(blame if isinstance(blame, str) else number(blame, places), size=size)
        self.figure.set_color(ManimColor(theme.background))
        half, high = max(self.figure.width, 0.3) / 2 + 0.06, height / 2
        corners = [(-half, high), (half, high), (half + _POINT, 0), (half, -high), (-half, -high), (-half - _POINT, 0)]
        self.shape = Polygon(*([x, y, 0.0] for x, y in corners))
        self.shape.set_fill(theme.colour("backward"), 1).set_stroke(width=0)
        super().__init__(self.shape, self.figure)


class ValueNode(VGroup):
    """A value in a circle, its name above, and room for the tag with its blame below.

    `come` brings the circle with its name, `fill` the value, `take` the tag; blame that was taken already gives way.

    >>> from scenes.value_node import ValueNode
    >>> shown = ValueNode(3, name="a").with_blame(6)
    """

    def __init__(
        self, value: float, *, name: str = "", places: int = 2, radius: float = RADIUS, size: float | None = None
    ) -> None:
        self.value = float(value)
        self.disc = Circle(radius=radius).set_fill(theme.panel, 1).set_stroke(theme.colour("forward"), theme.strokes.mark)
        pixels = theme.sizes.label if size is None else size
        self.figure = Symbols(number(value, places), size=pixels, role="forward")
        super().__init__(self.disc, self.figure)
        self.name_sign = Symbols(name, size=theme.sizes.label) if name else VGroup()
        if name:
            self.add(naming(self.name_sign, self.disc).next_to(self.disc, UP, buff=0.14))
        self.tag: BlameTag | None = None
        self.places = places

    @property
    def with_name(self) -> VGroup:
        """The circle and its name, to be pointed at together."""
        return VGroup(self.disc, self.name_sign)

    def with_blame(self, blame: float) -> ValueNode:
        """The node with its tag."""
        self.tag = naming(BlameTag(blame, places=self.places), self.disc).next_to(self.disc, DOWN, buff=_APART)
        return self.add(self.tag)

    def come(self, **kwargs: Any) -> Animation:
        """The circle comes empty, with its name."""
        self.remove(self.figure)
        return FadeIn(self, **kwargs)

    def fill(self, **kwargs: Any) -> Animation:
        """The value comes into the circle."""
        self.add(self.figure)
        return FadeIn(self.figure, scale=0.6, **kwargs)

    def take(self, blame: float, **kwargs: Any) -> Animation:
        """Blame arrives: the tag comes from the right, the way that blame comes from."""
        before = self.tag
        if before is not None:
            self.remove(before)
        self.with_blame(blame)
        assert self.tag is not None
        arrives = FadeIn(self.tag, shift=0.25 * LEFT, **kwargs)
        return arrives if before is None else Succession(FadeIn(before, remover=True, run_time=1e-3), arrives)
