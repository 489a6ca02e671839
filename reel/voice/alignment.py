"""From words as written to phonemes, and back again: which sound belongs to which word.

The voice rewrites a text before it says it ("1/2" becomes "one half", "x = 2" becomes "x equals 2"), cuts
it into tokens of its own ("don't" into two, "row-by-column" into five), and joins some of them again. So
nothing can be counted off; the text that the tokens spell is laid beside the one that was written, and each
token belongs to the word beside which it lies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hibari.g2p import G2P, LINK_RE
from hibari.g2p.normalize import normalize
from hibari.tts import Hibari

from reel.voice.pronunciation import Pronunciations
from script.timetable import word_spans

PAUSING = frozenset(';:,.!?—…"“”() ')
"""What stands among the phonemes and is no sound of a word."""
CLAUSE_END = frozenset(",;:—")
LONGEST = 400
"""Phonemes that the voice takes at once."""


@dataclass(frozen=True)
class Phoneme:
    """One character that the voice says; `word` is the index in the list of words, None for a pause or a
    point.
    """

    character: str
    word: int | None


@dataclass(frozen=True)
class Sentence:
    """What the voice says in one go."""

    phonemes: tuple[Phoneme, ...]


def sentences(text: str, words: Sequence[tuple[int, int]], known: Pronunciations, g2p: G2P) -> list[Sentence]:
    """The sentences of `text`, each phoneme with the index of the word (a span of `text`) that it says."""
    linked, cursor = [], 0
    for match in known.find(text):
        linked.append(text[cursor : match.first] + f"[{text[match.first : match.last]}](/{match.phonemes}/)")
        cursor = match.last
    whole = "".join(linked) + text[cursor:]
    found, cursor = [], 0
    for sentence in Hibari.split_sentences(whole):
        plain = LINK_RE.sub(r"\1", sentence)
        start = text.index(plain, cursor)
        cursor = start + len(plain)
        found += _spoken(sentence, plain, start, words, g2p)
    return found


def _spoken(sentence: str, plain: str, start: int, words: Sequence[tuple[int, int]], g2p: G2P) -> list[Sentence]:
    tokens = g2p.phonemize_tokens(g2p.tokenize(normalize(sentence)))
    origin = _origins(plain, "".join(token.text + token.whitespace for token in tokens))
    firsts = [first for first, _ in words]
    phonemes: list[Phoneme] = []
    position = 0
    for token in tokens:
        # The middle of a token is safely inside its word, where its ends may touch a neighbour's.
        middle = start + origin[position + len(token.text) // 2] if token.text else start
        word = max(0, bisect_right(firsts, middle) - 1) if words else None
        position += len(token.text) + len(token.whitespace)
        phonemes += [Phoneme(c, None if c in PAUSING else word) for c in token.phonemes or ""]
        if token.whitespace:
            phonemes.append(Phoneme(" ", None))
    return _cut(phonemes)


def _origins(written: str, said: str) -> list[int]:
    """For each character of `said`, and one past its end, where in `written` it comes from.

    First word by word: by characters alone, a text that repeats itself would be laid beside itself askew.
    """
    before, after = re.findall(r"\s*\S+\s*$|\s*\S+", written), re.findall(r"\s*\S+\s*$|\s*\S+", said)
    whole = [(0, len(before), 0, len(after))]
    matched = (block[1:] for block in SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    origins: list[int] = []
    place = 0
    for i1, i2, j1, j2 in whole if len(before) == len(after) else matched:
        if i2 - i1 == j2 - j1:
            pairs = list(zip(before[i1:i2], after[j1:j2], strict=True))
        else:
            pairs = [("".join(before[i1:i2]), "".join(after[j1:j2]))]
        for old, new in pairs:
            origins += [place + at for at in _within(old, new)]
            place += len(old)
    return [min(at, len(written) - 1) for at in [*origins, place]]


def _within(old: str, new: str) -> list[int]:
    """For each character of `new`, which one of `old` it comes from."""
    origins = [0] * len(new)
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for j in range(j1, j2):
            # An insertion belongs to what stands before it: "3 km" -> "3 kilometers".
            origins[j] = i1 + (j - j1) * (i2 - i1) // (j2 - j1) if i2 > i1 else max(0, i1 - 1)
    return origins


def _cut(phonemes: list[Phoneme]) -> list[Sentence]:
    """The sentence, or its parts if it is longer than the voice can take, cut after a clause where there is
    one.
    """
    parts = []
    while len(phonemes) > LONGEST:
        head = phonemes[:LONGEST]
        ends = [i for i, one in enumerate(head) if one.character in CLAUSE_END] or [
            i for i, one in enumerate(head) if one.character == " "
        ]
        cut = (ends[-1] + 1) if ends else LONGEST
        parts.append(phonemes[:cut])
        phonemes = phonemes[cut:]
    parts.append(phonemes)
    stripped = [_strip(part) for part in parts]
    return [Sentence(tuple(part)) for part in stripped if any(one.word is not None for one in part)]


def _strip(phonemes: list[Phoneme]) -> list[Phoneme]:
    inside = [i for i, one in enumerate(phonemes) if one.character != " "]
    return phonemes[inside[0] : inside[-1] + 1] if inside else []


def unsaid(text: str, spans: Sequence[tuple[int, int]], spoken: Sequence[Sentence]) -> list[str]:
    """The words of which nothing is heard."""
    heard = {one.word for sentence in spoken for one in sentence.phonemes}
    return [text[first:last] for index, (first, last) in enumerate(spans) if index not in heard]


def words_of(text: str, first: int, last: int) -> list[tuple[int, int]]:
    return [(start, stop) for start, stop, _ in word_spans(text, first, last)]
