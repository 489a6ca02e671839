"""Downhill on the real landscape: the model's own loss as a ground, and a ball that steps down it."""

from manim import DOWN, RIGHT, UP, Dot, FadeIn, FadeOut, VGroup, linear

from maths.linear import apply, dot, scaling
from maths.optimisation import gradient_descent
from pocket.landscape import AROUND, BESIDE, OUT_RATE, XS, YS, load_landscape, places
from pocket.model import Assets
from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.arrow import Arrow
from scenes.bars import Bars
from scenes.cloud import Cloud
from scenes.contours import Contours
from scenes.coordinates import Coordinates
from scenes.counter import Counter
from scenes.descent import Descent, Sign
from scenes.frame import left, notes, picture, right, whole
from scenes.ground import Ground
from scenes.heat_map import HeatMap
from scenes.matrix import mark_round
from scenes.plane import Plane
from scenes.record import Record
from scenes.surface import Surface
from scenes.typesetting import Symbols, Words, number

LESSON = Lesson(
    number=11,
    title="Downhill on the real landscape",
    summary=(
        "The loss of the pocket model as a ground that you can see: two valleys where two trainings ended, and a wall "
        "between them. A ball steps down it against the gradient. How long its steps may be is decided by curvature, how "
        "straight they are by the batch, and where it ends by where it begins."
    ),
    question="Which hollows are only hollows of a cut?\nAnd can the steps be better?",
    objectives=(
        "Say what a point, a height and a level line of a loss landscape are",
        "Take a step of gradient descent by hand",
        "Say what becomes of steps that are too short or too long, and what decides it",
        "Say how the noise of a gradient depends on the batch, and under which condition",
        "Say what a cut through the landscape can hide",
    ),
    prerequisites=("matrix_multiplication", "directions_that_do_not_turn", "slopes_of_everything", "backpropagation"),
    keywords=("gradient descent", "loss landscape", "learning rate", "contours", "curvature", "SGD", "batch", "basin"),
    exercises=(
        Exercise(
            name="step",
            question="You stand at (2, -1), and the gradient is (8, -2). Where does a step of rate 0.1 lead?",
            given={"w": "(2, -1)", "g": "(8, -2)", "rate": "0.1"},
            answer="w - rate * g",
            worked="Against the gradient: 2 - 0.1 times 8 is 1.2, and -1 + 0.1 times 2 is -0.8. You land at (1.2, -0.8).",
            misconceptions={
                "w + rate * g": "That is a step uphill: the gradient points up, and a step goes against it.",
                "w - g": "That is a step of rate one. The rate says how much of the gradient is taken.",
                "-rate * g": "That is the step itself. It still has to be added to where you stand.",
            },
        ),
        Exercise(
            name="bowl",
            question=(
                "From lesson 2: the gradient of a bowl at w is H w, a matrix times an arrow. "
                "Write two steps of rate 0.1 from w."
            ),
            given={"H": "[[4, 0], [0, 1]]", "w": "(5, 10)"},
            code=True,
            answer="(w - 0.1 * apply(H, w)) - 0.1 * apply(H, w - 0.1 * apply(H, w))",
            worked=(
                "apply(H, w) is (20, 10), so the first step leads to (3, 9). There the gradient is (12, 9), and the second "
                "leads to (1.8, 8.1). The steep direction is nearly done; the flat one has hardly begun."
            ),
            misconceptions={
                "w - 0.1 * apply(H, w)": "That is one step. The second begins where the first has led.",
                "w - 0.2 * apply(H, w)": "The gradient has changed on the way: work it out again where the first step ends.",
            },
            recalls="matrix_multiplication",
        ),
        Exercise(
            name="limit",
            question="A bowl curves by 8 across and by 0.5 along. Which rate may steps not reach if they are to settle?",
            given={"across": "8", "along": "0.5"},
            answer="2 / max(across, along)",
            worked="Two over the largest curvature: 2 / 8 = 0.25. From there on, steps across no longer shrink.",
            misconceptions={
                "2 / along": "The flat direction would bear that. The steep one throws the ball out.",
                "1 / max(across, along)": "At that rate the steep direction is done in one step. Twice that is the limit.",
            },
        ),
        Exercise(
            name="batch",
            question="A step of 4 sentences scatters by 6. How many sentences must it read to scatter by 2?",
            given={"before": "6", "after": "2", "size": "4"},
            answer="size * (before / after)**2",
            worked="A third of the scatter needs nine times the sentences, since it falls as one over the root: 36.",
            misconceptions={
                "size * before / after": "That would do if it fell as one over the batch. It falls as one over the root.",
                "(before / after)**2": "That is how many times as many. There were four to begin with.",
            },
        ),
    ),
    reading=(
        Reading("Visualizing the Loss Landscape of Neural Nets", "Hao Li and others (2018)", "cuts by random directions"),
        Reading("Loss Surfaces, Mode Connectivity, and Fast Ensembling of DNNs", "Timur Garipov and others (2018)"),
        Reading("Convex Optimization", "Stephen Boyd and Lieven Vandenberghe", "section 9.3 on gradient descent, free"),
        Reading("Deep Learning", "Ian Goodfellow, Yoshua Bengio and Aaron Courville", "chapter 8, free"),
    ),
    poster="AGroundForTheLoss.height_is_loss",
)

