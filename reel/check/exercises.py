"""The rule that every exercise can be answered: its answer is worked out, and so is every mistake that it foresees."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache

from reel.answer_process import work_out
from reel.answers import AnswerError
from reel.check.finding import Finding
from reel.script import Script
from script.lesson import Exercise

SECONDS = 60.0
"""How long all exercises of a lesson may take together, on a busy machine too. What never ends is stopped
before, when it has had its share of the processor (see `answer_process`)."""
_CODE = """
import json
from reel.answers import evaluate, numbers
from reel.verdict import same

def wrong(answer, given, mistakes):
    try:
        right = evaluate(answer, given)
    except Exception as error:
        return f"has an answer that cannot be worked out: {type(error).__name__}: {error}"
    if right is None or callable(right):
        return "has an answer that comes to no value"
    counted = numbers(right)
    if counted is not None and (counted.size == 0 or not np.isfinite(counted).all()):
        return "has an answer that is no number"
    for mistake in mistakes:
        try:
            value = evaluate(mistake, given)
        except Exception as error:
            return f"foresees the mistake {mistake}, which cannot be worked out: {type(error).__name__}: {error}"
        if same(value, right):
            return f"foresees the mistake {mistake}, which is right"
    return ""

answer = [wrong(*one) for one in json.loads(asked)]
"""


def findings(script: Script) -> Iterator[Finding]:
    """Exercises whose answer is missing or cannot be worked out. Whether it is right, the lesson's test says."""
    waiting = []
    for one in script.lesson.exercises:
        missing = "no answer" if not one.answer.strip() else "no worked answer" if not one.worked.strip() else ""
        if missing:
            yield Finding("unchecked-exercise", f"exercise {one.name} has {missing}")
        else:
            waiting.append(one)
    for one, wrong in zip(waiting, _worked_out(waiting), strict=True):
        if wrong:
            yield Finding("unchecked-exercise", f"exercise {one.name} {wrong[:200]}")


def _worked_out(exercises: Sequence[Exercise]) -> list[str]:
    """What is wrong with each exercise: all in one process of their own, or each in one where that comes to nothing."""
    asked = [json.dumps([one.answer, one.given, list(one.misconceptions)]) for one in exercises]
    try:
        return _in_one_process(tuple(asked)) if asked else []
    except AnswerError:
        return [_alone(one) for one in asked]


def _alone(asked: str) -> str:
    try:
        return _in_one_process((asked,))[0]
    except AnswerError as error:
        return f"has an answer that cannot be worked out: {error}"


@cache
def _in_one_process(asked: tuple[str, ...]) -> list[str]:
    return [str(one) for one in work_out(_CODE, {"asked": repr(f"[{', '.join(asked)}]")}, seconds=SECONDS)]
