"""What a check found: which rule, where, when, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reel.check.observed import Box
from reel.check.rules import RULES


@dataclass
class Finding:
    """One thing to be mended, or to be waived with a reason."""

    rule: str
    what: str
    chapter: str = ""
    beat: str = ""
    seconds: float = 0.0
    """From the chapter's start."""
    box: Box | None = None
    """Where on the frame, in pixels of a 1080-line frame."""
    frame: int | None = None
    lesson: str = ""
    line: int | None = None
    waived: str | None = None
    """The reason for which it may stand."""
    picture: str | None = None
    """The crop, as a data URL."""
    last: float | None = None
    """Where it lasts: its last second."""

    @property
    def severity(self) -> str:
        return RULES[self.rule].severity

    @property
    def todo(self) -> str:
        return RULES[self.rule].todo

    @property
    def where(self) -> str:
        return ".".join(part for part in (self.lesson, self.chapter) if part) + (f"@{self.beat}" if self.beat else "")

    def as_dict(self) -> dict[str, Any]:
        box = self.box
        return {
            "rule": self.rule,
            "severity": self.severity,
            "lesson": self.lesson,
            "chapter": self.chapter,
            "beat": self.beat,
            "seconds": round(self.seconds, 3),
            "until": None if self.last is None else round(self.last, 3),
            "what": self.what,
            "todo": self.todo,
            "box": None if box is None else [round(one, 1) for one in (box.left, box.top, box.right, box.bottom)],
            "frame": self.frame,
            "line": self.line,
            "waived": self.waived,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Finding:
        box = data["box"]
        return cls(
            data["rule"], data["what"], data["chapter"], data["beat"], data["seconds"],
            None if box is None else Box(*box), data["frame"], data["lesson"], data["line"], data["waived"],
            data.get("picture"), data["until"],
        )  # fmt: skip


@dataclass
class Spell:
    """The same fault frame after frame, told once."""

    finding: Finding
    frames: list[int] = field(default_factory=list)


class Spells:
    """Gathers what is found frame by frame, so that a fault is told once for as long as it lasts. `held` says for how many
    frames each frame that was looked at stands."""

    def __init__(self, rate: int, held: dict[int, int]) -> None:
        self.rate, self.held = rate, held
        self._open: dict[object, Spell] = {}
        self.done: list[Spell] = []

    def add(self, key: object, finding: Finding, frame: int, apart: float = 1.0) -> None:
        """A fault at a frame; `key` says which are the same, and after `apart` seconds without it another begins."""
        now = self._open.get(key)
        if now is not None and frame - self._end(now) > apart * self.rate:
            self.done.append(now)
            now = None
        if now is None:
            finding.frame, finding.seconds = frame, frame / self.rate
            now = self._open[key] = Spell(finding)
        now.frames.append(frame)

    def _end(self, spell: Spell) -> int:
        return spell.frames[-1] + self.held.get(spell.frames[-1], 1)

    def lasting(self, least: float) -> Iterable[Finding]:
        """Those that last for some seconds."""
        for spell in [*self.done, *self._open.values()]:
            last = self._end(spell)
            if last - spell.frames[0] >= least * self.rate:
                spell.finding.last = last / self.rate
                yield spell.finding
