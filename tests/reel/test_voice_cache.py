"""What was said once is kept, by everything that decides its sound, and never given out spoilt."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from reel.keys import House
from reel.store import Store
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
        self.spoken = self.checked = 0

    def check(self, chapters):
        self.checked += sum(len(beats) for _, beats in chapters)
        return [f"{chapter}.{beat}: noted" for chapter, beats in chapters for beat, _ in beats]

    def identity(self, chapter, beat, narration):
        return self.settings

    def times(self, chapter, beat, narration):
        return None

    def speak(self, chapter, beat, narration):
        self.spoken += 1
        speech = estimate(narration)
        noise = np.random.default_rng(0).normal(size=round(speech.length * RATE)).astype(np.float32)
        return Recording(noise, speech)


def cached(voice, folder) -> CachedVoice:
    return CachedVoice(voice, Store(folder), House())


def files(folder) -> list[Path]:
    """What is kept of sounds."""
    return list((folder / "store" / "files").rglob("*.f32"))


def same(one, other):
    return np.array_equal(one.samples, other.samples) and one.speech == other.speech


def test_what_is_kept_is_what_was_said(tmp_path):
    parrot = Parrot()
    voice = cached(parrot, tmp_path)
    first = voice.speak("C", "b", SAID)
    again = cached(parrot, tmp_path).speak("C", "b", SAID)
    assert parrot.spoken == 1
    assert same(first, again)
    assert again.samples.dtype == np.float32
    assert voice.name == "parrot" and voice.check([]) == []


def test_when_it_was_said_and_what_is_to_be_known_of_it_is_told_without_the_voice(tmp_path):
    parrot = Parrot()
    first = cached(parrot, tmp_path).speak("C", "b", SAID)
    asked = parrot.checked
    voice = cached(parrot, tmp_path)
    assert voice.times("C", "b", SAID) == first.speech
    assert voice.check([("D", [("c", SAID)])]) == ["D.c: noted"] and parrot.checked == asked
    assert voice.times("C", "b", parse("Other words.")) is None
    assert voice.check([("D", [("c", parse("Other words."))])]) == ["D.c: noted"] and parrot.checked == asked + 1


def test_the_same_words_are_the_same_in_any_beat(tmp_path):
    parrot = Parrot()
    voice = cached(parrot, tmp_path)
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
    voice = cached(Parrot(), tmp_path)
    assert voice.key("C", "b", parse(docstring)) != voice.key("C", "b", SAID)


def test_another_voice_or_setting_is_another_sound(tmp_path):
    paths = {cached(one, tmp_path).key("C", "b", SAID) for one in (Parrot(), Parrot(speed="2"), SilentVoice())}
    assert len(paths) == 3


def test_only_the_pronunciations_that_apply_count(tmp_path):
    def path(words):
        return cached(HibariVoice(Pronunciations(words)), tmp_path).key("C", "b", SAID)

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
    voice = cached(parrot, tmp_path)
    first = voice.speak("C", "b", SAID)
    (path,) = files(tmp_path)
    path.write_bytes(spoil(path.read_bytes()))
    assert same(first, voice.speak("C", "b", SAID))
    assert parrot.spoken == 2
    voice.speak("C", "b", SAID)
    assert parrot.spoken == 2


def test_writers_side_by_side_leave_one_whole_file(tmp_path):
    voices = [cached(Parrot(), tmp_path) for _ in range(8)]
    threads = [threading.Thread(target=voice.speak, args=("C", "b", SAID)) for voice in voices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(tmp_path)) == 1 and not list(tmp_path.rglob('*.part'))
    parrot = Parrot()
    cached(parrot, tmp_path).speak("C", "b", SAID)
    assert parrot.spoken == 0


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ScriptError, match="the disk is full"):
        cached(Parrot(), tmp_path).speak("C", "b", SAID)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ScriptError, match="cannot be kept") as caught:
        cached(Parrot(), tmp_path / "file").speak("C", "b", SAID)
    assert caught.value.file.startswith(str(tmp_path / "file"))
