"""The dot of a bend stands on its curve: at zero height below zero, and as high as it is far above."""

from __future__ import annotations

import numpy as np
import pytest
from manim import RIGHT, UP

from scenes.bend import Bend


@pytest.mark.parametrize("value", [-2, -1, 0, 0.5, 2])
def test_the_dot_is_on_the_curve(value):
    bend = Bend(value, unit=0.7).shift(2 * RIGHT + UP)
    x, y = ((bend.dot.get_center() - bend.axis.get_center()) / 0.7)[:2]
    assert (x, y) == pytest.approx((value, np.maximum(value, 0)), abs=1e-6)
    assert str(bend.sign.typst_code).strip("$ ") == f"{value:.0f}".replace("-", "−")


def test_the_dot_goes_along_the_curve():
    bend = Bend(2.0)
    going = bend.to(-1.0)
    going.begin()
    for share in (0.3, 0.6, 0.8, 1.0):
        going.interpolate(share)
        assert bend.dot.get_y() - bend.axis.get_y() == pytest.approx(bend.unit * max(bend.value, 0), abs=1e-6)
    assert bend.value == pytest.approx(-1) and bend.sign.get_top()[1] < bend.axis.get_y()
    corners = np.unique(np.array(bend.curve.get_anchors()).round(6), axis=0)
    assert np.allclose(corners[:, :2] / bend.unit, [(-2, 0), (0, 0), (2, 2)])
