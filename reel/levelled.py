"""The levelled sound of a lesson, kept: it is made once for the same words, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from reel.children import Children
from reel.mux import Sound
from reel.store import Store
from reel.timing import sample, speak_lesson
from reel.voice import Chapters, Samples, Voice
from script.timetable import TITLE_CARD, Timetable

KIND = "sound"


def levelled(
    store: Store, lesson: str, key: str, tables: Mapping[str, Timetable], make: Callable[[], list[Samples]]
) -> dict[str, Sound]:
    """The levelled sound of each chapter, (2, n): as it was kept, or as `make` gives it."""
    lengths = [sample(table.duration) for table in tables.values()]
    found = store.find(KIND, key)
    if found is not None:
        whole = np.fromfile(found.path, "<f4").astype(np.float32)
    else:
        whole = np.concatenate([stereo[0] for stereo in make()])
        # Silence is not worth keeping.
        if whole.any():
            store.add_bytes(KIND, key, whole.astype("<f4").tobytes(), ".f32", f"the sound of {lesson}")
    cuts = np.cumsum(lengths)[:-1]
    return {name: np.stack([part, part]) for name, part in zip(tables, np.split(whole, cuts), strict=True)}


def tracks_of(voice: Voice, chapters: Chapters) -> list[Samples]:
    """What is said in each chapter of a lesson, along its times."""
    return [one.track for one in speak_lesson(voice, chapters)]


def level_apart(children: Children, lesson: str, tracks: Sequence[Samples], scratch: Path, cache: Path) -> list[Samples]:
    """The chapters of a lesson, mono, levelled as a whole and stereo, by one of the children, by way of files in
    `scratch`."""
    sent, made = scratch / f"{lesson}.tracks.f32", scratch / f"{lesson}.levelled.f32"
    lengths = [len(track) for track in tracks]
    try:
        sent.write_bytes(np.concatenate(tracks).astype("<f4").tobytes())
        message = {
            "kind": "level", "lesson": lesson, "chapter": "", "path": "", "cache": str(cache.resolve()),
            "tracks": str(sent.resolve()), "lengths": lengths, "before": sample(TITLE_CARD), "out": str(made.resolve()),
        }  # fmt: skip
        children.run(message, None)
        parts = np.split(np.fromfile(made, "<f4").astype(np.float32), np.cumsum(lengths)[:-1])
        return [np.stack([part, part]) for part in parts]
    finally:
        sent.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
