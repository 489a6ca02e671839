"""Folders that a viewer gets: they change all at once, and a build that is cut off leaves the old one as it was."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reel.sealed import sync_folder
from script.errors import ScriptError


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written to, before any long work."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ScriptError(
            f"cannot write to {folder}: {error.strerror}",
            hint="Give another folder with --output, or make this one writable.",
        ) from error


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of the target at the end and leaves the old one alone until then.

    Whoever calls this is the only one at the target."""
    mend(target)
    fresh = _beside(target)
    try:
        yield fresh
        for path in fresh.rglob("*"):
            _sync(path)
        sync_folder(fresh)
        if target.exists() and not _swapped(fresh, target):
            old = target.with_name(f".{target.name}.old")
            os.replace(target, old)
        if not target.exists():
            os.replace(fresh, target)
        sync_folder(target.parent)
        shutil.rmtree(target.with_name(f".{target.name}.old"), ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def new_files(target: Path) -> Iterator[Path]:
    """A folder to fill: its files go into the target at the end, each all at once, and what else lies there stays."""
    mend(target.parent)
    fresh = _beside(target.parent)
    try:
        yield fresh
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(fresh.iterdir()):
            _sync(path)
            os.replace(path, target / path.name)
        sync_folder(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def mend(target: Path) -> None:
    """Put right what a killed build left at a folder: what it had begun goes, what it had moved aside comes back."""
    check_writable(target.parent)
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        os.replace(old, target)
    shutil.rmtree(old, ignore_errors=True)
    for left in target.parent.glob(f".{target.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _beside(target: Path) -> Path:
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.new-"))
    fresh.chmod(0o755)
    return fresh


def _sync(path: Path) -> None:
    if path.is_dir():
        sync_folder(path)
    else:
        with open(path, "rb") as file:
            os.fsync(file.fileno())


_HERE, _SWAP = -100, 2
"""Linux's numbers for "the folder that we are in" and for two names that change places."""


def _swapped(one: Path, other: Path) -> bool:
    """Have two folders change places in one step, where the system can: then there is no moment without one."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            done = libc.renamex_np(os.fsencode(one), os.fsencode(other), _SWAP)
        else:
            done = libc.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _SWAP)
    except (AttributeError, OSError, TypeError):
        return False
    return bool(done == 0)
