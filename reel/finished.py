"""A finished lesson, read from `videos/<lesson>/`: what it says of itself, and its captions. Nothing is made here."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from reel.captions import Caption
from reel.known import digest_of
from reel.quality import Quality
from script.errors import ScriptError
from script.timetable import BeatTimes, Timetable, frames

VERSION = 1
"""Of the form of lesson.json that is read."""

_CLOCK = r"(?:(\d+):)?(\d+):(\d\d\.\d{3})"
_TIMES = re.compile(f"{_CLOCK} --> {_CLOCK}")


@dataclass(frozen=True)
class Word:
    """A word as it was said: `first` and `last` are its place in what the beat says."""

    start: float
    end: float
    first: int
    last: int


@dataclass(frozen=True)
class Beat:
    """A beat of a finished film; its times are seconds of the film."""

    name: str
    start: float
    end: float
    said: str
    cues: Mapping[str, float]
    words: tuple[Word, ...]

    @property
    def title(self) -> str:
        """Its name in words."""
        words = self.name.replace("_", " ").strip()
        return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Chapter:
    """A chapter of a finished film; its times are seconds of the film."""

    name: str
    title: str
    start: float
    end: float
    beats: tuple[Beat, ...]

    def beat(self, name: str) -> Beat:
        for one in self.beats:
            if one.name == name:
                return one
        raise KeyError(name)

    def timetable(self) -> Timetable:
        """When everything in it happens, from its own start: as far as a picture sees it."""
        beats = tuple(
            BeatTimes(
                one.name,
                round(one.start - self.start, 6),
                round(one.end - self.start, 6),
                {cue: round(at - self.start, 6) for cue, at in one.cues.items()},
            )
            for one in self.beats
        )
        return Timetable(self.name, beats, round(self.end - self.start, 6))


class NamedFiles:
    """What lies in a lesson's folder under the lesson's name."""

    folder: Path
    name: str

    @property
    def film(self) -> Path:
        return self.folder / f"{self.name}.mp4"

    @property
    def srt(self) -> Path:
        return self.folder / f"{self.name}.srt"

    @property
    def vtt(self) -> Path:
        return self.folder / f"{self.name}.vtt"


@dataclass(frozen=True)
class Finished(NamedFiles):
    """A finished lesson in its folder."""

    folder: Path
    name: str
    number: int
    title: str
    summary: str
    question: str
    duration: float
    quality: Quality
    voice: str
    chapters: tuple[Chapter, ...]
    record: Mapping[str, Any]

    @property
    def poster(self) -> Path:
        return self.folder / "poster.png"

    @property
    def language(self) -> str:
        """In which it speaks; a lesson says so from the day on which there is another."""
        return str(self.record.get("language", "en"))

    def chapter(self, name: str) -> Chapter:
        for one in self.chapters:
            if one.name == name:
                return one
        raise KeyError(name)

    def frame(self, seconds: float) -> int:
        """The frame of the film on which a moment falls."""
        return frames(seconds, self.quality.rate)

    @cached_property
    def captions(self) -> tuple[Caption, ...]:
        """The film's captions, as they were laid out for it."""
        return tuple(read_vtt(self.vtt.read_text(encoding="utf-8")))

    def captions_between(self, start: float, end: float) -> list[Caption]:
        """The captions of a stretch of the film, counted from its start. No caption spans two beats, yet one may come a
        little before the beat that it belongs to: it goes where most of it is."""
        chosen = (one for one in self.captions if start <= (one.start + one.end) / 2 < end)
        return [
            Caption(round(max(one.start, start) - start, 3), round(min(one.end, end) - start, 3), one.lines)
            for one in chosen
        ]


def read_finished(folder: Path) -> Finished:
    """The lesson in a folder of `videos/`, every file of it as it was made."""
    place = folder / "lesson.json"
    again = f"Render it:  reel render {folder.name}"
    try:
        record = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScriptError(f"lesson {folder.name} is not rendered yet: there is no {place}", hint=again) from None
    except (OSError, ValueError) as error:
        raise ScriptError(f"{place} cannot be read: {error}", hint=again) from error
    if not isinstance(record, dict) or record.get("version") != VERSION:
        raise ScriptError(f"{place} is of another version than {VERSION}", hint=again)
    try:
        finished = _from_record(folder, record)
        files = dict(record["files"])
    except (KeyError, TypeError, ValueError) as error:
        raise ScriptError(f"{place} is not whole: {type(error).__name__}: {error}", hint=again) from error
    for name in (*(f"{finished.name}.{kind}" for kind in ("mp4", "srt", "vtt")), "poster.png"):
        _check(folder / name, files.get(name), again)
    return finished


def _check(path: Path, was: str | None, hint: str) -> None:
    try:
        now = digest_of(path)
    except OSError as error:
        raise ScriptError(f"{path} cannot be read: {error.strerror}", hint=hint) from error
    if now != was:
        raise ScriptError(f"{path} is not what was rendered: it was altered since", hint=hint)


def _from_record(folder: Path, record: Mapping[str, Any]) -> Finished:
    return Finished(
        folder=folder,
        name=record["name"],
        number=record["number"],
        title=record["title"],
        summary=record["summary"],
        question=record["question"],
        duration=record["duration"],
        quality=Quality(**record["quality"]),
        voice=record["voice"],
        chapters=tuple(
            Chapter(one["name"], one["title"], one["start"], one["end"], tuple(_beat(beat) for beat in one["beats"]))
            for one in record["chapters"]
        ),
        record=record,
    )


def _beat(record: Mapping[str, Any]) -> Beat:
    words, place = [], 0
    for one in record["words"]:
        first = record["said"].index(one["text"], place)
        place = first + len(one["text"])
        words.append(Word(one["start"], one["end"], first, place))
    return Beat(record["name"], record["start"], record["end"], record["said"], dict(record["cues"]), tuple(words))


def read_vtt(text: str) -> list[Caption]:
    """Captions from WebVTT as it is written for the films: no settings, no marks, a block a caption."""
    found = []
    for block in text.split("\n\n"):
        head, _, rest = block.strip().partition("\n")
        match = _TIMES.fullmatch(head)
        if match is None:
            continue
        hours, minutes, seconds, *until = (float(one or 0) for one in match.groups())
        start, end = hours * 3600 + minutes * 60 + seconds, until[0] * 3600 + until[1] * 60 + until[2]
        found.append(Caption(round(start, 3), round(end, 3), tuple(html.unescape(line) for line in rest.splitlines())))
    return found
