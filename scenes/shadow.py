"""The shadow of one arrow on another: what a dot product measures."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, AnimationGroup, FadeOut
from numpy.typing import ArrayLike

from maths.linear import project
from scenes.label import Label
from scenes.plane import Plane, Trace
from scenes.theme import Role, theme
from scenes.typesetting import Words


class Shadow:
    """The part of an arrow that lies along another: a dashed line falls to it, and the shadow grows. At rest, not carried.
    `lie` takes it aside, as long as it is, so that the next can fall in its place and be compared.

    >>> from scenes.plane import Plane
    >>> from scenes.shadow import Shadow
    >>> shown = Plane()
    >>> shadow = Shadow(shown, (1, 2), onto=(3, 1))
    >>> shadow.arrow.settle()
    >>> added = shown.add(shadow.drop)
    """

    def __init__(self, plane: Plane, vector: ArrayLike, *, onto: ArrayLike, role: Role = "ink") -> None:
        foot = project(vector, onto)
        self.plane, self.role = plane, role
        self.name: Label | None = None
        along = np.asarray(onto, dtype=float)
        self.left = np.array([-along[1], along[0]]) / np.linalg.norm(along)
        self.drop = Trace(plane, vector, foot)
        self.arrow = plane.arrow(foot, role=role, carried=False)

    def fall(self, **kwargs: Any) -> Animation:
        """The dashed line falls, and the shadow grows."""
        return AnimationGroup(self.drop.draw(), self.arrow.grow(), **kwargs)

    def lie(self, distance: float, name: str, *, side: int = 0, **kwargs: Any) -> Animation:
        """It goes to the left of the line that it fell on (to its right where the distance is below zero), and stays there
        under a name, beyond its head or beside it as with `Label`; the dashed line goes."""
        tail = self.arrow.tail
        self.arrow.tail = distance * self.left
        label = Label(Words(name, size=theme.sizes.small, role=self.role), self.arrow, side=side)
        self.arrow.tail = tail
        self.name = self.plane.carry(label, self.plane.labels)
        return AnimationGroup(FadeOut(self.drop), self.arrow.from_tail(distance * self.left), label.come(), **kwargs)

    def leave(self, **kwargs: Any) -> Animation:
        mark = FadeOut(self.drop) if self.name is None else self.name.leave()
        return AnimationGroup(mark, self.arrow.leave(), **kwargs)
