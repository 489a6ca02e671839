"""Which values are one, and what is told of those that are not."""

from __future__ import annotations

import warnings
from fractions import Fraction

import numpy as np
import pytest

from reel.typed import half_of
from reel.verdict import judge, same
from script.lesson import Exercise


def exercise(answer: str, *, code: bool = False, **misconceptions: str) -> Exercise:
    return Exercise(name="one", question="?", answer=answer, worked="So.", code=code, misconceptions=misconceptions)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1 / 3, Fraction(1, 3)),
        (3, np.int64(3)),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4.0]])),
        ([1, (2, 3)], (1, [2, 3])),
        ([], []),
        (1e9 + 1, 1e9 + 1.5),
        (float("inf"), np.inf),
        (False, np.bool_(False)),
        (["the", "boy"], ("the", "boy")),
        (["the", "boy"], np.array(["the", "boy"])),
        ("boy", np.str_("boy")),
        (["boy", 0.1 + 0.2], ("boy", 0.3)),
        ({"boy": 0.1 + 0.2}, {"boy": 0.3}),
        ({("a", "b"): [1, 2], 1: "x"}, {1: "x", ("a", "b"): np.array([1, 2])}),
    ],
)
def test_values_that_are_one(value, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert same(value, expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.33333, 1 / 3),
        (1e9, 1e9 + 5000),
        ([5, 4], [[5], [4]]),
        ([5, 4], [5, 4, 0]),
        ([[1], [2, 3]], [1, 2]),
        ([[1], [2, 3]], [[1], [2, 4]]),
        (float("nan"), float("nan")),
        ([1, float("nan")], [1, float("nan")]),
        ({"a": float("nan")}, {"a": float("nan")}),
        (float("inf"), -np.inf),
        (float("inf"), 1.0),
        (10**400, 1.0),
        ("6", 6),
        (["6"], [6]),
        ([["5", "4"], ["3", "2"]], [[5, 4], [3, 2]]),
        (6, True),
        (6, "6"),
        (None, 0),
        ("boy", ["boy"]),
        (["boy", "the"], ["the", "boy"]),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"1": 1}, {1: 1}),
        ({"a": 1}, [1]),
        ([1], {"a": 1}),
    ],
)
def test_values_that_are_not_one(value, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not same(value, expected)


def test_rounding_reaches_into_rows_and_dicts():
    assert same([0.33, 0.67], [1 / 3, 2 / 3], half=half_of(2)) and not same([0.33, 0.66], [1 / 3, 2 / 3], half=half_of(2))
    assert same({"a": 0.33}, {"a": 1 / 3}, half=half_of(2))


@pytest.mark.parametrize(
    ("answer", "value", "text", "reason"),
    [
        ("1 / 3", 0.3, "0.3", "Right to 1 decimal."),
        ("np.exp(-4)", 0.02, "0.02", "Right to 2 decimals."),
        ("np.exp(-4)", 0.0, "0.00", "Not this one."),
        ("0.001", 1.23e-5, "1.23e-5", "Not this one."),
        ("0.001", 0.009, "0.009", "Not this one."),
        ("1 / 3", 0.4, "0.4", "Not this one."),
        ("1 / 3", 1, "1^3", "power is written **"),
        ("1.5", [1, 5], "1,5", "with a point, not a comma"),
        ("1.5", True, "True", "A number is asked for, not True or False."),
        ("1.5", {"a": 1}, "{'a': 1}", "not a dict"),
        ("1 > 0", False, "False", "Not this one."),
        ("1 > 0", 7, "7", "True or False is asked for, not a number."),
        ("1 > 0", "yes", "'yes'", "True or False is asked for, not a word."),
        ("((1, 2, 3), (4, 5, 6))", [[1, 4], [2, 5], [3, 6]], "", "Rows and columns have changed places."),
        ("((1, 2, 3), (4, 5, 6))", [[1, 2, 3], [4, 5]], "", "Its rows have different lengths."),
        ("((1, 2, 3), (4, 5, 6))", [[1, 2], [4, 5]], "", "A matrix of 2 by 3 is asked for, and this is a matrix of 2 by 2."),
        ("((5,), (4,))", [5, 4], "", "shape is not: a matrix of 2 by 1 is asked for, and this is a row of 2"),
        ("(5, 4)", [-5, -4], "", "the sign is the other way round"),
        ("(5, 4)", [], "", "this is a row of 0"),
        ("'boy'", "Boy", "'Boy'", "capital letters"),
        ("'boy'", 3, "3", "A word is asked for, not a number."),
        ("'boy'", [1, 2], "(1, 2)", "A word is asked for, not a row of 2."),
        ("('the', 'boy')", ["boy", "the"], "", "their order is not"),
        ("('the', 'boy')", ["the", "queen"], "", "1 of the 2 is right."),
        ("('the', 'boy')", ["the"], "", "A row of 2 is asked for, and this is a row of 1."),
        ("('the', 'boy')", "the", "'the'", "A row of 2 is asked for, not a word."),
        ("{'a': 1, 'b': 2}", {"a": 1, "b": 3}, "", "1 of the 2 values is right."),
        ("{'a': 1, 'b': 2}", {"a": 1, "c": 2}, "", "Other names are asked for: 1 of the 2 are there."),
        ("{'a': 1, 'b': 2}", [1, 2], "", "A dict {name: value} is asked for"),
    ],
)
def test_what_is_told_of_a_wrong_value(answer, value, text, reason):
    verdict = judge(exercise(answer), value, text or repr(value))
    assert not verdict.right and verdict.misconception is None
    assert reason in verdict.reason


def test_a_misconception_is_known_by_its_value_however_it_is_written():
    one = Exercise(name="one", question="?", answer="1 / 3", worked="", misconceptions={"2 / 3": "That is the rest."})
    for value, text in ((2 / 3, "1 - 1/3"), (0.67, "0.67"), (0.667, "0.667")):
        verdict = judge(one, value, text)
        assert (verdict.right, verdict.reason, verdict.misconception) == (False, "That is the rest.", "2 / 3")
    assert judge(one, 0.66, "0.66").misconception is None


@pytest.mark.parametrize("text", ["answer = ((0, -1), (1, 0))", "np.array([[0, -1], [1, 0]])", "((0, -1), (1, 0))"])
def test_a_bare_value_is_no_code(text):
    value = [[0, -1], [1, 0]]
    verdict = judge(exercise("rotation(quarters=1)", code=True), value, text)
    assert not verdict.right and "asks for code" in verdict.reason
    assert judge(exercise("rotation(quarters=1)"), value, text).right
    assert judge(exercise("rotation(quarters=1)", code=True), value, "rotation(quarters=1)").right
