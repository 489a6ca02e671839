"""Every number that the lesson says or shows, worked out from the weights and the sample of the language, by hand or by
another library, and compared with its text and its stage."""

from __future__ import annotations

import re

import numpy as np
import optax
import pytest

import maths.optimisation
from lessons import gradient_descent as lesson
from pocket import landscape
from pocket.evaluation import surprisals
from pocket.landscape import BESIDE, SAMPLE, load_landscape, places
from pocket.language import automaton
from pocket.model import Assets, Model
from reel.answers import evaluate
from scenes.chapter import Chapter
from scenes.descent import Sign, Trail
from tests.played import played

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LAND = load_landscape()
MODEL, RIVAL = (Assets().array(f"{name}.npy").astype(float) for name in ("weights", "rival"))
START = Assets().log().rows[0].astype(float)


def spoken(value: float, places_: int) -> str:
    """A number below ten as the voice says it: 5.71 is "five point seven one", -0.016 "minus zero point zero one six"."""
    whole, _, rest = f"{abs(value):.{places_}f}".partition(".")
    rest = rest.rstrip("0")
    tail = " point " + " ".join(DIGITS[int(sign)] for sign in rest) if rest else ""
    return ("minus " if value < 0 else "") + DIGITS[int(whole)] + tail


def said(chapter: type[Chapter], beat: str) -> str:
    return " ".join(dict(chapter.narrations())[beat].text.lower().split())


def loss(row: np.ndarray) -> float:
    """Nats a word over the sample, added up by hand."""
    sentences, counts = landscape.sample()
    nats = surprisals(Model.from_row(row), sentences).sum(axis=1)
    return float(sum(counts * nats) / sum(counts * sentences.lengths))


def at(x: float, y: float) -> np.ndarray:
    """The weights at a place of the plane, as a mixture of the three models."""
    across = (RIVAL - MODEL) / np.linalg.norm(RIVAL - MODEL)
    down = START - MODEL - (START - MODEL) @ across * across
    return MODEL + x * across - y * down / np.linalg.norm(down)


def slope(x: float, y: float, step: float = 1e-3) -> np.ndarray:
    """The slope of the plane at a place, by central differences of the loss."""
    return np.array(
        [
            (loss(at(x + step, y)) - loss(at(x - step, y))) / (2 * step),
            (loss(at(x, y + step)) - loss(at(x, y - step))) / (2 * step),
        ]
    )


def written(sign: Sign) -> str:
    return sign.written.text.replace("−", "-")


def test_the_spoken_form_of_a_number():
    assert spoken(5.7055, 2) == "five point seven one" and spoken(-0.0164, 3) == "minus zero point zero one six"
    assert spoken(1.2027, 2) == "one point two"


# Half of each ----------------------------------------------------------------------------------------------------


def test_two_good_models_and_half_of_each():
    chapter = lesson.HalfOfEach
    good, other, half, untrained = (loss(row) for row in (MODEL, RIVAL, (MODEL + RIVAL) / 2, START))
    assert f"each has a loss of {spoken(good, 2)}, and no model" in said(chapter, "two_good_models")
    assert spoken(good, 2) == spoken(other, 2)
    least = float(automaton().entropy_per_word())
    assert 0 < good - least < 0.004, "no model could have much less"
    text = said(chapter, "worse_than_untrained")
    assert f"its loss is {spoken(half, 1)}." in text and f"never trained has {spoken(untrained, 1)}." in text
    assert half > untrained and "the mean of these two is worse than one that knows nothing" in text
    bars = played(chapter).bars
    assert bars.values == pytest.approx([good, other, half, untrained], abs=1e-6)
    assert [name.text for name in bars.names] == ["first model", "second model", "half of each", "untrained"]
    assert bars.strength.tolist() == [1, 1, 1, 1] and played(chapter).told.text == "loss"


def test_the_maps_are_weights_of_the_models():
    shown = played(lesson.HalfOfEach)
    named = [Model.from_row(row).weights for row in (MODEL, RIVAL)]
    first, second = (np.vstack([w["block0.mlp.up"], w["block1.mlp.up"]]) for w in named)
    assert np.array_equal(shown.maps[0].values, first) and np.array_equal(shown.maps[1].values, second)
    assert np.allclose(shown.half.values, (first + second) / 2)


def test_they_differ_in_their_seed_alone():
    runs = [run for run in Assets().seeds() if run["width"] == Assets().plan()["width"]]
    assert len({run["steps"] for run in runs}) == 1
    assert Assets().plan()["seed"] in [run["seed"] for run in runs] and len(runs) > 1


