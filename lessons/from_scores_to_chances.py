"""A model ends in scores; softmax makes them chances, and a ball dropped on a ruler makes chances a word."""

from math import exp

from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, FadeOut, ReplacementTransform, TransformFromCopy, VGroup
from manim.utils.rate_functions import ease_in_out_sine as sine

from maths.probability import binomial, repeated_sum, softmax, top_k, top_p
from pocket.language import automaton, vocabulary
from pocket.model import load
from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.bars import Bars
from scenes.counter import Counter
from scenes.distribution import Distribution
from scenes.frame import left, notes, picture, right, whole
from scenes.matrix import mark_round
from scenes.ruler import Ruler
from scenes.sentence import Sentence
from scenes.skyline import Skyline
from scenes.theme import theme
from scenes.typesetting import Symbols, Words, number
from scenes.word import Word

LESSON = Lesson(
    number=5,
    title="From scores to chances",
    summary=(
        "A language model ends in one score for each word. Softmax turns scores into chances, and only the differences "
        "between scores count; temperature, top-k and top-p bend or cut them; a ball dropped on a ruler makes them one "
        "word. On the way: the Bernoulli, categorical, binomial and normal distributions."
    ),
    question="When one more word is known,\nwhat becomes of all the chances?",
    objectives=(
        "Turn scores into chances by softmax, and say what adding the same to every score does to them",
        "Draw from any distribution by dropping a ball on a ruler",
        "Say what a binomial distribution counts, and when a sum of random variables nears the bell",
        "Say what temperature, top-k and top-p each do to a model's next word",
    ),
    prerequisites=("matrix_multiplication",),
    keywords=(
        "random variable", "distribution", "Bernoulli", "categorical", "binomial", "normal", "central limit theorem",
        "softmax", "temperature", "top-k", "top-p", "sampling",
    ),
    exercises=(
        Exercise(
            name="lead",
            question="One word's score is 2 above another's, at temperature 1. How many times as likely is it?",
            answer="softmax((2, 0))[0] / softmax((2, 0))[1]",
            worked="The sum is the same for both, so e^(s + 2) / e^s = e^2, about 7.39 times, whatever s is.",
            misconceptions={
                "2.0": "Scores are compared by their difference, but chances by e to the power of it.",
                "softmax((1, 0))[0] / softmax((1, 0))[1]": "That would be a lead of one point.",
            },
        ),
        Exercise(
            name="cold",
            question="Write the chances of the scores s at temperature one half, cut to the two likeliest words.",
            given={"s": "(3.0, 2.0, 1.5, -1.0)"},
            code=True,
            answer="top_k(softmax(s, temperature=0.5), 2)",
            worked=(
                "top_k(softmax(s, temperature=0.5), 2): the lead of one point becomes two, so the two chances are e^2 to 1, "
                "about 0.88 and 0.12, and the others are zero."
            ),
            misconceptions={
                "top_k(softmax(s), 2)": "That is temperature one: the lead of one point must be doubled first.",
                "top_k(softmax(s, temperature=2), 2)": "A temperature of two halves every lead; one half doubles them.",
                "softmax(s, temperature=0.5)": "The last two words were not cut: top_k makes them zero.",
            },
        ),
        Exercise(
            name="heads",
            question="You flip a fair coin four times. What is the chance of exactly two heads?",
            answer="binomial(4, 0.5)[2]",
            worked="Six of the sixteen orders of four flips have two heads, and all are equally likely: 6 / 16 = 0.375.",
            misconceptions={
                "0.5": "Two is half of four, but one, three, none and four heads come up as well.",
                "1 / 16": "That is the chance of one order, such as two heads and then two tails. There are six of them.",
            },
        ),
        Exercise(
            name="scores",
            question="From lesson 2: the rows of W measure x, one score each. Write the chances of the three words.",
            given={"W": "[[3, 1], [1, 2], [-2, 1]]", "x": "(1, 1)"},
            code=True,
            answer="softmax(apply(W, x))",
            worked="apply(W, x) takes every dot product at once: 4, 3, -1. Softmax makes them about 0.73, 0.27 and 0.005.",
            misconceptions={
                "apply(W, x)": "These are the scores 4, 3 and -1: one is below zero, and their sum is 6.",
                "apply(W, x) / 6": "Dividing by the sum alone leaves one below zero. Raise e to each score first.",
            },
            recalls="matrix_multiplication",
        ),
    ),
    reading=(
        Reading("Introduction to Probability", "Joseph Blitzstein and Jessica Hwang", "chapters 3, 5 and 10, free online"),
        Reading("Statistics 110", "Harvard University", "a free course, with films"),
        Reading("But what is the Central Limit Theorem?", "Grant Sanderson (3Blue1Brown)", "a film"),
        Reading("The Curious Case of Neural Text Degeneration", "Ari Holtzman and others", "where top-p comes from"),
    ),
    poster="ScoresBecomeChances.then_divide",
)  # fmt: skip

