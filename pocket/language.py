"""The pocket language: a small English whose every probability is known.

Eight people stand on the corners of a cube, gender by rank by age, and each has a plural. What a person does,
is, eats, owns and feels depends on rank and on age, each by itself, so that a model can learn the two as
separate directions. Four animals have tastes of their own. A noun may stand between a subject and its verb
("the cat near the dogs sleeps ."), and in a "because" clause a pronoun looks back to the first noun or to the
second: exactly one of them fits it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from maths.grammar import Automaton, Grammar, Words

START = "<start>"
STOP = "."
LONGEST = 13  # words in a sentence, the full stop counted


@dataclass(frozen=True)
class Noun:
    """A noun with everything that the language knows about it."""

    word: str
    plural: bool
    kind: str  # "person", or the animal's name
    gender: str = ""  # "male" or "female"; animals have none
    rank: str = ""  # "royal" or "common"
    age: str = ""  # "adult" or "young"

    @property
    def person(self) -> bool:
        return self.kind == "person"

    @property
    def subject(self) -> str:
        """he, she, it or they."""
        return "they" if self.plural else {"male": "he", "female": "she", "": "it"}[self.gender]

    @property
    def object(self) -> str:
        """him, her, it or them."""
        return {"he": "him", "she": "her", "it": "it", "they": "them"}[self.subject]


_CUBE = {
    ("male", "royal", "adult"): ("king", "kings"),
    ("female", "royal", "adult"): ("queen", "queens"),
    ("male", "royal", "young"): ("prince", "princes"),
    ("female", "royal", "young"): ("princess", "princesses"),
    ("male", "common", "adult"): ("man", "men"),
    ("female", "common", "adult"): ("woman", "women"),
    ("male", "common", "young"): ("boy", "boys"),
    ("female", "common", "young"): ("girl", "girls"),
}
_FOOD = {"cat": "fish", "dog": "meat", "bird": "seeds", "horse": "grass"}
_ANIMAL_WHY = {
    "cat": ("needed", "liked"),
    "dog": ("needed", "loved"),
    "bird": ("felt", "loved"),
    "horse": ("felt", "liked"),
}

PEOPLE = tuple(
    Noun(words[plural], bool(plural), "person", *corner)
    for corner, words in _CUBE.items()
    for plural in (0, 1)
)
ANIMALS = tuple(
    Noun(word, plural, kind) for kind in _FOOD for word, plural in ((kind, False), (f"{kind}s", True))
)
NOUNS = {noun.word: noun for noun in PEOPLE + ANIMALS}
PRONOUNS = ("he", "she", "it", "they")

# What depends on rank, what on age, and what on gender (the plurals share one pronoun, so that it must show
# elsewhere).
_BY_RANK = {
    "does": {"royal": "rule", "common": "work"},
    "is": {"royal": "rich", "common": "poor"},
    "eats": {"royal": "cake", "common": "bread"},
    "why": {"royal": "felt", "common": "needed"},
}
_BY_AGE = {
    "does": {"adult": "think", "young": "play"},
    "how": {"adult": "old", "young": "young"},
    "owns": {"adult": "books", "young": "toys"},
    "why": {"adult": "liked", "young": "loved"},
}

_BY_GENDER = {
    "place": {"male": "market", "female": "forest"},
    "did": {"male": "painted", "female": "sang"},
    "why": {"male": "knew", "female": "missed"},
}

VERB_FORMS = {verb: f"{verb}s" for verb in ("rule", "work", "think", "play", "sleep", "run")} | {"are": "is"}
"""The forms that agree with their subject, plural: singular."""

Rules = dict[str, dict[Words, Fraction]]


def _chances(weights: Mapping[str, int]) -> dict[Words, Fraction]:
    """Whole-number weights of alternatives, each written as a line of symbols, as probabilities."""
    total = sum(weights.values())
    return {tuple(line.split()): Fraction(weight, total) for line, weight in weights.items()}


def _evenly(lines: Iterable[str]) -> dict[Words, Fraction]:
    return _chances(dict.fromkeys(lines, 1))


def _may_meet(first: Noun, second: Noun) -> bool:
    """Whether two nouns may share a sentence: people of two genders, animals of two tastes, one of each.

    It keeps "the king near the king" out, and makes gender show in the plural, whose pronoun hides it.
    """
    if first.person and second.person:
        return first.gender != second.gender
    return first.person or second.person or _why(first)[1] != _why(second)[1]


def _one_fits(first: Noun, second: Noun) -> bool:
    """Whether a pronoun that fits one of two nouns cannot be the other."""
    return first.subject != second.subject


@cache
def grammar() -> Grammar:
    """The grammar of the pocket language. Every probability is a fraction."""
    rules: Rules = {"SENTENCE": _chances({"NOW": 10, "ONCE": 10, "REASON": 1, "MEETING": 3})}
    rules["NOW"] = _evenly(f"NOW-{word}" for word in NOUNS)
    rules["ONCE"] = _evenly(f"ONCE-{word}" for word in NOUNS)
    rules["REASON"] = _evenly(f"REASON-{word}" for word in NOUNS)
    for noun in NOUNS.values():
        rules |= _noun_rules(noun)
    pairs = [pair for pair in product(NOUNS.values(), repeat=2) if _may_meet(*pair) and _one_fits(*pair)]
    rules["MEETING"] = _evenly(f"MEETING-{first.word}-{second.word}" for first, second in pairs)
    for first, second in pairs:
        rules |= _meeting_rules(first, second)
    return Grammar(rules, "SENTENCE")


def _noun_rules(noun: Noun) -> Rules:
    """The sentences about one noun."""
    word = noun.word
    others = [other for other in NOUNS.values() if _may_meet(noun, other)]
    unlike = [other for other in others if _one_fits(noun, other)]
    how = _described(noun)
    return {
        f"THE-{word}": _chances({f"the {word}": 6} | {f"the {one} {word}": 2 // len(how) for one in how}),
        f"NEAR-{word}": _evenly(f"near the {other.word}" for other in others),
        f"NEAR-UNLIKE-{word}": _evenly(f"near the {other.word}" for other in unlike),
        f"WHOEVER-{word}": _chances({f"THE-{word}": 3, f"THE-{word} NEAR-{word}": 2}),
        f"NOW-{word}": {(f"WHOEVER-{word}", f"DOES-{word}", STOP): Fraction(1)},
        f"DOES-{word}": _now(noun),
        f"ONCE-{word}": {(f"WHOEVER-{word}", f"DID-{word}", STOP): Fraction(1)},
        f"DID-{word}": _once(noun),
        f"REASON-{word}": _chances(
            {
                f"THE-{word} CAUSED-{word} {STOP}": 3,
                f"THE-{word} NEAR-UNLIKE-{word} CAUSED-{word} {STOP}": 2,
            }
        ),
        f"CAUSED-{word}": _reasons(noun),
    }


def _described(noun: Noun) -> tuple[str, ...]:
    """What may stand before a noun: never what may come after "is", or the old king could be old."""
    return (_BY_AGE["how"][noun.age],) if noun.person else ("old", "young")


def _verb(noun: Noun, verb: str) -> str:
    return verb if noun.plural else VERB_FORMS[verb]


def _now(noun: Noun) -> dict[Words, Fraction]:
    be = _verb(noun, "are")
    deeds, place, moods = ["sleep", "run"], "garden", {"hungry": 2, "happy": 1, "tired": 2}
    if noun.person:
        deeds = [_BY_RANK["does"][noun.rank], _BY_AGE["does"][noun.age]]
        place = _BY_GENDER["place"][noun.gender]
        moods = {_BY_RANK["is"][noun.rank]: 3, "happy": 1, "tired": 1}
    weights = {_verb(noun, deed): 4 for deed in deeds}
    weights |= {f"{be} {mood}": weight for mood, weight in moods.items()}
    return _chances(weights | {f"{be} in the {place}": 8})


def _food(noun: Noun) -> str:
    return _BY_RANK["eats"][noun.rank] if noun.person else _FOOD[noun.kind]


def _once(noun: Noun) -> dict[Words, Fraction]:
    was = "were" if noun.plural else "was"
    weights = {f"ate {_food(noun)}": 2, f"{was} happy": 1, f"{was} tired": 1}
    if noun.person:
        weights |= {_BY_GENDER["did"][noun.gender]: 3}
        weights |= {f"found {_BY_AGE['owns'][noun.age]}": 1}
    return _chances(weights)


def _why(noun: Noun) -> tuple[str, ...]:
    """The words that may follow a noun's pronoun: they depend on the noun, not on the pronoun alone."""
    if noun.person:
        return _BY_RANK["why"][noun.rank], _BY_AGE["why"][noun.age], _BY_GENDER["why"][noun.gender]
    return _ANIMAL_WHY[noun.kind]


