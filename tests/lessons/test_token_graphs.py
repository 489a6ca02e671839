"""Every number that the lesson says or shows, worked out anew by NumPy from the weights, by networkx, by jax, by exact
fractions from the grammar or by counting one by one, and compared with its text and its stage."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import jax
import networkx as nx
import numpy as np
import pytest

from lessons import token_graphs as lesson
from maths.autodiff import leaf, relu
from pocket.language import automaton, corpus, encode, grammar
from pocket.model import load
from reel.answers import evaluate
from scenes.chapter import Chapter
from tests.played import played

WORDS = "the queen met the boy because he".split()  # noqa: SIM905
TOKENS = ["<start>", *WORDS]
BOY, BECAUSE, HE = 5, 6, 7
def said(chapter: type[Chapter], beat: str) -> str:
    return " ".join(dict(chapter.narrations())[beat].text.lower().split())


def shares_of_layers() -> list[np.ndarray]:
    """The whole way to the second layer's weights in plain NumPy, each layer's averaged over its heads: (8, 8) twice."""
    w = load().weights
    x = w["embedding"][encode(WORDS)] + w["position"][: len(TOKENS)]
    found = []

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        x = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
        return x * w[f"{name}.gain"] + w[f"{name}.bias"]

    for layer in (0, 1):
        at, a = f"block{layer}.", norm(x, f"block{layer}.attention")
        heads, weights = [], []
        for head in range(4):
            mine = slice(5 * head, 5 * head + 5)
            q, k, v = (a @ w[f"{at}attention.{part}"][:, mine] for part in ("query", "key", "value"))
            grown = np.exp(q @ k.T / np.sqrt(5)) * np.tri(len(TOKENS))
            weights.append(grown / grown.sum(axis=1, keepdims=True))
            heads.append(weights[-1] @ v)
        found.append(np.mean(weights, axis=0))
        x = x + np.concatenate(heads, axis=1) @ w[at + "attention.output"]
        m = norm(x, f"block{layer}.mlp") @ w[at + "mlp.up"] + w[at + "mlp.up_bias"]
        bent = 0.5 * m * (1 + np.tanh(np.sqrt(2 / np.pi) * (m + 0.044715 * m**3)))
        x = x + bent @ w[at + "mlp.down"] + w[at + "mlp.down_bias"]
    return found


SHARES = shares_of_layers()


# Who takes from whom -----------------------------------------------------------------------------------------


def test_the_shares_of_both_layers():
    assert list(lesson.TOKENS) == TOKENS and (lesson.BOY, lesson.BECAUSE, lesson.HE) == (5, 6, 7)
    for ours, expected in zip(lesson.SHARES, SHARES, strict=True):
        assert np.allclose(ours, expected, atol=1e-9)
        assert np.allclose(expected.sum(axis=1), 1), "what one word takes makes one"
    text = said(lesson.WhoTakesFromWhom, "one_word_takes")
    assert load().shape.heads == 4 and "all shares are averages over the layer's four tables." in text
    assert abs(SHARES[0][HE, BOY] - 1 / 4) < 0.01
    assert "about a quarter comes from the boy." in text
    assert SHARES[1][HE, BOY] < 0.01
    assert "directly from the boy, he takes less than one hundredth" in said(lesson.WhoTakesFromWhom, "a_second_layer")


def test_the_graph_on_the_stage_has_these_weights():
    shown = played(lesson.WhoTakesFromWhom).graph
    assert [node.token for node in shown.nodes.values()] == TOKENS
    for (i, j), edge in shown.edges.items():
        assert edge.weight == pytest.approx(SHARES[0][i, j]), "it ends with the first layer again"
    shares = [f"he → boy: {SHARES[layer][HE, BOY]:.3f}" for layer in (0, 1)]
    signs = played(lesson.WhoTakesFromWhom).signs
    assert [[text.text for text in sign] for sign in signs] == [["layer 1", shares[0]], ["layer 2", shares[1]]]
    assert {(i, j) for i in range(8) for j in range(i + 1) if SHARES[0][i, j] > 0} == set(shown.edges)


# Counting walks ----------------------------------------------------------------------------------------------

FIVE = ("the", "old", "king", "near", "queen")


def walks_counted(start: str, end: str, steps: int) -> list[tuple[str, ...]]:
    """All walks, found by trying every way to choose the words between."""
    ways = ((start, *way, end) for way in product(FIVE, repeat=steps - 1))
    return [way for way in ways if all(lesson.FOLLOWS.has_edge(*pair) for pair in pairwise(way))]


def test_an_edge_leads_to_a_word_that_may_come_next_and_none_is_left_out():
    follows = {pair for words in corpus().sentences() for pair in pairwise(words) if set(pair) <= set(FIVE)}
    assert set(lesson.FOLLOWS.edges) == follows and set(lesson.FOLLOWS) == set(FIVE)
    text = said(lesson.CountTheWalks, "five_words")
    assert "five words" in text and "a walk follows the edges: the, old, king, near, the." in text
    assert played(lesson.CountTheWalks).graph.graph is lesson.FOLLOWS


def test_the_first_walk_the_one_and_the_zero():
    assert ("the", "old", "king", "near", "the") in walks_counted("the", "the", 4)
    text = said(lesson.CountTheWalks, "the_adjacency_matrix")
    assert lesson.FOLLOWS.has_edge("the", "old") and "from the to old leads an edge: one." in text
    assert not lesson.FOLLOWS.has_edge("old", "near") and "from old to near there is none: zero." in text


def test_walks_of_two_steps():
    assert walks_counted("the", "near", 2) == [("the", "king", "near"), ("the", "queen", "near")]
    assert "one goes by king, one by queen." in said(lesson.CountTheWalks, "walks_of_two_steps")
    assert [walk.names for walk in played(lesson.CountTheWalks).walks] == [list(w) for w in walks_counted("the", "near", 2)]


def parts_of(ways: list[tuple[str, ...]]) -> list[list[list[str]]]:
    """The circles of each walk from "the" back to it, without "the"."""
    return [[part.split() for part in " ".join(way[1:]).split("the") if part] for way in ways]


def test_eight_walks_of_seven_steps():
    ways = walks_counted("the", "the", 7)
    assert len(ways) == 8 and "the seventh power says eight" in said(lesson.CountTheWalks, "the_seventh_power")
    circles = [[len(part) for part in parts] for parts in parts_of(ways)]
    # A circle without its "the": two words are three steps, three words are four.
    assert sorted(circles) == [[2, 3]] * 4 + [[3, 2]] * 4, "one of three steps and one of four, in either order"
    assert all(("old" in way) and way.count("old") == 1 for way in ways), "that of four goes by old"
    shown = played(lesson.CountTheWalks)
    assert tuple(shown.walk.names) in ways
    assert "two times two times two" in said(lesson.CountTheWalks, "the_seventh_power")
    assert shown.choices.product.typst_code == "$ 2 dot 2 dot 2 = 8 $"
    order, *royals = [[way.text for way in column] for column in shown.choices.columns]
    written = {f"{len(a) + 1} + {len(b) + 1}" for a, b in parts_of(ways)}
    assert set(order) == written and royals == [["king", "queen"]] * 2
    assert len({tuple(word for word in way if word in royals[0]) for way in ways}) == 4, "either word in either circle"


def test_the_table_on_the_stage_counts_walks_of_seven_steps():
    table = played(lesson.CountTheWalks).table
    assert table.power == 7 and table.order == list(FIVE)
    for (i, start), (j, end) in product(enumerate(FIVE), enumerate(FIVE)):
        assert table.table.entry(i, j).typst_code == f"$ {len(walks_counted(start, end, 7))} $"
    assert [name.text for name in table.row_names] == list(FIVE)


# Why blame has an order --------------------------------------------------------------------------------------


def test_the_small_computation_is_the_tape_of_its_formulas():
    x, w = leaf(2.0, "x"), leaf(3.0, "w")
    u = x * w
    h = relu(u)
    y = x + h
    names = {id(node): name for node, name in zip((x, w, u, h, y), "xwuhy", strict=True)}
    edges = {(names[id(parent)], names[id(node)]) for node in (u, h, y) for parent in node.parents}
    shown = played(lesson.AnOrderForBlame)
    assert set(shown.graph.graph.edges) == edges and set(shown.graph.nodes) == set("xwuhy")
    assert [step.typst_code for step in shown.steps] == ["$ u = x w $", "$ h = max(0, u) $", "$ y = h + x $"]
    text = said(lesson.AnOrderForBlame, "a_computation_is_a_graph")
    assert "x times w makes u. what is below zero is cut off, and x is added again." in text


def test_the_line_is_a_topological_order():
    shown = played(lesson.AnOrderForBlame)
    graph = shown.graph.graph
    assert nx.is_directed_acyclic_graph(graph)
    where = {name: node.get_x() for name, node in shown.graph.nodes.items()}
    assert all(where[a] < where[b] for a, b in graph.edges), "every edge leads to the right"
    assert list(shown.order) in list(nx.all_topological_sorts(graph))
    assert all(edge.strength == 1 for edge in shown.graph.edges.values()), "edges that no longer counted are back"


def test_blame_is_handed_on_when_all_that_use_a_node_have_answered():
    shown = played(lesson.AnOrderForBlame)
    graph, answered = shown.graph.graph, {name: 0 for name in "xwuhy"}
    for name in reversed(shown.order):
        assert answered[name] == len(list(graph.successors(name))), "back along the order, none is too early"
        for maker in graph.predecessors(name):
            answered[maker] += 1
    assert answered["x"] == 2 and "x was used twice" in said(lesson.AnOrderForBlame, "blame_waits")
    signs = [shown.come_to_x(parts).text for parts in (1, 2)]
    assert signs == ["1 of 2", "2 of 2"]


def test_all_that_the_model_computes():
    waiting, found = [load().trace(WORDS)["logits"]], {}
    while waiting:
        node = waiting.pop()
        found[id(node)] = node
        waiting += [parent for parent in node.parents if id(parent) not in found]
    assert len(found) == 103 and "a hundred and three tables" in said(lesson.AnOrderForBlame, "the_whole_model")
    shown = played(lesson.AnOrderForBlame).everything
    assert len(shown.graph) == 103
    assert all(shown.at[a][0] < shown.at[b][0] for a, b in shown.graph.edges), "from left to right"
    first, last = min(shown.at, key=lambda name: shown.at[name][0]), max(shown.at, key=lambda name: shown.at[name][0])
    names = shown.graph.nodes(data="name")
    assert names[first] == "embedding" and names[last] == "logits"
    assert [end.text for end in shown.ends] == ["words in", "scores out"]
    text = said(lesson.AnOrderForBlame, "the_whole_model")
    assert "meets each node once" in text


# Through two layers ------------------------------------------------------------------------------------------


def kept(share: float) -> list[np.ndarray]:
    return [share * np.eye(8) + (1 - share) * table for table in SHARES]


def test_three_walks_and_no_more():
    first, second = kept(0.5)
    ways = {middle: second[HE, middle] * first[middle, BOY] for middle in range(8)}
    assert [middle for middle, share in ways.items() if share > 0] == [BOY, BECAUSE, HE]
    assert "three walks lead down to the boy" in said(lesson.ThroughTwoLayers, "three_walks")
    shown = played(lesson.ThroughTwoLayers)
    assert shown.ways == [[(2, HE), (1, middle), (0, BOY)] for middle in (HE, BECAUSE, BOY)]
    assert [name.text for name, _ in shown.terms] == ["by he", "by because", "by boy", "together"]
    lines, factors = [term.typst_code for _, term in shown.terms], []
    for line, middle in zip(lines, (HE, BECAUSE, BOY), strict=False):
        one, other = round(second[HE, middle], 4), round(first[middle, BOY], 4)
        assert round(one * other, 3) == round(ways[middle], 3), "what is shown can be multiplied as it is shown"
        factors.append(f"{one:.4f} dot {other:.4f}")
        assert line == f"$ {factors[-1]} approx {ways[middle]:.3f} $"
    total = sum(ways.values())
    assert lines[3] == f"$ {total:.3f} $" and round(total, 2) == 0.12
    assert round(sum(round(way, 3) for way in ways.values()), 3) == round(total, 3), "and added up"
    assert "about zero point one two of the boy" in said(lesson.ThroughTwoLayers, "three_walks")
    row = [factors[0], "+", factors[1], "+", factors[2], "approx", f"{total:.3f}"]
    assert [part.typst_code for part in shown.line] == [f"$ {code} $" for code in row]


def test_rollout_is_the_product():
    first, second = kept(0.8)
    shown = played(lesson.ThroughTwoLayers)
    for heat, table in zip(shown.maps, (second, first, second @ first), strict=True):
        assert np.allclose(heat.values, table), "at its end, four fifths are kept"
    assert np.allclose(lesson.rollout(0.5)[1::-1], kept(0.5))
    entry = (second @ first)[HE, BOY]
    assert shown.share.get_value() == pytest.approx(entry) and round(entry, 2) == 0.05
    assert shown.halves.share == 0.5 and [figure.get_value() for figure in shown.kept.figures] == pytest.approx([0.8, 0.2])
    text = said(lesson.ThroughTwoLayers, "what_it_leaves_out")
    assert "keep four fifths, and the boy's share is zero point zero five" in text
    first, second = kept(0.5)
    for (start, end), edge in shown.graph.edges.items():
        assert edge.weight == pytest.approx((first, second)[end[0]][start[1], end[1]]), "the graph stayed with the half"


# Where the crowd goes ----------------------------------------------------------------------------------------

TABLE = (SHARES[0] + SHARES[1]) / 2
JUMPING = 0.85 * TABLE + 0.15 / 8


def test_the_walker_takes_steps_that_there_are():
    shown, rng, way = played(lesson.WhereTheCrowdGoes), np.random.default_rng(0), [HE]
    while way[-1] != 0:
        way.append(int(np.searchsorted(np.cumsum(TABLE[way[-1]]), rng.random(), side="right")))
    assert shown.walk.names == way, "drawn by the weights of the edges"
    for (i, j), edge in shown.graph.edges.items():
        assert edge.weight == pytest.approx(TABLE[i, j])


def test_without_jumps_all_end_at_the_start():
    assert np.allclose(TABLE[0], np.eye(8)[0]) and np.allclose(np.triu(TABLE, 1), 0)
    assert np.delete(np.diag(TABLE), 0).max() < 1, "so what is not at the start dies away"
    # One step is seen alone; in all_at_the_start three single ones, and then 2, 4, 8, 16 and 32 at once.
    shares = np.full(8, 1 / 8) @ np.linalg.matrix_power(TABLE, 1 + 3 + 2 + 4 + 8 + 16 + 32)
    assert shares[0] > 0.9995, "1.000 as it is shown"
    assert "from the start none leads on: all end up there." in said(lesson.WhereTheCrowdGoes, "all_at_the_start")


def test_the_table_with_the_jumps_and_what_it_needs():
    shown = played(lesson.WhereTheCrowdGoes)
    assert "0.85" in shown.signs[1].typst_code and '0.15 dot "1/8 everywhere"' in shown.signs[1].typst_code
    crowd, before = shown.crowd, shown.crowd.shares.copy()
    crowd.step(TABLE, jumps=0.15).interpolate(1)
    assert np.allclose(crowd.shares, before @ JUMPING)
    crowd.to(before).interpolate(1)
    assert np.allclose(TABLE.sum(axis=1), 1) and np.allclose(JUMPING.sum(axis=1), 1)
    text = said(lesson.WhereTheCrowdGoes, "what_does_not_turn")
    assert "where rows make one, jumps leave only one such crowd" in text
    assert "r times g is r, a left eigenvector with the eigenvalue one" in text
    assert shown.signs[2].typst_code == '$ manimgrp("r", r) manimgrp("T", G) = 1 dot manimgrp("r", r) $'
    assert np.allclose(shown.jumping, JUMPING)


def test_the_shares_that_settle_are_an_eigenvector_and_the_only_one():
    values, vectors = np.linalg.eig(JUMPING.T)
    at_one = np.flatnonzero(np.isclose(values, 1))
    assert len(at_one) == 1 and (np.abs(np.delete(values, at_one)) < 0.86).all(), "one alone, and all else dies away"
    r = np.real(vectors[:, at_one[0]])
    r /= r.sum()
    graph = nx.DiGraph()
    graph.add_weighted_edges_from((i, j, TABLE[i, j]) for i in range(8) for j in range(i + 1))
    by_networkx = nx.pagerank(graph, alpha=0.85, tol=1e-12)
    assert np.allclose(r, [by_networkx[k] for k in range(8)])
    shown = played(lesson.WhereTheCrowdGoes)
    assert np.allclose(shown.crowd.shares, r, atol=1e-6), "as from all on he, and as it began"
    assert np.allclose(r @ JUMPING, r) and not np.allclose(JUMPING @ r, r, atol=0.1), "on the left, not on the right"
    assert [figure.get_value() for figure in shown.crowd.numbers] == pytest.approx(r, abs=1e-6)
    text = said(lesson.WhereTheCrowdGoes, "all_at_the_start")
    assert round(r[0], 2) == 0.61 and "sixty-one hundredths on the start" in text
    assert "let fifteen of a hundred steps jump to any word at all" in text and "for it stands first" in text


# A sentence is a walk ----------------------------------------------------------------------------------------


def chance(sentence: str, *, prefix: bool = False) -> Fraction:
    """The chance of a sentence, or of all that begin so, by rewriting the grammar's first symbol again and again."""
    words, rules = sentence.split(), grammar().rules
    waiting = [((grammar().start,), Fraction(1), 0)]
    total = Fraction(0)
    while waiting:
        symbols, share, read = waiting.pop()
        if read == len(words) and (prefix or not symbols):
            total += share
        elif symbols and symbols[0] in rules:
            first, *rest = symbols
            waiting += [((*line, *rest), share * part, read) for line, part in rules[first].items()]
        elif symbols and read < len(words) and symbols[0] == words[read]:
            waiting.append((tuple(symbols[1:]), share, read + 1))
    return total


