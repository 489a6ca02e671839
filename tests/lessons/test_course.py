"""What holds for every lesson: its words, its size, its questions and its exercises keep the rules of the house."""

from __future__ import annotations

import ast
import re

import pytest

from reel.check.waivers import read_waivers
from reel.course import LESSONS, course_names, read_course

SCRIPTS = read_course()


@pytest.fixture(params=SCRIPTS, ids=lambda script: script.name)
def script(request):
    return request.param


def test_sentences_are_written_for_the_ear(script):
    lengths = []
    for chapter in script.chapters:
        for beat in chapter.beats:
            for sentence in re.split(r"(?<=[.?!])\s+", beat.narration.text):
                lengths.append(len(sentence.split()))
                assert lengths[-1] <= 25, f"{chapter.name}.{beat.name}: {sentence}"
    assert 6 <= sum(lengths) / len(lengths) <= 15


def test_chapters_and_beats_keep_their_size(script):
    source = script.path.read_text()
    # Not the card, what is said nor waivers: a limit on them would be one on exercises, on saying a thing in full, and on
    # reasons.
    card = next(
        node for node in ast.parse(source).body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LESSON"
    )
    said = sum(
        len(ast.get_docstring(node, clean=False).splitlines())
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.decorator_list and ast.get_docstring(node)
    )
    waivers = len(read_waivers(script.path))
    lines = len(source.splitlines()) - waivers - (card.end_lineno - card.lineno + 1) - said
    assert lines <= 450, f"{lines} lines"
    for chapter in script.chapters:
        assert 2 <= len(chapter.beats) <= 6
    for node in ast.walk(ast.parse(script.path.read_text())):
        if isinstance(node, ast.FunctionDef):
            statements = sum(isinstance(one, ast.stmt) for one in ast.walk(node)) - 2
            assert statements <= 15, f"{node.name} has {statements} statements"


def test_a_prediction_is_asked_with_time_to_think(script):
    pauses = [
        (beat.narration.text[: pause.position].rstrip()[-80:], pause.seconds)
        for chapter in script.chapters
        for beat in chapter.beats
        for pause in beat.narration.pauses
    ]
    assert any(seconds >= 3 and "?" in before for before, seconds in pauses)


def test_exercises_are_enough_and_explain_what_is_wrong(script):
    exercises = script.lesson.exercises
    assert 3 <= len(exercises) <= 5
    assert any(one.code for one in exercises), "one is answered in code"
    if script.lesson.prerequisites:
        assert any(one.recalls for one in exercises), "one asks back to an earlier lesson"
    assert len({one.name for one in exercises}) == len(exercises)


def test_the_course_names_every_file():
    assert course_names(LESSONS) == [script.name for script in SCRIPTS]
