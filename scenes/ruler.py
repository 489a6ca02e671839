"""A ruler from zero to one, cut into pieces as long as chances; a ball dropped on it draws one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Animation,
    Circle,
    FadeIn,
    LaggedStart,
    Line,
    ManimColor,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
    smooth,
    there_and_back,
)
from numpy.typing import ArrayLike, NDArray

from maths.probability import inverse_transform, ruler
from scenes.frame import Region, whole
from scenes.matrix import Mark
from scenes.number import Number
from scenes.theme import Role, theme
from scenes.typesetting import Words, set_on_line
from script.errors import ScriptError

_STRIP = 0.56
_LEVEL, _LEVELS = 0.46, 4
_GAP = 0.14
_SEAM = 0.03
_BALL = 0.15
_TELLING = 0.3
"""The last share of a ball's fall, in which its number comes."""
_ELSEWHERE, _FAINT = 9, 0.45
"""How many balls tell that one may land anywhere, and how clearly they are seen."""
_DROP = 0.07
"""The radius of one ball among many."""
_ON_CUT = 1e-6
"""A pile whose middle is nearer to a cut than this share of the strip stands on the cut, and nobody's balls lie there."""
_REST, _LIT = 0.4, 1.0
"""How full a piece's colour is: at rest, and where a ball fell."""


