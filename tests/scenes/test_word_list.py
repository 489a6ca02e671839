"""A list of words is in the order of the alphabet, one below the other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scenes.theme import theme
from scenes.word_list import WordList


def test_words_stand_in_order_in_a_column():
    shown = WordList({"needed", "knew", "loved"})
    assert [word.text for word in shown] == ["knew", "loved", "needed"]
    for before, after in pairwise(shown):
        assert before.get_bottom()[1] > after.get_top()[1]
        assert before.get_left()[0] == pytest.approx(after.get_left()[0])
    assert shown[0].get_color() == theme.colour("truth")
