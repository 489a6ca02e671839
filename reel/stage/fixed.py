"""Three scenes that do not change, for measuring: a network that moves, bars with numbers, and a surface."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import (
    BLUE,
    DEGREES,
    DOWN,
    RIGHT,
    UP,
    YELLOW,
    Circle,
    DecimalNumber,
    LaggedStart,
    Line,
    Rectangle,
    Scene,
    ShowPassingFlash,
    Surface,
    ThreeDScene,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)
from manim.mobject.text.typst_mobject import MathTypst


class MovingNetwork(Scene):
    """34 neurons in four layers; signals run along their edges, and the whole turns a little."""

    def construct(self) -> None:
        layers = VGroup(*(self._layer(count) for count in (8, 9, 9, 8))).arrange(RIGHT, buff=2)
        edges = VGroup(
            *(
                Line(a.get_center(), b.get_center(), stroke_width=1, stroke_opacity=0.5)
                for before, after in pairwise(layers)
                for a in before
                for b in after
            )
        )
        self.add(edges, layers)
        self.wait(1)
        for before, after in ((0, 72), (72, 153), (153, 225)):
            signals = (ShowPassingFlash(one.copy().set_stroke(YELLOW, 3, 1)) for one in edges[before:after:3])
            self.play(LaggedStart(*signals, lag_ratio=0.02), run_time=1)
        self.play(VGroup(edges, layers).animate.rotate(0.2), run_time=1)
        self.wait(1)

    @staticmethod
    def _layer(count: int) -> VGroup:
        return VGroup(*(Circle(0.16, color=BLUE, fill_opacity=0.6) for _ in range(count))).arrange(DOWN, buff=0.18)


class SoftmaxBars(Scene):
    """Five scores become chances: bars and their numbers change together, and then stand."""

    def construct(self) -> None:
        scores = np.array([2.0, 1.0, 0.2, -0.5, -1.0])

        def shares(sharpness: float) -> np.ndarray:
            weights = np.exp(sharpness * scores)
            return weights / weights.sum()

        bars = VGroup(*(Rectangle(width=1, height=0.1, color=BLUE, fill_opacity=0.8) for _ in scores)).arrange(RIGHT)
        numbers = VGroup(*(DecimalNumber(0, num_decimal_places=2, mob_class=MathTypst) for _ in scores))

        def show(group: VGroup, alpha: float) -> None:
            for bar, number, share in zip(*group, shares(2.5 * alpha), strict=True):
                bar.stretch_to_fit_height(4 * share).move_to(2 * DOWN + bar.get_x() * RIGHT, aligned_edge=DOWN)
                number.set_value(share).next_to(bar, UP, buff=0.15)

        both = VGroup(bars, numbers)
        show(both, 0)
        self.add(both)
        self.wait(1)
        self.play(UpdateFromAlphaFunc(both, show), run_time=2)
        self.wait(2)


class TurningSurface(ThreeDScene):
    """A surface of 24 by 24 faces, and a camera that goes round it."""

    def construct(self) -> None:
        self.set_camera_orientation(phi=65 * DEGREES, theta=-45 * DEGREES)
        surface = Surface(
            lambda u, v: np.array([u, v, 0.5 * np.sin(2 * u) * np.cos(2 * v)]), u_range=(-2, 2), v_range=(-2, 2),
            resolution=(24, 24),
        )  # fmt: skip
        self.add(surface)
        self.move_camera(theta=-15 * DEGREES, run_time=2, rate_func=linear)


FIXED = {one.__name__: one for one in (MovingNetwork, SoftmaxBars, TurningSurface)}
