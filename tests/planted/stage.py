"""Defects of where things stand: over each other, at the edges, too small, too close, too pale, "
  "too far from their things."""

from __future__ import annotations

from numpy.random import Generator

from tests.planted.case import Case, Kind, Maker, chapter
from tests.planted.copies import cut

SAID = "Here is something that stands on the stage, and the voice goes on to tell of it for a little while longer."
WORDS = ("queen", "the river", "attention", "loss", "gradient", "words", "a vector", "matrix", "king", "meaning", "model")
BRIGHT = ("vector", "probability", "ink", "data", "loss")
MATRICES, CHANCES = "matrix_multiplication", "from_scores_to_chances"
_OWN = (
    "from manim import DOWN, LEFT, RIGHT, UP, FadeIn, Line, Square\nfrom scenes.typesetting import Number, Symbols, Words\n"
)
IMPORTS = (
    "from manim import GrowFromCenter, ReplacementTransform, RoundedRectangle, TransformFromCopy, linear, rush_into\n"
    "from scenes.label import Label\nfrom scenes.matrix import MatrixTable, mark_round\nfrom scenes.plane import Plane\n"
    "from scenes.sentence import Sentence\nfrom scenes.word import Word"
)


def case(rule: str, planted: bool, about: str, stage: str = "pass", *body: str, said: str = SAID,
    lesson: bool = False) -> Case:
    """A lesson of one beat."""
    text = chapter({"one": (said, "\n".join(body) or "pass")}, stage, imports=IMPORTS)
    return Case(rule, planted, text, about, chapters=() if lesson else ("First",), lesson=lesson)


def real(
    rule: str, planted: bool, about: str, stage: str = "", beat: str = "", keep: int = 1,
    of: tuple[str, str] = (MATRICES, "ManyMotionsAreOne"),
) -> Case:  # fmt: skip
    """A chapter of a real lesson, cut short, with something in it."""
    text = cut(*of, keep, stage=stage, beat=beat, imports=_OWN if stage or beat else "")
    return Case(rule, planted, text, f"{'.'.join(of)}: {about}", chapters=(of[1],))


def pick(rng: Generator, *of: str) -> str:
    return str(rng.choice(of))


def uniform(rng: Generator, low: float, high: float) -> str:
    return f"{rng.uniform(low, high):.3f}"


def _size(rng: Generator) -> int:
    return int(rng.integers(36, 72))


def words(rng: Generator, text: str = "", size: int = 0, role: str = "") -> str:
    """The making of some words."""
    role = role or pick(rng, *BRIGHT)
    return f'Words("{text or pick(rng, *WORDS)}", size={size or _size(rng)}, role="{role}")'


def at(rng: Generator, x: float = 4.0, y: float = 1.8) -> str:
    """A place well inside the frame."""
    return f".move_to([{uniform(rng, -x, x)}, {uniform(rng, 0.3 - y, 0.3 + y)}, 0])"


def untouched(rule: str, *chapters: tuple[str, str, int]) -> Maker:
    """What a real lesson rightly does."""

    def make(rng: Generator) -> Case:
        lesson, name, keep = chapters[rng.integers(len(chapters))]
        return real(rule, False, "as it is", keep=keep, of=(lesson, name))

    return make


QUIET = ((MATRICES, "ManyMotionsAreOne", 1), (MATRICES, "RowMeetsColumn", 1), (CHANCES, "EightySevenScores", 2))


# Text over text ---------------------------------------------------------------------------------------------------------

_RULE = "text-over-text"


def _on_each_other(rng: Generator) -> Case:
    return case(
        _RULE, True, "two words on one spot",
        f"self.one = self.enter({words(rng)}{at(rng)})\n"
        f"self.other = self.enter({words(rng)}.move_to(self.one).shift([{uniform(rng, -0.3, 0.3)}, "
        f"{uniform(rng, -0.1, 0.1)}, 0]))",
    )  # fmt: skip


def _slow_crossing(rng: Generator) -> Case:
    return case(
        _RULE, True, "a word goes slowly across another",
        f"self.one = self.enter({words(rng)}.move_to([0, 0.5, 0]))\nself.other = self.enter({words(rng)}.move_to([-5, 0"
        ".5, 0]))",
        f"self.play(self.other.animate.move_to([5, {uniform(rng, 0.4, 0.6)}, 0]), run_time={uniform(rng, 3.5, 5.5)})",
    )  # fmt: skip


def _comes_over(rng: Generator) -> Case:
    return case(
        _RULE, True, "a formula comes where another still stands",
        f'self.one = self.enter(Symbols("x_1 + x_2 = {rng.integers(3, 90)}"){at(rng)})',
        f'self.other = Symbols("y = {rng.integers(3, 90)} x").move_to(self.one)',
        "self.play(FadeIn(self.other), run_time=0.6)",
    )  # fmt: skip


