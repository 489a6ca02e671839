"""What lies in a box of its own, and how it is lit: a word, a node of a graph."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from manim import Animation, VMobject

from scenes.theme import Role, theme


class Boxed:
    """For a mobject with a `box`: it is lit in a role's colour, and quiet again, alike whatever is in the box."""

    box: VMobject
    edge: ClassVar[float] = theme.strokes.grid
    """How wide the quiet edge is."""

    def lit(self, role: Role) -> Self:
        """It, with its box in a role's colour."""
        self.box.set_stroke(theme.colour(role), theme.strokes.mark).set_fill(theme.colour(role), 0.18)
        return self

    def unlit(self) -> Self:
        """It, with its quiet box."""
        self.box.set_fill(theme.panel, 1).set_stroke(theme.colour("quiet"), self.edge)
        return self

    def light(self: Any, role: Role = "attention", **kwargs: Any) -> Animation:
        """The box takes a role's colour: look here."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.animate(**kwargs).lit(role).build()

    def quieten(self: Any, **kwargs: Any) -> Animation:
        """The box is quiet again."""
        kwargs.setdefault("run_time", theme.pace.point)
        return self.animate(**kwargs).unlit().build()
