"""Rules about what is said, read from the script and from the times at which it is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reel import captions
from reel.check.finding import Finding
from reel.script import ChapterScript, Script
from reel.voice.base import RATE, Samples
from reel.voice.pronunciation import Pronunciations
from reel.voice.waves import SUSTAIN, runs, speaking
from script.narration import Narration
from script.timetable import BeatTimes, SpokenWord, Timetable

FASTEST, SLOWEST = 180, 110
"""Words a minute."""
LONGEST = 25
"""Words in a sentence."""
SILENT = 2.5
EXACT = 0.05
"""Characters a second within which a caption's speed is known: its times are whole milliseconds."""
_NEAR = 1.0
"""Seconds by which the times of recorded words may be off."""
_FEW = 8
"""A beat of fewer words has no pace of its own."""
_END = re.compile(r"[.!?…]+[\"”’)]*(?=\s|$)")
_ABBREVIATION = re.compile(r"(?:^|[\s(\"“])(?:e\.g|i\.e|cf|vs|approx|Dr|Mr|Mrs|Ms|St)\.$")
_VOWEL = re.compile(r"[aeiouyæœø]")
_POINTS = frozenset(".,;:!?…—–-'’‘\"“”()%&$ ")
_SHORT_WORDS = "hmm shh psst pst brr nth mth kth th"
_SHORT = frozenset(_SHORT_WORDS.split())
"""Without a vowel, and said none the less."""
_COMPLAINT = re.compile(r'(\w+)\.(\w+): the voice says nothing for ("[^"]*")')


def findings(chapter: ChapterScript, timetable: Timetable) -> Iterator[Finding]:
    """All that is wrong with what a chapter says: no picture is needed."""
    for beat in chapter.beats:
        times = timetable.beat(beat.name)
        for found in (*pace(beat.narration, times), *long_sentences(beat.narration, times)):
            found.beat = beat.name
            yield found


def pace(narration: Narration, times: BeatTimes) -> Iterator[Finding]:
    """Whether a beat is spoken too fast or too slowly: its words over its time without its written pauses."""
    if len(times.words) < _FEW:
        return
    spoken = times.end - times.start - sum(pause.seconds for pause in narration.pauses)
    rate = len(times.words) / spoken * 60 if spoken > 0 else float("inf")
    if not SLOWEST <= rate <= FASTEST:
        yield Finding("pace", f"{rate:.0f} words a minute", seconds=times.start, last=times.end)


def long_sentences(narration: Narration, times: BeatTimes) -> Iterator[Finding]:
    """Sentences of too many words. A pause, a dash or a colon ends none."""
    for first, last in sentences(narration.text):
        words = [one for one in times.words if first <= one.first < last]
        if len(words) > LONGEST:
            what = f'{len(words)} words: "{narration.text[first:last].strip()[:60]}…"'
            yield Finding("long-sentence", what, seconds=words[0].start, last=words[-1].end)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends: at a full stop, not at the point of "e.g.", nor at a question that is quoted
    in a sentence that goes on."""
    begins = 0
    for found in _END.finditer(text):
        goes_on = text[found.end() :].lstrip(" \"“‘(")[:1].islower()
        if goes_on or _ABBREVIATION.search(text[: found.start() + 1]):
            continue
        yield begins, found.end()
        begins = found.end()
    if text[begins:].strip():
        yield begins, len(text)


def silences(chapter: ChapterScript, timetable: Timetable, track: Samples) -> Iterator[Finding]:
    """Silences that are not written, from the first sound of a chapter to its last: heard in its voice (mono, at `RATE`),
    or where that is none, read from the times of its words."""
    sounds = [(word.start, word.end) for beat in timetable.beats for word in beat.words]
    if track.any():
        spoken = [run for run in runs(speaking(track, RATE)) if run[1] - run[0] >= SUSTAIN * RATE]
        sounds = [(first / RATE, last / RATE) for first, last in spoken]
    pauses = list(_pauses(chapter, timetable))
    for (_, end), (start, _) in pairwise(sounds):
        written = sum(seconds for at, seconds in pauses if end - _NEAR <= at <= start)
        if start - end - written > SILENT:
            what = f"{start - end:.1f} s of silence, {written:g} s of which are written"
            yield Finding("silence", what, chapter.name, beat=_beat_at(timetable, end, start), seconds=end, last=start)


def _pauses(chapter: ChapterScript, timetable: Timetable) -> Iterator[tuple[float, float]]:
    """The written pauses: when each begins, as nearly as its words tell, and how long it is."""
    for beat in chapter.beats:
        times = timetable.beat(beat.name)
        for pause in beat.narration.pauses:
            before = [word.end for word in times.words if word.last <= pause.position]
            yield (before[-1] if before else times.start), pause.seconds


def unsayable(script: Script, complaints: Sequence[str]) -> Iterator[Finding]:
    """Words that no voice can be sure of, and those of which the lesson's own voice complains (`Voice.check`)."""
    told: list[tuple[str, str, str]] = []
    for chapter in script.chapters:
        for beat in chapter.beats:
            for word, why in _unsure(beat.narration.text):
                told.append((chapter.name, beat.name, f'"{word}"'))
                yield Finding("unsayable", f'"{word}" {why}', chapter.name, beat.name, line=beat.line)
    for line in complaints:
        match = _COMPLAINT.match(line)
        if match and (*match.groups(),) not in told:
            yield Finding("unsayable", line.partition(": ")[2], match.group(1), match.group(2))


