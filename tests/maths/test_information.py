"""Surprise and its averages against scipy, closed forms, and what must hold for all distributions."""

from math import log

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from maths import information as info

WIDTH = st.integers(1, 7)


def weights(size):
    return st.lists(st.integers(0, 9), min_size=size, max_size=size).filter(any)


def share(values):
    return np.array(values) / sum(values)


PAIRS = WIDTH.flatmap(lambda n: st.tuples(weights(n).map(share), weights(n).map(share)))
BASES = st.sampled_from([np.e, 2.0, 10.0, 0.5])


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@given(PAIRS, BASES)
def test_averages_are_scipys(pair, base):
    p, q = pair
    close(info.entropy(p, base=base), scipy.stats.entropy(p, base=base))
    close(info.kl_divergence(p, q, base=base), scipy.stats.entropy(p, q, base=base))
    close(info.kl_divergence(p, q), scipy.special.rel_entr(p, q).sum())
    close(info.cross_entropy(p, q, base=base), scipy.stats.entropy(p, base=base) + scipy.stats.entropy(p, q, base=base))
    close(info.perplexity(p), np.exp(scipy.stats.entropy(p)))
    close(info.perplexity(p, q), np.exp(-scipy.special.xlogy(p, q).sum()))


@given(PAIRS)
def test_gibbs_and_the_bounds_of_entropy(pair):
    p, q = pair
    assert 0 <= info.entropy(p) <= log(len(p)) + 1e-12
    assert info.kl_divergence(p, q) >= 0
    assert info.kl_divergence(p, p) == 0
    assert info.cross_entropy(p, q) >= info.entropy(p) - 1e-12
    assert 1 <= info.perplexity(p) <= len(p) + 1e-9
    if not np.allclose(p, q):
        assert info.kl_divergence(p, q) > 0


@pytest.mark.parametrize("k", [1, 2, 8])
def test_even_chances(k):
    even = np.full(k, 1 / k)
    assert info.entropy(even, base=2) == pytest.approx(np.log2(k))
    assert info.perplexity(even) == pytest.approx(k)
    close(info.surprise(even, base=2), np.full(k, np.log2(k)))


def test_what_is_certain_and_what_cannot_be():
    assert info.entropy([1.0, 0.0]) == 0 and not np.signbit(info.entropy([1.0, 0.0]))
    assert np.array_equal(info.surprise([1.0, 0.0]), [0, np.inf]) and not np.signbit(info.surprise(1.0))
    assert info.cross_entropy([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert info.kl_divergence([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert info.perplexity([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert info.kl_divergence([1.0, 0.0], [0.5, 0.5], base=2) == 1
    assert info.cross_entropy([1.0, 0.0], [1.0, 0.0]) == 0, "0 log 0 is 0"
    tiny = [1 - 1e-310, 1e-310]
    assert np.isfinite(info.kl_divergence([0.5, 0.5], tiny)), "a chance near the end of float64 is still one"


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_tables_go_along_an_axis(axis):
    rng = np.random.default_rng(5)
    p, q = (one / one.sum(axis=axis, keepdims=True) for one in rng.random((2, 3, 4)))
    close(info.entropy(p, axis=axis), scipy.stats.entropy(p, axis=axis))
    close(info.kl_divergence(p, q, axis=axis), scipy.stats.entropy(p, q, axis=axis))
    close(info.cross_entropy(p, q, axis=axis), -(p * np.log(q)).sum(axis=axis))
    close(info.perplexity(p, axis=axis), np.exp(scipy.stats.entropy(p, axis=axis)))
    close(info.perplexity(p, q, axis=axis), np.exp(-(p * np.log(q)).sum(axis=axis)))


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6))
def test_surprise_adds_where_chances_multiply(chances):
    close(info.surprise(chances).sum(), -np.log(np.prod(chances)))
    close(info.surprise(chances, base=2), -np.log2(chances))
    close(info.text_perplexity(chances), 1 / scipy.stats.gmean(chances))


def test_the_perplexity_of_a_text():
    assert info.text_perplexity([0.25] * 5) == pytest.approx(4)
    assert info.text_perplexity([1.0, 0.0]) == np.inf
    with pytest.raises(ValueError, match="1 dimensions"):
        info.text_perplexity([[0.5]])


@pytest.mark.parametrize("use", [info.entropy, info.perplexity, lambda p: info.kl_divergence(p, [0.5, 0.5])])
@pytest.mark.parametrize(
    ("bad", "message"), [([0.5, 0.4], "sums to 0.9"), ([2.0, -1.0], "negative"), ([], "empty"), ([np.nan, 1], "finite")]
)
def test_what_is_no_distribution_is_refused(use, bad, message):
    with pytest.raises(ValueError, match=message):
        use(bad)


def test_what_does_not_fit_is_refused():
    for use in (info.cross_entropy, info.kl_divergence, info.perplexity):
        with pytest.raises(ValueError, match=r"p has shape \(2,\), and q \(1,\)"):
            use([0.5, 0.5], [1.0])
        with pytest.raises(ValueError, match="q sums to"):
            use([0.5, 0.5], [0.5, 0.6])
    for bad in ([1.5], [-0.5]):
        with pytest.raises(ValueError, match="from 0 to 1"):
            info.surprise(bad)
    for base in (0, 1, -2, np.inf, np.nan):
        with pytest.raises(ValueError, match="base"):
            info.entropy([1.0], base=base)
