"""Blame flows backwards: slopes multiply along a way and add up over ways, and every weight is told its part in a loss."""

from manim import DOWN, RIGHT, UP, FadeIn, FadeOut, LaggedStart, Line, Restore, VGroup, rate_functions

from maths.autodiff import leaf, power
from maths.cost import product_cost
from maths.depth import blame_by_depth, random_layers
from maths.linear import norm, norms
from pocket.blame import blame_flow, guess_loss, nudged_loss
from pocket.model import load
from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.bend import Bend
from scenes.bent_net import BentNet
from scenes.computational_graph import ComputationalGraph
from scenes.counter import Counter
from scenes.deep_net import DeepNet
from scenes.frame import whole
from scenes.matrix import ring
from scenes.product_and_back import ProductAndBack
from scenes.pulse import Pulse
from scenes.sentence import Sentence
from scenes.stream_graph import StreamGraph
from scenes.typesetting import Symbols, Words, number
from scenes.value_node import BlameTag
from scenes.weight_wall import ModelWall
from scenes.word import Word

LESSON = Lesson(
    number=10,
    title="Backprop: blame flows backwards",
    summary=(
        "Which of ten thousand weights is to blame for a wrong guess, and how much? Slopes multiply along a way and add "
        "up over ways, so one run from the loss back to the start tells every weight. Done by hand on a small net, then "
        "on the model itself, whose blame runs back to the very word that it had to read."
    ),
    question="The blame of every weight is known.\nWhich way should each one step, and how far?",
    objectives=(
        "Multiply slopes along a way and add over ways, and say why the order is from the end to the start",
        "Work out every value and every blame of a small net by hand",
        "Say what a bend, a link with a weight and a residual link do to the blame that crosses them",
        "Say what a run back costs in products, and why nudging every weight costs so much more",
    ),
    prerequisites=("slopes_of_everything", "matrix_multiplication"),
    keywords=(
        "backpropagation", "chain rule", "computational graph", "gradient", "reverse-mode differentiation",
        "vanishing gradient", "residual connection", "loss",
    ),
    exercises=(
        Exercise(
            name="ways",
            question="w is 2. Let a be 5w, b be w squared, and the loss a times b. How much is w to blame?",
            given={"w": "2", "a": "5 * w", "b": "w ** 2"},
            answer="5 * b + 2 * w * a",
            worked=(
                "By a: slope 5, then b = 4, which makes 20. By b: slope 2w = 4, then a = 10, which makes 40. Ways add up: "
                "60. And indeed the loss is 5 w^3, whose slope 15 w^2 is 60."
            ),
            misconceptions={
                "5 * b": "That is the way over a alone. The way over b brings as much again, twice.",
                "5 * b * 2 * w * a": "Slopes multiply along one way; what comes by different ways is added.",
                "5 + 2 * w": "These slopes lead only to a and b. From there to the loss there is another slope on each way.",
            },
        ),
        Exercise(
            name="weights",
            question="The sums behind a table W have the blame g, its inputs were x. Write the blame of W, row by row.",
            given={"g": "(2, 4, 0)", "x": "(1, 2)"},
            code=True,
            answer="np.outer(g, x)",
            worked=(
                "A weight is blamed with the value in front of it times the blame behind it. Row i, column j of the outer "
                "product of g and x is just that: (2, 4), (4, 8), (0, 0)."
            ),
            misconceptions={
                "np.outer(x, g)": "Rows and columns have changed places: W has a row for each sum, a column for each input.",
                "np.dot(g[:2], x)": "A single sum no longer tells which weight is to blame: each has a number of its own.",
            },
        ),
        Exercise(
            name="depth",
            question="Each of 10 layers lets half of the blame through. How much is left before the first of them?",
            answer="0.5 ** 10",
            worked="Slopes along a way multiply: one half, ten times, is 1 / 1024, about one part in a thousand.",
            misconceptions={
                "0.5 / 10": "Slopes along a way multiply. They do not share one half among them.",
                "(1 + 0.5) ** 10": "That is with links round the layers, if all the parts add up: each passes on 1 + 1/2.",
            },
        ),
        Exercise(
            name="inputs",
            question="From lesson 2: the rows of W make sums of x. Their blame is g. Write the blame of x as one product.",
            given={"W": "[[1, 1], [-1, 1], [1, -1]]", "g": "(2, 4, 0)"},
            code=True,
            answer="apply(transpose(W), g)",
            worked=(
                "Each input adds up what its links bring back: weight times blame, down a column of W. Columns as rows are "
                "the transpose, and apply(transpose(W), g) is (2 - 4 + 0, 2 + 4 + 0) = (-2, 6)."
            ),
            misconceptions={
                "(6, 6)": "Blame keeps the sign of the weight it crosses: over -1, four comes back as minus four.",
                "(2, 4)": "That is the blame of the sums. The input's is what comes back over the links, added up.",
            },
            recalls="matrix_multiplication",
        ),
    ),
    reading=(
        Reading("Learning representations by back-propagating errors", "David Rumelhart and others (1986)", "four pages"),
        Reading("Evaluating Derivatives", "Andreas Griewank and Andrea Walther", "chapter 3, on what running back costs"),
        Reading("Deep Residual Learning for Image Recognition", "Kaiming He and others", "on links round layers"),
        Reading("Neural Networks: Zero to Hero", "Andrej Karpathy", "a free course; its first film builds such a tape"),
    ),
    poster="BackThroughTheModel.another_pronoun",
)  # fmt: skip

