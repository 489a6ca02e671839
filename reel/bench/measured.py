"""One process measured: wall time, the time of all its cores, and the most memory that it held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Any

from reel.system import PROCESS
from script.errors import ScriptError


@dataclass(frozen=True)
class Measured:
    """Seconds and MB."""

    wall: float
    cpu: float
    peak: float

    @classmethod
    def sum(cls, several: list[Measured]) -> Measured:
        """Processes one after another."""
        return cls(sum(one.wall for one in several), sum(one.cpu for one in several), max(one.peak for one in several))


def measure(message: dict[str, Any]) -> tuple[Measured, dict[str, Any]]:
    """Run a job of the stage in a Python of its own, manim's loading counted in; its result besides."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "reel.stage"], text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=os.environ | _surroundings(message),
        )  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        # Its standard input stays open until it has ended: it ends when its parent does.
        with process.stdin, process.stdout:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
            told = [json.loads(line) for line in process.stdout]
            _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        tail = errors.read()[-2000:].strip()
    for one in told:
        if "error" in one:
            raise ScriptError(
                f"{message['chapter']}, {message['kind']}: {one['error']['message']}", hint=one["error"]["hint"]
            )
    done = next((one["done"] for one in told if "done" in one), None)
    if done is None:
        raise ScriptError(f"{message['chapter']}, {message['kind']}: its process ended early", hint=tail)
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere.
    return Measured(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6), done


def _surroundings(message: dict[str, Any]) -> dict[str, str]:
    """manim as it comes has those of its user; what we film has the same as in a build."""
    return {} if message["kind"] == "stock" else PROCESS


class Watch:
    """Wall time, and the time of all cores that this process and the children that it has buried took, in a `with`."""

    def __enter__(self) -> Watch:
        self._began, self._used = time.monotonic(), _used()
        return self

    def __exit__(self, *error: object) -> None:
        self.wall, self.cpu = time.monotonic() - self._began, _used() - self._used

    def measured(self, peak: float) -> Measured:
        return Measured(self.wall, self.cpu, peak)


def _used() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
