"""hibari, before it speaks: what decides a beat's sound is known at once, and the network is loaded when it must be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from reel.voice.base import Chapters, Recording
from reel.voice.pronunciation import Pronunciations
from script.narration import Narration
from script.timetable import BeatSpeech

if TYPE_CHECKING:
    from reel.voice.hibari import HibariVoice


class Speaker:
    """The voice of the series."""

    name = "hibari"

    @cached_property
    def _voice(self) -> HibariVoice:
        from reel.voice.hibari import HibariVoice

        return HibariVoice()

    @cached_property
    def _pronunciations(self) -> Pronunciations:
        return Pronunciations.load()

    def check(self, chapters: Chapters) -> list[str]:
        return self._voice.check(chapters)

    def identity(self, chapter: str, beat: str, narration: Narration) -> Mapping[str, str]:
        return self._pronunciations.identity(narration.text)

    def times(self, chapter: str, beat: str, narration: Narration) -> BeatSpeech | None:
        return None

    def speak(self, chapter: str, beat: str, narration: Narration) -> Recording:
        return self._voice.speak(chapter, beat, narration)
