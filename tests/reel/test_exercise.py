"""`reel exercise`: every answer of the course is right, every misconception is told, and nothing that a learner types
can harm the tool."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time

import numpy as np
import pytest

from reel.answer_process import work_out
from reel.answers import AnswerError, evaluate, maths_names
from reel.course import ROOT, read_course
from reel.exercise import Session, answered
from reel.typed import half_of
from reel.verdict import judge, same
from script.lesson import Exercise

EXERCISES = [(script.name, one) for script in read_course() for one in script.lesson.exercises]
NUMBER = Exercise(name="third", question="?", answer="1 / 3", worked="One in three.", misconceptions={"3": "Turn it over."})
ROWS = Exercise(name="rows", question="?", given={"M": "[[1, 2], [3, 4]]"}, answer="M", worked="", misconceptions={})
PAIR = Exercise(name="pair", question="?", answer="(5, -4)", worked="", misconceptions={"(4, 5)": "The wrong way."})


def named(pair: tuple[str, Exercise]) -> str:
    return f"{pair[0]}.{pair[1].name}"


@pytest.mark.parametrize("pair", EXERCISES, ids=named)
def test_every_answer_is_right_and_every_misconception_is_told(pair):
    exercise = pair[1]
    assert answered(exercise, exercise.answer).right
    for wrong, why in exercise.misconceptions.items():
        verdict = answered(exercise, wrong)
        assert not verdict.right
        assert verdict.reason == why and verdict.misconception == wrong


@pytest.mark.parametrize("pair", EXERCISES, ids=named)
def test_no_mistake_is_taken_for_another_or_for_the_answer(pair):
    exercise = pair[1]
    values = [evaluate(one, exercise.given) for one in (exercise.answer, *exercise.misconceptions)]
    for first, second in itertools.combinations(values, 2):
        assert not same(first, second, half=half_of(2)), "they differ by less than rounding to two decimals hides"


@pytest.mark.parametrize(
    ("exercise", "text", "right", "reason"),
    [
        (NUMBER, "1/3", True, "Right"),
        (NUMBER, "0.33", True, "Right"),
        (NUMBER, "0.333333", True, "Right"),
        (NUMBER, "0.3", False, "Right to 1 decimal"),
        (NUMBER, "0.4", False, "Not this one"),
        (NUMBER, "0.34", False, "Close"),
        (NUMBER, "-1/3", False, "sign"),
        (NUMBER, "3", False, "Turn it over."),
        (NUMBER, "(1/3,)", False, "one number is asked for, and this is a row of 1"),
        (NUMBER, "float('nan')", False, "finite"),
        (NUMBER, "'a third'", False, "not a word"),
        (NUMBER, "None", False, "not nothing"),
        (NUMBER, "", False, "no answer"),
        (NUMBER, "1/", False, "no Python"),
        (NUMBER, "1/0", False, "ZeroDivisionError"),
        (PAIR, "(5, \N{MINUS SIGN}4)", True, "Right"),
        (PAIR, "[5, -4]", True, "Right"),
        (PAIR, "5, -4", True, "Right"),
        (PAIR, "[[5], [-4]]", False, "a row of 2 is asked for, and this is a matrix of 2 by 1"),
        (PAIR, "(-4, 5)", False, "order"),
        (PAIR, "(5, 4)", False, "1 of the 2 numbers is right"),
        (PAIR, "(5, -4, 0)", False, "A row of 2 is asked for, and this is a row of 3"),
        (PAIR, "nrom((1, 2))", False, "Is it norm"),
        (ROWS, "transpose(M)", False, "Rows and columns have changed places"),
        (ROWS, "M @ np.eye(2)", True, "Right"),
    ],
)
def test_what_is_said_of_an_answer(exercise, text, right, reason):
    verdict = answered(exercise, text)
    assert verdict.right is right
    assert reason in verdict.reason


def test_code_is_asked_for_where_code_is_wanted():
    exercise = next(one for _, one in EXERCISES if one.name == "order")
    value = np.array(evaluate(exercise.answer, exercise.given)).tolist()
    verdict = judge(exercise, value, str(value))
    assert not verdict.right and "asks for code" in verdict.reason
    assert answered(exercise, "a = shear(x=1)\nb = rotation(quarters=1)\nanswer = b @ a").right


def test_values_of_any_kind_are_compared():
    assert same("boy", "boy") and not same("boy", "queen")
    assert same({"a": 1}, {"a": 1}) and not same({"a": 1}, {"a": 2})
    assert not same(float("nan"), float("nan"))
    assert not same([1, [2, 3]], [1, 2])
    assert same(True, 1)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.exit(0)", "calls for an exit"),
        ("import os; os._exit(3)", "exit 3"),
        ("f = lambda x: f(x)\nf(1)", "Line 1: it calls itself"),
        ("a = 1\nb = a / 0", "Line 2: ZeroDivisionError"),
        ("a = 1", "comes to no value"),
        ("list(range(10**6))", "more than any exercise"),
        ("np.zeros(10**5)", "100000 numbers"),
        ("np.zeros(1 << 40)", "more memory"),
        ("object()", "type object"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_what_comes_to_nothing_is_told(code, reason):
    with pytest.raises(AnswerError, match="(?s)" + reason.replace("(", r"\(")):
        work_out(code, {})


def test_an_endless_loop_is_stopped():
    begun = time.monotonic()
    with pytest.raises(AnswerError, match="still running after 1 s"):
        work_out("while True: pass", {}, seconds=1)
    assert time.monotonic() - begun < 8


def test_what_it_prints_is_not_its_answer():
    assert work_out("print('9' * 100_000)\n6", {}) == 6


def test_public_names_of_maths_are_there_and_no_private_ones():
    names = maths_names()
    assert {"apply", "softmax", "linear", "probability", "np"} <= set(names)
    assert not [name for name in names if name.startswith("_")]


def session(*lines: str) -> tuple[bool, str, Session]:
    typed, said = iter(lines), []

    def ask(prompt: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    talk = Session("lesson", ask, said.append)
    return talk.run([NUMBER, PAIR]), "\n".join(said), talk


def test_a_session_goes_on_until_the_answer_is_right():
    done, said, _ = session("3", "1/3", "(5, -4)")
    assert done and "Turn it over." in said and "One in three." in said and "2 of 2 right." in said


@pytest.mark.parametrize("lines", [("q",), ("s", "q"), ("?", "s"), (), ("1/3",)])
def test_a_session_that_leaves_something_open_says_what(lines):
    done, said, talk = session(*lines)
    assert not done
    assert f"{len(talk.right)} of 2 right." in said
    assert [one.name for one in talk.open] == [one.name for one in (NUMBER, PAIR) if one not in talk.right]
    assert "still open: pair" in said


def reel(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reel", "exercise", *words],
        input=typed,
        text=True,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )


def test_the_command_ends_with_0_1_or_2(tmp_path):
    name = "matrix_multiplication"
    assert reel(name, "collapse", "--answer", "6").returncode == 0
    wrong = reel(name, "collapse", "--answer", "-6", "--json")
    assert wrong.returncode == 1
    told = json.loads(wrong.stdout)
    assert told["right"] is False and told["misconception"] == "-6" and told["exercise"] == "collapse"
    source = tmp_path / "answer.py"
    source.write_text("first = shear(x=1)\nanswer = compose(rotation(quarters=1), first)\n")
    assert reel(name, "order", "--file", str(source)).returncode == 0
    assert reel(name, "order", "--file", "-", typed=source.read_text()).returncode == 0
    source.write_bytes(b"\xef\xbb\xbf" + b"answer = compose(\r\n    rotation(quarters=1), shear(x=1))\r\n")
    assert reel(name, "order", "--file", str(source)).returncode == 0, "as some editors save"
    listed = reel(name, "--list", "--json")
    assert [one["name"] for one in json.loads(listed.stdout)] == ["landing", "order", "collapse", "agreement"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("matrix_multiplicatio", "--list"), "Did you mean matrix_multiplication"),
        (("matrix_multiplication", "colapse", "--answer", "6"), "Did you mean collapse"),
        (("matrix_multiplication", "--answer", "6"), "name it after the lesson"),
        (("matrix_multiplication", "collapse", "--answer", "6", "--file", "pyproject.toml"), "not both"),
        (("matrix_multiplication", "collapse", "--json"), "--json needs"),
        (("matrix_multiplication", "collapse", "--file", "no/such.py"), "does not exist"),
        (("matrix_multiplication.RowMeetsColumn",), "whole lesson"),
    ],
)
def test_a_command_that_makes_no_sense_ends_with_2(words, told):
    done = reel(*words)
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr


def test_a_file_that_is_no_text_ends_with_2(tmp_path):
    source = tmp_path / "answer.py"
    source.write_bytes(b"\xff\xfe\x00")
    done = reel("matrix_multiplication", "order", "--file", str(source))
    assert done.returncode == 2 and "cannot be read" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("code", ["while True: pass", "import os\nos._exit(0)", "10**400", "import sys\nsys.exit(0)"])
def test_whatever_the_code_does_the_command_says_wrong(code):
    done = reel("matrix_multiplication", "collapse", "--answer", code, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1 and done.stderr == ""
    assert told.keys() == {"lesson", "exercise", "right", "reason", "misconception"}
    assert told["lesson"] == "matrix_multiplication" and told["right"] is False and told["misconception"] is None


def test_a_talk_through_a_pipe():
    done = reel("matrix_multiplication", typed="(3, 1)\n(5, 4)\ns\n6\n")
    assert done.returncode == 1
    assert "first basis arrow" in done.stdout and "2 of 4 right." in done.stdout
    assert "asks back to the lesson words_as_arrows" in done.stdout
