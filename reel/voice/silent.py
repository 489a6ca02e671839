"""No voice: times estimated from the words, and silence."""

from __future__ import annotations

from collections.abc import Mapping

from reel.voice.base import RATE, Chapters, Recording, silence
from script.narration import Narration
from script.timetable import BeatSpeech, estimate


class SilentVoice:
    name = "none"

    def check(self, chapters: Chapters) -> list[str]:
        return []

    def identity(self, chapter: str, beat: str, narration: Narration) -> Mapping[str, str]:
        return {}

    def speak(self, chapter: str, beat: str, narration: Narration) -> Recording:
        speech = estimate(narration)
        samples = silence(speech.length)
        length = len(samples) / RATE
        return Recording(samples, BeatSpeech(length, speech.cues, speech.words, estimated=True))
