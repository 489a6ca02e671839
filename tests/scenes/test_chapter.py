"""A chapter: the narration owns time, and what does not fit is told."""

from __future__ import annotations

import pytest
from manim import Circle, FadeIn, FadeOut, Line, Square, UpdateFromFunc, VGroup, tempconfig

from reel.stage.renderer import FilmRenderer
from reel.stage.sinks import Digests, Nothing
from scenes import Chapter, beat
from script.errors import ScriptError
from script.timetable import LEAD_IN, frames


def run(chapter: type[Chapter], strict: bool = True) -> Chapter:
    with tempconfig({"frame_rate": 60, "dry_run": True, "progress_bar": "none", "verbosity": "ERROR"}):
        table = chapter.estimated_timetable() if strict else None
        shown = chapter(renderer=FilmRenderer(Nothing()), timetable=table)
        shown.construct()
    return shown


def a_square(self):
    self.s = self.enter(Square())


def chapter_with(
    body, narration="Here it stands for a while. [go] Now it goes, and [on] then it goes on and on.", stage=a_square
):
    def one(self):
        body(self)

    one.__doc__ = narration
    return type("Probe", (Chapter,), {"stage": stage, "one": beat(one)})


def test_plays_begin_at_their_cues_and_end_at_others():
    def body(self):
        self.play(self.s.animate.shift([1, 0, 0]), at="go", to="on")
        self.play(self.s.animate.shift([1, 0, 0]), at="on", run_time=0.4)

    shown = run(chapter_with(body))
    cues = {cue: frames(at, 60) for cue, at in shown.timetable.beats[0].cues.items()}
    moves = [one for one in shown.played if one.cue]
    assert [(one.cue, one.first) for one in moves] == [("go", cues["go"]), ("on", cues["on"])]
    assert moves[0].last == cues["on"] and moves[1].last == cues["on"] + 24
    assert shown.frame == frames(shown.timetable.duration, 60)
    assert shown.mobjects == [], "the stage is empty at the end"
    assert shown.played[0].first == 0 and next(p.first for p in shown.played if p.beat) == frames(LEAD_IN, 60)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (lambda self: self.play(self.s.animate.shift([1, 0, 0]), at="gone"), r"no cue \[gone\].*\[go\], \[on\]"),
        (lambda self: self.play(self.s.animate.shift([1, 0, 0]), at="go", run_time=9), r"\[go\] runs .* s past cue \[on\]"),
        (lambda self: self.play(self.s.animate.shift([1, 0, 0]), at="on", run_time=9), r"s past the end of the beat"),
        (
            lambda self: [self.play(self.s.animate.shift([1, 0, 0]), at="go", run_time=0.1) for _ in range(2)],
            r"cue \[go\] is used twice",
        ),
        (
            lambda self: [self.play(self.s.animate.shift([1, 0, 0]), at=cue, run_time=0.1) for cue in ("on", "go")],
            r"cue \[go\] comes .* s before what is played in front of it ends",
        ),
        (lambda self: self.play(self.s.animate.shift([1, 0, 0]), at="on", to="go"), r"\[go\].*already past"),
        (lambda self: self.play(), "nothing to play"),
        (lambda self: self.enter(Square()), r"enter\(\) is for stage\(\)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(body, told):
    with pytest.raises(ScriptError, match=told) as found:
        run(chapter_with(body))
    assert "chapter Probe, beat one" in found.value.message


def test_without_a_voice_a_long_play_pushes_the_rest_back():
    def body(self):
        self.play(self.s.animate.shift([1, 0, 0]), at="go", run_time=9)
        self.play(self.s.animate.shift([1, 0, 0]), at="on")

    shown = run(chapter_with(body), strict=False)
    assert shown.frame > frames(shown.timetable.duration, 60)


def test_a_beat_lasts_as_long_as_it_is_spoken():
    quiet = chapter_with(lambda self: None, "Nothing moves here. [pause 2] And it goes on.")
    shown = run(quiet)
    assert shown.frame == frames(shown.timetable.duration, 60)
    assert shown.timetable.beats[0].end - shown.timetable.beats[0].start > 2


class _Looking:
    """A sink that asks what is seen while the stage stands still."""

    def __init__(self) -> None:
        self.told = []

    def begin(self, first, count, moving) -> None: ...

    def wants(self, first, count) -> bool:
        self.moving = count == 1
        return True

    def skip(self, count) -> None:
        raise AssertionError

    def write(self, frame, count) -> None:
        if count > 1:
            self.told.append(self.ask())


def test_what_comes_is_not_seen_before_its_cue_and_what_goes_is_seen_until_it():
    """An element may put a part in its place, or let it go, as soon as it is asked to: the wait comes after that."""
    dot, square = Circle().set_fill(opacity=1), Square()
    group = VGroup()

    def entrance():
        group.add(dot)
        return FadeIn(dot)

    def way_out(scene):
        scene.remove(square)
        return FadeOut(square)

    def body(self):
        self.add(group)
        self.play(entrance(), at="go", run_time=0.4)
        self.play(way_out(self), at="on", run_time=0.4)

    probe = chapter_with(body)
    probe.stage = lambda self: self.enter(square)
    with tempconfig({"frame_rate": 60, "dry_run": True, "progress_bar": "none", "verbosity": "ERROR"}):
        sink = _Looking()
        shown = probe(renderer=FilmRenderer(sink), timetable=probe.estimated_timetable())
        here = shown.get_mobject_family_members
        sink.ask = lambda: (dot in here() and float(dot.get_fill_opacity()), square in here())
        shown.construct()
    heading, before, between, after, *_ = sink.told
    assert heading == (False, False)
    assert before == (0.0, True), "in its place already, and not seen"
    assert between == (1.0, True), "let go already, and seen until its cue"
    assert after == (1.0, False)


def drawn_in_motion(stage, move):
    """What a chapter draws in the middle of a play, and what it would draw of the same stage at rest."""
    pictures = []

    class Both(FilmRenderer):
        def update_frame(self, scene, mobjects=None, **kwargs):
            super().update_frame(scene, mobjects, **kwargs)
            if mobjects is not None and mobjects is not scene.static_mobjects:
                seen, kept = self.camera.pixel_array.copy(), self.static_image
                self.static_image = None
                super().update_frame(scene)
                pictures.append((seen, self.camera.pixel_array.copy()))
                self.static_image = kept
                self.camera.pixel_array[:] = seen

    settings = {"frame_rate": 15, "pixel_width": 320, "pixel_height": 180, "dry_run": True, "verbosity": "ERROR"}
    with tempconfig(settings | {"progress_bar": "none"}):
        chapter_with(move, stage=stage)(renderer=Both(Digests(lambda digest, count: None))).construct()
    return pictures


def lower_parts_of_a_group(self):
    low, high = Line([-4, 0, 0], [4, 0, 0], stroke_width=30).set_z_index(-2), Circle()
    self.band = self.enter(Square(color="#ff0000", fill_opacity=0.5).set_z_index(-1))
    self.thing = self.enter(Square(0.5).shift([3, 1, 0]))
    self.enter(VGroup(low, high))


def a_part_of_two_groups(self):
    self.owner = self.enter(Square())
    self.thing = self.enter(Square(0.5).shift([3, 1, 0]))
    self.part = self.enter(Circle(stroke_opacity=0.5))


def give_the_part_away(self):
    self.owner.add(self.part)
    self.play(self.thing.animate.shift([0.5, 0, 0]), at="go")


def a_part_that_stands_above_its_group(self):
    part = Circle(fill_opacity=0.5, color="#ff0000")
    self.thing = self.enter(VGroup(Square(fill_opacity=0.5)))
    self.enter(Circle(fill_opacity=0.5, color="#00ff00"))
    self.owner, self.part = self.thing, self.enter(part)


def parts_that_change(self):
    self.thing = self.enter(VGroup(Square(), Circle().shift([2, 0, 0])))


def anew(thing):
    thing.submobjects[1] = Circle(radius=0.5).shift([-2, 0, 0])


@pytest.mark.parametrize(
    ("stage", "move"),
    [
        (lower_parts_of_a_group, lambda self: self.play(self.thing.animate.shift([0.5, 0, 0]), at="go")),
        (a_part_of_two_groups, give_the_part_away),
        (a_part_that_stands_above_its_group, give_the_part_away),
        (parts_that_change, lambda self: self.play(UpdateFromFunc(self.thing, anew), at="go", run_time=1)),
    ],
)
def test_all_is_drawn_in_motion_as_it_is_at_rest(stage, move):
    pictures = drawn_in_motion(stage, move)
    assert len(pictures) > 20
    assert all((moving == resting).all() for moving, resting in pictures)
