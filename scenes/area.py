"""A patch of area that the plane's motion carries, and that shows when it has been turned over."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from maths import linear
from scenes.carried import Carried
from scenes.coordinates import Coordinates
from scenes.theme import Role, theme


class AreaPatch(Carried):
    """A polygon of the plane. `area` is signed: minus when the motion has turned it over, and then it is drawn in
    the colour of what is flipped, with a heavier edge.

    >>> from scenes.plane import Plane
    >>> shown = Plane()
    >>> patch = shown.patch([(0, 0), (1, 0), (1, 1), (0, 1)])
    >>> patch.settle()
    """

    def __init__(self, coordinates: Coordinates, corners: ArrayLike, *, role: Role = "area") -> None:
        super().__init__()
        self.coordinates = coordinates
        self.corners = np.asarray(corners, dtype=float)
        self.role: Role = role
        self.refresh()

    @property
    def area(self) -> float:
        """The signed area of the patch as it lies now, in squares of the resting grid."""
        return linear.signed_area(self.coordinates.moved(self.corners))

    def refresh(self) -> Self:
        placed = self.coordinates.on_frame(self.coordinates.moved(self.corners))
        self.set_points_as_corners([*placed, placed[0]])
        over = self.area < 0
        colour = theme.colour("flipped" if over else self.role)
        self.set_fill(colour, 0.55 if over else 0.4)
        self.set_stroke(colour, theme.strokes.outline * (1.6 if over else 1.0))
        return self
