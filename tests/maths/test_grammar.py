"""Grammars against enumeration: derivations are expanded here, without the automaton."""

from collections import Counter
from fractions import Fraction
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare, entropy

from maths.grammar import END, Automaton, Grammar, Words, compile_grammar

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)

# Two ways to write "a b": the language must add them, and the prefix "a" leaves several ways open.
AMBIGUOUS = Grammar(
    {
        "S": {("X", "b"): HALF, ("a", "Y"): THIRD, ("c",): Fraction(1, 6)},
        "X": {("a",): THIRD, ("a", "a"): 2 * THIRD},
        "Y": {("b",): HALF, (): Fraction(1, 4), ("a", "b"): Fraction(1, 4)},
    },
    "S",
)


def expand(grammar: Grammar) -> dict[Words, Fraction]:
    """Every sentence by rewriting the first symbol that has a rule, in all ways; no code of maths used."""
    done: dict[Words, Fraction] = {}
    open_ways: list[tuple[Words, Fraction]] = [((grammar.start,), Fraction(1))]
    while open_ways:
        symbols, chance = open_ways.pop()
        place = next((i for i, symbol in enumerate(symbols) if symbol in grammar.rules), None)
        if place is None:
            done[symbols] = done.get(symbols, Fraction(0)) + chance
            continue
        for sequence, share in grammar.rules[symbols[place]].items():
            open_ways.append((symbols[:place] + sequence + symbols[place + 1 :], chance * share))
    return done


@st.composite
def grammars(draw: st.DrawFn) -> Grammar:
    """Grammars of up to four levels, each symbol using only words and later symbols."""
    depth = draw(st.integers(1, 4))
    rules = {}
    for level in range(depth):
        parts = ["a", "b", "c"] + [f"N{later}" for later in range(level + 1, depth)]
        sequence = st.lists(st.sampled_from(parts), max_size=3).map(tuple)
        chosen = draw(st.lists(sequence, min_size=1, max_size=3, unique=True))
        weights = draw(st.lists(st.integers(0, 5), min_size=len(chosen), max_size=len(chosen)))
        weights[0] += 1
        rules[f"N{level}"] = {s: Fraction(w, sum(weights)) for s, w in zip(chosen, weights, strict=True)}
    return Grammar(rules, "N0")


@settings(max_examples=60, deadline=None)
@given(grammars())
def test_the_automaton_is_the_language_that_the_rules_write(grammar: Grammar) -> None:
    truth, machine = expand(grammar), grammar.automaton
    assert sum(truth.values()) == 1
    assert dict(machine.sentences()) == truth
    assert machine.count() == len(truth)
    assert machine.count_by_length() == dict(sorted(Counter(len(words) for words in truth).items()))
    assert machine.mean_length() == sum(len(words) * chance for words, chance in truth.items())
    assert machine.entropy() == pytest.approx(entropy([float(c) for c in truth.values()]), abs=1e-12)
    for words, chance in truth.items():
        assert machine.probability(words) == chance
        for length in range(len(words) + 1):
            check_prefix(machine, truth, words[:length])
    best, chance = machine.best()
    assert chance == max(truth.values()) == truth[best]


def check_prefix(machine: Automaton, truth: dict[Words, Fraction], prefix: Words) -> None:
    following: dict[str, Fraction] = {}
    for words, chance in truth.items():
        if words[: len(prefix)] == prefix:
            word = words[len(prefix)] if len(words) > len(prefix) else END
            following[word] = following.get(word, Fraction(0)) + chance
    mass = sum(following.values(), Fraction(0))
    assert machine.prefix_probability(prefix) == mass
    assert machine.next_words(prefix) == {word: chance / mass for word, chance in following.items()}
    within = {words: chance for words, chance in truth.items() if words[: len(prefix)] == prefix}
    assert machine.best(prefix)[1] == max(within.values())


@settings(max_examples=60, deadline=None)
@given(grammars())
def test_states_are_as_few_as_there_are_futures(grammar: Grammar) -> None:
    truth = expand(grammar)
    futures = set()
    for prefix in {words[:length] for words in truth for length in range(len(words) + 1)}:
        rest = {w[len(prefix) :]: c for w, c in truth.items() if w[: len(prefix)] == prefix}
        mass = sum(rest.values())
        futures.add(frozenset((words, chance / mass) for words, chance in rest.items()))
    assert len(grammar.automaton.arcs) == len(futures)


def test_entropy_per_word_is_the_entropy_over_the_mean_length() -> None:
    truth = expand(AMBIGUOUS)
    mean = sum(len(words) * chance for words, chance in truth.items())
    expected = entropy([float(c) for c in truth.values()]) / float(mean)
    assert AMBIGUOUS.automaton.entropy_per_word() == pytest.approx(expected, abs=1e-12)


def test_a_coin_has_an_entropy_of_log_two() -> None:
    machine = Grammar({"S": {("h",): 0.5, ("t",): 0.5}}, "S").automaton
    assert machine.entropy() == pytest.approx(log(2), abs=1e-15)
    assert machine.state_entropy(0) == pytest.approx(log(2), abs=1e-15)


@pytest.mark.parametrize("prefix", [(), ("a",), ("a", "a"), ("a", "b"), ("c",)])
def test_the_posterior_is_bayes_by_enumeration(prefix: Words) -> None:
    joint = {}
    for sequence, prior in AMBIGUOUS.rules["S"].items():
        alone = expand(Grammar({**AMBIGUOUS.rules, "ONE": {sequence: 1}}, "ONE"))
        joint[sequence] = prior * sum(c for words, c in alone.items() if words[: len(prefix)] == prefix)
    total = sum(joint.values())
    assert AMBIGUOUS.posterior(prefix) == {sequence: share / total for sequence, share in joint.items()}


