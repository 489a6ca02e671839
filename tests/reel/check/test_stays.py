"""The rules about what stays, leaves and comes back."""

from __future__ import annotations

import numpy as np
import pytest

from reel.check import stays
from reel.check.observed import Observed
from tests.planted.case import found, hit
from tests.planted.kinds import KINDS
from tests.reel.check.stages import GROUND, observed, seen, shape, text


def rules(given: Observed) -> list[str]:
    return [one.rule for one in stays.findings(given)]


def _back(old, new, *, stands: int = 60, away: int = 30, beside=()) -> list[str]:
    """What is found where something stands for some frames, is away for some, and something is there."""
    return rules(observed(
        seen(0, *old, *beside), seen(stands, *beside), seen(stands + away, *new, *beside), seen(stands + away + 30, *beside)
    ))  # fmt: skip


def test_another_object_in_the_same_place() -> None:
    assert _back([text("queen", name=1)], [text("queen", name=2)]) == ["swapped-object"]
    assert _back([shape(400, 400, 500, 500, name=1)], [shape(400, 400, 500, 500, name=2)]) == ["swapped-object"]


def test_what_is_no_swap() -> None:
    assert _back([text("queen", name=1)], [text("queen", name=1)]) == [], "the same object"
    assert _back([text("queen", name=1)], [text("river", name=2)]) == [], "another word"
    assert _back([text("queen", name=1)], [text("queen", 1200, name=2)]) == [], "another place"
    assert _back([text("queen", name=1)], [text("queen", name=2)], stands=15) == [], "hardly seen"
    assert _back([text("queen", name=1)], [text("queen", name=2)], away=120) == [], "long ago"


def test_a_group_is_judged_as_a_whole() -> None:
    old = [text("1", name=1, kin=(9,)), text("2", 900, name=2, kin=(9,))]
    assert _back(old, [text("1", name=3, kin=(8,)), text("3", 900, name=4, kin=(8,))]) == []
    assert _back(old, [text("1", name=3, kin=(8,)), text("2", 900, name=4, kin=(8,))]) == ["swapped-object"]


def test_a_part_of_a_group_that_stays_is_judged_alone() -> None:
    other = text("king", 1300, name=5, kin=(9,))
    assert _back([text("queen", name=1, kin=(9,))], [text("queen", name=2, kin=(9,))], beside=[other]) == ["swapped-object"]


def test_a_frame_round_a_text_may_come_and_go() -> None:
    word = text("queen", name=5)
    assert _back([shape(780, 380, 1000, 460, name=1)], [shape(780, 380, 1000, 460, name=2)], beside=[word]) == []


def _pictures(first: float, last: float) -> Observed:
    ground = np.tile(np.round(np.array(GROUND) * 255), (180, 320, 1)).astype(np.uint8)
    given = observed(seen(0), seen(30))
    given.before, given.small = [(0, ground.copy())], [(0, ground), (44, ground.copy())]
    given.before[0][1][90, 160] += np.uint8(first)
    given.small[-1][1][90, 160] += np.uint8(last)
    return given


def test_a_chapter_begins_and_ends_on_an_empty_stage() -> None:
    assert rules(_pictures(0, 0)) == []
    assert [one.what for one in stays.not_empty(_pictures(80, 0))] == ["the chapter begins with something on its stage"]
    assert [one.what for one in stays.not_empty(_pictures(0, 80))] == ["the chapter ends with something on its stage"]


def test_what_is_too_thin_for_a_small_picture_is_left_as_well() -> None:
    given = _pictures(0, 0)
    given.seen[-1] = seen(30, text("queen", opacity=0.1))
    assert rules(given) == ["stage-not-empty"]


@pytest.mark.parametrize(("rule", "planted", "which"), [
    ("swapped-object", True, 2), ("swapped-object", False, 2), ("stage-not-empty", True, 2), ("stage-not-empty", False, 1),
])  # fmt: skip
def test_planted(rule: str, planted: bool, which: int) -> None:
    kind = KINDS[rule]
    case = (kind.planted if planted else kind.clean)[which](np.random.default_rng(5))
    assert hit(case, found(case)) == planted, case.about
