"""The level of a lesson, by ffmpeg's own measure as well as ours, before AAC and after it."""

from __future__ import annotations

import math
import re
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.io import wavfile
from scipy.ndimage import maximum_filter1d
from scipy.signal import resample_poly

from reel import sound
from reel.sound import CEILING, RATE, TARGET, level, limit, loudness, measure, through_codec, true_peak
from reel.voice.hibari import HibariVoice
from script.narration import parse


def sine(frequency, seconds, peak=0.5):
    return (peak * np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


@pytest.fixture(scope="module")
def spoken():
    """Two chapters of unlike loudness, each with silence around its voice."""
    voice = HibariVoice()
    tracks = []
    for text, gain in (
        ("Take the first row with that column. What comes of it? Put it down.", 1.0),
        ("It is zero.", 0.6),
    ):
        said = voice.speak("C", "b", parse(text)).samples
        tracks.append(np.concatenate([np.zeros(RATE), gain * said, np.zeros(RATE)]).astype(np.float32))
    return tracks


@pytest.fixture(scope="module")
def levelled(spoken):
    return level(spoken)


def ffmpeg(path):
    """Integrated loudness and true peak as ffmpeg's ebur128 has them."""
    run = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    summary = run.stderr[run.stderr.rindex("Summary:") :]
    return tuple(float(re.search(rf"{name}:\s+(\S+) ", summary)[1]) for name in ("I", "Peak"))


def test_a_lesson_is_as_loud_as_it_should_be_and_never_too_high(spoken, levelled, tmp_path):
    whole = np.concatenate(levelled, axis=1)
    heard = through_codec(whole)
    assert heard.shape == whole.shape
    after = measure(heard)
    assert after.loudness == pytest.approx(TARGET, abs=0.5)
    assert after.true_peak < CEILING
    # The limiter was needed: gain alone would have gone over.
    plain = np.concatenate(spoken)
    assert true_peak(plain) + TARGET - loudness(plain) > 0
    wavfile.write(tmp_path / "x.wav", RATE, np.ascontiguousarray(heard.T))
    theirs = ffmpeg(tmp_path / "x.wav")
    assert theirs[0] == pytest.approx(after.loudness, abs=0.2)
    assert theirs[1] == pytest.approx(after.true_peak, abs=0.2)
    assert theirs[1] < CEILING


def test_chapters_keep_their_lengths_and_their_loudness_to_one_another(spoken, levelled):
    assert [part.shape for part in levelled] == [(2, len(track)) for track in spoken]
    assert all(part.dtype == np.float32 for part in levelled)
    assert all(np.array_equal(part[0], part[1]) for part in levelled)
    before = loudness(spoken[0]) - loudness(spoken[1])
    assert loudness(levelled[0]) - loudness(levelled[1]) == pytest.approx(before, abs=1.5)
    assert before > 2


def test_nothing_moves_in_time(spoken, levelled):
    track, made = spoken[0].astype(np.float64), levelled[0][0].astype(np.float64)
    middle = made[RATE : 3 * RATE]
    lags = range(-48, 49)
    fits = [float(np.dot(track[RATE + lag : 3 * RATE + lag], middle)) for lag in lags]
    assert abs(lags[int(np.argmax(fits))]) <= 12  # a quarter of a millisecond, from the filter against rumble


def test_the_same_bytes_each_time(spoken, levelled):
    again = level(spoken)
    assert all(one.tobytes() == other.tobytes() for one, other in zip(levelled, again, strict=True))


def test_silence_stays_silence():
    for tracks in (
        [np.zeros(RATE, np.float32)] * 2,
        [np.zeros(10, np.float32)],
        [np.zeros(0, np.float32)],
        [],
    ):
        made = level(tracks)
        assert [part.shape for part in made] == [(2, len(track)) for track in tracks]
        assert not any(part.any() for part in made)
    assert measure(np.zeros((2, RATE), np.float32)) == sound.Level(-math.inf, -math.inf)
    whisper = [1e-5 * sine(440, 1)]
    assert not level(whisper)[0].any()  # below the absolute gate: noise, not a voice


def test_rumble_goes_and_the_voice_stays():
    tones = sum(sine(frequency, 4, 0.1) for frequency in (25, 120, 400))
    spectrum = np.abs(np.fft.rfft(level([tones])[0][0][RATE : 3 * RATE]))
    assert spectrum[2 * 25] < 0.2 * spectrum[2 * 400]
    assert spectrum[2 * 120] > 0.8 * spectrum[2 * 400]  # as deep as voices go


def test_loudness_is_what_the_standard_says():
    """A stereo sine of 1 kHz that peaks at -23 dBFS has -23 LUFS (EBU Tech 3341, case 1)."""
    tone = sine(1000, 20, 10 ** (-23 / 20))
    assert loudness(np.stack([tone, tone])) == pytest.approx(-23.0, abs=0.1)
    assert loudness(tone) == pytest.approx(-23.0, abs=0.1)
    assert loudness(tone[: RATE // 5]) == -math.inf


def test_a_peak_between_samples_is_found():
    """At a quarter of the rate and an eighth of a turn, all samples lie 3 dB below the peaks."""
    tone = np.sin(2 * np.pi * (np.arange(RATE) / 4 + 1 / 8)).astype(np.float32)
    tone *= np.hanning(RATE).astype(np.float32)  # so that no edge rings
    assert 20 * math.log10(np.abs(tone).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak(tone) == pytest.approx(0.0, abs=0.1)
    assert true_peak(np.stack([0.1 * tone, tone])) == pytest.approx(0.0, abs=0.1)


def test_a_peak_between_low_samples_counts():
    """A tone whose samples are all lower than another's, and whose peaks are higher."""
    high = np.sin(2 * np.pi * (np.arange(RATE) / 4 + 1 / 8)) * np.hanning(RATE) * 0.69
    both = np.concatenate([sine(100, 1, 0.5), high]).astype(np.float32)
    assert np.abs(high).max() < 0.49
    assert true_peak(both) == pytest.approx(20 * math.log10(0.69), abs=0.1)
    assert true_peak(limit(both, 20 * math.log10(0.55))) < 20 * math.log10(0.56)


def bursts_of_noise(seed, loud, bursts, length=RATE // 2):
    rng = np.random.default_rng(seed)
    samples = np.zeros(length, np.float32)
    for start in rng.integers(0, len(samples), bursts):
        burst = samples[start : start + int(rng.integers(1, 4000))]
        burst += rng.normal(0, loud * rng.uniform(0.2, 1), len(burst)).astype(np.float32)
    return samples


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.floats(0.05, 2), st.integers(0, 30), st.integers(1, RATE // 2), st.floats(-12, 0))
def test_leaving_out_what_cannot_be_high_loses_no_peak(seed, loud, bursts, length, ceiling):
    """Against all of the sound at once, where nothing is left out."""
    samples = bursts_of_noise(seed, loud, bursts, length)
    fine = np.abs(resample_poly(samples.astype(np.float64), 4, 1))
    highest = fine.max()
    assert true_peak(samples) == pytest.approx(20 * math.log10(highest) if highest else -math.inf, abs=1e-9)
    above = 10 ** (ceiling / 20)
    theirs = np.maximum(maximum_filter1d(fine, 7, mode="constant")[::4], above)
    assert np.allclose(np.maximum(np.concatenate(list(sound._peaks(samples, above))), above), theirs, atol=1e-12)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.floats(0.05, 4), st.floats(-9, -0.5), st.integers(1, 30))
def test_the_limiter_keeps_its_promise(seed, loud, ceiling, bursts):
    samples = bursts_of_noise(seed, loud, bursts)
    made = limit(samples, ceiling)
    assert made.shape == samples.shape and made.dtype == np.float32
    assert true_peak(made) <= ceiling + 0.25  # the changing gain adds a little between the samples
    assert np.all(np.abs(made) <= np.abs(samples) + 1e-7)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.floats(0.05, 4), st.floats(-12, -0.5), st.integers(1, 30), st.integers(300, RATE // 2),
       st.sampled_from([1, 97, 1000, 4097, RATE]))  # fmt: skip
def test_in_parts_the_limiter_does_what_it_does_at_once(seed, loud, ceiling, bursts, length, part):
    """Sample by sample as it is defined: what is needed, held before and after, coming back evenly, and its mean."""
    samples = bursts_of_noise(seed, loud, bursts, length)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sound, "_PART", max(part, length // 400 + 1))
        made = limit(samples, ceiling)
    highest, reach = 10 ** (ceiling / 20), round(0.005 * RATE)
    peaks = maximum_filter1d(np.abs(resample_poly(samples.astype(np.float64), 4, 1)), 7, mode="constant")[::4]
    needed = np.log(np.maximum(peaks, highest) / highest)
    gain, last = np.zeros(length), 0.0
    for k in range(length):
        last = max(needed[max(0, k - reach) : k + reach + 1].max(), last - 1 / (0.080 * RATE))
        gain[k] = last
    window = np.hanning(2 * reach + 3)[1:-1]
    mean = np.convolve(np.pad(gain, reach, mode="edge"), window / window.sum(), mode="valid")
    assert np.allclose(made, samples * np.exp(-np.maximum(mean, needed)), rtol=1e-5, atol=1e-7)


def test_what_the_limiter_takes_is_given_back():
    beating = np.random.default_rng(0).normal(0, 0.1, 6 * RATE) * (np.sin(9 * np.arange(6 * RATE) / RATE) > 0.8)
    heard = measure(through_codec(level([beating.astype(np.float32)])[0]))
    assert heard.loudness == pytest.approx(TARGET, abs=0.25)
    assert heard.true_peak < CEILING


@pytest.mark.parametrize("late", [0, 128, 512, 896])
def test_the_codec_keeps_a_voice_as_it_was_in_both_channels(levelled, late):
    """Wherever the sound falls into the codec's blocks. With the encoder's own settings it is 0.022 off, and more."""
    whole = np.pad(np.concatenate(levelled, axis=1), ((0, 0), (late, 0)))
    assert np.abs(through_codec(whole) - whole).max() < 0.02


def test_the_film_is_measured_where_its_sound_stands_in_it(monkeypatch):
    """The codec moves peaks otherwise where silence stands before the sound, and where a chapter is a clip of its own."""
    asked = []

    def heard(samples):
        asked.append(samples.shape[1])
        return samples

    monkeypatch.setattr(sound, "through_codec", heard)
    level([sine(200, 2), sine(300, 3)], before=1000)
    assert asked[-3:] == [1000 + 5 * RATE, 2 * RATE, 3 * RATE]


def test_what_the_codec_adds_to_peaks_is_allowed_for():
    rng = np.random.default_rng(0)
    clicks = np.zeros(3 * RATE, np.float32)
    for start in rng.integers(0, len(clicks) - 100, 45):
        clicks[start : start + 90] += rng.normal(0, 0.9, 90).astype(np.float32)
    added = true_peak(through_codec(np.stack([one := limit(clicks, -1.5), one]))) + 1.5
    assert added > 0.5  # a ceiling half a decibel lower would not do
    assert true_peak(through_codec(level([clicks])[0])) < CEILING


def test_the_limiter_leaves_what_is_low_enough():
    tone = sine(300, 1, 0.3)
    assert np.array_equal(limit(tone, -6.0), tone)


def test_the_limiter_turns_its_gain_slowly_and_lets_go():
    tone = sine(1000, 2, 0.25)
    tone[RATE : RATE + 480] *= 4
    made = limit(tone, -6.0)
    safe = np.flatnonzero(np.abs(tone) > 0.05)  # where the tone crosses zero no gain can be seen
    gain = np.interp(np.arange(len(tone)), safe, made[safe] / tone[safe])
    assert gain[: RATE - 600].min() > 0.999
    assert gain[RATE : RATE + 480].max() < 0.6
    assert gain[-RATE // 4 :].min() > 0.999
    assert np.abs(np.diff(gain)).max() < 0.01  # a jump would be a click
