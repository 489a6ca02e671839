"""Rules about what is said, when, and what stands beside it: read from the script, its times and the stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reel import captions
from reel.check.finding import Finding, Spells
from reel.check.observed import Observed, Seen, Text
from reel.check.stage import READABLE, held
from reel.script import ChapterScript, Script
from script.narration import Narration
from script.timetable import BeatTimes, SpokenWord, Timetable

FASTEST, SLOWEST = 180, 110
"""Words a minute."""
LONGEST = 25
"""Words in a sentence."""
MOST_PROSE = 8
REPEATED = 5
"""Words in a row."""
AWAY = 0.5
"""Seconds between a word and the cue that bears its name."""
SILENT = 2.5
_LULL = 1.0
"""A longer silence than this is not counted as speaking."""
_FEW = 8
"""A beat of fewer words has no pace of its own."""
_BEFORE, _AFTER = 1.5, 1.0
"""Around "here", in seconds: something must begin to show, or be moving."""
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_POINTING = re.compile(r"\b(here (?:is|are)|this is|these are|look (?:at|here)|right here|over here|and here)\b", re.I)
_WORD = re.compile(r"[\w'’-]+")


def findings(chapter: ChapterScript, timetable: Timetable, observed: Observed) -> Iterator[Finding]:
    """All that is wrong with the words of a chapter."""
    for beat in chapter.beats:
        times = timetable.beat(beat.name)
        for found in (
            *pace(beat.narration, times),
            *long_sentences(beat.narration, times),
            *cues_and_words(beat.narration, times, observed),
            *pointing(beat.narration, times, observed),
        ):
            found.beat = beat.name
            yield found
    yield from silences(chapter, timetable)
    yield from prose(chapter, timetable, observed)


def pace(narration: Narration, times: BeatTimes) -> Iterator[Finding]:
    """Whether a beat is spoken too fast or too slowly; its written silences do not count."""
    if len(times.words) < _FEW:
        return
    spoken = times.end - times.start - sum(pause.seconds for pause in narration.pauses)
    rate = len(times.words) / spoken * 60
    if not SLOWEST <= rate <= FASTEST:
        yield Finding("pace", f"{rate:.0f} words a minute", seconds=times.start, last=times.end)


def long_sentences(narration: Narration, times: BeatTimes) -> Iterator[Finding]:
    """Sentences of too many words."""
    for found in _SENTENCE.finditer(narration.text):
        count = len(_WORD.findall(found.group()))
        if count > LONGEST:
            at = next((word.start for word in times.words if word.first >= found.start()), times.start)
            yield Finding("long-sentence", f'{count} words: "{found.group().strip()[:60]}…"', seconds=at)


def cues_and_words(narration: Narration, times: BeatTimes, observed: Observed) -> Iterator[Finding]:
    """Cues that bear the name of something said, and are later than it."""
    for cue, at in times.cues.items():
        name = cue.replace("_", " ").lower()
        named = [
            times.words[k].start
            for k in range(len(times.words))
            if _phrase(narration, times.words[k:], len(name.split())) == name
        ]
        step = next((one for one in observed.steps if one.cue == cue and one.moving), None)
        if not named or step is None:
            continue
        shown = observed.seconds(step.first)
        if all(shown - said > AWAY for said in named):
            late = min(shown - said for said in named)
            what = f'"{name}" is said {late:.1f} s before what is shown at its cue'
            yield Finding("late-cue", what, seconds=at, frame=step.first)


def _phrase(narration: Narration, words: Sequence[SpokenWord], count: int) -> str:
    return " ".join(narration.text[word.first : word.last].lower() for word in words[:count])


def pointing(narration: Narration, times: BeatTimes, observed: Observed) -> Iterator[Finding]:
    """Places where the voice points and the picture does not."""
    for found in _POINTING.finditer(narration.text):
        word = next((one for one in times.words if one.last > found.start()), None)
        if word is None:
            continue
        shown = any(
            step.moving
            and observed.seconds(step.first) < word.start + _AFTER
            and observed.seconds(step.last) > word.start - _BEFORE
            for step in observed.steps
        )
        if not shown:
            what = f'"{found.group()}" is said, and nothing is shown'
            yield Finding("nothing-pointed-at", what, seconds=word.start, frame=round(word.start * observed.rate))


def silences(chapter: ChapterScript, timetable: Timetable) -> Iterator[Finding]:
    """Silences that are not written."""
    last_end: float | None = None
    for beat in chapter.beats:
        times = timetable.beat(beat.name)
        pauses = list(beat.narration.pauses)
        for word in times.words:
            written = 0.0
            while pauses and pauses[0].position <= word.first:
                written += pauses.pop(0).seconds
            if last_end is not None and word.start - last_end - written > SILENT:
                what = f"{word.start - last_end:.1f} s of silence, {written:g} s of which are written"
                yield Finding("silence", what, beat=beat.name, seconds=last_end, last=word.start)
            last_end = word.end
        if last_end is not None:
            last_end += sum(pause.seconds for pause in pauses)


def prose(chapter: ChapterScript, timetable: Timetable, observed: Observed) -> Iterator[Finding]:
    """Prose on the screen while the voice speaks: too much of it, or what is being said."""
    spells = Spells(observed.rate, held(observed))
    said = {beat.name: _words(beat.narration.text) for beat in chapter.beats}
    for seen in observed.seen:
        beat = _spoken_in(timetable, observed.seconds(seen.frame))
        if beat is None:
            continue
        texts = _prose(seen)
        count = sum(len(_words(one.said)) for one in texts)
        if count > MOST_PROSE:
            told = " / ".join(one.said for one in texts)
            what = f'{count} words of prose stand on the screen while the voice speaks: "{told[:80]}"'
            spells.add(("prose", told), Finding("prose", what, box=texts[0].box), seen.frame)
        for text in texts:
            words = _words(text.said)
            spoken = " ".join(said[beat])
            runs = (" ".join(words[k : k + REPEATED]) for k in range(len(words) - REPEATED + 1))
            if any(f" {run} " in f" {spoken} " for run in runs):
                what = f'"{text.said[:60]}" stands on the screen and is said'
                spells.add(("repeats", text.said), Finding("repeats-narration", what, box=text.box), seen.frame)
    yield from spells.lasting(0.5)


def _prose(seen: Seen) -> list[Text]:
    """The texts of several words; single ones, as the words of the pocket language, are what is talked of."""
    return [one for one in seen.texts if one.prose and one.opacity >= READABLE and len(_words(one.said)) >= 3]


def _words(text: str) -> list[str]:
    return [one.lower() for one in _WORD.findall(text)]


def _spoken_in(timetable: Timetable, seconds: float) -> str | None:
    """The beat in which the voice speaks at this time, short gaps included."""
    for beat in timetable.beats:
        for word in beat.words:
            if word.start - _LULL / 2 <= seconds <= word.end + _LULL / 2:
                return beat.name
    return None


def caption_rules(script: Script, tables: dict[str, Timetable]) -> Iterator[Finding]:
    """Captions that break a rule, chapter by chapter."""
    for chapter in script.chapters:
        said = {beat.name: beat.narration for beat in chapter.beats}
        for one in captions.captions([(0.0, tables[chapter.name], said)]):
            length = one.end - one.start
            wrong = []
            if len(one.lines) > captions.LINES or max(map(len, one.lines)) > captions.LINE:
                wrong.append(f"{len(one.lines)} lines of up to {max(map(len, one.lines))} characters")
            if length > captions.LONGEST + 0.01 or length < captions.SHORTEST - 0.01:
                wrong.append(f"stands for {length:.1f} s")
            pace_of = len(one.text) / length
            if pace_of > captions.CHARACTERS_PER_SECOND + 1.5:
                wrong.append(f"is read at {pace_of:.1f} characters a second")
            if wrong:
                yield Finding(
                    "captions", f'"{one.text}" {", ".join(wrong)}', chapter.name, seconds=one.start, last=one.end
                )  # fmt: skip