def _reasons(noun: Noun) -> dict[Words, Fraction]:
    """Why one noun, alone or near one that the pronoun does not fit, ate or came."""
    food = _food(noun)
    eaten = "them" if food == "seeds" else "it"
    after_ate = {"felt": "hungry"}
    after_came = {"felt": "happy", "needed": _needed(noun)}
    fond = _BY_AGE["owns"][noun.age] if noun.person else food
    return _evenly(
        line
        for why in _why(noun)
        for line in (
            f"ate {food} because {noun.subject} {why} {after_ate.get(why, eaten)}",
            f"came because {noun.subject} {why} {after_came.get(why, fond)}",
        )
    )


def _needed(noun: Noun) -> str:
    return "bread" if noun.person else _food(noun)


def _meeting_rules(first: Noun, second: Noun) -> Rules:
    """Two nouns, a deed, and a reason that looks back to the one or to the other."""
    name = f"{first.word}-{second.word}"
    line = f"THE-{first.word} DEED-{name} the {second.word} because WHY-{name} {STOP}"
    deeds = ("met", "followed", "helped", "fed") if first.person else ("met", "followed")
    return {
        f"MEETING-{name}": {tuple(line.split()): Fraction(1)},
        f"DEED-{name}": _evenly(deeds),
        f"WHY-{name}": {
            clause: chance / 2
            for noun, other in ((first, second), (second, first))
            for clause, chance in _clause(noun, other).items()
        },
    }


