"""Which files a job reads, so that a clip is not taken for the same when one of them is another.

What is imported is known from the sources, and what lies with Python, the system or the cache from versions and digests;
here is seen what nobody could read from the text: a file opened by a name that was worked out.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SYSTEM = ("/usr", "/lib", "/etc", "/proc", "/sys", "/dev", "/System", "/Library")
_heard: list[tuple[str, bool]] | None = None
"""The files that were opened, and whether to be written to."""
_hooked = False


@contextmanager
def reads(*besides: Path) -> Iterator[list[str]]:
    """The paths of the files that are opened for reading within, but for those in folders `besides` and those that were
    written here; complete at the end."""
    global _heard, _hooked
    if not _hooked:
        # Once for a process: it cannot be taken away again.
        sys.addaudithook(_hear)
        _hooked = True
    found: list[str] = []
    heard: list[tuple[str, bool]] = []
    _heard = heard
    try:
        yield found
    finally:
        _heard = None
        out = [os.path.realpath(one) for one in (sys.prefix, sys.base_prefix, *map(str, besides))]
        written = {os.path.realpath(path) for path, writes in heard if writes}
        read = {_source(path) for path, writes in heard if not writes} - written - {""}
        found += sorted(path for path in read if not _lies_in(path, [*out, *_SYSTEM]))


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or _heard is None:
        return
    path, mode, flags = arguments
    if isinstance(path, str | bytes | os.PathLike):
        low = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
        _heard.append((os.path.abspath(os.fsdecode(path)), low or bool(set(str(mode or "r")) & set("wax+"))))


def _source(path: str) -> str:
    """The file that is meant: of a compiled module its source."""
    if path.endswith(".pyc"):
        try:
            path = importlib.util.source_from_cache(path)
        except ValueError:
            return ""
    return os.path.realpath(path)


def _lies_in(path: str, folders: list[str]) -> bool:
    return any(path == one or path.startswith(one.rstrip("/") + "/") for one in folders)
