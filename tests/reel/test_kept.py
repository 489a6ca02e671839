"""What a build keeps: a second build of the same does nothing, and a change of anything is seen."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from reel import kept, sound
from reel.build import narrations
from reel.course import read_course
from reel.keys import House
from reel.quality import QUALITIES
from reel.timing import sample, speak_lesson
from reel.voice import choose
from script.timetable import card

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
    first = kept.levelled(tmp_path, "x", KEY, TABLES, make)
    again = kept.levelled(tmp_path, "x", KEY, TABLES, make)
    assert make.asked == 1
    for made, name in zip(make.sound, "AB", strict=True):
        assert np.array_equal(first[name], made) and np.array_equal(again[name], made)


def test_other_words_are_another_sound_and_only_the_latest_is_kept(tmp_path):
    make, other = Maker(noise()), Maker(noise(1))
    kept.levelled(tmp_path, "x", KEY, TABLES, make)
    assert np.array_equal(kept.levelled(tmp_path, "x", OTHER, TABLES, other)["B"], other.sound[1])
    kept.levelled(tmp_path, "x", KEY, TABLES, make)
    assert (make.asked, other.asked) == (2, 1)
    assert len(list((tmp_path / "levelled").iterdir())) == 1


SPOILT = [lambda data: data[:-4], lambda data: data[:-1] + b"?", lambda data: b"", lambda data: data[:30]]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_damaged_sound_is_made_again(tmp_path, spoil):
    make = Maker(noise())
    kept.levelled(tmp_path, "x", KEY, TABLES, make)
    (path,) = (tmp_path / "levelled").iterdir()
    path.write_bytes(spoil(path.read_bytes()))
    assert np.array_equal(kept.levelled(tmp_path, "x", KEY, TABLES, make)["A"], make.sound[0])
    assert make.asked == 2


def test_silence_is_not_worth_keeping(tmp_path):
    make = Maker([np.zeros_like(track) for track in noise()])
    assert not kept.levelled(tmp_path, "x", KEY, TABLES, make)["A"].any()
    assert not (tmp_path / "levelled").exists()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "videos" / "x"
    made.mkdir(parents=True)
    (made / "x.mp4").write_bytes(b"film")
    digest = hashlib.sha256(b"film").hexdigest()
    (made / "lesson.json").write_text(json.dumps({"files": {"x.mp4": digest}}))
    return made


def test_a_finished_film_is_current_until_something_in_it_changes(tmp_path, folder):
    record = folder / "lesson.json"
    note = kept.Finished(tmp_path / "cache", folder)
    assert not note.is_current(KEY)
    note.seal(KEY)
    assert note.is_current(KEY) and not note.is_current(OTHER)
    assert not kept.Finished(tmp_path / "cache", tmp_path / "elsewhere").is_current(KEY)
    (folder / "x.mp4").write_bytes(b"other film")
    assert not note.is_current(KEY)
    (folder / "x.mp4").write_bytes(b"film")
    assert note.is_current(KEY)
    record.write_text(record.read_text() + " ")
    assert not note.is_current(KEY)
    record.unlink()
    assert not note.is_current(KEY)


def keys(course, source: str = GOOD, voice: str = "none", quality: str = "draft", clip: str = "1") -> tuple[str, str]:
    (course / "good.py").write_text(source)
    (script,) = read_course(folder=course)
    speaker = choose(voice)
    heard = kept.sound_key(script, speaker, House())
    return heard, kept.film_key(script, heard, [clip], QUALITIES[quality], speaker.name, House())


def test_what_a_sound_and_a_film_depend_on(course):
    heard, film = keys(course)
    assert keys(course) == (heard, film)
    for changed, is_heard in (
        (keys(course, GOOD.replace("Here is", "There is")), True),
        (keys(course, GOOD.replace("and [turn] now", "and now [turn]")), True),  # a caption moves, though no word does
        (keys(course, voice="hibari"), True),
        (keys(course, GOOD.replace('title="A test"', 'title="A trial"')), False),
        (keys(course, GOOD.replace('answer="2"', 'answer="3"')), False),
        (keys(course, GOOD.replace("    def stage", '    heading = "Another"\n\n    def stage')), False),
        (keys(course, quality="hd"), False),
        (keys(course, clip="2"), False),
    ):
        assert changed[1] != film
        assert (changed[0] != heard) == is_heard


def test_a_pronunciation_is_heard(course, tmp_path, monkeypatch):
    """The voice's own answer to what decides its sound takes part."""
    (script,) = read_course(folder=course)
    speaker = choose("none")
    before = kept.sound_key(script, speaker, House())
    monkeypatch.setattr(type(speaker), "identity", lambda *_: {"pronunciations": "other"})
    assert kept.sound_key(script, speaker, House()) != before


def test_sound_kept_is_sound_made(course, tmp_path):
    """What the build lays under a film does not depend on whether it was kept."""
    (script,) = read_course(folder=course)
    spoken = speak_lesson(choose("hibari", tmp_path / "voice"), narrations(script))
    tables = {one.timetable.chapter: one.timetable for one in spoken}
    made = sound.level([one.track for one in spoken])
    for _ in range(2):
        found = kept.levelled(tmp_path, "good", KEY, tables, lambda: made)
        assert np.array_equal(found["FirstChapter"], made[0])
