"""`reel embed`."""

from __future__ import annotations

from pathlib import Path

import click

from reel import ready
from reel.course import ROOT, select

_FORMS = ("mp4", "gif", "webp", "png", "webm", "mov")


@click.command()
@click.argument("what", metavar="LESSON.Chapter[@beat]")
@click.option(
    "--format", "form", type=click.Choice(_FORMS), default="mp4", show_default=True,
    help="webm (VP9) and mov (ProRes 4444) are rendered for it, with nothing behind what is drawn.",
)  # fmt: skip
@click.option("--size", default=None, metavar="WIDTH[xHEIGHT]", help="In pixels.  [default: the film's; gif and webp 640]")
@click.option("--at", default=None, metavar="SECONDS|CUE", help="When a png is taken.  [default: the end of the beat]")
@click.option("--html", is_flag=True, help="Write HTML to be pasted too, with the captions in it.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=None, help="Where files go.  [default: build/embed/LESSON]"
)
@ready.options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
def embed(
    what: str, form: str, size: str | None, at: str | None, html: bool, output: Path | None, videos: Path | None,
    how: ready.How | None, voice: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Take a chapter or a beat out of a finished film, for a document or a slide of one's own.

    An mp4 is cut without encoding its pictures again, and gets a poster and captions beside it.

    \b
    reel embed matrix_multiplication.RowMeetsColumn
    reel embed matrix_multiplication.RowMeetsColumn@after_the_turn --html
    reel embed matrix_multiplication.RowMeetsColumn@after_the_turn --format gif --size 480
    """
    script, selection = select((what,))[0]
    if selection.chapter is None:
        names = ", ".join(f"{script.name}.{one.name}" for one in script.chapters)
        raise click.UsageError(f"name a chapter, or a beat of one: {names}")
    found = ready.ready(script, videos, how, voice)
    from reel.embed.make import Wanted
    from reel.embed.make import as_json as told
    from reel.embed.make import embed as make
    from reel.store import default_cache
    from reel.terminal import Terminal

    chapter = found.chapter(selection.chapter)
    beat = None if selection.beat is None else chapter.beat(selection.beat)
    wanted = Wanted(chapter, beat, form, size, at, html)  # type: ignore[arg-type]
    with Terminal(json=as_json) as terminal:
        folder = output or ROOT / "build" / "embed" / script.name
        made = make(found, script, wanted, folder, default_cache(), terminal.filming)
    click.echo(told(made) if as_json else "\n".join(str(one) for one in made))