def _over_a_table(rng: Generator) -> Case:
    return real(
        _RULE, True, "words on a table's number",
        f"self.more = {words(rng)}.move_to(self.tables[2].entry({rng.integers(2)}, {rng.integers(2)}))",
        "self.play(FadeIn(self.more), run_time=0.5)",
    )  # fmt: skip


def _quick_crossing(rng: Generator) -> Case:
    return case(
        _RULE, False, "a letter flits across another",
        'self.one = self.enter(Symbols("x").move_to([0, 0.5, 0]))\nself.other = self.enter(Symbols("y").move_to([-5, 0'
        '.5, 0]))',
        f"self.play(self.other.animate(rate_func=linear).move_to([5, 0.5, 0]), run_time={uniform(rng, 0.5, 0.9)})",
    )  # fmt: skip


def _in_lines(rng: Generator) -> Case:
    return case(
        _RULE, False, "two lines of words",
        f"self.both = self.enter(VGroup({words(rng)}, {words(rng)}).arrange(DOWN, buff={uniform(rng, 0.12, 0.4)}){at(rng)})",
    )  # fmt: skip


def _becomes(rng: Generator) -> Case:
    how = pick(rng, "ReplacementTransform(self.one, self.other)", "TransformFromCopy(self.one, self.other)")
    place = ".move_to(self.one)" if "Replacement" in how else ".next_to(self.one, DOWN, buff=0.8)"
    return case(
        _RULE, False, f"a formula becomes another: {how}",
        f'self.one = self.enter(Symbols("x + {rng.integers(1, 9)}"){at(rng)})\n'
        f'self.other = Symbols("x + {rng.integers(1, 9)}"){place}',
        f"self.play({how}, run_time={uniform(rng, 0.6, 1.5)})",
    )  # fmt: skip


def _gives_way(rng: Generator) -> Case:
    one, other = words(rng, size=44), words(rng, size=44)
    return case(
        _RULE, False, "a word fades as another comes in its place", f"self.one = self.enter({one}{at(rng)})",
        f"self.play(FadeOut(self.one), FadeIn({other}.move_to(self.one)), run_time={uniform(rng, 0.4, 0.8)})",
    )  # fmt: skip


def _behind_a_panel(rng: Generator) -> Case:
    return case(
        _RULE, False, "a panel covers one word and bears another",
        f"self.one = self.enter({words(rng, size=44)}{at(rng)})",
        "self.panel = Rectangle(width=5, height=1.6).move_to(self.one).set_fill(theme.panel, 1).set_stroke(width=0)",
        f"self.card = VGroup(self.panel, {words(rng, size=44)}.move_to(self.one))",
        "self.panel.set_opacity(1)",
        "self.play(FadeOut(self.one), run_time=0.4)",
        "self.play(FadeIn(self.card), run_time=0.6)",
    )  # fmt: skip


def _covered(rng: Generator) -> Case:
    return case(
        _RULE, False, "a panel lies over one word and bears another",
        f"self.one = self.enter({words(rng, size=44)}.move_to([0, 0.5, 0]))\n"
        "panel = Rectangle(width=6, height=1.6).move_to(self.one).set_fill(theme.panel, 1).set_stroke(width=0)\n"
        f"self.card = self.enter(VGroup(panel, {words(rng, size=44)}.move_to(self.one)))",
    )  # fmt: skip


# Text over shape --------------------------------------------------------------------------------------------------------

_SHAPE = "text-over-shape"


def _struck(rng: Generator) -> Case:
    upright = rng.random() < 0.5
    way = "UP" if upright else "RIGHT"
    off = f"[{uniform(rng, -0.2, 0.2)}, 0, 0]" if upright else f"[0, {uniform(rng, -0.04, 0.04)}, 0]"
    return case(
        _SHAPE, True, f"a line {way} through a word",
        f"self.line = self.enter(Line(-3 * {way}, 3 * {way}).set_stroke(theme.colour('{pick(rng, *BRIGHT)}'), "
        f"{uniform(rng, 2.5, 7)}))\nself.one = self.enter({words(rng, 'attention', role='ink')}.move_to(self.line)"
        f".shift({off}))",
    )  # fmt: skip


def _on_a_grid(rng: Generator) -> Case:
    return case(
        _SHAPE, True, "a word on the bare grid of a plane",
        f"self.plane = self.enter(Plane(steps={uniform(rng, 5, 8)}))\n"
        f"self.one = self.enter({words(rng, role='ink')}.move_to(self.plane.point({uniform(rng, -2, 2)}, "
        f"{uniform(rng, -2, 2)})))",
    )  # fmt: skip


