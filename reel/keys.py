"""What things are made of: everything that decides a clip, a sound or a film, named part by part.

A key is the digest of these parts, so that two things with one key are the same bytes; and where a key is another than it
was, the parts say why (`reel/why.py`). Of code the syntax counts, of a lesson's module what a chapter can reach in it: a
comment, a docstring that is not spoken, another chapter change nothing.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from reel import system
from reel.course import ROOT
from reel.declaration import assigned
from reel.imports import Sources, bound, drop_docstrings, reachable, read_facts, without_unused_imports
from reel.known import Known, digest, digest_of
from reel.quality import Quality
from script.timetable import Timetable

PACKAGES = ("lessons", "scenes", "maths", "pocket", "script", "reel")
FILMING = "reel.stage.jobs"
BESIDE = ("reel.stage.check", "reel.stage.clear", "reel.stage.gallery")
"""Loaded with what films, for jobs of other kinds."""
LESSONS_PACKAGE = "lessons"
KEEPING = (
    "reel.course", "reel.declaration", "reel.folders", "reel.imports", "reel.keys", "reel.known", "reel.plan",
    "reel.remembered", "reel.sealed", "reel.store", "reel.system", "reel.trouble", "reel.voice.cache", "reel.why",
)  # fmt: skip
"""What finds and keeps things decides nothing in them."""
CARDS = ("TitleCard", "EndCard")
DATA = {"scenes": "assets/fonts", "pocket": "assets/pocket"}
"""What a package loads, besides its modules."""
Parts = Mapping[str, str]


def key_of(parts: Parts) -> str:
    """The digest of what a thing is made of."""
    return digest(dict(parts))


class House:
    """The project as it is on the disk now: from it come the parts of every key."""

    def __init__(self, known: Known | None = None, root: Path = ROOT) -> None:
        self.root = root
        self.known = known or Known()
        self.sources = Sources(root, PACKAGES, self.known)
        self._reached: dict[frozenset[Path], dict[str, str]] = {}
        self._lessons: dict[tuple[Path, str | None], dict[str, Any]] = {}
        self._reader = digest(self.sources.reader, digest_of(Path(__file__)))

    def clip(
        self, path: Path, chapter: str, table: Timetable, quality: Quality, window: tuple[int, int] | None = None
    ) -> dict[str, str]:
        """All that decides the pixels of a chapter, or of the frames in a window of it."""
        parts = self.drawing(path, chapter) | times(table, quality.rate) | settings(quality)
        return parts | ({} if window is None else {"setting:frames": f"{window[0]} to {window[1]}"})

    def drawing(self, path: Path, chapter: str) -> dict[str, str]:
        """What draws a chapter, whenever what in it is drawn."""
        own = self._about_lesson(path, chapter)
        films = self.sources.reached([FILMING], beside=(*BESIDE, *KEEPING))
        # A lesson is loaded whole: what only another chapter imports is there too, and may have put itself in manim's place.
        patches = self.sources.reached_from(one for one in self._loaded(path) if self.sources.facts(one).patches)
        reached = self.sources.reached(own["imports"], own["anything"]) | films | patches
        asked = self._environment(set(own["environment"]))
        return own["statements"] | asked | self.files(reached) | self.drawn_with

    def unforeseen(self, path: Path, parts: Parts, read: Iterable[str]) -> list[str]:
        """Of the files that were read for a clip of a lesson those that nobody could know of: they stand in none of its
        parts, and are no modules that the lesson is seen to load."""
        named = [name.partition(":")[2] for name in parts if name.startswith(("file:", "data:", "config:"))]
        known = {str((self.root / name).resolve()) for name in named}
        known |= {str(one.resolve()) for one in [path, *self._loaded(path)]}
        return [one for one in read if one not in known]

    def _loaded(self, path: Path) -> set[Path]:
        """All modules that are loaded with a lesson."""
        return self.sources.reached([*self._about_lesson(path, None)["imports"], FILMING])

    def _about_lesson(self, path: Path, chapter: str | None) -> dict[str, Any]:
        """What of a lesson's own file counts for a chapter of it, or for all."""
        if (path, chapter) not in self._lessons:
            question = f"chapter {chapter} {self._reader}"
            self._lessons[path, chapter] = self.known.about(path, question, lambda one: _read_chapter(one, chapter))
        return self._lessons[path, chapter]

    @cache  # noqa: B019
    def code(self, *modules: str) -> dict[str, str]:
        """What these modules are and what they import."""
        return self.files(self.sources.reached(modules, beside=KEEPING))

    def files(self, reached: Iterable[Path]) -> dict[str, str]:
        """Modules, what their packages load, and what they ask of the environment."""
        chosen = frozenset(reached)
        if chosen not in self._reached:
            parts, asked, packages = dict[str, str](), set[str](), set[str]()
            for path in chosen:
                facts, name = self.sources.facts(path), path.relative_to(self.root)
                parts[f"file:{name.as_posix()}"] = facts.digest
                asked |= set(facts.environment)
                packages.add(name.parts[0])
            for package in packages & DATA.keys():
                parts |= self.data(DATA[package])
            self._reached[chosen] = parts | self._environment(asked)
        return self._reached[chosen]

    def data(self, folder: str) -> dict[str, str]:
        """Every file in a folder."""
        paths = sorted(one for one in (self.root / folder).rglob("*") if one.is_file())
        return {f"data:{one.relative_to(self.root).as_posix()}": self.known.digest(one) for one in paths}

    @cache  # noqa: B019  # A house is there for one look at the project.
    def made_with(self, packages: tuple[str, ...]) -> dict[str, str]:
        """The versions of packages, Python, machine."""
        return system.versions(packages) | system.platform()

    @cached_property
    def drawn_with(self) -> dict[str, str]:
        """Libraries and how they are set up, Python, machine."""
        process = {f"environment:{name}": value for name, value in system.PROCESS.items()}
        drawn_with = self.made_with(system.PICTURE) | system.libraries(self.known) | process
        return drawn_with | {f"config:{path}": self.known.digest(path) for path in system.configured() if path.is_file()}

    @staticmethod
    def _environment(asked: set[str]) -> dict[str, str]:
        names = (set(os.environ) if "*" in asked else asked) - {"*", "GLASSBOX_CACHE", *system.PROCESS}
        return {f"environment:{name}": os.environ.get(name, "") for name in sorted(names)}


