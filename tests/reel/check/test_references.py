"""What enters and nobody refers to, in scripts whose truth is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from reel.check.references import unreferred
from reel.course import select
from reel.script import read_lesson
from tests.planted.case import chapter

SAID = "The river runs on for a while, and nobody asks where it goes."


def lines(tmp_path: Path, stage: str, *body: str, said: str = SAID) -> int:
    path = tmp_path / "planted_lesson.py"
    path.write_text(chapter({"one": (said, "\n".join(body) or "pass")}, stage), encoding="utf-8")
    return len(list(unreferred(read_lesson(path))))


USE = "self.play(self.a.animate.shift(UP))"


@pytest.mark.parametrize(("stage", "body", "count"), [
    ("self.a = self.enter(Circle())", USE, 0),
    ("self.a = self.enter(Circle())\nself.b = self.enter(Square())", USE, 1),
    ("self.a = self.enter(Circle())\nself.enter(Square())\nself.enter(Line())", USE, 2),
    ("self.b = self.enter(Circle())\nself.a = VGroup(self.b)", USE, 0),
    ("self.a = Circle()\nself.enter(VGroup(self.a, Square()))", USE, 0),
    ("self.a = Circle()\nself.enter(self.a.scale(2))", USE, 0),
    ("one = Circle()\nself.enter(one)\nself.a = one", USE, 0),
    ("one = Circle()\nself.enter(one)", USE, 1),
    ("self.a = [Circle() for _ in range(3)]\nfor one in self.a:\n    self.enter(one)", "self.play(FadeIn(self.a[0]))", 0),
    ("self.a = [Circle() for _ in range(3)]\nfor one in self.a:\n    self.enter(one)", "pass", 1),
    ("self.a = self.enter(Circle())", "self.play(FadeOut(self.a))", 1),
    ("self.a = Circle()\nself.add(self.a)", "pass", 1),
])  # fmt: skip
def test_what_is_used(tmp_path: Path, stage: str, body: str, count: int) -> None:
    assert lines(tmp_path, stage, body) == count


def test_what_is_named(tmp_path: Path) -> None:
    assert lines(tmp_path, 'self.enter(Words("the river"))') == 0
    assert lines(tmp_path, 'self.enter(Words("the riv"))') == 1
    assert lines(tmp_path, "self.enter(Circle())", said="Think of two circles and of what they have in common.") == 0


def test_real_lessons_refer_to_all_that_they_enter() -> None:
    assert [one.what for script, _ in select(()) for one in unreferred(script)] == []
