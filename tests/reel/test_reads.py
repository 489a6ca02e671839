"""What a job reads is heard, whatever name it was opened by."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import numpy as np

from reel.stage.reads import reads


def test_files_that_are_read_are_heard(tmp_path):
    for name in ("plain", "low", "mapped.npy"):
        (tmp_path / name).write_bytes(b"1")
    np.save(tmp_path / "mapped.npy", np.zeros(2))
    with reads() as heard:
        (tmp_path / "plain").read_text()
        os.close(os.open(tmp_path / "low", os.O_RDONLY))
        np.load(tmp_path / "mapped.npy")
        assert not (tmp_path / "absent").exists()
        with suppress(FileNotFoundError):
            open(tmp_path / "absent").close()
        open(sys.prefix + "/pyvenv.cfg").close()
    (tmp_path / "later").write_text("")
    (tmp_path / "later").read_text()
    assert heard == [str(tmp_path / name) for name in ("absent", "low", "mapped.npy", "plain")]


def test_what_was_written_here_or_lies_in_the_cache_does_not_count(tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "kept").write_text("")
    with reads(cache) as heard:
        (cache / "kept").read_text()
        (tmp_path / "own").write_text("1")
        (tmp_path / "own").read_text()
    assert heard == []


def test_a_compiled_module_stands_for_its_source(tmp_path, monkeypatch):
    (tmp_path / "heard_module.py").write_text("A = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    with reads() as heard:
        import heard_module  # noqa: F401
    assert str(tmp_path / "heard_module.py") in heard and not any(path.endswith(".pyc") for path in heard)
