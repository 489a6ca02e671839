"""What was filmed once is not filmed again: clips by what they are made of, in the cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import ClassVar

from reel.course import ROOT


def default_cache() -> Path:
    """Where everything lies that can be made again."""
    return Path(os.environ.get("GLASSBOX_CACHE") or ROOT / ".cache" / "reel")


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
