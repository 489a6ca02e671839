"""A strip parted in two: each part is as wide as its share of the region, and says so."""

from __future__ import annotations

import pytest

from scenes.frame import left, picture
from scenes.parted import Parted
from script.errors import ScriptError


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_each_part_is_as_wide_as_its_share_and_tells_it(share):
    shown = Parted(("kept", "taken"), share, region=left)
    widths = [strip.width for strip in shown.strips]
    assert widths == pytest.approx([share * left.width, (1 - share) * left.width])
    assert [figure.get_value() for figure in shown.figures] == pytest.approx([share, 1 - share])
    for strip, name, figure in zip(shown.strips, shown.names, shown.figures, strict=True):
        assert name.get_x() == pytest.approx(strip.get_x()) == figure.get_x()
        assert figure.get_top()[1] < strip.get_bottom()[1] < name.get_bottom()[1]
    assert shown.get_center()[:2] == pytest.approx(left.center[:2])


def test_both_names_stand_on_one_line_whatever_their_letters():
    shown = Parted(("queen", "keen"), 0.5)
    queen, keen = shown.names
    assert queen.get_bottom()[1] < keen.get_bottom()[1] - 0.02, "a tail hangs below the line"
    assert queen.submobjects[-1].get_bottom()[1] == pytest.approx(keen.submobjects[-1].get_bottom()[1], abs=1e-3)


def test_the_border_moves_and_both_parts_are_one_on_the_way():
    shown = Parted(("kept", "taken"), 0.5)
    moving = shown.to(0.8, rate_func=lambda share: share)
    for way in (0.0, 0.5, 1.0):
        moving.interpolate(way)
        assert shown.share == pytest.approx(0.5 + 0.3 * way)
        assert sum(strip.width for strip in shown.strips) == pytest.approx(picture.width)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ScriptError, match="share from 0 to 1"):
        Parted(("kept", "taken"), share)
