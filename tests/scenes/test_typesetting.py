"""What is set once is kept, and a spoilt file is set again."""

from __future__ import annotations

import numpy as np
import pytest
from manim import RIGHT, config, tempconfig

from scenes import typesetting
from scenes.typesetting import Symbols, Words


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own for what is kept, and no copies from before."""
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(typesetting, "own_folder", lambda: own)
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


def test_a_copy_of_words_is_its_own_but_for_the_outlines_it_was_read_from():
    words = Words("one hundred")
    before = words.get_all_points().copy()
    copied = words.copy().shift([1, 0, 0]).set_color("#FF0000")
    assert np.array_equal(words.get_all_points(), before) and np.allclose(copied.get_all_points(), before + RIGHT)
    assert words[0].get_fill_color() != copied[0].get_fill_color()
    assert words[0].path_obj is copied[0].path_obj


ROOT = "sqrt(frac(a, b)) + 1"


def thick(shown: Symbols) -> list[float]:
    """How thick its lines are beside its height; there are two, over the root and in the fraction."""
    lines = [one for one in shown.family_members_with_points() if one.height < 1e-3]
    assert len(lines) == 2
    return [float(one.stroke_width) / shown.height for one in lines]


@pytest.mark.parametrize("width", [854, 1920, 3840])
def test_lines_of_a_formula_are_as_thick_however_often_it_was_set_and_in_every_film(width):
    first = thick(Symbols(ROOT, size=60))
    with tempconfig({"pixel_width": width, "pixel_height": round(width * 9 / 16)}):
        several = [Symbols(ROOT, size=size) for size in (60, 60, 30)] + [Symbols(ROOT, size=60).scale(0.7)]
        for one in several:
            assert thick(one) == pytest.approx(first)
        minus = Symbols("-", size=60)
        assert thick(several[0])[0] * several[0].height == pytest.approx(100 * minus.height, rel=0.25), "as a minus is"