LAND, PLACES = load_landscape(), places()
GROUND = Ground(LAND.ground, XS, YS)
NEAR = GROUND.part(slice(8, 47), slice(14, 45))
"""The stretch over which the ball comes down."""
HOLLOW = Ground(LAND.ground[:12, 26:43], XS[26:43], YS[:12], spacing=0.04)
"""Round the place where the ball from the untrained model rests."""
CHANCE = Ground(LAND.chance, AROUND, AROUND, spacing=1.0)
WALKS = LAND.walks
HALF = len(LAND.line) // 2
MODEL, RIVAL, HALF_OF_EACH, UNTRAINED = LAND.line[0], LAND.line[-1], LAND.line[HALF], WALKS["start"].losses[0]
RATE = WALKS["right"].rate
GRADIENT = LAND.gradient
STEP = -RATE * GRADIENT
BOWL = scaling(1.0, 0.25)
"""An example: half of w · BOWL w is a bowl that curves by one across and by a quarter along."""


def bowl():
    """Its ground."""
    xs, ys = ([start + 0.13 * k for k in range(count)] for start, count in ((-2.6, 41), (-1.69, 27)))
    return Ground([[dot((x, y), apply(BOWL, (x, y))) / 2 for x in xs] for y in ys], xs, ys, spacing=0.25)


def bowl_walk(rate, steps=11):
    """Descent in it from one place, as a walk."""
    start = apply(BOWL, (-0.8, -5.2))
    walk = gradient_descent(start, lambda w: apply(BOWL, w), rate)
    return Descent([start, *(next(walk).point for _ in range(steps))])


def between(values, place):
    """The value at a place between two of a row."""
    first = min(int(place), len(values) - 2)
    return values[first] + (place - first) * (values[first + 1] - values[first])


def tables(model):
    """Two of its tables of weights, one above the other: 40 rows of 64."""
    return [row for k in (0, 1) for row in model.weights[f"block{k}.mlp.up"]]


class HalfOfEach(Chapter):
    """Two good models, and the one halfway between them."""

    def stage(self):
        above, below = whole.rows(5, 4)
        spots = above.columns(1, 1, 1)
        one, other = tables(Assets().model()), tables(Assets().rival())
        self.mean = [(a + b) / 2 for a, b in zip(one, other, strict=True)]
        most = max(abs(row).max() for row in (*one, *other))
        self.maps = [HeatMap(x, region=spot, most=most) for x, spot in zip((one, other), spots[::2], strict=True)]
        self.half = HeatMap(one, region=spots[1], most=most)
        names = ("first model", "second model", "half of each", "untrained")
        self.bars = Bars(names, [MODEL, RIVAL, 0.0, UNTRAINED], region=below.inset(0.3), role="loss", most=6).showing(0, 1)
        self.told = Words("loss", size=36, role="quiet").next_to(self.bars.axis, UP, buff=0.08)
        self.names = [Words(name, size=36).next_to(x, DOWN, buff=0.2) for name, x in zip(names, self.maps, strict=False)]
        self.names.append(Words(names[2], size=36).next_to(self.half, DOWN, buff=0.2))
        self.enter(VGroup(*self.maps, *self.names[:2]))

    @beat
    def two_good_models(self):
        """Here are two pocket models. You see [some] some of their weights, green above zero and red below. They differ in
        the random numbers that they [began] began with, and both were trained until the end. [equal] Each has a loss of one
        point one nine. The language itself is so uncertain that no model could have much less."""
        self.play(*(x.mark().flash(run_time=2.0) for x in self.maps), at="some")
        self.play(*(x.mark().flash(run_time=1.5) for x in self.maps), at="began")
        self.play(FadeIn(self.bars, self.told), at="equal", run_time=0.6)

    @beat
    def take_half_of_each(self):
        """Now take [half] half of each. Add the two up, weight by weight, and divide by two. [name] Is that model
        about as good, better, or worse? [pause 3]"""
        self.play(FadeIn(self.half, target_position=self.maps[0]), at="half", run_time=1.2)
        self.play(self.half.to(self.mean), run_time=1.8)
        self.play(FadeIn(self.names[2]), at="name")

    @beat
    def worse_than_untrained(self):
        """Its loss is [five] five point seven. [untrained] A model that was never trained has four point five. So the
        mean of two good models is worse than one that knows nothing. [ask] What lies between two good models?"""
        self.play(self.bars.bring(2), at="five", run_time=0.2)
        self.play(self.bars.to([MODEL, RIVAL, HALF_OF_EACH, UNTRAINED]), run_time=0.9)
        self.play(self.bars.bring(3), at="untrained")
        self.play(self.bars.mark(2).flash(run_time=2.0), at="ask")


