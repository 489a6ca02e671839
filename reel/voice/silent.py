"""No voice: as much silence as the words would take, and their times estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reel.voice.base import RATE, Chapters, Recording, silence
from script.narration import Narration
from script.timetable import BeatSpeech, estimate


class SilentVoice:
    name = "none"

    def check(self, chapters: Chapters) -> list[str]:
        return []

    def identity(self, chapter: str, beat: str, narration: Narration) -> Mapping[str, str]:
        return {}

    def times(self, chapter: str, beat: str, narration: Narration) -> BeatSpeech:
        speech = estimate(narration)
        return replace(speech, length=round(speech.length * RATE) / RATE)

    def speak(self, chapter: str, beat: str, narration: Narration) -> Recording:
        speech = self.times(chapter, beat, narration)
        return Recording(silence(speech.length), speech)
