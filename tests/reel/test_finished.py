"""A finished lesson as it is read, and whether it is what its script would give now."""

from __future__ import annotations

import json
import shutil

import pytest
import webvtt

from reel import ready
from reel.captions import Caption, to_vtt
from reel.course import read_course
from reel.finished import read_finished, read_vtt
from reel.ready import out_of_date
from script.errors import ScriptError
from script.timetable import Timetable


def script_of(house):
    (script,) = read_course(folder=house.root / "lessons")
    return script


def test_what_is_read_is_what_was_written(finished):
    record = json.loads((finished.folder / "lesson.json").read_text())
    assert finished.title == "If a < b & 'c'" and finished.quality.rate == 15
    assert [one.name for one in finished.chapters] == ["Moved", "Seen"]
    assert [beat.title for beat in finished.chapter("Moved").beats] == ["It moves", "It comes back"]
    for chapter, written in zip(finished.chapters, record["chapters"], strict=True):
        for beat, of in zip(chapter.beats, written["beats"], strict=True):
            assert [beat.said[word.first : word.last] for word in beat.words] == [word["text"] for word in of["words"]]


def test_a_timetable_is_the_chapter_s_own(finished):
    chapter = finished.chapter("Seen")
    table = chapter.timetable()
    assert isinstance(table, Timetable) and table.duration == pytest.approx(chapter.end - chapter.start)
    beat = table.beat("a_square")
    assert beat.start == pytest.approx(2.4) and beat.cues["come"] == pytest.approx(
        chapter.beats[0].cues["come"] - chapter.start
    )


def test_captions_are_read_as_another_reader_reads_them(finished):
    theirs = webvtt.read(str(finished.folder / "shown.vtt"))
    assert [(one.start, one.end) for one in finished.captions] == [
        (one.start_in_seconds + one.start_time.milliseconds / 1000, one.end_in_seconds + one.end_time.milliseconds / 1000)
        for one in theirs
    ]
    assert any("&" in one.text for one in finished.captions)


def test_captions_come_back_from_the_text_that_they_are_written_as():
    shown = [
        Caption(0.5, 2.25, ("a < b & c",)),
        Caption(3599.0, 3605.125, ("two", "lines")),
        Caption(7200.0, 7201.0, ("late",)),
    ]
    assert read_vtt(to_vtt(shown)) == shown


def test_each_caption_goes_to_one_beat_whole(finished):
    beats = [beat for chapter in finished.chapters for beat in chapter.beats]
    parted = [finished.captions_between(beat.start, beat.end) for beat in beats]
    assert sum(map(len, parted)) == len(finished.captions)
    for beat, captions in zip(beats, parted, strict=True):
        assert " ".join(one.text for one in captions) == beat.said
        assert all(0 <= one.start < one.end <= beat.end - beat.start + 1e-6 for one in captions)


@pytest.fixture
def copied(finished, tmp_path):
    shutil.copytree(finished.folder, tmp_path / "shown")
    return tmp_path / "shown"


def test_a_lesson_that_is_not_filmed(tmp_path):
    with pytest.raises(ScriptError, match="nothing is not rendered yet") as error:
        read_finished(tmp_path / "nothing")
    assert error.value.hint == "Render it:  reel render nothing"


def test_a_film_that_was_altered_is_refused(copied):
    with (copied / "shown.mp4").open("r+b") as file:
        file.write(b"x")
    with pytest.raises(ScriptError, match=r"shown\.mp4 is not what was rendered"):
        read_finished(copied)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read"),
        ("[]", "another version"),
        ('{"version": 2}', "another version"),
        ('{"version": 1}', "not whole"),
    ],
)
def test_a_record_that_is_no_record(copied, text, message):
    (copied / "lesson.json").write_text(text)
    with pytest.raises(ScriptError, match=message):
        read_finished(copied)


def test_a_film_is_current_until_its_lesson_is_edited(shown_house, finished):
    def stale():
        return out_of_date(finished, script_of(shown_house), shown_house.videos, shown_house.cache)

    # The lesson's own files count, and the code beside this test: the two are the same here.
    assert stale() == []
    shown_house.edit("lessons/shown.py", "It moves to the", "It goes to the")
    try:
        assert 'voice Moved.it_moves: one word in beat Moved.it_moves: "moves" is now "goes"' in stale()
    finally:
        shown_house.restore()
    assert stale() == []


def test_without_a_memory_the_words_are_compared(shown_house, finished, tmp_path):
    script = script_of(shown_house)
    assert out_of_date(finished, script, shown_house.videos, tmp_path / "empty") == []
    shown_house.edit("lessons/shown.py", "It moves to the", "It goes to the")
    try:
        edited = script_of(shown_house)
        assert out_of_date(finished, edited, shown_house.videos, tmp_path / "empty") == ["Moved.it_moves: other words"]
    finally:
        shown_house.restore()


@pytest.fixture
def asked(monkeypatch, shown_house, tmp_path):
    """What is asked about a film of which one beat now says something else, and what is filmed."""
    monkeypatch.setattr("reel.store.default_cache", lambda: shown_house.cache)
    filmed, questions = [], []
    monkeypatch.setattr(
        ready, "_rendered", lambda script, videos, quality, voice: filmed.append((script.name, quality, voice))
    )
    monkeypatch.setattr(ready, "_can_ask", lambda: True)
    monkeypatch.setattr("click.echo", lambda text, err=False: questions.append(text))
    monkeypatch.setattr("click.confirm", lambda text, **more: questions.append(text) or True)
    shown_house.edit("lessons/shown.py", "It moves to the", "It goes to the")
    yield lambda videos=shown_house.videos, how=None: ready.ready(script_of(shown_house), videos, how), filmed, questions
    shown_house.restore()


def test_on_a_terminal_a_person_is_asked(asked):
    get, filmed, questions = asked
    assert get() is None
    assert filmed == [("shown", "draft", "hibari")] and questions[1] == "Film it now, at draft?"
    assert "shown is out of date" in questions[0] and '"moves" is now "goes"' in questions[0]


def test_what_is_asked_for_beforehand_is_not_asked(asked, tmp_path):
    get, filmed, questions = asked
    assert get(how="as it is").name == "shown" and filmed == []
    assert get(how="render") is None and filmed == [("shown", "draft", "hibari")]
    assert get(videos=tmp_path, how="render") is None and filmed[1:] == [("shown", "hd", "hibari")]
    with pytest.raises(ScriptError, match="not rendered yet"):
        get(videos=tmp_path, how="as it is")
    assert questions == []
