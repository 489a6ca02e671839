"""Defects of teaching: of a chapter's and a lesson's length, of what is asked, shown, worked out and answered."""

from __future__ import annotations

import ast
import re

import numpy as np

from script.narration import parse
from script.timetable import BREATH, LEAD_IN, LEAD_OUT, estimate
from tests.planted.beside import puzzle, shown, symbols, two_motions
from tests.planted.case import HEAD, Case, Kind, chapter
from tests.planted.copies import changed, only, whole
from tests.planted.words import case, pick, sentence, spoken

Rng = np.random.Generator
DIGITS = "zero one two three four five six seven eight nine"


# How long ----------------------------------------------------------------------------------------------------------------


def _talk(rng: Rng, seconds: float) -> str:
    """Sentences that take a chapter so long, all else of it included; a pause makes up for what is left."""
    left = seconds - LEAD_IN - LEAD_OUT - BREATH
    said = ""
    while True:
        longer = f"{said} {sentence(rng, 10)}".strip()
        if estimate(parse(longer)).length > left:
            rest = left - estimate(parse(said)).length - 0.05
            return f"{said} [pause {max(rest, 0):.2f}]" if said else "So."
        said = longer


def _of_length(rng: Rng, planted: bool, seconds: float) -> Case:
    text = spoken(_talk(rng, seconds))
    return case("chapter-length", planted, text, f"a chapter of {seconds:.0f} s", lesson=True)


def short_chapter(rng: Rng) -> Case:
    return _of_length(rng, True, rng.uniform(8, 18.5))


def long_chapter(rng: Rng) -> Case:
    return _of_length(rng, True, rng.uniform(92, 140))


def cut_chapter(rng: Rng) -> Case:
    text = only("matrix_multiplication", pick(rng, "TwoMotionsInARow", "RowMeetsColumn"), 1)
    return case("chapter-length", True, text, "a real chapter of which only the first beat is left", lesson=True)


def stretched_chapter(rng: Rng) -> Case:
    more = " ".join(sentence(rng, 12) for _ in range(int(rng.integers(15, 20))))
    text = changed(puzzle(), ' land."""', f' land. {more}"""')
    return case("chapter-length", True, text, "a real chapter that goes on and on", lesson=True)


def barely_long_enough(rng: Rng) -> Case:
    return _of_length(rng, False, rng.uniform(20.8, 25))


def barely_short_enough(rng: Rng) -> Case:
    return _of_length(rng, False, rng.uniform(80, 88.5))


def real_chapter(rng: Rng) -> Case:
    name = pick(rng, "TwoMotionsInARow", "RowMeetsColumn", "RowsThatMeasure", "ManyMotionsAreOne")
    return case("chapter-length", False, only("matrix_multiplication", name), f"the real chapter {name}", lesson=True)


def _of_chapters(rng: Rng, planted: bool, lengths: list[float]) -> Case:
    text = HEAD.format(imports="")
    for k, seconds in enumerate(lengths):
        name = "First" if not k else f"Chapter{k}"
        text += chapter({"one": (_talk(rng, seconds), "pass")}, name=name, head=False)
    about = f"{len(lengths)} chapters of {sum(lengths):.0f} s in all"
    return case("lesson-length", planted, text, about, lesson=True)


def many_chapters(rng: Rng) -> Case:
    return _of_chapters(rng, True, list(rng.uniform(78, 89, size=5)))


def one_endless_chapter(rng: Rng) -> Case:
    return _of_chapters(rng, True, [float(rng.uniform(384, 430))])


def lesson_and_a_half(rng: Rng) -> Case:
    """A real lesson, some chapters of which stand in it twice."""
    text = whole("matrix_multiplication")
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    for k in rng.permutation(len(classes) - 1)[:4]:
        part = ast.get_source_segment(text, classes[k]) or ""
        text += f"\n\n{part.replace(f'class {classes[k].name}(', f'class {classes[k].name}Again(')}\n"
    return case("lesson-length", True, text, "a real lesson with four of its chapters twice", lesson=True)


