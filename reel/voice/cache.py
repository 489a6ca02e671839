"""What was spoken once is not spoken again: one file a beat, found by what decides its sound."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from reel.voice.base import Chapters, Recording, Voice
from script.errors import ScriptError
from script.narration import Narration
from script.timetable import BeatSpeech, SpokenWord

FORM = 1
"""Raised when the form of the files changes."""


class CachedVoice:
    """A voice that keeps what it has said in `folder`."""

    def __init__(self, voice: Voice, folder: Path) -> None:
        self._voice = voice
        self.folder = folder

    @property
    def name(self) -> str:
        return self._voice.name

    def check(self, chapters: Chapters) -> list[str]:
        return self._voice.check(chapters)

    def identity(self, chapter: str, beat: str, narration: Narration) -> Mapping[str, str]:
        return self._voice.identity(chapter, beat, narration)

    def speak(self, chapter: str, beat: str, narration: Narration) -> Recording:
        path = self.path(chapter, beat, narration)
        if (kept := _read(path)) is not None:
            return kept
        recording = self._voice.speak(chapter, beat, narration)
        _write(path, recording)
        return recording

    def path(self, chapter: str, beat: str, narration: Narration) -> Path:
        """Where this beat is kept. The names of chapter and beat do not enter: they change nothing that is
        heard.
        """
        marks = [[type(mark).__name__, *asdict(mark).values()] for mark in narration.marks]
        identity = dict(self.identity(chapter, beat, narration))
        key = json.dumps([FORM, self.name, narration.text, marks, identity], sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(key.encode()).hexdigest()
        return self.folder / digest[:2] / f"{digest}.beat"


def _read(path: Path) -> Recording | None:
    """What is kept at `path`; None if there is nothing, or if it is not what was written."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    digest, body = data[:32], data[32:]
    if hashlib.sha256(body).digest() != digest:
        return None
    with np.load(io.BytesIO(body), allow_pickle=False) as kept:
        speech = json.loads(str(kept["speech"]))
        words = tuple(SpokenWord(**word) for word in speech.pop("words"))
        return Recording(kept["samples"], BeatSpeech(**speech, words=words))


def _write(path: Path, recording: Recording) -> None:
    """Whole or not at all: a render that is killed, or another one at work beside this, leaves no half
    file.
    """
    body = io.BytesIO()
    np.savez(body, samples=recording.samples, speech=np.asarray(json.dumps(asdict(recording.speech))))
    data = body.getvalue()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(hashlib.sha256(data).digest() + data)
            os.replace(draft, path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ScriptError(
            f"what the voice said cannot be kept: {error.strerror or error}",
            file=path.parent,
            hint="Make the folder writable, or give another one.",
        ) from error