PREFIX = ("the", "queen", "near", "the", "cat")
SCORES = load().trace(PREFIX)["logits"].value[0, -1]
NAMES = tuple(load().next_words(PREFIX))[:8]
BEST = [vocabulary().index(word) for word in NAMES]
AFTER = load().next_words((*PREFIX, "is"))
SHOWN_NAMES = (*NAMES, "are", "queen")
SHOWN = [vocabulary().index(word) for word in SHOWN_NAMES]
"""The eight words that may follow, and two that may not."""
TAILS, PLACE, KEPT, LIMIT = 0.3, 0.2, 3, 0.8
"""Examples: the chance of tails of a bent coin, where the last ball falls, and what top-k and top-p keep."""
BALLS, SUMMED = 200, 30
"""How many balls rain on the ruler, and how many words have their letters added up."""


def chances_of_letters():
    """How likely it is that the next word has 0, 1, 2, ... letters."""
    sizes = [len(word) * word.isalpha() for word in vocabulary()]
    return [sum(softmax(SCORES)[k] for k, size in enumerate(sizes) if size == n) for n in range(max(sizes) + 1)]


def with_the_rest(chances):
    """The chances of the eight, and of all others together."""
    return [*chances[BEST], 1 - chances[BEST].sum()]


def ruler_of_words(region):
    """The model's chances as a ruler."""
    return Ruler((*NAMES, "others"), with_the_rest(softmax(SCORES)), region=region, role="model", places=2)


class EightySevenScores(Chapter):
    """What a model has when it has read: a score for each word it knows, and no word yet."""

    heading = "Eighty-seven scores"

    def stage(self):
        above, below = whole.rows(1, 4)
        words = [*(Word(word) for word in PREFIX), Word("?")]
        self.sentence = VGroup(*words).arrange(RIGHT, buff=0.16).move_to(above.center)
        self.enter(self.sentence[:-1])
        self.scores = Skyline(SCORES, region=below.inset(0.4))

    @beat
    def a_sentence_begins(self):
        """A sentence has begun: the queen near the cat. [gap] Which word comes next? [scores] The pocket model, the small
        one of this series, has read it. It has given a score to each entry in its list of eighty-seven."""
        self.play(FadeIn(self.sentence[-1]), self.sentence[-1].light(), at="gap")
        self.play(FadeIn(self.scores.line), at="scores", run_time=0.3)
        self.play(self.scores.rise(), run_time=2.0)

    @beat
    def high_and_low(self):
        """The highest, [high] eight point nine, is the score of "is". The lowest, [low] minus fifteen point six, belongs
        to "cake". [eight] And eight words stand well above all the others."""
        best, worst = int(SCORES.argmax()), int(SCORES.argmin())
        ends = {k: f"{vocabulary()[k]} {number(SCORES[k], 1)}" for k in (best, worst)}
        self.ends = VGroup(*(self.scores.caption(k, words, size=44) for k, words in ends.items()))
        self.play(self.scores.light(best), FadeIn(self.ends[0]), at="high")
        self.play(self.scores.light(worst), FadeIn(self.ends[1]), at="low")
        self.play(FadeOut(self.ends), *(self.scores.light(k) for k in BEST), self.scores.light(worst, "data"), at="eight")
        self.named = self.scores.captions(dict(zip(BEST, NAMES, strict=True)))
        self.play(FadeIn(self.named))

    @beat
    def how_to_choose(self):
        """[always] It could always say the highest. But then all sentences would go on the same. [ask] How do eighty-seven
        scores become a word that chance may pick?"""
        self.play(self.scores.light(int(SCORES.argmax()), "ink"), at="always")
        best = Word(NAMES[0]).lit("attention").move_to(self.sentence[-1], aligned_edge=LEFT)
        self.play(FadeOut(self.sentence[-1]), run_time=0.3)
        self.play(FadeIn(best), run_time=0.4)
        self.play(FadeOut(best), at="ask", run_time=0.3)
        everything = mark_round(VGroup(self.scores, self.named), tint=False)
        self.play(FadeIn(self.sentence[-1]), everything.flash(), run_time=1.8)


