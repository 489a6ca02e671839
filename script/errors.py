"""Errors that are messages for people: what is wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path


class ScriptError(Exception):
    """Something in a lesson, or in what it was given, is wrong, and a person can mend it.

    `message` says what is wrong and names the lesson, chapter, beat and cue; `file` and `line` say where;
    `hint` says what to do.
    """

    def __init__(
        self, message: str, *, file: Path | str | None = None, line: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = None if file is None else str(file)
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        where = "" if self.file is None else f"{self.file}:{self.line or 1}: "
        return f"{where}{self.message}" + (f"\n  {self.hint}" if self.hint else "")

    def as_dict(self) -> dict[str, str | int | None]:
        """The same, for a process that reports over a pipe."""
        return {"message": self.message, "file": self.file, "line": self.line, "hint": self.hint}
