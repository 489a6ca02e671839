"""Of a hundred squares, as many take the colour as are meant."""

from __future__ import annotations

import pytest
from manim import ManimColor

from scenes.frame import picture
from scenes.hundred import Hundred
from scenes.theme import theme
from script.errors import ScriptError


@pytest.mark.parametrize("count", [0, 1, 38, 100])
def test_as_many_are_coloured_as_are_meant(count):
    shown = Hundred(count).filled()
    assert picture.holds(shown) and len(shown.squares) == 100
    lit = [square.get_fill_color() == ManimColor(theme.colour("loss")) for square in shown.squares]
    assert lit == [True] * count + [False] * (100 - count)
    assert len({(round(float(x), 3), round(float(y), 3)) for x, y, _ in (one.get_center() for one in shown.squares)}) == 100


def test_filling_brings_as_many_and_their_number():
    shown = Hundred(38)
    assert shown.number_sign not in shown.submobjects
    *squares, number = shown.fill().animations
    assert len(squares) == 38 and shown.number_sign.text == "38 of 100" and number.mobject is shown.number_sign


def test_its_number_says_what_was_counted():
    shown = Hundred(38, name="all heads").filled()
    assert shown.number_sign.text == "all heads: 38 of 100" and picture.holds(shown)
    assert shown.number_sign.get_fill_color() == ManimColor(theme.colour("loss"))
    assert Hundred(0).number_sign.get_fill_color() == ManimColor(theme.colour("ink")), "no alarm where there are none"


@pytest.mark.parametrize("count", [-1, 101])
def test_what_is_no_share_of_a_hundred_is_refused(count):
    with pytest.raises(ScriptError, match="of a hundred"):
        Hundred(count)
