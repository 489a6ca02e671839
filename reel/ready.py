"""A lesson's film, ready to go out of the house: whether it is what a render would give now, and what to do if not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from reel.course import ROOT, Selection
from reel.quality import QUALITIES
from reel.script import Script
from script.errors import ScriptError

if TYPE_CHECKING:
    from reel.finished import Finished
    from reel.plan import LessonPlan

How = Literal["ask", "render", "as it is"]
"""What is done about a film that is not current: a person is asked, it is rendered, or it is taken as it is."""
RECORDED = "recorded"
"""What a film calls a voice that is a folder of recordings: which one, it does not say."""
_SHOWN = 4
Command = TypeVar("Command", bound=Callable[..., Any])


def options(command: Command) -> Command:
    """The options of every command that takes a finished film."""
    for option in (
        click.option("--as-it-is", "how", flag_value="as it is", help="Take the film as it is, current or not."),
        click.option("--render", "how", flag_value="render", help="Film first what is missing or out of date."),
        click.option(
            "--videos",
            type=click.Path(path_type=Path),
            default=None,
            help="Where films are.  [default: videos/ of the project]",
        ),
        click.option("--voice", default=None, help="The folder of recordings that the film was made with."),
    ):
        command = option(command)
    return command


def ready(script: Script, videos: Path | None, how: How | None, voice: str | None = None) -> Finished:
    """The finished film of a lesson, current unless it is to be taken as it is. Raises ScriptError, with what to do."""
    from reel.finished import read_finished
    from reel.store import default_cache

    videos = videos or ROOT / "videos"
    how = how or "ask"
    try:
        found = read_finished(videos / script.name)
    except ScriptError as error:
        if how == "as it is" or not _to_be_rendered(how, error.message, "hd"):
            raise
        return _rendered(script, videos, "hd", voice or "hibari")
    stale = [] if how == "as it is" else out_of_date(found, script, videos, default_cache(), voice)
    if not stale:
        return found
    shown = [*stale[:_SHOWN], *([f"and {len(stale) - _SHOWN} more: see reel plan"] if len(stale) > _SHOWN else [])]
    quality = found.quality.name
    message = f"the film of {script.name} is out of date:\n" + "\n".join(f"    {line}" for line in shown)
    if _to_be_rendered(how, message, quality):
        return _rendered(script, videos, quality, voice or found.voice)
    spoken = voice or ("FOLDER" if found.voice == RECORDED else found.voice)
    command = f"reel render {script.name} --quality {quality}" + ("" if spoken == "hibari" else f" --voice {spoken}")
    raise ScriptError(message, hint=f"Film it again with  {command}  or with --render; --as-it-is takes it so.")


def out_of_date(found: Finished, script: Script, videos: Path, cache: Path, voice: str | None = None) -> list[str]:
    """Why a render would make another film than this, a line each; nothing where it would not.

    What a film was made of is remembered in the cache. Where it is not, or its voice is a folder of recordings that nothing
    names, what it says is compared with the script."""
    from reel.plan import Planner

    voice = voice or found.voice
    if voice != RECORDED and found.quality.name in QUALITIES:
        planner = Planner.of(cache, voice, found.quality, videos)
        plan = planner.plan(script, [Selection(script.name)])
        planner.house.known.save()
        if plan.film is not None and plan.film.why != ["never made"]:
            return [] if plan.film.state == "current" else _causes(plan)
    return _said_otherwise(found, script)


def _causes(plan: LessonPlan) -> list[str]:
    """What is due, the film itself only where nothing else is."""
    from reel import plan as plans

    told = [line.strip() for line in plans.lines([plan])[1:]]
    return [line for line in told if not line.startswith("film")] or told


def _said_otherwise(found: Finished, script: Script) -> list[str]:
    lines = []
    if (found.title, found.summary) != (script.lesson.title, script.lesson.summary):
        lines.append("its title or summary was edited")
    filmed = {(one.name, beat.name): beat.said for one in found.chapters for beat in one.beats}
    written = {(one.name, beat.name): beat.narration.text for one in script.chapters for beat in one.beats}
    for chapter, beat in dict.fromkeys([*written, *filmed]):
        was, now = filmed.get((chapter, beat)), written.get((chapter, beat))
        if was != now:
            what = "new" if was is None else "gone" if now is None else "other words"
            lines.append(f"{chapter}.{beat}: {what}")
    if not lines and list(filmed) != list(written):
        lines.append("its beats are in another order")
    return lines


def _to_be_rendered(how: How, message: str, quality: str) -> bool:
    if how != "ask":
        return how == "render"
    if not _can_ask():
        return False
    click.echo(message, err=True)
    return click.confirm(f"Film it now, at {quality}?", default=False, err=True)


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _rendered(script: Script, videos: Path, quality: str, voice: str) -> Finished:
    if voice == RECORDED:
        raise ScriptError(
            f"{script.name} speaks with recordings, and which folder they are in is not known here",
            hint=f"Film it with  reel render {script.name} --quality {quality} --voice FOLDER",
        )
    from reel.build import Settings, build
    from reel.finished import read_finished
    from reel.store import default_cache
    from reel.terminal import Terminal

    settings = Settings(QUALITIES[quality], voice, videos, default_cache())
    with Terminal() as terminal:
        build([(script, Selection(script.name))], settings, terminal)
    return read_finished(videos / script.name)
