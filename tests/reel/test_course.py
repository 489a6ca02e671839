"""The course's own file, and that a lesson read from its text is the lesson that runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from manim import tempconfig

from reel.build import timetables
from reel.course import LESSONS, ROOT, course_names, read_course, select
from reel.quality import QUALITIES
from reel.script import ScriptErrors, read_lesson
from reel.stage.jobs import load
from reel.stage.renderer import FilmRenderer
from reel.stage.sinks import Nothing
from reel.store import default_cache
from reel.voice import choose
from script.errors import ScriptError
from script.timetable import frames

from .conftest import GOOD


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("COURSE = ('good', 'good')", "COURSE names good twice"),
        ("COURSE = ('good')", "COURSE should be a tuple of names"),
        ("COURSE = (1,)", "COURSE should be a tuple of names"),
        ("COURSE = tuple(names)", "COURSE should be a tuple of names"),
        ("COURSE = (", "syntax error"),
        ("", "there is no COURSE"),
    ],
)
def test_a_course_that_cannot_be_read_is_told(course, written, message):
    (course / "__init__.py").write_text(f'"""The lessons."""\n{written}\n')
    with pytest.raises(ScriptError) as caught:
        course_names(course)
    assert message in str(caught.value)
    assert caught.value.file == str(course / "__init__.py")


def test_a_course_may_be_annotated(course):
    (course / "__init__.py").write_text('COURSE: tuple[str, ...] = ("good",)\n')
    assert course_names(course) == ["good"]


def test_the_order_is_that_of_the_list_and_not_of_the_command(course):
    (course / "another.py").write_text(GOOD.replace("FirstChapter", "OtherChapter"))
    (course / "__init__.py").write_text('COURSE = ("good", "another")\n')
    assert [one.name for one in read_course(folder=course)] == ["good", "another"]
    assert [one.name for one in read_course(["another", "good"], course)] == ["good", "another"]


def test_a_name_that_is_like_no_other_gets_the_whole_list(course):
    with pytest.raises(ScriptError, match="There are: good"):
        select(("zzz",), course)


FAULTS = {
    "no chapter": ("(Chapter)", "(Scene)", "this lesson has no chapter"),
    "no beats": ("    @beat\n", "", "chapter FirstChapter has no beat"),
    "narration of marks only": (
        "And [move] now it moves to the right, without any haste at all.", "[move] [pause 2]",
        "chapter FirstChapter, beat two has no narration",
    ),
    "heading that is worked out": (
        '    """What it is about."""', '    """What it is about."""\n\n    heading = "A" + "B"',
        "heading is not a plain string",
    ),
    "wrong in an exercise": ('answer="2"', "answer=2", "Exercise: answer should be a string, and is 2"),
    "too much": ("Lesson(\n", f"Lesson({'1, ' * 11}\n", "Lesson is given more than its 10 fields"),
    "not a lesson": ("LESSON = Lesson(", "LESSON = dict(", "only literals may stand in LESSON"),
    "not text": ("is a square", "\udcff", "the file is not text in UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_more_that_may_be_wrong(course, fault):
    before, after, message = FAULTS[fault]
    assert before in GOOD
    (course / "good.py").write_bytes(GOOD.replace(before, after).encode(errors="surrogateescape"))
    with pytest.raises(ScriptErrors) as caught:
        read_lesson(course / "good.py")
    assert message in str(caught.value)


def test_one_fault_is_one_message(course):
    """A misspelt cue is not told a second time as one at which nothing is played, nor an unreadable beat as a
    poster that names nothing."""
    for fault in ('at="tern"', "[turn] now [turn]", "[Turn it!] now"):
        before = 'at="turn"' if "at=" in fault else "[turn] now"
        (course / "good.py").write_text(GOOD.replace(before, fault))
        with pytest.raises(ScriptErrors) as caught:
            read_lesson(course / "good.py")
        assert len(caught.value.errors) == 1, str(caught.value)


def test_a_cue_may_end_one_play_and_begin_the_next(course):
    turn = 'self.play(self.square.animate.rotate(1), at="turn")'
    both = (
        turn.replace(")", ', to="on")').replace('(1, to="on")', "(1)")
        + "\n        "
        + turn.replace("turn", "on")
    )
    (course / "good.py").write_text(GOOD.replace("and goes on", "and [on] goes on").replace(turn, both))
    assert read_lesson(course / "good.py").chapters


# The lessons that there are.


@pytest.mark.parametrize("name", course_names())
def test_a_lesson_read_is_the_lesson_that_runs(name):
    asked = (
        "import importlib, sys\n"
        "from scenes import Chapter\n"
        f"lesson = importlib.import_module('lessons.{name}')\n"
        "found = [c for c in vars(lesson).values() if isinstance(c, type) and issubclass(c, Chapter)"
        " and c.__module__ == lesson.__name__]\n"
        "told = [(c.__name__, c.title(), c.narrations()) for c in found]\n"
        "sys.stdout.write(repr((lesson.LESSON, told)))"
    )
    command = [sys.executable, "-c", asked]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    script = read_lesson(LESSONS / f"{name}.py")
    chapters = [(one.name, one.title, [(b.name, b.narration) for b in one.beats]) for one in script.chapters]
    assert run.stdout == repr((script.lesson, chapters))


class _Ends(FilmRenderer):
    """Goes from the beginning of each play straight to its end."""

    def _move(self, scene, count):
        scene.update_to_time(scene.duration)
        for animation in scene.animations:
            animation.finish()
            animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)
        self._tick(count)


@pytest.mark.long
@pytest.mark.parametrize("voice", ["hibari", "none"])
@pytest.mark.parametrize("name", course_names())
def test_what_fits_at_draft_fits_at_hd_and_without_a_voice(name, voice):
    """Cues fall on other frames at another rate, and elsewhere where no voice is heard: what fills its time to the last may
    fit at one and not at the other."""
    script = read_lesson(LESSONS / f"{name}.py")
    tables = timetables(script, choose(voice, default_cache()))
    with tempconfig({"frame_rate": QUALITIES["hd"].rate, "dry_run": True, "progress_bar": "none", "verbosity": "ERROR"}):
        module = load(script.path)
        for chapter in script.chapters:
            table = tables[chapter.name]
            shown = getattr(module, chapter.name)(renderer=_Ends(Nothing()), timetable=table)
            shown.render()
            assert shown.frame == frames(table.duration, QUALITIES["hd"].rate)


@pytest.mark.long
@pytest.mark.parametrize("name", course_names())
def test_plain_manim_plays_every_lesson(name, tmp_path):
    # To know a play again, manim writes down all that is on the stage: as long as all the rest.
    small = ["-r", "128,72", "--fps", "5", "--disable_caching"]
    command = [sys.executable, "-m", "manim", "-ql", *small, "--dry_run", "-a", str(Path(LESSONS) / f"{name}.py")]
    run = subprocess.run([*command, "--media_dir", str(tmp_path)], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
