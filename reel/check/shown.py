"""What stands on the stage to be read, and when each of it comes: symbols, figures, and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from reel.check.observed import Observed, Text

Key = TypeVar("Key")

_NAMES = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"
GREEK = dict(zip(_NAMES.split(), "αβγδεζηθικλμνξπρστφχψω", strict=True))
"""How a letter is said, and how it may be written."""
_GROUP = re.compile(r'manimgrp\("[^"]*",')
"""The name of a part of a formula is no part of what is read."""
_QUOTED = re.compile(r'"([^"]*)"')
_FIGURE = re.compile(r"(?<![\w.])[−-]?\d+(?:,\d{3})*(?:\.\d+)?(?!\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def words_in(text: Text) -> list[str]:
    """The words of a text that are prose, in small letters: of a formula, what stands in it in quotation marks."""
    if text.prose:
        return words_of(text.said)
    return [word for part in _QUOTED.findall(_plain(text.said)) for word in words_of(part)]


def words_of(said: str) -> list[str]:
    """The words in something said or written, in small letters and without the points between them."""
    return [one.lower().replace("’", "'") for one in _WORD.findall(said) if any(map(str.isalpha, one))]


def letters_in(text: Text) -> set[str]:
    """The letters that stand in a text as symbols, as they are said: of a formula all, of prose those that stand alone."""
    if text.prose:
        return {_said(one) for one in _LETTERS.findall(text.said) if len(one) == 1}
    formula = _QUOTED.sub(" ", _plain(text.said))
    return {_said(one) for one in _LETTERS.findall(formula) if len(one) == 1 or one.lower() in GREEK}


def figures_in(text: Text) -> set[float]:
    """The numbers in a text."""
    return {float(one.replace("−", "-").replace(",", "")) for one in _FIGURE.findall(_plain(text.said))}


def arrivals(observed: Observed, read: Callable[[Text], Iterable[Key]]) -> dict[Key, list[tuple[float, float]]]:
    """When each thing that `read` finds in a text stands on the stage: stretches from its first second to its last.

    A stretch begins where the motion does that brings its text: at its cue. What comes about in a text that stands, as in
    a number that counts, has come with that text.
    """
    found: dict[Key, list[tuple[float, float]]] = {}
    there: set[Key] = set()
    came: dict[int, int] = {}
    ends = [one.frame for one in observed.seen[1:]] + [observed.frames]
    for seen, end in zip(observed.seen, ends, strict=True):
        now: dict[Key, int] = {}
        names = {text.name for text in seen.texts}
        begun = _begun(observed, seen.frame) if names - came.keys() else 0
        came = {name: came.get(name, begun) for name in names}
        for text in seen.texts:
            for key in read(text):
                now[key] = min(came[text.name], now.get(key, came[text.name]))
        for key, first in now.items():
            begins = found[key].pop()[0] if key in there else observed.seconds(first)
            found.setdefault(key, []).append((begins, observed.seconds(end)))
        there = set(now)
    return found


def _begun(observed: Observed, frame: int) -> int:
    """When the motion began that brings what is seen first at a frame."""
    step = observed.step(frame)
    return frame if step is None else step.first


def _plain(code: str) -> str:
    return _GROUP.sub(" ", code)


def _said(letter: str) -> str:
    """A letter as the voice names it."""
    for name, sign in GREEK.items():
        if letter.lower() in (sign, name):
            return name
    return letter
