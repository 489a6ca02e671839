"""Each line is a true product, and the common factors stand under each other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scenes.frame import notes
from scenes.products import Products


def test_lines_say_what_comes_out_and_stand_by_their_factor():
    shown = Products(["queen", "met", "boy"], (1.755, -1.732, 3.968), 3.584, role="query", region=notes)
    assert notes.holds(shown, slack=0.01)
    for line, value in zip(shown, (1.755, -1.732, 3.968), strict=True):
        assert f"approx {value * 3.584:.1f}".replace("-", "−") in line.typst_code
        assert "(\"factor\", 3.58)" in line.typst_code
    middles = [line.select("factor").get_center() for line in shown]
    assert all(middle[0] == pytest.approx(middles[0][0]) for middle in middles)
    steps = [before[1] - after[1] for before, after in pairwise(middles)]
    assert steps[0] == pytest.approx(steps[1]) and steps[0] > max(line.height for line in shown)
