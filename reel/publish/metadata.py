"""What is told of a film where it is shown: title, description, tags, and what a platform asks about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SERIES = "Inside the Glass Box"
LICENCE = "CC BY 4.0"
LICENCE_TEXT = "https://creativecommons.org/licenses/by/4.0/"
LANGUAGE = "en"
EDUCATION = "27"
"""The number of YouTube's category for films that teach."""
ALWAYS = ("mathematics", "language models", "machine learning", "linear algebra", "manim")
"""Tags of every lesson."""
PRIVACIES = ("private", "unlisted", "public")
VOICES = {
    "hibari": "The voice is synthetic (hibari) and is nobody's.",
    "none": "The film is silent; its captions say what there is to say.",
}
NOT_SYNTHETIC = (
    "Every picture is drawn and none could be taken for a recording; the voice imitates nobody, and the description says "
    "that it is synthetic."
)
"""Why the films need no mark as altered or synthetic: platforms ask for it where people, places or events look real."""
SYNTHETIC = "Asked for with --synthetic."

_MARKER = re.compile(r"inside-the-glass-box:(?P<lesson>\w+):(?P<film>[0-9a-f]{12}|replaced)")


@dataclass(frozen=True)
class Mark:
    """A chapter where a player shows it."""

    start: float
    title: str


@dataclass(frozen=True)
class Metadata:
    """All that is told of a lesson's film. `film` is the SHA-256 of the film itself; `position` is the lesson's place in
    the course, from zero."""

    lesson: str
    number: int
    title: str
    description: str
    tags: tuple[str, ...]
    chapters: tuple[Mark, ...]
    film: str
    position: int
    synthetic: bool
    privacy: str = "private"
    language: str = LANGUAGE
    category: str = EDUCATION
    made_for_children: bool = False

    @property
    def marker(self) -> str:
        return marker(self.lesson, self.film)

    def as_dict(self) -> dict[str, Any]:
        """The same for a person or a program that uploads by hand."""
        return {
            "version": 1,
            "lesson": self.lesson,
            "number": self.number,
            "title": self.title,
            "description": self.description,
            "tags": list(self.tags),
            "language": self.language,
            "category": {"youtube": self.category, "name": "Education"},
            "licence": {"name": LICENCE, "text": LICENCE_TEXT, "youtube": "creativeCommon"},
            "synthetic_media": {"declared": self.synthetic, "why": SYNTHETIC if self.synthetic else NOT_SYNTHETIC},
            "made_for_children": self.made_for_children,
            "privacy": self.privacy,
            "playlist": {"title": SERIES, "position": self.position},
            "chapters": [{"start": one.start, "title": one.title} for one in self.chapters],
            "marker": self.marker,
            "film_sha256": self.film,
        }


def describe(
    record: Mapping[str, Any], film: str, position: int, *, privacy: str = "private", synthetic: bool = False
) -> Metadata:
    """The metadata of a lesson, from its lesson.json and the digest of its film."""
    chapters = marks(record)
    return Metadata(
        lesson=record["name"],
        number=record["number"],
        title=f"{record['title']} | {SERIES} {record['number']}",
        description=_description(record, chapters, marker(record["name"], film)),
        tags=tuple(dict.fromkeys((*record["keywords"], *ALWAYS))),
        chapters=chapters,
        film=film,
        position=position,
        synthetic=synthetic,
        privacy=privacy,
    )


def marks(record: Mapping[str, Any]) -> tuple[Mark, ...]:
    """The chapters as a platform wants them: the first at zero, the title card with it."""
    starts = [0.0, *(one["start"] for one in record["chapters"][1:])]
    return tuple(Mark(start, one["title"]) for start, one in zip(starts, record["chapters"], strict=True))


def clock(seconds: float) -> str:
    """A time as a description has it, whole seconds rounded down."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def marker(lesson: str, film: str) -> str:
    """A line by which an uploaded film is known again when nothing else is left to know it by."""
    return f"inside-the-glass-box:{lesson}:{film[:12]}"


def find_marker(description: str) -> tuple[str, str] | None:
    """The lesson and the beginning of the film's digest that a description names."""
    found = _MARKER.search(description)
    return None if found is None else (found["lesson"], found["film"])


def replaced(description: str) -> str:
    """A description whose marker is no longer that of the lesson's film: another has taken its place."""
    return _MARKER.sub(lambda found: f"inside-the-glass-box:{found['lesson']}:replaced", description)


def _description(record: Mapping[str, Any], chapters: tuple[Mark, ...], mark: str) -> str:
    reading = [", ".join(filter(None, (one["title"], one["by"], one["where"]))) for one in record["reading"]]
    question = " ".join(record["question"].split())
    credits = [
        f"Lesson {record['number']} of {SERIES}: the mathematics behind language models, as motion.",
        "Drawn by a program, with Manim. " + VOICES.get(record["voice"], "The voice is a recording."),
        f"Licence: {LICENCE}, {LICENCE_TEXT}",
    ]
    parts = [
        record["summary"],
        "\n".join(("Chapters", *(f"{clock(one.start)} {one.title}" for one in chapters))),
        f"A question for a later lesson: {question}",
        "\n".join(("To read and to watch", *(f"- {one}" for one in reading))) if reading else "",
        "\n".join(credits),
        mark,
    ]
    return "\n\n".join(part for part in parts if part)
