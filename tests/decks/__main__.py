"""Decks in the programs that show them: `python -m tests.decks LESSON [--videos FOLDER] [--to FOLDER]`.

The HTML deck is opened from a file in Debian's chromium with the network off: every slide is reached by keyboard, and must
play, have sound and captions, and stand at its end; axe-core must find nothing. The silent one must wait at every cue. The
deck for PowerPoint is printed by LibreOffice, a page a slide. manim-slides converts what is made for it, a section a slide.
Pictures of all of it are left to be looked at. What is needed stands in requirements/system.txt under `apt-decks`, and in
requirements/npm; manim-slides, which asks for other versions of libraries than we do, wants an environment of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from reel.course import ROOT, select
from reel.embed.make import Wanted, embed
from reel.finished import read_finished
from reel.slides.make import make
from reel.slides.reveal import fetched
from reel.store import default_cache

HERE = Path(__file__).parent
PROGRAMS = ("node", "npm", "chromium", "soffice", "pdftoppm")
SILENT = 0
"""The first slide, which plays without sound: nobody has pressed a key before it."""


def browse(kind: str, page: Path, pictures: Path, modules: Path) -> dict[str, Any]:
    """What a browser finds in a page."""
    pictures.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    command = ["node", str(HERE / "browser.cjs"), kind, str(page.resolve()), str(pictures.resolve()), str(chromium)]
    run = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"NODE_PATH": str(modules.resolve())})
    if run.returncode:
        raise click.ClickException(f"the browser failed on {page}:\n{run.stderr}")
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def common(told: dict[str, Any]) -> list[str]:
    """What is wrong with any page."""
    wrong = [f"error in the page: {one}" for one in told["errors"]]
    wrong += [f"asked the network for {one}" for one in told["requests"]]
    for where, found in told["axe"]:
        wrong += [f"axe-core, {where}: {one['id']} ({one['impact']}): {one['nodes']}" for one in found["violations"]]
    return wrong


def wrong_in_deck(told: dict[str, Any]) -> list[str]:
    wrong = common(told)
    reached = [one["id"] for one in told["slides"]]
    if reached != told["all"]:
        wrong.append(f"reached {reached} of {told['all']}")
    for k, one in enumerate(told["slides"]):
        if not one["plays"] or one.get("late") or one["begin"]:
            wrong.append(f"{one['id']} does not play")
        if k != SILENT and (one["muted"] or not one["sound"]):
            wrong.append(f"{one['id']} has no sound")
        if k != SILENT and not one["stands"]:
            wrong.append(f"{one['id']} does not stand at its end")
        if one["cues"] and (one["mode"] != "showing" or not one["shown"]):
            wrong.append(f"{one['id']} shows no captions")
    if not any(one["cues"] for one in told["slides"]):
        wrong.append("there are no captions")
    if not told["back"]["stands"]:
        wrong.append("a slide that was gone back to does not stand at its end")
    if not told["again"]["plays"] or not told["again"]["muted"] or not told["stops"]:
        wrong.append("R, M or K does nothing")
    if not told.get("notes"):
        wrong.append("the presenter's window has no notes")
    return wrong


def wrong_in_silent(told: dict[str, Any]) -> list[str]:
    wrong = common(told)
    for one in told["waits"]:
        if one["late"] or abs(one["time"] - one["due"]) > 0.1:
            wrong.append(f"{one['id']} stands at {one['time']:.2f} and not at {one['due']:.2f}")
        if one["sound"]:
            wrong.append(f"{one['id']} has sound")
    return wrong


def wrong_in_snippet(told: dict[str, Any]) -> list[str]:
    video = told["video"]
    good = video["time"] > 0.5 and video["sound"] and video["shown"] and video["mode"] == "showing"
    # A piece of a page has no language, title or landmarks: the page that it is pasted into has.
    pasted = {"document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one", "region"}
    for _, found in told["axe"]:
        found["violations"] = [one for one in found["violations"] if one["id"] not in pasted]
    return common(told) + ([] if good else [f"the snippet does not play with captions: {video}"])


def print_pptx(deck: Path, folder: Path) -> int:
    """The pages that LibreOffice prints of a deck, as pictures in a folder; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    office = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*office, "--outdir", str(folder), str(deck)], check=True, capture_output=True)
    shutil.rmtree(folder / "profile", ignore_errors=True)
    printed = folder / f"{deck.stem}.pdf"
    subprocess.run(["pdftoppm", "-r", "48", "-png", str(printed), str(folder / "slide")], check=True, capture_output=True)
    return len(list(folder.glob("slide-*.png")))