def just_in_time(rng: Rng) -> Case:
    return _of_chapters(rng, False, [float(rng.uniform(74, 75.5))] * 5)


def short_lesson(rng: Rng) -> Case:
    return _of_chapters(rng, False, list(rng.uniform(30, 60, size=int(rng.integers(2, 6)))))


def most_of_a_lesson(rng: Rng) -> Case:
    """A real lesson, whose estimated times are longer than its own, without some of its chapters."""
    text = whole("matrix_multiplication")
    lines = text.splitlines(keepends=True)
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    for k in sorted((int(k) for k in rng.permutation(range(2, len(classes)))[:2]), reverse=True):
        del lines[classes[k].lineno - 1 : classes[k].end_lineno]
    return case("lesson-length", False, "".join(lines), "a real lesson without two of its chapters", lesson=True)


# A prediction ------------------------------------------------------------------------------------------------------------

ASKED = ("Where will it land?", "Which of the two is longer?", "Will they end in the same place?", "What comes next?")
STAGE = "self.box = self.enter(Square().shift(LEFT * {x:.2f}))"
MOVE = 'self.play(self.box.animate.shift(RIGHT * 2), at="show")'


def _asks(rng: Rng, planted: bool, ask: str, body: str, about: str) -> Case:
    said = f"{sentence(rng, 8)} {ask} [show] {sentence(rng, 9)}"
    text = chapter({"one": (said, body)}, STAGE.format(x=rng.uniform(0, 4)))
    return Case("no-prediction", planted, text, about, lesson=True)


def short_pause(rng: Rng) -> Case:
    pause = float(rng.uniform(0.5, 2.6))
    return _asks(rng, True, f"{pick(rng, *ASKED)} [pause {pause:.1f}]", MOVE, f"a question, and {pause:.1f} s to think")


def no_question(rng: Rng) -> Case:
    return _asks(rng, True, f"{sentence(rng, 5)} [pause {rng.integers(3, 5)}]", MOVE, "a pause after no question")


def answered_at_once(rng: Rng) -> Case:
    answer = pick(rng, "On three, one.", "The first one is.", "It will not.", "Green comes there.")
    return _asks(rng, True, f"{pick(rng, *ASKED)} {answer} [pause 3]", MOVE, "a question, its answer, and then a pause")


def moves_while_thinking(rng: Rng) -> Case:
    wait = float(rng.uniform(0.5, 1.6))
    long = f"self.play(self.box.animate.shift(RIGHT * 3), run_time={float(rng.uniform(1.5, 2.2)):.2f})"
    body = f'self.hold(until="think")\nself.hold({wait:.2f})\n{long}\n{MOVE}'
    return _asks(rng, True, f"{pick(rng, *ASKED)} [think] [pause 4]", body, "something moves while there is time to think")


def pause_cut_from_a_lesson(rng: Rng) -> Case:
    text = only("matrix_multiplication", "OneOfTheModelsOwn")
    found = re.findall(r"\[pause 3\]", text)
    assert found
    text = text.replace("[pause 3]", pick(rng, "", "[pause 1]", "[pause 2]"))
    return Case("no-prediction", True, text, "a real chapter without its pause", ("OneOfTheModelsOwn",), lesson=True)


def asks_and_waits(rng: Rng) -> Case:
    return _asks(rng, False, f"{pick(rng, *ASKED)} [pause {rng.integers(3, 6)}]", MOVE, "a question, and time to think")


def invites_to_guess(rng: Rng) -> Case:
    invitation = pick(rng, "Decide before you see it.", "Take a guess.", "Make up your mind first.", "Think about it.")
    return _asks(rng, False, f"{pick(rng, *ASKED)} {invitation} [pause 3]", MOVE, f"a question, and {invitation!r}")


