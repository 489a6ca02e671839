"""Graphs against networkx, scipy and brute force."""

import math
import os
import subprocess
import sys
from itertools import pairwise, permutations, product
from pathlib import Path

import jax
import jax.numpy as jnp
import networkx as nx
import numpy as np
import pytest
import scipy.sparse
import scipy.sparse.csgraph
from hypothesis import given
from hypothesis import strategies as st

from maths import autodiff as ad
from maths import graphs as gr

ROOT = Path(__file__).parents[2]


def tables(low=0, high=2):
    return st.integers(1, 5).flatmap(
        lambda n: st.lists(st.integers(low, high), min_size=n * n, max_size=n * n).map(
            lambda row: np.array(row, dtype=float).reshape(n, n)
        )
    )


@st.composite
def dags(draw):
    """A graph without cycles whose nodes were added in any order."""
    n = draw(st.integers(1, 7))
    names = draw(st.permutations(range(n)))
    graph = nx.DiGraph()
    graph.add_nodes_from(names)
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    if pairs:
        graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=12)))
    return graph


def attention(layers, places, seed=0, heads=None):
    """Causal attention from random scores."""
    shape = (layers, places, places) if heads is None else (layers, heads, places, places)
    scores = np.exp(np.random.default_rng(seed).normal(size=shape)) * np.tri(places)
    return scores / scores.sum(axis=-1, keepdims=True)


def test_a_graph_from_pairs_or_from_weights():
    pairs = [("he", "boy"), ("boy", "the"), ("he", "the"), ("he", "boy")]
    made = gr.directed(pairs, nodes=("the", "queen"))
    assert list(made) == ["the", "queen", "he", "boy"], "nodes that are named come first"
    assert made.is_directed() and not made.is_multigraph()
    assert set(made.edges) == {("he", "boy"), ("boy", "the"), ("he", "the")}
    weights = {("a", "b"): 0.25, ("b", "b"): np.float64(0.75), ("c", "a"): 0}
    expected = nx.DiGraph()
    expected.add_weighted_edges_from((*pair, float(weight)) for pair, weight in weights.items())
    assert nx.utils.graphs_equal(gr.directed(weights), expected)
    assert nx.utils.graphs_equal(gr.directed([]), nx.DiGraph())
    for wrong in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="weight of an edge"):
            gr.directed({("a", "b"): wrong})


# Attention ------------------------------------------------------------------------------------------------------


def test_attention_as_a_graph_keeps_every_weight():
    weights = attention(1, 4)[0]
    graph = gr.attention_graph(weights, ["the", "queen", "ate", "bread"])
    assert [graph.nodes[k]["word"] for k in graph] == ["the", "queen", "ate", "bread"]
    assert set(graph.edges) == {(i, j) for i in range(4) for j in range(i + 1)}, "from what asks to what it reads"
    assert np.array_equal(nx.to_numpy_array(graph), weights)
    for place in graph:
        assert graph.out_degree(place, weight="weight") == pytest.approx(1)


