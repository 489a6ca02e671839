"""Symbols and words, set by Typst: no LaTeX anywhere.

`Symbols` is mathematics, `Words` is prose in the theme's sans. Sizes are the theme's, in pixels of a 1080-line frame.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import typst
from manim import RIGHT, UP, MathTypst, Typst, VGroup, config
from manim.mobject.text import tex_mobject, typst_mobject
from manim.utils.typst_file_writing import TYPST_COMPILATION_FONT_SIZE, TYPST_TEMPLATE
from svgelements import Path as SVGPath

from scenes.theme import ASSETS, PIXELS_PER_UNIT, Role, theme
from script.errors import ScriptError

_FONTS = ASSETS / "fonts"
_LINE = 1e-3
"""Lower than this, in scene units, a part of a formula is a line."""
_JOINED = 0.02
"""How near the sign of a root is to its line, as a share of the formula's height."""
_FONT_SIZE_OF_ONE_UNIT = 96
"""manim's font size at which an em is one scene unit high: measured on Inter, whose capitals are 0.727 of an em."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])


def _compiled(
    typst_code: str,
    preamble: str = "",
    text_size: float = TYPST_COMPILATION_FONT_SIZE,
    font_paths: list[str | Path] | None = None,
) -> Path:
    """manim's `typst_to_svg_file`, safe for processes side by side and blind to the machine's own fonts.

    The stock one writes in place, so that another process may read half a file and take it for the whole.
    """
    source = TYPST_TEMPLATE.format(text_size=text_size, preamble=preamble, body=typst_code)
    name = hashlib.sha256(f"{typst.__version__}\n{_fonts_digest()}\n{source}".encode()).hexdigest()[:24]
    folder = config.get_dir("tex_dir")
    kept = folder / f"{name}.sealed"
    if (svg := _kept(kept)) is None:
        folder.mkdir(parents=True, exist_ok=True)
        made = typst.compile(source.encode(), format="svg", font_paths=_fonts())
        svg = made if isinstance(made, bytes) else b"".join(made)
        handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(svg).digest() + svg)
            os.replace(part, kept)
        except BaseException:
            os.unlink(part)
            raise
    return _own_copy(f"{name}.svg", svg)


@cache
def _fonts_digest() -> str:
    """What the fonts are: other fonts, other shapes."""
    files = sorted(path for path in _FONTS.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()


def _kept(path: Path) -> bytes | None:
    """An SVG that was kept; None where there is none, or where it is not what was put there."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    seal, svg = data[:32], data[32:]
    return svg if hashlib.sha256(svg).digest() == seal else None


def _own_copy(name: str, svg: bytes) -> Path:
    """The SVG in a folder of this process's own: manim writes beside an SVG while it reads it, and takes that away
    again, so that two processes must not read the same one."""
    own = own_folder() / name
    if not own.exists():
        own.write_bytes(svg)
    return own


@cache
def own_folder() -> Path:
    """A folder of this process alone, which is gone when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="typst-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


typst_mobject.typst_to_svg_file = _compiled


def _itself(outline: SVGPath, memo: dict[int, Any]) -> SVGPath:
    return outline


# manim keeps the outline that a sign was read from, and copies it with the sign, though nothing looks at it again: four
# fifths of the time that a copy of a text takes.
SVGPath.__deepcopy__ = _itself


def _no_latex(expression: str, *args: Any, **kwargs: Any) -> Path:
    raise ScriptError(
        f"LaTeX was called for, to set {expression!r}",
        hint="Set symbols with scenes.typesetting.Symbols, numbers with scenes.number.Number, prose with Words.",
    )


tex_mobject.tex_to_svg_file = _no_latex


def font_size(pixels: float) -> float:
    """manim's font size for type that is `pixels` from em to em in a 1080-line frame."""
    return pixels / PIXELS_PER_UNIT * _FONT_SIZE_OF_ONE_UNIT


