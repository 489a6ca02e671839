"""Numbers that change, against manim's own way of changing them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import DecimalNumber

from scenes.number import Number

STEPS = st.one_of(
    st.tuples(st.just("value"), st.floats(-1200, 1200)),
    st.tuples(st.just("value"), st.floats(-1, 1)),
    st.tuples(st.just("scale"), st.floats(0.3, 2)),
    st.tuples(st.just("move"), st.floats(-3, 3)),
    st.tuples(st.just("colour"), st.sampled_from(["#FF0000", "#00FF00"])),
    st.tuples(st.just("opacity"), st.floats(0, 1)),
    st.tuples(st.just("digit"), st.sampled_from(["#0000FF", "#FFFF00"])),
    st.tuples(st.just("turn"), st.floats(-1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3), st.sampled_from([28.0, 48.0]), st.lists(STEPS, min_size=3, max_size=12))
def test_a_number_that_changes_has_the_curves_and_colours_that_manims_own_has(places, size, steps):
    """manim copies every sign anew; a number here moves the ones that it has."""
    own, theirs = (Number(0.5, places=places, size=size) for _ in range(2))
    for number, set_value in ((own, Number.set_value), (theirs, DecimalNumber.set_value)):
        for kind, much in steps:
            match kind:
                case "value":
                    set_value(number, much)
                case "scale":
                    number.scale(much)
                case "move":
                    number.shift([much, 1, 0])
                case "colour":
                    number.set_color(much)
                case "opacity":
                    number.set_opacity(much)
                case "digit":
                    number[0].set_color(much)
                case "turn":
                    number.rotate(much)
    assert own.get_value() == theirs.get_value() and own.font_size == pytest.approx(theirs.font_size)
    mine, its = own.get_family(), theirs.get_family()
    assert len(mine) == len(its)
    for one, two in zip(mine, its, strict=True):
        assert np.allclose(one.points, two.points, atol=1e-9)
        assert np.array_equal(one.fill_rgbas, two.fill_rgbas) and np.array_equal(one.stroke_rgbas, two.stroke_rgbas)


def test_a_number_keeps_the_signs_that_are_on_the_stage():
    number = Number(0.25).set_z_index(1)
    signs = list(number.submobjects)
    number.set_value(0.75)
    assert all(one is two for one, two in zip(number.submobjects, signs, strict=True))
    assert all(one.z_index == 1 for one in number.get_family()), "so it stays above what it stood above"
    number.set_value(10.5)
    assert len(number.submobjects) == 5
