"""What is measured on drawn pixels: against published contrast ratios and on pictures of which every pixel is known."""

from __future__ import annotations

import numpy as np
import pytest

from reel.check import pixels


def _rgb(code: str) -> np.ndarray:
    return np.array([int(code[k : k + 2], 16) for k in (0, 2, 4)], np.uint8)


@pytest.mark.parametrize(("one", "other", "ratio"), [
    # Figures that are quoted with WCAG 2: the least grey that passes, the greatest that does not, pure colours.
    ("000000", "ffffff", 21.0), ("767676", "ffffff", 4.54), ("777777", "ffffff", 4.48), ("ff0000", "ffffff", 4.0),
    ("0000ff", "ffffff", 8.59), ("00ff00", "ffffff", 1.37),
])  # fmt: skip
def test_contrast_as_wcag_works_it_out(one: str, other: str, ratio: float) -> None:
    found = pixels.contrast(pixels.luminance(_rgb(one)), pixels.luminance(_rgb(other)))
    assert float(found) == pytest.approx(ratio, abs=0.006)


def test_lightness_as_cie_gives_it() -> None:
    assert pixels.lightness(np.array([0.0, 0.1842, 1.0])) == pytest.approx([0, 50, 100], abs=0.01)
    assert float(pixels.lightness(np.array(0.008))) == pytest.approx(0.008 * 903.2963, abs=1e-3), "its straight part"


def _bar(left: float, top: float, right: float, bottom: float) -> list[np.ndarray]:
    """A rectangle as a glyph's outline."""
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], float)
    share = np.linspace(0, 1, 4)[None, :, None]
    return [corners[:-1, None] + share * (corners[1:, None] - corners[:-1, None])]


def _picture(ink: str, ground: str, bars: list[tuple[int, int, int, int]]) -> np.ndarray:
    picture = np.tile(_rgb(ground), (60, 120, 1)).astype(np.uint8)
    for left, top, right, bottom in bars:
        picture[top:bottom, left:right] = _rgb(ink)
    return picture


LETTERS = [(40, 20, 46, 44), (52, 20, 58, 44)]


def measured(picture: np.ndarray) -> list[pixels.Around]:
    return pixels.text(picture, [_bar(*one) for one in LETTERS])


@pytest.mark.parametrize(("ink", "ground", "ratio"), [("777777", "ffffff", 4.48), ("ffffff", "0000ff", 8.59)])
def test_a_glyph_has_the_contrast_of_its_colours(ink: str, ground: str, ratio: float) -> None:
    for one in measured(_picture(ink, ground, LETTERS)):
        assert (one.contrast, one.unlike, one.lined) == (pytest.approx(ratio, abs=0.01), 0, 0)


def test_the_letters_beside_are_no_background() -> None:
    close = [(40, 20, 46, 44), (48, 20, 54, 44)]
    picture = _picture("ffffff", "000000", close)
    assert [one.contrast for one in pixels.text(picture, [_bar(*one) for one in close])] == pytest.approx([21, 21])
    assert pixels.text(picture, [_bar(*close[0])])[0].contrast < 2, "of another text they are"


def test_ink_that_covers_no_pixel_whole_is_worked_out() -> None:
    picture = _picture("ffffff", "000000", [])
    picture[20:44, 40:42] = 128
    assert pixels.text(picture, [_bar(40.5, 20, 41.5, 44)])[0].contrast == pytest.approx(21, abs=0.2)


def test_half_a_bright_field() -> None:
    picture = _picture("ffffff", "000000", [])
    picture[32:] = 200
    for left, top, right, bottom in LETTERS:
        picture[top:bottom, left:right] = 255
    for one in measured(picture):
        assert 0.4 < one.unlike <= 0.55 and one.contrast < 2


@pytest.mark.parametrize(("rows", "columns", "through"), [
    (slice(31, 33), slice(0, 120), True), (slice(0, 60), slice(48, 50), True), (slice(48, 50), slice(0, 120), False),
])  # fmt: skip
def test_a_line_through_letters(rows: slice, columns: slice, through: bool) -> None:
    """Across them, and between two of them; under them it is no fault."""
    wide = [(40, 20, 46, 24), (40, 40, 46, 44), (52, 20, 58, 44)]
    picture = _picture("ffffff", "000000", [])
    picture[rows, columns] = 150
    for left, top, right, bottom in wide:
        picture[top:bottom, left:right] = 255
    glyphs = [_bar(40, 20, 46, 24) + _bar(40, 40, 46, 44), _bar(52, 20, 58, 44)]
    found = max(one.lined for one in pixels.text(picture, glyphs))
    assert found >= 1 if through else found == 0


def test_a_line_of_the_text_itself_is_none() -> None:
    """As one that cancels a term."""
    picture = _picture("ffffff", "000000", [])
    picture[31:33] = 255
    for left, top, right, bottom in LETTERS:
        picture[top:bottom, left:right] = 255
    ends = np.array([[0.0, 32], [40, 32], [80, 32], [120, 32]])
    assert max(one.lined for one in pixels.text(picture, [*(_bar(*one) for one in LETTERS), [ends[None]]])) == 0


def test_a_faint_line_is_none() -> None:
    picture = _picture("ffffff", "000000", [])
    picture[:, 48:50] = 50
    for left, top, right, bottom in LETTERS:
        picture[top:bottom, left:right] = 255
    assert max(one.lined for one in measured(picture)) == 0


def test_what_is_outside_the_picture_is_left_out() -> None:
    assert pixels.text(_picture("ffffff", "000000", []), [_bar(300, 20, 310, 44)]) == []