def moves_before_thinking(rng: Rng) -> Case:
    """A motion that ends in the first half second of a longer pause."""
    brief = f"self.play(self.box.animate.shift(RIGHT), run_time={rng.uniform(0.3, 0.7):.2f})"
    body = f'self.hold(until="think")\n{brief}\n{MOVE}'
    return _asks(rng, False, f"{pick(rng, *ASKED)} [think] [pause 4]", body, "a motion that ends as the thinking begins")


def real_question(rng: Rng) -> Case:
    del rng
    text = only("matrix_multiplication", "OneOfTheModelsOwn")
    return Case("no-prediction", False, text, "a real chapter that asks", chapters=("OneOfTheModelsOwn",), lesson=True)


# Symbols -----------------------------------------------------------------------------------------------------------------

LETTERS = ("W", "Q", "K", "x", "y", "n", "theta", "lambda", "sigma")


def _symbol(rng: Rng, planted: bool, said: str, body: str, about: str) -> Case:
    return Case("symbol-unseen", planted, chapter({"one": (said, body)}), about, lesson=True)


def never_shown(rng: Rng) -> Case:
    letter = pick(rng, *LETTERS)
    said = f"{sentence(rng, 7)} Now multiply all of it by {letter}, [show] and go on. {sentence(rng, 5)}"
    return _symbol(rng, True, said, shown(rng, symbols("M")), f"{letter} is said and never shown")


def shown_afterwards(rng: Rng) -> Case:
    letter = pick(rng, *LETTERS)
    said = f"{sentence(rng, 5)} Now {letter} is what moves them. {sentence(rng, 9)} [show] {sentence(rng, 6)}"
    return _symbol(rng, True, said, shown(rng, symbols(letter)), f"{letter} is shown long after it was said")


def another_of_its_kind(rng: Rng) -> Case:
    """The name of a part of a formula is not shown, and a capital is another letter."""
    said = f"{sentence(rng, 5)} [show] Here is the table. {sentence(rng, 5)} Its rows meet w, one after another."
    thing = pick(rng, symbols("W"), "Symbols('{{ W : w }} x')", 'Words("the width")')
    return _symbol(rng, True, said, shown(rng, thing), "w is said, and only W stands there")


def unseen_in_a_lesson(rng: Rng) -> Case:
    letter = pick(rng, "T", "Q", "P")
    text = changed(two_motions(2), "First, [turn] R turns", f"First, [turn] {letter} turns")
    return Case(
        "symbol-unseen", True, text, f"a real chapter that says {letter}", chapters=("TwoMotionsInARow",), lesson=True
    )


def shown_before(rng: Rng) -> Case:
    letter = pick(rng, *LETTERS)
    said = f"{sentence(rng, 5)} [show] Here it stands. {sentence(rng, 9)} Now {letter} is what moves them."
    formula = pick(rng, letter, f"{letter} = 2", f"a + {letter}_1")
    return _symbol(rng, False, said, shown(rng, symbols(formula)), f"{letter} was shown")


def shown_as_it_is_said(rng: Rng) -> Case:
    letter = pick(rng, *LETTERS)
    said = f"{sentence(rng, 5)} [show] {letter.capitalize() if len(letter) == 1 else letter} is what moves them."
    return _symbol(rng, False, said, shown(rng, symbols(letter)), f"{letter} comes as it is said")


def no_symbols(rng: Rng) -> Case:
    words = pick(
        rng, "a plane and I", "the plane's own, which I don't know", "an X-ray of a plan", "we'd say it's a row-by-n-column"
    )
    said = f"{sentence(rng, 5)} [show] It is {words}. {sentence(rng, 5)}"
    return _symbol(rng, False, said, shown(rng, symbols("M")), f"{words!r} names no symbol")


def real_symbols(rng: Rng) -> Case:
    name, beats = [("TwoMotionsInARow", 2), ("ManyMotionsAreOne", 2)][int(rng.integers(2))]
    text = only("matrix_multiplication", name, beats)
    return Case("symbol-unseen", False, text, f"{name} as it is", chapters=(name,), lesson=True)


# A worked example --------------------------------------------------------------------------------------------------------


