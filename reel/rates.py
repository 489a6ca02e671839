"""How long a frame took to film, and how large it was, learned from past builds: for estimates."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from reel.sealed import read_sealed, write_sealed


class Rates:
    """The pace of past builds, by quality."""

    DEFAULT: ClassVar = {"draft": 0.012, "hd": 0.022, "4k": 0.08}
    BYTES: ClassVar = {"draft": 400, "hd": 900, "4k": 3000}

    def __init__(self, cache: Path) -> None:
        self.file = cache / "rates"

    def seconds_a_frame(self, quality: str) -> float:
        return float(self._known().get(quality, self.DEFAULT.get(quality, 0.03)))

    def bytes_a_frame(self, quality: str) -> float:
        return float(self._known().get(f"{quality}.bytes", self.BYTES.get(quality, 1000)))

    def learn(self, quality: str, frames: int, seconds: float, size: int) -> None:
        """Take a build's figures; a process's own start counts too."""
        if frames:
            with suppress(OSError):
                known = self._known() | {quality: seconds / frames, f"{quality}.bytes": size / frames}
                write_sealed(self.file, known, durable=False)

    def _known(self) -> dict[str, float]:
        return dict(read_sealed(self.file) or {})