def test_attention_too_faint_is_not_drawn():
    weights = np.array([[1.0, 0, 0], [0.25, 0.75, 0], [0.1, 0.2, 0.7]])
    graph = gr.attention_graph(weights, least=0.2)
    assert set(graph.edges) == {(0, 0), (1, 0), (1, 1), (2, 2)}
    assert list(graph) == [0, 1, 2] and graph.nodes[0] == {}
    single = gr.attention_graph(weights.astype(np.float32))
    assert single.edges[2, 2]["weight"] == pytest.approx(0.7, abs=1e-7), "the model's own 32-bit rows will do"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: gr.attention_graph([[0.5, 0.4], [0, 1]]), "sums to 0.9"),
        (lambda: gr.attention_graph([[0.5, 0.5]]), "square"),
        (lambda: gr.attention_graph([[1.0]], ["a", "b"]), "2 words for attention between 1 places"),
        (lambda: gr.attention_graph([[1.0]], least=1.5), "least"),
        (lambda: gr.attention_graph(np.zeros((0, 0))), "empty"),
    ],
)
def test_what_is_no_attention_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("heads", [None, 3])
def test_rollout_is_the_sum_over_all_ways_through_the_layers(heads):
    layers = attention(3, 4, heads=heads)
    mean = layers if heads is None else sum(layers[:, h] for h in range(heads)) / heads
    mixed = 0.3 * np.eye(4) + 0.7 * mean
    ours = gr.attention_rollout(layers, residual=0.3)
    assert ours.shape == (3, 4, 4)
    np.testing.assert_allclose(ours.sum(axis=-1), 1)
    for top in range(3):
        expected = np.zeros((4, 4))
        for way in product(range(4), repeat=top + 2):  # from the top layer down to the words
            expected[way[0], way[-1]] += math.prod(mixed[top - k, a, b] for k, (a, b) in enumerate(pairwise(way)))
        np.testing.assert_allclose(ours[top], expected, rtol=1e-12, atol=1e-15)


def test_rollout_at_its_ends():
    layers = attention(3, 4)
    np.testing.assert_allclose(gr.attention_rollout(layers, residual=0)[-1], layers[2] @ layers[1] @ layers[0])
    np.testing.assert_allclose(gr.attention_rollout(layers, residual=1)[-1], np.eye(4))
    np.testing.assert_allclose(gr.attention_rollout(layers)[0], (np.eye(4) + layers[0]) / 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: gr.attention_rollout(np.eye(2)), "3 or 4 dimensions"),
        (lambda: gr.attention_rollout(np.full((1, 2, 4), 0.25)), "as many places"),
        (lambda: gr.attention_rollout(np.zeros((1, 2, 2))), "sums to 0"),
        (lambda: gr.attention_rollout(np.eye(2)[None], residual=-0.1), "residual"),
    ],
)
def test_what_cannot_be_rolled_out_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# Computation ----------------------------------------------------------------------------------------------------


def test_a_computation_as_a_graph():
    x, w = ad.leaf(np.ones((2, 3)), "x"), ad.leaf(np.ones((3, 2)), "w")
    product_ = x @ w
    out = ad.total(product_ * product_)
    graph = gr.computation_graph(out)
    assert nx.is_directed_acyclic_graph(graph) and len(graph) == 5
    by_op = {data["op"]: node for node, data in graph.nodes(data=True) if data["op"] != "leaf"}
    by_name = {data["name"]: node for node, data in graph.nodes(data=True) if data["name"]}
    assert set(graph.edges) == {
        (by_name["x"], by_op["matmul"]),
        (by_name["w"], by_op["matmul"]),
        (by_op["matmul"], by_op["multiply"]),
        (by_op["multiply"], by_op["total"]),
    }
    assert graph.edges[by_op["matmul"], by_op["multiply"]]["uses"] == 2, "a product of a value with itself"
    assert graph.edges[by_name["x"], by_op["matmul"]]["uses"] == 1
    assert graph.nodes[by_op["matmul"]]["shape"] == (2, 2) and graph.nodes[by_name["w"]]["shape"] == (3, 2)
    assert list(graph) == sorted(graph) and all(a < b for a, b in graph.edges), "numbered as they were computed"


def test_paths_in_a_computation_count_how_blame_flows():
    """Fan-out adds: with each local slope 1, the derivative is the number of paths."""
    x = ad.leaf(1.0, "x")
    y = x
    for _ in range(4):
        y = y + y
    graph = gr.computation_graph(y)
    table = gr.adjacency(graph, weight="uses")
    ways = sum(gr.walks(table, k) for k in range(len(graph)))
    ad.backward(y)
    assert ways[0, -1] == 16 == x.grad


