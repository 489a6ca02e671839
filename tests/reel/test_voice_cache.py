"""What was said once is kept, by everything that decides its sound, and never given out spoilt."""

from __future__ import annotations

import os
import threading

import numpy as np
import pytest

from reel.voice.base import RATE, Recording
from reel.voice.cache import CachedVoice
from reel.voice.hibari import HibariVoice
from reel.voice.pronunciation import Pronunciations
from reel.voice.silent import SilentVoice
from script.errors import ScriptError
from script.narration import parse
from script.timetable import estimate

SAID = parse("Turn it [turn]. [pause 1] Slant it.")


class Parrot:
    """Says noise, and counts how often."""

    name = "parrot"

    def __init__(self, **settings):
        self.settings = settings
        self.spoken = 0

    def check(self, chapters):
        return ["noted"]

    def identity(self, chapter, beat, narration):
        return self.settings

    def speak(self, chapter, beat, narration):
        self.spoken += 1
        speech = estimate(narration)
        noise = np.random.default_rng(0).normal(size=round(speech.length * RATE)).astype(np.float32)
        return Recording(noise, speech)


def same(one, other):
    return np.array_equal(one.samples, other.samples) and one.speech == other.speech


def test_what_is_kept_is_what_was_said(tmp_path):
    parrot = Parrot()
    voice = CachedVoice(parrot, tmp_path)
    first = voice.speak("C", "b", SAID)
    again = CachedVoice(parrot, tmp_path).speak("C", "b", SAID)
    assert parrot.spoken == 1
    assert same(first, again)
    assert again.samples.dtype == np.float32
    assert voice.name == "parrot" and voice.check([]) == ["noted"]


def test_the_same_words_are_the_same_in_any_beat(tmp_path):
    parrot = Parrot()
    voice = CachedVoice(parrot, tmp_path)
    voice.speak("C", "b", SAID)
    voice.speak("D", "c", SAID)
    assert parrot.spoken == 1


@pytest.mark.parametrize(
    "docstring",
    [
        "Turn it [turn]. [pause 1] Slant them.",
        "Turn it [turned]. [pause 1] Slant it.",
        "Turn it [turn]. [pause 2] Slant it.",
    ],
)
def test_another_narration_is_another_sound(tmp_path, docstring):
    voice = CachedVoice(Parrot(), tmp_path)
    assert voice.path("C", "b", parse(docstring)) != voice.path("C", "b", SAID)


def test_another_voice_or_setting_is_another_sound(tmp_path):
    paths = {CachedVoice(one, tmp_path).path("C", "b", SAID) for one in (Parrot(), Parrot(speed="2"), SilentVoice())}
    assert len(paths) == 3


def test_only_the_pronunciations_that_apply_count(tmp_path):
    def path(words):
        return CachedVoice(HibariVoice(Pronunciations(words)), tmp_path).path("C", "b", SAID)

    assert path({}) == path({"logit": "lˈOʤɪt"}) != path({"slant": "slˈɑnt"}) != path({"slant": "slˈænt"})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: data[:1000],
        lambda data: b"",
        lambda data: data[:90] + b"x" + data[91:],
    ],
)
def test_a_spoilt_file_is_said_again(tmp_path, spoil):
    parrot = Parrot()
    voice = CachedVoice(parrot, tmp_path)
    first = voice.speak("C", "b", SAID)
    path = voice.path("C", "b", SAID)
    path.write_bytes(spoil(path.read_bytes()))
    assert same(first, voice.speak("C", "b", SAID))
    assert parrot.spoken == 2
    voice.speak("C", "b", SAID)
    assert parrot.spoken == 2


def test_writers_side_by_side_leave_one_whole_file(tmp_path):
    voices = [CachedVoice(Parrot(), tmp_path) for _ in range(8)]
    threads = [threading.Thread(target=voice.speak, args=("C", "b", SAID)) for voice in voices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert kept == voices[0].path("C", "b", SAID)
    parrot = Parrot()
    CachedVoice(parrot, tmp_path).speak("C", "b", SAID)
    assert parrot.spoken == 0


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ScriptError, match="cannot be kept: No space left"):
        CachedVoice(Parrot(), tmp_path).speak("C", "b", SAID)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ScriptError, match="cannot be kept") as caught:
        CachedVoice(Parrot(), tmp_path / "file").speak("C", "b", SAID)
    assert caught.value.file.startswith(str(tmp_path / "file"))
