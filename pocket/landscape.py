"""The loss of the pocket model on the ground between its start and two of its trainings: `python -m pocket.landscape`.

A plane is laid through three points in the space of all weights: the shipped model at (0, 0), its rival at (x, 0), and
the shipped model's untrained start below that axis. Distances on it are distances between weights. Loss is nats a
word over a fixed sample of the language: 4,096 sentences at even steps along its probability, so that what is common is
in it many times, each time counted. A walk on the plane follows the true gradient's shadow on it: the part of the
gradient that lies in the plane, against which the way down is steepest of all that do not leave it.

What takes long is shipped, as `landscape.npy` and two more arrays and a table; the command measures it again, in some 25
minutes, into a folder of its own, or with --ship in place of what is shipped.
"""

import pocket.runtime

# isort: split
import json
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import ArrayLike, NDArray
from rich.console import Console

from maths.autodiff import Array, backward
from maths.landscape import Plane, plane_through, random_direction
from maths.optimisation import gradient_descent
from maths.probability import sample as draw
from maths.transformer import forward
from maths.transformer import loss as mean_loss
from pocket.evaluation import BATCH, surprisals
from pocket.language import Corpus, corpus
from pocket.model import ASSETS, Assets, Model, pocket_shape, write_assets

Floats = NDArray[np.float64]
SAMPLE = 4096
"""Sentences in the sample: over as many, the loss of start, ends and wall is that of the whole language to two decimals."""
XS, YS = np.linspace(-15, 80, 77), np.linspace(-51, 13, 53)
"""The grid on which the ground of the three models is measured."""
AROUND = np.linspace(-0.6, 0.6, 41)
"""That of the plane by chance, in lengths of the model's own filters."""
CHANCE_SEED = 0
BESIDE = ((30.0, -30.0), (36.0, -30.0))
"""Where walks begin: two places near the untrained start, one on each side of the crest."""
STEPS = 30
RATES = {"short": (5.0, STEPS), "right": (60.0, STEPS), "long": (220.0, 4)}
"""Three lengths of step, and how many of them are taken."""
OUT_RATE, OUT_STEPS = 0.5, 60
"""For the descent in all directions, out of the hollow into which a walk from the untrained start leads."""
LINE = np.linspace(0, 1, 41)
"""Shares of the straight way from the model to its rival."""
STEEPEST = 2
"""The step of the right walk at which the ground curves most."""
BATCHES = (1, 16, 256)
NOISE_SEED = 0


@cache
def sample() -> tuple[Corpus, Floats]:
    """The sentences of the sample, each once, and how often it is in it: (N,)."""
    ends = np.cumsum(corpus().probabilities)
    places = np.searchsorted(ends / ends[-1], (np.arange(SAMPLE) + 0.5) / SAMPLE)
    rows, counts = np.unique(places, return_counts=True)
    return corpus()[rows], counts.astype(np.float64)


def mean_length() -> float:
    """Words in a sentence of the sample."""
    sentences, counts = sample()
    return float(counts @ sentences.lengths) / SAMPLE


def each_loss(row: Array) -> Floats:
    """What each sentence of the sample costs the model with these weights, over the mean length: (N,).

    Weighed by their counts, the mean of these is the loss.
    """
    return surprisals(Model.from_row(row), sample()[0]).sum(axis=1) / mean_length()


def loss(row: Array) -> float:
    """Nats a word over the sample."""
    return float(sample()[1] @ each_loss(row)) / SAMPLE


def gradient(row: Array, rows: NDArray[np.int64] | None = None) -> Floats:
    """The gradient of the loss by all weights, backwards through the model: (weights,).

    With `rows`, that of a batch: some sentences of the sample, by their places in it, each as often as it is named.
    Over batches drawn by chance its mean is the gradient of the whole.
    """
    sentences, counts = sample()
    if rows is not None:
        sentences, counts = sentences[rows], np.ones(len(rows))
    shape, found = pocket_shape(), np.zeros(row.size)
    share = counts[:, None] * sentences.weights() / (counts.sum() * mean_length())
    for first in range(0, len(counts), BATCH):
        part = slice(first, first + BATCH)
        longest = int(sentences.lengths[part].max())
        tokens = sentences.tokens[part]
        trace = forward(shape, shape.unflatten(row.astype(np.float64)), tokens[:, :longest])
        backward(mean_loss(trace, tokens[:, 1 : longest + 1], share[part, :longest]))
        grads = {name: trace[f"weights/{name}"].grad for name in shape.weights()}
        found += shape.flatten({name: grad for name, grad in grads.items() if grad is not None})
    return found


# Two planes ----------------------------------------------------------------------------------------------------