# A ground for the loss -------------------------------------------------------------------------------------------


def test_the_plane_of_three_models():
    text = said(lesson.AGroundForTheLoss, "three_models_one_plane")
    assert MODEL.size == 10_775 and "ten thousand seven hundred and seventy-five weights" in text
    wall = played(lesson.AGroundForTheLoss).wall
    assert wall.count == 10_775, "each weight is a square"
    turned = {name: value.T if name in wall.lying else value for name, value in Model.from_row(MODEL).weights.items()}
    assert all(np.array_equal(wall.tensors[name], value) for name, value in turned.items())
    for name, row in (("model", MODEL), ("rival", RIVAL), ("start", START)):
        assert np.allclose(at(*places()[name]), row), name


def test_the_heights_that_are_said_and_written():
    chapter = lesson.AGroundForTheLoss
    text = said(chapter, "height_is_loss")
    untrained, good, half = loss(START), loss(MODEL), loss((MODEL + RIVAL) / 2)
    assert f"stands at {spoken(untrained, 2)}." in text and f"both at {spoken(good, 2)}." in text
    assert SAMPLE == 4096 and "the same four thousand sentences" in text
    assert f"on the wall, at {spoken(half, 2)}." in said(chapter, "straight_over_the_wall")
    shown = played(chapter)
    assert [written(sign) for sign in shown.losses] == [f"{good:.2f}", f"{loss(RIVAL):.2f}", f"{untrained:.2f}"]
    assert written(shown.half) == f"{half:.2f}"
    assert [written(sign) for sign in shown.names] == ["first model", "second model", "untrained"]
    for sign, told, name in zip(shown.losses, shown.names, ("model", "rival", "start"), strict=True):
        assert sign.point == pytest.approx(places()[name]) and told.point == pytest.approx(places()[name])
    # "Wall" is written over the wall: higher than the straight line's highest, and between the valleys.
    assert written(shown.barrier) == "wall" and lesson.GROUND.height([shown.barrier.point])[0] > half
    assert shown.half.point == pytest.approx(np.array(places()["rival"]) / 2)
    # The bowl of the cut by chance has the first model in its middle.
    assert written(shown.pin) == f"first model {good:.2f}" and shown.pin.point == pytest.approx((0, 0))
    assert shown.chance.ground.height([(0, 0)])[0] == pytest.approx(good, abs=1e-3)


def test_the_surface_is_as_high_as_the_loss():
    """What is drawn between the grid's points is the loss, too, to a few hundredths."""
    for x, y in (places()["start"], (10.3, -20.2), (40.7, -3.3), (60.2, 5.1)):
        assert lesson.GROUND.height([(x, y)])[0] == pytest.approx(loss(at(x, y)), abs=0.05)


@pytest.mark.parametrize("chapter", [lesson.AGroundForTheLoss, lesson.WhereYouBegin], ids=lambda one: one.__name__)
def test_the_key_says_what_the_colours_are(chapter):
    key = played(chapter).key
    assert (key.low, key.high) == pytest.approx((LAND.ground.min(), LAND.ground.max())) and key.name_sign.text == "loss"
    assert [one.text for one in key.numbers] == ["2", "4", "6", "8"]
    assert lesson.NEAR.span == lesson.HOLLOW.span == lesson.GROUND.span == (key.low, key.high), "one key for all"


def test_between_the_valleys_is_a_wall_and_the_random_cut_has_neither():
    line = [loss(at(share * places()["rival"][0], 0)) for share in np.linspace(0, 1, 9)]
    assert max(line) > loss(START) and np.argmax(line) not in (0, 8)
    chance = LAND.chance
    inner = chance[1:-1, 1:-1]
    lowest = np.ones_like(inner, dtype=bool)
    for i, j in [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]:
        lowest &= inner < chance[1 + i : chance.shape[0] - 1 + i, 1 + j : chance.shape[1] - 1 + j]
    assert lowest.sum() == 1, "one bowl"
    ground = LAND.ground
    deep = ground < 1.25
    columns = np.flatnonzero(deep.any(axis=0))
    assert (np.diff(columns) > 5).sum() == 1, "two valleys, apart"


# One step down ---------------------------------------------------------------------------------------------------


