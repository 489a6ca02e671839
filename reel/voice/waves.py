"""Sound as arrays: where speech begins and ends in it, and how to cut it without a click."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.signal import resample_poly

from reel.voice.base import RATE, Samples

WINDOW = 0.010
"""Seconds over which the energy is taken."""
FLOOR = 32.0
"""Speech is what lies less than this many decibels below the loud parts of the sound: a soft "f" or "th"
still counts, breath and the synthesiser's hiss do not."""
SUSTAIN = 0.015
"""Seconds for which a sound must last to be speech and not a click."""


def energy(samples: Samples, rate: int) -> NDArray[np.float64]:
    """The mean square around each sample."""
    power: NDArray[np.float64] = np.square(samples, dtype=np.float64)
    smooth: NDArray[np.float64] = uniform_filter1d(power, max(1, round(WINDOW * rate)), mode="constant")
    return smooth


def speaking(samples: Samples, rate: int) -> NDArray[np.bool_]:
    """For each sample, whether somebody speaks there."""
    power = energy(samples, rate)
    loud = np.percentile(power, 95) if len(power) else 0.0
    if loud <= 1e-8:  # under -80 dB of full scale: nobody speaks
        return np.zeros(len(samples), np.bool_)
    return np.asarray(power > loud * 10 ** (-FLOOR / 10))


def runs(where: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches in which `where` holds: first, and one past the last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], where.astype(np.int8), [0]))))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def speech_span(samples: Samples, rate: int) -> tuple[int, int] | None:
    """The first and the last sample of speech in `samples`, or None if there is none."""
    spoken = [run for run in runs(speaking(samples, rate)) if run[1] - run[0] >= SUSTAIN * rate]
    return (spoken[0][0], spoken[-1][1]) if spoken else None


def faded(samples: Samples, rate: int, fade_in: float, fade_out: float) -> Samples:
    """The sound with its ends brought softly to nothing, so that a cut does not click."""
    out = samples.copy()
    for seconds, end in ((fade_in, slice(None)), (fade_out, slice(None, None, -1))):
        count = min(round(seconds * rate), len(out))
        ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / max(count, 1))
        out[end][:count] *= ramp.astype(np.float32)
    return out


def to_rate(samples: Samples, rate: int) -> Samples:
    """The same sound at `RATE`: linear phase, so that nothing moves in time."""
    if rate == RATE:
        return samples
    divisor = np.gcd(rate, RATE)
    up, down = RATE // divisor, rate // divisor
    made: Samples = resample_poly(samples, up, down, window=("kaiser", 9.0)).astype(np.float32)
    return made