WORDS, TARGET = ("the", "queen", "met", "the", "boy", "because", "he"), "knew"
OTHER_WORDS, OTHER_TARGET = (*WORDS[:-1], "she"), "felt"
MODEL = load()
FLOW, OTHER = blame_flow(MODEL, WORDS, TARGET), blame_flow(MODEL, OTHER_WORDS, OTHER_TARGET)
CHANCE, RUNS = MODEL.next_words(WORDS)[TARGET], MODEL.shape.count() + 1
LONGEST = max(flow.lengths()[0].max() for flow in (FLOW, OTHER))
"""How long the blame is that is drawn widest: both flows have one scale."""
BOY, QUEEN, LAST = (FLOW.tokens.index(word) for word in ("boy", "queen", "he"))
COST = product_cost(guess_loss(FLOW.trace, TARGET))
ATTENTION = [f"block{layer}.weights" for layer in range(MODEL.shape.layers)]

NUDGED, PLACE, NUDGE, ASIDE = "block1.mlp.down", (30, 16), 0.1, 0.15
"""One weight, and by how much it is raised; and how far walls stand from the edge, so that frames round squares fit."""
NUDGED_LOSS = nudged_loss(MODEL, WORDS, TARGET, NUDGED, PLACE, NUDGE)
LAYERS, WIDTH, SPREAD = 12, 20, 0.5
"""An example: how deep and wide a net of random weights is, and by about what factor a table changes lengths."""


IN_A_ROW = {"a": "a = 3 w", "L": "L = a^2"}
TWO_WAYS = {"a": "a = v w", "b": "b = w + 1", "L": "L = a b"}
"""How the values of two examples are written."""


def in_a_row(w=1.0):
    """w, tripled, squared: an example, as the tape that makes its loss."""
    a = leaf(w, "w") * 3.0
    loss = power(a, 2)
    a.name, loss.name = "a", "L"
    return loss


def two_ways():
    """v times w, and w with one more, multiplied: another example."""
    v, w = leaf(3.0, "v"), leaf(1.0, "w")
    a, b = v * w, w + 1.0
    loss = a * b
    a.name, b.name, loss.name = "a", "b", "L"
    return loss


