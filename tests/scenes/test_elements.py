"""The elements of the stage: every example runs, and what each promises holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reel.stage import gallery
from reel.stage.gallery import examples
from scenes.arrow import Arrow
from scenes.coordinates import Coordinates
from scenes.frame import CAPTIONS, MARGIN, left, notes, picture, right, whole
from scenes.matrix import Mark, MatrixTable, mark_round
from scenes.plane import Plane, PlaneMotion
from scenes.product import RowByColumn
from scenes.typesetting import Symbols, fraction, number
from script.errors import ScriptError

numbers = st.floats(-4, 4).map(lambda x: round(x, 3))
matrices = st.tuples(numbers, numbers, numbers, numbers).map(lambda v: np.array(v).reshape(2, 2))


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.name)
def test_every_example_runs_and_shows_something(example):
    shown = example.shown()
    assert any(part.has_points() for part in shown.get_family())
    assert len(example.about) > 10


def test_two_elements_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(gallery, "elements", lambda: iter([("matrix", MatrixTable), ("table", MatrixTable)]))
    with pytest.raises(ScriptError, match=r"scenes\.table and scenes\.matrix both have an element MatrixTable"):
        examples()


@settings(max_examples=60, deadline=None)
@given(matrices)
def test_a_planes_lines_stay_in_its_region(matrix):
    plane = Plane(left).set_matrix(matrix)
    for lines in (plane.grid, plane.axes, plane.still):
        if lines.has_points():
            assert left.holds(lines, slack=1e-6)


@settings(max_examples=60, deadline=None)
@given(matrices, st.tuples(numbers, numbers))
def test_a_carried_arrow_ends_where_the_matrix_sends_it(matrix, vector):
    plane = Plane(picture)
    arrow = plane.arrow(vector)
    fixed = plane.arrow(vector, carried=False)
    plane.set_matrix(matrix)
    assert np.allclose(arrow.ends()[1], matrix @ vector)
    assert np.allclose(fixed.ends()[1], vector)
    reach = np.linalg.norm(arrow.points - plane.point(0, 0), axis=1).max()
    length = np.linalg.norm(matrix @ vector) * plane.coordinates.unit
    assert reach <= max(length, 0.2) + 0.2, "the arrow is as long as it says, head included"


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_clipping_keeps_exactly_what_is_inside(matrix):
    place = Coordinates(right, 0.9)
    rng = np.random.default_rng(0)
    start, end = (np.column_stack([rng.uniform(-9, 9, (40, 2)), np.zeros(40)]) for _ in range(2))
    end[:10, 0] = start[:10, 0]
    first, last = place.clipped(start, end)
    kept = 0
    for a, b in zip(start, end, strict=True):
        points = a + (b - a) * np.linspace(0, 1, 2001)[:, None]
        inside = (
            (points[:, 0] > right.left) & (points[:, 0] < right.right)
            & (points[:, 1] > right.bottom) & (points[:, 1] < right.top)
        )  # fmt: skip
        if inside.sum() > 2:
            assert np.allclose(first[kept], points[inside][0], atol=0.02)
            assert np.allclose(last[kept], points[inside][-1], atol=0.02)
            kept += 1
    assert len(first) - kept <= 1


def test_a_turn_goes_round_and_other_motions_go_straight():
    plane = Plane(basis=True)
    turn = PlaneMotion(plane, np.array([[0, -1], [1, 0]]), rate_func=lambda t: t)
    turn.begin()
    turn.interpolate(0.5)
    assert np.allclose(plane.matrix @ plane.matrix.T, np.eye(2)), "halfway round a turn nothing has shrunk"
    turn.interpolate(1.0)
    assert np.array_equal(plane.matrix, [[0, -1], [1, 0]])
    shear = PlaneMotion(plane, np.array([[1, -1], [1, 0]]), rate_func=lambda t: t)
    shear.begin()
    shear.interpolate(0.5)
    assert np.allclose(plane.matrix, [[0.5, -1], [1, 0]]), "a shear takes every point along a straight line"


def test_the_area_of_a_patch_is_signed():
    plane = Plane()
    patch = plane.patch([(0, 0), (1, 0), (1, 1), (0, 1)])
    edge = patch.get_stroke_color()
    plane.set_matrix([[0, 1], [1, 0]])
    assert patch.area == pytest.approx(-1)
    assert patch.get_stroke_color() != edge
    plane.set_matrix([[2, 1], [1, 0.5]])
    assert patch.area == pytest.approx(0)


def test_what_leaves_a_plane_leaves_it_whole():
    plane = Plane(basis=True)
    arrow = plane.arrow((1, 1))
    assert arrow not in plane.get_family()
    arrow.settle()
    assert arrow in plane.get_family()
    copied = arrow.copy()
    assert copied.coordinates is plane.coordinates, "a copy belongs to the same plane, and does not copy it"
    arrow.depart()
    assert arrow not in plane.get_family() and plane.first in plane.get_family()


def test_the_zero_vector_is_a_dot():
    dot = Arrow(Coordinates(whole, 1.0), (0, 0))
    assert 0 < dot.width < 0.2 and abs(dot.width - dot.height) < 0.02


def test_a_table_points_at_what_it_shows():
    table = MatrixTable([[1, 2], [3, 4], [5, 6]]).shift([1, 2, 0])
    for i in range(3):
        for j in range(2):
            assert np.allclose(table.slot(i, j)[:2], table.entry(i, j).get_center()[:2], atol=1e-6)
    mark = table.mark(row=1)
    assert mark.get_center()[1] == pytest.approx(table.slot(1, 0)[1])
    assert mark.width > table.cell_width
    assert mark.get_fill_opacity() > 0 and Mark([mark.get_center()], 1, 1, "ink", tint=False).get_fill_opacity() == 0
    assert mark_round(table, tint=False).get_fill_opacity() == 0 < mark_round(table).get_fill_opacity()


def test_a_product_writes_its_own_sums():
    work = RowByColumn([[1, 2], [3, 4]], [[5, -6], [7, 8]])
    work.sum_up(0, 1)
    assert work._sum[0].typst_code == "$ 1 dot (−6) + 2 dot 8 = 10 $"
    assert [[e.typst_code for e in row] for row in work.result.entries] == [["$ 19 $", "$ 10 $"], ["$ 43 $", "$ 14 $"]]


def test_a_sum_is_gone_before_the_next_comes_in_its_place():
    work = RowByColumn([[1, 2], [3, 4]], [[5, -6], [7, 8]])
    work.work_out(0, 0)
    first = work._sum[0]
    motion = work.work_out(1, 1)
    second = work._sum[0]
    motion.begin()
    shown = []
    for share in np.linspace(0, 1, 21):
        motion.interpolate(share)
        shown.append(tuple(float(one.family_members_with_points()[0].get_fill_opacity()) for one in (first, second)))
    assert all(min(both) == pytest.approx(0, abs=1e-6) for both in shown)
    assert shown[0] == pytest.approx((1, 0)) and shown[-1] == pytest.approx((0, 1))
    assert second.typst_code == "$ 3 dot (−6) + 4 dot 8 = 14 $"
    first_mark, second_mark = work._marks
    assert first_mark.get_center()[1] == pytest.approx(work.left.slot(1, 0)[1])
    assert second_mark.get_center()[0] == pytest.approx(work.right.slot(0, 1)[0])


def test_regions_keep_the_margins_and_the_captions_free():
    for region in (whole, left, right, picture, notes):
        assert region.left >= -64 / 9 * (1 - 2 * MARGIN) - 1e-9 and region.right <= 64 / 9 * (1 - 2 * MARGIN) + 1e-9
        assert region.bottom >= -4 + 8 * CAPTIONS - 1e-9 and region.top <= 4 - 8 * MARGIN + 1e-9
    assert left.right < right.left and picture.right < notes.left


def test_numbers_as_they_are_shown():
    assert [number(x) for x in (-1, 0.5, -0.0, 1 / 3, 2.0, -2.505)] == ["−1", "0.5", "0", "0.33", "2", "−2.5"]
    assert [fraction(x) for x in (0.5, -1 / 3, 2, 0.123456)] == ["1/2", "−1/3", "2", "0.12"]


@pytest.mark.parametrize("size", [48, 72, 120])
def test_a_selected_root_has_its_sign(size):
    formula = Symbols("(Q / {{ sqrt(d) : root }} + {{ M : mask }})", size=size)
    root, alone = formula.select("root"), Symbols("sqrt(d)", size=size)
    assert len(root.family_members_with_points()) == len(alone.family_members_with_points()) == 3
    assert root.width == pytest.approx(alone.width, rel=0.02)
    assert len(formula.select("mask").family_members_with_points()) == 1


def test_an_arrow_moves_to_another_tail_as_it_is():
    plane = Plane(picture)
    arrow = plane.arrow((2, 1))
    moving = arrow.from_tail((-1, 0.5))
    moving.begin()
    moving.interpolate(1)
    assert np.allclose(arrow.ends(), [(-1, 0.5), (1, 1.5)])
