"""What a lesson must do for the one who watches: asked of facts made by hand, and of exercises that are worked out."""

from __future__ import annotations

import numpy as np
import pytest

from reel.check import exercises, teaching
from reel.check.observed import Observed
from reel.check.teaching import Facts
from reel.script import read_lesson
from script.timetable import Timetable
from tests.planted.case import HEAD, chapter
from tests.planted.words import spoken


def given(**chapters):
    nothing = Facts(False, {}, [], [])
    return {name: Facts(**{**nothing.as_dict(), **facts}) for name, facts in chapters.items()}


def test_one_prediction_is_enough():
    assert [one.rule for one in teaching.prediction(given(A={}, B={}))] == ["no-prediction"]
    assert not list(teaching.prediction(given(A={}, B={"guess": True})))


@pytest.mark.parametrize(("said", "asks"), [
    ("Where does it land?", True), ("Will it? Decide before you see it.", True), ("Guess where it lands.", True),
    ("Where does it land? On three, one.", False), ("Why? The plane turns.", False), ("So it goes.", False), ("", False),
])  # fmt: skip
def test_a_question_to_the_viewer(said, asks):
    assert teaching.asks(said) is asks


def test_three_seconds_must_be_still():
    """A square that jumps at one frame of ten: before it 2.5 s are still, after it 3.5."""
    dark, light = np.zeros((18, 32, 3), np.uint8), np.full((18, 32, 3), 200, np.uint8)
    observed = Observed("First", 10, 60, (0, 0, 0), small=[(0, dark), (25, light)])
    assert not teaching._still(observed, 0.0, 3.0)
    assert teaching._still(observed, 0.0, 6.0)
    assert not teaching._still(observed, 3.4, 6.0)


def test_a_symbol_is_seen_before_or_as_it_is_said():
    known = {"R": 1.0, "e": 2.0}
    said = [("R", "one", 0.6), ("S", "one", 3.0), ("S", "two", 5.0), ("Ee", "two", 6.0), ("R", "two", 7.0)]
    (one,) = teaching.symbols(given(A={"shown": known, "said": said}))
    assert (one.chapter, one.beat, one.seconds) == ("A", "one", 3.0) and '"S"' in one.what
    late = given(A={"shown": {"R": 2.0}, "said": [("R", "one", 1.4)]})
    assert [one.rule for one in teaching.symbols(late)] == ["symbol-unseen"]
    earlier = given(A={"shown": known}, B={"said": [("R", "one", 0.0)]})
    assert not list(teaching.symbols(earlier))


def test_three_numbers_make_an_example():
    assert not list(teaching.worked_example(given(A={"numbers": [1.0, 2.0]}, B={"numbers": [1.0]})))
    (one,) = teaching.worked_example(given(A={"numbers": [1.0, 2.0]}, B={}))
    assert one.rule == "no-worked-example"


@pytest.mark.parametrize(("seconds", "cries"), [(19.9, True), (20, False), (90, False), (90.1, True)])
def test_a_chapter_has_20_to_90_seconds(tmp_path, seconds, cries):
    path = tmp_path / "lesson.py"
    path.write_text(spoken("One."), encoding="utf-8")
    found = list(teaching.length(read_lesson(path), {"First": Timetable("First", (), seconds)}, 300))
    assert bool(found) is cries


@pytest.mark.parametrize(("seconds", "cries"), [(390, False), (391, True)])
def test_a_lesson_has_six_minutes_and_a_half(tmp_path, seconds, cries):
    path = tmp_path / "lesson.py"
    path.write_text(spoken("One."), encoding="utf-8")
    found = list(teaching.length(read_lesson(path), {"First": Timetable("First", (), 50)}, seconds))
    assert [one.rule for one in found] == ["lesson-length"] * cries


def test_every_exercise_is_worked_out(tmp_path):
    """Of one lesson with every fault, each is told of its own exercise, and the good one of none."""
    faults = {
        "good": 'answer="np.sqrt(M[0, 0])", worked="So.", given={"M": "[[4, 0], [0, 1]]"}, misconceptions={"3": "No."}',
        "prose": 'answer="a number near two", worked="So."',
        "none": 'answer=" ", worked="So."',
        "unworked": 'answer="2", worked=""',
        "unknown": 'answer="softmaxx((1, 2))", worked="So."',
        "infinite": 'answer="np.log(0.0)", worked="So."',
        "function": 'answer="softmax", worked="So."',
        "right": 'answer="2", worked="So.", misconceptions={"1 + 1": "No."}',
        "mistaken": 'answer="2", worked="So.", misconceptions={"nothing": "No."}',
    }
    listed = ", ".join(f'Exercise(name="{name}", question="?", {fields})' for name, fields in faults.items())
    head = HEAD.replace('Exercise(name="one", question="1 + 1?", answer="2", worked="It is 2."),', f"{listed},")
    text = head.replace("{imports}", "")
    path = tmp_path / "lesson.py"
    path.write_text(text + chapter({"one": ("One.", "pass")}, head=False), encoding="utf-8")
    told = {one.what.split()[1] for one in exercises.findings(read_lesson(path))}
    assert told == set(faults) - {"good"}


def test_an_answer_that_ends_its_process_spoils_no_other(tmp_path):
    other = 'Exercise(name="two", question="?", answer="__import__(\'os\')._exit(1)", worked="So."),'
    text = spoken("One.").replace("exercises=(", f"exercises=({other} ")
    path = tmp_path / "lesson.py"
    path.write_text(text, encoding="utf-8")
    assert [one.what.split()[1] for one in exercises.findings(read_lesson(path))] == ["two"]
