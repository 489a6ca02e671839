"""The process that loads manim once and forks a child for every job.

It has one thread and no child's line open but to tell how that child ended, so that a fork takes over nothing that is
in the middle of something. Each message on its own line brings two files: a child's line and where its errors go.
When the parent's end is gone, whatever was forked is ended.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

_GRACE = 3.0
"""Seconds that children have for clearing up when all is to end."""


class Server:
    """Forks children that do `work`, a function of a child's line, until the parent's end of `line` is gone."""

    def __init__(self, line: socket.socket, work: Callable[[], int]) -> None:
        self.line, self.work = line, work
        self.children: dict[int, socket.socket] = {}
        self.awake, self._wake = socket.socketpair()
        for one in (self.awake, self._wake):
            one.setblocking(False)

    def serve(self) -> None:
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        # What is loaded is never rubbish: not looked through again, its pages stay shared.
        gc.collect()
        gc.freeze()
        while True:
            ready, _, _ = select.select([self.line, self.awake], [], [])
            if self.awake in ready:
                with suppress(BlockingIOError):
                    self.awake.recv(4096)
                self._bury()
            if self.line in ready:
                asked, files, _, _ = socket.recv_fds(self.line, 16, 2)
                if not asked:
                    break
                self._fork(*files)
        self._end()

    def _fork(self, talk: int, errors: int) -> None:
        line = socket.socket(fileno=talk)
        try:
            child = os.fork()
        except OSError as error:
            hint = "Too many processes run, or memory is short: try again with --jobs 1."
            told = {"message": f"no process can be started: {error.strerror}", "file": None, "line": None, "hint": hint}
            _say(line, error=told)
            line.close()
        else:
            if child == 0:
                self._become_child(line, errors)
            self.children[child] = line
        os.close(errors)

    def _become_child(self, line: socket.socket, errors: int) -> None:
        """Do the job, and never come back."""
        code = 1
        # What is to be done at this process's end is not what was to be done at the server's.
        atexit._clear()
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # A line that another child's fork holds open would hide that child's end.
            for one in (self.line, self.awake, self._wake, *self.children.values()):
                one.close()
            for number, file in ((0, line.fileno()), (1, line.fileno()), (2, errors)):
                os.dup2(file, number)
            line.close()
            os.close(errors)
            code = self.work()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with suppress(BaseException):
                atexit._run_exitfuncs()
            os._exit(code)

    def _bury(self) -> None:
        """Tell of every child that has ended how it did."""
        while self.children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            with self.children.pop(child) as line:
                _say(line, ended=os.waitstatus_to_exitcode(status))

    def _end(self) -> None:
        until = time.monotonic() + _GRACE
        for child in self.children:
            os.kill(child, signal.SIGTERM)
        while self.children and time.monotonic() < until:
            self._bury()
            time.sleep(0.01)
        for child in self.children:
            os.kill(child, signal.SIGKILL)


def _say(line: socket.socket, **what: object) -> None:
    """Send a line, unless nobody listens."""
    with suppress(OSError):
        line.sendall((json.dumps(what) + "\n").encode())
