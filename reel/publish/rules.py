"""What platforms accept, rule by rule. An error would be refused there; what is only passed over is a warning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from reel.publish.metadata import PRIVACIES, Mark, Metadata, clock

TITLE = 100
"""Characters."""
DESCRIPTION = 5000
"""Bytes, as UTF-8."""
TAGS = 500
"""Characters of all tags together; a comma stands between two, and quotation marks around one with a space in it."""
CHAPTERS, CHAPTER = 3, 10
"""The fewest chapters that are shown, and the fewest seconds of each."""
FILM = 256 * 1024**3
FILM_SECONDS = 12 * 3600
CAPTIONS = 100 * 1024**2
THUMBNAIL = 2 * 1024**2
"""Bytes."""
THUMBNAIL_SIZE = (1280, 720)
GOOD_LINES = 720
"""A film with fewer lines is a draft."""

_TIME = r"(\d+):(\d\d):(\d\d)[,.](\d{3})"
_TIMES = re.compile(rf"^{_TIME} --> {_TIME}", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold: what is wrong, and what to do."""

    level: Literal["error", "warning"]
    rule: str
    what: str
    hint: str

    def __str__(self) -> str:
        return f"{self.what}\n  {self.hint}"


def check_metadata(told: Metadata, seconds: float) -> list[Finding]:
    """Lengths, characters, chapters, and the fields that must be set."""
    found = _title(told.title) + _description(told.description) + _tags(told.tags) + _chapters(told.chapters, seconds)
    if told.privacy not in PRIVACIES:
        found.append(_error("privacy", f'"{told.privacy}" is no privacy', f"It is one of: {', '.join(PRIVACIES)}."))
    return found


def check_film(film: Path, lines: int, seconds: float) -> list[Finding]:
    """Size, length, and whether it begins to play before all of it is there."""
    found, size = [], film.stat().st_size
    if not 0 < size <= FILM:
        found.append(_error("film size", f"the film has {size:,} bytes; 1 to {FILM:,} are taken", "Part the lesson."))
    if seconds > FILM_SECONDS:
        found.append(_error("film length", f"the film lasts {clock(seconds)}; 12 hours are taken", "Part the lesson."))
    if lines < GOOD_LINES:
        hint = "Render it with --quality hd before others see it."
        found.append(_warning("film lines", f"the film has {lines} lines: it is a draft", hint))
    if size and not _begins_with_its_index(film):
        found.append(_warning("film index", "the film has its index at its end", "Render the lesson again."))
    return found


