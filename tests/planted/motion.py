"""Defects of motion: flashes, jumps, stillness, motions that are too short, too fast or too many; and what is none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tests.planted.case import Case, Kind, chapter
from tests.planted.copies import cut

Rng = np.random.Generator
Beats = Mapping[str, tuple[str, str]]

LESSON = "matrix_multiplication"
REAL = (("ManyMotionsAreOne", 2), ("RowsThatMeasure", 1), ("WhereTwoArrowsLand", 1), ("WhatBecomesOfArea", 1))
"""Chapters of a real lesson, and how many of their beats are kept: some seconds of film each."""
LIGHT = ("ink", "vector", "probability", "data", "loss")
_VOCABULARY = [
    *("now", "the", "stage", "shows", "one", "thing", "after", "another", "and", "we", "look", "at", "it", "for", "as"),
    *("long", "what", "does", "when", "numbers", "in", "table", "change", "every", "arrow", "follows", "see", "takes"),
]
_MOVING = (
    "from manim import TAU, AnimationGroup, Arrow, Create, Dot, LaggedStart, MoveAlongPath, ReplacementTransform, Rotate, "
    "Succession, UpdateFromAlphaFunc, linear, smooth, squish_rate_func, there_and_back"
)


def said(rng: Rng, words: int) -> str:
    """So many words, as a sentence."""
    text = " ".join(rng.choice(_VOCABULARY, words))
    return text[0].upper() + text[1:] + "."


def pick(rng: Rng, *these: str) -> str:
    return these[int(rng.integers(len(these)))]


def place(rng: Rng) -> str:
    """Somewhere not far from the middle."""
    return f"np.array([{rng.uniform(-2.5, 2.5):.2f}, {rng.uniform(-0.8, 1.2):.2f}, 0])"


def made(rule: str, planted: bool, about: str, beats: Beats, stage: str = "pass", imports: str = "") -> Case:
    """A case of one made-up chapter."""
    return Case(rule, planted, chapter(beats, stage, imports=f"{_MOVING}\n{imports}"), about)


def real(rule: str, planted: bool, about: str, rng: Rng, beats: Beats | None = None) -> Case:
    """A case in a copy of a real chapter."""
    name, keep = REAL[rng.integers(len(REAL))]
    full = {beat: (text, f"{_MOVING}\n{_BASIC}{body}") for beat, (text, body) in (beats or {}).items()}
    return Case(rule, planted, cut(LESSON, name, keep, beats=full), f"{about}, in {name}", (name,))


_BASIC = (
    "import numpy as np\n"
    "from manim import DOWN, LEFT, RIGHT, UP, Circle, FadeIn, FadeOut, Line, Rectangle, Square, VGroup\n"
    "from scenes.theme import theme\nfrom scenes.typesetting import Words\n"
)


def _thing(rng: Rng, role: str | None = None) -> str:
    """Some shape in some colour."""
    colour = f'theme.colour("{role or pick(rng, *LIGHT)}")'
    size = rng.uniform(0.4, 0.9)
    form = pick(
        rng, f"Circle({size:.2f})", f"Square({1.6 * size:.2f})", f"Rectangle(width={2 * size:.2f}, height={size:.2f})"
    )
    return f"{form}.set_stroke({colour}, 4).set_fill({colour}, {rng.uniform(0.4, 1):.2f})"


# Flashing -------------------------------------------------------------------------------------------------------------


def _blinking(thing: str, hertz: float, seconds: float) -> str:
    return (
        f"self.play(UpdateFromAlphaFunc({thing}, lambda one, share: one.set_opacity("
        f"float(np.sin({2 * np.pi * hertz * seconds:.4f} * share + 1e-3) > 0))), "
        f"rate_func=linear, run_time={seconds:.2f})"
    )


def _panel(rng: Rng, wide: tuple[float, float], high: tuple[float, float], colour: str) -> str:
    form = f"Rectangle(width={rng.uniform(*wide):.2f}, height={rng.uniform(*high):.2f})"
    return f"{form}.set_stroke(width=0).set_fill({colour}, 1)"


def _role(rng: Rng, *roles: str) -> str:
    return f'theme.colour("{pick(rng, *roles)}")'


def flash_large(rng: Rng) -> Case:
    hertz, seconds = rng.uniform(4.2, 6.8), rng.uniform(1.2, 2.0)
    stage = f"self.panel = {_panel(rng, (4.5, 13), (2.4, 7), _role(rng, *LIGHT))}\nself.enter(self.panel)"
    beats = {"one": (said(rng, 8), _blinking("self.panel", hertz, seconds))}
    return made("flashing", True, f"a large panel at {hertz:.1f} Hz", beats, stage)


def flash_red(rng: Rng) -> Case:
    hertz, seconds = rng.uniform(4.2, 6.8), rng.uniform(1.2, 2.0)
    red = f'"#{rng.integers(140, 179):02x}0000"'
    stage = f"self.panel = {_panel(rng, (4.5, 13), (2.4, 7), red)}\nself.enter(self.panel)"
    beats = {"one": (said(rng, 8), _blinking("self.panel", hertz, seconds))}
    return made("flashing", True, f"a dark red {red} at {hertz:.1f} Hz, under a tenth in luminance", beats, stage)


def flash_many_small(rng: Rng) -> Case:
    hertz, seconds = rng.uniform(4.2, 6.8), rng.uniform(1.2, 2.0)
    square = f"Square({rng.uniform(0.85, 1.1):.2f}).set_stroke(width=0).set_fill({_role(rng, *LIGHT)}, 1)"
    stage = (
        f"self.all = VGroup(*({square} for _ in range({rng.integers(9, 16)}))).arrange_in_grid("
        f"rows=3, buff={rng.uniform(0.2, 0.4):.2f})\nself.enter(self.all)"
    )
    beats = {"one": (said(rng, 8), _blinking("self.all", hertz, seconds))}
    return made("flashing", True, f"many squares together at {hertz:.1f} Hz", beats, stage)


def flash_real(rng: Rng) -> Case:
    panel = _panel(rng, (5, 12), (3, 7), _role(rng, "ink", "vector", "probability"))
    body = (
        f"panel = {panel}\nfor _ in range({rng.integers(6, 9)}):\n"
        "    self.play(FadeIn(panel), run_time=0.1)\n    self.play(FadeOut(panel), run_time=0.1)"
    )
    return real("flashing", True, "a panel that comes and goes five times a second", rng, {"flash": (said(rng, 9), body)})


def no_flash_small(rng: Rng) -> Case:
    hertz = rng.uniform(4.2, 6.8)
    stage = (
        f"self.panel = Circle({rng.uniform(0.15, 0.7):.2f}).set_stroke(width=0).set_fill({_role(rng, *LIGHT)}, 1)"
        f".move_to({place(rng)})\nself.enter(self.panel)"
    )
    beats = {"one": (said(rng, 8), _blinking("self.panel", hertz, 1.5))}
    return made("flashing", False, f"a small dot at {hertz:.1f} Hz", beats, stage)


def no_flash_slow(rng: Rng) -> Case:
    hertz = rng.uniform(1.0, 2.6)
    stage = f"self.panel = {_panel(rng, (4.5, 13), (2.4, 7), _role(rng, *LIGHT))}\nself.enter(self.panel)"
    beats = {"one": (said(rng, 10), _blinking("self.panel", hertz, 3.0))}
    return made("flashing", False, f"a large panel at {hertz:.1f} Hz", beats, stage)


def no_flash_dim(rng: Rng) -> Case:
    level = rng.integers(45, 80)
    colour = f'"#{level:02x}{level:02x}{level:02x}"'
    stage = f"self.panel = {_panel(rng, (4.5, 13), (2.4, 7), colour)}\nself.enter(self.panel)"
    beats = {"one": (said(rng, 8), _blinking("self.panel", rng.uniform(4.2, 6.8), 1.5))}
    return made("flashing", False, f"a panel of a dark grey {colour}", beats, stage)


def no_flash_bright(rng: Rng) -> Case:
    level = rng.integers(0xEB, 0xF3)
    light, dark = '"#ffffff"', f'"#{level:02x}{level:02x}{level:02x}"'
    stage = f"self.panel = {_panel(rng, (5, 13), (3, 7), light)}\nself.enter(self.panel)"
    body = (
        "self.play(UpdateFromAlphaFunc(self.panel, lambda one, share: one.set_fill("
        f"{light} if np.sin({rng.uniform(40, 60):.1f} * share) > 0 else {dark})), rate_func=linear, run_time=1.5)"
    )
    return made("flashing", False, "between two bright whites", {"one": (said(rng, 8), body)}, stage)


def no_flash_stripes(rng: Rng) -> Case:
    stage = (
        f"self.all = VGroup(*(Rectangle(width={rng.uniform(0.3, 0.6):.2f}, height=5).set_stroke(width=0).set_fill("
        f"{_role(rng, *LIGHT)}, 1) for _ in range(7))).arrange(RIGHT, buff={rng.uniform(0.5, 0.9):.2f})\n"
        "self.enter(self.all)"
    )
    body = f"self.play(self.all.animate.shift({rng.uniform(1.5, 2.5):.2f} * RIGHT), run_time=2.0)"
    return made("flashing", False, "stripes that move across", {"one": (said(rng, 8), body)}, stage)


def no_flash_real(rng: Rng) -> Case:
    return real("flashing", False, "nothing planted", rng)


# ffmpeg's filter ------------------------------------------------------------------------------------------------------


def opinion_dim(rng: Rng) -> Case:
    level = rng.integers(66, 82)
    colour = f'"#{level:02x}{level:02x}{level:02x}"'
    stage = f"self.panel = {_panel(rng, (9, 13), (5, 7), colour)}\nself.enter(self.panel)"
    beats = {"one": (said(rng, 8), _blinking("self.panel", rng.uniform(4.5, 6.8), 1.5))}
    return made("flashing-second-opinion", True, f"a panel of a dark grey {colour}, quickly", beats, stage)


def opinion_slow(rng: Rng) -> Case:
    hertz = rng.uniform(1.8, 2.6)
    stage = (
        f"self.panel = {_panel(rng, (7, 13), (4, 7), _role(rng, 'ink', 'vector', 'probability'))}\nself.enter(self.panel)"
    )
    beats = {"one": (said(rng, 10), _blinking("self.panel", hertz, 3.0))}
    return made("flashing-second-opinion", True, f"a large panel at {hertz:.1f} Hz", beats, stage)


def opinion_real(rng: Rng) -> Case:
    panel = _panel(rng, (8, 13), (5, 7), _role(rng, "ink", "vector", "probability"))
    body = (
        f"panel = {panel}\nfor _ in range(3):\n"
        "    self.play(FadeIn(panel), run_time=0.1)\n    self.hold(0.3)\n    self.play(FadeOut(panel), run_time=0.1)"
    )
    return real(
        "flashing-second-opinion", True, "a panel that comes and goes three times", rng, {"flash": (said(rng, 9), body)}
    )


def no_opinion_fade(rng: Rng) -> Case:
    seconds = rng.uniform(1.0, 1.5)
    stage = f"self.panel = {_panel(rng, (4, 7), (3, 5), _role(rng, 'data', 'loss', 'matrix'))}"
    body = f"self.play(FadeIn(self.panel), run_time={seconds:.2f})\nself.play(FadeOut(self.panel), run_time={seconds:.2f})"
    return made("flashing-second-opinion", False, "a panel that fades in and out", {"one": (said(rng, 10), body)}, stage)


def no_opinion_small(rng: Rng) -> Case:
    stage = (
        f"self.panel = Circle({rng.uniform(0.1, 0.25):.2f}).set_stroke(width=0).set_fill({_role(rng, *LIGHT)}, 1)"
        f".move_to({place(rng)})\nself.enter(self.panel)"
    )
    beats = {"one": (said(rng, 8), _blinking("self.panel", rng.uniform(2, 4), 1.5))}
    return made("flashing-second-opinion", False, "a small dot", beats, stage)


def no_opinion_real(rng: Rng) -> Case:
    return real("flashing-second-opinion", False, "nothing planted", rng)


# Jumps ----------------------------------------------------------------------------------------------------------------


def _at_once(rng: Rng) -> tuple[str, str]:
    """A change of the thing `self.thing` that is not played."""
    word = pick(rng, "Words('there')", "Words('a word more')", "Circle(0.5)", "Square(0.8)")
    return [
        (f"self.add({word}.move_to(np.array([{rng.uniform(-4, 4):.2f}, -1.8, 0])))", "something is added"),
        ("self.remove(self.thing)", "something is taken away"),
        (f"self.thing.shift({rng.uniform(0.7, 2):.2f} * {pick(rng, 'LEFT', 'RIGHT')})", "something stands elsewhere"),
        (f"self.thing.scale({pick(rng, '0.6', '1.5')})", "something has another size"),
    ][int(rng.integers(4))]


def jump_between(rng: Rng) -> Case:
    code, about = _at_once(rng)
    stage = (
        f"self.thing = self.enter({_thing(rng)}.move_to({place(rng)}))\n"
        "self.other = self.enter(Words('elsewhere').move_to(2.2 * UP + 3 * LEFT))"
    )
    wait = pick(rng, "self.hold(0.6)\n", "")
    body = f"self.play(self.other.animate.shift(0.3 * RIGHT), run_time=0.6)\n{wait}{code}\nself.hold(0.5)"
    return made("jump", True, f"{about} between two plays", {"one": (said(rng, 9), body)}, stage)


def _stepped(low: float, at: float) -> str:
    """A rate that goes evenly to `low` until `at`, and at once to what is left."""
    return f"lambda t: {low:.2f} * t if t < {at:.2f} else 1 - {1 - low:.2f} * (1 - t) * {0.3:.1f}"


def jump_at_end(rng: Rng) -> Case:
    stage = f"self.thing = self.enter({_thing(rng)}.move_to(2.5 * LEFT))"
    body = (
        f"self.play(self.thing.animate.shift({rng.uniform(3, 5):.2f} * RIGHT), "
        f"rate_func=lambda t: {rng.uniform(0.1, 0.5):.2f} * t if t < 1 else 1.0, run_time={rng.uniform(0.8, 1.6):.2f})"
    )
    return made("jump", True, "a motion ends in a jump", {"one": (said(rng, 8), body)}, stage)


def jump_at_start(rng: Rng) -> Case:
    thing = pick(rng, "Words('something seen')", _thing(rng))
    stage = f"self.thing = self.enter({thing}.move_to({place(rng)}))"
    body = f"self.hold(0.5)\nself.play(FadeIn(self.thing), run_time={rng.uniform(0.8, 1.4):.2f})"
    return made("jump", True, "what is there fades in again", {"one": (said(rng, 8), body)}, stage)


def jump_within(rng: Rng) -> Case:
    stage = f"self.thing = self.enter({_thing(rng)}.move_to(2.5 * LEFT))"
    body = (
        f"self.play(self.thing.animate.shift({rng.uniform(3.5, 5):.2f} * RIGHT), "
        f"rate_func={_stepped(0.3, rng.uniform(0.35, 0.65))}, run_time={rng.uniform(1.0, 1.6):.2f})"
    )
    return made("jump", True, "a motion jumps on its way", {"one": (said(rng, 8), body)}, stage)


def jump_real(rng: Rng) -> Case:
    code = pick(
        rng, "self.add(Words('one thing more').move_to(2.9 * DOWN))",
        "self.remove(max(self.mobjects, key=lambda one: one.width))",
    )  # fmt: skip
    body = f"self.hold(0.6)\n{code}\nself.hold(0.6)"
    return real("jump", True, f"{code} without a play", rng, {"jumping": (said(rng, 9), body)})


def no_jump_linear(rng: Rng) -> Case:
    stage = f"self.thing = self.enter({_thing(rng)}.move_to(3 * LEFT))"
    body = (
        f"self.play(self.thing.animate.shift({rng.uniform(2, 6):.2f} * RIGHT), rate_func=linear, "
        f"run_time={rng.uniform(0.8, 1.6):.2f})\nself.play(self.thing.animate.shift(UP), rate_func=linear, run_time=0.5)"
    )
    return made("jump", False, "an even motion that begins and ends at once", {"one": (said(rng, 8), body)}, stage)


def no_jump_count(rng: Rng) -> Case:
    stage = (
        f"self.number = self.enter(Number({rng.integers(1, 9)}, places={rng.integers(0, 2)}, size={rng.integers(60, 110)}))"
    )
    body = (
        f"start, end = self.number.get_value(), {rng.integers(10, 40)}\nself.play(UpdateFromAlphaFunc(self.number, "
        "lambda one, share: one.set_value(start + share * (end - start))), run_time=2.4)"
    )
    return made("jump", False, "a number that counts", {"one": (said(rng, 9), body)}, stage)


def no_jump_swapped(rng: Rng) -> Case:
    stage = f"self.thing = self.enter({_thing(rng)}.move_to({place(rng)}))"
    body = (
        "self.hold(0.4)\nlater = self.thing.copy()\nself.remove(self.thing)\nself.add(later)\nself.hold(0.4)\n"
        "hidden = Words('not yet there')\nhidden.shift(UP)\nself.play(later.animate.shift(0.5 * UP), run_time=0.6)"
    )
    return made("jump", False, "a thing is exchanged for one like it", {"one": (said(rng, 8), body)}, stage)


def no_jump_fades(rng: Rng) -> Case:
    stage = f"self.panel = {_panel(rng, (3, 12), (2, 6), _role(rng, *LIGHT))}"
    seconds = rng.uniform(0.3, 0.5)
    body = f"self.play(FadeIn(self.panel), run_time={seconds:.2f})\nself.play(FadeOut(self.panel), run_time={seconds:.2f})"
    return made("jump", False, f"a large panel fades within {seconds:.2f} s", {"one": (said(rng, 8), body)}, stage)


def no_jump_drawn(rng: Rng) -> Case:
    stage = f"self.line = Line(5 * LEFT, 5 * RIGHT).set_stroke({_role(rng, *LIGHT)}, 6)\nself.thing = {_thing(rng)}"
    body = (
        f"self.play(Create(self.line), run_time={rng.uniform(0.7, 1.5):.2f})\n"
        "self.play(LaggedStart(FadeIn(self.thing), FadeOut(self.line), lag_ratio=0.5), run_time=1.2)\n"
        "self.play(ReplacementTransform(self.thing, Words('what it becomes')), run_time=0.8)"
    )
    return made("jump", False, "a line is drawn, things change into others", {"one": (said(rng, 10), body)}, stage)


def no_jump_real(rng: Rng) -> Case:
    return real("jump", False, "nothing planted", rng)


# Stillness ------------------------------------------------------------------------------------------------------------


def frozen_long(rng: Rng) -> Case:
    words = rng.integers(33, 42)
    stage = f"self.thing = self.enter({_thing(rng)})"
    body = "self.play(self.thing.animate.shift(0.3 * UP), run_time=0.6)"
    return made("frozen", True, f"{words} words over a stage that stands", {"one": (said(rng, words), body)}, stage)


def frozen_unseen(rng: Rng) -> Case:
    words = rng.integers(32, 38)
    stage = f"self.thing = self.enter({_thing(rng)})\nself.ghost = {_thing(rng)}.set_opacity(0)"
    ghost = pick(rng, "self.ghost.animate.shift(UP)", "self.thing.animate.shift(0 * UP)", "self.thing.animate.rotate(0)")
    body = f"for _ in range(4):\n    self.play({ghost}, run_time=2.5)"
    return made("frozen", True, f"only {ghost} is played", {"one": (said(rng, words), body)}, stage)


def frozen_beats(rng: Rng) -> Case:
    stage = f"self.thing = self.enter({_thing(rng)})"
    beats = {name: (said(rng, int(rng.integers(13, 17))), "pass") for name in ("one", "two", "three")}
    return made("frozen", True, "three short beats in which nothing is played", beats, stage)


def frozen_real(rng: Rng) -> Case:
    return real("frozen", True, "a long beat without a play", rng, {"still": (said(rng, int(rng.integers(33, 42))), "pass")})


def no_frozen_short(rng: Rng) -> Case:
    words = rng.integers(12, 18)
    stage = f"self.thing = self.enter({_thing(rng)})"
    beats = {
        "one": (said(rng, words), "pass"),
        "two": (said(rng, int(rng.integers(6, 12))), "self.play(self.thing.animate.shift(0.5 * UP), run_time=0.8)"),
    }
    return made("frozen", False, f"{words} words over a stage that stands", beats, stage)


def no_frozen_creeping(rng: Rng) -> Case:
    stage = (
        f"self.line = Line(3 * LEFT, {rng.uniform(0, 3):.2f} * RIGHT).set_stroke({_role(rng, *LIGHT)}, {rng.integers(3, 8)})"
    )
    body = f"self.play(Create(self.line), run_time={rng.uniform(9, 10.5):.2f}, rate_func=linear)"
    return made("frozen", False, "a line is drawn slowly", {"one": (said(rng, 30), body)}, stage)


def no_frozen_small(rng: Rng) -> Case:
    stage = (
        f"self.dot = self.enter(Circle({rng.uniform(0.08, 0.14):.2f}).set_stroke(width=0).set_fill({_role(rng, *LIGHT)}, 1))"
    )
    body = f"self.play(self.dot.animate.shift({rng.uniform(1, 3):.2f} * RIGHT), run_time={rng.uniform(9, 10.5):.2f})"
    return made("frozen", False, "a small dot goes slowly", {"one": (said(rng, 30), body)}, stage)


def no_frozen_silence(rng: Rng) -> Case:
    first = rng.integers(10, 14)
    stage = f"self.thing = self.enter({_thing(rng)})"
    text = f"{said(rng, first)} [pause {rng.integers(3, 5)}] {said(rng, 4)}"
    return made("frozen", False, "a question, and time to think", {"one": (text, "pass")}, stage)


def no_frozen_real(rng: Rng) -> Case:
    body = (
        "from scenes.matrix import mark_round\nmarked = mark_round(Circle(0.4).move_to(2.5 * DOWN))\n"
        "self.play(marked.flash(run_time=1.0))"
    )
    return real("frozen", False, "something is pointed at when the beat begins", rng, {"pointed": (said(rng, 17), body)})


# Short motions --------------------------------------------------------------------------------------------------------


def brief_play(rng: Rng) -> Case:
    seconds = rng.uniform(0.06, 0.22)
    stage = f"self.thing = self.enter({_thing(rng)})"
    played = pick(rng, "FadeIn(Words('a word').shift(2 * UP))", "self.thing.animate.shift(0.5 * UP)", "FadeOut(self.thing)")
    body = f"self.hold(0.5)\nself.play({played}, run_time={seconds:.2f})"
    return made("brief-motion", True, f"{played} in {seconds:.2f} s", {"one": (said(rng, 8), body)}, stage)


def brief_part(rng: Rng) -> Case:
    seconds = rng.uniform(0.08, 0.2)
    stage = f"self.thing = self.enter({_thing(rng)})\nself.other = {_thing(rng)}.move_to(2 * UP + 3 * RIGHT)"
    body = (
        f"self.play(AnimationGroup(FadeIn(self.other, run_time={seconds:.2f}), "
        "self.thing.animate(run_time=1.2).shift(0.5 * UP)))"
    )
    return made("brief-motion", True, f"one of two parts takes {seconds:.2f} s", {"one": (said(rng, 8), body)}, stage)


def brief_squeezed(rng: Rng) -> Case:
    start = rng.uniform(0.2, 0.7)
    stage = f"self.thing = self.enter({_thing(rng)})"
    body = (
        f"self.play(self.thing.animate.shift({rng.uniform(0.5, 1.5):.2f} * UP), run_time=1.2, "
        f"rate_func=squish_rate_func(smooth, {start:.2f}, {start + rng.uniform(0.08, 0.16):.2f}))"
    )
    return made(
        "brief-motion",
        True,
        "a rate that changes anything in a tenth of its time only",
        {"one": (said(rng, 8), body)},
        stage,
    )


def brief_real(rng: Rng) -> Case:
    seconds = rng.uniform(0.06, 0.2)
    body = f"self.hold(0.5)\nself.play(FadeIn(Words('quick').move_to(2.9 * DOWN)), run_time={seconds:.2f})"
    return real("brief-motion", True, f"a word in {seconds:.2f} s", rng, {"quick": (said(rng, 8), body)})


def no_brief_play(rng: Rng) -> Case:
    seconds = rng.uniform(0.3, 0.5)
    stage = f"self.thing = self.enter({_thing(rng)})"
    played = pick(rng, "FadeIn(Words('a word').shift(2 * UP))", "self.thing.animate.shift(0.5 * UP)", "FadeOut(self.thing)")
    body = f"self.hold(0.5)\nself.play({played}, run_time={seconds:.2f})"
    return made("brief-motion", False, f"{played} in {seconds:.2f} s", {"one": (said(rng, 8), body)}, stage)


def no_brief_lagged(rng: Rng) -> Case:
    count, seconds = rng.integers(6, 14), rng.uniform(0.8, 1.4)
    stage = f"self.all = VGroup(*(Square(0.4) for _ in range({count}))).arrange(RIGHT, buff=0.2)"
    each = "*(FadeIn(one, run_time=0.2) for one in self.all)"
    body = f"self.play(LaggedStart({each}, lag_ratio=0.5), run_time={seconds:.2f})"
    return made("brief-motion", False, "many short ones that follow each other", {"one": (said(rng, 8), body)}, stage)


def no_brief_unseen(rng: Rng) -> Case:
    stage = f"self.thing = self.enter({_thing(rng)})\nself.ghost = {_thing(rng)}.set_opacity(0)"
    body = "self.play(self.ghost.animate.shift(UP), run_time=0.1)\nself.play(self.thing.animate.shift(UP), run_time=0.7)"
    return made("brief-motion", False, "a short play of what is not seen", {"one": (said(rng, 8), body)}, stage)


def no_brief_flash(rng: Rng) -> Case:
    stage = f"self.thing = self.enter({_thing(rng)})"
    body = f"self.play(mark_round(self.thing).flash(run_time={rng.uniform(0.5, 0.9):.2f}))"
    beats = {"one": (said(rng, 8), body)}
    return made("brief-motion", False, "a frame that comes and goes", beats, stage, "from scenes.matrix import mark_round")


def no_brief_real(rng: Rng) -> Case:
    body = (
        "word = Words('one after another').move_to(2.9 * DOWN)\n"
        f"self.play(Succession(FadeIn(word, run_time={rng.uniform(0.4, 0.6):.2f}), FadeOut(word, run_time=0.4)))"
    )
    return real("brief-motion", False, "two that follow each other", rng, {"more": (said(rng, 8), body)})


# Fast motions ---------------------------------------------------------------------------------------------------------


def fast_across(rng: Rng) -> Case:
    far, seconds = rng.uniform(7, 10), rng.uniform(0.35, 0.6)
    thing = pick(rng, "Words('where to')", "Symbols('x + y')", _thing(rng))
    stage = f"self.thing = self.enter({thing}.move_to({far / 2:.2f} * LEFT))"
    rate = pick(rng, "smooth", "linear")
    body = f"self.play(self.thing.animate.shift({far:.2f} * RIGHT), run_time={seconds:.2f}, rate_func={rate})"
    return made("too-fast", True, f"{far:.1f} units in {seconds:.2f} s", {"one": (said(rng, 8), body)}, stage)


def fast_round(rng: Rng) -> Case:
    radius, turns, seconds = rng.uniform(2.2, 3), rng.uniform(1.5, 2), rng.uniform(1.0, 1.3)
    stage = f"self.dot = self.enter(Circle(0.2).set_fill({_role(rng, *LIGHT)}, 1).move_to({radius:.2f} * UP))"
    body = f"self.play(Rotate(self.dot, {turns:.2f} * TAU, about_point=ORIGIN), run_time={seconds:.2f}, rate_func=linear)"
    return made(
        "too-fast", True, f"{turns:.1f} turns of {radius:.1f} units in {seconds:.2f} s", {"one": (said(rng, 8), body)}, stage
    )


def fast_group(rng: Rng) -> Case:
    far, seconds = rng.uniform(6.5, 8.5), rng.uniform(0.35, 0.5)
    stage = (
        f"self.all = VGroup(*(Square(0.3) for _ in range({rng.integers(14, 30)}))).arrange_in_grid(rows=3, buff=0.1)\n"
        f"self.enter(self.all.move_to({far / 2:.2f} * LEFT))"
    )
    body = f"self.play(self.all.animate.shift({far:.2f} * RIGHT), run_time={seconds:.2f})"
    return made("too-fast", True, f"a group over {far:.1f} units in {seconds:.2f} s", {"one": (said(rng, 8), body)}, stage)


def fast_real(rng: Rng) -> Case:
    far, seconds = rng.uniform(7, 10), rng.uniform(0.35, 0.6)
    body = (
        f"word = Words('quickly').move_to(2.9 * DOWN + {far / 2:.2f} * LEFT)\nself.play(FadeIn(word), run_time=0.5)\n"
        f"self.play(word.animate.shift({far:.2f} * RIGHT), run_time={seconds:.2f})"
    )
    return real("too-fast", True, f"a word over {far:.1f} units in {seconds:.2f} s", rng, {"quick": (said(rng, 8), body)})


def no_fast_across(rng: Rng) -> Case:
    far, speed = rng.uniform(3, 9), rng.uniform(2, 4)
    stage = f"self.thing = self.enter(Words('where to').move_to({far / 2:.2f} * LEFT))"
    body = f"self.play(self.thing.animate.shift({far:.2f} * RIGHT), run_time={far / speed:.2f})"
    return made("too-fast", False, f"{far:.1f} units in {far / speed:.1f} s", {"one": (said(rng, 12), body)}, stage)


def no_fast_growing(rng: Rng) -> Case:
    far = rng.uniform(6, 11)
    stage = f"self.line = Line({far / 2:.2f} * LEFT, {far / 2:.2f} * RIGHT).set_stroke({_role(rng, *LIGHT)}, 6)"
    played = pick(rng, "Create(self.line)", "FadeIn(self.line)")
    body = f"self.play({played}, run_time={rng.uniform(0.4, 0.6):.2f})"
    return made("too-fast", False, f"{played} of a long line", {"one": (said(rng, 8), body)}, stage)


def no_fast_elsewhere(rng: Rng) -> Case:
    stage = (
        "self.here, self.there = Words('here').move_to(5 * LEFT), Words('there').move_to(5 * RIGHT)\nself.enter(self.here)"
    )
    body = f"self.play(FadeOut(self.here), FadeIn(self.there), run_time={rng.uniform(0.3, 0.5):.2f})"
    return made("too-fast", False, "one thing goes, another comes far off", {"one": (said(rng, 8), body)}, stage)


def no_fast_map(rng: Rng) -> Case:
    stage = (
        f"numbers = np.random.default_rng({rng.integers(1000)})\n"
        "self.map = self.enter(HeatMap(numbers.normal(size=(6, 6)), most=6))\nself.later = numbers.normal(size=(6, 6))"
    )
    body = f"self.play(self.map.to(self.later, run_time={rng.uniform(0.6, 1.2):.2f}))"
    beats = {"one": (said(rng, 8), body)}
    return made("too-fast", False, "a map goes to other values", beats, stage, "from scenes.heat_map import HeatMap")


def no_fast_nudge(rng: Rng) -> Case:
    stage = f"self.thing = self.enter({_thing(rng)})"
    body = f"self.play(self.thing.animate.shift({rng.uniform(0.3, 0.9):.2f} * UP), run_time={rng.uniform(0.3, 0.45):.2f})"
    return made("too-fast", False, "a quick nudge", {"one": (said(rng, 8), body)}, stage)


def no_fast_real(rng: Rng) -> Case:
    name, keep = pick(rng, "ManyMotionsAreOne", "WhatBecomesOfArea", "TwoMotionsInARow"), 1
    return Case("too-fast", False, cut(LESSON, name, keep), f"the first beat of {name}", (name,))


# Motions at once ------------------------------------------------------------------------------------------------------


def _ways(rng: Rng, count: int) -> list[str]:
    """Ways that are each another."""
    angles = rng.uniform(0, 2 * np.pi) + np.arange(count) * 2 * np.pi / count + rng.uniform(-0.2, 0.2, count)
    return [
        f"np.array([{size * np.cos(angle):.2f}, {size * np.sin(angle):.2f}, 0])"
        for angle, size in zip(angles, rng.uniform(0.7, 1.2, count), strict=True)
    ]


_SPOTS = (
    "4 * LEFT + UP",
    "0.5 * RIGHT + 1.5 * UP",
    "4.2 * RIGHT + 0.5 * UP",
    "2 * LEFT + 1.5 * DOWN",
    "2.5 * RIGHT + 1.5 * DOWN",
)


def _several(rng: Rng, count: int) -> str:
    made_of = [_thing(rng), "Words('one')", "Symbols('x^2')", _thing(rng), "Words('another')"]
    order = rng.permutation(5)[:count]
    return "\n".join(
        f"self.t{k} = self.enter({made_of[which]}.move_to({_SPOTS[k]}))" for k, which in enumerate(order)
    )  # fmt: skip


def unrelated_apart(rng: Rng) -> Case:
    count = int(rng.integers(3, 6))
    moves = ", ".join(f"self.t{k}.animate.shift({way})" for k, way in enumerate(_ways(rng, count)))
    body = f"self.play({moves}, run_time={rng.uniform(0.8, 1.6):.2f})"
    return made(
        "unrelated-motion", True, f"{count} things go their ways", {"one": (said(rng, 9), body)}, _several(rng, count)
    )


def unrelated_group(rng: Rng) -> Case:
    count = int(rng.integers(3, 6))
    moves = ", ".join(f"self.t{k}.animate.shift({way})" for k, way in enumerate(_ways(rng, count)))
    body = f"self.play(AnimationGroup({moves}, lag_ratio={rng.uniform(0, 0.2):.2f}), run_time={rng.uniform(1.0, 1.6):.2f})"
    return made(
        "unrelated-motion", True, f"{count} things, played as a group", {"one": (said(rng, 9), body)}, _several(rng, count)
    )


def unrelated_turns(rng: Rng) -> Case:
    ways = _ways(rng, 3)
    stage = _several(rng, 3) + f"\nself.path = Line({_SPOTS[0]}, {_SPOTS[0]} + 1.5 * {ways[0]})"
    body = (
        f"self.play(MoveAlongPath(self.t0, self.path), self.t1.animate.shift({ways[1]}).scale(1.1), "
        f"self.t2.animate.move_to({_SPOTS[2]} + {ways[2]}), run_time={rng.uniform(1.0, 1.6):.2f})"
    )
    return made("unrelated-motion", True, "one on a path, one that grows, one moved", {"one": (said(rng, 9), body)}, stage)


def unrelated_real(rng: Rng) -> Case:
    ways = _ways(rng, 3)
    body = (
        "a, b = Words('one').move_to(3 * DOWN + 4 * LEFT), Circle(0.2).move_to(2 * DOWN)\n"
        "c = Square(0.4).move_to(2.5 * DOWN + 5 * RIGHT)\n"
        f"self.play(FadeIn(a), FadeIn(b), FadeIn(c), run_time=0.5)\n"
        f"self.play(a.animate.shift({ways[0]}), b.animate.shift({ways[1]}), c.animate.shift({ways[2]}), run_time=1.2)"
    )
    return real("unrelated-motion", True, "three things go their ways", rng, {"at_once": (said(rng, 9), body)})


def no_unrelated_two(rng: Rng) -> Case:
    moves = ", ".join(f"self.t{k}.animate.shift({way})" for k, way in enumerate(_ways(rng, 2)))
    fades = ", FadeOut(self.t2)" if rng.random() < 0.5 else ""
    stage = _several(rng, 3)
    return made(
        "unrelated-motion",
        False,
        "two things move",
        {"one": (said(rng, 8), f"self.play({moves}{fades}, run_time=1.0)")},
        stage,
    )


def no_unrelated_together(rng: Rng) -> Case:
    count, way = int(rng.integers(3, 6)), _ways(rng, 1)[0]
    moves = ", ".join(f"self.t{k}.animate.shift({way})" for k in range(count))
    body = f"self.play({moves}, run_time={rng.uniform(0.8, 1.6):.2f})"
    return made("unrelated-motion", False, f"{count} things go one way", {"one": (said(rng, 8), body)}, _several(rng, count))


def no_unrelated_group(rng: Rng) -> Case:
    stage = "self.all = self.enter(VGroup(*(Words(word) for word in 'one two three four'.split())).arrange(RIGHT, buff=0.6))"
    body = f"self.play(self.all.animate.arrange({pick(rng, 'DOWN', 'UP')}, buff=0.3), run_time={rng.uniform(1.0, 1.6):.2f})"
    return made("unrelated-motion", False, "a row becomes a column", {"one": (said(rng, 8), body)}, stage)


def no_unrelated_gather(rng: Rng) -> Case:
    count = int(rng.integers(3, 6))
    moves = ", ".join(f"self.t{k}.animate.move_to({rng.uniform(-0.1, 0.1):.2f} * UP).fade(0.4)" for k in range(count))
    body = f"self.play({moves}, run_time={rng.uniform(1.0, 1.6):.2f})"
    return made("unrelated-motion", False, f"{count} things meet", {"one": (said(rng, 8), body)}, _several(rng, count))


def no_unrelated_label(rng: Rng) -> Case:
    a, b = _ways(rng, 2)
    stage = (
        f"self.ball = self.enter({_thing(rng)}.move_to(3 * LEFT))\n"
        "self.name = self.enter(Words('name').next_to(self.ball, UP, buff=0.1))\n"
        f"self.other = self.enter({_thing(rng)}.move_to(3 * RIGHT))"
    )
    body = (
        f"self.play(self.ball.animate.shift({a}), self.name.animate.shift({a}), self.other.animate.shift({b}), run_time=1.2)"
    )
    return made("unrelated-motion", False, "a thing with its name, and another", {"one": (said(rng, 8), body)}, stage)


def no_unrelated_real(rng: Rng) -> Case:
    return real("unrelated-motion", False, "nothing planted", rng)


KINDS = (
    Kind(
        "flashing",
        (flash_large, flash_red, flash_many_small, flash_real),
        (no_flash_small, no_flash_slow, no_flash_dim, no_flash_bright, no_flash_stripes, no_flash_real),
    ),
    Kind(
        "flashing-second-opinion",
        (opinion_dim, opinion_slow, opinion_real),
        (no_opinion_fade, no_opinion_small, no_opinion_real),
    ),
    Kind(
        "jump",
        (jump_between, jump_at_end, jump_at_start, jump_within, jump_real),
        (no_jump_linear, no_jump_count, no_jump_swapped, no_jump_fades, no_jump_drawn, no_jump_real),
    ),
    Kind(
        "frozen",
        (frozen_long, frozen_unseen, frozen_beats, frozen_real),
        (no_frozen_short, no_frozen_creeping, no_frozen_small, no_frozen_silence, no_frozen_real),
    ),
    Kind(
        "brief-motion",
        (brief_play, brief_part, brief_squeezed, brief_real),
        (no_brief_play, no_brief_lagged, no_brief_unseen, no_brief_flash, no_brief_real),
    ),
    Kind(
        "too-fast",
        (fast_across, fast_round, fast_group, fast_real),
        (no_fast_across, no_fast_growing, no_fast_elsewhere, no_fast_map, no_fast_nudge, no_fast_real),
    ),
    Kind(
        "unrelated-motion",
        (unrelated_apart, unrelated_group, unrelated_turns, unrelated_real),
        (
            no_unrelated_two, no_unrelated_together, no_unrelated_group, no_unrelated_gather, no_unrelated_label,
            no_unrelated_real,
        ),
    ),
)  # fmt: skip
