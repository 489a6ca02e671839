"""Reading scripts: what is found in a good one, and what is said of a bad one."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from reel.course import LESSONS, Selection, course_names, read_course, select
from reel.script import ScriptErrors, read_lesson
from script.errors import ScriptError

from .conftest import GOOD


def test_a_good_script_is_read_whole(course):
    script = read_lesson(course / "good.py")
    (chapter,) = script.chapters
    assert (script.name, chapter.name, chapter.title, chapter.about) == (
        "good", "FirstChapter", "First chapter", "What it is about.",
    )  # fmt: skip
    assert [beat.name for beat in chapter.beats] == ["one", "two"]
    assert chapter.beats[0].narration.cues[0].name == "turn"
    assert script.lesson.exercises[0].answer == "2"
    assert chapter.beats[0].line == GOOD[: GOOD.index("def one")].count("\n") + 1


def test_the_real_course_reads_in_an_eye_blink():
    began = time.perf_counter()
    scripts = read_course()
    assert [one.name for one in scripts] == course_names()
    assert time.perf_counter() - began < 5


BAD = {
    "unknown cue": ('at="turn"', 'at="trun"', 'at="trun"', "no cue [trun] in the narration; there are: [turn]"),
    "cue used twice": (
        'at="turn")\n',
        'at="turn")\n        self.play(self.square.animate.rotate(1), at="turn")\n',
        'self.play(self.square.animate.rotate(1), at="turn")\n\n',
        "cue [turn] is used twice",
    ),
    "cue marked twice": ("now it turns", "[turn] now it turns", "Here is a square", "cue [turn] stands twice"),
    "cue never used": ("and goes on", "[goes] and goes on", "Here is a square", "cue [goes] is marked, but nothing"),
    "not a mark": ("[move] now", "[Move!] now", "[Move!]", "[Move!] is neither a cue nor a pause"),
    "no narration": (
        '"""And [move] now it moves to the right, without any haste at all."""',
        "pass",
        "def two",
        "beat two has no narration",
    ),
    "duplicate beat": ("def two", "def one", None, "one stands twice, first on line"),
    "construct": ("def stage", "def construct", "def construct", "a lesson has no construct"),
    "star import": ("from manim import RIGHT, Square", "from manim import *", "import *", "star import from manim"),
    "syntax error": ("class FirstChapter(Chapter):", "class FirstChapter(Chapter:", None, "syntax error"),
    "no declaration": ("LESSON = Lesson(", "OTHER = Lesson(", None, "does not declare itself"),
    "not a literal": ('title="A test"', "title=str(1)", "title=str(1)", "only literals may stand in LESSON"),
    "wrong type": ('keywords=("test",)', 'keywords=("test")', "keywords=", "keywords should be a tuple of a string"),
    "field lacking": ('summary="For tests.", ', "", "LESSON", "Lesson lacks its field summary"),
    "no such field": ('summary="', 'sumary="', "sumary", "Lesson has no field sumary"),
    "poster": ("FirstChapter.one@turn", "FirstChapter.one@tern", "LESSON", "names no beat of this lesson"),
    "no docstring": (
        '    """What it is about."""\n',
        "    x = 1\n",
        "class FirstChapter",
        "does not say what it is about",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_each_fault_has_its_message_and_line(course, kind):
    old, new, mark, message = BAD[kind]
    assert old in GOOD
    bad = GOOD.replace(old, new, 1)
    path = course / "good.py"
    path.write_text(bad)
    with pytest.raises(ScriptErrors) as found:
        read_lesson(path)
    told = [one for one in found.value.errors if message in one.message]
    assert told, str(found.value)
    assert str(path) in str(told[0])
    if mark is not None:
        assert told[0].line == bad[: bad.index(mark)].count("\n") + 1


def test_a_duplicate_chapter_is_told(course):
    second = GOOD[GOOD.index("class FirstChapter") :]
    (course / "good.py").write_text(GOOD + "\n\n" + second)
    with pytest.raises(ScriptErrors, match="chapter FirstChapter stands twice, first on line 14"):
        read_lesson(course / "good.py")


def test_a_chapter_of_another_lesson_is_told(course):
    (course / "other.py").write_text(GOOD)
    (course / "__init__.py").write_text('COURSE = ("good", "other")\n')
    with pytest.raises(ScriptErrors, match="chapter FirstChapter stands in good too"):
        read_course(folder=course)


def test_all_faults_are_told_at_once(course):
    (course / "good.py").write_text(GOOD.replace('at="turn"', 'at="trun"').replace('at="move"', 'at="mvoe"'))
    with pytest.raises(ScriptErrors) as found:
        read_lesson(course / "good.py")
    assert "[trun]" in str(found.value) and "[mvoe]" in str(found.value)


def test_a_cue_named_in_a_loop_counts_as_used(course):
    looped = GOOD.replace(
        '        self.play(self.square.animate.rotate(1), at="turn")\n',
        '        for cue in ("turn",):\n            self.play(self.square.animate.rotate(1), at=cue)\n',
    )
    (course / "good.py").write_text(looped)
    assert read_lesson(course / "good.py").chapters


def test_course_and_folder_must_agree(course):
    (course / "stray.py").write_text(GOOD)
    with pytest.raises(ScriptError, match="lesson stray is not in COURSE"):
        course_names(course)
    (course / "stray.py").unlink()
    (course / "__init__.py").write_text('COURSE = ("good", "gone")\n')
    with pytest.raises(ScriptError, match=r"COURSE names gone, and there is no gone\.py"):
        course_names(course)


def test_selections(course):
    assert Selection.parse("a.B@c") == Selection("a", "B", "c")
    assert [one for _, one in select(("good.FirstChapter@two",), course)] == [Selection("good", "FirstChapter", "two")]
    assert [one.lesson for _, one in select((), course)] == ["good"]
    for text, told in (
        ("goood", "there is no lesson goood\n  Did you mean good?"),
        ("good.FirstChaptr", "there is no chapter FirstChaptr in lesson good\n  Did you mean FirstChapter?"),
        ("good.FirstChapter@three", "there is no beat three in chapter FirstChapter"),
    ):
        with pytest.raises(ScriptError) as found:
            select((text,), course)
        assert told in str(found.value)


def test_listing_loads_no_manim_and_no_numpy():
    code = (
        "import sys; sys.argv = ['reel', 'list']\n"
        "from reel.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "heavy = {'manim', 'numpy', 'av', 'rich', 'scenes', 'maths'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert all(name in run.stdout for name in course_names(LESSONS))