class AGroundForTheLoss(Chapter):
    """The loss on the plane through three models, as a landscape."""

    def stage(self):
        self.surface = Surface(GROUND, region=whole, azimuth=-18, elevation=50, rise=0, fit=33, zoom=1.18, plain=True)
        self.enter(self.surface.bare())
        told = (("first model", "model", 0.9), ("second model", "rival", 0.9), ("untrained", "start", 1.1))
        self.names = [Sign.at(self.surface, Words(n, size=36), PLACES[p], up=up) for n, p, up in told]
        told = ((MODEL, "model", 0.9), (RIVAL, "rival", 0.9), (UNTRAINED, "start", 1.1))
        self.losses = [Sign.at(self.surface, Words(number(x), size=40), PLACES[p], up=up) for x, p, up in told]
        self.line = Descent([PLACES["model"], PLACES["rival"]])
        self.ball = self.line.on(self.surface)
        self.chance = Surface(CHANCE, region=whole, azimuth=-30, elevation=46, rise=0, tall=0.4, plain=True)
        self.pin = Sign.at(self.chance, Words(f"first model {number(MODEL)}", size=40), (0, 0), up=1.2)

    @beat
    def three_models_one_plane(self):
        """[point] A model is a point in a space of ten thousand seven hundred and seventy-five weights. Take two more: [two]
        the second model, [start] and the first one before its training. Through three points [plane] goes a plane,
        and each place on it is a whole model."""
        self.play(self.names[0].come(), at="point")
        self.play(self.surface.look(azimuth=-8), run_time=3.0)
        self.play(self.names[1].come(), at="two")
        self.play(self.names[2].come(), at="start")
        self.play(self.surface.lay(), at="plane", run_time=1.0)
        self.play(self.surface.look(azimuth=14), run_time=2.3)

    @beat
    def height_is_loss(self):
        """Now let [rise] height and colour be the loss, on the same four thousand sentences everywhere. [start] Untrained,
        the model stands at four point four eight. [ends] The two trainings ended in two valleys, both at one point one
        nine. [wall] And between the valleys stands a wall."""
        self.play(self.surface.look(rise=1, elevation=33), at="rise", run_time=3.2)
        self.play(self.names[2].leave(), self.losses[2].come(), at="start")
        self.play(*(x.leave() for x in self.names[:2]), *(x.come() for x in self.losses[:2]), at="ends")
        self.play(self.surface.look(azimuth=-24, elevation=38), at="wall", run_time=2.4)

    @beat
    def straight_over_the_wall(self):
        """Half of each lies on the [line] straight way from one to the other. Right in the middle, at [top] five point
        seven one, it stands on the wall. [back] Then the line goes down again."""
        self.play(self.ball.come(), at="line", run_time=0.4)
        self.play(self.line.go(0.5), to="top")
        self.half = Sign.at(self.surface, Words(number(HALF_OF_EACH), size=40), self.line.place, up=0.5, pole=False)
        self.play(self.half.come(), run_time=0.6)
        self.play(self.line.go(), self.surface.look(azimuth=-4), at="back", run_time=2.4)

    @beat
    def a_cut_by_chance(self):
        """Would any plane have shown this? [chance] Here is one through the first model in two random directions.
        It shows one [bowl] round bowl. The other valley and the wall are still there, [turn] only not in this cut. You see
        what you cut."""
        self.play(FadeOut(self.surface), FadeIn(self.chance), at="chance", run_time=0.7)
        self.play(self.chance.look(rise=1), run_time=1.6)
        self.play(self.pin.come(), at="bowl")
        self.play(self.chance.look(azimuth=12), at="turn", run_time=3.0)


