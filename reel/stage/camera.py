"""manim's cameras with less work for the same pixels.

Each stretch of a path is handed to cairo in plain numbers and kept as cairo's own path; what is wholly transparent is not
drawn; and of a thing that is shaded, all that does not depend on where the camera is is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import cairo
import numpy as np
from manim import Camera, Mobject, ThreeDCamera, VMobject
from numpy.typing import NDArray

Points = NDArray[np.float64]
_RELATIVE = 1e-5
"""How near two ends of curves must be to be one point, besides `tolerance_for_point_equality`: numpy's, as manim has it."""


class StageCamera(Camera):
    """manim's camera for what is flat."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._paths: WeakKeyDictionary[VMobject, tuple[Points, cairo.Path]] = WeakKeyDictionary()

    def set_cairo_context_path(self, ctx: cairo.Context, vmobject: VMobject) -> StageCamera:
        points = vmobject.points
        kept = self._paths.get(vmobject)
        if kept is not None and kept[0].shape == points.shape and (kept[0] == points).all():
            ctx.new_path()
            ctx.append_path(kept[1])
            return self
        if len(points) % 4 or not np.isfinite(points).all():
            super().set_cairo_context_path(ctx, vmobject)
            return self
        _trace(ctx, points, vmobject.tolerance_for_point_equality)
        if kept is not None:
            # What was somewhere else a frame ago will be again: only what stood still is worth keeping.
            del self._paths[vmobject]
        elif len(points):
            self._paths[vmobject] = points.copy(), ctx.copy_path()
        return self

    def apply_fill(self, ctx: cairo.Context, vmobject: VMobject) -> StageCamera:
        if _seen(self.get_fill_rgbas(vmobject)):
            super().apply_fill(ctx, vmobject)
        return self

    def apply_stroke(self, ctx: cairo.Context, vmobject: VMobject, background: bool = False) -> StageCamera:
        width = vmobject.get_stroke_width(background)
        if width > 0 and _seen(self.get_stroke_rgbas(vmobject, background)):
            super().apply_stroke(ctx, vmobject, background)
        return self


def _seen(rgbas: NDArray[np.float64]) -> bool:
    """Whether a paint leaves a trace."""
    return bool(rgbas[0][3] > 0) if len(rgbas) == 1 else bool((rgbas[:, 3] > 0).any())


def _trace(ctx: cairo.Context, points: Points, tolerance: float) -> None:
    """A path of cubic curves, four finite points each, closed and parted where manim closes and parts it."""
    ctx.new_path()
    flat = points[:, :2].ravel().tolist()
    if not flat:
        return
    curve_to, last = ctx.curve_to, len(flat)
    first_x, first_y = flat[0], flat[1]
    ctx.new_sub_path()
    ctx.move_to(first_x, first_y)
    for k in range(2, last, 8):
        curve_to(*flat[k : k + 6])
        end_x, end_y = flat[k + 4], flat[k + 5]
        if k + 6 < last:
            x, y = flat[k + 6], flat[k + 7]
            if (end_x == x or _near(end_x, x, tolerance)) and (end_y == y or _near(end_y, y, tolerance)):
                continue
        if _near(first_x, end_x, tolerance) and _near(first_y, end_y, tolerance):
            ctx.close_path()
        if k + 6 < last:
            first_x, first_y = x, y
            ctx.new_sub_path()
            ctx.move_to(x, y)


def _near(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance + _RELATIVE * abs(other)


class _Face:
    """What of a shaded thing does not depend on where the camera is; good as long as its points are the same."""

    __slots__ = ("ends", "middle", "paints", "points")

    def __init__(self, thing: VMobject) -> None:
        self.points = thing.points.copy()
        self.middle = thing.get_z_index_reference_point()
        start, end = thing.get_gradient_start_and_end_points()
        self.ends = np.array([start, end])
        self.paints: dict[tuple[bytes, bytes], _Paint] = {}


class StageThreeDCamera(StageCamera, ThreeDCamera):
    """manim's camera that goes round things. Faces of surfaces are projected together."""

    FACES: ClassVar = 16
    """Points of a face of a surface: four curves."""
    LEVELS: ClassVar = 32.0
    """A face whose light differs by no more from one corner to the other is painted in one colour, its mean: cairo takes
    four times as long for a gradient. With 0 its pixels are manim's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._faces: WeakKeyDictionary[VMobject, _Face] = WeakKeyDictionary()
        self._now: dict[int, _Face] = {}
        self._light = b""

    def set_cairo_context_path(self, ctx: cairo.Context, vmobject: VMobject) -> StageThreeDCamera:
        # Where a path is on the frame depends on the camera as well.
        points = self.transform_points_pre_display(vmobject, vmobject.points)
        if len(points) % 4 or not np.isfinite(points).all():
            ThreeDCamera.set_cairo_context_path(self, ctx, vmobject)
        else:
            _trace(ctx, points, vmobject.tolerance_for_point_equality)
        return self

    def get_mobjects_to_display(self, *args: Any, **kwargs: Any) -> list[Mobject]:
        things = Camera.get_mobjects_to_display(self, *args, **kwargs)
        turned = self.get_rotation_matrix().T
        self._light = self.light_source.points.tobytes()
        self._now = {id(one): self._face(one) for one in things if getattr(one, "shade_in_3d", False)}

        def depth(thing: Mobject) -> float:
            face = self._now.get(id(thing))
            if face is None:
                return float("inf")
            middle = face.middle if getattr(thing, "z_index_group", thing) is thing else thing.get_z_index_reference_point()
            return float(np.dot(middle, turned)[2])

        return sorted(things, key=depth)

    def _face(self, thing: VMobject) -> _Face:
        face = self._faces.get(thing)
        if face is None or face.points.shape != thing.points.shape or not (face.points == thing.points).all():
            face = self._faces[thing] = _Face(thing)
        return face

    def display_multiple_non_background_colored_vmobjects(
        self, vmobjects: Iterable[VMobject], pixel_array: NDArray[np.uint8]
    ) -> None:
        ctx = self.get_cairo_context(pixel_array)
        waiting: list[VMobject] = []
        for one in vmobjects:
            if self._is_plain_face(one):
                waiting.append(one)
                continue
            self._display_faces(ctx, waiting)
            waiting = []
            self.display_vectorized(one, ctx)
        self._display_faces(ctx, waiting)

    def _is_plain_face(self, thing: VMobject) -> bool:
        """Whether it is projected as it is, and has one colour that is shaded."""
        return (
            self.should_apply_shading
            and id(thing) in self._now
            and len(thing.points) == self.FACES
            and len(thing.get_fill_rgbas()) == len(thing.get_stroke_rgbas()) == 1
            and thing.get_stroke_width(True) == 0
            and thing not in self.fixed_orientation_mobjects
            and thing not in self.fixed_in_frame_mobjects
        )

    def _display_faces(self, ctx: cairo.Context, things: list[VMobject]) -> None:
        """Draw faces: what manim does for each, with their points projected in one go."""
        if not things:
            return
        faces = [self._now[id(one)] for one in things]
        points = np.concatenate([part for face in faces for part in (face.points, face.ends)])
        each = self.FACES + 2
        projected = self.project_points(points)
        if not np.isfinite(projected).all():
            for one in things:
                self.display_vectorized(one, ctx)
            return
        ends = projected.reshape(len(things), each, 3)[:, self.FACES :, :2].reshape(-1, 4).tolist()
        pen: tuple[object, ...] = ()
        for k, thing in enumerate(things):
            _trace(ctx, projected[k * each : k * each + self.FACES], thing.tolerance_for_point_equality)
            fill = self._paint(faces[k], thing, thing.fill_rgbas)
            if fill.seen:
                fill.use(ctx, ends[k])
                ctx.fill_preserve()
            stroke = self._paint(faces[k], thing, thing.stroke_rgbas)
            width = thing.get_stroke_width()
            if stroke.seen and width > 0:
                if pen != (width, thing.joint_type, thing.cap_style):
                    pen = width, thing.joint_type, thing.cap_style
                    self._set_pen(ctx, thing)
                stroke.use(ctx, ends[k])
                ctx.stroke_preserve()

    def _paint(self, face: _Face, thing: VMobject, rgbas: NDArray[np.float64]) -> _Paint:
        key = rgbas.tobytes(), self._light
        paint = face.paints.get(key)
        if paint is None:
            if len(face.paints) > 8:
                face.paints.clear()
            paint = face.paints[key] = _Paint(ThreeDCamera.modified_rgbas(self, thing, rgbas), self.LEVELS)
        return paint

    def _set_pen(self, ctx: cairo.Context, thing: VMobject) -> None:
        from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP

        ctx.set_line_width(thing.get_stroke_width() * self.cairo_line_width_multiple)
        ctx.set_line_join(LINE_JOIN_MAP[thing.joint_type])
        ctx.set_line_cap(CAP_STYLE_MAP[thing.cap_style])


class _Paint:
    """What a face is painted with: from one colour to another, or one where they are next to the same."""

    __slots__ = ("seen", "stops")

    def __init__(self, rgbas: NDArray[np.float64], levels: float) -> None:
        self.seen = _seen(rgbas)
        if float(np.ptp(rgbas, axis=0).max()) * 255 <= levels:
            rgbas = rgbas.mean(axis=0, keepdims=True)
        # Red and blue change places, as they do in manim's buffer.
        self.stops = [(blue, green, red, cover) for red, green, blue, cover in rgbas.tolist()]

    def use(self, ctx: cairo.Context, line: list[float]) -> None:
        """Paint with it, along a line from where its first colour is to where its last is."""
        if len(self.stops) == 1:
            ctx.set_source_rgba(*self.stops[0])
            return
        pattern = cairo.LinearGradient(*line)
        for offset, stop in zip((0.0, 1.0), self.stops, strict=True):
            pattern.add_color_stop_rgba(offset, *stop)
        ctx.set_source(pattern)
