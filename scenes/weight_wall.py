"""All weights of a model on one screen: every tensor as a field of squares, every square of one size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from manim import UP, Animation, LaggedStart, Line, UpdateFromAlphaFunc, VGroup, VMobject, interpolate_color, linear
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, whole
from scenes.matrix import Mark
from scenes.pulse import Pulse
from scenes.theme import PIXELS_PER_UNIT, Role, theme
from scenes.typesetting import Words
from script.errors import ScriptError

_SHADES = 32
_GAP = 2
"""Squares that are left free between two tensors of a row."""
_FREE = 0.1
"""The share of a square that is left free around it."""
_SMALLEST = 4 / PIXELS_PER_UNIT


class WeightWall(VGroup):
    """Tensors by name, as shades: from the faint one at zero to `positive` at `most`, to `negative` at `-most`.

    `rows` says which stand beside each other; a row of numbers stands as a column where it is as long as its neighbours
    are high, and lies below the tensor before it where it is as long as that is wide. `between` squares are left free
    between two rows. `root=True` gives each square the
    shade of the root of its size, for values most of which are small: brighter is still more.

    >>> import numpy as np
    >>> from scenes.weight_wall import WeightWall
    >>> rng = np.random.default_rng(0)
    >>> tensors = {"W": rng.normal(size=(20, 64)), "b": rng.normal(size=64), "V": rng.normal(size=(20, 20))}
    >>> shown = WeightWall(tensors, rows=(("W", "b", "V"),))
    """

    def __init__(
        self,
        tensors: Mapping[str, ArrayLike],
        *,
        rows: Sequence[Sequence[str]],
        region: Region = whole,
        between: int = 2,
        most: float | None = None,
        root: bool = False,
        positive: Role = "probability",
        negative: Role = "backward",
    ) -> None:
        self.tensors = {name: np.array(value, dtype=float) for name, value in tensors.items()}
        if sorted(self.tensors) != sorted(name for row in rows for name in row):
            raise ScriptError("the rows of a wall must name each of its tensors once")
        self.most = max(float(np.abs(value).max()) for value in self.tensors.values()) if most is None else float(most)
        self.root = root
        self.places: dict[str, tuple[int, int]] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        high, wide = 0, 0
        for row in rows:
            tall, across = self._lay(row, high)
            high, wide = high + tall + between, max(wide, across)
        self.cell = min(region.width / wide, region.height / (high - between))
        if self.cell < _SMALLEST:
            raise ScriptError(f"the squares of this wall would be {self.cell * PIXELS_PER_UNIT:.1f} px wide")
        self._corner = region.center + self.cell / 2 * np.array([-wide, high - between, 0.0])
        levels = [k / _SHADES for k in range(-_SHADES, _SHADES + 1)]
        ends = {True: theme.colour(positive), False: theme.colour(negative)}
        super().__init__(
            *(
                VMobject().set_stroke(width=0).set_fill(interpolate_color(theme.colour("faint"), ends[x >= 0], abs(x)), 1)
                for x in levels
            )
        )
        self._draw()

    def _lay(self, row: Sequence[str], top: int) -> tuple[int, int]:
        """Give each tensor of a row its place, in squares; how high and wide the row is."""
        tall = max(len(self.tensors[name]) for name in row if self.tensors[name].ndim == 2)
        deep, across, before = tall, 0, None
        for name in row:
            value = self.tensors[name]
            if value.ndim == 2:
                size = (value.shape[0], value.shape[1])
            elif len(value) <= tall:
                size = (len(value), 1)
            elif before is not None and len(value) == self.sizes[before][1]:
                self.places[name] = (top + tall + 1, self.places[before][1])
                self.sizes[name] = (1, len(value))
                deep = tall + 2
                continue
            else:
                raise ScriptError(f"{name}, with {len(value)} numbers, fits no tensor beside it")
            self.places[name], self.sizes[name] = (top, across), size
            across += size[1] + (_GAP if value.ndim == 2 else 1)
            before = name
        return deep, across - 1

    @property
    def count(self) -> int:
        """How many squares there are."""
        return sum(value.size for value in self.tensors.values())

    def slot(self, name: str, place: Sequence[int]) -> NDArray[np.float64]:
        """Where the middle of a weight's square stands on the frame: (3,)."""
        return self._spot(name, place)

    def _spot(self, name: str, place: Sequence[int]) -> NDArray[np.float64]:
        """The same, by the weight's place in its tensor as it is shown."""
        rows, columns = self.sizes[name]
        i, j = place if len(place) == 2 else ((place[0], 0) if columns == 1 else (0, place[0]))
        if not (0 <= i < rows and 0 <= j < columns):
            raise ScriptError(f"{name} has no place {tuple(place)}")
        top, first = self.places[name]
        return self._corner + self.cell * np.array([first + j + 0.5, -(top + i + 0.5), 0.0])

    def visit(self, mark: VMobject, **kwargs: Any) -> Animation:
        """A mark goes to every square, tensor by tensor and row by row, in even time unless a `rate_func` says otherwise. It
        glides to the first, and fades on its way through the second half, where no eye follows it any more."""
        places = ((name, place) for name in self.places for place in np.ndindex(self.tensors[name].shape))
        spots = np.array([self._spot(*one) for one in places])
        start, strength = mark.get_center(), mark.get_stroke_opacity()

        def visit(moved: VMobject, share: float) -> None:
            step = share * len(spots)
            spot = (1 - step) * start + step * spots[0] if step < 1 else spots[int(step) - 1]
            moved.move_to(spot).set_stroke(opacity=strength * min(1.0, 2 * (1 - share)))

        kwargs.setdefault("rate_func", linear)
        return UpdateFromAlphaFunc(mark, visit, **kwargs)

    def middle(self, name: str) -> NDArray[np.float64]:
        """Where the middle of a tensor stands: (3,)."""
        value = self.tensors[name]
        ends = (self._spot(name, (0,) * value.ndim), self._spot(name, [size - 1 for size in value.shape]))
        return np.mean(ends, axis=0)

    def blamed(self, blames: Mapping[str, ArrayLike], source: ArrayLike, *, widest: float) -> list[Pulse]:
        """Blame from a point to the middle of every tensor, as wide as the tensor's blame is long, the longest `widest`."""
        lengths = {name: float(np.linalg.norm(np.asarray(value))) for name, value in blames.items()}
        unit = widest / max(lengths.values())
        ways = {name: Line(np.asarray(source, dtype=float), self.middle(name)) for name in lengths}
        pulses = [Pulse(ways[name], (unit * length, unit * length)) for name, length in lengths.items()]
        for pulse in pulses:
            pulse.set_z_index(1)
        return pulses

    def shade(self, value: float) -> int:
        """Which shade a value has, from -32 to 32, 0 being that of zero."""
        share = abs(value) / self.most
        if share > 1 + 1e-9:
            raise ScriptError(f"a value of size {abs(value):g} is beyond the strongest shade, {self.most:g}")
        level = round(_SHADES * float(np.sqrt(share) if self.root else share))
        return level if value >= 0 else -level

    def _draw(self) -> None:
        """All squares of one shade are one path."""
        half = self.cell * (1 - _FREE) / 2
        corners = half * np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0], [-1, -1, 0]])
        edges = [corners[:-1] + share * np.diff(corners, axis=0) for share in (0, 1 / 3, 2 / 3, 1)]
        square = np.stack(edges, axis=1).reshape(-1, 3)
        pieces: dict[int, list[NDArray[np.float64]]] = {}
        for name, value in self.tensors.items():
            for place in np.ndindex(value.shape):
                pieces.setdefault(self.shade(float(value[place])), []).append(self._spot(name, place) + square)
        for level, path in enumerate(self.submobjects):
            if level - _SHADES in pieces:
                path.points = np.concatenate(pieces[level - _SHADES])

    def mark(self, name: str, place: Sequence[int], role: Role = "attention") -> Mark:
        """A frame round one square, large enough to be found."""
        return self._small_frame(self.slot(name, place), role)

    def _small_frame(self, spot: NDArray[np.float64], role: Role = "attention") -> Mark:
        side = self.cell + 0.16
        return Mark([spot], side + 0.14, side + 0.06, role, tint=False)

    def extremes(self, name: str) -> list[Mark]:
        """Frames round the squares of a table that are farthest from zero and nearest to it."""
        sizes = np.abs(self.tensors[name])
        found = [np.unravel_index(int(place), sizes.shape) for place in (sizes.argmax(), sizes.argmin())]
        return [self._small_frame(self._spot(name, [int(k) for k in place])) for place in found]

    def title(self, row: Sequence[str], text: str) -> Words:
        """What a row of tensors is, written above its left end."""
        places = [self.slot(one, (0,) * self.tensors[one].ndim) for one in row]
        corner = np.array([min(p[0] for p in places), max(p[1] for p in places), 0.0]) + self.cell / 2 * np.array([-1, 1, 0])
        words = Words(text, size=theme.sizes.small, role="quiet")
        return words.next_to(corner, UP, buff=0.1, aligned_edge=np.array([-1.0, 0, 0]))

    def lit(self, name: str, places: Sequence[Sequence[int]], role: Role) -> VGroup:
        """Some squares of a tensor in a role's colour, to lie over them, and last a frame round them all."""
        half = self.cell * (1 - _FREE) / 2
        corners = half * np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0], [-1, -1, 0]])
        squares = [VMobject().set_points_as_corners(list(self.slot(name, place) + corners)) for place in places]
        for square in squares:
            square.set_fill(theme.colour(role), 1).set_stroke(width=0)
        return VGroup(*squares, self._frame([self.slot(name, place) for place in places], "attention"))

    def frame_round(self, name: str, role: Role = "attention") -> Mark:
        """A frame round a whole tensor."""
        value = self.tensors[name]
        ends = [(0,) * value.ndim, tuple(size - 1 for size in value.shape)]
        return self._frame([self._spot(name, end) for end in ends], role)

    def flash_tables(self, **kwargs: Any) -> Animation:
        """Every table is framed for a moment, one after another."""
        frames = [self.frame_round(name) for name, value in self.tensors.items() if value.ndim == 2]
        return LaggedStart(*(frame.flash() for frame in frames), lag_ratio=0.15, **kwargs)

    def _frame(self, spots: Sequence[NDArray[np.float64]], role: Role) -> Mark:
        side = self.cell + 0.1
        return Mark(spots, side + 0.14, side + 0.06, role, tint=False)


