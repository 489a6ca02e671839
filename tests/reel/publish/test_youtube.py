"""Uploads to a server that speaks as YouTube does. Whatever goes wrong, the bytes arrive, and nothing is there twice."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from reel import cli, ready
from reel.course import course_names
from reel.publish import google, tokens, youtube
from reel.publish.calls import youtube_calls
from reel.publish.ledger import Ledger
from reel.publish.patience import QuotaUsedUp, next_quota
from reel.publish.youtube import YouTube
from script.errors import ScriptError

from .conftest import LESSON, SRT, film_bytes, finish
from .google_server import Channel, Fault, Server

CHUNK = 256 * 1024
FILM = film_bytes(4 * CHUNK + 1000)
SECOND = "attention"


@pytest.fixture
def server():
    made = Server(Channel())
    made.start()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Settings and state of a user of their own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


def write_token(server, **changed):
    path = tokens.token_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    held = {
        "token": server.channel.token, "refresh_token": server.channel.refresh_token, "token_uri": f"{server.root}token",
        "client_id": "id", "client_secret": "client-secret", "scopes": tokens.SCOPES, "expiry": "2999-01-01T00:00:00Z",
    }  # fmt: skip
    path.write_text(json.dumps(held | changed))
    path.chmod(0o600)
    return path


@pytest.fixture
def publish(server, bundled):
    """Publishes a lesson to the server. A pause is only counted; while the server is down, the second starts it again."""
    write_token(server)
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) % 2 == 0 and not server.is_up:
            server.start()

    def run(bundle=None, privacy=None, **how):
        bundle = bundle or bundled(film=FILM)
        there = YouTube(tokens.load(), Ledger(), course_names(), lambda line: None, server.root, CHUNK, pause)
        return there.publish(bundle, privacy, **how)

    run.pauses = pauses
    return run


def whole(server, bundle, videos=1):
    """What must hold at the end of every story."""
    channel = server.channel
    assert not channel.wrong
    assert len(channel.videos) == len(channel.films) == videos
    kept = [one for one in channel.videos.values() if bundle.metadata.marker in one["snippet"]["description"]]
    assert len(kept) == 1
    video = kept[0]["id"]
    assert channel.films[video] == bundle.film.read_bytes()
    tracks = [name for name, one in channel.captions.items() if one["snippet"]["videoId"] == video]
    assert [channel.caption_files[name] for name in tracks] == [bundle.srt.read_bytes()]
    assert channel.thumbnails[video] == bundle.thumbnail.read_bytes()
    assert len(channel.playlists) == 1
    assert [one["snippet"]["resourceId"]["videoId"] for one in channel.items["list1"]].count(video) == 1
    return kept[0]


def test_a_lesson_is_uploaded_once_and_private(server, publish, bundled):
    bundle = bundled(film=FILM)
    publish(bundle)
    video = whole(server, bundle)
    assert video["status"] == {
        "privacyStatus": "private", "selfDeclaredMadeForKids": False, "containsSyntheticMedia": False,
        "license": "creativeCommon", "embeddable": True, "publicStatsViewable": True,
    }  # fmt: skip
    assert video["snippet"]["title"] == "A matrix is a motion | Inside the Glass Box 2"
    assert server.channel.playlists["list1"]["status"] == {"privacyStatus": "private"}
    before = len(server.channel.asked)
    publish(bundle)
    whole(server, bundle)
    again = server.channel.asked[before:]
    assert not any(one.endswith(("insert", "update", "set", "delete")) or one == "session" for one in again), again


def test_what_an_upload_costs_is_what_was_told_before(server, publish, bundled):
    bundle = bundled(film=FILM)
    told = youtube_calls(bundle, {}, first=True)
    publish(bundle)
    assert {one for one in server.channel.asked if one != "session"} == {one.method for one in told}
    # Before a playlist is made its absence is looked at once more.
    assert server.channel.used == sum(one.units for one in told) + 1


FAULTS = {
    "503 before it begins": [Fault("503", "videos.insert")],
    "503 in the middle": [Fault("503", "session", 3), Fault("503", "session", 5)],
    "cut off in the middle of a chunk": [Fault("cut", "session", 3)],
    "cut off twice": [Fault("cut", "session", 2), Fault("cut", "session", 5)],
    "the last answer is lost": [Fault("lost answer", "session", 6)],
    "the token runs out": [Fault("expire", "session", 3)],
    "the token runs out after": [Fault("expire", "captions.insert")],
    "the server goes down": [Fault("down", "session", 3)],
    "captions: the answer is lost": [Fault("lost answer", "captions.insert")],
    "captions: 503": [Fault("503", "captions.list"), Fault("503", "captions.insert")],
    "thumbnail: cut off": [Fault("cut", "thumbnails.set")],
    "playlist: the answer is lost": [Fault("lost answer", "playlists.insert")],
    "place: the answer is lost": [Fault("lost answer", "playlistItems.insert")],
    "place: cut off": [Fault("cut", "playlistItems.insert"), Fault("503", "playlistItems.list", 2)],
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
def test_whatever_goes_wrong_once(server, publish, bundled, faults):
    bundle = bundled(film=FILM)
    server.channel.faults = faults
    publish(bundle)
    whole(server, bundle)
    assert all(one.seen >= one.at for one in faults), "it did happen"


def test_a_server_that_restarts_and_forgets_what_was_begun(server, publish, bundled):
    bundle = bundled(film=FILM)
    server.channel.forget_sessions = True
    server.channel.faults = [Fault("down", "session", 3)]
    publish(bundle)
    whole(server, bundle)
    assert server.channel.count("videos.insert") == 2


def test_only_what_is_missing_is_sent_again(server, publish, bundled):
    server.channel.faults = [Fault("cut", "session", 4)]
    publish(bundled(film=FILM))
    assert server.channel.received == len(FILM)


DRIVER = f"""
import sys
from pathlib import Path
from reel.course import course_names
from reel.publish import tokens
from reel.finished import read_finished
from reel.publish.bundle import make_bundle
from reel.publish.ledger import Ledger
from reel.publish.youtube import YouTube
videos, out, root = sys.argv[1:]
bundle = make_bundle(read_finished(Path(videos) / "{LESSON}"), 0, Path(out))
YouTube(tokens.load(), Ledger(), course_names(), print, root, {CHUNK}).publish(bundle, None)
"""


@pytest.mark.parametrize("at", [2, 5])
def test_a_process_that_is_killed_in_mid_upload(server, publish, bundled, tmp_path, at):
    """After its second chunk, or after the last, when the film is there and the process has not heard of it."""
    bundle = bundled(film=FILM)
    arrived, go_on = threading.Event(), threading.Event()

    def hold(number):
        if number == at:
            arrived.set()
            go_on.wait(20)

    server.channel.on_chunk = hold
    command = [sys.executable, "-c", DRIVER, str(tmp_path / "videos"), str(tmp_path / "elsewhere"), server.root]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert arrived.wait(60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    go_on.set()
    server.channel.on_chunk = lambda number: None
    publish(bundle)
    whole(server, bundle)
    assert server.channel.count("videos.insert") == 1 and server.channel.chunks == 5


def test_quota_that_is_used_up_stops_it_and_it_goes_on_there(server, publish, bundled):
    bundle = bundled(film=FILM)
    server.channel.units = 300
    with pytest.raises(QuotaUsedUp, match="begins anew at 20") as stopped:
        publish(bundle)
    assert stopped.value.until > datetime.now(UTC)
    assert len(server.channel.films) == 1 and not server.channel.captions
    server.channel.used = 0
    with pytest.raises(QuotaUsedUp):
        publish(bundle)
    server.channel.used, server.channel.units = 0, 10_000
    publish(bundle)
    whole(server, bundle)
    assert server.channel.count("videos.insert") == 1


def test_a_day_of_quota_begins_at_midnight_in_california():
    assert next_quota(datetime(2026, 7, 1, 6, 59, tzinfo=UTC)) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert next_quota(datetime(2026, 12, 1, 9, 0, tzinfo=UTC)) == datetime(2026, 12, 2, 8, tzinfo=UTC)


# The ledger -----------------------------------------------------------------------------------------------------


def test_a_lost_ledger_finds_the_video_by_its_marker(server, publish, bundled):
    bundle = bundled(film=FILM)
    for lesson in (SECOND, "token_graphs", "backpropagation"):
        publish(bundled(lesson, film=film_bytes(3000, len(lesson)), position=course_names().index(lesson)))
    publish(bundle)
    Ledger().path.unlink()
    assert publish(bundle) == "video4"
    whole(server, bundle, videos=4)


def test_a_broken_ledger_is_a_lost_one(server, publish, bundled):
    bundle = bundled(film=FILM)
    publish(bundle)
    Ledger().path.write_bytes(b"{")
    publish(bundle)
    whole(server, bundle)


def test_the_ledger_is_nobody_elses(server, publish):
    publish()
    assert stat.S_IMODE(Ledger().path.stat().st_mode) == 0o600


def test_two_uploads_at_once_are_refused():
    with Ledger().alone(), pytest.raises(ScriptError, match="another upload is under way"), Ledger().alone():
        pass


def test_another_description_changes_the_video_and_leaves_its_privacy(server, publish, bundled):
    publish(bundled(film=FILM))
    server.channel.videos["video1"]["status"]["privacyStatus"] = "public"
    bundle = bundled(film=FILM, summary="Another summary.", srt=SRT.replace("motion", "move"))
    publish(bundle)
    video = whole(server, bundle)
    assert video["snippet"]["description"].startswith("Another summary.") and video["status"]["privacyStatus"] == "public"
    publish(bundle, "unlisted")
    assert server.channel.videos["video1"]["status"]["privacyStatus"] == "unlisted"


def test_another_film_is_refused_until_it_may_take_the_place(server, publish, bundled):
    publish(bundled(film=FILM))
    bundle = bundled(film=film_bytes(4 * CHUNK, 7))
    with pytest.raises(ScriptError, match=r"another than that of video video1[\s\S]*--replace"):
        publish(bundle)
    assert len(server.channel.videos) == 1
    server.channel.videos["video1"]["status"]["privacyStatus"] = "public"
    assert publish(bundle, replace=True) == "video2"
    whole(server, bundle, videos=2)
    old = server.channel.videos["video1"]
    assert old["status"]["privacyStatus"] == "private" and old["snippet"]["description"].endswith(":replaced")
    assert len(server.channel.items["list1"]) == 1
    publish(bundle)
    Ledger().path.unlink()
    publish(bundle)
    whole(server, bundle, videos=2)


@pytest.mark.parametrize("fault", [("session", 3), ("videos.update", 1), ("playlistItems.delete", 1)], ids=str)
def test_a_replacing_that_is_cut_off_goes_on(server, publish, bundled, fault):
    publish(bundled(film=FILM))
    bundle = bundled(film=film_bytes(4 * CHUNK, 7))
    name, at = fault
    seen = 0 if name != "session" else server.channel.count("session")
    server.channel.faults = [Fault("expire", name, at)]
    server.channel.refresh_token, was = "other", server.channel.refresh_token
    with pytest.raises(ScriptError, match="withdrawn"):
        publish(bundle, replace=True)
    server.channel.refresh_token = was
    assert seen >= 0
    write_token(server)
    publish(bundle, replace=True)
    whole(server, bundle, videos=2)
    assert len(server.channel.items["list1"]) == 1
    assert server.channel.videos["video1"]["status"]["privacyStatus"] == "private"


def test_a_video_that_was_deleted_there_is_uploaded_anew(server, publish, bundled):
    bundle = bundled(film=FILM)
    publish(bundle)
    channel = server.channel
    for things in (channel.videos, channel.films, channel.captions, channel.caption_files, channel.thumbnails):
        things.clear()
    channel.items["uploads"].clear()
    channel.items["list1"].clear()
    publish(bundle)
    whole(server, bundle)


def test_the_playlist_is_in_course_order(server, publish, bundled):
    for lesson in ("token_graphs", LESSON, SECOND, "backpropagation"):
        publish(bundled(lesson, film=film_bytes(3000, len(lesson)), position=course_names().index(lesson)))
    described = [one["snippet"]["description"] for one in server.channel.items["list1"]]
    order = [next(name for name in course_names() if f":{name}:" in one) for one in described]
    assert order == [LESSON, "backpropagation", "token_graphs", SECOND]


def test_a_place_that_somebody_changed_is_put_right(server, publish, bundled):
    for lesson in (LESSON, SECOND):
        last = bundled(lesson, film=film_bytes(3000, len(lesson)), position=course_names().index(lesson))
        publish(last)
    items = server.channel.items["list1"]
    items.reverse()
    items.append(items[0] | {"id": "twice"})
    publish(last)
    assert [one["snippet"]["resourceId"]["videoId"] for one in items] == ["video1", "video2"]


# Bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "part", "message"),
    [
        ({"status": {"privacystatus": "private"}}, "status", "has no field privacystatus"),
        ({"status": {"privacyStatus": "secret"}}, "status", "not one of public, unlisted, private"),
        ({"status": {"embeddable": "yes"}}, "status", "is no boolean"),
        ({"snippet": {"tags": "one"}}, "snippet", "is no list"),
        ({"snippet": {"tags": ["one", 2]}}, "snippet", r"tags\[1\] is no string"),
        ({"snippet": {}}, "snippet,status", 'part is "snippet,status"'),
    ],
)
def test_a_misspelt_body_is_never_sent(body, part, message):
    with pytest.raises(ValueError, match=message):
        google.check_body("videos", "insert", body, part)


def test_what_a_call_needs_must_be_there():
    with pytest.raises(ValueError, match=r"CaptionSnippet\.language is missing|snippet\.language is missing"):
        google.check_body("captions", "insert", {"snippet": {"videoId": "x", "name": ""}}, "snippet")


# Tokens ---------------------------------------------------------------------------------------------------------


def test_no_permission_yet():
    with pytest.raises(ScriptError, match=r"no permission to upload yet[\s\S]*--sign-in"):
        tokens.load()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_permission_that_others_can_read_is_not_used(server, mode):
    write_token(server).chmod(mode)
    with pytest.raises(ScriptError, match=r"can be read by others[\s\S]*chmod 600"):
        tokens.load()


def test_a_permission_that_is_none(server):
    write_token(server, expiry="soon")
    with pytest.raises(ScriptError, match="holds no permission") as error:
        tokens.load()
    assert server.channel.refresh_token not in str(error.value)
    tokens.token_file().write_text("{")
    with pytest.raises(ScriptError, match="cannot be read"):
        tokens.load()


def test_a_permission_in_the_project_is_refused(monkeypatch):
    from reel.course import ROOT

    monkeypatch.setenv("XDG_CONFIG_HOME", str(ROOT / "build" / "config"))
    with pytest.raises(ScriptError, match="lies in the project"):
        tokens.load()


def sign_in(server, monkeypatch, kind="installed"):
    """A browser that follows where it is sent."""
    import urllib.request
    import webbrowser

    class Browser(webbrowser.BaseBrowser):
        def open(self, url, new=0, autoraise=True):
            threading.Thread(target=lambda: urllib.request.urlopen(url, timeout=10).read(), daemon=True).start()
            return True

    monkeypatch.setattr(webbrowser, "get", lambda name=None: Browser())
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # The server on loopback has no certificate.
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    path = tokens.client_file()
    path.parent.mkdir(parents=True)
    client = {"client_id": "id", "client_secret": "client-secret"}
    client |= {"auth_uri": f"{server.root}auth", "token_uri": f"{server.root}token"}
    path.write_text(json.dumps({kind: client}))
    path.chmod(0o600)
    said = []
    tokens.sign_in(said.append, wait=20)
    return said


def test_signing_in_through_a_port_of_this_machine(server, monkeypatch, capfd):
    sign_in(server, monkeypatch)
    path = tokens.token_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.parent.stat().st_mode) & 0o022 == 0
    loaded = tokens.load()
    assert loaded.token == server.channel.token and loaded.refresh_token == server.channel.refresh_token
    told = "".join(capfd.readouterr())
    assert server.channel.token not in told and "secret" not in told


def test_signing_in_that_is_refused(server, monkeypatch):
    server.channel.token = ""
    with pytest.raises(ScriptError, match="the permission was not given: access_denied"):
        sign_in(server, monkeypatch)
    assert not tokens.token_file().exists()


def test_signing_in_without_a_client_or_with_that_of_a_website(server, monkeypatch):
    with pytest.raises(ScriptError, match=r"does not know this program[\s\S]*publish\.md"):
        tokens.sign_in(print)
    with pytest.raises(ScriptError, match="not that of a desktop program"):
        sign_in(server, monkeypatch, kind="web")


# The command ----------------------------------------------------------------------------------------------------


def command(tmp_path, server, monkeypatch, *words):
    monkeypatch.setattr(youtube, "ROOT", server.root)
    places = ["--videos", str(tmp_path / "videos"), "--output", str(tmp_path / "out"), "--as-it-is"]
    return CliRunner().invoke(cli.reel, ["publish", *words, *places])


def test_the_command_uploads_and_tells_no_secret(tmp_path, server, monkeypatch):
    finish(tmp_path / "videos", film=FILM)
    path = write_token(server, token="stale")
    run = command(tmp_path, server, monkeypatch, LESSON, "--upload", "--json")
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["lessons"][0]["where"] == "https://youtu.be/video1"
    assert server.channel.refreshed == 1 and json.loads(path.read_text())["token"] == server.channel.token
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for secret in (server.channel.token, server.channel.refresh_token, "client-secret", "/session/"):
        assert secret not in run.output
    run = command(tmp_path, server, monkeypatch, LESSON)
    assert "videos.insert" not in run.stdout and "videos.list" in run.stdout


def test_what_would_be_done_is_told_from_the_ledger(tmp_path, server, monkeypatch):
    finish(tmp_path / "videos", film=FILM)
    write_token(server)
    assert command(tmp_path, server, monkeypatch, LESSON, "--upload").exit_code == 0
    finish(tmp_path / "videos", film=FILM, summary="Another.")
    assert "videos.update" in command(tmp_path, server, monkeypatch, LESSON).stdout
    finish(tmp_path / "videos", film=film_bytes(CHUNK, 5))
    assert "an upload is refused without --replace" in command(tmp_path, server, monkeypatch, LESSON).stdout
    asked, used = len(server.channel.asked), server.channel.used
    run = command(tmp_path, server, monkeypatch, LESSON, "--replace", "--json")
    told = json.loads(run.stdout)["lessons"][0]["calls"]
    assert command(tmp_path, server, monkeypatch, LESSON, "--replace", "--upload").exit_code == 0
    # What is told is the least; to look takes a unit more here and there.
    made = {one for one in server.channel.asked[asked:] if one != "session"}
    assert {one["method"] for one in told} == made
    assert 0 <= server.channel.used - used - sum(one["units"] for one in told) < 10


def test_the_command_without_a_network(tmp_path, server, monkeypatch):
    finish(tmp_path / "videos", film=FILM)
    write_token(server)
    server.stop()
    monkeypatch.setattr("reel.publish.patience._LONGEST", 0.0)
    error = command(tmp_path, server, monkeypatch, LESSON, "--upload").exception
    assert isinstance(error, ScriptError) and "YouTube cannot be reached" in str(error)
    assert "127.0.0.1" not in str(error)


def test_a_permission_that_was_withdrawn(tmp_path, server, monkeypatch):
    finish(tmp_path / "videos", film=FILM)
    write_token(server, token="stale", refresh_token="withdrawn")
    error = command(tmp_path, server, monkeypatch, LESSON, "--upload").exception
    assert "withdrawn, or has run out" in str(error) and "--sign-in" in str(error)


def test_a_draft_is_not_uploaded_unasked(tmp_path, server, monkeypatch):
    quality = {"name": "draft", "width": 854, "height": 480, "rate": 15}
    finish(tmp_path / "videos", film=FILM, quality=quality)
    write_token(server)
    monkeypatch.setattr(ready, "out_of_date", lambda *words: [])
    words = ["publish", LESSON, "--upload", "--videos", str(tmp_path / "videos"), "--output", str(tmp_path / "out")]
    assert "it is a draft" in str(CliRunner().invoke(cli.reel, words).exception)
    assert not server.channel.asked


def test_libraries_that_are_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "googleapiclient", None)
    with pytest.raises(ScriptError, match=r"not installed: googleapiclient[\s\S]*make out-environment"):
        tokens.load()
