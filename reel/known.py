"""What was found out about a file, kept for as long as it is the same file: nothing is read twice to be told the same.

A file counts as the same by its inode, its size and its times of change, as in git. One that was changed within the last
two seconds is not taken on trust: the clock of a file system is coarse, and another change might not be seen.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from reel.sealed import read_sealed, write_sealed

_SETTLED = 2.0
"""Seconds without a change after which a file is taken on trust."""


class Known:
    """What is known about files, in `file`; without one it is forgotten at the end."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self._found: dict[str, dict[str, Any]] = (read_sealed(file) or {}) if file is not None else {}
        self._changed = False

    def about(self, path: Path, question: str, find_out: Callable[[Path], Any]) -> Any:
        """The answer to a question about a file, in plain data: as it is known, or found out now."""
        print_ = fingerprint(path)
        name = os.path.abspath(path)
        entry = self._found.get(name)
        if entry is None or entry["print"] != print_:
            entry = {"print": print_}
        if question not in entry:
            entry[question] = find_out(path)
            if time.time() - max(print_[2:]) / 1e9 > _SETTLED and fingerprint(path) == print_:
                self._found[name] = entry
                self._changed = True
        return entry[question]

    def replace(self, path: Path, question: str, answer: Any) -> None:
        """Take another answer for what was known about a file."""
        self._found.setdefault(os.path.abspath(path), {"print": fingerprint(path)})[question] = answer
        self._changed = True

    def digest(self, path: Path) -> str:
        """The SHA-256 of a file. Raises OSError where it cannot be read."""
        answer: str = self.about(path, "sha256", digest_of)
        return answer

    def save(self) -> None:
        """Keep what was found out for the next time. Where that cannot be written it is only found out again."""
        if self.file is None or not self._changed:
            return
        self._found = {name: entry for name, entry in self._found.items() if os.path.exists(name)}
        with suppress(OSError):
            write_sealed(self.file, self._found, durable=False)
        self._changed = False


def fingerprint(path: Path) -> list[int]:
    """What changes whenever a file does."""
    told = os.stat(path)
    return [told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns]


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read a piece at a time."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(*parts: object) -> str:
    """The SHA-256 of plain data."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
