"""A person's voice: a folder of recordings, one a beat.

    TwoMotionsInARow.one_matrix_does_both.wav
    TwoMotionsInARow.one_matrix_does_both.cues.json    {"land": 1.42, "both": 6.9}

The reader leaves the written pauses while recording. The times of the cues are seconds from the start of
the WAV. Without them the times are estimated: the words at an even pace between the first sound and the
last, the written pauses left as they are. Quiet before the first sound is cut off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np

from reel.voice.base import RATE, Chapters, Recording, Samples
from reel.voice.waves import faded, speech_span
from script.errors import ScriptError
from script.narration import Narration
from script.timetable import BeatSpeech, SpokenWord, estimate, word_spans

LEAD = 0.020
"""Seconds kept before the first sound."""
TAIL = 0.200
"""Seconds kept after the last."""


class RecordedVoice:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = "recorded"

    def check(self, chapters: Chapters) -> list[str]:
        if not self.folder.is_dir():
            raise ScriptError(
                f"there is no folder {self.folder} with recordings",
                hint="Give a folder with one WAV for each beat, named Chapter.beat.wav.",
            )
        wanted = [(chapter, beat) for chapter, beats in chapters for beat, _ in beats]
        missing = [f"{chapter}.{beat}.wav" for chapter, beat in wanted if not self._wav(chapter, beat).is_file()]
        if missing:
            more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise ScriptError(
                f"the recording {missing[0]} is missing{more}",
                file=self.folder / missing[0],
                hint=f"Record {len(missing)} of {len(wanted)} beats: {', '.join(missing)}",
            )
        notes = []
        for chapter, beats in chapters:
            for beat, narration in beats:
                samples = self._samples(chapter, beat)
                if self._cues(chapter, beat, narration, len(samples) / RATE) is None and narration.cues:
                    notes.append(
                        f"{chapter}.{beat}: no {self._sidecar(chapter, beat).name} beside the recording: the "
                        f"times of its cues ({', '.join(cue.name for cue in narration.cues)}) are estimated"
                    )
        return notes

    def identity(self, chapter: str, beat: str, narration: Narration) -> Mapping[str, str]:
        files = (self._wav(chapter, beat), self._sidecar(chapter, beat))
        return {
            f"recording:{path.suffix}": hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none"
            for path in files
        }

    def times(self, chapter: str, beat: str, narration: Narration) -> BeatSpeech | None:
        return None

    def speak(self, chapter: str, beat: str, narration: Narration) -> Recording:
        whole = self._samples(chapter, beat)
        span = speech_span(whole, RATE)
        if span is None:
            raise self._unusable(chapter, beat, "holds no speech")
        cut_first = max(0, span[0] - round(LEAD * RATE))
        cut_last = min(len(whole), span[1] + round(TAIL * RATE))
        given = self._cues(chapter, beat, narration, len(whole) / RATE)
        # A pause at the end of the narration may have been recorded, or the recording may stop before it.
        closing = _closing_pause(narration)
        opening = _opening_pause(narration)
        first = opening + (span[0] - cut_first) / RATE
        last = opening + (span[1] - cut_first) / RATE
        speech = _stretched(estimate(narration), narration, opening, first, last)
        cues: Mapping[str, float] = speech.cues
        words = speech.words
        if given is not None:
            # Where nothing is said yet there is only the pause that opens the narration.
            earliest = 0.0 if opening else first
            cues = {name: max(earliest, at - cut_first / RATE + opening) for name, at in given.items()}
            words = _through_cues(speech, cues, last)
        samples = faded(whole[cut_first:cut_last], RATE, LEAD / 2, TAIL / 2)
        before = round(opening * RATE)
        length = max(before + len(samples), round((last + closing) * RATE))
        samples = np.pad(samples, (before, length - before - len(samples)))
        return Recording(samples, BeatSpeech(length / RATE, cues, words, estimated=given is None))

    def _wav(self, chapter: str, beat: str) -> Path:
        return self.folder / f"{chapter}.{beat}.wav"

    def _sidecar(self, chapter: str, beat: str) -> Path:
        return self.folder / f"{chapter}.{beat}.cues.json"

    def _unusable(self, chapter: str, beat: str, what: str) -> ScriptError:
        return ScriptError(
            f"the recording of {chapter}.{beat} {what}",
            file=self._wav(chapter, beat),
            hint="Record it again, or leave recordings aside with --voice hibari.",
        )

    def _samples(self, chapter: str, beat: str) -> Samples:
        path = self._wav(chapter, beat)
        if not path.is_file():
            raise self._unusable(chapter, beat, "is missing")
        if path.stat().st_size == 0:
            raise self._unusable(chapter, beat, "is an empty file")
        try:
            samples = read_sound(path)
        except (av.error.FFmpegError, OSError) as error:
            raise self._unusable(chapter, beat, f"cannot be read ({error.strerror or error})") from error
        if len(samples) == 0:
            raise self._unusable(chapter, beat, "holds no sound")
        if speech_span(samples, RATE) is None:
            raise self._unusable(chapter, beat, "is silent from end to end")
        return samples

    def _cues(self, chapter: str, beat: str, narration: Narration, length: float) -> dict[str, float] | None:
        """The times given for the cues of a beat, in the order in which they stand; None if none are
        given.
        """
        path = self._sidecar(chapter, beat)
        if not path.is_file():
            return None
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ScriptError(f"the cue times of {chapter}.{beat} cannot be read: {error}", file=path) from error
        names = [cue.name for cue in narration.cues]
        hint = f"It holds seconds for each cue, in this order: {', '.join(names) or 'none'}."
        if not isinstance(data, dict) or not all(
            isinstance(at, int | float) and not isinstance(at, bool) and 0 <= at <= length for at in data.values()
        ):
            raise ScriptError(
                f"the cue times of {chapter}.{beat} must be seconds from 0 to {length:.2f}",
                file=path,
                hint=hint,
            )
        if set(data) != set(names):
            odd = sorted(set(data) ^ set(names))
            raise ScriptError(
                f"the cue times and the narration of {chapter}.{beat} differ in: {', '.join(odd)}",
                file=path,
                hint=hint,
            )
        times = {name: float(data[name]) for name in names}
        if list(times.values()) != sorted(times.values()):
            raise ScriptError(f"the cue times of {chapter}.{beat} go back in time", file=path, hint=hint)
        return times


def read_sound(path: Path) -> Samples:
    """A sound file of any kind, as mono at `RATE`."""
    parts = []
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return np.zeros(0, np.float32)
        resampler = av.AudioResampler(format="fltp", rate=RATE)
        for frame in [*container.decode(audio=0), None]:
            # Their mean, taken here: the resampler would make two equal channels louder by 3 dB.
            parts += [piece.to_ndarray().mean(axis=0) for piece in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)


def _opening_pause(narration: Narration) -> float:
    """The pauses before anything is said: they go with the quiet before the first sound, and are put back."""
    opening = word_spans(narration.text, 0, len(narration.text))[:1]
    return sum(pause.seconds for pause in narration.pauses if opening and pause.position <= opening[0][0])


def _closing_pause(narration: Narration) -> float:
    return sum(pause.seconds for pause in narration.pauses if pause.position == len(narration.text))


def _stretched(speech: BeatSpeech, narration: Narration, opening: float, first: float, last: float) -> BeatSpeech:
    """Estimated times made to run from `first`, which comes after a pause of `opening`, to the end of the
    last word at `last`: speech at another pace, written pauses as they are.
    """
    end, at = (speech.words[-1].end, speech.words[-1].first) if speech.words else (0.0, 0)
    pauses = sum(pause.seconds for pause in narration.pauses if pause.position <= at)
    pace = (last - (first - opening) - pauses) / (end - pauses) if end > pauses else 1.0
    if pace <= 0:  # the reader left out the pauses: all that can be done is to shrink everything
        anchors_from, anchors_to = [opening, end], [first, last]
    else:
        anchors_from, anchors_to = _pause_anchors(speech, narration, first - opening, pace)
    return BeatSpeech(
        last,
        {name: _at(time, anchors_from, anchors_to) for name, time in speech.cues.items()},
        tuple(_moved(word, anchors_from, anchors_to) for word in speech.words),
        estimated=True,
    )


def _pause_anchors(speech: BeatSpeech, narration: Narration, first: float, pace: float) -> tuple[list[float], list[float]]:
    """Moments of the estimate, and where they fall when speech has another pace and pauses keep their
    length.
    """
    times, moved = [0.0], [first]
    for (start, stop), pause in zip(narration.pieces(), [*narration.pauses, None], strict=True):
        ends = [word.end for word in speech.words if start <= word.first < stop]
        end = max(ends, default=times[-1])
        moved.append(moved[-1] + (end - times[-1]) * pace)
        times.append(end)
        if pause is not None:
            # Not quite the end of the pause and the start of the next word: `interp` wants distinct moments.
            times.append(times[-1] + pause.seconds)
            moved.append(moved[-1] + pause.seconds)
    return times, moved


def _through_cues(speech: BeatSpeech, cues: Mapping[str, float], last: float) -> tuple[SpokenWord, ...]:
    """The words, moved so that they pass through the cue times that are known."""
    pairs = {speech.words[0].start: speech.words[0].start, speech.words[-1].end: last} if speech.words else {}
    for name, estimated in speech.cues.items():
        pairs[estimated] = cues[name]
    anchors_from = sorted(pairs)
    anchors_to = list(np.maximum.accumulate([pairs[at] for at in anchors_from]))
    return tuple(_moved(word, anchors_from, anchors_to) for word in speech.words)


def _at(time: float, anchors_from: list[float], anchors_to: list[float]) -> float:
    return round(float(np.interp(time, anchors_from, anchors_to)), 6)


def _moved(word: SpokenWord, anchors_from: list[float], anchors_to: list[float]) -> SpokenWord:
    return SpokenWord(
        _at(word.start, anchors_from, anchors_to),
        _at(word.end, anchors_from, anchors_to),
        word.first,
        word.last,
    )
