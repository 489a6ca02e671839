"""Bars are as long as their values, on one scale, and say so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.bars import Bars
from scenes.frame import notes, picture
from script.errors import ScriptError

NAMES = ["needed", "loved", "knew", "because"]
values = st.lists(st.floats(-20, 20).map(lambda x: round(x, 2)), min_size=4, max_size=4)


def length(bars: Bars, k: int) -> float:
    """A bar's signed length on the frame, from the axis."""
    bar, axis = bars.bars[k], bars.axis.get_x()
    right, left = bar.get_right()[0] - axis, bar.get_left()[0] - axis
    return float(right if abs(right) > abs(left) else left)


@settings(max_examples=30, deadline=None)
@given(values)
def test_bars_are_as_long_as_their_values(drawn):
    bars = Bars(NAMES, drawn, region=picture)
    for k, value in enumerate(drawn):
        assert length(bars, k) == pytest.approx(value * bars.unit, abs=1e-6)
        assert bars.numbers[k].get_value() == value
    assert picture.holds(bars, slack=0.02)
    rows = [name.get_y() for name in bars.names]
    assert np.all(np.diff(rows) < 0), "in the order of their names, from the top"


def test_names_stand_before_their_bars():
    bars = Bars(NAMES, [-3, 1, 4, 0.5], region=notes)
    for k, name in enumerate(bars.names):
        assert name.get_right()[0] < min(bars.bars[k].get_left()[0], bars.numbers[k].get_left()[0])
        assert abs(name.get_y() - bars.bars[k].get_y()) < 0.2


def test_they_move_to_other_values_on_the_same_scale():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4], most=1)
    unit = bars.unit
    moving = bars.to([1, 0, 0, 0])
    moving.begin()
    moving.interpolate(0.5)
    assert bars.values.sum() == pytest.approx(1), "shares stay shares on the way"
    moving.interpolate(1)
    assert bars.unit == unit
    assert length(bars, 0) == pytest.approx(unit)
    assert bars.numbers[0].get_value() == 1


def test_they_grow_from_zero():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4])
    growing = bars.grow()
    assert np.array_equal(bars.values, np.zeros(4))
    growing.begin()
    growing.interpolate(1)
    assert np.allclose(bars.values, [0.1, 0.2, 0.3, 0.4])


def test_second_bars_stand_below_the_first_and_are_as_long_as_theirs():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4], most=1).beside([0.5, 0, 0.25, 0.25])
    for k, value in enumerate((0.5, 0, 0.25, 0.25)):
        assert bars.second[k].get_right()[0] - bars.axis.get_x() == pytest.approx(value * bars.unit, abs=1e-6)
        assert bars.second[k].get_top()[1] < bars.bars[k].get_bottom()[1]
        assert bars.numbers[k].get_left()[0] > max(bars.second[k].get_right()[0], bars.bars[k].get_right()[0])


def test_what_is_greyed_out_fades_and_the_rest_stays():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4])
    fading = bars.grey_out(kept={3})
    fading.begin()
    fading.interpolate(1)
    fading.finish()
    assert [bar.get_fill_opacity() for bar in bars.bars] == [0.25, 0.25, 0.25, 1]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Bars(NAMES, [1, 2]), "as many"),
        (lambda: Bars(NAMES, [1, 2, 3, np.inf]), "finite"),
        (lambda: Bars(NAMES, [1, 2, 3, 4], most=3), "larger ends"),
        (lambda: Bars(NAMES, [1, 2, 3, 4]).to([0, 0, 0, 5]), "larger ends"),
        (lambda: Bars(NAMES, [1, 2, 3, 4]).to([0, 0]), "4 bars"),
        (lambda: Bars(NAMES, [1, 2, 3, 4]).beside([1, 2, 3, 9]), "larger ends"),
        (lambda: Bars(NAMES, [1, 2, 3, 4], region=notes.columns(1, 3)[0]), "do not fit"),
    ],
)
def test_what_does_not_fit_is_refused(make, why):
    with pytest.raises(ScriptError, match=why):
        make()