def _values(rng: Rng, count: int) -> list[tuple[str, str]]:
    """Values as they are written and as they are said."""
    names, found = DIGITS.split(), []
    for k in rng.permutation(80)[:count]:
        one, two = int(k) // 10 + 1, int(k) % 10
        two = two or 7
        kind = int(rng.integers(3))
        found.append(
            [
                (f"{one}.{two}", f"{names[one]} point {names[two]}"),
                (f"0.{one}{two}", f"zero point {names[one]} {names[two]}"),
                (f"−{one}.{two}", f"minus {names[one]} point {names[two]}"),
            ][kind]
        )  # fmt: skip
    return found


def _example(rng: Rng, planted: bool, said: list[str], written: list[str], about: str) -> Case:
    cues = ["show", "then", "last", "more"][: len(said)]
    text = " ".join(f"[{cue}] {sentence(rng, 5)[:-1]} makes {one}." for cue, one in zip(cues, said, strict=True))
    body = "\n".join(shown(rng, symbols(one), cue) for cue, one in zip(cues, written, strict=True))
    return Case("no-worked-example", planted, chapter({"one": (text, body)}), about, lesson=True)


def only_in_general(rng: Rng) -> Case:
    return _example(rng, True, ["a number", "another", "the sum"], ["a", "b", "a + b"], "letters and no numbers")


def said_and_not_seen(rng: Rng) -> Case:
    said = [words for _, words in _values(rng, 4)]
    return _example(rng, True, said, ["a", "b", "c", "a + b"], "numbers that are said, and do not stand there")


def seen_and_not_said(rng: Rng) -> Case:
    written = [one for one, _ in _values(rng, 4)]
    return _example(rng, True, ["the first", "the next", "one more", "a sum"], written, "numbers that stand there, unsaid")


def others_than_said(rng: Rng) -> Case:
    values = _values(rng, 8)
    about = "other numbers are said than stand there"
    return _example(rng, True, [words for _, words in values[:4]], [one for one, _ in values[4:]], about)


def without_numbers(rng: Rng) -> Case:
    """A real chapter, of which the first beats have no numbers of their own."""
    del rng
    text = only("matrix_multiplication", "ManyMotionsAreOne")
    return Case("no-worked-example", True, text, "a real recap alone", chapters=("ManyMotionsAreOne",), lesson=True)


def worked(rng: Rng) -> Case:
    values = _values(rng, 4)
    return _example(rng, False, [words for _, words in values], [one for one, _ in values], "four numbers, said and shown")


def rounded(rng: Rng) -> Case:
    values = _values(rng, 4)
    written = [one + str(int(rng.integers(1, 4))) for one, _ in values]
    return _example(rng, False, [f"about {words}" for _, words in values], written, "numbers that are shown more exactly")


def whole_numbers(rng: Rng) -> Case:
    names = DIGITS.split()
    picked = [int(k) for k in rng.permutation(range(2, 10))[:4]]
    said = [f"{names[k]} times one, and that is {names[k]}" for k in picked]
    return _example(rng, False, said, [f"{k} dot 1 = {k}" for k in picked], "small whole numbers, worked with")


def real_example(rng: Rng) -> Case:
    del rng
    text = only("matrix_multiplication", "RowMeetsColumn", 3)
    return Case("no-worked-example", False, text, "a real worked example", chapters=("RowMeetsColumn",), lesson=True)


# Exercises ---------------------------------------------------------------------------------------------------------------

GOOD = 'answer="2", worked="It is 2."'


def _exercise(rng: Rng, planted: bool, fields: str, about: str) -> Case:
    text = spoken(sentence(rng, 12)).replace(GOOD, fields)
    assert fields in text
    return case("unchecked-exercise", planted, text, about, lesson=True)


def no_answer(rng: Rng) -> Case:
    fields = pick(rng, 'answer="", worked="It is 2."', 'answer="2", worked=" "', 'answer="  ", worked=""')
    return _exercise(rng, True, fields, f"an exercise with {fields}")


