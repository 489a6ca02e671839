"""Every figure that docs/model.md states, measured on the shipped files: `python -m pocket.report`.

The figures stand in the document between marks; `--write` puts them there, and a test compares.
"""

import pocket.runtime  # noqa: F401

# isort: split
import re
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import numpy as np

from maths.transformer import Head
from pocket.evaluation import (
    Figures,
    after_pronoun,
    agreement,
    figures,
    halves,
    lookback,
    pronouns,
    solved_by_nearest,
)
from pocket.language import LONGEST, automaton, corpus, grammar, vocabulary
from pocket.model import Assets, load, load_log
from pocket.train import Plan, held_out

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "model.md"


@cache
def shipped() -> Figures:
    """Every figure of the shipped model."""
    return figures(load(), held_out(Plan()))


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _percent(share: float, digits: int = 2) -> str:
    return f"{100 * share:.{digits}f}%"


@cache
def language() -> str:
    """The language, by its automaton."""
    machine = automaton()
    entropy = machine.entropy_per_word()
    best, chance = machine.best()
    kinds = {"NOW": "what is so now", "ONCE": "what was once", "REASON": "one noun, with a reason"}
    kinds |= {"MEETING": "two nouns, with a reason"}
    shares = {sequence[0]: chance for sequence, chance in grammar().rules["SENTENCE"].items()}
    return _table(
        ("the language", ""),
        [
            ("tokens, `<start>` and `.` among them", len(vocabulary())),
            ("different sentences", f"{machine.count():,}"),
            ("words in a sentence, the full stop counted", f"{min(machine.count_by_length())} to {LONGEST}"),
            ("mean length", f"{float(machine.mean_length()):.3f} words"),
            ("states of the automaton", f"{len(machine.arcs):,}"),
            ("entropy of a sentence", f"{machine.entropy():.4f} nats"),
            ("entropy of a word", f"{entropy:.4f} nats, {entropy / np.log(2):.4f} bits"),
            ("perplexity", f"{np.exp(entropy):.3f}"),
            ("most probable sentence", f"{' '.join(best)} ({_percent(float(chance))})"),
            *((f"share of sentences: {what}", shares[name]) for name, what in kinds.items()),
        ],
    )


@cache
def training() -> str:
    """How the shipped model was trained, by its own log."""
    plan, log = Assets().plan(), load_log()
    return _table(
        ("the training", ""),
        [
            ("seed", plan["seed"]),
            (
                "width, heads, layers, hidden width",
                "{width}, {heads}, {layers}, {hidden}".format(**vars(load().shape)),
            ),
            ("steps", f"{plan['steps']:,}"),
            ("sentences a step, freshly drawn", plan["batch"]),
            ("Adam keeps of mean and square", " and ".join(map(str, plan["keep"]))),
            ("rate at its peak, warm-up, then a cosine to zero", f"{plan['peak']}, {plan['warm_up']} steps"),
            ("gradients clipped at a length of", plan["clip"]),
            ("weight decay", plan["decay"]),
            ("snapshots", f"{len(log)}, {int((log.steps <= log.steps[-1] / 10).sum())} in the first tenth"),
        ],
    )


@cache
def model() -> str:
    """The shipped model against the truth."""
    found, log, entropy = shipped(), load_log(), automaton().entropy_per_word()
    kept_back = held_out(Plan())
    mass = _percent(float(corpus().probabilities[kept_back].sum()))
    sure = agreement(load())
    return _table(
        ("the shipped model", ""),
        [
            ("weights", f"{found.weights:,}"),
            ("untrained: loss over the truth", f"{log.seen[0]:.4f} nats a word"),
            ("loss over the whole language", f"{entropy * (1 + found.kl_over_entropy):.4f} nats a word"),
            ("KL from the truth", f"{entropy * found.kl_over_entropy:.5f} nats a word"),
            ("KL over the entropy", _percent(found.kl_over_entropy, 3)),
            ("held-out sentences", f"{int(kept_back.sum())}, {mass} of the probability"),
            (
                "excess over their own true surprisal, over the entropy",
                _percent(found.unseen_over_entropy, 3),
            ),
            ("agreement past another noun", f"{found.agreement_right} of {found.agreement_cases} prefixes"),
            ("... of which the other noun has the other number", int(sure.misled.sum())),
            ("... least probability of the right number", f"{found.agreement_least:.4f}"),
            ("variance of the 16 people that the cube explains", _percent(found.cube, 1)),
            ("king - man + woman", found.king_queen),
        ],
    )


