"""Where drawn frames go, besides a film: pictures of a few of them, or a count and a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path

import cv2

from reel.stage.renderer import Frame, Sink


class Pictures:
    """Keeps chosen frames as PNG files `frame-000123.png`; no other is drawn."""

    def __init__(self, wanted: Collection[int], folder: Path) -> None:
        self.wanted = sorted(set(wanted))
        self.folder = folder
        self.frame = 0
        folder.mkdir(parents=True, exist_ok=True)

    def begin(self, first: int, count: int, moving: bool) -> None:
        """Nothing to be done."""

    def wants(self, first: int, count: int) -> bool:
        return any(first <= one < first + count for one in self.wanted)

    def skip(self, count: int) -> None:
        self.frame += count

    def write(self, frame: Frame, count: int) -> None:
        for one in self.wanted:
            if self.frame <= one < self.frame + count:
                cv2.imwrite(str(picture_path(self.folder, one)), cv2.cvtColor(frame, cv2.COLOR_RGBA2BGR))
        self.frame += count


def picture_path(folder: Path, frame: int) -> Path:
    return folder / f"frame-{frame:06d}.png"


class Window:
    """Passes on the frames from `first` to before `last`, and spares the drawing of all others."""

    def __init__(self, sink: Sink, first: int, last: int) -> None:
        self.sink, self.first, self.last = sink, first, last
        self.frame = 0

    def begin(self, first: int, count: int, moving: bool) -> None:
        self.sink.begin(first, count, moving)

    def _inside(self, first: int, count: int) -> int:
        return max(0, min(first + count, self.last) - max(first, self.first))

    def wants(self, first: int, count: int) -> bool:
        return self._inside(first, count) > 0

    def skip(self, count: int) -> None:
        self.frame += count

    def write(self, frame: Frame, count: int) -> None:
        inside = self._inside(self.frame, count)
        if inside:
            self.sink.write(frame, inside)
        self.frame += count


class Nothing:
    """Draws nothing: for a run that only asks what is played when."""

    def begin(self, first: int, count: int, moving: bool) -> None:
        """Nothing to be done."""

    def wants(self, first: int, count: int) -> bool:
        return False

    def skip(self, count: int) -> None:
        """Not counted."""

    def write(self, frame: Frame, count: int) -> None:
        raise AssertionError("no frame was wanted")


class Digests:
    """Hands a digest of every drawn frame, and its count, to a function: for tests."""

    def __init__(self, take: Callable[[str, int], None]) -> None:
        self.take = take

    def begin(self, first: int, count: int, moving: bool) -> None:
        """Nothing to be done."""

    def wants(self, first: int, count: int) -> bool:
        return True

    def skip(self, count: int) -> None:
        raise AssertionError("every frame was wanted")

    def write(self, frame: Frame, count: int) -> None:
        self.take(hashlib.sha256(frame.tobytes()).hexdigest(), count)
