"""A pulse is as wide as its numbers, goes all its way, and is pointed or round by what it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import LEFT, RIGHT, Arc, Line, VMobject

from scenes.pulse import Pulse
from scenes.theme import theme
from script.errors import ScriptError

WIDTHS = st.lists(st.floats(0.01, 1.5), min_size=2, max_size=6)


def height_at(drawn: VMobject, x: float) -> float:
    """How tall a band over a level line is at x: its corners lie at the same places above and below."""
    corners = np.array(drawn.get_anchors())
    upper, lower = corners[corners[:, 1] > 1e-9], corners[corners[:, 1] < -1e-9]
    top, bottom = (side[np.argsort(side[:, 0])] for side in (upper, lower))
    return float(np.interp(x, top[:, 0], top[:, 1]) - np.interp(x, bottom[:, 0], bottom[:, 1]))


@settings(max_examples=30, deadline=None)
@given(WIDTHS)
def test_its_wake_is_as_wide_as_it_was_at_every_place(widths):
    pulse = Pulse(Line(3 * RIGHT, 3 * LEFT), widths).at(2)
    for share in np.linspace(0, 1, len(widths)):
        # The wake has corners at even shares of its own, between which it is straight.
        if np.isclose(share * 40 % 1, 0):
            assert height_at(pulse.wake, 3 - 6 * share) == pytest.approx(pulse.width_at(share), abs=1e-6)
    for given_width, share in zip(widths, np.linspace(0, 1, len(widths)), strict=True):
        assert pulse.width_at(share) == pytest.approx(given_width)


def test_it_starts_empty_goes_in_at_the_end_and_leaves_its_wake():
    pulse = Pulse(Line(3 * LEFT, 3 * RIGHT), (0.4, 0.4), role="forward")
    assert not pulse.wake.has_points() and not pulse.head.has_points()
    travelling = pulse.travel()
    travelling.begin()
    travelling.interpolate(0.5)
    assert pulse.head.has_points()
    assert pulse.wake.get_right()[0] < 3 - 1e-3 and pulse.head.get_right()[0] == pytest.approx(pulse.wake.get_right()[0])
    travelling.interpolate(1)
    assert not pulse.head.has_points(), "all of it went in"
    assert pulse.wake.get_left()[0] == pytest.approx(-3) and pulse.wake.get_right()[0] == pytest.approx(3)


def test_blame_and_values_differ_in_colour_and_in_shape():
    forward, backward = (Pulse(Line(3 * LEFT, 3 * RIGHT), (0.8, 0.8), role=role).at(0.6) for role in ("forward", "backward"))
    assert forward.head.get_fill_color() == theme.colour("forward")
    assert backward.head.get_fill_color() == theme.colour("backward")
    tip = forward.head.get_right()[0]
    near = [height_at(pulse.head, tip - 0.03) for pulse in (forward, backward)]
    assert near[0] > 1.5 * near[1], "a round front is blunter than a pointed one"


def test_on_a_bent_way_it_stays_on_the_way():
    pulse = Pulse(Arc(radius=2, start_angle=0, angle=np.pi / 2), (0.3, 0.3)).at(2)
    reach = np.linalg.norm(np.array(pulse.wake.get_anchors()), axis=1)
    assert reach.max() == pytest.approx(2.15, abs=0.01) and reach.min() == pytest.approx(1.85, abs=0.01)


def test_a_band_ends_square_to_its_way():
    """An S that starts and ends level: the edges at its ends are upright, and join a level band without a notch."""
    way = VMobject().set_points(np.array([[-2, 1, 0], [0, 1, 0], [0, -1, 0], [2, -1, 0]], dtype=float))
    corners = np.array(Pulse(way, (0.8, 0.8)).at(2).wake.get_anchors())
    for x, y in ((-2, 1), (2, -1)):
        end = np.unique(corners[np.abs(corners[:, 0] - x) < 1e-6].round(6), axis=0)
        assert sorted(end[:, 1]) == pytest.approx([y - 0.4, y + 0.4])


def test_widths_and_ways_that_are_none_are_refused():
    with pytest.raises(ScriptError, match="two or more widths"):
        Pulse(Line(LEFT, RIGHT), (1.0,))
    with pytest.raises(ScriptError, match="at least 0"):
        Pulse(Line(LEFT, RIGHT), (1.0, -1.0))
    with pytest.raises(ScriptError, match="leads somewhere"):
        Pulse(VMobject().set_points_as_corners([LEFT, LEFT]), (1.0, 1.0))
