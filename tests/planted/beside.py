"""Defects of what is shown beside what is said: cues that come late, words that point at nothing, prose to be read."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tests.planted.case import Case, Kind, chapter
from tests.planted.copies import changed, only, with_line
from tests.planted.words import pick, sentence

Rng = np.random.Generator
PLACES = ("LEFT", "RIGHT", "UP", "ORIGIN")
FADE = 'self.play(FadeIn({thing}.move_to({place} * {by:.2f})), at="{cue}", run_time={time:.2f})'


def place(rng: Rng) -> dict[str, object]:
    """Somewhere well inside the frame."""
    return {"place": pick(rng, *PLACES), "by": rng.uniform(0.3, 1.9), "time": rng.uniform(0.5, 1.1)}


def shown(rng: Rng, thing: str, cue: str = "show") -> str:
    """The line that fades a thing in at a cue."""
    return FADE.format(thing=thing, cue=cue, **place(rng))


def write(text: str, size: int = 40) -> str:
    """The line that makes prose."""
    return f'Words("{text}", size={size})'


def symbols(code: str) -> str:
    return f'Symbols("{code}")'


def group(parts: Iterable[str], how: str) -> str:
    """The line that groups things and arranges them."""
    return f"VGroup({', '.join(parts)}).{how}"


def case(rule: str, planted: bool, said: str, body: str, about: str, stage: str = "pass") -> Case:
    return Case(rule, planted, chapter({"one": (said, body)}, stage), about)


def copy(rule: str, planted: bool, text: str, about: str, name: str = "ManyMotionsAreOne") -> Case:
    return Case(rule, planted, text, about, chapters=(name,))


def puzzle() -> str:
    return only("matrix_multiplication", "ManyMotionsAreOne")


def two_motions(beats: int = 1) -> str:
    return only("matrix_multiplication", "TwoMotionsInARow", beats)


def real(rule: str) -> object:
    """Real chapters, or their first beats, as they are."""

    def make(rng: Rng) -> Case:
        name, beats = [("ManyMotionsAreOne", 2), ("TwoMotionsInARow", 2), ("RowMeetsColumn", 2), ("RowsThatMeasure", 1)][
            int(rng.integers(4))
        ]
        return copy(rule, False, only("matrix_multiplication", name, beats), f"{beats} beats of {name} as they are", name)

    return make


# Shown too late ----------------------------------------------------------------------------------------------------------

DIGITS = "zero one two three four five six seven eight nine"
SYMBOLS = ("W", "Q", "K", "theta", "lambda", "R")


def late_symbol(rng: Rng) -> Case:
    symbol, later = pick(rng, *SYMBOLS), sentence(rng, int(rng.integers(3, 7))).lower()[:-1]
    said = f"The table that is called {symbol}, {later}, [show] goes on to work for all of them."
    return case("late-cue", True, said, shown(rng, symbols(symbol)), f"the symbol {symbol}, shown late")


def _value(rng: Rng) -> tuple[str, str]:
    digits = [int(one) for one in rng.integers(1, 10, size=2)]
    names = DIGITS.split()
    return f"0.{digits[0]}{digits[1]}", f"zero point {names[digits[0]]} {names[digits[1]]}"


def late_number(rng: Rng) -> Case:
    figures, words = _value(rng)
    said = f"The loss is now {words}, {sentence(rng, int(rng.integers(4, 7))).lower()[:-1]}, [show] and so it stays."
    thing = pick(rng, f'Symbols("{figures}")', f"Number({figures})", f'Words("loss {figures}")', f'Symbols("L = {figures}")')
    return case("late-cue", True, said, shown(rng, thing), f"the number {figures}, shown late")


def late_term(rng: Rng) -> Case:
    term = pick(rng, "gradient", "query", "softmax", "chain rule", "learning rate", "mask")
    said = f"This is called the {term}, {sentence(rng, int(rng.integers(5, 8))).lower()[:-1]}, [show] and we go on with it."
    return case("late-cue", True, said, shown(rng, write(term)), f"the term {term!r}, shown late")


def late_motion(rng: Rng) -> Case:
    verb = pick(rng, "turn", "slide", "grow", "flip")
    said = f"Now let it {verb}, {sentence(rng, int(rng.integers(3, 6))).lower()[:-1]} [{verb}]. And so it goes on."
    moves = f'self.play(self.box.animate.shift(RIGHT * 0.7), at="{verb}")'
    return case("late-cue", True, said, moves, f"{verb!r} is said, and comes late", "self.box = self.enter(Square())")


def late_in_a_lesson(rng: Rng) -> Case:
    old, new = [
        ("First, [turn] R turns the plane a quarter. Then, [slant] S slants",
         "First comes R, which carries all of the plane by a quarter [turn], all at one time. Then, [slant] S slants"),
        ("Then, [slant] S slants it sideways.", "Then comes S, which takes every one of its [slant] lines along with it."),
    ][int(rng.integers(2))]  # fmt: skip
    return copy("late-cue", True, changed(two_motions(), old, new), "a real cue behind its words", "TwoMotionsInARow")


def in_step(rng: Rng) -> Case:
    symbol = pick(rng, *SYMBOLS)
    figures, words = _value(rng)
    said = f"The table [show] called {symbol} comes to us. [number] It holds {words}, and that is all of it."
    body = f"{shown(rng, symbols(symbol))}\n{shown(rng, symbols(figures), 'number')}"
    return case("late-cue", False, said, body, "a symbol and a number in step with the voice")


def named_again(rng: Rng) -> Case:
    term = pick(rng, "gradient", "query", "softmax", "chain rule")
    said = f"You know the {term} by now, or so you think it is. [show] The {term} is what all of it comes from."
    return case("late-cue", False, said, shown(rng, write(term)), f"{term!r} comes when it is said again")


def counting(rng: Rng) -> Case:
    """A number that passes others on its way, and a count that is the same as a figure elsewhere."""
    last = int(rng.integers(20, 90))
    said = f"There are two arrows and three of the words here. [show] Count up to {last}, and then stop. [more] Good."
    body = f'self.play(self.count.animate.set_value({last}), at="show", run_time=2.5)\n'
    stage = "self.count = self.enter(Number(0, places=0))"
    return case("late-cue", False, said, body + shown(rng, symbols("3"), "more"), "a count that runs, and a figure", stage)


def much_later(rng: Rng) -> Case:
    symbol = pick(rng, "W", "Q", "K")
    wait = " ".join(sentence(rng, 9) for _ in range(2))
    said = f"The first layer does all of it at once. {wait} [show] It is this one: {symbol}, as we write it."
    return case("late-cue", False, said, shown(rng, symbols(symbol)), "a symbol shown just before it is named")


# Nothing to look at ------------------------------------------------------------------------------------------------------

POINTS = (
    "here is the one", "this arrow is longer", "look at these two", "this number is less", "take this one",
    "here it is less",
)  # fmt: skip


def pointing_at_nothing(rng: Rng) -> Case:
    said = (
        f"{sentence(rng, 12)} {sentence(rng, int(rng.integers(5, 9)))} But {pick(rng, *POINTS)}, {sentence(rng, 9).lower()} "
        f"[show] And now we may go on, {sentence(rng, 6).lower()}"
    )
    return case("nothing-pointed-at", True, said, shown(rng, "Square()"), "the voice points, and the stage stands still")


def pointing_too_early(rng: Rng) -> Case:
    point = pick(rng, *POINTS)
    said = f"{sentence(rng, 9)} And {point}, {sentence(rng, int(rng.integers(7, 12))).lower()[:-1]}, [show] as you see."
    return case("nothing-pointed-at", True, said, shown(rng, "Square()"), "the voice points long before something is shown")


def pointing_in_a_lesson(rng: Rng) -> Case:
    point = pick(rng, "But this table is less than it seems to be", "And here are two that we had before")
    text = changed(
        puzzle(), "A language model has many layers, one after another.",
        f"{sentence(rng, 10)} {point}. A language model has many layers, one after another.",
    )  # fmt: skip
    return copy("nothing-pointed-at", True, text, "a real beat that points at nothing")


def pointing_and_showing(rng: Rng) -> Case:
    point = pick(rng, *POINTS)
    said = f"{sentence(rng, 8)} [show] And {point}, {sentence(rng, 8).lower()}"
    return case("nothing-pointed-at", False, said, shown(rng, "Square()"), "what is pointed at comes just then")


def still_lit(rng: Rng) -> Case:
    said = f"{sentence(rng, 8)} [show] Mark the row, and then add all that is in this row. {sentence(rng, 6)}"
    return case("nothing-pointed-at", False, said, shown(rng, "Square()"), "what was marked in the same sentence")


def no_pointing(rng: Rng) -> Case:
    word = pick(
        rng, "This is why it is so", "From here on we are alone", "This means that all is well", "This was not so before",
        "At this time of day all is well", "In this way it goes on", "Here's why it is so",
    )  # fmt: skip
    said = f"{sentence(rng, 14)} {word}, {sentence(rng, 8).lower()} [show] {sentence(rng, 5)}"
    return case("nothing-pointed-at", False, said, shown(rng, "Square()"), f"{word!r} points at nothing on the stage")


# Prose -------------------------------------------------------------------------------------------------------------------

PROSE = "many motions one after another still make a single motion of the whole wide plane that we began with"


def written(rng: Rng, count: int) -> str:
    words = PROSE.split()
    first = int(rng.integers(0, len(words) - count + 1))
    return " ".join(words[first : first + count])


def _talk(rng: Rng) -> str:
    return f"[show] {sentence(rng, 12)} {sentence(rng, 12)}"


def one_line(rng: Rng) -> Case:
    text = written(rng, int(rng.integers(9, 14)))
    thing = pick(rng, write(text), f"Symbols('\"{text}\"', size=40)")
    return case("prose", True, _talk(rng), shown(rng, thing), f"{text!r} stands beside the voice")


def a_paragraph(rng: Rng) -> Case:
    lines = [written(rng, int(rng.integers(2, 4))) for _ in range(5)]
    side = pick(rng, "", ", aligned_edge=LEFT")
    thing = group(map(write, lines), f"arrange(DOWN, buff=0.2{side})")
    return case("prose", True, _talk(rng), shown(rng, thing), f"a paragraph of {len(lines)} short lines")


def here_and_there(rng: Rng) -> Case:
    one, other = written(rng, int(rng.integers(5, 8))), written(rng, int(rng.integers(5, 8)))
    thing = group(map(write, (one, other)), "arrange(DOWN, buff=2.5)")
    return case("prose", True, _talk(rng), shown(rng, thing), "two sentences, far apart, at the same time")


def prose_in_a_lesson(rng: Rng) -> Case:
    text = written(rng, int(rng.integers(9, 13)))
    line = f'self.play(FadeIn(Words("{text}", size=36).move_to(notes.center).shift(UP * 2)), run_time=0.5)'
    spoken = changed(puzzle(), ' land."""', f' land. {sentence(rng, 12)} {sentence(rng, 10)}"""')
    spoken = changed(spoken, '"""[land]', f'"""{sentence(rng, 7)} [land]')
    spoken = with_line(spoken, "ManyMotionsAreOne", "in_one_sentence", line)
    return copy("prose", True, spoken, f"{text!r} in a real chapter")


def eight_words(rng: Rng) -> Case:
    text = written(rng, int(rng.integers(4, 9)))
    return case("prose", False, _talk(rng), shown(rng, write(text)), f"{text!r} stands beside the voice")


def names(rng: Rng) -> Case:
    """Names of things, each beside its own."""
    names = ["the true chance", "after one step", "the model's own", "a coin", "all of them"]
    picked = [names[int(k)] for k in rng.permutation(len(names))]
    parts = (group(("Square(0.8)", write(one, 36)), "arrange(RIGHT)") for one in picked)
    thing = group(parts, "arrange_in_grid(2, 3, buff=0.6)")
    return case("prose", False, _talk(rng), shown(rng, thing), "five names, each beside its thing")


def in_silence(rng: Rng) -> Case:
    text = written(rng, int(rng.integers(10, 14)))
    said = f"{sentence(rng, 8)} Read it for yourself. [show] [pause 5] [gone] {sentence(rng, 10)}"
    body = (
        f'text = {write(text)}\nself.hold(until="show")\nself.play(FadeIn(text), run_time=0.5)\nself.hold(3)\n'
        'self.play(FadeOut(text), run_time=0.5)\nself.hold(until="gone")'
    )
    return case("prose", False, said, body, "prose that stands in a written pause only")


def words_of_the_language(rng: Rng) -> Case:
    words = [PROSE.split()[int(k)] for k in rng.permutation(10)]
    boxes = (f"VGroup(Rectangle(width=1.9, height=0.7), {write(one, 36)})" for one in words)
    made = group(boxes, "arrange_in_grid(2, 5, buff=0.3)")
    return case("prose", False, _talk(rng), shown(rng, made), "ten words in boxes, as the model takes them")


# The very words ----------------------------------------------------------------------------------------------------------


def _repeat(rng: Rng, count: int) -> tuple[str, str]:
    """What is shown, and a narration in which it is said."""
    text = written(rng, count)
    return text, f"{sentence(rng, 5)} [show] So {text}, {sentence(rng, 5).lower()}"


def the_very_words(rng: Rng) -> Case:
    text, said = _repeat(rng, int(rng.integers(5, 9)))
    thing = pick(rng, write(text), write(f"{text[0].upper()}{text[1:]}."))
    return case("repeats-narration", True, said, shown(rng, thing), f"{text!r} is shown and said")


def in_two_lines(rng: Rng) -> Case:
    text, said = _repeat(rng, int(rng.integers(6, 9)))
    words = text.split()
    lines = " ".join(words[:3]), " ".join(words[3:])
    thing = group(map(write, lines), "arrange(DOWN, buff=0.2)")
    return case("repeats-narration", True, said, shown(rng, thing), f"{text!r} is shown in two lines, and said")


def a_part_of_it(rng: Rng) -> Case:
    text = written(rng, 6)
    said = f"{sentence(rng, 5)} [show] So {text}, {sentence(rng, 5).lower()}"
    return case("repeats-narration", True, said, shown(rng, write(f"note: {text}")), f"{text!r} is said, in what is shown")


def repeats_in_a_lesson(rng: Rng) -> Case:
    text = pick(rng, "A matrix moves the whole plane at once", "its columns say where two arrows land")
    line = f'self.play(FadeIn(Words("{text}", size=36).next_to(self.tables, DOWN)), run_time=0.5)'
    old = "self.play(self.plane.move_by(self.steps[0])"
    spoken = changed(puzzle(), '"""[land]', f'"""{sentence(rng, 7)} [land]')
    shows = changed(spoken, old, f"{line}\n        {old}")
    return copy("repeats-narration", True, shows, f"{text!r} in a real chapter that says it")


def a_name_that_is_said(rng: Rng) -> Case:
    text, said = _repeat(rng, int(rng.integers(2, 5)))
    return case("repeats-narration", False, said, shown(rng, write(text)), f"a name of few words, {text!r}")


def other_words(rng: Rng) -> Case:
    text = written(rng, 7)
    mixed = " ".join(f"{one} and" for one in text.split())
    said = f"{sentence(rng, 5)} [show] So {mixed}, {sentence(rng, 5).lower()}"
    return case("repeats-narration", False, said, shown(rng, write(text)), "the same words, not in a row")


def gone_before(rng: Rng) -> Case:
    text = written(rng, 6)
    said = f"[show] {sentence(rng, 6)} [gone] {sentence(rng, 9)} So {text}, {sentence(rng, 5).lower()}"
    body = (
        f'text = {write(text)}\nself.play(FadeIn(text), at="show", run_time=0.5)\n'
        'self.play(FadeOut(text), at="gone", run_time=0.5)'
    )
    return case("repeats-narration", False, said, body, "what is said later, when it has gone")


KINDS = (
    Kind("late-cue", (late_symbol, late_number, late_term, late_motion, late_in_a_lesson),
         (in_step, named_again, counting, much_later, real("late-cue"))),
    Kind("nothing-pointed-at", (pointing_at_nothing, pointing_too_early, pointing_in_a_lesson),
         (pointing_and_showing, still_lit, no_pointing, real("nothing-pointed-at"))),
    Kind("prose", (one_line, a_paragraph, here_and_there, prose_in_a_lesson),
         (eight_words, names, in_silence, words_of_the_language, real("prose"))),
    Kind("repeats-narration", (the_very_words, in_two_lines, a_part_of_it, repeats_in_a_lesson),
         (a_name_that_is_said, other_words, gone_before, real("repeats-narration"))),
)  # fmt: skip
