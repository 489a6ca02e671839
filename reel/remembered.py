"""What each thing was last made of: not to find it by (the store does that), but to say why it is another now."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reel.keys import Parts
from reel.known import digest
from reel.sealed import read_sealed, write_sealed


@dataclass
class Remembered:
    """A file for each lesson or film, in it for each thing its last key, the parts of that, and what else is to be known."""

    folder: Path
    _read: dict[str, dict[str, Any]] = field(default_factory=dict)
    _noted: dict[str, dict[str, Any]] = field(default_factory=dict)

    def last(self, owner: str, thing: str) -> Mapping[str, Any] | None:
        """What is remembered of a thing: its `key`, its `parts`, and what was noted besides."""
        noted: Mapping[str, Any] | None = self._of(owner).get(thing)
        return noted

    def note(self, owner: str, thing: str, key: str, parts: Parts, **more: Any) -> None:
        """Remember what a thing is made of now."""
        entry = {"key": key, "parts": dict(parts), **more}
        if self._of(owner).get(thing) != entry:
            self._of(owner)[thing] = entry
            self._noted.setdefault(owner, {})[thing] = entry

    def forget(self, owner: str) -> None:
        """Read again what another build may have written since."""
        self._read.pop(owner, None)

    def save(self) -> None:
        """Write down what was noted. Where that is lost, nothing is made again for it: only the reasons are."""
        for owner, things in self._noted.items():
            path = self._path(owner)
            with suppress(OSError):
                write_sealed(path, (read_sealed(path) or {}) | things, durable=False)
        self._noted.clear()

    def _of(self, owner: str) -> dict[str, Any]:
        if owner not in self._read:
            self._read[owner] = read_sealed(self._path(owner)) or {}
        return self._read[owner]

    def _path(self, owner: str) -> Path:
        return self.folder / digest(owner)[:32]