def test_a_slope_graph_has_the_values_slopes_and_blame_that_jax_finds():
    """w goes two ways, one of them through unnamed steps, and a value goes into the output twice."""

    def tape(w0: float, v0: float) -> ad.Node:
        w, v = ad.leaf(w0, "w"), ad.leaf(v0, "v")
        a = ad.tanh(w * 3.0) + v
        b = w * w
        out = a * b + a
        a.name, b.name, out.name = "a", "b", "out"
        return out

    graph = gr.slope_graph(tape(0.4, -0.7))
    assert list(graph) == ["w", "v", "a", "b", "out"]
    w, v = 0.4, -0.7
    made_a = lambda w, v: jnp.tanh(3 * w) + v  # noqa: E731
    made_b = lambda w: w * w  # noqa: E731
    made_out = lambda a, b: a * b + a  # noqa: E731
    a, b = made_a(w, v), made_b(w)
    whole = lambda w, v: made_out(made_a(w, v), made_b(w))  # noqa: E731
    expected = {
        ("w", "a"): jax.grad(made_a, 0)(w, v), ("v", "a"): jax.grad(made_a, 1)(w, v), ("w", "b"): jax.grad(made_b)(w),
        ("a", "out"): jax.grad(made_out, 0)(a, b), ("b", "out"): jax.grad(made_out, 1)(a, b),
    }  # fmt: skip
    assert set(graph.edges) == set(expected)
    for edge, slope in expected.items():
        assert graph.edges[edge]["slope"] == pytest.approx(float(slope), rel=1e-5), edge
    blames = {"w": jax.grad(whole, 0)(w, v), "v": jax.grad(whole, 1)(w, v), "out": 1.0}
    values = {"w": w, "v": v, "a": a, "b": b, "out": whole(w, v)}
    for name, value in values.items():
        assert graph.nodes[name]["value"] == pytest.approx(float(value), rel=1e-5)
    for name, blame in blames.items():
        assert graph.nodes[name]["blame"] == pytest.approx(float(blame), rel=1e-5)


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=2))
def test_blame_is_the_sum_over_ways_of_slopes_multiplied(inputs):
    x, y = (ad.leaf(value, name) for value, name in zip(inputs, "xy", strict=True))
    p, q = x * y, ad.tanh(x)
    r = p + q * y
    out = r * q
    p.name, q.name, r.name, out.name = "p", "q", "r", "out"
    graph = gr.slope_graph(out)
    for name in graph:
        ways = nx.all_simple_edge_paths(graph, name, "out") if name != "out" else [[]]
        total = sum(math.prod(graph.edges[edge]["slope"] for edge in way) for way in ways)
        assert graph.nodes[name]["blame"] == pytest.approx(total, abs=1e-9)


def test_slope_graphs_that_are_none_are_refused():
    x = ad.leaf([1.0, 2.0], "x")
    row = ad.total(x)
    with pytest.raises(ValueError, match="no name"):
        gr.slope_graph(row)
    row.name = "out"
    with pytest.raises(ValueError, match="x is not a single number"):
        gr.slope_graph(row)
    y = ad.leaf(1.0, "y") * ad.leaf(2.0, "y")
    y.name = "out"
    with pytest.raises(ValueError, match="twice"):
        gr.slope_graph(y)


# Matrices and walks ---------------------------------------------------------------------------------------------


@given(tables())
def test_a_graph_and_its_matrix(table):
    graph = nx.from_numpy_array(table, create_using=nx.DiGraph)
    assert np.array_equal(gr.adjacency(graph), table)
    order = list(reversed(range(len(table))))
    assert np.array_equal(gr.adjacency(graph, order), nx.to_numpy_array(graph, order))


def test_adjacency_of_other_kinds_of_graph():
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "c")])
    assert np.array_equal(gr.adjacency(graph), [[0, 1, 0], [1, 0, 1], [0, 1, 1]])
    assert np.array_equal(gr.adjacency(graph), nx.to_numpy_array(graph))
    many = nx.MultiDiGraph([("a", "b", {"weight": 2}), ("a", "b", {"weight": 3})])
    assert np.array_equal(gr.adjacency(many), [[0, 5], [0, 0]])
    lengths = nx.DiGraph()
    lengths.add_edge(0, 1, length=7)
    assert gr.adjacency(lengths, weight="length")[0, 1] == 7


