"""Building: what is kept, what is filmed again, and what a build leaves."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from reel.assemble import assemble
from reel.build import Settings, build
from reel.course import Selection, read_course, select
from reel.keys import House, key_of
from reel.known import Known
from reel.plan import poster_moment
from reel.quality import Quality
from reel.watch import touched
from script.errors import ScriptError
from script.narration import parse
from script.timetable import estimate, frames, lay_out
from tests import films

from .conftest import GOOD

TINY = Quality("draft", 160, 90, 15)
TABLE = lay_out("FirstChapter", [("one", estimate(parse("Here it [turn] turns. Then it [move] moves.")))])


class Heard:
    """A report that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.frames = 0

    def say(self, line: str) -> None:
        self.lines.append(line)

    def speaking(self, done: int, of: int) -> None: ...

    def filming(self, done: int, of: int) -> None:
        self.frames = done

    def finished(self) -> None: ...


def settings(tmp_path: Path, voice: str = "none") -> Settings:
    return Settings(TINY, voice, tmp_path / "videos", tmp_path / "cache", 2)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("built")
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "good.py").write_text(GOOD)
    (folder / "__init__.py").write_text('COURSE = ("good",)\n')
    made = build(select((), folder), settings(tmp_path, "hibari"), Heard())
    return tmp_path, folder, made


def test_a_whole_lesson_is_what_a_viewer_needs(built):
    tmp_path, _, (made,) = built
    assert made.filmed == ["TitleCard", "EndCard", "FirstChapter"] and made.kept == []
    found = films.problems(tmp_path / "videos" / "good")
    # One chapter is less than a platform asks for, and nothing else is amiss.
    assert found == []
    record = json.loads((made.folder / "lesson.json").read_text())
    beat = record["chapters"][0]["beats"][0]
    assert beat["start"] <= beat["cues"]["turn"] < beat["end"]
    assert record["exercises"][0]["answer"] == "2"
    assert {path.name for path in made.folder.iterdir()} == {
        "good.mp4", "good.srt", "good.vtt", "transcript.md", "chapters.txt", "poster.png", "lesson.json", "clips",
    }  # fmt: skip
    assert "Here is a square, and now it turns" in (made.folder / "transcript.md").read_text()


def test_nothing_changed_nothing_is_filmed(built):
    tmp_path, folder, _ = built
    before = (tmp_path / "videos" / "good" / "good.mp4").read_bytes()
    report = Heard()
    (made,) = build(select((), folder), settings(tmp_path, "hibari"), report)
    assert made.filmed == [] and len(made.kept) == 3 and report.frames == 0
    assert (tmp_path / "videos" / "good" / "good.mp4").read_bytes() == before, "the same bytes"


def test_a_build_with_nothing_to_do_takes_away_what_a_killed_one_left(built):
    """It may have been killed when all was there, and only its drafts were not yet gone."""
    tmp_path, folder, _ = built
    left = tmp_path / "cache" / "store" / "builds" / "0123"
    left.mkdir()
    (left / "x.tracks.f32").write_bytes(b"half")
    told = Heard()
    build(select((), folder), settings(tmp_path, "hibari"), told)
    assert not left.exists() and any("was cut off" in line for line in told.lines)


def test_two_builds_of_a_lesson_are_the_same_bytes(built, tmp_path):
    _, folder, (made,) = built
    (again,) = build(select((), folder), replace(settings(tmp_path, "hibari"), processes=1), Heard())
    files = sorted(path.relative_to(made.folder) for path in made.folder.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again.folder) for path in again.folder.rglob("*") if path.is_file())
    for name in files:
        assert (again.folder / name).read_bytes() == (made.folder / name).read_bytes(), name


def test_a_second_build_writes_nothing_and_a_spoilt_folder_is_made_again(built):
    tmp_path, folder, _ = built
    made = tmp_path / "videos" / "good"
    build(select((), folder), settings(tmp_path, "hibari"), Heard())
    before = made.stat().st_ino, (made / "good.mp4").read_bytes()
    build(select((), folder), settings(tmp_path, "hibari"), Heard())
    assert made.stat().st_ino == before[0], "the same folder, not another like it"
    (made / "transcript.md").write_text("")
    build(select((), folder), settings(tmp_path, "hibari"), Heard())
    assert made.stat().st_ino != before[0] and films.problems(made) == []
    assert (made / "good.mp4").read_bytes() == before[1], "the same bytes, from sound that was kept"


def test_a_damaged_clip_is_filmed_again(built):
    tmp_path, folder, _ = built
    clip = max((tmp_path / "cache" / "store").rglob("*.mp4"), key=lambda path: path.stat().st_size)
    whole = clip.read_bytes()
    clip.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    report = Heard()
    (made,) = build(select((), folder), settings(tmp_path, "hibari"), report)
    assert len(made.filmed) == 1
    assert clip.read_bytes() == whole
    assert any("is not what was put there; it is made again" in line for line in report.lines)


