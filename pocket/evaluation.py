"""What a model of the pocket language can do, measured against the truth over the whole language."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from maths.autodiff import Array
from maths.grammar import Words
from maths.transformer import Head, forward, next_words
from pocket.language import (
    ANIMALS,
    NOUNS,
    PEOPLE,
    VERB_FORMS,
    Corpus,
    Noun,
    Reading,
    automaton,
    corpus,
    encode,
    numbers,
    read,
    vocabulary,
)
from pocket.model import Model

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
BATCH = 512  # sentences at a time: small enough for the processor's cache
AXES = ("gender", "rank", "age", "number")


# Against the truth


@cache
def truth() -> Floats:
    """The true next-word distribution of every state of the language: (S, V)."""
    return automaton().table(vocabulary())[0]


def _runs(lengths: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], int]]:
    """Rows of one length, not too many at a time, with that length."""
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        for start in range(0, len(rows), BATCH):
            yield rows[start : start + BATCH], length


def surprisals(model: Model, sentences: Corpus, silenced: Collection[Head] = ()) -> Floats:
    """What each word of each sentence costs the model, in nats: (N, LONGEST), 0 in the padding."""
    costs = np.zeros(sentences.states.shape)
    for rows, length in _runs(sentences.lengths):
        chances = next_words(
            model.shape, model.weights, sentences.tokens[rows, :length], silenced
        )  # (B, T, V)
        targets = sentences.tokens[rows, 1 : length + 1, None]
        costs[rows, :length] = -np.log(
            np.take_along_axis(chances, targets, axis=2)[:, :, 0].astype(np.float64)
        )
    return costs


def excess(model: Model, sentences: Corpus, silenced: Collection[Head] = ()) -> float:
    """How many nats a word the model loses over the truth on these sentences, by their probability.

    Over the whole language this is the model's divergence from it, as `divergence` has it prefix by prefix.
    On a part, the true surprisal of that part is what is taken off.
    """
    return excess_of(surprisals(model, sentences, silenced), sentences)


def excess_of(costs: Floats, sentences: Corpus) -> float:
    """The same from surprisals already known: (N, LONGEST)."""
    shares = sentences.probabilities
    return float(shares @ (costs.sum(axis=1) + np.log(shares)) / (shares @ sentences.lengths))


def divergence(model: Model, silenced: Collection[Head] = ()) -> float:
    """KL from the true next-word distribution to the model's, averaged over prefixes, in nats a word.

    Every prefix of the language counts by its probability, the sum of those of the sentences that begin with
    it, so adding up over sentences meets each prefix as often as it should.
    """
    whole, total = corpus(), 0.0
    for rows, length in _runs(whole.lengths):
        chances = next_words(model.shape, model.weights, whole.tokens[rows, :length], silenced)  # (B, T, V)
        total += float(whole.probabilities[rows] @ _kl(whole.states[rows, :length], chances).sum(axis=1))
    return total / float(automaton().mean_length())


def _kl(states: NDArray[np.int64], chances: Array) -> Floats:
    """KL from the truth in each state (...) to a model's distribution (..., V): (...), in nats."""
    true = truth()[states]
    ratio = np.divide(true, chances, out=np.ones_like(true), where=true > 0)
    return np.sum(true * np.log(ratio), axis=-1)


# Agreement with a noun in between


@dataclass(frozen=True)
class Agreement:
    """For each "the X near the Y": the chance of verb forms that agree with X, among all that show number."""

    prefixes: tuple[Words, ...]
    right: Floats  # (N,)
    misled: Bools  # (N,): whether Y has the other number, and so pulls the wrong way