def _half_on(rng: Generator) -> Case:
    role = pick(rng, "vector", "probability", "ink")
    return case(
        _SHAPE, True, "a word half on a bright field",
        f"self.field = self.enter(Rectangle(width=4, height=2).set_stroke(width=0).set_fill(theme.colour('{role}'), "
        f"{uniform(rng, 0.6, 1)}))\n"
        f"self.one = self.enter({words(rng, 'attention')}.move_to(self.field.get_{pick(rng, 'left', 'right', 'top')}()))",
    )  # fmt: skip


def _ringed_through(rng: Generator) -> Case:
    return case(
        _SHAPE, True, "a circle's edge through a word",
        f"self.ring = self.enter(Circle(radius={uniform(rng, 1, 2)}).set_stroke(theme.colour('{pick(rng, *BRIGHT)}'), 5))\n"
        f"self.one = self.enter({words(rng, 'gradient')}.move_to(self.ring.get_{pick(rng, 'left', 'right', 'top')}()))",
    )  # fmt: skip


def _grid_goes_under(rng: Generator) -> Case:
    return real(
        _SHAPE, True, "words stand on the plane while it moves",
        f"self.more = self.enter({words(rng, 'gradient descent', role='ink')}.move_to(self.plane)"
        f".shift([{uniform(rng, -2, 2)}, {uniform(rng, 0.4, 2)}, 0]))",
    )  # fmt: skip


def _backed(rng: Generator) -> Case:
    return case(
        _SHAPE, False, "a word on a backing over lines",
        "self.plane = self.enter(Plane(steps=6))\n"
        f"word = {words(rng, role='ink')}.move_to(self.plane.point({uniform(rng, -1, 1)}, {uniform(rng, -1, 1)}))\n"
        "back = RoundedRectangle(width=word.width + 0.3, height=word.height + 0.3, corner_radius=0.1).move_to(word)\n"
        f"self.one = self.enter(VGroup(back.set_stroke(width=0).set_fill(theme.background, {uniform(rng, 0.9, 1)}), word))",
        f"self.play(self.plane.move_by(((1, {uniform(rng, -1, 1)}), (0, 1))), run_time={uniform(rng, 1, 2)})",
    )  # fmt: skip


def _boxed(rng: Generator) -> Case:
    return case(_SHAPE, False, "words in their boxes",
                f'self.row = self.enter(Sentence(("the", "{pick(rng, "queen", "king")}", "sees"), '
                f'size={_size(rng)}){at(rng, 1)})',
                f'self.play(self.row[1].light("{pick(rng, "attention", "data")}"))')  # fmt: skip


def _fraction(rng: Generator) -> Case:
    code = pick(rng, "a / b + c", "sqrt(x^2 + y^2)", "(q dot k) / sqrt(d)", "overline(x) = 1 / n sum x_i")
    return case(_SHAPE, False, f"the bars of {code}", f'self.one = self.enter(Symbols("{code}", '
                                                      f'size={_size(rng)}){at(rng)})')


def _on_a_panel(rng: Generator) -> Case:
    role = pick(rng, "vector", "probability", "data")
    return case(
        _SHAPE, False, "dark words on a bright field",
        f"word = {words(rng)}.set_color(theme.background)\n"
        f"field = Rectangle(width=word.width + 0.6, height=word.height + 0.6).set_stroke(width=0)"
        f".set_fill(theme.colour('{role}'), 1)\n"
        f"self.one = self.enter(VGroup(field, word){at(rng)})",
    )  # fmt: skip


def _flits_over(rng: Generator) -> Case:
    return case(
        _SHAPE, False, "a letter passes a line quickly",
        "self.line = self.enter(Line(2 * DOWN, 2 * UP).set_stroke(theme.colour('data'), 4))\n"
        'self.one = self.enter(Symbols("x").move_to([-5, 0.5, 0]))',
        f"self.play(self.one.animate.move_to([5, 0.5, 0]), run_time={uniform(rng, 0.6, 1.5)})",
    )  # fmt: skip


def _bracketed(rng: Generator) -> Case:
    return case(
        _SHAPE, False, "a table whose row is marked",
        f"self.one = self.enter(MatrixTable([[{rng.integers(1, 99)}, 2], [3, {rng.integers(1, 99)}]]){at(rng, 3, 1)})",
        f"self.play(self.one.mark({pick(rng, 'row=0', 'column=1', 'row=1, column=1')}).come(), run_time=0.6)",
    )  # fmt: skip


def _underlined(rng: Generator) -> Case:
    return case(
        _SHAPE, False, "a word with a line under it",
        f"self.one = self.enter({words(rng)}{at(rng)})\n"
        f"self.line = self.enter(Line(ORIGIN, [self.one.width, 0, 0]).next_to(self.one, DOWN, "
        f"buff={uniform(rng, 0.08, 0.2)}))",
    )  # fmt: skip


