"""Things that enter with a chapter and that nothing refers to: found in the script's text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reel.check.finding import Finding
from reel.script import Script
from script.naming import title_of

_AWAY = {"FadeOut", "Uncreate", "Unwrite", "ShrinkToCenter", "remove", "leave"}
"""Calls that only take a thing away: that is no use of it."""


def unreferred(script: Script) -> Iterator[Finding]:
    """What a chapter's `stage` enters and no beat uses, not even through another thing of the chapter, or names."""
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
    made = _made(stage)
    used = set().union(*(_used(method) for name, method in methods.items() if name != "stage"))
    # What another thing of the stage is made from, or placed by, is used through it.
    waiting = list(used)
    while waiting:
        for value in made.get(waiting.pop(), ()):
            waiting += (more := _names(value) - used)
            used |= more
    for call in _entering(stage):
        names = _of(call, stage)
        # What enters may be a part of what is used, or have what is used as a part.
        parts = names | {part for name in names for value in made.get(name, ()) for part in _names(value)}
        values = [*call.args, *(value for name in names for value in made.get(name, ()))]
        if not parts & used and not any(_spoken(value, said) for value in values):
            kept = next((name for name in sorted(names) if name.startswith("self.")), "")
            what = f"{kept} enters with the chapter, and no beat uses it" if kept else (
                "something enters with the chapter, and no beat can use it: it is not kept"
            )  # fmt: skip
            yield Finding("unreferred", what, chapter.name, line=call.lineno)


def _entering(stage: ast.FunctionDef) -> Iterator[ast.Call]:
    """The calls that have something enter, or set it on the stage."""
    for node in ast.walk(stage):
        if isinstance(node, ast.Call) and _name(node.func) in ("self.enter", "self.add"):
            yield node


def _name(node: ast.AST) -> str:
    """A local name, or an attribute of self as `self.x`; nothing for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return f"self.{node.attr}"
    return ""


def _names(node: ast.AST) -> set[str]:
    return {name for one in ast.walk(node) if (name := _name(one)) and name not in ("self", "self.enter", "self.add")}


def _used(method: ast.FunctionDef) -> set[str]:
    """What a beat reads of the chapter, but for what it only takes away."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(method.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _AWAY:
            # Where it goes to, or when, may well be a use of something else.
            waiting += [word.value for word in node.keywords]
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _AWAY:
            waiting += [word.value for word in node.keywords]
            continue
        if (name := _name(node)).startswith("self."):
            found.add(name)
        waiting += ast.iter_child_nodes(node)
    return found


def _made(stage: ast.FunctionDef) -> dict[str, list[ast.AST]]:
    """What each name that `stage` sets is made of: what is assigned, gone through, or done to it."""
    made: dict[str, list[ast.AST]] = {}
    for node in ast.walk(stage):
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.For | ast.comprehension):
            pairs = [(node.target, node.iter)]
        else:
            continue
        for target, value in pairs:
            for one in ast.walk(target):
                if name := _name(one):
                    made.setdefault(name, []).append(value)
    for node in ast.walk(stage):
        # What is put into a thing, or carried by it, is a part of it.
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("add", "append")
            and (name := _name(node.func.value))
        ):
            made.setdefault(name, []).extend(node.args)
    return made


def _of(call: ast.Call, stage: ast.FunctionDef) -> set[str]:
    """What a call has enter: the names in its arguments, and those that it is kept as."""
    names = set().union(*(_names(one) for one in call.args))
    for node in ast.walk(stage):
        if isinstance(node, ast.Assign) and any(inner is call for inner in ast.walk(node.value)):
            names |= {name for target in node.targets for one in ast.walk(target) if (name := _name(one))}
    return names - {"self"}


def _spoken(node: ast.AST, said: str) -> bool:
    """Whether what makes a thing has a text in it that is said, or is of a kind that is named."""
    names = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            names.add(one.value.strip())
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id[:1].isupper():
            names.add(title_of(one.func.id))
    return any(len(name) > 2 and re.search(rf"\b{re.escape(name)}s?\b", said, re.IGNORECASE) for name in names)
