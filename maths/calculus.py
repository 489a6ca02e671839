"""Calculus by zooming in: slopes measured from values alone, and a few that are known exactly.

A function takes a number or an array of float64 and returns one. Slopes are central differences of fourth
order: four values around a point, so that straight lines up to curves of degree four come out exact but for
rounding, and others with an error that falls with the fourth power of the step. Nothing that is passed in is
changed. All raise ValueError for input that is empty or not finite, and for a function whose values are not
finite or change their shape.

Nocedal and Wright, Numerical Optimization (2006), section 8.1; Fornberg, Generation of Finite Difference
Formulas on Arbitrarily Spaced Grids (1988). The softmax's Jacobian: Goodfellow, Bengio and Courville, Deep
Learning (2016), section 6.2.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maths import _checks
from maths.probability import softmax

Array = NDArray[np.float64]

_WEIGHTS = {-2: 1 / 12, -1: -8 / 12, 1: 8 / 12, 2: -1 / 12}  # of the values that many steps away
_STEP = float(np.finfo(np.float64).eps) ** 0.2  # where the error of the formula meets that of rounding


def secant_slope(f: Callable[[float], float], x: float, width: float) -> float:
    """The slope of the straight line through f at x and at x + width: what the derivative is the limit of.

    The width may be negative. Raises ValueError if it is zero. Strang, Calculus (1991), section 2.1.
    """
    at = float(_checks.array("x", x, 0))
    width = float(_checks.array("the width", width, 0))
    if width == 0:
        raise ValueError("a line through one point has no slope: the width is zero")
    there, here = (float(_checks.array("the function's value", f(one), 0)) for one in (at + width, at))
    return (there - here) / width


def derivative(f: Callable[[float], Any], x: float, step: float | None = None) -> Any:
    """The slope of f at x: a number, or an array of the shape of f's values if it is a path in space.

    `step` is the distance between the values used; by default some 1e-3 of the size of x, or 1e-3 if that is
    less than one. Raises ValueError unless the step is positive.
    """
    at = float(_checks.array("x", x, 0))
    slope = _difference(lambda t: f(at + t), _step(abs(at), step))
    return float(slope) if slope.ndim == 0 else slope


def directional_derivative(f: Callable[[Array], Any], x: ArrayLike, direction: ArrayLike, step: float | None = None) -> Any:
    """How fast f changes where x (any shape) moves along a direction of the same shape: gradient . direction.

    The direction counts with its length: twice as long, twice as fast. Take one of length one for the slope.
    A number, or an array of the shape of f's values: the Jacobian times the direction. Raises ValueError if
    the shapes differ or the direction is zero.
    """
    at, along = _checks.array("x", x), _checks.array("the direction", direction)
    _checks.same_shape("x", at, "the direction", along)
    length = float(np.linalg.norm(along))
    if length == 0:
        raise ValueError("the zero vector has no direction")
    unit = along / length
    slope = length * _difference(lambda t: f(at + t * unit), _step(float(np.abs(at).max()), step))
    return float(slope) if slope.ndim == 0 else slope


def gradient(f: Callable[[Array], Any], x: ArrayLike, step: float | None = None) -> Array:
    """The slope of f, whose values are single numbers, along each number of x (any shape): the shape of x.

    Raises ValueError if f's values are not single numbers.
    """
    at = _checks.array("x", x)
    slopes = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        slope = _along_axis(f, at, place, step)
        if slope.size != 1:
            raise ValueError(f"only a single number has a gradient: the values have shape {slope.shape}")
        slopes[place] = slope.reshape(())
    return slopes


def jacobian(f: Callable[[Array], ArrayLike], x: ArrayLike, step: float | None = None) -> Array:
    """The matrix that f, from vectors (n,) to vectors (m,), looks like close to x (n,): (m, n).

    Column j is how the values move with x's number j. Raises ValueError if x or f's values are no vectors.
    """
    at = _checks.array("x", x, 1)
    columns = [_along_axis(f, at, (place,), step) for place in range(len(at))]
    if columns[0].ndim != 1:
        raise ValueError(f"a Jacobian is of vectors: the values have shape {columns[0].shape}")
    return np.column_stack(columns)


def softmax_jacobian(scores: ArrayLike, temperature: float = 1.0) -> Array:
    """How each chance of softmax(scores / temperature) moves with each score (n,): (n, n), exactly.

    (diag(p) - p p^T) / temperature: symmetric, and each row sums to zero, since what one gains others lose.
    Raises ValueError for scores that are no vector and a temperature that is not positive.
    """
    values = np.asarray(scores, dtype=float)
    if values.ndim != 1:
        raise ValueError(f"scores should be a vector, and have shape {values.shape}")
    chances = softmax(values, temperature)
    return (np.diag(chances) - np.outer(chances, chances)) / temperature


def hessian_vector_product(
    gradient: Callable[[Array], ArrayLike], x: ArrayLike, vector: ArrayLike, step: float | None = None
) -> Array:
    """How the gradient at x changes along a vector, both of any one shape: the Hessian times it, that shape.

    From four gradients, without the Hessian itself, which for n numbers has n^2. Raises ValueError if shapes
    differ. Pearlmutter, Fast Exact Multiplication by the Hessian (1994), has the exact way.
    """
    at, along = _checks.array("x", x), _checks.array("the vector", vector)
    _checks.same_shape("x", at, "the vector", along)
    if not along.any():
        return np.zeros_like(at)
    product = np.asarray(directional_derivative(gradient, at, along, step))
    _checks.same_shape("the gradient", product, "x", at)
    return product


def hessian(gradient: Callable[[Array], ArrayLike], x: ArrayLike, step: float | None = None) -> Array:
    """All second derivatives at x (n,), from the gradient: (n, n), made symmetric.

    Raises ValueError if the gradient at x has not the shape of x.
    """
    at = _checks.array("x", x, 1)
    table = jacobian(gradient, at, step)
    if table.shape != (len(at), len(at)):
        raise ValueError(f"the gradient has {table.shape[0]} numbers where x has {len(at)}")
    return (table + table.T) / 2


def _step(size: float, step: float | None) -> float:
    # A power of two, so that x + step - x is the step itself.
    return _checks.positive("step", 2.0 ** round(np.log2(_STEP * max(1.0, size))) if step is None else step)


def _along_axis(f: Callable[[Array], Any], at: Array, place: tuple[int, ...], step: float | None) -> Array:
    """The slope of f at a point along the axis of one of its numbers, in the shape of f's values."""

    def line(t: float) -> Any:
        moved = at.copy()
        moved[place] += t
        return f(moved)

    return _difference(line, _step(abs(float(at[place])), step))


def _difference(line: Callable[[float], Any], step: float) -> Array:
    """The slope at 0 of a function of one number, in the shape of its values."""
    values = [np.asarray(line(k * step), dtype=float) for k in _WEIGHTS]
    if len({value.shape for value in values}) > 1:
        raise ValueError("the function's values change their shape from point to point")
    for value in values:
        _checks.array("the function's value close to x", value)
    return np.asarray(sum(w * value for w, value in zip(_WEIGHTS.values(), values, strict=True)) / step)