def check_captions(captions: Path, seconds: float) -> list[Finding]:
    """Text in UTF-8, with times that go forward and stay within the film."""
    data = captions.read_bytes()
    name = captions.name
    if len(data) > CAPTIONS:
        return [_error("captions size", f"{name} has {len(data):,} bytes; {CAPTIONS:,} are taken", "Part the lesson.")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return [_error("captions text", f"{name} is not UTF-8", "Render the lesson again.")]
    times = [(_seconds(*one.groups()[:4]), _seconds(*one.groups()[4:])) for one in _TIMES.finditer(text)]
    if not times:
        return [_error("captions times", f"{name} holds no caption", "Render the lesson again.")]
    backwards = any(end <= start for start, end in times) or any(b[0] < a[1] for a, b in pairwise(times))
    if backwards:
        return [_error("captions times", f"the times in {name} do not go forward", "Render the lesson again.")]
    if times[-1][1] > seconds + 0.05:
        return [_error("captions times", f"{name} goes on after the film has ended", "Render the lesson again.")]
    return []


def check_thumbnail(picture: Path, size: tuple[int, int]) -> list[Finding]:
    """Shape and size in bytes."""
    found, length = [], picture.stat().st_size
    if size != THUMBNAIL_SIZE:
        found.append(_error("thumbnail shape", f"the thumbnail is {size[0]}x{size[1]}, not 1280x720", "Make it anew."))
    if not 0 < length <= THUMBNAIL:
        hint = "Choose a quieter poster frame."
        found.append(_error("thumbnail size", f"the thumbnail has {length:,} bytes; {THUMBNAIL:,} are taken", hint))
    return found


def tags_length(tags: Sequence[str]) -> int:
    """The length of tags as YouTube counts it."""
    return sum(len(one) + 2 * (" " in one) for one in tags) + max(0, len(tags) - 1)


def _title(title: str) -> list[Finding]:
    found = []
    if not title.strip():
        found.append(_error("title", "the title is empty", "Give the lesson a title."))
    if len(title) > TITLE:
        hint = "Shorten `title` in the lesson, and render it again."
        found.append(_error("title length", f'the title "{title}" has {len(title)} characters; {TITLE} are taken', hint))
    return found + _characters("title", title, "\n")


def _description(text: str) -> list[Finding]:
    found, size = [], len(text.encode())
    if size > DESCRIPTION:
        hint = "Shorten the lesson's `summary` or its list of reading, and render it again."
        found.append(_error("description length", f"the description has {size:,} bytes; {DESCRIPTION:,} are taken", hint))
    return found + _characters("description", text, "")


def _tags(tags: Sequence[str]) -> list[Finding]:
    found, length = [], tags_length(tags)
    if length > TAGS:
        hint = "Leave out some of the lesson's `keywords`, and render it again."
        found.append(_error("tags length", f"the tags have {length} characters; {TAGS} are taken", hint))
    for tag in tags:
        found += _characters(f'tag "{tag}"', tag, "\n,")
    return found


def _characters(what: str, text: str, refused: str) -> list[Finding]:
    """No platform takes `<` or `>`, and none what cannot be seen."""
    bad = sorted({sign for sign in text if sign in f"<>{refused}" or (sign != "\n" and unicodedata.category(sign) == "Cc")})
    if not bad:
        return []
    signs = " and ".join(repr(sign) if sign.isspace() or not sign.isprintable() else sign for sign in bad)
    hint = "Write it in words in the lesson, and render it again."
    return [_error("characters", f"{signs} may not stand in the {what}: {_around(text, bad[0])}", hint)]


def _around(text: str, sign: str) -> str:
    """The few characters around the first place of one that is refused."""
    at = text.index(sign)
    return repr(text[max(0, at - 20) : at + 20])


def _chapters(chapters: Sequence[Mark], seconds: float) -> list[Finding]:
    hint = "The film has its chapters all the same; a platform will only not show them."
    if not chapters or chapters[0].start != 0:
        return [_error("chapters", "the first chapter does not begin at 0:00", "Render the lesson again.")]
    if len(chapters) < CHAPTERS:
        return [_warning("chapters", f"{len(chapters)} chapters: fewer than {CHAPTERS} are not shown", hint)]
    # Players know whole seconds only.
    starts = [*(int(one.start) for one in chapters), int(seconds)]
    return [
        _warning("chapters", f'chapter "{one.title}" lasts {end - start} s: under {CHAPTER} s none are shown', hint)
        for one, (start, end) in zip(chapters, pairwise(starts), strict=True)
        if end - start < CHAPTER
    ]


def _begins_with_its_index(film: Path) -> bool:
    """Whether an MP4's index comes before its pictures."""
    with open(film, "rb") as file:
        while len(head := file.read(8)) == 8:
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            if size == 1:
                size = int.from_bytes(file.read(8), "big") - 8
            if size < 8:
                return False
            file.seek(size - 8, 1)
    return False


def _seconds(hours: str, minutes: str, seconds: str, thousandths: str) -> float:
    return 3600 * int(hours) + 60 * int(minutes) + int(seconds) + int(thousandths) / 1000


def _error(rule: str, what: str, hint: str) -> Finding:
    return Finding("error", rule, what, hint)


def _warning(rule: str, what: str, hint: str) -> Finding:
    return Finding("warning", rule, what, hint)
