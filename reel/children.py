"""Processes that load manim and the lessons, one for each job, seen from the parent.

Where the system forks, a process of its own (`reel.stage.server`) loads manim once, and forks a child for every job;
elsewhere each job starts a process that loads all of it. Either way a child gets its job as a line of JSON, answers in
lines of JSON, and ends when its parent's end of the line is gone: nothing goes on for a parent that was killed.

`multiprocessing` has a fork server too, but one for a whole process, which would film with sources that were edited
since, and would run the parent's main module in every child.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self

from reel.system import PROCESS
from script.errors import ScriptError

Tell = Callable[[int, int], None]
FORKS = hasattr(os, "fork") and sys.platform != "darwin"
"""Whether a process that has loaded manim may fork: on macOS the frameworks under its fonts do not stand it."""
_PATIENCE = 5.0
"""Seconds in which children that are told to end clear up after themselves."""


class Children:
    """The child processes of one piece of work. Those that run end with it, or when it is stopped."""

    def __init__(self, forks: bool = FORKS) -> None:
        self._forks = forks
        self._lock = threading.Lock()
        self._running: set[_Forked | _Started] = set()
        self._server: _Server | None = None
        self._stopped = False

    def run(self, message: dict[str, Any], tell: Tell | None) -> dict[str, Any]:
        """Run one job to its end; its result, or ScriptError."""
        heard = self._heard(message, tell)
        if self._forks and not heard.begun and heard.error is None:
            # The server was lost before it came to this job: the next one takes it.
            heard = self._heard(message, tell)
        if heard.error is not None:
            raise heard.error
        if heard.done is None:
            raise self._ended_early(message, heard)
        return heard.done

    def _heard(self, message: dict[str, Any], tell: Tell | None) -> _Heard:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as stderr:
            child = self._start(str(message["kind"]), stderr)
            try:
                heard = _listen(child.talk(message), tell)
                heard.code = child.ended(heard.code)
            finally:
                with self._lock:
                    self._running.discard(child)
                child.close()
            stderr.seek(0)
            heard.tail = stderr.read()[-2000:].strip()
        return heard

    def _start(self, kind: str, stderr: IO[str]) -> _Forked | _Started:
        with self._lock:
            if self._stopped:
                raise ScriptError("stopped")
            child = self._fork(kind, stderr) if self._forks else _Started(stderr)
            self._running.add(child)
        return child

    def _fork(self, kind: str, stderr: IO[str]) -> _Forked:
        if self._server is not None:
            with suppress(OSError):
                return self._server.fork(stderr)
            self._server.close()
        self._server = _Server(kind)
        return self._server.fork(stderr)

    def _ended_early(self, message: dict[str, Any], heard: _Heard) -> ScriptError:
        if self._stopped:
            return ScriptError("stopped")
        code, tail = heard.code, heard.tail
        if not heard.begun and self._server is not None:
            self._server.close()
            code, tail = self._server.process.returncode, self._server.tail()
        how = "it was lost" if code is None else f"signal {-code}" if code < 0 else f"exit code {code}"
        memory = "It may have run out of memory: try again with --jobs 1."
        return ScriptError(
            f"lesson {message['lesson']}, {_part(message)}: its process ended early ({how})",
            hint=memory if code == -9 else tail or memory,
        )

    def stop(self) -> None:
        """End them all."""
        with self._lock:
            self._stopped = True
            running, server, self._server = list(self._running), self._server, None
        for child in running:
            child.stop()
        if server is not None:
            server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def _part(message: dict[str, Any]) -> str:
    """What of a lesson a job is for."""
    return f"chapter {message['chapter']}" if message["chapter"] else "its sound"


@dataclass
class _Heard:
    """What was heard of a job: that its process began, how it ended, and what it wrote to its standard error."""

    begun: bool = False
    done: dict[str, Any] | None = None
    error: ScriptError | None = None
    code: int | None = None
    tail: str = ""


def _listen(lines: Iterator[str], tell: Tell | None) -> _Heard:
    heard = _Heard()
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            break  # It was killed in the middle of a line.
        if "begun" in said:
            heard.begun = True
        elif "frame" in said and tell is not None:
            tell(said["frame"], said["of"])
        elif "error" in said:
            told = said["error"]
            heard.error = ScriptError(told["message"], file=told["file"], line=told["line"], hint=told["hint"])
        elif "done" in said:
            heard.done = said["done"]
        elif "ended" in said:
            heard.code = said["ended"]
    return heard


class _Started:
    """A child with a Python of its own."""

    def __init__(self, stderr: IO[str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "reel.stage"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True, encoding="utf-8",
            env=os.environ | PROCESS,
        )  # fmt: skip

    def talk(self, message: dict[str, Any]) -> Iterator[str]:
        assert self.process.stdin is not None and self.process.stdout is not None
        with suppress(OSError):
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
        yield from self.process.stdout

    def ended(self, code: int | None) -> int:
        return self.process.wait()

    def stop(self) -> None:
        self.process.terminate()

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                assert pipe is not None
                pipe.close()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class _Forked:
    """A child that the server forks; this holds one end of the line to it."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line

    def talk(self, message: dict[str, Any]) -> Iterator[str]:
        with suppress(OSError), self.line.makefile("rw", encoding="utf-8", errors="replace", newline="\n") as talk:
            talk.write(json.dumps(message) + "\n")
            talk.flush()
            yield from talk

    def ended(self, code: int | None) -> int | None:
        return code

    def stop(self) -> None:
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.stop()
        self.line.close()


class _Server:
    """The process that has manim loaded."""

    def __init__(self, kind: str) -> None:
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "reel.stage", "serve", str(theirs.fileno()), kind],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.errors, env=os.environ | PROCESS,
            )  # fmt: skip

    def fork(self, stderr: IO[str]) -> _Forked:
        """Have a child forked, with one end of a line and a file for its errors. Raises OSError where the server is
        gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.line, [b"fork"], [theirs.fileno(), stderr.fileno()])
            except OSError:
                ours.close()
                raise
        return _Forked(ours)

    def close(self) -> None:
        """End it, and with it whatever it has forked."""
        self.line.close()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tail(self) -> str:
        self.errors.seek(0)
        return self.errors.read()[-2000:].strip()
