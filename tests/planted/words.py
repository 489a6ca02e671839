"""Defects of what is said and heard: none of these cases needs a picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reel import sound
from reel.voice import RATE, Samples
from tests.planted.case import Case, Kind, Maker, chapter
from tests.planted.copies import changed, only, whole

Rng = np.random.Generator
SHORT = "it is so we go on to do as he or if an ox at no up by my us in me be"
PLAIN = "the plane turns while every arrow moves along with it and keeps its length through all of them together"
LONG = "normalisation multiplication considerably representation approximately simultaneously corresponding"
BEATS = ("one", "two", "three")
LESSONS = ("matrix_multiplication", "from_scores_to_chances")


def pick(rng: Rng, *choices: str) -> str:
    return choices[int(rng.integers(len(choices)))]


def sentence(rng: Rng, count: int, pool: str = PLAIN) -> str:
    """So many words in a row, with a capital and a full stop."""
    words = pool.split()
    said = " ".join(words[int(k)] for k in rng.integers(len(words), size=count))
    return f"{said[0].upper()}{said[1:]}."


def spoken(*said: str) -> str:
    """A lesson of one chapter that says this, a beat each."""
    return chapter({beat: (one, "pass") for beat, one in zip(BEATS, said, strict=False)})


def hum(*parts: tuple[float, float]) -> Callable[[], Samples]:
    """What may stand for a voice: stretches of sound, each with its seconds and how loud it is (0 for quiet)."""

    def make() -> Samples:
        made = []
        for seconds, level in parts:
            time = np.arange(round(seconds * RATE)) / RATE
            made.append(level * np.sin(2 * np.pi * 180 * time) * (0.8 + 0.2 * np.sin(2 * np.pi * 4 * time)))
        return np.concatenate(made).astype(np.float32)

    return make


def case(rule: str, planted: bool, text: str, about: str, **more: object) -> Case:
    return Case(rule, planted, text, about, chapters=(), **more)  # type: ignore[arg-type]


def real(rule: str, lesson: bool = False) -> Maker:
    """A real lesson as it is, at an even pace."""

    def make(rng: Rng) -> Case:
        name = pick(rng, *LESSONS)
        return case(rule, False, whole(name), f"the real lesson {name}", lesson=lesson)

    return make


def of_its_own(said: str, seconds: float, rule: str, planted: bool, about: str, lesson: bool = False) -> Case:
    """A chapter of one beat, spoken by a recording of so many seconds."""
    return case(rule, planted, spoken(said), about, recordings={"First.one": hum((seconds, 0.3))}, lesson=lesson)


# How fast ----------------------------------------------------------------------------------------------------------------


def short_words(rng: Rng) -> Case:
    count = int(rng.integers(34, 60))
    said = f"{sentence(rng, 20, SHORT)} {sentence(rng, count - 20, SHORT)}"
    return case("pace", True, spoken(said), f"{count} short words")


def long_words(rng: Rng) -> Case:
    count = int(rng.integers(10, 20))
    return case("pace", True, spoken(sentence(rng, count, LONG)), f"{count} long words, slowly")


def _at_pace(rng: Rng, planted: bool, rate: float, pause: float = 0.0) -> Case:
    """A recording at a pace, with or without a written pause: a breath of 0.5 s and a tail of 0.2 belong to the beat."""
    count = int(rng.integers(18, 36))
    seconds = count / rate * 60 - 0.75
    first = hum((seconds / 2, 0.3), (pause, 0.0), (seconds / 2, 0.3), (0.3, 0.0))
    said = f"{sentence(rng, count // 2)} {f'[pause {pause:g}]' if pause else ''} {sentence(rng, count - count // 2)}"
    about = f"a recording at {rate:.0f} words a minute, {pause:g} s of pauses apart"
    return case("pace", planted, spoken(said), about, recordings={"First.one": first})


def fast_recording(rng: Rng) -> Case:
    return _at_pace(rng, True, rng.uniform(190, 240), float(rng.choice([0, 3])))


def slow_recording(rng: Rng) -> Case:
    return _at_pace(rng, True, rng.uniform(70, 104), float(rng.choice([0, 3])))


def hasty_lesson(rng: Rng) -> Case:
    text = changed(
        only("matrix_multiplication", "ManyMotionsAreOne"), '"""[land]',
        '"""' + " ".join(sentence(rng, 18, SHORT) for _ in range(3)) + " [land]",
    )  # fmt: skip
    return case("pace", True, text, "a real beat with many short words in it")


