"""reveal.js, which shows HTML decks: fetched once by npm, at the version that is pinned, into the cache. It is kept in no
repository; a deck gets a copy of the few files that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from filelock import FileLock

from reel.course import ROOT
from reel.known import digest
from script.errors import ScriptError

PINNED = ROOT / "requirements" / "npm"
"""What is pinned: package.json, package-lock.json with the digest of each package, and how npm is to behave."""
FILES = {
    "dist/reset.css": "reset.css",
    "dist/reveal.css": "reveal.css",
    "dist/reveal.js": "reveal.js",
    "dist/plugin/notes.js": "notes.js",
    "LICENSE": "LICENSE",
}
"""The files of a deck, and their names there. None is a module: from a file a browser loads none."""

_SHOWN = 6


def fetched(cache: Path, pinned: Path = PINNED, npm: str = "npm", *, everything: bool = False) -> Path:
    """The folder `node_modules` with what is pinned; with `everything` what decks are tried with, too."""
    names = ("package.json", "package-lock.json", ".npmrc")
    key = digest(*((pinned / name).read_text(encoding="utf-8") for name in names), everything)[:16]
    folder = cache / "npm" / key
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{key}.new-"))
            try:
                for name in names:
                    shutil.copyfile(pinned / name, fresh / name)
                _install(fresh, npm, everything)
                os.replace(fresh, folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    return folder / "node_modules"


def _install(folder: Path, npm: str, everything: bool) -> None:
    command = [npm, "ci", "--ignore-scripts", *([] if everything else ["--omit=dev"])]
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ScriptError(
            "an HTML deck is shown by reveal.js, which npm fetches, and there is no npm here",
            hint="Install Node.js with npm and try again, or choose --format pptx, pdf or manim-slides.",
        ) from None
    if run.returncode:
        told = [line for line in run.stderr.splitlines() if line.strip()] or [f"it ended with {run.returncode}"]
        raise ScriptError(
            "npm could not fetch reveal.js:\n" + "\n".join(f"    {line}" for line in told[:_SHOWN]),
            hint="The first deck needs a network, later ones do not; and --format pptx, pdf and manim-slides need none.",
        )


def copy_into(folder: Path, modules: Path) -> None:
    """Copy what a deck needs of reveal.js into a folder of it."""
    folder.mkdir()
    for name, becomes in FILES.items():
        shutil.copyfile(modules / "reveal.js" / name, folder / becomes)