def test_matrices_that_are_none_are_refused():
    graph = nx.DiGraph([("a", "b")])
    for order in (["a"], ["a", "a"], ["a", "b", "c"], ["a", "z"]):
        with pytest.raises(ValueError, match="every node of the graph once"):
            gr.adjacency(graph, order)
    with pytest.raises(ValueError, match="the graph is empty"):
        gr.adjacency(nx.DiGraph())
    graph.add_edge("b", "a", weight=math.nan)
    with pytest.raises(ValueError, match="not finite"):
        gr.adjacency(graph)


@given(tables(), st.integers(0, 4))
def test_walks_are_counted_one_by_one(table, steps):
    n = len(table)
    expected = np.zeros((n, n))
    for way in product(range(n), repeat=steps + 1):
        expected[way[0], way[-1]] += math.prod(table[a, b] for a, b in pairwise(way))
    assert np.array_equal(gr.walks(table, steps), expected)


def test_many_walks_are_exact():
    path = nx.to_numpy_array(nx.DiGraph([(0, 0), (0, 1), (1, 0)]))  # Fibonacci
    a, b = 0, 1
    for _ in range(70):
        a, b = b, a + b
    assert gr.walks(path, 70)[0, 1] == a
    sparse = scipy.sparse.csr_array(path)
    assert np.array_equal(gr.walks(path, 13), scipy.sparse.linalg.matrix_power(sparse, 13).toarray())
    for bad in (-1, 1.5):
        with pytest.raises(ValueError, match="steps"):
            gr.walks(path, bad)
    with pytest.raises(ValueError, match="square"):
        gr.walks([[1.0, 2.0]], 1)


def test_a_matrix_that_is_walked_on_stays_as_it_was():
    table = np.array([[0.0, 2], [1, 0]])
    power = gr.walks(table, 1)
    power[0, 0] = 9
    assert np.array_equal(table, [[0, 2], [1, 0]])


# PageRank -------------------------------------------------------------------------------------------------------


@given(tables(), st.sampled_from([0.0, 0.5, 0.85, 0.99]))
def test_pagerank_is_networkxs(table, damping):
    graph = nx.from_numpy_array(table, create_using=nx.DiGraph)
    theirs = nx.pagerank(graph, alpha=damping, tol=1e-13, max_iter=10_000)
    np.testing.assert_allclose(gr.pagerank(table, damping=damping), [theirs[k] for k in range(len(table))], atol=1e-9)


def test_pagerank_is_an_eigenvector():
    table = np.random.default_rng(2).integers(0, 3, (6, 6)).astype(float) + np.eye(6)
    moves = 0.85 * table / table.sum(axis=1, keepdims=True) + 0.15 / 6
    values, vectors = np.linalg.eig(moves.T)
    main = np.real(vectors[:, np.argmax(np.real(values))])
    ranks = gr.pagerank(table)
    np.testing.assert_allclose(ranks, main / main.sum(), atol=1e-10)
    assert ranks.sum() == pytest.approx(1)


def test_pagerank_round_by_round():
    table = np.array([[0.0, 1, 1], [0, 0, 1], [0, 0, 0]])  # the last leads nowhere
    steps = gr.pagerank_steps(table, damping=0.5)
    one, two = next(steps), next(steps)
    np.testing.assert_allclose(one.ranks, [1 / 6 + 1 / 18, 1 / 6 + 1 / 12 + 1 / 18, 1 / 6 + 1 / 12 + 1 / 6 + 1 / 18])
    np.testing.assert_allclose(one.moved, np.abs(one.ranks - 1 / 3).sum())
    np.testing.assert_allclose(two.moved, np.abs(two.ranks - one.ranks).sum())
    assert (one.number, two.number) == (1, 2)
    one.ranks[:] = 0
    assert next(steps).ranks.sum() == pytest.approx(1)


