"""What was made once is not made again: files by what they are made of, in the cache folder.

A thing has a kind and a key (the digest of all that it is made of, `reel/keys.py`). Its file lies under its own digest and
is looked at whole before it is used; a note says which file a key stands for. Both take their names when they are complete
and on the disk, the note last: so whatever is found is whole, whenever a build was cut off.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reel.course import ROOT
from reel.known import Known, digest, digest_of
from reel.sealed import DRAFT, publish_bytes, publish_file, read_sealed, write_sealed
from script.errors import ScriptError

if TYPE_CHECKING:
    from filelock import BaseFileLock

LIMIT = "GLASSBOX_CACHE_GB"
DEFAULT_LIMIT = 20.0
"""Gigabytes that the store may take, unless the environment says otherwise."""

_A_DAY = 86_400
"""Seconds after which a draft is nobody's any more."""

State = Literal["whole", "none", "gone", "altered", "read another"]
"""Of a thing: it is there; never made; made, and let go since; not what was put there; of a file that has changed since."""


def default_cache() -> Path:
    """Where everything lies that can be made again."""
    return Path(os.environ.get("GLASSBOX_CACHE") or ROOT / ".cache" / "reel")


def size_limit() -> int:
    """How many bytes the store may take."""
    said = os.environ.get(LIMIT, "").strip()
    try:
        gigabytes = float(said) if said else DEFAULT_LIMIT
        if not gigabytes >= 0:
            raise ValueError
    except ValueError:
        raise ScriptError(f'{LIMIT} is "{said}"', hint=f"Give the cache's size in gigabytes, as in {LIMIT}=20.") from None
    return round(gigabytes * 1e9)


@dataclass(frozen=True)
class Found:
    """A thing in the store: its file, and what was noted of it."""

    path: Path
    about: Mapping[str, Any]


