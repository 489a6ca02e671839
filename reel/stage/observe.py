"""A chapter, played and looked at: what stands on its stage frame by frame, and what is drawn of it."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from manim import Animation, AnimationGroup, Camera, DecimalNumber, Mobject, Scene, Typst, VMobject, Wait, config
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

from reel.check import pixels
from reel.check.observed import HEIGHT, WIDTH, Beside, Box, Floats, Motion, Observed, Picture, Seen, Shape, Step, Text
from reel.stage import remembered
from reel.stage.renderer import EveryFrame, FilmRenderer, Frame
from scenes.painted import Painted
from scenes.theme import theme

SMALL = (320, 180)
"""The size of the pictures that are kept of every drawn frame."""
EVERY = 3
"""Of the frames of a motion, each third is looked into; the first and the last always."""
_SEEN = 0.04
"""What is less opaque than this is not seen."""
_DIMMED = 0.6
"""A glyph with less than this share of the opacity of its text's strongest is dimmed."""
_PIXELS_A_UNIT = HEIGHT / 8
_TO_FRAME = np.array([_PIXELS_A_UNIT, -_PIXELS_A_UNIT])
_MIDDLE = np.array([WIDTH / 2, HEIGHT / 2])
_NARROW = 0.12
"""An outline that holds less than this of the square over its length is long and narrow."""
_NO_LINE = np.zeros((0, 2, 2))
_STEPS = np.array([0.0, 0.25, 0.5, 0.75])
_BERNSTEIN = np.stack([(1 - _STEPS) ** 3, 3 * _STEPS * (1 - _STEPS) ** 2, 3 * _STEPS**2 * (1 - _STEPS), _STEPS**3], axis=1)


class Observer(EveryFrame):
    """A sink that looks at the stage as its frames come. Give it the scene before it is rendered."""

    def __init__(self, chapter: str, frames: int, tell: Callable[[int, int], None] | None = None) -> None:
        self._tell = tell
        self.observed = Observed(chapter, round(config.frame_rate), frames, _rgb(theme.background))
        self.observed.roles = tuple(sorted({_rgb(code) for code in theme.roles.values()}))
        self.scene: Scene | None = None
        self.pictures: dict[int, bytes] = {}
        """The frames that were looked at, as JPEG: at full size where the stage stands, small where it moves."""
        self._names = _Names()
        self._drawn: dict[int, _Drawn] = {}
        self._frame = 0
        self._first = self._count = 0
        self._moving = False
        self._was: dict[int, Any] = {}
        self._measures: dict[bytes, list[pixels.Around]] = {}

    def begin(self, first: int, count: int, moving: bool) -> None:
        self._first, self._count, self._moving = first, count, moving
        if moving and self.scene is not None:
            for one in self.scene.animations or ():
                self.observed.motions += _parts(one, first, 0.0, 1.0)

    def write(self, frame: Frame, count: int) -> None:
        self.observed.small.append((self._frame, _small(frame)))
        step = self._frame - self._first
        if self._moving and (step % EVERY == 0 or step == self._count - 1):
            self.pictures[self._frame] = _packed(frame)
            self._look(None)
        self._frame += count
        if self._tell is not None:
            self._tell(self._frame, self.observed.frames)

    def settled(self, frame: Frame) -> None:
        """Look at the stage, which stands still from here on, and at its picture at full size."""
        self._look(frame)

    def before(self, frame: Frame) -> None:
        """Take note of the stage as a play finds it."""
        self.observed.before.append((self._frame, _small(frame)))

    def finish(self, steps: Iterable[Any]) -> Observed:
        """All that was seen, with what the chapter says it played."""
        self.observed.steps = [
            Step(one.first, one.last, bool(one.what), one.beat, one.cue, tuple(one.what)) for one in steps
        ]
        return self.observed

    def _look(self, frame: Frame | None) -> None:
        assert self.scene is not None
        settled = frame is not None
        reading = _Reading(self._names, self._drawn, settled)
        texts, shapes, labels = reading.stage(self.scene)
        if frame is not None:
            self.pictures[self._frame] = _packed(frame)
            texts = [self._measured(one, reading.outlines(one.name), frame) for one in texts]
        now = {one.name: _state(one) for one in (*texts, *shapes)}
        moving = frozenset(
            one.owner for one in (*texts, *shapes) if self._moving and self._was.get(one.name) != now[one.name]
        )
        self._was = now
        self.observed.seen.append(Seen(self._frame, settled, moving, tuple(texts), tuple(shapes), tuple(labels)))

    def _measured(self, text: Text, outlines: list[list[Floats]], frame: Frame) -> Text:
        """A text with its contrast on a drawn frame, that of its worst glyph, and how quiet it is around it. Measured once
        for as long as the pixels stay the same."""
        # Parts that are dimmed beside the rest are not what is read now.
        least = max(_SEEN, _DIMMED * text.opacity)
        outlines = [one for one, colour in zip(outlines, text.colours, strict=True) if one and colour[3] >= least]
        if not outlines:
            return text
        left, top, right, bottom = pixels.reach(frame, outlines)
        if right <= left or bottom <= top:
            return text
        digest = hashlib.blake2b(frame[top:bottom, left:right, :3].tobytes(), digest_size=16)
        digest.update(np.concatenate([line for one in outlines for line in one]).round(1).tobytes())
        key = digest.digest()
        if key not in self._measures:
            self._measures[key] = pixels.text(frame, outlines)
        found = self._measures[key]
        if not found:
            return text
        return replace(
            text, contrast=min(one.contrast for one in found), busy=float(np.mean([one.unlike for one in found])),
            lined=max(one.lined for one in found),
        )  # fmt: skip