@cache
def three_models() -> Plane[Floats]:
    """The plane through the shipped model, its rival and the shipped model's untrained start."""
    assets = Assets()
    ends = [assets.array(f"{name}.npy").astype(np.float64) for name in ("weights", "rival")]
    above = plane_through(ends[0], ends[1], assets.log().rows[0].astype(np.float64))
    return Plane(above.origin, above.first, -above.second)


def places() -> dict[str, tuple[float, float]]:
    """Where on that plane the three models stand."""
    assets = Assets()
    rows = {"model": assets.array("weights.npy"), "rival": assets.array("rival.npy"), "start": assets.log().rows[0]}
    return {name: three_models().coordinates(row.astype(np.float64)) for name, row in rows.items()}


@cache
def by_chance() -> Plane[Floats]:
    """A plane through the shipped model in two random directions, each filter as long as the model's own."""
    shape, rng = pocket_shape(), np.random.default_rng(CHANCE_SEED)
    origin = Assets().array("weights.npy").astype(np.float64)
    model = {name: part.astype(np.float64) for name, part in shape.unflatten(origin).items()}
    first, second = (random_direction(model, rng, filters={"embedding": -1}) for _ in range(2))
    return Plane(origin, *(shape.flatten(dict(one)).astype(np.float64) for one in (first, second)))


def slope(at: ArrayLike, rows: NDArray[np.int64] | None = None) -> Floats:
    """The gradient's shadow on the plane of the three models, at x and y: (2,). With `rows`, that of a batch."""
    x, y = np.asarray(at, dtype=float)
    ground = three_models()
    whole = gradient(ground.point(x, y), rows)
    return np.array([whole @ ground.first, whole @ ground.second])


def each_slope(at: ArrayLike, step: float = 1e-3) -> Floats:
    """The same for each sentence of the sample alone, by central differences: (N, 2). Weighed, their mean is `slope`."""
    x, y = np.asarray(at, dtype=float)
    ground = three_models()
    sides = [
        each_loss(ground.point(x + dx, y + dy)) - each_loss(ground.point(x - dx, y - dy))
        for dx, dy in ((step, 0.0), (0.0, step))
    ]
    return np.column_stack(sides) / (2 * step)


# Walks ---------------------------------------------------------------------------------------------------------


def walk(start: ArrayLike, rate: float, steps: int = STEPS, batch: int | None = None) -> Floats:
    """Gradient descent on the plane of the three models: the places (steps + 1, 2). With `batch`, each step follows the
    gradient of so many sentences, drawn anew by their probability from a fixed seed."""
    rng, (sentences, counts) = np.random.default_rng(NOISE_SEED), sample()

    def slope_here(at: Array) -> Array:
        return slope(at, None if batch is None else rng.choice(len(sentences), batch, p=counts / SAMPLE))

    first = np.asarray(start, dtype=np.float64)
    return np.array([first, *(step.point for step in islice(gradient_descent(first, slope_here, rate), steps))])


def losses(points: Floats) -> Floats:
    """The loss at each place of a walk."""
    return np.array([loss(three_models().point(x, y)) for x, y in points.tolist()])


def out_of_the_plane(at: ArrayLike) -> tuple[Floats, Floats]:
    """Gradient descent in all directions from a place of the plane: the lengths of the gradients (steps + 1,), and the
    losses (steps + 1,)."""
    x, y = np.asarray(at, dtype=float)
    row = three_models().point(x, y)
    lengths, found = [], []
    for _ in range(OUT_STEPS + 1):
        slopes = gradient(row)
        lengths.append(float(np.linalg.norm(slopes)))
        found.append(loss(row))
        row = row - OUT_RATE * slopes
    return np.array(lengths), np.array(found)


def curving(at: ArrayLike, step: float = 0.5) -> Floats:
    """How the ground of the three models curves at a place: the matrix of second derivatives (2, 2), from slopes."""
    x, y = np.asarray(at, dtype=float)
    across = (slope((x + step, y)) - slope((x - step, y))) / (2 * step)
    up = (slope((x, y + step)) - slope((x, y - step))) / (2 * step)
    found = np.column_stack([across, up])
    return (found + found.T) / 2


def measure_walks() -> dict[str, Any]:
    """All that is shipped in the table: every walk by name, with its rate, its places and its losses, and what is
    measured along them and along the straight line from the model to its rival."""
    rate = RATES["right"][0]
    walks = {name: (size, walk(BESIDE[0], size, steps)) for name, (size, steps) in RATES.items()}
    walks |= {name: (rate, walk(at, rate)) for name, at in (("rival", BESIDE[1]), ("start", places()["start"]))}
    walks |= {f"batch {size}": (rate, walk(BESIDE[0], rate, batch=size)) for size in BATCHES}
    table = {
        name: {"rate": size, "points": points.tolist(), "losses": losses(points).tolist()}
        for name, (size, points) in walks.items()
    }
    lengths, found = out_of_the_plane(walks["start"][1][-1])
    across = places()["rival"][0]
    return {
        "walks": table,
        "out": {"lengths": lengths.tolist(), "losses": found.tolist()},
        "line": losses(np.column_stack([LINE * across, 0 * LINE])).tolist(),
        "curving": curving(walks["right"][1][STEEPEST]).tolist(),
    }


