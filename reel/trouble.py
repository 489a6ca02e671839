"""What can go wrong with a machine rather than with a lesson, told in words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.errors import ScriptError

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_AGAIN = "and run the same command again: what was finished is kept, and nothing half-written lies under a final name."


def explained(error: BaseException, where: Path | str) -> ScriptError | None:
    """A message for what a machine lacks, written to `where`; None where it is something else."""
    place = getattr(error, "filename", None) or where
    number = getattr(error, "errno", None)
    if number in _FULL:
        return ScriptError(f"the disk is full: {place}", hint=f"Make room, or give another place, {_AGAIN}")
    if number in _REFUSED:
        return ScriptError(f"cannot write: {place}", hint=f"Make it writable, or give another place, {_AGAIN}")
    if isinstance(error, MemoryError):
        return ScriptError("out of memory", hint=f"Try with --jobs 1, or close other programs, {_AGAIN}")
    return None


@contextmanager
def told(where: Path | str) -> Iterator[None]:
    """Say in words what the machine lacks, whatever is done within."""
    try:
        yield
    except (OSError, MemoryError) as error:
        message = explained(error, where)
        if message is None:
            raise
        raise message from error