def test_a_walk_on_words_that_is_no_sentence():
    shown = played(lesson.ASentenceIsAWalk)
    assert shown.wrong.names == ["the", "king", "near", "the", "king"]
    assert chance("the king near the king", prefix=True) == 0 < chance("the king near the queen", prefix=True)
    assert "the king near the king" in said(lesson.ASentenceIsAWalk, "not_every_walk")


def test_the_languages_own_graph_has_a_node_for_all_that_may_follow():
    """Prefixes are the same node exactly when the same may follow them, with the same chances: counted on all sentences."""
    tree: dict = {}
    for words, share in automaton().sentences():
        branch = tree
        for word in words:
            branch["mass"] = branch.get("mass", 0) + share
            branch = branch.setdefault(word, {})
        branch["mass"] = branch.get("mass", 0) + share
    kinds: dict = {}

    def kind(branch: dict) -> int:
        mass = branch["mass"]
        ways = sorted((word, one["mass"] / mass, kind(one)) for word, one in branch.items() if word != "mass")
        return kinds.setdefault(tuple(ways), len(kinds))

    kind(tree)
    assert len(kinds) == 725 == len(lesson.STATES) == len(played(lesson.ASentenceIsAWalk).states.graph)
    assert "seven hundred and twenty-five" in said(lesson.ASentenceIsAWalk, "not_every_walk")


