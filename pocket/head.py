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
