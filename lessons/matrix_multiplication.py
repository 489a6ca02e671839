"""A matrix is a motion: it carries every point of the plane, and two in a row make a third."""

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, VGroup

from maths.linear import compose, determinant, rank, rotation, scaling, shear, singular_directions, two_main_directions
from pocket.model import load
from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.combination import Combination
from scenes.determinant import Determinant
from scenes.frame import left, notes, picture, right
from scenes.heat_map import HeatMap
from scenes.matrix import MatrixTable, NamedMatrix, mark_round
from scenes.number import Number
from scenes.plane import Plane, Trace
from scenes.product import RowByColumn
from scenes.shadow import Shadow
from scenes.typesetting import Symbols, Words, number
from scenes.word_arrow import WordArrow

LESSON = Lesson(
    number=2,
    title="A matrix is a motion",
    summary=(
        "Four numbers move a whole plane: they say where two arrows land. One motion after another is a product, "
        "worked out row by column; the determinant is what happens to area; the transpose asks many arrows at once "
        "how well they agree with one."
    ),
    question="If many motions are one motion,\nwhy does a model have many layers?",
    objectives=(
        "Say where any point of the plane lands, from the columns of a matrix",
        "Multiply two matrices row by column, and say which motion comes first",
        "Read a determinant as an area, its sign as a turning over, and zero as a collapse",
        "Use a transpose to take many dot products at once",
    ),
    prerequisites=("words_as_arrows",),
    keywords=("matrix", "linear transformation", "composition", "determinant", "rank", "transpose", "dot product"),
    exercises=(
        Exercise(
            name="landing",
            question="A matrix has the columns (3, 1) and (-1, 2). Where does the arrow (2, 1) land?",
            given={"M": "[[3, -1], [1, 2]]", "x": "(2, 1)"},
            answer="apply(M, x)",
            worked="Two of the first column and one of the second: 2 (3, 1) + 1 (-1, 2) = (6, 2) + (-1, 2) = (5, 4).",
            misconceptions={
                "apply(transpose(M), x)": "That takes the rows for the columns: the first column is (3, 1), read downwards.",
                "(3, 1)": "That is where the first basis arrow lands. The arrow (2, 1) is two of it and one of the second.",
            },
        ),
        Exercise(
            name="order",
            question="Write the one matrix that first slants the plane by shear(x=1), then turns it a quarter.",
            code=True,
            answer="compose(rotation(quarters=1), shear(x=1))",
            worked=(
                "The motion that comes first stands on the right: compose(rotation(quarters=1), shear(x=1)). Check it by "
                "the arrows: (1, 0) stays under the slant and turns to (0, 1); (0, 1) slants to (1, 1) and turns to "
                "(-1, 1). These are the columns."
            ),
            misconceptions={
                "compose(shear(x=1), rotation(quarters=1))": "That turns first: what stands on the right moves first.",
            },
        ),
        Exercise(
            name="collapse",
            question="For which number k does the matrix with the rows (1, 2) and (3, k) flatten the plane onto a line?",
            answer="6",
            worked="The area factor must be zero: 1 k - 2 times 3 = 0, so k = 6. Then (1, 3) and (2, 6) lie on one line.",
            misconceptions={
                "-6": "The second product is taken away: k - 6 = 0, not k + 6 = 0.",
                "1.5": "Look for columns on one line: the second column is twice the first, so k is twice 3.",
            },
        ),
        Exercise(
            name="agreement",
            question="From lesson 1: (2, 0), (1, 1), (0, -3) are the columns of W. Take all their dot products with (1, 2).",
            given={"W": "[[2, 1, 0], [0, 1, -3]]", "y": "(1, 2)"},
            code=True,
            answer="apply(transpose(W), y)",
            worked="The transpose has the arrows as rows, so apply(transpose(W), y) is every dot product: 2, 3 and -6.",
            misconceptions={"apply(transpose(W), (2, 1))": "The arrow is (1, 2): its numbers are swapped here."},
            recalls="words_as_arrows",
        ),
    ),
    reading=(
        Reading("Introduction to Linear Algebra", "Gilbert Strang", "chapters 1, 2 and 8"),
        Reading("Linear Algebra Done Right", "Sheldon Axler", "chapter 3, free from its author"),
        Reading("Essence of Linear Algebra", "Grant Sanderson (3Blue1Brown)", "chapters 3 to 9, films"),
        Reading("Linear Algebra (18.06)", "Massachusetts Institute of Technology OpenCourseWare", "a free course"),
    ),
    poster="TwoMotionsInARow.the_order_matters",
)

