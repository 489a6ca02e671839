"""Probability: distributions over a few choices, how scores become them, and how to draw from them.

A distribution is an array whose numbers along one axis, the last unless said otherwise, are not negative and
sum to one within 1e-9 (1e-5 for 32-bit floats). Scores, which others call logits, may be minus infinity where
a choice is ruled out. Nothing draws random numbers but from uniforms or a generator that is passed in. All
raise ValueError for what is no distribution, for wrong shapes, empty input and NaN.

Blitzstein and Hwang, Introduction to Probability (2019). Temperature: Ackley, Hinton and Sejnowski (1985).
The nucleus of `top_p`: Holtzman and others, The Curious Case of Neural Text Degeneration (2020). Drawing by
inverse transform: Devroye, Non-Uniform Random Variate Generation (1986), chapter 2.
"""

from math import erfc, exp, lgamma, log, log1p, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maths import _checks

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


def categorical(p: ArrayLike, *, axis: int = -1) -> Array:
    """The distribution itself as float64, any shape, once it is sure to be one. Raises ValueError if it is
    not.
    """
    return _checks.distribution("the distribution", p, axis=axis).copy()


# From scores to chances ------------------------------------------------------------------------------------


def log_sum_exp(scores: ArrayLike, *, axis: int = -1) -> Array:
    """log of the sum of e^score along an axis, without overflow: the shape without that axis.

    At least the largest score, at most log n more. Blanchard, Higham and Higham (2021).
    """
    values = _checks.scores("the scores", scores, axis)
    most = values.max(axis=axis, keepdims=True)
    with np.errstate(over="ignore"):  # two scores farther apart than float64 goes: the lower adds nothing
        return np.log(np.exp(values - most).sum(axis=axis)) + most.squeeze(axis)


def log_softmax(scores: ArrayLike, temperature: float = 1.0, *, axis: int = -1) -> Array:
    """The logarithm of `softmax`, exact where a chance itself would round to 0: the shape of the scores."""
    scaled = _scaled(scores, temperature, axis)
    return scaled - np.expand_dims(log_sum_exp(scaled, axis=axis), axis)


def softmax(scores: ArrayLike, temperature: float = 1.0, *, axis: int = -1) -> Array:
    """Scores as chances: e^(score / temperature), over their sum along an axis. The shape of the scores.

    Adding the same to all scores changes nothing. A low temperature favours the best, a high one evens out.
    Raises ValueError unless the temperature is positive, for NaN, and if all scores are minus infinity.
    """
    weights = np.exp(_scaled(scores, temperature, axis))
    return weights / weights.sum(axis=axis, keepdims=True)


def _scaled(scores: ArrayLike, temperature: float, axis: int) -> Array:
    """(score - the largest) / temperature: at most 0."""
    values = _checks.scores("the scores", scores, axis)
    with np.errstate(over="ignore"):
        return (values - values.max(axis=axis, keepdims=True)) / _checks.positive("temperature", temperature)


def top_k(p: ArrayLike, k: int, *, axis: int = -1) -> Array:
    """The k likeliest choices along an axis, scaled to sum to one, and 0 for the others: the shape of p.

    Of choices equally likely the earlier is kept. Raises ValueError unless k is from 1 to the number of
    choices.
    """
    chances = _checks.distribution("p", p, axis=axis)
    if _checks.whole("k", k, 1) > chances.shape[axis]:
        raise ValueError(f"there are {chances.shape[axis]} choices to keep {k} of")
    return _kept(chances, _places(chances, axis) < k, axis)


def top_p(p: ArrayLike, mass: float, *, axis: int = -1) -> Array:
    """The fewest likeliest choices that together reach `mass`, scaled to sum to one, and 0 for the others.

    The shape of p. Of choices equally likely the earlier is kept; a sum within 1e-12 of the mass has reached
    it. Raises ValueError unless 0 < mass <= 1.
    """
    chances = _checks.distribution("p", p, axis=axis)
    if _checks.within("mass", mass, 0, 1) == 0:
        raise ValueError("mass should be greater than zero, and is 0")
    if mass == 1:
        return _kept(chances, chances > 0, axis)
    order = np.argsort(-chances, axis=axis, kind="stable")
    falling = np.take_along_axis(chances, order, axis)
    before = np.cumsum(falling, axis=axis) - falling  # what the likelier ones have together
    count = np.maximum((before < mass - 1e-12).sum(axis=axis, keepdims=True), 1)
    return _kept(chances, _places(chances, axis) < count, axis)


def _places(chances: Array, axis: int) -> Integers:
    """The place of each choice in the order from the likeliest down, from 0."""
    order = np.argsort(-chances, axis=axis, kind="stable")
    return np.argsort(order, axis=axis, kind="stable")


def _kept(chances: Array, keep: NDArray[np.bool_], axis: int) -> Array:
    kept = np.where(keep, chances, 0.0)
    return kept / kept.sum(axis=axis, keepdims=True)


# Drawing ---------------------------------------------------------------------------------------------------


def ruler(p: ArrayLike) -> Array:
    """The marks at which the choices of p (n,) end on a ruler from 0 to 1: (n,), never falling, the last one
    1.
    """
    chances = _checks.distribution("p", p, 1)
    marks = np.minimum(np.cumsum(chances), 1.0)
    marks[np.flatnonzero(chances)[-1] :] = 1.0  # whatever rounding left over belongs to the last that can be
    return marks


