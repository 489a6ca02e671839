"""Voices: from the narration of a beat to its sound and the times of its words and cues."""

from __future__ import annotations

from pathlib import Path

from reel.voice.base import RATE, Beats, Chapters, Recording, Samples, Voice
from script.errors import ScriptError

__all__ = ["RATE", "Beats", "Chapters", "Recording", "Samples", "Voice", "choose"]


def choose(name: str, cache: Path | None = None) -> Voice:
    """The voice called `name`: "hibari", "none", or a folder of recordings. What hibari says is kept in
    `cache`.

    A voice is loaded only when it is chosen, and the network only when it speaks.
    """
    if name == "none":
        from reel.voice.silent import SilentVoice

        return SilentVoice()
    if name == "hibari":
        from reel.voice.cache import CachedVoice
        from reel.voice.hibari import HibariVoice

        return HibariVoice() if cache is None else CachedVoice(HibariVoice(), cache)
    folder = Path(name)
    if not folder.is_dir():
        raise ScriptError(
            f'there is no voice "{name}"',
            hint='Voices are "hibari", "none", or a folder of recordings named Chapter.beat.wav.',
        )
    from reel.voice.recorded import RecordedVoice

    return RecordedVoice(folder)
