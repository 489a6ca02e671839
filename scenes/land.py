"""What a ground's surface and its map have in common: where its points are on the frame, and what is laid on it."""

from __future__ import annotations

import weakref
from abc import abstractmethod
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from scenes.carried import Carried
from scenes.frame import Region
from scenes.ground import Ground
from scenes.painted import Painted

Floats = NDArray[np.float64]
Hidden = Callable[[Floats], Floats]
CarriedThing = TypeVar("CarriedThing", bound=Carried)


class Land(Painted):
    """A ground, shown somehow. What it carries is seen from its entrance on, and follows whatever the land does."""

    def __init__(self, ground: Ground, region: Region) -> None:
        super().__init__(region)
        self.ground, self.region = ground, region
        self.layer, self.signs = VGroup(), VGroup()

    @abstractmethod
    def on_frame(self, points: ArrayLike, lift: float = 0.0) -> Floats:
        """Points (k, 2) of the ground on the frame, `lift` scene units above it: (k, 3)."""

    @abstractmethod
    def sees(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Whether points (k, 2) of the ground are seen, or hidden by what is in front of them: (k,)."""

    @abstractmethod
    def covering(self, point: ArrayLike, clear: float) -> Hidden | None:
        """A function from places across the frame to the height up to which a thing at a point, `clear` scene units in
        front of it, is hidden; None where nothing hides it."""

    @abstractmethod
    def lying(self) -> float:
        """What share of its height is left of a circle that lies on the ground."""

    def carry(self, thing: CarriedThing, layer: VGroup | None = None) -> CarriedThing:
        """Have a thing drawn again whenever the land has moved. It is seen from its entrance on."""
        thing.home = weakref.ref(self.layer if layer is None else layer)
        return thing

    def follow(self) -> None:
        """Have all that lies on it follow."""
        for thing in (*self.layer, *self.signs):
            thing.refresh()
