"""Train the pocket model from a seed: `python -m pocket.train`, or `make model`.

The same command gives the same bytes on the same platform. On another kind of processor the last bits of
sums may differ, and training carries them far, so the weights that the lessons speak about are shipped, and
a new training goes to a folder of its own unless it is told to take their place.
"""

import pocket.runtime

# isort: split
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from maths.autodiff import Array, backward
from maths.optimisation import adam, warm_up_then_cosine
from maths.transformer import forward, initial_weights, loss
from pocket.evaluation import excess
from pocket.language import Corpus, automaton, corpus
from pocket.model import ASSETS, WIDTH, Assets, Model, ModelError, pocket_shape, write_assets


@dataclass(frozen=True)
class Plan:
    """All that decides a training: with one BLAS thread, the same plan gives the same weights."""

    seed: int = 3
    width: int = WIDTH
    steps: int = 12_000
    batch: int = 64  # sentences a step, freshly drawn
    peak: float = 6e-3
    warm_up: int = 200
    keep: tuple[float, float] = (0.9, 0.98)
    clip: float = 1.0
    decay: float = 0.0
    held_out: float = 0.02  # share of the rare sentences that training never draws
    held_out_seed: int = 2024
    snapshots: int = 48


@dataclass(frozen=True)
class Run:
    """What a training left behind; see `pocket.model.Log` for the shapes."""

    plan: Plan
    steps: NDArray[np.int64]
    rows: NDArray[np.float32]
    losses: NDArray[np.float32]

    @property
    def model(self) -> Model:
        return Model.from_row(self.rows[-1], self.plan.width, np.float32)


RARE = 3e-5
"""Only sentences rarer than this are held out. Short ones are common: without "the dogs run ." training would
see another language, and a model that learned it well would be marked down for that."""


def held_out(plan: Plan) -> NDArray[np.bool_]:
    """Which sentences of the corpus are kept from training: (N,). The same for every seed of training."""
    drawn = np.random.default_rng(plan.held_out_seed).random(len(corpus()))
    return (drawn < plan.held_out) & (corpus().probabilities < RARE)


def snapshot_steps(plan: Plan) -> list[int]:
    """When to look: at the start, then each time a little further apart, and at the end."""
    if plan.steps < 1 or plan.snapshots < 2:
        raise ValueError(f"a training needs a step and two snapshots at the least: {plan}")
    wanted = min(plan.snapshots, plan.steps + 1)
    spread = np.geomspace(plan.steps, 1, wanted - 1)[::-1].round().astype(int)
    steps = [0]
    for place, step in enumerate(spread.tolist()):  # early on, rounding makes equals: push them apart
        steps.append(min(max(step, steps[-1] + 1), plan.steps - (wanted - 2 - place)))
    return steps


def batches(plan: Plan, rng: np.random.Generator) -> Iterator[Corpus]:
    """Batches of sentences drawn by their probability from all that are not held out, without end."""
    whole = corpus()
    chances = np.where(held_out(plan), 0.0, whole.probabilities)
    ruler = np.cumsum(chances / chances.sum())
    last = int(np.flatnonzero(chances)[-1])
    while True:
        places = np.searchsorted(ruler, rng.random(plan.batch), side="right")
        yield whole[np.minimum(places, last)]  # the ruler may end a rounding below one


