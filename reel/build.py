"""From scripts to films: what is said, what must be filmed for it, the filming, and the putting together."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from reel import film, mux, sound
from reel.assemble import Part, assemble, check_writable, write_clips
from reel.course import Selection
from reel.kept import Finished, film_key, levelled, sound_key
from reel.keys import House, key_of
from reel.known import Known
from reel.quality import Quality
from reel.script import Script
from reel.store import Clips, Rates, free_space
from reel.timing import sample, speak_lesson
from reel.voice import Samples, Voice, choose
from script.errors import ScriptError
from script.narration import Narration
from script.timetable import END_CARD, TITLE_CARD, Timetable, card, frames

CARDS = {"TitleCard": TITLE_CARD, "EndCard": END_CARD}


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


@dataclass
class _Work:
    """A lesson on its way: its voice, and a film job and a key for everything that is to be filmed."""

    script: Script
    selections: list[Selection]
    tables: dict[str, Timetable]
    sound: str
    """The key of its sound. The sound itself is fetched for one lesson at a time: a course would fill the memory."""
    jobs: dict[str, film.FilmJob] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        return any(one.chapter is None for one in self.selections)


def build(selected: Sequence[tuple[Script, Selection]], settings: Settings, report: Report) -> list[Made]:
    """Film what is selected. A chapter that fails does not stop the others; in the end all errors are raised as one."""
    check_writable(settings.videos)
    check_writable(settings.cache)
    voice = choose(settings.voice, settings.cache / "voice")
    lessons: dict[str, tuple[Script, list[Selection]]] = {}
    for script, selection in selected:
        lessons.setdefault(script.name, (script, []))[1].append(selection)
    for script, _ in lessons.values():
        for line in voice.check(narrations(script)):
            report.say(line)
    works = _speak(list(lessons.values()), voice, settings, report)
    clips = Clips(settings.cache)
    missing = [(w, name) for w in works for name in w.jobs if clips.find(w.keys[name]) is None]
    errors = _film(missing, clips, settings, report)
    made = []
    for work in works:
        began = time.monotonic()
        broken = [name for name in work.jobs if (work.script.name, name) in errors]
        one = Made(work.script.name, settings.videos / work.script.name)
        one.filmed = [name for w, name in missing if w is work and name not in broken]
        one.kept = [name for name in work.jobs if name not in one.filmed and name not in broken]
        if not broken:
            _deliver(work, clips, voice, settings, report)
        one.seconds = time.monotonic() - began
        made.append(one)
    report.finished()
    if errors:
        raise ScriptError("\n".join(str(error) for error in errors.values()))
    return made


def narrations(script: Script) -> list[tuple[str, list[tuple[str, Narration]]]]:
    """What a voice says: chapters and their beats."""
    return [(one.name, [(said.name, said.narration) for said in one.beats]) for one in script.chapters]


def timetables(script: Script, voice: Voice) -> dict[str, Timetable]:
    """When everything in a lesson is said."""
    return {one.timetable.chapter: one.timetable for one in speak_lesson(voice, narrations(script))}


def _speak(
    lessons: Sequence[tuple[Script, list[Selection]]], voice: Voice, settings: Settings, report: Report
) -> list[_Work]:
    of = sum(len(script.chapters) for script, _ in lessons)
    done = 0

    def count(chapter: str) -> None:
        nonlocal done
        done += 1
        report.speaking(done, of)

    house = House(Known(settings.cache / "known"))
    works = []
    for script, selections in lessons:
        spoken = speak_lesson(voice, narrations(script), count)
        tables = {one.timetable.chapter: one.timetable for one in spoken}
        work = _Work(script, selections, tables, sound_key(script, voice, house))
        _plan(work, settings, house)
        works.append(work)
    house.known.save()
    return works


def _plan(work: _Work, settings: Settings, house: House) -> None:
    """The jobs of a lesson: every chapter and both cards, or the chapters and beats that were asked for."""
    script = work.script
    if work.whole:
        for name, seconds in CARDS.items():
            _add(work, name, name, card(name, seconds), settings, house)
        for one in script.chapters:
            _add(work, one.name, one.name, work.tables[one.name], settings, house)
    for selection in work.selections:
        if selection.chapter is None:
            continue
        table = work.tables[selection.chapter]
        if selection.beat is None:
            _add(work, selection.chapter, selection.chapter, table, settings, house)
        else:
            _add(work, f"{selection.chapter}@{selection.beat}", selection.chapter, table, settings, house, selection.beat)


def _add(
    work: _Work, name: str, chapter: str, table: Timetable, settings: Settings, house: House, beat: str | None = None
) -> None:
    rate = settings.quality.rate
    window = None
    if beat is not None:
        times = table.beat(beat)
        window = (frames(times.start, rate), frames(times.end, rate))
    key = key_of(house.clip(work.script.path, chapter, table, settings.quality, window))
    seen = table.on_frames(rate)
    out = Clips(settings.cache).path(key)
    work.keys[name] = key
    work.jobs[name] = film.FilmJob(
        work.script.name, work.script.path, chapter, seen, settings.quality, out, settings.cache, window
    )


def _film(
    missing: Sequence[tuple[_Work, str]], clips: Clips, settings: Settings, report: Report
) -> dict[tuple[str, str], ScriptError]:
    """Film what is missing; the errors, by lesson and name."""
    jobs = [work.jobs[name] for work, name in missing]
    if not jobs:
        return {}
    of = sum(job.frames for job in jobs)
    rates = Rates(settings.cache)
    _estimate(of, len(jobs), rates, settings, report)
    done: dict[int, int] = {}

    def progress(job: film.FilmJob, frame: int, total: int) -> None:
        done[id(job)] = round(job.frames * frame / total)
        report.filming(sum(done.values()), of)

    results = film.film_all(jobs, settings.processes, progress)
    errors = {}
    size = seconds = count = 0.0
    for (work, name), result in zip(missing, results, strict=True):
        if result.error is not None:
            errors[work.script.name, name] = result.error
        else:
            size += clips.seal(work.keys[name]).stat().st_size
            seconds, count = seconds + result.seconds, count + result.job.frames
    rates.learn(settings.quality.name, round(count), seconds, round(size))
    return errors


def _estimate(of: int, jobs: int, rates: Rates, settings: Settings, report: Report) -> None:
    """Say what is ahead, and refuse to begin where the disk is too small for it."""
    quality = settings.quality.name
    side_by_side = min(settings.processes, jobs)
    seconds = of * rates.seconds_a_frame(quality) / side_by_side
    # A clip lies in the cache, in the joined film, and twice among the clips.
    size = 4 * of * rates.bytes_a_frame(quality)
    report.say(
        f"{jobs} {'clip' if jobs == 1 else 'clips'} to film: {of:,} frames at {quality},"
        f" about {_duration(seconds)} and {size / 1e6:.0f} MB"
    )
    free = free_space(settings.videos)
    if size > free:
        raise ScriptError(
            f"this needs about {size / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free in {settings.videos}",
            hint="Make room, or choose a smaller --quality, or another --output.",
        )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _deliver(work: _Work, clips: Clips, voice: Voice, settings: Settings, report: Report) -> None:
    """Put a lesson's folder together, or its clips where only some were asked for."""
    script = work.script
    if work.whole:
        folder = settings.videos / script.name
        key = film_key(script, work.sound, list(work.keys.values()), settings.quality, voice.name, House(Known()))
        finished = Finished(settings.cache, folder)
        if not finished.is_current(key):
            poster = _poster(work, settings)
            _say_replaced(settings, script.name, report)
            parts = _parts(work, clips, _sounds(work, voice, settings))
            assemble(script, parts, poster, settings.videos, settings.quality, voice.name)
            finished.seal(key)
        report.say(f"{script.name}: {folder / (script.name + '.mp4')}")
        return
    sounds = _sounds(work, voice, settings)
    folder = settings.videos / script.name / "clips"
    folder.mkdir(parents=True, exist_ok=True)
    for name, job in work.jobs.items():
        track = sounds[job.chapter]
        if job.window is not None:
            first, last = (sample(at / settings.quality.rate) for at in job.window)
            track = track[:, first:last]
        title = script.chapter(job.chapter).title
        write_clips(Part(name, title, work.tables[job.chapter], clips.path(work.keys[name]), track), folder)
        report.say(f"{script.name}: {folder / (name + '.mp4')}")


