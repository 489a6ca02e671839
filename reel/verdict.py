"""What is right or wrong with a learner's value, and what is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reel.answers import evaluate, numbers
from reel.typed import Typed, half_of
from script.lesson import Exercise

_EXACT = 1e-6
"""How far a value may be from the answer, relative to its size: room for another order of the same steps."""
_CLOSE = 0.03
"""A wrong value nearer than this, relative to the answer, is called close: mostly it was rounded on the way."""
_MORE = "Give more decimals, or write what works it out."


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and why: for a wrong one what the mistake is, where that can be told."""

    right: bool
    reason: str
    misconception: str | None = None


def same(value: Any, expected: Any, *, half: float = 0.0) -> bool:
    """Whether two values are one: numbers nearly, or to `half` of a last place, in the same shape; all else exactly,
    part by part. NaN is never right."""
    if isinstance(value, dict) or isinstance(expected, dict):
        if not (isinstance(value, dict) and isinstance(expected, dict)) or value.keys() != expected.keys():
            return False
        return all(same(value[key], expected[key], half=half) for key in expected)
    mine, right = numbers(value), numbers(expected)
    if mine is not None and right is not None:
        if mine.shape != right.shape:
            return False
        with np.errstate(invalid="ignore"):  # Infinity less infinity.
            near = np.abs(mine - right) <= np.maximum(half, _EXACT * np.maximum(1, np.abs(right)))
        return bool(np.all(np.where(np.isfinite(right), near, mine == right)))
    if mine is not None or right is not None:
        return False
    if _is_row(value) and _is_row(expected):
        return len(value) == len(expected) and all(same(a, b, half=half) for a, b in zip(value, expected, strict=True))
    if isinstance(value, str) and isinstance(expected, str):  # Also NumPy's words.
        return str(value) == str(expected)
    return type(value) is type(expected) and bool(value == expected)


def judge(exercise: Exercise, value: Any, text: str) -> Verdict:
    """Whether a value, written as `text`, answers an exercise; the reason of a known mistake where it is one."""
    expected, typed = evaluate(exercise.answer, exercise.given), Typed.read(text, exercise.given)
    if same(value, expected, half=typed.half):
        if exercise.code and not typed.code:
            return Verdict(False, "The value is right. This exercise asks for code: write what works it out.")
        return Verdict(True, "Right.")
    for wrong, why in exercise.misconceptions.items():
        if same(value, evaluate(wrong, exercise.given), half=typed.half):
            return Verdict(False, why, wrong)
    told = _difference(value, expected, typed)
    return Verdict(False, f"{told} In Python a power is written **; ^ is something else." if typed.xor else told)


def _difference(value: Any, expected: Any, typed: Typed) -> str:
    """What tells a wrong value from the answer, without giving the answer away."""
    mine, right = numbers(value), numbers(expected)
    if right is None:
        return _other_kind(value, expected)
    if isinstance(expected, bool | np.bool_) != isinstance(value, bool) and right.ndim == 0:
        return f"{_asked(expected)} is asked for, not {_kind(value)}."
    if mine is None:
        if _is_row(value) and _leaves_are_numbers(value):
            return "Its rows have different lengths."
        return f"A number is asked for, or rows of numbers, not {_kind(value)}."
    if np.isnan(mine).any() or (np.isinf(mine).any() and np.isfinite(right).all()):
        return "It is not a finite number."
    if mine.shape != right.shape:
        return _other_shape(mine, right, typed)
    if same(-mine, right, half=typed.half):
        return "The size is right, the sign is the other way round."
    if mine.ndim == 2 and same(mine.T, right, half=typed.half):
        return "Rows and columns have changed places."
    if mine.size > 1 and same(np.sort(mine.ravel()), np.sort(right.ravel()), half=typed.half):
        return "The numbers are right, their order is not."
    if typed.places is not None and typed.half == 0 and typed.digits and same(mine, right, half=half_of(typed.places)):
        return f"Right to {typed.places} decimal{'' if typed.places == 1 else 's'}. {_MORE}"
    hits = sum(same(a, b, half=typed.half) for a, b in zip(mine.ravel(), right.ravel(), strict=True))
    if hits:
        return f"{hits} of the {mine.size} numbers {'is' if hits == 1 else 'are'} right."
    if np.all(np.abs(mine - right) <= _CLOSE * np.abs(right)):
        return f"Close, but not it. {_MORE}"
    return "Not this one."


def _other_shape(mine: np.ndarray, right: np.ndarray, typed: Typed) -> str:
    if mine.size == right.size and same(mine.ravel(), right.ravel(), half=typed.half):
        return f"The numbers are right, their shape is not: {_shape(right)} is asked for, and this is {_shape(mine)}."
    if mine.ndim == 2 and same(mine.T, right, half=typed.half):
        return "Rows and columns have changed places."
    comma = " Write a decimal with a point, not a comma." if right.ndim == 0 and mine.shape == (2,) else ""
    return f"{_shape(right).capitalize()} is asked for, and this is {_shape(mine)}.{comma}"


def _other_kind(value: Any, expected: Any) -> str:
    """Where the answer is no number: a word, or names with their values, or a row of those."""
    if isinstance(value, str) and isinstance(expected, str):
        return "Only capital letters differ." if value.casefold() == expected.casefold() else "Not this one."
    if isinstance(value, dict) and isinstance(expected, dict):
        if value.keys() != expected.keys():
            return f"Other names are asked for: {len(value.keys() & expected.keys())} of the {len(expected)} are there."
        hits = sum(same(value[key], expected[key]) for key in expected)
        return f"{hits} of the {len(expected)} values {'is' if hits == 1 else 'are'} right."
    if _is_row(value) and _is_row(expected):
        if len(value) != len(expected):
            return f"A row of {len(expected)} is asked for, and this is a row of {len(value)}."
        if sorted(map(repr, _parts(value))) == sorted(map(repr, _parts(expected))):
            return "Each of them is right, their order is not."
        hits = sum(same(a, b) for a, b in zip(value, expected, strict=True))
        return f"{hits} of the {len(expected)} {'is' if hits == 1 else 'are'} right."
    return f"{_asked(expected)} is asked for, not {_kind(value)}."


def _parts(row: Any) -> list[Any]:
    return row.tolist() if isinstance(row, np.ndarray) else list(row)


def _is_row(value: Any) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _leaves_are_numbers(value: Any) -> bool:
    return all(_leaves_are_numbers(one) if _is_row(one) else numbers(one) is not None for one in value)


def _asked(expected: Any) -> str:
    """The kind of value that answers, as the beginning of a sentence."""
    if isinstance(expected, bool | np.bool_):
        return "True or False"
    if isinstance(expected, str):
        return "A word"
    if isinstance(expected, dict):
        return "A dict {name: value}"
    if _is_row(expected):
        return f"A row of {len(expected)}"
    return "A number"


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "True or False"
    if isinstance(value, str):
        return "a word"
    made = numbers(value)
    if made is not None:
        return "a number" if made.ndim == 0 else _shape(made)
    return "a dict" if isinstance(value, dict) else "a row of other things"


def _shape(array: np.ndarray) -> str:
    if array.ndim == 0:
        return "one number"
    if array.ndim == 1:
        return f"a row of {len(array)}"
    return "a matrix of " + " by ".join(map(str, array.shape))
