"""The look, once: colours by role, sizes, strokes, paces, fonts. Elements read it when they are built.

The palette was found by search: on the background its nearest two colours stay 31 apart in CIELAB under protanopia,
deuteranopia and tritanopia, and none has less than 5.5:1 contrast. `tests/scenes/test_theme.py` measures both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from manim import ManimColor, config

Role = Literal[
    "ink", "quiet", "faint", "vector", "matrix", "data", "probability", "forward", "backward", "loss", "truth",
    "model", "first", "second", "area", "flipped", "attention", "query", "key", "value",
]  # fmt: skip

ASSETS = Path(__file__).resolve().parent.parent / "assets"

_SKY, _GOLD, _GREEN, _CORAL, _VIOLET = "#4592BB", "#F7C52D", "#79FC8E", "#D86B72", "#A071FA"
_INK, _QUIET, _FAINT = "#E8EAED", "#8B94A3", "#2B323D"

_ROLES: dict[Role, str] = {
    "ink": _INK,
    "quiet": _QUIET,
    "faint": _FAINT,
    "vector": _GOLD,
    "matrix": _VIOLET,
    "data": _SKY,
    "probability": _GREEN,
    "forward": _SKY,
    "backward": _CORAL,
    "loss": _CORAL,
    "truth": _GREEN,
    "model": _GOLD,
    # The two axes of a plane, wherever one is drawn, and the columns that say where they land.
    "first": _GREEN,
    "second": _CORAL,
    "area": _SKY,
    "flipped": _VIOLET,
    # What the voice speaks of now.
    "attention": _GOLD,
    # What a head of the model makes of a word: what it asks for, how it is found, what it hands over.
    "query": _GOLD,
    "key": _SKY,
    "value": _VIOLET,
}


@dataclass(frozen=True)
class Sizes:
    """Heights of type in pixels of a 1080-line frame, from em to em; none may be under 32."""

    title: int = 84
    heading: int = 60
    symbol: int = 54
    body: int = 44
    label: int = 48
    small: int = 34


@dataclass(frozen=True)
class Strokes:
    """Widths of lines, in manim's units (hundredths of a scene unit)."""

    grid: float = 1.6
    axis: float = 2.6
    outline: float = 3.0
    arrow: float = 6.5
    mark: float = 4.0


@dataclass(frozen=True)
class Pace:
    """How long things take, in seconds, where the script's cues do not say."""

    enter: float = 0.6
    leave: float = 0.5
    point: float = 0.5
    move: float = 1.6


@dataclass(frozen=True)
class Theme:
    background: str = "#0E1116"
    panel: str = "#161B23"
    sans: str = "Inter"
    sizes: Sizes = field(default_factory=Sizes)
    strokes: Strokes = field(default_factory=Strokes)
    pace: Pace = field(default_factory=Pace)
    roles: MappingProxyType[Role, str] = field(default_factory=lambda: MappingProxyType(_ROLES))

    def colour(self, role: Role) -> ManimColor:
        """The colour of a role. Raises KeyError, with the roles there are, for a name that is none."""
        if role not in self.roles:
            raise KeyError(f"no role {role!r} in the theme; there are: {', '.join(self.roles)}")
        return ManimColor(self.roles[role])


theme = Theme()
"""The theme that every element reads."""

PIXELS_PER_UNIT = 1080 / 8
"""Pixels of a 1080-line frame to manim's scene unit (the frame is 8 units high)."""


def apply() -> None:
    """Give manim what it reads itself: the background."""
    config.background_color = ManimColor(theme.background)


apply()
