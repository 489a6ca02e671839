"""Our cameras against manim's, pixel for pixel."""

from __future__ import annotations

import numpy as np
import pytest
from manim import (
    DEGREES,
    OUT,
    RIGHT,
    UP,
    Camera,
    Circle,
    DashedVMobject,
    Line,
    Rectangle,
    Sphere,
    Square,
    Surface,
    Text,
    ThreeDCamera,
    VGroup,
    VMobject,
    tempconfig,
)

from reel.stage.camera import StageCamera
from reel.stage.camera_3d import StageThreeDCamera
from reel.stage.trial import ssim
from scenes.matrix import MatrixTable

SMALL = {"pixel_width": 480, "pixel_height": 270, "frame_rate": 15}


def things() -> VGroup:
    """Paths of every kind that is closed, open, parted, broken, coloured in steps, or not to be seen."""
    open_path = VMobject(stroke_width=6).set_points_as_corners([(-3, -2, 0), (-2, -1, 0), (-1, -2, 0)])
    odd = VMobject(fill_opacity=1).set_points_as_corners([(3, 0, 0), (4, 1, 0), (5, 0, 0), (3, 0, 0)])
    odd.points = odd.points[:-1]
    in_a_row = VMobject(stroke_width=4).set_points_as_corners([(-5, 1, 0), (-4, 1, 0)])
    in_a_row.start_new_path(np.array([-3, 1, 0])).add_line_to(np.array([-2, 1, 0]))
    nowhere = Line()
    nowhere.points = nowhere.points * np.nan
    almost = Square(fill_opacity=0.5).shift(2 * RIGHT)
    almost.points[-1] += 1e-7
    rng = np.random.default_rng(2)
    long = [VMobject(stroke_width=2).set_points_smoothly(rng.uniform(-3, 3, (90, 3)) * [1, 1, 0]) for _ in range(3)]
    long[1].add_line_to(long[1].points[0])
    long[2].start_new_path(np.zeros(3)).add_line_to(np.array([1, 1, 0]))
    return VGroup(
        Text("glyphs with holes: oabeg").shift(2 * UP), Circle(fill_opacity=0.4, stroke_width=0),
        Square(0.8).set_fill(["#FF0000", "#00FF00", "#0000FF"], 1).set_stroke(["#FFFFFF", "#000000"], 5),
        DashedVMobject(Circle(1.6)), open_path, odd, nowhere, almost, in_a_row,
        MatrixTable([[1, 2], [3, 4]]).scale(0.5).shift(3 * UP + RIGHT),
        Rectangle(fill_opacity=0, stroke_width=0), Rectangle(stroke_opacity=0).shift(RIGHT), VMobject(),
        Text("under").set_stroke("#D86B72", 8, background=True).shift(3 * RIGHT - UP), *long,
    )  # fmt: skip


def test_flat_things_are_drawn_alike_whether_they_stand_or_move():
    with tempconfig(SMALL):
        group, cameras = things(), (Camera(), StageCamera())
        pictures = set()
        for step in range(6):
            if step in (2, 3, 5):
                group[min(step, 4)].rotate(0.3)
                group[0][step].shift(0.1 * RIGHT)
            if step == 4:
                group[2].set_fill(opacity=0.2)
            for camera in cameras:
                camera.reset()
                camera.capture_mobjects([group])
            assert np.array_equal(cameras[0].pixel_array, cameras[1].pixel_array), step
            pictures.add(cameras[1].pixel_array.tobytes())
    assert len(pictures) == 5, "what was to change did"


def test_a_path_that_stands_still_is_traced_once_and_a_copy_of_it_is_its_own():
    traced = []

    class Counted(StageCamera):
        def set_cairo_context_path(self, ctx, vmobject):
            before = self._paths.get(vmobject)
            super().set_cairo_context_path(ctx, vmobject)
            traced.append(self._paths.get(vmobject) is not before or before is None)
            return self

    with tempconfig(SMALL):
        camera, circle = Counted(), Circle()
        for _ in range(3):
            camera.capture_mobjects([circle])
        assert traced == [True, False, False]
        camera.capture_mobjects([circle.copy()])
        assert traced[-1]
        circle.shift(RIGHT)
        camera.capture_mobjects([circle])
        assert traced[-1]


class Exact(StageThreeDCamera):
    """One that keeps every gradient."""

    LEVELS = 0


def test_faces_in_their_mean_colour_are_as_near_as_makes_no_difference():
    with tempconfig(SMALL | {"pixel_width": 1920, "pixel_height": 1080}):
        ground = Surface(
            lambda u, v: np.array([u, v, np.sin(u) * np.cos(v)]), u_range=(-2, 2), v_range=(-2, 2), resolution=24
        )
        cameras = ThreeDCamera(), StageThreeDCamera()
        for camera in cameras:
            camera.set_phi(60 * DEGREES)
            camera.capture_mobjects([ground])
        stock, own = (camera.pixel_array for camera in cameras)
    assert not np.array_equal(stock, own)
    assert all(ssim(stock[..., k], own[..., k]) >= 0.999 for k in range(3))


@pytest.mark.parametrize("shading", [True, False])
def test_surfaces_are_drawn_alike_from_all_sides(shading):
    with tempconfig(SMALL):
        ground = Surface(
            lambda u, v: np.array([u, v, np.sin(u) * np.cos(v)]), u_range=(-2, 2), v_range=(-2, 2), resolution=8
        )
        ball = Sphere(radius=0.7, resolution=(8, 8)).shift(OUT)
        cameras = (ThreeDCamera(should_apply_shading=shading), Exact(should_apply_shading=shading))
        label, sign = Text("stays").shift(3 * UP), Text("faces us").shift(2 * RIGHT)
        everything = [VGroup(ground, ball), label, sign, Square().rotate(1, axis=RIGHT)]
        for step in range(8):
            if step == 1:
                ground.set_stroke(width=3)
            if step == 5:
                ground[10].points[-1] += 0.3 * OUT
            if step == 6:
                ground[12].set_stroke("#FF0000", opacity=0.5)
            if step == 7:
                ball[5].set_points(ball[6].points)
            if step == 2:
                ground[3].shift(0.3 * OUT)
                ball.set_fill("#FFAA00", 0.5)
            if step == 3:
                ball.set_fill(["#FFAA00", "#0000FF"])
            for camera in cameras:
                if step == 0:
                    camera.add_fixed_in_frame_mobjects(label)
                    camera.add_fixed_orientation_mobjects(sign)
                if step == 4:
                    camera.light_source.move_to(5 * OUT)
                camera.set_phi((40 + 20 * step) * DEGREES)
                camera.set_theta((10 + 70 * step) * DEGREES)
                camera.reset()
                camera.capture_mobjects(everything)
            assert np.array_equal(cameras[0].pixel_array, cameras[1].pixel_array), step


def test_what_is_wholly_transparent_is_not_painted():
    asked = []

    class Context:
        def __getattr__(self, name):
            asked.append(name)
            return lambda *args: None

    with tempconfig(SMALL):
        camera = StageCamera()
        camera.cache_cairo_context(camera.pixel_array, Context())
        for seen, painted in ((Square(fill_opacity=0, stroke_width=0), set()), (Square(fill_opacity=0), {"stroke_preserve"}),
                              (Square(fill_opacity=1, stroke_opacity=0), {"fill_preserve"})):  # fmt: skip
            asked.clear()
            camera.capture_mobjects([seen])
            assert {"fill_preserve", "stroke_preserve"} & set(asked) == painted