# What is shipped -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walked:
    """A walk: its rate, its places (s + 1, 2) and the loss at each (s + 1,)."""

    rate: float
    points: Floats
    losses: Floats

    def at(self, steps: float) -> Floats:
        """Where it is after so many steps, on the way between two of its places: (2,)."""
        return np.array([np.interp(steps, np.arange(len(self.points)), axis) for axis in self.points.T])

    def loss_at(self, steps: float) -> float:
        """The loss there, between two places on a straight line."""
        return float(np.interp(steps, np.arange(len(self.losses)), self.losses))


@dataclass(frozen=True)
class Landscape:
    """What was measured: the loss (m, n) over `YS` and `XS`, and over `AROUND` twice in the plane by chance; the slopes of
    each sentence at the first of `BESIDE` (N, 2); walks by name; the loss on the straight `LINE` from the model to its rival
    (k,); the second derivatives where the right walk meets the most (2, 2); and the way out of the hollow, all directions
    free."""

    ground: Floats
    chance: Floats
    slopes: Floats
    walks: dict[str, Walked]
    line: Floats
    curving: Floats
    out_lengths: Floats
    out_losses: Floats


    @property
    def gradient(self) -> Floats:
        """The slope of the whole sample at the first of `BESIDE`: (2,)."""
        return sample()[1] @ self.slopes / SAMPLE

    @property
    def curvature(self) -> float:
        """How much the ground curves, in the direction in which it does most, where the right walk meets the most of it."""
        return float(np.linalg.eigvalsh(self.curving).max())

    @property
    def most_curved(self) -> Floats:
        """That direction, of length one: (2,)."""
        return np.asarray(np.linalg.eigh(self.curving).eigenvectors[:, -1])

    def scatter(self, size: int) -> float:
        """How widely the slopes of all batches of `size` sentences scatter there: the root of their mean squared distance
        from the whole sample's slope. Sentences are drawn independently, so it is that of one over the root of `size`."""
        away = self.slopes - self.gradient
        return float(np.sqrt(sample()[1] @ (away**2).sum(axis=1) / SAMPLE / size))

    def batch_slopes(self, size: int, count: int, rng: np.random.Generator) -> Floats:
        """The slopes there of `count` batches, each of `size` sentences drawn by their probability: (count, 2)."""
        rows = draw(sample()[1] / SAMPLE, count * size, rng).reshape(count, size)
        return self.slopes[rows].mean(axis=1)


@cache
def load_landscape() -> Landscape:
    """The shipped landscape. Raises ModelError if its files are not as shipped."""
    assets = Assets()
    table = json.loads(assets.path("landscape.json").read_text(encoding="utf-8"))
    walks = {
        name: Walked(one["rate"], np.array(one["points"]), np.array(one["losses"])) for name, one in table["walks"].items()
    }
    ground, chance, slopes = (assets.array(f"{name}.npy").astype(np.float64) for name in _ARRAYS)
    line, curved, lengths, found = (
        np.array(one) for one in (table["line"], table["curving"], table["out"]["lengths"], table["out"]["losses"])
    )
    return Landscape(ground, chance, slopes, walks, line, curved, lengths, found)


_ARRAYS = ("landscape", "landscape_by_chance", "landscape_slopes")


def write(folder: Path, ground: Floats, chance: Floats) -> dict[str, str]:
    """Write the two grounds and what is quickly measured beside them; return the digests."""
    grids = (ground.astype(np.float32), chance.astype(np.float32), each_slope(BESIDE[0]))
    return write_assets(folder, dict(zip(_ARRAYS, grids, strict=True)), {"landscape": measure_walks()})


@click.command()
@click.option("--ship", is_flag=True, help="Write to assets/pocket: what the lessons show.")
def main(ship: bool) -> None:
    """Measure the landscape again."""
    if not pocket.runtime.BEFORE_NUMPY:
        raise click.ClickException("NumPy was loaded before its threads were set: run `python -m pocket.landscape`")
    pocket.runtime.keep_memory()
    folder = ASSETS if ship else Path("build/pocket")
    with Console(stderr=True).status("measuring the loss all over two planes"):
        ground = three_models().grid(loss, XS, YS)
        chance = by_chance().grid(loss, AROUND, AROUND)
        written = write(folder, ground, chance)
    for name, found in written.items():
        click.echo(f"{found}  {folder / name}")


if __name__ == "__main__":
    main()
