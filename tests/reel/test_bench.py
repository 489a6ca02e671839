"""What `reel bench` measures and how it says so; not how fast anything is."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from manim import Camera, config, tempconfig

from reel.bench.measured import Measured, measure
from reel.bench.run import Bench, Row
from reel.bench.table import HEADER, line
from reel.build import timetables
from reel.course import Selection, read_course
from reel.film import FilmResult
from reel.quality import Quality
from reel.stage import trial
from reel.stage.renderer import FilmRenderer
from reel.voice import choose
from script.errors import ScriptError

TINY = Quality("tiny", 320, 180, 15)


def message(tmp_path, kind: str, **more: object) -> dict[str, object]:
    return {
        "kind": kind, "lesson": "fixed", "chapter": "MovingNetwork", "path": "", "timetable": None, "frames": 75,
        "quality": vars(TINY), "cache": str(tmp_path / "cache"), "out": str(tmp_path / f"{kind}.mp4"),
        "tuned": False, **more,
    }  # fmt: skip


def filmed(jobs, processes):
    """Films of 700 bytes, at once."""
    for job in jobs:
        job.out.write_bytes(b"x" * 700)
    return [FilmResult(job, None, 1.0) for job in jobs]


def test_a_row_is_written_down_as_soon_as_it_is_there(tmp_path):
    seen = []

    def look_at_it(row):
        written = json.loads((tmp_path / "bench.json").read_text())
        seen.append([one["name"] for one in written["rows"]])

    bench = Bench(TINY, tmp_path, tmp_path / "cache", 2, quick=True, tell=look_at_it)
    (row,) = bench.run(["MovingNetwork"], [], "none")
    assert seen == [["MovingNetwork"]]
    assert set(row.measured) == set(row.bytes) == {"stock", "ours"}
    assert all(one.wall > 0 and one.cpu > 0 and one.peak > 50 for one in row.measured.values())
    assert row.pictures["equal"] == row.pictures["compared"] > 50
    assert row.frames == row.pictures["after"]["stock"]["frames"] == 90
    told = bench.as_dict()["rows"][0]
    assert told["ratios"]["stock cpu"] == round(row.measured["stock"].cpu / row.measured["ours"].cpu, 2)


def test_the_shortest_of_lessons_are_measured_together(tmp_path, monkeypatch):
    """Which chapters, and what their row is made of; how fast is measured elsewhere."""
    scripts = read_course(("matrix_multiplication", "token_graphs"))
    bench = Bench(TINY, tmp_path, tmp_path / "cache", 2, shortest=True, tell=lambda row: None)
    asked = []

    def scene(trial):
        asked.append(trial.name)
        measured = {name: Measured(seconds, seconds, 100) for name, seconds in (("stock", 30), ("ours", 5), ("tuned", 20))}
        return Row(trial.name, 10, measured, {name: 1000 for name in measured})

    def measured(message):
        assert message["kind"] == "stock"
        return Measured(30, 31, 200), {}

    monkeypatch.setattr(bench, "_scene", scene)
    monkeypatch.setattr("reel.bench.run.measure", measured)
    monkeypatch.setattr("reel.film.film_all", filmed)
    rows = bench.run([], [(one, Selection(one.name)) for one in scripts], "none")
    shortest = []
    for script in scripts:
        tables = timetables(script, choose("none"))
        shortest.append(f"{script.name}.{min(tables, key=lambda name: tables[name].duration)}")
    assert asked == shortest
    together = rows[-1]
    assert [one.name for one in rows] == [*shortest, "all these chapters"] and together.frames == 20
    assert (together.measured["stock"].wall, together.measured["tuned"].cpu) == (60, 40)
    assert together.measured["two at a time"].cpu == 62 and together.measured["two at a time"].peak == 400
    assert together.bytes == {"stock": 2000, "tuned": 2000, "ours": 1400}


def test_whole_lessons_are_summed_and_no_picture_is_compared_where_none_is_asked_for(tmp_path, monkeypatch):
    scripts = read_course(("matrix_multiplication", "token_graphs"))
    bench = Bench(TINY, tmp_path, tmp_path / "cache", 2, pictures=False, tell=lambda row: None)
    asked = []

    def measured(message):
        asked.append(message["kind"])
        Path(message["out"]).write_bytes(b"x" * 1000)
        return Measured(30, 31, 200), {"frames": 10}

    monkeypatch.setattr("reel.bench.run.measure", measured)
    monkeypatch.setattr("reel.film.film_all", filmed)
    rows = bench.run([], [(one, Selection(one.name)) for one in scripts], "none")
    chapters = [len(timetables(script, choose("none"))) for script in scripts]
    assert "look" not in asked and asked.count("ours") == sum(chapters) and asked.count("stock") == 3 * sum(chapters)
    wholes = [one for one in rows if one.name in ("matrix_multiplication", "token_graphs")]
    assert [one.frames for one in wholes] == [10 * count for count in chapters]
    summed = rows[-1]
    assert summed.name == "all these lessons, one by one" and summed.frames == 10 * sum(chapters)
    assert summed.measured["stock"] == Measured(30 * sum(chapters), 31 * sum(chapters), 200)
    for rival in ("ours", "two at a time"):
        assert summed.measured[rival].wall == pytest.approx(sum(one.measured[rival].wall for one in wholes))
    assert summed.bytes == {"stock": 1000 * sum(chapters), "tuned": 1000 * sum(chapters), "ours": 700 * sum(chapters)}
    assert all("pictures" not in line(one) and not one.pictures for one in rows)


@pytest.mark.parametrize("quick", [False, True])
def test_only_the_whole_of_lessons_is_measured_where_that_is_asked_for(tmp_path, monkeypatch, quick):
    scripts = read_course(("matrix_multiplication", "token_graphs"))
    bench = Bench(TINY, tmp_path, tmp_path / "cache", 2, whole=True, quick=quick, tell=lambda row: None)
    asked, at_once, most = [], set(), []

    def measured(message):
        """A film of as many bytes as the encoder's options make it, in a time that two side by side share."""
        tuned = message.get("tuned", False)
        asked.append((message["kind"], tuned, message["chapter"]))
        at_once.add(message["chapter"])
        time.sleep(0.01)
        most.append(len(at_once))
        at_once.remove(message["chapter"])
        Path(message["out"]).write_bytes(b"x" * (900 if tuned else 1000))
        return Measured(20, 21, 190) if tuned else Measured(30, 31, 200), {}

    monkeypatch.setattr("reel.bench.run.measure", measured)
    monkeypatch.setattr("reel.film.film_all", filmed)
    rows = bench.run([], [(one, Selection(one.name)) for one in scripts], "none")
    tables = [timetables(script, choose("none")) for script in scripts]
    counts = [len(one) for one in tables]
    assert [one.name for one in rows] == ["matrix_multiplication", "token_graphs", "all these lessons, one by one"]
    before = 0
    for table, count in zip(tables, counts, strict=True):
        one_by_one = [("stock", False, chapter) for chapter in table]
        if not quick:
            longest_first = sorted(table, key=lambda chapter: -table[chapter].duration)
            tuned = [("stock", True, chapter) for chapter in table]
            of_this = asked[before + 2 * count : before + 3 * count]
            assert sorted(of_this) == sorted(one_by_one) and {one for *_, one in of_this[:2]} == set(longest_first[:2])
            one_by_one += tuned
            assert set(most[before : before + 2 * count]) == {1} and max(most[before + 2 * count : before + 3 * count]) == 2
        assert asked[before : before + len(one_by_one)] == one_by_one
        before += len(one_by_one) if quick else 3 * count
    assert len(asked) == before
    rivals = {"stock", "ours"} if quick else {"stock", "ours", "tuned", "two at a time"}
    assert all(set(one.measured) == rivals for one in rows)
    assert rows[-1].measured["stock"].wall == 30 * sum(counts) and rows[-1].bytes["ours"] == 700 * sum(counts)
    if not quick:
        assert rows[-1].measured["tuned"].wall == 20 * sum(counts) and rows[-1].bytes["tuned"] == 900 * sum(counts)
        assert rows[-1].measured["two at a time"].cpu == 31 * sum(counts), "of two side by side it is the sum"
        assert 0 < rows[-1].measured["two at a time"].wall < 5 and rows[0].measured["two at a time"].peak == 400
    assert all(0 < one.measured["ours"].wall < 5 and one.frames > 1000 for one in rows), "as it was timed"
    assert " 200 " in line(rows[0]) and "200/" not in line(rows[0]), "how much memory ours took is not known from that"


