"""What a check found, as lines for a terminal and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reel.check.page import clock, in_order
from reel.check.run import Checked


def lines(checked: Checked) -> Iterator[str]:
    """A finding a line, with what to do below; waived ones are only listed on the page."""
    for one in in_order(checked.findings):
        if one.waived is None:
            when = f" {clock(one.seconds)}" if one.chapter else ""
            yield f"{one.severity}: {one.where}{when}: {one.what} [{one.rule}]"
            yield f"  {one.todo}"
    for waiver in checked.idle:
        yield f"{waiver.path.name}:{waiver.line}: nothing needs the waiver of {waiver.rule}; take it away"


def as_json(checked: Checked, page: Path) -> dict[str, Any]:
    """The same, for a program."""
    return {
        "lessons": checked.lessons,
        "errors": len(checked.open("error")),
        "warnings": len(checked.open("warning")),
        "findings": [one.as_dict() for one in in_order(checked.findings)],
        "waivers": [
            {
                "rule": one.rule, "reason": one.reason, "file": one.path.name, "line": one.line,
                "chapter": one.chapter, "beat": one.beat, "findings": one.used,
            }
            for one in checked.waivers
        ],
        "page": str(page),
    }  # fmt: skip
