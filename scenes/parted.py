"""A whole parted in two at a share: how much is kept, say, and how much is taken."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, UP, Animation, VGroup, VMobject

from scenes.frame import Region, picture
from scenes.graph import Changing
from scenes.number import Number
from scenes.theme import Role, theme
from scenes.typesetting import Words, set_on_line
from script.errors import ScriptError

_HIGH, _BELOW = 0.48, 0.1
_FULL = 0.35
"""How full the colour of a part is, so that its name can be read on it."""


class Parted(VGroup):
    """A strip as wide as a region, parted at a `share` from 0 to 1, with a name in each of the two parts and below it how
    much of the whole it is. `to` moves the border, `part` puts it somewhere.

    >>> from scenes.parted import Parted
    >>> shown = Parted(("kept", "taken"), 0.5)
    """

    def __init__(
        self, names: tuple[str, str], share: float, *, region: Region = picture, places: int = 1,
        roles: tuple[Role, Role] = ("forward", "attention"),
    ) -> None:  # fmt: skip
        self.region, self.share = region, share
        colours = [theme.colour(role) for role in roles]
        self.strips = VGroup(*(VMobject().set_fill(one, _FULL).set_stroke(one, theme.strokes.axis) for one in colours))
        self.names = VGroup(*(Words(name, size=theme.sizes.small) for name in names))
        # A tail, as in "queen", must not lift a name.
        self._lifts = [float(set_on_line(name, theme.sizes.small, 0.0).get_y()) for name in self.names]
        self.figures = VGroup(*(Number(share, places=places, size=theme.sizes.small) for _ in names))
        super().__init__(self.strips, self.names, self.figures)
        self.part(share)

    def part(self, share: float) -> None:
        """The border stands at a share. Raises ScriptError where that is none."""
        if not 0 <= share <= 1:
            raise ScriptError(f"a whole is parted at a share from 0 to 1, not at {share:g}")
        self.share = share
        border = self.region.left + share * self.region.width
        top = self.region.center[1] + (_HIGH + _BELOW + self.figures[0].height) / 2
        sides = (self.region.left, border), (border, self.region.right)
        parts = zip(sides, (share, 1 - share), self.strips, self.names, self._lifts, self.figures, strict=True)
        for (low, high), size, strip, name, lift, figure in parts:
            corners = [(low, top), (high, top), (high, top - _HIGH), (low, top - _HIGH), (low, top)]
            strip.set_points_as_corners(np.array([(x, y, 0.0) for x, y in corners]))
            middle = np.array([(low + high) / 2, top - _HIGH / 2, 0.0])
            name.move_to(middle + lift * UP)
            figure.set_value(size)
            figure.next_to(middle + _HIGH / 2 * DOWN, DOWN, buff=_BELOW)

    def to(self, share: float, **kwargs: Any) -> Animation:
        """The border moves."""
        before = self.share
        return Changing(self, lambda way: self.part((1 - way) * before + way * share), **kwargs)
