"""Strips stand in one scale, close up to one row, and stand upright with their first number at the top."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.frame import picture, whole
from scenes.heat_map import HeatMap
from scenes.strips import Strips

ARROWS = [np.array([1.0, -2.0, 0.5]), np.array([0.0, 1.0, 2.5])]


def ended(moving):
    moving.begin()
    moving.interpolate(1)


def test_one_scale_and_the_numbers_in_their_order():
    shown = Strips(ARROWS, picture.columns(1, 1))
    assert [strip.values.tolist() for strip in shown.strips] == [[[1, -2, 0.5]], [[0, 1, 2.5]]]
    assert {strip.most for strip in shown.strips} == {2.5}
    assert {strip.most for strip in Strips(ARROWS, picture.columns(1, 1), most=7).strips} == {7}
    with pytest.raises(ValueError, match="zip"):
        Strips(ARROWS, picture.columns(1, 1, 1))


def test_each_drops_out_of_its_own_thing():
    shown = Strips(ARROWS, picture.rows(1, 1)[1].columns(1, 1))
    things = [HeatMap(np.eye(2), region=spot) for spot in picture.rows(1, 1)[0].columns(1, 1)]
    for moving, thing, strip in zip(shown.drop_from(things).animations, things, shown.strips, strict=True):
        moving.begin()
        assert moving.mobject is strip and np.allclose(moving.starting_mobject.get_center(), thing.get_center(), atol=0.05)


def test_joined_they_touch_and_upright_they_are_where_a_strip_will_be():
    shown = Strips(ARROWS, whole.rows(1, 4)[0].columns(1, 1))
    ended(shown.join())
    assert shown.strips[1].get_left()[0] - shown.strips[0].get_right()[0] == pytest.approx(0.02)
    upright = HeatMap(np.concatenate(ARROWS)[:, None], region=whole.rows(1, 4)[1])
    ended(shown.stand(upright))
    assert np.allclose(shown.get_center(), upright.get_center(), atol=0.01)
    assert shown.height == pytest.approx(upright.height) and shown.width == pytest.approx(upright.width, rel=0.1)
    assert shown.strips[0].get_y() > shown.strips[1].get_y(), "the first head's numbers come to the top"
    # Of the first strip, -2 is the only strong red: it is the second from the top.
    red = max(shown.strips[0].submobjects[:20], key=lambda path: len(path.points))
    assert red.get_y() == pytest.approx(upright.slot(1, 0)[1], abs=0.05)


def test_a_silenced_one_becomes_zeros_and_no_other():
    shown = Strips(ARROWS, picture.columns(1, 1))
    ended(shown.silence(1))
    assert shown.strips[0].values.any() and not shown.strips[1].values.any()