def no_value(rng: Rng) -> Case:
    answer = pick(
        rng, "a number near two", "1 / 0", "softmaxx((1, 2))", "apply(M, x)", "np.log(-1.0)", "softmax", "None", "2 +",
        "determinant(((1, 2), (3,)))",
    )  # fmt: skip
    return _exercise(rng, True, f'answer="{answer}", worked="It is 2."', f"the answer {answer!r}")


def never_ending(rng: Rng) -> Case:
    answer = pick(rng, "1 + sum(iter(int, 1))", "[1] * 10 ** 12", "__import__('os')._exit(1)")
    return _exercise(rng, True, f'answer="{answer}", worked="It is 2."', f"the answer {answer!r}")


def mistake_that_is_right(rng: Rng) -> Case:
    mistake = pick(rng, "1 + 1", "4 / 2", "np.sqrt(4)", "nothing(2)")
    fields = GOOD + f', misconceptions={{"{mistake}": "That is wrong."}}'
    return _exercise(rng, True, fields, f"the answer 2, and the mistake {mistake!r}")


def broken_in_a_lesson(rng: Rng) -> Case:
    old, new = [
        ('answer="apply(M, x)"', 'answer="apply(N, x)"'), ('answer="6"', 'answer=""'),
        ('answer="apply(transpose(W), y)"', 'answer="apply(W, y)"'), ('"-6": "The second', '"6.0": "The second'),
    ][int(rng.integers(4))]  # fmt: skip
    text = changed(only("matrix_multiplication", "ManyMotionsAreOne"), old, new)
    return case("unchecked-exercise", True, text, f"a real exercise with {new}", lesson=True)


def worked_out(rng: Rng) -> Case:
    answers = ("np.sqrt(4)", "softmax((1, 2, 3))", "rotation(quarters=1)", "[1, 2, 3]", "{'cat', 'dog'}", "'cat'", "True")
    answer = pick(rng, *answers)
    return _exercise(rng, False, f'answer="{answer}", worked="So it is."', f"the answer {answer!r}")


def with_what_is_given(rng: Rng) -> Case:
    fields = (
        'answer="apply(M, x)", worked="So it is.", given={"M": "[[3, -1], [1, 2]]", "x": "(2, 1)"}, '
        f'misconceptions={{"apply(transpose(M), x)": "Rows for columns.", "(0, {rng.integers(1, 9)})": "No."}}'
    )
    return _exercise(rng, False, fields, "an answer over what is given, with its mistakes")


def real_exercises(rng: Rng) -> Case:
    name, part = [
        ("matrix_multiplication", "ManyMotionsAreOne"), ("from_scores_to_chances", "EightySevenScores"),
    ][int(rng.integers(2))]  # fmt: skip
    return case("unchecked-exercise", False, only(name, part), f"the exercises of {name}", lesson=True)


KINDS = (
    Kind("chapter-length", (short_chapter, long_chapter, cut_chapter, stretched_chapter),
         (barely_long_enough, barely_short_enough, real_chapter)),
    Kind("lesson-length", (many_chapters, one_endless_chapter, lesson_and_a_half),
         (just_in_time, short_lesson, most_of_a_lesson)),
    Kind("no-prediction", (short_pause, no_question, answered_at_once, moves_while_thinking, pause_cut_from_a_lesson),
         (asks_and_waits, invites_to_guess, moves_before_thinking, real_question)),
    Kind("symbol-unseen", (never_shown, shown_afterwards, another_of_its_kind, unseen_in_a_lesson),
         (shown_before, shown_as_it_is_said, no_symbols, real_symbols)),
    Kind("no-worked-example", (only_in_general, said_and_not_seen, seen_and_not_said, others_than_said, without_numbers),
         (worked, rounded, whole_numbers, real_example)),
    Kind("unchecked-exercise", (no_answer, no_value, never_ending, mistake_that_is_right, broken_in_a_lesson),
         (worked_out, with_what_is_given, real_exercises)),
)  # fmt: skip
