"""Train many models alike in all but seed or width, and log what became of each: `python -m pocket.seeds`.

One model may be lucky. This is run by hand, takes a minute or two a model, and its log is shipped: the
report's table is made from it. With it goes the end of one other training at the shipped width, the rival: a
second basin for lessons on the landscape. A run that is in the work folder already is not made again.
"""

import pocket.runtime

# isort: split
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console

from pocket.evaluation import figures
from pocket.language import corpus
from pocket.model import ASSETS, Model, write_assets
from pocket.train import Plan, held_out, progress_bar, train

TABLE = ((16, 4), (20, 5), (24, 3))
"""The shipped table: widths, and how many seeds of each."""


def measure(plan: Plan, work: Path, console: Console) -> dict[str, Any]:
    """Every figure of what comes out of a plan, trained or read from the work folder."""
    stem = work / f"{_digest(plan)[:16]}"
    log, weights = stem.with_suffix(".json"), stem.with_suffix(".npy")
    if log.is_file() and weights.is_file():
        return json.loads(log.read_text(encoding="utf-8"))
    with progress_bar(console, f"width {plan.width}, seed {plan.seed}") as bar:
        task = bar.add_task("", total=plan.steps, note="")
        run = train(plan, lambda step, nats: bar.update(task, completed=step, note=f"{nats:.3f}"))
    found = figures(Model.from_row(run.rows[-1], plan.width), held_out(plan))
    verdicts = {
        "one_head": found.one_head,
        "solved_share": found.solved_share,
        "all_targets": found.all_targets,
    }
    entry = {"width": plan.width, "seed": plan.seed, "steps": plan.steps} | asdict(found) | verdicts
    work.mkdir(parents=True, exist_ok=True)
    np.save(weights, run.rows[-1])
    log.write_text(json.dumps(entry | {"row": weights.name}), encoding="utf-8")
    return entry | {"row": weights.name}


def _digest(plan: Plan) -> str:
    """A name for a plan and the language it is run on: a change of either makes another run."""
    told = hashlib.sha256(json.dumps(asdict(plan)).encode())
    told.update(corpus().tokens.tobytes() + corpus().probabilities.tobytes())
    return told.hexdigest()


@click.command()
@click.option(
    "--width", "widths", multiple=True, default=[w for w, _ in TABLE], show_default=True, type=int,
    help="A width to try; may be given again.",
)  # fmt: skip
@click.option(
    "--seeds", "numbers", multiple=True, default=[n for _, n in TABLE], show_default=True,
    type=click.IntRange(1), help="Seeds 1 to this, for each width in turn.",
)  # fmt: skip
@click.option(
    "--steps", default=Plan.steps, show_default=True, type=click.IntRange(1), help="Steps a training."
)
@click.option(
    "--work", type=click.Path(file_okay=False, path_type=Path), default=Path("build/seeds"),
    show_default=True, help="Folder that keeps each run.",
)  # fmt: skip
@click.option("--ship", is_flag=True, help="Write the log and the rival to assets/pocket.")
def main(widths: tuple[int, ...], numbers: tuple[int, ...], steps: int, work: Path, ship: bool) -> None:
    """Train a table of models, or take up one that was begun; with --ship, write seeds.json and rival.npy."""
    if not pocket.runtime.BEFORE_NUMPY:
        raise click.ClickException(
            "NumPy was loaded before its threads were set: run `python -m pocket.seeds`"
        )
    if len(widths) != len(numbers):
        raise click.UsageError("give --seeds once for every --width")
    runs, rival = [], None
    for width, number in zip(widths, numbers, strict=True):
        for seed in range(1, number + 1):
            entry = measure(Plan(seed=seed, width=width, steps=steps), work, Console(stderr=True))
            row = entry.pop("row")
            runs.append(entry)
            click.echo(json.dumps(entry))
            if rival is None and width == Plan.width and seed != Plan.seed:
                rival = np.load(work / row)
    if ship and rival is not None:
        for name, found in write_assets(ASSETS, {"rival": rival}, {"seeds": {"runs": runs}}).items():
            click.echo(f"{found}  {ASSETS / name}")


if __name__ == "__main__":
    main()
