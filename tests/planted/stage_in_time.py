"""Defects of what stands on the stage over time: what nobody refers to, what is too much, what stays, what is swapped."""

from __future__ import annotations

from numpy.random import Generator

from tests.planted.case import Case, Kind, Maker
from tests.planted.copies import cut
from tests.planted.stage import CHANCES, MATRICES, QUIET, WORDS, at, case, pick, real, uniform, untouched, words

SHAPES = ("Circle(radius=0.6)", "Square(1)", "Rectangle(width=1.4, height=0.8)")

# What nobody refers to --------------------------------------------------------------------------------------------------

_IDLE = "unreferred"
_OTHER = "The river runs on for a while, and nobody asks where it goes to in the end."
_BUSY = "self.play(self.used.animate.shift(UP))"


def _idle(rng: Generator, about: str, planted: bool, stage: str, *body: str, said: str = _OTHER) -> Case:
    return case(_IDLE, planted, about, stage, *body, said=said, lesson=True)


def _kept(rng: Generator) -> Case:
    return _idle(rng, "a kept thing that no beat uses", True,
                 f"self.used = self.enter({words(rng)})\nself.other = self.enter({pick(rng, *SHAPES)}{at(rng)})",
                     _BUSY)  # fmt: skip


def _unkept(rng: Generator) -> Case:
    return _idle(rng, "a thing that is not kept", True,
                 f"self.used = self.enter({words(rng)})\nself.enter({pick(rng, *SHAPES)}{at(rng)})", _BUSY)  # fmt: skip


def _local(rng: Generator) -> Case:
    return _idle(rng, "a thing with a local name", True,
                 f"self.used = self.enter({words(rng)})\nshape = {pick(rng, *SHAPES)}{at(rng)}\nself.enter(shape)",
                     _BUSY)  # fmt: skip


def _several(rng: Generator) -> Case:
    return _idle(rng, "several in a loop", True,
                 f"self.used = self.enter({words(rng)})\n"
                 f"self.all = [{pick(rng, *SHAPES)} for _ in range({rng.integers(2, 5)})]\n"
                 "for one in self.all:\n    self.enter(one)", _BUSY)  # fmt: skip


def _only_gone(rng: Generator) -> Case:
    return _idle(rng, "a thing that is only taken away", True,
                 f"self.used = self.enter({words(rng)})\nself.other = self.enter({pick(rng, *SHAPES)}{at(rng)})",
                 _BUSY, "self.play(FadeOut(self.other))")  # fmt: skip


def _real_idle(rng: Generator) -> Case:
    chapter = pick(rng, "ManyMotionsAreOne", "RowsThatMeasure", "WhatBecomesOfArea")
    text = cut(MATRICES, chapter, 2, stage=f"self.planted = self"
                                              f".enter({pick(rng, 'Triangle()', 'Circle(radius=0.6)', 'Dot()')})",
                  imports="from manim import Circle, Dot, Triangle")
    return Case(_IDLE, True, text, f"{chapter}: something more", chapters=(), lesson=True)


def _through_another(rng: Generator) -> Case:
    return _idle(rng, "used through a group", False,
                 f"self.one = self.enter({words(rng)})\nself.other = self.enter({pick(rng, *SHAPES)})\n"
                 "self.used = VGroup(self.one, self.other).arrange(RIGHT)", _BUSY)  # fmt: skip


def _in_a_group(rng: Generator) -> Case:
    return _idle(rng, "parts of it are used", False,
                 f"self.used, self.other = {words(rng)}, {pick(rng, *SHAPES)}\nself.enter(VGroup(self.used, self.other)"
                 ".arrange(RIGHT))", _BUSY)  # fmt: skip


def _said(rng: Generator) -> Case:
    word = pick(rng, *WORDS)
    return _idle(rng, f'"{word}" is said', False, f'self.enter(Words("{word}"))', said=f"Now think of {word} once more, "
        "and of what comes of it.")


def _kind_said(rng: Generator) -> Case:
    kind = pick(rng, "Circle", "Square", "Plane")
    return _idle(rng, f"a {kind} is spoken of", False, f"self.enter({kind}())",
        said=f"Here you see the {kind.lower()} that it is all about.")


