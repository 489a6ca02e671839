"""What a voice is: it turns the narration of a beat into sound, and says when each word and cue falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from script.narration import Narration
from script.timetable import BeatSpeech

if TYPE_CHECKING:
    # What only asks when something is said loads no NumPy.
    import numpy as np
    from numpy.typing import NDArray

RATE = 48_000
"""Samples a second, everywhere in `reel`."""

Samples: TypeAlias = "NDArray[np.float32]"
Beats = Sequence[tuple[str, Narration]]
"""The beats of a chapter, in order: name and narration."""
Chapters = Sequence[tuple[str, Beats]]
"""The chapters of a lesson, in order: name and beats."""


@dataclass(frozen=True, eq=False)
class Recording:
    """One beat, spoken: mono sound at `RATE`, written pauses included, and its times. The sound is exactly
    as long as `speech.length` says."""

    samples: Samples
    speech: BeatSpeech


class Voice(Protocol):
    """A way to say a narration."""

    @property
    def name(self) -> str: ...

    def check(self, chapters: Chapters) -> list[str]:
        """Look at all that will be asked for before anything long begins. Raises ScriptError for what
        cannot be said; returns a line for each thing that a person should know."""
        ...

    def identity(self, chapter: str, beat: str, narration: Narration) -> Mapping[str, str]:
        """All that decides how this beat sounds, besides its narration: what a cache must go by."""
        ...

    def times(self, chapter: str, beat: str, narration: Narration) -> BeatSpeech | None:
        """When what is said in this beat falls, where that is known without saying it."""
        ...

    def speak(self, chapter: str, beat: str, narration: Narration) -> Recording: ...


def silence(seconds: float) -> Samples:
    import numpy as np

    return np.zeros(round(seconds * RATE), np.float32)
