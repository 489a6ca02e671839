"""`python -m tests.planted [--seeds 0-4] [--rules a,b] [--json]`: how much is found, and how often it cries for nothing."""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass

import click
import numpy as np

from script.errors import ScriptError
from tests.planted.case import found, hit
from tests.planted.kinds import KINDS


@dataclass
class Row:
    """What was tried of a kind, and how it ended."""

    rule: str
    planted: int = 0
    found: int = 0
    clean: int = 0
    cried: int = 0


def tried(rule: str, seed: int) -> tuple[Row, list[str]]:
    """One seed of a kind: every maker once, and at least three of each sort; with what went wrong."""
    kind, row, wrong = KINDS[rule], Row(rule), []
    for planted in (True, False):
        makers = kind.planted if planted else kind.clean
        for k in range(max(3, len(makers))):
            rng = np.random.default_rng([seed, k, planted, *rule.encode()])
            case = makers[k % len(makers)](rng)
            try:
                cries = hit(case, found(case))
            except ScriptError as error:
                # A lesson that was copied may have changed under what is planted in it: that is no answer, and no end.
                wrong.append(f"{rule}, seed {seed}, {'planted' if planted else 'clean'} {k} cannot be played: {error}")
                cries = not planted
            if planted:
                row.planted, row.found = row.planted + 1, row.found + cries
            else:
                row.clean, row.cried = row.clean + 1, row.cried + cries
            if cries != planted:
                wrong.append(f"{rule}, seed {seed}, {'planted' if planted else 'clean'} {k}: {case.about}")
    return row, wrong


@click.command()
@click.option("--seeds", default="1000-1002", show_default=True, help="A seed, or the first and the last of several.")
@click.option("--rules", default="", help="Only these, parted by commas.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def main(seeds: str, rules: str, as_json: bool) -> None:
    """Plant defects and near misses, and print what is found of them."""
    first, _, last = seeds.partition("-")
    wanted = rules.split(",") if rules else list(KINDS)
    rows = {rule: Row(rule) for rule in wanted}
    wrong: list[str] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        jobs = [(rule, seed) for seed in range(int(first), int(last or first) + 1) for rule in wanted]
        for row, told in pool.map(tried, *zip(*jobs, strict=True)):
            sum_up(rows[row.rule], row)
            wrong += told
    if as_json:
        click.echo(json.dumps({"rows": [asdict(row) for row in rows.values()], "wrong": wrong}, indent=1))
        return
    whole = Row("all")
    click.echo(f"{'kind':<22}{'planted':>8}{'found':>8}{'clean':>8}{'cried':>8}")
    for row in rows.values():
        sum_up(whole, row)
    for row in (*rows.values(), whole):
        click.echo(
            f"{row.rule:<22}{row.planted:>8}{row.found / max(1, row.planted):>8.0%}"
            f"{row.clean:>8}{row.cried / max(1, row.clean):>8.0%}"
        )
    for line in wrong:
        click.echo(line, err=True)


def sum_up(whole: Row, part: Row) -> None:
    """Add one row to another."""
    for name in ("planted", "found", "clean", "cried"):
        setattr(whole, name, getattr(whole, name) + getattr(part, name))


if __name__ == "__main__":
    main()