def test_the_first_step_by_hand():
    text = said(lesson.OneStepDown, "one_step")
    found = slope(*BESIDE[0])
    assert f"{spoken(found[0], 3)}, and {spoken(found[1], 3)}." in text
    assert lesson.RATE == 60 and "a rate of sixty" in text
    step = -60 * found
    assert f"a step of {spoken(step[0], 1)}, and {spoken(step[1], 1)}." in text
    shown = played(lesson.OneStepDown)
    numbers = re.findall(r"-?\d+(?:\.\d+)?", shown.sum.typst_code.replace("−", "-").replace("- ", "-"))
    assert [float(x) for x in numbers] == pytest.approx([-60, *found.round(3), *step.round(1)])
    assert shown.step.vector == pytest.approx(step, abs=1e-4)
    for sign in shown.named:
        assert written(sign) == "untrained" and sign.point == pytest.approx(places()["start"])
    assert lesson.NEAR.holds(places()["start"]), "it is marked on the closer map"
    uphill = shown.uphill.vector
    assert uphill @ found == pytest.approx(np.linalg.norm(uphill) * np.linalg.norm(found), rel=1e-5)
    assert shown.walk.points[1] == pytest.approx(np.array(BESIDE[0]) + step, abs=1e-4)


def test_the_walk_is_optax_sgd_on_the_true_slopes():
    """Optax takes the same steps, given the slopes by differences."""
    state = np.array(BESIDE[0])
    sgd = optax.sgd(60.0)
    memory = sgd.init(state)
    for k in range(3):
        change, memory = sgd.update(slope(*state), memory)
        state = state + np.asarray(change, dtype=float)
        assert LAND.walks["right"].points[k + 1] == pytest.approx(state, abs=0.01)


def test_where_it_begins_and_ends():
    chapter = lesson.OneStepDown
    points = LAND.walks["right"].points
    first, last = loss(at(*points[0])), loss(at(*points[-1]))
    assert f"its loss is {spoken(first, 2)}." in said(chapter, "set_a_ball_down")
    text = said(chapter, "again_and_again")
    assert len(points) == 31 and "after thirty steps" in text and f"the loss is {spoken(last, 1)}." in text
    shown = played(chapter)
    assert shown.walk.done == 30 and shown.loss.number.get_value() == pytest.approx(last)
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert (np.diff(lengths[2:]) < 0).all(), "the steps grow short by themselves"
    assert [type(trail) for trail in shown.trails] == [Trail, Trail] and shown.steps.number.get_value() == 30


def test_the_gradient_goes_across_the_level_lines():
    """Along the level line through the ball, the loss does not change; along the gradient it does most."""
    found = slope(*BESIDE[0])
    along = np.array([-found[1], found[0]]) / np.linalg.norm(found)
    step = 0.05
    change = loss(at(*(np.array(BESIDE[0]) + step * along))) - loss(at(*(np.array(BESIDE[0]) - step * along)))
    assert abs(change) < 1e-2 * 2 * step * np.linalg.norm(found)


# How long a step -------------------------------------------------------------------------------------------------


def test_three_rates():
    chapter = lesson.HowLongAStep
    ends = {name: [loss(at(*point)) for point in LAND.walks[name].points] for name in ("short", "right", "long")}
    text = said(chapter, "too_short_and_right")
    assert "with five, thirty steps" in text and len(ends["short"]) == len(ends["right"]) == 31
    assert f"still {spoken(ends['short'][-1], 2)}." in text and f"reach {spoken(ends['right'][-1], 1)}." in text
    assert [LAND.walks[name].rate for name in ends] == [5, 60, 220]
    assert "two hundred and twenty" in said(chapter, "what_of_a_long_one")
    first, one, two, three, four = ends["long"]
    assert one < first and one < two < three < four
    text = said(chapter, "too_long")
    assert f"to a loss of {spoken(three, 0)}." in text and "more than sixteen" in text and 16 < four < 17
    shown = played(chapter)
    assert [name.text for name in shown.bars.names] == ["rate 5", "rate 60", "rate 220"]
    assert shown.bars.values == pytest.approx([ends["short"][-1], ends["right"][-1], four])