def first_step():
    """The rate times the gradient, and the step that it makes, in three parts."""
    slope, step = ([number(x, places) for x in arrow] for arrow, places in ((GRADIENT, 3), (STEP, 1)))
    parts = {"rate": f"- {RATE:.0f}", "slope": f"({slope[0]}, {slope[1]})", "step": f"= ({step[0]}, {step[1]})"}
    code = " ".join(f"{{{{ {part} : {name} }}}}" for name, part in parts.items())
    return Symbols(code, size=50, roles={"rate": "vector", "slope": "loss"})


class OneStepDown(Chapter):
    """Gradient descent: against the gradient, again and again."""

    def stage(self):
        above, below = whole.rows(9, 2)
        one, two = above.columns(1, 1)
        self.surface = self.enter(Surface(GROUND, region=one, azimuth=-10, elevation=36, fit=36, zoom=1.12))
        self.map = Contours(GROUND, region=two)
        self.near = Contours(NEAR, region=two)
        self.frame_of_near = mark_round(VGroup(*(Dot(self.map.on_frame(p)[0]) for p in NEAR.corners)), role="ink")
        self.frame_of_near.set_fill(opacity=0)
        self.walk = Descent(WALKS["right"].points)
        self.trails = [self.walk.on(land, dots=True) for land in (self.surface, self.near)]
        self.loss = Counter("loss", WALKS["right"].losses[0], places=2)
        self.rule = Symbols(
            "{{ w : w }} arrow.l {{ w }} - {{ eta : rate }} {{ nabla L : slope }}", size=64,
            roles={"w": "model", "rate": "vector", "slope": "loss"},
        )  # fmt: skip
        self.sum = first_step()
        VGroup(self.rule, self.sum, self.loss).arrange(RIGHT, buff=1.1).move_to(below.center)
        self.named = Sign.at(self.surface, Words("untrained", size=36), PLACES["start"], up=-0.5)
        self.uphill = self.near.arrow(70 * GRADIENT, tail=BESIDE[0], role="loss")
        self.step = self.near.arrow(STEP, tail=BESIDE[0], role="ink")

    @beat
    def a_map_of_it(self):
        """Go up and [above] look straight down. The landscape becomes [map] a map: each line joins places of the same
        loss. Where lines crowd together, the ground is steep. [tilt] Now keep both."""
        self.play(self.surface.look(azimuth=0, elevation=90), at="above", run_time=2.0)
        self.play(FadeIn(self.map), at="map", run_time=1.0)
        self.play(self.surface.look(azimuth=-10, elevation=36), self.frame_of_near.come(), at="tilt", run_time=1.5)

    @beat
    def set_a_ball_down(self):
        """Look [closer] closer, and set [ball] a ball down near the untrained model. Its loss is four point two seven.
        [gradient] The gradient, which backpropagation gives, points straight uphill, across the level lines. [shadow] We
        keep the part of it that lies in our plane, so that the ball stays in the picture."""
        self.play(FadeOut(self.map, self.frame_of_near), FadeIn(self.near), at="closer", run_time=0.7)
        self.play(*(trail.come() for trail in self.trails), self.named.come(), FadeIn(self.loss), at="ball")
        self.play(self.uphill.grow(), at="gradient", run_time=1.0)
        self.play(self.uphill.pulse(), at="shadow", run_time=0.8)

    @beat
    def one_step(self):
        """To go down, [against] go against it. [rule] The new weights are the old ones, minus a rate times the gradient.
        Here [numbers] the gradient is zero point zero seven four, and minus zero point zero one six. With a
        [rate] rate of sixty, that makes [step] a step of minus four point four, and one."""
        self.play(self.uphill.leave(), self.step.grow(), at="against")
        self.play(FadeIn(self.rule), at="rule")
        slope, rate, step = (self.sum.select(part) for part in ("slope", "rate", "step"))
        self.play(FadeIn(slope), at="numbers", run_time=0.6)
        self.play(FadeIn(rate), self.step.pulse(), at="rate", run_time=0.8)
        self.play(FadeIn(step), self.walk.go(1), self.loss.to(WALKS["right"].losses[1]), at="step", run_time=1.2)

    @beat
    def again_and_again(self):
        """At its new place, the ball finds [again] a new gradient, and steps [go] again. As the ground grows
        flat, the steps grow short by themselves. After thirty steps [end] the loss is one point two."""
        losses = WALKS["right"].losses
        going = self.walk.go(2), self.loss.to(losses[2])
        self.play(self.step.leave(), FadeOut(self.sum), *going, at="again", run_time=1.0)
        for k in range(3, 7):
            self.play(self.walk.go(k), self.loss.to(losses[k]), at="go" if k == 3 else None, run_time=0.8)
        self.play(self.walk.go(), self.loss.to(losses[-1]), to="end")
        self.play(self.surface.look(azimuth=14), run_time=2.0)


