"""The parts of a weighted sum are as long as their shares say, and end where the sum does."""

from __future__ import annotations

import numpy as np

from scenes.plane import Plane
from scenes.weighed_sum import WeighedSum

ARROWS, SHARES = np.array([(2.0, 1.0), (-1.0, 2.0), (0.0, 3.0)]), np.array([0.7, 0.29, 0.01])


def ended(moving):
    for one in moving.animations:
        one.begin()
        one.interpolate(1)


def test_weighed_and_added_they_end_where_the_sum_does():
    parts = WeighedSum(Plane(), ARROWS, SHARES)
    for part, arrow in zip(parts.parts, ARROWS, strict=True):
        assert np.allclose(part.ends(), [(0, 0), arrow])
    ended(parts.weigh())
    for part, arrow, share in zip(parts.parts, ARROWS, SHARES, strict=True):
        assert np.allclose(part.ends(), [(0, 0), share * arrow])
    ended(parts.add_up())
    end = np.zeros(2)
    for part, arrow, share in zip(parts.parts, ARROWS, SHARES, strict=True):
        assert np.allclose(part.ends()[0], end), "tail to head"
        end = end + share * arrow
        assert np.allclose(part.ends()[1], end)
    assert np.allclose(end, SHARES @ ARROWS)


def test_built_at_once_they_stand_in_the_same_places_without_those_of_no_share():
    parts = WeighedSum(Plane(), ARROWS, SHARES)
    growing = parts.build().animations
    assert [one.mobject for one in growing] == parts.parts[:2]
    assert np.allclose(parts.parts[1].ends(), [(1.4, 0.7), (1.4 - 0.29, 0.7 + 0.58)])
