"""Flashes: constructed pictures of which WCAG's own figures say what they are."""

import numpy as np
import pytest

from reel.check.flashes import flashes, second_opinion

RATE = 15
HIGH, WIDE = 180, 320
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def blinking(hertz, one, other, *, wide=WIDE, high=HIGH, seconds=2.0):
    """Pictures in which a part, from the upper left corner on, changes between two colours so many times a second."""
    pictures = []
    for frame in range(round(seconds * RATE)):
        picture = np.zeros((HIGH, WIDE, 3), np.uint8)
        picture[:high, :wide] = one if int(2 * hertz * (frame + 0.25) / RATE) % 2 else other
        pictures.append((frame, picture))
    return pictures


def grey(level):
    return (level, level, level)


@pytest.mark.parametrize(
    ("pictures", "kind"),
    [
        (blinking(5, WHITE, BLACK), "general"),
        (blinking(4, WHITE, BLACK), "general"),
        (blinking(3, WHITE, BLACK), None),  # three in a second are allowed
        (blinking(1, WHITE, BLACK), None),
        # A quarter of the view, a third of the frame each way, is 1/36 of the frame: 80 x 20 pixels are it, exactly.
        (blinking(5, WHITE, BLACK, wide=80, high=24), "general"),
        (blinking(5, WHITE, BLACK, wide=80, high=16), None),
        (blinking(5, WHITE, BLACK, wide=20, high=20), None),
        # Relative luminance 0.0998 and 0.1022 of the greatest: grey 89 and grey 90.
        (blinking(5, grey(88), BLACK), None),
        (blinking(5, grey(92), BLACK), "general"),
        # The darker of the two over 0.8: grey 231 has 0.799, grey 232 has 0.807.
        (blinking(5, WHITE, grey(234)), None),
        (blinking(5, WHITE, grey(225)), "general"),
        # A red of so little luminance that only its colour counts; one that is not saturated; and blue.
        (blinking(5, (170, 0, 0), BLACK), "red"),
        (blinking(5, (170, 0, 0), (40, 40, 40)), "red"),
        (blinking(5, (130, 60, 60), BLACK), None),
        (blinking(5, (140, 60, 60), (0, 0, 140)), None),
        (blinking(5, (140, 0, 0), (0, 0, 140)), "red"),
        (blinking(5, (0, 0, 255), BLACK), None),
        (blinking(2, (170, 0, 0), BLACK), None),
    ],
)
def test_what_flashes(pictures, kind):
    found = flashes(pictures, RATE)
    assert {"red" if one.red else "general" for one in found} == ({kind} if kind else set())


def test_where_and_when_it_flashes():
    pictures = blinking(5, WHITE, BLACK, wide=160, high=90, seconds=2)
    quiet = [(frame + 30, pictures[-1][1]) for frame in range(30)]
    (flash,) = flashes([*pictures, *quiet], RATE)
    assert flash.box.right == pytest.approx(960, abs=40) and flash.box.bottom == pytest.approx(540, abs=40)
    assert flash.box.left == 0 and flash.box.top == 0
    assert flash.first <= 3 and 25 <= flash.last <= 30
    assert 4 < flash.count < 6


def test_stripes_that_move_are_no_flashes():
    pictures = []
    for frame in range(30):
        columns = (np.arange(WIDE) + 9 * frame) // 16 % 2 * 255
        pictures.append((frame, np.broadcast_to(columns[None, :, None], (HIGH, WIDE, 3)).astype(np.uint8).copy()))
    assert flashes(pictures, RATE) == []


def test_a_held_picture_stands_for_all_its_frames():
    """The same changes, each a second after the other."""
    slow = [(frame * RATE, picture) for frame, picture in blinking(7.5, WHITE, BLACK, seconds=1)]
    assert flashes(slow, RATE) == []


def test_the_filter_sees_what_the_definition_lets_pass():
    dim = blinking(5, grey(80), BLACK)
    assert flashes(dim, RATE) == []
    ((first, last, bad),) = second_opinion(dim, RATE, 30)
    assert first < 10 and last == 29 and bad > 2
    assert second_opinion([(0, dim[0][1]), (25, dim[0][1])], RATE, 60) == []
    fading = [(frame, np.full((HIGH, WIDE, 3), 3 * frame, np.uint8)) for frame in range(60)]
    assert second_opinion(fading, RATE, 60) == []
