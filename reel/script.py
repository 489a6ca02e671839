"""A lesson as its script: read from its text, never imported, in milliseconds.

`read_lesson` gives what the rest of `reel` works from. What is wrong in a script is found here, before
anything is spoken or drawn: all of it is gathered, and each complaint names file and line.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from reel.declaration import assigned, read_declaration
from script.errors import ScriptError
from script.lesson import Lesson
from script.naming import title_of
from script.narration import Narration, parse

_STAR = re.compile(r"import[\s\\(]*\*")
"""What a star import cannot be without: to look through the whole tree takes as long as to read it."""
_CUE_KEYWORDS = ("at", "to", "until")


@dataclass(frozen=True)
class BeatScript:
    """A beat: what is said in it, and the line on which it begins."""

    name: str
    narration: Narration
    line: int


@dataclass(frozen=True)
class ChapterScript:
    """A chapter: its class, what it is called on the screen, what it is about, its beats."""

    name: str
    title: str
    about: str
    beats: tuple[BeatScript, ...]
    line: int


@dataclass(frozen=True)
class Script:
    """A lesson: its module's name and file, what it declares, and its chapters in order."""

    name: str
    path: Path
    lesson: Lesson
    chapters: tuple[ChapterScript, ...]

    def chapter(self, name: str) -> ChapterScript:
        for one in self.chapters:
            if one.name == name:
                return one
        raise KeyError(name)


