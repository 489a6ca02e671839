"""What an expression of an exercise comes to: the names that it may use, what is given, and its value."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

_FIRST = ("linear", "probability", "information", "calculus")
"""Modules whose names come first: of two functions called softmax, that of numbers is meant, not that of a graph's nodes."""


class AnswerError(Exception):
    """An answer that comes to no value; the message says why, for the learner."""


@cache
def maths_names() -> dict[str, Any]:
    """What an expression may use: the modules of `maths`, their public functions and classes, and `np`."""
    import maths

    names: dict[str, Any] = {"np": np}
    there = sorted(one.name for one in pkgutil.iter_modules(maths.__path__) if not one.name.startswith("_"))
    for found in (*_FIRST, *(name for name in there if name not in _FIRST)):
        module = importlib.import_module(f"maths.{found}")
        names[found] = module
        for name, thing in vars(module).items():
            own = getattr(thing, "__module__", None) == module.__name__
            if own and not name.startswith("_") and (inspect.isfunction(thing) or inspect.isclass(thing)):
                # Where two modules have one name, the first keeps it; the other is reached through its module.
                names.setdefault(name, thing)
    return names


def given_values(given: Mapping[str, str]) -> dict[str, Any]:
    """What an exercise gives, worked out; rows of numbers become arrays, so that `M @ x` can be written."""
    values: dict[str, Any] = {}
    for name, expression in given.items():
        value = eval(expression, {**maths_names(), **values})
        values[name] = np.array(value) if isinstance(value, list | tuple) and numbers(value) is not None else value
    return values


def evaluate(expression: str, given: Mapping[str, str]) -> Any:
    """What an expression of a lesson comes to."""
    return eval(expression, {**maths_names(), **given_values(given)})


def numbers(value: Any) -> np.ndarray | None:
    """A value as an array of numbers, or None where it is none: words, or rows of different lengths."""
    if isinstance(value, str | bytes | dict | set) or value is None:
        return None
    try:
        made = np.asarray(value)
        if made.dtype.kind in "US" or any(isinstance(one, str | bytes) for one in made.ravel()):
            return None  # A word is no number, even if it is made of digits.
        return made.astype(float) if made.dtype.kind in "biuf" else np.array(made.tolist(), dtype=float)
    except (TypeError, ValueError, OverflowError):
        return None