def _clause(noun: Noun, other: Noun) -> dict[Words, Fraction]:
    """What is said of one of two nouns after "because", beginning with its pronoun."""
    ends = {"felt": ("proud", "happy"), "needed": (other.object, _needed(noun))}
    weights: dict[str, int] = {}
    for why in _why(noun):
        some = ends.get(why, (other.object,))
        weights |= {f"{noun.subject} {why} {end}": 2 // len(some) for end in some}
    return _chances(weights)


@cache
def automaton() -> Automaton:
    """The language compiled: exact probabilities, next-word distributions, counts, entropy."""
    return grammar().automaton


@cache
def vocabulary() -> Words:
    """Every token of the model: `<start>`, the full stop, then the words in alphabetical order."""
    return (START, STOP, *(word for word in grammar().words if word != STOP))


@cache
def numbers() -> dict[str, int]:
    """The number of each token in the vocabulary."""
    return {word: number for number, word in enumerate(vocabulary())}


def encode(words: Sequence[str]) -> NDArray[np.int64]:
    """Words as token numbers, `<start>` put before them: shape (1 + len(words),).

    Raises ValueError for a word that is not in the vocabulary.
    """
    unknown = [word for word in words if word not in numbers()]
    if unknown:
        raise ValueError(f"not in the pocket language: {', '.join(unknown)}")
    return np.array([numbers()[word] for word in (START, *words)], dtype=np.int64)


def decode(tokens: Iterable[int]) -> Words:
    """Token numbers as words, `<start>` left out. Raises ValueError for a number out of range."""
    words = list[str]()
    for token in tokens:
        if not 0 <= token < len(vocabulary()):
            raise ValueError(f"there is no token {token}: the vocabulary has {len(vocabulary())}")
        words.append(vocabulary()[token])
    return tuple(word for word in words if word != START)


@dataclass(frozen=True)
class Corpus:
    """Every sentence of the language as numbers.

    tokens (N, 1 + LONGEST): `<start>`, the sentence, then `<start>` again as padding; lengths (N,): words in
    each, full stop counted; probabilities (N,), which sum to one; states (N, LONGEST): the automaton's state
    before each word, -1 in the padding. In alphabetical order.
    """

    tokens: NDArray[np.int64]
    lengths: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    states: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lengths)

    def sentence(self, number: int) -> Words:
        return decode(self.tokens[number, 1 : 1 + self.lengths[number]].tolist())

    def sentences(self) -> Iterator[Words]:
        return (self.sentence(number) for number in range(len(self)))

    def weights(self) -> NDArray[np.float64]:
        """1 at each place that holds a word to be guessed, 0 in the padding: (N, LONGEST)."""
        return (np.arange(LONGEST) < self.lengths[:, None]).astype(np.float64)

    def __getitem__(self, rows: NDArray[np.int64] | NDArray[np.bool_] | slice) -> "Corpus":
        """Some of the sentences, with their probabilities as they are in the whole."""
        return Corpus(self.tokens[rows], self.lengths[rows], self.probabilities[rows], self.states[rows])


