"""A word of the pocket language as it stands in every lesson: in a box of its own, as the model takes it."""

from __future__ import annotations

from typing import Any, Self

from manim import UP, Animation, AnimationGroup, FadeIn, FadeOut, RoundedRectangle, VGroup

from scenes.boxed import Boxed
from scenes.frame import whole
from scenes.theme import Role, theme
from scenes.typesetting import Words, set_on_line

START = "<start>"
"""What the model reads before the first word. It is no word, and is drawn quietly."""
HEIGHT = 0.86
_ROOM = 0.24


class Word(Boxed, VGroup):
    """A token in its box. `light` colours the box in a role, `quieten` gives it back its quiet edge, `give_way`
    puts another word in its place.

    >>> from scenes.word import Word
    >>> shown = Word("queen").lit("attention")
    """

    def __init__(self, token: str, *, size: float | None = None) -> None:
        self.token = token
        pixels = theme.sizes.body if size is None else size
        written = token.strip("<>")
        self.writing = Words(written, size=pixels, role="quiet" if token == START else "ink")
        scale = pixels / theme.sizes.body
        self.box = RoundedRectangle(
            corner_radius=0.14 * scale, width=self.writing.width + 2 * _ROOM * scale, height=HEIGHT * scale
        )
        super().__init__(self.box, self.writing)
        self.unlit()
        set_on_line(self.writing, pixels, self.box.get_center()[1])

    def lit(self, role: Role) -> Self:
        """It, with its box in a role's colour; a token that is quiet of itself is then as bright as any other."""
        self.writing.set_color(theme.colour("ink"))
        return super().lit(role)

    def unlit(self) -> Self:
        """It, with its quiet box."""
        if self.token == START:
            self.writing.set_color(theme.colour("quiet"))
        return super().unlit()

    def give_way(self, other: Word, **kwargs: Any) -> Animation:
        """It leaves upwards, and another word comes to its place from below: by a whole box, so that they never overlap.
        Near the top of the frame, it leaves by as much as there is room for, and is gone before the other is seen."""
        other.move_to(self)
        step = 1.2 * max(self.box.height, other.box.height)
        room = max(0.0, whole.top - float(self.get_top()[1]))
        if room >= step:
            return AnimationGroup(FadeOut(self, shift=step * UP), FadeIn(other, shift=step * UP), **kwargs)
        going = FadeOut(self, shift=room * UP, rate_func=lambda share: min(1.0, 2.5 * share))
        coming = FadeIn(other, shift=step * UP, rate_func=lambda share: max(0.0, (share - 0.4) / 0.6))
        return AnimationGroup(going, coming, **kwargs)
