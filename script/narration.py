"""The narration of a beat: its spoken text, with the marks that stand in it taken out and remembered.

    "Turn the plane a quarter [turn]. [pause 3] Then slant it [slant]."

`[turn]` is a cue: the moment at which the next sound begins. Before a word that is the word's onset; before a
punctuation mark or at the end it is the end of the word before. `[pause 3]` is a silence of three seconds.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from script.errors import ScriptError

_MARK = re.compile(r"\[([^\[\]\n]*)\]")
_CUE = re.compile(r"[a-z][a-z0-9_]*")
_PAUSE = re.compile(r"pause +(\d+(?:\.\d+)?)")
# But ".5" is a number.
_SPACE_BEFORE_POINT = re.compile(r" +(?=[.,;:!?](?!\d))")


@dataclass(frozen=True)
class Cue:
    """A named moment. `position` is the index in `Narration.text` of the character that it stands before."""

    name: str
    position: int


@dataclass(frozen=True)
class Pause:
    """A written silence of `seconds`, before the character at `position` of `Narration.text`."""

    seconds: float
    position: int


@dataclass(frozen=True)
class Narration:
    """What is said in a beat (`text`, one line, no marks), and the marks in the order in which they stand."""

    text: str
    marks: tuple[Cue | Pause, ...] = ()

    @property
    def cues(self) -> tuple[Cue, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, Cue))

    @property
    def pauses(self) -> tuple[Pause, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, Pause))

    def pieces(self) -> tuple[tuple[int, int], ...]:
        """The spans of `text` that are said in one go: one more than there are pauses, some perhaps empty."""
        cuts = [0, *(pause.position for pause in self.pauses), len(self.text)]
        return tuple(itertools.pairwise(cuts))


def parse(docstring: str) -> Narration:
    """Read a beat's docstring. Raises ScriptError for a mark that is neither cue nor pause, and for a cue that
    stands twice; its `line` counts from 1 at the docstring's first line."""
    pieces: list[str] = []
    marks: list[Cue | Pause] = []
    length, last = 0, 0

    def add(raw: str) -> None:
        nonlocal length
        text = re.sub(r"\s+", " ", raw)
        if length == 0 or (pieces and pieces[-1].endswith(" ")):
            text = text.lstrip(" ")
        # A mark stands between two spaces, or before a full stop: the text without it has neither doubled.
        if pieces and pieces[-1].endswith(" ") and re.match(r"[.,;:!?](?!\d)", text):
            pieces[-1] = pieces[-1][:-1]
            length -= 1
            for i, mark in enumerate(marks):
                if mark.position > length:
                    marks[i] = _moved(mark, length)
        text = _SPACE_BEFORE_POINT.sub("", text)
        if text:
            pieces.append(text)
            length += len(text)

    for found in _MARK.finditer(docstring):
        add(docstring[last : found.start()])
        last = found.end()
        line = docstring.count("\n", 0, found.start()) + 1
        inside = found.group(1).strip()
        if pause := _PAUSE.fullmatch(inside):
            marks.append(Pause(float(pause.group(1)), length))
        elif inside != "pause" and _CUE.fullmatch(inside):
            if any(mark.name == inside for mark in marks if isinstance(mark, Cue)):
                raise ScriptError(
                    f"cue [{inside}] stands twice in this narration",
                    line=line,
                    hint="Give each cue its own name.",
                )
            marks.append(Cue(inside, length))
        else:
            raise ScriptError(
                f"[{inside}] is neither a cue nor a pause",
                line=line,
                hint="A cue is a name in small letters, as in [turn]; a silence is [pause 3], in seconds.",
            )
    add(docstring[last:])
    text = "".join(pieces)
    stripped = text.rstrip(" ")
    settled = tuple(_moved(mark, min(mark.position, len(stripped))) for mark in marks)
    return Narration(stripped, settled)


def _moved(mark: Cue | Pause, position: int) -> Cue | Pause:
    return Cue(mark.name, position) if isinstance(mark, Cue) else Pause(mark.seconds, position)
