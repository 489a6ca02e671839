"""Contact sheets: a chapter's film at a glance, each frame labelled."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from reel import film
from reel.build import Report, timetables
from reel.children import Children
from reel.course import ROOT, Selection
from reel.folders import check_writable
from reel.quality import QUALITIES, Quality
from reel.script import Script
from reel.voice import choose
from script.timetable import Timetable

QUALITY = Quality("sheet", QUALITIES["hd"].width, QUALITIES["hd"].height, 15)
"""Pictures as large as hd's, and few enough a second that a sheet takes seconds."""
COLUMNS, WIDTH, LABEL = 5, 480, 26
_FONT = ROOT / "assets" / "fonts" / "inter" / "Inter-Medium.otf"


@dataclass(frozen=True)
class Sheet:
    path: Path
    digest: str
    frames: int


def make_sheets(
    selected: Sequence[tuple[Script, Selection]], voice: str, folder: Path, cache: Path, report: Report, *, keep: bool
) -> list[Sheet]:
    """A sheet for every chapter that is selected; with `keep`, the single frames stay beside it."""
    check_writable(folder)
    speaker = choose(voice, cache)
    wanted = []
    for script, selection in selected:
        tables = timetables(script, speaker)
        names = [selection.chapter] if selection.chapter else list(tables)
        wanted += [(script, selection, tables[name]) for name in names]
    with Children() as children, ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda one: _one_sheet(*one, folder, cache, report, keep, children), wanted))


def _one_sheet(
    script: Script, selection: Selection, table: Timetable, folder: Path, cache: Path, report: Report, keep: bool,
    children: Children,
) -> Sheet:  # fmt: skip
    frames = folder / script.name / table.chapter
    shutil.rmtree(frames, ignore_errors=True)
    job = film.FilmJob(script.name, script.path, table.chapter, table, QUALITY, frames, cache)
    stills = [one for one in film.stills(job, "sheet", children=children) if selection.beat in (None, one.beat)]
    name = table.chapter + (f"@{selection.beat}" if selection.beat else "")
    path = folder / script.name / f"{name}.png"
    _compose(stills, f"{script.name}.{table.chapter}").save(path)
    if not keep:
        shutil.rmtree(frames)
    report.say(f"{name}: {len(stills)} frames")
    return Sheet(path, hashlib.sha256(path.read_bytes()).hexdigest(), len(stills))


def _compose(stills: Sequence[film.Still], title: str) -> Image.Image:
    height = WIDTH * QUALITY.height // QUALITY.width
    rows = -(-len(stills) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * WIDTH, LABEL + rows * (height + LABEL)), "#3A3F4A")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(_FONT), 15)
    draw.text((6, 4), title, font=font, fill="#FFFFFF")
    for k, still in enumerate(stills):
        left, top = (k % COLUMNS) * WIDTH, LABEL + (k // COLUMNS) * (height + LABEL)
        where = f"{still.beat or 'way in or out'}" + (f" [{still.cue}]" if still.cue else "")
        draw.text((left + 6, top + 4), f"{still.seconds:6.2f} s  {where}  {still.kind}", font=font, fill="#FFFFFF")
        with Image.open(still.path) as picture:
            sheet.paste(picture.resize((WIDTH, height), Image.Resampling.LANCZOS), (left, top + LABEL))
    return sheet