class WhoIsToBlame(Chapter):
    """A guess, its loss, and all the weights that had a hand in it."""

    def stage(self):
        above, below = whole.rows(1, 5.2)
        said, told, counted = above.columns(7, 1.3, 1.7)
        self.sentence = Sentence((*WORDS, TARGET), region=said)
        self.loss = Counter("loss", FLOW.loss, places=3).move_to(told.center)
        self.sentence[-1].lit("truth")
        self.guess = VGroup(self.sentence, self.loss)
        self.guess.save_state().scale(1.25).move_to(whole.center)
        self.blank = Word("?").scale_to_fit_height(self.sentence[-1].height).move_to(self.sentence[-1])
        self.enter(VGroup(*self.sentence[:-1], self.blank))
        self.surprise = Symbols(f"-ln {CHANCE:.4f} = {FLOW.loss:.3f}").next_to(self.guess, DOWN, buff=0.8)
        self.runs = Counter("runs").move_to(counted.center)
        self.wall = ModelWall(MODEL.weights, region=below.inset(ASIDE), root=True, negative="flipped")
        self.mark = self.wall.mark(NUDGED, PLACE)
        self.tag = BlameTag((NUDGED_LOSS - FLOW.loss) / NUDGE).next_to(self.mark, UP, buff=0.1)

    @beat
    def a_guess_and_its_loss(self):
        """The pocket model reads these words, and guesses the next one. [knew] It is knew, which had about one chance in
        three. [loss] The loss is its surprise: minus the logarithm of that chance."""
        self.play(self.blank.give_way(self.sentence[-1]), at="knew", run_time=0.9)
        self.play(FadeIn(self.loss), FadeIn(self.surprise, shift=0.2 * UP), at="loss")

    @beat
    def all_its_weights(self):
        """[wall] It guesses with ten thousand seven hundred and seventy-five weights, each a square, [bright] brighter the
        further it is from zero. [hand] Nearly all of them had a hand in this guess. Which are to blame?"""
        self.play(Restore(self.guess), FadeOut(self.surprise, run_time=0.5), at="wall", run_time=1.0)
        self.play(FadeIn(self.wall, self.wall.titles), run_time=1.0)
        for mark, cue in zip(self.wall.extremes(NUDGED), ("bright", None), strict=True):
            self.play(mark.flash(), at=cue, run_time=1.0)
        self.play(self.wall.flash_tables(), at="hand", run_time=2.4)

    @beat
    def nudge_one(self):
        """[one] Take a single weight, and [nudge] raise it by one tenth. The loss grows by zero point zero four two. [per]
        For each unit, that makes zero point four two: so much is this weight to blame."""
        self.play(self.mark.come(), FadeIn(self.runs), at="one")
        way = Line(self.mark.get_top(), self.loss.get_bottom() + 0.15 * DOWN)
        pulse = Pulse(way, (0.1, 0.1), role="forward").set_z_index(1)
        self.play(pulse.travel(), at="nudge", run_time=1.2)
        self.play(self.loss.to(NUDGED_LOSS), self.runs.to(2), pulse.leave(), run_time=1.2)
        self.play(FadeIn(self.tag, scale=0.6), at="per")

    @beat
    def one_by_one(self):
        """[undo] Take it back. [next] Then nudge every other square in turn. Each needs another run of the model. [ask]
        Could a single run, from the loss back, tell all their blame?"""
        self.play(self.loss.to(FLOW.loss), FadeOut(self.tag), at="undo", run_time=0.8)
        # waive too-fast: that nobody can follow so many is what is shown
        faster = {"rate_func": rate_functions.ease_in_quart, "run_time": 3.6}
        self.play(self.wall.visit(self.mark, **faster), self.runs.to(RUNS, **faster), at="next")
        self.back = self.wall.blamed(FLOW.of_weights(), self.loss.get_bottom() + 0.4 * DOWN, widest=0.4)
        self.play(*(pulse.travel() for pulse in self.back), at="ask", run_time=2.2)


