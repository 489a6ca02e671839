"""A walk over a ground, step by step, and the trail that it leaves on each land that shows it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from itertools import islice, pairwise
from typing import Any, Self

import numpy as np
from manim import (
    DOWN,
    UP,
    Animation,
    AnimationGroup,
    Ellipse,
    Line,
    LineJointType,
    RoundedRectangle,
    UpdateFromAlphaFunc,
    VMobject,
    smooth,
)
from numpy.typing import ArrayLike, NDArray

from maths.optimisation import gradient_descent
from scenes.carried import Carried
from scenes.land import Land
from scenes.marble import Marble
from scenes.theme import Role, theme
from scenes.typesetting import Words
from script.errors import ScriptError

Floats = NDArray[np.float64]
_PIECE = 1 / 80
"""The longest straight piece of a trail, as a share of the ground's width."""
_DOT = 0.055
_SHADE = 0.4
"""How dark the shadow under a ball is."""


class Descent:
    """The points of a walk (s + 1, 2), and how many of its steps are done by now. All its trails show that one state."""

    def __init__(self, points: ArrayLike, done: float = 0.0) -> None:
        self.points = np.atleast_2d(np.asarray(points, dtype=float))
        if self.points.ndim != 2 or self.points.shape[1] != 2 or not np.isfinite(self.points).all():
            raise ScriptError(f"a walk goes over points of a plane, not over an array of shape {self.points.shape}")
        self.done = done
        self.trails: list[Trail] = []

    @classmethod
    def down(cls, start: ArrayLike, gradient: Callable[[Floats], ArrayLike], rate: float, steps: int) -> Descent:
        """Gradient descent from a point: each step is the rate times the gradient there, and goes against it."""
        first = np.asarray(start, dtype=float)
        return cls([first, *(step.point for step in islice(gradient_descent(first, gradient, rate), steps))])

    def __deepcopy__(self, memo: dict[int, Any]) -> Descent:
        return self

    def __len__(self) -> int:
        """How many steps it has."""
        return len(self.points) - 1

    def gone(self) -> Floats:
        """Where it has been so far, and where it is: (k, 2)."""
        whole = min(int(self.done), len(self))
        so_far = self.points[: whole + 1]
        if self.done <= whole or whole == len(self):
            return so_far
        share = self.done - whole
        return np.vstack([so_far, (1 - share) * so_far[-1] + share * self.points[whole + 1]])

    @property
    def place(self) -> Floats:
        """Where it is now: (2,)."""
        return self.gone()[-1]

    def on(self, land: Land, **kwargs: Any) -> Trail:
        """Its trail on a land; `come` brings it."""
        trail = land.carry(Trail(self, land, **kwargs))
        self.trails.append(trail)
        return trail

    def go(self, to: float | None = None, **kwargs: Any) -> Animation:
        """Go on, until so many steps are done; left out, to the end. All trails that stand follow."""
        standing = [trail for trail in self.trails if trail.stands()]
        if not standing:
            raise ScriptError("a walk that no land shows cannot be seen", hint="Let a trail of it come first.")
        return AnimationGroup(*(_Going(trail, len(self) if to is None else to, **kwargs) for trail in standing))


class Trail(Carried):
    """What a walk leaves on a land: its path, a ball where it is, and with `dots` a mark at every step.

    >>> import numpy as np
    >>> from scenes.ground import Ground
    >>> from scenes.surface import Surface
    >>> from scenes.descent import Descent
    >>> x = np.linspace(-2, 2, 25)
    >>> shown = Surface(Ground(x**2 + x[:, None]**2, x, x))
    >>> Descent([(-1.5, -1), (0.5, -0.6), (-0.2, 0.1)], done=1.5).on(shown, dots=True).settle()
    """

    def __init__(
        self, walk: Descent, land: Land, *, role: Role = "model", ball: bool = True, dots: bool = False,
        radius: float = 0.16, width: float = theme.strokes.mark,
    ) -> None:  # fmt: skip
        super().__init__()
        self.walk, self._land = walk, weakref.ref(land)
        dark, colour = theme.background, theme.colour(role)
        # Dark edges: it must stand out on every colour of a ground.
        self.casing = VMobject(joint_type=LineJointType.ROUND).set_stroke(dark, 2.1 * width, 0.75).set_fill(opacity=0)
        self.path = VMobject(joint_type=LineJointType.ROUND).set_stroke(colour, width).set_fill(opacity=0)
        self.dots = VMobject().set_fill(colour, 1).set_stroke(dark, 1.5) if dots else None
        self.shadow = Ellipse(width=2.1 * radius, height=2.1 * radius).set_stroke(width=0).set_fill("#000000", _SHADE)
        self.ball = Marble(radius=radius, role=role) if ball else None
        self.there = 1.0
        parts = (self.casing, self.path, self.dots, self.shadow if ball else None, self.ball)
        self.add(*(part for part in parts if part is not None))
        self.refresh()

    @property
    def land(self) -> Land:
        land = self._land()
        assert land is not None, "a trail outlives its land"
        return land

    def settle(self) -> None:
        # The land may have been turned since it was made.
        self.refresh()
        super().settle()

    def stands(self) -> bool:
        layer = self.home() if self.home is not None else None
        return layer is not None and self in layer.submobjects

    def refresh(self) -> Self:
        gone = self.walk.gone()
        pieces = self._pieces(gone)
        self.casing.points = self.path.points = pieces
        if self.dots is not None:
            self._put_dots(gone[: int(self.walk.done) + 1])
        if self.ball is not None:
            foot, middle = self.land.on_frame(gone[-1])[0], self.land.on_frame(gone[-1], self.ball.radius)[0]
            self.ball.hidden = self.land.covering(gone[-1], self.ball.radius)
            self.ball.put(middle)
            if self.there < 1:  # else its opacity is that of an entrance
                self.ball.set_opacity(self.there)
            seen = self.there * float(self.land.sees(gone[-1])[0])
            self.shadow.stretch_to_fit_height(2.1 * self.ball.radius * max(self.land.lying(), 0.05))
            self.shadow.move_to(foot + 0.12 * self.ball.radius * DOWN).set_opacity(_SHADE * seen)
        return self

    def lose_ball(self, *, run_time: float = theme.pace.point, **kwargs: Any) -> Animation:
        """The ball is gone: it fades where it is, and its path stays."""

        def fade(trail: VMobject, share: float) -> None:
            assert isinstance(trail, Trail)
            trail.there = 1 - share
            trail.refresh()

        return UpdateFromAlphaFunc(self, fade, run_time=run_time, rate_func=smooth, **kwargs)

    def _pieces(self, gone: Floats) -> Floats:
        """The visible stretches of the way so far, as curves: (4 k, 3)."""
        longest = _PIECE * 2 * float(self.land.ground.half[0])
        way = [gone[:1]]
        for start, end in pairwise(gone):
            count = max(1, int(np.ceil(np.linalg.norm(end - start) / longest)))
            way.append(start + (end - start) * (np.arange(1, count + 1) / count)[:, None])
        points = np.concatenate(way)
        seen = self.land.sees(points)
        corners = self.land.on_frame(points, 0.02)
        both = seen[:-1] & seen[1:]
        start, step = corners[:-1][both], np.diff(corners, axis=0)[both]
        return np.stack([start, start + step / 3, start + 2 * step / 3, start + step], axis=1).reshape(-1, 3)

    def _put_dots(self, points: Floats) -> None:
        assert self.dots is not None
        self.dots.clear_points()
        seen = self.land.sees(points)
        turns = np.linspace(0, 2 * np.pi, 13)
        ring = _DOT * np.column_stack([np.cos(turns), np.sin(turns) * self.land.lying(), 0 * turns])
        for middle in self.land.on_frame(points, 0.02)[seen]:
            self.dots.start_new_path(middle + ring[0])
            self.dots.add_points_as_corners(middle + ring[1:])


