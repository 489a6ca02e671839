"""The ground between two trainings: a few of its points measured anew, its slopes held to differences."""

from __future__ import annotations

import json

import numpy as np
import pytest

from maths.landscape import random_direction
from pocket import landscape
from pocket.evaluation import surprisals
from pocket.landscape import BESIDE, SAMPLE, XS, YS, load_landscape, three_models
from pocket.language import corpus
from pocket.model import Assets, Model, pocket_shape
from reel.keys import DATA

SHIPPED = load_landscape()


def rows() -> dict[str, np.ndarray]:
    assets = Assets()
    named = {"model": assets.array("weights.npy"), "rival": assets.array("rival.npy"), "start": assets.log().rows[0]}
    return {name: row.astype(float) for name, row in named.items()}


def mixed(x: float, y: float) -> np.ndarray:
    """The weights at a place of the plane, from the three models alone: their mixture that has these distances."""
    model, rival, start = rows().values()
    across = (rival - model) / np.linalg.norm(rival - model)
    down = (start - model) - (start - model) @ across * across
    return model + x * across - y * down / np.linalg.norm(down)


def by_hand(row: np.ndarray) -> float:
    """The loss, sentence by sentence."""
    sentences, counts = landscape.sample()
    nats = surprisals(Model.from_row(row), sentences).sum(axis=1)
    return float(sum(counts * nats) / sum(counts * sentences.lengths))


def test_the_three_models_are_where_the_plane_says():
    places = landscape.places()
    assert places["model"] == pytest.approx((0, 0), abs=1e-9)
    assert places["rival"] == pytest.approx((np.linalg.norm(rows()["rival"] - rows()["model"]), 0), abs=1e-9)
    assert places["start"][1] < 0
    for name, row in rows().items():
        assert np.allclose(three_models().point(*places[name]), row)
        assert np.allclose(mixed(*places[name]), row)


@pytest.mark.parametrize(("i", "j"), [(0, 0), (52, 76), (42, 12), (42, 38), (17, 30), (8, 70)])
def test_the_shipped_ground_is_the_loss(i, j):
    assert SHIPPED.ground.shape == (len(YS), len(XS))
    assert SHIPPED.ground[i, j] == pytest.approx(by_hand(mixed(XS[j], YS[i])), rel=1e-6)


def test_the_plane_by_chance_goes_through_the_model_in_two_random_directions():
    shape, rng = pocket_shape(), np.random.default_rng(landscape.CHANCE_SEED)
    model = {name: part.astype(float) for name, part in shape.unflatten(rows()["model"]).items()}
    first, second = (shape.flatten(random_direction(model, rng, filters={"embedding": -1})) for _ in range(2))
    for i, j in ((20, 20), (3, 31), (40, 0)):
        x, y = landscape.AROUND[j], landscape.AROUND[i]
        assert SHIPPED.chance[i, j] == pytest.approx(by_hand(rows()["model"] + x * first + y * second), rel=1e-6)


def test_the_sample_stands_for_the_language():
    """Over the sample and over the whole language, the losses that are said agree to two decimals."""
    whole = corpus()
    places = landscape.places() | {"wall": (landscape.places()["rival"][0] / 2, 0.0)}
    for name, place in places.items():
        costs = surprisals(Model.from_row(mixed(*place), dtype=np.float32), whole).sum(axis=1)
        exact = whole.probabilities @ costs / (whole.probabilities @ whole.lengths)
        assert round(float(exact), 2) == round(landscape.loss(mixed(*place)), 2), name
    assert landscape.sample()[1].sum() == SAMPLE


def test_a_slope_is_the_change_of_the_loss_along_the_plane():
    (x, y), step = (9.0, -12.0), 1e-4
    across = (by_hand(mixed(x + step, y)) - by_hand(mixed(x - step, y))) / (2 * step)
    up = (by_hand(mixed(x, y + step)) - by_hand(mixed(x, y - step))) / (2 * step)
    assert landscape.slope((x, y)) == pytest.approx([across, up], abs=1e-7)


def test_the_slopes_of_single_sentences_add_up():
    counts = landscape.sample()[1]
    assert counts @ SHIPPED.slopes / SAMPLE == pytest.approx(landscape.slope(BESIDE[0]), abs=1e-8)
    some = np.array([counts.argmax(), counts.argmin(), 7])
    assert counts[some].max() > counts[some].min()
    assert landscape.slope(BESIDE[0], some) == pytest.approx(SHIPPED.slopes[some].mean(axis=0), abs=1e-7)


