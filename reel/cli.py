"""The command line. What a command needs is imported when it runs: `reel list` answers at once."""

from __future__ import annotations

import json as jsons
import os
import shutil
import sys
import textwrap
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from reel.course import LESSONS, ROOT, course_names, read_course, select
from reel.embed.command import embed
from reel.publish.command import publish
from reel.quality import QUALITIES
from reel.slides.command import slides
from reel.system import check_system

_QUALITY = click.option(
    "--quality", type=click.Choice(list(QUALITIES)), default="hd", show_default=True,
    help="draft is 854x480 at 15 frames a second, hd 1920x1080 at 60, 4k 3840x2160 at 60.",
)  # fmt: skip
_VOICE = click.option(
    "--voice", default="hibari", show_default=True,
    help='"hibari", "none" (times estimated from the words), or a folder of recordings Chapter.beat.wav.',
)  # fmt: skip
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
_WHAT = "LESSON[.Chapter[@beat]]"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def reel() -> None:
    """Film the lessons of Inside the Glass Box.

    \b
    reel list                                  what there is
    reel render matrix_multiplication          film a lesson
    reel watch matrix_multiplication           film again what a save changed
    reel check matrix_multiplication           what a careful editor would catch
    reel exercise matrix_multiplication        answer its exercises, and be told what is right or wrong, and why
    reel slides matrix_multiplication          a talk of it
    reel embed matrix_multiplication.RowMeetsColumn   a piece of it for a document of one's own
    reel publish matrix_multiplication         a folder that is ready to upload, and what an upload would do
    """


@reel.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """List the lessons, their chapters and beats, in course order."""
    scripts = read_course()
    if as_json:
        click.echo(jsons.dumps([_listed(script) for script in scripts], indent=1))
        return
    for script in scripts:
        click.echo(f"{script.lesson.number:02d}  {script.name}  {script.lesson.title}")
        for chapter in script.chapters:
            words = sum(len(beat.narration.text.split()) for beat in chapter.beats)
            click.echo(f"      {chapter.name:<28} {len(chapter.beats)} beats, {words:>3} words")


def _listed(script: Any) -> dict[str, Any]:
    return {
        "name": script.name,
        "number": script.lesson.number,
        "title": script.lesson.title,
        "file": str(script.path.relative_to(ROOT)),
        "chapters": [
            {"name": one.name, "title": one.title, "beats": [beat.name for beat in one.beats]} for one in script.chapters
        ],
    }


@reel.command()
@click.argument("what", nargs=-1, metavar=f"[{_WHAT} ...]")
@_QUALITY
@_VOICE
@click.option(
    "--output", type=click.Path(path_type=Path), default=None, help="Where films go.  [default: videos/ of the project]"
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="all cores",
    help="Processes side by side.",
)
@_JSON
def render(what: tuple[str, ...], quality: str, voice: str, output: Path | None, jobs: int, as_json: bool) -> None:
    """Film lessons, or single chapters or beats of them.

    A whole lesson makes videos/LESSON/: the film, its clips, captions, transcript, chapters, poster and lesson.json.
    A chapter or a beat makes only its clips there. Nothing that is up to date is filmed again.

    \b
    reel render
    reel render matrix_multiplication --quality draft
    reel render matrix_multiplication.RowMeetsColumn@after_the_turn
    """
    selected = select(what)
    from reel.build import Settings, build
    from reel.store import default_cache
    from reel.terminal import Terminal

    settings = Settings(QUALITIES[quality], voice, output or ROOT / "videos", default_cache(), jobs)
    with Terminal(json=as_json) as terminal:
        made = build(selected, settings, terminal)
    if as_json:
        told = [vars(one) | {"folder": str(one.folder), "seconds": round(one.seconds, 3)} for one in made]
        click.echo(jsons.dumps({"lessons": told}, indent=1))
    else:
        filmed, kept = sum(len(one.filmed) for one in made), sum(len(one.kept) for one in made)
        click.echo(f"{filmed} filmed, {kept} up to date", err=True)


@reel.command()
@click.argument("what", nargs=-1, metavar=f"[{_WHAT} ...]")
@_QUALITY
@_VOICE
@click.option(
    "--output", type=click.Path(path_type=Path), default=None, help="Where films are.  [default: videos/ of the project]"
)
@_JSON
def plan(what: tuple[str, ...], quality: str, voice: str, output: Path | None, as_json: bool) -> None:
    """Say what a render would have to do, and why. Nothing is said or drawn for it.

    \b
    reel plan
    reel plan matrix_multiplication --quality draft --json
    """
    selected = select(what)
    from reel import plan as plans
    from reel.build import gathered
    from reel.store import default_cache

    planner = plans.Planner.of(default_cache(), voice, QUALITIES[quality], output or ROOT / "videos")
    made = [planner.plan(script, selections) for script, selections in gathered(selected)]
    planner.house.known.save()
    if as_json:
        click.echo(jsons.dumps(plans.as_json(made), indent=1))
    else:
        click.echo("\n".join(plans.lines(made)))


