"""A value of a learner's process as JSON can hold it, and back: numbers, words, rows and dicts of these."""

from __future__ import annotations

from typing import Any

LARGEST = 10_000
"""More parts than this are no answer to an exercise."""
_DEEPEST = 20
_DICT = "dict"


class NoAnswerError(Exception):
    """A value that answers no exercise; the message says why, for the learner."""


def packed(value: Any) -> Any:
    """A value as lists, numbers, words and {"dict": [[key, value], ...]}: JSON knows no keys but words."""
    return _packed(value, [LARGEST], 0)


def _packed(value: Any, left: list[int], depth: int) -> Any:
    import numpy as np

    if isinstance(value, np.ndarray | np.generic):
        if value.size > LARGEST:
            raise NoAnswerError(f"It comes to {value.size} numbers: more than any exercise asks for.")
        value = value.tolist()
    left[0] -= 1
    if left[0] < 0 or (isinstance(value, str) and len(value) > LARGEST):
        raise NoAnswerError("It comes to more than any exercise asks for.")
    if depth > _DEEPEST:
        raise NoAnswerError("It comes to rows within rows, deeper than any exercise asks for.")
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, list | tuple):
        return [_packed(one, left, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_DICT: [[_packed(key, left, depth + 1), _packed(one, left, depth + 1)] for key, one in value.items()]}
    try:
        return value if isinstance(value, int) and abs(float(value)) >= 0 else float(value)
    except OverflowError:
        raise NoAnswerError("It comes to a number with more than 300 digits: more than any exercise asks for.") from None
    except (TypeError, ValueError):
        said = f"It comes to a value of type {type(value).__name__}, which is no number and no row of numbers."
        raise NoAnswerError(f"{said} Call it." if callable(value) else said) from None


def unpacked(value: Any) -> Any:
    """What was packed; tuples have become lists, but in keys."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if isinstance(value, dict):
        return {_key(unpacked(key)): unpacked(one) for key, one in value[_DICT]}
    return value


def _key(key: Any) -> Any:
    return tuple(map(_key, key)) if isinstance(key, list) else key