def test_the_part_that_is_drawn_is_a_part():
    part = played(lesson.ASentenceIsAWalk).part
    assert "three ways to the end" in said(lesson.ASentenceIsAWalk, "a_small_part") and len(lesson.PART) == 3
    for (a, b), edge in part.edges.items():
        assert edge.label.text.split()[0] in [arc.word for arc in automaton().arcs[a] if arc.target == b]
    for sentence in lesson.PART:
        state, words = 0, sentence.split()
        for word in words:
            (state,) = [b for (a, b), edge in part.edges.items() if a == state and edge.label.text.split()[0] == word]
        begun = [chance(" ".join(words[:k]), prefix=True) for k in range(len(words) + 1)]
        texts = {edge.label.text for edge in part.edges.values()}
        assert {f"{word} ({b / a})" for word, (a, b) in zip(words, pairwise(begun), strict=True)} <= texts
        assert automaton().stops[state] == 1, "it ends at the last node"


def test_the_likeliest_sentence_and_the_shortest():
    shown = played(lesson.ASentenceIsAWalk)
    likeliest, shortest = lesson.PART[:2]
    assert chance(likeliest) == Fraction(1, 256) == shown.product(likeliest).chance
    assert "one in two hundred and fifty-six" in said(lesson.ASentenceIsAWalk, "a_small_part")
    every = corpus()
    assert every.probabilities.max() == pytest.approx(1 / 256)
    assert " ".join(every.sentence(int(every.probabilities.argmax()))) == likeliest, "no sentence is likelier"
    text = said(lesson.ASentenceIsAWalk, "the_shortest")
    assert chance(shortest) == Fraction(1, 672) == shown.said.chance and "one in six hundred and seventy-two" in text
    assert (
        len(shortest.split())
        == 4
        == every.lengths.min()
        == nx.shortest_path_length(lesson.STATES, 0, len(lesson.STATES) - 1)
    )
    assert "four edges, and none has fewer. it is a shortest path." in text and len(likeliest.split()) == 5
    assert shown.said.result[1].typst_code == "$ 1/672 $"


