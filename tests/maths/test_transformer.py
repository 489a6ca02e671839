"""The model against the same model written in jax, and its gradients against central differences."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from maths.autodiff import Array, backward
from maths.transformer import (
    Head,
    Shape,
    Weights,
    forward,
    head_writes,
    initial_weights,
    loss,
    next_words,
)

jax.config.update("jax_enable_x64", True)

SMALL = Shape(vocabulary=7, context=5, width=6, heads=2, layers=2, hidden=8)


def lively(shape: Shape, seed: int = 0) -> Weights:
    """Weights of ordinary size everywhere, gains and biases too, so that no term hides as a zero or a one."""
    rng = np.random.default_rng(seed)
    return {name: rng.normal(0, 0.5, size) + ("gain" in name) for name, size in shape.weights().items()}


def some_tokens(
    shape: Shape, sentences: int = 3, places: int | None = None, seed: int = 1
) -> NDArray[np.int64]:
    size = (sentences, places or shape.context)
    return np.random.default_rng(seed).integers(0, shape.vocabulary, size)


def in_jax(shape: Shape, w: Any, tokens: Any, silenced: tuple[Head, ...] = ()) -> dict[str, Any]:
    """The whole model once more, one sentence at a time, by jax's own attention and activation."""

    w = {name: jnp.asarray(value) for name, value in w.items()}

    def norm(x: Any, gain: Any, bias: Any) -> Any:
        return jax.nn.standardize(x, axis=-1, epsilon=1e-5) * gain + bias

    def one(sentence: Any) -> dict[str, Any]:
        found = {}
        x = w["embedding"][sentence] + w["position"][: len(sentence)]
        for layer in range(shape.layers):
            p = {n.removeprefix(f"block{layer}."): v for n, v in w.items() if n.startswith(f"block{layer}.")}
            normed = norm(x, p["attention.gain"], p["attention.bias"])
            q, k, v = (
                (normed @ p[f"attention.{part}"]).reshape(len(sentence), shape.heads, -1)
                for part in ("query", "key", "value")
            )
            scores = jnp.einsum("qhd,khd->hqk", q, k) / jnp.sqrt(q.shape[-1])
            mask = jnp.tril(jnp.ones((len(sentence), len(sentence)), dtype=bool))
            weights = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
            found[f"block{layer}.weights"] = weights
            heads = jnp.einsum("hqk,khd->qhd", weights, v)
            for silent_layer, head in silenced:
                if silent_layer == layer:
                    heads = heads.at[:, head].set(0.0)
            found[f"block{layer}.heads"] = heads.transpose(1, 0, 2)
            x = x + heads.reshape(len(sentence), -1) @ p["attention.output"]
            rested = norm(x, p["mlp.gain"], p["mlp.bias"])
            bent = jax.nn.gelu(rested @ p["mlp.up"] + p["mlp.up_bias"], approximate=True)
            x = x + bent @ p["mlp.down"] + p["mlp.down_bias"]
            found[f"block{layer}.stream"] = x
        found["logits"] = norm(x, w["final.gain"], w["final.bias"]) @ w["embedding"].T + w["logit_bias"]
        return found

    return jax.vmap(one)(tokens)


