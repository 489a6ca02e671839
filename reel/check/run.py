"""`reel check`: lessons are played, looked at, listened to and read, and what is wrong is gathered."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from reel import film, sound
from reel.build import Report, gathered, narrations
from reel.check import exercises, references, teaching, words
from reel.check.finding import Finding
from reel.check.teaching import Facts
from reel.check.waivers import Waiver, apply, read_waivers
from reel.children import Children
from reel.course import Selection
from reel.keys import House
from reel.levelled import level_apart, levelled, tracks_of
from reel.plan import sound_key
from reel.quality import Quality
from reel.script import Script
from reel.store import Store
from reel.timing import sample, speak_lesson
from reel.voice import Voice, choose
from script.timetable import END_CARD, TITLE_CARD, Timetable

QUALITY = Quality("check", 640, 360, 15)
"""Of the frames of motions; where the stage stands still it is drawn at 1080 lines."""
LOUD, SWING, PEAK = -14.0, 0.5, -1.0
_OF_LESSONS = """
unreferred captions unsayable loudness chapter-length lesson-length no-prediction symbol-unseen no-worked-example
unchecked-exercise
"""
OF_LESSONS = frozenset(_OF_LESSONS.split())
"""Rules that are asked of whole lessons only."""


@dataclass
class Checked:
    """What was found in the lessons that were asked for, and the waivers in them."""

    findings: list[Finding] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    """Of what was asked: those of a whole lesson only where it was checked whole."""
    lessons: list[str] = field(default_factory=list)

    def open(self, severity: str) -> list[Finding]:
        """Those of a severity that are not waived."""
        return [one for one in self.findings if one.severity == severity and one.waived is None]

    @property
    def idle(self) -> list[Waiver]:
        """Waivers that no finding needs."""
        return [one for one in self.waivers if not one.used]


def check(selected: Sequence[tuple[Script, Selection]], voice: str, cache: Path, report: Report, processes: int) -> Checked:
    """Check lessons, or single chapters of them. Rules about a whole lesson are asked of whole lessons only."""
    speaker = choose(voice, cache)
    checked = Checked()
    lessons = gathered(selected)
    waivers = {script.name: read_waivers(script.path) for script, _ in lessons}
    work = []
    silent: dict[tuple[str, str], list[Finding]] = {}
    for done, (script, selections) in enumerate(lessons, start=1):
        spoken = {one.timetable.chapter: one for one in speak_lesson(speaker, narrations(script))}
        tables = {name: one.timetable for name, one in spoken.items()}
        whole = any(one.chapter is None for one in selections)
        names = [one.name for one in script.chapters if whole or any(s.chapter == one.name for s in selections)]
        for name in names:
            silent[script.name, name] = list(words.silences(script.chapter(name), tables[name], spoken[name].track))
        work.append((script, tables, names, whole))
        report.speaking(done, len(lessons))
    with ThreadPoolExecutor(1) as pool:
        # What is heard is measured while other processes play what is seen.
        heard = {
            script.name: pool.submit(loudness, script, tables, speaker, cache) for script, tables, _, whole in work if whole
        }
        try:
            judged = _judge(work, cache, report, processes)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    for script, tables, names, whole in work:
        found = [one for name in names for one in (*judged[script.name, name][0], *silent[script.name, name])]
        if whole:
            given = {name: judged[script.name, name][1] for name in names}
            found += [*whole_lesson(script, tables, given, speaker), *heard[script.name].result()]
        for one in found:
            one.lesson = script.name
        mine = waivers[script.name] if whole else [one for one in waivers[script.name] if one.chapter in ("", *names)]
        apply(found, mine)
        checked.findings += found
        # A chapter alone does not show whether its lesson's waivers are needed, nor those of rules about whole lessons.
        checked.waivers += [one for one in mine if whole or one.used or (one.chapter and one.rule not in OF_LESSONS)]
        checked.lessons.append(script.name)
    report.finished()
    return checked


def _judge(
    work: Sequence[tuple[Script, dict[str, Timetable], list[str], bool]], cache: Path, report: Report, processes: int
) -> dict[tuple[str, str], tuple[list[Finding], Facts]]:
    """Play and judge every chapter, in processes side by side."""
    jobs = [
        film.FilmJob(script.name, script.path, name, tables[name], QUALITY, cache / "check", cache)
        for script, tables, names, _ in work
        for name in names
    ]
    of = sum(job.frames for job in jobs)
    done: dict[int, int] = {}

    def progress(job: film.FilmJob, frame: int, total: int) -> None:
        done[id(job)] = frame
        report.filming(sum(done.values()), of)

    told = film.check_all(jobs, processes, progress)
    return {
        (job.lesson, job.chapter): (
            [Finding.from_dict(one) for one in each["findings"]], Facts.from_dict(each["facts"])
        )
        for job, each in zip(jobs, told, strict=True)
    }  # fmt: skip


def whole_lesson(
    script: Script, tables: dict[str, Timetable], given: dict[str, Facts], voice: Voice
) -> list[Finding]:
    """What is asked of a lesson as a whole, but how loud it is."""
    length = TITLE_CARD + END_CARD + sum(table.duration for table in tables.values())
    return [
        *references.unreferred(script),
        *words.caption_rules(script, tables),
        *words.unsayable(script, voice.check(narrations(script))),
        *teaching.length(script, tables, length),
        *teaching.prediction(given),
        *teaching.symbols(given),
        *teaching.worked_example(given),
        *exercises.findings(script),
    ]


def loudness(script: Script, tables: dict[str, Timetable], voice: Voice, cache: Path) -> list[Finding]:
    """Whether a lesson is as loud as it should be, as it is levelled for its film."""
    with tempfile.TemporaryDirectory() as scratch, Children() as children:

        def make() -> list[np.ndarray]:
            return level_apart(children, script.name, tracks_of(voice, narrations(script)), Path(scratch), cache)

        kept = levelled(Store(cache), script.name, sound_key(script, voice, House()), tables, make)
    return level(list(kept.values()))


def level(tracks: Sequence[np.ndarray]) -> list[Finding]:
    """Whether the sound of a lesson's chapters, stereo (2, n), is as loud as a viewer should hear it: after the codec, which
    moves peaks. Silence has no level."""
    whole = np.concatenate(list(tracks), axis=1)
    if not whole.any():
        return []
    before = np.zeros((2, sample(TITLE_CARD)), np.float32)
    heard = sound.measure(sound.through_codec(np.concatenate([before, whole], axis=1).astype(np.float32)))
    if abs(heard.loudness - LOUD) <= SWING and heard.true_peak <= PEAK:
        return []
    return [Finding("loudness", f"{heard.loudness:.1f} LUFS, true peak {heard.true_peak:.1f} dBTP")]
