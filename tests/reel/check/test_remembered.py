"""What is remembered of texts: their size, what they say, beside what they were placed."""

from __future__ import annotations

import pytest
from manim import RIGHT, UP, Circle, Transform, VGroup

from reel.stage import remembered
from scenes.naming import naming
from scenes.typesetting import Symbols, Words


def pixels(text) -> list[float]:
    return [remembered.size(one) * 135 for one in text.family_members_with_points()]


def test_a_glyph_knows_how_large_it_stands() -> None:
    assert pixels(Words("queen", size=44)) == pytest.approx([44] * 5)
    assert pixels(Words("queen", size=44).scale(0.5).copy()) == pytest.approx([22] * 5)
    assert set(map(round, pixels(Symbols("x_1", size=54)))) == {54}, "an index is set with its letter"


def test_a_glyph_that_is_another_form_now_does_not() -> None:
    assert remembered.size(Words("queen").stretch(2, 0).family_members_with_points()[0]) is None


def turned(one, other):
    change = Transform(one, other)
    change.begin()
    change.interpolate(0.5)
    assert remembered.said(one)[0] == "queen", "on the way it is what it was"
    change.finish()
    return one


@pytest.mark.parametrize("turn", [turned, lambda one, other: one.become(other)])
def test_what_has_become_another_text_is_that(turn) -> None:
    now = turn(Words("queen", size=60), Words("the king", size=24))
    assert remembered.said(now) == ("the king", True)
    seen = [one for one in now.family_members_with_points() if one.get_fill_opacity() > 0]
    assert [remembered.size(one) * 135 for one in seen] == pytest.approx([24] * len(seen))


def test_a_text_knows_what_it_was_placed_beside() -> None:
    ring = Circle()
    word = Words("queen").next_to(ring, UP)
    assert remembered.beside(word) is ring
    VGroup(word, ring).shift(3 * RIGHT)
    assert remembered.beside(word) is ring, "both went"
    ring.shift(3 * RIGHT)
    assert remembered.beside(word) is ring, "it was left behind"
    word.shift(UP)
    assert remembered.beside(word) is None, "it was moved on"
    assert remembered.beside(Words("king")) is None


def test_a_copy_of_a_sign_does_not_copy_its_thing() -> None:
    ring = Circle()
    assert naming(Words("queen"), ring).copy().labelled() is ring
