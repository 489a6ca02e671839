"""Graphs on the stage, and what is played on them: each part is where, as wide and as large as networkx and NumPy say."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maths.graphs import circle_layout, layered_layout, row_layout, spring_layout
from scenes.adjacency import Adjacency
from scenes.attention import LEAST, Attention
from scenes.chain import Chain
from scenes.crowd import Crowd
from scenes.disc import Disc
from scenes.frame import left, picture, whole
from scenes.graph import Changing, Edge, Graph, order_of
from scenes.large_graph import LargeGraph
from scenes.sentence import Sentence
from scenes.theme import theme
from scenes.walk import Walk
from script.errors import ScriptError

WORDS = ("the", "old", "king", "near", "queen")


def follows() -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(WORDS)
    graph.add_edges_from([("the", "old"), ("the", "king"), ("the", "queen"), ("old", "king"), ("king", "near")])
    graph.add_edges_from([("queen", "near"), ("near", "the")])
    return graph


def done(moving, share: float = 1.0):
    moving.begin()
    moving.interpolate(share)
    return moving


def inside(node, point, room: float = 0.0) -> bool:
    away = np.abs(point - node.box.get_center())[:2]
    return bool((away < np.array([node.box.width, node.box.height]) / 2 + room).all())


# Nodes and edges ---------------------------------------------------------------------------------------------


def test_nodes_stand_where_the_layout_says_and_in_the_region():
    places = circle_layout(follows())
    shown = Graph(follows(), places, region=left)
    assert all(left.holds(node) for node in shown.nodes.values())
    middles = np.array([shown.node(name).box.get_center()[:2] for name in WORDS])
    wanted = np.array([places[name] for name in WORDS])
    for axis in (0, 1):
        assert np.corrcoef(middles[:, axis], wanted[:, axis])[0, 1] == pytest.approx(1)
        # As many units from the middle for each share of the way, to both sides.
        assert np.ptp(middles[:, axis]) > 0.75 * (left.width, left.height)[axis] * np.ptp(wanted[:, axis]) / 2


@pytest.mark.parametrize("layout", [circle_layout, spring_layout, row_layout])
def test_every_edge_leads_from_its_node_to_its_node_and_runs_into_neither(layout):
    shown = Graph(follows(), layout(follows()), region=whole)
    assert set(shown.edges) == set(follows().edges)
    for (a, b), edge in shown.edges.items():
        start, end = edge.point(0), edge.point(1)
        assert not inside(shown.node(a), start, -0.02) and inside(shown.node(a), start, 0.1)
        assert not inside(shown.node(b), end, 0.05) and inside(shown.node(b), end, 0.2)
        assert np.abs(edge.head.points - end).min() < 1e-6, "the head ends where the edge does"


def test_a_bent_edge_and_one_to_itself_leave_the_straight_line():
    graph = nx.DiGraph([("x", "y"), ("y", "x"), ("x", "x")])
    shown = Graph(graph, row_layout(graph), draw=Disc, bends={("x", "y"): 0.2})
    line = shown.node("x").get_y()
    assert shown.edge("x", "y").point(0.5)[1] > line + 0.3
    assert shown.edge("y", "x").point(0.5)[1] == pytest.approx(line)
    loop = shown.edge("x", "x")
    assert loop.point(0.5)[1] > shown.node("x").box.get_top()[1] + 0.3
    assert all(inside(shown.node("x"), loop.point(share), 0.3) for share in (0, 1))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_weighted_edges_are_as_wide_and_as_strong_as_the_links_of_attention(shares):
    weights = np.eye(4)
    weights[3] = [*(np.array(shares) / (sum(shares) + 1)), 0]
    weights[3, 3] = 1 - weights[3].sum()
    tokens = ("the", "boy", "saw", "it")
    said = Sentence(tokens)
    links = Attention(tokens, weights).links(said, 3)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(4))
    graph.add_weighted_edges_from((3, k, weights[3, k]) for k in range(4))
    shown = Graph(graph, draw=said.__getitem__, region=whole, weight="weight", over=True)
    for k in range(4):
        edge, arc = shown.edge(3, k), links.arcs[k]
        assert edge.seen == (weights[3, k] >= LEAST) == bool(len(edge.curve.points))
        if edge.seen:
            assert edge.curve.get_stroke_width() == pytest.approx(arc.get_stroke_width())
            assert edge.curve.get_stroke_opacity() == pytest.approx(arc.get_stroke_opacity())
            assert edge.curve.get_stroke_color() == arc.get_stroke_color()
        if k < 3:
            assert abs(edge.point(0.5)[1] - arc.point_from_proportion(0.5)[1]) < 0.06, "the same arc"


def test_nodes_without_places_stay_where_they_are():
    said = Sentence(["the", "boy", "saw"])
    before = [word.get_center() for word in said]
    graph = nx.DiGraph([(2, 1), (1, 0)])
    shown = Graph(graph, draw=said.__getitem__)
    assert np.allclose([said[k].get_center() for k in range(3)], before)
    assert np.allclose(shown.on_frame(shown.places[1])[:2], said[1].box.get_center()[:2])


def test_weights_move_while_nodes_stay():
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "b", 0.2), ("a", "c", 0.8)])
    shown = Graph(graph, circle_layout(graph), weight="weight")
    middles = {name: node.get_center().copy() for name, node in shown.nodes.items()}
    moving = done(shown.to({("a", "b"): 1.0}, rate_func=lambda t: t), 0.25)
    assert shown.edge("a", "b").weight == pytest.approx(0.4) and shown.edge("a", "c").weight == pytest.approx(0.6)
    moving.interpolate(1)
    assert not len(shown.edge("a", "c").curve.points), "what is no weight is no edge"
    assert all(np.allclose(middles[name], node.get_center()) for name, node in shown.nodes.items())


def test_edges_grow_one_after_another():
    shown = Graph(follows(), circle_layout(follows()), bare=True)
    assert not any(len(edge.curve.points) for edge in shown.edges.values())
    moving = done(shown.draw(lag=1.0, rate_func=lambda t: t), 0.5)
    grown = [edge.grown for edge in shown.edges.values()]
    assert grown == pytest.approx([1, 1, 1, 0.5, 0, 0, 0])
    moving.interpolate(1)
    assert all(edge.grown == 1 for edge in shown.edges.values())
    assert len(shown.edge("near", "the").head.points)


def test_a_graph_elsewhere_is_the_same_graph_and_its_edges_follow():
    shown = Graph(follows(), row_layout(follows()), over=True, region=whole)
    assert shown.edge("the", "queen").point(0.5)[1] > shown.node("the").box.get_top()[1] + 0.5
    moving = done(shown.rearrange(circle_layout(follows()), over=False), 0.4)
    for (a, b), edge in shown.edges.items():
        assert edge._where[:3] == tuple(shown.node(a).box.get_center()), f"{a} {b}: drawn where its node is now"
    moving.interpolate(1)
    still = Graph(follows(), circle_layout(follows()), region=whole)
    for pair, edge in shown.edges.items():
        assert np.allclose(edge.path(), still.edge(*pair).path())


def test_an_edge_takes_a_colour_and_weakens():
    shown = Graph(follows(), circle_layout(follows()))
    edge = shown.edge("the", "old")
    done(edge.light("backward"))
    assert edge.curve.get_stroke_color() == theme.colour("backward")
    done(shown.weaken([("the", "old")], 0.25))
    assert edge.curve.get_stroke_opacity() == pytest.approx(0.25)
    assert shown.edge("the", "king").curve.get_stroke_opacity() == 1


def _rising(points: np.ndarray) -> np.ndarray:
    """Points of a line by rising x: (2, n)."""
    return points[np.argsort(points[:, 0]), :2].T


def test_a_label_stands_beside_its_edge_and_not_on_it():
    graph = nx.DiGraph([("x", "y"), ("x", "z")])
    shown = Graph(graph, circle_layout(graph), draw=Disc, labels={("x", "y"): "ate", ("x", "z"): "was"}, below=[("x", "z")])
    for (_, end), edge in shown.edges.items():
        points = np.array([edge.point(share) for share in np.linspace(0, 1, 50)])
        under = edge.label.get_y() < np.interp(edge.label.get_x(), *_rising(points))
        assert under == (end == "z")
        away = np.abs(points - edge.label.get_center())[:, :2]
        half = np.array([edge.label.width, edge.label.height]) / 2
        assert not (away < half).all(axis=1).any(), "the curve runs through its name"
        assert np.linalg.norm(away, axis=1).min() < 1.0


def test_what_is_no_part_of_a_graph_is_refused():
    shown = Graph(follows(), circle_layout(follows()))
    for wrong in (lambda: shown.node("cat"), lambda: shown.edge("king", "the"), lambda: shown.light("cat")):
        with pytest.raises(ScriptError, match=r"no node|no edge"):
            wrong()
    with pytest.raises(ScriptError, match="no weights"):
        shown.to({})
    with pytest.raises(ScriptError, match="no place"):
        Graph(follows(), {"the": (0, 0)})
    with pytest.raises(ScriptError, match="without nodes"):
        Graph(nx.DiGraph(), {})
    with pytest.raises(ScriptError, match="no edge leads from 'king' to 'the'"):
        order_of(follows(), ["the", "king", "the"])
    weighted = nx.DiGraph()
    weighted.add_weighted_edges_from([("a", "b", 0.2)])
    with pytest.raises(ScriptError, match="has not"):
        Graph(weighted, row_layout(weighted), weight="weight").to({("b", "a"): 1.0})


def test_a_change_is_made_on_the_thing_itself():
    edge = Edge(Disc("x"), Disc("y").shift([3, 0, 0]))
    moving = Changing(edge, lambda share: edge._set(strength=share), rate_func=lambda t: t)
    moving.begin()
    assert moving.starting_mobject is edge
    moving.interpolate(0.3)
    assert edge.curve.get_stroke_opacity() == pytest.approx(0.3)


def test_a_large_graph_in_a_row_names_its_ends_below_the_first_and_the_last_node():
    line = nx.path_graph(6, create_using=nx.DiGraph)
    shown = LargeGraph(line, row_layout(line), region=picture, over=True, ends=("words in", "scores out"))
    first, last = shown.ends
    assert picture.holds(shown.ends) and (first.text, last.text) == ("words in", "scores out")
    assert first.get_left()[0] == pytest.approx(picture.left) and last.get_right()[0] == pytest.approx(picture.right)
    assert first.get_top()[1] < shown.quiet_dots.get_bottom()[1] and shown.at[0][0] < shown.at[5][0]
    assert not len(LargeGraph(line, row_layout(line)).ends)


def test_a_walk_without_lights_leaves_the_nodes_as_they_look():
    shown = Graph(follows(), circle_layout(follows()))
    shown.node("king").lit("forward")
    Walk(shown, ["the", "king"], lights=False).walked()
    assert shown.node("king").box.get_stroke_color() == theme.colour("forward")
    Walk(shown, ["the", "king"]).walked()
    assert shown.node("king").box.get_stroke_color() == theme.colour("attention")


def test_a_disc_is_lit_and_quiet_again():
    disc = Disc("x")
    quiet = disc.box.get_stroke_color(), disc.box.get_stroke_width()
    done(disc.light("forward"))
    assert disc.box.get_stroke_color() == theme.colour("forward")
    assert disc.box.get_stroke_width() == pytest.approx(theme.strokes.mark)
    done(disc.quieten())
    assert (disc.box.get_stroke_color(), disc.box.get_stroke_width()) == quiet


# Walks -------------------------------------------------------------------------------------------------------


def test_a_walk_goes_along_its_edges_and_lights_its_nodes():
    shown = Graph(follows(), circle_layout(follows()))
    walk = Walk(shown, ["the", "king", "near"])
    quiet = shown.node("the").box.get_stroke_color()
    moving = done(walk.go(), 0.75)
    assert moving.run_time == pytest.approx(1.2)
    assert np.allclose(walk.ball.get_center(), shown.edge("king", "near").point(0.5), atol=1e-6)
    lit = [name for name in WORDS if shown.node(name).box.get_stroke_color() != quiet]
    assert lit == ["the", "king"]
    moving.interpolate(1)
    ends = walk.trail.points[0], walk.trail.points[-1]
    assert np.allclose(ends, [shown.edge("the", "king").point(0), shown.edge("king", "near").point(1)])


def test_blame_walks_against_the_edges():
    shown = Graph(follows(), circle_layout(follows()))
    walk = Walk(shown, ["near", "king", "the"], role="backward", against=True)
    done(walk.go(), 0.5)
    assert np.allclose(walk.ball.get_center(), shown.edge("king", "near").point(0))
    assert walk.trail.get_stroke_color() == theme.colour("backward")
    with pytest.raises(ScriptError, match="no edge"):
        Walk(shown, ["near", "king", "the"])


# The matrix --------------------------------------------------------------------------------------------------


def counted(graph: nx.DiGraph, start: str, end: str, steps: int) -> int:
    """Walks counted one by one: every way to choose the nodes between."""
    ways = product(graph, repeat=steps - 1)
    return sum(all(graph.has_edge(*pair) for pair in zip((start, *way), (*way, end), strict=True)) for way in ways)


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_a_power_counts_walks(steps):
    table = Adjacency(follows())
    if steps > 1:
        done(table.to_power(steps))
    for i, start in enumerate(WORDS):
        for j, end in enumerate(WORDS):
            expected = counted(follows(), start, end, steps)
            assert table.table.entry(i, j).typst_code == f"$ {expected} $" and table.values[i, j] == expected
    assert table.power == steps


def test_names_stand_at_their_rows_and_columns():
    table = Adjacency(follows()).shift([1, 0.5, 0])
    for k in range(len(WORDS)):
        slot = table.table.slot(k, k)
        assert (
            abs(table.row_names[k].get_y() - slot[1]) < 0.3 and table.row_names[k].get_right()[0] < table.table.get_left()[0]
        )
        assert abs(table.column_names[k].get_left()[0] - slot[0]) < 0.3
        assert table.column_names[k].get_bottom()[1] > table.table.get_top()[1]
    mark = table.mark("old", "near")
    assert np.allclose(mark.get_center(), table.table.slot(1, 3))


def test_the_names_of_one_row_and_one_column_are_lit():
    table = Adjacency(follows())
    for moving in table.light("old", "near"):
        done(moving)
    lit = theme.colour("attention")
    assert [name.family_members_with_points()[0].get_fill_color() == lit for name in table.row_names] == [
        name == "old" for name in WORDS
    ]
    assert [name.family_members_with_points()[0].get_fill_color() == lit for name in table.column_names] == [
        name == "near" for name in WORDS
    ]


def test_a_blank_matrix_has_its_entries_when_they_are_written():
    table = Adjacency(follows(), blank=True)
    assert table.table.entry(0, 1) not in table.get_family()
    table.write_all()
    assert table.table.entry(0, 1) in table.get_family()
    assert np.allclose(table.table.entry(0, 1).get_center(), table.table.slot(0, 1))


# A crowd -----------------------------------------------------------------------------------------------------


def steps_back() -> tuple[nx.DiGraph, np.ndarray]:
    table = np.array([[1, 0, 0], [0.25, 0.75, 0], [0.5, 0.3, 0.2]])
    graph = nx.DiGraph()
    graph.add_nodes_from(range(3))
    graph.add_weighted_edges_from((i, j, table[i, j]) for i in range(3) for j in range(i + 1))
    return graph, table


def test_one_step_of_a_crowd():
    graph, table = steps_back()
    said = Sentence(["the", "boy", "saw"])
    shown = Graph(graph, draw=said.__getitem__, weight="weight", over=True)
    crowd = Crowd(shown, [0.1, 0.4, 0.5], height=2.0)
    moving = done(crowd.step(table, rate_func=lambda t: t), 0.5)
    sizes = sorted(dot.width**2 for dot in crowd.dots)
    going = sorted(share * table[i, j] for i, share in enumerate((0.1, 0.4, 0.5)) for j in range(i + 1))
    assert np.allclose(np.array(sizes) / sizes[-1], np.array(going) / going[-1]), "by area as large as what goes there"
    middles = {tuple(np.round(dot.get_center(), 6)) for dot in crowd.dots}
    assert middles == {tuple(np.round(edge.point(0.5), 6)) for edge in shown.edges.values()}
    moving.interpolate(1)
    by_hand = [0.1 + 0.4 * 0.25 + 0.5 * 0.5, 0.4 * 0.75 + 0.5 * 0.3, 0.5 * 0.2]
    assert np.allclose(crowd.shares, by_hand) and not len(crowd.dots)
    assert [figure.get_value() for figure in crowd.numbers] == pytest.approx(by_hand)
    heights = [column.height for column in crowd.columns]
    assert np.allclose(heights, 2.0 * np.array(by_hand) + 0.02)
    for word, column in zip(said, crowd.columns, strict=True):
        assert column.get_x() == pytest.approx(word.box.get_x()) and column.get_top()[1] < word.box.get_bottom()[1]


def test_the_ends_stay_where_the_columns_ended_and_clear_of_the_numbers():
    shown = Graph(follows(), row_layout(follows()), region=whole, over=True)
    crowd = Crowd(shown, [0.1, 0.2, 0.3, 0.4, 0.0], height=2.0)
    ends, before = crowd.ends(), [column.get_bottom() for column in crowd.columns]
    done(crowd.to([0.2, 0.2, 0.2, 0.2, 0.2]))
    for k, foot in enumerate(before):
        for line, side in zip(ends[2 * k : 2 * k + 2], (-1, 1), strict=True):
            assert line.get_y() == pytest.approx(foot[1])
            near = side * (line.get_center()[0] - foot[0]) - line.width / 2
            assert near > max(crowd.columns[k].width, crowd.numbers[k].width) / 2


def test_shares_that_are_none_are_refused():
    graph, _ = steps_back()
    shown = Graph(graph, row_layout(graph), draw=lambda name: Disc(str(name)), weight="weight")
    for wrong in ([0.5, 0.5], [0.5, 0.4, 0.0], [1.2, -0.2, 0.0]):
        with pytest.raises(ScriptError, match="shares of a crowd"):
            Crowd(shown, wrong, height=1)


# Large graphs ------------------------------------------------------------------------------------------------


def tree() -> nx.DiGraph:
    return nx.balanced_tree(2, 4, create_using=nx.DiGraph)


@pytest.mark.parametrize("over", [False, True])
def test_a_large_graph_has_a_thread_for_every_edge_in_its_region(over):
    places = row_layout(tree()) if over else layered_layout(tree())
    shown = LargeGraph(tree(), places, region=picture, over=over)
    curves = shown.threads.points.reshape(-1, 4, 3)
    assert len(curves) == tree().number_of_edges()
    for (a, b), curve in zip(tree().edges, curves, strict=True):
        assert np.allclose(curve[0], shown.at[a]) and np.allclose(curve[-1], shown.at[b])
        middle = curve.T @ [1 / 8, 3 / 8, 3 / 8, 1 / 8]
        straight = (shown.at[a] + shown.at[b]) / 2
        assert (middle[1] > straight[1] + 0.1) == over, "arcs rise, threads do not leave their line"
    middles = np.einsum("s,nsd->nd", [1 / 8, 3 / 8, 3 / 8, 1 / 8], curves)
    for point in (*middles, *shown.at.values()):
        assert picture.left <= point[0] <= picture.right and picture.bottom <= point[1] <= picture.top


def test_a_sweep_lights_nodes_in_order_and_the_edges_between_them():
    shown = LargeGraph(tree(), layered_layout(tree()))
    order = list(nx.topological_sort(tree()))
    done(shown.sweep(order, "forward"), 7 / len(order))
    dots = shown.lit_dots.points.reshape(7, -1, 3).mean(axis=1)
    assert np.allclose(np.sort(dots, axis=0), np.sort([shown.at[name] for name in order[:7]], axis=0), atol=0.02)
    between = [pair for pair in tree().edges if set(pair) <= set(order[:7])]
    assert len(shown.lit_threads.points) == 4 * len(between)


def test_what_one_sweep_lit_stays_until_the_next_comes_by_and_fades_with_none():
    shown = LargeGraph(tree(), layered_layout(tree()))
    order = list(nx.topological_sort(tree()))
    done(shown.sweep(order, "forward"))
    done(shown.sweep(order[::-1], "backward"), 5 / len(order))
    dot = len(shown.lit_dots.points) // 5
    assert len(shown.past_dots.points) == dot * (len(order) - 5)
    assert shown.past_dots.get_fill_color() == theme.colour("forward")
    both = [pair for pair in tree().edges if set(pair) <= set(order[-5:])]
    assert len(shown.past_threads.points) == 4 * (len(tree().edges) - len(both)), "no edge goes dark before its turn"
    done(shown.sweep(order[::-1], "backward"))
    assert not len(shown.past_dots.points)
    fading = done(shown.sweep([]), 0.25)
    assert shown.past_dots.get_fill_opacity() == pytest.approx(0.75) and len(shown.past_dots.points) == dot * len(order)
    fading.interpolate(1)
    assert not len(shown.past_dots.points) and not len(shown.lit_dots.points)


def test_the_ball_of_a_thread_grows_out_of_its_first_node():
    thread = LargeGraph(tree(), layered_layout(tree())).walk([0, 2, 5, 11])
    assert thread.ball.width < 0.01
    whole = LargeGraph(tree(), layered_layout(tree())).walk([0, 2]).walked().ball.width
    going = thread.go(rate_func=lambda share: share)
    going.interpolate(0.05)
    assert 0.01 < thread.ball.width < 0.9 * whole
    going.interpolate(1)
    assert thread.ball.width == pytest.approx(whole)


def test_dots_of_a_crowd_grow_and_shrink():
    graph, table = steps_back()
    shown = Graph(graph, row_layout(graph), draw=lambda name: Disc(str(name)), weight="weight")
    crowd = Crowd(shown, [0.1, 0.4, 0.5], height=2.0)
    step = crowd.step(table)
    widths = []
    for share in (0.001, 0.06, 0.5, 0.94, 1):
        step.interpolate(share)
        widths.append(max((dot.width for dot in crowd.dots), default=0.0))
    assert widths[0] < 0.1 * widths[2] and widths[1] < 0.7 * widths[2] and widths[3] < 0.7 * widths[2]
    assert widths[4] == 0


def test_a_thread_goes_step_by_step():
    shown = LargeGraph(tree(), layered_layout(tree()))
    thread = shown.walk([0, 2, 5, 11])
    done(thread.go_on(1))
    assert np.allclose(thread.ball.get_center(), shown.at[2])
    done(thread.go())
    assert np.allclose(thread.ball.get_center(), shown.at[11])
    with pytest.raises(ScriptError, match="3 steps"):
        thread.go_on()
    with pytest.raises(ScriptError, match="no edge"):
        shown.walk([0, 5])
    with pytest.raises(ScriptError, match="without nodes"):
        LargeGraph(nx.DiGraph(), {})


# A sentence and its chance -----------------------------------------------------------------------------------


def test_a_chain_multiplies_exactly():
    chances = [1, Fraction(5, 152), Fraction(19, 420), 1]
    shown = Chain(["the", "bird", "runs", "."], chances)
    assert shown.chance == Fraction(1, 672)
    assert shown.result[1].typst_code == "$ 1/672 $"
    written = [sign.typst_code for sign in shown.factors]
    assert written == ["$ 1 $", "$ dot $", "$ 5/152 $", "$ dot $", "$ 19/420 $", "$ dot $", "$ 1 $"]
    for word, figure in zip(shown.words, shown.factors[::2], strict=True):
        assert figure.get_x() == pytest.approx(word.get_x()) and figure.get_top()[1] < word.get_bottom()[1]
    with pytest.raises(ScriptError, match="as many chances"):
        Chain(["the"], chances)
    with pytest.raises(ScriptError, match="do not fit"):
        Chain(["princesses"] * 9, [Fraction(1, 2)] * 9)


def test_who_jumps_goes_to_every_node_and_the_crowd_is_as_the_table_with_jumps_says():
    graph = nx.DiGraph([("a", "a"), ("b", "a"), ("c", "b"), ("c", "a")])
    table = np.array([[1, 0, 0], [1, 0, 0], [0.5, 0.5, 0]])
    shown = Graph(graph, {"a": (-1, 0), "b": (0, 0), "c": (1, 0)}, over=True)
    crowd = Crowd(shown, [0, 0.4, 0.6], height=1)
    moving = done(crowd.step(table, jumps=0.3, rate_func=lambda t: t), 0.999)
    white = [dot for dot in crowd.dots if dot.get_fill_color() == theme.colour("ink")]
    landed = sorted(round(float(dot.get_x()), 1) for dot in white)
    assert landed == sorted(round(float(node.box.get_x()), 1) for node in shown.nodes.values() for _ in range(2))
    moving.interpolate(1)
    assert not len(crowd.dots)
    assert np.allclose(crowd.shares, np.array([0, 0.4, 0.6]) @ (0.7 * table + 0.3 / 3))