def _a_loop_used(rng: Generator) -> Case:
    return _idle(rng, "several, used one by one", False,
                 f"self.all = VGroup(*({pick(rng, *SHAPES)} for _ in range({rng.integers(2, 5)}))).arrange(RIGHT)\n"
                 "for one in self.all:\n    self.enter(one)", "self.play(self.all[0].animate.shift(UP))")  # fmt: skip


def _real_lesson(rng: Generator) -> Case:
    lesson = pick(rng, MATRICES, CHANCES, "token_graphs", "gradient_descent")
    from tests.planted.copies import LESSONS

    return Case(_IDLE, False, (LESSONS / f"{lesson}.py").read_text(encoding="utf-8"), f"{lesson} as it is", chapters=(),
        lesson=True)


# What stays -------------------------------------------------------------------------------------------------------------

_STAYS = "stage-not-empty"


def _from_the_start(rng: Generator) -> Case:
    return case(_STAYS, True, "a thing is there before the heading", f"self.one = {pick(rng, *SHAPES)}{at(rng)}\n"
                                                                     "self.add(self.one)")


def _faint_from_the_start(rng: Generator) -> Case:
    return case(_STAYS, True, "a faint word is there before the heading",
                f"self.one = {words(rng, role='quiet')}{at(rng)}.set_opacity({uniform(rng, 0.15, 0.4)})\n"
                "self.add(self.one)")  # fmt: skip


def _brought_back(rng: Generator) -> Case:
    return case(_STAYS, True, "an updater of the scene brings a thing back",
                f"self.one = self.enter({pick(rng, *SHAPES)}{at(rng)})\nself.add_updater(lambda step: self.add(self"
                ".one))")  # fmt: skip


def _real_from_the_start(rng: Generator) -> Case:
    return real(_STAYS, True, "a word is set down before the heading", f"self.planted = {words(rng)}{at(rng)}\n"
                                                                       "self.add(self.planted)")


def _left_standing(rng: Generator) -> Case:
    return case(_STAYS, False, "things are left to the chapter to take away", f"self.one = self"
                                                                              f".enter({words(rng)}{at(rng)})",
                f"self.play(FadeIn({pick(rng, *SHAPES)}), run_time={uniform(rng, 0.5, 1)})")  # fmt: skip


def _follows(rng: Generator) -> Case:
    return case(_STAYS, False, "a thing follows another to the end",
                f"self.one = self.enter({pick(rng, *SHAPES)}{at(rng)})\nself.two = self.enter({words(rng, 'king', 44)})\n"
                f"self.two.add_updater(lambda two: two.next_to(self.one, {pick(rng, 'UP', 'RIGHT')}))",
                "self.play(self.one.animate.shift(0.5 * UP))")  # fmt: skip


def _all_gone(rng: Generator) -> Case:
    return case(_STAYS, False, "all is taken away before the end", f"self.one = self.enter({words(rng)}{at(rng)})",
                f"self.play(FadeOut(self.one), run_time={uniform(rng, 0.4, 1)})")  # fmt: skip


# Too much ---------------------------------------------------------------------------------------------------------------

_MANY = "many-things"


def _grid(rng: Generator, count: int) -> list[str]:
    """Places that are well apart."""
    cells = [(x, y) for x in (-5.2, -1.8, 1.8, 5.2) for y in (-2.3, 0.4, 3.0)]
    places = [(cells[k], rng.uniform(-0.3, 0.3), rng.uniform(-0.2, 0.2)) for k in rng.permutation(12)[:count]]
    return [f"[{x + aside:.2f}, {y + up:.2f}, 0]" for (x, y), aside, up in places]


def _thing(rng: Generator) -> str:
    return words(rng, size=int(rng.integers(34, 48))) if rng.random() < 0.5 else pick(rng, *SHAPES)


def _spread(rng: Generator, count: int, note: str = "") -> str:
    things = ", ".join(f"{_thing(rng)}.move_to({place})" for place in _grid(rng, count))
    return f"{note}self.all = [self.enter(one) for one in ({things})]"


def _many(rng: Generator) -> Case:
    count = int(rng.integers(8, 13))
    return case(_MANY, True, f"{count} things", _spread(rng, count))


