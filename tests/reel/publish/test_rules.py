"""What platforms accept: each rule, where it just holds and where it just does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reel.publish import rules
from reel.publish.metadata import Mark, clock, describe, find_marker, marks, replaced

from .conftest import SRT, film_bytes, record_of

TOLD = describe(record_of(), "ab" * 32, 0)


def broken(told=TOLD, seconds=66.0, level="error"):
    return [one.rule for one in rules.check_metadata(told, seconds) if one.level == level]


def test_what_is_told_of_a_lesson_holds_every_rule():
    assert rules.check_metadata(TOLD, 66.0) == []


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"title": "x" * 101}, "title length"),
        ({"title": " "}, "title"),
        ({"title": "a < b"}, "characters"),
        ({"title": "a\nb"}, "characters"),
        ({"description": "é" * 2501}, "description length"),
        ({"description": "a > b"}, "characters"),
        ({"description": "a\0b"}, "characters"),
        ({"tags": ("x" * 250, "y" * 250)}, "tags length"),
        ({"tags": ("a,b",)}, "characters"),
        ({"privacy": "secret"}, "privacy"),
        ({"chapters": (Mark(3.0, "Late"),)}, "chapters"),
    ],
)
def test_what_a_platform_refuses_is_an_error(changed, rule):
    assert broken(replace(TOLD, **changed)) == [rule]


@pytest.mark.parametrize(
    "changed",
    [{"title": "x" * 100}, {"description": "é" * 2500 + "\n"[:0]}, {"tags": ("x" * 250, "y" * 249)}, {"title": "a–b & c"}],
)
def test_what_a_platform_just_takes_is_none(changed):
    assert broken(replace(TOLD, **changed)) == []


def test_the_message_names_the_sign_and_shows_where_it_stands():
    (found,) = rules.check_metadata(replace(TOLD, title="Why a < b matters"), 66.0)
    assert str(found).startswith("< may not stand in the title: 'Why a < b matters'")


def test_a_tag_with_a_space_counts_its_quotation_marks_and_the_commas_between():
    assert rules.tags_length(["matrix", "dot product", "rank"]) == 6 + 13 + 4 + 2


def test_chapters_that_are_passed_over_are_warned_of():
    starts = [(0.0, "One"), (10.0, "Two"), (20.0, "Three")]
    made = [tuple(Mark(at, title) for at, title in starts[:count]) for count in (3, 2)]
    assert broken(replace(TOLD, chapters=made[0]), 30.0, "warning") == []
    assert broken(replace(TOLD, chapters=made[1]), 30.0, "warning") == ["chapters"]
    assert broken(replace(TOLD, chapters=made[0]), 29.9, "warning") == ["chapters"], "the last lasts 9 s for a player"


def test_a_films_size_lines_and_index(tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(film_bytes(3000))
    assert rules.check_film(film, 1080, 60) == []
    assert [one.rule for one in rules.check_film(film, 480, 60)] == ["film lines"]
    assert [one.rule for one in rules.check_film(film, 1080, 12 * 3600 + 1)] == ["film length"]
    whole = film_bytes(3000)
    film.write_bytes(whole[:12] + whole[60:] + whole[12:60])
    assert [one.rule for one in rules.check_film(film, 1080, 60)] == ["film index"]
    film.write_bytes(b"")
    assert [one.rule for one in rules.check_film(film, 1080, 60)] == ["film size"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (SRT, None),
        ("", "captions times"),
        (SRT.replace("03,000", "00,500"), "captions times"),
        (SRT + "\n2\n00:00:02,000 --> 00:00:04,000\nToo early.\n", "captions times"),
        (SRT.replace("03,000", "11,000"), "captions times"),
        (SRT.encode("utf-16").decode("latin-1"), "captions times"),
    ],
)
def test_captions_have_times_that_go_forward(tmp_path, text, rule):
    path = tmp_path / "a.srt"
    path.write_text(text)
    assert [one.rule for one in rules.check_captions(path, 10.0)] == ([rule] if rule else [])


def test_captions_are_utf_8(tmp_path):
    path = tmp_path / "a.srt"
    path.write_bytes(SRT.encode() + b"\xff\xfe")
    assert [one.rule for one in rules.check_captions(path, 10.0)] == ["captions text"]


def test_a_thumbnails_shape_and_size(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    assert rules.check_thumbnail(path, (1280, 720)) == []
    assert [one.rule for one in rules.check_thumbnail(path, (1280, 721))] == ["thumbnail shape"]
    path.write_bytes(bytes(rules.THUMBNAIL + 1))
    assert [one.rule for one in rules.check_thumbnail(path, (1280, 720))] == ["thumbnail size"]


# What is told of a film -----------------------------------------------------------------------------------------


def test_the_description_has_chapters_reading_credits_and_the_marker():
    lines = TOLD.description.splitlines()
    assert lines[0] == "Four numbers move a plane."
    assert lines[2:6] == ["Chapters", "0:00 Chapter 0", "0:23 Chapter 1", "0:43 Chapter 2"]
    assert "A question for a later lesson: Why many layers?" in lines
    assert "- A book, Somebody, chapter 2" in lines
    assert any("synthetic" in line for line in lines) and any("CC BY 4.0" in line for line in lines)
    assert lines[-1] == "inside-the-glass-box:matrix_multiplication:abababababab"


def test_a_recorded_voice_is_not_called_synthetic():
    assert "synthetic" not in describe(record_of(voice="recorded"), "ab" * 32, 0).description


def test_what_is_set_on_purpose_is_told_with_its_reason():
    told = TOLD.as_dict()
    assert told["privacy"] == "private" and told["synthetic_media"]["declared"] is False
    assert told["synthetic_media"]["why"] and told["language"] == "en" and told["category"]["youtube"] == "27"
    declared = describe(record_of(), "ab" * 32, 0, synthetic=True).as_dict()
    assert declared["synthetic_media"]["declared"] is True


def test_a_clock_shows_whole_seconds_and_hours_only_where_there_are_some():
    assert [clock(one) for one in (0, 9.99, 61, 3599.9, 3661)] == ["0:00", "0:09", "1:01", "59:59", "1:01:01"]


def test_the_first_chapter_begins_at_zero_with_the_title_card():
    assert [one.start for one in marks(record_of())] == [0.0, 23.0, 43.0]


def test_a_marker_is_found_again_until_another_film_takes_its_place():
    assert find_marker(TOLD.description) == ("matrix_multiplication", "abababababab")
    assert find_marker(replaced(TOLD.description)) == ("matrix_multiplication", "replaced")
    assert find_marker("inside-the-glass-box is a series") is None