class SlopesMultiply(Chapter):
    """The chain rule along a line, forwards as a nudge and backwards as blame; then two ways, which add up."""

    heading = "Slopes multiply, ways add"

    def stage(self):
        above, self.below = whole.rows(5, 1)
        _, middle, self.under, _ = whole.rows(0.2, 2.6, 1, 0.4)
        self.row = ComputationalGraph(in_a_row(), region=middle, unit=0.04, names=IN_A_ROW).empty()
        self.enter(self.row)
        self.fan = ComputationalGraph(two_ways(), region=above, unit=0.06, names=TWO_WAYS).empty()
        self.pulses = VGroup()

    @beat
    def three_values(self):
        """An example: [w] let w be one. [a] Tripled, it makes a, [l] and squared, that makes the loss: nine."""
        for name, cue in zip(("w", "a", "L"), ("w", "a", "l"), strict=True):
            self.play(self.row.fill(name), at=cue)

    @beat
    def a_nudge_goes_forward(self):
        """[nudge] Nudge w up by a hundredth. [three] Tripling makes it three hundredths. [six] Near three, squaring
        multiplies that by six: about eighteen hundredths. [multiply] So slopes along a way multiply. That is the chain
        rule."""
        self.signs = self.row.moves(in_a_row(1.01))
        self.play(FadeIn(self.signs["w"], shift=0.2 * UP), at="nudge")
        for (start, end), cue, change in ((("w", "a"), "three", 1.0), (("a", "L"), "six", 3.0)):
            pulse = self.row.push(start, end, change)
            self.pulses.add(pulse)
            self.play(pulse.travel(run_time=1.2), self.row.show_slope((start, end)), at=cue)
            self.play(FadeIn(self.signs[end], shift=0.2 * UP), run_time=0.4)
        self.chain = self.row.ways_multiplied("w").move_to(self.under.center)
        self.play(FadeIn(self.chain), at="multiply")

    @beat
    def blame_comes_back(self):
        """Now from the end: [end] the loss moves with itself, one for one. [back] Back over the square, one becomes
        six, [more] and over the tripling, eighteen. [circle] A circle holds a value, [tag] a pointed tag its blame: how
        fast the loss moves with it."""
        self.play(FadeOut(self.pulses, *self.signs.values()), run_time=0.5)
        self.pulses = VGroup()
        self.play(self.row.take("L"), at="end")
        for edge, cue in ((("a", "L"), "back"), (("w", "a"), "more")):
            pulse = self.row.pull(*edge)
            self.pulses.add(pulse)
            self.play(pulse.travel(run_time=1.1), at=cue)
            self.play(self.row.take(edge[0]), run_time=0.4)
        nodes = self.row.nodes.values()
        self.play(*(ring(node.with_name) for node in nodes), at="circle", run_time=1.2)
        self.play(*(ring(node.tag) for node in nodes), at="tag", run_time=1.6)

    @beat
    def two_ways_to_the_loss(self):
        """[fan] Let w go two ways: times v above, and one more below. [product] Multiplied, they make the loss, six.
        [slopes] A product moves with one factor as fast as the other factor says. [upper] By the upper way, one becomes
        two, then six. [lower] By the lower, three, and stays three. What is the blame of w? [pause 3]"""
        self.play(FadeOut(self.chain, *self.pulses, *self.row.without_discs()), at="fan", run_time=0.4)
        # waive unrelated-motion: the circles of one graph become those of the next
        self.play(self.row.circles_to(self.fan), run_time=0.7)
        self.play(self.fan.come(), run_time=0.5)
        self.remove(self.row)
        self.play(self.fan.fill("v", "w", "a", "b"), run_time=0.5)
        self.play(self.fan.fill("L"), at="product")
        self.play(self.fan.take("L"), self.fan.show_slope(*self.fan.graph.edges), at="slopes", run_time=0.8)
        for factor, other in (("a", "b"), ("b", "a")):
            self.play(ring(self.fan.nodes[factor].with_name), ring(self.fan.slopes[other, "L"]), run_time=1.2)
        self.parts = VGroup()
        for middle, cue in (("a", "upper"), ("b", "lower")):
            self.play(self.fan.pull(middle, "L").travel(run_time=0.8), self.fan.take(middle), at=cue)
            self.parts.add(self.fan.part("w", middle))
            self.play(self.fan.pull("w", middle).travel(run_time=0.8), FadeIn(self.parts[-1]))

    @beat
    def ways_add_up(self):
        """[add] It is nine. What comes by different ways is added. [once] And the two at a was found once, for w and for v.
        One loss, [many] many weights: that is why blame starts at the loss."""
        self.product = self.fan.ways_multiplied("w").move_to(self.below.center)
        self.play(self.fan.take("w"), FadeIn(self.product), at="add")
        self.play(ring(self.fan.nodes["a"].tag), at="once", run_time=1.2)
        again = [self.fan.pull(weight, "a") for weight in "vw"]
        self.play(*(pulse.travel(run_time=1.2) for pulse in again))
        self.play(self.fan.take("v"), run_time=0.4)
        self.play(*(ring(self.fan.nodes[weight].tag) for weight in "vw"), at="many", run_time=1.6)


