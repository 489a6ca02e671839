"""How much memory a film takes, and that its bytes do not depend on how many are made side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reel import film
from reel.quality import QUALITIES, Quality
from script.timetable import END_CARD, TITLE_CARD, BeatTimes, Timetable, card

PROBES = Path(__file__).parent / "probes"
SMALL = Quality("small", 640, 360, 15)

LONG = """
from manim import RIGHT, Square
from scenes import Chapter, beat

class Long(Chapter):
    def stage(self):
        self.square = self.enter(Square(fill_opacity=1))

    @beat
    def to_and_fro(self):
        for k in range({plays}):
            self.play(self.square.animate.shift(RIGHT if k % 2 else -RIGHT).rotate(0.1), run_time=1)
"""


MEASURE = """
import json, sys
from reel.bench.measured import measure
measured, done = measure(json.load(sys.stdin))
print(json.dumps([measured.peak, done]))
"""


def measured(job: film.FilmJob) -> tuple[float, dict[str, Any]]:
    """The most memory of the process that films a job, and its result. By way of a small process: to what a process takes
    is counted what the one took that it was forked from, and a process of tests grows large."""
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE], input=json.dumps(film.job_message(job, "film")), capture_output=True, text=True,
        cwd=PROBES.parents[2], check=True,
    )  # fmt: skip
    most, done = json.loads(ran.stdout)
    return most, done


def peak(folder: Path, plays: int) -> float:
    lesson = folder / f"long{plays}.py"
    lesson.write_text(LONG.format(plays=plays))
    beat = BeatTimes("to_and_fro", 2.4, 2.4 + plays, {}, ())
    table = Timetable("Long", (beat,), 3.2 + plays)
    job = film.FilmJob("long", lesson, "Long", table, SMALL, folder / f"{plays}.mp4", folder / "cache")
    most, done = measured(job)
    assert done["frames"] == job.frames
    return most


def test_a_chapter_twice_as_long_takes_no_more_memory(tmp_path):
    once, twice = peak(tmp_path, 8), peak(tmp_path, 16)
    frame = SMALL.width * SMALL.height * 4 / 1e6
    assert twice < once + 8 * frame, "the frames of eight more seconds would be over a hundred MB"


def test_filming_at_hd_takes_less_than_600_mb(tmp_path):
    table = card("TitleCard", TITLE_CARD)
    large = replace(QUALITIES["hd"], rate=15)
    job = film.FilmJob("linear", PROBES / "linear.py", "TitleCard", table, large, tmp_path / "t.mp4", tmp_path)
    most, _ = measured(job)
    assert most < 600


@pytest.fixture
def jobs(tmp_path):
    def made(folder: str) -> list[film.FilmJob]:
        cards = {"TitleCard": card("TitleCard", TITLE_CARD), "EndCard": card("EndCard", END_CARD)}
        probe, tiny = PROBES / "linear.py", Quality("tiny", 160, 90, 15)
        return [
            film.FilmJob("linear", probe, name, table, tiny, tmp_path / folder / f"{name}.mp4", tmp_path)
            for name, table in cards.items()
        ]

    return made


def test_the_bytes_do_not_depend_on_how_many_are_filmed_side_by_side(jobs):
    one, two = jobs("one"), jobs("two")
    for some, processes in ((one, 1), (two, 2)):
        for result in film.film_all(some, processes):
            assert result.ok, str(result.error)
    for a, b in zip(one, two, strict=True):
        assert a.out.read_bytes() == b.out.read_bytes()
    assert one[0].out.read_bytes() != one[1].out.read_bytes(), "two cards are two films"