def test_the_third_long_step_leaves_the_map_there():
    walk, points = played(lesson.HowLongAStep).walks[2], LAND.walks["long"].points
    assert all(lesson.GROUND.holds(point) for point in points[:3]) and not lesson.GROUND.holds(points[3])
    assert walk.points[:3] == pytest.approx(points[:3])
    share = (walk.points[3] - points[2]) / (points[3] - points[2])
    assert share[0] == pytest.approx(share[1]) and 0 < share[0] < 1
    assert np.abs(walk.points[3] - lesson.GROUND.middle)[0] == pytest.approx(lesson.GROUND.half[0])
    # The ball is gone where its way leaves the map, and the arrow goes on as the step does.
    shown = played(lesson.HowLongAStep)
    assert shown.trails[2].there == 0 and shown.trails[1].there == 1
    step = points[3] - points[2]
    assert shown.exit.tail + lesson.GROUND.middle == pytest.approx(walk.points[3])
    assert shown.exit.vector @ step == pytest.approx(np.linalg.norm(shown.exit.vector) * np.linalg.norm(step))
    assert [word.text for word in shown.far] == [f"{loss(at(*points[3])):.2f}", "then", f"{loss(at(*points[4])):.2f}"]


def test_the_bowl_and_its_limit():
    """An example: w goes to (1 - rate * curvature) w at each step, so the limit is two over the curvature."""
    text = said(lesson.HowLongAStep, "curvature_decides")
    assert "across, its curvature is one." in text and "as an example" in text
    assert text.endswith("so the limit for the rate is two over the curvature.")
    shown = played(lesson.HowLongAStep)
    for walk, rate, shrinks in zip(shown.leaps, (1.8, 2.1), (True, False), strict=True):
        assert f"at {spoken(rate, 1)}, {'that' if shrinks else 'it'} is {spoken(1 - rate, 1)}:" in text
        assert (abs(1 - rate) < 1) == shrinks == (rate < 2)
        start = walk.points[0]
        by_hand = [start * (1 - rate * np.array([1, 0.25])) ** k for k in range(len(walk.points))]
        assert walk.points == pytest.approx(np.array(by_hand))
        leaps = np.abs(np.diff(walk.points[:, 0]))
        assert (np.diff(leaps) < 0).all() if shrinks else (np.diff(leaps) > 0).all()
    x, y = 1.3, -0.39
    assert shown.bowl.ground.height([(x, y)])[0] == pytest.approx((x**2 + 0.25 * y**2) / 2, abs=1e-3)
    assert shown.factor.typst_code == '$ 1 - "rate" dot "curvature" $' and shown.example.text == "an example"
    factors = [one.typst_code.replace("−", "-") for one in shown.factors]
    assert factors == ["$ 1 - 1.8 dot 1 = -0.8 $", "$ 1 - 2.1 dot 1 = -1.1 $"]
    assert shown.rule.typst_code == '$ "limit" = 2 / "curvature" $'


def test_the_limit_on_our_own_ground():
    place = LAND.walks["right"].points[2]
    step = 0.5
    second = np.array([(slope(*(place + step * e)) - slope(*(place - step * e))) / (2 * step) for e in np.eye(2)])
    curvatures, ways = np.linalg.eigh((second + second.T) / 2)
    curvature = curvatures.max()
    text = said(lesson.HowLongAStep, "the_limit_here")
    assert "where the third step at rate sixty begins" in text
    assert f"the curvature is about {spoken(curvature, 2)}." in text
    assert round(2 / curvature) == 98 and "the limit is nearly a hundred:" in text
    assert "above sixty, and far below two hundred and twenty." in text
    assert 60 < 2 / curvature < 220 / 2
    shown = played(lesson.HowLongAStep)
    assert shown.limit.typst_code == f"$ 2 / {curvature:.4f} = 98 $" and shown.between.typst_code == "$ 60 < 98 < 220 $"
    # The double arrow lies where the third step begins, along the way in which the ground curves most.
    for arrow in shown.curve:
        assert arrow.tail + lesson.GROUND.middle == pytest.approx(place)
        assert abs(arrow.vector @ ways[:, 1]) == pytest.approx(np.linalg.norm(arrow.vector), rel=1e-3)
    # Each trail has its rate beside it.
    assert [written(sign) for sign in shown.signs] == ["rate 60", "rate 220"]
    for sign, walk in zip(shown.signs, shown.walks[1:], strict=True):
        start, step = walk.points[:-1], np.diff(walk.points, axis=0)
        along = np.clip(((sign.point - start) * step).sum(axis=1) / (step**2).sum(axis=1), 0, 1)
        assert np.linalg.norm(start + along[:, None] * step - sign.point, axis=1).min() < 1e-9


# Noisy steps -----------------------------------------------------------------------------------------------------