def _one_by_one(rng: Generator) -> Case:
    count = int(rng.integers(9, 12))
    return case(_MANY, True, f"{count} things come after each other", "pass",
                *(f"self.play(FadeIn({_thing(rng)}.move_to({place})), run_time=0.4)" for place in _grid(rng,
                    count)))  # fmt: skip


def _groups(rng: Generator) -> Case:
    count = int(rng.integers(8, 11))
    pair = "VGroup({}, Square(0.5)).arrange(RIGHT, buff=0.1).move_to({})"
    several = ", ".join(pair.format(words(rng, "king", 36), place) for place in _grid(rng, count))
    return case(_MANY, True, f"{count} groups", f"self.all = [self.enter(one) for one in ({several})]")


def _many_more(rng: Generator) -> Case:
    return real(_MANY, True, "many marks beside the plane",
                "self.all = [self.enter(Square(0.3).move_to([x, y, 0])) for x in (2.3, 3.9, 5.5) for y in (3.2, 2.2, -1"
                ".6, -2.6)]")  # fmt: skip


def _few(rng: Generator) -> Case:
    count = int(rng.integers(4, 8))
    return case(_MANY, False, f"{count} things", _spread(rng, count))


def _one_group(rng: Generator) -> Case:
    return case(_MANY, False, "many things in one group",
                f"self.all = self.enter(VGroup(*(Square(0.4) for _ in range({rng.integers(12, 30)})))"
                f".arrange_in_grid(buff={uniform(rng, 0.3, 0.6)}))")  # fmt: skip


def _in_a_row(rng: Generator) -> Case:
    return case(_MANY, False, "many things that touch",
                f"self.all = VGroup(*(Square(0.5) for _ in range({rng.integers(9, 14)}))).arrange(RIGHT, "
                f"buff={uniform(rng, 0.0, 0.2)})\n"
                "for one in self.all:\n    self.enter(one)")  # fmt: skip


def _overview(rng: Generator) -> Case:
    return case(_MANY, False, "an overview that says so",
                _spread(rng, int(rng.integers(8, 12)),
                    "# waive many-things: an overview of all that was shown\n"))  # fmt: skip


def _come_and_go(rng: Generator) -> Case:
    places = _grid(rng, 10)
    body = [f"a = [{', '.join(f'{_thing(rng)}.move_to({p})' for p in places[:5])}]",
        f"b = [{', '.join(f'{_thing(rng)}.move_to({p})' for p in places[5:])}]",
            "self.play(*(FadeIn(one) for one in a))", "self.play(*(FadeOut(one) for one in a))",
                "self.play(*(FadeIn(one) for one in b))"]  # fmt: skip
    return case(_MANY, False, "five leave, and five others come", "pass", *body)


# What is swapped --------------------------------------------------------------------------------------------------------

_SWAP = "swapped-object"


def _away_and_back(rng: Generator, what: str, again: str) -> tuple[str, ...]:
    return (what, "self.hold(1.8)", f"self.play(FadeOut(self.one), run_time={uniform(rng, 0.4, 0.7)})",
        f"self.hold({uniform(rng, 0.4, 1.5)})",
            f"self.play(FadeIn({again}), run_time=0.5)")  # fmt: skip


def _copy_back(rng: Generator) -> Case:
    return case(_SWAP, True, "a copy of a word comes back", f"self.one = self.enter({words(rng)}{at(rng)})",
                *_away_and_back(rng, "pass", "self.one.copy()"))  # fmt: skip


def _set_again(rng: Generator) -> Case:
    made = f'Symbols("x_{rng.integers(1, 9)}", size={rng.integers(40, 70)}){at(rng)}'
    return case(_SWAP, True, "a formula is set again", f"self.one = self.enter({made})", *_away_and_back(rng, "pass", made))


def _table_again(rng: Generator) -> Case:
    made = f"MatrixTable([[{rng.integers(1, 9)}, {rng.integers(1, 9)}], [3, 4]]){at(rng, 3, 1)}"
    return case(_SWAP, True, "a table is made again", f"self.one = self.enter({made})", *_away_and_back(rng, "pass", made))


def _shape_again(rng: Generator) -> Case:
    made = f"{pick(rng, *SHAPES)}{at(rng)}"
    return case(_SWAP, True, "a shape is made again", f"self.one = self.enter({made})", *_away_and_back(rng, "pass", made))


