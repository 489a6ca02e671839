"""What was filmed once is not filmed again: clips by what they depend on, in the cache folder.

A key holds the chapter's class and what it refers to in its module as syntax (a comment changes nothing),
every file that these import, what films them, fonts and weights, the timetable, the quality, and the versions
of what draws and encodes. So a change of one element touches only the chapters that use it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from reel.course import ROOT
from reel.declaration import assigned
from reel.imports import Sources, without_unused_imports
from reel.quality import Quality
from script.timetable import Timetable

PACKAGES = ("lessons", "scenes", "maths", "pocket", "script", "reel")
FILMING = "reel.stage.jobs"
DATA = {"scenes": "assets/fonts", "pocket": "assets/pocket"}
"""What a package loads, besides its modules."""
VERSIONS = ("manim", "numpy", "av", "typst", "pycairo", "skia-pathops", "networkx")


def default_cache() -> Path:
    """Where everything lies that can be made again."""
    return Path(os.environ.get("GLASSBOX_CACHE") or ROOT / ".cache" / "reel")


def clip_key(path: Path, chapter: str, timetable: Timetable, quality: Quality, window: object = None) -> str:
    """The digest of all that a clip depends on."""
    tree = _chapter_source(path.read_text(encoding="utf-8"), chapter)
    parts = [
        ast.dump(tree),
        _surroundings(tree),
        json.dumps(timetable.as_dict(), sort_keys=True),
        repr(quality),
        repr(window),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _chapter_source(source: str, chapter: str) -> ast.Module:
    """A lesson without the chapters that this one does not refer to, without the imports that only they use,
    and without what is said: the timetable has that, as far as it matters."""
    tree = ast.parse(source)
    chapters = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef) and _is_played(node)}
    tree.body = [node for node in tree.body if node not in chapters.values() or node is chapters.get(chapter)]
    if chapter not in ("TitleCard", "EndCard"):
        # Only the cards show what a lesson declares.
        tree.body = [node for node in tree.body if assigned(node, "LESSON") is None]
    while named := {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & (
        chapters.keys() - {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    ):
        tree.body += [chapters[name] for name in sorted(named)]
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(one) is not None:
            one.body = one.body[1:] or [ast.Pass()]
    return without_unused_imports(tree)


def _is_played(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Chapter" for base in node.bases)


def _surroundings(tree: ast.Module) -> str:
    """What a chapter imports and what films it."""
    films = ast.parse(f"import {FILMING}")
    return surroundings(ast.Module([*films.body, *tree.body], [])) + json.dumps({name: version(name) for name in VERSIONS})


def surroundings(tree: ast.Module) -> str:
    """The digest of what a piece of code imports, file by file, and of what these load."""
    digest = hashlib.sha256()
    reached = _sources.reached(tree)
    for path in sorted(reached):
        digest.update(f"{path.relative_to(ROOT)}\0{_sources.dump(path)}\0".encode())
    packages = {path.relative_to(ROOT).parts[0] for path in reached}
    for folder in (folder for package, folder in DATA.items() if package in packages):
        digest.update(_data(folder).encode())
    return digest.hexdigest()


@cache
def _data(folder: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(one for one in (ROOT / folder).rglob("*") if one.is_file()):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


_sources = Sources(ROOT, PACKAGES)


def forget_surroundings() -> None:
    """Look at the sources again: they may have been changed since."""
    _sources.forget()
    _data.cache_clear()


class Clips:
    """The clips in the cache. A clip counts only if it is what was put there, by its digest."""

    def __init__(self, cache_folder: Path) -> None:
        self.folder = cache_folder / "clips"

    def path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.mp4"

    def find(self, key: str) -> Path | None:
        """The clip, or None where there is none that is whole."""
        path, note = self.path(key), self._note(key)
        try:
            expected = note.read_text(encoding="utf-8")
            if hashlib.sha256(path.read_bytes()).hexdigest() == expected:
                return path
        except FileNotFoundError:
            return None
        path.unlink(missing_ok=True)
        note.unlink(missing_ok=True)
        return None

    def seal(self, key: str) -> Path:
        """Note the digest of a clip that was just filmed under its key's path."""
        path = self.path(key)
        part = self._note(key).with_suffix(f".{os.getpid()}.part")
        part.write_text(hashlib.sha256(path.read_bytes()).hexdigest(), encoding="utf-8")
        os.replace(part, self._note(key))
        return path

    def _note(self, key: str) -> Path:
        return self.path(key).with_suffix(".sha256")


class Rates:
    """How long a frame took to film, learned from past builds: for estimates."""

    DEFAULT: ClassVar = {"draft": 0.012, "hd": 0.022, "4k": 0.08}
    BYTES: ClassVar = {"draft": 400, "hd": 900, "4k": 3000}

    def __init__(self, cache_folder: Path) -> None:
        self.file = cache_folder / "rates.json"

    def seconds_a_frame(self, quality: str) -> float:
        return float(self._known().get(quality, self.DEFAULT.get(quality, 0.03)))

    def bytes_a_frame(self, quality: str) -> float:
        return float(self._known().get(f"{quality}.bytes", self.BYTES.get(quality, 1000)))

    def learn(self, quality: str, frames: int, seconds: float, size: int) -> None:
        """Take a build's figures; a process's own start counts too."""
        if not frames:
            return
        known = self._known() | {quality: seconds / frames, f"{quality}.bytes": size / frames}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(known), encoding="utf-8")
        os.replace(part, self.file)

    def _known(self) -> dict[str, float]:
        try:
            return dict(json.loads(self.file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}


def free_space(folder: Path) -> int:
    """Bytes that are free where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