# The frame's edges ------------------------------------------------------------------------------------------------------

_CUT, _SAFE, _LOW = "cut-by-frame", "outside-safe-area", "under-captions"


def _beyond(rng: Generator) -> Case:
    side = pick(rng, "UP", "LEFT", "RIGHT")
    return case(_CUT, True, f"a word cut on the side {side}",
                f"self.one = self.enter({words(rng, 'attention', 60)}.to_edge({side}, "
                f"buff={uniform(rng, -0.25, -0.08)}))")  # fmt: skip


def _shape_beyond(rng: Generator) -> Case:
    side = pick(rng, "UP", "LEFT", "RIGHT", "DOWN")
    shape = pick(rng, "Circle(radius=0.8)", "Square(1.4)", "Rectangle(width=2, height=1)", "Line(LEFT, RIGHT + UP)")
    return case(_CUT, True, f"{shape} cut on the side {side}",
                f"self.one = self.enter({shape}.to_edge({side}, buff={uniform(rng, -0.5, -0.1)}))")  # fmt: skip


def _slides_out(rng: Generator) -> Case:
    to = pick(rng, "[9, 0, 0]", "[-9, 0, 0]", "[0, 5.5, 0]")
    return case(_CUT, True, f"words slide out to {to}", f"self.one = self.enter({words(rng, 'gradient', 60)})",
                f"self.play(self.one.animate(rate_func=linear).move_to({to}), run_time={uniform(rng, 3, 5)})")  # fmt: skip


def _grows_out(rng: Generator) -> Case:
    return case(_CUT, True, "a thing grows over the edge", f"self.one = self.enter(Square(2){at(rng, 3, 0.5)})",
                f"self.play(self.one.animate.scale({uniform(rng, 4.2, 5)}), run_time=1.5)")  # fmt: skip


def _table_cut(rng: Generator) -> Case:
    return real(_CUT, True, "a table over the edge", f"self.tables.shift([{uniform(rng, 0.9, 1.5)}, 0, 0])")


def _large_ground(rng: Generator) -> Case:
    return case(
        _CUT, False, "a ground larger than the frame",
        f"self.ground = self.enter(Rectangle(width={uniform(rng, 14.5, 18)}, height={uniform(rng, 8.2, 10)})"
        f".set_stroke(width=0).set_fill(theme.panel, 1))\nself.one = self.enter({words(rng)}{at(rng)})",
    )  # fmt: skip


def _waits_outside(rng: Generator) -> Case:
    return case(_CUT, False, "a thing wholly outside",
                f"self.one = self.enter(Square(1).move_to([{uniform(rng, 8, 9)}, 0, 0]))\n"
                f"self.two = self.enter({words(rng)})")  # fmt: skip


def _touches(rng: Generator) -> Case:
    return case(_CUT, False, "a circle that reaches to the edge",
                f"self.one = self.enter(Circle(radius=3.9).set_stroke(width=3).rotate({uniform(rng, 0, 1.5)}))")  # fmt: skip


def _fades_before(rng: Generator) -> Case:
    return case(_CUT, False, "a word fades on its way to the edge", f"self.one = self.enter({words(rng, 'king', 40)}"
                                                                    ".move_to([3, 0.5, 0]))",
                f"self.play(FadeOut(self.one, shift=[{uniform(rng, 3, 4)}, 0, 0]), "
                f"run_time={uniform(rng, 0.6, 1.5)})")  # fmt: skip


def _edge(rng: Generator, planted: bool) -> Case:
    side = pick(rng, "UP", "LEFT", "RIGHT")
    # 4% of the frame is 0.57 units to the sides and 0.32 above.
    room = {"UP": 0.32, "LEFT": 0.57, "RIGHT": 0.57}[side]
    gap = room - rng.uniform(0.08, 0.28) if planted else room + rng.uniform(0.03, 0.3)
    return case(_SAFE, planted, f"a text {gap:.2f} units from the frame's {side} edge",
                f"self.one = self.enter({words(rng)}.to_edge({side}, buff={gap:.3f}))")  # fmt: skip


def _goes_to_the_edge(rng: Generator) -> Case:
    side = pick(rng, "UP", "RIGHT", "LEFT")
    return case(_SAFE, True, f"a word goes to the edge {side}", f"self.one = self.enter({words(rng)})",
                f"self.play(self.one.animate.to_edge({side}, buff={uniform(rng, 0.05, 0.25)}), "
                f"run_time={uniform(rng, 0.6, 1.5)})")  # fmt: skip