class AWholeNetByHand(Chapter):
    """Values forward, blame back, and the blame of weights, with numbers that can be checked in the head."""

    def stage(self):
        self.net = self.enter(BentNet([[1, 1], [-1, 1], [1, -1]], [1, 2, 3], [1, 2], wanted=3, unit=0.06).empty())
        self.wanted = Words(f"wanted: {number(self.net.wanted, 0)}", size=34)
        self.wanted.next_to(self.net.columns["guess"], UP, buff=0.3)
        self.bend = Bend(0.0, unit=0.55)
        self.bend.next_to(self.net.columns["loss"], DOWN, buff=1.1).align_to(self.net.columns["loss"], RIGHT)
        self.layers = self.net.as_blame(0.035)

    def pulses(self, pulses, **kwargs):
        """Pulses that set out together."""
        return LaggedStart(*(pulse.travel() for pulse in pulses), lag_ratio=0.08, **kwargs)

    @beat
    def values_go_forward(self):
        """A whole net, as an example. [in] One and two go in. [links] Each link multiplies by its weight, [sums] and each
        circle adds up what arrives. [bend] The bend lets through what is above zero. [guess] Weighed and added once more,
        the guess is five. [wanted] Three was wanted. The loss is half the square of the miss: [loss] two."""
        net = self.net
        self.play(net.fill("inputs"), at="in", run_time=0.8)
        self.play(net.first.come(), net.second.come(), at="links", run_time=1.4)
        self.play(net.first.show_numbers(), run_time=0.6)
        self.play(self.pulses(net.first.carry(net.tape["inputs"].value.ravel(), unit=net.unit)), at="sums", run_time=1.2)
        self.play(net.fill("sums"), run_time=0.6)
        self.play(FadeIn(self.bend), net.fill("bent"), net.second.show_numbers(), at="bend", run_time=1.0)
        self.play(self.bend.to(net.columns["sums"][1].value), run_time=0.8)
        self.play(self.pulses(net.second.carry(net.tape["bent"].value.ravel(), unit=net.unit)), at="guess", run_time=1.2)
        self.play(net.fill("guess"), run_time=0.6)
        self.play(FadeIn(self.wanted), at="wanted")
        self.play(net.fill("loss"), at="loss")

    @beat
    def blame_comes_back(self):
        """[one] Back, the loss begins with one. [miss] Half a square is as steep as its miss: two for the guess. [links]
        Each link multiplies by its weight: two, four and six."""
        net = self.net
        waves = [thing for thing in self.mobjects if type(thing).__name__ == "Pulse"]
        self.play(net.take("loss"), *(pulse.leave() for pulse in waves), at="one")
        self.play(net.back_from_loss().travel(), at="miss")
        self.play(net.take("guess"), run_time=0.4)
        self.play(self.pulses(net.second.bring_back(net.blame("guess"), unit=net.unit)), at="links", run_time=1.4)
        self.play(net.take("bent"), run_time=0.5)

    @beat
    def a_flat_bend(self):
        """[flat] The third sum was below zero. There, the bend is flat. How much of its six gets past? [pause 3]"""
        third = VGroup(self.net.columns["sums"][2], self.net.columns["bent"][2])
        self.play(ring(third), self.bend.to(self.net.columns["sums"][2].value), at="flat", run_time=1.8)

    @beat
    def back_to_the_inputs(self):
        """[none] Nothing: a flat line has slope zero. [others] The other two pass whole. [inputs] An input adds up what
        its links bring: [two] minus two, and six. Minus two says: raise it a little, and the loss falls."""
        net = self.net
        self.play(net.show_slopes(), net.back_over_bend(2)[0].travel(), at="none")
        self.play(net.take("sums", only=[2]), run_time=0.4)
        self.play(*(pulse.travel() for pulse in net.back_over_bend(0, 1)), at="others")
        self.play(net.take("sums", only=[0, 1]), run_time=0.4)
        self.play(self.pulses(net.first.bring_back(net.blame("sums"), unit=net.unit)), at="inputs", run_time=1.6)
        self.play(net.take("inputs"), at="two")
        self.play(ring(net.columns["inputs"][0].tag), run_time=1.4)

    @beat
    def the_blame_of_weights(self):
        """[weight] A weight moves the sum behind it as fast as its input says. [front] So its blame is the value in front
        [behind] times the blame behind: two times four [eight] is eight. [all] Now each link is as wide as its blame. [dead]
        Those into the third sum have none: here they learn nothing. [name] The blames of all weights are the gradient, and
        this run back is backpropagation."""
        net = self.net
        *self.marks, self.rule = net.blame_of_weight(1, 1)
        waves = [thing for thing in self.mobjects if type(thing).__name__ == "Pulse"]
        self.play(*(pulse.leave() for pulse in waves), FadeOut(self.bend), self.marks[0].come(), at="weight")
        for mark, cue in zip(self.marks[1:], ("front", "behind"), strict=True):
            self.play(mark.come(), at=cue)
        self.play(FadeIn(self.rule), at="eight", run_time=0.6)
        gone = (net.first, net.second, *self.marks)
        self.play(*map(FadeOut, gone), at="all", run_time=0.4)
        self.play(*(layer.come() for layer in self.layers), run_time=1.0)
        self.play(*(layer.show_numbers() for layer in self.layers), run_time=0.5)
        self.play(*map(ring, self.layers[0].numbers[2]), at="dead", run_time=1.8)
        swell = {"rate_func": rate_functions.there_and_back}
        tags = [tag.animate(**swell).scale(1.3) for layer in self.layers[::-1] for row in layer.numbers for tag in row]
        self.play(LaggedStart(*tags, lag_ratio=0.2), at="name", run_time=3.0)


