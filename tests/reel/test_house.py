"""The tool in a house of its own: a new lesson is filmed, watched, and filmed again after a save; a bad one is
refused by the command itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import films

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the tool, with a course of its own. The tool finds the project by where its own files lie, so
    it is copied; what it only reads is linked."""
    root = tmp_path_factory.mktemp("house")
    for part in ("reel", "script"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("scenes", "maths", "pocket", "assets", "requirements", "docs"):
        (root / part).symlink_to(ROOT / part)
    (root / "lessons").mkdir()
    (root / "lessons" / "__init__.py").write_text('"""The lessons."""\n\nCOURSE = ()\n')
    return root


def environment(house: Path) -> dict[str, str]:
    return os.environ | {"GLASSBOX_CACHE": str(house / ".cache"), "PYTHONPATH": str(house)}


def reel(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reel", *words]
    return subprocess.run(command, cwd=house, env=environment(house), capture_output=True, text=True)


@pytest.fixture(scope="module")
def filmed(house):
    """A new lesson, begun and filmed by the commands that anybody would use."""
    begun = reel(house, "new", "first_steps", "--title", "First steps")
    assert begun.returncode == 0, begun.stderr
    run = reel(house, "render", "--quality", "draft", "--voice", "none", "--json")
    assert run.returncode == 0, run.stderr
    return run


def test_an_empty_course_is_no_error(tmp_path, house):
    assert reel(house, "list", "--json").returncode == 0


def test_a_new_lesson_is_filmed(house, filmed):
    (made,) = json.loads(filmed.stdout)["lessons"]
    assert made["lesson"] == "first_steps" and len(made["filmed"]) == 3
    assert films.problems(house / "videos" / "first_steps") == []


def test_nothing_but_json_is_printed(filmed):
    assert filmed.stderr == ""


BAD = {
    "unknown cue": ('at="arrow"', 'at="arow"', "no cue [arow] in the narration; there are: [arrow]"),
    "cue used twice": ('at="arrow")', 'at="arrow")\n        self.hold(until="arrow")', "cue [arrow] is used twice"),
    "no narration": ('"""What is said', 'said = """What is said', "beat a_first_beat has no narration"),
    "syntax error": ("def stage(self):", "def stage(self:", "syntax error"),
    "chapter twice": ("class FirstStepsBegins(", "class FirstStepsBegins(Chapter):\n    pass\n\n\nclass FirstStepsBegins(",
                      "chapter FirstStepsBegins stands twice"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
@pytest.mark.parametrize("command", [("list",), ("render", "--quality", "draft")])
def test_a_bad_script_is_refused_with_its_line(house, filmed, fault, command):
    lesson = house / "lessons" / "first_steps.py"
    source = lesson.read_text()
    before, after, message = BAD[fault]
    assert source.count(before) == 1
    try:
        lesson.write_text(source.replace(before, after))
        run = reel(house, *command)
    finally:
        lesson.write_text(source)
    assert run.returncode == 2 and run.stdout == ""
    assert message in run.stderr and "Traceback" not in run.stderr
    assert re.search(r"first_steps\.py:\d+: ", run.stderr)


class Watched:
    """`reel watch`, with what it says."""

    def __init__(self, house: Path) -> None:
        self.said: list[str] = []
        command = [sys.executable, "-u", "-m", "reel", "watch", "first_steps", "--voice", "none"]
        self.process = subprocess.Popen(
            command, cwd=house, env=environment(house), stderr=subprocess.PIPE, text=True
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)

    def until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not true():
            assert self.process.poll() is None and time.monotonic() < end, "".join(self.said)
            time.sleep(0.05)


def test_a_save_is_filmed_an_error_is_told_and_the_watch_goes_on(house, filmed):
    lesson = house / "lessons" / "first_steps.py"
    film = house / "videos" / "first_steps" / "clips" / "FirstStepsBegins.mp4"
    clip = house / "build" / "watch" / "first_steps" / "clips" / "FirstStepsBegins.mp4"
    source, before = lesson.read_text(), film.read_bytes()
    watched = Watched(house)
    try:
        watched.until(lambda: any("watching first_steps" in line for line in watched.said))
        lesson.write_text(source.replace('at="arrow"', 'at="arow"'))
        watched.until(lambda: any("no cue [arow]" in line for line in watched.said))
        assert not clip.exists()
        # As many editors save: another file takes the name.
        draft = lesson.with_suffix(".part")
        draft.write_text(source.replace("arrow((3, 4))", "arrow((4, 3))"))
        os.replace(draft, lesson)
        watched.until(lambda: "FirstStepsBegins: " in watched.said[-1])
        assert clip.exists() and film.read_bytes() == before, "the finished film is left alone"
        watched.process.send_signal(signal.SIGINT)
        assert watched.process.wait(10) == 0
        assert not any("Traceback" in line for line in watched.said)
    finally:
        watched.process.kill()
        lesson.write_text(source)
