"""How to say what a voice gets wrong: `assets/pronunciations.json`, and where it applies in a narration.

The file is one object:

    {"words":   {"ReLU": "ɹˈɛlu", "log odds": "lˈɔɡ ˈɑdz"},
     "letters": {"A": "ˈA", "x": "ˈɛks"}}

`words` holds words, or phrases of several words, as they are written in narrations; the phonemes of a
phrase are parted by spaces where its words are. One that is all in small letters also holds for the same
word with capitals ("Bayes" is exact, "logit" holds for "Logit"). The longest phrase wins. `letters` holds
names of mathematical objects of one letter, exactly as written.

One letter is both a symbol and a word: "a" and "A" are the article, unless what follows shows that they
cannot be. After an article stands a noun or an adjective; so the letter is a symbol

* at the end of a sentence or before a point ("the matrix A.", "the arrows a, b and c");
* before one of the words in `NEVER_AFTER_AN_ARTICLE` ("A is", "A times B");
* as a capital anywhere but at the start of a sentence ("the matrix A moves the plane").

A sentence that begins with the symbol and goes on with another word ("A carries the plane") would be read
with the article: write "The matrix A carries the plane"."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from script.errors import ScriptError

ASSET = Path(__file__).resolve().parents[2] / "assets" / "pronunciations.json"
_VERBS = ("is", "was", "has", "times", "plus", "equals")
NEVER_AFTER_AN_ARTICLE = frozenset((*_VERBS, "and", "or", "then", "to", "by", "of", "on", "with", "alone"))
_SENTENCE_START = re.compile(r"(?:^|[.!?…:][\"”’)]*\s+)[\"“‘(]*$|(?:^|[\s(])[\"“‘]$")
"""Something quoted is a sentence of its own, wherever it stands."""
_NEXT_WORD = re.compile(r"\s*(\w*(?:-\w+)*)")


@dataclass(frozen=True)
class Match:
    """`text[first:last]` is to be said as `phonemes`."""

    first: int
    last: int
    phonemes: str


@dataclass(frozen=True)
class Pronunciations:
    words: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path = ASSET, alphabet: Collection[str] | None = None) -> Pronunciations:
        """Read the file. `alphabet` holds the characters that the voice knows."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ScriptError(f"the pronunciations cannot be read: {error}", file=path) from error
        except json.JSONDecodeError as error:
            raise ScriptError(f"this is not JSON: {error.msg}", file=path, line=error.lineno) from error
        if not isinstance(data, dict) or set(data) - {"words", "letters"}:
            raise ScriptError("pronunciations are an object with `words` and `letters`", file=path)
        for part, entries in data.items():
            if not isinstance(entries, dict):
                raise ScriptError(f"`{part}` must map what is written to phonemes", file=path)
            for written, phonemes in entries.items():
                _check_entry(path, part, written, phonemes, alphabet)
        return cls(data.get("words", {}), data.get("letters", {}))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        written = sorted({*self.words, *self.letters}, key=lambda one: (-len(one), one))
        if not written:
            return None
        alternatives = "|".join(f"(?i:{re.escape(w)})" if w.islower() and len(w) > 1 else re.escape(w) for w in written)
        # Not inside a longer word, nor in a contraction: "B" in "B's" is a symbol, "t" in "don't" is not.
        # What belongs to a symbol is said with it.
        return re.compile(rf"(?<![\w'’])(?P<word>{alternatives})(?P<of>['’]s)?(?![\w'’])")

    def find(self, text: str) -> list[Match]:
        """Where something in `text` must be said in a way of its own, from left to right."""
        if self._pattern is None:
            return []
        found = []
        for match in self._pattern.finditer(text):
            written = match["word"]
            if written in ("a", "A") and not match["of"] and _is_article(text, match.start(), match.end()):
                continue
            phonemes = self.words.get(written) or self.letters.get(written) or self.words.get(written.lower())
            if phonemes:
                phonemes += _ending(phonemes) if match["of"] else ""
                found += _by_words(match.group(), match.start(), phonemes)
        return found

    def applying(self, text: str) -> dict[str, str]:
        """The entries that decide how `text` sounds."""
        return {text[match.first : match.last]: match.phonemes for match in self.find(text)}

    def identity(self, text: str) -> dict[str, str]:
        """The same, as a voice tells what decides its sound."""
        return {f"pronunciation:{written}": said for written, said in sorted(self.applying(text).items())}


def _by_words(written: str, first: int, phonemes: str) -> list[Match]:
    """A match for each word of a phrase: the voice takes what is given phonemes for one word, and a cue must
    fall on any of them."""
    words = list(re.finditer(r"\S+", written))
    if len(words) == 1:
        return [Match(first, first + len(written), phonemes)]
    return [
        Match(first + word.start(), first + word.end(), said) for word, said in zip(words, phonemes.split(), strict=True)
    ]


def _ending(phonemes: str) -> str:
    """How the "s" of "the matrix B's columns" sounds after these phonemes."""
    if phonemes[-1] in "szʃʒʧʤ":
        return "ᵻz"
    return "s" if phonemes[-1] in "ptkfθ" else "z"


def _is_article(text: str, first: int, last: int) -> bool:
    if re.match(r"[^\w\s]|\s*(?:[^\w\s\"“‘(]|$)", text[last:]):
        return False
    following = _NEXT_WORD.match(text, last)
    if following and following.group(1).lower() in NEVER_AFTER_AN_ARTICLE:
        return False
    return text[first] == "a" or _SENTENCE_START.search(text[:first]) is not None


def _check_entry(path: Path, part: str, written: str, phonemes: object, alphabet: Collection[str] | None) -> None:
    if not isinstance(phonemes, str) or not phonemes.strip() or not written.strip():
        raise ScriptError(f'`{part}`: the phonemes of "{written}" are missing', file=path)
    if part == "letters" and len(written) != 1:
        raise ScriptError(f'`letters`: "{written}" is more than one letter', file=path, hint="Put it into `words`.")
    if len(written.split()) > 1 and len(written.split()) != len(phonemes.split()):
        raise ScriptError(
            f'`{part}`: "{written}" has {len(written.split())} words, its phonemes {len(phonemes.split())}',
            file=path,
            hint="Part the phonemes by spaces where the words are parted: cues fall on single words.",
        )
    unknown = sorted({c for c in phonemes if (alphabet is not None and c not in alphabet) or c in "[]()/"})
    if unknown:
        raise ScriptError(
            f'`{part}`: the voice has no phoneme {" ".join(unknown)} (in "{written}")',
            file=path,
            hint="Take the phonemes from how the voice says a word that it gets right.",
        )