class AChanceIsALength(Chapter):
    """Random variables as cuts of a ruler, and a draw as a ball that falls on it."""

    def stage(self):
        self.draws = self.random.random(BALLS + 2)
        above, below = whole.rows(1, 5)
        self.sides = VGroup(Word("tails", size=72), Word("heads", size=72)).arrange(RIGHT, buff=1.0).move_to(whole.center)
        self.enter(self.sides)
        self.variable = Words("random variable", bold=True).next_to(self.sides, DOWN, buff=0.7)
        self.coin = Ruler(("tails", "heads"), (0.5, 0.5), region=below, size=44, places=1)
        self.term = Words("Bernoulli", bold=True).next_to(self.coin.pieces, UP, buff=0.4)
        self.ruler = ruler_of_words(below)
        self.sentence = Sentence(PREFIX).move_to(above.center)
        self.words_term = Words("categorical", bold=True).next_to(self.ruler.pieces, UP, buff=0.4)
        self.balls = Counter("balls", BALLS).move_to(above.columns(3, 1)[1].center)

    @beat
    def a_coin_on_a_ruler(self):
        """Flip a coin. [sides] It shows tails or heads, and chance decides which: this is [variable] a random variable.
        [ruler] Draw its chances as lengths, on a ruler from zero to one. [tails] Half of it is for tails, [heads] and half
        is for heads. [bend] A bent coin has other lengths: zero point three, and zero point seven. [name] Two outcomes,
        whose chances add up to one, are a Bernoulli distribution."""
        self.play(mark_round(self.sides).flash(), at="sides", run_time=1.4)
        self.play(FadeIn(self.variable), at="variable")
        self.play(FadeOut(self.sides, self.variable), at="ruler", run_time=0.3)
        self.play(FadeIn(self.coin), run_time=0.6)
        self.play(self.coin.light(0), at="tails")
        self.play(self.coin.light(1), at="heads")
        self.play(self.coin.quiet())
        self.play(self.coin.to((TAILS, 1 - TAILS)), at="bend")
        self.play(FadeIn(self.term), at="name")

    @beat
    def a_ball_decides(self):
        """To flip this coin, [ball] drop a ball. [anywhere] It may land anywhere: [same] stretches of the same length
        are equally likely. [fall] This one lands at zero point one nine, [side] so the coin shows tails. But
        [longer] a longer piece is hit more often."""
        self.ball = self.coin.ball(self.draws[BALLS + 1])
        self.play(FadeOut(self.term), self.ball.come(), at="ball", run_time=0.6)
        self.play(self.ball.anywhere(), at="anywhere", to="same")
        stretch, there = self.coin.stretch(0.05, 0.25), self.coin.stretch(0.7, 0.9)
        self.play(stretch.come(), at="same", run_time=0.6)
        self.play(stretch.animate.move_to(there), run_time=1.9, rate_func=sine)
        self.play(stretch.leave(), run_time=0.3)
        self.play(self.ball.fall(), at="fall")
        self.play(self.coin.light(self.ball.piece), at="side")
        self.play(self.coin.light(1 - self.ball.piece), at="longer")

    @beat
    def a_ruler_of_words(self):
        """[again] Now the sentence again. [cut] Cut a ruler into pieces as long as the model's chances. How scores become
        these, you will see. [is] "Is" gets zero point three of it, [sang] "sang" gets zero point one eight, and so on.
        [rest] A sliver is left for the other seventy-nine. [name] With more than two outcomes, it is a categorical
        distribution. [drop] Drop a ball, [word] and the next word is "sang"."""
        self.play(FadeOut(self.coin, self.ball), FadeIn(self.sentence), at="again", run_time=0.6)
        self.play(FadeIn(self.ruler), at="cut")
        for k, cue in ((0, "is"), (1, "sang"), (8, "rest")):
            self.play(self.ruler.light(k), at=cue)
        self.play(self.ruler.quiet(), FadeIn(self.words_term), at="name")
        self.ball = self.ruler.ball(self.draws[BALLS])
        self.play(FadeOut(self.words_term), self.ball.fall(), at="drop")
        self.play(self.ruler.light(self.ball.piece), at="word")

    @beat
    def guess_two_hundred(self):
        """Next, [balls] two hundred balls. [is] How many of them will land on "is"? [pause 3]"""
        self.play(FadeOut(self.ball), self.ruler.quiet(), FadeIn(self.balls), at="balls", run_time=0.6)
        self.play(self.ruler.light(0), at="is")

    @beat
    def lengths_decide(self):
        """[rain] Nobody knows exactly. But no place is favoured, and zero point three of two hundred is about [sixty]
        sixty. [count] This time it is fifty-one. [sampling] This is called sampling: it is how a model picks its next
        word. But why fifty-one, and not [why] sixty?"""
        self.rain = self.ruler.rain(self.draws[:BALLS])
        self.play(self.rain.fall(), at="rain", run_time=4.0)
        self.about = Words("about 60", role="quiet")
        self.count = Words(f"{self.rain.counts[0]}", size=72)
        counted = VGroup(self.count, self.about).arrange(RIGHT, buff=0.4, aligned_edge=DOWN)
        counted.next_to(self.rain, UP).match_x(self.ruler.pieces[0])
        self.play(FadeIn(self.about), at="sixty", run_time=0.6)
        self.play(FadeIn(self.count), at="count")
        self.play(self.ruler.quiet(), mark_round(self.rain, tint=False).flash(run_time=1.4), at="sampling")
        self.play(mark_round(counted).flash(run_time=1.0), at="why")


