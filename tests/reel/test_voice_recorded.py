"""A person's recordings: their times, and a clear word for each that cannot be used."""

from __future__ import annotations

import json
import wave

import numpy as np
import pytest

from reel.voice import RATE, choose
from reel.voice.recorded import RecordedVoice, read_sound
from script.errors import ScriptError
from script.narration import parse

SAID = parse("Turn the plane [turn]. [pause 1] [then] Slant it [slant].")
LESSON = [("C", [("b", SAID)])]


def tone(seconds, rate=44_100):
    return 0.3 * np.sin(2 * np.pi * 220 * np.arange(round(seconds * rate)) / rate)


def quiet(seconds, rate=44_100):
    return np.zeros(round(seconds * rate))


def write(path, samples, rate=44_100, channels=1):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.repeat(samples, channels) * 32767).astype("<i2").tobytes())


@pytest.fixture
def folder(tmp_path):
    """A recording: 0.5 s of quiet, 1.5 s of sound, the pause of 1 s, 1 s of sound, 0.6 s of quiet."""
    write(tmp_path / "C.b.wav", np.concatenate([quiet(0.5), tone(1.5), quiet(1), tone(1), quiet(0.6)]))
    return tmp_path


def test_any_sound_becomes_mono_at_one_rate(tmp_path):
    write(tmp_path / "x.wav", tone(1.0), channels=2)
    sound = read_sound(tmp_path / "x.wav")
    assert sound.dtype == np.float32
    assert abs(len(sound) - RATE) <= 2
    middle = slice(RATE // 10, RATE // 2)
    expected = 0.3 * np.sin(2 * np.pi * 220 * np.arange(RATE) / RATE)[middle]
    assert np.abs(sound[middle] - expected).max() < 2e-3


def test_given_cue_times_are_kept_and_the_quiet_before_is_cut_off(folder):
    (folder / "C.b.cues.json").write_text(json.dumps({"slant": 3.9, "turn": 1.9, "then": 3.0}))
    voice = RecordedVoice(folder)
    assert voice.check(LESSON) == []
    recording = voice.speak("C", "b", SAID)
    speech = recording.speech
    assert not speech.estimated
    assert list(speech.cues) == ["turn", "then", "slant"]
    assert speech.cues == pytest.approx({"turn": 1.42, "then": 2.52, "slant": 3.42}, abs=0.012)
    assert speech.words[0].start == pytest.approx(0.02, abs=0.005)
    onset = round(speech.cues["then"] * RATE)
    assert np.abs(recording.samples[onset + 480 : onset + 2400]).max() > 0.2
    assert np.abs(recording.samples[onset - 2400 : onset - 480]).max() < 0.01
    moments = [moment for word in speech.words for moment in (word.start, word.end)]
    assert moments == sorted(moments) and moments[-1] <= speech.length
    slanted = next(word for word in speech.words if SAID.text[word.first : word.last] == "Slant")
    assert slanted.start == pytest.approx(speech.cues["then"], abs=1e-3)
    assert len(recording.samples) == round(speech.length * RATE)


def test_without_cue_times_they_are_estimated_and_said_to_be_so(folder):
    voice = RecordedVoice(folder)
    (note,) = voice.check(LESSON)
    assert "C.b" in note and "C.b.cues.json" in note and "estimated" in note and "turn, then, slant" in note
    speech = voice.speak("C", "b", SAID).speech
    assert speech.estimated
    # 2.5 s of sound for five words: the pause falls where it was left, give or take a word's estimate.
    assert speech.cues["then"] - speech.cues["turn"] == pytest.approx(1.0, abs=1e-3)
    assert speech.cues["then"] == pytest.approx(2.52, abs=0.25)
    assert speech.words[-1].end <= speech.length


def test_a_closing_pause_lies_after_the_recording(folder):
    said = parse("Turn the plane. Slant it. [pause 2] [end]")
    recording = RecordedVoice(folder).speak("C", "b", said)
    assert recording.speech.length == pytest.approx(3.52 + 2, abs=0.02)
    assert recording.speech.cues["end"] == pytest.approx(recording.speech.length, abs=0.02)


def test_an_opening_pause_lies_before_it(folder):
    said = parse("[pause 2] [go] Turn the plane [turn]. [pause 1] [then] Slant it.")
    estimated = RecordedVoice(folder).speak("C", "b", said)
    (folder / "C.b.cues.json").write_text(json.dumps({"go": 0.5, "turn": 1.9, "then": 3.0}))
    given = RecordedVoice(folder).speak("C", "b", said)
    for recording in (estimated, given):
        onset = np.flatnonzero(np.abs(recording.samples) > 0.1)[0] / RATE
        assert onset == pytest.approx(2.02, abs=0.02)
        assert recording.speech.words[0].start == pytest.approx(onset, abs=0.02)
        assert recording.speech.cues["go"] == pytest.approx(onset, abs=0.02)
        assert len(recording.samples) == round(recording.speech.length * RATE)
    assert given.speech.cues["then"] == pytest.approx(3.0 - 0.5 + 2.02, abs=0.012)
    assert estimated.speech.words[-1].end == pytest.approx(3.52 + 2, abs=0.02)


def test_pauses_that_were_not_left_do_not_turn_back_the_clock(tmp_path):
    write(tmp_path / "C.b.wav", tone(0.8))
    speech = RecordedVoice(tmp_path).speak("C", "b", SAID).speech
    moments = [moment for word in speech.words for moment in (word.start, word.end)]
    assert moments == sorted(moments) and moments[0] >= 0 and moments[-1] <= speech.length


def test_an_edited_recording_is_another(folder):
    voice = RecordedVoice(folder)
    before = voice.identity("C", "b", SAID)
    (folder / "C.b.cues.json").write_text("{}")
    between = voice.identity("C", "b", SAID)
    write(folder / "C.b.wav", tone(2))
    assert len({str(one) for one in (before, between, voice.identity("C", "b", SAID))}) == 3


@pytest.mark.parametrize(
    "spoil, told",
    [
        (lambda wav: wav.unlink(), "missing"),
        (lambda wav: wav.write_bytes(b""), "empty"),
        (lambda wav: wav.write_bytes(b"not a sound at all"), "cannot be read"),
        (lambda wav: write(wav, np.zeros(0)), "no sound|cannot be read"),
        (lambda wav: write(wav, quiet(2)), "silent"),
        (lambda wav: write(wav, 1e-5 * tone(2)), "silent"),
    ],
)
def test_a_recording_that_cannot_be_used_is_named(folder, spoil, told):
    spoil(folder / "C.b.wav")
    for ask in (lambda voice: voice.check(LESSON), lambda voice: voice.speak("C", "b", SAID)):
        with pytest.raises(ScriptError, match=told) as caught:
            ask(RecordedVoice(folder))
        assert caught.value.file == str(folder / "C.b.wav")
        assert "C.b" in caught.value.message
        assert caught.value.hint


def test_all_missing_recordings_are_named_at_once(folder):
    with pytest.raises(ScriptError, match="and 1 more") as caught:
        RecordedVoice(folder).check([("C", [("b", SAID), ("c", SAID)]), ("D", [("b", SAID)])])
    assert "C.c.wav, D.b.wav" in caught.value.hint and "2 of 3" in caught.value.hint


@pytest.mark.parametrize(
    "cues, told",
    [
        ("{", "cannot be read"),
        ("[1, 2]", "must be seconds"),
        ('{"turn": 1.9, "then": 3.0, "slant": "4"}', "must be seconds"),
        ('{"turn": 1.9, "then": 3.0, "slant": true}', "must be seconds"),
        ('{"turn": -1, "then": 3.0, "slant": 4}', "must be seconds"),
        ('{"turn": 1.9, "then": 3.0, "slant": 40}', "must be seconds"),
        ('{"turn": 1.9, "then": 3.0}', "differ in: slant"),
        ('{"turn": 1.9, "then": 3.0, "slant": 4, "turned": 4}', "differ in: turned"),
        ('{"turn": 3.5, "then": 3.0, "slant": 4}', "back in time"),
    ],
)
def test_wrong_cue_times_are_refused_before_anything_is_made(folder, cues, told):
    path = folder / "C.b.cues.json"
    path.write_text(cues)
    with pytest.raises(ScriptError, match=told) as caught:
        RecordedVoice(folder).check(LESSON)
    assert caught.value.file == str(path)


def test_a_voice_is_chosen_by_name_or_folder(folder, tmp_path):
    assert choose("none").name == "none"
    assert choose("hibari").name == "hibari"
    assert choose("hibari", tmp_path).name == "hibari"
    assert choose(str(folder)).name == "recorded"
    with pytest.raises(ScriptError, match='no voice "hibary"'):
        choose("hibary")
    with pytest.raises(ScriptError, match="no folder"):
        RecordedVoice(tmp_path / "nowhere").check(LESSON)
