"""`python -m reel.stage JOB.json`: one job in a process of its own.

It speaks in lines of JSON on its standard output: {"frame": n, "of": total} as it goes, then {"done": ...}, or
{"error": {message, file, line, hint}} and exit code 2 for what a person can mend, 1 for the rest.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import Any


def _say(**what: Any) -> None:
    sys.__stdout__.write(json.dumps(what) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def main(argument: str) -> int:
    job = json.loads(Path(argument).read_text(encoding="utf-8"))
    # A lesson's own prints must not be taken for ours.
    sys.stdout = sys.stderr
    try:
        from reel.stage import jobs
    except ImportError as error:
        hint = "A system library may be missing: see requirements/system.txt, or run `make videos`."
        _say(error={"message": f"manim does not start: {error}", "file": None, "line": None, "hint": hint})
        return 2
    try:
        done = jobs.KINDS[job["kind"]](job, lambda frame, of: _say(frame=frame, of=of))
    except Exception as error:
        told = jobs.explained(error, job)
        log = Path(job["cache"]) / "logs" / f"{job['lesson']}.{job['chapter']}.log"
        if told is not error:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
            told.hint = told.hint or f"The whole trace is in {log}."
        _say(error=told.as_dict())
        return 2 if told is error else 1
    _say(done=done)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