class TheBellInASum(Chapter):
    """Counting and adding: the binomial, and the bell that sums of independent draws come near to."""

    def stage(self):
        self.shown = self.enter(Distribution(binomial(1, 0.5), about="heads"))
        self.hits = Distribution(binomial(BALLS, softmax(SCORES)[BEST[0]]), about=f"balls on “{NAMES[0]}”, of {BALLS}")
        # The rain of the chapter before: a chapter's draws begin from the same seed.
        self.fell = ruler_of_words(whole.rows(1, 5)[1]).rain(self.random.random(BALLS + 2)[:BALLS]).counts[0]
        letters = chances_of_letters()
        self.sums = [repeated_sum(letters, n) for n in range(1, 2 * SUMMED + 1)]
        self.letters = Distribution(letters, about="letters")
        above, middle = notes.rows(1, 2)
        self.before = Distribution(letters, about="letters of one word", region=middle.inset(0.3))
        self.flips, self.drawn = (Counter(name).move_to(above.center) for name in ("flips", "words"))
        self.enter(self.flips)
        self.written(middle)

    def written(self, region):
        """The orders of two flips, and the terms that come in their places."""
        orders = ("heads, heads", "heads, tails", "tails, heads", "tails, tails")
        self.orders = VGroup(*(Words(order) for order in orders)).arrange(DOWN, buff=0.4)
        self.terms = VGroup(*(Words(one) for one in ("independent", "same distribution", "finite variance")))
        self.terms.arrange(DOWN, buff=0.45, aligned_edge=LEFT)
        names = ("binomial", "normal", "central limit theorem")
        self.term, self.normal, self.theorem = (Words(name, bold=True) for name in names)
        for thing in (self.orders, self.term, self.normal, self.terms):
            thing.move_to(region.center)
        self.theorem.next_to(self.terms, DOWN, buff=0.7)

    @beat
    def count_the_heads(self):
        """Flip a fair coin, and count heads: [one] none or one, equally likely. [two] Flip it twice, and one head is the
        likeliest count: [orders] of four equally likely orders, [lead] two lead to it. [ten] With ten flips, the counts
        pile up around five. [five] Five itself has a chance of about one quarter. [name] Such a count, in independent
        flips of one coin, is binomial."""
        figures = [self.shown.number(k) for k in (0, 1)]
        self.play(FadeIn(*figures), at="one")
        self.play(FadeOut(*figures), at="two", run_time=0.3)
        self.play(self.shown.to(binomial(2, 0.5)), self.flips.to(2))
        figures = [self.shown.number(k) for k in (0, 1, 2)]
        self.play(FadeIn(*figures), run_time=0.4)
        self.play(FadeIn(self.orders), at="orders")
        self.play(mark_round(self.orders[1:3]).flash(), at="lead")
        growing = self.shown.to(*(binomial(n, 0.5) for n in range(3, 11)))
        self.play(FadeOut(self.orders, *figures), at="ten", run_time=0.3)
        self.play(growing, self.flips.to(10), to="five")
        self.five = self.shown.number(5)
        self.play(FadeIn(self.five), at="five")
        self.play(FadeIn(self.term), at="name")

    @beat
    def fifty_one_again(self):
        """[balls] Each ball is such a flip: it lands on "is", or not. The likeliest counts are near sixty. [here] But
        fifty-one or fewer comes up in about one run of ten. Nothing strange has happened."""
        self.play(FadeOut(self.shown, self.five, self.flips), at="balls", run_time=0.4)
        self.play(FadeIn(self.hits), run_time=0.6)
        self.play(*(self.hits.light(k) for k in range(self.fell + 1)), at="here")
        self.tenth = Words("about 1 in 10", size=theme.sizes.small)
        self.tenth.next_to(self.hits.columns[self.fell].get_corner(UP + LEFT), UP + LEFT, buff=0.2)
        self.play(FadeIn(self.tenth))

    @beat
    def something_lopsided(self):
        """Is that shape the coin's own? [lopsided] Take the number of letters in the next word: [two] two for "is",
        [four] four for "sang", [six] six for "thinks". [more] Draw thirty words from the same ruler, and add all their
        letters."""
        self.play(FadeOut(self.hits, self.tenth, self.term), at="lopsided", run_time=0.4)
        self.play(FadeIn(self.letters, self.drawn), run_time=0.5)
        for size, cue in ((2, "two"), (4, "four"), (6, "six")):
            self.play(self.letters.mark(size).flash(run_time=0.6), at=cue)
        # waive too-fast: the numbers below draw together while the sum grows, and none of them is to be followed
        self.play(self.letters.to(*self.sums[1:SUMMED]), self.drawn.to(SUMMED), at="more", run_time=4.4)

    @beat
    def the_bell(self):
        """[first] One word's picture leans to one side. The sum's hardly does. [bell] It has come near the bell, the
        normal distribution. Two numbers make it: [mean] its middle, the mean, [deviation] and its width, the standard
        deviation. [same] The more you add, the nearer the shape comes to it."""
        self.play(FadeIn(self.before), at="first")
        self.play(self.letters.bell(), FadeOut(self.before), at="bell", run_time=1.4)
        self.play(FadeIn(self.normal))
        self.mean, self.deviation = self.letters.middle(), self.letters.spread()
        middle = Words("mean", size=theme.sizes.small).next_to(self.mean, UP, buff=0.1)
        width = Words("standard deviation", size=theme.sizes.small).next_to(self.deviation, RIGHT, buff=0.15)
        self.play(Create(self.mean), FadeIn(middle), at="mean")
        self.play(Create(self.deviation), FadeIn(width), at="deviation")
        self.play(FadeOut(self.mean, self.deviation, middle, width), run_time=0.4)
        self.play(self.letters.to(*self.sums[SUMMED:]), self.drawn.to(len(self.sums)), at="same", run_time=3, rate_func=sine)

    @beat
    def on_three_conditions(self):
        """Three conditions make that sure. [one] The draws are independent: none changes another's chances. [two] All have
        the same distribution. [three] And its variance, the square of its own width, is finite and not zero.
        [theorem] That is the central limit theorem. [lean] The words of one sentence lean on each other. There, this
        theorem promises no bell."""
        self.play(FadeOut(self.normal), at="one", run_time=0.3)
        self.play(FadeIn(self.terms[0]))
        for term, cue in zip((*self.terms[1:], self.theorem), ("two", "three", "theorem"), strict=True):
            self.play(FadeIn(term), at=cue)
        self.lean = mark_round(self.terms[0], "loss")
        self.play(self.lean.come(), self.letters.curve.animate.set_stroke(opacity=0.2), at="lean")


