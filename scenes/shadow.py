"""The shadow of one arrow on another: what a dot product measures."""

from __future__ import annotations

from typing import Any

from manim import Animation, AnimationGroup, FadeOut
from numpy.typing import ArrayLike

from maths.linear import project
from scenes.plane import Plane, Trace
from scenes.theme import Role


class Shadow:
    """The part of an arrow that lies along another: a dashed line falls to it, and the shadow grows. At rest, not carried.

    >>> from scenes.plane import Plane
    >>> from scenes.shadow import Shadow
    >>> shown = Plane()
    >>> shadow = Shadow(shown, (1, 2), onto=(3, 1))
    >>> shadow.arrow.settle()
    >>> added = shown.add(shadow.drop)
    """

    def __init__(self, plane: Plane, vector: ArrayLike, *, onto: ArrayLike, role: Role = "ink") -> None:
        foot = project(vector, onto)
        self.drop = Trace(plane, vector, foot)
        self.arrow = plane.arrow(foot, role=role, carried=False)

    def fall(self, **kwargs: Any) -> Animation:
        """The dashed line falls, and the shadow grows."""
        return AnimationGroup(self.drop.draw(), self.arrow.grow(), **kwargs)

    def leave(self, **kwargs: Any) -> Animation:
        return AnimationGroup(FadeOut(self.drop), self.arrow.leave(), **kwargs)
