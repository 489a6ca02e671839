"""Information: how surprising what happens is, and what it costs to believe something else.

Distributions are arrays whose numbers along one axis, the last unless said otherwise, are not negative and
sum to one. Answers are in nats; with `base=2` in bits. What has no chance adds nothing to an average: 0 log 0
is 0. The answer has the shape without that axis: a single number for a single distribution. All raise
ValueError for what is no distribution, for shapes that differ, empty input, NaN, and a base that is not
positive or is one.

Shannon, A Mathematical Theory of Communication (1948); Kullback and Leibler, On Information and Sufficiency
(1951); Cover and Thomas, Elements of Information Theory (2006), chapter 2. Perplexity: Jelinek and others
(1977).
"""

from math import e, isfinite, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maths import _checks

Array = NDArray[np.float64]


def surprise(probability: ArrayLike, *, base: float = e) -> Array:
    """-log of probabilities (any shape): 0 for what is certain, infinite for what cannot be. Same shape.

    Raises ValueError for numbers outside 0 to 1.
    """
    chances = _checks.array("the probability", probability)
    if (chances < 0).any() or (chances > 1).any():
        raise ValueError(f"probabilities go from 0 to 1, not from {chances.min():g} to {chances.max():g}")
    return -_log(chances) / _unit(base) + 0.0  # adding zero turns -0 into 0


def entropy(p: ArrayLike, *, base: float = e, axis: int = -1) -> Array:
    """The average surprise of what follows p: at least 0, at most the logarithm of the number of choices."""
    chances = _checks.distribution("p", p, axis=axis)
    return _sum(chances, -_log(chances), axis) / _unit(base)


def cross_entropy(p: ArrayLike, q: ArrayLike, *, base: float = e, axis: int = -1) -> Array:
    """The average surprise of one who believes q where the truth is p; infinite if q rules out what p allows.

    p and q have one shape. Never less than the entropy of p, up to rounding.
    """
    truth, belief = _pair(p, q, axis)
    return _sum(truth, -_log(belief), axis) / _unit(base)


def kl_divergence(p: ArrayLike, q: ArrayLike, *, base: float = e, axis: int = -1) -> Array:
    """What believing q costs where the truth is p, over the entropy of p: 0 if they are the same, else more.

    p and q have one shape. Not a distance: the other way round costs something else. Infinite if q rules out
    what p allows.
    """
    truth, belief = _pair(p, q, axis)
    with np.errstate(invalid="ignore"):  # log 0 - log 0, where neither allows anything, is not added
        ratio = _log(truth) - _log(belief)
    return np.maximum(_sum(truth, ratio, axis), 0.0) / _unit(base)


def perplexity(p: ArrayLike, q: ArrayLike | None = None, *, axis: int = -1) -> Array:
    """How many equally likely choices would surprise as much: e to the entropy of p.

    With q, to the cross-entropy: of one who believes q. From 1 to the number of choices for p alone.
    """
    return np.exp(entropy(p, axis=axis) if q is None else cross_entropy(p, q, axis=axis))


def text_perplexity(probabilities: ArrayLike) -> float:
    """The perplexity of a text from the probabilities (n,) that a model gave its words, one after another.

    e to the average surprise: n words of chance 1/k each give k. Raises ValueError for numbers outside 0 to
    1.
    """
    chances = _checks.array("the probabilities", probabilities, 1)
    return float(np.exp(surprise(chances).mean()))


def _pair(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[Array, Array]:
    truth, belief = _checks.distribution("p", p, axis=axis), _checks.distribution("q", q, axis=axis)
    _checks.same_shape("p", truth, "q", belief)
    return truth, belief


def _log(values: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.log(values)


def _sum(chances: Array, values: Array, axis: int) -> Array:
    """The average of values, infinite ones too, without those that have no chance."""
    return np.where(chances > 0, chances * np.where(chances > 0, values, 0.0), 0.0).sum(axis=axis) + 0.0


def _unit(base: float) -> float:
    if not (base > 0 and base != 1 and isfinite(base)):
        raise ValueError(f"the base of a logarithm is positive and not one, not {base}")
    return log(base)