class ScoresBecomeChances(Chapter):
    """Softmax: raise e to each score, then divide by the sum."""

    def stage(self):
        (head, body), (other_head, other_body) = left.rows(1, 5), right.rows(1, 5)
        self.low = Bars(SHOWN_NAMES, SCORES[SHOWN], region=body, role="data", most=14)
        self.low_signs = [Symbols(code, role="data").move_to(head.center) for code in ("s", "s + 5")]
        self.enter(VGroup(self.low, self.low_signs[0]))
        self.made = Bars(SHOWN_NAMES, [exp(score) for score in SCORES[SHOWN]], region=other_body, role="model")
        lead = SCORES[SHOWN[0]] - SCORES[SHOWN[1]]
        self.total = f"{sum(map(exp, SCORES)):,.0f}".replace(",", " thin ")
        self.signs = {
            name: Symbols(code, roles={"s": "data"} if "s : s" in code else None).move_to(other_head.center)
            for name, code in {
                "power": "e^{{ s : s }}",
                "step": "e^({{ s : s }} + 1) = e dot e^{{ s : s }}",
                "divide": f"e^{{{{ s : s }}}} / ({self.total})",
                "softmax": "e^{{ s : s }} / (sum e^{{ s : s }})",
                "why": "(e^5 e^{{ s : s }}) / (e^5 sum e^{{ s : s }})",
                "cancel": "(cancel(e^5) e^{{ s : s }}) / (cancel(e^5) sum e^{{ s : s }})",
                "lead": f"e^{lead:.2f} approx {exp(lead):.2f}",
            }.items()
        }
        self.low_signs.append(Symbols(f"{SCORES[SHOWN[0]] + 5:.2f} - {SCORES[SHOWN[1]] + 5:.2f} = {lead:.2f}"))
        self.low_signs[2].move_to(head.center)
        self.term = Words("softmax", bold=True).next_to(self.signs["softmax"], RIGHT, buff=0.6)

    def turn(self, old, new, at=None):
        """One formula gives way to another, with no moment in which both are read."""
        self.play(FadeOut(*old), at=at, run_time=0.25)
        self.play(FadeIn(*new), run_time=0.35)

    @beat
    def what_a_score_is_not(self):
        """Here are ten of the scores. [below] One of them is below zero, and no chance can be. [sum] These ten add up to
        more than sixty, but all chances together make one."""
        self.play(self.low.mark(9).flash(run_time=1.6), at="below")
        self.play(mark_round(self.low, tint=False).flash(run_time=1.6), at="sum")

    @beat
    def first_e(self):
        """First, [power] raise e to each score, s. [bars] E is about two point seven, and now every number is above zero.
        [step] A score that is one higher makes it two point seven times as large."""
        self.play(FadeIn(self.signs["power"]), at="power")
        moved = [TransformFromCopy(*pair) for pair in zip(self.low.bars, self.made.bars, strict=True)]
        self.play(*moved, at="bars", run_time=1.5)
        self.play(FadeIn(self.made.names, self.made.axis, self.made.numbers), run_time=0.6)
        self.remove(*self.made)
        self.add(self.made)
        self.turn([self.signs["power"]], [self.signs["step"]], at="step")

    @beat
    def then_divide(self):
        """Second, [divide] divide each by the sum over all eighty-seven entries. [read] No bar moves, but now the numbers
        are chances, and together they make one. [is] "Is" has zero point two nine seven. [queen] Even "queen" keeps a
        chance, too small to see: about one in a million. [name] This is called softmax."""
        self.turn([self.signs["step"]], [self.signs["divide"]], at="divide")
        self.play(self.made.read_as(softmax(SCORES)[SHOWN], places=3), at="read")
        self.play(self.made.mark(0).flash(run_time=1.4), at="is")
        self.play(self.made.write_finely(8, 4), self.made.write_finely(9, 6), at="queen")
        self.play(self.made.mark(9).flash(run_time=1.4))
        self.turn([self.signs["divide"]], [self.signs["softmax"], self.term], at="name")

    @beat
    def add_five(self):
        """Now suppose that [five] every score were five higher. What would become of the chances? [pause 3]"""
        self.play(mark_round(self.low, tint=False).flash(run_time=1.4), at="five")

    @beat
    def nothing_happens(self):
        """[add] Up they go, [same] and the chances have not moved. [why] Each power of e grew by the same factor, e to
        the five, and so did the sum. [cancel] The factor cancels. [lead] Only differences count. "Is" leads "sang" by
        half a point, [times] so it is about one point six five times as likely."""
        self.play(self.low.to(SCORES[SHOWN] + 5), FadeOut(self.low_signs[0]), at="add", run_time=0.8)
        self.play(FadeIn(self.low_signs[1]), mark_round(self.made, tint=False).flash(), at="same", run_time=1.4)
        self.turn([self.signs["softmax"], self.term], [self.signs["why"]], at="why")
        self.turn([self.signs["why"]], [self.signs["cancel"]], at="cancel")
        self.play(*(bars.mark(0, 1).come() for bars in (self.low, self.made)), at="lead")
        self.turn([self.low_signs[1], self.signs["cancel"]], [self.low_signs[2]])
        self.play(FadeIn(self.signs["lead"]), at="times")


