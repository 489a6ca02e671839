"""What a build shows: bars with the time left on a terminal, plain lines in a pipe, nothing but JSON with --json."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self


class Terminal:
    """A build's report. Use it in a `with`: it puts the terminal back as it was."""

    def __init__(self, *, json: bool = False) -> None:
        self.json = json
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}
        self._live = not json and sys.stderr.isatty()

    def __enter__(self) -> Self:
        if self._live:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bars = Progress(
                TextColumn("{task.description:>8}"), BarColumn(40), MofNCompleteColumn(), TimeRemainingColumn(),
                console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def say(self, line: str) -> None:
        if self._bars is not None:
            self._bars.console.print(line, highlight=False, markup=False, soft_wrap=True)
        elif not self.json:
            print(line, file=sys.stderr)

    def speaking(self, done: int, of: int) -> None:
        self._show("voice", done, of)

    def filming(self, done: int, of: int) -> None:
        self._show("frames", done, of)

    def finished(self) -> None:
        """The bars are taken away when the `with` ends."""

    def _show(self, what: str, done: int, of: int) -> None:
        if self._bars is None:
            return
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=of)
        self._bars.update(self._tasks[what], completed=done)
