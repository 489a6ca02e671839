"""manim's camera for what is flat, with less work for the same pixels.

Each stretch of a path is handed to cairo in plain numbers and kept as cairo's own path; what is wholly transparent is not
drawn.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import cairo
import numpy as np
from manim import Camera, VMobject
from numpy.typing import NDArray

Points = NDArray[np.float64]
_RELATIVE = 1e-5
"""How near two ends of curves must be to be one point, besides `tolerance_for_point_equality`: numpy's, as manim has it."""

_MANY = 160
"""From so many points on, where a path is parted is asked of all of it at once."""


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
        trace(ctx, points, vmobject.tolerance_for_point_equality)
        if kept is not None:
            # What was somewhere else a frame ago will be again: only what stood still is worth keeping.
            del self._paths[vmobject]
        elif len(points):
            self._paths[vmobject] = points.copy(), ctx.copy_path()
        return self

    def apply_fill(self, ctx: cairo.Context, vmobject: VMobject) -> StageCamera:
        if seen(self.get_fill_rgbas(vmobject)):
            super().apply_fill(ctx, vmobject)
        return self

    def apply_stroke(self, ctx: cairo.Context, vmobject: VMobject, background: bool = False) -> StageCamera:
        width = vmobject.get_stroke_width(background)
        if width > 0 and seen(self.get_stroke_rgbas(vmobject, background)):
            super().apply_stroke(ctx, vmobject, background)
        return self


def seen(rgbas: NDArray[np.float64]) -> bool:
    """Whether a paint leaves a trace."""
    return bool(rgbas[0][3] > 0) if len(rgbas) == 1 else bool((rgbas[:, 3] > 0).any())


def trace(ctx: cairo.Context, points: Points, tolerance: float) -> None:
    """A path of cubic curves, four finite points each, closed and parted where manim closes and parts it."""
    ctx.new_path()
    if len(points) >= _MANY:
        _trace_many(ctx, points[:, :2], tolerance)
        return
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


def _trace_many(ctx: cairo.Context, points: Points, tolerance: float) -> None:
    """The same (m, 2) for a long path, asked of all of it at once."""
    starts, ends = points[::4], points[3::4]
    apart = ~_all_near(ends[:-1], starts[1:], tolerance)
    begins = np.concatenate([[0], np.flatnonzero(apart) + 1])
    past = np.append(begins[1:], len(starts))
    closed = _all_near(starts[begins], ends[past - 1], tolerance)
    curves = points.reshape(-1, 8)[:, 2:].tolist()
    curve_to = ctx.curve_to
    pieces = zip(starts[begins].tolist(), begins.tolist(), past.tolist(), closed.tolist(), strict=True)
    for (x, y), first, last, close in pieces:
        ctx.new_sub_path()
        ctx.move_to(x, y)
        for curve in curves[first:last]:
            curve_to(*curve)
        if close:
            ctx.close_path()


def _all_near(ones: Points, others: Points, tolerance: float) -> NDArray[np.bool_]:
    """Which of some points (k, 2) are where others are: (k,)."""
    near: NDArray[np.bool_] = (np.abs(ones - others) <= tolerance + _RELATIVE * np.abs(others)).all(axis=1)
    return near


def _near(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance + _RELATIVE * abs(other)