class TemperatureAndTwoCuts(Chapter):
    """How a model is made more daring or more careful before the ball falls."""

    def stage(self):
        names, chances = (*NAMES, "79 others"), with_the_rest(softmax(SCORES))
        self.bars = self.enter(Bars(names, chances, region=picture, role="model", most=0.6).tint(8, "quiet"))
        above, middle, _ = notes.rows(1, 2, 1)
        self.formula = Symbols("e^(s \\/ {{ T : t }})", size=64, roles={"t": "attention"}).move_to(above.center)
        self.t = Counter("temperature T", 1.0, places=1).move_to(middle.center)
        self.cut_names = [Words(name, bold=True).move_to(above.center) for name in ("top-k", "top-p")]
        codes = (f"k = {KEPT}", f"p = {LIMIT}")
        self.cuts = [Symbols(code).next_to(self.cut_names[0], DOWN, buff=0.5) for code in codes]
        self.kept = Counter("kept", 0.0, places=2).move_to(middle.center)

    def over_itself(self):
        """What is kept, divided by itself, below its number."""
        kept = f"{self.kept.number.get_value():.2f}"
        return Symbols(f"{kept} / {kept} = 1").next_to(self.kept, DOWN, buff=0.5)

    def at_temperature(self, t, **kwargs):
        """The bars and the number T go to another temperature."""
        now = self.t.number.get_value()
        path = self.bars.along(lambda share: with_the_rest(softmax(SCORES, now + share * (t - now))))
        self.play(path, self.t.to(t), **kwargs)

    @beat
    def temperature(self):
        """Before softmax, a model can divide every score by a number above zero, [formula] the temperature. [one] At one,
        nothing changes. [half] At one half, every lead in score doubles, and "is" goes up to zero point five one. [two] At
        two, leads are halved and the bars even out. [others] The seventy-nine others now share zero point one five."""
        self.play(FadeIn(self.formula), at="formula")
        self.play(FadeIn(self.t), at="one")
        self.at_temperature(0.5, at="half")
        self.at_temperature(2.0, at="two")
        self.play(self.bars.mark(8).flash(run_time=1.6), at="others")

    @beat
    def top_k(self):
        """[back] Back to one. To keep unlikely words out, you can cut. [k] Top-k keeps the k likeliest words, [three] here
        three. [scale] What is left is divided by its own sum, so that it makes one again."""
        self.at_temperature(1.0, at="back", run_time=0.9)
        self.play(FadeOut(self.formula, self.t), at="k", run_time=0.3)
        self.play(FadeIn(self.cut_names[0]), run_time=0.4)
        self.kept.number.set_value(sum(softmax(SCORES)[BEST[:KEPT]]))
        self.play(self.bars.grey_out(range(KEPT)), FadeIn(self.cuts[0], self.kept), at="three")
        self.shared = self.over_itself()
        self.play(self.bars.to(with_the_rest(top_k(softmax(SCORES), KEPT))), FadeIn(self.shared), at="scale")

    @beat
    def top_p(self):
        """[back] Top-p does not count words. [limit] It sets a limit, here zero point eight. [add] From the top down, it
        adds up chances until they reach it. [enough] Five words are enough, [scale] and what is left makes one again."""
        chances = softmax(SCORES)
        self.play(FadeOut(self.cut_names[0], self.cuts[0], self.kept, self.shared), at="back", run_time=0.3)
        whole_again = (self.bars.grey_out(()), self.bars.to(with_the_rest(chances)))
        self.play(*whole_again, FadeIn(self.cut_names[1]), run_time=1.0)
        self.kept.number.set_value(0.0)
        self.play(FadeIn(self.cuts[1], self.kept), at="limit")
        for k in range(5):
            kept = self.bars.grey_out(range(k + 1)), self.kept.to(chances[BEST[: k + 1]].sum())
            self.play(*kept, at=None if k else "add", run_time=0.6)
        self.play(mark_round(self.kept).flash(), at="enough")
        self.shared = self.over_itself()
        self.play(self.bars.to(with_the_rest(top_p(chances, LIMIT))), FadeIn(self.shared), at="scale")

    @beat
    def where_the_model_is_surer(self):
        """[later] One word later, [surer] the model is surer of what comes. [add] The same limit now keeps fewer words:
        two of them. [scale] They, too, are made one again."""
        chances = list(AFTER.values())
        self.after = Bars(list(AFTER)[:8], chances[:8], region=picture, role="model", most=0.8)
        said = Sentence((*PREFIX, "is"), region=right.rows(1, 2, 1)[2], size=40)
        self.play(FadeOut(self.bars, self.kept, self.shared), FadeIn(said), at="later", run_time=0.5)
        self.kept.number.set_value(0.0)
        self.play(FadeIn(self.after, self.kept), at="surer", run_time=0.5)
        self.play(self.after.grey_out(()), run_time=0.4)
        for k in range(2):
            kept = self.after.grey_out(range(k + 1)), self.kept.to(sum(chances[: k + 1]))
            self.play(*kept, at=None if k else "add", run_time=0.8)
        self.shared = self.over_itself()
        self.play(self.after.to(top_p(chances, LIMIT)[:8]), FadeIn(self.shared), at="scale")