def test_surfers_who_never_settle_and_weights_that_are_none():
    swap = np.array([[0.0, 1, 0], [1, 0, 0], [1, 0, 0]])
    with pytest.raises(ValueError, match=r"still move by .* after 50 rounds"):
        gr.pagerank(swap, damping=1, most=50)
    with pytest.raises(ValueError, match="negative: -1"):
        gr.pagerank([[0.0, -1], [1, 0]])
    with pytest.raises(ValueError, match="damping"):
        gr.pagerank(swap, damping=1.1)
    with pytest.raises(ValueError, match="tolerance"):
        gr.pagerank(swap, tolerance=0)
    with pytest.raises(ValueError, match="most"):
        gr.pagerank(swap, most=0)
    with pytest.raises(ValueError, match="square"):
        next(gr.pagerank_steps([[1.0, 2]]))


# Order ----------------------------------------------------------------------------------------------------------


@given(dags())
def test_an_order_puts_every_node_after_those_that_lead_to_it(graph):
    order = gr.topological_order(graph)
    assert sorted(order) == sorted(graph)
    assert all(order.index(a) < order.index(b) for a, b in graph.edges)
    place = {node: k for k, node in enumerate(graph)}
    assert list(order) == list(nx.lexicographical_topological_sort(graph, key=place.__getitem__))
    longest = gr.depths(graph)
    for node in graph:
        ways = [0] + [len(way) - 1 for other in graph if other != node for way in nx.all_simple_paths(graph, other, node)]
        assert longest[node] == max(ways)


def test_small_orders_are_all_enumerated():
    graph = nx.DiGraph([("c", "a"), ("b", "a")])
    right = [p for p in permutations("abc") if p.index("c") < p.index("a") and p.index("b") < p.index("a")]
    assert gr.topological_order(graph) in right
    assert gr.topological_order(graph) == ("c", "b", "a"), "among equals, as they were added"
    assert gr.topological_order(nx.DiGraph()) == ()


def test_cycles_and_graphs_without_direction_have_no_order():
    for make in (gr.topological_order, gr.depths, gr.layered_layout):
        with pytest.raises(ValueError, match=r"a cycle has no order: b -> c -> b|a cycle has no order: c -> b -> c"):
            make(nx.DiGraph([("a", "b"), ("b", "c"), ("c", "b")]))
        with pytest.raises(ValueError, match="without direction"):
            make(nx.Graph([("a", "b")]))
    with pytest.raises(ValueError, match="a -> a"):
        gr.topological_order(nx.DiGraph([("a", "a")]))


# Layouts --------------------------------------------------------------------------------------------------------

LAYOUTS = [gr.row_layout, gr.circle_layout, gr.layered_layout, gr.spring_layout]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(dags())
def test_every_node_has_a_place_of_its_own(layout, graph):
    places = layout(graph)
    assert list(places) == list(graph)
    points = np.array(list(places.values()))
    assert np.abs(points).max() <= 1 + 1e-12
    if len(points) > 1:
        gaps = np.linalg.norm(points[:, None] - points[None], axis=-1)[~np.eye(len(points), dtype=bool)]
        assert gaps.min() > 0.05
    else:
        assert gr.spring_layout(graph) == {next(iter(graph)): (0.0, 0.0)}


def test_rows_and_circles():
    graph = nx.path_graph(5)
    assert gr.row_layout(graph) == {0: (-1, 0), 1: (-0.5, 0), 2: (0, 0), 3: (0.5, 0), 4: (1, 0)}
    ours, theirs = gr.circle_layout(graph), nx.circular_layout(graph)
    np.testing.assert_allclose(ours[0], (0, 1), atol=1e-15)
    assert ours[1][0] > 0, "with the clock"
    for a, b in product(graph, repeat=2):  # networkx begins at the right and goes the other way round
        assert math.dist(ours[a], ours[b]) == pytest.approx(math.dist(theirs[a], theirs[b]), abs=1e-6)
    assert gr.row_layout(nx.path_graph(1)) == {0: (0, 0)}


