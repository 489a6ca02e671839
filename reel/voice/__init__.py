"""Voices: from the narration of a beat to its sound and the times of its words and cues."""

from __future__ import annotations

from pathlib import Path

from reel.keys import House
from reel.store import Store
from reel.voice.base import RATE, Beats, Chapters, Recording, Samples, Voice
from script.errors import ScriptError

__all__ = ["RATE", "Beats", "Chapters", "Recording", "Samples", "Voice", "choose"]


def choose(name: str, cache: Path | None = None, *, store: Store | None = None, house: House | None = None) -> Voice:
    """The voice called `name`: "hibari", "none", or a folder of recordings. What it says is kept in the store, or in that of
    the folder `cache`, where there is one.

    A voice is loaded only when it is chosen, and the network only when it speaks.
    """
    if name == "none":
        from reel.voice.silent import SilentVoice

        return SilentVoice()
    voice: Voice
    if name == "hibari":
        from reel.voice.speaker import Speaker

        voice = Speaker()
    elif Path(name).is_dir():
        from reel.voice.recorded import RecordedVoice

        voice = RecordedVoice(Path(name))
    else:
        raise ScriptError(
            f'there is no voice "{name}"',
            hint='Voices are "hibari", "none", or a folder of recordings named Chapter.beat.wav.',
        )
    if store is None and cache is not None:
        store = Store(cache)
    if store is None:
        return voice
    from reel.voice.cache import CachedVoice

    return CachedVoice(voice, store, house or House())
