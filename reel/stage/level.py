"""Levels a lesson's sound in a process of its own: several lessons at once, and stopped at once where a build is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from reel import sound
from reel.stage.kinds import Tell


def level(job: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Level the chapters that lie one after another in the file `tracks`, with `before` samples of silence before them in
    the film, into the file `out`: mono, float32, little-endian, as they came."""
    tracks = np.split(np.fromfile(job["tracks"], "<f4").astype(np.float32), np.cumsum(job["lengths"])[:-1])
    made = np.concatenate([stereo[0] for stereo in sound.level(tracks, before=job["before"])])
    Path(job["out"]).write_bytes(made.astype("<f4").tobytes())
    return {}
