"""One attention head at work on one sentence: every number on its way, as lessons draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maths.autodiff import Array
from maths.transformer import Head
from pocket.language import START
from pocket.model import Model


@dataclass(frozen=True)
class HeadAtWork:
    """What a head makes of a sentence of T tokens, the first being the start. Arrows stand in rows.

    `tokens` (T); `arrows` (T, W), what the head is given; `query`, `key` and `value` (K, W), the matrices that act
    on an arrow as a column; `queries`, `keys`, `values` (T, K); `products` (T, T), every query's dot product with
    every key; `scores` (T, T), those over the root of K; `weights` (T, T), of which no word sees what comes after
    it; `handed` (T, K), the weighted sums of values.
    """

    tokens: tuple[str, ...]
    arrows: Array
    query: Array
    key: Array
    value: Array
    queries: Array
    keys: Array
    values: Array
    products: Array
    scores: Array
    weights: Array
    handed: Array


def head_at_work(model: Model, words: Sequence[str], head: Head) -> HeadAtWork:
    """Follow one head, (layer, number), through a sentence.

    Raises ValueError for a head that the model does not have, for unknown words and for a sentence too long.
    """
    layer, which = head
    if not (0 <= layer < model.shape.layers and 0 <= which < model.shape.heads):
        raise ValueError(f"there is no head {which} in layer {layer}")
    trace, at = model.trace(words), f"block{layer}."
    size = model.shape.width // model.shape.heads
    mine = slice(which * size, (which + 1) * size)
    maps = {part: model.weights[f"{at}attention.{part}"][:, mine].T for part in ("query", "key", "value")}
    found = {name: trace[at + name].value[0, which] for name in ("queries", "keys", "values", "scores", "weights")}
    return HeadAtWork(
        tokens=(START, *words),
        arrows=trace[at + "attention.normed"].value[0],
        **maps,
        **found,
        products=found["scores"] * np.sqrt(size),
        handed=trace[at + "heads"].value[0, which],
    )


@dataclass(frozen=True)
class LayerAtWork:
    """What a layer's attention adds to the last word's arrow of W numbers: `joined` (W), what its heads hand over, side
    by side; `output` (W, W), the matrix that acts on it as a column; `mixed` (W), what it makes; `before` (W), the arrow as
    it came in; `after` (W), with what is mixed added to it."""

    joined: Array
    output: Array
    mixed: Array
    before: Array
    after: Array


def layer_at_work(model: Model, words: Sequence[str], layer: int) -> LayerAtWork:
    """Follow one layer's attention at the last word of a sentence.

    Raises ValueError for a layer that the model does not have, for unknown words and for a sentence too long.
    """
    if not 0 <= layer < model.shape.layers:
        raise ValueError(f"there is no layer {layer}")
    trace, at = model.trace(words), f"block{layer}."
    return LayerAtWork(
        joined=trace[at + "heads"].value[0, :, -1].reshape(-1),
        output=model.weights[at + "attention.output"].T,
        mixed=trace[at + "attention.written"].value[0, -1],
        before=trace["placed" if layer == 0 else f"block{layer - 1}.stream"].value[0, -1],
        after=trace[at + "attended"].value[0, -1],
    )
