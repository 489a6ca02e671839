"""The course: which lessons there are, in which order, and how one of them is named on the command line."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from pathlib import Path

from reel.declaration import assigned
from reel.script import Script, ScriptErrors, read_lesson
from script.errors import ScriptError

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"


@dataclass(frozen=True)
class Selection:
    """What was asked for: a lesson, or one chapter of it, or one beat of that."""

    lesson: str
    chapter: str | None = None
    beat: str | None = None

    @classmethod
    def parse(cls, text: str) -> Selection:
        """LESSON[.Chapter[@beat]]."""
        lesson, _, rest = text.partition(".")
        chapter, _, beat = rest.partition("@")
        if not lesson or (beat and not chapter):
            raise ScriptError(f'"{text}" names no lesson', hint="Write LESSON, LESSON.Chapter or LESSON.Chapter@beat.")
        return cls(lesson, chapter or None, beat or None)


def course_names(folder: Path = LESSONS) -> list[str]:
    """The lessons in course order, by COURSE in lessons/__init__.py: every file, and nothing else."""
    index = folder / "__init__.py"
    names, line = _course(index)
    files = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}
    for name in sorted(files - set(names)):
        raise ScriptError(f"lesson {name} is not in COURSE", file=index, line=line, hint="Put it where it belongs.")
    for name in names:
        if name not in files:
            raise ScriptError(f"COURSE names {name}, and there is no {name}.py", file=index, line=line)
        if names.count(name) > 1:
            raise ScriptError(f"COURSE names {name} twice", file=index, line=line)
    return names


def _course(index: Path) -> tuple[list[str], int]:
    """The names in COURSE, and the line on which it stands."""
    try:
        tree = ast.parse(index.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise ScriptError(f"syntax error: {error.msg}", file=index, line=error.lineno) from None
    for node in tree.body:
        if (value := assigned(node, "COURSE")) is None:
            continue
        try:
            names = ast.literal_eval(value)
        except (ValueError, TypeError):
            names = None
        if not isinstance(names, tuple) or not all(isinstance(name, str) for name in names):
            raise ScriptError(
                "COURSE should be a tuple of names", file=index, line=node.lineno,
                hint='Write COURSE = ("first", "second",): with a comma even for one.',
            )  # fmt: skip
        return list(names), node.lineno
    raise ScriptError("there is no COURSE = (...) here", file=index, line=1)


def read_course(names: list[str] | None = None, folder: Path = LESSONS) -> list[Script]:
    """The scripts of some lessons, or of all, in course order. All that is wrong in them is told together."""
    scripts, errors = [], list[ScriptError]()
    wanted = course_names(folder)
    for name in names or []:
        if name not in wanted:
            near = difflib.get_close_matches(name, wanted, 1, 0.4)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(wanted)}."
            raise ScriptError(f"there is no lesson {name}", hint=hint)
    for name in wanted:
        if names is None or name in names:
            try:
                scripts.append(read_lesson(folder / f"{name}.py"))
            except ScriptErrors as found:
                errors += found.errors
    seen: dict[str, Script] = {}
    for script in scripts:
        for chapter in script.chapters:
            if chapter.name in seen:
                message = f"chapter {chapter.name} stands in {seen[chapter.name].name} too"
                errors.append(ScriptError(message, file=script.path, line=chapter.line))
            seen[chapter.name] = script
    if errors:
        raise ScriptErrors(errors)
    return scripts


def select(texts: tuple[str, ...], folder: Path = LESSONS) -> list[tuple[Script, Selection]]:
    """What the words of a command line name; every lesson where there are none."""
    selections = [Selection.parse(text) for text in texts]
    scripts = read_course([one.lesson for one in selections] or None, folder)
    if not selections:
        return [(script, Selection(script.name)) for script in scripts]
    found = []
    for one in selections:
        script = next(s for s in scripts if s.name == one.lesson)
        if one.chapter is not None:
            _require(one.chapter, [c.name for c in script.chapters], f"chapter {{}} in lesson {script.name}")
            if one.beat is not None:
                beats = [b.name for b in script.chapter(one.chapter).beats]
                _require(one.beat, beats, f"beat {{}} in chapter {one.chapter}")
        found.append((script, one))
    return found


def _require(name: str, known: list[str], what: str) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, 1, 0.4)
        hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
        raise ScriptError(f"there is no {what.format(name)}", hint=hint)
