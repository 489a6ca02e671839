"""How things that a plane carries come and go: as parts of the plane, so that its motion always moves them."""

from __future__ import annotations

import weakref
from typing import Any

from manim import Animation, FadeIn, FadeOut, Scene, UpdateFromAlphaFunc, VGroup, VMobject


class Carried(VMobject):
    """Something with a place in a plane. It is on the stage from its entrance to its leaving, not before.

    `home` is the plane's layer that it enters; held weakly, so that a copy of it does not copy the plane.
    """

    home: weakref.ref[VGroup] | None = None

    def settle(self) -> None:
        """Take its place in the plane."""
        layer = self.home() if self.home is not None else None
        if layer is not None and self not in layer.submobjects:
            layer.add(self)

    def depart(self) -> None:
        """Give up its place in the plane."""
        layer = self.home() if self.home is not None else None
        if layer is not None:
            layer.remove(self)

    def refresh(self) -> Any:
        """Draw it again from the plane's state."""
        raise NotImplementedError

    def come(self, **kwargs: Any) -> Animation:
        """It fades in where it is."""
        return Come(self, **kwargs)

    def leave(self, **kwargs: Any) -> Animation:
        """It fades, and is gone."""
        return Leave(self, **kwargs)


class Come(FadeIn):
    """An entrance into a plane."""

    def _setup_scene(self, scene: Scene | None) -> None:
        self.mobject.settle()  # type: ignore[attr-defined]
        super()._setup_scene(scene)


class Grow(UpdateFromAlphaFunc):
    """An entrance by a function of the share that is done, from 0 to 1."""

    def _setup_scene(self, scene: Scene | None) -> None:
        self.mobject.settle()  # type: ignore[attr-defined]
        super()._setup_scene(scene)


class Leave(FadeOut):
    """A way out of a plane. The plane stays whole: only its part is taken from it."""

    def clean_up_from_scene(self, scene: Scene) -> None:
        self.mobject.depart()  # type: ignore[attr-defined]
        # What has no home stands on the stage itself.
        if self.mobject in scene.mobjects:
            scene.remove(self.mobject)
        self.interpolate(0)
