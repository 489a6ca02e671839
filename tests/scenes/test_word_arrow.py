"""A word's arrow: its name stays at its head, wherever it goes."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.frame import picture
from scenes.plane import Plane
from scenes.word_arrow import WordArrow


def at_the_head(word: WordArrow) -> bool:
    return float(np.linalg.norm(word.name.get_center() - word.arrow.head)) < 0.9


def test_its_name_goes_where_a_motion_of_the_plane_takes_it():
    plane = Plane(picture)
    word = WordArrow(plane, "queen", (2, 1)).settled()
    assert at_the_head(word)
    plane.moved_by([[0, -1], [1, 0]])
    assert np.allclose(word.arrow.ends()[1], (-1, 2))
    assert at_the_head(word)


@pytest.mark.parametrize("target", [(-2, 2), (0.5, -1), (3, 3)])
def test_it_becomes_the_arrow_to_another_point_with_its_name(target):
    plane = Plane(picture)
    word = WordArrow(plane, "queen", (2, 1)).settled()
    moving = word.to(target)
    moving.begin()
    for share in (0.3, 0.7, 1.0):
        moving.interpolate(share)
        assert at_the_head(word)
    assert np.allclose(word.arrow.ends(), [(0, 0), target])


def test_it_is_seen_from_its_settling_on():
    plane = Plane(picture)
    word = WordArrow(plane, "queen", (2, 1))
    assert word.arrow not in plane.arrows.submobjects
    word.settled()
    assert word.arrow in plane.arrows.submobjects
    assert word.name in plane.labels.submobjects


def test_a_name_at_the_side_stands_as_far_along_as_it_is_told():
    plane = Plane(picture)
    middle, beyond = (WordArrow(plane, "boy", (2, 0), side=1, along=along).name.get_center() for along in (0.5, 1.25))
    assert middle[0] == pytest.approx(plane.point(1, 0)[0]) and beyond[0] == pytest.approx(plane.point(2.5, 0)[0])
    assert middle[1] == pytest.approx(beyond[1]) and middle[1] > plane.point(0, 0)[1], "on the left of the shaft"