class BackThroughTheModel(Chapter):
    """One guess of the model, forward along its lines, and its blame back to the words."""

    def stage(self):
        self.graph = self.enter(StreamGraph(FLOW.tokens, layers=MODEL.shape.layers))
        self.shares = [FLOW.trace[name].value[0].mean(axis=0) for name in ATTENTION]
        self.waves = VGroup()
        self.true = self.graph.next_word(TARGET)

    def send(self, pulses, run_time=1.2, **kwargs):
        """Pulses travel together, and are remembered."""
        self.waves.add(*pulses)
        self.play(*(pulse.travel(run_time=run_time) for pulse in pulses), run_time=run_time, **kwargs)

    @beat
    def values_run_forward(self):
        """[lines] In the model, each word has a line, and along it runs an arrow of twenty numbers. [read] At attention,
        words read from words before them. [net] Small nets work on each arrow alone. [again] Then both do so once more.
        [loss] The last line ends in the loss, [word] with knew as the next word."""
        self.send(self.graph.forward(-1), at="lines", run_time=1.4)
        self.send(self.graph.forward(0, links=self.shares[0]), at="read", run_time=1.6)
        self.send(self.graph.forward(1), at="net")
        self.send(self.graph.forward(2, links=self.shares[1]), at="again", run_time=0.9)
        self.send(self.graph.forward(3), run_time=0.7)
        self.play(ring(self.graph.loss, role="loss"), at="loss", run_time=1.0)
        self.play(FadeIn(self.true, shift=0.2 * DOWN), at="word")

    @beat
    def which_word(self):
        """[ask] Which receives the most blame: the start, or one of the seven words? [pause 3]"""
        self.play(FadeOut(self.waves), at="ask", run_time=0.6)
        self.waves = VGroup()

    @beat
    def it_runs_back(self):
        """[back] It goes along the last line, [upper] through the upper net and attention. [lower] Then the lower net,
        [most] and at the lower attention it fans out to the words. [wide] Each band is as wide as its arrow of blame is
        long. Each part multiplies, so on its way blame may grow. [boy] The boy gets the most, zero point five one."""
        times = (("back", 0.9), ("upper", 1.0), (None, 1.0), ("lower", 1.0), ("most", 1.6), ("wide", 1.4))
        for pulses, (cue, seconds) in zip(self.graph.stretches_back(*FLOW.lengths(), longest=LONGEST), times, strict=True):
            self.send(pulses, at=cue, run_time=seconds)
        self.lengths = self.graph.lengths(FLOW.at_words())
        self.play(self.graph.light(BOY), FadeIn(self.lengths[BOY]), at="boy")

    @beat
    def another_pronoun(self):
        """[she] Put she in place of he, with felt as the next word. [again] Blame runs back, in the same scale. Every table
        on its way receives its part. [queen] The queen now gets most: one point eight nine."""
        quiet = self.graph.words[BOY].quieten()
        self.play(FadeOut(self.waves, self.lengths[BOY]), quiet, at="she", run_time=0.5)
        before, self.true = self.true, self.graph.next_word(OTHER_TARGET)
        self.play(self.graph.give_way(LAST, OTHER_WORDS[-1]), FadeOut(before), FadeIn(self.true), run_time=0.6)
        # waive swapped-object: these bands are of another sentence, and not those that went
        self.waves = VGroup()
        for k, pulses in enumerate(self.graph.stretches_back(*OTHER.lengths(), longest=LONGEST)):
            self.send(pulses, at=None if k else "again", run_time=0.8)
        self.lengths = self.graph.lengths(OTHER.at_words())
        self.play(self.graph.light(QUEEN), FadeIn(self.lengths[QUEEN]), at="queen")