def _real_again(rng: Generator) -> Case:
    what = pick(rng, "self.tables[2]", "self.plane.arrow")
    if what == "self.tables[2]":
        body = ("self.hold(2.2)\nself.play(FadeOut(self.tables[2]), run_time=0.5)\nself.hold(0.8)\n"
                "self.play(FadeIn(self.tables[2].copy()), run_time=0.5)")  # fmt: skip
    else:
        body = ("one = self.plane.arrow((2, 1))\nself.play(one.grow(), run_time=0.5)\nself.hold(2.2)\n"
                "self.play(one.leave(), run_time=0.5)\n"
                "self.hold(0.8)\nself.play(self.plane.arrow((2, 1)).grow(), run_time=0.5)")  # fmt: skip
    found = real(_SWAP, True, f"{what} again", beat=body)
    # Room is made for it in what is said.
    text = found.text.replace("Here it is in one sentence.", "Here it is in one sentence, which is said slowly, "
                                                             "and [pause 8] then once more.", 1)
    return Case(_SWAP, True, text, found.about, found.chapters)


def _same_back(rng: Generator) -> Case:
    made = pick(rng, words(rng), *SHAPES)
    return case(_SWAP, False, "the same thing comes back", f"self.one = self.enter({made}{at(rng)})", *_away_and_back(rng,
        "pass", "self.one"))


def _another_word(rng: Generator) -> Case:
    one, other = (str(word) for word in rng.choice(WORDS, 2, replace=False))
    return case(_SWAP, False, "another word in its place", f'self.one = self.enter(Words("{one}"))',
                *_away_and_back(rng, "pass", f'Words("{other}")'))  # fmt: skip


def _another_table(rng: Generator) -> Case:
    a, b, c = rng.permutation(9)[:3] + 1
    return case(_SWAP, False, "a table with other numbers in its place", f"self.one = self.enter(MatrixTable([[{a}, 1], "
                                                                         f"[0, {b}]]))",
                *_away_and_back(rng, "pass", f"MatrixTable([[{c}, 1], [0, {b}]])"))  # fmt: skip


def _marked_twice(rng: Generator) -> Case:
    return case(_SWAP, False, "a word is marked twice", f"self.one = self.enter({words(rng)}{at(rng)})",
                "mark = mark_round(self.one)", f"self.play(mark.come())\nself.hold({uniform(rng, 0.5, 2.2)})\n"
                                               "self.play(mark.leave())\nself.hold(0.6)",
                "self.play(mark_round(self.one).come())")  # fmt: skip


def _dimmed(rng: Generator) -> Case:
    return case(_SWAP, False, "a word is dimmed and lit again", f"self.one = self.enter({words(rng)}{at(rng)})",
                "self.play(self.one.animate.set_opacity(0.15))", f"self.hold({uniform(rng, 0.5, 1.5)})",
                    "self.play(self.one.animate.set_opacity(1))")  # fmt: skip


def _elsewhere(rng: Generator) -> Case:
    made = words(rng)
    return case(_SWAP, False, "a word leaves, and is used elsewhere", f"self.one = self.enter({made}.move_to([-3, 1, 0]))",
                *_away_and_back(rng, "pass", f"{made}.move_to([3, {uniform(rng, -1, 2)}, 0])"))  # fmt: skip


def _as_they_are(rule: str, *more: tuple[str, str, int]) -> Maker:
    return untouched(rule, *QUIET, *more)


KINDS = (
    Kind(_IDLE, (_kept, _unkept, _local, _several, _only_gone, _real_idle),
         (_through_another, _in_a_group, _said, _kind_said, _a_loop_used, _real_lesson)),
    Kind(_STAYS, (_from_the_start, _faint_from_the_start, _brought_back, _real_from_the_start),
         (_left_standing, _follows, _all_gone, _as_they_are(_STAYS))),
    Kind(_MANY, (_many, _one_by_one, _groups, _many_more), (_few, _one_group, _in_a_row, _overview, _come_and_go,
        _as_they_are(_MANY))),
    Kind(_SWAP, (_copy_back, _set_again, _table_again, _shape_again, _real_again),
         (_same_back, _another_word, _another_table, _marked_twice, _dimmed, _elsewhere, _as_they_are(_SWAP, (MATRICES,
             "ManyMotionsAreOne", 2)))),
)  # fmt: skip