@reel.command()
@click.argument("what", metavar="LESSON[.Chapter[@beat]]")
@_VOICE
@click.option("--frames", "full", is_flag=True, help="Keep every picture at full size too, and say where.")
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where sheets go.  [default: build/sheets]")
@_JSON
def sheet(what: str, voice: str, full: bool, output: Path | None, as_json: bool) -> None:
    """Draw contact sheets: for each motion the frame at its cue, one in mid-motion and its last.

    Nothing is encoded. One picture a chapter, each frame labelled with beat, cue and time.

    \b
    reel sheet matrix_multiplication
    reel sheet matrix_multiplication.RowMeetsColumn --frames
    """
    selected = select((what,))
    check_system()
    from reel.sheet import make_sheets
    from reel.store import default_cache
    from reel.terminal import Terminal

    with Terminal(json=as_json) as terminal:
        sheets = make_sheets(selected, voice, output or ROOT / "build" / "sheets", default_cache(), terminal, keep=full)
    if as_json:
        click.echo(
            jsons.dumps([{"path": str(one.path), "sha256": one.digest, "frames": one.frames} for one in sheets], indent=1)
        )
        return
    for one in sheets:
        click.echo(f"{one.path}  {one.frames} frames  sha256 {one.digest}")


@reel.command()
@click.argument("what", nargs=-1, metavar="[LESSON[.Chapter] ...]")
@_VOICE
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="all cores",
              help="Processes side by side.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where the page goes.  [default: build/check]")
@_JSON
@click.pass_context
def check(context: click.Context, what: tuple[str, ...], voice: str, jobs: int, output: Path | None, as_json: bool) -> None:
    """Find what a careful editor would catch, in every frame, word and sound of lessons.

    Each finding says where and when it is, what is wrong and what to do; the page shows the spot. A comment in the lesson
    lets one stand, with its reason: "# waive frozen: the viewer counts the squares". Ends with 1 where there are errors.

    \b
    reel check
    reel check matrix_multiplication.RowMeetsColumn
    """
    selected = select(what)
    if any(selection.beat is not None for _, selection in selected):
        raise click.UsageError("a check asks of whole chapters: name LESSON or LESSON.Chapter")
    check_system()
    from reel.check.page import summary, write_page
    from reel.check.run import check as run_check
    from reel.check.told import as_json as told_as_json
    from reel.check.told import lines
    from reel.folders import check_writable
    from reel.store import default_cache
    from reel.terminal import Terminal

    folder = output or ROOT / "build" / "check"
    check_writable(folder)
    with Terminal(json=as_json) as terminal:
        checked = run_check(selected, voice, default_cache(), terminal, jobs)
    page = write_page(checked, folder)
    if as_json:
        click.echo(jsons.dumps(told_as_json(checked, page), indent=1))
    else:
        for line in lines(checked):
            click.echo(line)
        click.echo(f"{summary(checked)}: {page}")
    context.exit(1 if checked.open("error") else 0)


@reel.command()
@click.argument("lesson")
@_VOICE
def watch(lesson: str, voice: str) -> None:
    """Film again, at draft quality and within seconds, each chapter that a save changes.

    \b
    reel watch matrix_multiplication
    """
    select((lesson,))
    check_system()
    from reel.watch import watch_lesson

    watch_lesson(lesson, voice)


@reel.command()
@click.argument("name")
@click.option("--title", default=None, help="The title on its card.  [default: the name in words]")
def new(name: str, title: str | None) -> None:
    """Begin a lesson: a skeleton that can be rendered, entered at the end of the course.

    \b
    reel new words_as_arrows --title "Words as arrows"
    """
    from reel.skeleton import begin_lesson

    path = begin_lesson(name, title, LESSONS)
    click.echo(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}: try  reel render {name} --quality draft")


