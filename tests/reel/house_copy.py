"""A copy of the project with a short course of its own, to be edited and broken: two lessons, three chapters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from reel import keys
from reel.course import Selection, read_course
from reel.known import Known
from reel.plan import Planner, as_json
from reel.quality import QUALITIES
from reel.remembered import Remembered
from reel.store import Store
from reel.voice import choose

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("reel", "script", "scenes", "maths", "pocket", "assets")

_LESSON = '''"""A lesson for tests."""

from manim import FadeIn
{imports}
from scenes import Chapter, Exercise, Lesson, Reading, beat

LESSON = Lesson(
    number={number}, title="{title}", summary="For tests.", question="None?", objectives=("Test",), prerequisites=(),
    keywords=("test",), exercises=(Exercise(name="one", question="1 + 1?", answer="2", worked="It is 2."),),
    reading=(Reading("A book", "Somebody"),), poster="{poster}",
)
{rest}'''

FIRST = _LESSON.format(
    number=1, title="First", poster="Turned.it_turns@turn",
    imports="from maths.linear import rotation\nfrom scenes.plane import Plane\nfrom scenes.word import Word",
    rest='''
QUARTER = rotation(quarters=1)


class Turned(Chapter):
    """A plane."""

    def stage(self):
        self.plane = self.enter(Plane(basis=True))

    @beat
    def it_turns(self):
        """Now [turn] it turns."""
        self.play(self.plane.move_by(QUARTER), at="turn", run_time=0.4)


class Named(Chapter):
    """A word."""

    @beat
    def a_word(self):
        """Here is a [come] word."""
        self.play(FadeIn(Word("boy")), at="come", run_time=0.3)
''',
)  # fmt: skip
SECOND = _LESSON.format(
    number=2, title="Second", poster="Squared.a_square", imports="from manim import Square\n",
    rest='''
SIDE = float(open(__file__.replace("second.py", "side.txt")).read())


class Squared(Chapter):
    """A square."""

    @beat
    def a_square(self):
        """A [come] square."""
        self.play(FadeIn(Square(SIDE)), at="come", run_time=0.3)
''',
)  # fmt: skip

SHOWN = _LESSON.format(
    number=3, title="If a < b & 'c'", poster="Moved.it_moves@right", imports="from manim import LEFT, RIGHT, UP, Square\n",
    rest='''

class Moved(Chapter):
    """A square."""

    def stage(self):
        self.square = self.enter(Square())

    @beat
    def it_moves(self):
        """It moves to the [right], and then up [up]."""
        self.play(self.square.animate.shift(RIGHT), at="right", run_time=0.3)
        self.play(self.square.animate.shift(UP), at="up", run_time=0.3)

    @beat
    def it_comes_back(self):
        """One of two is less than two, & it comes [back]."""
        self.play(self.square.animate.shift(LEFT), at="back", run_time=0.3)


class Seen(Chapter):
    """Another."""

    @beat
    def a_square(self):
        """A [come] square."""
        self.play(FadeIn(Square()), at="come", run_time=0.3)
''',
)  # fmt: skip
"""A lesson to be taken out of the house: two chapters, three beats, in them two cues, one and one."""


class House:
    """The copy in a folder. What is edited in it is put back by `restore`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cache = root / ".cache"
        self.videos = root / "videos"
        self._before: dict[Path, bytes] = {}

    @classmethod
    def made(cls, root: Path, lessons: dict[str, str] | None = None) -> House:
        """A copy of the project as it is here, with a course of its own."""
        for part in PARTS:
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        lessons = lessons or {"first": FIRST, "second": SECOND}
        (root / "lessons").mkdir()
        (root / "lessons" / "__init__.py").write_text(f'"""The lessons."""\n\nCOURSE = {tuple(lessons)!r}\n')
        (root / "lessons" / "side.txt").write_text("2.0")
        for name, source in lessons.items():
            (root / "lessons" / f"{name}.py").write_text(source)
        return cls(root)

    def environment(self, **more: str) -> dict[str, str]:
        return os.environ | {"GLASSBOX_CACHE": str(self.cache), "PYTHONPATH": str(self.root)} | more

    def reel(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the copy's own command."""
        command = [sys.executable, "-m", "reel", *words]
        return subprocess.run(
            command, cwd=self.root, env=self.environment(**environment), capture_output=True, text=True, check=False
        )

    def render(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.reel("render", "--quality", "draft", *words, **environment)

    def plan(self, voice: str = "hibari", quality: str = "draft") -> dict[str, Any]:
        """What is due, found out in this process."""
        known, tell = Known(self.cache / "known"), [].append
        house, store = keys.House(known, self.root), Store(self.cache, tell)
        speaker = choose(voice, store=store, house=house)
        planner = Planner(house, store, Remembered(self.cache / "made"), speaker, QUALITIES[quality], self.videos)
        scripts = read_course(folder=self.root / "lessons")
        return as_json([planner.plan(script, [Selection(script.name)]) for script in scripts])

    def told(self, *words: str, **environment: str) -> dict[str, Any]:
        """What `reel plan --json` says."""
        run = self.reel("plan", "--quality", "draft", "--json", *words, **environment)
        assert run.returncode == 0 and run.stderr == "", run.stderr
        plan: dict[str, Any] = json.loads(run.stdout)
        return plan

    def edit(self, file: str, was: str, becomes: str) -> None:
        """Change a file; with nothing for `was`, add to its end."""
        path = self.root / file
        source = path.read_bytes()
        self._before.setdefault(path, source)
        assert source.count(was.encode()) >= 1
        path.write_bytes(source.replace(was.encode(), becomes.encode(), 1) if was else source + becomes.encode())

    def restore(self) -> None:
        for path, source in self._before.items():
            path.write_bytes(source)
        self._before.clear()

    def films(self) -> dict[str, bytes]:
        """Everything that a viewer gets, by its name; and nothing else may lie there."""
        return {str(one.relative_to(self.videos)): one.read_bytes() for one in self.videos.rglob("*") if one.is_file()}


def due(plan: dict[str, Any]) -> dict[str, list[str]]:
    """The steps of a plan that are not current, as `lesson kind name`, with their reasons."""
    return {
        f"{lesson['lesson']} {step['kind']} {step['name']}{'' if step['state'] == 'due' else ' ?'}": step["why"]
        for lesson in plan["lessons"]
        for step in lesson["steps"]
        if step["state"] != "current"
    }