def _read_chapter(path: Path, chapter: str | None) -> dict[str, Any]:
    """The facts of a lesson as far as one chapter can reach in it: without the other chapters, without the imports that only
    they use, and without what is said: the timetable has that, as far as it matters."""
    tree = ast.parse(path.read_bytes())
    if chapter is not None:
        wanted = {"LESSON"} if chapter in CARDS else {chapter}
        # What a lesson declares is shown by the cards, and by a chapter that speaks of it: of itself it does nothing.
        quiet = [node for node in tree.body if assigned(node, "LESSON") is not None]
        tree = ast.Module(reachable(tree.body, [node for node in tree.body if wanted & set(bound(node))], quiet), [])
        tree = without_unused_imports(tree)
    facts = asdict(read_facts(tree, LESSONS_PACKAGE))
    drop_docstrings(tree)
    return facts | {"statements": _statements(tree)}


def _statements(tree: ast.Module) -> dict[str, str]:
    """A lesson's own part in a chapter, definition by definition; what is no definition stands together, in its order."""
    named: dict[str, list[str]] = {}
    others: list[str] = []
    for node in tree.body:
        names = bound(node)
        (named.setdefault(", ".join(names), []) if names else others).append(ast.dump(node))
    order = [", ".join(bound(node)) for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)]
    return {f"lesson:{name}": digest(dumps) for name, dumps in named.items()} | {"lesson:": digest(others, order)}


def times(table: Timetable, rate: int) -> dict[str, str]:
    """What a picture sees of a timetable, in frames, as parts of a key."""
    seen = table.on_frames(rate)
    parts = {"times:whole": f"{seen.chapter} {seen.duration!r}"}
    for beat in seen.beats:
        cues = "".join(f" {cue}={round(at * rate)}" for cue, at in beat.cues.items())
        parts[f"times:{beat.name}"] = f"{round(beat.start * rate)} {round(beat.end * rate)}{cues}"
    return parts


def settings(quality: Quality) -> dict[str, str]:
    """A quality, as parts of a key."""
    size = f"{quality.width} by {quality.height} at {quality.rate}"
    return {"setting:quality": f"{quality.name}, {size}"}
