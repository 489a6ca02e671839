"""A deck for PowerPoint: a slide a beat (a slide from cue to cue where it is silent), its video inside, words as notes."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from reel.encoding import BACKGROUND
from reel.slides.deck import Deck, Slide, Step, Tell, write_all
from reel.slides.needed import needed
from script.errors import ScriptError

LARGEST = (1920, 1080)
"""Pixels of a video that PowerPoint plays smoothly on an ordinary machine."""
MEGABYTES = 500
"""A deck that is larger opens and saves slowly, and is over what mail and most shared drives take."""
INCH = 914_400
WIDTH, HEIGHT = 40 * INCH // 3, 15 * INCH // 2
"""PowerPoint's own wide slide: 13.33 by 7.5 inches."""

_PLAY = """
<p:timing xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:tnLst><p:par>
 <p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
  <p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst>
   <p:par><p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/>
     <p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond></p:stCondLst><p:childTnLst>
    <p:par><p:cTn id="4" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>
     <p:par><p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold" nodeType="afterEffect">
       <p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>
      <p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr><p:cTn id="6" dur="{milliseconds}" fill="hold"/>
       <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cBhvr></p:cmd>
     </p:childTnLst></p:cTn></p:par>
    </p:childTnLst></p:cTn></p:par>
   </p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>
   <p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:prevCondLst>
   <p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:nextCondLst></p:seq>
  <p:video><p:cMediaNode vol="80000"><p:cTn id="7" fill="hold" display="0">
   <p:stCondLst><p:cond delay="indefinite"/></p:stCondLst></p:cTn>
   <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cMediaNode></p:video>
 </p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>
"""
"""What PowerPoint writes for a video that starts by itself: played as an effect after the slide has come."""
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def write_pptx(deck: Deck, out: Path, media: Path, tell: Tell) -> Path:
    """Write a deck; `media` is a folder for what goes into it."""
    pptx = needed("pptx", "python-pptx")
    if (deck.size.width, deck.size.height) > LARGEST:
        raise ScriptError(
            f"the film is {deck.size}, and PowerPoint plays no more than {LARGEST[0]}x{LARGEST[1]} smoothly",
            hint=f"Film it at hd:  reel render {deck.lesson.name} --quality hd",
        )
    steps = [
        (section.title, slide, f"{slide.name}.{k}", step)
        for section in deck.sections
        for slide in section.slides
        for k, step in enumerate(slide.steps, start=1)
    ]
    write_all(deck, [(name, step, slide.title) for _, slide, name, step in steps], media, tell)
    made = pptx.Presentation()
    made.slide_width, made.slide_height = WIDTH, HEIGHT
    made.core_properties.title = deck.lesson.title
    made.core_properties.subject = deck.lesson.summary
    made.core_properties.author = "Inside the Glass Box"
    made.core_properties.comments = "CC BY 4.0"
    made.core_properties.language = deck.lesson.language
    sections: dict[str, list[int]] = {}
    for section, slide, name, step in steps:
        added = _add(made, pptx, slide, step, media / name, section)
        sections.setdefault(section, []).append(added.slide_id)
    _add_sections(made, deck.lesson.name, sections)
    made.save(str(out))
    size = out.stat().st_size
    if size > MEGABYTES * 1e6:
        raise ScriptError(
            f"the deck would take {size / 1e6:.0f} MB, and PowerPoint is slow with more than {MEGABYTES}",
            hint=f"Film it smaller, with  reel render {deck.lesson.name} --quality draft , or choose --format html.",
        )
    return out


def _add(made: Any, pptx: Any, slide: Slide, step: Step, media: Path, section: str) -> Any:
    added = made.slides.add_slide(made.slide_layouts[5])
    fill = added.background.fill
    fill.solid()
    fill.fore_color.rgb = pptx.dml.color.RGBColor.from_string(BACKGROUND)
    # Readers and outlines find a title; on the screen the picture has all the room.
    title = added.shapes.title
    title.text = slide.title if slide.title == section else f"{section}: {slide.title}"
    title.left, title.top, title.width, title.height = 0, -INCH, WIDTH, INCH * 3 // 4
    movie = added.shapes.add_movie(
        f"{media}.mp4", 0, 0, WIDTH, HEIGHT, poster_frame_image=f"{media}.jpg", mime_type="video/mp4"
    )
    movie.name = slide.title
    movie._element.nvPicPr.cNvPr.set("descr", step.said or slide.title)
    _start_by_itself(added, movie.shape_id, round(step.piece.seconds * 1000), pptx)
    added.notes_slide.notes_text_frame.text = step.said
    return added


def _start_by_itself(added: Any, shape: int, milliseconds: int, pptx: Any) -> None:
    element = added._element
    for one in element.findall(f"{{{_P}}}timing"):
        element.remove(one)
    source = _PLAY.format(shape=shape, milliseconds=milliseconds)
    element.append(pptx.oxml.parse_xml("".join(line.strip() for line in source.splitlines())))


def _add_sections(made: Any, name: str, sections: dict[str, list[int]]) -> None:
    """Chapters as sections, which PowerPoint's overview shows."""
    etree = needed("lxml.etree", "lxml")
    root = made.part._element
    extensions = root.find(f"{{{_P}}}extLst")
    if extensions is None:
        extensions = etree.SubElement(root, f"{{{_P}}}extLst")
    one = etree.SubElement(extensions, f"{{{_P}}}ext", uri=_SECTIONS)
    listed = etree.SubElement(one, f"{{{_P14}}}sectionLst", nsmap={"p14": _P14})
    for title, slides in sections.items():
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{title}")
        section = etree.SubElement(listed, f"{{{_P14}}}section", name=title, id=f"{{{str(key).upper()}}}")
        inside = etree.SubElement(section, f"{{{_P14}}}sldIdLst")
        for slide in slides:
            etree.SubElement(inside, f"{{{_P14}}}sldId", id=str(slide))
