"""A decoder-only transformer, small enough to be seen whole.

One implementation for training, for lessons and for tests: `forward` returns every value on the way, by
name, as nodes of the tape in `maths.autodiff`. Pre-norm, learned positions, tied embedding, GELU; no bias on
the attention's matrices, and one on the logits.

Vaswani and others, Attention Is All You Need (2017); pre-norm and the initial scale of the matrices that
write to the stream: Radford and others, Language Models are Unsupervised Multitask Learners (2019); tied
embedding: Press and Wolf (2017).

Shapes: B sentences, T places, V words, W width, H heads, K = W/H width of a head, M hidden width.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import prod, sqrt
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from maths.autodiff import (
    Array,
    Node,
    cross_entropy,
    gelu,
    leaf,
    multiply,
    normalise,
    reshape,
    softmax,
    take,
    transpose,
)

Tokens = NDArray[np.integer[Any]]
Weights = dict[str, Array]
Trace = dict[str, Node]
Head = tuple[int, int]  # (layer, head), both from 0


@dataclass(frozen=True)
class Shape:
    """The size of a model. Raises ValueError for a size below one or heads that do not divide the width."""

    vocabulary: int
    context: int  # the most places it can read
    width: int = 24
    heads: int = 4
    layers: int = 2
    hidden: int = 64

    def __post_init__(self) -> None:
        if min(self.vocabulary, self.context, self.width, self.heads, self.layers, self.hidden) < 1:
            raise ValueError(f"every size must be at least one: {self}")
        if self.width % self.heads:
            raise ValueError(f"{self.heads} heads do not divide a width of {self.width}")

    def weights(self) -> dict[str, tuple[int, ...]]:
        """The name and shape of every tensor of weights, in the order in which they are used."""
        shapes: dict[str, tuple[int, ...]] = {
            "embedding": (self.vocabulary, self.width),
            "position": (self.context, self.width),
        }
        for layer in range(self.layers):
            own = {
                "attention.gain": (self.width,),
                "attention.bias": (self.width,),
                "attention.query": (self.width, self.width),
                "attention.key": (self.width, self.width),
                "attention.value": (self.width, self.width),
                "attention.output": (self.width, self.width),
                "mlp.gain": (self.width,),
                "mlp.bias": (self.width,),
                "mlp.up": (self.width, self.hidden),
                "mlp.up_bias": (self.hidden,),
                "mlp.down": (self.hidden, self.width),
                "mlp.down_bias": (self.width,),
            }
            shapes |= {f"block{layer}.{name}": shape for name, shape in own.items()}
        return shapes | {
            "final.gain": (self.width,),
            "final.bias": (self.width,),
            "logit_bias": (self.vocabulary,),
        }

    def count(self) -> int:
        """The number of weights."""
        return sum(prod(shape) for shape in self.weights().values())

    def flatten(self, weights: Mapping[str, Array]) -> Array:
        """All weights in one row, (count,), in the order of `weights()`."""
        self.check(weights)
        return np.concatenate([weights[name].ravel() for name in self.weights()])

    def unflatten(self, row: Array) -> Weights:
        """Named weights from one row, (count,). Raises ValueError if its length is wrong."""
        if row.shape != (self.count(),):
            raise ValueError(f"this model has {self.count()} weights, the row has shape {row.shape}")
        parts, start = Weights(), 0
        for name, shape in self.weights().items():
            parts[name] = row[start : start + prod(shape)].reshape(shape)
            start += prod(shape)
        return parts

    def check(self, weights: Mapping[str, Array]) -> None:
        """Raise ValueError unless every tensor is there, in its shape, finite, and no other."""
        expected = self.weights()
        if set(weights) != set(expected):
            raise ValueError(f"weights missing or unknown: {sorted(set(weights) ^ set(expected))}")
        for name, shape in expected.items():
            if weights[name].shape != shape:
                raise ValueError(f"{name} should have shape {shape}, not {weights[name].shape}")
            if not np.isfinite(weights[name]).all():
                raise ValueError(f"{name} holds values that are not finite")


def initial_weights(shape: Shape, rng: np.random.Generator, dtype: DTypeLike = np.float32) -> Weights:
    """Weights before any training: small embeddings, matrices that keep a signal's size, quiet writers."""
    quiet = 1 / sqrt(2 * shape.layers)  # two writers a layer: together they add variance as one would
    scales = {
        "embedding": 0.02, "position": 0.02,
        "query": shape.width**-0.5, "key": shape.width**-0.5, "value": shape.width**-0.5,
        "output": quiet * shape.width**-0.5, "up": shape.width**-0.5, "down": quiet * shape.hidden**-0.5,
    }  # fmt: skip
    weights = Weights()
    for name, size in shape.weights().items():
        part = name.split(".")[-1]
        drawn = rng.normal(0, scales[part], size) if part in scales else np.full(size, float(part == "gain"))
        weights[name] = drawn.astype(dtype)
    return weights


