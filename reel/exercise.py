"""A learner at an exercise: the question, the answer, and the talk between them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reel.answer_process import work_out
from reel.answers import AnswerError, Verdict, judge
from script.errors import ScriptError
from script.lesson import Exercise

_HELP = "Type an answer; ? shows the worked answer, s skips, q ends."


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
    written = text.replace("\N{MINUS SIGN}", "-").strip()
    if not written:
        return Verdict(False, "There is no answer.")
    try:
        value = work_out(written, exercise.given)
    except AnswerError as error:
        return Verdict(False, str(error))
    return judge(exercise, value, written)


def asked(exercise: Exercise, lesson: str) -> str:
    """The question as it is put on the terminal."""
    lines = [f"{lesson} / {exercise.name}", f"  {exercise.question}"]
    lines += [f"    {name} = {value}" for name, value in exercise.given.items()]
    wanted = "Answer in code: an expression over `maths`." if exercise.code else "Answer in numbers, or in code."
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
            except EOFError:
                self.open += [one, *waiting]
                break
        self._sum_up(len(exercises))
        return not self.open

    def _put(self, exercise: Exercise) -> bool:
        """One exercise, until it is right, shown or skipped."""
        while True:
            text = self.ask("> ").strip()
            if text in ("q", "quit"):
                raise EOFError
            if text in ("s", "skip"):
                return False
            if text in ("?", "show"):
                self.say(f"  {exercise.worked}")
                return False
            if text:
                verdict = answered(exercise, text)
                self.say(f"  {verdict.reason}")
                if verdict.right:
                    self.say(f"  {exercise.worked}")
                    return True

    def _sum_up(self, count: int) -> None:
        self.say("")
        self.say(f"{len(self.right)} of {count} right.")
        for one in self.open:
            again = f"; it asks back to the lesson {one.recalls}" if one.recalls else ""
            self.say(f"  still open: {one.name}{again}")