STRETCH = ((2, -1), (1, 1))
"""The example of chapters 1 and 4: its columns are easy to follow, and it triples every area."""
SQUARE = ((0, 0), (1, 0), (1, 1), (0, 1))


class WhereTwoArrowsLand(Chapter):
    """A matrix says where two arrows land, and with them every other point."""

    def stage(self):
        self.plane = self.enter(Plane(picture, steps=3.9))
        self.words = [self.plane.arrow(v, role="data") for v in ((1, 1), (-1, 0.5), (0.5, -1), (-0.5, -1), (1, -0.5))]
        for arrow in self.words:
            arrow.settle()
        self.sum = Combination(STRETCH, (2, 1))
        self.sum.move_to(notes.center)
        self.example = Words("an example", size=34, role="quiet").next_to(self.sum.table, DOWN, buff=0.35)

    @beat
    def four_numbers_move_a_plane(self):
        """Inside a language model, [arrows] every word is an arrow. [move] A layer of the model moves all arrows
        together. At its heart [table] stands a table of numbers. [ask] Here is a small one. How can four numbers move
        every point of a plane?"""
        self.play(*(arrow.pulse(run_time=1.0) for arrow in self.words), at="arrows")
        self.play(self.plane.move_by(STRETCH), at="move")
        self.play(FadeIn(self.sum.table), FadeIn(self.example), at="table")
        self.play(self.sum.table.mark().flash(), at="ask", run_time=0.4)

    @beat
    def every_arrow_is_a_recipe(self):
        """[back] Return to the start. Keep [basis] only two arrows: one step right, one step up. Together they reach every
        point of the plane. [x] Take this one. It is [two] two of the green arrow, and [one] one of the coral."""
        going = [arrow.leave() for arrow in self.words]
        self.play(self.plane.rest(), *going, FadeOut(self.sum.table), FadeOut(self.example), at="back", run_time=1.2)
        self.play(self.plane.show_basis(), at="basis")
        self.x = self.plane.arrow((2, 1))
        self.x_name = self.plane.label("x", self.x, role="vector")
        self.play(self.x.grow(), self.x_name.come(), at="x", run_time=0.8)
        self.recipe = [self.plane.arrow((1, 0), role="first"), self.plane.arrow((1, 0), tail=(1, 0), role="first")]
        self.up = self.plane.arrow((0, 1), tail=(2, 0), role="second")
        self.play(*(step.grow() for step in self.recipe), at="two", run_time=0.7)
        self.play(self.up.grow(), at="one", run_time=0.6)

    @beat
    def the_recipe_survives(self):
        """Now [move] move the plane. Its centre stays, and its lines stay straight, parallel, and evenly spaced. The
        [arrow] arrow has moved, but its recipe has not changed. It is still [two] two of the green, and [one] one of the
        coral."""
        self.play(self.plane.move_by(STRETCH, run_time=2.2), at="move")
        self.play(self.x.pulse(), at="arrow", run_time=0.8)
        self.play(*(step.pulse() for step in self.recipe), at="two", run_time=0.7)
        self.play(self.up.pulse(), at="one", run_time=0.6)

    @beat
    def the_columns_say_where(self):
        """So it is enough to write down where the two arrows land. [green] Green lands on two, one. [coral] Coral lands on
        minus one, one. [matrix] Set side by side, these two columns are the matrix."""
        self.play(*(step.leave() for step in (*self.recipe, self.up)), run_time=0.5)
        self.play(FadeIn(self.sum.table.brackets), run_time=0.4)
        self.play(self.sum.table.write_column(0, source=self.plane.first.head), at="green", run_time=0.9)
        self.play(self.sum.table.write_column(1, source=self.plane.second.head), at="coral", run_time=0.9)
        self.play(self.sum.table.mark().flash(), at="matrix", run_time=0.8)

    @beat
    def a_matrix_times_an_arrow(self):
        """[product] A matrix times an arrow is the same recipe. [first] Two of the first column, [second] plus one of the
        second. [total] So the arrow lands on three, three."""
        self.play(FadeIn(self.sum.vector), at="product")
        self.play(FadeIn(self.sum.terms[0]), self.plane.first.pulse(), at="first")
        self.play(FadeIn(self.sum.terms[1]), self.plane.second.pulse(), at="second")
        self.play(FadeIn(self.sum.total), self.x.pulse(), at="total")


