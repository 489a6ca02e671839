"""What is taken out of a finished film for a document: which stretch of it, in which form, and what lies beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from reel import captions, film, mux, pieces, trouble
from reel.embed import forms
from reel.embed.snippet import snippet
from reel.encoding import Size, encode, parse_size
from reel.finished import Beat, Chapter, Finished
from reel.folders import check_writable, new_files
from reel.pieces import Piece
from reel.quality import Quality
from reel.script import Script
from script.errors import ScriptError

Form = Literal["mp4", "gif", "webp", "png", "webm", "mov"]
FORMS: tuple[Form, ...] = get_args(Form)
SMALL = 640
"""Pixels across of a GIF or WebP, where nothing else is asked for: they grow fast."""
CLEAR: dict[str, str] = {"webm": "vp9", "mov": "prores"}
"""The forms that keep what is transparent, and what they are encoded as."""
KINDS = {"mp4": "video/mp4", "webm": "video/webm"}
"""What a browser plays with sound, and what it calls that."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a stretch of a lesson, and in what form."""

    chapter: Chapter
    beat: Beat | None
    form: Form
    size: str | None = None
    at: str | None = None
    html: bool = False

    @property
    def name(self) -> str:
        return self.chapter.name if self.beat is None else f"{self.chapter.name}@{self.beat.name}"

    @property
    def title(self) -> str:
        return self.chapter.title if self.beat is None else f"{self.chapter.title}: {self.beat.title}"


def embed(found: Finished, script: Script, wanted: Wanted, folder: Path, cache: Path, tell: Progress) -> list[Path]:
    """Make what is wanted in a folder, all of it at once; the files that were made."""
    size = _size(found, wanted)
    if wanted.html and wanted.form not in KINDS:
        raise ScriptError(f"a browser plays no {wanted.form} with captions", hint="--html goes with --format mp4 or webm.")
    moment = _moment(found, wanted)
    piece = piece_of(found, wanted.chapter, wanted.beat)
    check_writable(folder)
    with trouble.told(folder), new_files(folder) as fresh:
        out = fresh / f"{wanted.name}.{wanted.form}"
        match wanted.form:
            case "png":
                forms.still(piece, moment, size, out)
            case "gif":
                forms.gif(piece, size, out)
            case "webp":
                forms.webp(piece, size, out)
            case "mp4":
                _mp4(found, wanted, piece, size, out)
            case "webm" | "mov":
                _clear(found, script, wanted, size, out, cache, tell)
        if wanted.form not in ("png", "gif", "webp"):
            _beside(found, wanted, piece, moment, size, fresh)
        made = [folder / one.name for one in sorted(fresh.iterdir())]
    return made


def piece_of(found: Finished, chapter: Chapter, beat: Beat | None) -> Piece:
    """The stretch of a film that a chapter or a beat is."""
    part = chapter if beat is None else beat
    return Piece(found.film, found.quality.rate, found.frame(part.start), found.frame(part.end))


def _size(found: Finished, wanted: Wanted) -> Size:
    film_size = Size(found.quality.width, found.quality.height)
    if wanted.size is not None:
        return parse_size(wanted.size, film_size)
    if wanted.form in ("gif", "webp"):
        return parse_size(str(min(SMALL, film_size.width)), film_size)
    return film_size


def _moment(found: Finished, wanted: Wanted) -> int:
    """The frame of the film that a still, or a poster, shows: the last before the beat ends, or the one at `at`."""
    beats = wanted.chapter.beats if wanted.beat is None else (wanted.beat,)
    end = found.frame(beats[-1].end) - 1
    if wanted.at is None:
        return end
    if wanted.form != "png":
        raise ScriptError("--at says when a still is taken", hint="It goes with --format png.")
    start = (wanted.chapter if wanted.beat is None else wanted.beat).start
    seconds = _seconds(wanted.at)
    if seconds is not None:
        frame = found.frame(start + seconds) if math.isfinite(seconds) else -1
        if not found.frame(start) <= frame <= end:
            length = (end + 1 - found.frame(start)) / found.quality.rate
            raise ScriptError(f"{wanted.name} has no moment {wanted.at}", hint=f"It is {length:.2f} s long.")
        return frame
    cues = {cue: at for beat in beats for cue, at in beat.cues.items()}
    if wanted.at not in cues:
        raise ScriptError(
            f"there is no cue {wanted.at} in {wanted.name}", hint=f"There are: {', '.join(cues) or 'none'}. Or give seconds."
        )
    # What a cue begins has settled just before the next.
    return min((found.frame(at) - 1 for at in cues.values() if at > cues[wanted.at]), default=end)


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _mp4(found: Finished, wanted: Wanted, piece: Piece, size: Size, out: Path) -> None:
    """The pictures as they are in the film, where they keep their size; the sound is cut to the sample."""
    silent = out.with_suffix(".silent")
    if size == Size(found.quality.width, found.quality.height):
        piece = pieces.cut(piece, silent)
    else:
        encode(pieces.pictures(piece), size, piece.rate, silent)
    mux.mux([silent], pieces.sound(piece), out, title=wanted.title, comment="Inside the Glass Box. CC BY 4.0")
    silent.unlink()


def _clear(found: Finished, script: Script, wanted: Wanted, size: Size, out: Path, cache: Path, tell: Progress) -> None:
    """Rendered for it, with no background, as long as in the film; and its sound."""
    quality = Quality("clear", size.width, size.height, found.quality.rate)
    table = wanted.chapter.timetable()
    window = None
    if wanted.beat is not None:
        begin = found.frame(wanted.chapter.start)
        window = (found.frame(wanted.beat.start) - begin, found.frame(wanted.beat.end) - begin)
    silent = out.with_name(f"silent.{out.name}")
    job = film.FilmJob(script.name, script.path, wanted.chapter.name, table, quality, silent, cache, window)
    film.film_clear(job, CLEAR[wanted.form], lambda job, frame, of: tell(frame, of))
    pieces.lay_sound(silent, pieces.sound(piece_of(found, wanted.chapter, wanted.beat)), out, title=wanted.title)
    silent.unlink()


def _beside(found: Finished, wanted: Wanted, piece: Piece, moment: int, size: Size, folder: Path) -> None:
    """A poster and captions; and HTML, where it is wanted."""
    poster = folder / f"{wanted.name}.poster.png"
    forms.still(piece, moment, size, poster)
    part = wanted.chapter if wanted.beat is None else wanted.beat
    shown = found.captions_between(part.start, part.end)
    (folder / f"{wanted.name}.vtt").write_text(captions.to_vtt(shown), encoding="utf-8")
    if wanted.html:
        said = [beat.said for beat in (wanted.chapter.beats if wanted.beat is None else (wanted.beat,))]
        page = snippet(
            shown, name=f"glass-box-{wanted.name.replace('@', '-')}",
            title=wanted.title, lesson=found.title, language=found.language,
            video=f"{wanted.name}.{wanted.form}", kind=KINDS[wanted.form], poster=poster.name,
            width=size.width, height=size.height, said=said,
        )  # fmt: skip
        (folder / f"{wanted.name}.html").write_text(page, encoding="utf-8")


def as_json(made: list[Path]) -> str:
    """The files that were made, and how large they are."""
    return json.dumps({"files": [{"path": str(one), "bytes": one.stat().st_size} for one in made]}, indent=1)
