"""Small files of plain data that are whole or not there: written aside, then renamed, their own digest before them."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

DRAFT = ".part"
"""How the name ends of what is not finished. Such a file may be taken away at any time: its writer writes it again."""
_TRIES = 3


def write_sealed(path: Path, data: Any, *, durable: bool = True) -> None:
    """Put plain data under a name, all at once. What is `durable` is on the disk when this returns."""
    body = json.dumps(data, sort_keys=True, ensure_ascii=False).encode()
    publish_bytes(path, hashlib.sha256(body).hexdigest().encode() + b"\n" + body + b"\n", durable=durable)


def read_sealed(path: Path) -> Any:
    """The data under a name; None where there is none, or where it is not what was written."""
    try:
        seal, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(body[:-1]).hexdigest().encode() != seal:
        return None
    return json.loads(body)


def publish_bytes(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put bytes under a name, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for tried in range(_TRIES):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=DRAFT)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(draft, path)
            break
        except FileNotFoundError:
            # Somebody took it for one that a killed process left.
            if tried + 1 == _TRIES:
                raise
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    if durable:
        sync_folder(path.parent)


def draft_of(path: Path) -> Path:
    """Where this process writes a file before it takes its name."""
    return path.with_name(f".{path.name}.{os.getpid()}{DRAFT}")


def publish_file(draft: Path, path: Path) -> None:
    """Give a finished file its name, all at once; it is on the disk when this returns. Both lie in one file system."""
    with open(draft, "rb") as file:
        os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can be asked for that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
