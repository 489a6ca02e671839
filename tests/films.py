"""Look at a finished lesson from outside, with ffprobe and readers of other makers: `python -m tests.films FOLDER`.

It asks what a platform or a player would: streams, tags, times, chapters, captions, loudness, files.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pysubs2
import webvtt

SCHEMA = Path(__file__).parent.parent / "docs" / "lesson.schema.json"


def problems(folder: Path) -> list[str]:
    """What is wrong with a lesson's folder; nothing, where all is well."""
    name = folder.name
    wanted = [f"{name}.mp4", f"{name}.srt", f"{name}.vtt", "transcript.md", "chapters.txt", "poster.png", "lesson.json"]
    if missing := [one for one in wanted if not (folder / one).is_file()]:
        return [f"missing: {', '.join(missing)}"]
    record = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
    found = [
        error.message for error in jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).iter_errors(record)
    ]
    found += _digests(folder, record)
    found += _streams(folder / f"{name}.mp4", record)
    found += _chapters(folder, record)
    found += _captions(folder, name, record)
    loudness = record["loudness"]
    if not record["estimated"] and record["voice"] != "none":
        if abs(loudness["integrated_lufs"] + 14) > 1:
            found.append(f"loudness {loudness['integrated_lufs']} LUFS is not -14")
        if loudness["true_peak_dbtp"] > -1:
            found.append(f"true peak {loudness['true_peak_dbtp']} dBTP is over -1")
    return found


def probe(film: Path) -> dict:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", "-show_chapters", str(film)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _digests(folder: Path, record: dict) -> list[str]:
    found = []
    for name, digest in record["files"].items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append(f"{name} is not the file that lesson.json names")
    for chapter in record["chapters"]:
        for kind in ("", ".silent"):
            if f"clips/{chapter['name']}{kind}.mp4" not in record["files"]:
                found.append(f"no clip of {chapter['name']}{kind}")
    return found


def _streams(film: Path, record: dict) -> list[str]:
    found = []
    streams = {one["codec_type"]: one for one in probe(film)["streams"]}
    picture, sound = streams["video"], streams["audio"]
    expected = {
        "codec_name": "h264", "profile": "High", "pix_fmt": "yuv420p", "color_range": "tv",
        "color_space": "bt709", "color_transfer": "bt709", "color_primaries": "bt709",
        "width": record["quality"]["width"], "height": record["quality"]["height"],
        "avg_frame_rate": f"{record['quality']['rate']}/1", "has_b_frames": 1,
    }  # fmt: skip
    found += [
        f"{key} is {picture.get(key)}, not {value}" for key, value in expected.items() if picture.get(key) != value
    ]
    expected = {"codec_name": "aac", "profile": "LC", "sample_rate": "48000", "channels": 2}
    found += [
        f"sound: {key} is {sound.get(key)}, not {value}" for key, value in expected.items() if sound.get(key) != value
    ]
    for kind, stream in (("picture", picture), ("sound", sound)):
        if float(stream["start_time"]) != 0:
            found.append(f"{kind} starts at {stream['start_time']}")
        if abs(float(stream["duration"]) - record["duration"]) > 0.03:
            found.append(f"{kind} lasts {stream['duration']} s, not {record['duration']}")
    return found


def _chapters(folder: Path, record: dict) -> list[str]:
    marks = [
        (int(float(one["start_time"])), one["tags"]["title"])
        for one in probe(folder / f"{folder.name}.mp4")["chapters"]
    ]
    written = []
    for line in (folder / "chapters.txt").read_text(encoding="utf-8").splitlines():
        minutes, seconds, title = re.fullmatch(r"(\d+):(\d\d) (.+)", line).groups()
        written.append((60 * int(minutes) + int(seconds), title))
    found = []
    if written != marks:
        found.append(f"chapters.txt says {written}, the film {marks}")
    if written[0][0] != 0 or len(written) != len(record["chapters"]):
        found.append("the first chapter does not begin at zero, or one is missing")
    return found


def _captions(folder: Path, name: str, record: dict) -> list[str]:
    said = " ".join(beat["said"] for chapter in record["chapters"] for beat in chapter["beats"]).split()
    srt = pysubs2.load(str(folder / f"{name}.srt"))
    vtt = webvtt.read(str(folder / f"{name}.vtt"))
    texts = {
        "srt": [one.plaintext for one in srt if one.plaintext],
        "vtt": [one.text for one in vtt],
    }
    found = []
    for kind, captions in texts.items():
        if " ".join(captions).split() != said:
            found.append(f"the {kind} captions do not say what is said")
        if any(len(line) > 42 for one in captions for line in one.splitlines()) or any(
            one.count("\n") > 1 for one in captions
        ):
            found.append(f"a {kind} caption is longer than two lines of 42")
    return found


def main() -> int:
    folder = Path(sys.argv[1])
    found = problems(folder)
    for one in found:
        print(f"{folder.name}: {one}", file=sys.stderr)
    print(f"{folder.name}: {'ok' if not found else f'{len(found)} problems'}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
