"""The natural cubic spline, against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from maths.interpolation import spline_weights


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.integers(0, 10_000))
def test_it_is_scipys_natural_spline(count, seed):
    rng = np.random.default_rng(seed)
    values, at = rng.normal(size=count), np.sort(rng.uniform(0, count - 1, 20))
    reference = CubicSpline(np.arange(count), values, bc_type="natural")(at)
    assert np.allclose(spline_weights(count, at) @ values, reference, atol=1e-12)


def test_it_goes_through_the_samples_and_keeps_straight_lines():
    assert np.allclose(spline_weights(6, np.arange(6)), np.eye(6))
    at = np.linspace(0, 5, 31)
    assert np.allclose(spline_weights(6, at) @ (2 * np.arange(6) - 1), 2 * at - 1)
    assert np.allclose(spline_weights(6, at).sum(axis=1), 1)


def test_a_table_is_smoothed_along_both_axes():
    x, y = np.linspace(0, 3, 9), np.linspace(0, 2, 7)
    table = np.sin(x) * np.cos(y)[:, None]
    up, across = spline_weights(7, [3.4]), spline_weights(9, [2.2])
    rows = CubicSpline(np.arange(9), table, axis=1, bc_type="natural")(2.2)
    reference = float(CubicSpline(np.arange(7), rows, bc_type="natural")(3.4))
    assert float((up @ table @ across.T)[0, 0]) == pytest.approx(reference)


@pytest.mark.parametrize(
    ("count", "at", "what"),
    [
        (1, [0], "count"),
        (2.5, [0], "count"),
        (3, [2.1], "between"),
        (3, [-0.1], "between"),
        (3, [[0]], "dimensions"),
        (3, [], "empty"),
    ],
)
def test_what_makes_no_sense_is_refused(count, at, what):
    with pytest.raises(ValueError, match=what):
        spline_weights(count, at)
