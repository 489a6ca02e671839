"""Rules about prose on the screen while the voice speaks: too much of it, or the very words that are said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reel.check.finding import Finding
from reel.check.observed import Box, Observed, Text
from reel.check.shown import words_in, words_of
from reel.check.stage import READABLE
from reel.script import ChapterScript
from script.timetable import Timetable

MOST = 8
"""Words of prose."""
REPEATED = 5
"""Words in a row."""
_NAME = 3
"""A text of no more words is a name of something, unless it is a line of a paragraph."""
_SPOKEN = 1.0
"""Seconds of speech beside which prose must stand."""
_LULL = 1.0
"""A longer silence than this is no speaking."""
_LINE_GAP = 0.9
"""Lines of one paragraph are nearer than this, in ems."""
_SOON = 0.5
"""Seconds before and after words are said in which the same words on the screen repeat them."""


@dataclass(frozen=True)
class _Block:
    """Texts that are read as one: a line, or the lines of a paragraph."""

    words: tuple[str, ...]
    said: str
    box: Box


@dataclass
class _Standing:
    """The stretches for which something stood on the stage."""

    block: _Block
    stretches: list[tuple[float, float]] = field(default_factory=list)

    def beside(self, spoken: Sequence[tuple[float, float]]) -> float:
        """The seconds of it in which the voice speaks."""
        return sum(max(0.0, min(b, d) - max(a, c)) for a, b in self.stretches for c, d in spoken)


def findings(chapter: ChapterScript, timetable: Timetable, observed: Observed) -> Iterator[Finding]:
    """All prose that is read against the voice."""
    spoken = speech(timetable)
    blocks: dict[tuple[str, ...], _Standing] = {}
    crowds: list[_Standing] = []
    ends = [one.frame for one in observed.seen[1:]] + [observed.frames]
    for seen, end in zip(observed.seen, ends, strict=True):
        start, stop = observed.seconds(seen.frame), observed.seconds(end)
        now = paragraphs([one for one in seen.texts if one.opacity >= READABLE and words_in(one)])
        for one in now:
            blocks.setdefault(one.words, _Standing(one)).stretches.append((start, stop))
        prose = [one for one in now if len(one.words) > _NAME]
        if sum(len(one.words) for one in prose) > MOST:
            whole = _Block(
                tuple(word for one in prose for word in one.words), " / ".join(one.said for one in prose),
                max(prose, key=lambda one: len(one.words)).box,
            )  # fmt: skip
            if crowds and crowds[-1].stretches[-1][1] >= start - 1e-6:
                crowds[-1].stretches.append((start, stop))
                if len(whole.words) > len(crowds[-1].block.words):
                    crowds[-1].block = whole
            else:
                crowds.append(_Standing(whole, [(start, stop)]))
    for crowd in crowds:
        if crowd.beside(spoken) > _SPOKEN:
            what = f'{len(crowd.block.words)} words of prose stand beside the voice: "{crowd.block.said[:80]}"'
            yield _finding("prose", what, crowd.block, crowd.stretches[0][0], crowd.stretches[-1][1], observed)
    yield from _repeats(chapter, timetable, observed, list(blocks.values()))


def _repeats(
    chapter: ChapterScript, timetable: Timetable, observed: Observed, standing: Sequence[_Standing]
) -> Iterator[Finding]:
    timed = [
        (said, word.start, word.end)
        for beat in chapter.beats
        for word in timetable.beat(beat.name).words
        for said in words_of(beat.narration.text[word.first : word.last])
    ]
    for one in standing:
        words = one.block.words
        runs = {words[k : k + REPEATED] for k in range(len(words) - REPEATED + 1)}
        for k in range(len(timed) - REPEATED + 1):
            run = timed[k : k + REPEATED]
            first, last = run[0][1] - _SOON, run[-1][2] + _SOON
            if tuple(word for word, _, _ in run) in runs and any(a < last and b > first for a, b in one.stretches):
                what = f'"{one.block.said[:60]}" stands on the screen while "{" ".join(word for word, _, _ in run)}" is said'
                yield _finding("repeats-narration", what, one.block, run[0][1], run[-1][2], observed)
                break


def _finding(rule: str, what: str, block: _Block, first: float, last: float, observed: Observed) -> Finding:
    return Finding(rule, what, seconds=first, last=last, box=block.box, frame=round(first * observed.rate))


def paragraphs(texts: Sequence[Text]) -> list[_Block]:
    """Texts as they are read: lines that stand close below one another are one paragraph. A single word is none of its
    lines: the words of the pocket language, one below the other, are a list."""
    waiting = sorted(texts, key=lambda one: (one.box.top, one.box.left))
    blocks = []
    while waiting:
        lines = [waiting.pop(0)]
        grown = len(words_in(lines[0])) > 1
        while grown:
            last = lines[-1]
            following = next((one for one in waiting if len(words_in(one)) > 1 and _below(one, last)), None)
            if following is not None:
                waiting.remove(following)
                lines.append(following)
            grown = following is not None
        words = tuple(word for line in lines for word in words_in(line))
        said = " ".join(line.said if line.prose else " ".join(words_in(line)) for line in lines)
        blocks.append(_Block(words, said, _around([line.box for line in lines])))
    return blocks


def _below(one: Text, other: Text) -> bool:
    """Whether a text stands as the next line of another: close below it, of its size, and begun or centred alike."""
    em = max(one.size, other.size) or min(one.box.height, other.box.height)
    aside, down = one.box.gap(other.box)
    if not (one.box.top > other.box.top and aside < 0 and down < _LINE_GAP * em):
        return False
    left, middle = abs(one.box.left - other.box.left), abs(one.box.middle[0] - other.box.middle[0])
    return min(left, middle) < 0.5 * em and (not one.size or not other.size or abs(one.size - other.size) < 0.2 * em)


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(one.left for one in boxes), min(one.top for one in boxes),
        max(one.right for one in boxes), max(one.bottom for one in boxes),
    )  # fmt: skip


def speech(timetable: Timetable) -> list[tuple[float, float]]:
    """The stretches in which the voice speaks; short gaps between words are a part of speaking."""
    joined: list[tuple[float, float]] = []
    for word in (word for beat in timetable.beats for word in beat.words):
        if joined and word.start - joined[-1][1] < _LULL:
            joined[-1] = (joined[-1][0], word.end)
        else:
            joined.append((word.start, word.end))
    return joined
