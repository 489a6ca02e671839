"""A lesson, spoken: each chapter's timetable, and its voice laid out along it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reel.voice.base import RATE, Beats, Chapters, Recording, Samples, Voice, silence
from script.timetable import Timetable, lay_out


@dataclass(frozen=True, eq=False)
class SpokenChapter:
    """A chapter's times and its voice: mono, exactly `timetable.duration * RATE` samples."""

    timetable: Timetable
    track: Samples


def speak_chapter(voice: Voice, chapter: str, beats: Beats) -> SpokenChapter:
    """Have the beats spoken, one after another, each placed where the timetable says that it begins."""
    recordings = [(name, voice.speak(chapter, name, narration)) for name, narration in beats]
    timetable = lay_out(chapter, [(name, recording.speech) for name, recording in recordings])
    return SpokenChapter(timetable, _track(timetable, [recording for _, recording in recordings]))


def speak_lesson(
    voice: Voice, chapters: Chapters, done: Callable[[str], None] = lambda chapter: None
) -> list[SpokenChapter]:
    """All chapters, after a look at everything that will be asked for; `done` is called after each."""
    voice.check(chapters)
    spoken = []
    for chapter, beats in chapters:
        spoken.append(speak_chapter(voice, chapter, beats))
        done(chapter)
    return spoken


def sample(seconds: float) -> int:
    """The sample on which a moment falls. A moment on the timetable's grid falls on one exactly."""
    return round(seconds * RATE)


def _track(timetable: Timetable, recordings: list[Recording]) -> Samples:
    track = silence(timetable.duration)
    for times, recording in zip(timetable.beats, recordings, strict=True):
        start = sample(times.start)
        track[start : start + len(recording.samples)] = recording.samples
    return track