class TwoMotionsInARow(Chapter):
    """Composition, and why its order matters."""

    def stage(self):
        self.turn, self.slant = rotation(quarters=1), shear(x=1)
        above, below = left.rows(3, 1)
        self.plane = self.enter(Plane(above, steps=2.4, basis=True))
        self.result = MatrixTable(compose(self.slant, self.turn), column_roles=("first", "second"), blank=True)
        self.result.move_to(below.center)
        self.name = Symbols("{{ S : s }} space {{ R : r }} =", role="matrix").next_to(self.result, LEFT, buff=0.3)
        self.motions = VGroup(NamedMatrix("R", self.turn, gloss="turn"), NamedMatrix("S", self.slant, gloss="slant"))
        self.motions.arrange(RIGHT, buff=1.4).move_to(right.center)

    @beat
    def first_a_turn_then_a_slant(self):
        """First, [turn] R turns the plane a quarter. Then, [slant] S slants it sideways."""
        self.play(self.plane.move_by(self.turn), FadeIn(self.motions[0], run_time=0.4), at="turn")
        self.play(self.plane.move_by(self.slant), FadeIn(self.motions[1], run_time=0.4), at="slant")

    @beat
    def one_matrix_does_both(self):
        """[land] See where the two arrows are now. [columns] Write their places down as columns, and you have a matrix
        again. [back] Take the plane back. [both] This single matrix does both motions at once."""
        self.play(self.plane.first.pulse(), self.plane.second.pulse(), at="land", run_time=0.8)
        self.play(FadeIn(self.result.brackets), run_time=0.3)
        sources = (self.plane.first.head, self.plane.second.head)
        self.play(self.result.write_column(0, source=sources[0]), at="columns", run_time=0.8)
        self.play(self.result.write_column(1, source=sources[1]), run_time=0.8)
        self.play(self.plane.rest(), at="back", run_time=0.8)
        self.play(self.plane.move_to_matrix(self.result.values), at="both")

    @beat
    def read_from_right_to_left(self):
        """[product] We write this product as S times R. Read it from right to left. [first] What comes first stands on the
        right; [then] what follows, on its left."""
        self.play(FadeIn(self.name), at="product")
        for letter, cue in (("r", "first"), ("s", "then")):
            self.play(mark_round(self.name.select(letter)).flash(), at=cue, run_time=1.2)

    @beat
    def which_order_first(self):
        """[swap] Now swap the two: the slant first, and then the turn. Will the arrows land in the same places? Decide
        before you see it. [pause 3]"""
        above, below = right.rows(3, 1)
        self.other = Plane(above, steps=2.4, basis=True)
        self.other_result = MatrixTable(
            compose(self.turn, self.slant), column_roles=("first", "second"), blank=True
        ).move_to(below.center)
        self.other_name = Symbols("R S =", role="matrix").next_to(self.other_result, LEFT, buff=0.3)
        self.play(FadeOut(self.motions), self.plane.rest(), at="swap", run_time=0.8)
        self.play(FadeIn(self.other), FadeIn(self.other_name), FadeIn(self.other_result.brackets), run_time=0.7)

    @beat
    def the_order_matters(self):
        """On the left, [one] the plane turns, [two] and then it slants. On the right, [three] it slants first, [four] and
        then it turns. [differ] The arrows end in different places. [other] So R times S is another matrix: with motions,
        the order matters."""
        self.play(self.plane.move_by(self.turn), at="one", to="two")
        self.play(self.plane.move_by(self.slant), at="two", to="three")
        self.play(self.other.move_by(self.slant), at="three", to="four")
        self.play(self.other.move_by(self.turn), at="four", run_time=1.0)
        arrows = (self.plane.first, self.plane.second, self.other.first, self.other.second)
        self.play(*(arrow.pulse(run_time=1.0) for arrow in arrows), at="differ")
        sources = (self.other.first.head, self.other.second.head)
        self.play(self.other_result.write_column(0, source=sources[0]), at="other", run_time=0.8)
        self.play(self.other_result.write_column(1, source=sources[1]), run_time=0.8)


