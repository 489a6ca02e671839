"""A case: a lesson's text in which one rule is broken, or nearly is, and what the check says of it."""

from __future__ import annotations

import tempfile
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from reel.build import narrations
from reel.check import words
from reel.check.finding import Finding
from reel.check.run import QUALITY, level, loudness, whole_lesson
from reel.check.teaching import Facts
from reel.check.waivers import apply, read_waivers
from reel.film import FilmJob, job_message
from reel.script import read_lesson
from reel.stage import check as child
from reel.store import default_cache
from reel.timing import speak_lesson
from reel.voice import RATE, Samples, choose

HEAD = '''"""A lesson for the check."""

import numpy as np
from manim import DOWN, LEFT, ORIGIN, RIGHT, UP, Circle, FadeIn, FadeOut, Line, Rectangle, Square, Transform, VGroup

from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.frame import whole
from scenes.theme import theme
from scenes.number import Number
from scenes.typesetting import Symbols, Words
{imports}

LESSON = Lesson(
    number=1, title="A test", summary="For tests.", question="None?", objectives=("Test",), prerequisites=(),
    keywords=("test",), exercises=(Exercise(name="one", question="1 + 1?", answer="2", worked="It is 2."),),
    reading=(Reading("A book", "Somebody"),), poster="First.one",
)
'''


@dataclass(frozen=True)
class Case:
    """A lesson's text, and where in it the rule is asked: `chapters` are those that are played (none: no picture)."""

    rule: str
    planted: bool
    text: str
    about: str
    """What was planted, or what nearly was."""
    chapters: tuple[str, ...] = ("First",)
    lesson: bool = False
    """Whether rules about whole lessons are asked as well."""
    voice: str = "none"
    seconds: tuple[float, float] | None = None
    """Where a planted defect is to be found, in its chapter; None for anywhere."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What lies beside the recordings: the times of their cues."""
    recordings: Mapping[str, Callable[[], Samples]] = field(default_factory=dict)
    """The sound of each beat, as `Chapter.beat`, at the voice's rate: these are then the voice."""
    sound: Callable[[], Samples] | None = None
    """A levelled lesson's sound, stereo: only its level is then asked."""


Maker = Callable[[np.random.Generator], Case]


@dataclass(frozen=True)
class Kind:
    """How a rule is tried: makers of lessons that break it, and of near misses. Each is a way of its own."""

    rule: str
    planted: tuple[Maker, ...]
    clean: tuple[Maker, ...]


def chapter(
    beats: Mapping[str, tuple[str, str]], stage: str = "pass", name: str = "First", imports: str = "", head: bool = True
) -> str:
    """A lesson of one chapter: for each beat its narration and its body; `stage` is the body of its stage."""
    text = HEAD.format(imports=imports) if head else ""
    text += f'\n\nclass {name}(Chapter):\n    """A chapter."""\n\n    def stage(self):\n{_indented(stage)}\n'
    for beat, (said, body) in beats.items():
        text += f'\n    @beat\n    def {beat}(self):\n        """{said}"""\n{_indented(body)}\n'
    return text


def _indented(body: str) -> str:
    return "\n".join(f"        {line}" if line else "" for line in body.splitlines())


def found(case: Case) -> list[Finding]:
    """What the check finds in a case, waived or not."""
    if case.sound is not None:
        return level([case.sound()])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "planted_lesson.py"
        path.write_text(case.text, encoding="utf-8")
        script, cache = read_lesson(path), default_cache()
        voice = choose(_recorded(case, Path(folder)) if case.recordings else case.voice, cache)
        spoken = {one.timetable.chapter: one for one in speak_lesson(voice, narrations(script))}
        tables = {name: one.timetable for name, one in spoken.items()}
        findings, given = [], {}
        for name in case.chapters:
            job = FilmJob(script.name, path, name, tables[name], QUALITY, Path(folder), cache)
            told = child.check(job_message(job, "check"), lambda frame, of: None)
            findings += [Finding.from_dict(one) for one in told["findings"]]
            given[name] = Facts.from_dict(told["facts"])
        for one in script.chapters:
            findings += words.silences(one, tables[one.name], spoken[one.name].track)
            if one.name not in case.chapters:
                findings += words.findings(one, tables[one.name])
        if case.lesson:
            findings += [*whole_lesson(script, tables, given, voice), *loudness(script, tables, voice, Path(folder))]
        apply(findings, read_waivers(path))
        return findings


def _recorded(case: Case, folder: Path) -> str:
    """The folder with the recordings of a case."""
    for name, make in case.recordings.items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes((np.clip(make(), -1, 1) * 32767).astype("<i2").tobytes())
    for name, text in case.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


def hit(case: Case, findings: list[Finding]) -> bool:
    """Whether the rule of a case cries, and where it should."""
    cries = [one for one in findings if one.rule == case.rule and one.waived is None]
    if case.seconds is None:
        return bool(cries)
    first, last = case.seconds
    return any(one.seconds <= last and (one.last or one.seconds) >= first for one in cries)