def just_in_time(rng: Rng) -> Case:
    return _at_pace(rng, False, rng.uniform(116, 122) if rng.random() < 0.5 else rng.uniform(166, 175))


def long_pauses(rng: Rng) -> Case:
    said = f"{sentence(rng, 12)} [pause {rng.integers(3, 7)}] {sentence(rng, 12)} [pause {rng.integers(2, 6)}]"
    return case("pace", False, spoken(said), "an even pace with long written pauses")


def few_words(rng: Rng) -> Case:
    count = int(rng.integers(2, 8))
    return case("pace", False, spoken(sentence(rng, 14), sentence(rng, count, SHORT)), f"a beat of {count} short words")


# How long a sentence -----------------------------------------------------------------------------------------------------


def long_sentence(rng: Rng) -> Case:
    count = int(rng.integers(26, 38))
    parts = [sentence(rng, count // 2)[:-1] + ",", sentence(rng, count - count // 2).lower()]
    return case("long-sentence", True, spoken(" ".join(parts)), f"a sentence of {count} words")


def with_a_point_in_it(rng: Rng) -> Case:
    asked = 'which asks "why?" and'
    middle = pick(rng, "e.g. the first,", "0.5 of them,", asked, "[pause 1] and", "vs. the other, i.e.", "— and —")
    said = f"{sentence(rng, 14)[:-1]} {middle} {sentence(rng, int(rng.integers(13, 18))).lower()}"
    return case("long-sentence", True, spoken(said), f"a long sentence with {middle!r} in it")


def joined_in_a_lesson(rng: Rng) -> Case:
    old, new = [
        ("together. At its heart", "together, and in every single one of its many layers, at its very heart"),
        ("only two arrows:", "only the two of all these many arrows that you have now seen in front of you on the plane:"),
        ("Set side by side,", "Set side by side, and read from the very top to the bottom, as the model and its makers do,"),
    ][int(rng.integers(3))]
    text = changed(only("matrix_multiplication", "WhereTwoArrowsLand"), old, new)
    return case("long-sentence", True, text, f"a real sentence made longer: {new[:40]!r}")


def just_short_enough(rng: Rng) -> Case:
    return case("long-sentence", False, spoken(sentence(rng, 25) + " " + sentence(rng, 25)), "two sentences of 25 words")


def joined_words(rng: Rng) -> Case:
    said = sentence(rng, 22)[:-1] + " row-by-column, twenty-three — " + pick(rng, "no?", "so…", "yes!")
    return case("long-sentence", False, spoken(said), "25 words, some of which are joined, and a dash")


def short_answers(rng: Rng) -> Case:
    said = f"{sentence(rng, 16)[:-1]}? No. {sentence(rng, 18)[:-1]} the matrix A. Then {sentence(rng, 16).lower()}"
    return case("long-sentence", False, spoken(said), 'an answer "No.", and a sentence that ends in a symbol')


# Silence -----------------------------------------------------------------------------------------------------------------

GO_ON = "Here the voice says its first few words. [go] And here it goes on to the end."


def _recorded(rng: Rng, planted: bool, said: str, gap: float, about: str, cue: bool = False, soft: float = 0.0) -> Case:
    first = float(rng.uniform(2.6, 3.4))
    sounds = hum((0.3, 0.0), (first, 0.3), (gap / 2, 0.0), (0.02 if not soft else 0.6, soft), (gap / 2, 0.0), (3.0, 0.3))
    files = {"First.one.cues.json": f'{{"go": {0.3 + first + gap:.3f}}}'} if cue else {}
    body = chapter({"one": (said, 'self.hold(until="go")' if "[go]" in said else "pass")})
    return case("silence", planted, body, about, recordings={"First.one": sounds}, files=files)


def a_gap(rng: Rng) -> Case:
    gap = float(rng.uniform(2.8, 5))
    return _recorded(rng, True, GO_ON, gap, f"a recording that is silent for {gap:.1f} s", cue=bool(rng.random() < 0.5))


def longer_than_written(rng: Rng) -> Case:
    pause = int(rng.integers(1, 4))
    gap = pause + float(rng.uniform(2.8, 4))
    about = f"{gap:.1f} s of silence where {pause} are written"
    return _recorded(rng, True, GO_ON.replace("[go]", f"[pause {pause}]"), gap, about)


def a_gap_in_a_lesson(rng: Rng) -> Case:
    gap = float(rng.uniform(2.9, 4.5))
    text = only("matrix_multiplication", "ManyMotionsAreOne")
    recordings = {
        "ManyMotionsAreOne.in_one_sentence": hum((4, 0.3), (gap, 0), (4, 0.3)),
        "ManyMotionsAreOne.a_puzzle": hum((18, 0.3)),
    }
    return case("silence", True, text, f"a real chapter with {gap:.1f} s of silence in a beat", recordings=recordings)


def as_written(rng: Rng) -> Case:
    pause = int(rng.integers(2, 6))
    gap = pause + float(rng.uniform(-0.2, 2.2))
    about = f"{gap:.1f} s of silence where {pause} are written"
    return _recorded(rng, False, GO_ON.replace("[go]", f"[pause {pause}]"), gap, about)


def a_breath(rng: Rng) -> Case:
    gap = float(rng.uniform(1.2, 2.3))
    return _recorded(rng, False, GO_ON, gap, f"a recording that is silent for {gap:.1f} s", cue=bool(rng.random() < 0.5))


def something_soft(rng: Rng) -> Case:
    gap = float(rng.uniform(3, 4.4))
    return _recorded(rng, False, GO_ON, gap, f"something said softly in the middle of {gap:.1f} s", soft=0.03)


# Words that cannot be said -----------------------------------------------------------------------------------------------


def _with_word(rng: Rng, word: str, planted: bool) -> Case:
    said = f"{sentence(rng, int(rng.integers(5, 9)))[:-1]} {word} {sentence(rng, int(rng.integers(4, 8))).lower()}"
    return case("unsayable", planted, spoken(said), f"the word {word!r}", lesson=True)


def a_sign(rng: Rng) -> Case:
    signs = ("→", "≈", "∑", "x²", "∇f", "a + b", "∥x∥", "3 × 4", "x = 2", "½", "A⊤", "p > q", "猫")
    return _with_word(rng, pick(rng, *signs), True)


def a_name_of_code(rng: Rng) -> Case:
    return _with_word(rng, pick(rng, "W_Q", "nn.Linear", "x_i", "O(n^2)", "d_model", "|x|", "a/b", "#3"), True)


def no_vowel(rng: Rng) -> Case:
    return _with_word(rng, pick(rng, "zxqvt", "grdnt", "ctx", "fwd", "ψ", "ħ²"), True)


def a_sign_in_a_lesson(rng: Rng) -> Case:
    text = only("matrix_multiplication", "ManyMotionsAreOne")
    old, new = [("moves the whole plane", "moves the ℝ² plane"), ("[third] Add a third", "[third] + a third"),
                ("is one motion again", "is one mtn again")][int(rng.integers(3))]  # fmt: skip
    return case("unsayable", True, changed(text, old, new), f"a real chapter that says {new!r}", lesson=True)


def entered(rng: Rng) -> Case:
    return _with_word(rng, pick(rng, "θ", "λ", "softmax", "ReLU", "QK", "the matrix A", "x", "logits", "Σ"), False)


def odd_but_sayable(rng: Rng) -> Case:
    words = ("naïve", "GPT", "e.g. one", "row-by-column", "rhythm", "0.5", "fifty%", "“why?”", "it’s", "nth", "why — so")
    return _with_word(rng, pick(rng, *words), False)


# Captions ----------------------------------------------------------------------------------------------------------------


def too_fast_to_read(rng: Rng) -> Case:
    count = int(rng.integers(14, 30))
    said = sentence(rng, count)
    rate = float(rng.uniform(20.5, 26))
    return of_its_own(said, len(said) / rate, "captions", True, f"{rate:.0f} characters a second", lesson=True)


def long_words_on_end(rng: Rng) -> Case:
    pool = "counterrevolutionaries internationalization uncharacteristically compartmentalization"
    said = sentence(rng, int(rng.integers(8, 14)), pool)
    return case("captions", True, spoken(said), "very long words, one after another", lesson=True)


def gone_at_once(rng: Rng) -> Case:
    word = pick(rng, "No.", "Yes.", "Why?", "So.")
    said = [sentence(rng, 9), word, sentence(rng, 9)]
    lengths = (3.4, float(rng.uniform(0.1, 0.2)), 3.4)
    recordings = {f"First.{beat}": hum((seconds, 0.3)) for beat, seconds in zip(BEATS, lengths, strict=True)}
    return case("captions", True, spoken(*said), f"a beat that only says {word!r}", recordings=recordings, lesson=True)


def hasty_chapter(rng: Rng) -> Case:
    recordings = {
        "ManyMotionsAreOne.in_one_sentence": hum((float(rng.uniform(3.0, 3.9)), 0.3)),
        "ManyMotionsAreOne.a_puzzle": hum((18, 0.3)),
    }
    text = only("matrix_multiplication", "ManyMotionsAreOne")
    return case("captions", True, text, "a real beat, spoken in a hurry", recordings=recordings, lesson=True)


def fast_enough(rng: Rng) -> Case:
    count = int(rng.integers(14, 30))
    said = sentence(rng, count)
    rate = float(rng.uniform(13, 16))
    return of_its_own(said, len(said) / rate, "captions", False, f"{rate:.0f} characters a second", lesson=True)


def one_word_with_room(rng: Rng) -> Case:
    said = [sentence(rng, 9), pick(rng, "No. [pause 2]", "Why? [pause 1]", "So. [pause 1]"), sentence(rng, 9)]
    return case("captions", False, spoken(*said), "a beat of one word, and a pause", lesson=True)


# Loudness ----------------------------------------------------------------------------------------------------------------


def _levelled(rng: Rng, seconds: float = 8.0) -> Samples:
    parts = [(float(rng.uniform(0.3, 1.0)), float(rng.uniform(0.1, 0.4))) for _ in range(int(seconds))]
    return sound.level([hum(*[one for part in parts for one in (part, (0.15, 0.0))])()])[0]


def _loud(rng: Rng, planted: bool, about: str, make: Callable[[Rng], Samples]) -> Case:
    seed = int(rng.integers(2**31))
    return case("loudness", planted, "", about, sound=lambda: make(np.random.default_rng(seed)).astype(np.float32))


def off_level(rng: Rng) -> Case:
    by = float(rng.choice([-1, 1]) * rng.uniform(0.8, 6))
    return _loud(rng, True, f"{by:+.1f} dB off", lambda own: _levelled(own) * 10 ** (by / 20))


def between_the_samples(rng: Rng) -> Case:
    """A tone of a quarter of the rate, sampled beside its peaks: they lie 3 dB over its samples."""

    def make(own: Rng) -> Samples:
        made = _levelled(own)
        time = np.arange(RATE // 5)
        burst = 10 ** (float(own.uniform(-1.5, -0.6)) / 20) * 1.35 * np.sin(np.pi / 2 * time + np.pi / 4)
        made[:, RATE : RATE + len(burst)] = burst * np.hanning(len(burst))
        return made

    return _loud(rng, True, "a true peak over what its samples show", make)


def clicks(rng: Rng) -> Case:
    """So many quiet seconds beside some short, loud ones that no level brings it up."""

    def make(own: Rng) -> Samples:
        made = np.zeros(8 * RATE, np.float32)
        made[own.integers(len(made), size=60)] = 0.9
        return np.stack([made, made])

    return _loud(rng, True, "clicks, which are loud for a moment only", make)


def lopsided(rng: Rng) -> Case:
    def make(own: Rng) -> Samples:
        made = _levelled(own)
        made[1] = 0
        return made

    return _loud(rng, True, "one of the two channels is missing", make)


def levelled(rng: Rng) -> Case:
    return _loud(rng, False, "a levelled sound", _levelled)


def a_little_off(rng: Rng) -> Case:
    by = float(rng.uniform(-0.2, -0.05))
    return _loud(rng, False, f"a levelled sound, {by:+.2f} dB off", lambda own: _levelled(own) * 10 ** (by / 20))


def with_silences(rng: Rng) -> Case:
    def make(own: Rng) -> Samples:
        made = _levelled(own)
        quiet = np.zeros((2, round(float(own.uniform(4, 10)) * RATE)), np.float32)
        return np.concatenate([made, quiet, made], axis=1)

    return _loud(rng, False, "a levelled sound with long pauses, which count for nothing", make)


KINDS = (
    Kind("pace", (short_words, long_words, fast_recording, slow_recording, hasty_lesson),
         (just_in_time, long_pauses, few_words, real("pace"))),
    Kind("long-sentence", (long_sentence, with_a_point_in_it, joined_in_a_lesson),
         (just_short_enough, joined_words, short_answers, real("long-sentence"))),
    Kind("silence", (a_gap, longer_than_written, a_gap_in_a_lesson),
         (as_written, a_breath, something_soft, real("silence"))),
    Kind("unsayable", (a_sign, a_name_of_code, no_vowel, a_sign_in_a_lesson),
         (entered, odd_but_sayable, real("unsayable", lesson=True))),
    Kind("captions", (too_fast_to_read, long_words_on_end, gone_at_once, hasty_chapter),
         (fast_enough, one_word_with_room, real("captions", lesson=True))),
    Kind("loudness", (off_level, between_the_samples, clicks, lopsided), (levelled, a_little_off, with_silences)),
)  # fmt: skip
