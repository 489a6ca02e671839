"""Between samples: the smooth curve through values at even steps, as weights of the values.

The natural cubic spline: of all twice differentiable curves through the values, the one that bends least, measured by the
integral of the square of its second derivative (Holladay, A Smoothest Curve Approximation, 1957).
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maths import _checks

Array = NDArray[np.float64]


def spline_weights(count: int, at: ArrayLike) -> Array:
    """How the natural cubic spline through values at 0, 1, ..., count - 1 weighs them at places (k,): (k, count).

    Values (count,) become `weights @ values` at the places; a table (m, n) is smoothed along both of its axes by
    `up @ table @ across.T`. Raises ValueError unless count is a whole number of at least 2, and for a place outside.
    """
    n = _checks.whole("the count", count, 2)
    places = _checks.array("the places", at, 1)
    if places.min() < 0 or places.max() > n - 1:
        raise ValueError(f"places must lie between 0 and {n - 1}; they go from {places.min()} to {places.max()}")
    bend = _bend(n)
    left = np.minimum(places.astype(np.int64), n - 2)
    b = (places - left)[:, None]
    a = 1 - b
    values = np.eye(n)
    return a * values[left] + b * values[left + 1] + ((a**3 - a) * bend[left] + (b**3 - b) * bend[left + 1]) / 6


@cache
def _bend(count: int) -> Array:
    """The second derivatives at the samples, as weights of the values, (count, count): zero at both ends, and such that
    pieces meet smoothly."""
    bend = np.zeros((count, count))
    if count > 2:
        inner = 4 * np.eye(count - 2) + np.eye(count - 2, k=1) + np.eye(count - 2, k=-1)
        second = np.eye(count)[:-2] - 2 * np.eye(count)[1:-1] + np.eye(count)[2:]
        bend[1:-1] = np.linalg.solve(inner, 6 * second)
    bend.setflags(write=False)
    return bend