@dataclass
class Store:
    """The store in a cache folder. `tell` hears in words of what was not as it should be."""

    cache: Path
    tell: Callable[[str], None] = field(default=lambda line: None)

    def __post_init__(self) -> None:
        self.folder = self.cache / "store"

    # What is there ------------------------------------------------------------------------------------------

    def find(self, kind: str, key: str) -> Found | None:
        """A thing that is whole: its file was read and is what was put there. None where it must be made."""
        noted = self._noted(kind, key)
        if noted is None or self._changed(noted) is not None:
            return None
        path = self._file(noted)
        try:
            whole = digest_of(path) == noted["digest"]
        except FileNotFoundError:
            return None
        if not whole:
            self.tell(f"{noted['what']}: its file in the cache is not what was put there; it is made again")
            self._note(kind, key).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            return None
        self.used(kind, key)
        return Found(path, noted["about"])

    def about(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """What was noted of a thing, whether its file is still there or not."""
        noted = self._noted(kind, key)
        return None if noted is None else noted["about"]

    def digest(self, kind: str, key: str) -> str | None:
        """The digest of a thing's file, as it was noted."""
        noted = self._noted(kind, key)
        return None if noted is None else noted["digest"]

    def read_for(self, kind: str, key: str) -> list[str]:
        """The files that were read when a thing was made, and stand in no key."""
        noted = self._noted(kind, key)
        return [] if noted is None else list(noted["read"])

    def state(self, kind: str, key: str, known: Known) -> State:
        """How a thing stands. A file that is the same as when it was last read is not read again."""
        noted = self._noted(kind, key)
        if noted is None:
            return "none"
        if self._changed(noted, known) is not None:
            return "read another"
        try:
            return "whole" if known.digest(self._file(noted)) == noted["digest"] else "altered"
        except OSError:
            return "gone"

    def changed(self, kind: str, key: str, known: Known) -> str | None:
        """The file that was read when a thing was made and is another now."""
        noted = self._noted(kind, key)
        return None if noted is None else self._changed(noted, known)

    def used(self, kind: str, key: str) -> None:
        """Note that a thing is of use: what is not goes first when room is made."""
        with suppress(OSError):
            os.utime(self._note(kind, key))

    # What is put there --------------------------------------------------------------------------------------

    def add(
        self, kind: str, key: str, draft: Path, what: str, about: Mapping[str, Any] | None = None, read: Iterable[str] = ()
    ) -> Found:
        """Put a finished file in its place; `draft` lies in the folder of a build at work, and is moved.

        `what` is its name in words. `read`: files that were read for it and stand in no key; where one of them is another
        later, this is not the thing any more."""
        made = digest_of(draft)
        noted: dict[str, Any] = {
            "what": what, "digest": made, "size": draft.stat().st_size, "suffix": draft.suffix, "about": dict(about or {}),
            "read": {path: _digest_or_none(Path(path)) for path in read},
        }  # fmt: skip
        path = self._file(noted)
        publish_file(draft, path)
        write_sealed(self._note(kind, key), noted)
        return Found(path, noted["about"])

    def add_bytes(
        self, kind: str, key: str, data: bytes, suffix: str, what: str, about: Mapping[str, Any] | None = None
    ) -> Found:
        """Put a file in its place that was made in memory."""
        made = hashlib.sha256(data).hexdigest()
        noted: dict[str, Any] = {
            "what": what, "digest": made, "size": len(data), "suffix": suffix, "about": dict(about or {}), "read": {},
        }  # fmt: skip
        path = self._file(noted)
        publish_bytes(path, data)
        write_sealed(self._note(kind, key), noted)
        return Found(path, noted["about"])

    def _note(self, kind: str, key: str) -> Path:
        return self.folder / "notes" / kind / key[:2] / key

    def _noted(self, kind: str, key: str) -> dict[str, Any] | None:
        noted: dict[str, Any] | None = read_sealed(self._note(kind, key))
        return noted

    def _file(self, noted: Mapping[str, Any]) -> Path:
        return self.folder / "files" / noted["digest"][:2] / f"{noted['digest']}{noted['suffix']}"

    @staticmethod
    def _changed(noted: Mapping[str, Any], known: Known | None = None) -> str | None:
        return next((path for path, was in noted["read"].items() if _digest_or_none(Path(path), known) != was), None)

    # Builds at work -----------------------------------------------------------------------------------------

    @contextmanager
    def at_work(self) -> Iterator[Path]:
        """A build that makes things: a folder for what is not finished, which is gone at the end.

        Where a build was killed, the next takes its folder away. The last of those at work keeps the store to its limit."""
        began = time.time() - 1  # The clock of a file system is coarse.
        name = uuid.uuid4().hex
        builds = self.folder / "builds"
        with self._lock(builds, "gate"):
            self._sweep(builds)
            lock = self._lock(builds, name)
            lock.acquire()
            scratch = builds / name
            scratch.mkdir()
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            with self._lock(builds, "gate"):
                lock.release()
                (builds / f"{name}.lock").unlink(missing_ok=True)
                if not self._sweep(builds):
                    self._make_room(size_limit(), began)

    def sweep(self) -> None:
        """Take away what killed builds left unfinished."""
        builds = self.folder / "builds"
        if builds.is_dir() and any(one.is_dir() for one in builds.iterdir()):
            with self._lock(builds, "gate"):
                self._sweep(builds)

    @contextmanager
    def alone(self, *names: str) -> Iterator[None]:
        """Only one process is at what is so named; another waits."""
        # Names share some thousand locks, so that their number does not grow. Whoever holds one asks for no other.
        lock = self._lock(self.folder / "locks", digest(names)[:3])
        if not _try(lock):
            self.tell(f"waiting for another build that is at {' '.join(names[:1])} too")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @staticmethod
    def _lock(folder: Path, name: str) -> BaseFileLock:
        from filelock import FileLock

        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / f"{name}.lock")

    def _sweep(self, builds: Path) -> int:
        """Take away what killed builds left unfinished; how many are at work."""
        running = killed = 0
        for scratch in [one for one in builds.iterdir() if one.is_dir()]:
            lock = self._lock(builds, scratch.name)
            if _try(lock):
                shutil.rmtree(scratch, ignore_errors=True)
                lock.release()
                Path(lock.lock_file).unlink(missing_ok=True)
                self.tell("a build before this one was cut off; what it had finished is kept, the rest is made again")
                killed += 1
            else:
                running += 1
        if killed and not running:
            for draft in self._drafts():
                draft.unlink(missing_ok=True)
        return running

    def _drafts(self) -> list[Path]:
        """Files that somebody writes, or was killed while writing."""
        return [one for kind in ("files", "notes") for one in (self.folder / kind).rglob(f"*{DRAFT}")]

    def _make_room(self, limit: int, began: float) -> None:
        """Let files go, those first that were of use the longest ago, until the store keeps to its limit; none that was of
        use since the build began. Nobody else is at work."""
        for draft in self._drafts():
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < began - _A_DAY:
                    draft.unlink()
        files = {path.name: path for path in (self.folder / "files").rglob("*") if path.is_file()}
        sizes = {name: path.stat().st_size for name, path in files.items()}
        last = dict.fromkeys(files, 0.0)
        for note in (self.folder / "notes").rglob("*"):
            noted = read_sealed(note) if note.is_file() else None
            if noted is not None and (name := self._file(noted).name) in last:
                last[name] = max(last[name], note.stat().st_mtime)
        total = sum(sizes.values())
        for name in sorted(files, key=lambda one: last[one]):
            if total <= limit or last[name] >= began:
                break
            files[name].unlink(missing_ok=True)
            total -= sizes[name]
        if total > limit:
            self.tell(f"what this build needs takes {total / 1e9:.1f} GB of the cache, more than {LIMIT} allows: it is kept")


def _try(lock: BaseFileLock) -> bool:
    from filelock import Timeout

    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


def _digest_or_none(path: Path, known: Known | None = None) -> str | None:
    try:
        return digest_of(path) if known is None else known.digest(path)
    except OSError:
        return None


def free_space(folder: Path) -> int:
    """Bytes that are free where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
