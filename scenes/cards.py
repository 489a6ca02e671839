"""What stands between: a chapter's heading, a lesson's title card and its end card."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, UP, AnimationGroup, Create, FadeIn, FadeOut, Line, Scene, VGroup, Wait, config

from scenes.frame import whole
from scenes.theme import theme
from scenes.typesetting import Words
from script.lesson import Lesson
from script.timetable import END_CARD, TITLE_CARD, frames


class ChapterHeading(VGroup):
    """A chapter's name with a rule under it, alone on the stage for the moment before the chapter begins.

    >>> from scenes.cards import ChapterHeading
    >>> shown = ChapterHeading("Two motions in a row")
    """

    def __init__(self, title: str) -> None:
        words = Words(title, size=theme.sizes.heading, bold=True)
        rule = Line(words.get_corner(DOWN + -RIGHT), words.get_corner(DOWN + -RIGHT) + 1.2 * RIGHT)
        rule.set_stroke(theme.colour("attention"), theme.strokes.mark).shift(0.3 * DOWN)
        super().__init__(words, rule)
        self.words, self.rule = words, rule
        self.move_to(whole.center)

    def come(self) -> Any:
        return AnimationGroup(FadeIn(self.words, shift=0.15 * UP), Create(self.rule))

    def go(self) -> Any:
        return FadeOut(self, shift=0.15 * UP)


class Card(Scene):
    """A card of a lesson: it comes, stands and goes, in `length` seconds, and says nothing."""

    length: float

    def __init__(self, lesson: Lesson, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lesson = lesson

    def parts(self) -> tuple[VGroup, VGroup]:
        """What enters first, and what enters after it."""
        raise NotImplementedError

    def construct(self) -> None:
        rate = round(config.frame_rate)
        first, second = self.parts()
        come, go = frames(0.8, rate), frames(0.6, rate)
        self.play(FadeIn(first, shift=0.15 * UP), run_time=come / rate)
        self.play(FadeIn(second, shift=0.15 * UP), run_time=come / rate)
        # Some empty frames at the end, so that what follows begins on an empty stage.
        rest = frames(0.2, rate)
        self.play(Wait(run_time=(frames(self.length, rate) - 2 * come - go - rest) / rate))
        self.play(FadeOut(first), FadeOut(second), run_time=go / rate)
        self.clear()
        self.play(Wait(run_time=rest / rate))


class TitleCard(Card):
    """The lesson's title, with its number in the series."""

    length = TITLE_CARD

    def parts(self) -> tuple[VGroup, VGroup]:
        series = Words("Inside the Glass Box", size=theme.sizes.small, role="quiet")
        title = Words(self.lesson.title, size=theme.sizes.title, bold=True)
        number = Words(f"{self.lesson.number:02d}", size=theme.sizes.small, role="attention", bold=True)
        rule = Line(1.2 * LEFT, 1.2 * RIGHT).set_stroke(theme.colour("attention"), theme.strokes.mark)
        VGroup(title, rule).arrange(DOWN, buff=0.4).move_to(whole.center)
        above = VGroup(number, series).arrange(RIGHT, buff=0.3).next_to(title, UP, buff=0.6)
        return VGroup(title, rule), VGroup(above)


class EndCard(Card):
    """The question that a later lesson takes up."""

    length = END_CARD

    def parts(self) -> tuple[VGroup, VGroup]:
        lines = [Words(line, size=theme.sizes.heading, bold=True) for line in self.lesson.question.split("\n")]
        question = VGroup(*lines).arrange(DOWN, buff=0.3).move_to(whole.center)
        next_up = Words("The question that is left", size=theme.sizes.small, role="quiet")
        next_up.next_to(question, UP, buff=0.6)
        return VGroup(question), VGroup(next_up)
