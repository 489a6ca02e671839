"""A sentence of the pocket language: its words in a row, in the order in which the model reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import RIGHT, Animation, FadeIn, VGroup

from scenes.frame import Region, whole
from scenes.theme import theme
from scenes.word import Word
from script.errors import ScriptError


class Sentence(VGroup):
    """Words in a row across a region, set smaller where they would not fit, but never under the smallest type.

    `sentence[k]` is its k-th word, `sentence.word("boy")` the only one of that name.

    >>> from scenes.sentence import Sentence
    >>> shown = Sentence("the queen met the boy because he".split())
    """

    def __init__(
        self, tokens: Sequence[str], *, region: Region = whole, size: float | None = None, gap: float = 0.16
    ) -> None:
        self.tokens = tuple(tokens)
        pixels = float(theme.sizes.body if size is None else size)
        super().__init__(*(Word(token, size=pixels) for token in self.tokens))
        self.arrange(RIGHT, buff=gap)
        if self.width > region.width:
            fitting = pixels * region.width / self.width
            if fitting < theme.sizes.small:
                raise ScriptError(
                    f'the sentence "{" ".join(self.tokens)}" does not fit a region {region.width:.1f} wide',
                    hint=f"Its type would be {fitting:.0f} px, under {theme.sizes.small}: give it a wider region.",
                )
            self.scale(region.width / self.width)
        self.move_to(region.center)

    def word(self, token: str) -> Word:
        """The word of that name. Raises ScriptError where there is none, or more than one."""
        places = [place for place, one in enumerate(self.tokens) if one == token]
        if len(places) != 1:
            raise ScriptError(
                f'"{token}" stands {len(places)} times in "{" ".join(self.tokens)}"',
                hint="Take a word by its place, sentence[k], where its name does not say which.",
            )
        return self[places[0]]  # type: ignore[no-any-return]

    def come(self, **kwargs: Any) -> Animation:
        """All of it enters."""
        return FadeIn(self, **kwargs)
