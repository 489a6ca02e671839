"""A finished lesson as a folder that is ready to upload, by hand or by `reel publish --upload`."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reel import trouble
from reel.finished import Finished, NamedFiles
from reel.folders import new_folder
from reel.known import digest_of
from reel.publish import rules
from reel.publish.metadata import LANGUAGE, Metadata, describe
from reel.publish.rules import Finding
from reel.publish.thumbnail import make_thumbnail
from script.errors import ScriptError


@dataclass(frozen=True)
class Bundle(NamedFiles):
    """A lesson ready to upload, and what was found out about it."""

    folder: Path
    metadata: Metadata
    seconds: float
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        return self.metadata.lesson

    @property
    def thumbnail(self) -> Path:
        return self.folder / "thumbnail.png"


def make_bundle(
    finished: Finished, position: int, output: Path, *, privacy: str = "private", synthetic: bool = False
) -> Bundle:
    """Make `output/<lesson>/`, all at once. Raises ScriptError with everything in it that a platform would refuse."""
    record, name = finished.record, finished.name
    seconds = finished.duration
    film = str(record["files"][f"{name}.mp4"])
    told = describe(record, film, position, privacy=privacy, synthetic=synthetic)
    found = rules.check_metadata(told, seconds)
    _refuse(name, found)
    with trouble.told(output), new_folder(output / name) as folder:
        made = Bundle(folder, told, seconds, ())
        for source, path in ((finished.film, made.film), (finished.srt, made.srt), (finished.vtt, made.vtt)):
            shutil.copyfile(source, path)
        found += rules.check_film(made.film, finished.quality.height, seconds)
        found += rules.check_captions(made.srt, seconds) + rules.check_captions(made.vtt, seconds)
        thumbnail = make_thumbnail(finished.poster, finished.title, finished.number)
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
