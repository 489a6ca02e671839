"""When each thing is said: cues fall on sounds, beats on the grid."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from script.narration import parse
from script.timetable import (
    BREATH,
    GRID,
    LEAD_IN,
    LEAD_OUT,
    BeatSpeech,
    SpokenWord,
    Timetable,
    cue_times,
    estimate,
    frames,
    lay_out,
    word_spans,
)


def evenly(said):
    """The words of a narration, each said in the second of its number, and where its pieces end."""
    spans = word_spans(said.text, 0, len(said.text))
    words = [SpokenWord(k, k + 0.75, first, last) for k, (first, last, _) in enumerate(spans)]
    ends, clock = [], 0.0
    for first, last in said.pieces():
        clock = max([clock, *(word.end for word in words if first <= word.first < last)])
        ends.append(clock)
    return words, ends


@pytest.mark.parametrize(
    "docstring, at",
    [
        ("[c] One two.", 0.0),
        ("One [c] two.", 1.0),
        ("One [c], two.", 0.75),
        ("One two [c].", 1.75),
        ("One two. [c]", 1.75),
        ("One. [c] Two.", 1.0),
        ('He said [c] "two" words.', 2.0),
        ("One [c] (two) three.", 1.0),
        ('One "two [c]" three.', 1.75),
        ("One [c] — two.", 0.75),
        ("One [c] – two.", 0.75),
        ("One [c] -2 more.", 1.0),
    ],
)
def test_a_cue_falls_on_the_sound_it_stands_before(docstring, at):
    said = parse(docstring)
    assert cue_times(said, *evenly(said)) == {"c": at}


def test_a_cue_after_a_pause_falls_on_the_next_word_and_before_it_on_the_last():
    said = parse("One two [a]. [pause 3] [b] Three. [pause 2] [c]")
    words = [SpokenWord(0.0, 0.5, 0, 3), SpokenWord(0.6, 1.0, 4, 7), SpokenWord(4.1, 4.6, 9, 14)]
    assert cue_times(said, words, [1.1, 4.7, 4.7]) == {"a": 1.0, "b": 4.1, "c": 6.7}


def test_beats_start_and_end_on_the_grid_with_a_breath_between():
    speech = BeatSpeech(1.01, {"a": 0.5}, (SpokenWord(0.25, 1.0, 0, 3),))
    table = lay_out("C", [("one", speech), ("two", speech)])
    one, two = table.beats
    assert one.start == LEAD_IN
    assert one.end == two.start == pytest.approx(LEAD_IN + math.ceil((1.01 + BREATH) * GRID) / GRID)
    assert one.cues == {"a": pytest.approx(LEAD_IN + 0.5)}
    assert two.words[0].start == pytest.approx(two.start + 0.25)
    assert table.duration == pytest.approx(two.end + LEAD_OUT)
    assert table.beat("two") is two
    with pytest.raises(KeyError):
        table.beat("three")


@given(st.integers(1, 900))
def test_a_beat_that_ends_on_the_grid_is_not_made_longer(ticks):
    length = (ticks + 8) / GRID - BREATH
    (beat,) = lay_out("C", [("b", BeatSpeech(length, {}, ()))]).beats
    assert round((beat.end - beat.start) * GRID) == ticks + 8


@given(st.lists(st.floats(0.01, 60), min_size=1, max_size=40))
def test_every_beat_is_a_whole_number_of_frames_and_samples(lengths):
    table = lay_out("C", [(f"b{k}", BeatSpeech(length, {}, ())) for k, length in enumerate(lengths)])
    for beat, length in zip(table.beats, lengths, strict=True):
        for rate in (15, 30, 60, 48_000):
            for moment in (beat.start, beat.end):
                assert abs(moment * rate - round(moment * rate)) < 1e-6
        assert length + BREATH - 1e-6 <= beat.end - beat.start < length + BREATH + 1 / GRID + 1e-6
    assert all(a.end == b.start for a, b in zip(table.beats, table.beats[1:], strict=False))


def test_a_timetable_survives_being_written_down():
    table = lay_out("C", [("one", estimate(parse("One [a]. [pause 2] Two [b].")))])
    assert Timetable.from_dict(json.loads(json.dumps(table.as_dict()))) == table
    assert table.estimated


@given(
    st.lists(
        st.sampled_from(["one", "two,", "three.", "(four)", "[pause 1.5]", "[pause 3]", "3.5", "—"]),
        min_size=1,
        max_size=20,
    )
)
def test_an_estimate_says_every_word_in_order_and_leaves_the_pauses(parts):
    said = parse(" ".join(parts))
    speech = estimate(said)
    spans = word_spans(said.text, 0, len(said.text))
    assert [(word.first, word.last) for word in speech.words] == [(first, last) for first, last, _ in spans]
    moments = [moment for word in speech.words for moment in (word.start, word.end)]
    assert moments == sorted(moments)
    spoken = sum(word.end - word.start for word in speech.words)
    assert speech.length + 1e-5 >= spoken + sum(pause.seconds for pause in said.pauses)
    pieces = said.pieces()
    for pause, (first, last), (_, until) in zip(said.pauses, pieces, pieces[1:], strict=False):
        before = [word for word in speech.words if first <= word.first < last]
        after = [word for word in speech.words if last <= word.first < until]
        if before and after:
            assert after[0].start - before[-1].end == pytest.approx(pause.seconds, abs=1e-5)


def test_a_dash_between_two_pauses_does_not_turn_back_the_clock():
    speech = estimate(parse("One. [pause 3] — [pause 2] [c] Two."))
    assert speech.cues["c"] == pytest.approx(speech.words[0].end + 5, abs=1e-5)


def test_words_are_found_without_their_points():
    text = 'Say "one", (two) — three-four; 3.5, -1 and x = 2.'
    assert [text[first:last] for first, last, _ in word_spans(text, 0, len(text))] == [
        "Say", "one", "two", "three-four", "3.5", "-1", "and", "x", "=", "2",
    ]  # fmt: skip


@pytest.mark.parametrize("rate", [15, 30, 60])
def test_a_moment_on_the_grid_is_its_own_frame(rate):
    assert all(frames(k / GRID, rate) == k * rate // GRID for k in range(20_000))