def test_each_word_stands_over_its_own_chance():
    for sentence in lesson.PART[:2]:
        words, shown = sentence.split(), played(lesson.ASentenceIsAWalk).product(sentence)
        begun = [chance(" ".join(words[:k]), prefix=True) for k in range(len(words) + 1)]
        exact = [after / before for before, after in pairwise(begun)]
        codes = [f"$ {one.numerator}/{one.denominator} $" if one.denominator > 1 else "$ 1 $" for one in exact]
        assert [figure.typst_code for figure in shown.factors[::2]] == codes
        assert [word.token for word in shown.words] == words


def test_each_sentence_is_exactly_one_walk():
    assert all(len({arc.word for arc in arcs}) == len(arcs) for arcs in automaton().arcs), "a word settles the next node"
    ends = len({tuple(words) for words, _ in automaton().sentences()})
    counted = [1] * len(lesson.STATES)
    for state in reversed(list(nx.topological_sort(lesson.STATES))):
        counted[state] = sum(counted[arc.target] for arc in automaton().arcs[state]) or 1
    assert counted[0] == ends, "as many walks as sentences"
    assert "each sentence is exactly one walk" in said(lesson.ASentenceIsAWalk, "a_small_part")


def test_our_sentence_goes_through_the_whole_graph():
    shown = played(lesson.ASentenceIsAWalk)
    words = list(shown.whole_sentence.tokens)
    assert words[:7] == WORDS and chance(" ".join(words)) > 0
    assert len(shown.thread.stops) == len(words) + 1
    assert np.allclose(shown.thread.stops[-1], shown.states.at[len(lesson.STATES) - 1])
    assert shown.thread.done == len(words)


