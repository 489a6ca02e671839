"""Answers to exercises: what an expression comes to, and what is right or wrong with a learner's value."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from script.lesson import Exercise

_EXACT = 1e-6
"""How far a value may be from the answer, relative to its size: room for another order of the same steps."""
_FIRST = ("linear", "probability", "information", "calculus")
"""Modules whose names come first: of two functions called softmax, that of numbers is meant, not that of a graph's nodes."""
_PLACES = 2
"""From so many decimals on, a typed number counts as rounded, and is right to half of its last place."""


class AnswerError(Exception):
    """An answer that comes to no value; the message says why, for the learner."""


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and why: for a wrong one what the mistake is, where that can be told."""

    right: bool
    reason: str
    misconception: str | None = None


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
        return made.astype(float) if made.dtype.kind in "biuf" else np.array(made.tolist(), dtype=float)
    except (TypeError, ValueError):
        return None


def decimals(text: str) -> int | None:
    """How many decimals all numbers of a typed answer have at the least, or None if it is no plain number."""
    try:
        ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    written = re.findall(r"\d+\.(\d+)", text)
    return min(map(len, written)) if written else 0


def same(value: Any, expected: Any, *, places: int | None = None) -> bool:
    """Whether two values are one: numbers nearly, in the same shape; all else exactly. NaN is never right."""
    mine, right = numbers(value), numbers(expected)
    if mine is None or right is None:
        return mine is right and bool(np.all(value == expected))
    if mine.shape != right.shape:
        return False
    rounded = 0.5 * 10.0**-places * (1 + 1e-9) if places is not None and places >= _PLACES else 0.0
    return bool(np.all(np.abs(mine - right) <= np.maximum(rounded, _EXACT * np.maximum(1, np.abs(right)))))


def judge(exercise: Exercise, value: Any, text: str) -> Verdict:
    """Whether a value, written as `text`, answers an exercise; the reason of a known mistake where it is one."""
    expected, places = evaluate(exercise.answer, exercise.given), decimals(text)
    if same(value, expected, places=places):
        if exercise.code and places is not None:
            return Verdict(False, "The value is right. This exercise asks for code: write what works it out.")
        return Verdict(True, "Right.")
    for wrong, why in exercise.misconceptions.items():
        if same(value, evaluate(wrong, exercise.given), places=places):
            return Verdict(False, why, wrong)
    return Verdict(False, _difference(value, expected, places))


def _difference(value: Any, expected: Any, places: int | None) -> str:
    """What tells a wrong value from the answer, without giving the answer away."""
    mine, right = numbers(value), numbers(expected)
    if mine is None:
        return f"A number is asked for, or rows of numbers, not {_kind(value)}." if right is not None else "Not this one."
    if right is None:
        return "This is not answered by a number."
    if not np.isfinite(mine).all():
        return "It is not a finite number."
    if mine.shape != right.shape:
        if mine.size == right.size and same(mine.ravel(), right.ravel(), places=places):
            return f"The numbers are right, their shape is not: {_shape(right)} is asked for, and this is {_shape(mine)}."
        return f"{_shape(right).capitalize()} is asked for, and this is {_shape(mine)}."
    if same(-mine, right, places=places):
        return "The size is right, the sign is the other way round."
    if mine.ndim == 2 and mine.shape[0] == mine.shape[1] and same(mine.T, right, places=places):
        return "Rows and columns have changed places."
    if mine.size > 1 and same(np.sort(mine.ravel()), np.sort(right.ravel()), places=places):
        return "The numbers are right, their order is not."
    hits = sum(same(a, b, places=places) for a, b in zip(mine.ravel(), right.ravel(), strict=True))
    if hits:
        return f"{hits} of the {mine.size} numbers {'is' if hits == 1 else 'are'} right."
    if np.all(np.abs(mine - right) <= 0.01 * np.maximum(1, np.abs(right))):
        return "Close, but not it: give more decimals, or write what works it out."
    return "Not this one."


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    return "a word" if isinstance(value, str) else f"a value of type {type(value).__name__}"


def _shape(array: np.ndarray) -> str:
    if array.ndim == 0:
        return "one number"
    if array.ndim == 1:
        return f"a row of {len(array)}"
    return "a matrix of " + " by ".join(map(str, array.shape))