def _number_grows(rng: Generator) -> Case:
    return case(
        _SAFE, True, "a number grows into the edge",
        f"self.one = self.enter(Number({rng.integers(1, 9)}, places=0).move_to([5.9, {uniform(rng, -1, 2)}, 0]))",
        f"self.play(self.one.animate.set_value({rng.integers(10000, 90000)}), run_time=1)",
    )  # fmt: skip


def _table_at_the_edge(rng: Generator) -> Case:
    return real(_SAFE, True, "a table at the edge", f"self.tables.to_edge(RIGHT, buff={uniform(rng, 0.02, 0.12)})")


def _shape_in_the_margin(rng: Generator) -> Case:
    side = pick(rng, "UP", "LEFT", "RIGHT")
    return case(_SAFE, False, f"a shape in the margin {side}",
                f"self.one = self.enter(Square({uniform(rng, 0.5, 1)}).to_edge({side}, "
                f"buff={uniform(rng, 0.05, 0.25)}))")  # fmt: skip


def _in_the_corner(rng: Generator) -> Case:
    corner = pick(rng, "UP + LEFT", "UP + RIGHT")
    return case(_SAFE, False, f"a word in the corner {corner} of the region",
                f"self.one = {words(rng)}\nside = {corner}\n"
                "corner = [whole.left if side[0] < 0 else whole.right, whole.top, 0]\n"
                "self.enter(self.one.move_to(corner, aligned_edge=side))")  # fmt: skip


def _low(rng: Generator) -> Case:
    return case(_LOW, True, "a word down there", f"self.one = self.enter({words(rng)}.move_to([{uniform(rng, -4, 4)}, "
                                                 f"{uniform(rng, -3.5, -3.2)}, 0]))")


def _sinks(rng: Generator) -> Case:
    return case(_LOW, True, "a word sinks", f"self.one = self.enter({words(rng)}{at(rng)})",
                f"self.play(self.one.animate.set_y({uniform(rng, -3.5, -3.15)}), "
                f"run_time={uniform(rng, 0.6, 2)})")  # fmt: skip


def _long_list(rng: Generator) -> Case:
    several = ", ".join(words(rng, size=44) for _ in range(6))
    return case(_LOW, True, "a list that reaches too far down",
                f"self.all = self.enter(VGroup({several}).arrange(DOWN, buff=0.5).move_to([0, "
                f"{uniform(rng, -1.6, -1.3)}, 0]))")  # fmt: skip


def _low_name(rng: Generator) -> Case:
    return real(_LOW, True, "a name below the plane",
                f"self.more = self.enter({words(rng, size=40)}.next_to(self.plane, DOWN, "
                f"buff={uniform(rng, 0.08, 0.2)}))")  # fmt: skip


def _just_above(rng: Generator) -> Case:
    return case(_LOW, False, "a word just above", f"self.one = {words(rng)}\n"
                f"self.enter(self.one.shift([0, {uniform(rng, -3.0, -2.8)} - self.one.get_bottom()[1], 0]))")  # fmt: skip


def _low_shape(rng: Generator) -> Case:
    return case(_LOW, False, "a line down there", f"self.one = self.enter(Line(4 * LEFT, 4 * RIGHT).shift([0, "
                                                  f"{uniform(rng, -3.7, -3.1)}, 0]))")


def _falls_away(rng: Generator) -> Case:
    return case(_LOW, False, "a word falls away", f"self.one = self.enter({words(rng)}.move_to([0, -2, 0]))",
                f"self.play(FadeOut(self.one, shift={uniform(rng, 1, 1.4)} * DOWN), "
                f"run_time={uniform(rng, 0.4, 0.8)})")  # fmt: skip


# Size -------------------------------------------------------------------------------------------------------------------

_SMALL = "too-small"


def _small(rng: Generator) -> Case:
    return case(_SMALL, True, "small words", f"self.one = self.enter({words(rng, size=int(rng.integers(16, 31)))}{at(rng)})")


def _scaled(rng: Generator) -> Case:
    what = pick(rng, 'Symbols("x + y")', 'Words("gradient")', "MatrixTable([[1, 2], [3, 4]])", "Number(3.5)")
    return case(_SMALL, True, f"{what} scaled down", f"self.one = self.enter({what}"
                                                     f".scale({uniform(rng, 0.3, 0.55)}){at(rng)})")


def _turns_small(rng: Generator) -> Case:
    how = pick(rng, "Transform", "ReplacementTransform")
    return case(_SMALL, True, f"words turn into small ones: {how}", f"self.one = self.enter({words(rng, size=60)}{at(rng)})",
                f"self.play({how}(self.one, {words(rng, size=24)}.move_to(self.one)), run_time=1)")  # fmt: skip


def _shrinks(rng: Generator) -> Case:
    return case(_SMALL, True, "words shrink and stay", f"self.one = self.enter({words(rng, size=48)}{at(rng)})",
                f"self.play(self.one.animate.scale({uniform(rng, 0.4, 0.6)}), run_time=0.8)")  # fmt: skip


