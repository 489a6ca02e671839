"""Every number that the lesson says or shows, computed anew from `maths` and compared with its text and its stage."""

from __future__ import annotations

import numpy as np
import pytest

import maths.linear as linear
from lessons import matrix_multiplication as lesson
from pocket.model import load
from reel.answers import evaluate
from scenes.chapter import Chapter
from scenes.matrix import MatrixTable
from tests.played import played

WORDS = {-1: "minus one", 0: "zero", 1: "one", 2: "two", 3: "three", 4: "four"}


def spoken(*values: float) -> str:
    """Numbers as the voice says them: (2, -1) is "two, minus one"."""
    return ", ".join(WORDS[int(v)] if float(v).is_integer() else "?" for v in values)


def said(chapter: type[Chapter], beat: str) -> str:
    return dict(chapter.narrations())[beat].text.lower()


STRETCH = np.array(lesson.STRETCH, dtype=float)


def test_the_arrows_land_where_the_voice_says():
    text = said(lesson.WhereTwoArrowsLand, "the_columns_say_where")
    assert f"green lands on {spoken(*(STRETCH @ [1, 0]))}." in text
    assert f"coral lands on {spoken(*(STRETCH @ [0, 1]))}." in text


def test_the_recipe_and_its_sum():
    chapter = played(lesson.WhereTwoArrowsLand)
    weights = chapter.x.vector
    recipe = said(lesson.WhereTwoArrowsLand, "every_arrow_is_a_recipe")
    assert f"it is {spoken(weights[0])} of the green arrow, and {spoken(weights[1])} of the coral" in recipe
    landed = weights[0] * STRETCH[:, 0] + weights[1] * STRETCH[:, 1]
    product = said(lesson.WhereTwoArrowsLand, "a_matrix_times_an_arrow")
    assert f"{spoken(weights[0])} of the first column, plus {spoken(weights[1])} of the second" in product
    assert f"lands on {spoken(*landed)}." in product
    assert np.array_equal(chapter.x.ends()[1], landed), "the arrow drawn ends where the sum says"
    assert np.array_equal(chapter.sum.total[1].values[:, 0], landed), "the table shown is the sum"
    assert np.array_equal(chapter.sum.table.values, STRETCH)


def test_the_order_of_two_motions_matters():
    chapter = played(lesson.TwoMotionsInARow)
    turn, slant = np.array([[0, -1], [1, 0]]), np.array([[1, 1], [0, 1]])
    assert np.array_equal(chapter.turn, turn) and np.array_equal(chapter.slant, slant)
    assert np.array_equal(chapter.result.values, slant @ turn)
    assert np.array_equal(chapter.other_result.values, turn @ slant)
    assert not np.array_equal(slant @ turn, turn @ slant)
    assert np.allclose(chapter.plane.matrix, slant @ turn), "what is seen on the left is the product beside it"
    assert np.allclose(chapter.other.matrix, turn @ slant)
    # "The arrows end in different places": both of them.
    for axis in np.eye(2):
        assert not np.array_equal(slant @ turn @ axis, turn @ slant @ axis)


def test_row_meets_column_says_each_step():
    chapter = played(lesson.RowMeetsColumn)
    slant, turn = np.array([[1, 1], [0, 1]]), np.array([[0, -1], [1, 0]])
    assert f"green now stands at {spoken(*turn[:, 0])}:" in said(lesson.RowMeetsColumn, "after_the_turn")
    first = said(lesson.RowMeetsColumn, "the_first_column")
    for row in (0, 1):
        pairs = ", plus ".join(f"{spoken(a)} times {spoken(b)}" for a, b in zip(slant[row], turn[:, 0], strict=True))
        assert pairs in first
    across, up = slant @ turn[:, 0]
    assert f"{spoken(across)} step to the right" in first and f"{spoken(up)} step up" in first
    second = said(lesson.RowMeetsColumn, "the_second_column")
    terms = [[slant[row, k] * turn[k, 1] for k in (0, 1)] for row in (0, 1)]
    assert f"first row: {spoken(terms[0][0])}, plus {spoken(terms[0][1])}" in second
    assert f"second row: {spoken(terms[1][0])}, plus {spoken(terms[1][1])}" in second
    across, up = slant @ turn[:, 1]
    assert across == -1 and "one step to the left" in second
    assert up == 0 and "no step up at all" in second
    assert np.array_equal(chapter.work.result.values, slant @ turn)
    assert np.allclose(chapter.plane.matrix, slant @ turn)


def test_the_determinant_is_what_the_square_shows():
    area = float(STRETCH[0, 0] * STRETCH[1, 1] - STRETCH[0, 1] * STRETCH[1, 0])
    assert f"{spoken(area)} times as large" in said(lesson.WhatBecomesOfArea, "one_square_grows")
    text = said(lesson.WhatBecomesOfArea, "the_determinant")
    (a, b), (c, d) = STRETCH
    assert f"{spoken(a)} times {spoken(d)}" in text and f"{spoken(b)} times {spoken(c)}" in text
    assert f"{spoken(a * d)} plus {spoken(-b * c)} is {spoken(area)}." in text
    square = np.array(lesson.SQUARE, dtype=float)
    assert linear.signed_area(square) == 1
    assert linear.signed_area(square @ STRETCH.T) == pytest.approx(area)


