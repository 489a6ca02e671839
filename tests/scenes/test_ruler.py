"""A ruler's pieces are as long as its chances, and a ball draws the piece that it lies on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from manim import ManimColor

from scenes.frame import left, whole
from scenes.ruler import Ruler
from scenes.theme import theme
from script.errors import ScriptError

NAMES = ["ran", "sat", "ate", "was"]
chances = st.lists(st.integers(1, 9), min_size=4, max_size=4).map(lambda w: np.array(w) / sum(w))


def ends(ruler: Ruler) -> list[tuple[float, float]]:
    return [(piece.get_left()[0], piece.get_right()[0]) for piece in ruler.pieces]


@settings(max_examples=30, deadline=None)
@given(chances)
def test_pieces_are_as_long_as_their_chances(p):
    ruler = Ruler(NAMES, p)
    length = ruler.place(1)[0] - ruler.place(0)[0]
    for k, (low, high) in enumerate(ends(ruler)):
        assert high - low == pytest.approx(p[k] * length, abs=0.04), "all but the seam"
    for before, after in zip(ends(ruler)[:-1], ends(ruler)[1:], strict=True):
        assert 0 <= after[0] - before[1] <= 0.04
    assert whole.holds(ruler, slack=0.02)


def check_names(ruler: Ruler) -> None:
    for k, name in enumerate(ruler.names):
        assert name.get_top()[1] < ruler.foot
        for other in ruler.names[k + 1 :]:
            apart = np.abs(name.get_center() - other.get_center())
            assert apart[0] > (name.width + other.width) / 2 or apart[1] > (name.height + other.height) / 2
        inside = ends(ruler)[k][0] <= name.get_left()[0] and name.get_right()[0] <= ends(ruler)[k][1]
        hangs = ruler.leaders[k].get_stroke_opacity() == 1
        assert inside or hangs, "what hangs lower has a line up to its piece"
        if hangs:
            for other in ruler.names:
                through = other.get_left()[0] < ruler.leaders[k].get_x() < other.get_right()[0]
                assert not through or other.get_top()[1] < ruler.leaders[k].get_bottom()[1], "no line through a name"


@settings(max_examples=30, deadline=None)
@given(chances)
def test_names_never_touch_and_hang_below_their_pieces(p):
    check_names(Ruler(NAMES, p))


CROWDED = (
    {"is": 60, "sang": 30, "found": 6, "came": 2, "others": 2},
    {"the": 35, "sat": 3, "ate": 3, "was": 3, "slept": 56},
    # In the last, a name would fit on a line that is crossed by the one down to another name.
    {"the": 70, "found": 4, "came": 4, "sang": 7, "grandfather": 6, "was": 9},
)


@pytest.mark.parametrize("weights", CROWDED, ids=lambda one: " ".join(one))
def test_crowded_names_take_lines_of_their_own(weights):
    ruler = Ruler(list(weights), np.array(list(weights.values())) / sum(weights.values()))
    check_names(ruler)
    assert len({round(name.get_y(), 1) for name in ruler.names}) >= 3


@settings(max_examples=40, deadline=None)
@given(chances, st.floats(0, 1, exclude_max=True))
def test_a_ball_draws_the_piece_that_it_lies_on(p, u):
    ruler = Ruler(NAMES, p)
    ball = ruler.ball(u).landed()
    low, high = ends(ruler)[ball.piece]
    assert low - 0.04 <= ball.ball.get_x() <= high + 0.04
    assert ball.ball.get_bottom()[1] == pytest.approx(ruler.place(u)[1], abs=1e-6)
    assert ball.number.get_value() == u


def test_a_ball_falls_from_the_top_and_ends_on_the_strip():
    ruler = Ruler(NAMES, [0.25] * 4)
    ball = ruler.ball(0.5)
    assert ball.ball.get_top()[1] == pytest.approx(whole.top)
    fall = ball.fall()
    fall.begin()
    heights = []
    for share in np.linspace(0, 1, 31):
        fall.interpolate(share)
        heights.append(ball.ball.get_bottom()[1])
    assert heights[0] > heights[10] > heights[20] and min(heights) >= ruler.place(0)[1] - 1e-6
    assert heights[-1] == pytest.approx(ruler.place(0)[1])


def test_many_balls_lie_where_they_fell_and_are_counted():
    ruler = Ruler(NAMES, [0.4, 0.3, 0.2, 0.1])
    drops = np.random.default_rng(3).random(120)
    rain = ruler.rain(drops).landed()
    assert rain.counts.tolist() == np.histogram(drops, [0, 0.4, 0.7, 0.9, 1])[0].tolist()
    for dot, u in zip(rain, drops, strict=True):
        assert dot.get_x() == pytest.approx(ruler.place(u)[0], abs=0.1)
        assert dot.get_fill_opacity() == 1 and dot.get_bottom()[1] >= ruler.place(0)[1]
    places = {tuple(np.round(dot.get_center(), 3)) for dot in rain}
    assert len(places) == len(drops), "no ball hides another"


def test_cuts_move_with_their_names():
    ruler = Ruler(NAMES, [0.25] * 4)
    moving = ruler.to([0.1, 0.2, 0.3, 0.4])
    moving.begin()
    moving.interpolate(1)
    assert np.allclose(ruler.p, [0.1, 0.2, 0.3, 0.4])
    again = Ruler(NAMES, [0.1, 0.2, 0.3, 0.4])
    for one, other in zip(ruler.names, again.names, strict=True):
        assert np.allclose(one.get_center(), other.get_center())


def test_one_piece_is_lit_at_a_time():
    ruler = Ruler(NAMES, [0.25] * 4)
    for k in (2, 0):
        lighting = ruler.light(k)
        lighting.begin()
        lighting.interpolate(1)
        assert [piece.get_fill_opacity() for piece in ruler.pieces] == [1.0 if j == k else 0.4 for j in range(4)]
    quieting = ruler.quiet()
    quieting.begin()
    quieting.interpolate(1)
    assert {piece.get_fill_opacity() for piece in ruler.pieces} == {0.4}


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Ruler(NAMES, [0.5, 0.5]), "as many"),
        (lambda: Ruler(NAMES, [0.25] * 4).to([0.5, 0.5]), "4 pieces"),
        (lambda: Ruler(["notwithstanding"] * 8, [0.125] * 8, region=left), "has no room"),
        (lambda: Ruler(NAMES, [0.25] * 4).rain(np.full(90, 0.5)), "pile up"),
    ],
)
def test_what_does_not_fit_is_refused(make, why):
    with pytest.raises(ScriptError, match=why):
        make()


def test_what_is_no_distribution_is_refused():
    with pytest.raises(ValueError):
        Ruler(NAMES, [0.5, 0.5, 0.5, 0.5])


def test_chances_are_written_where_they_have_room_and_stay_readable():
    ruler = Ruler(NAMES, [0.6, 0.3, 0.09, 0.01], places=2)
    for k, figure in enumerate(ruler.figures):
        low, high = ends(ruler)[k]
        assert figure.get_value() == ruler.p[k]
        seen = figure.get_fill_opacity() > 0
        assert seen == (figure.width < high - low - 0.1), "one that has no room is not seen"
        assert not seen or (low < figure.get_left()[0] and figure.get_right()[0] < high)
    assert [figure.get_fill_opacity() for figure in ruler.figures] == [1, 1, 1, 0]
    lighting = ruler.light(0)
    lighting.begin()
    lighting.interpolate(1)
    lit, quiet = (ManimColor(ruler.figures[k].submobjects[0].get_fill_color()).to_hex() for k in (0, 1))
    assert lit == ManimColor(theme.background).to_hex() and quiet == ManimColor(theme.colour("ink")).to_hex()
    moving = ruler.to([0.25] * 4)
    moving.begin()
    moving.interpolate(1)
    assert [figure.get_value() for figure in ruler.figures] == [0.25] * 4
    assert not Ruler(NAMES, [0.25] * 4).figures, "only where they are asked for"


def test_a_stretch_covers_its_part_of_the_strip():
    ruler = Ruler(NAMES, [0.25] * 4)
    stretch = ruler.stretch(0.1, 0.3)
    assert stretch.get_left()[0] == pytest.approx(ruler.place(0.1)[0])
    assert stretch.get_right()[0] == pytest.approx(ruler.place(0.3)[0])
    assert stretch.get_bottom()[1] < ruler.foot < ruler.place(0)[1] < stretch.get_top()[1]
    assert ruler.stretch(0.6, 0.8).width == pytest.approx(stretch.width), "the same length is the same length anywhere"


def test_where_a_ball_lands_is_told_when_it_has_landed():
    ball = Ruler(NAMES, [0.25] * 4).ball(0.62)
    assert ball.number.get_fill_opacity() == 0
    fall = ball.fall()
    fall.begin()
    fall.interpolate(0.7)
    landed = ball.ball.get_center()
    assert ball.number.get_fill_opacity() == pytest.approx(0, abs=1e-6)
    fall.interpolate(0.85)
    assert 0 < ball.number.get_fill_opacity() < 1
    fall.interpolate(1)
    assert ball.number.get_fill_opacity() == 1
    assert ball.ball.get_center() == pytest.approx(landed)


@settings(max_examples=30, deadline=None)
@given(chances, st.integers(0, 99))
@example(np.array([6, 9, 4, 3]) / 22, 0)  # the middle of a pile is on a cut
def test_whoever_counts_the_balls_over_a_piece_finds_those_that_it_drew(p, seed):
    ruler = Ruler(NAMES, p)
    rain = ruler.rain(np.random.default_rng(seed).random(60)).landed()
    cuts = [ruler.place(u)[0] for u in (0, *np.cumsum(p)[:-1], 1)]
    seen = np.histogram([dot.get_x() + 1e-9 for dot in rain], cuts)[0]
    assert seen.tolist() == rain.counts.tolist()


def test_a_ball_may_land_anywhere():
    ruler = Ruler(NAMES, [0.25] * 4)
    ball = ruler.ball(0.3)
    home = ball.ball.get_x()
    motion = ball.anywhere()
    motion.begin()
    others = [one.mobject for one in motion.animations]
    seen = []
    for share in np.linspace(0, 1, 41):
        motion.interpolate(share)
        seen.append([float(one.get_fill_opacity()) for one in others])
    assert np.max(seen, axis=0) == pytest.approx(0.45, abs=0.05), "each is seen, but not as clearly as the ball itself"
    assert np.diff(np.argmax(seen, axis=0)).min() > 0, "one after another"
    assert max(seen[0]) == pytest.approx(0, abs=1e-3) and max(seen[-1]) == pytest.approx(0, abs=1e-3)
    places = [one.get_x() for one in others]
    assert places == sorted(places) and np.diff(places) == pytest.approx(places[1] - places[0])
    assert places[0] < ruler.place(0.05)[0] and places[-1] > ruler.place(0.95)[0]
    assert all(one.get_y() == pytest.approx(ball.ball.get_y()) for one in others)
    assert ball.ball.get_x() == home and ball.piece == 1