class Ruler(VGroup):
    """Pieces of a strip from 0 to 1, as long as the chances p (n,), each with its name below it.

    A name that is wider than its piece goes a line lower, with a thin line up to it; with `places`, a chance is written in
    each piece that has room for it. `stretch(low, high)` frames a part of the strip. `ball(u)` is a ball that can fall on
    the place u, `rain(uniforms)` many of them; `light` shows a piece, `quiet` none; `to` moves the cuts. The balls fall
    from the region's top; the strip stands high enough to leave the names room below it.

    >>> from scenes.ruler import Ruler
    >>> shown = Ruler(["ran", "slept", "sang"], [0.5, 0.3, 0.2])
    >>> added = shown.add(shown.ball(0.62).landed())
    """

    def __init__(
        self,
        names: Sequence[str],
        p: ArrayLike,
        *,
        region: Region = whole,
        role: Role = "probability",
        size: float = theme.sizes.small,
        places: int | None = None,
    ) -> None:
        super().__init__()
        self.p: NDArray[np.float64] = np.array(p, dtype=float)
        if self.p.shape != (len(names),):
            raise ScriptError(f"{len(names)} names need as many chances, not ones of shape {self.p.shape}")
        self.region, self.role, self.size = region, role, size
        self.ends = VGroup(Words("0", size=size, role="quiet"), Words("1", size=size, role="quiet"))
        aside = max(end.width for end in self.ends) + _GAP
        self._left, self._width = region.left + aside, region.width - 2 * aside
        self.foot = region.bottom + _LEVELS * _LEVEL
        """The height of the strip's lower edge; the names hang below it."""
        self.pieces = VGroup(*(VMobject().set_stroke(width=0) for _ in names))
        self.names = VGroup(*(Words(name, size=size) for name in names))
        for name in self.names:
            set_on_line(name, size, 0.0)
        # How far a name's middle stands off its line: a tail, as in "sang", must not lift a name.
        self._middles = [-float(name.get_y()) for name in self.names]
        self.leaders = VGroup(*(Line() for _ in names))
        self.figures = VGroup(*(Number(chance, places=places, size=size) for chance in self.p if places is not None))
        # Above whatever is laid over a piece.
        self.figures.set_z_index(1)
        self.fullness = np.full(len(names), _REST)
        self._levels = self._settled(self.p)
        self.ends[0].next_to(self._at(0, self.foot + _STRIP / 2), LEFT, buff=_GAP)
        self.ends[1].next_to(self._at(1, self.foot + _STRIP / 2), RIGHT, buff=_GAP)
        self.add(self.pieces, self.figures, self.leaders, self.names, self.ends)
        self.refresh()

    # Where things stand ---------------------------------------------------------------------------------------

    def _at(self, u: float, height: float) -> NDArray[np.float64]:
        return np.array([self._left + u * self._width, height, 0.0])

    def place(self, u: float) -> NDArray[np.float64]:
        """The point of the strip's upper edge at u, from 0 to 1: (3,)."""
        return self._at(u, self.foot + _STRIP)

    def _settled(self, p: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Where the middle of each name stands, and on which line: the first that has room for it, and no line to another
        name through it. A name that hangs lower ends where the line down to it does."""
        middles = self._left + (ruler(p) - p / 2) * self._width
        places, levels = np.zeros(len(p)), np.zeros(len(p), dtype=np.int64)
        free = [-np.inf] * _LEVELS
        for k, name in enumerate(self.names):
            half = name.width / 2
            fits = name.width + _GAP <= p[k] * self._width
            x = float(middles[k]) if fits else float(middles[k]) - half - _GAP / 2
            places[k] = np.clip(x, self.region.left + half, self.region.right - half)
            low, high = places[k] - half - _GAP / 2, places[k] + half + _GAP / 4
            for level in range(0 if fits else 1, _LEVELS):
                crossed = any(levels[j] > level and low < middles[j] < high for j in range(k))
                if low >= free[level] and not crossed:
                    levels[k], free[level] = level, high
                    break
            else:
                raise ScriptError(f'the names of this ruler do not fit below it: "{name.text}" has no room')
        return places, levels

    def refresh(self) -> Self:
        """Draw it again from its chances."""
        marks = np.concatenate([[0.0], np.minimum(np.cumsum(self.p), 1.0)])
        places, levels = self._levels
        for k, piece in enumerate(self.pieces):
            low, high = self._at(marks[k], self.foot), self._at(marks[k + 1], self.foot + _STRIP)
            inset = min(_SEAM, (high[0] - low[0]) / 3)
            left, right = low[0] + inset / 2, high[0] - inset / 2
            bottom, top = low[1], high[1]
            piece.set_points_as_corners(
                [[left, bottom, 0], [left, top, 0], [right, top, 0], [right, bottom, 0], [left, bottom, 0]]
            )
            piece.set_fill(theme.colour(self.role), float(self.fullness[k]))
            if len(self.figures):
                self._figure(k, low, high)
            line = self.foot - _GAP - _LEVEL * (levels[k] + 0.5) + 0.1
            self.names[k].set_x(float(places[k]))
            self.names[k].shift([0, line - self._middles[k] - self.names[k].get_y(), 0])
            self._hang(k, (low[0] + high[0]) / 2, line, bool(levels[k] > 0))
        return self

    def _figure(self, k: int, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """A piece's chance within it, dark where the piece is bright; unseen where it has no room."""
        figure = self.figures[k]
        if figure.get_value() != self.p[k]:
            figure.set_value(float(self.p[k]))
        lit = (self.fullness[k] - _REST) / (_LIT - _REST)
        figure.set_color(ManimColor(theme.colour("ink")).interpolate(ManimColor(theme.background), lit))
        figure.set_opacity(1.0 if figure.width + _GAP <= high[0] - low[0] else 0.0).move_to((low + high) / 2)

    def _hang(self, k: int, middle: float, line: float, lower: bool) -> None:
        """The thin line from a piece down to a name that hangs lower."""
        top = np.array([middle, self.foot - 0.06, 0])
        self.leaders[k].set_points_by_ends(top, [middle, line - 0.1, 0])
        self.leaders[k].set_stroke(theme.colour("quiet"), theme.strokes.grid, opacity=1.0 if lower else 0.0)

    # What is played -------------------------------------------------------------------------------------------

    def to(self, p: ArrayLike, *, run_time: float = theme.pace.move) -> Animation:
        """The cuts move to those of other chances, and the names go with their pieces."""
        target = np.array(p, dtype=float)
        ruler(target)
        if target.shape != self.p.shape:
            raise ScriptError(f"this ruler has {len(self.p)} pieces, and was given {target.shape} chances")
        source, (places, _) = self.p.copy(), self._levels
        goal, levels = self._settled(target)

        def move(shown: Ruler, share: float) -> None:
            shown.p = (1 - share) * source + share * target
            shown._levels = (1 - share) * places + share * goal, levels
            shown.refresh()

        return UpdateFromAlphaFunc(self, move, run_time=run_time, rate_func=smooth)

    def light(self, k: int, **kwargs: Any) -> Animation:
        """One piece shows its full colour; any other is at rest."""
        return self._filling(np.where(np.arange(len(self.p)) == k, _LIT, _REST), **kwargs)

    def quiet(self, **kwargs: Any) -> Animation:
        """All pieces are at rest again."""
        return self._filling(np.full(len(self.p), _REST), **kwargs)

    def _filling(self, target: NDArray[np.float64], **kwargs: Any) -> Animation:
        source = self.fullness.copy()

        def fill(shown: Ruler, share: float) -> None:
            shown.fullness = (1 - share) * source + share * target
            shown.refresh()

        kwargs.setdefault("run_time", theme.pace.point)
        return UpdateFromAlphaFunc(self, fill, **kwargs)

    def stretch(self, low: float, high: float, role: Role = "attention") -> Mark:
        """A frame round the strip from one place to another, to be brought with `come` and shifted."""
        ends = self._at(low, self.foot + _STRIP / 2), self._at(high, self.foot + _STRIP / 2)
        return Mark([(ends[0] + ends[1]) / 2], ends[1][0] - ends[0][0] + 0.14, _STRIP + 0.24, role, tint=False)

    def ball(self, u: float) -> Ball:
        """A ball above the strip, over the place u; `fall` drops it."""
        return Ball(self, u)

    def rain(self, uniforms: ArrayLike) -> Rain:
        """Many balls above the strip; they pile up where they land."""
        return Rain(self, np.array(uniforms, dtype=float))


class Ball(VGroup):
    """A ball over a ruler, with the place where it landed beside it once it lies there; `piece` is the choice that it
    draws.

    >>> from scenes.ruler import Ruler
    >>> ruler = Ruler(["tails", "heads"], [0.5, 0.5])
    >>> ball = ruler.ball(0.7).landed()
    >>> ball.piece
    1
    >>> shown = ruler.add(ball)
    """

    def __init__(self, on: Ruler, u: float) -> None:
        self.u = float(u)
        self.piece = int(inverse_transform(on.p, self.u))
        self.ball = Circle(_BALL).set_stroke(width=0).set_fill(theme.colour("ink"), 1)
        self.number = Number(self.u, places=2, size=theme.sizes.small)
        super().__init__(self.ball, self.number)
        self._high, self._low = on.region.top - _BALL, float(on.place(0)[1]) + _BALL
        self._x = float(on.place(self.u)[0])
        self._left, self._right = (float(on.place(end)[0]) for end in (0, 1))
        self._stand(0.0)

    def _stand(self, share: float, told: float = 0.0) -> None:
        """Somewhere on the way down, share 1 being on the strip; and how clearly its number is told."""
        height = self._high + share * (self._low - self._high)
        self.ball.move_to([self._x, height, 0])
        self.number.next_to(self.ball, RIGHT, buff=_GAP).set_opacity(told)

    def landed(self) -> Self:
        self._stand(1.0, 1.0)
        return self

    def come(self, **kwargs: Any) -> Animation:
        return FadeIn(self, shift=0.2 * DOWN, **kwargs)

    def anywhere(self, **kwargs: Any) -> Animation:
        """Faint balls come over the whole strip, one after another, and go again: it may land anywhere."""
        places = np.linspace(self._left + _BALL, self._right - _BALL, _ELSEWHERE)
        others = [self.ball.copy().shift((x - self._x) * RIGHT).set_opacity(_FAINT) for x in places]
        seen = [FadeIn(one, rate_func=there_and_back, remover=True) for one in others]
        return LaggedStart(*seen, lag_ratio=0.15, **kwargs)

    def fall(self, *, run_time: float = 1.0, **kwargs: Any) -> Animation:
        """It falls, faster and faster, and bounces once before it lies still; then its number comes."""

        def move(ball: Ball, share: float) -> None:
            down = min(1.0, share / (1 - _TELLING))
            ball._stand(_fallen(down), max(0.0, 1 - (1 - share) / _TELLING))

        return UpdateFromAlphaFunc(self, move, rate_func=linear, run_time=run_time, **kwargs)


def _fallen(share: float) -> float:
    """How much of its way down a falling thing has made: a fall, then one low bounce."""
    fall = 0.7
    if share < fall:
        return (share / fall) ** 2
    bounce = (share - fall) / (1 - fall)
    return 1 - 0.08 * 4 * bounce * (1 - bounce)


class Rain(VGroup):
    """Balls that fall on a ruler one after another and lie in piles; `counts` says how many each piece has drawn.

    >>> import numpy as np
    >>> from scenes.ruler import Ruler
    >>> ruler = Ruler(["tails", "heads"], [0.7, 0.3])
    >>> rain = ruler.rain(np.linspace(0, 0.99, 150)).landed()
    >>> rain.counts.tolist()
    [106, 44]
    >>> shown = ruler.add(rain)
    """

    def __init__(self, on: Ruler, uniforms: NDArray[np.float64]) -> None:
        self.uniforms = uniforms
        drawn = inverse_transform(on.p, uniforms)
        self.counts = np.bincount(drawn, minlength=len(on.p))
        cuts = np.concatenate([[0.0], ruler(on.p)])
        places, floor = max(1, int(on._width / (2.3 * _DROP))), float(on.place(0)[1])
        height = np.zeros(places, dtype=int)
        self._ends, x = np.zeros((len(uniforms), 3)), on._left
        for k, u in enumerate(uniforms):
            pile = min(int(u * places), places - 1)
            # Where the middle of a pile is not within the ball's own piece, the ball goes to the next pile that way.
            middle, (low, high) = (pile + 0.5) / places, cuts[drawn[k] : drawn[k] + 2]
            pile = int(np.clip(pile + (middle <= low + _ON_CUT) - (middle >= high - _ON_CUT), 0, places - 1))
            # Within half a ball's width of where it falls, so that piles are piles.
            self._ends[k] = [x + (pile + 0.5) / places * on._width, floor + _DROP * (2 * height[pile] + 1.1), 0]
            height[pile] += 1
        if self._ends[:, 1].max() + _DROP > on.region.top:
            raise ScriptError(f"{len(uniforms)} balls pile up higher than the region over the ruler")
        self._top = on.region.top
        dot = Circle(_DROP * 0.92, num_components=5).set_stroke(width=0).set_fill(theme.colour("ink"), 1)
        super().__init__(*(dot.copy() for _ in uniforms))
        self._stand(0.0)

    def _stand(self, share: float) -> None:
        """The k-th ball falls in its own part of the time; before it, it is not to be seen."""
        one = 0.16
        starts = np.linspace(0, 1 - one, len(self.uniforms))
        for dot, end, start in zip(self, self._ends, starts, strict=True):
            way = float(np.clip((share - start) / one, 0, 1))
            dot.move_to([end[0], self._top + way**2 * (end[1] - self._top), 0])
            dot.set_fill(opacity=1.0 if way > 0 else 0.0)

    def landed(self) -> Self:
        self._stand(1.0)
        return self

    def fall(self, *, run_time: float = 3.0, **kwargs: Any) -> Animation:
        """All of them fall, one after another."""
        return UpdateFromAlphaFunc(
            self, lambda rain, share: rain._stand(share), rate_func=linear, run_time=run_time, **kwargs
        )