class HowLongAStep(Chapter):
    """Too short, right, too long; and what decides it."""

    def stage(self):
        _, spot, told = whole.columns(1.1, 6, 4)
        self.map = self.enter(Contours(GROUND, region=spot))
        body = told.rows(1, 3)[1]
        names = [f"rate {WALKS[name].rate:.0f}" for name in ("short", "right", "long")]
        first = [WALKS[name].losses[0] for name in ("short", "right", "long")]
        self.bars = Bars(names, first, region=body, role="loss", most=17)
        self.above_bars = Words("loss", size=36, role="quiet").next_to(self.bars.axis, UP, buff=0.1)
        self.ways = [WALKS["short"].points, WALKS["right"].points, GROUND.up_to_the_edge(WALKS["long"].points)]
        self.walks = [Descent(way) for way in self.ways]
        self.trails = [walk.on(self.map, dots=True) for walk in self.walks]
        self.bowl = Surface(bowl(), region=picture, elevation=50, azimuth=-8, tall=0.42)
        self.leaps = [bowl_walk(rate) for rate in (1.8, 2.1)]
        self.write_limit(told.center)
        named = ((1, WALKS["right"].points[3]), (2, between(WALKS["long"].points, 1.75)))
        self.signs = [Sign.at(self.map, Words(names[k], size=36), at, up=0, aside=0.2, pole=False) for k, at in named]

    def write_limit(self, middle):
        """The limit of the rate in words, for the bowl and for our own ground, one below the other."""
        self.rule = Symbols('"limit" = 2 / "curvature"', size=60)
        self.example, self.two = Words("an example", size=36, role="quiet"), Symbols("2 / 1 = 2", size=60)
        limit = f"{2 / LAND.curvature:.0f}"
        self.limit = Symbols(f"2 / {number(LAND.curvature, 4)} = {limit}", size=60)
        self.rates = [Words(f"rate {rate}", size=60) for rate in (1.8, 2.1)]
        self.between = Symbols(f"{WALKS['right'].rate:.0f} < {limit} < {WALKS['long'].rate:.0f}", size=60)
        VGroup(self.example, self.rule, self.two, self.rates[0]).arrange(DOWN, buff=0.6).move_to(middle)
        for thing, place in ((self.limit, self.two), (self.rates[1], self.rates[0]), (self.between, self.rates[0])):
            thing.move_to(place)

    def descend(self, which, at, run_time, steps=None):
        """One of the three walks goes on, and its bar goes with its loss."""
        losses, walk = WALKS[("short", "right", "long")[which]].losses, self.walks[which]
        begin, end = walk.done, len(walk) if steps is None else steps

        def values(share):
            now = self.bars.values.copy()
            now[which] = between(losses, begin + share * (end - begin))
            return now

        going = self.bars.along(values, run_time=run_time)
        going.rate_func = linear
        self.play(walk.go(end, rate_func=linear, run_time=run_time), going, at=at)

    @beat
    def too_short_and_right(self):
        """The rate says how long the steps are. [short] With a rate of five, thirty steps come only so far: the loss is
        still one point nine four. [right] With sixty, the same thirty steps reach one point two."""
        self.play(self.trails[0].come(), FadeIn(self.bars, self.above_bars), run_time=0.6)
        self.descend(0, "short", 3.4)
        self.play(self.trails[0].leave(), self.trails[1].come(), at="right", run_time=0.5)
        self.descend(1, None, 3.0)

    @beat
    def what_of_a_long_one(self):
        """Then take [long] longer steps still, of rate two hundred and twenty. Where will the ball go? [pause 3]"""
        self.play(self.trails[1].leave(), self.trails[2].come(), at="long", run_time=0.8)

    @beat
    def too_long(self):
        """The first step [one] goes well. The second [two] leaps over the valley, and lands a little higher. The third
        [three] throws the ball off our map, to a loss of eight. And the fourth, [four] to more than sixteen."""
        self.descend(2, "one", 1.2, 1)
        self.descend(2, "two", 1.2, 2)
        off = [[*self.bars.values[:2], loss] for loss in WALKS["long"].losses[3:]]
        edge, leap = self.walks[2].points[-1], WALKS["long"].points[3] - WALKS["long"].points[2]
        self.exit = self.map.arrow(0.3 * leap, tail=edge, role="ink")
        self.far = VGroup(*(Words(text, size=36) for text in (number(WALKS["long"].losses[3]), "then")))
        self.far.add(Words(number(WALKS["long"].losses[4]), size=36))
        self.far.arrange(DOWN, buff=0.15).next_to(self.exit.head, DOWN, buff=0.15)
        self.play(self.walks[2].go(run_time=1.0, rate_func=linear), self.bars.to(off[0], run_time=1.0), at="three")
        self.play(self.trails[2].lose_ball(run_time=0.3), self.exit.grow(run_time=0.5), FadeIn(self.far[0]))
        self.play(self.bars.to(off[1]), FadeIn(self.far[1:]), at="four", run_time=0.9)

    @beat
    def curvature_decides(self):
        """Why? Here is a plain [bowl] bowl, as an example. Across, its curvature is one. Lesson four's [rule] limit for the
        rate, two over the curvature, [two] is then two. [below] At one point eight, the ball leaps from side to side, but
        every leap is shorter. [above] At two point one, every leap is longer."""
        away = FadeOut(self.map, self.bars, self.above_bars, self.far)
        self.play(away, FadeIn(self.bowl, self.example), at="bowl", run_time=0.7)
        self.play(FadeIn(self.rule), at="rule", run_time=0.5)
        self.play(FadeIn(self.two), at="two", run_time=0.5)
        trails, (low, high) = [leap.on(self.bowl, dots=True) for leap in self.leaps], self.rates
        self.play(trails[0].come(), FadeIn(low), at="below", run_time=0.4)
        self.play(self.leaps[0].go(rate_func=linear, run_time=3.6))
        self.play(trails[0].leave(), FadeOut(low), trails[1].come(), FadeIn(high), at="above", run_time=0.4)
        self.play(self.leaps[1].go(rate_func=linear, run_time=2.7))

    @beat
    def the_limit_here(self):
        """Back to [back] our own ground. Here the ball of rate sixty takes its third step. In its most curved direction, the
        ground there curves by [curves] zero point zero two. So there the limit is ninety-eight. Sixty [between] is below
        it, two hundred and twenty far above."""
        self.walks[1].done = 0
        for thing in (self.trails[1], *self.signs):
            thing.settle()
        away = FadeOut(self.bowl, self.rates[1], self.example, self.two)
        self.play(away, FadeIn(self.map), at="back", run_time=0.7)
        self.play(self.walks[1].go(2, rate_func=linear), run_time=1.4)
        self.play(FadeIn(self.limit), at="curves", run_time=0.5)
        self.play(FadeIn(self.between), self.walks[1].go(rate_func=linear, run_time=3.0), at="between")


