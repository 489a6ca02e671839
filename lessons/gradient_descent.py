"""Downhill on the real landscape: the model's own loss as a ground, and a ball that steps down it."""

from manim import DOWN, RIGHT, UP, FadeIn, FadeOut, VGroup, linear

from maths.linear import apply, scaling
from pocket.landscape import AROUND, BESIDE, OUT_RATE, SAMPLE, STEEPEST, XS, YS, load_landscape, places
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
from scenes.height_key import HeightKey
from scenes.matrix import ring
from scenes.plane import Plane
from scenes.record import Record
from scenes.surface import Surface
from scenes.theme import theme
from scenes.typesetting import Symbols, Words, number
from scenes.weight_wall import ModelWall

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
NEAR = GROUND.part(slice(8, 47), slice(8, 42))
"""The stretch over which the ball comes down."""
HOLLOW = GROUND.part(slice(26, 43), slice(0, 12), spacing=0.04)
"""Round the place where the ball from the untrained model rests."""
CHANCE = Ground(LAND.chance, AROUND, AROUND, spacing=1.0)
WALKS = LAND.walks
SHORT, GOOD, LONG = (WALKS[name] for name in ("short", "right", "long"))
MODEL, RIVAL, UNTRAINED = LAND.line[0], LAND.line[-1], WALKS["start"].losses[0]
HALF_OF_EACH = LAND.line[len(LAND.line) // 2]
RATE, GRADIENT, STEP = GOOD.rate, LAND.gradient, -GOOD.rate * LAND.gradient
BOWL, LEAPS = scaling(1.0, 0.25), (1.8, 2.1)
"""An example: a bowl that curves by one across and by a quarter along, and two rates of steps in it."""
KEY = whole.columns(9, 1)[1].rows(1, 2, 1)[1]
"""Where it stands what the colours of the ground mean."""


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
        losses = MODEL, RIVAL, HALF_OF_EACH, UNTRAINED
        self.bars = Bars(names, losses, region=below.inset(0.3), role="loss", most=6).showing(0, 1)
        self.told = Words("loss", size=36, role="quiet").next_to(self.bars.axis, UP, buff=0.08)
        self.names = [Words(name, size=36).next_to(x, DOWN, buff=0.2) for name, x in zip(names, self.maps, strict=False)]
        self.names.append(Words(names[2], size=36).next_to(self.half, DOWN, buff=0.2))
        self.enter(VGroup(*self.maps, *self.names[:2]))

    @beat
    def two_good_models(self):
        """Here are [some] some weights of two pocket models, green above zero and red below. They [began] began with
        different random numbers, and both are fully trained. [equal] Each has a loss of one point one nine, and no model of
        this language could have much less."""
        self.play(*(x.mark().flash(run_time=2.0) for x in self.maps), at="some")
        self.play(*(x.mark().flash(run_time=1.5) for x in self.maps), at="began")
        self.play(FadeIn(self.bars, self.told), at="equal", run_time=0.6)

    @beat
    def take_half_of_each(self):
        """Now take [half] half of each: add the two, weight by weight, and divide by two. [name] Is that model
        about as good, better, or worse? [pause 3]"""
        self.play(FadeIn(self.half, target_position=self.maps[0]), at="half", run_time=1.2)
        self.play(self.half.to(self.mean), run_time=1.8)
        self.play(FadeIn(self.names[2]), at="name")

    @beat
    def worse_than_untrained(self):
        """Its loss is [five] five point seven. [untrained] A model that was never trained has four point five. [worse] So
        the mean of these two is worse than one that knows nothing. [ask] What lies between them?"""
        self.play(self.bars.bring(2), at="five")
        self.play(self.bars.bring(3), at="untrained")
        self.play(self.bars.mark(2).flash(run_time=2.4), at="worse")
        self.play(self.half.mark().flash(), at="ask", run_time=1.6)


class AGroundForTheLoss(Chapter):
    """The loss on the plane through three models, as a landscape."""

    def stage(self):
        self.surface = Surface(GROUND, region=whole, azimuth=-18, elevation=50, rise=0, fit=33, zoom=1.18, plain=True)
        self.wall = ModelWall(Assets().model().weights, region=whole.inset(0.5), root=True)
        self.enter(VGroup(self.surface.bare(), self.wall))
        self.key = HeightKey(GROUND, "loss", (2, 4, 6, 8), region=KEY)
        told = (("first model", MODEL, "model"), ("second model", RIVAL, "rival"), ("untrained", UNTRAINED, "start"))
        self.names = [Sign.at(self.surface, Words(n, size=36), PLACES[p]) for n, _, p in told]
        self.losses = [Sign.over(self.surface, number(x), PLACES[p], up=1.3) for _, x, p in told]
        self.barrier = Sign.over(self.surface, "wall", (PLACES["rival"][0] / 2, 4), up=0.3)
        self.line = Descent([PLACES["model"], PLACES["rival"]])
        self.chance = Surface(CHANCE, region=whole, azimuth=-30, elevation=46, rise=0, tall=0.4, plain=True)
        self.pin = Sign.at(self.chance, Words(f"first model {number(MODEL)}", size=40), (0, 0), up=1.2)

    @beat
    def three_models_one_plane(self):
        """A model is ten thousand seven hundred and seventy-five weights, [point] and so one point in a space of as many
        directions. Take two more: [two] the second model, [start] and the first one before its training. Through three
        points [plane] goes a plane, and each place on it is a whole model."""
        point = self.surface.on_frame(PLACES["model"])[0]
        self.play(self.wall.animate.scale(0.015).move_to(point), at="point", run_time=1.8)
        self.play(FadeOut(self.wall), self.names[0].come(), run_time=0.4)
        self.play(self.names[1].come(), at="two")
        self.play(self.names[2].come(), at="start")
        self.play(self.surface.lay(), at="plane", run_time=1.0)
        self.play(self.surface.look(azimuth=14), run_time=2.3)

    @beat
    def height_is_loss(self):
        """Now let [rise] height and colour be the loss, on the same four thousand sentences everywhere. [start] Untrained,
        the model stands at four point four eight. [ends] The two trainings ended in two valleys, both at one point one
        nine. [wall] And between the valleys stands a wall."""
        self.play(self.surface.look(rise=1, elevation=33), FadeIn(self.key), at="rise", run_time=3.2)
        self.play(self.losses[2].come(), at="start")
        self.play(*(x.come() for x in self.losses[:2]), at="ends")
        self.play(self.barrier.come(), at="wall", run_time=0.4)
        self.play(self.surface.look(azimuth=-24, elevation=38), run_time=2.0)

    @beat
    def straight_over_the_wall(self):
        """Half of each lies [line] halfway on the straight line between them: [top] on the wall, at five point seven one.
        [back] Beyond it, the line goes down again."""
        leaving = (self.names[2], self.losses[2], self.barrier)
        self.play(*(x.leave() for x in leaving), self.line.on(self.surface).come(), at="line", run_time=0.4)
        self.play(self.line.go(0.5), to="top")
        self.half = Sign.at(self.surface, Words(number(HALF_OF_EACH), size=40), self.line.place, up=0.95, aside=0.9)
        self.play(self.half.come(), run_time=0.6)
        self.play(self.line.go(), self.surface.look(azimuth=-4), at="back", run_time=2.4)

    @beat
    def a_cut_by_chance(self):
        """Would any plane have shown this? [chance] One through the first model in two random directions shows only a round
        [bowl] bowl. The other valley and the wall are still there. [turn] You see only what you cut."""
        self.play(FadeOut(self.surface, self.key), at="chance", run_time=0.4)
        self.play(FadeIn(self.chance), run_time=0.4)
        self.play(self.chance.look(rise=1), run_time=1.6)
        self.play(self.pin.come(), at="bowl")
        self.play(self.chance.look(azimuth=12), at="turn", run_time=1.9)


def first_step():
    """The rate times the gradient, and the step that it makes, in three parts."""
    slope, step = ([number(x, places) for x in arrow] for arrow, places in ((GRADIENT, 3), (STEP, 1)))
    parts = {"rate": f"- {RATE:.0f}", "slope": f"({slope[0]}, {slope[1]})", "step": f"= ({step[0]}, {step[1]})"}
    code = " ".join(f"{{{{ {part} : {name} }}}}" for name, part in parts.items())
    return Symbols(code, size=50, roles={"slope": "loss"})


class OneStepDown(Chapter):
    """Gradient descent: against the gradient, again and again."""

    def stage(self):
        above, below = whole.rows(9, 2)
        one, two = above.columns(1, 1)
        self.surface = self.enter(Surface(GROUND, region=one, azimuth=-10, elevation=36, fit=36, zoom=1.12))
        self.map, self.near = (Contours(ground, region=two) for ground in (GROUND, NEAR))
        self.walk = Descent(GOOD.points)
        self.trails = [self.walk.on(land, dots=True) for land in (self.surface, self.near)]
        self.loss = Counter("loss", GOOD.losses[0], places=2)
        self.rule = Symbols(
            "{{ w : w }} arrow.l {{ w }} - {{ eta : rate }} {{ nabla L : slope }}", size=64,
            roles={"w": "model", "slope": "loss"},
        )  # fmt: skip
        self.sum = first_step()
        VGroup(self.rule, self.sum, self.loss).arrange(RIGHT, buff=1.1).move_to(below.center)
        self.steps = Counter("step", 1).move_to(self.sum)
        lands = ((self.surface, 0.7, -0.45), (self.near, -0.4, 0))
        self.named = [Sign.at(x, Words("untrained", size=36), PLACES["start"], aside=a, up=up) for x, a, up in lands]
        self.uphill = self.near.arrow(70 * GRADIENT, tail=BESIDE[0], role="loss")
        self.step = self.near.arrow(STEP, tail=BESIDE[0], role="ink")

    @beat
    def a_map_of_it(self):
        """Seen from [above] straight above, the landscape becomes [map] a map: each line joins places of the same loss.
        [steep] Where lines crowd together, the ground is steep."""
        self.play(self.surface.look(azimuth=0, elevation=90), at="above", run_time=2.0)
        self.play(FadeIn(self.map), at="map", run_time=1.0)
        self.play(self.map.frame((15, -4), (30, 10)).flash(run_time=2.0), at="steep")

    @beat
    def set_a_ball_down(self):
        """Look [closer] closer, and set a ball down [ball] near the untrained model. Its loss is four point two seven.
        [gradient] The gradient, which backpropagation gives, points straight uphill, across the level lines. [shadow] We
        keep the part of it that lies in our plane."""
        tilting = self.surface.look(azimuth=-10, elevation=36)
        self.play(FadeOut(self.map), self.near.unfold(self.map), tilting, at="closer", run_time=1.3)
        coming = (thing.come() for thing in (*self.trails, *self.named))
        self.play(*coming, FadeIn(self.loss), at="ball")
        self.play(self.uphill.grow(), at="gradient", run_time=1.0)
        self.play(self.uphill.pulse(), at="shadow", run_time=0.8)

    @beat
    def one_step(self):
        """To go down, [against] go against it. [rule] The new weights are the old ones, minus [eta] a rate times the
        gradient. Here [numbers] the gradient is zero point zero seven four, and minus zero point zero one six. With a
        [rate] rate of sixty, that makes [step] a step of minus four point four, and one."""
        self.play(self.uphill.leave(), self.step.grow(), at="against")
        self.play(FadeIn(self.rule), at="rule")
        self.play(ring(VGroup(*(self.rule.select(part) for part in ("rate", "slope")))), at="eta", run_time=1.2)
        slope, rate, step = (self.sum.select(part) for part in ("slope", "rate", "step"))
        self.play(FadeIn(slope), at="numbers", run_time=0.6)
        self.play(FadeIn(rate), self.step.pulse(), at="rate", run_time=0.8)
        self.play(FadeIn(step), self.walk.go(1), self.loss.to(GOOD.losses[1]), at="step", run_time=1.2)

    @beat
    def again_and_again(self):
        """There, the ball finds [again] a new gradient, and steps [go] again. As the ground grows flat, the steps grow short
        by themselves. After thirty steps [end] the loss is one point two."""
        losses = GOOD.losses
        self.play(self.step.leave(), FadeOut(self.sum), at="again", run_time=0.3)
        self.play(FadeIn(self.steps), run_time=0.3)
        for k in range(2, 7):
            going = self.walk.go(k), self.loss.to(losses[k]), self.steps.to(k)
            self.play(*going, at="go" if k == 2 else None, run_time=0.7)
        self.play(self.walk.go(), self.loss.to(losses[-1]), self.steps.to(len(self.walk)), to="end")
        self.play(self.surface.look(azimuth=14), run_time=2.0)


class HowLongAStep(Chapter):
    """Too short, right, too long; and what decides it."""

    def stage(self):
        _, spot, told = whole.columns(1.1, 6, 4)
        self.map = self.enter(Contours(GROUND, region=spot))
        body = told.rows(1, 3)[1]
        names = [f"rate {walk.rate:.0f}" for walk in (SHORT, GOOD, LONG)]
        self.bars = Bars(names, 3 * [SHORT.losses[0]], region=body, role="loss", most=17).showing(0)
        self.above_bars = Words("loss", size=36, role="quiet").next_to(self.bars.axis, UP, buff=0.1)
        self.walks = [Descent(way) for way in (SHORT.points, GOOD.points, GROUND.up_to_the_edge(LONG.points))]
        roles = ("model", "model", "ink")
        self.trails = [walk.on(self.map, dots=True, role=role) for walk, role in zip(self.walks, roles, strict=True)]
        self.bowl = Surface(Ground.bowl(BOWL, (2.6, 1.69)), region=picture, elevation=50, azimuth=26, tall=0.42)
        self.leaps = [Descent.down((-0.8, -1.3), lambda w: apply(BOWL, w), rate, 11) for rate in LEAPS]
        self.write_limit(told.center)
        named = ((1, GOOD.at(0)), (2, LONG.at(1.75)))
        self.signs = [Sign.over(self.map, names[k], at, up=0, aside=0.2, size=36, role=roles[k]) for k, at in named]
        ways = (9 * LAND.most_curved, -9 * LAND.most_curved)
        self.curve = [self.map.arrow(way, tail=GOOD.points[STEEPEST], role="loss") for way in ways]

    def write_limit(self, middle):
        """What a step makes of a distance, and the limit of the rate, for the bowl and for our own ground."""
        self.example, curved = Words("an example", size=36, role="quiet"), BOWL[0, 0]
        self.factor = Symbols('1 - "rate" dot "curvature"', size=54)
        told = (f"1 - {rate} dot {number(curved)} = {number(1 - rate * curved, 1)}" for rate in LEAPS)
        self.factors = [Symbols(code, size=54) for code in told]
        limit = f"{2 / LAND.curvature:.0f}"
        self.rule = Symbols('"limit" = 2 / "curvature"', size=54)
        self.limit = Symbols(f"2 / {number(LAND.curvature, 4)} = {limit}", size=54)
        self.between = Symbols(f"{RATE:.0f} < {limit} < {LONG.rate:.0f}", size=54)
        VGroup(self.example, self.factor, *self.factors, self.rule).arrange(DOWN, buff=0.5).move_to(middle)
        self.raised = self.rule.copy()
        VGroup(self.raised, self.limit, self.between).arrange(DOWN, buff=0.6).move_to(middle)

    def descend(self, which, at, run_time, steps=None):
        """One of the three walks goes on, and its bar goes with its loss."""
        walk, known, now = self.walks[which], (SHORT, GOOD, LONG)[which], list(self.bars.values)
        begin, end = walk.done, len(walk) if steps is None else steps

        def values(share):
            return [*now[:which], known.loss_at(begin + share * (end - begin)), *now[which + 1 :]]

        self.play(walk.go(end, rate_func=linear), self.bars.along(values, rate_func=linear), at=at, run_time=run_time)

    @beat
    def too_short_and_right(self):
        """You choose the rate. [short] With five, thirty steps come only so far: the loss is still one point nine four.
        [right] With sixty, the same thirty steps reach one point two."""
        self.play(self.trails[0].come(), FadeIn(self.bars, self.above_bars), run_time=0.6)
        self.descend(0, "short", 3.4)
        self.play(self.trails[0].leave(), self.trails[1].come(), self.bars.bring(1), at="right", run_time=0.5)
        self.descend(1, None, 3.0)

    @beat
    def what_of_a_long_one(self):
        """Then take [long] a far larger rate: two hundred and twenty. Where will the ball go? [pause 3]"""
        self.play(self.trails[1].leave(), self.trails[2].come(), self.bars.bring(2), at="long", run_time=0.8)

    @beat
    def too_long(self):
        """The first step [one] goes well. The second [two] leaps over the valley, and lands a little higher. The third
        [three] throws the ball off our map, to a loss of eight. The fourth, [four] to more than sixteen."""
        self.descend(2, "one", 1.2, 1)
        self.descend(2, "two", 1.2, 2)
        off = [[*self.bars.values[:2], loss] for loss in LONG.losses[3:]]
        leap = LONG.points[3] - LONG.points[2]
        self.exit = self.map.arrow(0.3 * leap, tail=self.walks[2].points[-1], role="ink")
        told = number(LONG.losses[3]), "then", number(LONG.losses[4])
        self.far = VGroup(*(Words(text, size=36) for text in told))
        self.far.arrange(DOWN, buff=0.15).next_to(self.exit.head, DOWN, buff=0.15)
        self.play(self.walks[2].go(rate_func=linear), at="three", run_time=0.8)
        gone = self.trails[2].lose_ball(run_time=0.3), self.exit.grow(), self.bars.to(off[0])
        self.play(*gone, FadeIn(self.far[0]), run_time=0.9)
        self.play(self.bars.to(off[1]), FadeIn(self.far[1:]), at="four", run_time=0.9)

    @beat
    def curvature_decides(self):
        """Why? Take a plain [bowl] bowl, as an example. Across, its curvature is one. [factor] A step multiplies the
        distance across by one minus rate times curvature. [below] At one point eight, that is minus zero point eight: nearer
        each time. [above] At two point one, it is minus one point one: farther each time. [rule] So the limit for the rate
        is two over the curvature."""
        self.play(FadeOut(self.map, self.bars, self.above_bars, self.far), at="bowl", run_time=0.3)
        self.play(FadeIn(self.bowl, self.example), run_time=0.5)
        self.play(self.bowl.look(azimuth=-8), run_time=2.8)
        self.play(FadeIn(self.factor), at="factor", run_time=0.5)
        trails = [leap.on(self.bowl, dots=True) for leap in self.leaps]
        for k, cue in enumerate(("below", "above")):
            self.play(*(one.leave() for one in trails[:k]), trails[k].come(), FadeIn(self.factors[k]), at=cue, run_time=0.4)
            # waive too-fast: each leap is longer than the one before, and that is what is shown
            self.play(self.leaps[k].go(rate_func=linear, run_time=4.0))
        self.play(FadeIn(self.rule), at="rule", run_time=0.5)

    @beat
    def the_limit_here(self):
        """On our [back] own ground, where the third step at rate sixty begins, the curvature [curves] is about zero point
        zero two. For such a bowl, the limit is nearly a hundred: [between] above sixty, and far below two hundred and
        twenty."""
        self.walks[1].done = 0
        for thing in (self.trails[1], *self.signs):
            thing.settle()
        self.play(FadeOut(self.bowl, self.factor, *self.factors, self.example), at="back", run_time=0.3)
        self.play(FadeIn(self.map), self.rule.animate.move_to(self.raised), run_time=0.5)
        self.play(self.walks[1].go(STEEPEST, rate_func=linear), run_time=1.4)
        self.play(*(arrow.grow() for arrow in self.curve), FadeIn(self.limit), at="curves", run_time=0.6)
        self.play(*(arrow.leave() for arrow in self.curve), FadeIn(self.between), at="between", run_time=0.4)
        self.play(self.walks[1].go(rate_func=linear), run_time=2.6)


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
        names, places = ("sentences a step", "scatter: root mean square"), (above, middle)
        self.names = [Words(n, size=36, role="quiet").move_to(at.center) for n, at in zip(names, places, strict=True)]
        self.sizes, self.scatters = (
            [Words(text, size=60).next_to(name, DOWN, buff=0.3) for text in texts]
            for name, texts in zip(self.names, (map(str, (*sizes, SAMPLE)), (*map(number, self.wide), "?")), strict=True)
        )
        self.named = Words("the true step", size=36).next_to(self.true.get_right(), RIGHT, buff=0.25)
        self.single = [self.plane.arrow(head, role="probability", carried=False) for head in self.heads[0][:5]]
        self.maps = [Contours(NEAR, region=side) for side in (left, right)]

    def bunch(self, which, cue, *leaving, coming=()):
        """The cloud of another size of batch, and then how widely it scatters; a ring stays where the cloud was."""
        stays = self.cloud.ring.copy().set_stroke(theme.colour("quiet"), opacity=0.8)
        self.play(FadeOut(*leaving), FadeIn(stays), at=cue, run_time=0.3)
        self.play(*coming, self.cloud.to(self.heads[which], wide=self.wide[which]), run_time=1.3)
        self.play(FadeIn(self.scatters[which]), run_time=0.4)

    @beat
    def one_sentence(self):
        """Our first [true] step asked every sentence for its gradient, and took the mean. What if it asked [one] only one,
        drawn by chance? Then it would be [more] this, or this, or this."""
        self.play(self.true.grow(), FadeIn(self.named, self.names[0], self.sizes[3]), at="true", run_time=0.9)
        self.play(FadeOut(self.sizes[3]), at="one", run_time=0.25)
        self.play(FadeIn(self.sizes[0]), self.single[0].grow(), run_time=0.6)
        for k, arrow in enumerate(self.single[1:]):
            self.play(arrow.grow(), at=None if k else "more", run_time=0.35)

    @beat
    def they_scatter(self):
        """[cloud] Three hundred such steps end here. On average, a step is [mean] right. Its scatter, a typical distance
        from the true step, is [ring] about four. Now let each step take the mean of [ask] sixteen sentences. How widely will
        they scatter? [pause 3]"""
        leaving = [arrow.leave() for arrow in self.single]
        self.play(*leaving, FadeOut(self.named), at="cloud", run_time=0.3)
        self.play(self.cloud.come(), run_time=0.8)
        self.play(self.true.pulse(run_time=0.8), at="mean")
        coming = FadeIn(self.names[1], self.scatters[0])
        self.play(self.cloud.ring.animate.set_stroke(opacity=1), coming, at="ring", run_time=0.8)
        self.play(FadeOut(self.sizes[0], self.scatters[0]), at="ask", run_time=0.25)
        self.play(FadeIn(self.sizes[1], self.scatters[3]), run_time=0.4)

    @beat
    def a_quarter(self):
        """[quarter] A quarter as widely: by about one. With [more] two hundred and fifty-six, by about a quarter. [root]
        The scatter falls as one over the root of their [number] number. Over all possible draws [exact] that is exact, if
        they are [last] independent."""
        self.bunch(1, "quarter", self.scatters[3])
        self.bunch(2, "more", self.sizes[1], self.scatters[1], coming=[FadeIn(self.sizes[2])])
        self.law = Symbols(f'"scatter" = {number(self.wide[0])} / sqrt(n)', size=60).move_to(self.below.center)
        self.play(FadeIn(self.law), at="root")
        for old, k, cue in ((2, 0, "number"), (0, 1, "exact"), (1, 2, "last")):
            self.play(FadeOut(self.sizes[old], self.scatters[old]), at=cue, run_time=0.25)
            self.play(FadeIn(self.sizes[k], self.scatters[k]), self.cloud.to(self.heads[k], wide=self.wide[k]), run_time=1.0)

    @beat
    def two_sizes(self):
        """Models are [maps] trained like this, by stochastic gradient descent: here with [walk] one sentence a step, and
        with sixteen. Both come down. One staggers more, and at a fixed rate it never quite rests. But few sentences cost
        little, so you can take many more steps."""
        self.play(*(FadeOut(x) for x in self.mobjects), at="maps", run_time=0.5)
        walks = [Descent(WALKS[f"batch {size}"].points) for size in (1, 16)]
        for walk, one in zip(walks, self.maps, strict=True):
            walk.on(one, dots=True).settle()
        named = zip(("one sentence a step", "sixteen"), self.maps, strict=True)
        signs = [Words(name, size=36).next_to(one, DOWN, buff=0.15) for name, one in named]
        signs.append(Words("stochastic gradient descent", size=48).next_to(VGroup(*self.maps), UP, buff=0.2))
        self.play(*(FadeIn(x) for x in (*self.maps, *signs)), run_time=0.7)
        self.play(*(walk.go(rate_func=linear, run_time=9.0) for walk in walks), at="walk")


class WhereYouBegin(Chapter):
    """Where the ball ends is decided by where it begins; and what a cut can hide."""

    def stage(self):
        self.surface = self.enter(Surface(GROUND, region=whole, azimuth=10, elevation=40, fit=33, zoom=1.18))
        self.walks = [Descent(WALKS[name].points) for name in ("right", "rival", "start")]
        self.trails, self.lost = [walk.on(self.surface) for walk in self.walks], self.walks[2]
        self.key = self.enter(HeightKey(GROUND, "loss", (2, 4, 6, 8), region=KEY))
        low, high = HOLLOW.corners
        self.patch = Descent([low, (high[0], low[1]), high, (low[0], high[1]), low])
        self.edge = self.patch.on(self.surface, ball=False, role="ink")
        spot, aside = whole.columns(3, 2)
        self.close = Surface(HOLLOW, region=spot, azimuth=-12, elevation=42, fit=42, tall=0.5)
        self.hollow = self.lost.on(self.close, dots=True)
        self.named = Sign.at(self.close, Words("untrained", size=36), PLACES["start"], up=0.7)
        self.enlarged = Words("heights enlarged", size=36, role="quiet").move_to(spot.center).align_to(self.close, UP)
        ends = ((self.surface, WALKS["right"]), (self.surface, WALKS["rival"]), (self.close, WALKS["start"]))
        *self.ends, self.caught = (Sign.over(land, number(x.losses[-1]), x.points[-1]) for land, x in ends)
        self.out = Record(LAND.out_losses, "loss", f"{len(LAND.out_losses) - 1} steps of rate {OUT_RATE}", region=aside)

    @beat
    def two_balls(self):
        """[balls] Two balls start side by side. [ask] Where will each of them end? [pause 3]"""
        self.play(*(trail.come() for trail in self.trails[:2]), at="balls")
        self.play(self.surface.look(azimuth=0), at="ask", run_time=1.2)

    @beat
    def two_valleys(self):
        """[roll] One ends in the first model's valley, the other in the second's, [ends] with the same loss of one point
        two. [where] Without noise, and at one rate, where you begin decides where you end."""
        self.play(*(walk.go(rate_func=linear, run_time=3.2) for walk in self.walks[:2]), at="roll")
        self.play(*(sign.come() for sign in self.ends), at="ends")
        self.play(self.surface.look(azimuth=-16), at="where", run_time=2.2)

    @beat
    def a_hollow(self):
        """And from [start] where our model began? Look [close] closer. The ball rolls into [hollow] a small hollow, and
        rests, at four point one seven."""
        self.play(self.trails[2].come(), self.edge.come(), at="start", run_time=0.3)
        self.play(self.patch.go(rate_func=linear), run_time=0.75)
        self.play(FadeOut(self.surface), at="close", run_time=0.4)
        self.trails[2].depart()
        for thing in (self.hollow, self.named):
            thing.settle()
        self.play(FadeIn(self.close, self.enlarged), run_time=0.5)
        self.play(self.lost.go(rate_func=linear, run_time=1.6), at="hollow")
        self.play(self.caught.come(), run_time=0.5)

    @beat
    def flat(self):
        """But lay [flat] the plane flat. The whole [whole] gradient here is thirty times the slope we first followed. All of
        it [out] points out of the plane."""
        self.play(*(x.leave() for x in (self.caught, self.named)), FadeOut(self.enlarged), at="flat", run_time=0.3)
        self.play(self.close.look(rise=0, elevation=28, azimuth=-24), run_time=1.3)
        foot = self.close.on_frame(self.lost.place)[0] - self.close.region.center
        self.whole = Arrow(Coordinates(self.close.region, 1.0), (0, 1.9), tail=foot[:2], role="loss", carried=False)
        self.length = Words(number(LAND.out_lengths[0], 1), size=48).next_to(self.whole.head, RIGHT, buff=0.2)
        self.out_of_it = Words("out of the plane", size=36).next_to(self.length, RIGHT, buff=0.4)
        self.play(self.whole.grow(), FadeIn(self.length), at="whole", run_time=1.0)
        self.play(self.whole.pulse(), FadeIn(self.out_of_it), at="out", run_time=0.8)

    @beat
    def out_of_the_plane(self):
        """[free] Let the ball go there. The curvature is hundreds of times larger. [steps] Even at a rate of one half, the
        ball leaps. Sixty steps bring it to one point nine. Only our cut had this hollow. [wall] The wall, too, may have
        other ways round it."""
        self.play(FadeOut(self.key, self.out_of_it), FadeIn(self.out), at="free", run_time=0.6)
        self.play(self.out.write(run_time=4.0), at="steps")
        for thing in (*self.trails[:2], *self.ends, self.edge):
            thing.depart()
        self.play(FadeOut(self.close, self.whole, self.length, self.out), at="wall", run_time=0.4)
        self.play(FadeIn(self.surface), run_time=0.4)
        self.play(self.surface.look(azimuth=14, elevation=38), run_time=1.8)

    @beat
    def in_one_sentence(self):
        """In one sentence: step [against] against the gradient, not too far, and you come down to a low place that your
        start decides. [ask] Which hollows can you trust to be the bottom? And can the steps be better?"""
        for walk in self.walks[:2]:
            walk.done = 0
        self.play(*(trail.come() for trail in self.trails[:2]), at="against", run_time=0.5)
        self.play(*(walk.go(rate_func=linear, run_time=3.0) for walk in self.walks[:2]))
        self.play(self.surface.look(azimuth=-6), at="ask", run_time=3.6)
