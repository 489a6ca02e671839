"""Things that enter with a chapter and that nothing refers to: found in the script's text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reel.check.finding import Finding
from reel.script import Script


def unreferred(script: Script) -> Iterator[Finding]:
    """Names that a chapter's `stage` enters and that no beat uses, not even through another thing of the chapter."""
    tree = ast.parse(script.path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(one.name == node.name for one in script.chapters):
            said = " ".join(beat.narration.text for beat in script.chapter(node.name).beats)
            yield from _in_chapter(node, said)


def _in_chapter(chapter: ast.ClassDef, said: str) -> Iterator[Finding]:
    methods = {one.name: one for one in chapter.body if isinstance(one, ast.FunctionDef)}
    stage = methods.get("stage")
    if stage is None:
        return
    used: set[str] = set()
    for name, method in methods.items():
        if name != "stage":
            used |= _read(method)
    # What another thing of the stage is made from or placed by is used through it.
    spread = True
    built = _built(stage)
    while spread:
        spread = False
        for name, parts in built.items():
            if name in used and not parts <= used:
                used |= parts
                spread = True
    for name, line in _entered(stage):
        if name not in used and not _named(stage, name, said):
            what = f"self.{name} enters with the chapter, and no beat uses it" if name else (
                "something enters with the chapter without a name, and no beat can use it"
            )  # fmt: skip
            yield Finding("unreferred", what, chapter.name, line=line)


def _read(node: ast.AST) -> set[str]:
    """The attributes of self that are read."""
    return {
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "self"
    }


def _entered(stage: ast.FunctionDef) -> Iterator[tuple[str, int]]:
    """What is given to `self.enter`: the attribute that it is kept in, or nothing, and the line."""
    for node in ast.walk(stage):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "enter"):
            continue
        kept = next(
            (
                target.attr
                for one in ast.walk(stage)
                if isinstance(one, ast.Assign) and any(inner is node for inner in ast.walk(one.value))
                for target in one.targets
                if isinstance(target, ast.Attribute)
            ),
            "",
        )
        if not kept and node.args:
            first = node.args[0]
            if isinstance(first, ast.Attribute):
                kept = first.attr
            elif isinstance(first, ast.Name):
                # A local name may be kept elsewhere; what reads it counts.
                kept = _kept_as(stage, first.id)
                if not kept:
                    continue
            elif _loops(stage, node):
                continue
        yield kept, node.lineno


def _kept_as(stage: ast.FunctionDef, local: str) -> str:
    for one in ast.walk(stage):
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Name) and one.value.id == local:
            for target in one.targets:
                if isinstance(target, ast.Attribute):
                    return target.attr
    return ""


def _loops(stage: ast.FunctionDef, node: ast.AST) -> bool:
    """Whether a call stands in a loop or a list of its own: its things are then kept together."""
    return any(
        isinstance(one, ast.For | ast.ListComp | ast.DictComp | ast.GeneratorExp)
        and any(inner is node for inner in ast.walk(one))
        for one in ast.walk(stage)
    )


def _built(stage: ast.FunctionDef) -> dict[str, set[str]]:
    """For each attribute that `stage` sets, the attributes that its making reads."""
    found: dict[str, set[str]] = {}
    for one in ast.walk(stage):
        if isinstance(one, ast.Assign):
            for target in one.targets:
                if isinstance(target, ast.Attribute):
                    found.setdefault(target.attr, set()).update(_read(one.value) - {"enter"})
    return found


def _named(stage: ast.FunctionDef, name: str, said: str) -> bool:
    """Whether a text in what makes a thing is spoken."""
    texts = [
        one.value
        for node in ast.walk(stage)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Attribute) and target.attr == name for target in node.targets)
        for one in ast.walk(node.value)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    return any(len(text) > 2 and text.lower() in said.lower() for text in texts)
