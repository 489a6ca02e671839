"""The levelled sound of a lesson, kept: it is made once for the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from reel import sound
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


def make_level(voice: Voice, chapters: Chapters) -> Callable[[], list[Samples]]:
    """What levels a lesson from what is said in it."""
    return lambda: sound.level([one.track for one in speak_lesson(voice, chapters)], before=sample(TITLE_CARD))
