"""Small files that are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reel.sealed import publish_bytes, read_sealed, write_sealed


def test_what_was_spoilt_is_not_read(tmp_path):
    path = tmp_path / "a" / "note"
    write_sealed(path, {"what": "a clip"})
    assert read_sealed(path) == {"what": "a clip"} and [one.name for one in path.parent.iterdir()] == ["note"]
    path.write_bytes(path.read_bytes().replace(b"clip", b"clap"))
    assert read_sealed(path) is None and read_sealed(tmp_path / "none") is None


@pytest.mark.parametrize("times", [1, 2])
def test_a_draft_that_is_taken_away_is_written_again(tmp_path, monkeypatch, times):
    replace, taken = os.replace, []

    def take_away_first(draft, path):
        if len(taken) < times:
            Path(draft).unlink()
            taken.append(draft)
        replace(draft, path)

    monkeypatch.setattr(os, "replace", take_away_first)
    publish_bytes(tmp_path / "note", b"whole")
    assert (tmp_path / "note").read_bytes() == b"whole" and len(taken) == times
    assert [one.name for one in tmp_path.iterdir()] == ["note"]


def test_one_that_is_taken_away_every_time_is_told_of(tmp_path, monkeypatch):
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda draft, path: (Path(draft).unlink(), replace(draft, path)))
    with pytest.raises(FileNotFoundError):
        publish_bytes(tmp_path / "note", b"whole")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_draft(tmp_path, monkeypatch):
    def full(draft, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        publish_bytes(tmp_path / "note", b"whole")
    assert list(tmp_path.iterdir()) == []
