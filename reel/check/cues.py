"""Rules about what is said and what is shown with it: read from the times of the words and from the stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reel.check.finding import Finding
from reel.check.numbers import numbers_said
from reel.check.observed import Observed, Text
from reel.check.shown import GREEK, arrivals, figures_in, letters_in, words_in, words_of
from reel.check.words import sentences, word_at
from reel.script import ChapterScript
from reel.voice.pronunciation import Pronunciations
from script.narration import Narration
from script.timetable import BeatTimes, Timetable

AWAY = 0.5
"""Seconds that something may be shown after it was said."""
_REACH = 5.0
"""What is shown later than this after it was said was not meant to be shown then."""
_AGAIN = 3.0
"""What is said again within these seconds after it came is named by that."""
_TERM = 3
"""A text of no more words than this is a name, and not prose."""
_BEFORE, _AFTER = 2.5, 1.0
"""Seconds around the word that points."""
_LINGER = 4.0
"""What was shown since its sentence began is still pointed at, for so many seconds."""
_LETTER = re.compile(rf"(?<![\w'’-])([A-Za-z]|(?i:{'|'.join(GREEK)}))(?![\w-]|['’](?!s\b))")
_THINGS = """
arrow bar box cell circle colour column corner cross curve dot edge entry formula gap graph hill line link map matrix node
number path peak picture piece place plane point product row score shadow shape side square step strip sum table triangle
valley vector wall weight word
"""
"""What this series shows. "This way" and "this time" point at nothing on a screen."""
_THING = "|".join(f"{one}s?" if one[-1] not in "xs" else f"{one}(?:es)?" for one in _THINGS.split())
_POINTING = re.compile(
    r"\b(here(?!['’]s why| and there\b| on\b)|(?:right|over|up|down) (?:here|there)|look (?:at|here|there)"
    r"|(?:this|these) (?:is|are) (?:the|a|an|one|two|three|how it looks|what it looks)\b"
    rf"|(?:this|these) (?:\w+ )?(?:{_THING})\b"
    r"|(?:take|see|watch|move|follow|compare|add|keep|turn|like) (?:this|these)(?: one| two| three)?\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\s\"“‘(]*\w")
_PLAIN_WORDS = """
a about above after again all along also an and are as at away back be because before below both but by can come do down
each eight even every far few first five for four from go half has have he her here him his how i if in into is it its
just know last left less like long look make many more most much must near never new next nine no none not now of off on
once one only or other our out over right same say second see set seven she side six so some step still ten than that the
their them then there these they third this those three through time to too twice two under up very was way we were what
when where which while who why will with you your zero
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())
"""Words that are said for many things besides what a cue or a label calls by them."""


def findings(chapter: ChapterScript, timetable: Timetable, observed: Observed) -> Iterator[Finding]:
    """All that is said too far from what is shown of it."""
    for beat in chapter.beats:
        times = timetable.beat(beat.name)
        for found in (*named_cues(beat.narration, times, observed), *pointing(beat.narration, times, observed)):
            found.beat = beat.name
            yield found
    yield from late(chapter, timetable, observed)


@dataclass(frozen=True)
class Said:
    """A symbol, a number or a word in a narration: when it is said, and in which beat."""

    what: str | float
    at: float
    beat: str


def letters_said(text: str) -> Iterator[tuple[str, int]]:
    """The letters that are said as symbols, and where. "I" is a word, and "a" where the voice reads it as an article.

    Where a sentence begins, "E" may be meant for "e": both are given, as "Ee".
    """
    symbols = {match.first for match in Pronunciations.load().find(text)}
    opens = {first + len(text[first:last]) - len(text[first:last].lstrip(" \"“‘(")) for first, last in sentences(text)}
    for found in _LETTER.finditer(text):
        letter = found.group(1)
        if len(letter) > 1:
            yield letter.lower(), found.start()
        elif letter != "I" and (letter not in ("a", "A") or found.start() in symbols):
            yield letter + (letter.lower() if letter.isupper() and found.start() in opens else ""), found.start()


def said(chapter: ChapterScript, timetable: Timetable) -> list[Said]:
    """All symbols, values and runs of words of a chapter, as they are said."""
    found = []
    for beat in chapter.beats:
        times, text = timetable.beat(beat.name), beat.narration.text
        places: list[tuple[str | float, int]] = [
            (one, at) for letters, at in letters_said(text) for one in ((letters,) if letters in GREEK else letters)
        ]
        places += [(one.value, one.position) for one in numbers_said(text) if one.is_value]
        for what, position in places:
            word = word_at(times, position)
            if word is not None:
                found.append(Said(what, word.start, beat.name))
        parts = [(" ".join(words_of(text[word.first : word.last])), word.start) for word in times.words]
        for k, (_, at) in enumerate(parts):
            for count in range(1, _TERM + 1):
                found.append(Said("." + " ".join(one for one, _ in parts[k : k + count]), at, beat.name))
    return found


