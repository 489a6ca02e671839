"""What moves, on pictures and stages made by hand; and some planted cases, played."""

import numpy as np
import pytest

from reel.check import motion
from reel.check.observed import Box, Motion, Observed, Seen, Shape, Step, Text
from script.timetable import BeatTimes, SpokenWord, Timetable
from tests.planted import motion as planted
from tests.planted.case import found, hit

RATE = 15


def picture(x, y=80, size=30, level=220, also=()):
    """A square whose upper left corner stands at x, y; and others."""
    drawn = np.full((180, 320, 3), 16, np.uint8)
    for a, b in ((x, y), *also):
        drawn[round(b) : round(b) + size, round(a) : round(a) + size] = level
    return drawn


def film(pictures, steps=None, seen=(), first=0):
    """A chapter that is nothing but these pictures, one a frame."""
    observed = Observed("One", RATE, first + len(pictures), (0.05, 0.07, 0.09))
    observed.small = [(first + k, one) for k, one in enumerate(pictures)]
    observed.steps = steps or [Step(0, first + len(pictures), True, "one", None)]
    observed.before = [(observed.steps[0].first, pictures[0])]
    observed.seen = list(seen)
    return observed


# Jumps ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pictures",
    [
        [picture(40 + 6 * k) for k in range(20)],  # evenly, from the first frame to the last
        [picture(40 + 0.5 * k * k) for k in range(20)],  # faster and faster, and then at rest
        [picture(40, level=16 + 40 * min(k, 5)) for k in range(10)],  # a quick fade
        # A fade of five frames, by manim's usual rate: its third step is twice as large as its neighbours.
        [picture(40, level=16 + round(200 * share)) for share in (0, 0, 0.04, 0.27, 0.73, 0.96, 1, 1)],
        [picture(40)] * 10,
        [picture(40 + 30 * min(max(k - 5, 0), 4)) for k in range(15)],  # a quick motion between two stillnesses
    ],
)
def test_what_moves_does_not_jump(pictures):
    assert list(motion.jumps(film(pictures))) == []


def test_a_thing_that_is_elsewhere_in_the_next_frame():
    for places in ([40] * 8 + [90] * 8, [40 + k for k in range(8)] + [120 + k for k in range(8)]):
        (finding,) = motion.jumps(film([picture(x) for x in places]))
        assert finding.frame == 8
        assert finding.box.left == pytest.approx(6 * places[7], abs=12)
        assert finding.box.right == pytest.approx(6 * (places[8] + 30), abs=12)


def test_a_thing_that_is_there_at_once_beside_one_that_moves_far_off():
    pictures = [picture(20 + 3 * k, also=[(270, 20)] if k >= 7 else []) for k in range(20)]
    (finding,) = motion.jumps(film(pictures))
    assert finding.frame == 7 and finding.box.left == pytest.approx(1620, abs=12)


def test_a_picture_that_is_there_for_one_frame():
    pictures = [picture(40)] * 6 + [picture(40, also=[(200, 60)])] + [picture(40)] * 6
    assert [one.frame for one in motion.jumps(film(pictures))] == [6]


def test_the_stage_that_a_play_finds_is_not_the_one_that_was_left():
    steps = [Step(0, 8, True, "one", None), Step(8, 16, True, "one", None)]
    observed = film([picture(40 + 4 * k) for k in range(16)], steps)
    observed.before.append((8, observed.small[7][1]))
    assert list(motion.jumps(observed)) == []
    # What only the play's beginning shows is drawn in no frame.
    observed.before[-1] = (8, picture(68, also=[(200, 60)]))
    assert list(motion.jumps(observed)) == []
    observed.small[8:] = [(k, picture(40 + 4 * k, also=[(200, 60)])) for k in range(8, 16)]
    (finding,) = motion.jumps(observed)
    assert finding.frame == 8 and "between two plays" in finding.what


