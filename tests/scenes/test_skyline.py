"""Columns as high as their scores, with words that keep clear of each other."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.counter import Counter
from scenes.frame import left, whole
from scenes.skyline import Skyline
from script.errors import ScriptError

VALUES = np.random.default_rng(0).normal(size=87).round(2)


def test_columns_are_as_high_as_their_values():
    shown = Skyline(VALUES)
    line = shown.line.get_y()
    for column, value in zip(shown.columns, VALUES, strict=True):
        top, bottom = column.get_top()[1] - line, column.get_bottom()[1] - line
        assert (top if value > 0 else bottom) == pytest.approx(value * shown.unit, abs=1e-6)
        assert (bottom if value > 0 else top) == pytest.approx(0, abs=1e-6)
    assert whole.holds(shown.columns)
    across = [column.get_x() for column in shown.columns]
    assert np.allclose(np.diff(across), shown.step)


def test_a_word_stands_over_or_under_its_column():
    shown = Skyline([2, -1, 1], region=left)
    over, under = shown.caption(0, "is"), shown.caption(1, "cake")
    assert over.get_bottom()[1] > shown.end(0)[1] and under.get_top()[1] < shown.end(1)[1]
    edge = shown.caption(0, "notwithstanding")
    assert edge.get_left()[0] >= left.left - 1e-6


def test_words_of_columns_that_stand_close_do_not_touch():
    shown = Skyline(np.ones(20))
    lines, words = shown.captions({8: "thinks", 9: "rules", 10: "found", 19: "is"})
    assert {word.text for word in words} == {"thinks", "rules", "found", "is"}
    for k, word in enumerate(words):
        for other in words[k + 1 :]:
            apart = np.abs(word.get_center() - other.get_center())
            assert apart[0] > (word.width + other.width) / 2 or apart[1] > (word.height + other.height) / 2
    assert len(lines) == 1 and lines[0].get_x() == pytest.approx(shown.end(9)[0]), "down from the one that was lifted"


@pytest.mark.parametrize("values", [[], [[1, 2]], [1, np.nan]])
def test_what_is_no_row_of_numbers_is_refused(values):
    with pytest.raises(ScriptError, match="finite values"):
        Skyline(values)


def test_a_counter_counts_on():
    counter = Counter("flips", 2)
    counting = counter.to(10, rate_func=lambda t: t)
    counting.begin()
    counting.interpolate(0.5)
    assert counter.number.get_value() == pytest.approx(6)
    counting.interpolate(1)
    assert counter.number.get_value() == 10
    assert counter.name_sign.get_bottom()[1] > counter.number.get_top()[1]