def train(plan: Plan, watch: Callable[[int, float], None] = lambda step, loss: None) -> Run:
    """Train one model. `watch` is called after every step with its number and its loss in nats a word."""
    pocket.runtime.keep_memory()
    rng = np.random.default_rng(plan.seed)
    shape = pocket_shape(plan.width)
    start = shape.flatten(initial_weights(shape, rng, np.float32))
    drawn = batches(plan, rng)
    losses = list[float]()

    def gradient(row: Array) -> Array:
        batch = next(drawn)
        longest = int(batch.lengths.max())
        inputs, targets = batch.tokens[:, :longest], batch.tokens[:, 1 : longest + 1]
        share = batch.weights()[:, :longest] / batch.lengths.sum()  # every word of the batch counts the same
        trace = forward(shape, shape.unflatten(row), inputs)
        nats = loss(trace, targets, share)
        backward(nats)
        losses.append(float(nats.value))
        grads = {name: trace[f"weights/{name}"].grad for name in shape.weights()}
        return shape.flatten({name: grad for name, grad in grads.items() if grad is not None})

    rate = warm_up_then_cosine(
        plan.peak, plan.warm_up if plan.steps > plan.warm_up else 1, max(plan.steps, 2)
    )
    walk = adam(start, gradient, rate, keep=plan.keep, decay=plan.decay, clip=plan.clip)
    wanted, rows = snapshot_steps(plan), [start]
    for step in islice(walk, plan.steps):
        if step.number in wanted:
            rows.append(step.point)
        watch(step.number, losses[-1])
    return Run(plan, np.array(wanted), np.array(rows, dtype=np.float32), np.array(losses, dtype=np.float32))


def write(run: Run, folder: Path) -> dict[str, str]:
    """Score every snapshot and write a run's files and manifest to a folder; return the digests."""
    kept_back = held_out(run.plan)
    seen, unseen = corpus()[~kept_back], corpus()[kept_back]
    models = [Model.from_row(row, run.plan.width, np.float32) for row in run.rows]
    table = {
        "plan": asdict(run.plan),
        "entropy": automaton().entropy_per_word(),
        "steps": run.steps.tolist(),
        "seen_excess": [excess(model, seen) for model in models],
        "unseen_excess": [excess(model, unseen) for model in models],
    }
    arrays = {"weights": run.rows[-1], "snapshots": run.rows, "losses": run.losses}
    return write_assets(folder, arrays, {"training": table})


def progress_bar(console: Console, what: str) -> Progress:
    """A bar that a person sees on a terminal; in a pipe, nothing."""
    return Progress(
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(), console=console, disable=not console.is_terminal,
    )  # fmt: skip


@click.command()
@click.option("--seed", default=Plan.seed, show_default=True, help="Where chance starts from.")
@click.option(
    "--steps", default=Plan.steps, show_default=True, type=click.IntRange(1), help="Steps of training."
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("build/pocket"),
    show_default=True, help="Folder for weights, snapshots, log and manifest.",
)  # fmt: skip
@click.option(
    "--snapshots", default=Plan.snapshots, show_default=True, type=click.IntRange(2), help="How many."
)
@click.option("--ship", is_flag=True, help="Write to assets/pocket: the model that the lessons speak about.")
def main(seed: int, steps: int, snapshots: int, out: Path, ship: bool) -> None:
    """Train the pocket model again, from a seed, and compare what comes out with what is shipped."""
    if not pocket.runtime.BEFORE_NUMPY:
        raise click.ClickException(
            "NumPy was loaded before its threads were set: run `python -m pocket.train`"
        )
    plan, folder = Plan(seed=seed, steps=steps, snapshots=snapshots), ASSETS if ship else out
    console = Console(stderr=True)
    with progress_bar(console, "training") as bar:
        task = bar.add_task("", total=plan.steps, note="")
        run = train(plan, lambda step, nats: bar.update(task, completed=step, note=f"{nats:.3f} nats a word"))
    with console.status("scoring the snapshots"):
        written = write(run, folder)
    for name, found in written.items():
        click.echo(f"{found}  {folder / name}")
    entropy = automaton().entropy_per_word()
    over = excess(run.model, corpus())
    click.echo(f"loss over the whole language {entropy + over:.4f} nats a word, true entropy {entropy:.4f}")
    if not ship:
        try:
            same = Assets().manifest["files"].get("weights.npy") == written["weights.npy"]
        except ModelError as error:
            click.echo(str(error))
            return
        click.echo(
            "the same weights as the shipped ones" if same else
            "not the shipped weights: another plan, or other hardware (lessons keep to the shipped)"
        )  # fmt: skip


if __name__ == "__main__":
    main()