def test_how_widely_steps_scatter():
    counts = landscape.sample()[1]
    mean = counts @ LAND.slopes / SAMPLE
    one = 60 * np.sqrt(counts @ ((LAND.slopes - mean) ** 2).sum(axis=1) / SAMPLE)
    assert round(one) == 4 and round(one / 4) == 1 and round(4 * one / 16) == 1, "exact, for sentences drawn each by itself"
    assert "three hundred such steps" in said(lesson.NoisySteps, "they_scatter")
    assert "a typical distance from the true step, is about four." in said(lesson.NoisySteps, "they_scatter")
    text = said(lesson.NoisySteps, "a_quarter")
    assert "by about one." in text and "two hundred and fifty-six, by about a quarter." in text
    heads = played(lesson.NoisySteps).heads
    assert [len(one) for one in heads] == [300, 300, 300]
    for head, size in zip(heads, (1, 16, 256), strict=True):
        scatter = np.sqrt(((head + 60 * mean) ** 2).sum(axis=1).mean())
        assert scatter == pytest.approx(one / np.sqrt(size), rel=0.1)
        assert head.mean(axis=0) == pytest.approx(-60 * mean, abs=3 * one / np.sqrt(300 * size))


def test_the_scatter_that_is_written_is_that_of_all_batches():
    shown, counts = played(lesson.NoisySteps), landscape.sample()[1]
    mean = np.average(LAND.slopes, axis=0, weights=counts)
    cov = np.cov(LAND.slopes.T, aweights=counts, ddof=0)
    wide = [60 * np.sqrt(np.trace(cov) / size) for size in (1, 16, 256)]
    assert [word.text for word in shown.scatters] == [*(f"{one:.2f}" for one in wide), "?"]
    assert [word.text for word in shown.sizes] == ["1", "16", "256", str(SAMPLE)]
    assert [word.text for word in shown.names] == ["sentences a step", "scatter: root mean square"]
    assert shown.law.typst_code == f'$ "scatter" = {wide[0]:.2f} / sqrt(n) $'
    assert shown.cloud.ring.width / 2 == pytest.approx(wide[2] * shown.plane.coordinates.unit)
    assert shown.true.vector == pytest.approx(-60 * mean)


def test_at_a_fixed_rate_it_never_rests():
    assert "one staggers more, and at a fixed rate it never quite rests" in said(lesson.NoisySteps, "two_sizes")
    last = [np.linalg.norm(np.diff(LAND.walks[f"batch {size}"].points[-9:], axis=0), axis=1) for size in (1, 16)]
    assert last[0].min() > 0.1 and last[0].mean() > 4 * last[1].mean()


def test_one_sentence_a_step_staggers_and_sixteen_hardly():
    paths = [LAND.walks[f"batch {size}"].points for size in (1, 16)]
    assert all(lesson.NEAR.holds(point) for path in paths for point in path)
    turns = []
    for path in paths:
        steps = np.diff(path, axis=0)
        ways = steps / np.linalg.norm(steps, axis=1)[:, None]
        turns.append(np.degrees(np.arccos(np.clip((ways[1:] * ways[:-1]).sum(axis=1), -1, 1))).mean())
    assert turns[0] > 2 * turns[1]
    assert all(LAND.walks[f"batch {size}"].losses[-1] < 1.25 for size in (1, 16)), "both come down"


# Where you begin -------------------------------------------------------------------------------------------------


def test_two_balls_end_in_two_valleys():
    ends = [LAND.walks[name].points[-1] for name in ("right", "rival")]
    assert np.linalg.norm(np.subtract(*BESIDE)) < np.linalg.norm(places()["rival"]) / 10, "side by side"
    for walk, begin in zip(played(lesson.WhereYouBegin).walks, BESIDE, strict=False):
        assert walk.points[0] == pytest.approx(begin)
    assert np.linalg.norm(ends[0] - places()["model"]) < 10 and np.linalg.norm(ends[1] - places()["rival"]) < 10
    text = said(lesson.WhereYouBegin, "two_valleys")
    for end in ends:
        assert f"the same loss of {spoken(loss(at(*end)), 1)}." in text
    assert [written(sign) for sign in played(lesson.WhereYouBegin).ends] == [
        f"{loss(at(*end)):.2f}".rstrip("0") for end in ends
    ]


