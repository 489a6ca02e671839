"""The level of a lesson: as loud as platforms play it, with no peak that a decoder would clip.

A lesson is levelled as a whole, so that its chapters stay as loud to one another as they were spoken: the
low rumble out, up to -14 LUFS (ITU-R BS.1770), and a limiter that looks ahead for what would come out above
-1 dBTP. AAC moves peaks, and moves them otherwise where a sound falls otherwise into its blocks, so what counts is
measured after it, as the film has it and as each chapter's own clip has it."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import av
import numpy as np
import pyloudnorm
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d
from scipy.signal import butter, firwin, oaconvolve, resample_poly, sosfilt

from reel.voice.base import RATE, Samples

TARGET = -14.0
"""Integrated loudness of a lesson, in LUFS."""
TOLERANCE = 0.5
CEILING = -1.0
"""No true peak above this, in dBTP."""
CODEC: Literal["aac"] = "aac"
BIT_RATE = 192_000
LAYOUT = "stereo"
CODEC_OPTIONS = {"aac_coder": "fast", "aac_pns": "0", "aac_is": "0"}
"""Left to itself, the encoder puts noise in the place of what it takes for noise, and makes one channel of the other. In a
voice that gave some frames a minute in which the two channels clicked, each in its own way, up to 2 dB over the ceiling."""

_OVERSAMPLING = 4
_RUMBLE = 70.0  # Hz; no voice has anything below
_REACH = round(0.005 * RATE)  # samples that the limiter looks ahead
_RELEASE = 0.080  # seconds for the gain to come back by 8.7 dB: slow enough not to distort a low voice
_BLOCK = 4096  # samples of which the peaks are looked for at a time, or not at all where none can be high enough
_PART = 1 << 20  # samples that the limiter works on at a time
_MARGIN = 32  # samples around a block, more than the filter between samples reaches
_BETWEEN = firwin(20 * _OVERSAMPLING + 1, 1 / _OVERSAMPLING, window=("kaiser", 5.0))
_OVERSHOOT = max(_OVERSAMPLING * float(np.abs(_BETWEEN[k::_OVERSAMPLING]).sum()) for k in range(_OVERSAMPLING))
"""No peak between samples is more than so many times as high as the highest sample that the filter reaches."""
_QUIETEST = -70.0  # LUFS, the absolute gate of BS.1770: below there is nothing to level


@dataclass(frozen=True)
class Level:
    """How loud a sound is: integrated loudness in LUFS, the highest true peak in dBTP. Silence is -inf."""

    loudness: float
    true_peak: float


def measure(samples: Samples) -> Level:
    """The level of sound at `RATE`: mono (n) or stereo (2, n)."""
    return Level(loudness(samples), true_peak(samples))


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS; -inf for silence, and for less than the 0.4 s that it is defined on."""
    if samples.shape[-1] < 0.4 * RATE + 1 or not np.any(samples):
        return -math.inf
    different = _different(samples).astype(np.float64)
    if len(different) == 1:
        # A voice is played by both loudspeakers: one channel of twice the power counts as the two.
        different *= math.sqrt(2)
    with np.errstate(divide="ignore"):  # blocks of silence
        return float(pyloudnorm.Meter(RATE).integrated_loudness(different.T))


def true_peak(samples: Samples) -> float:
    """The highest peak between the samples as well as on them, in dBTP."""
    highest = 0.0
    for one in _different(samples):
        blocks = [(float(np.abs(part).max()), k, part, own) for k, (part, own) in enumerate(_blocks(one))]
        # The loudest first: they show that most of the others need not be looked at.
        for top, _, part, own in sorted(blocks, reverse=True):
            if top * _OVERSHOOT <= highest:
                break
            highest = max(highest, float(_between(part)[own].max()))
    return 20 * math.log10(highest) if highest > 0 else -math.inf


def level(tracks: Sequence[Samples], *, before: int = 0) -> list[Samples]:
    """The chapters of a lesson, mono, as stereo (2, n) of the same lengths, levelled together. Silence
    stays silence. In the film, `before` samples of silence stand before the first.
    """
    if not tracks:
        return []
    cuts = np.cumsum([len(track) for track in tracks])[:-1]
    made = _levelled(np.concatenate(tracks), cuts, before)
    return [np.stack([part, part]) for part in np.split(made, cuts)]