def _readable(text: Text) -> set[str | float]:
    """What a text shows by name: its symbols, its numbers, and, where it is a name, its words."""
    found: set[str | float] = {*letters_in(text), *figures_in(text)}
    words = words_in(text)
    if 0 < len(words) <= _TERM and not all(one in _PLAIN for one in words):
        found.add("." + " ".join(words))
    return found


def late(chapter: ChapterScript, timetable: Timetable, observed: Observed) -> Iterator[Finding]:
    """What comes to the stage for the first time soon after it was said, in the same beat, and is not said again then."""
    spoken: dict[str | float, list[Said]] = {}
    for one in said(chapter, timetable):
        spoken.setdefault(one.what, []).append(one)
    told: set[float] = set()
    for what, stretches in arrivals(observed, _readable).items():
        came = stretches[0][0]
        early = [
            one
            for one in spoken.get(what, [])
            if AWAY < came - one.at <= _REACH and came < timetable.beat(one.beat).end
        ]
        if not early or came in told or any(-AWAY <= one.at - came <= _AGAIN for one in _like(what, spoken)):
            continue
        told.add(came)
        name = what.lstrip(".") if isinstance(what, str) else f"{what:g}"
        last = early[-1]
        yield Finding(
            "late-cue", f'"{name}" is said {came - last.at:.1f} s before it is shown', beat=last.beat, seconds=last.at,
            last=came, frame=round(came * observed.rate),
        )  # fmt: skip


def _like(what: str | float, spoken: dict[str | float, list[Said]]) -> Iterator[Said]:
    """All sayings of something, in another form of the word too: "slant" is named by "slants"."""
    for key, sayings in spoken.items():
        if key == what or (isinstance(what, str) and isinstance(key, str) and what[0] == "." and _names(key, what)):
            yield from sayings


def named_cues(narration: Narration, times: BeatTimes, observed: Observed) -> Iterator[Finding]:
    """Cues at the end of what is said, which bear the name of something that their sentence has named before."""
    spoken = [(" ".join(words_of(narration.text[word.first : word.last])), word) for word in times.words]
    for mark in narration.cues:
        name = mark.name.replace("_", " ")
        if all(one in _PLAIN for one in name.split()) or _WORD.match(narration.text, mark.position):
            continue
        step = next((one for one in observed.steps if one.cue == mark.name and one.moving), None)
        count = len(name.split())
        named = [
            word
            for k, (_, word) in enumerate(spoken)
            if _names(" ".join(one for one, _ in spoken[k : k + count]), name)
        ]
        if not named or step is None:
            continue
        shown = observed.seconds(step.first)
        opens = next(first for first, last in sentences(narration.text) if mark.position <= last)
        before = [word for word in named if word.first >= opens and AWAY < shown - word.start <= _REACH]
        if before and not any(-AWAY <= word.start - shown <= _AGAIN for word in named):
            what = f'"{name}" is said {shown - before[-1].start:.1f} s before what is shown at its cue'
            yield Finding("late-cue", what, seconds=before[-1].start, last=shown, frame=step.first)


def _names(said: str, name: str) -> bool:
    """Whether something said is a name, or a form of it: "turns" and "turning" are forms of "turn"."""
    return re.fullmatch(rf"{re.escape(name)}(?:s|es|d|ed|ing|{re.escape(name[-1])}(?:ed|ing)|'s)?", said) is not None


def pointing(narration: Narration, times: BeatTimes, observed: Observed) -> Iterator[Finding]:
    """Places where the voice points and the picture does not."""
    begins = {}
    for first, last in sentences(narration.text):
        begins.update(dict.fromkeys(range(first, last), first))
    for found in _POINTING.finditer(narration.text):
        word, opens = word_at(times, found.start()), word_at(times, begins.get(found.start(), found.start()))
        if word is None or opens is None:
            continue
        since = min(word.start - _BEFORE, max(opens.start - AWAY, word.start - _LINGER))
        if not any(
            step.moving
            and observed.seconds(step.first) < word.start + _AFTER
            and observed.seconds(step.last) > since
            for step in observed.steps
        ):
            what = f'"{found.group()}" is said, and nothing is shown'
            yield Finding("nothing-pointed-at", what, seconds=word.start, frame=round(word.start * observed.rate))