class BesideTheTruth(Chapter):
    """The model's chances beside the language's own; then the lesson in one picture."""

    def stage(self):
        chances = softmax(SCORES)
        self.bars = self.enter(Bars(NAMES, chances[BEST], region=whole.columns(5, 1)[0], role="model", places=3))
        self.true = [float(automaton().next_words(PREFIX)[name]) for name in NAMES]
        above, below = whole.rows(1, 5)
        self.scores = Skyline(SCORES, region=below.inset(0.4))
        self.words = Sentence((*PREFIX, "is")).move_to(above.center)
        self.before = Ruler((*NAMES, "others"), with_the_rest(chances), region=below, role="model")
        after = list(AFTER.items())[:4]
        rest = 1 - sum(chance for _, chance in after)
        self.after = Ruler(*zip(*after, ("others", rest), strict=True), region=below, role="model")

    @beat
    def the_true_chances(self):
        """The pocket language has rules of its own, so its true chances are known exactly. [true] Here they are, below
        the model's. [model] For "is", the model says zero point two nine seven, [truth] and the language, zero point two
        nine five. [ate] Its largest miss is "ate", by about one hundredth."""
        self.play(self.bars.split(self.true), at="true")
        numbers = self.bars.numbers[0], self.bars.second_numbers[0]
        for name, role, figure in zip(("the model", "the language"), ("model", "truth"), numbers, strict=True):
            self.play(FadeIn(Words(name, size=34, role=role).next_to(figure, RIGHT, buff=0.3)), at=role)
        self.play(self.bars.mark(2).flash(run_time=1.6), at="ate")

    @beat
    def in_one_sentence(self):
        """[scores] In one sentence: softmax [chances] turns scores into chances, [ball] and a ball on a ruler turns
        chances into a word."""
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="scores", run_time=0.4)
        self.play(FadeIn(self.words[:-1], self.scores), run_time=0.5)
        others = [column for k, column in enumerate(self.scores.columns) if k not in BEST]
        *pieces, rest = self.before.pieces.copy()
        moved = [ReplacementTransform(self.scores.columns[k], piece) for k, piece in zip(BEST, pieces, strict=True)]
        came = FadeIn(rest, *(part for part in self.before if part is not self.before.pieces))
        self.play(*moved, FadeOut(self.scores.line, *others), came, at="chances", run_time=1.8, rate_func=sine)
        self.remove(*self.mobjects)
        self.add(self.words[:-1], self.before)
        self.ball = self.before.ball(PLACE)
        self.play(self.ball.fall(), at="ball")
        self.play(self.before.light(self.ball.piece), FadeIn(self.words[-1]))

    @beat
    def one_more_word(self):
        """Now the sentence is one word longer, [new] and every chance has changed. [ask] How should one more word change
        what you believe?"""
        self.play(FadeOut(self.before, self.ball), at="new", run_time=0.4)
        self.play(FadeIn(self.after), run_time=0.5)
        self.play(self.words[-1].light(), at="ask")
