"""The landscape of a loss: cuts through the space of all weights that can be drawn.

A point is an array, or a mapping of named arrays, the weights of a model. A plane is a point and two
directions; what is drawn is the loss of origin + x first + y second. Points and directions are computed in
float64; nothing that is passed in is changed. All raise ValueError for points of different names or shapes,
empty input and numbers that are not finite.

Lines: Goodfellow, Vinyals and Saxe, Qualitatively Characterizing Neural Network Optimization Problems (2015).
Filter-normalised directions: Li, Xu, Taylor, Studer and Goldstein, Visualizing the Loss Landscape of Neural
Nets (2018), section 4. The plane through three points: Garipov and others, Loss Surfaces, Mode Connectivity,
and Fast Ensembling of DNNs (2018), appendix A.1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maths import _checks

Array = NDArray[np.float64]
Point = TypeVar("Point", Array, dict[str, Array])
Parts = dict[str, Array]


def random_direction(point: Point, rng: np.random.Generator, *, filters: Mapping[str, int] | None = None) -> Point:
    """A direction from a generator, scaled so that each of its filters is as long as the point's: the point's
    form.

    A filter is all that feeds one neuron: in a matrix (in, out), a column. `filters` names the axis along
    which the filters of a tensor run where that is another: -1 for a table of embeddings, whose rows are the
    words. A tensor of one axis, a bias or a gain, gets a direction of zero, as in the paper. A lone array is
    named "".

    Raises ValueError for a name in `filters` that is not there and an axis that the tensor does not have.
    """
    parts, axes = _parts(point), dict(filters or {})
    if set(axes) - set(parts):
        raise ValueError(f"there are no tensors named {sorted(set(axes) - set(parts))}")
    direction = Parts()
    for name, part in parts.items():
        drawn = rng.normal(size=part.shape)
        if part.ndim < 2:
            direction[name] = np.zeros_like(part)
            continue
        axis = axes.get(name, -2)
        _checks.has_axis(name or "the point", part, axis)
        wanted, drawn_length = (np.linalg.norm(one, axis=axis, keepdims=True) for one in (part, drawn))
        direction[name] = drawn * (wanted / drawn_length)
    return _form(direction, point)


@dataclass(frozen=True)
class Plane(Generic[Point]):
    """A plane in the space of points: its origin and two directions, all of one form."""

    origin: Point
    first: Point
    second: Point

    def __post_init__(self) -> None:
        """Raise ValueError unless the directions point different ways and all three are of one form."""
        rows = _rows(self.origin, self.first, self.second)
        for which, row in zip(("first", "second"), rows[1:], strict=True):
            if not row.any():
                raise ValueError(f"the {which} direction is zero")
        one, other = (row / np.linalg.norm(row) for row in rows[1:])
        if min(np.linalg.norm(one - other), np.linalg.norm(one + other)) < 1e-9:
            raise ValueError("the two directions are on one line, which is no plane")

    def point(self, x: float, y: float) -> Point:
        """origin + x first + y second, in the form of the origin."""
        along = _checks.array("the coordinates", [x, y])
        base, first, second = (_parts(one) for one in (self.origin, self.first, self.second))
        return _form({n: base[n] + along[0] * first[n] + along[1] * second[n] for n in base}, self.origin)

    def coordinates(self, point: Point) -> tuple[float, float]:
        """The x and y of a point, or of its shadow on the plane if it lies beside it, by least squares."""
        (x, y), _ = self._shadow(point)
        return float(x), float(y)

    def distance(self, point: Point) -> float:
        """How far a point lies beside the plane, as a length in the space of points: 0 for one that is in it."""
        return float(np.linalg.norm(self._shadow(point)[1]))

    def _shadow(self, point: Point) -> tuple[Array, Array]:
        """The coordinates of a point's shadow (2,), and what leads from the shadow to the point (n,)."""
        origin, first, second, row = _rows(self.origin, self.first, self.second, point)
        axes = np.column_stack([first, second])  # (n, 2)
        q, r = np.linalg.qr(axes)
        xy = np.linalg.solve(r, q.T @ (row - origin))
        return xy, row - origin - axes @ xy

    def grid(self, loss: Callable[[Point], float], xs: ArrayLike, ys: ArrayLike) -> Array:
        """The loss all over a grid, xs (n,) across and ys (m,) up: (m, n), entry [i, j] at xs[j], ys[i].

        A loss may be infinite somewhere, and is then drawn as that. Raises ValueError if it is NaN.
        """
        across, up = _checks.array("xs", xs, 1), _checks.array("ys", ys, 1)
        return np.array([[_value(loss, self.point(x, y)) for x in across.tolist()] for y in up.tolist()])


def plane_through(a: Point, b: Point, c: Point) -> Plane[Point]:
    """The plane through three points, a at its origin, b at (|b - a|, 0), c above the x axis.

    Its directions have length one and stand at a right angle, so that distances drawn are distances between
    points. Raises ValueError if the points are of different forms or lie on one line.
    """
    origin, second, third = _rows(a, b, c)
    across, aside = second - origin, third - origin
    width, reach = float(np.linalg.norm(across)), float(np.linalg.norm(aside))
    if width == 0:
        raise ValueError("the first two points are the same")
    across = across / width
    aside = aside - (aside @ across) * across
    aside = aside - (aside @ across) * across  # again: what rounding left the first time
    height = float(np.linalg.norm(aside))
    if height <= 1e-9 * max(width, reach):
        raise ValueError("the three points lie on one line, which is no plane")
    return Plane(_split(origin, a), _split(across, a), _split(aside / height, a))


def along_line(loss: Callable[[Point], float], a: Point, b: Point, shares: ArrayLike) -> Array:
    """The loss on the straight way from a (share 0) to b (share 1), and past them: shares (n,) -> (n,).

    Raises ValueError if the loss is NaN.
    """
    start, end = _parts(a), _parts(b)
    _rows(a, b)
    steps = _checks.array("the shares", shares, 1).tolist()
    points = (_form({n: (1 - t) * start[n] + t * end[n] for n in start}, a) for t in steps)
    return np.array([_value(loss, point) for point in points])


def _value(loss: Callable[[Point], float], point: Point) -> float:
    value = float(loss(point))
    if np.isnan(value):
        raise ValueError("the loss is NaN somewhere")
    return value


def _parts(point: Any) -> Parts:
    """A point as named arrays: a lone array is named ""."""
    if isinstance(point, Mapping):
        if not point:
            raise ValueError("the point is empty")
        return {name: _checks.array(name, part) for name, part in point.items()}
    return {"": _checks.array("the point", point)}


def _form(parts: Parts, like: Any) -> Any:
    return parts if isinstance(like, Mapping) else parts[""]


def _rows(*points: Any) -> list[Array]:
    """Points as rows (n,) of numbers, once they are sure to have the same names and shapes."""
    named = [_parts(point) for point in points]
    shapes = [{name: part.shape for name, part in parts.items()} for parts in named]
    for other in shapes[1:]:
        if other != shapes[0]:
            raise ValueError(f"points of different forms: {shapes[0]} and {other}")
    return [np.concatenate([parts[name].ravel() for name in named[0]]) for parts in named]


def _split(row: Array, like: Any) -> Any:
    """A row of numbers in the form of a point."""
    parts, start = Parts(), 0
    for name, part in _parts(like).items():
        parts[name] = row[start : start + part.size].reshape(part.shape)
        start += part.size
    return _form(parts, like)