def _small_table(rng: Generator) -> Case:
    return real(_SMALL, True, "a table scaled down", f"self.tables.scale({uniform(rng, 0.45, 0.65)})")


def _large_enough(rng: Generator) -> Case:
    return case(_SMALL, False, "words of 32 to 36 pixels", f"self.one = self"
                                                           f".enter({words(rng, size=int(rng.integers(32, 37)))}{at(rng)})")


def _subscripts(rng: Generator) -> Case:
    return case(_SMALL, False, "indices", f'self.one = self.enter(Symbols("x_1^2 + y_(i j)", '
                                          f'size={int(rng.integers(40, 60))}){at(rng)})')


def _grows(rng: Generator) -> Case:
    how = pick(rng, "GrowFromCenter(self.one)", "FadeIn(self.one, scale=0.3)")
    return case(_SMALL, False, f"words come growing: {how}", f"self.one = {words(rng)}{at(rng)}", f"self.play({how}, "
        "run_time=1)")


def _leaves_small(rng: Generator) -> Case:
    return case(_SMALL, False, "words shrink away", f"self.one = self.enter({words(rng)}{at(rng)})",
                f"self.play(FadeOut(self.one, scale={uniform(rng, 0.1, 0.4)}), run_time=1)")  # fmt: skip


def _turns_large(rng: Generator) -> Case:
    return case(_SMALL, False, "words turn into others of 40 pixels", f"self.one = self"
                                                                      f".enter({words(rng, size=60)}{at(rng)})",
                f"self.play(Transform(self.one, {words(rng, size=40)}.move_to(self.one)), run_time=1)")  # fmt: skip


# Room -------------------------------------------------------------------------------------------------------------------

_CROWD = "crowding"


def _beside(rng: Generator, planted: bool) -> Case:
    size, share = _size(rng), rng.uniform(0.005, 0.07) if planted else rng.uniform(0.18, 0.5)
    return case(
        _CROWD, planted, f"two words {share:.2f} ems apart",
        f"self.one = self.enter({words(rng, size=size)}{at(rng, 2)})\n"
        f"self.other = self.enter({words(rng, size=size)}.next_to(self.one, {pick(rng, 'LEFT', 'RIGHT')}, "
        f"buff={share * size / 135:.4f}))",
    )  # fmt: skip


def _stacked(rng: Generator) -> Case:
    size = _size(rng)
    return case(
        _CROWD, True, "a word close under another",
        f"self.one = self.enter({words(rng, 'queen', size)}{at(rng, 2)})\n"
        f"self.other = self.enter({words(rng, 'bold', size)}.next_to(self.one, DOWN, "
        f"buff={rng.uniform(0.005, 0.06) * size / 135:.4f}))",
    )  # fmt: skip


def _moves_up(rng: Generator) -> Case:
    return case(
        _CROWD, True, "a number moves up to a word",
        f'self.one = self.enter({words(rng, "loss", 44)})\nself.other = self.enter(Symbols("{rng.integers(2, 90)}")'
        '.move_to([4, 2, 0]))',
        f"self.play(self.other.animate.next_to(self.one, RIGHT, buff={uniform(rng, 0.002, 0.02)}), run_time=0.8)",
    )  # fmt: skip


def _close_to_a_table(rng: Generator) -> Case:
    return real(_CROWD, True, "a letter close to a table's number",
                'self.more = Symbols("k").next_to(self.tables[2].entry(1, 0), LEFT, buff=0.02)',
                f"self.play(FadeIn(self.more), run_time={uniform(rng, 0.4, 0.8)})")  # fmt: skip


def _one_formula(rng: Generator) -> Case:
    return case(_CROWD, False, "parts of one formula",
                f'self.all = self.enter(VGroup(Symbols("x"), Symbols("="), Number({rng.integers(1, 90)}, places=1))'
                f'.arrange(RIGHT, buff={uniform(rng, 0.05, 0.15)}){at(rng)})')  # fmt: skip


def _passes_close(rng: Generator) -> Case:
    return case(_CROWD, False, "a word passes close to another",
                f"self.one = self.enter({words(rng, size=44)})\nself.other = self.enter({words(rng, size=44)}"
                ".move_to([-5, 1, 0]))",
                "height = self.one.get_top()[1] + 0.02 + self.other.height / 2",
                "self.other.set_y(height)",
                f"self.play(self.other.animate.move_to([5, height, 0]), run_time={uniform(rng, 0.8, 1.5)})")  # fmt: skip


# Contrast ---------------------------------------------------------------------------------------------------------------

_PALE = "contrast"


