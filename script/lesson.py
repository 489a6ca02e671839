"""What a lesson declares about itself, in one typed place: `LESSON = Lesson(...)` in its module.

Only literals may stand in it, so that it can be read without running the lesson.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Exercise:
    """A task with its worked answer.

    `answer` is a Python expression over `given` and the public names of `maths`; a learner's answer is right when the
    two values agree. `misconceptions` maps a wrong expression to why it is wrong. `code` says that the learner
    answers with an expression rather than a number. `recalls` names the earlier lesson that it asks back to.
    """

    name: str
    question: str
    answer: str
    worked: str
    misconceptions: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    code: bool = False
    recalls: str | None = None


@dataclass(frozen=True)
class Reading:
    """A book, paper, film or course: its title, who made it, and what in it fits."""

    title: str
    by: str
    where: str = ""


@dataclass(frozen=True)
class Lesson:
    """A lesson's card: `number` is its place in the curriculum; `poster` names the frame shown before it plays, as
    `Chapter.beat` (its last moment) or `Chapter.beat@cue`."""

    number: int
    title: str
    summary: str
    question: str
    objectives: tuple[str, ...]
    prerequisites: tuple[str, ...]
    keywords: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    reading: tuple[Reading, ...]
    poster: str
