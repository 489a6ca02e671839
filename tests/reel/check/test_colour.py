"""Colours that look alike: against a second implementation from published figures, and on stages made by hand."""

from itertools import combinations

import numpy as np
import pytest

from reel.check import colour
from reel.check.observed import Box, Seen, Shape, Text
from scenes.theme import theme
from tests.planted import colour as planted
from tests.planted.case import found, hit

GROUND = (0.05, 0.07, 0.09)
EYES = {"protanomaly": "protanopia", "deuteranomaly": "deuteranopia", "tritanomaly": "tritanopia"}


def rgb(role):
    code = theme.roles[role].lstrip("#")
    return tuple(int(code[k : k + 2], 16) / 255 for k in (0, 2, 4))


def test_an_eye_without_a_cone_sees_what_machado_and_others_published():
    rng = np.random.default_rng(3)
    colours = rng.uniform(0, 1, (200, 3))
    for eye, name in EYES.items():
        ours, theirs = colour.seen_with(colours, eye), planted.lab(colours, name)
        assert np.abs(planted.lab(ours) - theirs).max() < 0.5


def test_confusions_agree_with_another_measure():
    """CIELAB, worked out by hand, is another space than CAM02-UCS: they agree where it is clear."""
    rng = np.random.default_rng(4)
    alike = apart = 0
    for _ in range(3000):
        pair = rng.uniform(0.2, 1, (2, 3))
        eyes = [float(np.linalg.norm(np.subtract(*planted.lab(pair, eye)))) for eye in EYES.values()]
        whole, light = np.linalg.norm(np.subtract(*planted.lab(pair))), abs(np.subtract(*planted.lab(pair)[:, 0]))
        told = colour.confused(tuple(pair[0]), tuple(pair[1]))
        if whole > 45 and min(eyes) < 4:
            assert told
            alike += 1
        elif min(*eyes, whole) > 30 and light > 20:
            assert not told
            apart += 1
    assert alike >= 10 and apart >= 200


def test_grey_is_of_the_same_lightness():
    colours = np.random.default_rng(5).uniform(0, 1, (50, 3))
    shades = colour.grey(colours)
    assert np.ptp(shades, axis=1).max() < 1e-3
    assert np.abs(planted.lab(shades)[:, 0] - planted.lab(colours)[:, 0]).max() < 0.2


def test_the_theme_is_told_apart_by_every_eye_that_sees_colours():
    for one, other in combinations({rgb(role) for role in theme.roles}, 2):
        assert colour.confused(one, other) in ("", "in grey")


def shape(name, role="data", *, x=0, y=500, wide=80, high=80, kind="Square", curves=4, filled=True, stroke=3.0, open=False,
          way=None, kin=(), raw=None):  # fmt: skip
    box = Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    paint = (*(raw or rgb(role)), 1.0)
    fill = paint if filled else (0.0, 0.0, 0.0, 0.0)
    return Shape(name, name, kin, kind, 0, box, fill, paint, stroke, np.zeros((0, 2)), curves=curves, open=open, way=way)


def text(x, y=500):
    return Text(99, 99, (), "a name", True, 44, 0, np.array([[x - 40, y - 15, x + 40, y + 15]]), np.ones((1, 4)))


def line(name, role, *, y, **kwargs):
    kwargs = {"wide": 600, "high": 4, "kind": "Line", "curves": 1, "filled": False, "open": True, "way": 0.0} | kwargs
    return shape(name, role, x=900, y=y, **kwargs)


SKY, VIOLET = {"role": "data", "x": 600}, {"role": "matrix", "x": 1200}
DASHES = [line(k, "matrix", y=600, wide=20, kin=(50,)) for k in range(2, 20)]


@pytest.mark.parametrize(
    ("shapes", "texts", "cries"),
    [
        ([shape(1, **SKY), shape(2, **VIOLET)], [], True),
        ([shape(1, **SKY), shape(2, "truth", x=1200)], [], False),  # green is lighter
        ([shape(1, **SKY), shape(2, "data", x=1200)], [], False),  # one colour
        ([shape(1, **SKY), shape(2, **VIOLET)], [text(600)], False),  # a name in it
        ([shape(1, **SKY), shape(2, **VIOLET)], [text(600, 570)], False),  # beside it
        ([shape(1, **SKY), shape(2, **VIOLET)], [text(600, 700)], True),  # far off
        ([shape(1, **SKY), shape(2, **VIOLET, kind="Circle", curves=8)], [], False),
        ([shape(1, **SKY), shape(2, **VIOLET, curves=3)], [], False),  # a triangle
        ([shape(1, **SKY), shape(2, **VIOLET, filled=False)], [], False),
        ([shape(1, **SKY), shape(2, **VIOLET, wide=200, high=200)], [], False),  # a large one
        ([shape(1, **SKY), shape(2, **VIOLET, high=260)], [], True),  # a longer bar
        ([line(1, "data", y=400), line(2, "matrix", y=600)], [], True),
        ([line(1, "data", y=400), line(2, "matrix", y=600, stroke=6.0)], [], False),
        ([line(1, "data", y=400), line(2, "matrix", y=600, way=90.0)], [], False),
        ([line(1, "data", y=400), line(2, "matrix", y=600, way=180.0)], [], True),  # drawn from its other end
        ([line(1, "data", y=400), *DASHES], [], False),
        ([line(k, "data", y=400, wide=20, kin=(51,)) for k in range(30, 50)] + DASHES, [], True),  # both are dashed
        ([shape(1, **SKY, way=0.0), shape(2, **VIOLET, way=180.0)], [], False),  # an arrow back
        ([shape(1, **SKY, wide=4, high=4), shape(2, **VIOLET, wide=4, high=4)], [], False),  # too small
    ],
)
def test_what_differs_by_colour_alone(shapes, texts, cries):
    seen = Seen(0, True, frozenset(), tuple(texts), tuple(shapes))
    roles = tuple({rgb(role) for role in theme.roles})
    assert bool(list(colour.alike(seen, GROUND, roles))) == cries


def test_a_scale_is_no_roles():
    shades = [tuple(0.2 + share * (np.array(rgb("data")) - 0.2)) for share in np.linspace(0, 1, 5)]
    shades += [tuple(0.2 + share * (np.array(rgb("loss")) - 0.2)) for share in np.linspace(0.2, 1, 5)]
    shapes = [shape(k, x=100 * k + 60, raw=one, kin=(50,)) for k, one in enumerate(shades)]
    roles = tuple({rgb(role) for role in theme.roles})
    assert list(colour.alike(Seen(0, True, frozenset(), (), tuple(shapes)), GROUND, roles)) == []
    apart = [shape(k, x=100 * k + 60, raw=one) for k, one in enumerate(shades)]
    assert list(colour.alike(Seen(0, True, frozenset(), (), tuple(apart)), GROUND, roles))


@pytest.mark.parametrize(
    "maker",
    [planted.alike_to_an_eye, planted.alike_lines, planted.alike_bars, planted.other_lines, planted.other_scale],
    ids=lambda maker: maker.__name__,
)
def test_planted(maker):
    case = maker(np.random.default_rng(78))
    assert hit(case, found(case)) == case.planted, case.about
