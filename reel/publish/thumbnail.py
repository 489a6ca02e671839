"""A picture that is known again at the size of a thumb: a few words, large, beside the liveliest part of the poster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from reel.course import ROOT
from reel.publish.rules import THUMBNAIL_SIZE, Finding

WIDTH, HEIGHT = THUMBNAIL_SIZE
SMALL = (160, 90)
"""The size at which a list shows it, and at which it is judged."""
CONTRAST = 4.5
"""The least contrast of the words at that size, as WCAG 2 measures it."""
LETTERS = 84
"""The least size of letters, from em to em: ten pixels and a half at the small size."""

# The theme's, which this process does not load; a test holds them to it.
BACKGROUND, INK, ACCENT = "#0E1116", "#E8EAED", "#F7C52D"
_FONT = ROOT / "assets" / "fonts" / "inter" / "Inter-SemiBold.otf"

_MARGIN, _TEXT = 56, 572
"""Pixels around the words, and the width that they may take."""
_PICTURE = 592
"""The width of the part of the poster, which stands at the right edge."""
_LARGEST, _LINE, _TALLEST = 148, 1.08, 500
_SEARCHED = 108
"""Lines of the poster in which its liveliest part is looked for: enough to see an arrow."""
_NEAREST = 0.4
"""The least part of the poster's height that is shown."""
_FAR, _CUT = 0.45, 6.0
"""What it costs to show a thing from afar, and to cut through it; to leave all out costs one."""


@dataclass(frozen=True)
class Thumbnail:
    """A finished picture. `contrast` is that of its words at the small size; `letters` is their size in pixels."""

    picture: Image.Image
    contrast: float
    letters: int
    words: str

    def findings(self) -> list[Finding]:
        """What makes it hard to read where it is small."""
        found = []
        if self.contrast < CONTRAST:
            what = (
                f"the thumbnail's words have {self.contrast:.1f}:1 contrast at {SMALL[0]} pixels; {CONTRAST}:1 is the least"
            )
            found.append(Finding("error", "thumbnail contrast", what, "Choose a darker poster frame."))
        if self.letters < LETTERS:
            what = f'the thumbnail\'s words "{self.words}" are {self.letters} pixels tall; {LETTERS} can be read when small'
            found.append(Finding("warning", "thumbnail letters", what, "Shorten the lesson's title."))
        return found


