"""Graphs: what looks at what, what is made from what, and what follows from walking along the edges.

Graphs are networkx graphs; matrices are arrays (n, n) of float64 whose row is where an edge starts and whose
column is where it ends. Nothing here depends on the order of a set or on a clock: the same graph gives the
same answer, and the same picture, in every process. All raise ValueError, with what was wrong, for shapes
that do not fit, empty input and numbers that are not finite.

Walks as powers of the adjacency matrix: Biggs, Algebraic Graph Theory (1993), chapter 2. Topological order:
Kahn, Topological sorting of large networks (1962). Rollout: Abnar and Zuidema, Quantifying Attention Flow in
Transformers (2020). PageRank: Brin and Page (1998). Layers by longest path: Sugiyama, Tagawa and Toda (1981).
Layout by springs: Fruchterman and Reingold, Graph Drawing by Force-directed Placement (1991).
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike, NDArray

from maths import _checks
from maths.autodiff import Node, backward, walk

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
Thing = TypeVar("Thing", bound=Hashable)
Places = dict[Thing, tuple[float, float]]


# Graphs as they are made -----------------------------------------------------------------------------------


def directed(
    edges: Iterable[tuple[Thing, Thing]] | Mapping[tuple[Thing, Thing], float], nodes: Iterable[Thing] = ()
) -> "nx.DiGraph[Thing]":
    """A graph of edges with a direction, given as pairs or as {pair: weight}; a pair named twice is one edge.

    `nodes` come first and in their order, the others as edges name them. Raises ValueError for a weight that
    is not finite.
    """
    graph: nx.DiGraph[Thing] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    if isinstance(edges, Mapping):
        for pair, weight in edges.items():
            graph.add_edge(*pair, weight=float(_checks.array("the weight of an edge", weight)))
    else:
        graph.add_edges_from(edges)
    return graph


# Graphs from what the model does ---------------------------------------------------------------------------


def attention_graph(weights: ArrayLike, words: Sequence[str] | None = None, *, least: float = 0.0) -> "nx.DiGraph[int]":
    """Attention (T, T), each row of which sums to one, as edges from the place that asks to those it reads.

    Nodes are places 0 to T - 1, with their `word` if words (T) are given; edges carry their `weight`, and
    only those above `least` are drawn. Raises ValueError for rows that are no distributions, a wrong number
    of words, and a `least` outside 0 to 1.
    """
    table = _checks.square("the attention", _checks.distribution("the attention", weights, 2))
    least = _checks.within("least", least, 0, 1)
    if words is not None and len(words) != len(table):
        raise ValueError(f"{len(words)} words for attention between {len(table)} places")
    graph: nx.DiGraph[int] = nx.DiGraph()
    for place in range(len(table)):
        graph.add_node(place, **({} if words is None else {"word": words[place]}))
    for asks, reads in np.argwhere(table > least).tolist():
        graph.add_edge(asks, reads, weight=float(table[asks, reads]))
    return graph


def computation_graph(output: Node) -> "nx.DiGraph[int]":
    """The tape behind a node of `maths.autodiff` as a graph: from each value to those that are made from it.

    Nodes are numbered in the order in which they were computed and carry `op`, `name` and `shape`; edges
    carry `uses`, how many times a value went into the other. No cycles, by construction.
    """
    tape = walk(output)
    number = {id(node): k for k, node in enumerate(tape)}
    graph: nx.DiGraph[int] = nx.DiGraph()
    for k, node in enumerate(tape):
        graph.add_node(k, op=node.op, name=node.name, shape=node.shape)
        for parent in node.parents:
            edge = (number[id(parent)], k)
            graph.add_edge(*edge, uses=graph.edges[edge]["uses"] + 1 if graph.has_edge(*edge) else 1)
    return graph


def slope_graph(output: Node) -> "nx.DiGraph[str]":
    """The named numbers behind a single number, as a graph: from each to those made from it without another between.

    Nodes are names, in the order in which they were computed, and carry `value` and `blame`, the slope of the output
    with respect to them (`grad` is set along the tape, as `maths.autodiff.backward` does). Edges carry `slope`: how
    fast the later number moves with the earlier one while the other named numbers stay. What has no name lies within
    the edges. Raises ValueError for a named value that is not a single number, a name that stands twice, an output
    without a name.
    """
    named = [node for node in backward(output) if node.name]
    if not output.name:
        raise ValueError("the output has no name")
    if len({node.name for node in named}) < len(named):
        raise ValueError(f"a name stands twice among {[node.name for node in named]}")
    graph: nx.DiGraph[str] = nx.DiGraph()
    for node in named:
        if node.value.size != 1:
            raise ValueError(f"{node.name} is not a single number: its shape is {node.shape}")
        assert node.grad is not None  # it is behind the output
        graph.add_node(node.name, value=float(node.value.item()), blame=float(node.grad.item()))
        arrived = {id(node): np.ones_like(node.value)}
        for inner in reversed(walk(node)):
            blame = arrived.get(id(inner))
            if blame is None:
                continue
            if inner.name and inner is not node:
                graph.add_edge(inner.name, node.name, slope=float(blame.item()))
                continue
            for parent, part in zip(inner.parents, inner.pull(blame), strict=True):
                arrived[id(parent)] = arrived.get(id(parent), 0.0) + part
    return graph


# Matrices and walks ----------------------------------------------------------------------------------------


def adjacency(graph: "nx.Graph[Thing]", order: Sequence[Thing] | None = None, weight: str = "weight") -> Matrix:
    """The matrix of a graph with n nodes: (n, n), the weight of the edge from row to column, 0 where none is.

    An edge without a weight counts 1; an edge without direction stands in both places; parallel edges add up.
    Rows follow `order`, or the order in which nodes were added. Raises ValueError for an empty graph and an
    order that does not name each node once.
    """
    names = list(graph.nodes) if order is None else list(order)
    place = {name: k for k, name in enumerate(names)}
    if not len(names) == len(place) == len(graph) or not all(name in graph for name in names):
        raise ValueError("the order must name every node of the graph once")
    if not names:
        raise ValueError("the graph is empty")
    table = np.zeros((len(names), len(names)))
    for start, end, value in graph.edges(data=weight, default=1):
        table[place[start], place[end]] += value
        if not graph.is_directed() and start != end:
            table[place[end], place[start]] += value
    return _checks.array("the weights of the graph", table)


def walks(matrix: ArrayLike, steps: int) -> Matrix:
    """How many walks of that many steps lead from row to column, given an adjacency matrix (n, n): (n, n).

    Weights multiply along a walk and add up over walks, so that probabilities of single steps give those of
    many. Whole numbers are exact up to 2^53. By repeated squaring; no step at all leads from each node to
    itself. Raises ValueError unless the matrix is square and steps is 0 or more.
    """
    square = _checks.square("the matrix", matrix)
    left = _checks.whole("steps", steps, 0)
    power = np.eye(len(square))
    while left:
        if left & 1:
            power = power @ square
        left >>= 1
        if left:
            square = square @ square
    return power


def attention_rollout(layers: ArrayLike, *, residual: float = 0.5) -> Matrix:
    """How much of each place is in each other after every layer, if attention mixed places as it reads them.

    Attention is (L, T, T), or (L, H, T, T), whose heads are averaged; rows sum to one. In each layer a place
    keeps `residual` of itself, for the stream that runs past the attention, and takes the rest as it attends.
    Returns (L, T, T): entry l is the product of layers l, ..., 0, rows sum to one, [-1] is the whole model.
    Raises ValueError for other shapes, rows that do not sum to one and a residual outside 0 to 1.
    Abnar and Zuidema (2020), section 3.
    """
    stack = _checks.distribution("the attention", layers, 3, 4)
    if stack.shape[-1] != stack.shape[-2]:
        raise ValueError(f"attention is between as many places as it comes from, not {stack.shape[-2:]}")
    keep = _checks.within("residual", residual, 0, 1)
    mixed = stack.mean(axis=1) if stack.ndim == 4 else stack  # (L, T, T)
    mixed = keep * np.eye(stack.shape[-1]) + (1 - keep) * mixed
    products = [mixed[0]]
    for layer in mixed[1:]:
        products.append(layer @ products[-1])
    return np.array(products)


# PageRank --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RankStep:
    """One round of the surfers: `ranks` (n,), which sum to one, and by how much they moved, added up."""

    number: int
    ranks: Vector
    moved: float


def pagerank_steps(matrix: ArrayLike, *, damping: float = 0.85) -> Iterator[RankStep]:
    """Ranks (n,) from equal shares on, round by round, without end, over an adjacency matrix (n, n).

    In each round a share `damping` of every rank goes out along the edges, in proportion to their weights,
    and the rest is spread evenly; what has no way out spreads all evenly. Raises ValueError for a matrix that
    is not square, negative weights, and a damping outside 0 to 1. Langville and Meyer (2006), chapter 4.
    """
    table = _checks.square("the matrix", matrix)
    if (table < 0).any():
        raise ValueError(f"weights must not be negative: {table.min()}")
    return _rank_steps(table, _checks.within("damping", damping, 0, 1))


def _rank_steps(table: Matrix, damping: float) -> Iterator[RankStep]:
    even = np.full(len(table), 1 / len(table))
    out = table.sum(axis=1, keepdims=True)
    moves = np.where(out > 0, table / np.where(out > 0, out, 1), even)  # (n, n), rows sum to one
    ranks, number = even, 0
    while True:
        following = damping * (ranks @ moves) + (1 - damping) * even
        following /= following.sum()  # so that rounding does not build up
        number += 1
        yield RankStep(number, following.copy(), float(np.abs(following - ranks).sum()))
        ranks = following


def pagerank(matrix: ArrayLike, *, damping: float = 0.85, tolerance: float = 1e-12, most: int = 10_000) -> Vector:
    """How often a surfer who follows edges, and now and then jumps anywhere, comes by each node: (n,).

    The limit of `pagerank_steps`, the eigenvector of eigenvalue one: rounds until ranks move by no more than
    `tolerance` in all. Raises ValueError as `pagerank_steps` does, and if `most` rounds do not settle, which
    only a damping near 1 can bring about.
    """
    limit = _checks.positive("tolerance", tolerance)
    for step in islice(pagerank_steps(matrix, damping=damping), _checks.whole("most", most, 1)):
        if step.moved <= limit:
            return step.ranks
    raise ValueError(f"the ranks still move by {step.moved:.3g} after {most} rounds")


# Order -----------------------------------------------------------------------------------------------------


def topological_order(graph: "nx.DiGraph[Thing]") -> tuple[Thing, ...]:
    """All nodes, each after those that have an edge to it; among equals, in the order they were added.

    Kahn's method: take a node that nothing leads to, cut its edges, again. Raises ValueError for a graph
    without direction and one with a cycle, which it names.
    """
    if not graph.is_directed():
        raise ValueError("edges without direction give no order")
    place = {node: k for k, node in enumerate(graph)}
    waiting = {node: sum(1 for _ in graph.predecessors(node)) for node in graph}
    ready, order = [node for node in graph if not waiting[node]], list[Thing]()
    while ready:
        node = min(ready, key=place.__getitem__)
        ready.remove(node)
        order.append(node)
        for child in graph.successors(node):
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    if len(order) < len(graph):
        circle = [start for start, *_ in nx.find_cycle(graph)]
        raise ValueError(f"a cycle has no order: {' -> '.join(map(str, [*circle, circle[0]]))}")
    return tuple(order)


def depths(graph: "nx.DiGraph[Thing]") -> dict[Thing, int]:
    """How many edges the longest way to each node has: 0 for those that nothing leads to.

    Raises ValueError as `topological_order` does.
    """
    found = dict[Thing, int]()
    for node in topological_order(graph):
        found[node] = max((found[parent] + 1 for parent in graph.predecessors(node)), default=0)
    return found


# Layouts: places (x, y), each from -1 to 1 -----------------------------------------------------------------


def row_layout(graph: "nx.Graph[Thing]") -> Places[Thing]:
    """Nodes on a line from left to right, in the order they were added. ValueError for an empty graph."""
    names = _names(graph)
    return {name: (_spread(k, len(names)), 0.0) for k, name in enumerate(names)}


def circle_layout(graph: "nx.Graph[Thing]") -> Places[Thing]:
    """Nodes on a circle, the first at the top, the others after it with the clock.

    Raises ValueError for an empty graph.
    """
    names = _names(graph)
    return _places(names, _circle(len(names)))


def layered_layout(graph: "nx.DiGraph[Thing]") -> Places[Thing]:
    """Columns from left to right by `depths`, so that every edge leads to the right.

    Within a column, nodes stand in the order of the average place of those that lead to them, which keeps
    edges from crossing where it can; ties in the order they were added. Raises ValueError for an empty graph,
    one without direction and one with a cycle.
    """
    names, depth = _names(graph), depths(graph)
    last, places = max(depth.values()), Places[Thing]()
    for column in range(last + 1):
        members = [name for name in names if depth[name] == column]
        above = {
            name: float(np.mean([-places[parent][1] for parent in graph.predecessors(name)])) for name in members if column
        }
        members.sort(key=lambda name: above.get(name, 0.0))
        for k, name in enumerate(members):
            places[name] = (_spread(column, last + 1), -_spread(k, len(members)))
    return {name: places[name] for name in names}


def spring_layout(
    graph: "nx.Graph[Thing]",
    *,
    start: Mapping[Thing, tuple[float, float]] | None = None,
    rounds: int = 200,
    seed: int = 0,
) -> Places[Thing]:
    """Places found by springs: edges pull together, nodes push apart, all are drawn a little to the middle.

    So many rounds, ever more calmly, from a circle nudged by a generator from `seed`. Nodes named in `start`
    begin there instead, new ones beside those they are joined to, and none goes farther than some 0.3, so that
    a picture that grows does not jump. Weights are not looked at. At the end the middle is moved to 0 and the
    farthest node to distance 1. Raises ValueError for an empty graph, fewer than one round, and for places to
    start from that are no pairs of finite numbers.
    """
    names = _names(graph)
    place = {name: k for k, name in enumerate(names)}
    joined = adjacency(nx.Graph(graph.to_undirected()), names, weight="") > 0  # (n, n)
    np.fill_diagonal(joined, False)
    points = _circle(len(names))
    known = {place[name]: xy for name, xy in (start or {}).items() if name in place}
    for k, (x, y) in known.items():
        points[k] = _checks.array("a place to start from", [x, y], 1)
    for k in set(place.values()) - set(known):
        friends = [friend for friend in np.flatnonzero(joined[k]).tolist() if friend in known]
        points[k] = points[friends].mean(axis=0) * 1.2 if friends else points[k]
    points = points + np.random.default_rng(seed).normal(0, 0.01, points.shape)
    rounds = _checks.whole("rounds", rounds, 1)
    ideal, warmest = 1 / np.sqrt(len(names)), 0.6 / rounds if known else 0.1
    for heat in np.linspace(warmest, 0.0, rounds, endpoint=False):
        apart = points[:, None] - points[None]  # (n, n, 2)
        distance = np.maximum(np.linalg.norm(apart, axis=-1), 1e-6)  # (n, n)
        force = ideal**2 / distance**2 - joined * distance / ideal
        push = (apart * force[..., None]).sum(axis=1) - points  # (n, 2)
        length = np.maximum(np.linalg.norm(push, axis=-1, keepdims=True), 1e-12)
        points = points + push / length * np.minimum(length, heat)
    points = points - points.mean(axis=0)
    farthest = float(np.linalg.norm(points, axis=-1).max())
    return _places(names, points / farthest if farthest > 0 else points)


def _names(graph: "nx.Graph[Thing]") -> list[Thing]:
    if not len(graph):
        raise ValueError("the graph is empty")
    return list(graph.nodes)


def _circle(count: int) -> Matrix:
    angles = np.pi / 2 - 2 * np.pi * np.arange(count) / count
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _spread(place: int, count: int) -> float:
    """Evenly from -1 to 1; one alone stands in the middle."""
    return 2 * place / (count - 1) - 1 if count > 1 else 0.0


def _places(names: Sequence[Thing], points: Matrix) -> Places[Thing]:
    return {name: (x, y) for name, (x, y) in zip(names, points.tolist(), strict=True)}
