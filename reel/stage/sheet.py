"""Which frames of a chapter go on its contact sheet, chosen while it is played."""

from __future__ import annotations

from pathlib import Path

from reel.stage.sinks import Pictures


class SheetPictures(Pictures):
    """Keeps the first frame of every motion (what is seen at its cue), one in its middle, and its last."""

    def __init__(self, folder: Path) -> None:
        super().__init__((), folder)
        self.kinds: dict[int, str] = {}

    def begin(self, first: int, count: int, moving: bool) -> None:
        if moving:
            for frame, kind in ((first + count - 1, "end"), (first, "start"), (first + count // 2, "middle")):
                self.kinds[frame] = kind
        self.wanted = sorted(self.kinds)
