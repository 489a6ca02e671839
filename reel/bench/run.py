"""What `reel bench` does: for each scene manim and ours in turn, for each lesson both as they are used, row by row."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reel import film
from reel.bench.measured import Measured, Watch, measure
from reel.build import timetables
from reel.course import Selection
from reel.quality import Quality
from reel.script import Script
from reel.sealed import draft_of
from reel.voice import choose
from script.errors import ScriptError
from script.timetable import Timetable, frames

TOGETHER = "all these chapters"
LESSONS = "all these lessons, one by one"
FIXED = ("MovingNetwork", "SoftmaxBars", "TurningSurface")


@dataclass(frozen=True)
class Trial:
    """A scene to be measured: a chapter with its times, or a fixed scene."""

    name: str
    lesson: str
    chapter: str
    path: Path | None = None
    timetable: Timetable | None = None

    def frames(self, quality: Quality) -> int:
        return frames(self.timetable.duration, quality.rate) if self.timetable else 5 * quality.rate


@dataclass
class Row:
    """What was measured of a scene or a lesson: seconds and MB by rival, sizes of films, and pictures compared."""

    name: str
    frames: int
    measured: dict[str, Measured] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)

    def ratio(self, of: str, to: str = "ours", kind: str = "wall") -> float | None:
        """How many times as long one takes as the other, where both were measured and neither took no time at all."""
        if of not in self.measured or to not in self.measured:
            return None
        ours = getattr(self.measured[to], kind)
        return float(getattr(self.measured[of], kind) / ours) if ours else None

    def as_dict(self) -> dict[str, Any]:
        ratios = {
            f"{of} {kind}": round(ratio, 2)
            for of in self.measured
            for kind in ("wall", "cpu")
            if of != "ours" and (ratio := self.ratio(of, kind=kind)) is not None
        }
        return asdict(self) | {"ratios": ratios}


Tell = Callable[[Row], None]


class Bench:
    """Measures, and writes every row down as soon as it has it, into `out`/bench.json."""

    def __init__(
        self, quality: Quality, out: Path, cache: Path, processes: int, *, tell: Tell, shortest: bool = False,
        quick: bool = False, whole: bool = False, pictures: bool = True,
    ) -> None:
        self.quality, self.out, self.cache, self.processes = quality, out, cache, processes
        self.shortest, self.quick, self.whole = shortest or (quick and not whole), quick, whole
        self.pictures, self.tell = pictures, tell
        self.rows: list[Row] = []

    def run(self, fixed: Sequence[str], selected: Sequence[tuple[Script, Selection]], voice: str) -> list[Row]:
        """Fixed scenes, then lessons: each chapter, where they are several the lesson as a whole, and at last the sum of
        lessons; where it is only the shortest chapter of each, these together; where only the whole, no chapter."""
        for name in fixed:
            self._note(self._scene(Trial(name, "fixed", name)))
        together: list[tuple[Trial, Row]] = []
        wholes = []
        for script, trials in self._chosen(selected, voice):
            if self.whole:
                wholes.append(self._note(self._as_used(script.name, trials)))
                continue
            rows = [self._note(self._scene(one)) for one in trials]
            if len(trials) > 1:
                wholes.append(self._note(self._together(script.name, trials, rows)))
            together += zip(trials, rows, strict=True)
        if self.shortest and len(together) > 1:
            self._note(self._together(TOGETHER, *zip(*together, strict=True)))
        if len(wholes) > 1:
            self._note(_sum(wholes))
        return self.rows

    def as_dict(self) -> dict[str, Any]:
        return {"quality": asdict(self.quality), "processes": self.processes, "rows": [one.as_dict() for one in self.rows]}

    def _note(self, row: Row) -> Row:
        self.rows.append(row)
        path = self.out / "bench.json"
        part = draft_of(path)
        part.write_text(json.dumps(self.as_dict(), indent=1) + "\n", encoding="utf-8")
        part.replace(path)
        self.tell(row)
        return row

    def _chosen(self, selected: Sequence[tuple[Script, Selection]], voice: str) -> list[tuple[Script, list[Trial]]]:
        """The chapters of each lesson, or its shortest alone."""
        speaker = choose(voice, self.cache / "voice")
        lessons: dict[str, tuple[Script, list[Trial]]] = {}
        for script, selection in selected:
            tables = timetables(script, speaker)
            names = [selection.chapter] if selection.chapter else list(tables)
            if self.shortest and selection.chapter is None:
                names = [min(names, key=lambda name: tables[name].duration)]
            trials = [Trial(f"{script.name}.{name}", script.name, name, script.path, tables[name]) for name in names]
            lessons.setdefault(script.name, (script, []))[1].extend(trials)
        return list(lessons.values())

    def _scene(self, trial: Trial) -> Row:
        """manim, ours and manim tuned, one after another, and then their pictures."""
        row = Row(trial.name, trial.frames(self.quality))
        with tempfile.TemporaryDirectory(prefix="reel-bench-") as folder:
            films = {name: Path(folder) / f"{name}.mp4" for name in ("stock", "ours", "tuned")}
            for name, kind in (("stock", "stock"), ("ours", "ours"), ("tuned", "stock")):
                if name == "tuned" and self.quick:
                    continue
                message = self._message(trial, kind) | {"out": str(films[name]), "tuned": name == "tuned"}
                row.measured[name], done = measure(message)
                row.bytes[name] = films[name].stat().st_size
                if name == "ours":
                    row.frames = done["frames"]
            if self.pictures:
                looked = self._message(trial, "look") | {"films": {name: str(path) for name, path in films.items()}}
                _, row.pictures = measure(looked)
        return row

    def _together(self, name: str, trials: Sequence[Trial], rows: Sequence[Row]) -> Row:
        """Several chapters as each is used: ours in processes side by side, manim one after another or two at a time."""
        row = Row(name, sum(one.frames for one in rows))
        for rival in ("stock", "tuned"):
            if all(rival in one.measured for one in rows):
                row.measured[rival] = Measured.sum([one.measured[rival] for one in rows])
        row.bytes = {rival: sum(one.bytes[rival] for one in rows) for rival in row.measured}
        with tempfile.TemporaryDirectory(prefix="reel-bench-") as folder:
            peak = max(one.measured["ours"].peak for one in rows)
            row.measured["ours"], row.bytes["ours"] = self._side_by_side(trials, Path(folder), peak)
            if not self.quick:
                row.measured["two at a time"] = self._two_at_a_time(trials, Path(folder))
        return row

    def _as_used(self, name: str, trials: Sequence[Trial]) -> Row:
        """A lesson and nothing else: manim chapter after chapter as it comes, ours in processes side by side, and, unless it
        is to be quick, manim tuned, and two of it at a time."""
        row = Row(name, sum(one.frames(self.quality) for one in trials))
        with tempfile.TemporaryDirectory(prefix="reel-bench-") as name_of_folder:
            folder = Path(name_of_folder)
            row.measured["stock"], row.bytes["stock"] = self._one_by_one(trials, folder, tuned=False)
            row.measured["ours"], row.bytes["ours"] = self._side_by_side(trials, folder, 0.0)
            if not self.quick:
                row.measured["tuned"], row.bytes["tuned"] = self._one_by_one(trials, folder, tuned=True)
                row.measured["two at a time"] = self._two_at_a_time(trials, folder)
        return row

    def _one_by_one(self, trials: Sequence[Trial], folder: Path, *, tuned: bool) -> tuple[Measured, int]:
        """manim chapter after chapter: what that took, and the bytes of the films."""
        several, size = [], 0
        for one in trials:
            out = folder / f"{one.chapter}.stock.mp4"
            several.append(measure(self._message(one, "stock") | {"out": str(out), "tuned": tuned})[0])
            size += out.stat().st_size
            out.unlink()
        return Measured.sum(several), size

    def _two_at_a_time(self, trials: Sequence[Trial], folder: Path) -> Measured:
        """manim as it comes in two processes side by side, the longest chapters first."""
        messages = [self._message(one, "stock") | {"out": str(folder / f"{one.chapter}.stock.mp4")}
                    for one in sorted(trials, key=lambda one: -one.frames(self.quality))]  # fmt: skip
        with Watch() as watch, ThreadPoolExecutor(2) as pool:
            several = [one for one, _ in pool.map(measure, messages)]
        return Measured(watch.wall, sum(one.cpu for one in several), sum(sorted(one.peak for one in several)[-2:]))

    def _side_by_side(self, trials: Sequence[Trial], folder: Path, peak: float) -> tuple[Measured, int]:
        """Film chapters as a build does: what that took, and the bytes of the films. How much memory it took at the most
        is known from elsewhere."""
        jobs = [self._job(one, folder / f"{one.chapter}.mp4") for one in trials]
        with Watch() as watch:
            results = film.film_all(jobs, self.processes)
        for result in results:
            if result.error is not None:
                raise result.error
        return watch.measured(peak), sum(job.out.stat().st_size for job in jobs)

    def _message(self, trial: Trial, kind: str) -> dict[str, Any]:
        return {
            "kind": kind, "lesson": trial.lesson, "chapter": trial.chapter, "path": str(trial.path or ""),
            "timetable": trial.timetable.as_dict() if trial.timetable else None, "quality": asdict(self.quality),
            "cache": str(self.cache.resolve()), "out": "", "frames": trial.frames(self.quality),
        }  # fmt: skip

    def _job(self, trial: Trial, out: Path) -> film.FilmJob:
        if trial.path is None or trial.timetable is None:
            raise ScriptError(f"{trial.name} is no chapter")
        return film.FilmJob(trial.lesson, trial.path, trial.chapter, trial.timetable, self.quality, out, self.cache)


def _sum(rows: Sequence[Row]) -> Row:
    """Lessons one after another, as far as all of them were measured."""
    row = Row(LESSONS, sum(one.frames for one in rows))
    for rival in rows[0].measured:
        row.measured[rival] = Measured.sum([one.measured[rival] for one in rows])
    row.bytes = {rival: sum(one.bytes[rival] for one in rows) for rival in rows[0].bytes}
    return row
