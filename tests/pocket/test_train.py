"""Training: the same bytes from the same seed, in processes of their own."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from rich.console import Console
from scipy.stats import chisquare

from pocket import runtime, seeds
from pocket.evaluation import excess
from pocket.language import corpus
from pocket.model import Assets
from pocket.train import Plan, batches, held_out, main, progress_bar, snapshot_steps, train

ROOT = Path(__file__).parents[2]


def run(*arguments: str, threads: str = "2") -> str:
    """A module in a process of its own, from an environment that asks for more threads."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("one", "two", "other")}
    for (name, folder), threads in zip(folders.items(), "121", strict=True):
        seed = "2" if name == "other" else "1"
        printed = run(
            "pocket.train",
            "--steps",
            "12",
            "--snapshots",
            "3",
            "--seed",
            seed,
            "--out",
            str(folder),
            threads=threads,
        )
        assert "not the shipped weights" in printed and "true entropy" in printed
    one, two, other = (json.loads((f / "manifest.json").read_text())["files"] for f in folders.values())
    assert one == two and set(one) == {"weights.npy", "snapshots.npy", "losses.npy", "training.json"}
    assert not set(one.values()) & set(other.values())
    for name in one:
        assert (folders["one"] / name).read_bytes() == (folders["two"] / name).read_bytes()
    assert b"\x1b" not in printed.encode()


def test_a_short_training_learns_and_is_read_back(tmp_path: Path) -> None:
    printed = run("pocket.train", "--steps", "60", "--snapshots", "4", "--out", str(tmp_path))
    assets = Assets(tmp_path)
    log = assets.log()
    assert len(log) == len(log.rows) == len(log.seen) == len(log.unseen) == 4
    assert len(log.losses) == 60 and log.losses[-1] < log.losses[0] - 1
    assert log.seen[-1] < log.seen[0] - 1 and log.unseen[-1] < log.unseen[0] - 1
    kept_back = held_out(Plan())
    assert log.seen[-1] == pytest.approx(excess(assets.model(), corpus()[~kept_back]), rel=1e-5)
    assert log.unseen[-1] == pytest.approx(excess(assets.model(), corpus()[kept_back]), rel=1e-5)
    np.testing.assert_array_equal(log.rows[-1], assets.array("weights.npy"))
    assert f"{log.entropy:.4f}" in printed


def test_training_is_what_the_plan_says_in_this_process_too() -> None:
    told = list[tuple[int, float]]()
    run = train(Plan(steps=3, snapshots=2), lambda step, nats: told.append((step, nats)))
    assert [step for step, _ in told] == [1, 2, 3] == list(range(1, len(run.losses) + 1))
    assert run.steps.tolist() == [0, 3] and run.rows.shape == (2, run.model.shape.count())
    assert run.rows.dtype == np.float32
    np.testing.assert_allclose([nats for _, nats in told], run.losses, rtol=1e-6)
    assert told[0][1] == pytest.approx(np.log(run.model.shape.vocabulary), abs=0.05)  # it knows nothing yet


@pytest.mark.parametrize("steps", [1, 5, 47, 60, 200, 12_000])
def test_snapshots_are_denser_at_the_start(steps: int) -> None:
    taken = snapshot_steps(Plan(steps=steps))
    assert taken[0] == 0 and taken[-1] == steps and len(taken) == min(48, steps + 1)
    gaps = np.diff(taken)
    assert (gaps >= 1).all()
    if steps == 12_000:
        assert len(taken) >= 40 and sum(step <= 1200 for step in taken) > len(taken) / 2
    with pytest.raises(ValueError, match="a step and two snapshots"):
        snapshot_steps(Plan(steps=0))


def test_what_is_held_out_is_never_drawn_and_the_rest_by_its_probability() -> None:
    kept_back, plan = held_out(Plan()), Plan(batch=4000)
    assert 200 < kept_back.sum() < len(corpus()) / 20
    key = {row.tobytes(): place for place, row in enumerate(corpus().tokens)}
    drawn = np.zeros(len(corpus()))
    for batch in islice(batches(plan, np.random.default_rng(0)), 10):
        for row in batch.tokens:
            drawn[key[row.tobytes()]] += 1
    assert not drawn[kept_back].any()
    chances = np.where(kept_back, 0, corpus().probabilities)
    expected = chances / chances.sum() * drawn.sum()
    often = expected >= 5
    seen = [*drawn[often], drawn[~often].sum()]
    assert chisquare(seen, [*expected[often], expected[~often].sum()]).pvalue > 1e-3


def test_a_bar_is_shown_to_people_only() -> None:
    for terminal in (True, False):
        console = Console(force_terminal=terminal, width=90)
        with console.capture() as shown, progress_bar(console, "training") as bar:
            task = bar.add_task("", total=10, note="1.0")
            bar.update(task, completed=10)
        assert ("training" in shown.get()) is terminal


def test_threads_set_too_late_are_refused() -> None:
    assert not runtime.BEFORE_NUMPY  # pytest has loaded NumPy already
    for command, name in ((main, "train"), (seeds.main, "seeds")):
        result = CliRunner().invoke(command, ["--steps", "1"])
        assert result.exit_code == 1 and f"run `python -m pocket.{name}`" in result.output


def test_a_table_of_seeds_is_made_once(tmp_path: Path) -> None:
    options = ("pocket.seeds", "--width", "8", "--seeds", "2", "--steps", "2", "--work", str(tmp_path))
    first = run(*options)
    entries = [json.loads(line) for line in first.splitlines()]
    assert [(e["width"], e["seed"], e["steps"]) for e in entries] == [(8, 1, 2), (8, 2, 2)]
    assert not any(e["all_targets"] for e in entries)
    made = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert run(*options) == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == made
