"""Child processes that are lost, killed, left alone or cannot start: what is told, and what goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reel import children, film
from reel.children import FORKS, Children
from reel.quality import Quality
from script.errors import ScriptError
from script.timetable import TITLE_CARD, card

from .processes import alive, stage_processes

PROBES = Path(__file__).parent / "probes"
SMALL = Quality("small", 64, 36, 15)

forking = pytest.mark.skipif(not FORKS, reason="this system does not fork")


def job(folder: Path, name: str, quality: Quality = SMALL) -> film.FilmJob:
    """The title card, which takes a moment to film."""
    table = card("TitleCard", TITLE_CARD)
    return film.FilmJob("linear", PROBES / "linear.py", "TitleCard", table, quality, folder / name, folder / "cache")


def message(folder: Path, name: str, quality: Quality = SMALL) -> dict[str, object]:
    return film.job_message(job(folder, name, quality), "film")


LONG = Quality("long", 480, 270, 60)


def when(true: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


@pytest.fixture
def servers(monkeypatch):
    """The servers that are started."""
    started = []

    class Noted(children._Server):
        def __init__(self, kind: str) -> None:
            super().__init__(kind)
            started.append(self)

    monkeypatch.setattr(children, "_Server", Noted)
    return started


@forking
def test_manim_is_loaded_once_for_all_jobs_by_a_process_with_one_thread(tmp_path, servers):
    with Children() as family:
        for name in ("a.mp4", "b.mp4"):
            assert family.run(message(tmp_path, name), None)["frames"] == TITLE_CARD * SMALL.rate
        (server,) = servers
        assert len(os.listdir(f"/proc/{server.process.pid}/task")) == 1
        assert stage_processes(os.getpid()) == [server.process.pid], "those that are done are gone"
    assert not alive([server.process.pid])


def test_a_child_that_is_forked_and_one_that_is_started_film_the_same(tmp_path):
    told: list[tuple[int, int]] = []
    for name, forks in (("forked.mp4", FORKS), ("started.mp4", False)):
        with Children(forks) as family:
            family.run(message(tmp_path, name), lambda *frames: told.append(frames))
        assert told.pop() == (TITLE_CARD * SMALL.rate,) * 2
    assert (tmp_path / "forked.mp4").read_bytes() == (tmp_path / "started.mp4").read_bytes()


@forking
def test_a_job_goes_on_when_the_server_is_lost_and_the_next_has_a_new_one(tmp_path, servers):
    done = []
    with Children() as family:
        one = threading.Thread(target=lambda: done.append(family.run(message(tmp_path, "a.mp4", LONG), None)))
        one.start()
        when(lambda: len(stage_processes(os.getpid())) == 2)
        os.kill(servers[0].process.pid, signal.SIGKILL)
        assert family.run(message(tmp_path, "b.mp4"), None)
        one.join()
    assert len(servers) == 2
    assert done and (tmp_path / "a.mp4").exists()


@forking
def test_a_server_that_is_lost_while_it_loads_is_started_again(tmp_path, servers):
    results = []
    with Children() as family:
        one = threading.Thread(target=lambda: results.append(family.run(message(tmp_path, "a.mp4"), None)))
        one.start()
        when(lambda: servers)
        os.kill(servers[0].process.pid, signal.SIGKILL)
        one.join()
    assert len(servers) == 2 and results


@forking
def test_servers_that_are_lost_again_and_again_are_told_of(tmp_path, servers, monkeypatch):
    fork = children._Server.fork

    def doomed(self, stderr):
        child = fork(self, stderr)
        self.process.kill()
        return child

    monkeypatch.setattr(children._Server, "fork", doomed)
    with (
        Children() as family,
        pytest.raises(ScriptError, match=r"chapter TitleCard: its process ended early \(signal 9\)") as told,
    ):
        family.run(message(tmp_path, "a.mp4"), None)
    assert "--jobs 1" in told.value.hint
    assert len(servers) == 2


@pytest.mark.parametrize("forks", [pytest.param(True, marks=forking), False])
def test_a_lost_child_is_told_for_its_own_job_alone(tmp_path, forks):
    results: dict[str, object] = {}

    def run(name: str, quality: Quality) -> None:
        try:
            results[name] = family.run(message(tmp_path, name, quality), None)
        except ScriptError as error:
            results[name] = error

    with Children(forks) as family:
        lost = threading.Thread(target=run, args=("lost.mp4", LONG))
        lost.start()
        when(lambda: list(tmp_path.glob(".lost.mp4.*")))
        os.kill(stage_processes(os.getpid())[-1], signal.SIGKILL)
        run("other.mp4", SMALL)
        lost.join()
    assert "ended early (signal 9)" in str(results["lost.mp4"])
    assert not (tmp_path / "lost.mp4").exists()
    assert (tmp_path / "other.mp4").exists()


WORK = """
import signal, sys
# However the tests were started: what runs in the background of a shell hears no Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from tests.reel.test_children import SMALL, card, film
from reel import children
folder = Path(sys.argv[1])
children.Children.__init__.__defaults__ = ({forks},)
jobs = [film.FilmJob("idle", folder / "idle.py", "Idle", card("Idle", 9), SMALL, folder / name, folder) for name in "ab"]
film.film_all(jobs, 2)
"""
IDLE = """
import time
from scenes import Chapter

