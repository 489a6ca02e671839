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
    """Probabilities along an axis: none negative, their sum one within 1e-9, or 1e-5 if they come as 32-bit
    floats.
    """
    made = array(name, value, *dimensions)
    has_axis(name, made, axis)
    if (made < 0).any():
        raise ValueError(f"{name} has a negative probability, {made.min():g}")
    slack = 1e-5 if getattr(value, "dtype", None) in (np.float32, np.float16) else 1e-9
    sums = np.atleast_1d(made.sum(axis=axis)).ravel()
    worst = sums[np.abs(sums - 1).argmax()]
    if abs(worst - 1) > slack:
        raise ValueError(f"{name} sums to {worst:.12g}, not to 1")
    return made


def scores(name: str, value: ArrayLike, axis: int = -1) -> Array:
    """Scores along an axis, in which minus infinity rules a choice out, but not every choice."""
    made = np.asarray(value, dtype=float)
    has_axis(name, made, axis)
    if made.size == 0:
        raise ValueError(f"{name} is empty")
    if np.isnan(made).any() or np.isposinf(made).any():
        raise ValueError(f"{name} has an entry that is NaN or plus infinity")
    if np.isneginf(made).all(axis=axis).any():
        raise ValueError(f"{name} rules out every choice: all are minus infinity")
    return made


def has_axis(name: str, made: Array, axis: int) -> None:
    """Refuse an axis that an array does not have."""
    if not -made.ndim <= axis < made.ndim:
        raise ValueError(f"{name} has no axis {axis}: its shape is {made.shape}")


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
