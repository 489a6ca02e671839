"""The pocket language against a full enumeration of its derivations."""

from collections import Counter
from fractions import Fraction
from math import exp, log

import numpy as np
import pytest
from scipy.stats import chisquare, entropy

from maths.grammar import Words
from pocket import language
from pocket.language import (
    ANIMALS,
    LONGEST,
    NOUNS,
    PEOPLE,
    START,
    STOP,
    VERB_FORMS,
    automaton,
    corpus,
    decode,
    encode,
    grammar,
    read,
    vocabulary,
)


@pytest.fixture(scope="module")
def enumerated() -> dict[Words, Fraction]:
    """Every sentence by expanding the rules symbol by symbol, adding up what several derivations share."""
    known: dict[str, dict[Words, Fraction]] = {}
    for symbol in reversed(grammar().order):
        told: dict[Words, Fraction] = {}
        for sequence, chance in grammar().rules[symbol].items():
            partial = {(): chance}
            for part in sequence:
                ends = known.get(part, {(part,): Fraction(1)})
                partial = {a + b: p * q for a, p in partial.items() for b, q in ends.items()}
            for words, p in partial.items():
                told[words] = told.get(words, Fraction(0)) + p
        known[symbol] = told
    return known["SENTENCE"]


def test_probabilities_of_all_sentences_sum_to_exactly_one(enumerated: dict[Words, Fraction]) -> None:
    assert sum(enumerated.values()) == 1
    assert dict(automaton().sentences()) == enumerated


def test_entropy_count_and_best_equal_enumeration(enumerated: dict[Words, Fraction]) -> None:
    whole = entropy([float(chance) for chance in enumerated.values()])
    mean = float(sum(len(words) * chance for words, chance in enumerated.items()))
    assert automaton().entropy() == pytest.approx(whole, abs=1e-11)
    assert automaton().entropy_per_word() == pytest.approx(whole / mean, abs=1e-12)
    assert automaton().count() == len(enumerated)
    assert automaton().best()[1] == max(enumerated.values())
    assert automaton().count_by_length() == dict(sorted(Counter(map(len, enumerated)).items()))


def test_next_words_equal_enumeration_after_every_prefix(enumerated: dict[Words, Fraction]) -> None:
    mass: dict[Words, Fraction] = {}
    for words, chance in enumerated.items():
        for length in range(len(words) + 1):
            mass[words[:length]] = mass.get(words[:length], Fraction(0)) + chance
    following: dict[Words, dict[str, Fraction]] = {}
    for words, chance in mass.items():
        if words:
            following.setdefault(words[:-1], {})[words[-1]] = chance / mass[words[:-1]]
    assert len(following) > 1000
    for prefix, chances in following.items():
        assert automaton().next_words(prefix) == chances


def test_samples_agree_with_probabilities(enumerated: dict[Words, Fraction]) -> None:
    rng, number = np.random.default_rng(5), 20_000
    drawn = Counter(automaton().sample(rng) for _ in range(number))
    often = [words for words, chance in enumerated.items() if chance * number >= 5]
    seen, expected = [drawn[words] for words in often], [float(enumerated[words]) * number for words in often]
    rest = number - sum(seen), number - sum(expected)
    assert chisquare([*seen, rest[0]], [*expected, rest[1]]).pvalue > 1e-3


def test_the_vocabulary_is_small_enough_to_be_seen_whole() -> None:
    words = vocabulary()
    assert 60 <= len(words) <= 90 and len(set(words)) == len(words)
    assert words[:2] == (START, STOP) and list(words[2:]) == sorted(words[2:])
    assert set(words) == {START, *grammar().words}
    assert len(PEOPLE) == 16 and len({(n.gender, n.rank, n.age, n.plural) for n in PEOPLE}) == 16
    assert len(ANIMALS) == 8


def test_sentences_are_short_and_end_in_a_full_stop() -> None:
    assert max(corpus().lengths) == LONGEST <= 14
    for words in corpus().sentences():
        assert words[-1] == STOP and STOP not in words[:-1] and words[0] == "the"


def test_exactly_one_noun_fits_every_pronoun() -> None:
    """Said with English pronouns of our own here, not with the ones that the language was built from."""
    male, female = {"king", "prince", "man", "boy"}, {"queen", "princess", "woman", "girl"}
    animals = {"cat", "dog", "bird", "horse"}
    stands_for = {"he": male, "she": female, "it": animals, "they": set(NOUNS) - male - female - animals}
    groups = Counter()
    for words in corpus().sentences():
        if "because" not in words:
            continue
        pronoun = words[words.index("because") + 1]
        nouns = [place for place, word in enumerate(words) if word in NOUNS]
        fitting = [place for place in nouns if words[place] in stands_for[pronoun]]
        reading = read(words)
        assert [reading.antecedent] == fitting
        assert reading.subject == nouns[0] and reading.other == (nouns[1] if len(nouns) > 1 else None)
        groups[pronoun, len(nouns), nouns.index(fitting[0])] += 1
    assert set(groups) == {(p, n, i) for p in stands_for for n, i in ((1, 0), (2, 0), (2, 1))}


