"""Columns whose areas are chances, and a bell that stands still while they move."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from manim import ManimColor
from scipy import stats

from maths.probability import binomial, repeated_sum
from scenes.distribution import Distribution
from scenes.frame import picture
from scenes.theme import theme
from script.errors import ScriptError


def areas(shown: Distribution) -> np.ndarray:
    return np.array([column.width * column.height if column.has_points() else 0.0 for column in shown.columns])


@pytest.mark.parametrize("p", [[0.5, 0.5], binomial(10, 0.5), binomial(6, 0.2), [0, 0.4, 0.2, 0.4]])
def test_areas_are_in_proportion_to_chances(p):
    shown = Distribution(p)
    assert np.allclose(areas(shown) / areas(shown).sum(), p, atol=2e-3), "but for what lies far out"
    assert picture.holds(shown, slack=0.02)


def test_every_picture_has_the_same_area():
    sizes = [areas(Distribution(binomial(n, 0.5))).sum() for n in (1, 2, 10)]
    assert np.allclose(sizes, sizes[0])


@pytest.mark.parametrize("p", [binomial(10, 0.5), repeated_sum([0.5, 0.3, 0.2], 30)])
def test_the_bell_is_the_normal_density_of_its_mean_and_deviation(p):
    shown = Distribution(p)
    k = np.arange(len(p))
    mean, deviation = k @ p, np.sqrt((k - k @ p) ** 2 @ p)
    for z in (-2, -1, 0, 1, 2):
        place = mean + z * deviation
        height = stats.norm(mean, deviation).pdf(place) * deviation
        points = shown.curve.points
        nearest = points[np.abs(points[:, 0] - shown._x(place)).argmin()]
        assert nearest[1] == pytest.approx(shown._y(height), abs=0.03)
    assert shown.middle().get_x() == pytest.approx(shown._x(mean))
    assert shown.spread().get_right()[0] == pytest.approx(shown._x(mean + deviation))


def test_it_becomes_the_others_one_after_another():
    path = [binomial(n, 0.5) for n in (2, 3, 4)]
    shown = Distribution(binomial(1, 0.5))
    going = shown.to(*path, rate_func=lambda t: t)
    going.begin()
    for share, p in ((1 / 3, path[0]), (2 / 3, path[1]), (1, path[2])):
        going.interpolate(share)
        assert np.allclose(shown.p[: len(p)], p) and np.allclose(shown.p[len(p) :], 0)
    going.interpolate(0.5)
    assert shown.p.sum() == pytest.approx(1), "on the way it is a mixture of two"
    assert shown.mean == pytest.approx(1.25)
    going.interpolate(1)
    again = Distribution(path[2])
    assert np.allclose(areas(shown), areas(again)[: len(areas(shown))])


def test_a_number_stands_over_its_column():
    shown = Distribution([0.25, 0.5, 0.25], about="heads")
    figure = shown.number(1)
    assert figure.get_value() == 0.5
    assert figure.get_x() == pytest.approx(shown.columns[1].get_x())
    assert figure.get_bottom()[1] > shown.columns[1].get_top()[1]
    assert picture.holds(shown, slack=0.02)


@pytest.mark.parametrize("n", [1, 10, 40, 200])
def test_numbers_below_the_line_are_never_crowded(n):
    shown = Distribution(binomial(n, 0.5))
    clear = sorted((foot for foot in shown.feet if foot.get_fill_opacity() > 0), key=lambda foot: foot.get_x())
    assert len(clear) >= 2
    for one, other in pairwise(clear):
        assert other.get_left()[0] > one.get_right()[0]


@pytest.mark.parametrize("p", [[1.0], [0, 1.0], [[0.5, 0.5]]])
def test_what_has_no_width_is_refused(p):
    with pytest.raises(ScriptError, match="at least two"):
        Distribution(p)


def test_what_is_too_high_for_the_picture_is_refused():
    with pytest.raises(ScriptError, match="too high"):
        Distribution([0, 0.7, 0, 0, 0.3])
    with pytest.raises(ScriptError, match="too high"):
        Distribution([0.5, 0.5]).to([0.9] + [0.0] * 8 + [0.1])


def test_nowhere_to_go_is_refused():
    with pytest.raises(ScriptError, match="another one"):
        Distribution([0.5, 0.5]).to()


def test_one_column_is_lit_and_lines_are_seen_before_columns_and_ground():
    shown = Distribution(binomial(10, 0.5))
    lighting = shown.light(5)
    lighting.begin()
    lighting.interpolate(1)
    lit = [ManimColor(column.get_fill_color()).to_hex() for column in shown.columns]
    assert lit.count(ManimColor(theme.colour("attention")).to_hex()) == 1 and lit[5] != lit[4]
    for line in (shown.middle(), shown.spread()):
        assert ManimColor(line.get_stroke_color(background=True)).to_hex() == ManimColor(theme.background).to_hex()
        assert line.get_stroke_width(background=True) > line.get_stroke_width()
