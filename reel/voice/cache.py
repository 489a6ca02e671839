"""What was spoken once is not spoken again: the sound of a beat and its times, found by what decides them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from reel import system, trouble
from reel.keys import House, key_of
from reel.store import Store
from reel.voice.base import Chapters, Recording, Voice
from script.errors import ScriptError
from script.narration import Narration
from script.timetable import BeatSpeech, SpokenWord

KIND = "voice"


class CachedVoice:
    """A voice that keeps what it has said. When it was said is known without loading the voice."""

    def __init__(self, voice: Voice, store: Store, house: House) -> None:
        self.voice, self._store, self._house = voice, store, house
        self._parts: dict[tuple[str, str, Narration], tuple[str, dict[str, str]]] = {}

    @property
    def name(self) -> str:
        return self.voice.name

    def check(self, chapters: Chapters) -> list[str]:
        """What is to be known of what was said was noted then; of the rest the voice tells."""
        notes, rest = [], []
        for chapter, beats in chapters:
            new = []
            for beat, narration in beats:
                about = self._store.about(KIND, self.key(chapter, beat, narration))
                if about is None:
                    new.append((beat, narration))
                else:
                    notes += [f"{chapter}.{beat}: {note}" for note in about["notes"]]
            rest += [(chapter, new)] if new else []
        return notes + (self.voice.check(rest) if rest else [])

    def identity(self, chapter: str, beat: str, narration: Narration) -> Mapping[str, str]:
        return self.voice.identity(chapter, beat, narration)

    def key(self, chapter: str, beat: str, narration: Narration) -> str:
        return self._made_of(chapter, beat, narration)[0]

    def parts(self, chapter: str, beat: str, narration: Narration) -> dict[str, str]:
        """What the key is made of."""
        return self._made_of(chapter, beat, narration)[1]

    def _made_of(self, chapter: str, beat: str, narration: Narration) -> tuple[str, dict[str, str]]:
        asked = (chapter, beat, narration)
        if asked not in self._parts:
            parts = beat_parts(self.voice, self._house, chapter, beat, narration)
            self._parts[asked] = (key_of(parts), parts)
        return self._parts[asked]

    def times(self, chapter: str, beat: str, narration: Narration) -> BeatSpeech | None:
        about = self._store.about(KIND, self.key(chapter, beat, narration))
        return None if about is None else _speech(about["speech"])

    def speak(self, chapter: str, beat: str, narration: Narration) -> Recording:
        import numpy as np

        key = self.key(chapter, beat, narration)
        if (found := self._store.find(KIND, key)) is not None:
            return Recording(np.fromfile(found.path, "<f4").astype(np.float32), _speech(found.about["speech"]))
        recording = self.voice.speak(chapter, beat, narration)
        mine = f"{chapter}.{beat}: "
        notes = [note.removeprefix(mine) for note in self.voice.check([(chapter, [(beat, narration)])])]
        about = {"speech": asdict(recording.speech), "notes": notes}
        try:
            data = recording.samples.astype("<f4").tobytes()
            self._store.add_bytes(KIND, key, data, ".f32", f"the voice of {chapter}.{beat}", about)
        except OSError as error:
            raise trouble.explained(error, self._store.folder) or ScriptError(
                f"what the voice said cannot be kept: {error.strerror or error}",
                file=self._store.folder,
                hint="Make the folder writable, or give another one.",
            ) from error
        return recording


def beat_parts(voice: Voice, house: House, chapter: str, beat: str, narration: Narration) -> dict[str, str]:
    """All that decides how a beat sounds. The names of chapter and beat do not enter: they change nothing that is heard."""
    marks = json.dumps([[type(mark).__name__, *asdict(mark).values()] for mark in narration.marks])
    said = {"said:text": narration.text, "said:marks": marks, "said:voice": voice.name}
    spoken_by = house.code(type(voice).__module__) | house.made_with(system.SPEECH)
    return said | dict(voice.identity(chapter, beat, narration)) | spoken_by


def _speech(data: Mapping[str, Any]) -> BeatSpeech:
    words = tuple(SpokenWord(**word) for word in data["words"])
    return BeatSpeech(data["length"], dict(data["cues"]), words, data["estimated"])