def make_thumbnail(poster: Path | IO[bytes], title: str, number: int) -> Thumbnail:
    """A thumbnail of a lesson, from its poster frame and its title."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    with Image.open(poster) as opened:
        frame = opened.convert("RGB")
    _paste_liveliest(canvas, frame)
    words, lines, font = _set(title)
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    _draw_words(canvas, mask, lines, font, number)
    return Thumbnail(canvas, contrast_when_small(canvas, mask), round(font.size), words)


def contrast_when_small(picture: Image.Image, mask: Image.Image) -> float:
    """The contrast of what the mask covers with what lies right around it, at the small size."""
    small = np.asarray(picture.resize(SMALL, Image.Resampling.BOX), dtype=np.float64) / 255
    cover = np.asarray(mask.resize(SMALL, Image.Resampling.BOX), dtype=np.float64) / 255
    around = np.asarray(mask.reduce(4).filter(ImageFilter.MaxFilter(7)).resize(SMALL, Image.Resampling.BOX)) > 127
    inside, outside = cover > 0.6 * cover.max(), around & (cover < 0.02)
    if not inside.any() or not outside.any():
        return 1.0
    light = _luminance(small)
    # The letters as they mostly are, the ground where it is worst.
    letters = float(np.median(light[inside]))
    ground = float(np.quantile(light[outside], 0.9 if letters > np.median(light[outside]) else 0.1))
    lighter, darker = max(letters, ground), min(letters, ground)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    light: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return light


# The words ------------------------------------------------------------------------------------------------------


def _set(title: str) -> tuple[str, list[str], ImageFont.FreeTypeFont]:
    """The words in lines and their font: as large as they fit. What stands before a colon is enough where all of it would
    be small."""
    choices = [title, title.partition(":")[0]] if ":" in title else [title]
    best = [(words, *_largest(words)) for words in choices]
    return next((one for one in best if one[2].size >= LETTERS), best[-1])


def _largest(words: str) -> tuple[list[str], ImageFont.FreeTypeFont]:
    for size in range(_LARGEST, 31, -4):
        font = ImageFont.truetype(str(_FONT), size)
        lines = _wrapped(words, font)
        wide = max(font.getlength(line) for line in lines)
        if wide <= _TEXT and len(lines) * size * _LINE <= _TALLEST:
            break
    return lines, font


def _wrapped(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > _TEXT:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _draw_words(canvas: Image.Image, mask: Image.Image, lines: list[str], font: ImageFont.FreeTypeFont, number: int) -> None:
    draw, covered = ImageDraw.Draw(canvas), ImageDraw.Draw(mask)
    step = font.size * _LINE
    height = len(lines) * step
    figure = ImageFont.truetype(str(_FONT), 76)
    top = (HEIGHT - height - 110) / 2
    draw.text((_MARGIN, top), str(number), font=figure, fill=ACCENT)
    wide = figure.getlength(str(number))
    draw.rounded_rectangle((_MARGIN + wide + 24, top + 46, _MARGIN + wide + 144, top + 54), 4, fill=ACCENT)
    for k, line in enumerate(lines):
        place = (_MARGIN, top + 110 + k * step)
        draw.text(place, line, font=font, fill=INK)
        covered.text(place, line, font=font, fill=255)


# The picture ----------------------------------------------------------------------------------------------------


def _paste_liveliest(canvas: Image.Image, frame: Image.Image) -> None:
    """The liveliest part of the poster at the right edge, its left side fading into the ground."""
    box = liveliest(frame, _PICTURE / HEIGHT)
    part = frame.resize((_PICTURE, HEIGHT), Image.Resampling.LANCZOS, box=box)
    fade = np.clip((np.arange(_PICTURE) - 24) / 60, 0, 1)
    shade = Image.fromarray(np.tile((255 * fade).astype(np.uint8), (HEIGHT, 1)))
    canvas.paste(part, (WIDTH - _PICTURE, 0), shade)


def liveliest(frame: Image.Image, shape: float) -> tuple[float, float, float, float]:
    """The window of a shape (width to height) in which a frame has most to see, and which cuts least of it in two."""
    high = _SEARCHED
    wide = round(frame.width / frame.height * high)
    small = np.asarray(frame.resize((wide, high), Image.Resampling.BOX), dtype=np.float64)
    ground = np.median(small.reshape(-1, 3), axis=0)
    # Squared, so that what glows counts and what is only there as a grid does not.
    seen = (np.abs(small - ground).max(axis=2) / 255) ** 2
    seen /= seen.sum() or 1.0
    sums = np.pad(seen, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    best, chosen = -np.inf, (0, 0, min(wide, round(high * shape)), high)
    for tall in range(high, round(_NEAREST * high), -3):
        across = round(tall * shape)
        inside = _sums(sums, tall, across)
        # What lies on the outermost lines of a window is cut through.
        cut = inside - _sums(sums, tall - 2, across - 2)[1:-1, 1:-1]
        score = inside - _FAR * tall / high - _CUT * cut
        top, left = np.unravel_index(score.argmax(), score.shape)
        if score[top, left] > best:
            best, chosen = score[top, left], (int(left), int(top), int(left) + across, int(top) + tall)
    scale = frame.height / high
    left, top, right, bottom = (scale * one for one in chosen)
    return left, top, min(right, frame.width), min(bottom, frame.height)


def _sums(sums: NDArray[np.float64], tall: int, across: int) -> NDArray[np.float64]:
    """The sum in every window of a size, by its top and left, from the sums of all that lies above and to the left."""
    whole: NDArray[np.float64] = (
        sums[tall:, across:] - sums[:-tall, across:] - sums[tall:, :-across] + sums[:-tall, :-across]
    )
    return whole
