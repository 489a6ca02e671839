"""Probabilistic grammars without recursion, and everything about their languages, exactly.

A grammar rewrites symbols by chance until only words are left. Without recursion the language is finite,
and it can be compiled to a deterministic automaton: a graph whose every state knows the true distribution
of the next word. What is asked of the language is then a sum over that graph, in exact fractions where the
answer is a fraction, so nothing here is estimated.

Probabilistic grammars and their prefix probabilities: Manning and Schuetze, Foundations of Statistical
Natural Language Processing, chapter 11. Determinising weighted automata: Mohri, Finite-State Transducers in
Language and Speech Processing, Computational Linguistics 23 (1997). Entropy: Shannon (1948).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isfinite, log

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Words = tuple[str, ...]
Chance = Fraction | int | float
Belief = tuple[tuple[Words, Fraction], ...]  # what may still have to be written, and how likely each is

END = "<end>"  # stands in next-word distributions for "the sentence is over"


class Grammar:
    """Rules that rewrite a symbol to one of several sequences, each with its probability.

    `rules` maps a symbol to {sequence: probability}; what has no rule of its own is a word. `start` is the
    symbol that every sentence is written from. Fractions stay exact; floats are taken as the fractions that
    they are, and each symbol's probabilities are scaled to sum to exactly one if they do within 1e-12.

    Raises ValueError for a missing start symbol, a symbol without alternatives, probabilities that are
    negative, not finite or do not sum to one, a word that is empty or named END, and recursion.
    """

    def __init__(self, rules: Mapping[str, Mapping[Words, Chance]], start: str) -> None:
        if start not in rules:
            raise ValueError(f"the start symbol {start!r} has no rule")
        self.start = start
        self.rules = {symbol: _normal(symbol, alternatives) for symbol, alternatives in rules.items()}
        self.order = self._order()

    def _order(self) -> tuple[str, ...]:
        """The symbols that have rules, each before those that its rules use."""
        uses: nx.DiGraph[str] = nx.DiGraph()
        uses.add_nodes_from(self.rules)
        for symbol, alternatives in self.rules.items():
            uses.add_edges_from((symbol, part) for sequence in alternatives for part in sequence)
        try:
            order = tuple(nx.topological_sort(uses))
        except nx.NetworkXUnfeasible:
            circle = [a for a, _ in nx.find_cycle(uses)]
            raise ValueError(f"recursion: {' -> '.join([*circle, circle[0]])}") from None
        return tuple(symbol for symbol in order if symbol in self.rules)

    @cached_property
    def words(self) -> Words:
        """Every word of the language, in alphabetical order."""
        parts = {part for rule in self.rules.values() for sequence in rule for part in sequence}
        return tuple(sorted(parts - set(self.rules)))

    @cached_property
    def automaton(self) -> "Automaton":
        """The automaton of this grammar, compiled when first asked for."""
        return compile_grammar(self)

    def posterior(self, prefix: Sequence[str], symbol: str | None = None) -> dict[Words, Fraction]:
        """How likely each alternative of the start symbol is to be what wrote a prefix: Bayes' theorem.

        Returns {alternative: probability}, summing to one. With `symbol`, the alternatives of that symbol,
        for a language in which it is the start. Raises ValueError for a prefix that cannot occur.
        """
        symbol = self.start if symbol is None else symbol
        if symbol not in self.rules:
            raise ValueError(f"{symbol!r} has no rule")
        joint = {
            alternative: prior * self._automaton_of(alternative).prefix_probability(prefix)
            for alternative, prior in self.rules[symbol].items()
        }
        evidence = sum(joint.values(), Fraction(0))
        if evidence == 0:
            raise ValueError(f"no sentence begins with {' '.join(prefix)!r}")
        return {alternative: share / evidence for alternative, share in joint.items()}

    def _automaton_of(self, sequence: Words) -> "Automaton":
        if sequence not in self._parts:
            self._parts[sequence] = _determinise(self, sequence)
        return self._parts[sequence]

    @cached_property
    def _parts(self) -> dict[Words, "Automaton"]:
        return {}


def _normal(symbol: str, alternatives: Mapping[Words, Chance]) -> dict[Words, Fraction]:
    if not alternatives:
        raise ValueError(f"{symbol!r} has no alternatives")
    for sequence, chance in alternatives.items():
        if isinstance(sequence, str) or any(part in ("", END) for part in sequence):
            raise ValueError(f"{symbol!r} needs tuples of words, none empty or {END!r}: got {sequence!r}")
        value = float(chance)
        if not isfinite(value) or value < 0:
            raise ValueError(f"{symbol!r} -> {' '.join(sequence)!r} has probability {chance}")
    exact = {sequence: Fraction(chance) for sequence, chance in alternatives.items()}
    total = sum(exact.values(), Fraction(0))
    if abs(total - 1) > Fraction(1, 10**12):
        raise ValueError(f"the probabilities of {symbol!r} sum to {float(total)}, not to one")
    return {sequence: chance / total for sequence, chance in exact.items() if chance}


@dataclass(frozen=True)
class Arc:
    """One step of an automaton: the word written, its probability in the state left, the state reached."""

    word: str
    probability: Fraction
    target: int


@dataclass(frozen=True)
class Automaton:
    """A deterministic automaton, without circles, whose states know the true next-word distribution.

    `arcs[s]` are the steps out of state s, in alphabetical order of their words; `stops[s]` is the chance
    that the sentence ends there; the two sum to one in every state. State 0 is where sentences begin, and
    every arc leads to a state of a higher number. Two prefixes share a state exactly when the same may
    follow both with the same probabilities.
    """

    arcs: tuple[tuple[Arc, ...], ...]
    stops: tuple[Fraction, ...]

    @cached_property
    def words(self) -> Words:
        """Every word on an arc, in alphabetical order."""
        return tuple(sorted({arc.word for arcs in self.arcs for arc in arcs}))

    @cached_property
    def _step(self) -> tuple[dict[str, Arc], ...]:
        return tuple({arc.word: arc for arc in arcs} for arcs in self.arcs)

    def state(self, prefix: Sequence[str]) -> int:
        """The state that a prefix leads to. Raises ValueError for a prefix that cannot occur."""
        state = 0
        for place, word in enumerate(prefix):
            if word not in self._step[state]:
                raise ValueError(f"{word!r} cannot come after {' '.join(prefix[:place]) or 'nothing'!r}")
            state = self._step[state][word].target
        return state

    def prefix_probability(self, prefix: Sequence[str]) -> Fraction:
        """The chance that a sentence begins with these words: 0 if none does, 1 for no words."""
        state, chance = 0, Fraction(1)
        for word in prefix:
            if word not in self._step[state]:
                return Fraction(0)
            arc = self._step[state][word]
            state, chance = arc.target, chance * arc.probability
        return chance

    def probability(self, sentence: Sequence[str]) -> Fraction:
        """The chance of exactly this sentence: 0 if it is not in the language."""
        chance = self.prefix_probability(sentence)
        return chance * self.stops[self.state(sentence)] if chance else chance

    def next_words(self, prefix: Sequence[str] = ()) -> dict[str, Fraction]:
        """The true next-word distribution after a prefix: {word: probability}, summing to one.

        The end of the sentence, where it is possible, stands as END. Raises ValueError for a prefix that
        cannot occur.
        """
        state = self.state(prefix)
        following = {arc.word: arc.probability for arc in self.arcs[state]}
        return following | {END: self.stops[state]} if self.stops[state] else following

    @cached_property
    def visits(self) -> tuple[Fraction, ...]:
        """For each state, the chance that a sentence passes through it."""
        chances = [Fraction(1)] + [Fraction(0)] * (len(self.arcs) - 1)
        for state, arcs in enumerate(self.arcs):  # arcs lead upwards, so each is final when it is read
            for arc in arcs:
                chances[arc.target] += chances[state] * arc.probability
        return tuple(chances)

    def mean_length(self) -> Fraction:
        """The expected number of words in a sentence."""
        return sum((v * (1 - stop) for v, stop in zip(self.visits, self.stops, strict=True)), Fraction(0))

    def entropy(self) -> float:
        """The entropy of a sentence, in nats: the choices of every state, weighted by its visits."""
        return sum(float(visit) * self.state_entropy(state) for state, visit in enumerate(self.visits))

    def state_entropy(self, state: int) -> float:
        """The entropy of what comes next in one state, in nats."""
        chances = [arc.probability for arc in self.arcs[state]] + [self.stops[state]]
        return -sum(float(chance) * log(chance) for chance in chances if chance)

    def entropy_per_word(self) -> float:
        """The entropy of a sentence over its mean length, in nats a word. ValueError if all are empty."""
        length = self.mean_length()
        if not length:
            raise ValueError("the only sentence is empty: there is no word to share its entropy")
        return self.entropy() / float(length)

    def count(self) -> int:
        """The number of different sentences."""
        return sum(self.count_by_length().values())

    def count_by_length(self) -> dict[int, int]:
        """How many different sentences there are of each length in words, shortest first."""
        ways: list[dict[int, int]] = [{} for _ in self.arcs]
        for state in reversed(range(len(self.arcs))):
            if self.stops[state]:
                ways[state][0] = 1
            for arc in self.arcs[state]:
                for length, number in ways[arc.target].items():
                    ways[state][length + 1] = ways[state].get(length + 1, 0) + number
        return dict(sorted(ways[0].items()))

    def best(self, prefix: Sequence[str] = ()) -> tuple[Words, Fraction]:
        """The most probable sentence that begins with a prefix, and its probability (Viterbi 1967).

        Of equals, the one that ends first, then the first in alphabetical order at the first difference.
        Raises ValueError for a prefix that cannot occur.
        """
        best: list[tuple[Fraction, Words]] = [(Fraction(0), ())] * len(self.arcs)
        for state in reversed(range(len(self.arcs))):
            choice = (self.stops[state], Words())
            for arc in self.arcs[state]:
                chance = arc.probability * best[arc.target][0]
                if chance > choice[0]:
                    choice = (chance, (arc.word, *best[arc.target][1]))
            best[state] = choice
        chance, rest = best[self.state(prefix)]
        return (*prefix, *rest), self.prefix_probability(prefix) * chance

    def sentences(self) -> Iterator[tuple[Words, Fraction]]:
        """Every sentence with its probability, in alphabetical order, word by word."""
        ahead: list[tuple[int, Words, Fraction]] = [(0, (), Fraction(1))]
        while ahead:
            state, words, chance = ahead.pop()
            if self.stops[state]:
                yield words, chance * self.stops[state]
            for arc in reversed(self.arcs[state]):
                ahead.append((arc.target, (*words, arc.word), chance * arc.probability))

    def sample(self, rng: np.random.Generator) -> Words:
        """One sentence drawn by the language's own probabilities, by inverse transform, word by word."""
        state, words = 0, list[str]()
        while True:
            bounds, arcs = self._ruler[state], self.arcs[state]
            place = int(np.searchsorted(bounds, rng.random(), side="right"))
            if place == len(arcs):
                return tuple(words)
            words.append(arcs[place].word)
            state = arcs[place].target

    @cached_property
    def _ruler(self) -> tuple[NDArray[np.float64], ...]:
        """For each state, where on the ruler from 0 to 1 each arc's stretch ends; the rest is the stop."""
        rulers = []
        for arcs in self.arcs:
            ends = np.cumsum([0] + [arc.probability for arc in arcs])[1:]  # summed as fractions
            rulers.append(ends.astype(np.float64))
        return tuple(rulers)

    def table(self, words: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The automaton as arrays over a given order of words: probabilities and targets, (S, V) each.

        S is the number of states and V = len(words). Where a word cannot follow, the probability is 0 and
        the target -1. Raises ValueError if a word of the language is missing from `words`.
        """
        missing = set(self.words) - set(words)
        if missing:
            raise ValueError(f"words of the language are missing from the order: {sorted(missing)}")
        column = {word: place for place, word in enumerate(words)}
        probabilities = np.zeros((len(self.arcs), len(words)))
        targets = np.full((len(self.arcs), len(words)), -1, dtype=np.int64)
        for state, arcs in enumerate(self.arcs):
            for arc in arcs:
                probabilities[state, column[arc.word]] = float(arc.probability)
                targets[state, column[arc.word]] = arc.target
        return probabilities, targets

    def graph(self) -> "nx.MultiDiGraph[int]":
        """The automaton for networkx: nodes with `visit` and `stop`, edges with `word` and `probability`."""
        graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
        for state, visit in enumerate(self.visits):
            graph.add_node(state, visit=visit, stop=self.stops[state])
        for state, arcs in enumerate(self.arcs):
            for arc in arcs:
                graph.add_edge(state, arc.target, key=arc.word, word=arc.word, probability=arc.probability)
        return graph


def compile_grammar(grammar: Grammar) -> Automaton:
    """Compile a grammar to its automaton: the same language, the same probabilities, exactly."""
    return _determinise(grammar, (grammar.start,))


def _determinise(grammar: Grammar, sequence: Words) -> Automaton:
    """The automaton of everything that a sequence of symbols can become.

    While a sentence is read, several ways of writing the rest of it may be open. A state is the belief over
    them: each open way (the symbols still to be written) with its probability. Fractions make equal beliefs
    equal, so prefixes that leave the same open share a state without any search for equals.
    """
    first: Belief = ((sequence, Fraction(1)),)
    found: dict[Belief, int] = {first: 0}
    waiting, arcs, stops = [first], list[dict[str, tuple[Fraction, int]]](), list[Fraction]()
    while len(arcs) < len(waiting):
        ways, stop = _first_words(grammar, waiting[len(arcs)])
        step = {}
        for word, rests in sorted(ways.items()):
            chance = sum(rests.values())
            belief = tuple(sorted((rest, share / chance) for rest, share in rests.items()))
            if belief not in found:
                found[belief] = len(waiting)
                waiting.append(belief)
            step[word] = (Fraction(chance), found[belief])
        arcs.append(step)
        stops.append(stop)
    return _merged(arcs, stops)


def _first_words(grammar: Grammar, belief: Belief) -> tuple[dict[str, dict[Words, Fraction]], Fraction]:
    """What each open way may write next: {word: {what is then left: chance}}, and the chance to stop."""
    ways: dict[str, dict[Words, Fraction]] = {}
    stop, open_ways = Fraction(0), list(belief)
    while open_ways:
        sequence, chance = open_ways.pop()
        if not sequence:
            stop += chance
        elif sequence[0] in grammar.rules:
            for written, share in grammar.rules[sequence[0]].items():
                open_ways.append((written + sequence[1:], chance * share))
        else:
            rests = ways.setdefault(sequence[0], {})
            rests[sequence[1:]] = rests.get(sequence[1:], Fraction(0)) + chance
    return ways, stop


def _merged(arcs: list[dict[str, tuple[Fraction, int]]], stops: list[Fraction]) -> Automaton:
    """Merge states with the same future, from the ends backwards, and number them along the arcs.

    Different beliefs may still promise the same words with the same chances, so merging makes the automaton
    the smallest there is.
    """
    flow = nx.DiGraph([(state, target) for state, step in enumerate(arcs) for _, target in step.values()])
    flow.add_nodes_from(range(len(arcs)))
    signature: dict[int, int] = {}
    kinds: dict[tuple[Fraction, tuple[tuple[str, Fraction, int], ...]], int] = {}
    for state in reversed(list(nx.lexicographical_topological_sort(flow))):
        future = tuple((word, chance, signature[target]) for word, (chance, target) in arcs[state].items())
        signature[state] = kinds.setdefault((stops[state], future), len(kinds))
    last = len(kinds) - 1  # futures were met from the ends backwards: turn the numbers round
    merged = [
        (tuple(Arc(word, chance, last - target) for word, chance, target in future), stop)
        for stop, future in reversed(kinds)
    ]
    return Automaton(tuple(step for step, _ in merged), tuple(stop for _, stop in merged))
