"""Copies of the real lessons, to be spoilt: one chapter with all that it needs, and text changed where it stands."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from reel.script import read_lesson

LESSONS = Path(__file__).resolve().parents[2] / "lessons"


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
