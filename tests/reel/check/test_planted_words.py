"""A handful of planted faults of words, cues and teaching is found, and their near misses are let pass."""

from __future__ import annotations

import numpy as np
import pytest

from tests.planted import beside, teaching, words
from tests.planted.case import found, hit

PLANTED = [
    words.fast_recording, words.with_a_point_in_it, words.longer_than_written, words.a_name_of_code, words.gone_at_once,
    words.between_the_samples, beside.late_number, beside.late_in_a_lesson, beside.pointing_too_early, beside.a_paragraph,
    beside.in_two_lines, teaching.moves_while_thinking, teaching.shown_afterwards, teaching.others_than_said,
    teaching.mistake_that_is_right,
]  # fmt: skip
CLEAN = [
    words.long_pauses, words.short_answers, words.as_written, words.odd_but_sayable, words.one_word_with_room,
    words.with_silences, beside.counting, beside.still_lit, beside.in_silence, beside.gone_before,
    teaching.invites_to_guess, teaching.shown_as_it_is_said, teaching.rounded, teaching.with_what_is_given,
]  # fmt: skip


@pytest.mark.parametrize("make", PLANTED, ids=lambda make: make.__name__)
def test_what_was_planted_is_found(make):
    case = make(np.random.default_rng(5))
    assert case.planted and hit(case, found(case)), case.about


@pytest.mark.parametrize("make", CLEAN, ids=lambda make: make.__name__)
def test_what_is_clean_is_let_pass(make):
    case = make(np.random.default_rng(5))
    assert not case.planted and not hit(case, found(case)), case.about
