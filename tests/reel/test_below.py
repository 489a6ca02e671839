"""What stays as it is at the bottom of a motion is drawn once, and every picture is the one that drawing all of it gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Camera, Circle, PMobject, Scene, Square, VGroup, tempconfig

from reel.stage.below import Below
from reel.stage.renderer import EveryFrame, FilmRenderer
from scenes.contours import Contours
from scenes.frame import left, right
from scenes.ground import Ground
from scenes.marble import Marble
from scenes.surface import Surface

SIZE = {"pixel_width": 160, "pixel_height": 90, "frame_rate": 15}
X = np.linspace(-1, 1, 9)
HILLS = Ground(np.sin(2 * X) * np.cos(2 * X)[:, None], X, X)
CHANGES = {
    "moved": lambda one: one.shift([0.3, 0.1, 0]),
    "one point moved": lambda one: one.points.__setitem__((0, 0), one.points[0, 0] + 0.5),
    "filled": lambda one: one.set_fill("#ff8800", 0.8),
    "fainter": lambda one: one.set_fill(opacity=0.3),
    "its array changed in place": lambda one: one.fill_rgbas.__setitem__((0, 1), 0.5),
    "outlined": lambda one: one.set_stroke("#00ff00"),
    "wider": lambda one: one.set_stroke(width=9),
    "outlined behind": lambda one: one.set_stroke("#0000ff", background=True),
    "wider behind": lambda one: one.set_stroke(width=15, background=True),
    "other joints": lambda one: setattr(one, "joint_type", type(one.joint_type).BEVEL),
    "shining": lambda one: one.set_sheen(0.8, [1, 0, 0]),
    "shining elsewhere": lambda one: one.set_sheen_direction([0, 1, 0]),
    "above the others": lambda one: one.set_z_index(one.z_index + 1),
    "nothing": lambda one: one,
}  # fmt: skip


class Counting(Camera):
    """Counts the things that it draws."""

    drawn = 0

    def display_vectorized(self, vmobject, ctx):
        self.drawn += 1
        return super().display_vectorized(vmobject, ctx)


def stage():
    shapes = [Square(1 + k / 3, fill_opacity=0.6, stroke_width=4, sheen_factor=0.3).shift([k - 2, 0, 0]) for k in range(4)]
    for one in shapes:
        one.set_stroke("#888888", 6, background=True)
    land, flat = Surface(HILLS, region=left), Contours(HILLS, region=right)
    return [land, *shapes, flat, Marble((1, 1, 0), radius=0.5), Circle(0.4, fill_opacity=1)]


def whole(things):
    camera = Camera()
    camera.capture_mobjects(things)
    return camera.pixel_array


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(1, 4)), min_size=1, max_size=40))
def test_every_picture_is_that_of_all_things(steps):
    with tempconfig(SIZE):
        things, camera = stage(), Camera()
        below = Below(camera, None)
        for change, which in steps:
            CHANGES[change](things[which])
            below.draw(things)
            assert np.array_equal(camera.pixel_array, whole(things)), change


def stood():
    """A stage that stood still for so long that all of it is kept, its camera, and what draws it."""
    things, camera = stage(), Camera()
    below = Below(camera, None)
    for _ in range(20):
        below.draw(things)
    return things, camera, below


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_change_of_what_stood_still_is_seen(change):
    with tempconfig(SIZE):
        things, camera, below = stood()
        CHANGES[change](things[2])
        below.draw(things)
        assert np.array_equal(camera.pixel_array, whole(things))


PAINTED = {
    "the camera goes on": lambda land, flat, ball: land.set_view(land.view.between(type(land.view)(90, 60), 0.5)),
    "the ground fades": lambda land, flat, ball: land.set_fill(opacity=0.5, family=False),
    "the map fills less": lambda land, flat, ball: setattr(flat, "region", flat.region.columns(2, 0.1)[0]),
    "the ball rolls": lambda land, flat, ball: ball.put(ball.middle + 0.2),
    "the ball is covered": lambda land, flat, ball: setattr(ball, "hidden", lambda across: np.full_like(across, 1.0)),
}  # fmt: skip


@pytest.mark.parametrize("change", sorted(PAINTED))
def test_a_change_of_what_paints_itself_is_seen(change):
    with tempconfig(SIZE):
        things, camera, below = stood()
        before = camera.pixel_array.copy()
        PAINTED[change](things[0], things[5], things[6])
        below.draw(things)
        assert np.array_equal(camera.pixel_array, whole(things))
        assert not np.array_equal(camera.pixel_array, before)


def test_things_that_come_and_go_are_seen():
    with tempconfig(SIZE):
        things, camera = stage(), Camera()
        below = Below(camera, None)
        other = Surface(Ground(-HILLS.values, X, X), region=left)
        for several in (
            things, [other, *things[1:]], things[1:], things[:3], things[::-1], [*things[:2], Circle(), *things[2:]],
        ):  # fmt: skip
            for _ in range(15):
                below.draw(several)
                assert np.array_equal(camera.pixel_array, whole(several))


def test_what_did_not_change_is_not_drawn_again():
    with tempconfig(SIZE):
        things, camera = [Square(), VGroup(Square(), Square()), Circle()], Counting()
        below = Below(camera, None)
        counts = []
        for step in range(40):
            things[2].shift([0.01, 0, 0])
            if step < 5:
                things[1][0].shift([0.01, 0, 0])
            before = camera.drawn
            below.draw(things)
            counts.append(camera.drawn - before)
    assert counts[0] == 4 and counts[1] == 4, "at first all, and once more for the picture that is kept"
    assert counts[2:5] == [3, 3, 3], "above what moves all is drawn"
    assert counts[-10:] == [1] * 10, "and what has come to rest no more, after a while"


def test_what_only_drawing_tells_is_drawn_each_time():
    with tempconfig(SIZE):
        points = PMobject(stroke_width=8).add_points([[0.2 * k, 0, 0] for k in range(9)])
        camera, things = Counting(), [Square(), points, Square(), Circle()]
        below = Below(camera, None)
        for _ in range(20):
            below.draw(things)
        points.rgbas[:, 1] = 0.2
        camera.drawn = 0
        below.draw(things)
        assert camera.drawn == 2 and np.array_equal(camera.pixel_array, whole(things))


def test_a_play_is_drawn_as_without(monkeypatch):
    class Play(Scene):
        def construct(self):
            still, group = Square(3, fill_opacity=0.5), VGroup(Circle(), Square(0.5))
            self.add(still, group)
            self.play(group[1].animate.shift([1, 0, 0]), run_time=1)
            self.play(group[0].animate.set_color("#ff0000"), still.animate.scale(0.5), run_time=1)

    class Kept(EveryFrame):
        def __init__(self):
            self.pictures = []

        def write(self, frame, count):
            self.pictures += [frame.copy()] * count

    found = []
    with tempconfig(SIZE | {"progress_bar": "none", "verbosity": "ERROR", "dry_run": True}):
        for _ in range(2):
            kept = Kept()
            Play(renderer=FilmRenderer(kept)).render()
            found.append(kept.pictures)
            monkeypatch.setattr(Below, "draw", lambda self, things: self._plain(things))
            monkeypatch.setattr(Below, "_plain", plain, raising=False)
    assert len(found[0]) == len(found[1]) == 30
    assert all(np.array_equal(a, b) for a, b in zip(*found, strict=True))


def plain(self, things):
    self._camera.set_frame_to_background(self._ground)
    self._camera.capture_mobjects(things)
