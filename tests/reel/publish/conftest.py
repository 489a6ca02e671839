"""Finished lessons for tests: small bytes stand for films, and every file is what its lesson.json says."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from reel.finished import read_finished
from reel.publish.bundle import Bundle, make_bundle
from reel.publish.thumbnail import Thumbnail, make_thumbnail

LESSON = "matrix_multiplication"
SRT = "1\n00:00:01,000 --> 00:00:03,000\nA matrix is a motion.\n"
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nA matrix is a motion.\n"


def box(kind: bytes, data: bytes) -> bytes:
    """A box of an MP4."""
    return (8 + len(data)).to_bytes(4, "big") + kind + data


def film_bytes(size: int, seed: int = 0) -> bytes:
    """What begins as an MP4 does and is as long as asked for; no two pieces of it are alike."""
    head = box(b"ftyp", b"isom") + box(b"moov", bytes(40))
    body, k = bytearray(), 0
    while len(body) < size - len(head) - 8:
        body += hashlib.sha256(f"{seed} {k}".encode()).digest()
        k += 1
    return head + box(b"mdat", bytes(body[: size - len(head) - 8]))


def record_of(name: str = LESSON, **changed: Any) -> dict[str, Any]:
    """A lesson.json, but for the digests of its files."""
    chapters = [
        {"name": f"Chapter{k}", "title": f"Chapter {k}", "start": 3.0 + 20 * k, "end": 23.0 + 20 * k, "beats": []}
        for k in range(3)
    ]
    record = {
        "version": 1, "name": name, "number": 2, "title": "A matrix is a motion", "summary": "Four numbers move a plane.",
        "question": "Why many\nlayers?", "objectives": ["See"], "prerequisites": [], "keywords": ["matrix", "dot product"],
        "duration": 66.0, "quality": {"name": "hd", "width": 1920, "height": 1080, "rate": 60}, "voice": "hibari",
        "estimated": False, "chapters": chapters, "exercises": [],
        "reading": [{"title": "A book", "by": "Somebody", "where": "chapter 2"}],
        "loudness": {"integrated_lufs": -14.0, "true_peak_dbtp": -1.2},
    }  # fmt: skip
    return record | changed


def finish(videos: Path, name: str = LESSON, film: bytes | None = None, **changed: Any) -> Path:
    """Make `videos/<name>/`."""
    folder = videos / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.mp4").write_bytes(film_bytes(3000) if film is None else film)
    (folder / f"{name}.srt").write_text(changed.pop("srt", SRT))
    (folder / f"{name}.vtt").write_text(changed.pop("vtt", VTT))
    poster = Image.new("RGB", (1920, 1080), "#0E1116")
    ImageDraw.Draw(poster).rectangle((1200, 300, 1600, 800), fill="#79FC8E")
    poster.save(folder / "poster.png")
    record = record_of(name, **changed)
    record["files"] = {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir() if one.name != "lesson.json"
    }
    (folder / "lesson.json").write_text(json.dumps(record))
    return folder


@cache
def _thumbnail(poster: bytes, title: str, number: int) -> Thumbnail:
    return make_thumbnail(io.BytesIO(poster), title, number)


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Bundle]:
    """Makes a bundle of a finished lesson. A thumbnail is drawn once, and is then the same."""
    monkeypatch.setattr("reel.publish.bundle.make_thumbnail", lambda poster, *told: _thumbnail(poster.read_bytes(), *told))

    def make(name: str = LESSON, film: bytes | None = None, position: int = 0, **changed: Any) -> Bundle:
        finish(tmp_path / "videos", name, film, **changed)
        return make_bundle(read_finished(tmp_path / "videos" / name), position, tmp_path / "bundles")

    return make
