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


def test_what_does_not_fit_is_refused():
    with pytest.raises(ScriptError, match="do not fit"):
        ShadedEquation(MATRIX, ARROWS, signs="·=+=", names=NAMES, region=notes)