def agreement(model: Model) -> Agreement:
    """How surely the verb agrees with its subject past another noun, over all such prefixes there are."""
    prefixes = sorted(
        {words[: reading.verb] for words, reading in _readings() if reading.near and reading.verb}
    )
    forms = {
        plural: [numbers()[f] for f in (VERB_FORMS if plural else VERB_FORMS.values())] for plural in (0, 1)
    }
    chances = _after(model, prefixes)
    right, misled = np.zeros(len(prefixes)), np.zeros(len(prefixes), dtype=bool)
    for place, words in enumerate(prefixes):
        subject, other = (NOUNS[word] for word in words if word in NOUNS)
        agreeing, both = (
            chances[place, forms[subject.plural]].sum(),
            chances[place, forms[0] + forms[1]].sum(),
        )
        right[place], misled[place] = agreeing / both, subject.plural != other.plural
    return Agreement(tuple(prefixes), right, misled)


@cache
def _readings() -> tuple[tuple[Words, Reading], ...]:
    return tuple((words, read(words)) for words in corpus().sentences())


def _after(model: Model, prefixes: Sequence[Words], silenced: Collection[Head] = ()) -> Floats:
    """The model's distribution after each prefix: (N, V)."""
    lengths = np.array([len(words) + 1 for words in prefixes])
    chances = np.zeros((len(prefixes), len(vocabulary())))
    for rows, _ in _runs(lengths):
        tokens = np.array([encode(prefixes[row]) for row in rows.tolist()])
        chances[rows] = next_words(model.shape, model.weights, tokens, silenced)[:, -1]
    return chances


# The pronoun and its noun


@dataclass(frozen=True)
class Pronouns:
    """Every prefix of the language that ends in the pronoun after "because"."""

    prefixes: tuple[Words, ...]
    probabilities: Floats  # (N,)
    antecedents: NDArray[np.int64]  # (N,): which word of the prefix it stands for, from 0
    states: NDArray[np.int64]  # (N,): the automaton's state after the pronoun
    plural: Bools  # (N,)
    second: Bools  # (N,): whether the antecedent is the second of two nouns
    two: Bools  # (N,): whether there is another noun at all

    def groups(self) -> dict[str, Bools]:
        """The cases apart: by the antecedent's number, and by where it stands."""
        where = {
            "the only noun": ~self.two,
            "first noun": self.two & ~self.second,
            "second noun": self.second,
        }
        number = {"singular": ~self.plural, "plural": self.plural}
        return {f"{n}, {w}": number[n] & where[w] for n, w in product(number, where)}


@cache
def pronouns() -> Pronouns:
    cases: dict[Words, tuple[Reading, float]] = {}
    for (words, reading), chance in zip(_readings(), corpus().probabilities.tolist(), strict=True):
        if reading.pronoun is not None:
            prefix = words[: reading.pronoun + 1]
            cases[prefix] = (reading, cases.get(prefix, (reading, 0.0))[1] + chance)
    prefixes = tuple(cases)
    readings = [reading for reading, _ in cases.values()]
    return Pronouns(
        prefixes,
        np.array([chance for _, chance in cases.values()]),
        np.array([reading.antecedent for reading in readings]),
        np.array([automaton().state(prefix) for prefix in prefixes]),
        np.array([prefix[-1] == "they" for prefix in prefixes]),
        np.array([reading.antecedent == reading.other for reading in readings]),
        np.array([reading.other is not None for reading in readings]),
    )


@dataclass(frozen=True)
class Lookback:
    """What every head gives the antecedent when the query is at the pronoun."""

    weight: Floats  # (N, layers, heads)
    most: Bools  # (N, layers, heads): more than any other place, `<start>` and the pronoun itself among them

    def share(self, head: Head, among: Bools) -> float:
        """In what share of these cases a head gives the antecedent the most."""
        return float(self.most[among][:, head[0], head[1]].mean())

    def mean_weight(self, head: Head, among: Bools) -> float:
        return float(self.weight[among][:, head[0], head[1]].mean())

    def best_head(self, among: Bools) -> Head:
        """The head that gives the antecedent the most in most of these cases; of equals, the surer one."""
        score = self.most[among].mean(axis=0) + 1e-6 * self.weight[among].mean(axis=0)  # (layers, heads)
        layer, head = np.unravel_index(int(np.argmax(score)), score.shape)
        return int(layer), int(head)