class NoisySteps(Chapter):
    """The gradient of a few sentences: right on average, and noisier the fewer they are."""

    def stage(self):
        self.plane = self.enter(Plane(picture, steps=12))
        self.plane.grid.set_stroke(opacity=0.22)
        self.true = self.plane.arrow(STEP, role="model", carried=False)
        sizes = (1, 16, 256)
        self.heads = [-RATE * LAND.batch_slopes(size, 300, self.random) for size in sizes]
        self.wide = [RATE * LAND.scatter(size) for size in sizes]
        self.cloud = Cloud.on(self.plane, self.heads[0], middle=STEP, role="probability", size=0.055, wide=self.wide[0])
        self.cloud.ring.set_stroke(opacity=0)
        above, middle, self.below = notes.rows(1, 1, 1)
        names, places = ("sentences a step", "scatter"), (above, middle)
        self.names = [Words(n, size=36, role="quiet").move_to(at.center) for n, at in zip(names, places, strict=True)]
        self.sizes, self.scatters = (
            [Words(text, size=60).next_to(name, DOWN, buff=0.3) for text in texts]
            for name, texts in zip(self.names, (map(str, sizes), (*map(number, self.wide), "?")), strict=True)
        )
        self.single = [self.plane.arrow(head, role="probability", carried=False) for head in self.heads[0][:5]]
        self.maps = [Contours(NEAR, region=side) for side in (left, right)]

    def bunch(self, which, cue, *leaving, coming=()):
        """The cloud of another size of batch, and then how widely it scatters."""
        self.play(FadeOut(*leaving), at=cue, run_time=0.25)
        self.play(*coming, self.cloud.to(self.heads[which], wide=self.wide[which]), run_time=1.3)
        self.play(FadeIn(self.scatters[which]), run_time=0.4)

    @beat
    def one_sentence(self):
        """One [true] true step asks every sentence for its gradient, and takes the mean. What if it asked
        [one] only one sentence, drawn by chance? Then the step would be this, [more] or this, or this."""
        self.play(self.true.grow(), at="true", run_time=0.9)
        self.play(self.single[0].grow(), at="one", run_time=0.7)
        for k, arrow in enumerate(self.single[1:]):
            self.play(arrow.grow(), at=None if k else "more", run_time=0.35)

    @beat
    def they_scatter(self):
        """Here are the heads of [cloud] three hundred such steps. Their mean is near the true step. By scatter we mean
        [ring] the root of their mean squared distance from it: about four. That is nearly as far as the step is long. Now
        let each step take the mean of [ask] sixteen sentences. How widely will they scatter? [pause 3]"""
        leaving = [arrow.leave() for arrow in self.single]
        self.play(*leaving, self.cloud.come(), FadeIn(self.names[0], self.sizes[0]), at="cloud", run_time=1.0)
        coming = FadeIn(self.names[1], self.scatters[0])
        self.play(self.cloud.ring.animate.set_stroke(opacity=1), coming, at="ring", run_time=0.8)
        self.play(FadeOut(self.sizes[0], self.scatters[0]), at="ask", run_time=0.25)
        self.play(FadeIn(self.sizes[1], self.scatters[3]), run_time=0.4)

    @beat
    def a_quarter(self):
        """[quarter] A quarter as widely: by about one. With [more] two hundred and fifty-six, by about a quarter. The
        scatter falls as one over [root] the root of their number. That is exact, as long as sentences are
        drawn independently."""
        self.bunch(1, "quarter", self.scatters[3])
        self.bunch(2, "more", self.sizes[1], self.scatters[1], coming=[FadeIn(self.sizes[2])])
        self.law = Symbols(f'"scatter" = {number(self.wide[0])} / sqrt(n)', size=60).move_to(self.below.center)
        self.play(FadeIn(self.law), at="root")

    @beat
    def two_sizes(self):
        """This is how [maps] models are trained: stochastic gradient descent. On the left each step [walk] asks one
        sentence, on the right sixteen. Both come down. One staggers more, and at a fixed rate neither quite rests. A
        few sentences a step are cheap, so you can take many steps."""
        self.play(*(FadeOut(x) for x in self.mobjects), at="maps", run_time=0.5)
        walks = [Descent(NEAR.up_to_the_edge(WALKS[f"batch {size}"].points)) for size in (1, 16)]
        trails = [walk.on(one, dots=True) for walk, one in zip(walks, self.maps, strict=True)]
        named = zip(("one sentence a step", "sixteen"), self.maps, strict=True)
        signs = [Words(name, size=36).next_to(one, DOWN, buff=0.15) for name, one in named]
        signs.append(Words("stochastic gradient descent", size=48).next_to(VGroup(*self.maps), UP, buff=0.2))
        for trail in trails:
            trail.settle()
        self.play(*(FadeIn(x) for x in (*self.maps, *signs)), run_time=0.7)
        self.play(*(walk.go(rate_func=linear, run_time=9.0) for walk in walks), at="walk")


