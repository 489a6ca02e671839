"""From clips and sound to what a viewer gets: the folder `videos/<lesson>/`."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from reel import captions, mux, sound
from reel.folders import new_folder
from reel.quality import Quality
from script.lesson import Lesson
from script.narration import Narration
from script.timetable import Timetable

if TYPE_CHECKING:
    from reel.script import Script

VERSION = 1
"""Of the form of lesson.json; `docs/lesson.schema.json` says what is in it."""


@dataclass(frozen=True, eq=False)
class Part:
    """A stretch of a film in its order: a chapter, or a card (then `beats` is empty). `sound` is levelled, (2, n)."""

    name: str
    title: str
    timetable: Timetable
    clip: Path
    sound: mux.Sound
    beats: tuple[tuple[str, Narration], ...] = ()

    @property
    def is_card(self) -> bool:
        return not self.beats


def assemble(script: Script, parts: Sequence[Part], poster: Path, videos: Path, quality: Quality, voice: str) -> Path:
    """Make `videos/<lesson>/` of a whole lesson. The folder changes all at once, when everything in it is complete."""
    with new_folder(videos / script.name) as folder:
        name = script.name
        starts = _starts(parts)
        marks = chapter_marks(parts, starts)
        film = folder / f"{name}.mp4"
        mux.mux(
            [part.clip for part in parts],
            np.concatenate([part.sound for part in parts], axis=1),
            film,
            title=script.lesson.title,
            chapters=marks,
            comment="Inside the Glass Box. CC BY 4.0",
        )
        clips = folder / "clips"
        clips.mkdir()
        for part in parts:
            if not part.is_card:
                write_clips(part, clips)
        spoken = [
            (start, part.timetable, dict(part.beats)) for part, start in zip(parts, starts, strict=True) if part.beats
        ]
        shown = captions.captions(spoken)
        (folder / f"{name}.srt").write_text(captions.to_srt(shown), encoding="utf-8")
        (folder / f"{name}.vtt").write_text(captions.to_vtt(shown), encoding="utf-8")
        (folder / "chapters.txt").write_text(chapters_text(marks), encoding="utf-8")
        (folder / "transcript.md").write_text(transcript(script.lesson, parts), encoding="utf-8")
        shutil.copyfile(poster, folder / "poster.png")
        record = lesson_record(script.name, script.lesson, parts, starts, quality, voice)
        record["loudness"] = _measured(film)
        record["files"] = {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        (folder / "lesson.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return videos / script.name


def write_clips(part: Part, folder: Path) -> None:
    """A chapter alone, silent and voiced."""
    silent = folder / f"{part.name}.silent.mp4"
    mux.mux([part.clip], None, silent, title=part.title)
    mux.mux([part.clip], part.sound, folder / f"{part.name}.mp4", title=part.title)


def chapter_marks(parts: Sequence[Part], starts: Sequence[float]) -> list[mux.Chapter]:
    """The chapters as a platform wants them: the first at zero, so the title card belongs to it, as the end card
    does to the last."""
    chapters = [(part, start) for part, start in zip(parts, starts, strict=True) if not part.is_card]
    end = starts[-1] + parts[-1].timetable.duration
    begins = [0.0, *(start for _, start in chapters[1:]), end]
    return [mux.Chapter(part.title, begins[k], begins[k + 1]) for k, (part, _) in enumerate(chapters)]


def chapters_text(marks: Sequence[mux.Chapter]) -> str:
    """The marks in the form that a video's description takes. Seconds are rounded down, as players show them."""
    lines = []
    for mark in marks:
        minutes, seconds = divmod(int(mark.start), 60)
        lines.append(f"{minutes}:{seconds:02d} {mark.title}\n")
    return "".join(lines)


def transcript(lesson: Lesson, parts: Sequence[Part]) -> str:
    """All that is said, chapter by chapter, a paragraph a beat."""
    lines = [f"# {lesson.title}", "", lesson.summary, ""]
    for part in parts:
        if part.is_card:
            continue
        lines += [f"## {part.title}", ""]
        for _, narration in part.beats:
            lines += [narration.text, ""]
    return "\n".join(lines)


def lesson_record(
    name: str, lesson: Lesson, parts: Sequence[Part], starts: Sequence[float], quality: Quality, voice: str
) -> dict[str, Any]:
    """What lesson.json holds, but for what is measured on the finished film. Times are in seconds of the film."""
    chapters = []
    for part, start in zip(parts, starts, strict=True):
        if part.is_card:
            continue
        chapters.append(
            {
                "name": part.name,
                "title": part.title,
                "start": _round(start),
                "end": _round(start + part.timetable.duration),
                "beats": [_beat_record(part, beat, narration, start) for beat, narration in part.beats],
            }
        )
    declared = asdict(lesson)
    return {
        "version": VERSION,
        "name": name,
        **{key: declared[key] for key in ("number", "title", "summary", "question", "objectives", "prerequisites")},
        "keywords": declared["keywords"],
        "duration": _round(starts[-1] + parts[-1].timetable.duration),
        "quality": asdict(quality),
        "voice": voice,
        "estimated": any(part.timetable.estimated for part in parts),
        "chapters": chapters,
        "exercises": declared["exercises"],
        "reading": declared["reading"],
    }


def _beat_record(part: Part, beat: str, narration: Narration, start: float) -> dict[str, Any]:
    times = part.timetable.beat(beat)
    return {
        "name": beat,
        "start": _round(start + times.start),
        "end": _round(start + times.end),
        "said": narration.text,
        "cues": {cue: _round(start + at) for cue, at in times.cues.items()},
        "words": [
            {"text": narration.text[w.first : w.last], "start": _round(start + w.start), "end": _round(start + w.end)}
            for w in times.words
        ],
    }


def _starts(parts: Sequence[Part]) -> list[float]:
    starts, clock = [], 0.0
    for part in parts:
        starts.append(clock)
        clock += part.timetable.duration
    return starts


def _round(seconds: float) -> float:
    return round(seconds, 6)


def _measured(film: Path) -> dict[str, float | None]:
    """Loudness and true peak of the finished film, decoded again: in LUFS and dBTP, null where it is silent."""
    with av.open(str(film)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    measured = sound.measure(np.concatenate(blocks, axis=1))
    return {
        "integrated_lufs": None if not np.isfinite(measured.loudness) else round(measured.loudness, 2),
        "true_peak_dbtp": None if not np.isfinite(measured.true_peak) else round(measured.true_peak, 2),
    }
