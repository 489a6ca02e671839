"""The file of pronunciations, and where it applies."""

from __future__ import annotations

import json

import pytest
from hibari.g2p import LINK_RE
from hibari.g2p.normalize import normalize
from hibari.tts import Hibari

from reel.voice.pronunciation import Pronunciations
from script.errors import ScriptError

KNOWN = Pronunciations({"logit": "l", "log odds": "o p", "Bayes": "b", "R2": "r"}, {"A": "A", "a": "a", "B": "B", "x": "x"})


def found(text):
    return [text[match.first : match.last] for match in KNOWN.find(text)]


@pytest.mark.parametrize(
    "text, words",
    [
        ("The Logit, a LOGIT, logits and logit.", ["Logit", "LOGIT", "logit"]),
        ("The log odds and Log odds of bayes and Bayes.", ["log", "odds", "Log", "odds", "Bayes"]),
        ("Take AB, B, B2, R2 and B's, not Bx or don't.", ["B", "R2", "B's"]),
        ("A plane. A is one. Is A two? A moves. So A moves.", ["A", "A", "A"]),
        ("(A plane) and “A plane”: a plane, a (flat) plane.", []),
        ("a and b, x and a.", ["a", "x", "a"]),
        ('They say "A plane", or the matrix "A" and so on.', ["A"]),
        ("The x-axis of A-B.", ["x", "A", "B"]),
        ("", []),
    ],
)
def test_whole_words_only_and_the_article_is_no_symbol(text, words):
    assert found(text) == words


def test_nothing_known_finds_nothing():
    assert Pronunciations().find("A is A.") == []


def test_the_shipped_file_is_in_order_and_its_phonemes_are_the_voices_own():
    known = Pronunciations.load(alphabet=Hibari().vocab)
    assert {"A", "B", "x", "y"} <= set(known.letters)
    for written, phonemes in {**known.words, **known.letters}.items():
        link = f"So [{written}](/{phonemes}/) is."
        assert normalize(link) == link, f"the voice's own rewriting breaks {written}"
        assert LINK_RE.sub(r"\1", link) == f"So {written} is."


@pytest.mark.parametrize(
    "content, told, line",
    [
        ("{\n", "not JSON", 2),
        ("[]", "are an object", None),
        ('{"word": {}}', "are an object", None),
        ('{"words": []}', "must map", None),
        ('{"words": {"A": 1}}', "missing", None),
        ('{"words": {"A": " "}}', "missing", None),
        ('{"letters": {"AB": "A"}}', "more than one letter", None),
        ('{"words": {"A": "A7"}}', 'no phoneme 7 \\(in "A"\\)', None),
        ('{"words": {"A": "A/"}}', "no phoneme /", None),
        ('{"words": {"A A": "A"}}', '"A A" has 2 words, its phonemes 1', None),
    ],
)
def test_a_wrong_file_is_told_of(tmp_path, content, told, line):
    path = tmp_path / "p.json"
    path.write_text(content)
    with pytest.raises(ScriptError, match=told) as caught:
        Pronunciations.load(path, alphabet="A")
    assert caught.value.file == str(path)
    assert caught.value.line == line


def test_a_missing_file_is_told_of(tmp_path):
    with pytest.raises(ScriptError, match="cannot be read"):
        Pronunciations.load(tmp_path / "none.json")


def test_only_what_applies_is_named():
    assert KNOWN.applying("A plane and B's logit.") == {"B's": "Bz", "logit": "l"}
    assert json.dumps(KNOWN.applying("A plane.")) == "{}"