class WhereYouBegin(Chapter):
    """Where the ball ends is decided by where it begins; and what a cut can hide."""

    def stage(self):
        self.surface = self.enter(Surface(GROUND, region=whole, azimuth=10, elevation=40, fit=33, zoom=1.18))
        self.walks = [Descent(WALKS[name].points) for name in ("right", "rival")]
        self.trails = [walk.on(self.surface) for walk in self.walks]
        self.lost = Descent(WALKS["start"].points)
        self.trails.append(self.lost.on(self.surface))
        spot, aside = whole.columns(3, 2)
        self.close = Surface(HOLLOW, region=spot, azimuth=-12, elevation=42, fit=42, tall=0.5)
        self.hollow = self.lost.on(self.close, dots=True)
        self.ends = [self.told(self.surface, name) for name in ("right", "rival")]
        self.caught = self.told(self.close, "start")
        self.out = Record(LAND.out_losses, "loss", f"{len(LAND.out_losses) - 1} steps of rate {OUT_RATE}", region=aside)

    @staticmethod
    def told(land, name):
        """The loss at the end of a walk, over its ball."""
        loss, end = Words(number(WALKS[name].losses[-1]), size=40), WALKS[name].points[-1]
        return Sign.at(land, loss, end, up=0.4, pole=False)

    @beat
    def two_balls(self):
        """[balls] Two balls, six units apart, on the two sides of the crest. [ask] Where
        will each of them end? [pause 3]"""
        self.play(*(trail.come() for trail in self.trails[:2]), at="balls")
        self.play(self.surface.look(azimuth=0), at="ask", run_time=1.2)

    @beat
    def two_valleys(self):
        """[roll] One ends in the first model's valley, the other in the second's, [ends] with the same loss of one point
        two. [where] Where you begin decides where you end."""
        self.play(*(walk.go(rate_func=linear, run_time=3.2) for walk in self.walks), at="roll")
        self.play(*(sign.come() for sign in self.ends), at="ends")
        self.play(self.surface.look(azimuth=-16), at="where", run_time=2.2)

    @beat
    def a_hollow(self):
        """And from the [start] untrained model itself? Within this plane, the ball rolls into [hollow] a small hollow, at
        four point one seven, and rests. [flat] But lay the plane flat. The whole gradient is not zero there: [whole] its
        length is two point three, and all of it points out of the plane."""
        self.hollow.settle()
        self.play(FadeOut(self.surface), FadeIn(self.close), at="start", run_time=0.8)
        self.play(self.lost.go(rate_func=linear, run_time=2.4), at="hollow")
        self.play(self.caught.come(), run_time=0.5)
        self.play(self.caught.leave(), self.close.look(rise=0, elevation=28, azimuth=-24), at="flat", run_time=2.0)
        foot = self.close.on_frame(self.lost.place)[0] - self.close.region.center
        self.whole = Arrow(Coordinates(self.close.region, 1.0), (0, 1.9), tail=foot[:2], role="loss", carried=False)
        self.length = Words(number(LAND.out_lengths[0], 1), size=48).next_to(self.whole.head, RIGHT, buff=0.2)
        self.play(self.whole.grow(run_time=1.0), FadeIn(self.length, run_time=1.0), at="whole")

    @beat
    def out_of_the_plane(self):
        """Let it [free] go in all ten thousand directions. At a rate of a half, [steps] sixty steps bring it to one point
        nine, with leaps on the way. The hollow was a hollow of our cut. [wall] The wall may have ways round it, too, that
        this plane does not show."""
        self.play(FadeIn(self.out), at="free", run_time=0.6)
        self.play(self.out.write(run_time=3.2), at="steps")
        for thing in (*self.trails, *self.ends, self.hollow):
            thing.depart()
        away = FadeOut(self.close, self.hollow, self.whole, self.length, self.out)
        self.play(away, FadeIn(self.surface), at="wall", run_time=0.7)
        self.play(self.surface.look(azimuth=14, elevation=38), run_time=3.0)

    @beat
    def in_one_sentence(self):
        """In one sentence: step [against] against the gradient, not too far, and you come down, into whatever low place
        lies below your start. [ask] But which hollows can you trust to be the bottom? And can the steps be better?"""
        walks = [*self.walks, self.lost]
        for walk in walks:
            walk.done = 0
        self.play(*(trail.come() for trail in self.trails), at="against", run_time=0.5)
        self.play(*(walk.go(rate_func=linear, run_time=3.0) for walk in walks))
        self.play(self.surface.look(azimuth=-6), at="ask", run_time=3.6)