class ScriptErrors(ScriptError):
    """Everything that is wrong in one script or in several, shown together."""

    def __init__(self, errors: list[ScriptError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


def read_lesson(path: Path) -> Script:
    """Read a lesson's file. Raises ScriptErrors with all that is wrong in it."""
    return _Reader(path).read()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.errors: list[ScriptError] = []
        self.unreadable: set[tuple[str, str]] = set()

    def complain(self, message: str, line: int, hint: str | None = None) -> None:
        self.errors.append(ScriptError(message, file=self.path, line=line, hint=hint))

    def read(self) -> Script:
        try:
            source = self.path.read_text(encoding="utf-8")
            tree = ast.parse(source, filename=str(self.path))
        except SyntaxError as error:
            self.complain(f"syntax error: {error.msg}", error.lineno or 1)
            raise ScriptErrors(self.errors) from None
        except UnicodeDecodeError:
            self.complain("the file is not text in UTF-8", 1)
            raise ScriptErrors(self.errors) from None
        if _STAR.search(source):
            self._look_for_star_imports(tree)
        declared = read_declaration(tree, self.path, self.errors)
        chapters = tuple(self._chapter(node) for node in tree.body if _is_chapter(node))
        self._look_for_twins(chapters)
        if not chapters:
            self.complain("this lesson has no chapter", 1, "A chapter is a class: class MyChapter(Chapter).")
        if declared is not None and chapters:
            self._check_poster(declared, chapters, tree)
        if self.errors:
            raise ScriptErrors(sorted(self.errors, key=lambda error: error.line or 0))
        assert declared is not None
        return Script(self.path.stem, self.path, declared, chapters)

    def _look_for_star_imports(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                self.complain(f"star import from {node.module}", node.lineno, "Name what the lesson uses.")

    def _look_for_twins(self, chapters: tuple[ChapterScript, ...]) -> None:
        seen: dict[str, int] = {}
        for one in chapters:
            if one.name in seen:
                self.complain(f"chapter {one.name} stands twice, first on line {seen[one.name]}", one.line)
            seen.setdefault(one.name, one.line)

    def _check_poster(self, lesson: Lesson, chapters: tuple[ChapterScript, ...], tree: ast.Module) -> None:
        chapter, _, rest = lesson.poster.partition(".")
        beat, _, cue = rest.partition("@")
        known = {
            (one.name, said.name): {mark.name for mark in said.narration.cues} for one in chapters for said in one.beats
        }
        if (chapter, beat) in self.unreadable:
            return
        if (chapter, beat) not in known or (cue and cue not in known[chapter, beat]):
            line = next((node.lineno for node in tree.body if assigned(node, "LESSON") is not None), 1)
            self.complain(
                f'poster="{lesson.poster}" names no beat of this lesson',
                line,
                "Write Chapter.beat or Chapter.beat@cue.",
            )

    def _chapter(self, node: ast.ClassDef) -> ChapterScript:
        about = ast.get_docstring(node) or ""
        if not about:
            self.complain(f"chapter {node.name} does not say what it is about", node.lineno, "Give it a docstring.")
        heading, beats, seen = title_of(node.name), [], dict[str, int]()
        for one in node.body:
            if (value := assigned(one, "heading")) is not None:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    heading = value.value
                else:
                    self.complain(
                        f"chapter {node.name}: heading is not a plain string", one.lineno,
                        "It is read without running the lesson.",
                    )  # fmt: skip
            if not isinstance(one, ast.FunctionDef):
                continue
            if one.name == "construct":
                self.complain(
                    f"chapter {node.name}: a lesson has no construct",
                    one.lineno,
                    "Write a stage() and beats instead.",
                )
            if one.name in seen:
                self.complain(
                    f"chapter {node.name}: {one.name} stands twice, first on line {seen[one.name]}",
                    one.lineno,
                )
            seen.setdefault(one.name, one.lineno)
            if _is_beat(one):
                beats.append(self._beat(node.name, one))
        if not beats:
            self.complain(f"chapter {node.name} has no beat", node.lineno, "A beat is a method marked @beat.")
        return ChapterScript(node.name, heading, about, tuple(beats), node.lineno)

    def _beat(self, chapter: str, node: ast.FunctionDef) -> BeatScript:
        where = f"chapter {chapter}, beat {node.name}"
        docstring = ast.get_docstring(node, clean=False)
        if docstring is None or not docstring.strip():
            self.complain(f"{where} has no narration", node.lineno, "What is said in a beat is its docstring.")
            self.unreadable.add((chapter, node.name))
            return BeatScript(node.name, Narration(""), node.lineno)
        first = node.body[0].lineno
        try:
            narration = parse(inspect.cleandoc(docstring))
        except ScriptError as error:
            self.complain(f"{where}: {error.message}", first + (error.line or 1) - 1, error.hint)
            self.unreadable.add((chapter, node.name))
            return BeatScript(node.name, Narration(""), node.lineno)
        if not narration.text:
            self.complain(f"{where} has no narration", node.lineno, "It has marks, but no words.")
        self._check_cues(where, node, narration, first)
        return BeatScript(node.name, narration, node.lineno)

    def _check_cues(self, where: str, node: ast.FunctionDef, narration: Narration, first: int) -> None:
        marked = {cue.name for cue in narration.cues}
        used: dict[tuple[str, str], int] = {}
        reckoned = False
        for keyword, value in _cue_uses(node):
            if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                reckoned = True
                continue
            cue, role = value.value, "to" if keyword == "to" else "at"
            if cue not in marked:
                known = ", ".join(f"[{one}]" for one in sorted(marked)) or "none"
                self.complain(f"{where}: no cue [{cue}] in the narration; there are: {known}", value.lineno)
            elif (cue, role) in used:
                self.complain(
                    f"{where}: cue [{cue}] is used twice, first on line {used[cue, role]}", value.lineno,
                    "One play begins at a cue, and one may end there.",
                )  # fmt: skip
            used.setdefault((cue, role), value.lineno)
        named = {cue for cue, _ in used} | _strings(node)
        if not {cue for cue, _ in used} <= marked:
            return  # A cue that seems unused is most likely the one that was misspelt.
        for cue in sorted(marked - named):
            if not (reckoned and not _strings(node)):
                self.complain(
                    f"{where}: cue [{cue}] is marked, but nothing is played at it", first,
                    f'Play something with at="{cue}", or take the mark out.',
                )  # fmt: skip


def _cue_uses(node: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            for keyword in call.keywords:
                if keyword.arg in _CUE_KEYWORDS:
                    yield keyword.arg, keyword.value


def _strings(node: ast.FunctionDef) -> set[str]:
    """All strings in a beat's body: a cue may be named in a tuple that a loop goes through, or be handed to a
    method of the chapter that plays at it."""
    return {
        one.value
        for statement in node.body[1:]
        for one in ast.walk(statement)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def _is_chapter(node: ast.stmt) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef) and any(
        (isinstance(base, ast.Name) and base.id == "Chapter")
        or (isinstance(base, ast.Attribute) and base.attr == "Chapter")
        for base in node.bases
    )


def _is_beat(node: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "beat" for one in node.decorator_list)
