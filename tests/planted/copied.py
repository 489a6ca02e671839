"""Copies of real lessons, cut to the first beats of one chapter, with something put into it."""

from __future__ import annotations

import ast
import textwrap
from functools import cache
from pathlib import Path

LESSONS = Path(__file__).resolve().parents[2] / "lessons"


@cache
def _read(lesson: str) -> str:
    return (LESSONS / f"{lesson}.py").read_text(encoding="utf-8")


def copied(lesson: str, chapter: str, keep: int = 1, *, stage: str = "", beat: str = "", imports: str = "") -> str:
    """A lesson's text with one chapter cut to its first `keep` beats. `stage` goes to the end of what stands on its stage,
    `beat` to the end of the last beat that is kept, `imports` before the chapter."""
    text = _read(lesson)
    node = next(one for one in ast.parse(text).body if isinstance(one, ast.ClassDef) and one.name == chapter)
    beats = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.decorator_list]
    made = next(one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "stage")
    lines = text.splitlines()
    cut, into = beats[keep - 1], [(made, stage), (beats[keep - 1], beat)]
    assert cut.end_lineno and node.end_lineno
    del lines[cut.end_lineno : node.end_lineno]
    for method, put in reversed(into):
        assert method.end_lineno
        lines[method.end_lineno : method.end_lineno] = textwrap.indent(put, " " * 8).splitlines()
    lines[node.lineno - 1 : node.lineno - 1] = imports.splitlines()
    return "\n".join(lines) + "\n"