@given(dags())
def test_layers_lead_to_the_right(graph):
    places, depth = gr.layered_layout(graph), gr.depths(graph)
    assert all(places[a][0] < places[b][0] for a, b in graph.edges)
    for a, b in product(graph, repeat=2):
        assert (depth[a] == depth[b]) == (places[a][0] == places[b][0])


def test_layers_keep_edges_from_crossing():
    graph = nx.DiGraph()
    graph.add_nodes_from("abcxyz")
    graph.add_edges_from([("a", "z"), ("b", "y"), ("c", "x")])
    places = gr.layered_layout(graph)
    assert [places[n][1] for n in "abc"] == [1, 0, -1]
    assert [places[n][1] for n in "zyx"] == [1, 0, -1]


def test_springs_show_what_belongs_together():
    graph = nx.barbell_graph(5, 0)  # two groups of five, one edge between them
    places = gr.spring_layout(graph)
    inside = [math.dist(places[a], places[b]) for a, b in graph.edges if (a < 5) == (b < 5)]
    across = [math.dist(places[a], places[b]) for a, b in product(range(5), range(5, 10)) if not graph.has_edge(a, b)]
    assert max(inside) < min(across)
    ring = gr.spring_layout(nx.cycle_graph(6))
    radii = [math.hypot(*point) for point in ring.values()]
    assert min(radii) > 0.95, "a ring is laid out as a ring"
    sides = [math.dist(ring[k], ring[(k + 1) % 6]) for k in range(6)]
    assert max(sides) / min(sides) < 1.1
    np.testing.assert_allclose(np.mean(list(places.values()), axis=0), 0, atol=1e-12)
    assert max(math.hypot(*point) for point in places.values()) == pytest.approx(1)


@pytest.mark.parametrize("graph", [nx.balanced_tree(2, 3), nx.petersen_graph(), nx.gnp_random_graph(12, 0.3, seed=1)])
def test_a_picture_that_grows_does_not_jump(graph):
    before = gr.spring_layout(graph)
    grown = graph.copy()
    grown.add_edge(0, "new")
    grown.add_node("alone")

    def jump(places):
        return np.mean([math.dist(before[node], places[node]) for node in before])

    moved = gr.spring_layout(grown, start=before)
    assert jump(moved) < 0.2
    assert jump(moved) < jump(gr.spring_layout(grown)), "with nothing to start from, old nodes go farther"
    assert math.dist(moved["new"], moved[0]) < 0.8, "what is new begins beside what it is joined to"


def test_springs_start_where_they_are_told():
    graph = nx.cycle_graph(5)
    one, other = gr.spring_layout(graph, seed=5), gr.spring_layout(graph, seed=6)
    assert gr.spring_layout(graph, seed=5) == one != other
    assert gr.spring_layout(graph, start={"stranger": (0.0, 0.0)}) == gr.spring_layout(graph)
    with pytest.raises(ValueError, match="not finite"):
        gr.spring_layout(graph, start={0: (math.nan, 0)})
    with pytest.raises(ValueError, match="rounds"):
        gr.spring_layout(graph, rounds=0)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_cannot_be_laid_out(layout):
    with pytest.raises(ValueError, match="empty"):
        layout(nx.DiGraph())


def test_the_same_graph_has_the_same_picture_in_every_process():
    code = (
        "import networkx as nx; from maths import graphs as g; "
        "w = ['the','queen','ate','bread','because','she']; "
        "G = nx.DiGraph([(a, b) for i, a in enumerate(w) for b in w[i+1::2]]); "
        "print(g.spring_layout(G), g.layered_layout(G), g.circle_layout(G), g.topological_order(G), "
        "g.pagerank(g.adjacency(G)).tolist())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1 and "queen" in printed.pop()
