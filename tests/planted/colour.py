"""Things that differ by colours which some eyes do not tell apart, and things that have another mark."""

from __future__ import annotations

import numpy as np

from tests.planted.case import Case, Kind, chapter
from tests.planted.copies import cut
from tests.planted.motion import LESSON, pick, real, said

Rng = np.random.Generator
RULE = "colours-alike"
GREY = (("data", "backward"), ("data", "matrix"), ("matrix", "backward"), ("flipped", "second"), ("area", "loss"))
"""Roles of the theme that are of one lightness."""
CLEAR = (("probability", "matrix"), ("vector", "matrix"), ("vector", "data"), ("first", "second"), ("ink", "data"))
"""Roles that differ by their lightness too."""

# Machado, Oliveira and Fernandes 2009, table 1 at full severity: what is left of red, green and blue.
_CONES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def lab(colours: np.ndarray, eye: str | None = None) -> np.ndarray:
    """CIELAB of sRGB colours from 0 to 1, as an eye sees them: worked out apart from the rule, from published figures."""
    light = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    if eye is not None:
        light = np.clip(light @ np.array(_CONES[eye]).T, 0, 1)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = light @ matrix.T / matrix.sum(1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def confused_pair(rng: Rng, eye: str) -> tuple[str, str]:
    """Two bright colours that an eye takes for one, and others do not."""
    while True:
        pairs = rng.uniform(0.15, 1, (4000, 2, 3))
        apart = np.linalg.norm(np.diff(lab(pairs), axis=1)[:, 0], axis=1)
        alike = np.linalg.norm(np.diff(lab(pairs, eye), axis=1)[:, 0], axis=1)
        light = lab(pairs)[..., 0].min(1)
        (good,) = np.nonzero((apart > 45) & (alike < 5) & (light > 45))
        if len(good):
            one, other = (np.rint(pairs[good[0]] * 255).astype(int)).tolist()
            return "#{:02x}{:02x}{:02x}".format(*one), "#{:02x}{:02x}{:02x}".format(*other)


def made(planted: bool, about: str, stage: str, rng: Rng, imports: str = "") -> Case:
    """A case of one chapter, whose stage stands for a while."""
    beats = {"one": (said(rng, 9), "self.hold(1.0)")}
    return Case(
        RULE, planted, chapter(beats, stage, imports=f"from manim import Arrow, DashedLine, Dot, Triangle\n{imports}"), about
    )


def _roles(rng: Rng, pairs: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    one, other = pairs[rng.integers(len(pairs))]
    return (f'theme.colour("{one}")', f'theme.colour("{other}")') if rng.random() < 0.5 else (
        f'theme.colour("{other}")', f'theme.colour("{one}")')  # fmt: skip


def _row(forms: list[str], rng: Rng) -> str:
    things = ", ".join(forms)
    return f"self.all = self.enter(VGroup({things}).arrange(RIGHT, buff={rng.uniform(1.0, 2.5):.2f}))"


def _painted(form: str, colour: str) -> str:
    return f"{form}.set_stroke({colour}, 3).set_fill({colour}, 0.9)"


def alike_discs(rng: Rng) -> Case:
    form = pick(rng, "Circle(0.6)", "Square(1.1)", "Rectangle(width=1.6, height=0.8)", "Triangle()")
    one, other = _roles(rng, GREY)
    title = "\nself.enter(Words('a title far above').move_to(2.8 * UP))" if rng.random() < 0.5 else ""
    stage = _row([_painted(form, colour) for colour in (one, other, *([one] if rng.random() < 0.5 else []))], rng)
    return made(True, f"{form} in {one} and {other}", stage + title, rng)


def alike_to_an_eye(rng: Rng) -> Case:
    eye = pick(rng, *_CONES)
    one, other = (f'"{colour}"' for colour in confused_pair(rng, eye))
    form = pick(rng, "Circle(0.6)", "Square(1.1)", "Circle(0.3)")
    stage = _row([_painted(form, colour) for colour in (one, other)], rng)
    return made(True, f"{form} in {one} and {other}, alike under {eye}", stage, rng)


def alike_lines(rng: Rng) -> Case:
    kind = pick(rng, "Line", "DashedLine")
    one, other = _roles(rng, GREY)
    tilt = rng.uniform(-1, 1)
    lines = [f"{kind}(3 * LEFT, 3 * RIGHT + {tilt:.2f} * UP).set_stroke({colour}, 6)" for colour in (one, other)]
    stage = f"self.all = self.enter(VGroup({', '.join(lines)}).arrange(DOWN, buff={rng.uniform(0.8, 2):.2f}))"
    return made(True, f"two {kind}s in {one} and {other}", stage, rng)


def alike_bars(rng: Rng) -> Case:
    one, other = _roles(rng, GREY)
    heights = rng.uniform(1.0, 3.0, 4)
    bars = [_painted(f"Rectangle(width=0.7, height={high:.2f})", (one, other)[k % 2]) for k, high in enumerate(heights)]
    stage = f"self.all = self.enter(VGroup({', '.join(bars)}).arrange(RIGHT, buff=0.3, aligned_edge=DOWN))"
    return made(True, f"bars in {one} and {other} without names", stage, rng)


def alike_real(rng: Rng) -> Case:
    one, other = _roles(rng, GREY)
    body = (
        f"pair = VGroup({_painted('Circle(0.25)', one)}, {_painted('Circle(0.25)', other)}).arrange(RIGHT, buff=1)\n"
        "self.play(*(FadeOut(one) for one in self.mobjects), run_time=0.5)\n"
        "self.play(FadeIn(pair), run_time=0.5)\nself.hold(1.0)"
    )
    return real(RULE, True, f"two discs in {one} and {other}", rng, {"discs": (said(rng, 9), body)})


def other_words(rng: Rng) -> Case:
    one, other = _roles(rng, GREY)
    inside = rng.random() < 0.5
    named = [
        f"VGroup({_painted('Circle(0.7)', colour).replace('0.9', '0.3')}, Words('{word}')"
        + ("" if inside else ".shift(1.0 * UP)") + ")"
        for colour, word in ((one, "one"), (other, "two"))
    ]  # fmt: skip
    return made(False, f"discs with names in {one} and {other}", _row(named, rng), rng)


def other_forms(rng: Rng) -> Case:
    one, other = _roles(rng, GREY)
    forms = rng.permutation(["Circle(0.6)", "Square(1.1)", "Triangle()"])[:2]
    stage = _row([_painted(str(form), colour) for form, colour in zip(forms, (one, other), strict=True)], rng)
    return made(False, f"{forms[0]} and {forms[1]} in {one} and {other}", stage, rng)


def other_lines(rng: Rng) -> Case:
    one, other = _roles(rng, GREY)
    a, b, about = [
        (
            f"Line(3 * LEFT, 3 * RIGHT).set_stroke({one}, 5)",
            f"DashedLine(3 * LEFT, 3 * RIGHT).set_stroke({other}, 5)",
            "dashed",
        ),
        (f"Line(3 * LEFT, 3 * RIGHT).set_stroke({one}, 3)", f"Line(3 * LEFT, 3 * RIGHT).set_stroke({other}, 8)", "wider"),
        (f"Line(2 * LEFT, 2 * RIGHT).set_stroke({one}, 5)", f"Line(DOWN, UP).set_stroke({other}, 5)", "another direction"),
    ][int(rng.integers(3))]
    stage = f"self.all = self.enter(VGroup({a}, {b}).arrange(DOWN, buff={rng.uniform(0.6, 1.6):.2f}))"
    return made(False, f"two lines in {one} and {other}: {about}", stage, rng)


def other_lightness(rng: Rng) -> Case:
    one, other = _roles(rng, CLEAR)
    form = pick(rng, "Circle(0.6)", "Square(1.1)", "Rectangle(width=1.6, height=0.8)")
    return made(False, f"{form} in {one} and {other}", _row([_painted(form, colour) for colour in (one, other)], rng), rng)


def other_arrows(rng: Rng) -> Case:
    one, other = pick(rng, "data", "area"), pick(rng, "matrix", "backward")
    angle = rng.uniform(0.6, 2.2)
    stage = (
        "self.plane = self.enter(Plane(whole))\n"
        f"for role, (x, y) in (('{one}', (2, 0.5)), ('{other}', ({2 * np.cos(angle):.2f}, {2 * np.sin(angle):.2f}))):\n"
        "    self.plane.arrow((x, y), role=role).settle()"
    )
    return made(False, "two arrows that go different ways", stage, rng, "from scenes.plane import Plane")


def other_scale(rng: Rng) -> Case:
    stage = (
        f"values = np.random.default_rng({rng.integers(1000)}).normal(size=({rng.integers(3, 9)}, {rng.integers(3, 9)}))\n"
        "self.map = self.enter(HeatMap(values, region=whole, positive='data', negative='backward'))"
    )
    return made(False, "a map of shades", stage, rng, "from scenes.heat_map import HeatMap")


def other_real(rng: Rng) -> Case:
    name, keep = (("RowMeetsColumn", 1), ("OneOfTheModelsOwn", 2), ("WhereTwoArrowsLand", 2))[rng.integers(3)]
    return Case(RULE, False, cut(LESSON, name, keep), f"the beginning of {name}", (name,))


KINDS = (
    Kind(
        RULE,
        (alike_discs, alike_to_an_eye, alike_lines, alike_bars, alike_real),
        (other_words, other_forms, other_lines, other_lightness, other_arrows, other_scale, other_real),
    ),
)
