"""`python -m reel.stage`: one job in a process of its own; `python -m reel.stage serve FD KIND`: a child for every job.

A job comes as a line of JSON on standard input. It is answered in lines of JSON on standard output: {"begun": pid}, then
{"frame": n, "of": total} as it goes, then {"done": ...}, or {"error": {message, file, line, hint}} and exit code 2 for
what a person can mend, 1 for the rest. When standard input ends, so does the process.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

_GRACE = 2.0
"""Seconds for taking half-written files away before the process is ended the hard way."""


def one_job() -> int:
    """Do the job that standard input brings."""
    # What a lesson prints, or a library, must not be taken for ours.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        sys.stdout = sys.stderr

        def say(**what: Any) -> None:
            out.write(json.dumps(what) + "\n")
            out.flush()

        signal.signal(signal.SIGTERM, _leave)
        # Ctrl-C reaches every process of a terminal; the parent is the one that ends the others.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        say(begun=os.getpid())
        job = json.loads(_line(0))
        threading.Thread(target=_end_with_the_parent, daemon=True).start()
        return _do(job, say)


def _leave(number: int, frame: FrameType | None) -> None:
    """End by way of an exception, so that what is half written goes away; told again, it does not stop that."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def _line(file: int) -> bytes:
    """A line, read without a buffer, whose lock a thread that waits for the rest of the file would hold."""
    line = bytearray()
    while not line.endswith(b"\n"):
        more = os.read(file, 1 << 16)
        if not more:
            break
        line += more
    return bytes(line)


def _end_with_the_parent() -> None:
    while os.read(0, 1 << 16):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(128 + signal.SIGTERM)


def _do(job: dict[str, Any], say: Callable[..., None]) -> int:
    try:
        from reel.stage import kinds

        work = kinds.kind(job["kind"])
    except ImportError as error:
        say(error=_not_loaded(error))
        return 2
    if job["kind"] != "stock":
        # Scenes are made of millions of objects, and next to none of what is left of them goes in circles: to look through
        # them as often as Python does by itself takes a tenth of the time. manim as it comes is measured as it comes.
        gc.set_threshold(50_000, 20, 50)
    try:
        done = work(job, lambda frame, of: say(frame=frame, of=of))
    except Exception as error:
        from reel.stage.jobs import explained

        told = explained(error, job)
        log = Path(job["cache"]) / "logs" / f"{job['lesson']}.{job['chapter']}.log"
        if told is not error:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
            told.hint = told.hint or f"The whole trace is in {log}."
        say(error=told.as_dict())
        return 2 if told is error else 1
    say(done=done)
    return 0


def _not_loaded(error: ImportError) -> dict[str, Any]:
    hint = "A system library may be missing: see requirements/system.txt, or run `make videos`."
    return {"message": f"manim does not start: {error}", "file": None, "line": None, "hint": hint}


def serve(line: int, kind: str) -> int:
    """Load what jobs of a kind need, and fork a child for every job."""
    from reel.stage.server import Server

    # Ctrl-C reaches every process of a terminal; the parent is the one that ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Where it cannot be loaded, each child finds that out again, and tells its job.
    with suppress(Exception):
        from reel.stage import kinds

        kinds.kind(kind)
    Server(socket.socket(fileno=line), one_job).serve()
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", line, kind]:
            sys.exit(serve(int(line), kind))
        case []:
            sys.exit(one_job())
        case _:
            sys.exit(__doc__)
