"""A shadow ends where the dashed line meets the other arrow at a right angle."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenes.frame import picture
from scenes.plane import Plane
from scenes.shadow import Shadow

vectors = st.tuples(*[st.floats(-3, 3).map(lambda x: round(x, 2))] * 2)


@settings(max_examples=40, deadline=None)
@given(vectors, vectors)
def test_it_lies_along_the_other_arrow_and_leaves_a_right_angle(vector, onto):
    assume(np.hypot(*onto) > 0.3)
    plane = Plane(picture)
    shadow = Shadow(plane, vector, onto=onto)
    foot = shadow.arrow.ends()[1]
    assert abs(foot[0] * onto[1] - foot[1] * onto[0]) < 1e-9, "along the other"
    assert abs(np.dot(np.array(vector) - foot, onto)) < 1e-9, "a right angle"
    assume(np.linalg.norm(np.array(vector) - foot) > 0.2)
    assert np.allclose(shadow.drop.points[0], plane.point(*vector))


def test_it_stays_when_the_plane_moves():
    plane = Plane(picture)
    shadow = Shadow(plane, (1, 2), onto=(1, 0))
    plane.moved_by([[2, 0], [0, 2]])
    assert np.allclose(shadow.arrow.ends()[1], (1, 0))


@settings(max_examples=30, deadline=None)
@given(vectors, vectors, st.floats(-2, 2).filter(lambda x: abs(x) > 0.1))
def test_taken_aside_it_is_as_long_as_it_was_and_lies_along_the_line(vector, onto, distance):
    assume(np.hypot(*onto) > 0.3)
    shadow = Shadow(Plane(picture), vector, onto=onto)
    before = shadow.arrow.ends()
    lying = shadow.lie(distance, "boy")
    assert np.allclose(shadow.arrow.ends(), before), "not before it is played"
    moving = lying.animations[1]
    moving.begin()
    moving.interpolate(1)
    tail, head = shadow.arrow.ends()
    assert np.allclose(head - tail, before[1] - before[0])
    across = np.array([-onto[1], onto[0]]) / np.hypot(*onto)
    assert np.allclose(tail, distance * across), "to the left of the line where the distance is above zero"


def test_its_name_stands_where_it_goes_and_leaves_with_it():
    plane = Plane(picture)
    shadow = Shadow(plane, (1, 2), onto=(3, 0))
    drop, _, naming = shadow.lie(-2, "queen").animations
    assert drop.mobject is shadow.drop and naming.mobject is shadow.name
    assert shadow.name.get_center()[1] == plane.point(0, -2)[1] and shadow.name.get_left()[0] > plane.point(1, -2)[0]
    assert {one.mobject for one in shadow.leave().animations} == {shadow.name, shadow.arrow}