def test_one_beat_alone(built):
    tmp_path, folder, _ = built
    (made,) = build(select(("good.FirstChapter@two",), folder), settings(tmp_path, "hibari"), Heard())
    clip = tmp_path / "videos" / "good" / "clips" / "FirstChapter@two.mp4"
    record = json.loads((tmp_path / "videos" / "good" / "lesson.json").read_text())
    beat = record["chapters"][0]["beats"][1]
    picture, sound = films.probe(clip)["streams"][:2]
    assert made.filmed == ["FirstChapter@two"]
    assert float(picture["duration"]) == pytest.approx(beat["end"] - beat["start"], abs=1e-3)
    assert float(sound["duration"]) == pytest.approx(beat["end"] - beat["start"], abs=0.03)


def test_a_failing_chapter_is_told_and_nothing_replaced(built):
    tmp_path, folder, _ = built
    before = (tmp_path / "videos" / "good" / "lesson.json").read_text()
    try:
        (folder / "good.py").write_text(GOOD.replace("shift(RIGHT)", "sheft(RIGHT)"))
        with pytest.raises(ScriptError, match="sheft"):
            build(select((), folder), settings(tmp_path, "hibari"), Heard())
    finally:
        (folder / "good.py").write_text(GOOD)
    assert (tmp_path / "videos" / "good" / "lesson.json").read_text() == before


def test_a_lesson_that_cannot_be_put_together_does_not_stop_another(tmp_path, course, monkeypatch):
    """Lessons are put together side by side; what fails is told in the end, and what was filmed for it is kept."""
    other = GOOD.replace("class FirstChapter", "class OtherChapter").replace("FirstChapter.one", "OtherChapter.one")
    (course / "other.py").write_text(other.replace("number=1", "number=2"))
    (course / "__init__.py").write_text('COURSE = ("good", "other")\n')

    def full(script, *rest):
        if script.name == "good":
            raise OSError(errno.ENOSPC, "No space left on device")
        return assemble(script, *rest)

    with monkeypatch.context() as patch:
        patch.setattr("reel.assemble.assemble", full)
        with pytest.raises(ScriptError, match="the disk is full"):
            build(select((), course), settings(tmp_path), Heard())
    assert films.problems(tmp_path / "videos" / "other") == []
    assert not (tmp_path / "videos" / "good").exists()
    again = build(select((), course), settings(tmp_path), Heard())
    assert [one.filmed for one in again] == [[], []]
    assert (tmp_path / "videos" / "good" / "lesson.json").is_file()


def test_without_a_voice_times_are_said_to_be_estimated(tmp_path, course):
    (made,) = build(read_and_select(course), settings(tmp_path), Heard())
    record = json.loads((made.folder / "lesson.json").read_text())
    assert record["estimated"] is True
    assert record["loudness"] == {"integrated_lufs": None, "true_peak_dbtp": None}


def read_and_select(folder):
    return [(script, Selection(script.name)) for script in read_course(folder=folder)]


KNOWN = Known()
"""Sources are read once for all tests here."""


def key(path: Path, source: str, table=TABLE, quality=TINY, chapter="FirstChapter") -> str:
    path.write_text(source)
    return key_of(House(KNOWN).clip(path, chapter, table, quality))


def test_what_changes_a_key_and_what_does_not(tmp_path):
    path = tmp_path / "lesson.py"
    plain = key(path, GOOD)
    assert key(path, GOOD.replace("    def stage", "    # a comment\n    def stage")) == plain
    assert key(path, GOOD.replace("Here is a square", "Here is one square")) == plain, "words count by their times"
    assert key(path, GOOD.replace('title="A test"', 'title="Another"')) == plain, "only cards show the declaration"
    other = (
        GOOD + '\n\nclass Second(Chapter):\n    """Another."""\n\n    @beat\n    def a(self):\n        """Words."""\n'
    )
    assert key(path, other) == plain, "another chapter changes nothing"
    assert key(path, GOOD.replace("Square()", "Square(2)")) != plain
    assert key(path, GOOD, table=replace(TABLE, duration=99.0)) != plain
    assert key(path, GOOD, table=other_words(0.4 / TINY.rate)) == plain, "other words, and every cue on its frame"
    assert key(path, GOOD, table=other_words(1.1 / TINY.rate)) != plain, "a cue that comes a frame later"
    assert key(path, GOOD, quality=replace(TINY, width=320)) != plain
    card = key(path, GOOD, chapter="TitleCard")
    assert key(path, GOOD.replace('title="A test"', 'title="Another"'), chapter="TitleCard") != card


def other_words(later: float):
    """The timetable of a beat of which the last word was another, its cues a little later or not."""
    (beat,) = TABLE.beats
    cues = {name: frames(at, TINY.rate) / TINY.rate + later for name, at in beat.cues.items()}
    return replace(TABLE, beats=(replace(beat, words=beat.words[:-1], cues=cues),), estimated=False)


def test_touched_chapters():
    assert touched({}, {"A": "1", "B": "2"}) == []
    assert touched({"A": "1", "B": "2"}, {"A": "1", "B": "3"}) == ["B"]
    assert touched({"A": "1"}, {"A": "1", "B": "2"}) == ["B"]
    assert touched({"A": "1", "B": "2"}, {"A": "1"}) == []


def test_a_poster_shows_what_has_settled():
    beat = TABLE.beats[0]
    assert poster_moment(TABLE, "one", None) == beat.end
    assert poster_moment(TABLE, "one", "turn") == beat.cues["move"]
    assert poster_moment(TABLE, "one", "move") == beat.end