def test_pronouns_look_back_to_either_of_two_nouns_equally_often() -> None:
    shares = Counter()
    for words, chance in automaton().sentences():
        reading = read(words)
        if reading.pronoun is not None and reading.other is not None and not reading.near:
            shares[reading.antecedent == reading.other] += chance
    assert shares[True] == shares[False] > 0


def test_verbs_agree_with_their_subject_and_not_with_what_stands_near() -> None:
    singular, plural = set(VERB_FORMS.values()) | {"was"}, set(VERB_FORMS) | {"were"}
    met = Counter()
    for words in corpus().sentences():
        reading = read(words)
        verb = words[reading.verb] if reading.verb is not None else ""
        if verb in singular | plural:
            assert (verb in plural) == NOUNS[words[reading.subject]].plural, words
            if reading.near and reading.other is not None:
                met[NOUNS[words[reading.subject]].plural, NOUNS[words[reading.other]].plural] += 1
    assert len(met) == 4 and min(met.values()) > 100


def test_people_keep_company_with_the_other_gender() -> None:
    """What makes gender one direction in singular and plural; and no king stands near a king."""
    male, female = {"king", "prince", "man", "boy"}, {"queen", "princess", "woman", "girl"}
    male, female = (
        male | {"kings", "princes", "men", "boys"},
        female | {"queens", "princesses", "women", "girls"},
    )
    company = set()
    for words in corpus().sentences():
        nouns = [word for word in words if word in NOUNS]
        if len(nouns) == 2:
            company.add(frozenset(nouns))
    assert not any(pair <= male or pair <= female or len(pair) == 1 for pair in company)
    assert {"king", "queens"} in company and {"cats", "dog"} in company and {"horse", "boy"} in company


def test_the_kind_of_sentence_can_be_guessed_from_its_beginning() -> None:
    for prefix, sure in [(("the", "king", "met"), "MEETING"), (("the", "cats", "came"), "REASON")]:
        posterior = {sequence[0]: chance for sequence, chance in grammar().posterior(prefix).items()}
        assert posterior[sure] == 1 and sum(posterior.values()) == 1


def test_the_corpus_is_the_language_in_numbers(enumerated: dict[Words, Fraction]) -> None:
    whole = corpus()
    assert len(whole) == len(enumerated) and whole.probabilities.sum() == pytest.approx(1, abs=1e-12)
    assert (whole.weights().sum(axis=1) == whole.lengths).all()
    for row in range(0, len(whole), 997):
        words = whole.sentence(row)
        assert whole.probabilities[row] == pytest.approx(float(enumerated[words]), rel=1e-14)
        for place in range(len(words)):
            assert whole.states[row, place] == automaton().state(words[:place])
        assert (whole.states[row, len(words) :] == -1).all()
        assert whole.tokens[row, : len(words) + 1].tolist() == encode(words).tolist()
    some = whole[:3]
    assert len(some) == 3 and list(some.sentences()) == [whole.sentence(row) for row in range(3)]


def test_words_and_numbers_go_both_ways() -> None:
    words = ("the", "queen", "met", "the", "boy")
    assert encode(words)[0] == 0 and decode(encode(words).tolist()) == words
    with pytest.raises(ValueError, match="not in the pocket language: unicorn"):
        encode(("the", "unicorn"))
    with pytest.raises(ValueError, match="there is no token 999"):
        decode([999])
    with pytest.raises(ValueError, match="no token -1"):
        decode([-1])


def test_a_sentence_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no noun in 'the'"):
        read(("the",))
    with pytest.raises(ValueError, match="2 nouns fit 'they'"):
        read(("the", "cats", "met", "the", "dogs", "because", "they"))
    with pytest.raises(ValueError, match="0 nouns fit 'he'"):
        read(("the", "cat", "came", "because", "he"))
    assert read(("the", "cat")).verb is None


def test_the_nouns_know_their_pronouns() -> None:
    told = {
        word: (NOUNS[word].subject, NOUNS[word].object) for word in ("king", "girl", "cat", "boys", "dogs")
    }
    assert told == {
        "king": ("he", "him"), "girl": ("she", "her"), "cat": ("it", "it"), "boys": ("they", "them"),
        "dogs": ("they", "them"),
    }  # fmt: skip


def test_perplexity_is_far_below_the_number_of_words() -> None:
    assert 2 < exp(automaton().entropy_per_word()) < 4 < log(2) * len(language.vocabulary())