def inverse_transform(p: ArrayLike, uniforms: ArrayLike) -> Integers:
    """The choice of p (n,) on whose stretch of the ruler each uniform falls: whole numbers in the shape of
    those.

    A choice owns its left end but not its right one, so what has no chance is never drawn. Raises ValueError
    for uniforms outside 0 <= u < 1.
    """
    drops = _checks.array("the uniforms", uniforms)
    if (drops < 0).any() or (drops >= 1).any():
        raise ValueError(f"uniforms go from 0 to below 1, not from {drops.min():g} to {drops.max():g}")
    return np.asarray(np.searchsorted(ruler(p), drops, side="right"), dtype=np.int64)


def sample(p: ArrayLike, count: int, rng: np.random.Generator) -> Integers:
    """`count` independent draws from p (n,), by inverse transform of the generator's uniforms: (count,).

    Raises ValueError unless count is at least 1.
    """
    return inverse_transform(p, rng.random(_checks.whole("count", count, 1)))


# Some distributions ----------------------------------------------------------------------------------------


def bernoulli(chance: float) -> Array:
    """No and yes, where yes has that chance: (2,). Raises ValueError for a chance outside 0 to 1."""
    yes = _checks.within("chance", chance, 0, 1)
    return np.array([1 - yes, yes])


def binomial(tries: int, chance: float) -> Array:
    """How often yes comes up in independent tries: (tries + 1,), from never to always.

    Raises ValueError for fewer than 0 tries and a chance outside 0 to 1. Blitzstein and Hwang, section 3.3.
    """
    n, yes = _checks.whole("tries", tries, 0), _checks.within("chance", chance, 0, 1)
    if yes in (0, 1):
        return np.eye(n + 1)[n if yes else 0]
    ways = [lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for k in range(n + 1)]
    terms = [exp(way + k * log(yes) + (n - k) * log1p(-yes)) for k, way in enumerate(ways)]
    return np.array(terms) / sum(terms)


def normal_pdf(x: ArrayLike, mean: float = 0.0, deviation: float = 1.0) -> Array:
    """The height of the bell at x (any shape): same shape; the area under all of it is one.

    Raises ValueError unless the deviation is positive. Blitzstein and Hwang, section 5.4.
    """
    with np.errstate(over="ignore"):
        return np.exp(-0.5 * _standard(x, mean, deviation) ** 2) / (sqrt(2 * pi) * deviation)


def normal_cdf(x: ArrayLike, mean: float = 0.0, deviation: float = 1.0) -> Array:
    """The area under the bell to the left of x (any shape): same shape, exact far out on the left too.

    Raises ValueError unless the deviation is positive. Blitzstein and Hwang, section 5.4.
    """
    z = _standard(x, mean, deviation)
    return np.array([erfc(-one / sqrt(2)) / 2 for one in z.ravel().tolist()]).reshape(z.shape)[()]


def _standard(x: ArrayLike, mean: float, deviation: float) -> Array:
    values, middle = _checks.array("x", x), float(_checks.array("the mean", mean, 0))
    return np.asarray((values - middle) / _checks.positive("deviation", deviation))


def convolve(p: ArrayLike, q: ArrayLike) -> Array:
    """The distribution of the sum of two independent whole numbers from 0 up: (m,), (n,) -> (m + n - 1,).

    Blitzstein and Hwang, section 8.2.
    """
    first, second = _checks.distribution("p", p, 1), _checks.distribution("q", q, 1)
    sums = np.zeros(len(first) + len(second) - 1)
    for k, chance in enumerate(second.tolist()):
        sums[k : k + len(first)] += chance * first
    return sums


def repeated_sum(p: ArrayLike, times: int) -> Array:
    """The distribution of the sum of that many independent draws of a whole number: (n,) -> (times (n - 1) +
    1,).

    The more, the more like a bell. No draw at all is surely 0. Raises ValueError for fewer than 0 times.
    """
    base, sums = _checks.distribution("p", p, 1), np.ones(1)
    for _ in range(_checks.whole("times", times, 0)):
        sums = convolve(sums, base)
    return sums


def expectation(values: ArrayLike, p: ArrayLike) -> float:
    """The average of values (n,) that come up with the chances p (n,). Raises ValueError if the shapes
    differ.
    """
    given, chances = _checks.array("the values", values, 1), _checks.distribution("p", p, 1)
    _checks.same_shape("the values", given, "p", chances)
    return float(given @ chances)


def variance(values: ArrayLike, p: ArrayLike) -> float:
    """The average squared distance of values (n,) from their average, by the chances p (n,).

    Raises ValueError if the shapes differ.
    """
    middle = expectation(values, p)
    return expectation((_checks.array("the values", values, 1) - middle) ** 2, p)


def random_dot_products(d: int, count: int, rng: np.random.Generator) -> Array:
    """The dot products of `count` pairs of random arrows of d numbers each, all independent and normal with mean 0
    and variance 1: (count,). Their mean is 0, their variance d.

    Source: Vaswani and others, Attention Is All You Need (2017), section 3.2.1.
    """
    size = (_checks.whole("count", count, 1), _checks.whole("d", d, 1))
    return np.einsum("nd,nd->n", rng.standard_normal(size), rng.standard_normal(size))
