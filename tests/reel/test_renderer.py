"""The renderer's pictures against stock manim's, pixel for pixel, at the same progress of the same plays."""

from __future__ import annotations

import numpy as np
import pytest
from manim import (
    RIGHT,
    UP,
    AnimationGroup,
    Camera,
    Circle,
    Create,
    FadeOut,
    LaggedStart,
    Scene,
    Square,
    Text,
    linear,
    tempconfig,
)  # fmt: skip
from manim.renderer.cairo_renderer import CairoRenderer

from reel.stage.renderer import FilmRenderer
from reel.stage.sinks import Nothing

CONFIG = {
    "pixel_width": 320, "pixel_height": 180, "frame_rate": 15, "dry_run": True, "progress_bar": "none",
    "verbosity": "ERROR", "disable_caching": True,
}  # fmt: skip


class Moving(Scene):
    def construct(self):
        square, circle = Square(color="#4592BB"), Circle(color="#F7C52D", fill_opacity=0.5).shift(2 * RIGHT)
        label = Text("still").shift(2 * UP)
        self.add(label)
        self.play(Create(square, rate_func=linear), run_time=1)
        self.play(AnimationGroup(square.animate.rotate(1), Create(circle)), run_time=1)
        circle.add_updater(lambda one: one.next_to(square, RIGHT))
        self.play(LaggedStart(square.animate.shift(UP), label.animate.set_opacity(0.3), lag_ratio=0.4), run_time=2)
        self.wait(1)
        self.play(FadeOut(square), run_time=1)


class Kept:
    """A sink that keeps every frame."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []

    def begin(self, first: int, count: int, moving: bool) -> None: ...

    def wants(self, first: int, count: int) -> bool:
        return True

    def skip(self, count: int) -> None:
        raise AssertionError

    def write(self, frame: np.ndarray, count: int) -> None:
        self.frames += [frame.copy()] * count


class StockFrames(CairoRenderer):
    """manim's own renderer, which remembers what it would write."""

    def __init__(self) -> None:
        super().__init__(camera_class=Camera)
        self.frames: list[np.ndarray] = []

    def add_frame(self, frame, num_frames=1):
        self.frames += [frame.copy()] * num_frames
        super().add_frame(frame, num_frames)


@pytest.fixture(scope="module")
def both():
    with tempconfig(CONFIG):
        kept = Kept()
        Moving(renderer=FilmRenderer(kept)).render()
        stock = StockFrames()
        Moving(renderer=stock).render()
    return kept.frames, stock.frames


def test_each_play_has_the_frames_of_its_length(both):
    ours, _ = both
    assert len(ours) == 15 * (1 + 1 + 2 + 1 + 1)


def test_pictures_equal_stock_manims_at_the_same_progress(both):
    ours, stock = both
    assert len(ours) == len(stock)
    # Stock shows a play of n frames at progress 0 to (n-1)/n, ours at 1/n to 1: ours is one frame ahead in each play.
    begin, compared = 0, 0
    for count in (15, 15, 30, 15, 15):
        for k in range(1, count):
            assert np.array_equal(ours[begin + k - 1], stock[begin + k]), (begin, k)
            compared += 1
        begin += count
    assert compared == 85
    assert len({frame.tobytes() for frame in ours}) > 50, "the pictures do move"


def test_the_last_frame_of_a_play_shows_its_end(both):
    ours, stock = both
    assert np.array_equal(ours[14], stock[15]), "the first play's end is where the second begins"
    empty = ours[-1]
    assert not np.array_equal(empty, ours[-2])


def test_nothing_is_drawn_that_is_not_wanted(monkeypatch):
    drawn = []
    monkeypatch.setattr(Camera, "capture_mobjects", lambda *args, **kwargs: drawn.append(1))
    with tempconfig(CONFIG):
        scene = Moving(renderer=FilmRenderer(Nothing()))
        scene.render()
    assert drawn == []
    assert scene.renderer.frame == 90


def test_a_frame_is_played_at_manims_own_time_to_the_last_bit(monkeypatch):
    times, plain = [], Scene.update_to_time

    def noted(self, time):
        times.append(time)
        plain(self, time)

    monkeypatch.setattr(Scene, "update_to_time", noted)
    with tempconfig(CONFIG | {"frame_rate": 60}):
        Moving(renderer=FilmRenderer(Nothing())).render()
    first = 0
    for seconds in (1, 1, 2, 1):
        count = 60 * seconds
        assert times[first : first + count - 1] == list(np.arange(0, seconds, 1 / 60))[1:]
        assert times[first + count - 1] == seconds
        first += count
    assert first == len(times)
