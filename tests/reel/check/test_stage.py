"""The rules about where things stand, on stages made by hand and on lessons in which one of them is broken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reel.check import stage
from reel.check.observed import Beside, Observed
from tests.planted.case import found, hit
from tests.planted.kinds import KINDS
from tests.reel.check.stages import GROUND, moving, observed, seen, shape, text


def rules(given: Observed) -> set[str]:
    return {one.rule for one in stage.findings(given)}


def at_rest(*things, labels=()) -> set[str]:
    return rules(observed(seen(0, *things, labels=labels)))


# Text over text


def test_two_texts_on_one_spot() -> None:
    assert at_rest(text("queen"), text("river", 830, 405)) == {"text-over-text"}


@pytest.mark.parametrize(("seconds", "cries"), [(0.2, False), (0.4, True)])
def test_texts_may_cross_for_a_fifth_of_a_second(seconds: float, cries: bool) -> None:
    assert ("text-over-text" in rules(moving([text("queen"), text("river", 830, 405)], seconds))) == cries


def test_a_copy_on_its_original_is_one_text() -> None:
    assert at_rest(text("queen", forms=True), text("queen", 801, 401, name=7, forms=True)) == set()
    assert at_rest(text("queen", forms=True), text("river", 801, 401, forms=True)) == {"text-over-text"}


def test_a_copy_may_leave_its_original_but_not_stay_on_it() -> None:
    word = text("queen", forms=True)
    way = [text("queen", 800, 401 + 8 * k, name=7, forms=True) for k in range(4)]
    leaving = [seen(0, word), *(seen(15 + 3 * k, word, one, settled=False) for k, one in enumerate(way))]
    assert rules(observed(*leaving, seen(27, word, text("queen", 800, 500, name=7)))) == set()
    assert "text-over-text" in rules(observed(*leaving, seen(27, word, way[-1])))


def test_a_word_that_comes_by_is_no_copy() -> None:
    word, other = text("queen", forms=True), text("queen", 1400, name=7, forms=True)
    by = [seen(15 + 3 * k, word, text("queen", 800, 401 + 6 * k, name=7, forms=True), settled=False) for k in range(5)]
    assert "text-over-text" in rules(observed(seen(0, word, other), *by, seen(30, word, other)))


def test_what_is_not_read_yet_is_not_judged() -> None:
    assert at_rest(text("queen", 10, opacity=0.3)) == set()
    assert at_rest(text("queen"), text("river", opacity=0.3)) == set()


# Lines through texts


def _line(**given):
    return shape(0, 412, 1900, 413, name=3, **given)


def test_a_line_runs_through_a_text_while_something_moves() -> None:
    assert rules(moving([text("queen"), _line()], 1.0)) == {"text-over-shape"}
    assert rules(moving([text("queen"), _line()], 0.4)) == set()


def test_a_backing_keeps_lines_off_a_text() -> None:
    backing = shape(780, 380, 1000, 450, name=4, order=5, fill=0.9, colour=GROUND, width=0)
    assert rules(moving([text("queen"), _line(), backing], 1.0)) == set()
    assert rules(moving([text("queen"), _line(order=6), backing], 1.0)) == {"text-over-shape"}


def test_a_faint_line_disturbs_nothing() -> None:
    assert rules(moving([text("queen"), _line(colour=(0.17, 0.2, 0.24))], 1.0)) == set()


def test_a_line_past_a_text_is_none_through_it() -> None:
    assert rules(moving([text("queen"), shape(0, 440, 1900, 441, name=3)], 1.0)) == set()


def test_lines_and_boxes() -> None:
    boxes = np.array([[0.0, 0, 10, 10], [20, 0, 30, 10]])
    lines = np.array([[[-5.0, 5], [15, 5]], [[25, 20], [25, 40]]])
    assert stage._runs_through(lines, boxes).tolist() == [True, False]
    assert stage._runs_through(np.array([[[-5.0, -5], [40, 40]]]), boxes).tolist() == [True, False]


@pytest.mark.parametrize(("measured", "cries"), [
    ({"busy": 0.19}, False), ({"busy": 0.25}, True), ({"lined": 0.5}, False), ({"lined": 0.9}, True),
])  # fmt: skip
def test_what_lies_around_a_text_that_stands(measured: dict[str, float], cries: bool) -> None:
    assert ("text-over-shape" in at_rest(text("queen", **measured))) == cries


# The frame's edges


@pytest.mark.parametrize(("left", "top", "rule"), [
    (-20, 400, "cut-by-frame"), (70, 400, "outside-safe-area"), (80, 400, None), (800, 30, "outside-safe-area"),
    (800, 925, "under-captions"), (800, 915, None), (-300, 400, None),
])  # fmt: skip
def test_the_frames_edges(left: float, top: float, rule: str | None) -> None:
    assert at_rest(text("queen", left, top)) == ({rule} if rule else set())


def test_shapes_may_stand_in_the_margin_but_not_be_cut() -> None:
    assert at_rest(shape(1, 1, 100, 100)) == set()
    assert at_rest(shape(-10, 1, 100, 100)) == {"cut-by-frame"}
    assert at_rest(shape(-10, -10, 1930, 1090)) == set(), "the ground of the whole frame"


def test_a_group_of_which_a_part_is_outside_is_cut() -> None:
    inside, outside = shape(1800, 400, 1810, 500, name=2, kin=(5,)), shape(1930, 400, 1940, 500, name=3, kin=(5,))
    assert at_rest(inside, outside) == {"cut-by-frame"}
    assert at_rest(inside, replace(outside, kin=(6,))) == set()
    assert at_rest(inside, shape(1700, 400, 1700, 400, name=3, kin=(5,))) == set(), "a column that has no height"


# Size, room, contrast


@pytest.mark.parametrize(("size", "cries"), [(31, True), (32, False)])
def test_the_least_size(size: float, cries: bool) -> None:
    assert ("too-small" in at_rest(text("queen", size=size))) == cries


@pytest.mark.parametrize(("gap", "kin", "cries"), [(3, (), True), (5, (), False), (3, (5,), False), (1, (5,), True)])
def test_two_texts_keep_a_tenth_of_an_em_or_less_within_a_group(gap: float, kin: tuple[int, ...], cries: bool) -> None:
    one = text("queen", kin=kin)
    assert ("crowding" in at_rest(one, text("river", one.box.right + gap, kin=kin))) == cries


def test_a_text_close_below_another_crowds_it() -> None:
    one = text("queen")
    assert at_rest(one, text("river", 800, one.box.bottom + 3)) == {"crowding"}
    assert at_rest(one, text("river", 800, one.box.bottom + 6)) == set()


def test_contrast_of_what_stands() -> None:
    assert at_rest(text("queen", contrast=4.4)) == {"contrast"}
    assert at_rest(text("queen", contrast=4.5)) == set()
    assert at_rest(text("queen", opacity=0.2, contrast=1.6)) == {"contrast"}, "never to be read"


def test_what_was_read_may_be_dimmed() -> None:
    strong, dimmed = text("queen", contrast=12), text("queen", opacity=0.2, contrast=1.6)
    assert rules(observed(seen(0, strong), seen(30, dimmed))) == set()


# Labels and groups


@pytest.mark.parametrize(("apart", "declared", "cries"), [
    (60, True, False), (70, True, True), (70, False, False), (140, False, True),
])  # fmt: skip
def test_a_label_stands_by_its_thing(apart: float, declared: bool, cries: bool) -> None:
    label = text("v", name=7)
    assert ("far-label" in at_rest(label, labels=[Beside(7, apart, declared)])) == cries


def test_more_than_seven_groups() -> None:
    places = [(x, y) for y in (200, 700) for x in (200, 600, 1000, 1400)]
    eight = [shape(x, y, x + 100, y + 100, name=10 + k) for k, (x, y) in enumerate(places)]
    assert at_rest(*eight) == {"many-things"}
    assert at_rest(*eight[:7]) == set()
    assert at_rest(*(replace(one, owner=1) for one in eight)) == set(), "one thing"
    row = [shape(200 + 120 * k, 200, 300 + 120 * k, 300, name=10 + k) for k in range(12)]
    assert at_rest(*row) == set(), "close together"


# Played


@pytest.mark.parametrize(("rule", "planted", "which"), [
    ("text-over-text", False, 4), ("text-over-shape", True, 0), ("crowding", True, 2), ("contrast", False, 3),
    ("far-label", True, 2), ("far-label", False, 2), ("too-small", True, 2), ("too-small", False, 4),
])  # fmt: skip
def test_planted(rule: str, planted: bool, which: int) -> None:
    kind = KINDS[rule]
    case = (kind.planted if planted else kind.clean)[which](np.random.default_rng(5))
    assert hit(case, found(case)) == planted, case.about
