"""What a lesson declares about itself, `LESSON = Lesson(...)`: read as a literal, checked field by field."""

from __future__ import annotations

import ast
import types
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from script import lesson as declared
from script.errors import ScriptError
from script.lesson import Lesson

_CLASSES = {"Lesson": declared.Lesson, "Exercise": declared.Exercise, "Reading": declared.Reading}


def assigned(node: ast.stmt, name: str) -> ast.expr | None:
    """What a statement gives to a name, annotated or not; None where it does not."""
    if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets):
        return node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
        return node.value
    return None


def read_declaration(tree: ast.Module, path: Path, errors: list[ScriptError]) -> Lesson | None:
    """The lesson's declaration, or None with what is wrong added to `errors`."""
    for node in tree.body:
        if (written := assigned(node, "LESSON")) is not None:
            try:
                value = _value(written, path)
            except ScriptError as error:
                errors.append(error)
                return None
            if isinstance(value, Lesson):
                return value
            errors.append(ScriptError("LESSON is not a Lesson(...)", file=path, line=node.lineno))
            return None
    errors.append(
        ScriptError(
            "this lesson does not declare itself", file=path, line=1,
            hint="Write LESSON = Lesson(number=..., title=..., ...): `reel new` shows how.",
        )
    )  # fmt: skip
    return None


def _value(node: ast.expr, path: Path) -> Any:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CLASSES:
        return _instance(node, node.func.id, path)
    if isinstance(node, ast.Tuple | ast.List):
        items = [_value(one, path) for one in node.elts]
        return tuple(items) if isinstance(node, ast.Tuple) else items
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        raise ScriptError(
            "only literals may stand in LESSON", file=path, line=node.lineno,
            hint="It is read without running the lesson: write the text or the number itself.",
        ) from None  # fmt: skip


def _instance(node: ast.Call, name: str, path: Path) -> Any:
    cls = _CLASSES[name]
    names = [one.name for one in fields(cls)]
    given: dict[str, Any] = {}
    if len(node.args) > len(names):
        raise ScriptError(f"{name} is given more than its {len(names)} fields", file=path, line=node.lineno)
    for key, value in [
        *zip(names, node.args, strict=False),
        *((k.arg or "**", k.value) for k in node.keywords),
    ]:
        if key not in names:
            known = ", ".join(names)
            raise ScriptError(f"{name} has no field {key}; it has: {known}", file=path, line=value.lineno)
        given[key] = _value(value, path)
    hints = get_type_hints(cls)
    for one in fields(cls):
        if one.name not in given:
            if one.default is MISSING and one.default_factory is MISSING:
                raise ScriptError(f"{name} lacks its field {one.name}", file=path, line=node.lineno)
            continue
        if not _fits(given[one.name], hints[one.name]):
            line = next((k.value.lineno for k in node.keywords if k.arg == one.name), node.lineno)
            wanted, found = _told(hints[one.name]), given[one.name]
            raise ScriptError(f"{name}: {one.name} should be {wanted}, and is {found!r}", file=path, line=line)
    return cls(**given)


def _fits(value: Any, hint: Any) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is types.UnionType:
        return any(_fits(value, one) for one in inner)
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(one, inner[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(k, inner[0]) and _fits(v, inner[1]) for k, v in value.items())
    if hint is type(None):
        return value is None
    if hint is int:
        return type(value) is int
    return isinstance(value, hint)


def _told(hint: Any) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return f"a tuple of {_told(inner[0])} (with a comma even for one)"
    if origin is dict:
        return "a dict of strings"
    if origin is types.UnionType:
        return " or ".join(_told(one) for one in inner)
    return {str: "a string", int: "a whole number", bool: "True or False", type(None): "None"}.get(hint, hint.__name__)
