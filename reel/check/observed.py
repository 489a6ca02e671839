"""What was seen of a chapter while it was played: the facts that the rules go by.

Lengths are pixels of a 1080-line frame, x to the right and y downwards from its upper left corner, whatever size was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1920, 1080

Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Box:
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def common(self, other: Box) -> float:
        """The area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, wide) * max(0.0, high)

    def gap(self, other: Box) -> tuple[float, float]:
        """How far apart they are, sideways and up and down; 0 or less where they overlap in that direction."""
        return (
            max(self.left, other.left) - min(self.right, other.right),
            max(self.top, other.top) - min(self.bottom, other.bottom),
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left and self.top <= other.top and self.right >= other.right and self.bottom >= other.bottom
        )

    @classmethod
    def around(cls, boxes: Floats) -> Box:
        """Around an (n, 4) array of left, top, right, bottom."""
        return cls(*(float(one) for one in (*boxes[:, :2].min(0), *boxes[:, 2:].max(0))))


@dataclass(frozen=True, eq=False)
class Text:
    """Glyphs that were set together: a word, a formula, a number."""

    name: int
    """The same for the same thing throughout a chapter."""
    owner: int
    """The thing of the stage that it belongs to."""
    kin: tuple[int, ...]
    """The groups that it stands in, outermost first."""
    said: str
    """The text as it was given, where that is known."""
    prose: bool
    """Whether it is words rather than symbols."""
    size: float
    """From em to em; 0 where it cannot be told (in the midst of a change of shape)."""
    order: int
    """Its place in the order of drawing."""
    glyphs: Floats
    """(n, 4): the box of each glyph."""
    colours: Floats
    """(n, 4): each glyph's own red, green, blue and opacity, from 0 to 1."""
    shapes: tuple[bytes, ...] = ()
    """A print of each glyph's form, alike wherever and however large it stands."""
    contrast: float | None = None
    """The least of its glyphs', measured on the drawn pixels; None where it was not measured."""
    busy: float | None = None
    """The share of the pixels around its glyphs that are unlike the most."""
    lined: float | None = None
    """How far a line goes through one of its glyphs, as a share of that glyph's lesser side."""

    @cached_property
    def box(self) -> Box:
        return Box.around(self.glyphs)

    @cached_property
    def opacity(self) -> float:
        return float(self.colours[:, 3].max())

    def seen_box(self, least: float) -> Box:
        """Around its glyphs that are at least so opaque, or around all where none is."""
        seen = self.colours[:, 3] >= least
        return Box.around(self.glyphs[seen] if seen.any() else self.glyphs)


@dataclass(frozen=True, eq=False)
class Shape:
    """Anything drawn that is no glyph."""

    name: int
    owner: int
    kin: tuple[int, ...]
    kind: str
    """The class of the thing."""
    order: int
    box: Box
    """With its stroke."""
    fill: tuple[float, float, float, float]
    """Red, green, blue and opacity, from 0 to 1."""
    stroke: tuple[float, float, float, float]
    stroke_width: float
    line: Floats
    """(n, 2, 2): short straight lines along its edge; none where it comes near no text."""
    hides: bool = False
    """Whether nothing is seen through it."""
    curves: int = 0
    """Of how many curves its outline is made: a square has four, a circle eight."""
    open: bool = False
    """Whether its outline ends elsewhere than it begins."""
    way: float | None = None
    """Of what is long and narrow, a line or an arrow, the direction in degrees. Only known of a stage that stands."""

    @property
    def opacity(self) -> float:
        """The greater of its two opacities, where there is anything to be seen of them."""
        return max(self.fill[3], self.stroke[3] if self.stroke_width > 0 else 0.0)


@dataclass(frozen=True)
class Beside:
    """A text that labels something that is seen."""

    text: int
    """The text's name."""
    apart: float
    """How far it stands from the nearest of what it labels, which may be lines."""
    declared: bool
    """Whether its element says what it labels; else it was placed beside it (`next_to`), and may be only laid out so."""


@dataclass(frozen=True, eq=False)
class Seen:
    """The stage at one frame."""

    frame: int
    settled: bool
    """Whether nothing moves."""
    moving: frozenset[int]
    """The owners that move."""
    texts: tuple[Text, ...]
    shapes: tuple[Shape, ...]
    labels: tuple[Beside, ...] = ()
    """The texts that label something."""

    def things(self) -> Iterator[Text | Shape]:
        """All that stands on the stage."""
        yield from self.texts
        yield from self.shapes


@dataclass(frozen=True)
class Step:
    """A play or a hold: its first frame, the frame after its last, whether anything moves."""

    first: int
    last: int
    moving: bool
    beat: str
    cue: str | None
    what: tuple[str, ...] = ()


@dataclass(frozen=True)
class Motion:
    """One animation of a play, the parts of a group each for itself, but for those that follow each other with a lag."""

    first: int
    """The frame with which its play begins."""
    start: float
    """Seconds from there to its own beginning."""
    seconds: float
    """For how long it changes anything."""
    what: str


@dataclass(eq=False)
class Observed:
    """A chapter, as it was seen."""

    chapter: str
    rate: int
    frames: int
    background: tuple[float, float, float]
    seen: list[Seen] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    small: list[tuple[int, Picture]] = field(default_factory=list)
    """Every frame that was drawn, small, with its number: a frame that stands is drawn once."""
    before: list[tuple[int, Picture]] = field(default_factory=list)
    """The stage just before each play, small, with the number of the play's first frame."""
    roles: tuple[tuple[float, float, float], ...] = ()
    """The colours that have a meaning of their own, from 0 to 1."""
    motions: list[Motion] = field(default_factory=list)
    """What each play is made of."""

    def seconds(self, frame: int) -> float:
        return frame / self.rate

    def step(self, frame: int) -> Step | None:
        return next((one for one in self.steps if one.first <= frame < one.last), None)
