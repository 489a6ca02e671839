"""Bars are as long as their values, on one scale, and say so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import ManimColor

from scenes.bars import Bars
from scenes.frame import notes, picture
from scenes.theme import theme
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


def test_bars_can_be_read_on_another_scale():
    weights = np.array([1.0, 2.0, 5.0, 12.0])
    bars = Bars(NAMES, weights)
    before = [length(bars, k) for k in range(4)]
    reading = bars.read_as(weights / 20, places=3)
    reading.begin()
    reading.interpolate(0.25)
    assert [number.get_value() for number in bars.numbers] == pytest.approx(weights)
    reading.interpolate(1)
    assert [number.get_value() for number in bars.numbers] == pytest.approx(weights / 20)
    assert [length(bars, k) for k in range(4)] == pytest.approx(before), "no bar has moved"
    assert [length(bars, k) for k in range(4)] == pytest.approx(weights / 20 * bars.unit)
    assert {number.get_fill_opacity() for number in bars.numbers} == {1}
    moving = bars.to([0.6, 0.1, 0.1, 0.2])
    moving.begin()
    moving.interpolate(1)
    assert length(bars, 0) == pytest.approx(0.6 * bars.unit)


def test_bars_go_the_way_that_they_are_told():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4], most=1)
    way = bars.along(lambda share: [share**2, 0.2, 0.3, 0.4])
    way.rate_func = lambda t: t
    way.begin()
    for share in (0.5, 1):
        way.interpolate(share)
        assert bars.values[0] == pytest.approx(share**2) and length(bars, 0) == pytest.approx(share**2 * bars.unit)
    with pytest.raises(ScriptError, match="larger ends"):
        bars.along(lambda share: [2 * share, 0, 0, 0])


def test_second_bars_grow_out_of_zero_with_their_numbers():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4], most=1)
    alone = bars.bars[3].height
    splitting = bars.split([0.5, 0, 0.25, 0.25])
    splitting.begin()
    assert bars.bars[3].height == pytest.approx(alone) and bars.second[0].width == pytest.approx(0)
    for share in (0.3, 0.6, 1):
        splitting.interpolate(share)
        for upper, lower in zip(bars.bars, bars.second, strict=True):
            assert lower.get_top()[1] < upper.get_bottom()[1]
    assert [number.get_value() for number in bars.second_numbers] == [0.5, 0, 0.25, 0.25]
    together = Bars(NAMES, [0.1, 0.2, 0.3, 0.4], most=1).beside([0.5, 0, 0.25, 0.25])
    for one, other in zip((*bars.bars, *bars.second), (*together.bars, *together.second), strict=True):
        assert np.allclose(one.points, other.points)


def test_what_is_greyed_out_stays_so_while_bars_move():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4], most=1)
    for motion in (bars.grey_out(kept={3}), bars.to([0, 0, 0, 1])):
        motion.begin()
        motion.interpolate(1)
        assert [bar.get_fill_opacity() for bar in bars.bars] == [0.25, 0.25, 0.25, 1]
        assert {sign.get_fill_opacity() for sign in bars.numbers[0].family_members_with_points()} == {0.25}
    back = bars.grey_out(kept=range(4))
    back.begin()
    back.interpolate(1)
    assert {bar.get_fill_opacity() for bar in bars.bars} == {1}


def test_a_frame_goes_round_one_row_or_several():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4], most=1).beside([0.5, 0, 0.25, 0.25])
    one, two = bars.mark(1), bars.mark(0, 1)
    assert two.height == pytest.approx(one.height + bars.row_height, abs=0.1)
    assert one.get_bottom()[1] < bars.second[1].get_bottom()[1]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Bars(NAMES, [1, 2]), "as many"),
        (lambda: Bars(NAMES, [1, 2, 3, np.inf]), "finite"),
        (lambda: Bars(NAMES, [1, 2, 3, 4], most=3), "larger ends"),
        (lambda: Bars(NAMES, [1, 2, 3, 4]).to([0, 0, 0, 5]), "larger ends"),
        (lambda: Bars(NAMES, [1, 2, 3, 4]).to([0, 0]), "4 bars"),
        (lambda: Bars(NAMES, [1, 2, 3, 4]).beside([1, 2, 3, 9]), "larger ends"),
        (lambda: Bars(NAMES, [1, 2, 3, 4]).read_as([1, 2, 3, 5], places=2), "other proportions"),
        (lambda: Bars(NAMES, [1, 2, 3, 4], region=notes.columns(1, 3)[0]), "do not fit"),
    ],
)
def test_what_does_not_fit_is_refused(make, why):
    with pytest.raises(ScriptError, match=why):
        make()


def test_a_bar_that_stands_for_something_else_keeps_its_colour_when_it_moves():
    bars = Bars(NAMES, [0.1, 0.2, 0.3, 0.4], most=1).tint(3, "quiet")
    moving = bars.to([0.4, 0.3, 0.2, 0.1])
    moving.begin()
    moving.interpolate(1)
    colours = [ManimColor(bar.get_fill_color()).to_hex() for bar in bars.bars]
    assert colours == [ManimColor(theme.colour(role)).to_hex() for role in ("probability",) * 3 + ("quiet",)]


def test_a_small_number_is_written_with_more_places():
    bars = Bars(NAMES, [0.5, 0.25, 0.24, 0.0000123], places=2)
    before = len(bars.numbers[3].family_members_with_points())
    finer = bars.write_finely(3, 6)
    finer.begin()
    finer.interpolate(1)
    assert before == len("0.00")
    assert len(bars.numbers[3].family_members_with_points()) == len("0.000012")
    assert bars.numbers[3].get_left()[0] > bars.bars[3].get_right()[0]


def test_a_legend_says_which_bars_are_which():
    bars = Bars(["a", "b"], (0.3, 0.7), role="model").beside((0.5, 0.5))
    first, second = bars.legend("the model", "the language")
    assert (first.text, second.text) == ("the model", "the language")
    assert first.get_color() == theme.colour("model") and second.get_color() == theme.colour("truth")
    assert first.get_bottom()[1] > second.get_top()[1]


def test_rows_are_brought_one_at_a_time():
    bars = Bars(["a", "b", "c"], [1, 2, 3]).showing(0)
    shown = [[part.get_fill_opacity() for part in (bars.bars[k], bars.numbers[k][0])] for k in range(3)]
    assert shown == [[1, 1], [0, 0], [0, 0]]
    coming = bars.bring(2)
    coming.begin()
    coming.interpolate(0.5)
    assert bars.bars[2].get_fill_opacity() == pytest.approx(0.5)
    coming.interpolate(1)
    assert [bar.get_fill_opacity() for bar in bars.bars] == [1, 0, 1]
