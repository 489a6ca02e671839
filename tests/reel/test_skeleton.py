"""A new lesson reads, is in the course, and can be drawn by manim as it stands."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reel.course import course_names, read_course
from reel.skeleton import begin_lesson
from script.errors import ScriptError


def test_a_new_lesson_reads_and_is_drawn(course):
    path = begin_lesson("words_as_arrows", "Words as arrows", course)
    assert course_names(course) == ["good", "words_as_arrows"]
    scripts = read_course(folder=course)
    assert scripts[1].lesson.title == "Words as arrows" and scripts[1].lesson.number == 2
    run = subprocess.run(
        [sys.executable, "-m", "manim", "-ql", "--dry_run", "-a", str(path)], capture_output=True, text=True, cwd=course
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Played" in run.stdout + run.stderr


@pytest.mark.parametrize("name", ["Words", "class", "a-b", "good", "1st", ""])
def test_bad_names_are_refused_and_nothing_is_written(course, name):
    before = sorted(path.name for path in course.iterdir())
    with pytest.raises(ScriptError):
        begin_lesson(name, None, course)
    assert sorted(path.name for path in course.iterdir()) == before
