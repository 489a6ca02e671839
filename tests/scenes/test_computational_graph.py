"""What a graph shows is its tape: values in circles, blame in pointed tags, slopes at edges, widths that are numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from manim import Circle, Polygon

from maths.autodiff import Node, leaf, power
from scenes.computational_graph import ComputationalGraph
from scenes.frame import notes, picture, whole
from scenes.theme import theme
from scenes.typesetting import Symbols, number
from scenes.value_node import BlameTag, ValueNode
from script.errors import ScriptError

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""No search for a smaller example: each has its numbers set, which takes long."""


def told(written: Symbols) -> str:
    """What stands there, without the signs that make it mathematics."""
    return str(written.typst_code).strip("$ ")


def two_ways(w: float = 1.0) -> Node:
    start = leaf(w, "w")
    a, b = start * 3.0, start + 1.0
    loss = a * b
    a.name, b.name, loss.name = "a", "b", "L"
    return loss


@settings(max_examples=15, deadline=None, phases=QUICK)
@given(st.floats(-3, 3).map(lambda x: round(x, 1)))
def test_values_slopes_and_blame_are_those_of_the_computation(w):
    graph = ComputationalGraph(two_ways(w)).complete()
    values = {"w": w, "a": 3 * w, "b": w + 1, "L": 3 * w * (w + 1)}
    blames = {"w": 6 * w + 3, "a": w + 1, "b": 3 * w, "L": 1}
    slopes = {("w", "a"): 3, ("w", "b"): 1, ("a", "L"): w + 1, ("b", "L"): 3 * w}
    for name, node in graph.nodes.items():
        assert node.value == pytest.approx(values[name], abs=1e-12)
        assert told(node.figure) == number(values[name])
        assert told(node.tag.figure) == number(blames[name])
    assert set(graph.slopes) == set(slopes)
    for edge, slope in slopes.items():
        assert told(graph.slopes[edge]) == f"times {number(slope)}"
    assert picture.holds(graph, slack=0.05)


def test_a_nudge_is_written_below_every_value_that_it_moves():
    graph = ComputationalGraph(two_ways(1.0))
    for w, moves in ((1.01, {"w": "+0.01", "a": "+0.03", "b": "+0.01", "L": "+0.09"}), (0.5, {"w": "−0.5", "L": "−3.75"})):
        signs = graph.moves(two_ways(w))
        assert {name: told(signs[name]) for name in moves} == moves
    for name, sign in signs.items():
        assert sign.get_top()[1] < graph.nodes[name].disc.get_bottom()[1]


def test_values_and_blame_differ_in_colour_and_in_shape():
    node = ValueNode(3).with_blame(6)
    assert isinstance(node.disc, Circle) and node.disc.get_stroke_color() == theme.colour("forward")
    assert isinstance(node.tag.shape, Polygon) and len(node.tag.shape.get_vertices()) == 6
    assert node.tag.shape.get_fill_color() == theme.colour("backward")
    assert node.tag.get_top()[1] < node.disc.get_bottom()[1], "a tag hangs below its circle"
    assert told(BlameTag("W^T").figure) == "W^T"


def test_new_blame_takes_the_place_of_old():
    node = ValueNode(3).with_blame(6)
    old = node.tag
    node.take(7)
    assert old not in node.submobjects and node.tag in node.submobjects
    assert told(node.tag.figure) == "7"


def test_pulses_are_as_wide_as_what_they_carry():
    graph = ComputationalGraph(two_ways(), unit=0.06)
    back = graph.pull("a", "L")
    assert back.widths == pytest.approx([0.06 * 1, 0.06 * 2]), "from the loss's blame to its part in that of a"
    assert graph.pull("w", "a").widths == pytest.approx([0.06 * 2, 0.06 * 6])
    forth = graph.push("w", "a", 2.0)
    assert forth.widths == pytest.approx([0.12, 0.36])
    assert back.role == "backward" and forth.role == "forward"
    assert back.way[0][0] > back.way[-1][0] and forth.way[0][0] < forth.way[-1][0]
    for pulse, edge in ((back, ("L", "a")), (forth, ("w", "a"))):
        for end, name in zip((pulse.way[0], pulse.way[-1]), edge, strict=True):
            assert np.linalg.norm(end - graph.middle(name)) == pytest.approx(graph.nodes[name].disc.width / 2, abs=1e-6)


def test_parts_of_a_blame_stand_where_they_arrive_and_add_up_to_it():
    graph = ComputationalGraph(two_ways(), region=whole, unit=0.06).complete()
    parts = [graph.part("w", middle) for middle in "ab"]
    assert [told(part) for part in parts] == ["6", "3"] and graph.nodes["w"].tag.blame == 6 + 3
    for part, middle in zip(parts, "ab", strict=True):
        apart = [float(np.linalg.norm(part.get_center() - graph.middle(name))) for name in ("w", middle)]
        assert apart[0] < apart[1] and part.get_fill_color() == theme.colour("backward")
        others = [graph.nodes["w"].disc, graph.nodes["w"].name_sign, graph.nodes["w"].tag, *graph.slopes.values()]
        for other in others:
            gaps = np.abs(part.get_center() - other.get_center())[:2]
            assert (gaps > [(part.width + other.width) / 2, (part.height + other.height) / 2]).any()


def test_all_but_the_circles_is_all_that_is_seen():
    graph = ComputationalGraph(two_ways()).complete()
    discs = [node.disc for node in graph.nodes.values()]
    seen = {id(one) for part in graph.without_discs() for one in part.get_family() if one.has_points()}
    assert seen == {id(one) for one in graph.get_family() if one.has_points()} - {id(disc) for disc in discs}


def test_circles_go_to_those_of_the_same_name():
    graph, other = ComputationalGraph(two_ways()), ComputationalGraph(two_ways(), region=whole)
    for going in graph.circles_to(other).animations:
        going.begin()
        going.finish()
    for name, node in graph.nodes.items():
        assert np.allclose(node.disc.get_center(), other.middle(name))
        assert node.with_name.submobjects == [node.disc, node.name_sign]


def test_every_edge_leads_to_the_right_and_slopes_stand_clear_of_circles():
    graph = ComputationalGraph(two_ways(), region=whole)
    for start, end in graph.edges:
        assert graph.middle(start)[0] < graph.middle(end)[0]
    for written in graph.slopes.values():
        for node in graph.nodes.values():
            apart = np.linalg.norm(written.get_center() - node.disc.get_center())
            assert apart > node.disc.width / 2 + 0.2


def test_ways_are_all_ways():
    graph = ComputationalGraph(two_ways())
    assert sorted(graph.ways("w")) == [("w", "a", "L"), ("w", "b", "L")]
    assert graph.ways("L") == [("L",)]
    assert sorted(told(graph.ways_multiplied("w")).replace(" = 9", "").split(" + ")) == ["1 dot 3", "3 dot 2"]
    assert told(graph.ways_multiplied("w")).endswith(" = 9")
    with_none = graph.empty()
    assert not any(node.figure in node.submobjects for node in with_none.nodes.values())


def test_a_graph_that_does_not_fit_is_refused():
    loss = power(leaf(2.0, "w"), 2)
    loss.name = "L"
    with pytest.raises(ScriptError, match="does not fit"):
        ComputationalGraph(loss, region=notes.rows(1, 1, 1, 1)[0])