@cache
def analogies() -> str:
    """The analogies, axis by axis."""
    found = shipped()
    rows = [
        (axis, f"{found.solved[axis]} of {n}", found.solved_with_inputs[axis])
        for axis, n in found.asked.items()
    ]
    asked = sum(found.asked.values())
    lazy = asked - found.asked["number"]
    return _table(
        ("analogies", "right", "right with a, b and c as answers, too"),
        [
            *rows,
            ("all", f"{sum(found.solved.values())} of {asked}", sum(found.solved_with_inputs.values())),
            ("gender, rank and age by the word nearest to c", f"{solved_by_nearest(load())} of {lazy}", ""),
        ],
    )


@cache
def antecedents() -> str:
    """The head that looks back, group by group, on the half that it was not chosen on."""
    found, seen, (_, scored) = shipped(), lookback(load()), halves()
    rows = [
        (
            name,
            int((group & scored).sum()),
            _percent(seen.share(found.head, group & scored)),
            f"{seen.mean_weight(found.head, group & scored):.3f}",
        )
        for name, group in pronouns().groups().items()
    ]
    layer, head = found.head
    return _table(
        (f"antecedent (layer {layer}, head {head})", "prefixes", "gets the most", "mean weight"), rows
    )


@cache
def silencing() -> str:
    """What silencing each head does to the word after the pronoun."""
    small, seen, (_, scored) = load(), lookback(load()), halves()
    cases: list[tuple[str, list[Head]]] = [("none", [])]
    cases += [
        (f"{layer}, {head}", [(layer, head)]) for layer in range(2) for head in range(small.shape.heads)
    ]
    rows = []
    for name, heads in cases:
        after = after_pronoun(small, heads)
        share = _percent(seen.share(heads[0], scored)) if heads else ""
        numbers = f"{after.divergence:.4f}", _percent(after.impossible), _percent(after.wrong)
        rows.append((name, share, *numbers))
    head = ("silenced (layer, head)", "antecedent gets the most", "KL after the pronoun, nats")
    return _table((*head, "given to impossible words", "favourite is impossible"), rows)


@cache
def seeds() -> str:
    """What became of other seeds and widths, one line a run, and a line for each width."""
    rows, sums = [], []
    for width, group in groupby(Assets().seeds(), key=lambda run: run["width"]):
        runs = list(group)
        for run in runs:
            rows.append(_seed_row(run))
        number = len(runs)
        share = f"{sum(run['one_head'] for run in runs)} of {number}"
        rest = sum(_all_but_head(run) for run in runs)
        sums.append(
            (
                width,
                number,
                share,
                f"{rest} of {number}",
                f"{sum(r['all_targets'] for r in runs)} of {number}",
            )
        )
    return (
        _table(
            (
                "width",
                "seed",
                "KL over entropy",
                "agreement, least",
                "head, worst group",
                "analogies",
                "king",
                "all",
            ),
            rows,
        )
        + "\n\n"
        + _table(("width", "seeds", "one head does it", "all the rest", "everything"), sums)
    )


def _all_but_head(run: dict[str, Any]) -> bool:
    return (
        run["kl_over_entropy"] <= 0.003
        and run["agreement_least"] >= 0.95
        and run["solved_share"] >= 0.98
        and run["king_queen"] == "queen"
    )


def _seed_row(run: dict[str, Any]) -> tuple[Any, ...]:
    return (
        run["width"],
        run["seed"],
        _percent(run["kl_over_entropy"], 3),
        f"{run['agreement_least']:.4f}",
        _percent(min(run["head_shares"].values())),
        f"{sum(run['solved'].values())} of {sum(run['asked'].values())}",
        run["king_queen"],
        "yes" if run["all_targets"] else "no",
    )


SECTIONS = {
    "language": language,
    "training": training,
    "model": model,
    "analogies": analogies,
    "antecedents": antecedents,
    "silencing": silencing,
    "seeds": seeds,
}


def between(name: str) -> re.Pattern[str]:
    """Where the document keeps a section."""
    return re.compile(rf"(?<=<!-- report: {name} -->\n)(?:(?!<!--).)*?(?=\n<!-- end -->)", re.DOTALL)


@click.command()
@click.option("--write", is_flag=True, help="Put the figures into docs/model.md.")
def main(write: bool) -> None:
    """Print every figure that docs/model.md states, measured on the shipped files."""
    text = DOCUMENT.read_text(encoding="utf-8") if write else ""
    for name, section in SECTIONS.items():
        found = section()
        click.echo(f"{found}\n")
        text = between(name).sub(found.replace("\\", r"\\"), text)
    if write:
        DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
