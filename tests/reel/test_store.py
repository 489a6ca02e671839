"""The store: what is found is whole and what was put there, whatever was cut off, spoilt or done at the same time."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from reel import store as stores
from reel.known import Known, fingerprint
from reel.sealed import read_sealed, write_sealed
from reel.store import LIMIT, Store, size_limit
from script.errors import ScriptError

KEY, OTHER = "ab" * 32, "cd" * 32


class Told(list):
    """What a store says."""


def store(folder: Path) -> tuple[Store, Told]:
    told = Told()
    return Store(folder, told.append), told


def put(one: Store, key: str, data: bytes, kind: str = "clip", **more) -> Path:
    with one.at_work() as scratch:
        draft = scratch / "draft.mp4"
        draft.write_bytes(data)
        return one.add(kind, key, draft, f"the clip {key[:2]}", **more).path


def test_what_is_found_is_what_was_put_there(tmp_path):
    one, told = store(tmp_path)
    assert one.find("clip", KEY) is None
    put(one, KEY, b"film", about={"frames": 3})
    found = Store(tmp_path).find("clip", KEY)
    assert found.path.read_bytes() == b"film" and found.path.suffix == ".mp4" and found.about == {"frames": 3}
    assert one.find("clip", OTHER) is None and one.find("poster", KEY) is None and told == []


SPOILT = [lambda data: data[:-1], lambda data: bytes([data[0] ^ 1]) + data[1:], lambda data: b"", lambda data: data + b"?"]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_file_that_is_not_what_was_put_there_is_told_and_taken_away(tmp_path, spoil):
    one, told = store(tmp_path)
    path = put(one, KEY, b"a film")
    path.write_bytes(spoil(b"a film"))
    assert one.state("clip", KEY, Known()) == "altered"
    assert one.find("clip", KEY) is None and not path.exists()
    assert told == ["the clip ab: its file in the cache is not what was put there; it is made again"]
    put(one, KEY, b"a film")
    assert one.find("clip", KEY).path.read_bytes() == b"a film"


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_note_counts_as_none(tmp_path, spoil):
    one, _ = store(tmp_path)
    put(one, KEY, b"a film")
    note = one._note("clip", KEY)
    note.write_bytes(spoil(note.read_bytes()))
    assert one.find("clip", KEY) is None and one.state("clip", KEY, Known()) == "none"


def test_a_file_that_is_gone_can_be_made_again(tmp_path):
    one, told = store(tmp_path)
    put(one, KEY, b"film", about={"frames": 3}).unlink()
    assert one.find("clip", KEY) is None and one.state("clip", KEY, Known()) == "gone" and told == []
    assert one.about("clip", KEY) == {"frames": 3}, "what was noted of it is still known"


def test_a_thing_made_from_a_file_that_is_another_now_is_not_that_thing(tmp_path):
    one, _ = store(tmp_path)
    read = tmp_path / "data.csv"
    read.write_text("1")
    put(one, KEY, b"film", read=[str(read), str(tmp_path / "absent")])
    assert one.find("clip", KEY) is not None
    read.write_text("2")
    assert one.find("clip", KEY) is None and one.state("clip", KEY, Known()) == "read another"
    assert one.changed("clip", KEY, Known()) == str(read)
    read.write_text("1")
    assert one.find("clip", KEY) is not None
    (tmp_path / "absent").write_text("")
    assert one.find("clip", KEY) is None, "it was looked for, and was not there"


def test_a_build_that_was_killed_leaves_its_drafts_to_the_next(tmp_path):
    code = f"""
import os, signal, sys
from pathlib import Path
from reel.store import Store
with Store(Path({str(tmp_path)!r})).at_work() as scratch:
    (scratch / "half.mp4").write_bytes(b"half")
    os.replace = lambda draft, path: os.kill(os.getpid(), signal.SIGKILL)
    Store(Path({str(tmp_path)!r})).add_bytes({{kind!r}}, {KEY!r}, b"half a voice", ".f32", "a voice")