class WhatItCosts(Chapter):
    """A product forward is two products back; all of it is three runs, and not ten thousand."""

    all_runs = (COST.forward + COST.backward) // COST.forward

    def stage(self):
        x, w = (FLOW.trace[name] for name in ("block0.attention.normed", "weights/block0.attention.value"))
        blame = FLOW.trace["block0.values"].grad[0].swapaxes(0, 1).reshape(x.shape[1:])
        shown, aside = whole.columns(5, 1)
        self.product = ProductAndBack(x.value[0], w.value, blame, region=shown)
        self.first, *self.back = self.product.lines
        self.first.save_state().move_to(shown.center)
        self.enter(self.first[:3])
        counts = (("forward", 1), ("back", 2))
        self.counts = [Counter(*one).move_to(row.center) for one, row in zip(counts, aside.rows(1, 1), strict=True)]
        above, below = whole.rows(1, 5.2)
        told = ((f"nudging: {RUNS:,} runs", "ink"), (f"backpropagation: cost of {self.all_runs} runs", "backward"))
        self.told = [
            Words(text, role=role).move_to(spot.center) for (text, role), spot in zip(told, above.columns(1, 1), strict=True)
        ]
        self.net = DeepNet(2 * MODEL.shape.layers, region=below, height=1.2, names=("attention", "net"))
        squares = {name: 0 * value + 1 for name, value in MODEL.weights.items()}
        self.wall = ModelWall(squares, region=below.inset(ASIDE), positive="quiet")

    @beat
    def one_product(self):
        """Most of the model's work is products of matrices: [x] the words, in the rows of X, [w] times a table W [y]
        make Y."""
        self.play(ring(self.first[0], role="forward"), at="x", run_time=1.2)
        self.play(ring(self.first[2], role="matrix"), at="w", run_time=0.8)
        self.play(FadeIn(self.first[3:], shift=0.3 * RIGHT), at="y", run_time=0.8)

    @beat
    def the_blame_of_inputs(self):
        """[blame] Back, Y brings its blame. [turn] Links are read the other way, so the rows of W become columns. [made]
        This transpose makes the blame of X."""
        behind, dot, turned, equals, made = self.back[0]
        self.play(Restore(self.first), FadeIn(behind), at="blame", run_time=0.9)
        self.play(self.product.turn(1, 2), at="turn", run_time=2.8)
        self.play(FadeIn(dot, turned[1]), run_time=0.4)
        self.play(FadeIn(equals, made, shift=0.3 * RIGHT), at="made", run_time=0.9)

    @beat
    def the_blame_of_weights(self):
        """[front] A weight's blame is the value in front times the blame behind. [words] Added up over all words, [made]
        that is the transpose of X times the blame of Y. [twice] Two products back, for one forward: [all] so it is all
        through the model."""
        front, dot, behind, equals, made = self.back[1]
        self.play(FadeOut(self.back[0]), at="front", run_time=0.4)
        self.play(self.product.turn(2, 0), FadeIn(behind, dot), run_time=2.4)
        *factors, entry = self.product.marks(2)
        self.play(FadeIn(front[1]), *(mark.come() for mark in factors), at="words", run_time=0.8)
        self.play(FadeIn(equals, made), entry.come(), at="made", run_time=0.9)
        self.play(*map(FadeIn, self.counts), at="twice", run_time=0.8)
        self.play(self.counts[0].to(COST.forward), self.counts[1].to(COST.backward), at="all", run_time=1.8)

    @beat
    def squares(self):
        """[wall] Nudging takes a run for each square, and one more. [three] Backpropagation costs as much as three. [price]
        Its price is memory: [keep] the values of each part are kept [free] until blame has come back to them."""
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="wall", run_time=0.5)
        self.play(FadeIn(self.wall, self.told[0]), run_time=1.0)
        self.few = self.wall.lit("embedding", [(k, 0) for k in range(self.all_runs)], role="backward")
        self.play(self.wall.animate.set_fill(opacity=0.35), FadeIn(self.few, self.told[1]), at="three", run_time=0.5)
        self.play(ring(self.few), run_time=1.2)
        self.play(FadeOut(self.wall, self.few), FadeIn(self.net), at="price", run_time=0.8)
        self.play(self.net.keep(), at="keep", run_time=1.6)
        band = self.net.blame([1] * (self.net.layers + 1), unit=0.5)
        self.play(band.travel(rate_func=rate_functions.linear, run_time=2.4), self.net.release(run_time=2.4), at="free")


