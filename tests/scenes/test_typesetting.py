"""What is set once is kept, and a spoilt file is set again."""

from __future__ import annotations

import pytest
from manim import config, tempconfig

from scenes import typesetting


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own for what is kept, and no copies from before."""
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(typesetting, "_own_folder", lambda: own)
    with tempconfig({"tex_dir": str(tmp_path / "kept")}):
        yield config.get_dir("tex_dir")


def set_anew(folder) -> bytes:
    """The SVG of a formula, as another process would have it."""
    svg = typesetting._compiled("$ x^2 $")
    data = svg.read_bytes()
    svg.unlink()
    return data


def test_what_was_set_is_kept_and_comes_back_the_same(folder, monkeypatch):
    first = set_anew(folder)
    (kept,) = folder.iterdir()
    monkeypatch.setattr(typesetting.typst, "compile", lambda *_, **__: pytest.fail("it was set again"))
    assert set_anew(folder) == first and b"<svg" in first
    assert list(folder.iterdir()) == [kept]


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data[:100] + b"?" + data[101:], lambda data: b""])
def test_a_spoilt_file_is_set_again(folder, spoil):
    first = set_anew(folder)
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(spoil(whole))
    assert set_anew(folder) == first and kept.read_bytes() == whole


def test_other_fonts_are_another_file(folder, monkeypatch):
    set_anew(folder)
    monkeypatch.setattr(typesetting, "_fonts_digest", lambda: "others")
    set_anew(folder)
    assert len(list(folder.iterdir())) == 2


def test_a_write_that_fails_leaves_nothing_behind(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(typesetting.os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        set_anew(folder)
    assert list(folder.iterdir()) == []