@pytest.mark.parametrize("name", ["short", "right", "long", "rival", "start"])
def test_a_walk_takes_each_step_against_the_slope(name):
    walk = SHIPPED.walks[name]
    # One of its steps, drawn by chance once and for all.
    k = int(np.random.default_rng(sum(map(ord, name))).integers(len(walk.points) - 1))
    expected = walk.points[k] - walk.rate * landscape.slope(walk.points[k])
    assert walk.points[k + 1] == pytest.approx(expected, abs=1e-6)
    assert walk.losses[k] == pytest.approx(by_hand(mixed(*walk.points[k])), abs=1e-9)


def test_between_two_places_a_walk_goes_straight():
    walk = SHIPPED.walks["long"]
    assert walk.at(1.75) == pytest.approx(0.25 * walk.points[1] + 0.75 * walk.points[2])
    assert walk.loss_at(2.5) == pytest.approx((walk.losses[2] + walk.losses[3]) / 2)
    assert walk.at(3) == pytest.approx(walk.points[3]) and walk.loss_at(4) == walk.losses[4]


def test_a_noisy_walk_draws_its_sentences_by_their_probability_from_its_seed():
    rng, counts = np.random.default_rng(landscape.NOISE_SEED), landscape.sample()[1]
    walk = SHIPPED.walks["batch 16"]
    at = walk.points[0]
    for k in range(2):
        drawn = rng.choice(len(counts), 16, p=counts / SAMPLE)
        at = at - walk.rate * landscape.slope(at, drawn)
        assert walk.points[k + 1] == pytest.approx(at, abs=1e-6)


def test_where_the_right_walk_curves_most():
    at = SHIPPED.walks["right"].points[landscape.STEEPEST]
    step = 0.25
    for axis, row in zip(np.eye(2), SHIPPED.curving, strict=True):
        change = landscape.slope(at + step * axis) - landscape.slope(at - step * axis)
        assert change / (2 * step) == pytest.approx(row, abs=2e-4)
    (a, b), (_, d) = SHIPPED.curving
    assert SHIPPED.curvature == pytest.approx((a + d) / 2 + np.hypot((a - d) / 2, b)), "the larger root, by the formula"
    ways = np.column_stack([np.cos(np.linspace(0, np.pi, 400)), np.sin(np.linspace(0, np.pi, 400))])
    most = ways[np.einsum("ki,ij,kj->k", ways, SHIPPED.curving, ways).argmax()]
    assert abs(most @ SHIPPED.most_curved) == pytest.approx(1, abs=1e-4)


def test_batches_scatter_as_one_over_the_root_of_their_size():
    counts, slopes = landscape.sample()[1], SHIPPED.slopes
    mean = counts @ slopes / SAMPLE
    assert SHIPPED.gradient == pytest.approx(mean)
    exact = np.sqrt(counts @ ((slopes - mean) ** 2).sum(axis=1) / SAMPLE)
    for size in (1, 9, 64):
        drawn = SHIPPED.batch_slopes(size, 1500, np.random.default_rng(3))
        assert drawn.shape == (1500, 2)
        scatter = np.sqrt(((drawn - mean) ** 2).sum(axis=1).mean())
        assert scatter == pytest.approx(exact / np.sqrt(size), rel=0.08)


def test_the_straight_line_from_the_model_to_its_rival():
    across = landscape.places()["rival"][0]
    for k in (0, 7, 20, 40):
        assert SHIPPED.line[k] == pytest.approx(by_hand(mixed(landscape.LINE[k] * across, 0)), abs=1e-9)


def test_the_way_out_of_the_hollow_leaves_the_plane():
    row = mixed(*SHIPPED.walks["start"].points[-1])
    slopes = landscape.gradient(row)
    assert SHIPPED.out_lengths[0] == pytest.approx(np.linalg.norm(slopes))
    assert SHIPPED.out_losses[:2] == pytest.approx([by_hand(row), by_hand(row - landscape.OUT_RATE * slopes)])
    assert len(SHIPPED.out_losses) == landscape.OUT_STEPS + 1


def test_writing_again_gives_the_shipped_table(tmp_path, monkeypatch):
    """What is written is what is measured, in the form that is read."""
    table = json.loads(Assets().path("landscape.json").read_text())
    monkeypatch.setattr(landscape, "measure_walks", lambda: table)
    landscape.write(tmp_path, SHIPPED.ground, SHIPPED.chance)
    for name in ("landscape.npy", "landscape_by_chance.npy", "landscape.json"):
        assert (tmp_path / name).read_bytes() == Assets().path(name).read_bytes()
    assert np.allclose(np.load(tmp_path / "landscape_slopes.npy"), SHIPPED.slopes)


def test_a_film_is_made_again_when_the_landscape_changes():
    assert Assets().path("landscape.npy").parent.as_posix().endswith(DATA["pocket"])