class ObservingRenderer(FilmRenderer):
    """Draws a scene into an observer: small while things move, at full size where they stand, and small again before
    each play, as the play finds the stage. Give it `config` of a small picture."""

    def __init__(self, observer: Observer) -> None:
        super().__init__(observer)
        self.observer = observer
        self._full = Camera(pixel_width=WIDTH, pixel_height=HEIGHT)

    def _hold(self, scene: Scene, count: int) -> None:
        small, self.camera = self.camera, self._full
        self.static_image = None
        self.update_frame(scene)
        self.observer.settled(self.get_frame())
        self.camera = small
        # The small camera still holds the stage as this play found it, and nothing moves in it.
        self.observer.write(self.get_frame(), count)
        self._tick(count)

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        self.static_image = None
        self.update_frame(scene)
        self.observer.before(self.get_frame())
        super().play(scene, *args, **kwargs)


def _rgb(code: str) -> tuple[float, float, float]:
    red, green, blue = (int(code.lstrip("#")[k : k + 2], 16) / 255 for k in (0, 2, 4))
    return red, green, blue


def _parts(animation: Animation, first: int, start: float, pace: float) -> Iterator[Motion]:
    """What an animation is made of. Things that follow each other with a lag are seen as one sweep."""
    if isinstance(animation, AnimationGroup) and (animation.lag_ratio in (0, 1) or len(animation.animations) == 1):
        whole = animation.run_time / animation.max_end_time if animation.max_end_time else 1.0
        for one, begin, _ in animation.anims_with_timings:
            yield from _parts(one, first, start + begin * whole * pace, pace * whole)
    elif not isinstance(animation, Wait):
        name = f"{type(animation).__name__}({type(animation.mobject).__name__})"
        yield Motion(first, start, float(animation.run_time) * pace * _span(animation), name)


def _span(animation: Animation) -> float:
    """The share of its time from where an animation first changes anything to where it last does: a rate may wait."""
    if isinstance(animation, AnimationGroup):
        return 1.0
    steps = np.abs(np.diff([animation.rate_func(share) for share in np.linspace(0, 1, 101)]))
    (changes,) = np.nonzero(steps > 1e-4)
    return float(changes[-1] - changes[0] + 1) / 100 if len(changes) else 0.0


