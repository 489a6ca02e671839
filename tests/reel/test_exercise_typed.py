"""How an answer was written: plain or code, rounded or not, finished or not."""

from __future__ import annotations

import pytest

from reel.typed import Typed, finished, lone_value, tidy


@pytest.mark.parametrize(
    ("text", "places", "half"),
    [
        ("6", 0, 0),
        ("0.3", 1, 0),
        ("0.33", 2, 0.005),
        ("-0.333", 3, 0.0005),
        ("7.39", 2, 0.005),
        ("(0.88, 0.12, 0, 0)", 2, 0.005),
        ("(0.875, 0.12, 0.00)", 2, 0.005),
        ("3.33e-1", 3, 0.0005),
        ("1.23e-5", 7, 0.5e-7),
        ("1.23e2", 0, 0),
        ("1_000.25", 2, 0.005),
        ("0.00", 2, 0),
        ("0.02", 2, 0),
        ("answer = 0.33", 2, 0.005),
        ("x = 1\n0.33", 2, 0.005),
        ("answer = 0.33\nprint(answer)", 2, 0.005),
        ("1/3", None, 0),
        ("0.33 + 0", None, 0),
        ("1/", None, 0),
    ],
)
def test_a_number_is_rounded_from_two_decimals_and_two_digits_on(text, places, half):
    typed = Typed.read(text)
    assert typed.places == places
    assert typed.half == pytest.approx(half, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[0, -1], [1, 1]]", False),
        ("answer = [[0, -1], [1, 1]]", False),
        ("np.array([[0, -1], [1, 1]])", False),
        ("a = 1\nanswer = [[0, -1], [1, 1]]\nprint(answer)", False),
        ("[[0, -1], [1, 0 + 1]]", False),
        ("x = np.array([1, 2])\nx", False),
        ("compose(rotation(quarters=1), shear(x=1))", True),
        ("np.array([[0, -1], [1, 0]]) @ np.array([[1, 1], [0, 1]])", True),
        ("[row[0] for row in ((1, 2), (3, 4))]", True),
        ("2 * s", True),
        ("s = (1, 2)\n(1, 2)", False),
        ("t", False),
    ],
)
def test_code_works_its_value_out(text, code):
    assert Typed.read(text, {"s": "(1, 2)"}).code is code


def test_a_power_with_a_roof_is_seen():
    assert Typed.read("2^2").xor and not Typed.read("2**2").xor


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("6", True),
        ("apply(M,", False),
        ("apply(M,\n x)", True),
        ("a = shear(x=1)", False),
        ("a = shear(x=1)\na @ a", True),
        ("answer = 6", True),
        ("def f(x):", False),
        ("def f(x):\n    return x", False),
        ("def f(x):\n    return x\nf(2)", True),
        ("for i in range(3):\n    i", False),
        ("1 / / 2", True),
        ("'\udcff'", True),
        ("1\0", True),
        ("-" * 100_000 + "1", True),
    ],
)
def test_lines_are_asked_for_until_something_counts(text, whole):
    assert finished(text) is whole


def test_the_right_of_a_lone_equation_is_its_value():
    assert lone_value("k = 6") == "6"
    assert lone_value("x = y = (5, 4)") == "(5, 4)"
    assert [lone_value(text) for text in ("6", "k == 6", "a, b = 1, 2", "k = 6; k", "a = 1\nb = 2", "k =")] == [None] * 6


def test_what_a_page_adds_goes_and_the_lines_of_a_file_stay():
    assert tidy("  \N{MINUS SIGN}6 \n") == "-6"
    assert tidy("\n\na = 1\n  \n") == "\n\na = 1"
