"""A heat map: each cell in its place and its shade, and no shade that lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from manim import config, tempconfig
from manim.camera.camera import Camera

from scenes.frame import picture
from scenes.heat_map import HeatMap
from scenes.theme import theme
from script.errors import ScriptError

maps = arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.floats(-3, 3).map(lambda x: round(x, 2)))


@settings(max_examples=30, deadline=None)
@given(maps)
def test_every_cell_is_drawn_once_in_the_region(values):
    heat = HeatMap(values, most=3)
    assert picture.holds(heat)
    assert sum(len(path.points) for path in heat.submobjects) == 16 * values.size


def test_a_drawn_cell_has_its_colour():
    heat = HeatMap([[1, -1], [0, 1]])
    with tempconfig({"pixel_width": 320, "pixel_height": 180}):
        camera = Camera(background_color=theme.background)
        camera.capture_mobjects([heat])
        for row, column, role in ((0, 0, "probability"), (0, 1, "backward"), (1, 0, "faint")):
            x, y, _ = heat.slot(row, column)
            pixel = camera.pixel_array[round((4 - y) / 8 * 180), round((x / config.frame_width + 0.5) * 320), :3]
            assert np.abs(pixel - 255 * theme.colour(role).to_rgb()).max() <= 2, role


def test_it_passes_through_the_middle_on_its_way():
    heat = HeatMap([[0.0, 1.0]])
    motion = heat.to([[1.0, 0.0]], rate_func=lambda t: t)
    motion.begin()
    motion.interpolate(0.25)
    assert np.allclose(heat.values, [[0.25, 0.75]])
    assert (heat.shade(0, 0), heat.shade(0, 1)) == (12, 36)
    motion.interpolate(1.0)
    assert np.array_equal(heat.values, [[1.0, 0.0]])


def test_a_frame_stands_round_its_cells():
    heat = HeatMap(np.eye(4))
    mark = heat.mark(row=1)
    assert mark.get_center() == pytest.approx((heat.slot(1, 0) + heat.slot(1, 3)) / 2)
    assert mark.get_fill_opacity() == 0, "a tinted frame would change the shades that it frames"
    assert mark.width == pytest.approx(4 * heat.cell) and mark.height == pytest.approx(heat.cell)


@pytest.mark.parametrize("values", [[1, 2], [[np.nan]], [[np.inf]], np.zeros((0, 2))])
def test_what_is_no_matrix_of_numbers_is_refused(values):
    with pytest.raises(ScriptError, match="finite numbers"):
        HeatMap(values)


def test_a_value_beyond_the_strongest_shade_is_refused():
    with pytest.raises(ScriptError, match="beyond the strongest shade"):
        HeatMap([[2.0]], most=1)
    with pytest.raises(ScriptError, match="beyond the strongest shade"):
        HeatMap([[1.0]]).to([[1.5]])
    with pytest.raises(ScriptError, match="the shape"):
        HeatMap([[1.0]]).to([[1.0, 0.0]])


def test_with_a_root_small_values_are_seen_and_the_order_of_shades_is_that_of_the_values():
    values = [[0.0, 0.04, 0.25], [1.0, -0.25, -1.0]]
    shown = HeatMap(values, most=1, root=True)
    assert [[shown.shade(i, j) for j in range(3)] for i in range(2)] == [[0, round(48 * 0.2), 24], [48, -24, -48]]
    assert HeatMap(values, most=1).shade(0, 1) == round(48 * 0.04)


def test_names_stand_beside_their_row_and_above_their_column():
    shown = HeatMap([[0, 0.5, 0.2], [1, 0, 0.7]])
    row, column = shown.row_name(1, "he"), shown.column_name(2, "boy")
    assert abs(row.get_y() - shown.slot(1, 0)[1]) < 0.01 and abs(column.get_x() - shown.slot(0, 2)[0]) < 0.01
    assert shown.get_left()[0] - 0.3 < row.get_right()[0] < shown.get_left()[0]
    assert shown.get_top()[1] < column.get_bottom()[1] < shown.get_top()[1] + 0.3