class RowMeetsColumn(Chapter):
    """The arithmetic of a product, in step with the motion that it computes."""

    def stage(self):
        self.turn, self.slant = rotation(quarters=1), shear(x=1)
        self.plane = Plane(left, steps=2.6, basis=True, names="head")
        self.enter(self.plane.moved_by(self.turn))
        self.work = RowByColumn(self.slant, self.turn, names=("S", "R"), size=50).move_to(right.center)
        self.enter(VGroup(self.work.left, self.work.right, self.work.equals, self.work.result, self.work.names))

    @beat
    def after_the_turn(self):
        """Where is the arithmetic in all this? The plane has been turned. [start] Green now stands at zero, one: the first
        column of R."""
        mark = self.work.right.mark(column=0, role="first")
        self.play(self.plane.first.pulse(), mark.flash(), at="start", run_time=1.2)

    @beat
    def the_first_column(self):
        """[slant] Now slant it. How far to the right does green land? [right] Take the first row of S with that column:
        [sum] one times zero, plus one times one. [one] One step to the right. And how far up? [up] The second row: zero
        times zero, plus one times one. [two] One step up."""
        self.play(self.plane.move_by(self.slant), at="slant")
        self.play(self.work.meet(0, 0), at="right")
        self.play(self.work.sum_up(0, 0), at="sum")
        self.along = Trace(self.plane, (0, 0), (1, 0), role="ink")
        self.play(self.work.land(0, 0), self.along.draw(), at="one", run_time=0.8)
        self.play(self.work.work_out(1, 0), at="up")
        self.upward = Trace(self.plane, (1, 0), (1, 1), role="ink")
        self.play(self.work.land(1, 0), self.upward.draw(), at="two", run_time=0.8)

    @beat
    def the_second_column(self):
        """[coral] The coral arrow is worked out the same way, with the second column of R. [sum] First row: minus one, plus
        zero. [left] It lands one step to the left. [up] Second row: zero, plus zero. [none] No step up at all."""
        self.play(self.work.meet(0, 1), FadeOut(self.along, self.upward), at="coral")
        self.play(self.work.sum_up(0, 1), at="sum")
        self.play(self.work.land(0, 1), self.plane.second.pulse(), at="left", run_time=0.8)
        self.play(self.work.work_out(1, 1), at="up", run_time=0.8)
        self.play(self.work.land(1, 1), self.plane.second.pulse(), at="none", run_time=0.8)

    @beat
    def what_an_entry_says(self):
        """[rule] So every entry comes from a row that meets a column: multiply in pairs, then add. [column] The column says
        which arrow. [row] The row says which direction. [entry] And the entry says how far that arrow goes that way."""
        self.play(self.work.clear_marks(), at="rule")
        self.play(self.work.right.mark(column=0, role="first").come(), at="column", run_time=0.6)
        self.play(self.work.left.mark(row=0).come(), at="row", run_time=0.6)
        self.play(self.work.result.mark(row=0, column=0).come(), self.plane.first.pulse(), at="entry", run_time=0.6)