class Idle(Chapter):
    def construct(self):
        self._open()
        time.sleep(60)
"""


@pytest.mark.parametrize("forks", [pytest.param(True, marks=forking), False])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_child_outlives_its_parent_and_what_is_half_done_goes(tmp_path, forks, number):
    (tmp_path / "idle.py").write_text(IDLE)
    work = subprocess.Popen(
        [sys.executable, "-c", WORK.format(forks=forks), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(PROBES.parents[2])}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    when(lambda: len(list(tmp_path.glob(".*.part"))) == 2)
    processes = stage_processes(work.pid)
    assert len(processes) == 2 + forks
    if forks and number == signal.SIGKILL:
        os.kill(processes[0], signal.SIGKILL)  # The server cannot end them then.
    os.kill(work.pid, number)
    work.wait(20)
    when(lambda: not alive(processes), 10)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["idle.py"]


SAYS = """
from manim import FadeIn, Text
from scenes import Chapter
from scenes.typesetting import Words

class Says(Chapter):
    def construct(self):
        self._open()
        for k in range(30):
            self.add(Text(f"text {k}"), Words(f"word {k}"))
        self._close()
"""


@pytest.mark.parametrize("forks", [pytest.param(True, marks=forking), False])
def test_texts_are_set_side_by_side_and_a_child_leaves_no_folder_of_its_own(tmp_path, monkeypatch, forks):
    (tmp_path / "says.py").write_text(SAYS)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(Children.__init__, "__defaults__", (forks,))
    table = card("Says", 3.2)
    jobs = [film.FilmJob("says", tmp_path / "says.py", "Says", table, SMALL, tmp_path / name, tmp_path) for name in "abcd"]
    for result in film.film_all(jobs, 2):
        assert result.ok, str(result.error)
    when(lambda: not list((tmp_path / "tmp").iterdir()), 10)


@pytest.mark.parametrize("forks", [pytest.param(True, marks=forking), False])
@pytest.mark.parametrize(
    ("source", "said"), [("raise ImportError('no such library')", "manim does not start"), ("1 / 0", "ZeroDivisionError")]
)
def test_what_hinders_manim_from_starting_is_told(tmp_path, monkeypatch, forks, source, said):
    (tmp_path / "manim.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Children(forks) as family, pytest.raises(ScriptError) as told:
        family.run(message(tmp_path, "a.mp4"), None)
    assert said in str(told.value)


def test_what_a_lesson_prints_is_not_taken_for_an_answer(tmp_path):
    noisy = tmp_path / "noisy.py"
    source = (PROBES / "linear.py").read_text()
    noisy.write_text(source + "\nimport os\nprint('{\"done\": {}}')\nos.write(1, b'{\"error\": 1}\\n')\n")
    one = film.FilmJob(
        "noisy", noisy, "TitleCard", card("TitleCard", TITLE_CARD), SMALL, tmp_path / "a.mp4", tmp_path / "cache"
    )
    (result,) = film.film_all([one], 1)
    assert result.ok, str(result.error)
