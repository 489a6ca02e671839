"""Numbers as they are said, read as figures: "minus six point three" is -6.3."""

from __future__ import annotations

import re

_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_LARGE = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: value for value, word in enumerate(_SMALL.split())}
_TENS = {word: 10 * (k + 2) for k, word in enumerate(_LARGE.split())}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_PARTS = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+")


def said_numbers(text: str) -> list[tuple[int, float]]:
    """The numbers in a text, each with the index at which it begins."""
    found: list[tuple[int, float]] = []
    tokens = [(one.start(), one.group().lower()) for one in _PARTS.finditer(text.replace("-", " "))]
    k = 0
    while k < len(tokens):
        read = _number(tokens, k)
        if read is None:
            k += 1
            continue
        value, after = read
        found.append((tokens[k][0], value))
        k = after
    return found


def _number(tokens: list[tuple[int, str]], k: int) -> tuple[float, int] | None:
    sign = 1
    if tokens[k][1] == "minus":
        sign, k = -1, k + 1
    whole = _whole(tokens, k)
    if whole is None:
        return None
    value, after = whole
    if after < len(tokens) and tokens[after][1] == "point":
        digits, end = "", after + 1
        while end < len(tokens) and tokens[end][1] in _UNITS and _UNITS[tokens[end][1]] < 10:
            digits += str(_UNITS[tokens[end][1]])
            end += 1
        if digits:
            return sign * (value + float(f"0.{digits}")), end
    return sign * value, after


def _whole(tokens: list[tuple[int, str]], k: int) -> tuple[float, int] | None:
    if k < len(tokens) and tokens[k][1][0].isdigit():
        return float(tokens[k][1].replace(",", "")), k + 1
    total, current, begun = 0, 0, k
    while k < len(tokens):
        word = tokens[k][1]
        if word in _UNITS and current % 10 == 0 and (current % 100 == 0 or _UNITS[word] < 10):
            current += _UNITS[word]
        elif word in _TENS and current % 100 == 0:
            current += _TENS[word]
        elif word in _SCALES and k > begun:
            scale = _SCALES[word]
            if scale == 100:
                current *= 100
            else:
                total, current = total + current * scale, 0
        elif not (word == "and" and k > begun and tokens[k - 1][1] in _SCALES and _follows(tokens, k)):
            break
        k += 1
    return (float(total + current), k) if k > begun else None


def _follows(tokens: list[tuple[int, str]], k: int) -> bool:
    return k + 1 < len(tokens) and (tokens[k + 1][1] in _UNITS or tokens[k + 1][1] in _TENS)