class WhatBecomesOfArea(Chapter):
    """The determinant: an area that grows, shrinks, flips, and vanishes."""

    shrink, swap, flat = ((1, 0.5), (0, 0.5)), ((0, 1), (1, 0)), ((2, 1), (1, 0.5))

    def stage(self):
        self.plane = self.enter(Plane(picture, basis=True, names="head"))
        self.square = self.plane.patch(SQUARE)
        self.shape = self.plane.patch(((-1, -1), (-0.4, -1.4), (0, -1), (-0.2, -0.4), (-0.8, -0.4)), role="truth")
        top, middle, bottom = notes.rows(1, 2, 1)
        word = Symbols('"area" =')
        self.area = Number(1.0, places=1)
        self.readout = VGroup(word, self.area).arrange(RIGHT, buff=0.3, aligned_edge=DOWN).move_to(top.center)
        self.area.add_updater(lambda shown: shown.set_value(self.square.area))
        self.tables = {
            name: MatrixTable(values, column_roles=("first", "second")).move_to(middle.center)
            for name, values in (
                ("stretch", STRETCH), ("shrink", self.shrink), ("swap", self.swap), ("flat", self.flat)
            )
        }  # fmt: skip
        self.bottom = bottom

    @beat
    def one_square_grows(self):
        """Watch one square of the plane. [square] Its sides are one step long, so its area is one. [grow] Here is the first
        matrix again. The square is now three times as large. [other] So is every other shape, wherever it lies."""
        self.play(self.square.come(), FadeIn(self.readout), at="square")
        self.play(self.shape.come())
        self.play(self.plane.move_by(STRETCH), FadeIn(self.tables["stretch"]), at="grow", run_time=2.0)
        factor = f"times {number(determinant(STRETCH))}"
        self.factors = VGroup(*(Symbols(factor).move_to(patch) for patch in (self.square, self.shape)))
        self.play(FadeIn(self.factors), at="other")

    @beat
    def the_determinant(self):
        """That factor is called the determinant. [down] Multiply down one diagonal: two times one. [up] Take away the other:
        minus one times one. [three] Two plus one is three."""
        table, self.formula = self.tables["stretch"], Determinant(STRETCH, size=48)
        self.formula.move_to(self.bottom.center)
        first = FadeIn(self.formula.start, self.formula.down)
        self.play(table.diagonal(0).flash(), first, at="down", run_time=1.2)
        self.play(table.diagonal(1).flash(), FadeIn(self.formula.up), at="up", run_time=1.2)
        self.play(FadeIn(self.formula.value), at="three", run_time=0.8)

    @beat
    def shrink_and_flip(self):
        """A factor between zero and one [shrink] shrinks the plane: here, to one half of its area. [rest] And when a motion
        [flip] turns the plane over, like a page, we count its area as negative."""
        old = VGroup(self.tables["stretch"], self.formula)
        self.play(FadeOut(old, self.factors), self.shape.leave(), self.plane.rest(), run_time=0.7)
        self.play(self.plane.move_by(self.shrink), FadeIn(self.tables["shrink"]), at="shrink", run_time=1.2)
        names = [name.leave() for name in self.plane.names]
        self.play(self.plane.rest(), FadeOut(self.tables["shrink"]), *names, at="rest", run_time=0.7)
        self.play(self.plane.move_by(self.swap), FadeIn(self.tables["swap"]), at="flip", run_time=2.4)
        self.play(*(name.come() for name in self.plane.names))

    @beat
    def what_if_columns_agree(self):
        """Now take a matrix [line] whose two columns point along the same line. What will become of the square's area?
        Guess before you see it. [pause 3]"""
        self.play(self.plane.rest(), FadeOut(self.tables["swap"]), run_time=0.7)
        self.play(FadeIn(self.tables["flat"]), at="line")

    @beat
    def the_collapse(self):
        """[zero] It is zero: the whole plane falls onto one line. [back] Go back, and look at two more arrows. [apart] They
        start far apart. [same] Now they end in the same place, and no motion can part them again. Of two directions, only
        one is left: [rank] the rank of this matrix is one."""
        self.play(self.plane.move_by(self.flat), *(name.leave() for name in self.plane.names), at="zero", run_time=2.0)
        self.area.clear_updaters()
        basis = [arrow.leave() for arrow in (self.plane.first, self.plane.second)]
        self.play(self.plane.rest(), *basis, self.square.leave(), FadeOut(self.readout), at="back", run_time=1.0)
        pair = [self.plane.arrow(v) for v in ((1, 1), (2, -1))]
        self.play(*(arrow.grow() for arrow in pair), at="apart", run_time=0.8)
        self.play(self.plane.move_by(self.flat), at="same", run_time=1.6)
        rank_of = Symbols(f'"rank" = {rank(self.flat)}').move_to(self.bottom.center)
        self.play(FadeIn(rank_of), at="rank")


