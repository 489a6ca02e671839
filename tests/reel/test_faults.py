"""Builds that are killed, starved, spoilt and raced end, after a last plain run, in the bytes of an undisturbed one.

A few of each; more by hand: `python -m tests.reel.faults --kills 50`.
"""

from __future__ import annotations

import random

import pytest

from reel import trouble
from reel.folders import mend, new_files, new_folder
from reel.stage import jobs
from script.errors import ScriptError

from .faults import Faults

SEED = random.SystemRandom().randrange(10**6)


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    return Faults(tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize("number", range(2))
def test_a_build_that_is_killed(faults, number):
    print(f"seed {SEED + number}")  # shown where it fails
    faults.kill(SEED + number)


def test_a_disk_that_is_full(faults):
    faults.fill_disk(random.Random(SEED).choice((0, 2, 4, 7, 10)))


def test_files_that_were_spoilt(faults):
    print(f"seed {SEED}")
    faults.flip(SEED)


def test_two_builds_at_once(faults):
    faults.race()


def test_a_process_that_is_lost(faults):
    faults.kill_worker()


# Folders --------------------------------------------------------------------------------------------------------


def test_a_folder_changes_all_at_once(tmp_path):
    target = tmp_path / "x"
    for text in ("one", "two"):
        with new_folder(target) as fresh:
            (fresh / "film").write_text(text)
        assert (target / "film").read_text() == text and list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("swaps", [True, False], ids=["in one step", "in two"])
def test_a_folder_that_cannot_be_finished_stays_as_it_was(tmp_path, monkeypatch, swaps):
    target = tmp_path / "x"
    if not swaps:
        monkeypatch.setattr("reel.folders._swapped", lambda one, other: False)
    for text in ("one", "two"):
        with new_folder(target) as fresh:
            (fresh / "film").write_text(text)
    with pytest.raises(OSError, match="full"), new_folder(target) as fresh:
        (fresh / "film").write_text("three")
        raise OSError(28, "full")
    assert (target / "film").read_text() == "two" and list(tmp_path.iterdir()) == [target]


def test_what_a_killed_build_had_moved_aside_comes_back(tmp_path):
    """Where two names cannot change places in one step, there is a moment without the target."""
    old, half = tmp_path / ".x.old", tmp_path / ".x.new-abc"
    for folder in (old, half):
        folder.mkdir()
    (old / "film").write_text("finished")
    mend(tmp_path / "x")
    assert (tmp_path / "x" / "film").read_text() == "finished" and len(list(tmp_path.iterdir())) == 1


def test_files_go_in_one_by_one_and_the_rest_stays(tmp_path):
    clips = tmp_path / "x" / "clips"
    clips.mkdir(parents=True)
    (clips / "a").write_text("a")
    with new_files(clips) as fresh:
        (fresh / "b").write_text("b")
        assert list(clips.iterdir()) == [clips / "a"]
    assert sorted(one.name for one in clips.iterdir()) == ["a", "b"] and list(tmp_path.iterdir()) == [tmp_path / "x"]


# Words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device", "film.mp4"), "the disk is full: film.mp4"),
        (PermissionError(13, "Permission denied", "film.mp4"), "cannot write: film.mp4"),
        (MemoryError(), "out of memory"),
    ],
)
def test_what_the_machine_lacks_is_told(tmp_path, error, words):
    with pytest.raises(ScriptError, match=words) as caught, trouble.told(tmp_path):
        raise error
    assert "run the same command again" in caught.value.hint
    job = {"chapter": "A", "path": "lesson.py", "out": "film.mp4"}
    told = jobs.explained(error, job)
    assert told.message == f"chapter A: {words}" and "run the same command again" in told.hint


def test_another_error_stays_what_it_is(tmp_path):
    with pytest.raises(FileNotFoundError), trouble.told(tmp_path):
        raise FileNotFoundError(2, "No such file")
