"""Numbers as they are said."""

from __future__ import annotations

import pytest

from reel.check.numbers import numbers_said, said_numbers


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("minus six point three", [-6.3]),
        ("point five", [0.5]),
        ("a hundred and five", [105]),
        ("two thousand and seventeen", [2017]),
        ("twelve thousand one hundred", [12100]),
        ("eighty-five thousand six hundred", [85600]),
        ("twenty-three point zero four", [23.04]),
        ("two, one", [2, 1]),
        ("on three three", [3, 3]),
        ("eighteen hundredths, minus three tenths", [0.18, -0.3]),
        ("1,000 of 0.5", [1000, 0.5]),
        ("a value of a hundredfold", []),
    ],
)
def test_numbers_are_read(said, values):
    assert [value for _, value in said_numbers(said)] == pytest.approx(values)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("two arrows and one motion", []),
        ("this one is two of the first", []),
        ("it is two motions, and still only one.", []),
        ("lands on three, three.", [3, 3]),
        ("one times zero, plus one times one", [0, 1, 1]),
        ("it is four", [4]),
        ("in thirty words", [30]),
    ],
)
def test_values_are_told_from_counts(said, values):
    assert [one.value for one in numbers_said(said) if one.is_value] == values


def test_digits_after_the_point_are_counted():
    assert [one.places for one in numbers_said("three, two point five one, eighteen hundredths, 0.125")] == [0, 2, 2, 3]
