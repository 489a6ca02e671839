"""What is uploaded where, written down before and after every step: a run that was cut off is taken up where it stopped.

It lies outside the project and is nobody else's to read: whoever knows an upload's address can go on with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reel.sealed import read_sealed, write_sealed
from script.errors import ScriptError

NAME = "inside-the-glass-box"


def state_folder() -> Path:
    """Where a user's programs keep what they must remember."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / NAME


def config_folder() -> Path:
    """Where a user's programs keep what they were told."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / NAME


class Ledger:
    """A file with an entry for each lesson and account. An entry is plain data that whoever uploads fills and saves."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_folder() / "uploads"
        self._entries: dict[str, Any] = read_sealed(self.path) or {}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else uploads meanwhile. What others have written before is read again."""
        from filelock import FileLock, Timeout

        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(self.path.with_name(f".{self.path.name}.lock"), mode=0o600)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise ScriptError("another upload is under way", hint="Wait until it has ended, and run this again.") from None
        try:
            self._entries = read_sealed(self.path) or {}
            yield
        finally:
            lock.release()

    def entry(self, account: str, lesson: str) -> dict[str, Any]:
        """What is known of a lesson in an account; empty where nothing is. What is put into it stays with `save`."""
        entry: dict[str, Any] = self._entries.setdefault(account, {}).setdefault(lesson, {})
        return entry

    def known(self, account: str, lesson: str) -> dict[str, Any]:
        """A copy of what is known, for whoever only wants to look."""
        return dict(self._entries.get(account, {}).get(lesson, {}))

    def accounts(self, kind: str) -> list[str]:
        """The accounts of a kind that something is known of."""
        return [one for one in self._entries if one.partition(" ")[0] == kind]

    def save(self) -> None:
        """Write everything down; it is on the disk when this returns."""
        write_sealed(self.path, self._entries)
