"""The voice of the series: hibari-tts, a small neural voice that comes whole in its package.

It says each sentence for itself. The network's own count of how long each phoneme lasts places every word;
where a sentence truly begins and ends is heard in its sound, so that quiet at its ends is ours and not the
network's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from hibari import Hibari, dsp
from hibari.voices import voice_path
from numpy.typing import NDArray

from reel.voice.alignment import Phoneme, Sentence, sentences, unsaid, words_of
from reel.voice.base import Chapters, Recording, Samples
from reel.voice.pronunciation import Pronunciations
from reel.voice.waves import faded, runs, speaking, speech_span, to_rate
from script.errors import ScriptError
from script.narration import Narration
from script.timetable import BeatSpeech, SpokenWord, cue_times

SPEAKER = "heart"
SEED = 0
SPEED = 0.82
LEAD = 0.020
"""Seconds of the first sound's soft beginning, before its onset."""
GAP = 0.42
"""Seconds of quiet between two sentences."""
QUESTION_GAP = 0.55
"""The same after a question: it is there to be thought about."""
TAIL = 0.120
"""Seconds kept after the end of a sentence, in which the voice dies away."""
PAUSE = 0.040
"""Seconds of quiet inside a sentence that are a pause."""
PAUSE_REACH = 0.120
"""So many seconds before and after the place that the network counts, a pause is listened for."""
DURATIONS = "/Round_output_0"
"""The node that counts how long each phoneme lasts, in units of `UNIT` samples. The package does not give
it out.
"""
UNIT = 600
EARLY = 2 * UNIT
"""By so many samples the sound comes before its count. Measured: after commas by 54 ms (66 of them), the closing "s" of a
word by 54 ms (46 of them), give or take 25 ms.
"""

@dataclass(frozen=True)
class _Said:
    """A sentence's sound at the voice's own rate; times of its words (by index) in samples, and of its
    speech.
    """

    samples: Samples
    words: Mapping[int, tuple[int, int]]
    first: int
    last: int


class HibariVoice:
    """hibari-tts with a fixed seed, on one thread: the same words give the same bytes in every process."""

    name = "hibari"

    def __init__(self, pronunciations: Pronunciations | None = None) -> None:
        self._given = pronunciations

    @cached_property
    def _engine(self) -> Hibari:
        with open(voice_path(SPEAKER), "rb") as model:
            return Hibari(SPEAKER, model=model.read() + _also_output(DURATIONS), threads=1)

    @cached_property
    def pronunciations(self) -> Pronunciations:
        if self._given is not None:
            return self._given
        return Pronunciations.load(alphabet=self._engine.vocab)

    def check(self, chapters: Chapters) -> list[str]:
        notes = []
        for chapter, beats in chapters:
            for beat, narration in beats:
                for first, last in narration.pieces():
                    spans = words_of(narration.text, first, last)
                    silent = unsaid(narration.text, spans, self._sentences(narration.text, first, last, spans))
                    notes += [
                        f'{chapter}.{beat}: the voice says nothing for "{word}": write it as it is said, '
                        "or add it to assets/pronunciations.json"
                        for word in silent
                    ]
        return notes

    def identity(self, chapter: str, beat: str, narration: Narration) -> Mapping[str, str]:
        return self.pronunciations.identity(narration.text)

    def times(self, chapter: str, beat: str, narration: Narration) -> BeatSpeech | None:
        return None

    def speak(self, chapter: str, beat: str, narration: Narration) -> Recording:
        rng = np.random.default_rng(SEED)
        rate = Hibari.sample_rate
        placed: list[tuple[int, Samples]] = []  # where each sentence's sound begins, in samples
        words: list[SpokenWord] = []
        ends: list[float] = []
        clock = round(LEAD * rate)
        pauses = [*(pause.seconds for pause in narration.pauses), 0.0]
        for (first, last), pause in zip(narration.pieces(), pauses, strict=True):
            spans = words_of(narration.text, first, last)
            times: dict[int, tuple[int, int]] = {}
            gap = 0
            for sentence in self._sentences(narration.text, first, last, spans):
                said = self._say(sentence, rng)
                if said is None:
                    continue
                begin = clock + gap - said.first
                placed.append((begin, said.samples))
                for index, (start, end) in said.words.items():
                    # A word of a sentence that had to be cut is said in two goes.
                    times[index] = (times.get(index, (begin + start,))[0], begin + end)
                clock = begin + said.last
                gap = round((QUESTION_GAP if sentence.phonemes[-1].character == "?" else GAP) * rate)
            words += _spoken_words(spans, times, len(words) and round(words[-1].end * rate), rate)
            ends.append(clock / rate)
            clock += round(pause * rate)
        if not words:
            raise ScriptError(
                f"{chapter}.{beat}: there is nothing in this narration that can be said",
                hint="Write what is said as words.",
            )
        tail = max(begin + len(samples) for begin, samples in placed)
        sound = np.zeros(max(clock, tail), np.float32)
        for begin, samples in placed:
            begin, samples = max(begin, 0), samples[max(-begin, 0) :]
            sound[begin : begin + len(samples)] += samples
        sound = to_rate(sound, rate)
        return Recording(sound, BeatSpeech(len(sound) / (2 * rate), cue_times(narration, words, ends), tuple(words)))

    def _sentences(self, text: str, first: int, last: int, spans: list[tuple[int, int]]) -> list[Sentence]:
        shifted = [(start - first, stop - first) for start, stop in spans]
        return sentences(text[first:last], shifted, self.pronunciations, self._engine.g2p)

    def _say(self, sentence: Sentence, rng: np.random.Generator) -> _Said | None:
        """The sentence's sound, cut to its speech with its soft ends; None if nothing is heard."""
        engine = self._engine
        phonemes = [one for one in sentence.phonemes if one.character in engine.vocab]
        ids = [0, *(engine.vocab[one.character] for one in phonemes), 0]
        outputs = engine.sess.run(None, {"ids": np.asarray([ids], np.int64), "speed": np.asarray([SPEED], np.float32)})
        *spectrum, durations = outputs
        whole = dsp.synth(*(part[0] for part in spectrum), rng)
        bounds = np.concatenate(([0], np.cumsum(np.asarray(durations).ravel() * UNIT))).astype(np.int64)
        if len(bounds) != len(ids) + 1 or bounds[-1] != len(whole):
            raise RuntimeError(
                f"hibari-tts counts {bounds[-1]} samples where it gave {len(whole)}: this version is not "
                "the one that this project was made with"
            )
        span = speech_span(whole, Hibari.sample_rate)
        if span is None:
            return None
        times = _word_times(phonemes, bounds - EARLY)
        _hear_pauses(times, phonemes, ~speaking(whole, Hibari.sample_rate))
        cut_first = max(0, span[0] - round(LEAD * Hibari.sample_rate))
        cut_last = min(len(whole), span[1] + round(TAIL * Hibari.sample_rate))
        words = {
            word: (min(max(start, span[0]), span[1]) - cut_first, min(max(end, span[0]), span[1]) - cut_first)
            for word, (start, end) in times.items()
        }
        # The first and the last word begin and end where they are heard to.
        opening, closing = min(words), max(words)
        words[opening] = (span[0] - cut_first, words[opening][1])
        words[closing] = (words[closing][0], span[1] - cut_first)
        samples = faded(whole[cut_first:cut_last], Hibari.sample_rate, LEAD / 2, TAIL / 2)
        return _Said(samples, words, span[0] - cut_first, span[1] - cut_first)


