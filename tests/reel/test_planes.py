"""A picture made of what is new in each frame, against the same made of whole frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reel.quality import QUALITIES, Quality
from reel.stage.planes import Planes

SIZES = [(one.width, one.height) for one in (QUALITIES["draft"], QUALITIES["hd"])] + [
    (64, 64),
    (100, 52),
    (34, 18),
    (98, 34),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SIZES), st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_what_is_new_gives_the_picture_that_the_whole_frame_gives(size, seed, steps):
    width, height = size
    quality, rng = Quality("some", width, height, 15), np.random.default_rng(seed)
    frame = rng.integers(0, 256, (height, width, 4), dtype=np.uint8)
    kept = Planes(quality)
    kept.take(frame, kept.changed(frame))
    for _ in range(steps):
        (top, bottom), (left, right) = (sorted(rng.integers(0, one + 1, 2)) for one in (height, width))
        frame[top:bottom, left:right] = rng.integers(0, 256, (bottom - top, right - left, 4), dtype=np.uint8)
        changed = kept.changed(frame)
        assert (changed is None) == (top == bottom or left == right)
        kept.take(frame, changed)
        whole = Planes(quality)
        whole.take(frame, whole.changed(frame))
        assert np.array_equal(kept._planes, whole._planes)
        assert kept.changed(frame) is None


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_one_pixel_anywhere_is_found(size):
    width, height = size
    rng, quality = np.random.default_rng(width), Quality("some", width, height, 15)
    frame = np.zeros((height, width, 4), np.uint8)
    kept = Planes(quality)
    kept.take(frame, kept.changed(frame))
    corners = [(0, 0), (0, width - 1), (height - 1, 0), (height - 1, width - 1)]
    for row, column in [*corners, *zip(rng.integers(0, height, 20), rng.integers(0, width, 20), strict=True)]:
        frame[row, column, rng.integers(0, 3)] ^= 1
        changed = kept.changed(frame)
        assert changed is not None
        assert (
            changed.top == row and changed.bottom == row + 1 and changed.left <= column < changed.right <= changed.left + 2
        )
        kept.take(frame, changed)


@pytest.mark.parametrize("quality", [*QUALITIES.values()][:2], ids=lambda one: one.name)
def test_converting_the_rows_that_are_new_is_converting_all(quality):
    rng = np.random.default_rng(2)
    frame = rng.integers(0, 256, (quality.height, quality.width, 4), np.uint8)
    kept = Planes(quality)
    kept.take(frame, kept.changed(frame))
    for first, last in ((0, 1), (5, 6), (17, 190), (32, 40), (quality.height - 3, quality.height - 1)):
        frame[first:last] = rng.integers(0, 256, (last - first, quality.width, 4), np.uint8)
        changed = kept.changed(frame)
        assert changed == (first, last, 0, quality.width)
        kept.take(frame, changed)
        whole = Planes(quality)
        whole.take(frame, whole.changed(frame))
        assert np.array_equal(kept._planes, whole._planes)
        assert kept.changed(frame) is None
