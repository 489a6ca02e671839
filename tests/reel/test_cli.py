"""The command line: what it refuses, how it says so, and that it says it before any long work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from reel import cli, course
from script.errors import ScriptError

from .conftest import GOOD
from .processes import alive, stage_processes


def reel(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reel", *words], capture_output=True, text=True, env=os.environ | environment
    )


def refused(run: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert run.returncode == 2, run.stderr
    assert "Traceback" not in run.stderr
    for part in parts:
        assert part in run.stderr


def test_an_unknown_lesson_is_named_with_the_nearest():
    refused(
        reel("render", "matrix_multiplicaton"),
        "there is no lesson matrix_multiplicaton",
        "Did you mean matrix_multiplication?",
    )


def test_an_unknown_chapter_is_named_with_the_nearest():
    refused(reel("sheet", "matrix_multiplication.RowMeetColumn"), "Did you mean RowMeetsColumn?")


def test_a_folder_that_cannot_be_written_to(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    refused(reel("render", "matrix_multiplication", "--output", str(blocked / "videos")), "cannot write to", "--output")


def test_an_unknown_voice():
    refused(reel("render", "matrix_multiplication", "--voice", "nobody"), 'there is no voice "nobody"', "hibari")


def test_a_missing_recording(tmp_path):
    run = reel("render", "matrix_multiplication", "--voice", str(tmp_path), "--output", str(tmp_path / "v"))
    refused(run, "WhereTwoArrowsLand.four_numbers_move_a_plane.wav")


def test_an_empty_recording(tmp_path):
    (script,) = course.read_course(["matrix_multiplication"])
    for chapter in script.chapters:
        for beat in chapter.beats:
            with wave.open(str(tmp_path / f"{chapter.name}.{beat.name}.wav"), "wb") as sound:
                sound.setparams((1, 2, 48_000, 0, "NONE", ""))
                sound.writeframes(np.random.default_rng(0).integers(-9000, 9000, 4800, np.int16).tobytes())
    (tmp_path / "RowMeetsColumn.after_the_turn.wav").write_bytes(b"")
    run = reel("render", "matrix_multiplication", "--voice", str(tmp_path), "--output", str(tmp_path / "v"))
    refused(run, "RowMeetsColumn.after_the_turn.wav")


def test_a_missing_system_library(tmp_path):
    (tmp_path / "cairo.py").write_text("raise ImportError('libcairo.so.2: cannot open shared object file')")
    run = reel("render", "matrix_multiplication", PYTHONPATH=str(tmp_path))
    refused(run, "a system library is missing", "libcairo.so.2", "requirements/system.sh")


def test_a_bad_script_is_refused_before_anything_is_made(tmp_path, monkeypatch):
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "bad.py").write_text(GOOD.replace('at="turn"', 'at="trun"'))
    (lessons / "__init__.py").write_text('COURSE = ("bad",)\n')
    monkeypatch.setattr(cli, "select", lambda what: course.select(what, lessons))
    result = CliRunner().invoke(cli.reel, ["render", "--output", str(tmp_path / "videos")])
    assert isinstance(result.exception, ScriptError)
    assert "no cue [trun]" in str(result.exception)
    assert not (tmp_path / "videos").exists()


@pytest.mark.parametrize("command", ["list", "render", "sheet", "watch", "new", "gallery"])
def test_every_command_helps(command):
    result = CliRunner().invoke(cli.reel, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.split("\n\n")) >= 2


def test_the_list_as_json():
    found = json.loads(reel("list", "--json").stdout)
    assert [one["name"] for one in found] == course.course_names()
    assert (Path(course.ROOT) / found[0]["file"]).is_file()


def test_a_build_that_is_ended_leaves_no_process_behind(tmp_path):
    environment = os.environ | {"GLASSBOX_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "reel", "render", "matrix_multiplication", "--voice", "none", "--output", str(tmp_path)]
    build = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    children: list[int] = []
    deadline = time.monotonic() + 60
    while len(children) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
        children = stage_processes(build.pid)
    assert len(children) >= 2, "it has begun to film"
    build.terminate()
    assert build.wait(30) == 128 + 15
    assert not alive(children)
