"""From scripts to films: what is due is said, filmed and put together; what is not is left as it is."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reel import film, trouble
from reel.children import Children
from reel.course import Selection
from reel.folders import check_writable
from reel.keys import Parts
from reel.plan import LessonPlan, Planner, poster_moment, poster_place
from reel.quality import Quality
from reel.rates import Rates
from reel.script import Script
from reel.store import Store, free_space
from reel.system import check_system
from reel.timing import speak_lesson
from reel.voice import Voice
from script.errors import ScriptError
from script.narration import Narration
from script.timetable import Timetable, frames


class Report(Protocol):
    """What a build tells while it goes."""

    def say(self, line: str) -> None:
        """Something that a person should know."""

    def speaking(self, done: int, of: int) -> None: ...

    def filming(self, done: int, of: int) -> None: ...

    def finished(self) -> None: ...


@dataclass
class Made:
    """What a build made of a lesson: where it is, what was filmed for it, and what was there already."""

    lesson: str
    folder: Path
    filmed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Settings:
    """How to build: where films go, where what can be made again lies, and with how many processes."""

    quality: Quality
    voice: str
    videos: Path
    cache: Path
    processes: int = os.cpu_count() or 1


def gathered(selected: Sequence[tuple[Script, Selection]]) -> list[tuple[Script, list[Selection]]]:
    """What was asked for, lesson by lesson."""
    lessons: dict[str, tuple[Script, list[Selection]]] = {}
    for script, selection in selected:
        lessons.setdefault(script.name, (script, []))[1].append(selection)
    return list(lessons.values())


def build(selected: Sequence[tuple[Script, Selection]], settings: Settings, report: Report) -> list[Made]:
    """Film what is selected. A chapter that fails does not stop the others; in the end all errors are raised as one."""
    check_writable(settings.videos)
    check_writable(settings.cache)
    with trouble.told(settings.cache):
        return _Build(settings, report).run(gathered(selected))


class _Build:
    """A build under way."""

    def __init__(self, settings: Settings, report: Report) -> None:
        self.settings, self.report = settings, report
        self.planner = Planner.of(settings.cache, settings.voice, settings.quality, settings.videos, report.say)
        self.store: Store = self.planner.store
        self.errors: dict[tuple[str, str], ScriptError] = {}
        self.planning = threading.RLock()
        """Held by whoever asks the planner while lessons are put together side by side."""
        self.levelling, self.drawing = Children(), Children()
        self.levels = threading.Semaphore(2)
        """A lesson takes more than a GB while it is levelled: no more than two at once, however many cores there are."""

    def run(self, lessons: Sequence[tuple[Script, list[Selection]]]) -> list[Made]:
        for script, _ in lessons:
            for line in self.planner.voice.check(narrations(script)):
                self.report.say(line)
        plans = [self.planner.plan(script, selections) for script, selections in lessons]
        if all(plan.is_current for plan in plans):
            # The last build may have been killed when all was there and only its drafts were not yet gone.
            self.store.sweep()
            return [self._delivered(plan, [], 0.0) for plan in plans]
        check_system()
        with self.store.at_work() as scratch:
            plans = self._speak(plans)
            filmed = self._film(plans, scratch)
            return self._finish(plans, filmed, scratch)

    def _finish(self, plans: list[LessonPlan], filmed: set[tuple[str, str]], scratch: Path) -> list[Made]:
        """Put lessons together side by side. One that cannot be does not stop the others."""
        failed = {lesson for lesson, _ in self.errors}
        plans = [
            plan if plan.script.name in failed else self.planner.plan(plan.script, plan.selections) for plan in plans
        ]

        def finish(plan: LessonPlan) -> float:
            began = time.monotonic()
            name = plan.script.name
            try:
                with trouble.told(self.settings.cache):
                    if name not in failed and plan.whole:
                        self._assemble(plan, scratch)
                    elif name not in failed:
                        self._clips(plan, scratch)
            except ScriptError as error:
                self.errors[name, ""] = error
            return time.monotonic() - began

        with self.levelling, self.drawing, ThreadPoolExecutor(max(1, self.settings.processes)) as pool:
            try:
                seconds = list(pool.map(finish, plans))
            except BaseException:
                self.levelling.stop()
                self.drawing.stop()
                pool.shutdown(cancel_futures=True)
                raise
        made = []
        for plan, took in zip(plans, seconds, strict=True):
            clips = [clip for lesson, clip in filmed if lesson == plan.script.name]
            made.append(self._delivered(plan, clips, took))
        self.report.finished()
        if self.errors:
            raise ScriptError("\n".join(str(error) for error in self.errors.values()))
        return made

    def _delivered(self, plan: LessonPlan, filmed: list[str], seconds: float) -> Made:
        """Say what is there, and remember what it is made of."""
        name, folder = plan.script.name, self.planner.folder(plan)
        broken = {clip for lesson, clip in self.errors if lesson == name}
        for clip, step in plan.clips.items():
            if clip not in broken:
                step.state = "current"
        if not broken:
            for step in plan.steps:
                step.state = "current"
            if plan.whole:
                self.report.say(f"{name}: {folder / (name + '.mp4')}")
        self.planner.note(plan)
        self.planner.remembered.save()
        self.planner.house.known.save()
        order = [clip for clip in plan.clips if clip not in broken]
        return Made(
            name, folder, [one for one in order if one in filmed], [one for one in order if one not in filmed], seconds
        )

    # Speaking -----------------------------------------------------------------------------------------------

    def _speak(self, plans: list[LessonPlan]) -> list[LessonPlan]:
        """Say what is due, and plan again what hung on its times."""
        due = [plan for plan in plans if any(step.state == "due" for step in plan.voice)]
        of, done = sum(len(plan.voice) for plan in due), 0
        for plan in due:
            for chapter in plan.script.chapters:
                for beat in chapter.beats:
                    if any(step.name == f"{chapter.name}.{beat.name}" and step.state == "due" for step in plan.voice):
                        self.planner.voice.speak(chapter.name, beat.name, beat.narration)
                    done += 1
                    self.report.speaking(done, of)
        return [self.planner.plan(plan.script, plan.selections) if plan in due else plan for plan in plans]

    # Filming ------------------------------------------------------------------------------------------------

    def _film(self, plans: list[LessonPlan], scratch: Path) -> set[tuple[str, str]]:
        """Film what is due, and what is needed and turns out to be spoilt; lessons and names of what was filmed here."""
        wanted: dict[int, tuple[LessonPlan, str]] = {}
        jobs = []
        for plan in plans:
            needed = not plan.whole or (plan.film is not None and plan.film.state != "current")
            for name, step in plan.clips.items():
                if step.state != "current" or (needed and self.store.find("clip", step.key) is None):
                    job = self._job(plan, name, scratch / f"{step.key}.mp4")
                    wanted[id(job)] = (plan, name)
                    jobs.append(job)
        if not jobs:
            return set()
        of = sum(job.frames for job in jobs)
        rates = Rates(self.settings.cache)
        self._estimate(of, len(jobs), rates)
        done: dict[int, int] = {}
        filmed: set[tuple[str, str]] = set()
        size = 0

        def progress(job: film.FilmJob, frame: int, total: int) -> None:
            done[id(job)] = round(job.frames * frame / total)
            self.report.filming(sum(done.values()), of)

        @contextmanager
        def keep(job: film.FilmJob) -> Iterator[bool]:
            """Film a clip unless another build has done so meanwhile, and put it into the store as soon as it is whole."""
            nonlocal size
            plan, name = wanted[id(job)]
            key = plan.clips[name].key
            with trouble.told(self.settings.cache), self.store.alone(f"{plan.script.name}.{name}", key):
                missing = self.store.find("clip", key) is None
                yield missing
                if missing:
                    size += job.out.stat().st_size
                    what, read = f"the clip of {plan.script.name}.{name}", self._read_for(job, plan.clips[name].parts)
                    self.store.add("clip", key, job.out, what, read=read)
                    filmed.add((plan.script.name, name))

        results = film.film_all(jobs, self.settings.processes, progress, keep)
        for result in results:
            if result.error is not None:
                plan, name = wanted[id(result.job)]
                self.errors[plan.script.name, name] = result.error
        ok = [one for one in results if one.ok]
        rates.learn(self.settings.quality.name, sum(one.job.frames for one in ok), sum(one.seconds for one in ok), size)
        return filmed

    def _read_for(self, job: film.FilmJob, parts: Parts) -> list[str]:
        """The files that were read for a clip, and of which its key says nothing."""
        record = json.loads(job.out.with_name(job.out.name + ".json").read_text(encoding="utf-8"))
        return self.planner.house.unforeseen(job.path, parts, record["read"])

    def _job(self, plan: LessonPlan, name: str, out: Path) -> film.FilmJob:
        shot, script = plan.shots[name], plan.script
        seen = shot.table.on_frames(self.settings.quality.rate)
        return film.FilmJob(
            script.name, script.path, shot.chapter, seen, self.settings.quality, out, self.settings.cache, shot.window
        )

    def _estimate(self, of: int, jobs: int, rates: Rates) -> None:
        """Say what is ahead, and refuse to begin where the disk is too small for it."""
        quality, videos = self.settings.quality.name, self.settings.videos
        seconds = of * rates.seconds_a_frame(quality) / min(self.settings.processes, jobs)
        # A clip lies in the cache, in the joined film, and twice among the clips.
        size = 4 * of * rates.bytes_a_frame(quality)
        self.report.say(
            f"{jobs} {'clip' if jobs == 1 else 'clips'} to film: {of:,} frames at {quality},"
            f" about {_duration(seconds)} and {size / 1e6:.0f} MB"
        )
        free = free_space(videos)
        if size > free:
            raise ScriptError(
                f"this needs about {size / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free in {videos}",
                hint="Make room, or choose a smaller --quality, or another --output.",
            )

    # Putting together ---------------------------------------------------------------------------------------

    def _assemble(self, plan: LessonPlan, scratch: Path) -> None:
        """Put a lesson's folder together, and make again what was spoilt of what it is made of."""
        assert plan.film is not None and plan.poster is not None and (plan.sound is None or plan.sound.key)
        with self.store.alone(f"the film of {plan.script.name}", str(self.planner.folder(plan).resolve())):
            with self.planning:
                is_current = self.planner.film_is_current(plan)
            if is_current:
                if plan.poster.state != "current":
                    self._poster(plan, scratch)
                if plan.sound is not None and plan.sound.state != "current":
                    self._sounds(plan, scratch)
                return
            from reel.assemble import assemble

            self._say_replaced(plan)
            poster, parts = self._poster(plan, scratch), self._parts(plan, scratch)
            with trouble.told(self.settings.videos):
                assemble(plan.script, parts, poster, self.settings.videos, self.settings.quality, self.planner.voice.name)
            with self.planning:
                self.planner.note_film(plan)

    def _clips(self, plan: LessonPlan, scratch: Path) -> None:
        """Put the clips together that were asked for."""
        from reel.assemble import Part, write_clips
        from reel.folders import new_files
        from reel.timing import sample

        folder, rate = self.planner.folder(plan), self.settings.quality.rate
        sounds = self._sounds(plan, scratch)
        with (
            self.store.alone(f"the film of {plan.script.name}", str(folder.resolve())),
            trouble.told(self.settings.videos),
            new_files(folder / "clips") as fresh,
        ):
            for name, shot in plan.shots.items():
                track = sounds[shot.chapter]
                if shot.window is not None:
                    first, last = (sample(at / rate) for at in shot.window)
                    track = track[:, first:last]
                title = plan.script.chapter(shot.chapter).title
                write_clips(Part(name, title, shot.table, self._clip(plan, name), track), fresh)
        for name in plan.shots:
            self.report.say(f"{plan.script.name}: {folder / 'clips' / (name + '.mp4')}")

    def _clip(self, plan: LessonPlan, name: str) -> Path:
        found = self.store.find("clip", plan.clips[name].key)
        if found is None:
            raise ScriptError(
                f"the clip of {plan.script.name}.{name} was taken out of the cache while it was needed",
                hint="Run the same command again; it is filmed anew.",
            )
        return found.path

    def _sounds(self, plan: LessonPlan, scratch: Path):  # type: ignore[no-untyped-def]
        """The sound of a lesson, levelled as a whole, by chapters."""
        import numpy as np

        from reel.timing import sample

        tables = _timed(plan)
        if plan.sound is None:
            return {name: np.zeros((2, sample(table.duration)), np.float32) for name, table in tables.items()}
        from reel.levelled import level_apart, levelled, tracks_of

        def make():  # type: ignore[no-untyped-def]
            with self.planning:
                tracks = tracks_of(self.planner.voice, narrations(plan.script))
            with self.levels:
                return level_apart(self.levelling, plan.script.name, tracks, scratch, self.settings.cache)

        return levelled(self.store, plan.script.name, plan.sound.key, tables, make)

    def _parts(self, plan: LessonPlan, scratch: Path):  # type: ignore[no-untyped-def]
        """The film's parts in their order: the title card, the chapters, the end card."""
        import numpy as np

        from reel.assemble import Part
        from reel.timing import sample

        sounds, parts = self._sounds(plan, scratch), []
        for name in ("TitleCard", *(one.name for one in plan.script.chapters), "EndCard"):
            table, clip = plan.shots[name].table, self._clip(plan, name)
            if name in sounds:
                chapter = plan.script.chapter(name)
                said = tuple((beat.name, beat.narration) for beat in chapter.beats)
                parts.append(Part(name, chapter.title, table, clip, sounds[name], said))
            else:
                silent = np.zeros((2, sample(table.duration)), np.float32)
                parts.append(Part(name, plan.script.lesson.title, table, clip, silent))
        return parts

    def _poster(self, plan: LessonPlan, scratch: Path) -> Path:
        """The frame that `LESSON.poster` names, drawn."""
        assert plan.poster is not None
        found = self.store.find("poster", plan.poster.key)
        if found is None:
            chapter, beat, cue = poster_place(plan.script)
            shot = plan.shots[chapter]
            frame = frames(poster_moment(shot.table, beat, cue), self.settings.quality.rate) - 1
            read = self.store.read_for("clip", plan.clips[chapter].key)
            job = self._job(plan, chapter, scratch / plan.poster.key)
            (still,) = film.stills(job, [frame], children=self.drawing)
            found = self.store.add("poster", plan.poster.key, still.path, f"the poster of {plan.script.name}", read=read)
        return found.path

    def _say_replaced(self, plan: LessonPlan) -> None:
        name = plan.script.name
        try:
            record = json.loads((self.planner.folder(plan) / "lesson.json").read_text(encoding="utf-8"))
            before = record["quality"]["name"]
        except (OSError, ValueError, KeyError):
            return
        if before != self.settings.quality.name:
            self.report.say(f"{name}: the {self.settings.quality.name} film takes the place of the {before} one")


def narrations(script: Script) -> list[tuple[str, list[tuple[str, Narration]]]]:
    """What a voice says: chapters and their beats."""
    return [(one.name, [(said.name, said.narration) for said in one.beats]) for one in script.chapters]


def timetables(script: Script, voice: Voice) -> dict[str, Timetable]:
    """When everything in a lesson is said."""
    return {one.timetable.chapter: one.timetable for one in speak_lesson(voice, narrations(script))}


def _timed(plan: LessonPlan) -> dict[str, Timetable]:
    """The times of a lesson in which all is said."""
    return {name: table for name, table in plan.tables.items() if table is not None}


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
