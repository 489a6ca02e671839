"""Captions keep the rules by which captions are read, and independent readers get back what was said."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pysubs2
import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from reel.captions import (
    CHARACTERS_PER_SECOND,
    GAP,
    LEAD,
    LINE,
    LINES,
    LINGER,
    LONGEST,
    SHORTEST,
    Caption,
    captions,
    to_srt,
    to_vtt,
)
from script.narration import parse
from script.timetable import BeatSpeech, SpokenWord, estimate, lay_out

MILLISECOND = 0.001


def film(*chapters):
    """What `captions` reads, from chapters that are lists of docstrings, four seconds after the film's
    start.
    """
    at, spoken = 4.0, []
    for k, beats in enumerate(chapters):
        said = {f"beat_{i}": parse(beat) for i, beat in enumerate(beats)}
        table = lay_out(f"Chapter{k}", [(name, estimate(one)) for name, one in said.items()])
        spoken.append((at, table, said))
        at += table.duration
    return spoken


def lines_of(*beats):
    return [one.lines for one in captions(film(beats))]


def test_these_are_the_rules():
    """The other tests hold captions to these: so here they are in numbers."""
    assert (LINE, LINES, SHORTEST, LONGEST, CHARACTERS_PER_SECOND) == (42, 2, 1, 7, 17)
    assert GAP >= 2 / 60


def test_fast_speech_is_read_into_the_silence_after_it():
    said = parse("Every arrow is carried along. [pause 5] Yes.")
    words = (
        *(
            SpokenWord(0.2 * k, 0.2 * k + 0.2, *span)
            for k, span in enumerate([(0, 5), (6, 11), (12, 14), (15, 22), (23, 28)])
        ),
        SpokenWord(6.0, 6.5, 30, 33),
    )
    (first, _) = captions([(0, lay_out("C", [("b", BeatSpeech(6.5, {}, words))]), {"b": said})])
    assert first.end - first.start == pytest.approx(len(first.text) / 17, abs=0.002)
    assert first.end - first.start > words[4].end + LINGER


def spoken_at(*sentences):
    """What `captions` reads of a beat whose sentences are said without a breath, each at its characters a second."""
    said = parse(" ".join(text for text, _ in sentences))
    words, at, behind = [], 0.0, 0
    for text, speed in sentences:
        stop = behind + len(text)
        for match in re.compile(r"\w+").finditer(said.text, behind, stop):
            following = at + (match.end() - match.start() + 1) / speed
            words.append(SpokenWord(at, following, *match.span()))
            at = following
        behind = stop + 1
    return [(0.0, lay_out("C", [("b", BeatSpeech(at, {}, tuple(words)))]), {"b": said})]


def characters_a_second(one):
    return len(one.text) / (one.end - one.start)


def test_a_hasty_caption_comes_early_into_what_those_before_it_can_spare():
    """The second has no time to spare: it begins early itself, that the third may."""
    slow = "Look at every one of the arrows in this plane now."
    middle = "All of them are carried, and all of them together."
    hasty = "Nothing else in the whole picture is ever left out."
    spoken = spoken_at((slow, 12), (middle, 17), (hasty, 17.2), (slow, 12))
    begins = [word.start for word in spoken[0][1].beats[0].words if word.first in (0, 51, 102)]
    first, second, third, _ = captions(spoken)
    assert [one.text for one in (first, second, third)] == [slow, middle, hasty]
    assert first.start == pytest.approx(begins[0], abs=MILLISECOND)
    assert begins[1] - LEAD <= second.start < begins[1] - 0.05
    assert begins[2] - LEAD <= third.start < begins[2] - 0.05
    assert all(characters_a_second(one) <= CHARACTERS_PER_SECOND + 0.05 for one in (first, second, third))
    for one, following in pairwise((first, second, third)):
        assert following.start - one.end == pytest.approx(GAP, abs=2 * MILLISECOND)


def test_what_is_said_too_fast_comes_early_by_no_more_than_the_lead():
    hasty = "Nothing else in the whole picture is ever left out."
    spoken = spoken_at(*[(hasty, 24)] * 4)
    starts = [word.start for word in spoken[0][1].beats[0].words]
    shown = captions(spoken)
    assert sum(characters_a_second(one) > CHARACTERS_PER_SECOND + 1 for one in shown) >= 2
    said = 0
    for one in shown:
        assert -2 * MILLISECOND <= starts[said] - one.start <= LEAD + 2 * MILLISECOND
        said += len(one.text.split())


def test_a_sentence_is_a_caption():
    assert lines_of("Turn the plane. Then slant it sideways.") == [
        ("Turn the plane.",),
        ("Then slant it sideways.",),
    ]


def test_lines_part_after_points_and_before_joining_words():
    assert lines_of("Now move the plane, and keep its lines straight, parallel, and evenly spaced.") == [
        ("Now move the plane, and keep its lines", "straight, parallel, and evenly spaced.")
    ]
    assert lines_of("The motion that comes first stands on the right of the one that follows it.") == [
        ("The motion that comes first stands", "on the right of the one that follows it.")
    ]
    assert lines_of("Every arrow of the plane ends on two, three in the picture here.") == [
        ("Every arrow of the plane ends", "on two, three in the picture here.")
    ]
    assert lines_of("The tip of the slanted arrow lands on zero, one after the turn.") == [
        ("The tip of the slanted arrow lands", "on zero, one after the turn.")
    ]
    assert lines_of("Green now stands at zero, one: the first column of the matrix.") == [
        ("Green now stands at zero, one:", "the first column of the matrix.")
    ]


def test_an_answer_is_not_read_before_it_is_heard():
    for pause in ("0.3", "3"):
        shown = captions(film([f"Guess it. [pause {pause}] Zero."]))
        assert [one.text for one in shown] == ["Guess it.", "Zero."]


def test_beats_are_not_merged():
    assert lines_of("One.", "Two.") == [("One.",), ("Two.",)]


def test_a_dash_belongs_to_the_word_before_it():
    assert " ".join(lines_of("A plane — a flat one — moves.")[0]) == "A plane — a flat one — moves."


def test_chapters_follow_one_another_in_the_film():
    spoken = film(["One."], ["Two."])
    first, second = captions(spoken)
    assert first.start == pytest.approx(spoken[0][0] + spoken[0][1].beats[0].words[0].start, abs=MILLISECOND)
    assert second.start == pytest.approx(spoken[1][0] + spoken[1][1].beats[0].words[0].start, abs=MILLISECOND)


WORDS = """a the plane matrix moves, and columns. Why? eigenvectors of (two) one, zero; transformation: — in
    I it 3.5 [pause_2] [pause_0.4] where which determinant. multiplication internationalization"""
_words = st.sampled_from(WORDS.split()).map(lambda word: word.replace("_", " "))
_beats = st.lists(_words, min_size=1, max_size=45).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_beats, min_size=1, max_size=4), min_size=1, max_size=3))
def test_the_rules_hold_whatever_is_said(chapters):
    spoken = film(*chapters)
    shown = captions(spoken)
    words = [
        (start + word.start, narrations[beat.name].text[word.first : word.last])
        for start, table, narrations in spoken
        for beat in table.beats
        for word in beat.words
    ]
    said = [word for _, table, narrations in spoken for word in _texts(table, narrations)]
    assert [word for one in shown for word in one.text.split(" ")] == said  # nothing lost, nothing twice
    for one in shown:
        assert 1 <= len(one.lines) <= LINES
        assert all(0 < len(line) <= LINE for line in one.lines)
        assert one.end - one.start <= LONGEST + MILLISECOND
    for one, following in pairwise(shown):
        assert following.start - one.end >= GAP - MILLISECOND
    ends = [start + table.duration for start, table, _ in spoken]
    for k, one in enumerate(shown):
        room_ends = min(
            [end for end in ends if end > one.start] + [shown[k + 1].start - GAP if k + 1 < len(shown) else ends[-1]]
        )
        room_starts = shown[k - 1].end + GAP if k else 0.0
        if one.end - one.start < SHORTEST - MILLISECOND:
            assert one.end >= room_ends - 2 * MILLISECOND and one.start <= room_starts + 2 * MILLISECOND
        if len(one.text) / (one.end - one.start) > CHARACTERS_PER_SECOND + 0.1:
            assert one.end >= min(room_ends, one.start + LONGEST) - 2 * MILLISECOND
    # A caption is there when its first word is said, and never long before.
    starts = [moment for moment, _ in words]
    for one in shown:
        nearest = min((moment for moment in starts if moment >= one.start - MILLISECOND), default=None)
        assert nearest is not None and nearest - one.start <= SHORTEST


def _texts(table, narrations):
    for beat in table.beats:
        if beat.words:
            yield from narrations[beat.name].text.split(" ")


NASTY = [
    Caption(0.0, 1.0, ("If x < y & y > z,", "then <i>x</i> & z --> y.")),
    Caption(1.08, 2.5, ("Ein Ä, 中文, “quoted”.",)),
    Caption(3599.9995, 3661.25, ("An hour on.",)),
]


def test_webvtt_is_read_back_by_two_readers(tmp_path):
    text = to_vtt(NASTY)
    assert text.startswith("WEBVTT\n\n")
    path = tmp_path / "x.vtt"
    path.write_text(text, encoding="utf-8")
    read = webvtt.read(str(path))
    assert [(one.start_in_seconds, one.end_in_seconds) for one in read] == [(0, 1), (1, 2), (3600, 3661)]
    assert [one.start for one in read] == ["00:00:00.000", "00:00:01.080", "01:00:00.000"]
    assert [one.lines for one in read] == [
        ["If x &lt; y &amp; y &gt; z,", "then &lt;i&gt;x&lt;/i&gt; &amp; z --&gt; y."],
        ["Ein Ä, 中文, “quoted”."],
        ["An hour on."],
    ]
    other = pysubs2.SSAFile.from_string(text, format_="vtt")
    assert [(one.start, one.end) for one in other] == [(0, 1000), (1080, 2500), (3_600_000, 3_661_250)]


def test_subrip_is_read_back_by_two_readers():
    text = to_srt(NASTY)
    other = pysubs2.SSAFile.from_string(text, format_="srt")
    assert [(one.start, one.end) for one in other] == [(0, 1000), (1080, 2500), (3_600_000, 3_661_250)]
    said = ["If x ＜ y & y ＞ z,\nthen ＜i＞x＜/i＞ & z --＞ y.", "Ein Ä, 中文, “quoted”.", "An hour on."]
    assert [one.plaintext for one in other] == said
    assert [one.text for one in webvtt.from_buffer(io.StringIO(text), format="srt")] == said


def test_nothing_said_is_nothing_shown():
    assert captions([]) == []
    assert to_srt([]) == ""
    assert to_vtt([]).strip() == "WEBVTT"
