"""A chapter's voice lies along its timetable, to the sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reel.timing import sample, speak_chapter, speak_lesson
from reel.voice.base import RATE, Recording
from reel.voice.silent import SilentVoice
from script.errors import ScriptError
from script.narration import parse
from script.timetable import GRID, BeatSpeech, estimate


class Ticker:
    """Says a click at its first sample and one at its last; so long as it is told to be, in samples."""

    name = "ticker"

    def __init__(self, lengths):
        self.lengths = dict(lengths)

    def check(self, chapters):
        return []

    def identity(self, chapter, beat, narration):
        return {}

    def speak(self, chapter, beat, narration):
        samples = np.zeros(self.lengths[beat], np.float32)
        samples[[0, -1]] = 1, -1
        return Recording(samples, BeatSpeech(len(samples) / RATE, {"c": 0.0}, ()))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(2, 4 * RATE), min_size=1, max_size=6))
def test_each_beat_begins_on_the_sample_of_its_start(lengths):
    names = [f"b{k}" for k in range(len(lengths))]
    spoken = speak_chapter(Ticker(zip(names, lengths, strict=True)), "C", [(name, parse("x")) for name in names])
    table, track = spoken.timetable, spoken.track
    assert len(track) == pytest.approx(table.duration * RATE, abs=1e-6)
    assert track.dtype == np.float32
    starts = np.flatnonzero(track == 1)
    assert [start / RATE for start in starts] == pytest.approx([beat.start for beat in table.beats], abs=1e-9)
    assert all(start % (RATE // GRID) == 0 for start in starts)
    assert list(np.flatnonzero(track == -1) - starts + 1) == lengths
    assert [beat.cues["c"] for beat in table.beats] == pytest.approx([start / RATE for start in starts], abs=1e-6)


def test_without_a_voice_there_is_silence_as_long_as_the_words():
    said = parse("One two [c]. [pause 3] Three.")
    (spoken,) = speak_lesson(SilentVoice(), [("C", [("b", said)])])
    assert not spoken.track.any()
    assert spoken.timetable.estimated
    beat = spoken.timetable.beat("b")
    assert beat.cues["c"] - beat.start == pytest.approx(estimate(said).cues["c"], abs=1e-6)
    assert SilentVoice().identity("C", "b", said) == {} and SilentVoice().check([]) == []


def test_a_lesson_is_looked_at_before_any_of_it_is_spoken():
    class Refusing(SilentVoice):
        def check(self, chapters):
            raise ScriptError("no")

        def speak(self, chapter, beat, narration):
            raise AssertionError("spoke before it was looked at")

    with pytest.raises(ScriptError):
        speak_lesson(Refusing(), [("C", [("b", parse("x"))])])


def test_it_says_when_a_chapter_is_done():
    done = []
    lesson = [("C", [("b", parse("One."))]), ("D", [("b", parse("Two."))])]
    assert [one.timetable.chapter for one in speak_lesson(SilentVoice(), lesson, done.append)] == ["C", "D"] == done


def test_every_moment_of_the_grid_is_a_whole_sample():
    assert all(sample(k / GRID) == k * RATE // GRID for k in range(100_000))
