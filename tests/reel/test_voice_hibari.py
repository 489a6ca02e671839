"""The voice says every word, and every cue falls on the sound that it names."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import numpy as np
import pytest
from hibari.g2p import G2P
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, sosfiltfilt

from reel.timing import speak_chapter
from reel.voice.alignment import LONGEST, sentences, unsaid, words_of
from reel.voice.base import RATE
from reel.voice.hibari import GAP, HibariVoice
from reel.voice.pronunciation import Pronunciations
from script.errors import ScriptError
from script.narration import parse

# Each answer begins with another sound: the soft ones are the hard ones.
OPENINGS = re.findall(
    r"[^.]+\.",
    """Four of them. This one. Half of it. See the plane. Two arrows. Back again. Most of all. Never.
    Let it go. Why so. Each of them. Your turn. Values. Zero. She knows. Change it. Good. Keep it.
    Eigenvectors. Old words. You see. Columns. Rows. Up.""",
)


@pytest.fixture(scope="module")
def voice():
    return HibariVoice()


@pytest.fixture(scope="module")
def g2p():
    return G2P()


def decibels(sound):
    """The level every millisecond, over 5 ms, against the loudest: a measure of its own, not the one under
    test.
    """
    step = RATE // 1000
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(sound, (0, 5 * step)), 5 * step)[::step]
    power = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return 10 * np.log10(np.maximum(power, 1e-14) / power.max())


def onset_after(level, moment):
    """Milliseconds from `moment` to the first energy within 35 dB of the loudest; looked for from 0.3 s
    before it.
    """
    first = max(0, round((moment - 0.3) * 1000))
    return first + int(np.argmax(level[first:] > -35)) - moment * 1000


def test_the_voice_sets_in_on_its_cue(voice):
    beats = [(f"b{k}", parse(f"[start{k}] Guess it. [pause 1] [c{k}] {one}")) for k, one in enumerate(OPENINGS)]
    spoken = speak_chapter(voice, "C", beats)
    level = decibels(spoken.track)
    off = {}
    for beat in spoken.timetable.beats:
        for cue, moment in beat.cues.items():
            off[cue] = onset_after(level, moment)
            assert level[round(moment * 1000) - 200 : round(moment * 1000) - 40].max() < -35, f"no silence before {cue}"
    assert len(off) == 2 * len(OPENINGS) >= 20
    assert {cue: round(by) for cue, by in off.items() if not -20 <= by <= 80} == {}
    assert abs(np.mean(list(off.values()))) < 15
    for beat in spoken.timetable.beats:
        assert 0 <= beat.words[0].start - beat.start <= 0.030


def test_a_cue_after_a_sentence_falls_into_the_quiet_and_the_next_word_ends_it(voice):
    recording = voice.speak("C", "b", parse("Turn the plane a quarter [turn]. [then] Slant it sideways [end]."))
    level = decibels(recording.samples)
    cues = recording.speech.cues
    assert cues["then"] - cues["turn"] == pytest.approx(GAP, abs=0.002)
    quiet = level[round(cues["turn"] * 1000) + 130 : round(cues["then"] * 1000) - 30]
    assert quiet.max() < -35
    assert abs(onset_after(level, cues["then"])) < 20
    assert cues["end"] == recording.speech.words[-1].end


def test_words_inside_a_sentence_are_where_their_sound_is(voice):
    """ "Six" begins and ends with a hiss: nothing else in these sentences has high tones."""
    off = []
    for text in ("One six one six one six one.", "Now six more, now six more, now six more."):
        said = parse(text)
        recording = voice.speak("C", "b", said)
        high = butter(4, 5000, "highpass", fs=RATE, output="sos")
        hissing = decibels(sosfiltfilt(high, recording.samples).astype(np.float32)) > -12
        for word in recording.speech.words:
            if said.text[word.first : word.last] == "six":
                first, last = round(word.start * 1000) - 100, round(word.end * 1000) + 100
                heard = np.flatnonzero(hissing[first:last])
                off += [first + heard[0] - word.start * 1000, first + heard[-1] - word.end * 1000]
    assert len(off) == 12
    assert np.abs(off).max() < 45 and abs(np.mean(off)) < 20, np.round(off)


def test_a_word_after_a_comma_is_where_its_sound_is(voice):
    off = []
    for one in OPENINGS:
        said = parse(f"Guess it, [c] {one[0].lower()}{one[1:]}")
        recording = voice.speak("C", "b", said)
        level = decibels(recording.samples)
        cue = recording.speech.cues["c"] * 1000
        assert cue == recording.speech.words[2].start * 1000
        around = round(cue) - 150
        quiet = level[around : around + 300] < -32
        edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(int), [0])))).reshape(-1, 2)
        if len(edges) and (edges[:, 1] - edges[:, 0]).max() >= 40:  # else the voice makes no pause there
            off.append(around + edges[np.argmax(edges[:, 1] - edges[:, 0])][1] - cue)
    assert len(off) >= 12
    # A breathed or a creaking sound has no one moment at which it begins.
    assert np.quantile(np.abs(off), 0.75) < 30 and np.abs(off).max() < 100, np.round(off)
    assert abs(np.mean(off)) < 15


def test_times_are_in_order_and_the_sound_is_as_long_as_it_says(voice):
    said = parse('It isn\'t row-by-column: 1/2 of x = 2, and A is 3.5% of AB. [pause 2.5] Why (not) "so"? [pause 1]')
    recording = voice.speak("C", "b", said)
    spans = words_of(said.text, 0, len(said.text))
    words = recording.speech.words
    assert [(word.first, word.last) for word in words] == spans
    moments = [moment for word in words for moment in (word.start, word.end)]
    assert moments == sorted(moments)
    assert all(word.end - word.start > 0.04 for word in words)
    assert len(recording.samples) == round(recording.speech.length * RATE)
    assert recording.samples.dtype == np.float32
    why = next(word for word in words if said.text[word.first : word.last] == "Why")
    before = words[words.index(why) - 1]
    assert why.start - before.end == pytest.approx(2.5, abs=0.002)
    assert recording.speech.length == pytest.approx(words[-1].end + 1, abs=0.002)
    assert not recording.speech.estimated


def test_no_click_at_a_cut(voice):
    recording = voice.speak("C", "b", parse(" [pause 1] ".join(OPENINGS)))
    samples = recording.samples
    quiet = np.concatenate(([0], (np.abs(samples) < 1e-7).astype(int), [0]))
    silences = [(a, b) for a, b in np.flatnonzero(np.diff(quiet)).reshape(-1, 2) if b - a > RATE // 5]
    assert len(silences) == len(OPENINGS) - 1
    moment = RATE * 3 // 2000
    loudest = [np.abs(samples[part]).max() for a, b in silences for part in (slice(a - moment, a), slice(b, b + moment))]
    assert max(loudest) < 1e-4  # it comes out of silence and goes into it, and never jumps
    assert max(abs(samples[0]), abs(samples[-1])) < 1e-4


def test_the_same_bytes_in_another_process(voice):
    text = "A matrix is a motion. [pause 1] Two are one."
    script = (
        "import hashlib\nfrom reel.voice.hibari import HibariVoice\nfrom script.narration import parse\n"
        f"recording = HibariVoice().speak('C', 'b', parse({text!r}))\n"
        "print(hashlib.sha256(recording.samples.tobytes()).hexdigest(), recording.speech)"
    )
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    for _ in range(2):
        here = voice.speak("C", "b", parse(text))
        assert there == f"{hashlib.sha256(here.samples.tobytes()).hexdigest()} {here.speech}"


def test_nothing_to_say_is_an_error(voice):
    with pytest.raises(ScriptError, match=r"C\.b: there is nothing"):
        voice.speak("C", "b", parse("[pause 2] — [c]"))


def test_a_word_that_is_not_heard_is_told_of(voice):
    notes = voice.check([("C", [("b", parse("So is ⊕ not.")), ("d", parse("All is well."))])])
    assert len(notes) == 1 and "C.b" in notes[0] and "⊕" in notes[0]


def phonemes(text, g2p, known=None):
    """What is said for each word of `text`."""
    spans = words_of(text, 0, len(text))
    known = Pronunciations.load() if known is None else known
    said = {}
    for sentence in sentences(text, spans, known, g2p):
        for one in sentence.phonemes:
            if one.word is not None:
                first, last = spans[one.word]
                said.setdefault((first, text[first:last]), []).append(one.character)
    return [(word, "".join(characters)) for (_, word), characters in sorted(said.items())]


def test_every_phoneme_belongs_to_its_word(g2p):
    said = phonemes("Don't flip 1/2 of the row-by-column tables: it's 3.5% of 12 km, x = 2.", g2p)
    assert said == [
        ("Don't", "dˈOnt"), ("flip", "flˈɪp"), ("1/2", "wˈʌnhˈæf"), ("of", "ʌv"), ("the", "ðə"),
        ("row-by-column", "ɹˈObIkˈɑləm"), ("tables", "tˈAbᵊlz"), ("it's", "ɪts"),
        ("3.5%", "θɹˈipYntfˈIvpəɹsˈɛnt"),
        ("of", "ʌv"), ("12", "twˈɛlv"), ("km", "kəlˈɑməTəɹz"), ("x", "ˈɛks"), ("=", "ˈikwᵊlz"), ("2", "tˈu"),
    ]  # fmt: skip


def test_a_sentence_longer_than_the_voice_can_take_is_cut_after_a_clause(g2p):
    text = "Take the first row, " * 40 + "and stop."
    spans = words_of(text, 0, len(text))
    parts = sentences(text, spans, Pronunciations(), g2p)
    assert len(parts) > 1
    assert all(len(part.phonemes) <= LONGEST for part in parts)
    assert all(part.phonemes[-1].character in ",." for part in parts)
    assert unsaid(text, spans, parts) == []


PARTS = """Take a matrix A times B. it's don't 1/2 3.5 x=2 row-by-column (and) "so" 5% 1,200 AB e.g. Dr.
    12:30 is why? no! 2nd well-known x² → 40% R's … — ½ end; I'm I the"""


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(PARTS.split()), min_size=1, max_size=14, unique=True))
def test_whatever_is_written_every_word_is_said_in_its_order(g2p, parts):
    text = " ".join(parts)
    spans = words_of(text, 0, len(text))
    said = sentences(text, spans, Pronunciations.load(), g2p)
    order = [one.word for sentence in said for one in sentence.phonemes if one.word is not None]
    assert order == sorted(order)
    assert set(unsaid(text, spans, said)) <= {"→", "…"}


@pytest.mark.parametrize(
    "text, word, heard",
    [
        ("See the matrix A move the plane.", "A", "ˈA"),
        ("A matrix moves the plane.", "A", "ɐ"),
        ("So it is. A matrix moves it.", "A", "ɐ"),
        ("A times B is another.", "A", "ˈA"),
        ("Here are the arrows a and b.", "a", "ˈA"),
        ("Here is a plane.", "a", "ɐ"),
        ("Take a by-product of it.", "a", "ɐ"),
        ("It is called a.", "a", "ˈA"),
        ("We write AB for it.", "AB", "ˌAbˈi"),
        ("And BA is another.", "BA", "bˌiˈA"),
        ("Take e to the x.", "e", "ˈi"),
        ("Logits come first.", "Logits", "lˈOʤɪts"),
        ("The ReLU bends.", "ReLU", "ɹˈɛlu"),
        ("The determinant is one.", "determinant", "dətˈɜɹmənənt"),
        ("An eigenvector stays.", "eigenvector", "ˈIɡənvˌɛktəɹ"),
        ("Take the transpose of it.", "transpose", "tɹˈænspˌOz"),
        ("The softmax of it.", "softmax", "sˈɔftmæks"),
        ("Bayes knew it.", "Bayes", "bˈAz"),
        ("That is Bayes's rule.", "Bayes's", "bˈAzᵻz"),
        ("The coral arrow.", "coral", "kˈɔɹəl"),
        ("The model is parameterised.", "parameterised", "pəɹˈæməTəɹˌIzd"),
        ("The Jacobian is flat.", "Jacobian", "ʤəkˈObiən"),
        ("The angle θ grows.", "θ", "θˈATə"),
        ("See R's first row.", "R's", "ˈɑɹz"),
        ("A's columns are these.", "A's", "ˈAz"),
        ("And F's rows.", "F's", "ˈɛfs"),
    ],
)
def test_terms_are_said_as_people_say_them(g2p, text, word, heard):
    assert dict(phonemes(text, g2p))[word] == heard


def test_the_article_turns_with_what_follows_it(g2p):
    assert phonemes("The A and the B.", g2p)[0] == ("The", "ði")
    assert phonemes("The A and the B.", g2p)[3] == ("the", "ðə")


def test_each_word_of_a_phrase_is_said_in_its_place(g2p):
    known = Pronunciations({"log odds": "lˈɔɡ ˈɑdz"})
    said = phonemes("So the log odds are these, and log odds's sum.", g2p, known)
    assert [heard for word, heard in said if word in ("log", "odds", "odds's")] == [
        "lˈɔɡ",
        "ˈɑdz",
        "lˈɔɡ",
        "ˈɑdzᵻz",
    ]
