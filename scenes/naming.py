"""Which sign names which thing: said by the element that knows, so that it can be asked whether they stand together."""

from __future__ import annotations

import weakref
from typing import TypeVar

from manim import Mobject, VMobject

Sign = TypeVar("Sign", bound=VMobject)


def naming(sign: Sign, thing: Mobject) -> Sign:
    """The sign, which from now on is known to name a thing."""
    # Held weakly, so that a copy of the sign does not copy the thing.
    sign.labelled = weakref.ref(thing)  # type: ignore[attr-defined]
    return sign
