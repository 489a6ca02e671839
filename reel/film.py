"""Filming, seen from the parent: jobs, child processes side by side, progress, and what went wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from reel.children import Children, Tell
from reel.quality import Quality
from script.errors import ScriptError
from script.timetable import Timetable, frames

OnProgress = Callable[["FilmJob", int, int], None]
Run = Callable[[dict[str, Any], Tell | None], dict[str, Any]]
"""Runs what a message asks for in a child process, and gives its result."""
Keep = Callable[["FilmJob"], AbstractContextManager[bool]]
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class FilmJob:
    """A chapter, or a card (`TitleCard`, `EndCard`), to be filmed silent into `out`."""

    lesson: str
    path: Path
    chapter: str
    timetable: Timetable
    quality: Quality
    out: Path
    cache: Path
    window: tuple[int, int] | None = None
    """Only the frames from the first number to before the second, where not the whole chapter is wanted."""

    @property
    def frames(self) -> int:
        if self.window is not None:
            return self.window[1] - self.window[0]
        return frames(self.timetable.duration, self.quality.rate)


@dataclass(frozen=True)
class FilmResult:
    """How a job ended: `error` is None when the film is there."""

    job: FilmJob
    error: ScriptError | None
    seconds: float

    @property
    def ok(self) -> bool:
        return self.error is None


@dataclass(frozen=True)
class Still:
    """A drawn frame: when it is, in which beat, at which cue, and whether a motion starts, is under way or ends."""

    frame: int
    seconds: float
    kind: str
    beat: str
    cue: str | None
    path: Path


def film_all(
    jobs: Sequence[FilmJob], processes: int, on_progress: OnProgress | None = None, keep: Keep | None = None
) -> list[FilmResult]:
    """Film jobs in processes side by side, the longest first. One that fails does not stop the others.

    Around each stands `keep`, which says whether it must be filmed, and takes the film as soon as it is there. The results
    come in the order of the jobs.
    """

    def one(job: FilmJob, run: Run) -> FilmResult:
        begun = time.monotonic()
        try:
            with nullcontext(True) if keep is None else keep(job) as missing:
                if missing:
                    run(job_message(job, "film"), _telling(job, on_progress))
        except ScriptError as error:
            return FilmResult(job, error, time.monotonic() - begun)
        return FilmResult(job, None, time.monotonic() - begun)

    return _side_by_side(jobs, processes, one)


def stills(
    job: FilmJob, wanted: str | Sequence[int], on_progress: OnProgress | None = None, *, children: Children | None = None
) -> list[Still]:
    """Draw frames of a job's chapter into the folder `job.out`: those numbered, or with "sheet" those that a contact
    sheet shows. Where several jobs share `children`, manim is loaded once for all of them. Raises ScriptError for what is
    wrong in the lesson."""
    message = job_message(job, "stills") | {"wanted": wanted if isinstance(wanted, str) else list(wanted)}
    with nullcontext(children) if children is not None else Children() as family:
        done = family.run(message, _telling(job, on_progress))
    return [Still(**(one | {"path": Path(one["path"])})) for one in done["stills"]]


def film_clear(job: FilmJob, codec: str, on_progress: OnProgress | None = None) -> int:
    """Film a job's chapter, or the window of it, into `job.out` on no background, with "vp9" or "prores": how many frames
    there are. Raises ScriptError for what is wrong in the lesson."""
    with Children() as children:
        done = children.run(job_message(job, "clear") | {"codec": codec}, _telling(job, on_progress))
    return int(done["frames"])


def check_all(jobs: Sequence[FilmJob], processes: int, on_progress: OnProgress | None = None) -> list[dict[str, Any]]:
    """Play and judge the chapters of jobs in processes side by side: for each what was found in it, in their order.

    Raises ScriptError for what is wrong in a lesson."""

    def one(job: FilmJob, run: Run) -> dict[str, Any]:
        return run(job_message(job, "check"), _telling(job, on_progress))

    return _side_by_side(jobs, processes, one)


def _telling(job: FilmJob, on_progress: OnProgress | None) -> Tell | None:
    """How a child tells of a job: to whoever asked for the progress."""
    return None if on_progress is None else lambda frame, of: on_progress(job, frame, of)


def _side_by_side(jobs: Sequence[FilmJob], processes: int, one: Callable[[FilmJob, Run], Made]) -> list[Made]:
    """Do `one` for each job in processes side by side, the longest first; what comes of them, in the order of the jobs.

    Where one raises, or the whole is stopped, all children end.
    """
    order = sorted(jobs, key=lambda job: -job.frames)
    with Children() as children, ThreadPoolExecutor(max(1, processes)) as pool:
        try:
            done = dict(zip(order, pool.map(lambda job: one(job, children.run), order), strict=True))
        except BaseException:
            children.stop()
            pool.shutdown(cancel_futures=True)
            raise
    return [done[job] for job in jobs]


def run_alone(kind: str, quality: Quality, out: Path, cache: Path) -> dict[str, Any]:
    """Run a job that belongs to no chapter."""
    message = {
        "kind": kind, "lesson": kind, "path": "", "chapter": kind, "quality": asdict(quality),
        "out": str(out.resolve()), "cache": str(cache.resolve()),
    }  # fmt: skip
    with Children() as children:
        return children.run(message, None)


def job_message(job: FilmJob, kind: str) -> dict[str, Any]:
    """What a child process is told of a job."""
    return {
        "kind": kind,
        "lesson": job.lesson,
        "path": str(job.path.resolve()),
        "chapter": job.chapter,
        "timetable": job.timetable.as_dict(),
        "quality": asdict(job.quality),
        "out": str(job.out.resolve()),
        "cache": str(job.cache.resolve()),
        "window": job.window,
    }
