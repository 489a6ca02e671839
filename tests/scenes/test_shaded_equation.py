"""A line of shades: in one scale, in one row, in its region."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from scenes.frame import notes, whole
from scenes.shaded_equation import ShadedEquation
from script.errors import ScriptError

MATRIX = np.random.default_rng(0).normal(size=(20, 20))
ARROWS = [np.full(20, 0.5), np.full(20, -1.0), np.full(20, 3.0), np.full(20, 2.0)]
NAMES = ("heads", "mixed", "he", "after")


def test_strips_share_one_scale_and_stand_in_a_row():
    shown = ShadedEquation(MATRIX, ARROWS, signs="·=+=", names=NAMES, region=whole)
    assert whole.holds(shown)
    for strip, arrow in zip(shown.strips, ARROWS, strict=True):
        assert np.array_equal(strip.values[:, 0], arrow) and strip.most == 3
        assert strip.height == pytest.approx(shown.matrix.height, rel=0.01)
        assert strip.get_y() == pytest.approx(shown.matrix.get_y(), abs=0.01)
    for before, after in pairwise(shown):
        assert before.get_right()[0] < after.get_left()[0]


def test_each_arrow_comes_with_its_sign_the_first_with_the_matrix():
    shown = ShadedEquation(MATRIX, ARROWS, signs="·=+=", names=NAMES, region=whole)
    brought = [shown.bring(k).mobject.submobjects for k in range(4)]
    assert brought[0][:2] == [shown.matrix, shown.signs[0]]
    assert [one for part in brought for one in part] == shown.submobjects


def test_without_a_matrix_the_first_arrow_begins_the_line():
    shown = ShadedEquation(None, ARROWS[:3], signs="+=", names=NAMES[:3], region=whole, most=4)
    assert [strip.most for strip in shown.strips] == [4, 4, 4] and shown.matrix is None
    brought = [one for k in range(3) for one in shown.bring(k).mobject.submobjects]
    assert brought == shown.submobjects == [shown.named[0], shown.signs[0], shown.named[1], shown.signs[1], shown.named[2]]
    assert all(sign.get_y() == pytest.approx(shown.strips[0].get_y(), abs=0.01) for sign in shown.signs)
    with pytest.raises(ValueError, match="zip"):
        ShadedEquation(None, ARROWS[:3], signs="·+=", names=NAMES[:3], region=whole)


def test_the_last_arrow_goes_to_its_place_in_another_line():
    first = ShadedEquation(MATRIX, ARROWS[:2], signs="·=", names=NAMES[:2], region=whole, most=3)
    other = ShadedEquation(None, ARROWS[:3], signs="+=", names=NAMES[:3], region=whole, most=3)
    handing = first.hand_on(other, 1)
    gone, moving, come = handing.animations
    assert gone.mobject.submobjects == first.submobjects[:-1] and come.mobject.submobjects == other.submobjects[:2]
    moving.begin()
    moving.interpolate(1)
    assert np.allclose(first[-1].get_center(), other.named[1].get_center())
    assert first.strips[1].width == pytest.approx(other.strips[1].width), "as large there as here"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ScriptError, match="do not fit"):
        ShadedEquation(MATRIX, ARROWS, signs="·=+=", names=NAMES, region=notes)