@cache
def corpus() -> Corpus:
    """The whole language, enumerated along its automaton."""
    machine = automaton()
    step = [{arc.word: arc.target for arc in arcs} for arcs in machine.arcs]
    rows, lengths, chances, states = [], [], [], []
    for words, chance in machine.sentences():
        state, path = 0, list[int]()
        for word in words:
            path.append(state)
            state = step[state][word]
        padding = LONGEST - len(words)
        rows.append([0, *(numbers()[word] for word in words), *[0] * padding])
        states.append(path + [-1] * padding)
        lengths.append(len(words))
        chances.append(float(chance))
    return Corpus(
        np.array(rows, dtype=np.int64), np.array(lengths), np.array(chances), np.array(states, dtype=np.int64)
    )


@dataclass(frozen=True)
class Reading:
    """Where things stand in a sentence, counted in words from 0; None where a sentence has no such thing."""

    subject: int
    other: int | None = None  # the second noun
    near: bool = False  # the second noun stands between the subject and its verb
    verb: int | None = None  # the first word after the subject and what stands near it
    pronoun: int | None = None  # the pronoun after "because"
    antecedent: int | None = None  # the noun that it stands for


def read(words: Sequence[str]) -> Reading:
    """Where the nouns, the verb, the pronoun and its antecedent stand in a sentence or in a prefix of one.

    Raises ValueError if there is no noun, or if not exactly one noun fits the pronoun.
    """
    nouns = [place for place, word in enumerate(words) if word in NOUNS]
    if not nouns:
        raise ValueError(f"there is no noun in {' '.join(words)!r}")
    subject, other = nouns[0], nouns[1] if len(nouns) > 1 else None
    near = "near" in words
    verb = (nouns[-1] if near else subject) + 1
    pronoun = antecedent = None
    if "because" in words[:-1]:
        pronoun = list(words).index("because") + 1
        fitting = [place for place in nouns if NOUNS[words[place]].subject == words[pronoun]]
        if len(fitting) != 1:
            raise ValueError(f"{len(fitting)} nouns fit {words[pronoun]!r} in {' '.join(words)!r}")
        antecedent = fitting[0]
    return Reading(subject, other, near, verb if verb < len(words) else None, pronoun, antecedent)
