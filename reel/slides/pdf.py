"""A deck as a handout: a page a beat, its last picture with the narration below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reel.course import ROOT
from reel.slides.deck import Deck, Slide, Tell, write_picture
from reel.slides.needed import needed

FONTS = ROOT / "assets" / "fonts" / "inter"
MARGIN = 18.0
"""Millimetres around an A4 page."""
BODY, LEADING = 12.0, 6.6
INK, QUIET, RULE = (22, 27, 35), (84, 93, 107), (196, 154, 20)


def write_pdf(deck: Deck, out: Path, media: Path, tell: Tell) -> Path:
    """Write the handout; `media` is a folder for its pictures."""
    fpdf = needed("fpdf", "fpdf2")
    page = _document(fpdf, deck)
    done, of = 0, len(deck.slides)
    for number, section in enumerate(deck.sections):
        for k, slide in enumerate(section.slides):
            picture = media / f"{slide.name}.jpg"
            write_picture(deck, slide.piece, picture)
            page.add_page()
            if k == 0:
                page.start_section(section.title, level=0)
            if len(section.slides) > 1:
                page.start_section(slide.title, level=1)
            _page(page, fpdf, section.title, slide, picture, deck, number, k)
            done += 1
            tell(done, of)
    page.output(str(out))
    return out


def _document(fpdf: Any, deck: Deck) -> Any:
    lesson = deck.lesson

    class Handout(fpdf.FPDF):  # type: ignore[misc]
        """Pages with the lesson's name and their number at their feet."""

        def footer(self) -> None:
            self.set_y(-MARGIN + 4)
            self.set_font("Inter", size=8.5)
            self.set_text_color(*QUIET)
            self.cell(text=f"{lesson.title}  ·  Inside the Glass Box, CC BY 4.0")
            self.set_x(MARGIN)
            self.cell(w=self.epw, text=str(self.page_no()), align="R")

    page = Handout(format="A4")
    page.set_margins(MARGIN, MARGIN)
    page.c_margin = 0
    page.set_auto_page_break(True, margin=MARGIN + 4)
    page.add_font("Inter", "", str(FONTS / "Inter-Medium.otf"))
    page.add_font("Inter", "B", str(FONTS / "Inter-SemiBold.otf"))
    page.set_title(lesson.title)
    page.set_subject(lesson.summary)
    page.set_author("Inside the Glass Box")
    page.set_lang(lesson.language)
    return page


def _page(
    page: Any, fpdf: Any, section: str, slide: Slide, picture: Path, deck: Deck, number: int, k: int
) -> None:  # fmt: skip
    below = {"new_x": fpdf.XPos.LMARGIN, "new_y": fpdf.YPos.NEXT}
    page.set_font("Inter", size=10)
    page.set_text_color(*QUIET)
    card = slide.title == section
    above = deck.lesson.title if card and number else "Inside the Glass Box" if card else section
    page.cell(text=above, h=6, **below)
    page.set_font("Inter", "B", 17)
    page.set_text_color(*INK)
    page.multi_cell(w=0, h=8.5, text=slide.title, align="L", **below)
    page.ln(3)
    height = page.epw * deck.size.height / deck.size.width
    page.image(str(picture), w=page.epw, h=height, alt_text=slide.title)
    page.ln(6)
    page.set_draw_color(*RULE)
    page.set_line_width(0.8)
    page.line(page.l_margin, page.get_y(), page.l_margin + 14, page.get_y())
    page.ln(5)
    page.set_font("Inter", size=BODY)
    for part in [one for one in slide.parts if one] or [slide.said]:
        page.multi_cell(w=0, h=LEADING, text=part, align="L", **below)
        if slide.stops:
            page.ln(2.5)