def lookback(model: Model) -> Lookback:
    """The attention from every pronoun to its antecedent, in every head."""
    cases = pronouns()
    size = (len(cases.prefixes), model.shape.layers, model.shape.heads)
    weight, most = np.zeros(size), np.zeros(size, dtype=bool)
    for rows, _ in _runs(np.array([len(prefix) + 1 for prefix in cases.prefixes])):
        tokens = np.array([encode(cases.prefixes[row]) for row in rows.tolist()])
        trace = forward(model.shape, model.weights, tokens)
        at, places = np.arange(len(rows)), cases.antecedents[rows] + 1  # `<start>` is place 0
        for layer in range(model.shape.layers):
            given = trace[f"block{layer}.weights"].value[:, :, -1, :]  # (B, H, T)
            weight[rows, layer] = given[at, :, places]
            others = given.copy()
            others[at, :, places] = -1.0
            most[rows, layer] = given[at, :, places] > others.max(axis=-1)
    return Lookback(weight, most)


def halves(seed: int = 0) -> tuple[Bools, Bools]:
    """Two halves of the pronoun's prefixes, none in both: one to choose a head on, one to score it on."""
    first = np.random.default_rng(seed).permutation(len(pronouns().prefixes)) % 2 == 0
    return first, ~first


def antecedent_head(model: Model, seen: Lookback | None = None) -> Head:
    """The head that looks back from the pronoun to its noun, chosen on the first half of the prefixes."""
    return (seen or lookback(model)).best_head(halves()[0])


@dataclass(frozen=True)
class AfterPronoun:
    """The word after the pronoun, over all prefixes that end in one, by their probability."""

    divergence: float  # KL from the truth, nats
    impossible: float  # probability that the model gives to words that cannot stand there
    wrong: float  # share of cases whose most probable word cannot stand there


def after_pronoun(model: Model, silenced: Collection[Head] = ()) -> AfterPronoun:
    """How good the model is at the word after the pronoun, with some heads silenced."""
    cases = pronouns()
    chances = _after(model, cases.prefixes, silenced)
    shares = cases.probabilities / cases.probabilities.sum()
    cannot = truth()[cases.states] == 0  # (N, V)
    top = cannot[np.arange(len(cannot)), chances.argmax(axis=1)]
    return AfterPronoun(
        float(shares @ _kl(cases.states, chances)),
        float(shares @ (chances * cannot).sum(axis=1)),
        float(shares @ top),
    )


# Words as arrows


@dataclass(frozen=True)
class Analogy:
    """a is to b as c is to d: b - a + c should lie nearest to d."""

    a: str
    b: str
    c: str
    d: str


def analogies() -> dict[str, list[Analogy]]:
    """All analogies of the cube and of number, both ways, between all pairs that differ in one thing."""
    return {axis: _axis_analogies(axis) for axis in AXES}


def _axis_analogies(axis: str) -> list[Analogy]:
    fields = ("gender", "rank", "age", "plural", "kind")
    own = "plural" if axis == "number" else axis
    pairs: dict[tuple[object, ...], list[Noun]] = {}
    for noun in PEOPLE + ANIMALS if axis == "number" else PEOPLE:
        pairs.setdefault(tuple(getattr(noun, field) for field in fields if field != own), []).append(noun)
    return [
        Analogy(one[i].word, one[1 - i].word, two[i].word, two[1 - i].word)
        for one, two in permutations(
            [sorted(pair, key=lambda n: getattr(n, own)) for pair in pairs.values()], 2
        )
        for i in (0, 1)
    ]


def nearest(model: Model, arrow: Array, leave_out: Collection[str] = ()) -> str:
    """The word whose embedding has the largest cosine with an arrow (width,), some words left out."""
    table = model.weights["embedding"]
    cosines = table @ arrow / np.linalg.norm(table, axis=1)
    for word in leave_out:
        cosines[numbers()[word]] = -np.inf
    return vocabulary()[int(np.argmax(cosines))]


