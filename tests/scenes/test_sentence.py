"""Words and sentences: one line for all, within the region, found by name or by place."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pocket.language import vocabulary
from scenes.frame import left, picture, whole
from scenes.sentence import Sentence
from scenes.theme import theme
from scenes.word import START, Word
from script.errors import ScriptError

tokens = st.sampled_from(vocabulary())


@pytest.mark.parametrize("token", vocabulary())
def test_every_word_of_the_language_fits_its_box(token):
    word = Word(token)
    assert word.writing.width < word.box.width
    assert word.box.get_bottom()[1] < word.writing.get_bottom()[1]
    assert word.writing.get_top()[1] < word.box.get_top()[1]


def test_words_stand_on_one_line():
    # All of these letters have their foot on the line: only the tails of p, g, q and y go below it.
    feet = [Word(token).writing.get_bottom()[1] for token in ("man", "bread", "the", "women", "meat")]
    assert max(feet) - min(feet) < 0.03
    assert Word("queen").writing.get_bottom()[1] < min(feet) - 0.05


def test_the_start_is_drawn_quietly_and_without_brackets():
    assert Word(START).writing.text == "start"
    assert Word(START).writing.get_fill_color() == theme.colour("quiet")
    assert Word("man").writing.get_fill_color() == theme.colour("ink")


def test_a_lit_word_goes_back():
    word = Word("queen")
    quiet = word.box.get_stroke_color()
    assert word.lit("truth").box.get_stroke_color() == theme.colour("truth") != quiet
    assert word.unlit().box.get_stroke_color() == quiet


@settings(max_examples=25, deadline=None)
@given(st.lists(tokens, min_size=1, max_size=8))
def test_a_sentence_stays_in_its_region_in_its_order(some):
    sentence = Sentence(some)
    assert whole.holds(sentence)
    assert [word.token for word in sentence] == some
    for before, after in pairwise(sentence):
        assert before.get_right()[0] < after.get_left()[0]


def test_a_long_sentence_is_set_smaller_but_never_too_small():
    words = ["the", "queen", "met", "the", "boy", "because"]
    assert picture.holds(Sentence(words, region=picture))
    assert Sentence(words, region=picture)[0].height < Word("the").height
    with pytest.raises(ScriptError, match=r"does not fit a region.*"):
        Sentence(words * 2, region=left)


def test_a_word_is_found_by_its_name_where_that_says_which():
    sentence = Sentence(["the", "queen", "met", "the", "boy"])
    assert sentence.word("boy") is sentence[4]
    for token, times in (("the", 2), ("king", 0)):
        with pytest.raises(ScriptError, match=f'"{token}" stands {times} times'):
            sentence.word(token)


def test_a_word_is_lit_and_quiet_again():
    word = Sentence(["the", "boy"])[1]
    quiet = word.box.get_stroke_color()
    for change, colour in ((word.light("loss"), theme.colour("loss")), (word.quieten(), quiet)):
        change.begin()
        change.interpolate(1)
        change.finish()
        assert word.box.get_stroke_color() == colour


def test_a_word_gives_way_to_another_that_never_overlaps_it():
    first, second = Word("he"), Word("queen")
    first.shift([2, 1, 0])
    giving = first.give_way(second, run_time=1.0)
    assert np.allclose(second.get_center(), [2, 1, 0])
    giving.begin()
    for share in (0.0, 0.3, 0.5, 0.8):
        giving.interpolate(share)
        assert second.box.get_top()[1] < first.box.get_bottom()[1]
    giving.interpolate(1)
    assert np.allclose(second.get_center(), [2, 1, 0])


def test_a_word_at_the_top_gives_way_within_the_frame():
    first, second = Word("he"), Word("she")
    first.move_to([0, whole.top - 0.6, 0])
    giving = first.give_way(second, run_time=1.0)
    giving.begin()
    for share in (0.0, 0.2, 0.3, 0.45, 0.7, 1.0):
        giving.interpolate(share)
        assert whole.holds(first) and whole.holds(second)
        assert min(first.box.get_stroke_opacity(), second.box.get_stroke_opacity()) < 1e-6, "never both at once"
    assert np.allclose(second.get_center(), [0, whole.top - 0.6, 0])
