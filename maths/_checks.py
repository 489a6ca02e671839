"""What every function of `maths` asks of its input, and what it says when that is not given."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def array(name: str, value: ArrayLike, *dimensions: int) -> Array:
    """`value` as an array of floats with one of the given numbers of dimensions, finite and not empty."""
    made = np.asarray(value, dtype=float)
    if dimensions and made.ndim not in dimensions:
        wanted = " or ".join(str(one) for one in dimensions)
        raise ValueError(f"{name} should have {wanted} dimensions, and has shape {made.shape}")
    if made.size == 0:
        raise ValueError(f"{name} is empty")
    if not np.isfinite(made).all():
        raise ValueError(f"{name} has an entry that is not finite")
    return made


def square(name: str, value: ArrayLike) -> Array:
    """A square matrix (n, n)."""
    made = array(name, value, 2)
    if made.shape[0] != made.shape[1]:
        raise ValueError(f"{name} should be square, and has shape {made.shape}")
    return made


def same_shape(first: str, a: Array, second: str, b: Array) -> None:
    """Refuse two arrays of different shapes."""
    if a.shape != b.shape:
        raise ValueError(f"{first} has shape {a.shape}, and {second} {b.shape}")


def distribution(name: str, value: ArrayLike, *dimensions: int, axis: int = -1) -> Array:
    """Probabilities along an axis: none negative, their sum one within 1e-9."""
    made = array(name, value, *dimensions)
    if (made < 0).any():
        raise ValueError(f"{name} has a negative probability, {made.min():g}")
    sums = made.sum(axis=axis)
    if not np.allclose(sums, 1, rtol=0, atol=1e-9):
        worst = np.atleast_1d(sums).ravel()[np.abs(np.atleast_1d(sums).ravel() - 1).argmax()]
        raise ValueError(f"{name} sums to {worst:.12g}, not to 1")
    return made


def within(name: str, value: float, low: float, high: float) -> float:
    """A number between two others, both allowed."""
    if not low <= value <= high:
        raise ValueError(f"{name} should lie between {low:g} and {high:g}, and is {value:g}")
    return float(value)


def positive(name: str, value: float) -> float:
    """A finite number greater than zero."""
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} should be greater than zero, and is {value:g}")
    return float(value)


def whole(name: str, value: Any, least: int) -> int:
    """A whole number that is not less than `least`."""
    if isinstance(value, bool) or int(value) != value or value < least:
        raise ValueError(f"{name} should be a whole number of at least {least}, and is {value!r}")
    return int(value)
