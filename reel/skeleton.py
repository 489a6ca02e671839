"""A new lesson: a skeleton that reads, sounds and renders, and its place in the course."""

from __future__ import annotations

import ast
import keyword
import re
from pathlib import Path

from reel.course import course_names, read_course
from script.errors import ScriptError

TEMPLATE = '''"""{title}: in one sentence, what a viewer will have understood."""

from manim import FadeIn

from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.frame import notes, picture
from scenes.plane import Plane
from scenes.typesetting import Symbols

LESSON = Lesson(
    number={number},
    title="{title}",
    summary="What the lesson shows, in two or three sentences.",
    question="The question that is left\\nfor a later lesson?",
    objectives=("Say what a viewer can do afterwards",),
    prerequisites=(),
    keywords=("keyword",),
    exercises=(
        Exercise(
            name="first",
            question="How long is the arrow (3, 4)?",
            answer="5",
            worked="3 times 3 plus 4 times 4 is 25, and 5 times 5 is 25 as well.",
            misconceptions={{"7": "The two sides are not added: their squares are."}},
        ),
    ),
    reading=(Reading("A book", "Its author", "the chapter that fits"),),
    poster="{chapter}.a_first_beat",
)


class {chapter}(Chapter):
    """What this chapter shows."""

    def stage(self):
        self.plane = self.enter(Plane(picture, basis=True))

    @beat
    def a_first_beat(self):
        """What is said in a beat is written here. [arrow] At a cue, something is played. Then take your time, and say in
        a sentence or two what it means."""
        arrow = self.plane.arrow((3, 4))
        sign = Symbols("(3, 4)", role="vector").move_to(notes.center)
        self.play(arrow.grow(), FadeIn(sign), at="arrow")
'''


def begin_lesson(name: str, title: str | None, folder: Path) -> Path:
    """Write the skeleton of a lesson and enter it at the end of COURSE."""
    known = course_names(folder)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise ScriptError(
            f'"{name}" cannot be a lesson\'s name', hint="Use small letters, digits and _, as in words_as_arrows."
        )
    path = folder / f"{name}.py"
    if name in known or path.exists():
        raise ScriptError(f"there is a lesson {name} already", file=path)
    number = 1 + max((script.lesson.number for script in read_course(folder=folder)), default=-1)
    title = title or name.replace("_", " ").capitalize()
    if '"' in title or "\\" in title:
        raise ScriptError(f"a title has no quotation marks or backslashes: {title}")
    chapter = "".join(word.capitalize() for word in name.split("_")) + "Begins"
    path.write_text(TEMPLATE.format(title=title, number=number, chapter=chapter), encoding="utf-8")
    index = folder / "__init__.py"
    index.write_text(_entered(index.read_text(encoding="utf-8"), name), encoding="utf-8")
    return path


def _entered(source: str, name: str) -> str:
    """The course's file with one more name in COURSE; the rest of it is left as it stands."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "COURSE" for t in node.targets):
            names = [*ast.literal_eval(node.value), name]
            lines = source.splitlines(keepends=True)
            written = "COURSE = (\n" + "".join(f'    "{one}",\n' for one in names) + ")\n"
            return "".join([*lines[: node.lineno - 1], written, *lines[node.end_lineno :]])
    raise ScriptError("there is no COURSE to enter the lesson in")
