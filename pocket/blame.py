"""Where the blame for one guess goes inside the model: back from its loss, along every way that leads to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maths.autodiff import Array, Node, backward
from maths.transformer import Trace, loss
from pocket.language import START, vocabulary
from pocket.model import Model


@dataclass(frozen=True)
class BlameFlow:
    """The gradient of the loss at a prefix's last place, on its way back through L layers, T places and W numbers.

    `tokens` (T), the first being the start; `loss`, in nats; `trace`, with a gradient on every value in it; `stream`
    (2L + 1, T, W), the gradient at each station of the stream: as it enters, then after each layer's attention and after
    its small net; `attention` (L, T, T, W), what the reader at place t sends back to the stream at place s, at [l, t, s];
    `mlp` (L, T, W), what comes back through the small net. A station is the next one plus all that is sent to it:
    stream[2l] = stream[2l + 1] + attention[l].sum over readers, stream[2l + 1] = stream[2l + 2] + mlp[l].
    """

    tokens: tuple[str, ...]
    loss: float
    trace: Trace
    stream: Array
    attention: Array
    mlp: Array

    def lengths(self) -> tuple[Array, Array, Array]:
        """How long the blame is at the stations of the stream (2L + 1, T), through the small nets (L, T) and through
        attention (L, T, T)."""
        stream, mlp, attention = (np.linalg.norm(part, axis=-1) for part in (self.stream, self.mlp, self.attention))
        return stream, mlp, attention

    def at_words(self) -> Array:
        """How long the blame is that each place's arrow receives as it enters: (T)."""
        return self.lengths()[0][0]

    def of_weights(self) -> dict[str, Array]:
        """The blame of every weight, in the shapes of the model's tensors."""
        found = {name.removeprefix("weights/"): node for name, node in self.trace.items() if name.startswith("weights/")}
        return {name: _grad(node) for name, node in found.items()}


def guess_loss(trace: Trace, target: str) -> Node:
    """The surprise of the model at a word after the last place of a trace of one prefix, in nats: a node, ().

    Raises ValueError for a word that is none of the language's.
    """
    if target not in vocabulary():
        raise ValueError(f"there is no word {target!r} in the language")
    places = trace["logits"].shape[1]
    targets, counted = np.zeros((1, places), dtype=np.int64), np.zeros((1, places))
    targets[0, -1], counted[0, -1] = vocabulary().index(target), 1.0
    return loss(trace, targets, counted)


def blame_flow(model: Model, words: Sequence[str], target: str) -> BlameFlow:
    """Follow the blame for the guess of the word `target` after a prefix. Raises ValueError for unknown words."""
    trace = model.trace(words)
    output = guess_loss(trace, target)
    backward(output)
    layers = range(model.shape.layers)
    stations = ["placed", *(f"block{layer}.{part}" for layer in layers for part in ("attended", "stream"))]
    stream = np.stack([_grad(trace[name])[0] for name in stations])  # (2L + 1, T, W)
    return BlameFlow(
        tokens=(START, *words),
        loss=float(output.value),
        trace=trace,
        stream=stream,
        attention=np.stack([_sent_by_readers(model, trace, layer) for layer in layers]),
        mlp=stream[1::2] - stream[2::2],
    )


def nudged_loss(model: Model, words: Sequence[str], target: str, name: str, place: tuple[int, ...], by: float) -> float:
    """The surprise at the word `target` after a prefix, in nats, when one weight, at a place of a tensor, is raised by some.

    Raises ValueError for unknown words and for a tensor or a place that the model does not have.
    """
    if name not in model.weights or not all(0 <= k < size for k, size in zip(place, model.weights[name].shape, strict=True)):
        raise ValueError(f"the model has no weight {name}{list(place)}")
    weights = {one: value.copy() for one, value in model.weights.items()}
    weights[name][place] += by
    return float(guess_loss(Model(model.shape, weights).trace(words), target).value)


def _sent_by_readers(model: Model, trace: Trace, layer: int) -> Array:
    """What each reader sends back to each place through a layer's attention: (T, T, W)."""
    at = f"block{layer}."
    query, key, value, shares = (trace[at + name].value[0] for name in ("queries", "keys", "values", "weights"))  # (H, T, .)
    handed = _grad(trace[at + "heads"])[0]  # (H, T, K)
    share_blame = handed @ value.swapaxes(-1, -2)  # (H, T, T)
    score_blame = shares * (share_blame - (shares * share_blame).sum(axis=-1, keepdims=True)) * query.shape[-1] ** -0.5
    to_value = shares[..., None] * handed[:, :, None]  # (H, T, T, K), [head, reader, place]
    to_key = score_blame[..., None] * query[:, :, None]
    to_query = score_blame @ key  # (H, T, K), each reader's own
    weights = {part: _by_head(model, layer, part) for part in ("query", "key", "value")}  # (H, W, K)
    sent = np.einsum("htsk,hwk->tsw", to_value, weights["value"]) + np.einsum("htsk,hwk->tsw", to_key, weights["key"])
    own = np.arange(query.shape[1])
    sent[own, own] += np.einsum("htk,hwk->tw", to_query, weights["query"])
    scaled = trace[at + "attention.normed"].parents[0]  # normalised, times the gain
    normalised, gain = scaled.parents
    return np.stack([normalised.pull(one[None] * gain.value)[0][0] for one in sent])


def _by_head(model: Model, layer: int, part: str) -> Array:
    """A layer's matrix in the stretches that its heads own: (H, W, K)."""
    matrix = model.weights[f"block{layer}.attention.{part}"]
    return matrix.reshape(len(matrix), model.shape.heads, -1).swapaxes(0, 1)


def _grad(node: Node) -> Array:
    assert node.grad is not None  # the loss was traced back
    return node.grad
