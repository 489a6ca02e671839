"""The encoder's colours, against a decoder that goes by the file's own tags."""

from __future__ import annotations

import itertools
import threading
import time

import av
import numpy as np
import pytest

from reel.quality import Quality
from reel.stage.encoder import GROUP_SECONDS, Film, _Written
from scenes.theme import theme

QUALITY = Quality("tiny", 64, 64, 15)
KR, KB = 0.2126, 0.0722
"""The weights of BT.709: Recommendation ITU-R BT.709-6, item 3.2."""


def decoded(path) -> np.ndarray:
    """RGB of the middle pixel of the last frame, by the formulas of BT.709, limited range."""
    with av.open(str(path)) as container:
        last = list(container.decode(video=0))[-1]
        planes = last.to_ndarray(format="yuv420p")
    y, u, v = planes[32, 32], planes[64 + 8, 16], planes[64 + 16 + 8, 16]
    luma, blue, red = (float(y) - 16) / 219, (float(u) - 128) / 224, (float(v) - 128) / 224
    r, b = luma + 2 * (1 - KR) * red, luma + 2 * (1 - KB) * blue
    g = (luma - KR * r - KB * b) / (1 - KR - KB)
    return np.clip(np.array([r, g, b]) * 255, 0, 255)


COLOURS = [theme.background, *sorted(set(theme.roles.values())), "#FFFFFF", "#000000", "#FF0000", "#00FF00", "#0000FF"]


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_come_back_within_three_levels(tmp_path, colour):
    rgb = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    frame = np.empty((64, 64, 4), np.uint8)
    frame[...] = [*rgb, 255]
    with Film(tmp_path / "c.mp4", QUALITY) as film:
        film.write(frame, 15)
    # 219 levels of luma stand for 256, and chroma is rounded too: two levels, and one of the encoder's own.
    assert np.abs(decoded(tmp_path / "c.mp4") - rgb).max() <= 3


@pytest.mark.parametrize("colour", COLOURS[:6])
def test_a_plain_surface_stays_plain(tmp_path, colour):
    frame = np.empty((64, 64, 4), np.uint8)
    frame[...] = [*(int(colour[k : k + 2], 16) for k in (1, 3, 5)), 255]
    with Film(tmp_path / "p.mp4", QUALITY) as film:
        film.write(frame, 3)
    with av.open(str(tmp_path / "p.mp4")) as container:
        for picture in container.decode(video=0):
            planes = picture.to_ndarray(format="yuv420p")
            for plane in (planes[:64], planes[64:80], planes[80:]):
                assert np.ptp(plane) == 0


def test_a_frame_that_is_held_is_shown_as_often_as_asked(tmp_path):
    frame = np.full((64, 64, 4), 255, np.uint8)
    dark = np.zeros((64, 64, 4), np.uint8)
    dark[..., 3] = 255
    with Film(tmp_path / "h.mp4", QUALITY, keys=[40]) as film:
        film.write(frame, 40)
        film.write(dark, 7)
        film.write(frame, 200)
    with av.open(str(tmp_path / "h.mp4")) as container:
        levels = [picture.to_ndarray(format="gray").mean() for picture in container.decode(video=0)]
    assert len(levels) == 247
    assert all((level < 60) == (40 <= k < 47) for k, level in enumerate(levels))
    with av.open(str(tmp_path / "h.mp4")) as container:
        keys = [
            round(p.pts * p.time_base * 15) for p in container.demux(video=0) if p.is_keyframe and p.pts is not None
        ]
    assert 40 in keys and max(b - a for a, b in itertools.pairwise(keys)) <= GROUP_SECONDS * 15


def test_a_film_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), Film(tmp_path / "f.mp4", QUALITY) as film:
        film.write(np.zeros((64, 64, 4), np.uint8), 3)
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def moving(film: Film, pictures: int) -> None:
    rng = np.random.default_rng(3)
    for _ in range(pictures):
        film.write(rng.integers(0, 256, (64, 64, 4), dtype=np.uint8), 1)


@pytest.mark.parametrize("fails_at", [0, 4, 11])
def test_what_goes_wrong_while_the_next_picture_is_drawn_is_told_and_nothing_is_left(tmp_path, monkeypatch, fails_at):
    """The last of twelve pictures is encoded when the film is closed."""
    put, count = _Written.take, itertools.count()

    def full(self, encoder, packet):
        if next(count) == fails_at:
            raise OSError(28, "No space left on device")
        put(self, encoder, packet)

    monkeypatch.setattr(_Written, "take", full)
    with pytest.raises(OSError, match="No space"), Film(tmp_path / "f.mp4", QUALITY) as film:
        moving(film, 12)
    assert list(tmp_path.iterdir()) == []
    assert not [one for one in threading.enumerate() if one.name.startswith("encoder")]


def test_how_fast_the_encoder_is_beside_the_drawing_changes_no_byte(tmp_path, monkeypatch):
    encode = Film._encode
    for name, seconds in (("quick", 0.0), ("slow", 0.01)):

        def late(self, given, picture, seconds=seconds):
            time.sleep(seconds)
            encode(self, given, picture)

        monkeypatch.setattr(Film, "_encode", late)
        with Film(tmp_path / name, QUALITY) as film:
            moving(film, 30)
            film.write(np.full((64, 64, 4), 255, np.uint8), 20)
    monkeypatch.setattr(Film, "_hand_over", at_once)
    with Film(tmp_path / "at once", QUALITY) as film:
        moving(film, 30)
        film.write(np.full((64, 64, 4), 255, np.uint8), 20)
    assert len({one.read_bytes() for one in tmp_path.iterdir()}) == 1 and len(list(tmp_path.iterdir())) == 3


def at_once(self: Film, given, kind) -> None:
    picture = self._planes.picture(self._count, kind)
    self._count += 1
    self._encode(given, picture)
