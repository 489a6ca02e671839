"""What is shown beside what is said, on a stage made by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest

from reel.check import cues, prose
from reel.check.observed import Observed, Seen, Step, Text
from reel.check.shown import arrivals, figures_in, letters_in, words_in
from reel.script import BeatScript, ChapterScript
from script.narration import parse
from script.timetable import BeatTimes, SpokenWord, Timetable

RATE = 10


def text(said, name=1, *, is_prose=False, left=100.0, top=100.0, size=50.0):
    box = np.array([[left, top, left + 20.0 * len(said), top + size]])
    return Text(name, name, (), said, is_prose, size, 0, box, np.ones((1, 4)))


def played(said, shows, seconds=20.0):
    """A chapter of one beat in which a word is spoken each half second; `shows` are texts with their first second and,
    where they go, the last: each fades in for one second."""
    narration = parse(said)
    spans = [(one.start(), one.end()) for one in re.finditer(r"[\w'-]+", narration.text)]
    words = tuple(SpokenWord(0.5 * k, 0.5 * k + 0.4, *span) for k, span in enumerate(spans))
    spoken = [word for word in words]
    at = {cue.name: next((w.start for w in spoken if w.first >= cue.position), 0.5 * len(words)) for cue in narration.cues}
    timetable = Timetable("First", (BeatTimes("one", 0.0, seconds, at, words),), seconds)
    shows = [(*show, seconds) if len(show) == 2 else show for show in shows]
    moments = sorted({0.0, *(t for _, a, b in shows for t in (a, a + 1, b) if t < seconds)})
    observed = Observed("First", RATE, round(seconds * RATE), (0, 0, 0))
    for start, end in zip(moments, [*moments[1:], seconds], strict=True):
        moving = any(a <= start < a + 1 for _, a, _ in shows)
        cue = next((name for name, when in at.items() if moving and abs(when - start) < 0.3), None)
        observed.steps.append(Step(round(start * RATE), round(end * RATE), moving, "one", cue))
        standing = tuple(one for one, a, b in shows if a <= start < b)
        observed.seen.append(Seen(round(start * RATE), not moving, frozenset(), standing, ()))
    chapter = ChapterScript("First", "First", "", (BeatScript("one", narration, 1),), 1)
    return chapter, timetable, observed


def rules(*case):
    return [one.rule for one in cues.findings(*case)]


@pytest.mark.parametrize(("shown", "cries"), [(1.0, 0), (2.0, 0), (2.4, 0), (3.0, 1), (5.0, 1), (9.0, 0)])
def test_a_symbol_may_come_half_a_second_after_it_is_said(shown, cries):
    """"W" is said at 2.0 s; what comes more than 4 s later was not meant to come then."""
    case = played("So this thing called W does it all for us and goes on and on", [(text("$ W $"), shown)])
    assert ("late-cue" in rules(*case)) is bool(cries)


def test_what_is_said_again_when_it_comes_is_named_by_that():
    case = played("The slant is good but now all of it slants and so on", [(text("slant", is_prose=True), 4.0)])
    assert "late-cue" not in rules(*case)
    assert "late-cue" in rules(*played("The slant is good but now all of it goes", [(text("slant", is_prose=True), 3.0)]))


def test_a_number_that_counts_does_not_come_late():
    number = [(text(f"{k}", 7), 0.5 * k, 0.5 * k + 0.5) for k in range(10, 20)]
    assert "late-cue" not in rules(*played("We count to thirty one of them so it goes to sixteen here", number))


def test_small_numbers_that_only_count_are_no_values():
    said = "There are two arrows and so on for a while"
    assert "late-cue" not in rules(*played(said, [(text("2"), 3.0)]))
    assert "late-cue" in rules(*played("It lands on zero point two and so on for a while", [(text("0.2"), 3.0)]))


def test_a_cue_at_the_end_of_its_sentence_comes_after_what_it_names():
    late = played("Then all of it turns by a quarter for us [turn]. Good.", [(text("$ Q $"), 5.0)])
    assert "late-cue" in rules(*late)
    early = played("Then [turn] all of it turns by a quarter for us. Good.", [(text("$ Q $"), 0.5)])
    assert "late-cue" not in rules(*early)


@pytest.mark.parametrize(("said", "cries"), [
    ("and here is one", True), ("and this arrow is one", True), ("look at these two", True),
    ("and this is why it is", False),
    ("from here on we go", False), ("in this way we go", False),
])  # fmt: skip
def test_pointing_needs_something_to_be_shown(said, cries):
    before = "one two three four five six. "
    assert ("nothing-pointed-at" in rules(*played(before + said + " so far", [(text("$ M $"), 12.0)]))) is cries
    assert "nothing-pointed-at" not in rules(*played(before + said + " so far", [(text("$ M $"), 3.2)]))


def test_letters_are_told_from_words():
    said = [letter for letter, _ in cues.letters_said("A plane and I: the matrix A, an X-ray, it's x's, Theta. E to the n.")]
    assert said == ["A", "x", "theta", "Ee", "n"]


def test_what_stands_in_a_formula_is_read_without_the_names_of_its_parts():
    formula = text('$ manimgrp("w", W) theta "the sum" = −0.5 x_2 $')
    assert letters_in(formula) == {"W", "theta", "x"}
    assert figures_in(formula) == {-0.5}
    assert words_in(formula) == ["the", "sum"]
    assert letters_in(text("the matrix R", is_prose=True)) == {"R"}


def test_what_comes_is_there_from_the_beginning_of_its_motion():
    _, _, observed = played("One two three", [(text("$ W $"), 2.0, 5.0)])
    assert arrivals(observed, letters_in) == {"W": [(2.0, 5.0)]}


SAID = "it goes on and on for as long as you would like it to go on and on and on"


def prose_rules(said, shows):
    return [one.rule for one in prose.findings(*played(said, shows))]


@pytest.mark.parametrize(("words", "cries"), [(8, False), (9, True)])
def test_prose_of_more_than_eight_words_is_too_much(words, cries):
    case = [(text(" ".join(["word"] * words), is_prose=True), 2.0)]
    assert ("prose" in prose_rules(SAID, case)) is cries


def test_prose_may_be_read_in_silence():
    long = text(" ".join(["word"] * 12), is_prose=True)
    assert "prose" not in prose_rules("one two", [(long, 4.0, 9.0)])
    assert "prose" in prose_rules(SAID, [(long, 4.0, 9.0)])


def test_lines_close_below_one_another_are_a_paragraph():
    lines = [(text("three words each", k, is_prose=True, top=100.0 + 70 * k), 2.0) for k in range(3)]
    assert "prose" in prose_rules(SAID, lines)
    apart = [(text("three words each", k, is_prose=True, top=100.0 + 200 * k), 2.0) for k in range(3)]
    assert "prose" not in prose_rules(SAID, apart)


@pytest.mark.parametrize(("shown", "start", "cries"), [
    ("as long as you would", 3.0, True), ("As long: as you would.", 3.0, True), ("long as you would", 3.0, False),
    ("as you long would as", 3.0, False), ("as long as you would", 9.5, False),
])  # fmt: skip
def test_the_very_words_are_not_shown(shown, start, cries):
    assert ("repeats-narration" in prose_rules(SAID, [(text(shown, is_prose=True), start)])) is cries
