"""A learner at the terminal: lines typed through a list, and through a terminal of its own."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reel import exercise as module
from reel.course import ROOT
from reel.exercise import Session, answered, asked
from script.lesson import Exercise

NUMBER = Exercise(name="third", question="?", answer="1 / 3", worked="One in three.", misconceptions={"3": "Turn it over."})
NAMED = Exercise(name="named", question="?", answer="sum(s)", given={"s": "(1, 2)", "q": "7"}, worked="Three.", recalls="w")
CODE = Exercise(name="order", question="?", answer="shear(x=1) @ rotation(quarters=1)", worked="So.", code=True)
WORD = Exercise(name="noun", question="?", answer="'little boy'", given={"word": "'girl'"}, worked="The boy.")
STOP = KeyboardInterrupt()


def talk(*typed: str | BaseException, put: tuple[Exercise, ...] = (NUMBER, NAMED)) -> tuple[bool, str, list[str], Session]:
    lines, said, prompts = iter(typed), list[str](), list[str]()

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        line = next(lines, None)
        if line is None:
            raise EOFError
        if isinstance(line, BaseException):
            raise line
        return line

    session = Session("lesson", ask, said.append)
    return session.run(put), "\n".join(said), prompts, session


@pytest.mark.parametrize("word", ["show", "hint", "?", " SHOW "])
def test_the_worked_answer_is_shown_and_the_exercise_left_open(word):
    done, said, _, session = talk(word, "3")
    assert not done and "  One in three." in said and [one.name for one in session.open] == ["third"]


@pytest.mark.parametrize("word", ["quit", "exit", "q"])
def test_the_talk_is_ended_by_a_word(word):
    done, said, prompts, _ = talk(word)
    assert not done and len(prompts) == 1 and "0 of 2 right." in said


def test_a_name_that_is_given_is_an_answer_before_it_is_a_command():
    done, said, _, session = talk("skip", "s", "q", "sum(s)")
    assert [one.name for one in session.right] == ["named"] and not done
    assert "One number is asked for, and this is a row of 2." in said and "Not this one." in said


def test_the_summary_says_where_to_go_back_to():
    _, said, _, _ = talk("1/3", "skip")
    assert "1 of 2 right." in said and "still open: named; it asks back to the lesson w" in said


@pytest.mark.parametrize(
    "lines",
    [
        ("a = shear(x=1)", "b = rotation(quarters=1)", "a @ b"),
        ("compose(shear(x=1),", "rotation(quarters=1))"),
        ("def turn(n):", "    return rotation(quarters=n)", "shear(x=1) @ turn(1)"),
        ("a = shear(x=1)", "answer = a @ rotation(quarters=1)"),
        ("answer = shear(x=1)", "shear(x=1) @ rotation(quarters=1)"),
        ("M = shear(x=1) @ rotation(quarters=1)", ""),
    ],
)
def test_code_may_take_several_lines(lines):
    done, _, prompts, _ = talk(*lines, put=(CODE,))
    assert done and prompts[0] == "> "


def test_an_empty_line_ends_an_answer_that_is_not_finished():
    done, said, prompts, _ = talk("compose(", "", "skip", put=(CODE,))
    assert not done and "never closed" in said and prompts == ["> ", ". ", "> "]


def test_an_equation_is_an_answer_and_no_beginning_of_code():
    done, _, prompts, _ = talk("k = 1/3", put=(NUMBER,))
    assert done and prompts == ["> "]


def test_ctrl_c_at_the_prompt_ends_the_talk_and_within_an_answer_gives_that_up(monkeypatch):
    done, said, prompts, _ = talk(STOP)
    assert not done and len(prompts) == 1 and "0 of 2 right." in said
    done, said, prompts, _ = talk("compose(", STOP, "shear(x=1) @ rotation(quarters=1)", put=(CODE,))
    assert done and "  Stopped." in said

    def endless(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "work_out", endless)
    done, said, prompts, _ = talk("1/3", "skip", put=(NUMBER,))
    assert not done and "  Stopped." in said and prompts == ["> ", "> "]


def test_a_word_needs_no_quotes_where_a_word_is_asked_for():
    assert answered(WORD, "little boy").right and answered(WORD, "'little boy'").right
    assert "Not this one" in answered(WORD, "queen").reason
    assert "Not this one" in answered(WORD, "word").reason, "a name that is given is that name"
    assert "there is no 'boy'" in answered(NUMBER, "boy").reason


def test_the_question_says_what_is_given_and_wanted():
    assert "    s = (1, 2)" in asked(NAMED, "lesson") and "in numbers" in asked(NAMED, "lesson")
    assert "in code" in asked(CODE, "lesson").splitlines()[-1]


# A terminal of its own -------------------------------------------------------------------------------------------


class Learner:
    """`reel exercise` on a pseudo-terminal: what it shows, and what is typed."""

    def __init__(self, *words: str) -> None:
        import pty

        self.ours, theirs = pty.openpty()
        self.shown = ""
        command = [sys.executable, "-m", "reel", "exercise", *words]
        # Its own session, with this terminal as the one that Ctrl-C comes from.
        self.process = subprocess.Popen(
            [sys.executable, "-c", TERMINAL, *command], stdin=theirs, stdout=theirs, stderr=theirs,
            cwd=ROOT, start_new_session=True, env=os.environ | {"TERM": "dumb", "COLUMNS": "80"},
        )  # fmt: skip
        os.close(theirs)

    def until(self, pattern: str, seconds: float = 30) -> str:
        """What is shown until a pattern comes; it is then gone."""
        end = time.monotonic() + seconds
        while not (hit := re.search(pattern, self.shown)):
            assert time.monotonic() < end, f"no {pattern!r} in {self.shown!r}"
            if select.select([self.ours], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.ours, 4096).decode()
                except OSError:  # So Linux says that the other side has closed.
                    assert re.search(pattern, self.shown), self.shown
        before, self.shown = self.shown[: hit.end()], self.shown[hit.end() :]
        return before

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def wait_for_work(self, seconds: float = 30) -> None:
        """Wait until the answer's process runs: on a busy machine that may take a while."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        end = time.monotonic() + seconds
        while children.exists() and not children.read_text().split():
            assert time.monotonic() < end, "no process was started for the answer"
            time.sleep(0.05)
        time.sleep(1)

    def end(self) -> int:
        try:
            return self.process.wait(20)
        finally:
            os.close(self.ours)


TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
# What is started in the background of a shell ignores Ctrl-C, and so would all that it starts.
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture
def learner():
    pytest.importorskip("pty")
    begun: list[Learner] = []

    def begin(*words: str) -> Learner:
        begun.append(Learner(*words))
        return begun[-1]

    yield begin
    for one in begun:
        if one.process.poll() is None:
            os.killpg(one.process.pid, signal.SIGKILL)
            one.process.wait()


def test_a_talk_on_a_terminal(learner):
    one = learner("matrix_multiplication", "collapse")
    one.until("> ")
    one.type("-6\r")
    assert "taken away" in one.until("> ")
    one.type("6\r")
    assert "Right." in one.until("1 of 1 right")
    assert one.end() == 0


def test_ctrl_c_on_a_terminal_stops_an_endless_answer_then_the_talk(learner):
    one = learner("matrix_multiplication", "collapse")
    one.until("> ")
    one.type("max(i for i in iter(int, 1))\r")
    one.wait_for_work()
    one.type("\x03")
    # An answer whose time is up is told in other words, so no second is counted here: the machine may be busy.
    shown = one.until("Stopped.[^>]*> ", seconds=60)
    assert "Traceback" not in shown and "still running" not in shown
    # The prompt is written a moment before it is read: a Ctrl-C in between would wait for the next key.
    time.sleep(0.5)
    one.type("\x03")
    assert "Traceback" not in one.until("0 of 1 right")
    assert one.end() == 1


def test_lines_are_broken_between_words_on_a_terminal(learner):
    one = learner("attention", "head")
    one.until("> ")
    one.type("show\r")
    lines = one.until("0 of 1 right").splitlines()
    assert max(map(len, lines)) <= 80
    worked = [line for line in lines if line.startswith("  ") and "still" not in line]
    assert len(worked) >= 3 and worked[-1].endswith("them.")
    one.end()


def test_the_end_of_the_file_on_a_terminal(learner):
    one = learner("matrix_multiplication")
    one.until("> ")
    one.type("\x04")
    assert "Traceback" not in one.until("0 of 4 right")
    assert one.end() == 1
