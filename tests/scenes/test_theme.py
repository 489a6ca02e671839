"""The palette's promises, measured with a colour library of its own."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert

from scenes.theme import theme

PALETTE = ("vector", "data", "probability", "loss", "matrix")


def rgb(role):
    colour = theme.background if role == "background" else theme.roles[role]
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255


def luminance(colour):
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("role", [role for role in theme.roles if role != "faint"])
def test_every_role_stands_out_from_the_background(role):
    lighter, darker = luminance(rgb(role)), luminance(rgb("background"))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize("deficiency", ["protanomaly", "deuteranomaly", "tritanomaly"])
def test_the_palette_is_told_apart_by_colour_blind_viewers(deficiency):
    space = {"name": "sRGB1+CVD", "cvd_type": deficiency, "severity": 100}
    seen = {
        role: cspace_convert(np.clip(cspace_convert(rgb(role), space, "sRGB1"), 0, 1), "sRGB1", "CIELab")
        for role in PALETTE
    }
    nearest = min(np.linalg.norm(seen[a] - seen[b]) for a, b in combinations(PALETTE, 2))
    assert nearest >= 30


def test_no_type_is_under_32_pixels():
    assert min(vars(theme.sizes).values()) >= 32


def test_an_unknown_role_is_named():
    with pytest.raises(KeyError, match="no role 'blue'"):
        theme.colour("blue")
