"""Links and table of one head's weights: as wide, as strong and where they must be, from one data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import ManimColor, config, tempconfig
from manim.camera.camera import Camera

from scenes.attention import LEAST, Attention, AttentionTable
from scenes.frame import notes, picture, whole
from scenes.sentence import Sentence
from scenes.theme import theme
from script.errors import ScriptError

TOKENS = ("the", "boy", "saw", "the", "girl")


def weights(seed: int, count: int = len(TOKENS)) -> np.ndarray:
    scores = np.random.default_rng(seed).normal(0, 2, (count, count))
    grown = np.exp(scores) * np.tri(count)
    return grown / grown.sum(axis=1, keepdims=True)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, len(TOKENS) - 1))
def test_links_are_as_wide_as_the_weights_and_end_at_their_words(seed, row):
    sentence = Sentence(TOKENS)
    shares = weights(seed)
    links = Attention(TOKENS, shares).links(sentence, row)
    assert len(links.arcs) == row + 1, "no link to a word ahead"
    drawn = [arc.get_stroke_width() for arc in links.arcs]
    widest = max(drawn) / shares[row].max()
    for place, (arc, width) in enumerate(zip(links.arcs, drawn, strict=True)):
        seen = shares[row, place] >= LEAST
        assert width == pytest.approx(widest * shares[row, place] if seen else 0)
        assert abs(arc.get_start()[0] - sentence[row].get_x()) < 0.25
        assert abs(arc.get_end()[0] - sentence[place].get_x()) < 0.25
        assert arc.get_end()[1] == pytest.approx(sentence[place].get_top()[1])


def test_links_move_to_other_weights():
    sentence, shares = Sentence(TOKENS), weights(3)
    links = Attention(TOKENS, shares).links(sentence, row=4)
    other = weights(4)[4]
    moving = links.to(other)
    moving.begin()
    moving.interpolate(0.5)
    halfway = links.weights.copy()
    moving.interpolate(1)
    assert np.allclose(links.weights, other)
    # Between two distributions the links are a distribution too.
    assert halfway.sum() == pytest.approx(1)
    assert ((halfway >= np.minimum(other, shares[4]) - 1e-12) & (halfway <= np.maximum(other, shares[4]) + 1e-12)).all()


def test_table_and_links_show_one_data():
    shares = weights(5)
    attention = Attention(TOKENS, shares)
    table = attention.table(region=notes)
    assert np.array_equal(table.heat.values, shares)
    assert np.array_equal(attention.links(Sentence(TOKENS), 2).weights, shares[2])


def test_a_tables_names_stand_at_their_rows_and_columns_in_the_region():
    table = AttentionTable(TOKENS, weights(6), region=picture)
    assert picture.holds(table)
    for k in range(len(TOKENS)):
        slot = table.heat.slot(k, k)
        assert table.row_names[k].get_right()[0] < table.heat.slot(k, 0)[0] - table.heat.cell / 2
        assert abs(table.row_names[k].get_y() - slot[1]) < 0.3 * table.heat.cell
        assert table.column_names[k].get_bottom()[1] > table.heat.slot(0, k)[1] + table.heat.cell / 2
        assert abs(table.column_names[k].get_left()[0] - slot[0]) < 0.3 * table.heat.cell


def test_the_lid_covers_what_lies_ahead_and_nothing_else():
    table = AttentionTable(TOKENS, np.ones((5, 5))).covered()
    with tempconfig({"pixel_width": 640, "pixel_height": 360}):
        camera = Camera(background_color=theme.colour("loss"))
        camera.capture_mobjects([table])
        for i in range(len(TOKENS)):
            for j in range(len(TOKENS)):
                x, y, _ = table.heat.slot(i, j)
                pixel = camera.pixel_array[round((4 - y) / 8 * 360), round((x / config.frame_width + 0.5) * 640), :3]
                expected = ManimColor(theme.background) if j > i else theme.colour("probability")
                assert np.abs(pixel - 255 * expected.to_rgb()).max() <= 2, (i, j)


def test_signs_ahead_stand_on_the_lids_cells_and_on_no_other():
    table = AttentionTable(TOKENS, weights(6))
    count = len(TOKENS)
    written = [tuple(np.round(sign.get_center(), 4)) for row in range(count) for sign in table.ahead("-infinity", row)]
    expected = [tuple(np.round(table.heat.slot(i, j), 4)) for i in range(count) for j in range(count) if j > i]
    assert sorted(written) == sorted(expected)


def test_a_row_of_shares_lies_over_its_row_up_to_its_own_word():
    table, shares = AttentionTable(TOKENS, 3 * weights(6)), weights(6)
    row = table.row_of_shares(2, shares[2])
    assert np.allclose(row.values, shares[2][None, :3]) and row.most == 1
    for column in range(3):
        assert np.allclose(row.slot(0, column), table.heat.slot(2, column))
    assert row.cell == pytest.approx(table.heat.cell)


def test_a_row_keeps_its_minus_infinities_until_it_is_softened():
    table, shares = AttentionTable(TOKENS, 3 * weights(6)), weights(6)
    masked = table.mask().mobject
    assert [len(row) for row in masked] == [4, 3, 2, 1, 0]
    assert all("infinity" in sign.typst_code for row in masked for sign in row)
    going, coming = table.soften(1, shares[1]).animations
    assert going.mobject is masked[1], "of its own row, and of no other"
    heat, zeros = coming.mobject
    assert np.allclose(heat.values, shares[1][None, :2]) and len(zeros) == 3
    assert all(sign.typst_code.strip("$ ") == "0" for sign in zeros)
    for share in (0.1, 0.4, 0.6, 0.9):
        assert going.rate_func(share) == pytest.approx(1) or coming.rate_func(share) == 0, "never one over the other"
    assert (going.rate_func(1), coming.rate_func(0), coming.rate_func(1)) == (1, 0, 1)


def test_softened_a_table_has_no_scores_left_to_shine_through():
    table = AttentionTable(TOKENS, 3 * weights(6)).covered()
    assert table.heat in table.get_family()
    gone = table.softened()
    assert gone.mobject is table.heat and gone.is_remover(), "and nothing else goes"


def test_the_numbers_in_a_row_are_its_values():
    table = AttentionTable(TOKENS, weights(8))
    assert len(table.numbers(3)) == len(TOKENS)
    written = table.numbers(3, until=2)
    assert len(written) == 2
    assert np.allclose(written[1].get_center(), table.heat.slot(3, 1))


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        (np.eye(4), "shape"),
        (0.5 * np.eye(5), "distribution"),
        (2 * np.eye(5) - np.eye(5)[[0, 0, 1, 2, 3]], "distribution"),
        (np.eye(5)[[1, 1, 2, 3, 4]], "after it"),
    ],
)
def test_weights_that_are_none_are_refused(shares, why):
    with pytest.raises(ScriptError, match=why):
        Attention(TOKENS, np.array(shares, dtype=float))


def test_links_over_another_sentence_are_refused():
    with pytest.raises(ScriptError, match="belong to"):
        Attention(TOKENS, weights(9)).links(Sentence(["the", "girl", "saw", "the", "boy"]), 2)


def test_the_highest_arc_stays_on_the_frame():
    _, row = whole.rows(2, 1)
    sentence = Sentence(["<start>", "the", "queen", "met", "the", "boy", "because", "he"], region=row)
    shares = np.eye(8)[[0] * 8]
    links = Attention(sentence.tokens, shares).links(sentence, 7)
    assert links.arcs[0].point_from_proportion(0.5)[1] < config.frame_height / 2