def test_shrink_flip_and_collapse():
    chapter = lesson.WhatBecomesOfArea
    assert 0 < np.linalg.det(chapter.shrink) < 1
    assert np.linalg.det(chapter.shrink) == pytest.approx(1 / 2)
    assert "to one half of its area" in said(chapter, "shrink_and_flip")
    assert np.linalg.det(chapter.swap) == pytest.approx(-1)
    flat = np.array(chapter.flat)
    assert np.linalg.matrix_rank(flat) == 1 and "the rank of this matrix is one" in said(chapter, "the_collapse")
    assert flat[0, 0] * flat[1, 1] == flat[0, 1] * flat[1, 0], "both columns lie on one line"
    shown = played(chapter)
    pair = [arrow for arrow in shown.plane.arrows if arrow not in (shown.plane.first, shown.plane.second)]
    assert len(pair) == 2
    assert not np.allclose(pair[0].vector, pair[1].vector)
    assert np.allclose(pair[0].ends()[1], pair[1].ends()[1]), "the two arrows end in the same place"


def test_the_area_shown_follows_the_square():
    shown = played(lesson.WhatBecomesOfArea)
    shown.plane.set_matrix(STRETCH)
    assert shown.square.area == pytest.approx(np.linalg.det(STRETCH))


def test_the_transpose_takes_every_dot_product():
    arrows, probe = np.array(lesson.RowsThatMeasure.arrows), np.array(lesson.RowsThatMeasure.probe)
    dots = [int(sum(a * b for a, b in zip(v, probe, strict=True))) for v in arrows]
    text = said(lesson.RowsThatMeasure, "one_arrow_meets_all")
    for which, dot in zip(("first", "second", "last"), dots, strict=True):
        assert f"the {which} is {spoken(dot)}." in text
    chapter = played(lesson.RowsThatMeasure)
    assert np.array_equal(chapter.work.result.values[:, 0], dots)
    assert np.array_equal(chapter.columns.values, arrows.T)
    # "A long shadow", "a shorter one", "the other way".
    reach = arrows @ probe / np.linalg.norm(probe)
    assert reach[0] > reach[1] > 0 > reach[2]


def test_many_motions_are_one():
    chapter = played(lesson.ManyMotionsAreOne)
    product = chapter.steps[2] @ chapter.steps[1] @ chapter.steps[0]
    assert np.array_equal(chapter.three.values, product)
    assert np.allclose(chapter.plane.matrix, product)
    assert np.array_equal(chapter.two.values, chapter.steps[1] @ chapter.steps[0])


@pytest.mark.parametrize(
    "chapter",
    [one for one in vars(lesson).values() if isinstance(one, type) and issubclass(one, Chapter) and one is not Chapter],
)
def test_every_table_shows_its_values(chapter):
    """The signs written in every table are its numbers."""
    shown = played(chapter)
    tables = [one for one in _attributes(shown) if isinstance(one, MatrixTable)]
    for table in tables:
        for i, row in enumerate(table.entries):
            for j, entry in enumerate(row):
                written = entry.typst_code.strip("$ ").replace("−", "-")
                assert float(written) == table.values[i, j]
    assert tables


def _attributes(shown):
    for value in vars(shown).values():
        yield from getattr(value, "get_family", lambda: [])()
        if isinstance(value, dict):
            for one in value.values():
                yield from getattr(one, "get_family", lambda: [])()


@pytest.mark.parametrize("exercise", lesson.LESSON.exercises, ids=lambda one: one.name)
def test_exercises_have_right_answers_and_wrong_misconceptions(exercise):
    answer = np.asarray(evaluate(exercise.answer, exercise.given))
    expected = {
        "landing": np.array([[3, -1], [1, 2]]) @ [2, 1],
        "order": np.array([[0, -1], [1, 0]]) @ [[1, 1], [0, 1]],
        "collapse": 6,
        "agreement": np.array([[2, 1, 0], [0, 1, -3]]).T @ [1, 2],
    }[exercise.name]
    assert np.allclose(answer, expected)
    assert exercise.misconceptions
    for wrong, why in exercise.misconceptions.items():
        value = np.asarray(evaluate(wrong, exercise.given))
        assert value.shape != answer.shape or not np.allclose(value, answer), wrong
        assert why.strip()


def test_the_collapse_exercise_is_singular_only_at_its_answer():
    for k in range(-10, 11):
        assert (np.linalg.matrix_rank([[1, 2], [3, k]]) < 2) == (k == 6)


def test_the_models_own_matrix_is_stretched_as_is_said():
    weights = load().weights["block0.attention.query"].T
    assert weights.shape == (20, 20)
    assert "twenty rows and twenty columns" in said(lesson.OneOfTheModelsOwn, "a_matrix_that_was_learned")
    # Through the eigenvalues of W W^T, and not the singular values that the lesson goes by.
    squares, outputs = np.linalg.eigh(weights @ weights.T)
    sizes = np.sqrt(squares[::-1][:2])
    assert round(squares[-2:].sum() / np.square(weights).sum(), 2) == 0.40
    assert "two fifths of the whole" in said(lesson.OneOfTheModelsOwn, "the_two_main_directions")
    assert sizes.round(1).tolist() == [3.9, 3.5]
    text = said(lesson.OneOfTheModelsOwn, "a_plain_stretch")
    assert "three point nine times" in text and "three and a half times" in text
    chapter = played(lesson.OneOfTheModelsOwn)
    assert np.allclose(chapter.heat.values, outputs[:, -2:] @ outputs[:, -2:].T @ weights), "the best of rank two"
    assert len(chapter.words) == 5 and "shadows of five words" in said(lesson.OneOfTheModelsOwn, "words_in_their_plane")
    for word in chapter.words:
        landed = weights @ load().embedding(word.token)
        # Along each output direction the arrow drawn is as long as the true one; the directions' signs are free.
        assert np.allclose(np.abs(word.arrow.ends()[1]), np.abs(outputs[:, -2:][:, ::-1].T @ landed), atol=1e-6)