# Exercises ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", lesson.LESSON.exercises, ids=lambda one: one.name)
def test_exercises_have_right_answers_and_wrong_misconceptions(exercise):
    answer = np.asarray(evaluate(exercise.answer, exercise.given))
    graph = nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 0), (2, 1)])
    ways = [way for way in product(range(3), repeat=3) if nx.is_path(graph, [1, *way, 0])]
    first, second = (
        np.array(evaluate(name, exercise.given)) if "M1" in exercise.given else np.eye(3) for name in ("M1", "M2")
    )
    values, vectors = np.linalg.eig(np.array([[0, 1], [1 / 3, 2 / 3]]).T)
    settled = vectors[:, np.isclose(values, 1)][:, 0]
    expected = {
        "walks": len(ways),
        "blame": jax.grad(lambda x: 4 * x + x)(1.0),
        "rollout": sum(second[2, k] * first[k, 0] for k in range(3)),
        "settle": settled / settled.sum(),
    }[exercise.name]
    assert np.allclose(answer, expected)
    assert exercise.misconceptions
    for wrong, why in exercise.misconceptions.items():
        value = np.asarray(evaluate(wrong, exercise.given))
        assert value.shape != answer.shape or not np.allclose(value, answer, atol=0.01), wrong
        assert why.strip()


def test_the_worked_answers_numbers():
    by_name = {exercise.name: exercise for exercise in lesson.LESSON.exercises}
    assert evaluate("walks(A, 4)[1, 0]", by_name["walks"].given) == 3 and "is 3" in by_name["walks"].worked
    assert np.isclose(0.1 * 1 + 0.3 * 0.5 + 0.6 * 0, 0.25) and "= 0.25" in by_name["rollout"].worked
    step = np.array([1 / 4, 3 / 4]) @ [[0, 1], [1 / 3, 2 / 3]]
    assert np.allclose(step, [1 / 4, 3 / 4]), "a step leaves them as they are"
    assert not np.allclose(np.array([1 / 3, 2 / 3]) @ [[0, 1], [1 / 3, 2 / 3]], [1 / 3, 2 / 3])