def test_the_hollow_is_one_of_the_plane_only():
    shown = played(lesson.WhereYouBegin)
    place = LAND.walks["start"].points[-1]
    text = said(lesson.WhereYouBegin, "a_hollow")
    assert f"and rests, at {spoken(loss(at(*place)), 2)}." in text
    assert written(shown.caught) == f"{loss(at(*place)):.2f}"
    whole = landscape.gradient(at(*place))
    first = np.linalg.norm(slope(*BESIDE[0]))
    assert "thirty times the slope we first followed. all of it points out" in said(lesson.WhereYouBegin, "flat")
    assert np.linalg.norm(whole) / first == pytest.approx(30, abs=0.5)
    inside = np.linalg.norm(slope(*place))
    assert inside < 1e-4 * np.linalg.norm(whole), "all of it points out of the plane"
    turns = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    around = [loss(at(place[0] + np.cos(turn), place[1] + np.sin(turn))) for turn in turns]
    assert min(around) > loss(at(*place)), "a hollow"
    # It is seen from near: the same ground, and lower there than anywhere round it.
    close = shown.close.ground
    assert close.height([place])[0] == pytest.approx(loss(at(*place)), abs=0.01)
    assert close.values.min() == pytest.approx(loss(at(*place)), abs=0.02)
    assert shown.length.text == f"{np.linalg.norm(whole):.1f}" and shown.out_of_it.text == "out of the plane"
    for point in (shown.named.point, shown.lost.points[0]):
        assert point == pytest.approx(places()["start"])
    assert shown.patch.points[0] == pytest.approx(close.corners[0]) and shown.enlarged.text == "heights enlarged"
    foot = shown.close.on_frame(place)[0]
    assert shown.close.view.rise == 0 and shown.whole.head[0] == pytest.approx(foot[0]) and shown.whole.head[1] > foot[1]


def test_in_the_end_two_balls_lie_in_two_low_places():
    shown = played(lesson.WhereYouBegin)
    assert "a low place that your start decides" in said(lesson.WhereYouBegin, "in_one_sentence")
    for walk, name in zip(shown.walks[:2], ("right", "rival"), strict=True):
        assert walk.place == pytest.approx(LAND.walks[name].points[-1])


def test_sixty_steps_in_all_directions():
    row = at(*LAND.walks["start"].points[-1])
    up = landscape.gradient(row)
    way = 0.01 * up / np.linalg.norm(up)
    curving = (landscape.gradient(row + way) - landscape.gradient(row - way)) @ way / (2 * 0.01**2)
    assert 100 < curving / LAND.curvature < 1000, "hundreds of times as much"
    assert 2 / curving < 0.5, "a half is beyond the limit that way: it leaps"
    for k in range(3):
        assert LAND.out_losses[k] == pytest.approx(loss(row), abs=1e-6)
        row = row - 0.5 * landscape.gradient(row)
    assert len(LAND.out_losses) == 61
    text = said(lesson.WhereYouBegin, "out_of_the_plane")
    assert "the curvature is hundreds of times larger. even at a rate of one half, the ball leaps." in text
    assert f"sixty steps bring it to {spoken(LAND.out_losses[-1], 1)}." in text
    assert (np.diff(LAND.out_losses) > 0.3).sum() >= 2, "leaps"
    record = played(lesson.WhereYouBegin).out
    assert record.values == pytest.approx(LAND.out_losses) and record.done == 60
    assert record.figure.get_value() == pytest.approx(LAND.out_losses[-1])
    assert record.name.text == "loss" and record.steps.text == "60 steps of rate 0.5"


# The exercises ---------------------------------------------------------------------------------------------------

BY_HAND = {
    "step": (1.2, -0.8),
    "bowl": (1.8, 8.1),
    "limit": 0.25,
    "batch": 36,
}


@pytest.mark.parametrize("exercise", lesson.LESSON.exercises, ids=lambda one: one.name)
def test_exercises_have_the_answer_that_is_worked_out(exercise):
    right = evaluate(exercise.answer, exercise.given)
    assert np.allclose(right, BY_HAND[exercise.name])
    for wrong in exercise.misconceptions:
        other = np.asarray(evaluate(wrong, exercise.given), dtype=float)
        assert not np.allclose(other, right, atol=0.02), wrong


def test_the_exercise_of_the_bowl_is_descent_in_it():
    found = [np.array([5.0, 10.0])]
    for step in maths.optimisation.gradient_descent(found[0], lambda w: np.diag([4.0, 1.0]) @ w, 0.1):
        found.append(step.point)
        if step.number == 2:
            break
    assert found[-1] == pytest.approx(BY_HAND["bowl"])