"""
    builds, drafts = tmp_path / "store" / "builds", lambda: list((tmp_path / "store").rglob("*.part"))
    subprocess.run([sys.executable, "-c", code.format(kind="voice")], capture_output=True)
    assert list(builds.rglob("half.mp4")) and len(drafts()) == 1
    (tmp_path / "store" / "notes" / "voice").mkdir(parents=True)
    (tmp_path / "store" / "notes" / "voice" / ".half.part").write_bytes(b"half a note")
    one, told = store(tmp_path)
    with one.at_work():
        assert not list(builds.rglob("half.mp4")) and not drafts()
    assert told == ["a build before this one was cut off; what it had finished is kept, the rest is made again"]
    assert not [path for path in builds.iterdir() if path.is_dir()]


def test_a_build_leaves_the_drafts_of_one_at_work_alone(tmp_path):
    one, told = store(tmp_path)
    with one.at_work() as first:
        (first / "half.mp4").write_bytes(b"half")
        draft = tmp_path / "store" / "notes" / ".half.part"
        draft.parent.mkdir(parents=True)
        draft.write_bytes(b"half")
        with Store(tmp_path).at_work() as second:
            assert first != second and (first / "half.mp4").exists() and draft.exists()
        assert (first / "half.mp4").exists()
    assert not first.exists() and told == []


def test_only_one_is_at_a_thing_and_the_other_waits_and_says_so(tmp_path):
    one, told = store(tmp_path)
    order = []
    begun = threading.Event()

    def first() -> None:
        with Store(tmp_path).alone("the film of x", KEY):
            begun.set()
            time.sleep(0.2)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait()
    with one.alone("the film of x", KEY):
        order.append("second")
    thread.join()
    assert order == ["first", "second"] and told == ["waiting for another build that is at the film of x too"]


# Room -----------------------------------------------------------------------------------------------------------


def old(one: Store, key: str, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(one._note("clip", key), (then, then))


def test_what_was_of_no_use_the_longest_goes_first(tmp_path, monkeypatch):
    one, told = store(tmp_path)
    monkeypatch.setenv(LIMIT, "1")
    keys = [f"{number:02d}" * 32 for number in range(5)]
    for key in keys:
        put(one, key, key.encode() * 10)
    for days, key in enumerate(keys):
        old(one, key, days + 1)
    one.find("clip", keys[4])  # it is of use again
    monkeypatch.setenv(LIMIT, str(3 * 640 / 1e9))
    with one.at_work():
        pass
    assert [one.state("clip", key, Known()) for key in keys] == ["whole", "whole", "gone", "gone", "whole"] and told == []


def test_what_the_running_build_needs_stays_whatever_it_takes(tmp_path, monkeypatch):
    one, told = store(tmp_path)
    put(one, OTHER, b"old" * 100)
    old(one, OTHER, 1)
    put(one, KEY, b"found" * 100)
    old(one, KEY, 2)
    monkeypatch.setenv(LIMIT, "0")
    with one.at_work() as scratch:
        assert one.find("clip", KEY) is not None
        (scratch / "new.mp4").write_bytes(b"new" * 100)
        one.add("clip", "ef" * 32, scratch / "new.mp4", "new")
    states = [one.state("clip", key, Known()) for key in (KEY, OTHER, "ef" * 32)]
    assert states == ["whole", "gone", "whole"]
    assert len(told) == 1 and "more than GLASSBOX_CACHE_GB allows" in told[0]


def test_no_room_is_made_while_another_build_is_at_work(tmp_path, monkeypatch):
    one, _ = store(tmp_path)
    put(one, KEY, b"film")
    old(one, KEY, 1)
    monkeypatch.setenv(LIMIT, "0")
    with one.at_work():
        with Store(tmp_path).at_work():
            pass
        assert one.state("clip", KEY, Known()) == "whole"
    assert one.state("clip", KEY, Known()) == "gone"


@pytest.mark.parametrize("said", ["much", "-1", "nan"])
def test_a_limit_that_makes_no_sense_is_refused(monkeypatch, said):
    monkeypatch.setenv(LIMIT, said)
    with pytest.raises(ScriptError, match=f'{LIMIT} is "{said}"'):
        size_limit()


def fill(folder: str, seed: int) -> None:
    one = Store(Path(folder))
    for number in range(12):
        key = f"{number % 4:02d}" * 32
        with one.alone("clip", key):
            found = one.find("clip", key)
            if found is None:
                put(one, key, key.encode() * 1000)
            else:
                assert found.path.read_bytes() == key.encode() * 1000


def test_processes_at_one_store_find_only_what_is_whole(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=fill, args=(str(tmp_path), seed)) for seed in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert [one.exitcode for one in workers] == [0, 0, 0]
    assert len(list((tmp_path / "store" / "files").rglob("*.mp4"))) == 4


# What is known about files ---------------------------------------------------------------------------------------


def settle(path: Path, monkeypatch) -> None:
    """Let time pass until a file is taken on trust."""
    now = time.time()
    monkeypatch.setattr("reel.known.time.time", lambda: now + 10)


def test_a_file_is_read_once_as_long_as_it_is_the_same(tmp_path, monkeypatch):
    path, asked = tmp_path / "file", []
    path.write_text("one")
    settle(path, monkeypatch)

    def ask(known: Known) -> str:
        return known.about(path, "text", lambda one: asked.append(1) or one.read_text())

    known = Known(tmp_path / "known")
    assert ask(known) == ask(known) == "one" and len(asked) == 1
    known.save()
    assert ask(Known(tmp_path / "known")) == "one" and len(asked) == 1
    before = path.stat()
    path.write_text("two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert ask(Known(tmp_path / "known")) == "two", "seen by its time of change, which nobody can set"


def test_a_file_that_was_just_changed_is_not_taken_on_trust(tmp_path):
    path = tmp_path / "file"
    path.write_text("one")
    known = Known(tmp_path / "known")
    known.digest(path)
    known.save()
    assert not (tmp_path / "known").exists()


def test_what_is_known_and_was_spoilt_is_forgotten(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_text("one")
    settle(path, monkeypatch)
    known = Known(tmp_path / "known")
    right = known.digest(path)
    known.save()
    data = (tmp_path / "known").read_bytes()
    (tmp_path / "known").write_bytes(data.replace(right.encode(), b"0" * 64))
    assert Known(tmp_path / "known").digest(path) == right


def test_sealed_data_comes_back_or_not_at_all(tmp_path):
    path = tmp_path / "deep" / "data"
    write_sealed(path, {"ä": [1, 2.5, None]})
    assert read_sealed(path) == {"ä": [1, 2.5, None]}
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert read_sealed(path) is None
    path.write_bytes(whole[:40])
    assert read_sealed(path) is None and read_sealed(tmp_path / "none") is None


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "data"
    write_sealed(path, 1)
    monkeypatch.setattr("reel.sealed.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        write_sealed(path, 2)
    assert read_sealed(path) == 1 and list(tmp_path.iterdir()) == [path]
    assert fingerprint(path) == fingerprint(path)
    assert stores.free_space(tmp_path / "not" / "there") > 0