class ModelWall(WeightWall):
    """All tensors of a model of `maths.transformer`: what stands for words and places, then a row for each layer.

    Tables that are higher than the model is wide lie on their side, so that all are as high; a weight is still named by
    its place in its tensor. `titles` says what each row is.

    >>> import numpy as np
    >>> from maths.transformer import Shape, initial_weights
    >>> from scenes.weight_wall import ModelWall
    >>> weights = initial_weights(Shape(87, 13, width=20), np.random.default_rng(0))
    >>> shown = ModelWall(weights, root=True)
    >>> shown = shown.add(shown.titles)
    """

    def __init__(self, tensors: Mapping[str, ArrayLike], **kwargs: Any) -> None:
        arrays = {name: np.asarray(value) for name, value in tensors.items()}
        layers = sorted({name.split(".")[0] for name in arrays if name.startswith("block")})
        order = ["embedding", "logit_bias", "position", "final.gain", "final.bias"]
        rows = [order, *([name for name in arrays if name.startswith(f"{layer}.")] for layer in layers)]
        self.lying = {name for name in arrays if name in ("embedding", "position") or name.endswith(".down")}
        flat = {name: value.T if name in self.lying else value for name, value in arrays.items()}
        super().__init__(flat, rows=rows, between=9, **kwargs)
        names = ["words and places", *(f"layer {k + 1}" for k in range(len(layers)))]
        self.titles = VGroup(*(self.title(row, text) for row, text in zip(rows, names, strict=True)))

    def slot(self, name: str, place: Sequence[int]) -> NDArray[np.float64]:
        """Where the middle of a weight's square stands, by the weight's place in its tensor: (3,)."""
        return self._spot(name, tuple(place)[::-1] if name in self.lying else place)