class _EvenLines:
    """The lines of a formula, of fractions and roots, as thick beside its signs as manim has them in 1080 lines. manim goes
    by the pixels of the film, and of a formula that is set a second time it forgets which its lines are: they stay thin."""

    def _refresh_svg_stroke_widths(self: Any) -> None:
        for one in self.family_members_with_points():
            reference = getattr(one, "_typst_reference_size", 0)
            if reference:
                scale = max(one.width, one.height) / reference * PIXELS_PER_UNIT
                width = one._typst_source_stroke_width * scale * typst_mobject._TYPST_SVG_STROKE_WIDTH_SCALE
                one.set_stroke(width=width, family=False)


class Symbols(_EvenLines, MathTypst):
    """A formula. Parts in `{{ ... : name }}` can be picked with `select("name")` and coloured by `roles`.

    >>> from scenes.typesetting import Symbols
    >>> shown = Symbols("{{ A : matrix }} {{ x : vector }}", roles={"matrix": "matrix", "vector": "vector"})
    """

    def __init__(
        self, code: str, *, size: float | None = None, role: Role = "ink", roles: dict[str, Role] | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        pixels = theme.sizes.symbol if size is None else size
        super().__init__(code, font_size=font_size(pixels), color=theme.colour(role), **kwargs)
        for part, its in (roles or {}).items():
            self.select(part).set_color(theme.colour(its))

    def select(self, *args: Any, **kwargs: Any) -> VGroup:
        """manim's, with the sign of a root, which it leaves out: it takes the line over a root, and not what that joins."""
        found = super().select(*args, **kwargs)
        taken = set(map(id, found.family_members_with_points()))
        for line in [one for one in found.family_members_with_points() if one.height < _LINE]:
            for sign in self.family_members_with_points():
                apart = np.abs(sign.get_corner(UP + RIGHT) - line.get_left())[:2]
                if id(sign) not in taken and (apart < _JOINED * self.height).all():
                    found.add(sign)
        return found


class Words(_EvenLines, Typst):
    """Prose in the theme's sans, on one line unless it is told a `width` in scene units.

    >>> from scenes.typesetting import Words
    >>> shown = Words("two motions in a row", size=44)
    """

    def __init__(
        self, text: str, *, size: float | None = None, role: Role = "ink", bold: bool = False, **kwargs: Any
    ) -> None:
        pixels = theme.sizes.body if size is None else size
        weight = 600 if bold else 500
        super().__init__(
            _escaped(text),
            font_size=font_size(pixels),
            color=theme.colour(role),
            typst_preamble=f'#set text(font: "{theme.sans}", weight: {weight})\n',
            **kwargs,
        )
        self.text = text


def set_on_line(words: Words, pixels: float, middle: float) -> Words:
    """Words with the middle of their small letters at a height of the frame: a tail below the line, as in "queen", must
    not lift a word above its neighbours."""
    body = Words("x", size=pixels)
    lined = Words(f"x{words.text}", size=pixels)
    # Set beside an x, the words' top tells how far it stands above the x's foot.
    above = lined.get_top()[1] - lined.submobjects[0].get_bottom()[1]
    words.shift([0, middle - body.height / 2 + above - words.get_top()[1], 0])
    return words


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in r"\#$*_`<>@=-+/~[]'\"" else sign for sign in text)


def number(value: float, places: int = 2) -> str:
    """A number as it is shown, in Typst: a true minus, no trailing zeros, at most `places` decimals.

    >>> number(-1.0), number(0.5), number(-0.0), number(1 / 3)
    ('−1', '0.5', '0', '0.33')
    """
    rounded = round(float(value), places)
    text = f"{abs(rounded):.{places}f}".rstrip("0").rstrip(".") if places else f"{abs(rounded):.0f}"
    return ("−" if rounded < 0 else "") + text


def fraction(value: float, most: int = 12) -> str:
    """A number as a Typst fraction where it is one with a denominator of at most `most`, else as `number`."""
    exact = Fraction(value).limit_denominator(most)
    if abs(float(exact) - value) > 1e-9 or exact.denominator == 1:
        return number(value)
    sign = "−" if exact < 0 else ""
    return f"{sign}{abs(exact.numerator)}/{exact.denominator}"