def test_a_sweep_goes_by_steps():
    """Four squares that light up one after another, with rests, are one motion; two are two jumps."""
    for count, jumps in ((4, 0), (2, 2)):
        pictures = [picture(20, also=[(70 + 60 * j, 20) for j in range(count) if k >= 4 + 4 * j]) for k in range(24)]
        assert len(list(motion.jumps(film(pictures)))) == jumps


def number(said, box):
    glyphs = np.array([[box.left, box.top, box.right, box.bottom]])
    return Text(7, 7, (), said, False, 50.0, 0, glyphs, np.array([[1.0, 1, 1, 1]]))


def test_digits_may_jump():
    box = Box(6 * 200, 6 * 60, 6 * 230, 6 * 90)
    pictures = [picture(40, also=[(200, 60)] if k >= 5 else []) for k in range(12)]
    seen = [Seen(k, False, frozenset(), (number("1" if k < 5 else "2", box),), ()) for k in (0, 3, 6, 9)]
    assert list(motion.jumps(film(pictures, seen=seen))) == []
    same = [Seen(k, False, frozenset(), (number("1", box),), ()) for k in (0, 3, 6, 9)]
    assert len(list(motion.jumps(film(pictures, seen=same)))) == 1


# Stillness ------------------------------------------------------------------------------------------------------------


def spoken(*spans):
    """A timetable in which the voice speaks in these stretches, without a gap."""
    words = tuple(SpokenWord(first, last, 0, 1) for first, last in spans)
    return Timetable("One", (BeatTimes("one", 0.0, 20.0, {}, words),), 20.0)


@pytest.mark.parametrize(
    ("spans", "cries"),
    [
        ([(0, 9)], True),
        ([(0, 7.5)], False),
        ([(0, 4), (8, 11)], False),  # it stands for eleven seconds, in four of which nobody speaks
        ([(0, 4), (4.8, 9.5)], True),  # a breath is a part of speaking
        ([], False),
    ],
)
def test_stillness_while_the_voice_speaks(spans, cries):
    observed = film([picture(40)] * 2)
    observed.small, observed.frames = [(0, picture(40)), (180, picture(40, level=40))], 190
    assert bool(list(motion.frozen(observed, spoken(*spans)))) == cries


