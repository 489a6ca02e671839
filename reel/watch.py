"""`reel watch`: after each save, film the chapters that it changed."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from reel.course import LESSONS, ROOT, Selection, read_course
from reel.keys import House, key_of
from reel.known import Known
from reel.quality import QUALITIES
from reel.store import default_cache
from script.errors import ScriptError

_QUIET = 0.15
"""Seconds without another change before a save counts as done: editors write in several steps."""


def touched(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The chapters to be filmed again, in their order: those whose key is new or another. With no key from
    before, none: the first look only takes note."""
    if not before:
        return []
    return [name for name, key in after.items() if before.get(name) != key]


def keys_of(lesson: str, voice: str, folder: Path = LESSONS) -> dict[str, str]:
    """The key of each chapter's draft: all that its film depends on."""
    from reel.build import timetables
    from reel.voice import choose

    house = House(Known(default_cache() / "known"))
    (script,) = read_course([lesson], folder)
    tables = timetables(script, choose(voice, default_cache()))
    return {name: key_of(house.clip(script.path, name, table, QUALITIES["draft"])) for name, table in tables.items()}


def watch_lesson(lesson: str, voice: str) -> None:
    """Watch the sources until Ctrl-C. What is wrong in a script is told, and the watch goes on."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    changed = threading.Event()

    class Saved(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            # Many editors write another file and give it the name: then the name is where it was moved to.
            names = (str(event.src_path), str(event.dest_path))
            if event.event_type in ("modified", "created", "moved") and any(one.endswith(".py") for one in names):
                changed.set()

    observer = Observer()
    for name in ("lessons", "scenes", "maths", "pocket", "script"):
        observer.schedule(Saved(), str(ROOT / name), recursive=True)
    observer.start()
    # A shell that starts a command in the background has it ignore Ctrl-C; this one is there to be stopped by it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    keys = _tell_errors(lambda: keys_of(lesson, voice)) or {}
    print(f"watching {lesson}; save a file to see its chapters again, Ctrl-C to stop", file=sys.stderr)
    try:
        while True:
            changed.wait()
            while changed.is_set():
                changed.clear()
                time.sleep(_QUIET)
            fresh = _tell_errors(lambda: keys_of(lesson, voice))
            if fresh is None:
                continue
            if again := touched(keys, fresh):
                _tell_errors(lambda again=again: _film(lesson, voice, again))
            keys = fresh
    except KeyboardInterrupt:
        print("", file=sys.stderr)
    finally:
        observer.stop()
        observer.join()


def _film(lesson: str, voice: str, chapters: list[str]) -> None:
    from reel.build import Settings, build
    from reel.terminal import Terminal

    (script,) = read_course([lesson])
    # Not among the films: a draft clip there would take the place of a finished one.
    settings = Settings(QUALITIES["draft"], voice, ROOT / "build" / "watch", default_cache())
    began = time.monotonic()
    with Terminal() as terminal:
        build([(script, Selection(lesson, name)) for name in chapters], settings, terminal)
    print(f"{', '.join(chapters)}: {time.monotonic() - began:.1f} s", file=sys.stderr)


def _tell_errors(do):  # type: ignore[no-untyped-def]
    try:
        return do()
    except ScriptError as error:
        print(f"reel: {error}", file=sys.stderr)
        return None
