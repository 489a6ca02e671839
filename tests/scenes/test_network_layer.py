"""Links are as wide as weights and dashed below zero; the small net has the numbers of a net worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenes.bent_net import COLUMNS, BentNet
from scenes.frame import whole
from scenes.network_layer import NetworkLayer, neurons
from scenes.theme import theme
from scenes.typesetting import Symbols
from scenes.value_node import BlameTag
from script.errors import ScriptError

WHOLE = st.integers(-3, 3)

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""No search for a smaller example: each has its numbers set, which takes long."""


def told(written: Symbols) -> str:
    """What stands there, without the signs that make it mathematics."""
    return str(written.typst_code).strip("$ ")


def columns():
    return neurons([1, 2], x=-3, heights=(1.5, -1.5)), neurons([0, 0, 0], x=3, heights=(2, 0, -2))


@settings(max_examples=20, deadline=None, phases=QUICK)
@given(st.lists(WHOLE, min_size=6, max_size=6))
def test_links_are_as_wide_as_weights_and_dashed_where_these_are_negative(row):
    weights = np.reshape(row, (3, 2))
    layer = NetworkLayer(weights, *columns(), unit=0.05)
    for i in range(3):
        for j in range(2):
            link, weight = layer.links[i][j], weights[i, j]
            assert link.get_stroke_width() == pytest.approx(5 * abs(weight))
            assert (len(link.get_subpaths()) > 1) == (weight < 0)
            role = "flipped" if weight < 0 else "probability"
            assert link.get_stroke_color() == theme.colour(role)
            assert told(layer.numbers[i][j][1]) == str(weight).replace("-", "−")
            start, end = layer.ends(i, j)
            assert np.linalg.norm(start - layer.before[j].disc.get_center()) == pytest.approx(0.56)
            assert np.linalg.norm(end - layer.after[i].disc.get_center()) == pytest.approx(0.56)


def test_a_link_without_weight_is_a_quiet_hair_where_that_is_asked_for():
    plain, bare = (NetworkLayer([[0, 2], [-1, 0], [1, 1]], *columns(), bare=bare) for bare in (False, True))
    for layer, width in ((plain, 0), (bare, theme.strokes.grid)):
        assert layer.links[0][0].get_stroke_width() == layer.links[1][1].get_stroke_width() == width
        assert layer.links[0][1].get_stroke_width() > width
    assert bare.links[0][0].get_stroke_color() == theme.colour("quiet")
    assert bare.numbers[0][0].shape.get_fill_color() == theme.colour("quiet") != bare.numbers[0][1].shape.get_fill_color()


def test_pulses_carry_products_forward_and_back():
    weights = np.array([[1, -2], [3, 0.5], [0, 4]])
    layer = NetworkLayer(weights, *columns())
    x, g = np.array([2.0, -1.0]), np.array([1.0, -2.0, 3.0])
    forth, back = layer.carry(x, unit=0.1), layer.bring_back(g, unit=0.1)
    for k, (i, j) in enumerate(np.ndindex(3, 2)):
        assert forth[k].widths == pytest.approx(0.1 * np.abs([x[j], weights[i, j] * x[j]]))
        assert back[k].widths == pytest.approx(0.1 * np.abs([g[i], weights[i, j] * g[i]]))
        assert forth[k].way[0][0] < forth[k].way[-1][0] and back[k].way[0][0] > back[k].way[-1][0]


def test_weights_of_another_shape_are_refused():
    with pytest.raises(ScriptError, match=r"shape \(3, 2\)"):
        NetworkLayer(np.ones((2, 3)), *columns())


