"""Maps of several heads stand side by side in their region, in one scale of shades, each over its name."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.frame import picture
from scenes.head_maps import HeadMaps


def test_each_map_shows_its_weights_in_one_scale():
    weights = [np.eye(4), np.tri(4) / np.arange(1, 5)[:, None]]
    shown = HeadMaps(weights, ["head 1", "head 2"])
    assert picture.holds(shown, slack=0.05)
    for heat, expected in zip(shown.maps, weights, strict=True):
        assert np.array_equal(heat.values, expected) and heat.most == 1
    assert shown.maps[0].get_right()[0] < shown.maps[1].get_left()[0]
    for part in shown:
        heat, name = part
        assert name.get_top()[1] < heat.get_bottom()[1] and abs(name.get_x() - heat.get_x()) < 0.01
    assert np.allclose(shown.mark(1).get_center(), shown.maps[1].get_center(), atol=0.05)


def test_a_row_is_framed_in_each_map():
    shown = HeadMaps([np.eye(4), np.tri(4) / np.arange(1, 5)[:, None]], ["head 1", "head 2"])
    marks = shown.rows(3)
    assert len(marks) == 2
    for mark, heat in zip(marks, shown.maps, strict=True):
        assert mark.get_y() == pytest.approx(heat.slot(3, 0)[1]) and mark.width > 3.9 * heat.cell > 2 * mark.height


def test_a_title_stands_above_all_maps_and_names_count_them():
    shown = HeadMaps([np.eye(4)] * 3, title="layer 2")
    assert picture.holds(shown, slack=0.05)
    assert shown[-1].text == "layer 2" and shown[-1].get_bottom()[1] > max(heat.get_top()[1] for heat in shown.maps)
    assert [part[1].text for part in shown[:-1]] == ["head 1", "head 2", "head 3"]


def test_a_name_is_needed_for_each():
    with pytest.raises(ValueError, match="zip"):
        HeadMaps([np.eye(4), np.eye(4)], ["head 1"])
