"""Words one below the other: those that may come next, say."""

from __future__ import annotations

from collections.abc import Collection

from manim import DOWN, LEFT, VGroup

from scenes.theme import Role
from scenes.typesetting import Words


class WordList(VGroup):
    """Words in a column, in the order of the alphabet.

    >>> from scenes.word_list import WordList
    >>> shown = WordList({"needed", "knew", "loved"})
    """

    def __init__(self, words: Collection[str], *, role: Role = "truth") -> None:
        super().__init__(*(Words(word, role=role) for word in sorted(words)))
        self.arrange(DOWN, buff=0.25, aligned_edge=LEFT)
