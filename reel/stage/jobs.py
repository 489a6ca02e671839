"""What a child process is asked to do, and how it does it: load one chapter, and film or draw it."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from manim import Scene, config

from reel import trouble
from reel.quality import Quality
from reel.sealed import draft_of
from reel.stage.encoder import Film
from reel.stage.quicker import quicker
from reel.stage.reads import reads
from reel.stage.renderer import FilmRenderer, Frame, Sink
from reel.stage.sheet import SheetPictures
from reel.stage.sinks import Pictures, Window, picture_path
from scenes import cards
from scenes.chapter import Chapter
from scenes.typesetting import own_folder
from script.errors import ScriptError
from script.timetable import Timetable, frames

CARDS = {"TitleCard": cards.TitleCard, "EndCard": cards.EndCard}


def set_up(quality: Quality, cache: Path) -> None:
    """Tell manim what it reads from its own configuration."""
    config.verbosity = "ERROR"
    config.progress_bar = "none"
    config.dry_run = True
    config.disable_caching = True
    config.pixel_width, config.pixel_height = quality.width, quality.height
    config.frame_rate = quality.rate
    config.media_dir = str(cache / "manim")
    config.tex_dir = str(cache / "typst")
    # Of a text, too, manim writes and takes away files beside the one that it reads.
    config.text_dir = str(own_folder())


def load(path: Path) -> ModuleType:
    """The lesson's module, from its file."""
    spec = importlib.util.spec_from_file_location(f"lessons.{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def scene(job: dict[str, Any], module: ModuleType, sink: Sink) -> Scene:
    """The chapter or card that a job names, ready to be rendered into a sink."""
    return scene_of(job, module, FilmRenderer(sink))


def scene_of(job: dict[str, Any], module: ModuleType, renderer: FilmRenderer) -> Scene:
    """The chapter or card that a job names, ready to be rendered by a renderer."""
    name = job["chapter"]
    if name in CARDS:
        return CARDS[name](module.LESSON, renderer=renderer)
    cls = getattr(module, name, None)
    if not (isinstance(cls, type) and issubclass(cls, Chapter)):
        raise ScriptError(f"there is no chapter {name} in this lesson", file=job["path"])
    return cls(renderer=renderer, timetable=Timetable.from_dict(job["timetable"]))


class Counted:
    """A sink that passes everything on and tells how far the film is, some times a second of it."""

    def __init__(self, sink: Sink, total: int, tell: Callable[[int, int], None]) -> None:
        self.sink, self.total, self.tell = sink, total, tell
        self.done = self._told = 0

    def begin(self, first: int, count: int, moving: bool) -> None:
        self.sink.begin(first, count, moving)

    def wants(self, first: int, count: int) -> bool:
        return self.sink.wants(first, count)

    def write(self, frame: Frame, count: int) -> None:
        self.sink.write(frame, count)
        self._count(count)

    def skip(self, count: int) -> None:
        self.sink.skip(count)
        self._count(count)

    def _count(self, count: int) -> None:
        self.done += count
        if self.done - self._told >= max(1, self.total // 50):
            self._told = self.done
            self.tell(self.done, self.total)


def film(job: dict[str, Any], tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Film a chapter or card into `out`, silent. Beside it lies `<out>.json` with what was played at which frames."""
    quality = Quality(**job["quality"])
    timetable = Timetable.from_dict(job["timetable"])
    whole = frames(timetable.duration, quality.rate)
    first, last = job.get("window") or (0, whole)
    keys = [frames(beat.start, quality.rate) - first for beat in timetable.beats]
    out = Path(job["out"])
    set_up(quality, Path(job["cache"]))
    with quicker(), reads(Path(job["cache"]), out.parent) as read, Film(out, quality, keys) as sink:
        module = load(Path(job["path"]))
        counted = Counted(Window(sink, first, last), whole, tell)
        shown = scene(job, module, counted)
        shown.render()
        if counted.done != whole:
            raise ScriptError(
                f"chapter {job['chapter']}: {counted.done} frames were played, and its timetable has {whole}",
                file=job["path"],
            )
    record = {"frames": sink.frame, "rate": quality.rate, "played": _played(shown), "read": read}
    _write_json(out.with_name(out.name + ".json"), record)
    return {"frames": last - first, "out": str(out)}


def stills(job: dict[str, Any], tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Draw some frames of a chapter into a folder: those that are asked for, or those of its contact sheet."""
    quality = Quality(**job["quality"])
    set_up(quality, Path(job["cache"]))
    module = load(Path(job["path"]))
    folder = Path(job["out"])
    sheet = job["wanted"] == "sheet"
    sink = SheetPictures(folder) if sheet else Pictures(job["wanted"], folder)
    total = frames(job["timetable"]["duration"], quality.rate)
    shown = scene(job, module, Counted(sink, total, tell))
    shown.render()
    played = _played(shown)
    kinds = sink.kinds if isinstance(sink, SheetPictures) else dict.fromkeys(sink.wanted, "frame")
    found = []
    for frame, kind in sorted(kinds.items()):
        one = next((p for p in played if p["first"] <= frame < p["last"]), None)
        found.append(
            {
                "frame": frame,
                "seconds": frame / quality.rate,
                "kind": kind,
                "beat": one["beat"] if one else "",
                "cue": one["cue"] if one else None,
                "path": str(picture_path(folder, frame)),
            }
        )
    return {"stills": found, "played": played}


def _played(shown: Scene) -> list[dict[str, Any]]:
    return [vars(one) for one in getattr(shown, "played", [])]


def _write_json(path: Path, data: Any) -> None:
    part = draft_of(path)
    part.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)


def explained(error: BaseException, job: dict[str, Any]) -> ScriptError:
    """A message for whatever went wrong inside a lesson, with the line of the lesson that led there."""
    if isinstance(error, ScriptError):
        return error
    part = f"chapter {job['chapter']}" if job["chapter"] else f"the sound of {job['lesson']}"
    if (lacking := trouble.explained(error, job["out"])) is not None:
        return ScriptError(f"{part}: {lacking.message}", file=job["path"] or None, hint=lacking.hint)
    line = None
    for one in traceback.extract_tb(error.__traceback__):
        if job["path"] and Path(one.filename) == Path(job["path"]):
            line = one.lineno
    what = f"{type(error).__name__}: {error}"
    return ScriptError(f"{part}: {what}", file=job["path"] or None, line=line)