class RowsThatMeasure(Chapter):
    """The transpose: a machine that takes many dot products at once."""

    arrows, probe = ((3, 1), (1, 2), (-2, 1)), (1, 1)

    def stage(self):
        self.plane = self.enter(Plane(picture))
        self.shown = [self.plane.arrow(v, role="data") for v in self.arrows]
        names = [self.plane.label(name, arrow, role="data") for name, arrow in zip("abc", self.shown, strict=True)]
        for part in (*self.shown, *names):
            part.settle()
        columns = [[v[axis] for v in self.arrows] for axis in (0, 1)]
        self.columns = MatrixTable(columns, column_roles=("data",) * 3).move_to(notes.center)
        probe = [[x] for x in self.probe]
        self.work = RowByColumn(self.arrows, probe, row_roles=("data",) * 3, column_roles=("vector",), size=48)
        self.work.move_to(notes.center)

    @beat
    def arrows_side_by_side(self):
        """Here are three arrows. [columns] Put them side by side as columns, and they make a matrix. [flip] Now flip it
        over its diagonal. [rows] Each arrow has become a row, and this is called the transpose."""
        self.play(FadeIn(self.columns.brackets), at="columns", run_time=0.3)
        for j, arrow in enumerate(self.shown):
            self.play(self.columns.write_column(j, source=arrow.head), run_time=0.7)
        self.play(self.columns.flip_into(self.work.left), at="flip", run_time=1.6)
        named = Words("transpose", size=34, role="quiet").next_to(self.work.left, UP, buff=0.35)
        self.play(self.work.left.mark(row=0).flash(), self.shown[0].pulse(), FadeIn(named), at="rows", run_time=1.0)

    @beat
    def one_arrow_meets_all(self):
        """[y] Let it act on one more arrow, y. Row meets column, so each row gives one number, its dot product with y.
        [four] The first is four. [three] The second is three. [minus] The last is minus one."""
        self.y = self.plane.arrow(self.probe)
        y_name = self.plane.label("y", self.y, role="vector", side=-1, along=0.85)
        self.play(self.y.grow(), y_name.come(), FadeIn(self.work.right, self.work.equals), at="y", run_time=0.8)
        self.play(FadeIn(self.work.result.brackets), run_time=0.4)
        for row, cue in enumerate(("four", "three", "minus")):
            self.play(self.work.work_out(row, 0), at=cue, run_time=0.7)
            self.play(self.work.land(row, 0), self.shown[row].pulse(), run_time=0.5)

    @beat
    def what_the_numbers_say(self):
        """Each number tells how far its arrow reaches along y, times the length of y. [long] Here is a long shadow, and a
        large number. [short] Here, a shorter one. [against] And this shadow falls the other way, so its number is
        negative."""
        shadows = [Shadow(self.plane, v, onto=self.probe, role="matrix") for v in self.arrows]
        self.play(self.work.clear_marks(), run_time=0.4)
        for row, cue in enumerate(("long", "short", "against")):
            before = [shadows[row - 1].leave()] if row else []
            self.play(*before, shadows[row].fall(), self.work.result.mark(row=row).flash(), at=cue, run_time=1.2)
        self.last_shadow = shadows[-1]

    @beat
    def all_at_once(self):
        """So one product [all] compares y with every arrow at once. [score] This is how a language model, at its very end,
        gives each word it knows a score."""
        self.play(self.last_shadow.leave(), run_time=0.4)
        self.play(*(arrow.pulse(run_time=1.0) for arrow in self.shown), self.y.pulse(run_time=1.0), at="all")
        self.play(self.work.result.mark().flash(), at="score", run_time=1.2)


SHADOWED = ("toys", "girl", "she", "the", "proud")
"""Words whose shadows on the two main directions point to all sides."""


