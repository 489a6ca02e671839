"""The levelled sound of a lesson is made once, and a change of anything that is heard is seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reel import sound
from reel.build import narrations
from reel.children import Children
from reel.course import ROOT, read_course
from reel.keys import House
from reel.known import Known
from reel.levelled import level_apart, levelled
from reel.plan import sound_key
from reel.store import Store
from reel.timing import sample, speak_lesson
from reel.voice import choose
from script.errors import ScriptError
from script.timetable import TITLE_CARD, card

from .conftest import GOOD

TABLES = {"A": card("A", 0.5), "B": card("B", 1.0)}
KEY, OTHER = "ab" * 32, "cd" * 32


def noise(seed: int = 0) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    tracks = [random.normal(0, 0.1, sample(table.duration)).astype(np.float32) for table in TABLES.values()]
    return [np.stack([track, track]) for track in tracks]


class Maker:
    """Makes a sound, and counts how often it was asked to."""

    def __init__(self, sound: list[np.ndarray]) -> None:
        self.sound, self.asked = sound, 0

    def __call__(self) -> list[np.ndarray]:
        self.asked += 1
        return self.sound


def test_levelled_sound_is_made_once_and_comes_back_bit_for_bit(tmp_path):
    make = Maker(noise())
    first = levelled(Store(tmp_path), "x", KEY, TABLES, make)
    again = levelled(Store(tmp_path), "x", KEY, TABLES, make)
    assert make.asked == 1
    for made, name in zip(make.sound, "AB", strict=True):
        assert np.array_equal(first[name], made) and np.array_equal(again[name], made)


def test_other_words_are_another_sound(tmp_path):
    make, other = Maker(noise()), Maker(noise(1))
    levelled(Store(tmp_path), "x", KEY, TABLES, make)
    assert np.array_equal(levelled(Store(tmp_path), "x", OTHER, TABLES, other)["B"], other.sound[1])
    levelled(Store(tmp_path), "x", KEY, TABLES, make)
    assert (make.asked, other.asked) == (1, 1)


def test_a_process_of_its_own_levels_as_we_do_and_leaves_nothing(tmp_path):
    tracks = [stereo[0] for stereo in noise()]
    with Children() as children:
        made = level_apart(children, "x", tracks, tmp_path, tmp_path)
    for one, ours in zip(made, sound.level(tracks, before=sample(TITLE_CARD)), strict=True):
        assert one.dtype == np.float32 and np.array_equal(one, ours)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no file that is always full")
def test_what_a_level_lacks_is_told_with_its_lesson(tmp_path):
    (tmp_path / "x.levelled.f32").symlink_to("/dev/full")
    with Children() as children, pytest.raises(ScriptError, match="the sound of x: the disk is full"):
        level_apart(children, "x", [stereo[0] for stereo in noise()], tmp_path, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["logs"]


def test_a_level_needs_no_manim():
    asked = "import sys; from reel.stage import kinds; kinds.kind('level'); sys.exit('manim' in sys.modules)"
    subprocess.run([sys.executable, "-c", asked], check=True, cwd=ROOT)


SPOILT = [lambda data: data[:-4], lambda data: data[:-1] + b"?", lambda data: b"", lambda data: data[:30]]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_damaged_sound_is_made_again(tmp_path, spoil):
    make = Maker(noise())
    levelled(Store(tmp_path), "x", KEY, TABLES, make)
    (path,) = (tmp_path / "store" / "files").rglob("*.f32")
    path.write_bytes(spoil(path.read_bytes()))
    assert np.array_equal(levelled(Store(tmp_path), "x", KEY, TABLES, make)["A"], make.sound[0])
    assert make.asked == 2


def test_silence_is_not_worth_keeping(tmp_path):
    make = Maker([np.zeros_like(track) for track in noise()])
    assert not levelled(Store(tmp_path), "x", KEY, TABLES, make)["A"].any()
    assert not list(tmp_path.rglob("*.f32"))


KNOWN = Known()
"""Sources are read once for all tests here."""


def key(course, source: str = GOOD, voice: str = "none") -> str:
    (course / "good.py").write_text(source)
    (script,) = read_course(folder=course)
    return sound_key(script, choose(voice), House(KNOWN))


def test_what_a_sound_depends_on(course):
    heard = key(course)
    assert key(course) == heard
    for changed, is_heard in (
        (key(course, GOOD.replace("Here is", "There is")), True),
        (key(course, GOOD.replace("and [turn] now", "and now [turn]")), True),  # a caption moves, though no word does
        (key(course, voice="hibari"), True),
        (key(course, GOOD.replace("def two", "def second")), True),  # the order is by name
        (key(course, GOOD.replace('title="A test"', 'title="A trial"')), False),
        (key(course, GOOD.replace("    def stage", '    heading = "Another"\n\n    def stage')), False),
    ):
        assert (changed != heard) == is_heard


def test_a_pronunciation_is_heard(course, monkeypatch):
    """The voice's own answer to what decides its sound takes part."""
    (script,) = read_course(folder=course)
    speaker = choose("none")
    before = sound_key(script, speaker, House(KNOWN))
    monkeypatch.setattr(type(speaker), "identity", lambda *_: {"pronunciation:square": "other"})
    assert sound_key(script, speaker, House(KNOWN)) != before


def test_sound_kept_is_sound_made(course, tmp_path):
    """What the build lays under a film does not depend on whether it was kept."""
    (script,) = read_course(folder=course)
    spoken = speak_lesson(choose("hibari", tmp_path), narrations(script))
    tables = {one.timetable.chapter: one.timetable for one in spoken}
    made = sound.level([one.track for one in spoken])
    for _ in range(2):
        found = levelled(Store(tmp_path), "good", KEY, tables, lambda: made)
        assert np.array_equal(found["FirstChapter"], made[0])
