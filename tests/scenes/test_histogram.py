"""A histogram counts every sample once, in its place, and squeezing it divides the samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.frame import picture
from scenes.histogram import Histogram
from script.errors import ScriptError


def columns(shown: Histogram) -> list[tuple[float, float, float]]:
    """Left end, right end and height of each drawn column, in the axis' own units."""
    found = []
    for path in shown.columns.points.reshape(-1, 16, 3):
        across = (path[:, 0] - picture.left) / shown.unit + shown.low
        found.append((across.min(), across.max(), np.ptp(path[:, 1]) / shown.rise))
    return found


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-5.9, 5.9).map(lambda x: round(x, 2)), min_size=1, max_size=60), st.sampled_from([0.5, 1.0, 2.0]))
def test_every_sample_is_counted_once_in_its_column(samples, width):
    shown = Histogram(samples, width=width, low=-6, high=6)
    drawn = columns(shown)
    assert sum(height for *_, height in drawn) == pytest.approx(1)
    for start, end, height in drawn:
        middle = (start + end) / 2
        inside = [middle - width / 2 - 1e-9 <= x < middle + width / 2 - 1e-9 for x in samples]
        assert height == pytest.approx(np.mean(inside), abs=1e-9)
    assert picture.holds(shown, slack=1e-6)


def test_squeezing_divides_the_samples():
    samples = np.random.default_rng(1).normal(0, 1.5, 500)
    shown = Histogram(samples, width=1, low=-8, high=8)
    before = columns(shown)
    squeezing = shown.squeeze(2)
    squeezing.begin()
    squeezing.interpolate(1)
    for (start, end, height), (left, right, now) in zip(before, columns(shown), strict=True):
        assert (left, right, now) == pytest.approx((start / 2, end / 2, height))
    again = Histogram(samples / 2, width=0.5, low=-4, high=4)
    assert [height for *_, height in columns(again)] == pytest.approx([height for *_, height in before])


def test_areas_stand_for_shares_where_a_common_scale_is_asked_for():
    samples = np.random.default_rng(2).normal(0, 2, 800)
    shown = Histogram(samples, width=0.5, low=-10, high=10, tallest=0.6)
    for divisor in (1.0, 1.5, 2.5):
        shown._divide(divisor)
        drawn = columns(shown)
        assert sum((right - left) / (1 - 0.12) * height for left, right, height in drawn) == pytest.approx(1)
    assert picture.holds(shown)
    # The scale is the same for other samples: as dense, as high.
    assert Histogram(samples / 2, width=0.5, low=-10, high=10, tallest=0.6).rise == shown.rise
    with pytest.raises(ScriptError, match=r"beyond the 0\.6"):
        shown.squeeze(2)
    with pytest.raises(ScriptError, match=r"beyond the 0\.1"):
        Histogram(samples, width=0.5, low=-10, high=10, tallest=0.1)


def test_its_spread_is_one_standard_deviation_to_each_side_and_is_squeezed_with_it():
    samples = np.random.default_rng(4).normal(1, 1.5, 500)
    shown = Histogram(samples, width=1, low=-8, high=8)
    assert shown.span not in shown.submobjects, "not before it is asked for"
    shown.measure()
    for divisor in (1, 2):
        shown._divide(divisor)
        across = (shown.span.points[:, 0] - picture.left) / shown.unit + shown.low
        mean, spread = (samples / divisor).mean(), (samples / divisor).std()
        assert (across.min(), across.max()) == pytest.approx((mean - spread, mean + spread))


def test_what_would_lie_is_refused():
    with pytest.raises(ScriptError, match="longer axis"):
        Histogram([0, 9], width=1, low=-8, high=8)
    with pytest.raises(ScriptError, match="0 samples"):
        Histogram([], width=1, low=-8, high=8)
    with pytest.raises(ScriptError, match="above zero"):
        Histogram([0], width=1, low=-8, high=8).squeeze(0)