def forward(
    shape: Shape, weights: Mapping[str, Array], tokens: Tokens, silenced: Collection[Head] = ()
) -> Trace:
    """Run the model on tokens (B, T) and return every value on the way, by name.

    "weights/NAME" are the weights as leaves; "embedded" and "placed" (B, T, W); for each layer L, under
    "blockL.": "attention.normed" (B, T, W), "queries", "keys", "values" (B, H, T, K), "scores" (before the
    mask), "masked", "weights" (B, H, T, T), "heads" (B, H, T, K), "attention.written" (B, T, W), "attended"
    (the stream after it), "mlp.normed", "mlp.bent" (B, T, M), "mlp.written", "stream" (B, T, W); at the end
    "final" (B, T, W) and "logits" (B, T, V). Of a head in `silenced`, the output is set to zero.

    Raises ValueError for tokens of a wrong shape, too long or out of range, weights of wrong shapes, and
    heads that are not there.
    """
    _check_tokens(shape, tokens)
    shape.check(weights)
    for layer, head in silenced:
        if not (0 <= layer < shape.layers and 0 <= head < shape.heads):
            raise ValueError(f"there is no head {head} in layer {layer}")
    B, T = tokens.shape
    trace: Trace = {f"weights/{name}": leaf(weights[name], name) for name in shape.weights()}
    w = {name: trace[f"weights/{name}"] for name in shape.weights()}
    trace["embedded"] = take(w["embedding"], tokens)  # (B, T, W)
    trace["placed"] = trace["embedded"] + take(w["position"], np.arange(T))  # (B, T, W) + (T, W)
    stream = trace["placed"]
    future = np.where(np.tri(T, dtype=bool), 0.0, -np.inf).astype(stream.value.dtype)  # (T, T)
    mask = Node(future, "mask", (), lambda g: ())
    for layer in range(shape.layers):
        at = f"block{layer}."
        normed = _norm(stream, w[at + "attention.gain"], w[at + "attention.bias"])  # (B, T, W)
        q, k, v = (
            _split(shape, normed @ w[f"{at}attention.{part}"]) for part in ("query", "key", "value")
        )  # (B, H, T, K) each
        scores = multiply(
            q @ transpose(k, (0, 1, 3, 2)), (shape.width // shape.heads) ** -0.5
        )  # (B, H, T, T)
        masked = scores + mask  # minus infinity wherever the key comes after the query
        attention = softmax(masked)  # (B, H, T, T), rows sum to one
        heads = attention @ v  # (B, H, T, K)
        silent = [head for in_layer, head in silenced if in_layer == layer]
        if silent:
            heads = heads * leaf(_ones_but(shape.heads, silent, stream.value.dtype), "silenced")
        side_by_side = reshape(transpose(heads, (0, 2, 1, 3)), (B, T, shape.width))  # (B, T, W)
        written = side_by_side @ w[at + "attention.output"]  # (B, T, W)
        attended = stream + written  # (B, T, W)
        rested = _norm(attended, w[at + "mlp.gain"], w[at + "mlp.bias"])  # (B, T, W)
        bent = gelu(rested @ w[at + "mlp.up"] + w[at + "mlp.up_bias"])  # (B, T, M)
        thought = bent @ w[at + "mlp.down"] + w[at + "mlp.down_bias"]  # (B, T, W)
        stream = attended + thought  # (B, T, W)
        trace |= {
            at + "attention.normed": normed, at + "queries": q, at + "keys": k, at + "values": v,
            at + "scores": scores, at + "masked": masked, at + "weights": attention, at + "heads": heads,
            at + "attention.written": written, at + "attended": attended, at + "mlp.normed": rested,
            at + "mlp.bent": bent, at + "mlp.written": thought, at + "stream": stream,
        }  # fmt: skip
    trace["final"] = _norm(stream, w["final.gain"], w["final.bias"])  # (B, T, W)
    trace["logits"] = trace["final"] @ transpose(w["embedding"], (1, 0)) + w["logit_bias"]  # (B, T, V)
    for name, node in trace.items():
        node.name = node.name or name
    return trace


def _check_tokens(shape: Shape, tokens: Tokens) -> None:
    if tokens.ndim != 2 or not tokens.size or tokens.shape[1] > shape.context:
        raise ValueError(f"tokens must be (sentences, 1 to {shape.context} places), not {tokens.shape}")
    if tokens.min() < 0 or tokens.max() >= shape.vocabulary:
        raise ValueError(f"tokens must be numbers from 0 to {shape.vocabulary - 1}")


def _norm(x: Node, gain: Node, bias: Node) -> Node:
    return normalise(x) * gain + bias  # (B, T, W)


def _split(shape: Shape, x: Node) -> Node:
    """(B, T, W) -> (B, H, T, K): each head gets its own stretch of the width."""
    B, T, W = x.shape
    return transpose(reshape(x, (B, T, shape.heads, W // shape.heads)), (0, 2, 1, 3))


def _ones_but(heads: int, silent: list[int], dtype: DTypeLike) -> Array:
    """(H, 1, 1): 0 for the silenced heads, 1 for the others."""
    return np.array([[[float(head not in silent)]] for head in range(heads)], dtype=dtype)


def loss(trace: Trace, targets: Tokens, weights: Array) -> Node:
    """The weighted sum of -log of what the model gives each target: targets and weights (B, T) -> ()."""
    return cross_entropy(trace["logits"], targets, weights.astype(trace["logits"].value.dtype))


def next_words(
    shape: Shape, weights: Mapping[str, Array], tokens: Tokens, silenced: Collection[Head] = ()
) -> Array:
    """The model's distribution of the word after each place: (B, T) -> (B, T, V), rows sum to one."""
    return softmax(forward(shape, weights, tokens, silenced)["logits"]).value


def head_writes(shape: Shape, trace: Trace, layer: int) -> Array:
    """What each head of a layer adds to the stream: (B, H, T, W). Their sum is "attention.written"."""
    output = trace[f"weights/block{layer}.attention.output"].value  # (W, W)
    return trace[f"block{layer}.heads"].value @ output.reshape(shape.heads, -1, shape.width)  # (H, K, W)
