"""A shaded map shows a matrix and the product of it, for whichever arrow it is given."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.frame import picture
from scenes.shaded_map import ShadedMap


def test_it_shows_the_product_of_each_arrow():
    rng = np.random.default_rng(3)
    matrix, first, second = rng.normal(size=(5, 20)), rng.normal(size=20), rng.normal(size=20)
    shown = ShadedMap(matrix, first, name="key", role="key", most=30)
    assert picture.holds(shown)
    by_hand = [[sum(a * b for a, b in zip(row, first, strict=True))] for row in matrix]
    assert np.allclose(shown.made.values, by_hand)
    moving = shown.to(second)
    moving.begin()
    moving.interpolate(1)
    assert np.allclose(shown.made.values[:, 0], matrix.dot(second))


def test_its_parts_stand_side_by_side():
    shown = ShadedMap(np.eye(5, 20), np.ones(20), name="query", role="query")
    assert shown.table.get_right()[0] < shown.made.get_left()[0] < shown.made.get_right()[0] < shown.sign.get_left()[0]
    for part in (shown.made, shown.sign):
        assert abs(part.get_y() - shown.table.get_y()) < 0.1


def test_rows_meet_the_arrow_one_after_the_other():
    matrix, arrow = np.arange(1.0, 11).reshape(5, 2), np.array([1.0, -2.0])
    shown = ShadedMap(matrix, arrow, name="query", role="query")
    made, _, named = shown.meet(run_time=1.0).animations
    assert named.mobject is shown.sign and named.run_time == 1.0
    assert named.rate_func(0.8) == 0 and named.rate_func(1.0) == pytest.approx(1), "the name comes last"
    made.begin()
    for share, done in ((0.1, 1), (0.5, 3), (1.0, 5)):
        made.interpolate(share)
        expected = [float(row @ arrow) for row in matrix[:done]] + [0.0] * (5 - done)
        assert np.allclose(shown.made.values[:, 0], expected)