def _packed(frame: Frame) -> bytes:
    return cv2.imencode(".jpg", cv2.cvtColor(frame, cv2.COLOR_RGBA2BGR), [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()


def _small(frame: Frame) -> Picture:
    # Resized with all four channels: three of four would first be copied.
    return np.ascontiguousarray(cv2.resize(frame, SMALL, interpolation=cv2.INTER_AREA)[:, :, :3])


def _state(one: Text | Shape) -> Any:
    box = one.box
    colours = one.colours.round(2).tobytes() if isinstance(one, Text) else (one.fill, one.stroke)
    return tuple(round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)), colours


class _Names:
    """A number for each thing, the same as long as it lives. A thing that is gone never lends its number to another."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[weakref.ref[Mobject], int]] = {}
        self._next = 0

    def __call__(self, thing: Mobject) -> int:
        found = self._kept.get(id(thing))
        if found is not None and found[0]() is thing:
            return found[1]
        self._next += 1
        self._kept[id(thing)] = (weakref.ref(thing), self._next)
        return self._next


class _Drawn:
    """The lines of a thing, for as long as its points stay as they are: most of a stage stands still."""

    def __init__(self, points: Floats) -> None:
        self.points = np.array(points)
        self.shape: Shape | None = None
        self.worn: tuple[object, ...] = ()
        """What besides its points the shape was made of."""

    @cached_property
    def line(self) -> Floats:
        """The curves as short straight lines. Their handles reach further out."""
        return _flat(self.points)

    @cached_property
    def box(self) -> Box:
        return _box(self.line.reshape(-1, 2))

    @cached_property
    def edges(self) -> Floats:
        """Of what all points take up, handles too."""
        return _edges(_on_frame(self.points))

    @cached_property
    def open(self) -> bool:
        return _is_open(self.points)

    @cached_property
    def way(self) -> float | None:
        return _way(self.points)


class _Reading:
    """Reads a stage: its texts, with the outlines of their glyphs, and its shapes."""

    def __init__(self, names: _Names, drawn: dict[int, _Drawn], settled: bool) -> None:
        self.names = names
        self.drawn = drawn
        self.settled = settled
        self.order = 0
        self.glyphs: dict[int, list[tuple[VMobject, int, Floats]]] = {}
        self.about: dict[int, tuple[Mobject, int, tuple[int, ...]]] = {}
        self.shapes: list[Shape] = []
        self.labelled: list[tuple[Mobject, Mobject, bool]] = []
        self._glyph_texts: dict[int, int] = {}

    def stage(self, scene: Scene) -> tuple[list[Text], list[Shape], list[Beside]]:
        for thing in dict.fromkeys([*scene.mobjects, *scene.foreground_mobjects]):
            self._walk(thing, self.names(thing), (), None)
        texts = [self._text(name) for name in self.glyphs]
        shapes = self._crossing(texts)
        return [_uncovered(one, shapes) for one in texts], shapes, list(self._labels(texts, shapes))

    def _walk(self, thing: Mobject, owner: int, kin: tuple[int, ...], text: Mobject | None) -> None:
        if text is None and isinstance(thing, Typst | DecimalNumber):
            text = thing
        labelled = getattr(thing, "labelled", None)
        labelled = labelled() if isinstance(labelled, weakref.ref) else labelled
        if isinstance(labelled, Mobject):
            self.labelled.append((thing, labelled, True))
        elif text is thing and (placed := remembered.beside(thing)) is not None:
            self.labelled.append((thing, placed, False))
        if isinstance(thing, VMobject) and len(thing.points) >= 4:
            self.order += 1
            if text is not None or isinstance(thing, VMobjectFromSVGPath):
                self._glyph(thing, owner, kin, text)
            else:
                self._shape(thing, owner, kin)
        if thing.submobjects:
            inner = (*kin, self.names(thing))
            for one in thing.submobjects:
                self._walk(one, owner, inner, text)

    def _glyph(self, thing: VMobject, owner: int, kin: tuple[int, ...], text: Mobject | None) -> None:
        colour = _seen_colour(thing)
        if colour[3] < _SEEN:
            return
        # A glyph that was taken out of its formula stands with those that were taken with it.
        name = self.names(text) if text is not None else kin[-1] if kin else self.names(thing)
        kin = kin[: kin.index(name)] if name in kin else kin
        self.glyphs.setdefault(name, []).append((thing, self.order, np.array(colour)))
        self._glyph_texts[id(thing)] = name
        self.about.setdefault(name, (text if text is not None else thing, owner, kin))

    def _shape(self, thing: VMobject, owner: int, kin: tuple[int, ...]) -> None:
        drawn = self._lines(thing)
        worn = (
            owner, kin, self.order, self.settled, thing.fill_rgbas.tobytes(), thing.stroke_rgbas.tobytes(),
            np.asarray(thing.stroke_width).tobytes(),
        )  # fmt: skip
        if drawn.worn != worn:
            drawn.worn, drawn.shape = worn, self._made(thing, drawn, owner, kin)
        if drawn.shape is not None:
            self.shapes.append(drawn.shape)

    def _made(self, thing: VMobject, drawn: _Drawn, owner: int, kin: tuple[int, ...]) -> Shape | None:
        """A shape as it is now; None where it is not seen."""
        fill, stroke = _first(thing.fill_rgbas), _first(thing.stroke_rgbas)
        wide = float(np.max(thing.stroke_width)) * _PIXELS_A_UNIT / 100
        if max(fill[3], stroke[3] if wide > 0 else 0.0) < _SEEN:
            return None
        return Shape(
            self.names(thing), owner, kin, type(thing).__name__, self.order,
            drawn.box.grown(wide / 2 if stroke[3] >= _SEEN else 0.0), fill, stroke, wide,
            drawn.line, fill[3] > 0.95 and not isinstance(thing, Painted),
            len(thing.points) // 4, drawn.open, drawn.way if self.settled else None,
        )  # fmt: skip

    def _lines(self, thing: VMobject) -> _Drawn:
        name = self.names(thing)
        kept = self.drawn.get(name)
        if kept is None or not np.array_equal(kept.points, thing.points):
            kept = self.drawn[name] = _Drawn(thing.points)
        return kept

    def outlines(self, name: int) -> list[list[Floats]]:
        """The closed lines of each glyph of a text."""
        return [_outlines(one) for one, _, _ in self.glyphs[name]]

    def _text(self, name: int) -> Text:
        thing, owner, kin = self.about[name]
        members = self.glyphs[name]
        boxes = np.array([self._lines(one).edges for one, _, _ in members])
        sizes = [size * _PIXELS_A_UNIT for one, _, _ in members if (size := remembered.size(one))]
        said, prose = remembered.said(thing)
        if isinstance(thing, DecimalNumber):
            said = f"{thing.get_value():.{thing.num_decimal_places}f}"
        return Text(
            name, owner, kin, said, prose, float(np.median(sizes)) if sizes else 0.0,
            min(order for _, order, _ in members), boxes, np.array([colour for _, _, colour in members]),
            tuple(remembered.form(one) for one, _, _ in members),
        )  # fmt: skip

    def _crossing(self, texts: list[Text]) -> list[Shape]:
        """The shapes; those that come near no text without their lines, which only cost room."""
        if not texts or not self.shapes:
            return [replace(one, line=_NO_LINE) for one in self.shapes]
        near = np.array([_corners(one.box.grown(12)) for one in texts])
        edges = np.array([_corners(one.box) for one in self.shapes])[:, None]
        common = np.minimum(edges[:, :, 2:], near[:, 2:]) - np.maximum(edges[:, :, :2], near[:, :2])
        meets = (common > 0).all(2).any(1)
        return [one if met else replace(one, line=_NO_LINE) for one, met in zip(self.shapes, meets, strict=True)]

    def _labels(self, texts: list[Text], shapes: list[Shape]) -> Iterator[Beside]:
        known = {one.name: one for one in texts}
        seen = {*known, *(one.name for one in shapes)}
        for label, thing, declared in self.labelled:
            own = {id(one) for one in label.get_family()}
            parts = [one for one in thing.get_family() if id(one) not in own and len(one.points) >= 4]
            # What labels something that is not there now is judged when it is.
            parts = [one for one in parts if self.names(one) in seen or any(name in known for name in self._texts_of(one))]
            named = [known[name] for name in dict.fromkeys(self.names(one) for one in label.get_family()) if name in known]
            if parts and named:
                apart = min(_apart(text.box, part) for text in named for part in parts)
                if len(parts) > 1:
                    # Of several parts, as those of a table, the whole is labelled.
                    whole = _box(np.concatenate([_flat(part.points).reshape(-1, 2) for part in parts]))
                    apart = min(apart, *(max(0.0, *text.box.gap(whole)) for text in named))
                yield from (Beside(text.name, apart, declared) for text in named)

    def _texts_of(self, glyph: Mobject) -> Iterator[int]:
        """The text that a glyph of the stage belongs to."""
        yield from (self._glyph_texts[id(glyph)],) if id(glyph) in self._glyph_texts else ()


def _first(colours: Floats) -> tuple[float, float, float, float]:
    if len(colours) == 0:
        return (0.0, 0.0, 0.0, 0.0)
    red, green, blue, opacity = (float(one) for one in colours[0])
    return red, green, blue, opacity


def _seen_colour(glyph: VMobject) -> tuple[float, float, float, float]:
    """A glyph is filled; a line of a formula, as over a root, is only stroked."""
    fill, stroke = _first(glyph.fill_rgbas), _first(glyph.stroke_rgbas)
    return fill if fill[3] >= stroke[3] or float(np.max(glyph.stroke_width)) == 0 else stroke


def _on_frame(points: Floats) -> Floats:
    """Points of the stage as pixels of a 1080-line frame."""
    return points[:, :2] * _TO_FRAME + _MIDDLE


def _corners(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _edges(points: Floats) -> Floats:
    return np.concatenate([points.min(0), points.max(0)])


def _is_open(points: Floats) -> bool:
    return float(np.abs(points[0] - points[-1]).max()) * _PIXELS_A_UNIT > 3


def _way(points: Floats) -> float | None:
    """The direction of a line, from end to end, or of a narrow outline, from where it begins to what is farthest."""
    places = _on_frame(np.asarray(points, np.float64)[::4])
    last = _on_frame(np.asarray(points, np.float64)[-1:])[0]
    lengths = np.hypot(*(places - places[0]).T)
    end = last if _is_open(points) else places[lengths.argmax()]
    x, y = end - places[0]
    if not _is_open(points):
        across, down = places.T
        area = abs(float(across @ np.roll(down, -1) - down @ np.roll(across, -1))) / 2
        if area > _NARROW * (x * x + y * y):
            return None
    return float(np.degrees(np.arctan2(y, x)))


def _box(points: Floats) -> Box:
    return Box(*(float(one) for one in _edges(points)))


def _flat(points: Floats) -> Floats:
    """Cubic curves as short straight lines, (n, 2, 2), in pixels."""
    curves = _on_frame(np.asarray(points, np.float64)).reshape(-1, 4, 2)
    line = np.empty((len(curves), len(_STEPS), 2, 2))
    line[:, :, 0] = _BERNSTEIN @ curves
    line[:, :-1, 1] = line[:, 1:, 0]
    line[:, -1, 1] = curves[:, 3]
    return line.reshape(-1, 2, 2)


def _outlines(glyph: VMobject) -> list[Floats]:
    """The closed lines of a glyph, each (n, 4, 2) cubic curves, in pixels of a 1080-line frame."""
    points = np.asarray(glyph.points, np.float64)
    curves = _on_frame(points[: len(points) // 4 * 4]).reshape(-1, 4, 2)
    # Where a curve does not begin at the end of the one before, another line does.
    breaks = np.nonzero(np.abs(curves[1:, 0] - curves[:-1, 3]).max(1) > 1e-3)[0] + 1
    return [line for line in np.split(curves, breaks) if len(line)]


def _uncovered(text: Text, shapes: list[Shape]) -> Text:
    """A text without the glyphs that lie wholly behind an opaque shape: their opacity is 0."""
    over = [one for one in shapes if one.order > text.order and one.hides]
    over = [one for one in over if len(one.line) and one.box.common(text.box) > 0]
    if not over:
        return text
    left, top, right, bottom = text.glyphs.T
    corners = np.stack([left, top, right, top, left, bottom, right, bottom], axis=1).reshape(-1, 4, 2)
    hidden = np.zeros(len(text.glyphs), bool)
    for shape in over:
        outline = shape.line[:, 0].astype(np.float32)
        hidden |= [all(cv2.pointPolygonTest(outline, tuple(map(float, c)), False) >= 0 for c in one) for one in corners]
    if not hidden.any():
        return text
    colours = text.colours.copy()
    colours[hidden, 3] = 0.0
    return replace(text, colours=colours)


def _apart(box: Box, thing: VMobject) -> float:
    """How far a box is from the lines of a thing, in pixels; 0 where it lies in a closed one."""
    lines = _flat(np.asarray(thing.points[: len(thing.points) // 4 * 4]))
    middle = tuple(map(float, box.middle))
    closed = bool(np.abs(lines[0, 0] - lines[-1, 1]).max() < 1)
    if closed and cv2.pointPolygonTest(lines[:, 0].astype(np.float32), middle, False) >= 0:
        return 0.0
    along = np.linspace(0, 1, 9)[None, :, None]
    points = (lines[:, :1] + along * (lines[:, 1:] - lines[:, :1])).reshape(-1, 2)
    away = np.maximum(np.maximum([box.left, box.top] - points, points - [box.right, box.bottom]), 0)
    return float(np.hypot(away[:, 0], away[:, 1]).min())
