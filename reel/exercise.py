"""A learner at an exercise: the question, the answer, and the talk between them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reel.answer_process import work_out
from reel.answers import AnswerError, evaluate
from reel.typed import finished, lone_value, tidy
from reel.verdict import Verdict, judge
from script.errors import ScriptError
from script.lesson import Exercise

_HELP = "Type an answer; `show` shows the worked answer, `skip` skips, `quit` ends. For short: ?, s, q."
_COMMANDS = {
    "show": "show", "hint": "show", "?": "show",
    "skip": "skip", "s": "skip",
    "quit": "quit", "exit": "quit", "q": "quit",
}  # fmt: skip


def find(exercises: Sequence[Exercise], name: str, lesson: str) -> Exercise:
    """The exercise of that name. Raises ScriptError, with those there are, for a name that is none."""
    for one in exercises:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in exercises)
    near = difflib.get_close_matches(name, [one.name for one in exercises], n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise ScriptError(f"lesson {lesson} has no exercise {name!r}", hint=f"{hint}It has: {known}.")


def answered(exercise: Exercise, text: str) -> Verdict:
    """What is to be said of an answer as it was typed, or read from a file."""
    written = tidy(text)
    written = lone_value(written) or written
    if not written.strip():
        return Verdict(False, "There is no answer.")
    if _is_bare_word(exercise, written):
        written = repr(written)
    try:
        value = work_out(written, exercise.given)
    except AnswerError as error:
        return Verdict(False, str(error))
    return judge(exercise, value, written)


def _is_bare_word(exercise: Exercise, text: str) -> bool:
    """Whether a word answers, and one was typed without the quotes that Python asks for."""
    if text in exercise.given or exercise.code or not re.fullmatch(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*", text):
        return False
    return isinstance(evaluate(exercise.answer, exercise.given), str)


def asked(exercise: Exercise, lesson: str) -> str:
    """The question as it is put on the terminal."""
    lines = [f"{lesson} / {exercise.name}", f"  {exercise.question}"]
    lines += [f"    {name} = {value}" for name, value in exercise.given.items()]
    code = "Answer in code, with what is given and the names of `maths`; an empty line ends it."
    wanted = code if exercise.code else "Answer in numbers, or in code."
    return "\n".join([*lines, f"  {wanted}"])


@dataclass
class Session:
    """Exercises one after another. `ask` reads a line, raising EOFError at the end; `say` shows one."""

    lesson: str
    ask: Callable[[str], str]
    say: Callable[[str], None]
    right: list[Exercise] = field(default_factory=list)
    open: list[Exercise] = field(default_factory=list)

    def run(self, exercises: Sequence[Exercise]) -> bool:
        """Put them all; whether every one was answered rightly, without the worked answer shown first."""
        self.say(_HELP)
        waiting = list(exercises)
        while waiting:
            one = waiting.pop(0)
            self.say("")
            self.say(asked(one, self.lesson))
            try:
                (self.right if self._put(one) else self.open).append(one)
            except (EOFError, KeyboardInterrupt):
                self.open += [one, *waiting]
                break
        self._sum_up(len(exercises))
        return not self.open

    def _put(self, exercise: Exercise) -> bool:
        """One exercise, until it is right, shown or skipped. Raises EOFError when the learner ends the talk."""
        while True:
            text = self.ask("> ")
            # A name that the exercise gives is an answer, even where it is short for a command.
            command = None if text.strip() in exercise.given else _COMMANDS.get(text.strip().lower())
            if command == "quit":
                raise EOFError
            if command == "show":
                self.say(f"  {exercise.worked}")
            if command:
                return False
            if text.strip() and self._told(exercise, text):
                return True

    def _told(self, exercise: Exercise, first: str) -> bool:
        """Take the rest of an answer, and tell what it is; Ctrl-C gives up the answer, not the exercise."""
        try:
            verdict = answered(exercise, self._whole(exercise, first))
        except KeyboardInterrupt:
            self.say("  Stopped.")
            return False
        self.say("\n".join(f"  {line}" for line in verdict.reason.splitlines()))
        if verdict.right:
            self.say(f"  {exercise.worked}")
        return verdict.right

    def _whole(self, exercise: Exercise, first: str) -> str:
        """An answer of several lines, until it is finished or a line is empty."""
        if not exercise.code and lone_value(tidy(first)):
            return first
        lines = [first]
        while not finished("\n".join(lines)):
            more = self.ask(". ")
            if not more.strip():
                break
            lines.append(more)
        return "\n".join(lines)

    def _sum_up(self, count: int) -> None:
        self.say("")
        self.say(f"{len(self.right)} of {count} right.")
        for one in self.open:
            again = f"; it asks back to the lesson {one.recalls}" if one.recalls else ""
            self.say(f"  still open: {one.name}{again}")