def test_a_picture_that_differs_is_seen(tmp_path, monkeypatch):
    with tempconfig({}):
        films = {}
        for kind in ("stock", "ours"):
            getattr(trial, kind)(message(tmp_path, kind), lambda *told: None)
            films[kind] = str(tmp_path / f"{kind}.mp4")
        monkeypatch.setattr(FilmRenderer, "get_frame", lambda self: self.camera.pixel_array // 2)
        looked = trial.look(message(tmp_path, "look", films=films), lambda *told: None)
    assert looked["equal"] == 0 < looked["compared"]
    assert looked["worst"] < 0.95
    assert looked["after"]["ours"]["mean"] < 0.95 < looked["after"]["stock"]["mean"]
    assert config.pixel_width != TINY.width, "nothing of it stays"


def test_manim_draws_everything_again_in_every_run(tmp_path, monkeypatch):
    """As it comes manim keeps the parts of its films, and a second run would draw next to nothing."""
    drawn = []
    capture = Camera.capture_mobjects

    def counted(self, *args, **kwargs):
        drawn.append(1)
        return capture(self, *args, **kwargs)

    monkeypatch.setattr(Camera, "capture_mobjects", counted)
    counts = []
    with tempconfig({}):
        for tuned in (False, False, True):
            drawn.clear()
            trial.stock(message(tmp_path, "stock", tuned=tuned), lambda *told: None)
            counts.append(len(drawn))
    assert counts[0] > 60 and len(set(counts)) == 1
    assert [one.name for one in tmp_path.iterdir() if one.name != "cache"] == ["stock.mp4"]


def test_what_fails_is_told(tmp_path):
    with pytest.raises(ScriptError, match=r"Nobody, stock: .*nothing"):
        measure(message(tmp_path, "stock", chapter="Nobody", path=str(tmp_path / "nothing.py")))


def test_ssim_is_one_for_the_same_and_less_for_what_was_changed():
    rng = np.random.default_rng(0)
    plane = rng.integers(0, 256, (90, 160)).astype(np.uint8)
    assert trial.ssim(plane, plane) == pytest.approx(1)
    # Two flat planes have no structure: by the formula, only their means count.
    a, b, c = 100, 120, (0.01 * 255) ** 2
    flat = [np.full((40, 40), level, np.uint8) for level in (a, b)]
    assert trial.ssim(*flat) == pytest.approx((2 * a * b + c) / (a * a + b * b + c), abs=1e-3)
    assert trial.ssim(plane, np.roll(plane, 5)) < 0.1


def test_a_line_says_how_many_times_as_fast():
    row = Row("lesson", 120, {"stock": Measured(12, 18, 300), "ours": Measured(2, 3, 150), "tuned": Measured(6, 9, 290)})
    row.bytes = {"stock": 1000, "ours": 1500}
    row.pictures = {"equal": 9, "compared": 10, "worst": 0.9991, "after": {"stock": {"mean": 0.99}, "ours": {"mean": 0.998}}}
    words = line(row).split()
    assert words == ["lesson", "120", "12.0/18.0", "2.0/3.0", "6.0/6.0", "3.0/3.0", "1.50", "300/150", "9/10", "equal",
                     "0.9991", "0.99000/0.99800"]  # fmt: skip
    assert len(line(row)) == len(HEADER)
