"""Where blame goes in the model: against nudges of the model's own stream, and against sums that must come out."""

from __future__ import annotations

import numpy as np
import pytest

from maths.autodiff import backward, leaf, total
from pocket.blame import blame_flow, guess_loss, nudged_loss
from pocket.language import vocabulary
from pocket.model import Model, load

HE = "the queen met the boy because he".split()  # noqa: SIM905
SHORT = "the cats near the dog".split()  # noqa: SIM905


def loss_of(weights: dict, words: list[str], target: str) -> float:
    trace = Model(load().shape, weights).trace(words)
    logits = trace["logits"].value[0, -1]
    return float(np.log(np.exp(logits - logits.max()).sum()) + logits.max() - logits[vocabulary().index(target)])


@pytest.fixture(scope="module", params=[(HE, "knew"), (SHORT, "sleep")], ids=["he", "cats"])
def case(request):
    words, target = request.param
    return words, target, blame_flow(load(), words, target)


def test_the_loss_is_the_surprise_at_the_next_word(case):
    words, target, flow = case
    assert flow.loss == pytest.approx(-np.log(load().next_words(words)[target]))
    assert flow.tokens == ("<start>", *words)


def test_all_that_is_sent_to_a_station_and_the_station_behind_it_make_its_blame(case):
    _, _, flow = case
    for layer in range(load().shape.layers):
        sent = flow.attention[layer].sum(axis=0)
        assert np.abs(sent).max() > 1e-3
        assert np.allclose(flow.stream[2 * layer], flow.stream[2 * layer + 1] + sent, atol=1e-12)
        assert np.allclose(flow.stream[2 * layer + 1], flow.stream[2 * layer + 2] + flow.mlp[layer], atol=1e-12)
    assert not flow.attention[:, *np.triu_indices(len(flow.tokens), 1)].any(), "no word is blamed by one before it"


def test_a_nudged_weight_moves_the_loss_and_leaves_the_model_alone(case):
    words, target, flow = case
    before = {name: value.copy() for name, value in load().weights.items()}
    after = {name: value.copy() for name, value in before.items()}
    after["block0.mlp.up"][3, 5] += 0.2
    found = nudged_loss(load(), words, target, "block0.mlp.up", (3, 5), 0.2)
    assert found == pytest.approx(loss_of(after, words, target)) and abs(found - flow.loss) > 1e-6
    assert all(np.array_equal(value, before[name]) for name, value in load().weights.items())
    for name, place in (("block7.mlp.up", (0, 0)), ("block0.mlp.up", (20, 0)), ("block0.mlp.up", (0, -1))):
        with pytest.raises(ValueError, match="has no weight"):
            nudged_loss(load(), words, target, name, place, 0.1)


def test_a_readers_part_is_what_comes_back_when_only_it_reads(case):
    """The blame of a layer's input, when of all that the layer's attention writes only one place's is let through."""
    words, target, flow = case
    model, layer = load(), 0
    at = f"block{layer}."
    trace = model.trace(words)
    backward(guess_loss(trace, target))
    written = trace[at + "attention.written"].grad
    for reader in (1, len(words) - 1, len(words)):
        alone = np.zeros_like(written)
        alone[0, reader] = written[0, reader]
        again = model.trace(words)
        backward(total(again[at + "attention.written"] * leaf(alone)))
        assert np.allclose(flow.attention[layer, reader], again["placed"].grad[0], atol=1e-12)


def test_blame_of_the_words_is_what_nudging_them_does(case):
    """A nudge of the place's own row of positions moves one arrow alone."""
    words, target, flow = case
    weights = dict(load().weights)
    for place in (0, 2, len(words)):
        direction = np.random.default_rng(place).normal(size=load().shape.width)
        losses = []
        for side in (1, -1):
            moved = weights["position"].copy()
            moved[place] += side * 1e-5 * direction
            losses.append(loss_of(weights | {"position": moved}, words, target))
        assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(flow.stream[0, place] @ direction, rel=1e-5, abs=1e-9)


def test_blame_of_weights_is_what_nudging_them_does(case):
    words, target, flow = case
    weights, blames = dict(load().weights), flow.of_weights()
    assert {name: value.shape for name, value in blames.items()} == {n: v.shape for n, v in weights.items()}
    rng = np.random.default_rng(0)
    for name in ("embedding", "block0.attention.key", "block1.mlp.down", "final.gain", "logit_bias"):
        place = tuple(int(rng.integers(size)) for size in weights[name].shape)
        losses = []
        for side in (1, -1):
            moved = weights[name].copy()
            moved[place] += side * 1e-5
            losses.append(loss_of(weights | {name: moved}, words, target))
        assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(blames[name][place], rel=1e-4, abs=1e-9)


def test_lengths_at_words(case):
    _, _, flow = case
    assert np.allclose(flow.at_words(), [np.sqrt(sum(x * x for x in arrow)) for arrow in flow.stream[0]])
    stream, mlp, attention = flow.lengths()
    assert stream.shape == flow.stream.shape[:-1] and mlp.shape == flow.mlp.shape[:-1]
    assert attention[0, -1, 2] == pytest.approx(np.sqrt(sum(x * x for x in flow.attention[0, -1, 2])))


def test_mistakes_are_told():
    with pytest.raises(ValueError, match="no word 'sung'"):
        blame_flow(load(), HE, "sung")
    with pytest.raises(ValueError):
        blame_flow(load(), ["the", "unicorn"], "knew")