def _word_times(phonemes: list[Phoneme], bounds: NDArray[np.int64]) -> dict[int, tuple[int, int]]:
    """When each word (by index) begins and ends, given where each phoneme does; number 0 is the silence before the
    first phoneme.
    """
    times: dict[int, tuple[int, int]] = {}
    for i, one in enumerate(phonemes, start=1):
        if one.word is None:
            continue
        if one.word not in times:
            start = int(bounds[i])
            if i > 2 and phonemes[i - 2].character == " " and phonemes[i - 3].word is not None:
                # No pause is heard between two words: the sounds on both sides of the space share its time.
                start = (int(bounds[i - 1]) + start) // 2
            times[one.word] = (start, start)
        times[one.word] = (times[one.word][0], int(bounds[i + 1]))
    return times


def _hear_pauses(times: dict[int, tuple[int, int]], phonemes: list[Phoneme], quiet: NDArray[np.bool_]) -> None:
    """Put the words on both sides of a point where they are heard to end and to begin, if there is a pause."""
    reach, least = round(PAUSE_REACH * Hibari.sample_rate), round(PAUSE * Hibari.sample_rate)
    said = [one for one in phonemes if one.character != " "]
    for before, point, after in zip(said, said[1:], said[2:], strict=False):
        if before.word is None or point.word is not None or after.word is None:
            continue
        (start, end), (onset, last) = times[before.word], times[after.word]
        # Not beyond the middle of either word: there may be a silent stop.
        first = max(end - reach, (start + end) // 2)
        heard = runs(quiet[first : min(onset + reach, (onset + last) // 2)])
        if heard and (longest := max(heard, key=lambda run: run[1] - run[0]))[1] - longest[0] >= least:
            times[before.word] = (start, first + longest[0])
            times[after.word] = (first + longest[1], last)


def _spoken_words(
    spans: list[tuple[int, int]], times: Mapping[int, tuple[int, int]], before: int, rate: int
) -> list[SpokenWord]:
    """The words of a piece with their times. A word that the voice passes over takes no time, after the one
    before.
    """
    spoken = []
    for index, (first, last) in enumerate(spans):
        start, end = times.get(index, (before, before))
        start = max(start, before)
        before = max(end, start)
        spoken.append(SpokenWord(round(start / rate, 6), round(before / rate, 6), first, last))
    return spoken


def _also_output(node: str) -> bytes:
    """Bytes that, put after an ONNX model, make a node of its graph one of its outputs.

    Two protocol buffers one after the other are read as one in which repeated fields are joined: this is a
    model (field 7: its graph) with a graph (field 12: an output) with nothing but that output (field 1: its
    name)."""
    message = node.encode()
    for number in (1, 12, 7):
        assert len(message) < 128  # so that the length is one byte
        message = bytes([number << 3 | 2, len(message)]) + message
    return message
