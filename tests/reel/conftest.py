"""A course of its own for tests: a folder of lessons that can be spoilt."""

from __future__ import annotations

from pathlib import Path

import pytest

from reel.finished import Finished, read_finished

from .house_copy import SHOWN, House

GOOD = '''"""A lesson for tests."""

from manim import RIGHT, Square

from scenes import Chapter, Exercise, Lesson, Reading, beat

LESSON = Lesson(
    number=1, title="A test", summary="For tests.", question="None?", objectives=("Test",), prerequisites=(),
    keywords=("test",), exercises=(Exercise(name="one", question="1 + 1?", answer="2", worked="It is 2."),),
    reading=(Reading("A book", "Somebody"),), poster="FirstChapter.one@turn",
)


class FirstChapter(Chapter):
    """What it is about."""

    def stage(self):
        self.square = self.enter(Square())

    @beat
    def one(self):
        """Here is a square, and [turn] now it turns and goes on turning for a while."""
        self.play(self.square.animate.rotate(1), at="turn")

    @beat
    def two(self):
        """And [move] now it moves to the right, without any haste at all."""
        self.play(self.square.animate.shift(RIGHT), at="move")
'''


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder of lessons with one good lesson in it."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "good.py").write_text(GOOD)
    (folder / "__init__.py").write_text('COURSE = ("good",)\n')
    return folder


@pytest.fixture(scope="session")
def shown_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house whose one lesson is filmed, with its voice."""
    house = House.made(tmp_path_factory.mktemp("shown"), {"shown": SHOWN})
    run = house.render()
    assert run.returncode == 0, run.stderr
    return house


@pytest.fixture
def finished(shown_house: House) -> Finished:
    """What was filmed there."""
    return read_finished(shown_house.videos / "shown")
