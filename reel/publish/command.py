"""`reel publish`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from reel import ready
from reel.course import ROOT, select


@click.command()
@click.argument("what", nargs=-1, metavar="[LESSON ...]")
@click.option("--all", "everything", is_flag=True, help="Every lesson of the course.")
@click.option("--to", "platform", type=click.Choice(["youtube", "peertube", "tus"]), default="youtube", show_default=True,
              help="Where an upload would go.")  # fmt: skip
@click.option("--upload", is_flag=True, help="Do it; without this it is only told.")
@click.option("--sign-in", is_flag=True, help="Ask Google, in a browser, for the permission to upload.")
@click.option("--privacy", type=click.Choice(["private", "unlisted", "public"]), default=None,
              help="Who may see it.  [default: private; of what is uploaded already, as it is there]")  # fmt: skip
@click.option("--synthetic", is_flag=True, help="Declare altered or synthetic media; drawn films need it nowhere.")
@click.option("--replace", is_flag=True, help="Upload a film that changed since; the one before it becomes private.")
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where bundles go.  [default: build/publish]")
@click.option("--feed", default=None, metavar="ADDRESS", help="Write a feed, for films that will be found at this address.")
@ready.options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
def publish(
    what: tuple[str, ...], everything: bool, platform: str, upload: bool, sign_in: bool, privacy: str | None,
    synthetic: bool, replace: bool, output: Path | None, feed: str | None, videos: Path | None, how: ready.How | None,
    voice: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Make a folder of a rendered lesson that is ready to upload by hand, and say what an upload would do, call by call.

    In it lie the film, captions, a thumbnail, the description and metadata.json; the platforms' rules are checked. With
    --upload it is brought there, private unless told otherwise. That can be cut off and run again at any time: it goes on
    where it stopped, and nothing is there twice.

    \b
    reel publish matrix_multiplication
    reel publish --sign-in
    reel publish matrix_multiplication --to youtube --upload
    reel publish --all --feed https://example.org/lessons
    """
    if sign_in:
        from reel.publish import tokens

        click.echo(f"The permission is kept in {tokens.sign_in(click.echo)}")
        if not what and not everything:
            return
    if bool(what) == everything:
        raise click.UsageError("name the lessons to publish, or say --all")
    selected = select(what)
    if any(selection.chapter is not None for _, selection in selected):
        raise click.UsageError("whole lessons are published: name LESSON")
    from reel.publish import run
    from reel.publish.ledger import Ledger
    from reel.terminal import Terminal

    settings = run.Settings(
        videos, output or ROOT / "build" / "publish", platform, privacy, synthetic, replace, how, voice
    )  # fmt: skip
    with Terminal(json=as_json) as terminal:
        made = run.bundles([script for script, _ in selected], settings, terminal)
        ledger = Ledger()
        planned = run.plan(made, settings, ledger)
        if upload:
            where = run.upload(made, settings, ledger, terminal)
            for one in planned:
                one.where = where[one.bundle.name]
    written = None
    if feed is not None:
        from reel.publish.feed import write_feed

        written = str(write_feed(made, settings.output, feed))
    if as_json:
        told = {"lessons": [one.as_dict() for one in planned], "feed": written}
        click.echo(json.dumps(told, indent=1))
    else:
        for one in planned:
            click.echo(f"{one.bundle.name}: {one.where}" if upload else "\n".join(one.lines(platform)))
        if written is not None:
            click.echo(f"feed: {written}")