@settings(max_examples=20, deadline=None, phases=QUICK)
@given(st.lists(WHOLE, min_size=6, max_size=6), st.lists(WHOLE, min_size=3, max_size=3), st.tuples(WHOLE, WHOLE), WHOLE)
def test_the_small_net_is_right_in_every_number(row, outer, inputs, wanted):
    W, v, x = np.reshape(row, (3, 2)).astype(float), np.array(outer, dtype=float), np.array(inputs, dtype=float)
    net = BentNet(W, v, x, wanted=wanted)
    sums = [sum(w * value for w, value in zip(line, x, strict=True)) for line in W]
    bent = [max(value, 0) for value in sums]
    guess = sum(a * b for a, b in zip(v, bent, strict=True))
    values = {"inputs": x, "sums": sums, "bent": bent, "guess": [guess], "loss": [(guess - wanted) ** 2 / 2]}
    miss = guess - wanted
    behind = [miss * weight for weight in v]
    before = [blame * (value > 0) for blame, value in zip(behind, sums, strict=True)]
    back = [sum(W[i, j] * before[i] for i in range(3)) for j in range(2)]
    blames = {"inputs": back, "sums": before, "bent": behind, "guess": [miss], "loss": [1]}
    for name in COLUMNS:
        assert [node.value for node in net.columns[name]] == pytest.approx(list(values[name]))
        assert net.blame(name) == pytest.approx(blames[name])
    assert net.blame("W") == pytest.approx(np.array([[before[i] * x[j] for j in range(2)] for i in range(3)]))
    assert net.blame("v")[0] == pytest.approx([miss * value for value in bent])
    assert [told(slope) for slope in net.slopes] == [f"times {int(value > 0)}" for value in sums]


def test_the_small_net_stays_in_its_region_and_blame_fades_at_a_flat_bend():
    net = BentNet([[1, 1], [-1, 1], [1, -1]], [1, 2, 3], [1, 2], wanted=3, unit=0.05).complete()
    assert whole.holds(net)
    flat, steep = net.back_over_bend(2)[0], net.back_over_bend(0)[0]
    assert flat.widths == pytest.approx([0.05 * 6, 0]) and steep.widths == pytest.approx([0.05 * 2] * 2)
    first, second = net.as_blame(0.05)
    assert np.array_equal(first.weights, net.blame("W")) and np.array_equal(second.weights, net.blame("v"))
    assert net.back_from_loss().widths == pytest.approx([0.05 * 1, 0.05 * 2])
    assert first.bare and second.bare
    tags = [tag for layer in (first, second) for row in layer.numbers for tag in row]
    assert [tag.blame for tag in tags] == [2, 4, 4, 8, 0, 0, 6, 2, 0] and all(isinstance(tag, BlameTag) for tag in tags)
    for tag in tags:
        for other in tags:
            gaps = np.abs(tag.get_center() - other.get_center())[:2]
            assert tag is other or (gaps > [(tag.width + other.width) / 2, (tag.height + other.height) / 2]).any()


def test_the_blame_of_a_weight_is_the_value_in_front_times_the_blame_behind():
    net = BentNet([[1, 1], [-1, 1], [1, -1]], [1, 2, 3], [1, 2], wanted=3).complete()
    *marks, rule = net.blame_of_weight(1, 0)
    assert told(rule) == "1 dot 4 = 4" and whole.holds(rule)
    parts = (net.first.numbers[1][0], net.columns["inputs"][0].disc, net.columns["sums"][1].tag)
    for mark, part in zip(marks, parts, strict=True):
        assert np.allclose(mark.get_center(), part.get_center()) and mark.get_fill_opacity() == 0


def test_an_empty_net_is_filled_column_by_column():
    net = BentNet([[1, 1], [-1, 1], [1, -1]], [1, 2, 3], [1, 2], wanted=3).empty()
    nodes = [node for column in net.columns.values() for node in column]
    assert not any(node.figure in node.submobjects for node in nodes)
    net.fill("inputs", "sums")
    filled = [name for name in COLUMNS if all(node.figure in node.submobjects for node in net.columns[name])]
    assert filled == ["inputs", "sums"]
    net.take("sums", only=[2])
    assert [node.tag is not None for node in net.columns["sums"]] == [False, False, True]
