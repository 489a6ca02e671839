"""A cloud: a dot for each head, and a ring as wide as they scatter."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.cloud import Cloud
from scenes.frame import picture
from scenes.plane import Plane
from script.errors import ScriptError

HEADS = np.random.default_rng(0).normal((0.5, -0.5), 0.6, (50, 2))


def test_the_ring_is_as_wide_as_the_heads_scatter():
    plane = Plane(picture)
    cloud = Cloud.on(plane, HEADS, middle=(0.5, -0.5))
    by_hand = np.sqrt(np.mean([(x - 0.5) ** 2 + (y + 0.5) ** 2 for x, y in HEADS]))
    assert cloud.spread == pytest.approx(by_hand)
    assert cloud.ring.width / 2 == pytest.approx(by_hand * plane.coordinates.unit)
    assert cloud.ring.get_center() == pytest.approx(plane.point(0.5, -0.5))


def test_each_head_has_its_dot_and_none_leaves_the_region():
    plane = Plane(picture)
    cloud = Cloud.on(plane, HEADS, middle=(0, 0))
    middles = [sub.reshape(-1, 4, 3)[:, 0].mean(axis=0) for sub in cloud.dots.get_subpaths()]
    assert np.allclose(middles, plane.coordinates.on_frame(HEADS), atol=1e-6)
    far = Cloud.on(plane, [(0, 0), (50, 0)], middle=(0, 0))
    assert len(far.dots.get_subpaths()) == 1


def test_it_moves_to_other_heads_and_its_ring_with_it():
    cloud = Cloud.on(Plane(picture), HEADS, middle=(0.5, -0.5))
    before = cloud.spread
    moving = cloud.to((HEADS - (0.5, -0.5)) / 4 + (0.5, -0.5))
    moving.begin()
    moving.interpolate(1)
    assert cloud.spread == pytest.approx(before / 4)
    assert cloud.ring.width == pytest.approx(2 * before / 4 * cloud.coordinates.unit)


def test_its_ring_can_be_as_wide_as_is_known():
    cloud = Cloud.on(Plane(picture), HEADS, middle=(0.5, -0.5), wide=1.5)
    assert cloud.ring.width == pytest.approx(2 * 1.5 * cloud.coordinates.unit)
    moving = cloud.to(HEADS, wide=0.5)
    moving.begin()
    moving.interpolate(1)
    assert cloud.ring.width == pytest.approx(2 * 0.5 * cloud.coordinates.unit)
    with pytest.raises(ScriptError, match="from its beginning on"):
        cloud.to(HEADS)


def test_what_makes_no_cloud_is_refused():
    with pytest.raises(ScriptError, match="heads of arrows"):
        Cloud(Plane(picture), [1, 2], middle=(0, 0))
    with pytest.raises(ScriptError, match="is to go to"):
        Cloud(Plane(picture), HEADS, middle=(0, 0)).to(HEADS[:3])