@settings(max_examples=6, deadline=None)
@given(
    heads=st.integers(1, 3),
    size=st.integers(1, 3),
    layers=st.integers(1, 2),
    places=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_logits_and_attention_equal_the_model_in_jax(
    heads: int, size: int, layers: int, places: int, seed: int
) -> None:
    shape = Shape(7, 5, width=heads * (size + 1), heads=heads, layers=layers, hidden=5)
    weights, tokens = lively(shape, seed), some_tokens(shape, 2, places, seed)
    trace, reference = forward(shape, weights, tokens), in_jax(shape, weights, tokens)
    for name, value in reference.items():
        np.testing.assert_allclose(trace[name].value, value, rtol=1e-10, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("silenced", [((0, 0),), ((1, 1),), ((0, 1), (1, 0)), ((0, 0), (0, 1))])
def test_a_silenced_head_is_silent_in_jax_too(silenced: tuple[Head, ...]) -> None:
    weights, tokens = lively(SMALL), some_tokens(SMALL)
    trace, reference = forward(SMALL, weights, tokens, silenced), in_jax(SMALL, weights, tokens, silenced)
    np.testing.assert_allclose(trace["logits"].value, reference["logits"], rtol=1e-10, atol=1e-10)
    whole = forward(SMALL, weights, tokens)["logits"].value
    assert np.abs(trace["logits"].value - whole).max() > 1e-3


def loss_at(weights: Weights, tokens: Any, targets: Any, share: Array) -> Any:
    return loss(forward(SMALL, weights, tokens), targets, share)


def gradients(weights: Weights) -> tuple[Weights, tuple[Any, Any, Array]]:
    tokens, targets = some_tokens(SMALL), some_tokens(SMALL, seed=2)
    share = np.random.default_rng(3).uniform(0, 1, tokens.shape)
    trace = forward(SMALL, weights, tokens)
    backward(loss(trace, targets, share))
    grads = {name: trace[f"weights/{name}"].grad for name in weights}
    return {name: grad for name, grad in grads.items() if grad is not None}, (tokens, targets, share)


def test_gradients_of_the_whole_model_equal_jax() -> None:
    weights = lively(SMALL)
    ours, (tokens, targets, share) = gradients(weights)

    def scalar(w: Any) -> Any:
        logs = jax.nn.log_softmax(in_jax(SMALL, w, tokens)["logits"])
        return -jnp.sum(jnp.take_along_axis(logs, targets[..., None], axis=-1)[..., 0] * share)

    theirs = jax.grad(scalar)({name: jnp.asarray(value) for name, value in weights.items()})
    assert set(ours) == set(theirs)
    for name, grad in theirs.items():
        np.testing.assert_allclose(ours[name], grad, rtol=1e-10, atol=1e-10, err_msg=name)


def test_gradients_of_the_whole_model_equal_central_differences() -> None:
    weights = lively(SMALL)
    ours, (tokens, targets, share) = gradients(weights)
    h = 1e-4
    for name, value in weights.items():
        slopes = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            ends = []
            for steps in (1, -1, 2, -2):
                moved = value.copy()
                moved[place] += steps * h
                ends.append(float(loss_at({**weights, name: moved}, tokens, targets, share).value))
            slopes[place] = (8 * (ends[0] - ends[1]) - (ends[2] - ends[3])) / (12 * h)
        distance = np.linalg.norm(ours[name] - slopes) / np.linalg.norm(slopes)
        assert distance < 1e-6, (name, distance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_value_on_the_way_has_its_name_shape_and_dtype(dtype: type) -> None:
    B, T, W, H, K, M, V = 3, 4, 6, 2, 3, 8, 7
    weights = {name: value.astype(dtype) for name, value in lively(SMALL).items()}
    trace = forward(SMALL, weights, some_tokens(SMALL, B, T), [(0, 1)])
    expected = {
        "embedded": (B, T, W), "placed": (B, T, W), "final": (B, T, W), "logits": (B, T, V),
    }  # fmt: skip
    for layer in range(2):
        expected |= {
            f"block{layer}.{name}": shape
            for name, shape in {
                "attention.normed": (B, T, W), "queries": (B, H, T, K), "keys": (B, H, T, K),
                "values": (B, H, T, K), "scores": (B, H, T, T), "masked": (B, H, T, T),
                "weights": (B, H, T, T), "heads": (B, H, T, K), "attention.written": (B, T, W),
                "attended": (B, T, W), "mlp.normed": (B, T, W), "mlp.bent": (B, T, M),
                "mlp.written": (B, T, W), "stream": (B, T, W),
            }.items()
        }  # fmt: skip
    expected |= {f"weights/{name}": shape for name, shape in SMALL.weights().items()}
    assert {name: node.shape for name, node in trace.items()} == expected
    assert {node.value.dtype for node in trace.values()} == {np.dtype(dtype)}
    assert trace["block1.heads"].name == "block1.heads" and trace["weights/position"].name == "position"


def test_the_stream_is_a_running_sum() -> None:
    trace = forward(SMALL, lively(SMALL), some_tokens(SMALL))
    written = trace["placed"].value.copy()
    for layer in range(2):
        written += trace[f"block{layer}.attention.written"].value
        np.testing.assert_allclose(trace[f"block{layer}.attended"].value, written, rtol=1e-12)
        written += trace[f"block{layer}.mlp.written"].value
        np.testing.assert_allclose(trace[f"block{layer}.stream"].value, written, rtol=1e-12)


def test_what_the_heads_write_adds_up() -> None:
    weights = lively(SMALL)
    trace = forward(SMALL, weights, some_tokens(SMALL))
    for layer in range(2):
        writes = head_writes(SMALL, trace, layer)
        assert writes.shape == (3, 2, 5, 6)
        np.testing.assert_allclose(
            writes.sum(axis=1), trace[f"block{layer}.attention.written"].value, atol=1e-12
        )


def test_nothing_looks_ahead() -> None:
    weights, tokens = lively(SMALL), some_tokens(SMALL)
    changed = tokens.copy()
    changed[:, 3:] = (changed[:, 3:] + 1) % SMALL.vocabulary
    before, after = (forward(SMALL, weights, t)["logits"].value for t in (tokens, changed))
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert np.abs(before[:, 3:] - after[:, 3:]).max() > 1e-3
    seen = forward(SMALL, weights, tokens)["block0.weights"].value
    assert (seen[..., ~np.tri(5, dtype=bool)] == 0).all()
    np.testing.assert_allclose(seen.sum(axis=-1), 1, atol=1e-12)


def test_next_words_are_a_softmax_of_the_logits() -> None:
    weights, tokens = lively(SMALL), some_tokens(SMALL)
    reference = jax.nn.softmax(in_jax(SMALL, weights, tokens)["logits"])
    np.testing.assert_allclose(next_words(SMALL, weights, tokens), reference, rtol=1e-10)


def test_weights_go_to_one_row_and_back() -> None:
    weights = lively(SMALL)
    row = SMALL.flatten(weights)
    assert row.shape == (SMALL.count(),)
    back = SMALL.unflatten(row)
    assert list(back) == list(SMALL.weights())
    for name, value in weights.items():
        np.testing.assert_array_equal(back[name], value)
    # counted by hand: 7x6 + 5x6, twice (4x6x6 + 6x8 + 8 + 8x6 + 6 + 4x6), then 6 + 6 + 7
    assert SMALL.count() == 42 + 30 + 2 * (144 + 48 + 8 + 48 + 6 + 24) + 19


def test_initial_weights_have_the_scales_they_should() -> None:
    shape = Shape(vocabulary=400, context=300, width=64, heads=4, layers=2, hidden=256)
    weights = initial_weights(shape, np.random.default_rng(0))
    expected = {
        "embedding": 0.02, "position": 0.02, "block1.attention.query": 1 / 8, "block0.attention.key": 1 / 8,
        "block0.attention.value": 1 / 8, "block0.attention.output": 1 / 16, "block0.mlp.up": 1 / 8,
        "block1.mlp.down": 1 / 32,
    }  # fmt: skip
    for name, scale in expected.items():
        assert weights[name].std() == pytest.approx(scale, rel=0.05), name
    assert all((value == 1).all() for name, value in weights.items() if name.endswith("gain"))
    assert all((value == 0).all() for name, value in weights.items() if name.endswith("bias"))
    assert {value.dtype for value in weights.values()} == {np.dtype(np.float32)}
    again = initial_weights(shape, np.random.default_rng(0))
    assert all((again[name] == value).all() for name, value in weights.items())


def test_mistakes_are_told() -> None:
    weights, tokens = lively(SMALL), some_tokens(SMALL)
    with pytest.raises(ValueError, match="every size must be at least one"):
        Shape(7, 0)
    with pytest.raises(ValueError, match="4 heads do not divide a width of 6"):
        Shape(7, 5, width=6)
    for wrong in (tokens[0], tokens[:, :0], some_tokens(SMALL, 2, 6)):
        with pytest.raises(ValueError, match="1 to 5 places"):
            forward(SMALL, weights, wrong)
    for wrong in (tokens + 7, tokens - 7):
        with pytest.raises(ValueError, match="numbers from 0 to 6"):
            forward(SMALL, weights, wrong)
    for head in ((2, 0), (0, 2), (-1, 0), (0, -1)):
        with pytest.raises(ValueError, match="there is no head"):
            forward(SMALL, weights, tokens, [head])
    with pytest.raises(ValueError, match=r"position should have shape \(5, 6\), not \(4, 6\)"):
        forward(SMALL, {**weights, "position": weights["position"][:4]}, tokens)
    with pytest.raises(ValueError, match=r"missing or unknown: \['extra'\]"):
        forward(SMALL, {**weights, "extra": np.ones(1)}, tokens)
    with pytest.raises(ValueError, match=r"final\.bias holds values that are not finite"):
        forward(SMALL, {**weights, "final.bias": np.full(6, np.nan)}, tokens)
    with pytest.raises(ValueError, match="647 weights"):
        SMALL.unflatten(np.zeros(3))
