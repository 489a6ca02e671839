"""Look at finished films from outside, with ffprobe and two caption readers: `look_at_films.py videos`.

Prints a line for each lesson; every fault is told, and any makes the exit code 1.
"""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pysubs2
import webvtt

ROOT = Path(__file__).resolve().parent.parent


def main(videos: Path) -> int:
    bad = 0
    for name in course():
        found = list(faults(videos / name))
        print(f"{name}: {'as it should be' if not found else ''}")
        for one in found:
            print(f"  {one}")
        bad += len(found)
    return 1 if bad else 0


def course() -> list[str]:
    """COURSE, as lessons/__init__.py writes it."""
    for node in ast.parse((ROOT / "lessons" / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "COURSE":
            return list(ast.literal_eval(node.value))
    raise SystemExit("lessons/__init__.py has no COURSE")


def faults(folder: Path) -> Iterator[str]:
    """What is wrong with a lesson's folder."""
    name = folder.name
    try:
        record = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield f"lesson.json cannot be read: {error}"
        return
    chapters = [one["name"] for one in record["chapters"]]
    wanted = [f"{name}.mp4", f"{name}.srt", f"{name}.vtt", "transcript.md", "chapters.txt", "poster.png"]
    wanted += [f"clips/{chapter}{kind}.mp4" for chapter in chapters for kind in ("", ".silent")]
    missing = [one for one in wanted if not (folder / one).is_file()]
    if missing:
        yield f"missing: {', '.join(missing)}"
        return
    for path, digest in record["files"].items():
        if hashlib.sha256((folder / path).read_bytes()).hexdigest() != digest:
            yield f"{path} is not what lesson.json says it is"
    yield from film_faults(folder / f"{name}.mp4", record, folder / "chapters.txt")
    for chapter in chapters:
        yield from stream_faults(probe(folder / "clips" / f"{chapter}.mp4"), f"clips/{chapter}.mp4", record)
    yield from caption_faults(folder, name, record["duration"])


def film_faults(film: Path, record: dict[str, Any], listed: Path) -> Iterator[str]:
    """Streams, length, chapters and loudness of the whole film."""
    probed = probe(film)
    yield from stream_faults(probed, film.name, record)
    length = float(probed["format"]["duration"])
    if abs(length - record["duration"]) > 0.1:
        yield f"it lasts {length:.3f} s, and lesson.json says {record['duration']:.3f}"
    marked = [f"{clock(float(one['start_time']))} {one['tags']['title']}" for one in probed["chapters"]]
    if marked != listed.read_text(encoding="utf-8").splitlines():
        yield f"its chapters are not those of chapters.txt: {marked}"
    loudness = record["loudness"]["integrated_lufs"]
    if record["voice"] != "none" and (loudness is None or abs(loudness + 14) > 1):
        yield f"its loudness is {loudness} LUFS, not -14"
    peak = record["loudness"]["true_peak_dbtp"]
    if peak is not None and peak > -1:
        yield f"its true peak is {peak} dBTP, over -1"


def stream_faults(probed: dict[str, Any], file: str, record: dict[str, Any]) -> Iterator[str]:
    """What ffprobe says of picture and sound, against what was promised."""
    streams = {one["codec_type"]: one for one in probed["streams"]}
    picture, sound = streams.get("video", {}), streams.get("audio", {})
    size = record["quality"]
    promised = {
        "codec_name": "h264", "pix_fmt": "yuv420p", "color_space": "bt709", "color_transfer": "bt709",
        "color_primaries": "bt709", "width": size["width"], "height": size["height"],
    }  # fmt: skip
    for key, value in promised.items():
        if picture.get(key) != value:
            yield f"{file}: {key} is {picture.get(key)}, not {value}"
    if Fraction(picture.get("avg_frame_rate", "0/1")) != size["rate"]:
        yield f"{file}: {picture.get('avg_frame_rate')} frames a second, not {size['rate']}"
    for key, value in {"codec_name": "aac", "sample_rate": "48000", "channels": 2}.items():
        if sound.get(key) != value:
            yield f"{file}: sound: {key} is {sound.get(key)}, not {value}"


def caption_faults(folder: Path, name: str, length: float) -> Iterator[str]:
    """The captions, as two readers understand them: alike, in order, inside the film."""
    events = pysubs2.load(str(folder / f"{name}.srt"))
    srt = [(one.start / 1000, one.end / 1000, one.plaintext) for one in events]
    read = webvtt.read(str(folder / f"{name}.vtt"))
    vtt = [(one.start_in_seconds, one.end_in_seconds, one.text) for one in read]
    if not srt or len(srt) != len(vtt):
        yield f"{len(srt)} captions in SRT, {len(vtt)} in WebVTT"
        return
    for first, second in zip(srt, vtt, strict=True):
        if first[2].split() != second[2].split() or abs(first[0] - int(second[0])) > 1:
            yield f"SRT and WebVTT differ at {first[0]:.2f} s: {first[2]!r}, {second[2]!r}"
    ends = [moment for one in srt for moment in one[:2]]
    if ends != sorted(ends) or ends[-1] > length:
        yield "captions overlap, or run past the film's end"


def probe(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", "-show_chapters"]
    command.append(str(path))
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
