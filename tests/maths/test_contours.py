"""Level lines: on the level, where circles and straight lines are known, and all there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maths.contours import level_lines

X = np.linspace(-1, 1, 41)


def bilinear(table, xs, ys, point):
    """The height between four corners, by hand."""
    j = min(int(np.searchsorted(xs, point[0], "right")) - 1, len(xs) - 2)
    i = min(int(np.searchsorted(ys, point[1], "right")) - 1, len(ys) - 2)
    a, b = (point[0] - xs[j]) / (xs[j + 1] - xs[j]), (point[1] - ys[i]) / (ys[i + 1] - ys[i])
    low = (1 - a) * table[i, j] + a * table[i, j + 1]
    return (1 - b) * low + b * ((1 - a) * table[i + 1, j] + a * table[i + 1, j + 1])


def test_the_level_lines_of_a_bowl_are_circles():
    lines = level_lines(X**2 + X[:, None] ** 2, X, X, 0.5)
    assert len(lines) == 1 and np.array_equal(lines[0][0], lines[0][-1])
    assert np.abs(np.hypot(*lines[0].T) - np.sqrt(0.5)).max() < 1e-3
    turned = np.unwrap(np.arctan2(lines[0][:, 1], lines[0][:, 0]))
    assert abs(turned[-1] - turned[0]) == pytest.approx(2 * np.pi), "once round, without going back"


def test_the_level_lines_of_a_slope_are_straight_and_end_at_the_borders():
    (line,) = level_lines(3 * X + 0 * X[:, None], X, X + 5, 0.99)
    assert np.allclose(line[:, 0], 0.33) and sorted(line[[0, -1], 1]) == pytest.approx([4, 6])


def test_lines_that_meet_the_border_are_open_and_bend_round_saddles():
    (one, other) = level_lines(X * X[:, None], X, X, 0.1)
    assert not np.array_equal(one[0], one[-1])
    assert np.allclose(one[:, 0] * one[:, 1], 0.1, atol=2e-3) and np.allclose(other[:, 0] * other[:, 1], 0.1, atol=2e-3)


@pytest.mark.parametrize(("high", "together"), [(1.4, True), (0.8, False)])
@pytest.mark.parametrize("flip", [False, True])
def test_the_mean_of_the_corners_decides_in_a_saddle(high, together, flip):
    table = np.array([[high, 0.0], [0.0, high]])
    lines = level_lines(table[::-1] if flip else table, [0, 1], [0, 1], 0.5)
    assert len(lines) == 2
    # Where the middle is above, each line goes round a low corner, and else round a high one.
    corners = [tuple(np.where(line.mean(axis=0) > 0.5, 1, 0).tolist()) for line in lines]
    low = {(0, 0), (1, 1)} if flip else {(1, 0), (0, 1)}
    assert (set(corners) == low) == together


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 7), st.integers(2, 7), st.integers(0, 100_000))
def test_each_crossing_of_an_edge_is_on_one_line_once(rows, columns, seed):
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(rows, columns)).round(2)
    xs, ys = np.cumsum(rng.uniform(0.5, 2, columns)), np.cumsum(rng.uniform(0.5, 2, rows))
    lines = level_lines(table, xs, ys, 0.105)
    points = [point for line in lines for point in (line[:-1] if np.array_equal(line[0], line[-1]) else line)]
    above = table >= 0.105
    crossings = (above[:, 1:] != above[:, :-1]).sum() + (above[1:] != above[:-1]).sum()
    assert len(points) == crossings
    for point in points:
        assert bilinear(table, xs, ys, point) == pytest.approx(0.105, abs=1e-9)


def test_a_level_that_is_never_met_has_no_lines():
    assert level_lines(np.eye(3), [0, 1, 2], [0, 1, 2], 2) == []


@pytest.mark.parametrize(
    ("values", "xs", "ys", "what"),
    [
        ([[1, 2]], [0, 1], [0], "do not fit"),
        ([[1, 2], [3, 4]], [0, 1, 2], [0, 1], "do not fit"),
        ([[1, 2], [3, 4]], [1, 0], [0, 1], "rise"),
        ([[1, 2], [3, 4]], [0, 1], [1, 1], "rise"),
        ([[1, np.nan], [3, 4]], [0, 1], [0, 1], "finite"),
    ],
)
def test_what_makes_no_sense_is_refused(values, xs, ys, what):
    with pytest.raises(ValueError, match=what):
        level_lines(values, xs, ys, 1.5)
