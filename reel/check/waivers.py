"""Waivers: comments in a lesson that let a finding stand, each with its reason.

    # waive frozen: the viewer counts the squares

In a beat it holds for that beat, elsewhere in a chapter for the chapter, outside of any for the lesson. It changes no
film: comments are no part of what a chapter is made of.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from pathlib import Path

from reel.check.finding import Finding
from reel.check.rules import RULES
from script.errors import ScriptError

_WAIVER = re.compile(r"#\s*waive\s+([\w-]*)\s*:?\s*(.*)")
_REASON = 3
"""Words that a reason has at the least."""


@dataclass
class Waiver:
    """What may stand, where, and why."""

    rule: str
    reason: str
    path: Path
    line: int
    chapter: str = ""
    beat: str = ""
    used: int = 0

    def covers(self, finding: Finding) -> bool:
        return finding.rule == self.rule and self.chapter in ("", finding.chapter) and self.beat in ("", finding.beat)


def read_waivers(path: Path) -> list[Waiver]:
    """The waivers in a lesson's file. Raises ScriptError for one that names no rule, or gives no reason."""
    text = path.read_text(encoding="utf-8")
    places = _places(ast.parse(text))
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        match = _WAIVER.match(token.string) if token.type == tokenize.COMMENT else None
        if match is None:
            continue
        rule, reason = match.group(1), match.group(2).strip()
        line = token.start[0]
        if rule not in RULES:
            known = ", ".join(RULES)
            raise ScriptError(f"there is no rule {rule!r} to waive", file=path, line=line, hint=f"There are: {known}.")
        if len(reason.split()) < _REASON:
            raise ScriptError(
                f"the waiver of {rule} gives no reason", file=path, line=line,
                hint=f"Write why it may stand: # waive {rule}: because ...",
            )  # fmt: skip
        chapter, beat = next(((chapter, beat) for first, last, chapter, beat in places if first <= line <= last), ("", ""))
        found.append(Waiver(rule, reason, path, line, chapter, beat))
    return found


def _places(tree: ast.Module) -> list[tuple[int, int, str, str]]:
    """The lines of beats and of chapters, the inner ones first: first line, last line, chapter, beat."""
    beats, chapters = [], []
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            chapters.append((node.lineno, node.end_lineno or node.lineno, node.name, ""))
            for one in node.body:
                if isinstance(one, ast.FunctionDef) and any(
                    isinstance(mark, ast.Name) and mark.id == "beat" for mark in one.decorator_list
                ):
                    first = min(mark.lineno for mark in one.decorator_list)
                    beats.append((first, one.end_lineno or first, node.name, one.name))
    return [*beats, *chapters]


def apply(findings: list[Finding], waivers: list[Waiver]) -> None:
    """Let what is waived stand: each finding that a waiver covers takes its reason."""
    for finding in findings:
        for waiver in waivers:
            if waiver.covers(finding):
                finding.waived = waiver.reason
                waiver.used += 1
                break