def _unsure(text: str) -> Iterator[tuple[str, str]]:
    """Words with a sign that is read in no one way, and words that can only be spelt; with what is wrong."""
    known = Pronunciations.load()
    said = {place for match in known.find(text) for place in range(match.first, match.last)}
    for found in re.finditer(r"\S+", text):
        word = found.group()
        signs = [sign for k, sign in enumerate(word, found.start()) if k not in said and not _is_plain(sign)]
        bare = word.strip("".join(_POINTS))
        if signs:
            yield bare, f'has the sign "{signs[0]}", which is read in no one way'
        elif re.search(r"[a-z]\.[a-zA-Z]", word) and not _ABBREVIATION.search(word):
            yield bare, "is a name of code, with a point in it"
        elif (
            bare.isalpha() and bare.islower() and len(bare) > 1 and found.start() + word.index(bare) not in said
            and not _VOWEL.search(unicodedata.normalize("NFD", bare)) and bare not in _SHORT
        ):  # fmt: skip
            yield bare, "has no vowel, and would be spelt"


def _is_plain(sign: str) -> bool:
    """Whether a sign can stand in a text that is read aloud: a Latin letter, a digit, a point between words."""
    if sign in _POINTS or (sign.isascii() and sign.isalnum()):
        return True
    name = unicodedata.name(sign, "")
    return name.startswith("LATIN ") or unicodedata.combining(sign) > 0


def caption_rules(script: Script, tables: dict[str, Timetable]) -> Iterator[Finding]:
    """Captions that break a rule, chapter by chapter."""
    for chapter in script.chapters:
        said = {beat.name: beat.narration for beat in chapter.beats}
        shown = captions.captions([(0.0, tables[chapter.name], said)])
        for one in shown:
            length = one.end - one.start
            wrong = []
            if len(one.lines) > captions.LINES or max(map(len, one.lines)) > captions.LINE:
                wrong.append(f"has {len(one.lines)} lines of up to {max(map(len, one.lines))} characters")
            if length > captions.LONGEST + 0.01 or length < captions.SHORTEST - 0.01:
                wrong.append(f"stands for {length:.1f} s")
            elif len(one.text) / length > captions.CHARACTERS_PER_SECOND + EXACT:
                wrong.append(f"is read at {len(one.text) / length:.1f} characters a second")
            if wrong:
                what = f'"{one.text}" {" and ".join(wrong)}'
                beat = _beat_at(tables[chapter.name], one.start, one.end)
                yield Finding("captions", what, chapter.name, beat, seconds=one.start, last=one.end)


def _beat_at(timetable: Timetable, start: float, end: float) -> str:
    """The beat in which a caption is said."""
    middle = (start + end) / 2
    return next((one.name for one in timetable.beats if one.start <= middle < one.end), timetable.beats[-1].name)


def word_at(times: BeatTimes, position: int) -> SpokenWord | None:
    """The word that is said at a place in the narration, or the next one."""
    return next((one for one in times.words if one.last > position), None)
