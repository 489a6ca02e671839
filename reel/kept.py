"""What a build keeps besides clips: the levelled sound of each lesson, and a note of each finished film.

Both are found by a digest of all that they were made from, so that a second build of the same does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from reel import mux, system
from reel.keys import House
from reel.quality import Quality
from reel.script import Script
from reel.timing import sample
from reel.voice import Samples, Voice
from script.timetable import Timetable


def sound_key(script: Script, voice: Voice, house: House) -> str:
    """The digest of all that decides how a lesson sounds."""
    said = [
        [chapter.name, beat.name, repr(beat.narration), dict(voice.identity(chapter.name, beat.name, beat.narration))]
        for chapter in script.chapters
        for beat in chapter.beats
    ]
    return _digest(voice.name, said, _code(house, "reel.sound", "reel.timing", "reel.voice"))


def film_key(script: Script, sound: str, clips: Sequence[str], quality: Quality, voice: str, house: House) -> str:
    """The digest of all that decides what lies in a lesson's folder."""
    titles = [[chapter.name, chapter.title] for chapter in script.chapters]
    return _digest(
        repr(script.lesson), titles, sound, list(clips), repr(quality), voice, _code(house, "reel.assemble")
    )


def levelled(
    cache: Path, lesson: str, key: str, tables: Mapping[str, Timetable], make: Callable[[], list[Samples]]
) -> dict[str, mux.Sound]:
    """The levelled sound of each chapter, (2, n): as it was kept, or as `make` gives it. One file a lesson is kept,
    that of its latest words."""
    path = cache / "levelled" / f"{lesson}.sound"
    lengths = [sample(table.duration) for table in tables.values()]
    whole = _read(path, key)
    if whole is None or len(whole) != sum(lengths):
        parts = [stereo[0] for stereo in make()]
        whole = np.concatenate(parts)
        if whole.any():
            _write(path, key, whole)
    cuts = np.cumsum(lengths)[:-1]
    return {name: np.stack([part, part]) for name, part in zip(tables, np.split(whole, cuts), strict=True)}


class Finished:
    """The note of a finished film: whether what lies in its folder is still what was made, from the same things."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self.folder = folder
        self.note = cache / "films" / f"{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()}.json"

    def is_current(self, key: str) -> bool:
        try:
            noted = json.loads(self.note.read_text(encoding="utf-8"))
            record = (self.folder / "lesson.json").read_bytes()
            if noted != {"key": key, "record": hashlib.sha256(record).hexdigest()}:
                return False
            return all(
                hashlib.sha256((self.folder / name).read_bytes()).hexdigest() == digest
                for name, digest in json.loads(record)["files"].items()
            )
        except (OSError, ValueError, KeyError):
            return False

    def seal(self, key: str) -> None:
        """Note that the folder is now what `key` makes."""
        record = (self.folder / "lesson.json").read_bytes()
        _replace(self.note, json.dumps({"key": key, "record": hashlib.sha256(record).hexdigest()}).encode())


def _read(path: Path, key: str) -> Samples | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    head, body = data[:64], memoryview(data)[64:]
    if head != bytes.fromhex(key) + hashlib.sha256(body).digest():
        return None
    return np.frombuffer(body, "<f4").astype(np.float32)


def _write(path: Path, key: str, whole: Samples) -> None:
    body = whole.astype("<f4").tobytes()
    _replace(path, bytes.fromhex(key) + hashlib.sha256(body).digest() + body)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _code(house: House, *modules: str) -> dict[str, str]:
    return house.code(*modules) | system.versions(system.FILM) | system.platform()


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