def solve(model: Model, analogy: Analogy, leave_out_inputs: bool = True) -> str:
    """What the model's embedding answers: the word nearest to b - a + c, by default not a, b or c."""
    a, b, c = (model.embedding(word) for word in (analogy.a, analogy.b, analogy.c))
    return nearest(model, b - a + c, (analogy.a, analogy.b, analogy.c) if leave_out_inputs else ())


def solved(model: Model, leave_out_inputs: bool = True) -> dict[str, int]:
    """How many analogies of each axis come out right."""
    return {
        axis: sum(solve(model, analogy, leave_out_inputs) == analogy.d for analogy in some)
        for axis, some in analogies().items()
    }


def solved_by_nearest(model: Model) -> int:
    """How many gender, rank and age analogies the word nearest to c solves, without a and b."""
    return sum(
        nearest(model, model.embedding(analogy.c), (analogy.a, analogy.b, analogy.c)) == analogy.d
        for axis, some in analogies().items()
        if axis != "number"
        for analogy in some
    )


def cube_fit(model: Model) -> float:
    """The share of the variance of the 16 people's embeddings that gender + rank + age + number explain."""
    rows = np.array([model.embedding(noun.word) for noun in PEOPLE])  # (16, W)
    signs = [(n.gender == "male", n.rank == "royal", n.age == "adult", n.plural) for n in PEOPLE]
    design = np.array(signs) * 2.0 - 1.0  # (16, 4): the columns are at right angles to each other
    centred = rows - rows.mean(axis=0)
    return float(np.sum((design.T @ centred) ** 2) / len(rows) / np.sum(centred**2))


# Everything at once


@dataclass(frozen=True)
class Figures:
    """Every figure that the issue of the pocket model asks for, for one model."""

    weights: int
    kl_over_entropy: float
    unseen_over_entropy: float  # the same on the held-out sentences alone
    agreement_right: int  # prefixes whose agreeing forms together beat the others
    agreement_cases: int
    agreement_least: float
    head: Head
    head_shares: dict[str, float]  # scored on the half that the head was not chosen on
    head_weight: float
    solved: dict[str, int]
    solved_with_inputs: dict[str, int]
    asked: dict[str, int]
    king_queen: str
    cube: float
    whole: AfterPronoun
    silenced: AfterPronoun

    @property
    def one_head(self) -> bool:
        """Whether one head finds the noun in at least 99% of every group of cases."""
        return min(self.head_shares.values()) >= 0.99

    @property
    def solved_share(self) -> float:
        return sum(self.solved.values()) / sum(self.asked.values())

    @property
    def all_targets(self) -> bool:
        """Whether the model does everything that the shipped one must."""
        return (
            self.kl_over_entropy <= 0.003
            and self.agreement_least >= 0.95
            and self.one_head
            and self.solved_share >= 0.98
            and self.king_queen == "queen"
        )


def figures(model: Model, held_out: Bools) -> Figures:
    """Measure a model. `held_out` (N,) says which sentences of the corpus it never met."""
    entropy = automaton().entropy_per_word()
    costs = surprisals(model, corpus())
    found, seen, (_, scored) = agreement(model), lookback(model), halves()
    head = antecedent_head(model, seen)
    return Figures(
        weights=model.shape.count(),
        kl_over_entropy=excess_of(costs, corpus()) / entropy,
        unseen_over_entropy=excess_of(costs[held_out], corpus()[held_out]) / entropy,
        agreement_right=int((found.right > 0.5).sum()),
        agreement_cases=len(found.right),
        agreement_least=float(found.right.min()),
        head=head,
        head_shares={name: seen.share(head, group & scored) for name, group in pronouns().groups().items()},
        head_weight=seen.mean_weight(head, scored),
        solved=solved(model),
        solved_with_inputs=solved(model, leave_out_inputs=False),
        asked={axis: len(some) for axis, some in analogies().items()},
        king_queen=solve(model, Analogy("man", "woman", "king", "queen")),
        cube=cube_fit(model),
        whole=after_pronoun(model),
        silenced=after_pronoun(model, [head]),
    )