class _Going(Animation):
    """One trail of a walk on its way to a later step."""

    def __init__(self, trail: Trail, to: float, *, run_time: float = 2 * theme.pace.move, **kwargs: Any) -> None:
        kwargs.setdefault("rate_func", smooth)
        super().__init__(trail, run_time=run_time, **kwargs)
        self.to = to

    def create_starting_mobject(self) -> Trail:
        return self.mobject  # type: ignore[return-value]

    def begin(self) -> None:
        assert isinstance(self.mobject, Trail)
        self.source = self.mobject.walk.done
        super().begin()

    def interpolate(self, alpha: float) -> None:
        trail = self.mobject
        assert isinstance(trail, Trail)
        share = self.rate_func(min(max(alpha, 0), 1))
        trail.walk.done = (1 - share) * self.source + share * self.to
        trail.refresh()


class Sign(Carried):
    """Something written over a point of a land, on a pole that stands there or, without a `pole`, in the air.

    >>> import numpy as np
    >>> from scenes.ground import Ground
    >>> from scenes.surface import Surface
    >>> from scenes.typesetting import Words
    >>> from scenes.descent import Sign
    >>> x = np.linspace(-2, 2, 25)
    >>> shown = Surface(Ground(x**2 + x[:, None]**2, x, x))
    >>> Sign.at(shown, Words("the bottom", size=34), (0, 0)).settle()
    """

    def __init__(
        self, land: Land, written: VMobject, point: ArrayLike, *, up: float = 0.9, aside: float = 0.0, pole: bool = True
    ) -> None:
        super().__init__()
        self._land, self.point = weakref.ref(land), np.asarray(point, dtype=float)
        self.away = np.array([aside, up, 0.0])
        self.pole = Line(DOWN, UP).set_stroke(theme.colour("ink"), 2.2)
        self.foot = Ellipse(width=0.13, height=0.13).set_fill(theme.colour("ink"), 1).set_stroke(theme.background, 2)
        self.written = written
        # A land's lines and colours run under what is written over it.
        self.backing = RoundedRectangle(corner_radius=0.08, width=written.width + 0.16, height=written.height + 0.14)
        self.backing.set_fill(theme.background, 0.85).set_stroke(width=0)
        self.add(*((self.pole, self.foot) if pole else ()), self.backing, self.written)
        self.refresh()

    def settle(self) -> None:
        self.refresh()
        super().settle()

    @classmethod
    def at(cls, land: Land, written: VMobject, point: ArrayLike, **kwargs: Any) -> Sign:
        """A sign that the land carries; `come` brings it."""
        return land.carry(cls(land, written, point, **kwargs), land.signs)

    @classmethod
    def over(cls, land: Land, text: str, point: ArrayLike, *, up: float = 0.4, aside: float = 0.0, size: float = 40,
             role: Role = "ink") -> Sign:  # fmt: skip
        """A few words or a number in the air over a point."""
        return cls.at(land, Words(text, size=size, role=role), point, up=up, aside=aside, pole=False)

    def refresh(self) -> Self:
        land = self._land()
        assert land is not None, "a sign outlives its land"
        foot = land.on_frame(self.point, 0.02)[0]
        top = foot + self.away
        self.pole.put_start_and_end_on(foot, top)
        self.foot.stretch_to_fit_height(0.13 * max(land.lying(), 0.2)).move_to(foot)
        self.written.next_to(top, self.away / np.linalg.norm(self.away), buff=0.08)
        self.backing.move_to(self.written)
        return self