def _faint(rng: Generator) -> Case:
    return case(_PALE, True, "words in the faint colour", f"self.one = self.enter({words(rng, role='faint')}{at(rng)})")


def _thin(rng: Generator) -> Case:
    opacity = rng.uniform(0.12, 0.42)
    return case(_PALE, True, f"words {opacity:.2f} opaque", f"self.one = self.enter({words(rng, role='ink')}{at(rng)}"
                                                            f".set_opacity({opacity:.2f}))")


def _light_on_light(rng: Generator) -> Case:
    return case(
        _PALE, True, "light words on a bright field",
        f"self.field = self.enter(Rectangle(width=6, height=2).set_stroke(width=0)"
        f".set_fill(theme.colour('{pick(rng, 'vector', 'probability', 'data')}'), {uniform(rng, 0.85, 1)}))\n"
        f"self.one = self.enter({words(rng, role='ink', size=48)}.move_to(self.field))",
    )  # fmt: skip


def _pale_table(rng: Generator) -> Case:
    return real(_PALE, True, "a table in a pale colour", "self.tables.set_color('#%02x%02x%02x')" % ((int(rng.integers(60,
        95)),) * 3))


def _light_comes_under(rng: Generator) -> Case:
    return case(
        _PALE, True, "a bright field comes under light words",
        f"self.field = Rectangle(width=7, height=2).set_stroke(width=0).set_fill(theme.colour('vector'), 0.9)\n"
        f"self.one = {words(rng, role='ink', size=48)}",
        "self.play(FadeIn(self.one))", "self.add(self.field, self.one)",
        "self.play(FadeIn(self.field), run_time=0.8)", "self.remove(self.one)", "self.add(self.one)",
    )  # fmt: skip


def _in_a_role(rng: Generator) -> Case:
    role = pick(rng, "ink", "quiet", "vector", "matrix", "data", "probability", "loss")
    size = int(rng.integers(32, 60))
    return case(_PALE, False, f"words in the role {role} at {size}", f"self.one = self"
                                                                     f".enter({words(rng, size=size, role=role)}{at(rng)})")


def _dark_on_bright(rng: Generator) -> Case:
    found = _on_a_panel(rng)
    return Case(_PALE, False, found.text, found.about)


def _laid_aside(rng: Generator) -> Case:
    return case(_PALE, False, "words are dimmed when they were read", f"self.one = self.enter({words(rng)}{at(rng)})",
                "self.hold(1.5)", f"self.play(self.one.animate.set_opacity({uniform(rng, 0.15, 0.5)}))")  # fmt: skip


def _on_a_backing(rng: Generator) -> Case:
    return case(
        _PALE, False, "words on a dark backing over a bright field",
        "self.field = self.enter(Rectangle(width=8, height=3).set_stroke(width=0).set_fill(theme.colour('vector'), 1))\n"
        f"word = {words(rng, role='ink')}\n"
        "back = Rectangle(width=word.width + 0.3, height=word.height + 0.3).set_stroke(width=0).set_fill(theme"
        ".background, 1)\n"
        "self.one = self.enter(VGroup(back, word))",
    )  # fmt: skip


# Labels -----------------------------------------------------------------------------------------------------------------

_FAR = "far-label"


def _gap(rng: Generator, planted: bool) -> Case:
    gap = rng.uniform(0.8, 1.6) if planted else rng.uniform(0.05, 0.3)
    side = int(rng.choice((-1, 0, 1)))
    return case(
        _FAR, planted, f"a label {gap:.2f} units from its arrow, side {side}",
        f"self.plane = self.enter(Plane())\nself.arrow = self.plane.arrow(({uniform(rng, 0.8, 1.5)}, "
        f"{uniform(rng, 0.3, 1.2)}))\n"
        f'label = Label(Symbols("v", size=44), self.arrow, side={side}, gap={gap:.3f})\n'
        "self.plane.carry(label, self.plane.labels)\nself.arrow.settle()\nlabel.settle()",
    )  # fmt: skip


def _placed_far(rng: Generator) -> Case:
    return case(_FAR, True, "a name placed far from its circle",
                f"self.ring = self.enter(Circle(radius=0.6){at(rng, 1, 0.3)})\n"
                f"self.one = self.enter({words(rng, size=40)}.next_to(self.ring, {pick(rng, 'LEFT', 'RIGHT')}, "
                f"buff={uniform(rng, 1.2, 2.5)}))")  # fmt: skip


def _left_behind(rng: Generator) -> Case:
    return case(
        _FAR, True, "a thing goes away from its name",
        f"self.ring = self.enter(Square(1).move_to([-3, 0, 0]))\nself.one = self.enter({words(rng, size=44)}"
        ".next_to(self.ring, UP, buff=0.2))",
        f"self.play(self.ring.animate.shift([{uniform(rng, 3, 6)}, {uniform(rng, -1, 1)}, 0]), run_time=1)",
    )  # fmt: skip


