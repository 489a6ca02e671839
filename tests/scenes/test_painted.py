"""A picture laid over the stage: as much of each shows as its cover and its opacity say."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Camera, tempconfig

from scenes.painted import Canvas

OPACITIES = st.one_of(st.floats(0, 1), st.just(1.0))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), OPACITIES, st.sampled_from(["opaque", "empty", "any"]))
def test_what_is_under_a_picture_shows_as_far_as_it_does_not_cover(seed, opacity, kind):
    rng = np.random.default_rng(seed)
    cover = {"opaque": [255], "empty": [0], "any": [0, 1, 77, 254, 255]}[kind]
    picture = rng.integers(0, 256, (20, 30, 4), dtype=np.uint8)
    picture[:, :, 3] = rng.choice(cover, (20, 30))
    picture[:, :, :3] = np.minimum(picture[:, :, :3], picture[:, :, 3:])
    with tempconfig({"pixel_width": 64, "pixel_height": 48}):
        camera = Camera()
    camera.pixel_array[:, :, :3] = rng.integers(0, 256, (48, 64, 3))
    before = camera.pixel_array.copy()
    Canvas(camera).lay(picture, (10, 40, 5, 25), opacity)
    over = opacity * picture.astype(float)
    expected = before.astype(float)
    expected[5:25, 10:40] = over + expected[5:25, 10:40] * (1 - over[:, :, 3:] / 255)
    assert np.abs(camera.pixel_array - expected).max() <= 0.51
    assert (camera.pixel_array[:, :, 3] == 255).all()