def test_the_posterior_of_another_symbol_takes_it_for_the_start() -> None:
    assert AMBIGUOUS.posterior(("a", "a"), "X") == {("a",): 0, ("a", "a"): 1}


def test_the_posterior_refuses_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="no sentence begins with 'b'"):
        AMBIGUOUS.posterior(("b",))
    with pytest.raises(ValueError, match="'Q' has no rule"):
        AMBIGUOUS.posterior((), "Q")


def test_samples_agree_with_probabilities() -> None:
    truth, rng = expand(AMBIGUOUS), np.random.default_rng(3)
    drawn = Counter(AMBIGUOUS.automaton.sample(rng) for _ in range(20_000))
    assert set(drawn) == set(truth)
    expected = [float(truth[words]) * 20_000 for words in truth]
    assert chisquare([drawn[words] for words in truth], expected).pvalue > 1e-3


def test_samples_come_from_the_seed_alone() -> None:
    first, second = (
        [AMBIGUOUS.automaton.sample(rng) for _ in range(50)]
        for rng in (np.random.default_rng(8), np.random.default_rng(8))
    )
    assert first == second


def test_the_table_holds_the_arcs() -> None:
    machine = AMBIGUOUS.automaton
    order = ("c", "b", "a", "unused")
    probabilities, targets = machine.table(order)
    assert probabilities.shape == targets.shape == (len(machine.arcs), 4)
    stops = np.array([float(stop) for stop in machine.stops])
    np.testing.assert_allclose(probabilities.sum(axis=1) + stops, 1, atol=1e-15)
    assert ((targets >= 0) == (probabilities > 0)).all()
    for words in expand(AMBIGUOUS):
        state = 0
        for word in words:
            state = targets[state, order.index(word)]
        assert stops[state] > 0
    with pytest.raises(ValueError, match=r"missing from the order: \['c'\]"):
        machine.table(("a", "b"))


def test_the_graph_is_the_automaton() -> None:
    graph = AMBIGUOUS.automaton.graph()
    assert nx.is_directed_acyclic_graph(graph)
    for node, step in graph.nodes(data=True):
        leaving = sum(edge["probability"] for _, _, edge in graph.out_edges(node, data=True))
        assert leaving + step["stop"] == 1
        entering = [(a, e["probability"]) for a, _, e in graph.in_edges(node, data=True)]
        assert step["visit"] == (sum(graph.nodes[a]["visit"] * p for a, p in entering) if node else 1)
    walks = {
        tuple(graph.edges[edge]["word"] for edge in path)
        for end in graph
        if graph.nodes[end]["stop"] and end
        for path in nx.all_simple_edge_paths(graph, 0, end)
    }
    assert walks == set(expand(AMBIGUOUS))


def test_words_are_those_that_no_rule_rewrites() -> None:
    assert AMBIGUOUS.words == AMBIGUOUS.automaton.words == ("a", "b", "c")
    assert compile_grammar(AMBIGUOUS) == AMBIGUOUS.automaton


def test_what_is_not_in_the_language_has_no_probability() -> None:
    machine = AMBIGUOUS.automaton
    assert machine.probability(("b",)) == machine.prefix_probability(("a", "c")) == 0
    assert machine.probability(("a", "a")) == 0  # a beginning, and not a sentence
    assert machine.prefix_probability(("a", "a")) > 0
    with pytest.raises(ValueError, match="'c' cannot come after 'a'"):
        machine.next_words(("a", "c"))
    with pytest.raises(ValueError, match="'z' cannot come after 'nothing'"):
        machine.best(("z",))


def test_of_equals_the_best_is_the_one_that_ends_first() -> None:
    even = Grammar({"S": {("a",): THIRD, ("b",): THIRD, (): THIRD}}, "S").automaton
    assert even.best() == ((), THIRD)


def test_floats_that_sum_to_one_are_scaled_to_sum_exactly() -> None:
    machine = Grammar({"S": {("a",): 0.1, ("b",): 0.2, ("c",): 0.7}}, "S").automaton
    assert sum(chance for _, chance in machine.sentences()) == 1


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({}, "start symbol 'S' has no rule"),
        ({"S": {}}, "'S' has no alternatives"),
        ({"S": {("a",): 0.5, ("b",): 0.4}}, "sum to 0.9, not to one"),
        ({"S": {("a",): 1.5, ("b",): -0.5}}, "has probability -0.5"),
        ({"S": {("a",): float("nan")}}, "has probability nan"),
        ({"S": {("a",): float("inf")}}, "has probability inf"),
        ({"S": {"a": 1}}, "needs tuples of words"),
        ({"S": {("",): 1}}, "none empty"),
        ({"S": {(END,): 1}}, "none empty or '<end>'"),
        ({"S": {("T",): 1}, "T": {("a", "S"): 1}}, "recursion: "),
    ],
)
def test_a_grammar_that_is_none_is_refused(rules: dict[str, dict[Words, float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Grammar(rules, "S")


def test_a_language_of_nothing_has_no_entropy_per_word() -> None:
    nothing = Grammar({"S": {(): 1}}, "S").automaton
    assert nothing.entropy() == 0
    with pytest.raises(ValueError, match="the only sentence is empty"):
        nothing.entropy_per_word()
