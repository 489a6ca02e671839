"""manim's camera that goes round things, with less work for the same pixels but for one exception.

Of things that are shaded, all that does not depend on where the camera is is worked out once, and kept as long as none of
them changes. Faces of a surface are projected together and drawn in plain numbers. The exception: a face whose light hardly
differs from corner to corner is painted in one colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple
from weakref import WeakKeyDictionary

import cairo
import numpy as np
from manim import Camera, Mobject, ThreeDCamera, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from numpy.typing import NDArray

from reel.stage.camera import Points, StageCamera, seen, trace

_FACE = 16
"""Points of a face of a surface: four curves."""
_EACH = _FACE + 2
"""And the two ends of its gradient."""


class StageThreeDCamera(StageCamera, ThreeDCamera):
    """manim's camera for what has depth."""

    LEVELS: ClassVar = 32.0
    """A face whose light differs by no more from one corner to the other is painted in one colour, its mean: cairo takes
    four times as long for a gradient. With 0 its pixels are manim's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._faces: WeakKeyDictionary[VMobject, _Face] = WeakKeyDictionary()
        self._shaded = _Shaded([], b"")
        self._middles: list[Points | None] = []
        self._plain: _Plain | None = None
        self._seen: dict[int, _Seen] | None = None

    def set_cairo_context_path(self, ctx: cairo.Context, vmobject: VMobject) -> StageThreeDCamera:
        # Where a path is on the frame depends on the camera as well.
        points = self.transform_points_pre_display(vmobject, vmobject.points)
        if len(points) % 4 or not np.isfinite(points).all():
            ThreeDCamera.set_cairo_context_path(self, ctx, vmobject)
        else:
            trace(ctx, points, vmobject.tolerance_for_point_equality)
        return self

    def get_mobjects_to_display(self, *args: Any, **kwargs: Any) -> list[Mobject]:
        """What there is, from the back to the front; what is not shaded comes last."""
        things = Camera.get_mobjects_to_display(self, *args, **kwargs)
        shaded = _Shaded([one for one in things if getattr(one, "shade_in_3d", False)], self.light_source.points.tobytes())
        if self._plain is None or shaded != self._shaded:
            self._shaded = shaded
            alone = (getattr(one, "z_index_group", one) is one for one in shaded.things)
            self._middles = [self._face(one).middle if own else None for one, own in zip(shaded.things, alone, strict=True)]
            self._plain = _Plain([(one, self._face(one)) for one in shaded.things if self._is_plain(one)], self)
        self._seen = None
        turned = self.get_rotation_matrix().T
        middles = (
            one.get_z_index_reference_point() if middle is None else middle
            for one, middle in zip(shaded.things, self._middles, strict=True)
        )
        depths = [float(np.dot(one, turned)[2]) for one in middles]
        ordered = sorted(range(len(depths)), key=depths.__getitem__)
        return [*(shaded.things[k] for k in ordered), *(one for one in things if not getattr(one, "shade_in_3d", False))]

    def _face(self, thing: VMobject) -> _Face:
        face = self._faces.get(thing)
        if face is None or not np.array_equal(face.points, thing.points):
            face = self._faces[thing] = _Face(thing)
        return face

    def _is_plain(self, thing: VMobject) -> bool:
        """Whether it is a face of one colour that is shaded, whose path is made of its own points."""
        return (
            self.should_apply_shading
            and len(thing.points) == _FACE
            and len(thing.get_fill_rgbas()) == len(thing.get_stroke_rgbas()) == 1
            and thing.get_stroke_width(True) == 0
        )

    def display_multiple_non_background_colored_vmobjects(
        self, vmobjects: Iterable[VMobject], pixel_array: NDArray[np.uint8]
    ) -> None:
        ctx = self.get_cairo_context(pixel_array)
        if self._seen is None:
            self._seen = self._plain.project(self) if self._plain is not None else {}
        faces = self._seen
        for one in vmobjects:
            face = faces.get(id(one))
            if face is None or one in self.fixed_orientation_mobjects or one in self.fixed_in_frame_mobjects:
                self.display_vectorized(one, ctx)
            else:
                face.draw(ctx)


class _Shaded:
    """The things that are shaded and all that their looks depend on, besides where the camera is."""

    __slots__ = ("arrays", "rest", "things")

    def __init__(self, things: list[VMobject], light: bytes) -> None:
        self.things = things
        arrays = ([one.points for one in things], [one.fill_rgbas for one in things], [one.stroke_rgbas for one in things])
        # Many small arrays are compared as one.
        self.arrays = [np.concatenate(several) if several else np.zeros(0) for several in arrays]
        self.rest = [light, *map(_besides, things)]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Shaded):
            return NotImplemented
        return (
            len(self.things) == len(other.things)
            and all(one is two for one, two in zip(self.things, other.things, strict=True))
            and self.rest == other.rest
            and all(map(np.array_equal, self.arrays, other.arrays))
        )

    __hash__ = None  # type: ignore[assignment]


def _besides(thing: VMobject) -> tuple[object, ...]:
    """What the looks of a thing depend on, besides its arrays."""
    return (
        len(thing.points), len(thing.fill_rgbas), getattr(thing, "z_index_group", thing) is thing, thing.stroke_width,
        thing.background_stroke_width, thing.joint_type, thing.cap_style, thing.tolerance_for_point_equality,
    )  # fmt: skip


class _Plain:
    """The faces among them that are projected and drawn together, with their paints and pens."""

    def __init__(self, things: list[tuple[VMobject, _Face]], camera: StageThreeDCamera) -> None:
        self.names = [id(thing) for thing, _ in things]
        self.points = np.concatenate([part for _, face in things for part in (face.points, face.ends)] or [np.zeros((0, 3))])
        self.paints = [
            tuple(face.paint(camera, thing, rgbas) for rgbas in (thing.fill_rgbas, thing.stroke_rgbas))
            for thing, face in things
        ]
        self.pens = [
            _Pen(thing.get_stroke_width() * camera.cairo_line_width_multiple, LINE_JOIN_MAP[thing.joint_type],
                 CAP_STYLE_MAP[thing.cap_style])
            for thing, _ in things
        ]  # fmt: skip
        self.tolerances = [thing.tolerance_for_point_equality for thing, _ in things]

    def project(self, camera: ThreeDCamera) -> dict[int, _Seen]:
        """The faces by their identity, as a camera sees them; none where one of them is nowhere."""
        if not self.names:
            return {}
        projected = camera.project_points(self.points)
        if not np.isfinite(projected).all():
            return {}
        flat = np.ascontiguousarray(projected.reshape(-1, _EACH, 3)[:, :, :2])
        paths = flat[:, :_FACE].reshape(-1, 2 * _FACE).tolist()
        ends = flat[:, _FACE:].reshape(-1, 4).tolist()
        closed = _closed(flat[:, :_FACE].reshape(-1, 4, 4, 2), min(self.tolerances)).tolist()
        return {
            name: _Seen(None if closed[k] else flat[k, :_FACE], paths[k], ends[k], *self.paints[k], self.pens[k],
                        self.tolerances[k])
            for k, name in enumerate(self.names)
        }  # fmt: skip


def _closed(faces: NDArray[np.float64], tolerance: float) -> NDArray[np.bool_]:
    """Which faces (n, 4 curves, 4 points, 2) go round from curve to curve, and close."""
    gaps = faces[:, :, 3] - np.roll(faces[:, :, 0], -1, axis=1)
    return np.abs(gaps).max(axis=(1, 2)) <= tolerance


class _Pen(NamedTuple):
    width: float
    join: cairo.LineJoin
    cap: cairo.LineCap


class _Seen(NamedTuple):
    """A face where a camera sees it, and what it is painted with; where it does not close, its points besides."""

    parted: Points | None
    path: list[float]
    ends: list[float]
    fill: _Paint
    stroke: _Paint
    pen: _Pen
    tolerance: float

    def draw(self, ctx: cairo.Context) -> None:
        """Draw it as manim does."""
        if self.parted is not None:
            trace(ctx, self.parted, self.tolerance)
        else:
            path, curve_to = self.path, ctx.curve_to
            ctx.new_path()
            ctx.move_to(path[0], path[1])
            curve_to(*path[2:8])
            curve_to(*path[10:16])
            curve_to(*path[18:24])
            curve_to(*path[26:32])
            ctx.close_path()
        if self.fill.seen:
            self.fill.use(ctx, self.ends)
            ctx.fill_preserve()
        if self.stroke.seen and self.pen.width > 0:
            self.stroke.use(ctx, self.ends)
            width, join, cap = self.pen
            ctx.set_line_width(width)
            ctx.set_line_join(join)
            ctx.set_line_cap(cap)
            ctx.stroke()


class _Face:
    """What of a shaded thing does not depend on where the camera is; good as long as its points are the same."""

    __slots__ = ("ends", "middle", "paints", "points")

    def __init__(self, thing: VMobject) -> None:
        self.points = thing.points.copy()
        self.middle = thing.get_z_index_reference_point()
        self.ends = np.array(thing.get_gradient_start_and_end_points())
        self.paints: dict[tuple[bytes, bytes], _Paint] = {}

    def paint(self, camera: StageThreeDCamera, thing: VMobject, rgbas: NDArray[np.float64]) -> _Paint:
        key = rgbas.tobytes(), camera.light_source.points.tobytes()
        paint = self.paints.get(key)
        if paint is None:
            if len(self.paints) > 8:
                self.paints.clear()
            paint = self.paints[key] = _Paint(camera.modified_rgbas(thing, rgbas), camera.LEVELS)
        return paint


class _Paint:
    """What a face is painted with: from one colour to another, or one where they are next to the same."""

    __slots__ = ("seen", "stops")

    def __init__(self, rgbas: NDArray[np.float64], levels: float) -> None:
        self.seen = seen(rgbas)
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
