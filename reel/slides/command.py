"""`reel slides`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from reel import ready
from reel.course import ROOT, select

_FORMATS = ("html", "pptx", "pdf", "manim-slides")


@click.command()
@click.argument("lesson")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="html", show_default=True,
    help="A page for a browser, a deck for PowerPoint, a handout, or what manim-slides opens.",
)  # fmt: skip
@click.option("--silent", is_flag=True, help="For the presenter's own voice: no sound, and each slide waits at its cues.")
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where decks go.  [default: build/slides]")
@ready.options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
def slides(
    lesson: str, form: str, silent: bool, output: Path | None, videos: Path | None, how: ready.How | None,
    voice: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Make a talk of a finished lesson: a section a chapter, a slide a beat, which plays its piece of the film and stands.

    \b
    reel slides matrix_multiplication                  open build/slides/matrix_multiplication/index.html
    reel slides matrix_multiplication --silent         speak yourself: a key goes on to the next cue
    reel slides matrix_multiplication --format pptx
    """
    if "." in lesson:
        raise click.UsageError(f"slides are made of a whole lesson: {lesson.split('.')[0]}")
    script, _ = select((lesson,))[0]
    found = ready.ready(script, videos, how, voice)
    from reel.slides.make import make
    from reel.store import default_cache
    from reel.terminal import Terminal

    with Terminal(json=as_json) as terminal:
        made, count = make(found, form, silent, output or ROOT / "build" / "slides", default_cache(), terminal.filming)
    if as_json:
        click.echo(json.dumps({"lesson": lesson, "format": form, "silent": silent, "slides": count, "path": str(made)}))
    else:
        click.echo(str(made))