def _sounds(work: _Work, voice: Voice, settings: Settings) -> dict[str, mux.Sound]:
    """The sound of a lesson, levelled as a whole, by chapters."""

    def make() -> list[Samples]:
        tracks = [one.track for one in speak_lesson(voice, narrations(work.script))]
        return sound.level(tracks, before=sample(TITLE_CARD))

    return levelled(settings.cache, work.script.name, work.sound, work.tables, make)


def _parts(work: _Work, clips: Clips, sounds: Mapping[str, mux.Sound]) -> list[Part]:
    """The film's parts in their order: the title card, the chapters, the end card."""
    parts = []
    for name in ("TitleCard", *(one.name for one in work.script.chapters), "EndCard"):
        table = work.jobs[name].timetable if name in CARDS else work.tables[name]
        clip = clips.path(work.keys[name])
        if name in CARDS:
            silent = np.zeros((2, sample(table.duration)), np.float32)
            parts.append(Part(name, work.script.lesson.title, table, clip, silent))
        else:
            chapter = work.script.chapter(name)
            said = tuple((beat.name, beat.narration) for beat in chapter.beats)
            parts.append(Part(name, chapter.title, table, clip, sounds[name], said))
    return parts


def _poster(work: _Work, settings: Settings) -> Path:
    """The frame that `LESSON.poster` names, drawn."""
    chapter, _, rest = work.script.lesson.poster.partition(".")
    beat, _, cue = rest.partition("@")
    job = work.jobs[chapter]
    moment = poster_moment(job.timetable, beat, cue or None)
    frame = frames(moment, settings.quality.rate) - 1
    folder = settings.cache / "posters" / work.keys[chapter] / f"{frame}"
    still = film.FilmJob(job.lesson, job.path, chapter, job.timetable, job.quality, folder, job.cache)
    path = folder / f"frame-{frame:06d}.png"
    if not path.exists():
        film.stills(still, [frame])
    return path


def poster_moment(table: Timetable, beat: str, cue: str | None) -> float:
    """When what a poster shows has settled: the end of the beat, or the moment before the cue after `cue`."""
    times = table.beat(beat)
    if cue is None:
        return times.end
    return min((at for at in times.cues.values() if at > times.cues[cue]), default=times.end)


def _say_replaced(settings: Settings, name: str, report: Report) -> None:
    try:
        before = json.loads((settings.videos / name / "lesson.json").read_text(encoding="utf-8"))["quality"]["name"]
    except (OSError, ValueError, KeyError):
        before = None
    if before not in (None, settings.quality.name):
        report.say(f"{name}: the {settings.quality.name} film takes the place of the {before} one")
