"""Numbers as they are said, read as figures: "minus six point three" is -6.3."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_LARGE = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: value for value, word in enumerate(_SMALL.split())}
_TENS = {word: 10 * (k + 2) for k, word in enumerate(_LARGE.split())}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_SHARES = {"tenth": 10, "hundredth": 100, "thousandth": 1000}
_PARTS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[A-Za-z]+")
_COUNTED = 12
"""Up to here a whole number may only count things: "two arrows"."""
_LEADING_WORDS = """
minus plus times over is are was equals makes gives at on to be by from than about nearly point
"""
_FOLLOWING_WORDS = """
and or but so then plus minus times over is are was equals makes gives at to by from than in on for with as after before
while where which that the when if point percent again now here too each
"""
_LEADING = frozenset(_LEADING_WORDS.split())
"""Before a number these show that it is a value. Ours."""
_FOLLOWING = frozenset(_FOLLOWING_WORDS.split())
"""After a number these show that it counts nothing."""


@dataclass(frozen=True)
class SaidNumber:
    """A number in a narration: the index at which it begins, and whether it is a value rather than a count of something."""

    position: int
    value: float
    is_value: bool
    places: int = 0
    """How many digits are said after the point."""


def said_numbers(text: str) -> list[tuple[int, float]]:
    """The numbers in a text, each with the index at which it begins."""
    return [(one.position, one.value) for one in numbers_said(text)]


def numbers_said(text: str) -> list[SaidNumber]:
    """The numbers in a text, with what they are."""
    found: list[SaidNumber] = []
    plain = text.replace("-", " ")
    matches = list(_PARTS.finditer(plain))
    tokens = [(one.start(), one.group().lower()) for one in matches]
    k = 0
    while k < len(tokens):
        read = _number(tokens, k)
        if read is None:
            k += 1
            continue
        value, after = read
        said = [word for _, word in tokens[k:after]]
        places = _places(said)
        is_value = value != int(value) or abs(value) > _COUNTED or value < 0 or _stands_alone(plain, matches, k, after)
        found.append(SaidNumber(tokens[k][0], value, is_value, places))
        k = after
    return found


def _places(said: list[str]) -> int:
    """How many digits a number that is said in these words has after its point."""
    if (share := _SHARES.get(said[-1].rstrip("s"))) is not None:
        return len(str(share)) - 1
    return len(said) - said.index("point") - 1 if "point" in said else len(said[0].partition(".")[2])


def _stands_alone(text: str, matches: list[re.Match[str]], k: int, after: int) -> bool:
    """Whether a small whole number is said as a value: no word that it could count follows, and what comes before it does
    not make it a pronoun ("this one")."""
    if after < len(matches):
        between, word = text[matches[after - 1].end() : matches[after].start()], matches[after].group().lower()
        if not between.strip() and word not in _FOLLOWING and not _is_number(word):
            return False
    if k == 0 or text[matches[k - 1].end() : matches[k].start()].strip():
        # After a point only another number shows that this one is a value, as in "two, one".
        return k > 0 and _is_number(matches[k - 1].group().lower())
    word = matches[k - 1].group().lower()
    return word in _LEADING or _is_number(word)


def _is_number(word: str) -> bool:
    return word in _UNITS or word in _TENS or word in _SCALES or word[0].isdigit()


def _number(tokens: list[tuple[int, str]], k: int) -> tuple[float, int] | None:
    sign = 1
    if tokens[k][1] == "minus":
        sign, k = -1, k + 1
    read = _unsigned(tokens, k)
    if read is None:
        return None
    value, after = read
    if after < len(tokens) and (share := _SHARES.get(tokens[after][1].rstrip("s"))):
        # "Eighteen hundredths" are 0.18, rounded as it is written.
        return sign * round(value / share, 6), after + 1
    return sign * value, after


def _unsigned(tokens: list[tuple[int, str]], k: int) -> tuple[float, int] | None:
    whole = _whole(tokens, k)
    if whole is None:
        # "Point five" is said without a zero.
        whole = (0.0, k) if k < len(tokens) and tokens[k][1] == "point" else None
        if whole is None or not _digits(tokens, k + 1)[0]:
            return None
    value, after = whole
    if after < len(tokens) and tokens[after][1] == "point":
        digits, end = _digits(tokens, after + 1)
        if digits:
            # Read as it would be written, so that it is the number that the screen shows.
            return float(f"{value:.0f}.{digits}"), end
    return value, after


def _digits(tokens: list[tuple[int, str]], k: int) -> tuple[str, int]:
    digits = ""
    while k < len(tokens) and tokens[k][1] in _UNITS and _UNITS[tokens[k][1]] < 10:
        digits += str(_UNITS[tokens[k][1]])
        k += 1
    return digits, k


def _whole(tokens: list[tuple[int, str]], k: int) -> tuple[float, int] | None:
    if k < len(tokens) and tokens[k][1][0].isdigit():
        return float(tokens[k][1].replace(",", "")), k + 1
    total, current, begun = 0, 0, k
    if k + 1 < len(tokens) and tokens[k][1] == "a" and tokens[k + 1][1] in _SCALES:
        current, k = 1, k + 1
    while k < len(tokens):
        word = tokens[k][1]
        if word in _UNITS and _joins(tokens, begun, k):
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


def _joins(tokens: list[tuple[int, str]], begun: int, k: int) -> bool:
    """Whether a small number goes on with the number before it: "twenty three" is one, "three, three" are two."""
    if k == begun:
        return True
    before, word = tokens[k - 1][1], tokens[k][1]
    if before in _TENS:
        return 0 < _UNITS[word] < 10
    return (before in _SCALES or before == "and") and _UNITS[word] > 0


def _follows(tokens: list[tuple[int, str]], k: int) -> bool:
    return k + 1 < len(tokens) and (tokens[k + 1][1] in _UNITS or tokens[k + 1][1] in _TENS)
