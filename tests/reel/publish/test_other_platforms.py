"""Uploads to servers of other makers, by tus and as PeerTube does it. Whatever goes wrong, the bytes arrive, once."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner

from reel import cli
from reel.publish.ledger import Ledger
from reel.publish.peertube import PeerTube
from reel.publish.tus import Tus, metadata_header
from script.errors import ScriptError

from .conftest import LESSON, SRT, VTT, film_bytes, finish
from .other_servers import TOKEN, Node, Wire, missing

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))

CHUNK = 256 * 1024
FILM = film_bytes(4 * CHUNK + 1000)
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """One process for all tests; each has a folder of its own in it."""
    node = Node(tmp_path_factory.mktemp("node"))
    node.start()
    yield node
    node.kill()


@pytest.fixture
def node(running, monkeypatch, tmp_path):
    """The server with nothing in it."""
    if not running.is_up:
        running.start()
    running.open(tmp_path / "node")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return running


@pytest.fixture
def wire(node):
    made = Wire(node)
    yield made
    made.close()


def pausing(node):
    """A pause is only counted; while the server is down, the second starts it again."""
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) % 2 == 0 and not node.is_up:
            node.start()

    return pause


def to_tus(node, wire, bundle):
    tus = Tus(f"{wire.address}files", Ledger(), HEADERS, lambda line: None, CHUNK, pausing(node))
    return tus.publish(bundle, None)


def to_peertube(node, wire, bundle, privacy=None, **how):
    there = PeerTube(wire.address, TOKEN, Ledger(), None, lambda line: None, CHUNK, pausing(node))
    return there.publish(bundle, privacy, **how)


SEND = {"tus": to_tus, "peertube": to_peertube}


def whole(node, bundle, platform):
    """The bytes are there, once, and with them what belongs to them."""
    film = bundle.film.read_bytes()
    if platform == "tus":
        assert [one for one in node.tus_files() if one] == [film]
        return None
    (video,) = node.state()["videos"].values()
    assert base64.b64decode(video["film"]) == film
    assert base64.b64decode(video["captions"]["en"]) == bundle.vtt.read_bytes()
    assert base64.b64decode(video["thumbnail"]) == bundle.thumbnail.read_bytes()
    assert video["chapters"][1] == {"timecode": 23, "title": "Chapter 1"}
    return video


@pytest.mark.parametrize("platform", SEND)
def test_a_lesson_is_uploaded_once(node, wire, bundled, platform):
    bundle = bundled(film=FILM)
    first = SEND[platform](node, wire, bundle)
    video = whole(node, bundle, platform)
    asked = len(node.state()["asked"])
    assert SEND[platform](node, wire, bundle) == first
    whole(node, bundle, platform)
    assert not [one for one in node.state()["asked"][asked:] if not one.startswith("GET")]
    if video:
        told = video["told"]
        assert told["privacy"] == 3 and told["channelId"] == 7 and told["licence"] == "1" and told["category"] == "13"
        assert told["description"] == bundle.metadata.description and len(told["tags[]"]) == 5


@pytest.mark.parametrize("platform", SEND)
@pytest.mark.parametrize("where", [200_000, 700_000, len(FILM) - 10_000])
def test_a_connection_that_is_cut_in_the_middle_of_a_chunk(node, wire, bundled, platform, where):
    bundle = bundled(film=FILM)
    wire.cut_after = where
    SEND[platform](node, wire, bundle)
    assert wire.cut_after is None
    whole(node, bundle, platform)


@pytest.mark.parametrize(
    ("platform", "faults"),
    [
        ("tus", [("POST /files", 1)]),
        ("tus", [("PATCH", 2), ("HEAD", 2)]),
        ("peertube", [("POST /api/v1/videos/upload", 1), ("PUT /api/v1/videos/upload", 3)]),
        ("peertube", [("/captions/", 1), ("/chapters", 1), ("GET /api/v1/users/me", 1)]),
    ],
)
def test_a_server_that_is_not_ready(node, wire, bundled, platform, faults):
    bundle = bundled(film=FILM)
    node.state([{"kind": "503", "matches": matches, "at": at} for matches, at in faults])
    SEND[platform](node, wire, bundle)
    whole(node, bundle, platform)
    assert all(one["seen"] >= one["at"] for one in node.state()["faults"])


@pytest.mark.parametrize("platform", SEND)
@pytest.mark.parametrize("forgets", [False, True], ids=["remembers", "forgets"])
def test_a_server_that_is_killed_and_restarted(node, wire, bundled, platform, forgets):
    bundle = bundled(film=FILM)

    # Half of it arrives; then the server is killed under the upload.
    wire.hold_after = 600_000

    def kill():
        assert wire.held.wait(30)
        node.kill()
        if forgets:
            for path in [*(node.folder / "tus").glob("*"), *(node.folder / "uploads").glob("*")]:
                path.unlink()
        wire.let_go()

    killing = threading.Thread(target=kill)
    killing.start()
    SEND[platform](node, wire, bundle)
    killing.join()
    whole(node, bundle, platform)


DRIVER = """
import sys
from pathlib import Path
from reel.finished import read_finished
from reel.publish.bundle import make_bundle
from reel.publish.ledger import Ledger
from reel.publish.{platform} import {kind}
videos, out, address = sys.argv[1:]
bundle = make_bundle(read_finished(Path(videos) / "{lesson}"), 0, Path(out))
{made}.publish(bundle, None)
"""
MADE = {
    "tus": f'Tus(address + "files", Ledger(), {HEADERS!r}, chunk={CHUNK})',
    "peertube": f'PeerTube(address, "{TOKEN}", Ledger(), chunk={CHUNK})',
}


@pytest.mark.parametrize("platform", SEND)
def test_a_process_that_is_killed_in_mid_upload(node, wire, bundled, tmp_path, platform):
    bundle = bundled(film=FILM)
    kind = {"tus": "Tus", "peertube": "PeerTube"}[platform]
    program = DRIVER.format(platform=platform, kind=kind, lesson=LESSON, made=MADE[platform])
    wire.hold_after = 700_000
    command = [sys.executable, "-c", program, str(tmp_path / "videos"), str(tmp_path / "elsewhere"), wire.address]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert wire.held.wait(60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    wire.let_go()
    before = wire.passed
    SEND[platform](node, wire, bundle)
    whole(node, bundle, platform)
    assert wire.passed - before < len(FILM), "what was there was not sent again"


@pytest.mark.parametrize("platform", SEND)
def test_a_token_that_has_run_out(node, wire, bundled, platform):
    bundle = bundled(film=FILM)
    tus = Tus(f"{wire.address}files", Ledger(), {"Authorization": "Bearer old"}, lambda line: None, CHUNK)
    there = tus if platform == "tus" else PeerTube(wire.address, "old", Ledger(), None, lambda line: None, CHUNK)
    with pytest.raises(ScriptError, match=r"does not let us in: status 401[\s\S]*token in the environment") as error:
        there.publish(bundle, None)
    assert "old" not in str(error.value)
    SEND[platform](node, wire, bundle)
    whole(node, bundle, platform)


# PeerTube -------------------------------------------------------------------------------------------------------


def test_a_lost_ledger_finds_the_video_by_its_marker(node, wire, bundled):
    bundle = bundled(film=FILM)
    first = to_peertube(node, wire, bundle)
    Ledger().path.unlink()
    assert to_peertube(node, wire, bundle) == first
    whole(node, bundle, "peertube")


def test_another_description_and_captions_change_the_video(node, wire, bundled):
    to_peertube(node, wire, bundled(film=FILM), "public")
    bundle = bundled(film=FILM, summary="Another.", srt=SRT, vtt=VTT.replace("motion", "move"))
    to_peertube(node, wire, bundle)
    told = whole(node, bundle, "peertube")["told"]
    assert told["description"].startswith("Another.") and told["privacy"] == "1"


def test_another_film_takes_the_place_only_when_asked(node, wire, bundled):
    first = to_peertube(node, wire, bundled(film=FILM))
    bundle = bundled(film=film_bytes(3 * CHUNK, 9))
    with pytest.raises(ScriptError, match="--replace"):
        to_peertube(node, wire, bundle)
    wire.cut_after = wire.passed + CHUNK
    assert to_peertube(node, wire, bundle, replace=True) == first
    assert whole(node, bundle, "peertube")["films"] == 2
    to_peertube(node, wire, bundle)
    assert whole(node, bundle, "peertube")["films"] == 2


# The command ----------------------------------------------------------------------------------------------------


def command(tmp_path, platform, environment):
    words = ["publish", LESSON, "--to", platform, "--upload", "--as-it-is", "--json"]
    places = ["--videos", str(tmp_path / "videos"), "--output", str(tmp_path / "out")]
    unset = dict.fromkeys(("GLASSBOX_TUS_URL", "GLASSBOX_TUS_TOKEN", "GLASSBOX_TUS_HEADERS", "GLASSBOX_PEERTUBE_URL"))
    return CliRunner(env=unset | environment).invoke(cli.reel, [*words, *places])


def test_the_command_takes_tokens_from_the_environment(node, wire, tmp_path):
    finish(tmp_path / "videos", film=FILM)
    run = command(tmp_path, "tus", {"GLASSBOX_TUS_URL": f"{wire.address}files", "GLASSBOX_TUS_TOKEN": TOKEN})
    assert run.exit_code == 0 and "/files/" in json.loads(run.stdout)["lessons"][0]["where"]
    run = command(tmp_path, "peertube", {"GLASSBOX_PEERTUBE_URL": wire.address, "GLASSBOX_PEERTUBE_TOKEN": TOKEN})
    assert json.loads(run.stdout)["lessons"][0]["where"] == f"{wire.address}w/video-1"
    assert TOKEN not in run.output


@pytest.mark.parametrize(
    ("platform", "environment", "message"),
    [
        ("tus", {}, "GLASSBOX_TUS_URL is not set"),
        ("tus", {"GLASSBOX_TUS_URL": "http://127.0.0.1:9/", "GLASSBOX_TUS_HEADERS": '{"a": 1}'}, "no JSON object"),
        ("tus", {"GLASSBOX_TUS_URL": "nowhere"}, "is no address"),
        ("peertube", {}, "GLASSBOX_PEERTUBE_URL is not set"),
    ],
)
def test_settings_that_make_no_sense(tmp_path, monkeypatch, platform, environment, message):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    finish(tmp_path / "videos", film=FILM)
    error = command(tmp_path, platform, environment).exception
    assert isinstance(error, ScriptError) and message in str(error)


def test_a_name_of_no_server_and_its_secret(tmp_path, node, bundled):
    bundle = bundled(film=FILM)
    tus = Tus("http://127.0.0.1:9/", Ledger(), {"Authorization": "Bearer x"}, lambda line: None, CHUNK, lambda seconds: None)
    with pytest.raises(ScriptError, match="cannot be reached"):
        tus.publish(bundle, None)


def test_what_is_told_to_a_tus_server_is_in_base64():
    assert metadata_header({"name": "é", "requiresignedurls": ""}) == "name w6k=,requiresignedurls"
