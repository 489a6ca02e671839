"""A head followed through a sentence, against NumPy by hand and jax's own attention."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from pocket.evaluation import antecedent_head
from pocket.head import head_at_work, layer_at_work
from pocket.language import START
from pocket.model import load

WORDS = tuple(["the", "queen", "met", "the", "boy", "because", "he"])
HEADS = [(layer, head) for layer in range(2) for head in range(4)]


@pytest.mark.parametrize("head", HEADS, ids=str)
def test_what_a_head_hands_over_is_what_jax_says(head):
    at = head_at_work(load(), WORDS, head)
    assert at.tokens == (START, *WORDS)
    with jax.enable_x64(True):
        expected = jax.nn.dot_product_attention(
            *(jax.numpy.asarray(one)[None, :, None, :] for one in (at.queries, at.keys, at.values)), is_causal=True
        )
    assert np.allclose(at.handed, np.asarray(expected)[0, :, 0, :], atol=1e-10)


@pytest.mark.parametrize("head", HEADS, ids=str)
def test_its_matrices_make_its_arrows(head):
    at = head_at_work(load(), WORDS, head)
    for matrix, made in ((at.query, at.queries), (at.key, at.keys), (at.value, at.values)):
        assert np.allclose(made, np.stack([matrix @ arrow for arrow in at.arrows]))
    assert np.allclose(at.products, [[np.dot(q, k) for k in at.keys] for q in at.queries])
    assert np.allclose(at.scores, at.products / np.sqrt(5))


def test_the_heads_together_write_what_the_layer_writes():
    model = load()
    for layer in range(2):
        handed = np.concatenate([head_at_work(model, WORDS, (layer, head)).handed for head in range(4)], axis=1)
        written = handed @ model.weights[f"block{layer}.attention.output"]
        assert np.allclose(written, model.trace(WORDS)[f"block{layer}.attention.written"].value[0])


def test_the_pronouns_head_finds_the_noun():
    head = antecedent_head(load())
    for words, noun in ((WORDS, "boy"), ((*WORDS[:-1], "she"), "queen")):
        at = head_at_work(load(), words, head)
        assert at.tokens[int(at.weights[-1].argmax())] == noun


@pytest.mark.parametrize("head", [(2, 0), (0, 4), (-1, 0), (0, -1)], ids=str)
def test_a_head_that_is_not_there_is_refused(head):
    with pytest.raises(ValueError, match="there is no head"):
        head_at_work(load(), WORDS, head)


@pytest.mark.parametrize("layer", [0, 1])
def test_a_layer_adds_what_it_mixes_of_its_heads(layer):
    model = load()
    at = layer_at_work(model, WORDS, layer)
    handed = [head_at_work(model, WORDS, (layer, head)).handed[-1] for head in range(4)]
    assert np.array_equal(at.joined, np.concatenate(handed))
    assert np.allclose(at.mixed, [sum(row * at.joined) for row in at.output])
    assert np.allclose(at.after, at.before + at.mixed)
    if layer == 0:
        assert np.allclose(at.before, model.embedding("he") + model.weights["position"][len(WORDS)])
    else:
        assert np.array_equal(at.before, model.trace(WORDS)["block0.stream"].value[0, -1])


@pytest.mark.parametrize("layer", [-1, 2])
def test_a_layer_that_is_not_there_is_refused(layer):
    with pytest.raises(ValueError, match="there is no layer"):
        layer_at_work(load(), WORDS, layer)
