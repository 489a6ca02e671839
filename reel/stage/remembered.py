"""What the stage itself forgets: how large a glyph was set, what a text says after it has become another, and beside what
a text was placed. manim is made to remember it while a lesson is looked at; copies carry it along."""

from __future__ import annotations

import hashlib
import weakref
from typing import Any

import numpy as np
from manim import Animation, DecimalNumber, Mobject, Transform, Typst, VMobject

_UNIT_SIZE = 96
"""manim's font size at which an em is one unit of the stage."""
_STILL = 0.1
"""What is no further from where it was, in units of the stage, has not moved."""

_set_type, _place, _become = Typst.__init__, Mobject.next_to, Mobject.become


def size(glyph: VMobject) -> float | None:
    """A glyph's size from em to em as it stands now, in units of the stage; None where it is not the form that was set."""
    made = getattr(glyph, "_made", None)
    if made is None:
        return None
    ratio, count, aspect = made
    wide, high = np.ptp(glyph.points[:, :2], axis=0)
    if len(glyph.points) != count or abs(wide / max(high, 1e-9) - aspect) > 0.05 * aspect:
        return None
    return float(ratio * np.hypot(wide, high))


def form(glyph: VMobject) -> bytes:
    """A print of a glyph's form, alike wherever and however large it stands; empty where it is none that was set."""
    return getattr(glyph, "_form", b"")


def said(text: Mobject) -> tuple[str, bool]:
    """What a text says, and whether it is prose."""
    shown = getattr(text, "_shown", None)
    if shown is not None:
        return shown
    return str(getattr(text, "text", None) or getattr(text, "typst_code", "") or ""), hasattr(text, "text")


def beside(text: Mobject) -> Mobject | None:
    """What a text was placed beside, as long as it has not been moved away from there by itself."""
    placed = getattr(text, "_beside", None)
    thing = placed[0]() if placed is not None else None
    if placed is None or thing is None:
        return None
    moved, gone = text.get_center() - placed[1], thing.get_center() - placed[2]
    together = float(np.abs(moved - gone).max()) < _STILL
    if together:
        _remember_place(text, thing)
    elif float(np.abs(moved).max()) >= _STILL:
        del text._beside
        return None
    return thing


def _typeset(self: Typst, *args: Any, **kwargs: Any) -> None:
    _set_type(self, *args, **kwargs)
    for one in self.family_members_with_points():
        diagonal = _diagonal(one)
        _remember_size(one, float(self._font_size) / _UNIT_SIZE / diagonal)
        shifted = (one.points[:, :2] - one.points[:, :2].min(0)) / diagonal
        one._form = hashlib.blake2b(np.round(shifted, 2).tobytes(), digest_size=8).digest()


def _diagonal(glyph: VMobject) -> float:
    return max(float(np.hypot(*np.ptp(glyph.points[:, :2], axis=0))), 1e-9)


def _remember_size(glyph: VMobject, ratio: float) -> None:
    """Its size is `ratio` times its diagonal, as long as it keeps its form."""
    wide, high = np.ptp(glyph.points[:, :2], axis=0)
    glyph._made = (ratio, len(glyph.points), wide / max(high, 1e-9))


def _next_to(self: Mobject, thing: Any, *args: Any, **kwargs: Any) -> Mobject:
    _place(self, thing, *args, **kwargs)
    if isinstance(self, Typst | DecimalNumber) and isinstance(thing, Mobject):
        _remember_place(self, thing)
    return self


def _remember_place(text: Mobject, thing: Mobject) -> None:
    # Held weakly, so that a copy of a text does not copy what it stands beside.
    text._beside = weakref.ref(thing), text.get_center(), thing.get_center()


def _finish(self: Transform) -> None:
    Animation.finish(self)
    if isinstance(getattr(self, "target_copy", None), Mobject) and self.rate_func(1) == 1:
        _take_over(self.mobject, self.target_copy)


def _become_another(self: Mobject, other: Mobject, *args: Any, **kwargs: Any) -> Mobject:
    _become(self, other, *args, **kwargs)
    _take_over(self, other)
    return self


def _take_over(thing: Mobject, other: Mobject) -> None:
    """A thing that has become another says what that says, as large as that."""
    for one, became in zip(thing.get_family(), other.get_family(), strict=False):
        if isinstance(one, Typst) and isinstance(became, Typst):
            one._shown = said(became)
        made = getattr(became, "_made", None)
        if made is not None and isinstance(one, VMobject) and len(one.points):
            _remember_size(one, made[0])
            one._form = form(became)


Typst.__init__ = _typeset  # type: ignore[method-assign]
Mobject.next_to = _next_to  # type: ignore[method-assign]
Mobject.become = _become_another  # type: ignore[method-assign]
Transform.finish = _finish  # type: ignore[method-assign]
