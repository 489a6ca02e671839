"""Copies of real lessons, cut short and with something put into them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

LESSONS = Path(__file__).resolve().parents[2] / "lessons"


def copy(lesson: str, name: str, keep: int, beats: Mapping[str, tuple[str, str]] | None = None) -> str:
    """A lesson's text in which one chapter has only its first `keep` beats, and then others: narration and body of each."""
    text = (LESSONS / f"{lesson}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    (found,) = [one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == name]
    own = [one for one in found.body if isinstance(one, ast.FunctionDef) and one.decorator_list]
    assert len(own) >= keep, f"{lesson}.{name} has {len(own)} beats"
    lines, last = text.splitlines(), own[keep - 1].end_lineno
    assert last is not None and found.end_lineno is not None
    added: list[str] = []
    for beat, (said, body) in (beats or {}).items():
        added += ["", "    @beat", f"    def {beat}(self):", f'        """{said}"""']
        added += [f"        {line}" if line else "" for line in body.splitlines()]
    cut = "\n".join([*lines[:last], *added, *lines[found.end_lineno :]]) + "\n"
    # The lesson's poster may have been a moment that is cut away.
    return re.sub(r'poster="[^"]*"', f'poster="{name}.{own[0].name}"', cut, count=1)