@reel.command()
@click.argument("lesson")
@click.argument("exercise", required=False)
@click.option("--answer", default=None, metavar="TEXT", help="Judge this answer, and end.")
@click.option(
    "--file",
    "source",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    default=None,
    help="Judge the code in a file, or with - in what is piped in: its last expression, or its `answer`.",
)
@click.option("--list", "listed", is_flag=True, help="Only list the exercises.")
@_JSON
@click.pass_context
def exercise(
    context: click.Context, lesson: str, exercise: str | None, answer: str | None, source: Path | None, listed: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Answer the exercises of a lesson, in numbers or in code, and be told what is right or wrong, and why.

    Without EXERCISE all of them are asked, one after another. Ends with 0 if all answers were right, 1 if not, 2 if the
    command itself makes no sense.

    \b
    reel exercise matrix_multiplication
    reel exercise matrix_multiplication landing --answer "(5, 4)"
    reel exercise matrix_multiplication order --file answer.py
    """
    from reel.exercise import Session, answered, find

    if answer is not None and source is not None:
        raise click.UsageError("give --answer or --file, not both")
    if (answer is not None or source is not None) and exercise is None:
        raise click.UsageError("an answer belongs to one exercise: name it after the lesson")
    if as_json and not listed and answer is None and source is None:
        raise click.UsageError("--json needs --list, --answer or --file: a talk has no JSON")
    if "." in lesson:
        raise click.UsageError(f"exercises belong to a whole lesson: {lesson.split('.')[0]}")
    script, _ = select((lesson,))[0]
    exercises = script.lesson.exercises
    chosen = exercises if exercise is None else (find(exercises, exercise, lesson),)
    if listed:
        told = [{"name": one.name, "question": one.question, "given": dict(one.given), "code": one.code} for one in chosen]
        if as_json:
            click.echo(jsons.dumps(told, indent=1))
        else:
            click.echo("\n".join(f"{one.name:<12} {'code   ' if one.code else 'numbers'}  {one.question}" for one in chosen))
        return
    if answer is not None or source is not None:
        verdict = answered(chosen[0], answer if answer is not None else _read(source))
        click.echo(jsons.dumps({"lesson": lesson, "exercise": exercise, **vars(verdict)}) if as_json else verdict.reason)
        context.exit(0 if verdict.right else 1)
    if sys.stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401  # Arrow keys, and earlier answers, at the prompt.
    context.exit(0 if Session(lesson, input, _say).run(chosen) else 1)


def _say(text: str) -> None:
    """Lines of a talk: on a terminal broken between words, each under its own beginning."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in text.splitlines() or [""]:
        indent = line[: len(line) - len(line.lstrip())]
        click.echo(textwrap.fill(line, width, subsequent_indent=indent) if width else line)


def _read(source: Path | None) -> str:
    assert source is not None
    try:
        data = sys.stdin.buffer.read() if str(source) == "-" else source.read_bytes()
        return data.decode("utf-8-sig")  # Some editors begin a file with a mark of its order of bytes.
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{source} cannot be read: {error}") from error


@reel.command()
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where it goes.  [default: build/gallery]")
def gallery(output: Path | None) -> None:
    """Draw every element of the stage, from the example in its docstring, on one page."""
    check_system()
    from reel.gallery import make_gallery

    page, count = make_gallery(output or ROOT / "build" / "gallery")
    click.echo(f"{page}  {count} elements")


@reel.command()
@click.argument("what", nargs=-1, metavar="[LESSON[.Chapter]|SCENE ...]")
@_QUALITY
@_VOICE
@click.option("--shortest", is_flag=True, help="Of a lesson only the shortest chapter; at the end, those of all together.")
@click.option("--quick", is_flag=True, help="Manim only as it comes; of a lesson only the shortest chapter.")
@click.option("--whole", is_flag=True,
              help="Of a lesson only the whole, as a build films it; no pictures.")  # fmt: skip
@click.option("--pictures/--no-pictures", default=True, help="Whether pictures are compared: a third of the time.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="all cores",
              help="Processes side by side where a whole lesson is filmed.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where it goes.  [default: build/bench]")
@_JSON
def bench(
    what: tuple[str, ...], quality: str, voice: str, shortest: bool, quick: bool, whole: bool, pictures: bool,
    jobs: int, output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure how long filming takes beside manim's own rendering, and compare the pictures.

    Of each scene manim's film and ours are made in turn, in processes of their own that load manim: times of the clock and
    of all cores, how many times as fast ours is ("tuned": beside manim with our encoder's preset; "two": beside two manim
    processes at a time), and the most memory. Without a name: three fixed scenes (MovingNetwork, SoftmaxBars,
    TurningSurface) and every lesson, which takes hours. Each row is written to bench.json at once.

    \b
    reel bench MovingNetwork SoftmaxBars TurningSurface
    reel bench matrix_multiplication.RowMeetsColumn --quick
    """
    from reel.bench.run import FIXED, Bench
    from reel.bench.table import HEADER, line

    fixed = [one for one in what if one in FIXED] if what else list(FIXED)
    lessons = tuple(one for one in what if one not in FIXED)
    selected = select(lessons) if lessons or not what else []
    if whole and shortest:
        raise click.UsageError("--whole leaves no chapter out: it goes without --shortest")
    if any(selection.beat is not None for _, selection in selected):
        raise click.UsageError("whole chapters are measured: name LESSON or LESSON.Chapter")
    check_system()
    from reel.folders import check_writable
    from reel.store import default_cache

    folder = output or ROOT / "build" / "bench"
    check_writable(folder)
    click.echo(HEADER, err=as_json)
    run = Bench(QUALITIES[quality], folder, default_cache(), jobs, shortest=shortest, quick=quick,
                whole=whole, pictures=pictures,
                tell=lambda row: click.echo(line(row), err=as_json))  # fmt: skip
    run.run(fixed, selected, voice)
    if as_json:
        click.echo(jsons.dumps(run.as_dict(), indent=1))


reel.add_command(embed)
reel.add_command(slides)
reel.add_command(publish)


@reel.command("lessons", hidden=True)
def lessons() -> None:
    """The names of the lessons, a line each, for scripts."""
    for name in course_names():
        click.echo(name)