def through_codec(samples: Samples) -> Samples:
    """What a viewer hears: the stereo sound encoded and decoded again, as long as it went in."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as written:
        stream = written.add_stream(CODEC, rate=RATE, layout=LAYOUT, options=CODEC_OPTIONS)
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = BIT_RATE
        stream.codec_context.thread_count = 1
        for start in range(0, samples.shape[1], RATE):
            block = np.ascontiguousarray(samples[:, start : start + RATE])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=LAYOUT)
            frame.sample_rate, frame.pts = RATE, start
            written.mux(stream.encode(frame))
        written.mux(stream.encode(None))
    file.seek(0)
    heard, at = np.zeros(samples.shape, np.float32), 0
    with av.open(file, "r") as read:
        for frame in read.decode(audio=0):
            block = frame.to_ndarray()[:, : heard.shape[1] - at]
            heard[:, at : at + block.shape[1]] = block
            at += block.shape[1]
    return heard


def limit(samples: Samples, ceiling: float) -> Samples:
    """The mono sound with every true peak brought down to `ceiling` dBTP, by a gain that turns slowly.

    The gain begins to fall before a peak comes, so it never has to jump; between peaks it comes back.
    """
    highest = 10 ** (ceiling / 20)
    # In nepers, so that coming back at a constant rate is a straight line.
    needed = _needed(samples, highest)
    if not needed.any():
        return samples
    held, made = _held(needed), np.empty_like(samples, np.float32)
    # A mean over no more than what was held cannot be less than what is needed in its middle.
    window = np.hanning(2 * _REACH + 3)[1:-1]
    window /= window.sum()
    for part, around, ends in _parts(len(samples)):
        smooth = oaconvolve(np.pad(held[around].astype(np.float64), ends, mode="edge"), window, mode="valid")
        made[part] = samples[part] * np.exp(-np.maximum(smooth, needed[part]))
    return made


def _needed(samples: Samples, highest: float) -> NDArray[np.float32]:
    """By how much each sample would have to be lower, in nepers, for its peaks to be no higher than `highest`."""
    needed = np.empty(len(samples), np.float32)
    at = 0
    for peaks in _peaks(samples, highest):
        needed[at : at + len(peaks)] = np.log(np.maximum(peaks, highest) / highest)
        at += len(peaks)
    return needed


def _held(needed: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is needed, from before it is needed until after, and from then on less and less."""
    held, last = np.empty_like(needed), 0.0
    for part, around, ends in _parts(len(needed)):
        most = maximum_filter1d(np.pad(needed[around].astype(np.float64), ends), 2 * _REACH + 1)[_REACH:-_REACH]
        slope = np.arange(len(most) + 1) / (_RELEASE * RATE)
        falling = np.maximum.accumulate(np.concatenate([[last], most]) + slope) - slope
        held[part], last = falling[1:], float(falling[-1])
    return held


def _parts(length: int) -> Iterator[tuple[slice, slice, tuple[int, int]]]:
    """A long sound in parts, so that what is worked on stays small: each, with `_REACH` samples on both sides of it, and
    how many of those there are not."""
    for start in range(0, length, _PART):
        end = min(start + _PART, length)
        first, last = max(0, start - _REACH), min(length, end + _REACH)
        yield slice(start, end), slice(first, last), (first - start + _REACH, end + _REACH - last)


def _different(samples: Samples) -> Samples:
    """The channels of a sound; only one if they are the same, as those of a voice are: measured once."""
    channels = np.atleast_2d(samples)
    return channels[:1] if len(channels) == 2 and np.array_equal(channels[0], channels[1]) else channels


def _clips_peak(made: Samples, cuts: NDArray[np.intp]) -> float:
    """The highest peak of any chapter's own clip, after the codec, in dBTP."""
    return max(true_peak(through_codec(np.stack([part, part]))) for part in np.split(made, cuts))


def _levelled(samples: Samples, cuts: NDArray[np.intp], before: int) -> Samples:
    if loudness(samples) < _QUIETEST:
        return np.zeros_like(samples)
    rumble = butter(2, _RUMBLE, "highpass", fs=RATE, output="sos")
    clean = sosfilt(rumble, samples.astype(np.float64)).astype(np.float32)
    gain, ceiling = TARGET - loudness(clean), CEILING - 0.5
    for _ in range(8):
        made = limit(clean * np.float32(10 ** (gain / 20)), ceiling)
        heard = measure(through_codec(np.stack([np.pad(made, (before, 0))] * 2)))
        off, highest = TARGET - heard.loudness, heard.true_peak
        if abs(off) <= TOLERANCE / 2 and highest < CEILING:
            # The film is as it should be; its clips are the same sound, cut into the codec's blocks otherwise.
            highest = _clips_peak(made, cuts)
            if highest < CEILING:
                break
        # The limiter takes away some of what the gain gives; the codec adds to the peaks.
        gain += off if abs(off) > TOLERANCE / 2 else 0.0
        ceiling -= max(0.0, highest - CEILING + 0.1)
    return made


def _blocks(samples: Samples) -> Iterator[tuple[Samples, slice]]:
    """The sound block by block: each with what the filter reaches around it, and where in that the block itself is."""
    for start in range(0, len(samples), _BLOCK):
        first, length = max(0, start - _MARGIN), min(_BLOCK, len(samples) - start)
        yield samples[first : start + length + _MARGIN], slice(start - first, start - first + length)


def _between(samples: Samples) -> NDArray[np.float64]:
    """How high a sound is at each sample and at three places after it, (n, 4)."""
    fine: NDArray[np.float64] = np.abs(resample_poly(samples.astype(np.float64), _OVERSAMPLING, 1, window=_BETWEEN))
    return fine.reshape(-1, _OVERSAMPLING)


def _peaks(samples: Samples, above: float) -> Iterator[NDArray[np.float64]]:
    """Block by block, for each sample the highest peak at it or between it and its neighbours; where none can be above
    `above`, what the samples themselves have."""
    for part, own in _blocks(samples):
        if float(np.abs(part).max()) * _OVERSHOOT <= above:
            around = np.abs(part).astype(np.float64)
        else:
            fine = _between(part)
            around = fine.max(axis=1)
            around[1:] = np.maximum(around[1:], fine[:-1, 1:].max(axis=1))
        yield around[own]
