"""What the model expects beside what is true: the words that can come first, the wrong ones after them."""

from __future__ import annotations

import pytest

from pocket.beliefs import beliefs
from pocket.language import automaton
from pocket.model import load

WORDS = ("the", "queen", "met", "the", "boy", "because", "he")


@pytest.mark.parametrize("wrong", [0, 1, 3])
def test_the_possible_words_come_first_and_as_many_wrong_ones_as_asked_for(wrong):
    found = beliefs(load(), WORDS, [(0, 0)], wrong)
    possible = automaton().next_words(WORDS)
    assert found.words[:3] == ("knew", "loved", "needed") and set(possible) == set(found.words[:3])
    assert len(found.words) == 3 + wrong
    without = load().next_words(WORDS, [(0, 0)])
    impossible = sorted((word for word in without if word not in possible), key=without.__getitem__, reverse=True)
    assert list(found.words[3:]) == impossible[:wrong]
    for words, chances in ((without, found.silenced), (load().next_words(WORDS), found.whole), (possible, found.true)):
        assert chances == tuple(float(words.get(word, 0)) for word in found.words)


def test_without_silence_both_models_are_one():
    found = beliefs(load(), WORDS, [])
    assert found.whole == found.silenced


def test_what_cannot_be_said_is_refused():
    with pytest.raises(ValueError):
        beliefs(load(), ("the", "zebra"), [])