class WhereBlameFades(Chapter):
    """Many slopes multiplied fade; links that go round layers keep a way open. Then the lesson in one picture."""

    def stage(self):
        self.above, below = whole.rows(1, 1)
        self.graph = ComputationalGraph(two_ways(), region=whole.rows(5, 1)[0], unit=0.06, names=TWO_WAYS).empty()
        roots = {name: abs(value) ** 0.5 for name, value in FLOW.of_weights().items()}
        self.blames = ModelWall(roots, region=whole.rows(1, 5.2)[1].inset(ASIDE), root=True, positive="backward")
        self.plain, self.linked = (DeepNet(LAYERS, region=at, height=1.2) for at in (whole, below))
        self.enter(self.plain)
        layers = random_layers(LAYERS, WIDTH, SPREAD, self.random)
        self.deep = {links: blame_by_depth(*layers, links=links) / norm(layers[2]) for links in (False, True)}
        self.lengths = {links: norms(found) for links, found in self.deep.items()}
        self.unit = 0.6 / self.lengths[True].max()
        share = number(self.lengths[False][0] ** (1 / LAYERS))
        self.way = Symbols(f"{share} dot {share} dot dots.c dot {share} = {share}^{LAYERS}")
        self.way.next_to(self.plain, UP, buff=0.25)

    def figures(self, net, lengths):
        """How much blame there is at the end, and how much is left at the start."""
        return [net.figure(station, lengths[station], places=6 if lengths[station] < 0.01 else 1) for station in (LAYERS, 0)]

    @beat
    def without_links(self):
        """An example: [net] twelve layers, each a table of random weights and a bend. [start] Send blame back from the end.
        On average, [share] a layer leaves zero point three two of its length. [left] Before the first, about one part in a
        million is left. There, hardly anything is learned: the gradient has vanished."""
        self.play(self.plain.point_out(), at="net", run_time=1.8)
        band = self.plain.blame(self.lengths[False], unit=self.unit)
        end, start = self.figures(self.plain, self.lengths[False])
        self.play(FadeIn(end), band.travel(run_time=1.8, rate_func=rate_functions.linear), at="start")
        self.play(FadeIn(self.way), self.plain.point_out(), at="share", run_time=1.8)
        self.play(FadeIn(start), at="left")
        self.play(ring(start), run_time=1.4)
        self.spent = VGroup(band, end, start, self.way)

    @beat
    def with_links(self):
        """[same] Take the same weights, [links] with links round every layer. Whatever comes in is added to what comes out.
        Now how much arrives at the start? [pause 3]"""
        up = self.above.center - whole.center
        moves = [thing.animate.shift(up) for thing in (self.plain, self.spent)]
        self.play(*moves, FadeIn(self.linked), at="same", run_time=0.9)
        self.play(self.linked.link(run_time=1.8), at="links")

    @beat
    def a_way_stays_open(self):
        """[back] Here, more than twice what was sent. [one] A link passes blame on unchanged, and [part] its layer's part is
        added, arrow to arrow. The lines of the words in our model are such links."""
        end, start = self.figures(self.linked, self.lengths[True])
        self.play(FadeIn(end), self.linked.send_over_links(self.deep[True], unit=self.unit), at="back", run_time=1.9)
        self.play(FadeIn(start), run_time=0.4)
        self.play(self.linked.light_links(), at="one", run_time=1.6)
        self.play(*(ring(box, run_time=1.6) for box in self.linked.boxes), at="part")

    @beat
    def in_one_sentence(self):
        """In short: [fore] values run forward, [back] blame runs back, slopes multiply along a way, and ways add up."""
        graph = self.graph
        self.play(*(FadeOut(thing) for thing in self.mobjects), run_time=0.4)
        self.play(graph.come(), run_time=0.4)
        changes = {("v", "a"): 1.0, ("w", "a"): 1.0, ("w", "b"): 1.0, ("a", "L"): 4.0, ("b", "L"): 1.0}
        forth = [graph.push(*edge, change) for edge, change in changes.items()]
        self.play(*(pulse.travel() for pulse in forth[:3]), graph.fill("v", "w", "a", "b"), at="fore", run_time=0.7)
        self.play(*(pulse.travel() for pulse in forth[3:]), graph.fill("L"), run_time=0.7)
        self.play(*(pulse.leave() for pulse in forth), graph.take("L"), at="back", run_time=0.4)
        self.play(*(graph.pull(*edge).travel() for edge in changes if edge[1] == "L"), run_time=0.8)
        self.play(graph.take("a", "b"), graph.show_slope(*changes), run_time=0.5)
        self.play(*(graph.pull(*edge).travel() for edge in changes if edge[1] != "L"), run_time=0.8)
        self.play(graph.take("v", "w"), run_time=0.4)

    @beat
    def what_is_left(self):
        """[wall] So every weight of the model is told its blame. [ask] Which way should each step? And how far?"""
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="wall", run_time=0.4)
        self.play(FadeIn(self.blames), run_time=1.0)
        self.mark = self.blames.mark(NUDGED, PLACE)
        self.play(self.mark.come(), at="ask")