def _real_gap(rng: Generator) -> Case:
    return real(_FAR, True, "a label far from its arrow", f"names[{rng.integers(2)}].gap = {uniform(rng, 0.9, 1.3)}\n"
                                                          "self.plane.refresh()",
                of=(MATRICES, "RowsThatMeasure"))  # fmt: skip


def _placed_near(rng: Generator) -> Case:
    return case(_FAR, False, "a name beside its circle, and both go",
                f"self.ring = Circle(radius=0.6)\n"
                f"self.both = self.enter(VGroup(self.ring, {words(rng, size=44)}.next_to(self.ring, "
                f"{pick(rng, 'UP', 'RIGHT')}, buff={uniform(rng, 0.1, 0.4)})))",
                f"self.play(self.both.animate.shift([{uniform(rng, -3, 3)}, 1, 0]))")  # fmt: skip


def _moved_on(rng: Generator) -> Case:
    return case(_FAR, False, "a word goes elsewhere on its own",
                f"self.ring = self.enter(Circle(radius=0.6).move_to([-3, 0, 0]))\n"
                f"self.one = self.enter({words(rng, size=44)}.next_to(self.ring, UP, buff=0.2))",
                f"self.play(self.one.animate.move_to([{uniform(rng, 2, 4)}, 1, 0]))")  # fmt: skip


def _along_a_shaft(rng: Generator) -> Case:
    return case(_FAR, False, "a name beside the middle of a long arrow",
                f"self.plane = self.enter(Plane())\nself.arrow = self.plane.arrow((3, {uniform(rng, 2, 3)}), tail=(-2, "
                "-2))\n"
                'label = Label(Symbols("v"), self.arrow, side=1, along=0.5)\n'
                "self.plane.carry(label, self.plane.labels)\nself.arrow.settle()\nlabel.settle()")  # fmt: skip


def _as(rule: str, maker: Maker) -> Maker:
    """The same lesson, asked of another rule, which it keeps."""

    def make(rng: Generator) -> Case:
        found = maker(rng)
        return Case(rule, False, found.text, found.about, found.chapters)

    return make


_ARROWS = untouched(_FAR, (MATRICES, "RowsThatMeasure", 1), (MATRICES, "WhatBecomesOfArea", 1))

KINDS = (
    Kind(_RULE, (_on_each_other, _slow_crossing, _comes_over, _over_a_table),
         (_quick_crossing, _in_lines, _becomes, _gives_way, _behind_a_panel, _covered,
          _as(_RULE, _boxed), untouched(_RULE, *QUIET))),
    Kind(_SHAPE, (_struck, _on_a_grid, _half_on, _ringed_through, _grid_goes_under),
         (_backed, _boxed, _fraction, _on_a_panel, _flits_over, _bracketed, _underlined, untouched(_SHAPE, *QUIET))),
    Kind(_CUT, (_beyond, _shape_beyond, _slides_out, _grows_out, _table_cut),
         (_large_ground, _waits_outside, _touches, _fades_before, _as(_CUT, _goes_to_the_edge), untouched(_CUT, *QUIET))),
    Kind(_SAFE, (lambda rng: _edge(rng, True), _goes_to_the_edge, _number_grows, _table_at_the_edge),
         (lambda rng: _edge(rng, False), _shape_in_the_margin, _in_the_corner, untouched(_SAFE, *QUIET))),
    Kind(_LOW, (_low, _sinks, _long_list, _low_name), (_just_above, _low_shape, _falls_away, untouched(_LOW, *QUIET))),
    Kind(_SMALL, (_small, _scaled, _turns_small, _shrinks, _small_table),
         (_large_enough, _subscripts, _grows, _leaves_small, _turns_large, untouched(_SMALL, *QUIET))),
    Kind(_CROWD, (lambda rng: _beside(rng, True), _stacked, _moves_up, _close_to_a_table),
         (lambda rng: _beside(rng, False), _one_formula, _passes_close, _as(_CROWD, _in_lines), _as(_CROWD, _boxed),
          _as(_CROWD, _fraction), untouched(_CROWD, *QUIET))),
    Kind(_PALE, (_faint, _thin, _light_on_light, _pale_table, _light_comes_under),
         (_in_a_role, _dark_on_bright, _laid_aside, _on_a_backing, _as(_PALE, _boxed), untouched(_PALE, *QUIET))),
    Kind(_FAR, (lambda rng: _gap(rng, True), _placed_far, _left_behind, _real_gap),
         (lambda rng: _gap(rng, False), _placed_near, _moved_on, _along_a_shaft, _ARROWS)),
)  # fmt: skip
