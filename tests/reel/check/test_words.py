"""What is said: its pace, its sentences, its silences, its words and its captions."""

from __future__ import annotations

import re

import numpy as np
import pytest

from reel.build import timetables
from reel.check import words
from reel.check.run import level
from reel.script import read_lesson
from reel.voice import RATE, choose
from script.narration import parse
from script.timetable import BeatTimes, SpokenWord, Timetable
from tests.planted.words import hum, spoken


def times(text, seconds, name="one", start=0.0):
    """The words of a text, evenly spoken over so many seconds."""
    spans = [(one.start(), one.end()) for one in re.finditer(r"[^\s.,?!]+", text)]
    step = seconds / len(spans)
    said = tuple(SpokenWord(start + k * step, start + (k + 1) * step, *span) for k, span in enumerate(spans))
    return BeatTimes(name, start, start + seconds, {}, said)


@pytest.fixture
def lesson(tmp_path):
    """Reads a lesson that says this, a beat each."""

    def read(*said):
        path = tmp_path / "said.py"
        path.write_text(spoken(*said), encoding="utf-8")
        return read_lesson(path)

    return read


def tables(script):
    return timetables(script, choose("none"))


@pytest.mark.parametrize(("seconds", "cries"), [(10.1, False), (9.9, True), (16.2, False), (16.5, True)])
def test_pace_is_words_over_time(seconds, cries):
    """30 words in 10 s are 180 a minute, in 16.36 s 110."""
    text = " ".join(["word"] * 30)
    assert bool(list(words.pace(parse(text), times(text, seconds)))) is cries


def test_written_pauses_do_not_count_as_speaking():
    """Thirty words in 12 s, 150 a minute; a pause of 8 s makes the beat 20 s long, which would be 90 a minute."""
    narration = parse(" ".join(["word"] * 15) + " [pause 8] " + " ".join(["word"] * 15))
    assert not list(words.pace(narration, times(narration.text, 20)))
    assert list(words.pace(parse(narration.text), times(narration.text, 20)))


def test_sentences_end_where_they_do():
    text = 'The cost, e.g. of it, is 0.5 now. Why? He asks "why?" and goes on. The matrix A. No. Then… it stops'
    assert [text[first:last].strip() for first, last in words.sentences(text)] == [
        "The cost, e.g. of it, is 0.5 now.", "Why?", 'He asks "why?" and goes on.', "The matrix A.", "No.", "Then… it stops",
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "cries"), [(25, 0), (26, 1)])
def test_a_sentence_has_25_words_at_most(count, cries):
    text = " ".join(["word"] * (count - 1)) + " twenty-three."
    assert len(list(words.long_sentences(parse(text), times(text, 10)))) == cries


def test_silence_is_heard_in_the_sound_and_not_in_its_estimated_times(lesson):
    script = lesson("One two three. [pause 1] Four five six.")
    table = tables(script)["First"]

    def found(gap):
        track = hum((3.0, 0.0), (1.0, 0.3), (gap, 0.0), (1.0, 0.3))()
        return list(words.silences(script.chapters[0], table, track))

    assert not found(3.3)  # 1 s is written
    (one,) = found(3.7)
    assert one.seconds == pytest.approx(4.0, abs=0.05) and one.last == pytest.approx(7.7, abs=0.05)
    assert not found(0.5)


def test_silence_without_a_voice_is_read_from_the_words(lesson):
    script = lesson("One two. Three four.")
    said = (SpokenWord(3, 4, 0, 3), SpokenWord(4, 5, 4, 7), SpokenWord(8, 9, 9, 14), SpokenWord(9, 10, 15, 19))
    table = Timetable("First", (BeatTimes("one", 3, 11, {}, said),), 12)
    nothing = np.zeros(12 * RATE, np.float32)
    assert [one.what for one in words.silences(script.chapters[0], table, nothing)] == [
        "3.0 s of silence, 0 s of which are written"
    ]


@pytest.mark.parametrize("word", ["x²", "a→b", "W_Q", "n^2", "nn.Linear", "∑", "猫", "ψ", "zxqvt", "1/2"])
def test_some_words_cannot_be_said(lesson, word):
    (one,) = words.unsayable(lesson(f"This is the {word} of it."), [])
    assert word in one.what and (one.chapter, one.beat) == ("First", "one")


def test_most_words_can_be_said(lesson):
    said = "The naïve GPT, e.g. one row-by-column: θ, λ and softmax — “why?” It’s 50% of $5 (or 0.5), rhythm and nth."
    assert not list(words.unsayable(lesson(said), []))


def test_what_the_voice_complains_of_is_told_once(lesson):
    script = lesson("The ∑ of it. And the flumble.")
    complaints = [
        'First.one: the voice says nothing for "∑": write it as it is said',
        'First.one: the voice says nothing for "flumble": write it as it is said',
        "First.one: no First.one.cues.json beside the recording: the times of its cues (go) are estimated",
    ]
    assert len(list(words.unsayable(script, complaints))) == 2


def test_captions_are_measured_against_the_clock(lesson):
    script = lesson("Every arrow of the plane moves along with it and keeps its own length.")
    text = script.chapters[0].beats[0].narration.text

    def found(rate):
        beat = times(text, len(text) / rate, start=2.4)
        return list(words.caption_rules(script, {"First": Timetable("First", (beat,), beat.end + 0.3)}))

    assert not found(15)
    assert all("characters a second" in one.what for one in found(24)) and found(24)


def tone(loudness, seconds=12.0):
    """A sine of 997 Hz on both channels: at a peak of -0 dBFS on each its loudness is 0 LUFS (EBU Tech 3341)."""
    time = np.arange(round(seconds * RATE)) / RATE
    one = (10 ** (loudness / 20) * np.sin(2 * np.pi * 997 * time)).astype(np.float32)
    return np.stack([one, one])


@pytest.mark.parametrize(("loudness", "cries"), [(-14, False), (-14.3, False), (-13.3, True), (-14.8, True)])
def test_loudness_is_held_against_a_tone_of_known_level(loudness, cries):
    assert bool(level([tone(loudness)])) is cries


def test_true_peaks_between_the_samples_count():
    """A tone of a quarter of the rate, caught 45 degrees beside its peaks, has samples 3 dB below them."""
    time = np.arange(RATE // 20)
    burst = 0.75 * np.sqrt(2) * np.sin(np.pi / 2 * time + np.pi / 4) * np.hanning(len(time))
    sound = tone(-14.2)
    sound[:, RATE : RATE + len(burst)] = burst
    assert np.abs(sound).max() < 10 ** (-1 / 20)
    (one,) = level([sound])
    assert "true peak" in one.what
    assert not level([np.zeros((2, RATE), np.float32)])
