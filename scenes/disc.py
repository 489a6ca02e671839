"""A node that is no word of the language: a value of a computation, or a state, as a disc with its sign in it."""

from __future__ import annotations

from typing import Any, Self

from manim import Animation, Circle, VGroup

from scenes.theme import Role, theme
from scenes.typesetting import Symbols

_RADIUS = 0.46


class Disc(VGroup):
    """A disc, with a sign in it or without one; `light` and `quieten` as with a `Word`.

    >>> from scenes.disc import Disc
    >>> shown = Disc("x").lit("forward")
    """

    def __init__(self, code: str = "", *, radius: float = _RADIUS, size: float | None = None) -> None:
        self.box = Circle(radius)
        self.writing = VGroup() if not code else Symbols(code, size=theme.sizes.label if size is None else size)
        super().__init__(self.box, self.writing)
        self.unlit()

    def lit(self, role: Role) -> Self:
        """The disc in a role's colour."""
        self.box.set_stroke(theme.colour(role), theme.strokes.mark).set_fill(theme.colour(role), 0.18)
        return self

    def unlit(self) -> Self:
        """The disc with its quiet edge."""
        self.box.set_fill(theme.panel, 1).set_stroke(theme.colour("quiet"), theme.strokes.axis)
        return self

    def light(self, role: Role = "attention", **kwargs: Any) -> Animation:
        """It takes a role's colour: look here."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.animate(**kwargs).lit(role).build()

    def quieten(self, **kwargs: Any) -> Animation:
        """Its edge is quiet again."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.animate(**kwargs).unlit().build()
