"""Copies of the real lessons, to be spoilt: one chapter with all that it needs, cut short, with something put into it, or
with text changed where it stands."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from reel.script import read_lesson

LESSONS = Path(__file__).resolve().parents[2] / "lessons"


@cache
def whole(lesson: str) -> str:
    """The text of a real lesson."""
    return (LESSONS / f"{lesson}.py").read_text(encoding="utf-8")


def only(lesson: str, chapter: str, beats: int | None = None) -> str:
    """A lesson with a single one of its chapters, or the first beats of it."""
    text = whole(lesson)
    script = read_lesson(LESSONS / f"{lesson}.py")
    lines = text.splitlines(keepends=True)
    others = {one.name for one in script.chapters} - {chapter}
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.ClassDef) and node.name in others:
            del lines[node.lineno - 1 : node.end_lineno]
        elif isinstance(node, ast.ClassDef) and beats is not None:
            marked = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.decorator_list]
            for one in reversed(marked[beats:]):
                del lines[one.decorator_list[0].lineno - 1 : one.end_lineno]
    beat = script.chapter(chapter).beats[0].name
    return re.sub(r'poster="[^"]*"', f'poster="{chapter}.{beat}"', "".join(lines))


def cut(
    lesson: str, chapter: str, keep: int = 1, *, stage: str = "", beat: str = "", imports: str = "",
    beats: Mapping[str, tuple[str, str]] | None = None,
) -> str:  # fmt: skip
    """A lesson's text with one chapter cut to its first `keep` beats. `stage` goes to the end of what stands on its stage,
    `beat` to the end of the last beat that is kept, `imports` before the chapter; `beats` follow, narration and body of
    each."""
    text = whole(lesson)
    node = next(one for one in ast.parse(text).body if isinstance(one, ast.ClassDef) and one.name == chapter)
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
    own = [one for one in methods if one.decorator_list]
    assert len(own) >= keep, f"{lesson}.{chapter} has {len(own)} beats"
    last, lines = own[keep - 1], text.splitlines()
    assert last.end_lineno and node.end_lineno
    lines[last.end_lineno : node.end_lineno] = [line for name, one in (beats or {}).items() for line in _beat(name, *one)]
    made = [one for one in methods if one.name == "stage"]
    for method, put in ((last, beat), *((one, stage) for one in made)):
        lines[method.end_lineno : method.end_lineno] = textwrap.indent(put, " " * 8).splitlines()
    lines[node.lineno - 1 : node.lineno - 1] = imports.splitlines()
    # The lesson's poster may have been a moment that is cut away.
    return re.sub(r'poster="[^"]*"', f'poster="{chapter}.{own[0].name}"', "\n".join(lines) + "\n", count=1)


def _beat(name: str, said: str, body: str) -> list[str]:
    head = ["", "    @beat", f"    def {name}(self):", f'        """{said}"""']
    return [*head, *textwrap.indent(body, " " * 8).splitlines()]


def changed(text: str, old: str, new: str) -> str:
    """A text with what stands in it once replaced."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def with_line(text: str, chapter: str, beat: str, line: str) -> str:
    """A lesson in which a beat ends with one more statement."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == chapter:
            for one in node.body:
                if isinstance(one, ast.FunctionDef) and one.name == beat:
                    lines = text.splitlines()
                    lines.insert(one.end_lineno or one.lineno, f"        {line}")
                    return "\n".join(lines) + "\n"
    raise AssertionError(f"there is no {chapter}.{beat}")