def converted(program: str, deck: Path, lesson: str) -> int:
    """How many videos manim-slides puts on the page that it makes of a deck."""
    page = deck.parent.parent / "converted.html"
    command = [program, "convert", "--folder", str(deck.parent.resolve()), lesson, str(page.resolve())]
    run = subprocess.run(command, cwd=deck.parent.parent, capture_output=True, text=True)
    if run.returncode:
        raise click.ClickException(f"manim-slides failed on {deck}:\n{run.stdout}{run.stderr}")
    return len(re.findall(r"<section[^>]*data-background-video=", page.read_text(encoding="utf-8")))


@click.command()
@click.argument("lesson")
@click.option("--videos", type=click.Path(path_type=Path), default=ROOT / "videos")
@click.option("--to", "folder", type=click.Path(path_type=Path), default=ROOT / "build" / "decks")
@click.option("--manim-slides", "converter", default="manim-slides", help="The program, where it is not on the path.")
def main(lesson: str, videos: Path, folder: Path, converter: str) -> None:
    missing = [one for one in (*PROGRAMS, converter) if shutil.which(one) is None]
    if missing:
        raise click.ClickException(f"needed and not here: {', '.join(missing)}; see apt-decks in requirements/system.txt")
    found, cache = read_finished(videos / lesson), default_cache()
    modules = fetched(cache, everything=True)

    def nothing(done: int, of: int) -> None:
        """The progress of a deck is not told here."""

    wrong: list[str] = []

    def judge(kind: str, lines: list[str]) -> None:
        """Tell at once what is wrong: what comes after takes minutes."""
        wrong.extend(lines)
        for line in lines:
            click.echo(f"WRONG, {kind}: {line}", err=True)

    page, slides = make(found, "html", False, folder, cache, nothing)
    told = browse("deck", page, folder / "pictures" / "html", modules)
    judge("html", wrong_in_deck(told))
    cues = sum(one["cues"] for one in told["slides"])
    click.echo(f"html: {len(told['slides'])} of {slides} slides reached by keyboard, {cues} captions")
    for where, axe in told["axe"]:
        click.echo(
            f"  axe-core, {where}: {len(axe['violations'])} violations,"
            f" undecided: {[one['id'] for one in axe['incomplete']]}"
        )

    page, _ = make(found, "html", True, folder, cache, nothing)
    told = browse("silent", page, folder / "pictures" / "silent", modules)
    judge("silent", wrong_in_silent(told))
    click.echo(f"silent: stood {len(told['waits'])} times")

    script, _ = select((lesson,))[0]
    chapter = found.chapters[0]
    wanted = Wanted(chapter, chapter.beats[0], "mp4", html=True)
    made = embed(found, script, wanted, folder / "embed", cache, nothing)
    snippet = next(one for one in made if one.suffix == ".html")
    told = browse("snippet", snippet, folder / "pictures" / "html", modules)
    judge("snippet", wrong_in_snippet(told))
    click.echo(f"snippet: {told['video']}")

    deck, slides = make(found, "pptx", False, folder, cache, nothing)
    pages = print_pptx(deck, folder / "pictures" / "pptx")
    judge("pptx", [] if pages == slides else [f"LibreOffice printed {pages} of {slides} slides"])
    click.echo(f"pptx: {deck.stat().st_size / 1e6:.1f} MB, {pages} slides printed")

    handout, slides = make(found, "pdf", False, folder, cache, nothing)
    (folder / "pictures" / "pdf").mkdir(parents=True, exist_ok=True)
    subprocess.run(["pdftoppm", "-r", "48", "-png", str(handout), str(folder / "pictures" / "pdf" / "page")], check=True,
                   capture_output=True)  # fmt: skip
    pages = len(list((folder / "pictures" / "pdf").glob("page-*.png")))
    judge("pdf", [] if pages == slides else [f"{pages} pages for {slides} slides"])
    click.echo(f"pdf: {handout.stat().st_size / 1e6:.1f} MB, {pages} pages")

    deck, slides = make(found, "manim-slides", False, folder, cache, nothing)
    sections = converted(converter, deck, lesson)
    judge("manim-slides", [] if sections == slides else [f"{sections} sections for {slides} slides"])
    click.echo(f"manim-slides: {sections} sections converted")

    click.echo(f"pictures: {folder / 'pictures'}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
