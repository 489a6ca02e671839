"""Every weight has a square of its own, in the shade of its value."""

from __future__ import annotations

import numpy as np
import pytest
from manim import VGroup, VMobject

from pocket.model import load
from scenes.frame import notes, whole
from scenes.product_and_back import ProductAndBack
from scenes.theme import theme
from scenes.weight_wall import ModelWall, WeightWall
from script.errors import ScriptError


def some(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {"W": rng.normal(size=(6, 9)), "b": rng.normal(size=9), "g": rng.normal(size=6), "V": rng.normal(size=(6, 4))}


ROWS = (("W", "b", "g"), ("V",))


def squares(wall: WeightWall) -> dict[tuple[float, float], int]:
    """The middle of each drawn square, with its shade."""
    found = {}
    for level, path in enumerate(wall.submobjects[: 2 * 32 + 1]):
        for points in path.points.reshape(-1, 16, 3):
            middle = (points.min(axis=0) + points.max(axis=0)) / 2
            found[round(float(middle[0]), 4), round(float(middle[1]), 4)] = level - 32
    return found


@pytest.mark.parametrize("root", [False, True])
def test_each_weight_has_a_square_in_its_shade(root):
    tensors = some()
    wall = WeightWall(tensors, rows=ROWS, root=root)
    drawn = squares(wall)
    assert len(drawn) == wall.count == 6 * 9 + 9 + 6 + 6 * 4
    most = max(np.abs(value).max() for value in tensors.values())
    for name, value in tensors.items():
        for place in np.ndindex(value.shape):
            x, y, _ = wall.slot(name, place)
            share = abs(value[place]) / most
            shade = np.sign(value[place]) * round(32 * (share**0.5 if root else share))
            assert drawn[round(float(x), 4), round(float(y), 4)] == shade, (name, place)
    assert whole.holds(wall, slack=1e-6)


def test_a_row_of_numbers_lies_below_or_stands_beside():
    wall = WeightWall(some(), rows=ROWS)
    assert wall.slot("b", (3,))[0] == pytest.approx(wall.slot("W", (0, 3))[0])
    assert wall.slot("b", (3,))[1] < wall.slot("W", (5, 3))[1]
    assert wall.slot("g", (2,))[1] == pytest.approx(wall.slot("W", (2, 0))[1])
    assert wall.slot("g", (2,))[0] > wall.slot("W", (2, 8))[0]
    assert wall.slot("V", (0, 0))[1] < wall.slot("b", (0,))[1]


def test_squares_and_frames_stand_where_weights_do():
    wall = WeightWall(some(), rows=ROWS)
    *squares_over, frame = wall.lit("W", [(2, 3), (2, 4)], "backward")
    for square, place in zip(squares_over, ((2, 3), (2, 4)), strict=True):
        assert np.allclose(square.get_center(), wall.slot("W", place))
        assert square.get_fill_color() == theme.colour("backward")
        assert frame.get_left()[0] < square.get_left()[0] and square.get_right()[0] < frame.get_right()[0]
    blames = {name: np.full(value.shape, 0.5) for name, value in some().items()}
    back = wall.blamed(blames, (0, 3, 0), widest=0.4)
    expected = [0.4 * (value.size / 54) ** 0.5 for value in blames.values()]
    assert [pulse.widths[0] for pulse in back] == pytest.approx(expected)
    for pulse, name in zip(back, blames, strict=True):
        assert np.allclose(pulse.way[0], (0, 3, 0)) and np.allclose(pulse.way[-1], wall.middle(name))
    assert np.allclose(wall.mark("W", (2, 3)).get_center(), wall.slot("W", (2, 3)))
    largest, smallest = wall.extremes("W")
    sizes = {place: abs(some()["W"][place]) for place in np.ndindex(6, 9)}
    assert np.allclose(largest.get_center(), wall.slot("W", max(sizes, key=sizes.get)))
    assert np.allclose(smallest.get_center(), wall.slot("W", min(sizes, key=sizes.get)))
    assert len(wall.flash_tables().animations) == 2
    frame = wall.frame_round("W")
    assert isinstance(frame, VMobject)
    for place in ((0, 0), (5, 8)):
        x, y, _ = wall.slot("W", place)
        assert frame.get_left()[0] < x < frame.get_right()[0] and frame.get_bottom()[1] < y < frame.get_top()[1]
    assert np.allclose(wall.middle("W"), frame.get_center())
    assert wall.title(("W", "b"), "first").get_bottom()[1] > wall.slot("W", (0, 0))[1]


def test_a_mark_visits_every_square_from_the_first_to_the_last():
    wall = WeightWall(some(), rows=ROWS)
    mark = wall.mark("W", (2, 3))
    going = wall.visit(mark, run_time=1)
    start, strength = mark.get_center(), mark.get_stroke_opacity()
    going.begin()
    going.interpolate(0)
    assert np.allclose(mark.get_center(), start) and mark.get_stroke_opacity() == strength, "it does not jump to the first"
    seen = []
    for k in range(wall.count):
        going.interpolate(min(1, (k + 1.2) / wall.count))
        seen.append(tuple(mark.get_center().round(6)))
    slots = [wall.slot(name, place) for row in ROWS for name in row for place in np.ndindex(wall.tensors[name].shape)]
    assert seen == [tuple(slot.round(6)) for slot in slots] and len(set(seen)) == wall.count
    going.interpolate(1)
    assert np.allclose(mark.get_center(), slots[-1]) and mark.get_stroke_opacity() == 0


def test_the_whole_model_fits_the_screen():
    weights = load().weights
    wall = ModelWall(weights)
    drawn = squares(wall)
    assert wall.count == load().shape.count() == len(drawn) and whole.holds(wall, slack=1e-6)
    most = max(np.abs(value).max() for value in weights.values())
    for name, place in (("embedding", (40, 3)), ("block1.mlp.down", (30, 16)), ("block0.attention.key", (2, 5))):
        x, y, _ = wall.slot(name, place)
        assert drawn[round(float(x), 4), round(float(y), 4)] == round(32 * weights[name][place] / most)
    assert [title.text for title in wall.titles] == ["words and places", "layer 1", "layer 2"]
    tops = [wall.slot(name, (0, 0))[1] for name in ("embedding", "block0.attention.query", "block1.attention.query")]
    for title, top in zip(wall.titles, tops, strict=True):
        assert top < title.get_bottom()[1] < top + 0.3
    frame = wall.frame_round("block1.mlp.down")
    assert frame.get_right()[0] - frame.get_left()[0] == pytest.approx(64 * wall.cell, abs=0.15), "it lies on its side"


def test_walls_that_are_none_are_refused():
    with pytest.raises(ScriptError, match="name each"):
        WeightWall(some(), rows=(("W", "b"),))
    with pytest.raises(ScriptError, match="fits no tensor"):
        WeightWall({"W": np.ones((3, 4)), "b": np.ones(7)}, rows=(("W", "b"),))
    with pytest.raises(ScriptError, match="px wide"):
        WeightWall({"W": np.ones((3, 400))}, rows=(("W",),), region=notes)
    with pytest.raises(ScriptError, match="beyond"):
        WeightWall(some(), rows=ROWS, most=0.1)
    with pytest.raises(ScriptError, match="no place"):
        WeightWall(some(), rows=ROWS).slot("W", (6, 0))


def test_a_product_and_the_two_that_send_blame_back():
    rng = np.random.default_rng(1)
    x, w, g = rng.normal(size=(8, 20)), rng.normal(size=(20, 20)), rng.normal(size=(8, 20))
    shown = ProductAndBack(x, w, g, region=whole)
    for line, made in zip(shown.lines, ([x, w, x @ w], [g, w.T, g @ w.T], [x.T, g, x.T @ g]), strict=True):
        for field, expected in zip((line[0], line[2], line[4]), made, strict=True):
            assert np.allclose(field[0].values, np.abs(expected))
            assert field[0].cell == pytest.approx(shown.cell)
    drawn = VGroup(*shown.lines)
    assert whole.holds(drawn) and shown.lines[0].get_bottom()[1] > max(line.get_top()[1] for line in shown.lines[1:])
    with pytest.raises(ScriptError, match="has that shape"):
        ProductAndBack(x, w, g[:4])


@pytest.mark.parametrize(("line", "part"), [(1, 2), (2, 0)])
def test_a_transpose_comes_from_above_and_rows_become_columns(line, part):
    rng = np.random.default_rng(2)
    shown = ProductAndBack(rng.normal(size=(3, 5)), rng.normal(size=(5, 4)), rng.normal(size=(3, 4)))
    above, field = shown.lines[0][part][0], shown.lines[line][part][0]
    ends = [path.points.copy() for path in field]
    turning = shown.turn(line, part)
    turning.begin()
    turning.interpolate(0)
    assert all(np.allclose(path.points, start.points) for path, start in zip(field, above, strict=True))
    turning.interpolate(1 - 1e-9)
    for path, end in zip(field, ends, strict=True):
        turned, drawn = (points.reshape(-1, 16, 3)[..., :2].mean(axis=1).round(4) + 0.0 for points in (path.points, end))
        assert set(map(tuple, turned)) == set(map(tuple, drawn))
    turning.interpolate(1)
    assert all(np.array_equal(path.points, end) for path, end in zip(field, ends, strict=True))


def test_the_marks_of_an_entry_stand_round_the_row_and_the_column_that_make_it():
    x, w, g = np.eye(3)[:2], np.eye(3)[:, :2], np.array([[0.0, 1.0], [0.0, 5.0]])
    shown = ProductAndBack(x, w, g)
    row, column, entry = shown.marks(2)  # the largest entry of X^T times the blame is at row 1, column 1
    left, right, made = (shown.lines[2][part][0] for part in (0, 2, 4))
    aside = np.array([shown.cell / 2, 0, 0])
    assert np.allclose(row.get_center(), left.get_center(), atol=0.02) and row.width > 2 * shown.cell > row.height
    assert np.allclose(column.get_center(), right.get_center() + aside, atol=0.02)
    assert np.allclose(entry.get_center(), made.get_center() + aside, atol=0.02)
