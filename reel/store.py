"""What was filmed once is not filmed again: clips by what they depend on, in the cache folder.

A key holds the chapter's class and the rest of its module as syntax (a comment changes nothing), the sources of every
package that a chapter may import, the fonts, the timetable, the quality, and the versions of what draws and encodes.
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

from reel.course import ROOT
from reel.quality import Quality
from script.timetable import Timetable

SOURCES = ("scenes", "maths", "pocket", "script", "reel/stage")
DATA = ("assets/fonts", "assets/pocket")
VERSIONS = ("manim", "numpy", "av", "typst", "pycairo", "skia-pathops", "networkx")


def default_cache() -> Path:
    """Where everything lies that can be made again."""
    return Path(os.environ.get("GLASSBOX_CACHE") or ROOT / ".cache" / "reel")


def clip_key(path: Path, chapter: str, timetable: Timetable, quality: Quality, window: object = None) -> str:
    """The digest of all that a clip depends on."""
    parts = [
        _chapter_source(path.read_text(encoding="utf-8"), chapter),
        _surroundings(),
        json.dumps(timetable.as_dict(), sort_keys=True),
        repr(quality),
        repr(window),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _chapter_source(source: str, chapter: str) -> str:
    """A lesson without its other chapters, and without what is said: the timetable has that, as far as it matters."""
    tree = ast.parse(source)
    kept: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name != chapter and _is_played(node):
            continue
        kept.append(node)
    tree.body = kept
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(one) is not None:
            one.body = one.body[1:] or [ast.Pass()]
    if chapter not in ("TitleCard", "EndCard"):
        # Only the cards show what a lesson declares.
        tree.body = [node for node in tree.body if not (isinstance(node, ast.Assign) and _assigns(node, "LESSON"))]
    return ast.dump(tree)


def _is_played(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Chapter" for base in node.bases)


def _assigns(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


@cache
def _surroundings() -> str:
    """The packages that a chapter may import, what they load, and the versions of the libraries under them."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(f"{path.relative_to(ROOT)}\0{ast.dump(ast.parse(path.read_bytes()))}\0".encode())
    for folder in DATA:
        for path in sorted(one for one in (ROOT / folder).rglob("*") if one.is_file()):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    digest.update(json.dumps({name: version(name) for name in VERSIONS}).encode())
    return digest.hexdigest()


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

    DEFAULT = {"draft": 0.012, "hd": 0.022, "4k": 0.08}
    BYTES = {"draft": 400, "hd": 900, "4k": 3000}

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


def forget_surroundings() -> None:
    """Look at the sources anew: they may have changed since."""
    _surroundings.cache_clear()