def test_what_creeps_is_not_frozen():
    """A line that grows by a pixel in half a second: no two pictures in a row differ by much."""
    pictures = []
    for k in range(150):
        drawn = np.full((180, 320, 3), 16, np.uint8)
        drawn[90, : 20 + k // 8] = 200
        drawn[90, 20 + k // 8] = 16 + 23 * (k % 8)
        pictures.append(drawn)
    assert list(motion.frozen(film(pictures), spoken((0, 10)))) == []
    assert len(list(motion.frozen(film(pictures[:1] * 150), spoken((0, 10))))) == 1


# Short motions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "cries"), [(0.1, True), (0.2, True), (4 / 15, False), (0.3, False), (1.0, False)])
def test_motions_that_are_over_at_once(seconds, cries):
    observed = film([picture(40 + 6 * k) for k in range(15)])
    observed.motions = [Motion(0, 0.0, 1.0, "long"), Motion(0, 0.4, seconds, "short")]
    findings = list(motion.brief(observed))
    assert bool(findings) == cries
    if cries:
        assert findings[0].seconds == pytest.approx(0.4) and "short" in findings[0].what


def test_a_short_play_in_which_nothing_is_seen_to_move():
    observed = film([picture(40)] * 15)
    observed.motions = [Motion(0, 0.0, 0.1, "hidden")]
    assert list(motion.brief(observed)) == []


# Fast motions ---------------------------------------------------------------------------------------------------------


def shape(name, x, y=500, wide=60, high=60, owner=None, kin=(), kind="Square", opacity=1.0):
    box = Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    colour = (0.5, 0.5, 0.5, opacity)
    return Shape(name, owner or name, kin, kind, 0, box, colour, colour, 2.0, np.zeros((0, 2)))


def stages(*each):
    """Looks at every third frame of one play."""
    return [Seen(3 * k, False, frozenset(), (), tuple(shapes)) for k, shapes in enumerate(each)]


def moving(seen):
    return film([picture(40)] * (3 * len(seen)), seen=seen)


@pytest.mark.parametrize(
    ("each", "cries"),
    [
        ([[shape(1, 300 + 300 * k)] for k in range(4)], True),  # 1500 pixels a second
        ([[shape(1, 300 + 200 * k)] for k in range(4)], False),  # 1000
        ([[shape(1, 300, 200 + 290 * k)] for k in range(3)], True),
        ([[shape(1, 300 + 300 * k, opacity=0.2)] for k in range(4)], False),  # hardly to be seen
        ([[shape(1, 300 + 200 * k, wide=400 * k + 2)] for k in range(4)], False),  # it grows to the right
        # The tip of an arrow that is drawn, and the same without its line.
        ([[shape(1, 300 + 300 * k), shape(2, 150 + 150 * k, wide=300 * k + 300, high=4)] for k in range(4)], False),
        ([[shape(1, 300 + 300 * k), shape(2, 700, wide=1400, high=4)] for k in range(4)], True),
        # A swarm in which each flies, and the whole stays; and one that flies as a whole.
        ([[shape(n, 200 + (n * 331 + k * 467) % 1400, kin=(99,)) for n in range(40)]
          + [shape(98, 170, kin=(99,)), shape(97, 1630, kin=(99,))] for k in range(4)], False),
        ([[shape(n, 200 + 10 * n + 300 * k, kin=(99,)) for n in range(20)] for k in range(4)], True),
    ],
)  # fmt: skip
def test_what_the_eye_cannot_follow(each, cries):
    assert bool(list(motion.fast(moving(stages(*each))))) == cries


# Motions at once ------------------------------------------------------------------------------------------------------

HOMES = ((300, 300), (900, 250), (1500, 400), (700, 700), (1200, 700))


def ways(each, **kwargs):
    """Things that each go another way within one play, the names from 1 on."""
    starts = [shape(k + 1, x, y, **kwargs) for k, (x, y) in enumerate(HOMES[: len(each)])]
    ends = [shape(k + 1, x + a, y + b, **kwargs) for k, ((x, y), (a, b)) in enumerate(zip(HOMES, each, strict=False))]
    return moving(stages(starts, ends))


@pytest.mark.parametrize(
    ("each", "kwargs", "cries"),
    [
        ([(100, 0), (-80, 60), (0, 120)], {}, True),
        ([(100, 0), (-80, 60), (0, 120), (90, -90), (-100, -20)], {}, True),
        ([(100, 0), (-80, 60)], {}, False),
        ([(100, 0), (100, 5), (95, 0), (0, 120)], {}, False),  # three of them together, and another
        ([(100, 0), (-80, 60), (0, 120)], {"kin": (50,)}, False),  # parts of one group
        ([(100, 0), (-80, 60), (0, 10)], {}, False),  # the third hardly moves
        ([(x - 300, y - 300) for x, y in ((800, 500),)] + [(800 - 900, 250), (800 - 1500, 100)], {}, False),  # they meet
        ([(0.3 * (x - 900), 0.3 * (y - 500)) for x, y in HOMES], {}, False),  # one stretch moves them all
    ],
)
def test_things_that_go_different_ways(each, kwargs, cries):
    assert bool(list(motion.unrelated(ways(each, **kwargs)))) == cries


# Played ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "maker",
    [
        planted.flash_red, planted.no_flash_slow, planted.opinion_dim, planted.jump_at_start, planted.jump_within,
        planted.no_jump_drawn, planted.frozen_unseen, planted.no_frozen_creeping, planted.brief_part,
        planted.brief_squeezed, planted.no_brief_lagged, planted.fast_round, planted.no_fast_map,
        planted.unrelated_group, planted.no_unrelated_label,
    ],
    ids=lambda maker: maker.__name__,
)  # fmt: skip
def test_planted(maker):
    case = maker(np.random.default_rng(77))
    assert hit(case, found(case)) == case.planted, case.about
