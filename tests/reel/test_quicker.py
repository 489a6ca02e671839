"""What is asked of manim in fewer steps comes to the same as asking manim."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Circle, Dot, Group, Line, ManimColor, Mobject, Square, VGroup, VMobject

from reel.stage import quicker

COLOURS = st.one_of(
    st.none(), st.sampled_from(["#ff0000", "#8080ff80"]).map(ManimColor),
    st.sampled_from(["#00ff00", ("#112233", "#445566"), 0x123456]),
)  # fmt: skip
OPACITIES = st.one_of(st.none(), st.floats(0, 1), st.integers(0, 1), st.just((0.2, 0.7)), st.just(np.float32(0.3)))
ARRAYS = ("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas")
STEPS = st.lists(st.tuples(st.sampled_from(ARRAYS), COLOURS, OPACITIES, st.sampled_from([0, 0, 0.4])), max_size=8)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_colours_are_manims(steps):
    one, other = Square(), Square()
    for name, colour, opacity, sheen in steps:
        one.sheen_factor = other.sheen_factor = sheen
        given_colour = list(colour) if isinstance(colour, tuple) else colour
        assert quicker.set_colour(one, name, given_colour, opacity) is one
        quicker._set_colour(other, name, given_colour, opacity)
        for array in ARRAYS:
            assert np.array_equal(getattr(one, array), getattr(other, array))
            assert getattr(one, array).dtype == getattr(other, array).dtype


def test_a_colour_that_is_not_there_yet_is_manims():
    thing = Square()
    del thing.fill_rgbas
    quicker.set_colour(thing, "fill_rgbas", ManimColor("#ff0000"), 0.5)
    assert thing.fill_rgbas.tolist() == [[1, 0, 0, 0.5]]


TREES = st.recursive(
    st.sampled_from(["line", "circle", "empty", "point", "open"]), lambda parts: st.lists(parts, max_size=4), max_leaves=12
)


def grown(tree) -> VMobject:
    match tree:
        case "line":
            return Line()
        case "circle":
            return Circle().shift([0.3, 1, 0])
        case "empty":
            return VMobject()
        case "point":
            point = VMobject()
            point.points = np.array([[1.0, 2.0, 0.0]])
            return point
        case "open":
            part = VMobject()
            part.points = np.arange(18.0).reshape(6, 3)
            return part
        case _:
            return VGroup(*(grown(one) for one in tree))


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_families_and_their_ends_are_manims(tree):
    thing = grown(tree)
    assert quicker.family(thing) == quicker._family(thing)
    try:
        expected = quicker._boundary(thing)
    except ValueError:
        with pytest.raises(ValueError):
            quicker.boundary(thing)
    else:
        assert np.array_equal(quicker.boundary(thing), expected) and quicker.boundary(thing).shape == expected.shape


def test_a_part_of_two_and_a_thing_that_holds_itself_are_manims():
    shared = Dot()
    several = Group(VGroup(shared, Square()), Mobject(), VGroup(shared))
    assert quicker.family(several) == quicker._family(several) and len(quicker.family(several)) == 6
    own = Mobject()
    own.submobjects = [own]
    assert quicker.family(own) == quicker._family(own) == [own]


def test_who_finds_its_ends_by_itself_is_asked():
    class Own(Square):
        def get_anchors(self):
            return [np.array([9.0, 9.0, 9.0])]

    assert quicker.boundary(VGroup(Own())).tolist() == [[9, 9, 9]]


def test_manim_is_as_it_was_afterwards():
    before = VMobject.update_rgbas_array, Mobject.get_family, VMobject.get_points_defining_boundary
    with pytest.raises(KeyError), quicker.quicker():
        assert VMobject.update_rgbas_array is quicker.set_colour and Mobject.get_family is quicker.family
        assert VMobject.get_points_defining_boundary is quicker.boundary
        raise KeyError
    assert before == (VMobject.update_rgbas_array, Mobject.get_family, VMobject.get_points_defining_boundary)