class OneOfTheModelsOwn(Chapter):
    """A learned matrix of twenty rows, seen in the two directions that it stretches most."""

    heading = "One of the model's own"

    def stage(self):
        model = load()
        self.weights = model.weights["block0.attention.query"].T
        self.main = singular_directions(self.weights, 2)
        self.heat = self.enter(HeatMap(self.weights, region=picture))
        places = {word: self.main.inputs @ model.embedding(word) for word in SHADOWED}
        self.plane = Plane(picture, steps=1.15 * max(abs(self.main.sizes * place).max() for place in places.values()))
        self.words = [WordArrow(self.plane, word, place) for word, place in places.items()]
        share, self.below = notes.rows(1, 1)
        self.share = Words(f"{self.main.share:.0%} of the sum of squares").move_to(share.center)
        self.sizes = MatrixTable(scaling(*self.main.sizes.round(1))).move_to(self.below.center)

    @beat
    def a_matrix_that_was_learned(self):
        """Here is a matrix out of the language model itself: [all] twenty rows and twenty columns, found by training.
        [column] Each column says where one arrow lands, and all of that in twenty directions."""
        self.play(self.heat.mark().flash(), at="all", run_time=1.4)
        self.play(self.heat.mark(column=0, role="first").flash(), at="column", run_time=1.4)

    @beat
    def the_two_main_directions(self):
        """But a matrix does not stretch all directions alike. [keep] Keep the two that it stretches most, and let the others
        go. [share] Added up in squares, its numbers hold two fifths of the whole."""
        self.play(self.heat.to(two_main_directions(self.weights)), at="keep", run_time=2.4)
        self.play(FadeIn(self.share), at="share")

    @beat
    def words_in_their_plane(self):
        """[plane] Now look along these two directions only. [words] Here are the shadows of five words. What will the matrix
        do to them? [pause 3]"""
        self.play(FadeOut(self.heat, self.share), FadeIn(self.plane), at="plane", run_time=0.8)
        self.play(*(word.grow() for word in self.words), at="words", run_time=1.0)

    @beat
    def a_plain_stretch(self):
        """[stretch] It stretches them: three point nine times along the first, and three and a half times along the
        second. [new] What comes out points in new directions, and we look along those. [sizes] So even four hundred
        numbers, seen in the right way, are a motion like the ones before."""
        self.play(self.plane.move_by(scaling(*self.main.sizes)), at="stretch", run_time=2.4)
        self.play(*(word.pulse() for word in self.words), at="new", run_time=1.0)
        self.play(FadeIn(self.sizes), at="sizes")


class ManyMotionsAreOne(Chapter):
    """The recap: a matrix is a motion, and many in a row are still one."""

    def stage(self):
        self.steps = [rotation(quarters=1), shear(x=1), rotation(quarters=1)]
        self.plane = self.enter(Plane(picture, basis=True))
        roles = {"column_roles": ("first", "second"), "size": 44}
        self.tables = VGroup(*(MatrixTable(step, **roles) for step in reversed(self.steps)))
        self.tables.arrange(RIGHT, buff=0.15).move_to(notes.center)
        two, three = compose(*self.steps[1::-1]), compose(*self.steps[::-1])
        self.two = MatrixTable(two, **roles).move_to(self.tables[1:].get_center())
        self.three = MatrixTable(three, **roles).move_to(notes.center)

    @beat
    def in_one_sentence(self):
        """[land] A matrix moves the whole plane at once, and its columns say where two arrows
        land."""
        self.play(self.plane.move_by(self.steps[0]), FadeIn(self.tables[2]), at="land")

    @beat
    def a_puzzle(self):
        """[after] One motion after another [one] is one motion again. [third] Add a third, [still] and it is still only
        one. A language model has many layers, one after another. [ask] If layers were only matrices, what would it gain
        from having many?"""
        self.play(self.plane.move_by(self.steps[1]), FadeIn(self.tables[1]), at="after", run_time=1.0)
        self.play(FadeOut(self.tables[1:], target_position=self.two), at="one", run_time=0.4)
        self.play(FadeIn(self.two, scale=0.6), run_time=0.4)
        self.play(self.plane.move_by(self.steps[2]), FadeIn(self.tables[0]), at="third", to="still")
        merging = [FadeOut(table, target_position=self.three) for table in (self.tables[0], self.two)]
        self.play(*merging, at="still", run_time=0.4)
        self.play(FadeIn(self.three, scale=0.6), run_time=0.4)
        self.play(self.three.mark().flash(), at="ask", run_time=0.4)
