"""A spread tells the variance that its samples have, before and after the root."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.frame import whole
from scenes.spread import Spread

LOOK = {"width": 1, "low": -40, "high": 40, "ticks": (-40, 0, 40)}


@pytest.mark.parametrize("pairs", [4, 9])
def test_what_is_told_is_measured(pairs):
    samples = np.random.default_rng(pairs).normal(0, 3, 500)
    region = whole.rows(1, 1)[0]
    shown = Spread(samples, pairs=pairs, region=region, tallest=1.0, **LOOK)
    assert shown.name_sign.text == f"{pairs} pairs"
    assert f"approx {np.var(samples):.1f}" in shown.variance[0].typst_code
    assert f"d = {pairs}" in shown.variance[1].typst_code
    root, after = shown.after
    assert f"sqrt({pairs})" in root.typst_code
    assert f"approx {np.var(samples) / pairs:.1f}".removesuffix(".0") in after.typst_code
    # A number under the end of an axis reaches half its width beyond it.
    assert region.holds(shown, slack=0.4) and region.holds(shown.after)
    assert shown.after.get_right()[0] < shown.histogram.get_left()[0], "beside the columns, not over them"


def test_the_root_takes_what_was_told_before_and_squeezes():
    shown = Spread(np.random.default_rng(1).normal(0, 3, 500), pairs=9, tallest=1.0, **LOOK)
    squeezing, telling = shown.over_the_root().animations
    assert shown.variance not in shown.submobjects and telling.mobject is shown.after
    squeezing.begin()
    squeezing.interpolate(1)
    assert shown.histogram.divisor == pytest.approx(3)
