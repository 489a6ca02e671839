"""A finished lesson as a folder that is ready to upload, by hand or by `reel publish --upload`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reel import trouble
from reel.course import Selection
from reel.folders import new_folder
from reel.known import digest_of
from reel.publish import rules
from reel.publish.metadata import LANGUAGE, Metadata, describe
from reel.publish.rules import Finding
from reel.publish.thumbnail import make_thumbnail
from reel.quality import QUALITIES
from reel.script import Script
from script.errors import ScriptError


@dataclass(frozen=True)
class Rendered:
    """A finished lesson: its folder in videos/, and its lesson.json."""

    folder: Path
    record: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.record["name"])

    def file(self, kind: str) -> Path:
        return self.folder / f"{self.name}.{kind}"


@dataclass(frozen=True)
class Bundle:
    """A lesson ready to upload, and what was found out about it."""

    folder: Path
    metadata: Metadata
    seconds: float
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        return self.metadata.lesson

    @property
    def film(self) -> Path:
        return self.folder / f"{self.name}.mp4"

    @property
    def srt(self) -> Path:
        return self.folder / f"{self.name}.srt"

    @property
    def vtt(self) -> Path:
        return self.folder / f"{self.name}.vtt"

    @property
    def thumbnail(self) -> Path:
        return self.folder / "thumbnail.png"


def find_rendered(name: str, videos: Path) -> Rendered:
    """A lesson that was rendered whole, every file of it what its lesson.json says."""
    folder = videos / name
    render = f"Render it first: reel render {name}"
    try:
        record = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScriptError(f"lesson {name} is not rendered yet: there is no {folder / 'lesson.json'}", hint=render) from None
    except (OSError, ValueError) as error:
        raise ScriptError(f"{folder / 'lesson.json'} cannot be read: {error}", hint=render) from None
    found = Rendered(folder, record)
    for kind in ("mp4", "srt", "vtt"):
        path, said = found.file(kind), record["files"].get(f"{name}.{kind}")
        if not path.is_file() or digest_of(path) != said:
            message = f"{path} is not the file that its lesson.json names"
            raise ScriptError(message, hint=f"Render it again: reel render {name}")
    return found


def stale(script: Script, rendered: Rendered, cache: Path, voice: str | None = None) -> list[str]:
    """Why a lesson would not be rendered the same again; nothing where it would. `voice` is asked for where it was a folder
    of recordings, which lesson.json does not name."""
    from reel.plan import Planner

    spoken = voice or rendered.record["voice"]
    if spoken == "recorded":
        return ["its voice is a folder of recordings: say which, with --voice"]
    planner = Planner.of(cache, spoken, QUALITIES[rendered.record["quality"]["name"]], rendered.folder.parent)
    film = planner.plan(script, [Selection(script.name)]).film
    planner.house.known.save()
    if film is None or film.state == "current":
        return []
    return ["what it was made from is no longer known"] if film.why == ["never made"] else film.why


def require_fresh(script: Script, rendered: Rendered, cache: Path, voice: str | None = None) -> None:
    """Refuse a film that is not what its lesson now says, and offer to render it."""
    if why := stale(script, rendered, cache, voice):
        spoken = voice or rendered.record["voice"]
        command = f"reel render {script.name} --quality {rendered.record['quality']['name']} --voice {spoken}"
        raise ScriptError(
            f"the film of {script.name} is stale: {'; '.join(why)}",
            hint=f"Render it again: {command}\n  To take it as it is, add --as-it-is.",
        )


def make_bundle(
    rendered: Rendered, position: int, output: Path, *, privacy: str = "private", synthetic: bool = False
) -> Bundle:
    """Make `output/<lesson>/`, all at once. Raises ScriptError with everything in it that a platform would refuse."""
    record, name = rendered.record, rendered.name
    seconds = float(record["duration"])
    film = str(record["files"][f"{name}.mp4"])
    told = describe(record, film, position, privacy=privacy, synthetic=synthetic)
    found = rules.check_metadata(told, seconds)
    _refuse(name, found)
    with trouble.told(output), new_folder(output / name) as folder:
        made = Bundle(folder, told, seconds, ())
        for kind, path in (("mp4", made.film), ("srt", made.srt), ("vtt", made.vtt)):
            shutil.copyfile(rendered.file(kind), path)
        found += rules.check_film(made.film, record["quality"]["height"], seconds)
        found += rules.check_captions(made.srt, seconds) + rules.check_captions(made.vtt, seconds)
        thumbnail = make_thumbnail(rendered.folder / "poster.png", record["title"], record["number"])
        thumbnail.picture.save(made.thumbnail, optimize=True)
        found += thumbnail.findings() + rules.check_thumbnail(made.thumbnail, thumbnail.picture.size)
        _refuse(name, found)
        (folder / "description.txt").write_text(told.description + "\n", encoding="utf-8")
        listed = json.dumps(_listed(made), indent=1, ensure_ascii=False)
        (folder / "metadata.json").write_text(listed + "\n", encoding="utf-8")
    return Bundle(output / name, told, seconds, tuple(found))


def _refuse(name: str, found: list[Finding]) -> None:
    errors = [one for one in found if one.level == "error"]
    if errors:
        raise ScriptError("\n".join(f"{name}: {one.what}\n  {one.hint}" for one in errors))


def _listed(made: Bundle) -> dict[str, Any]:
    """The metadata, and the files that it belongs to."""
    return made.metadata.as_dict() | {
        "seconds": made.seconds,
        "film": {"file": made.film.name, "type": "video/mp4", "bytes": made.film.stat().st_size},
        "captions": [{"file": path.name, "language": LANGUAGE, "sha256": digest_of(path)} for path in (made.srt, made.vtt)],
        "thumbnail": {"file": made.thumbnail.name, "width": rules.THUMBNAIL_SIZE[0], "height": rules.THUMBNAIL_SIZE[1]},
    }
