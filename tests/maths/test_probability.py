"""Chances and draws against scipy, exact fractions and brute force."""

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from maths import probability as pr

SCORES = st.lists(st.floats(-50, 50), min_size=1, max_size=8).map(np.array)
WEIGHTS = st.lists(st.integers(0, 9), min_size=1, max_size=7).filter(any)
CHANCES = WEIGHTS.map(lambda w: np.array(w) / sum(w))


def test_categorical_is_a_copy_of_what_it_checks():
    p = np.array([[0.25, 0.75], [1.0, 0.0]])
    checked = pr.categorical(p)
    assert np.array_equal(checked, p) and checked is not p
    checked[0, 0] = 9
    assert p[0, 0] == 0.25
    assert np.array_equal(pr.categorical(p.T, axis=0), p.T)
    thirds = np.full(3, np.float32(1) / 3 + 1e-7, dtype=np.float32)
    assert pr.categorical(thirds).dtype == np.float64, "32-bit chances are allowed the rounding of 32 bits"


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([0.5, 0.6], "sums to 1.1, not to 1"),
        ([[1.0, 0.0], [0.5, 0.4]], "sums to 0.9, not to 1"),
        ([1.5, -0.5], "negative probability, -0.5"),
        ([np.nan, 1.0], "not finite"),
        ([], "empty"),
        (1.0, "no axis -1"),
    ],
)
def test_what_is_no_distribution_is_refused(bad, message):
    for use in (pr.categorical, lambda p: pr.top_k(p, 1), lambda p: pr.top_p(p, 0.5)):
        with pytest.raises(ValueError, match=message):
            use(bad)


@given(SCORES, st.floats(0.05, 20))
def test_softmax_is_scipys(scores, temperature):
    expected = scipy.special.softmax(scores / temperature)
    np.testing.assert_allclose(pr.softmax(scores, temperature), expected, rtol=1e-11, atol=1e-300)
    np.testing.assert_allclose(
        pr.log_softmax(scores, temperature), scipy.special.log_softmax(scores / temperature), rtol=1e-11, atol=1e-12
    )
    assert pr.log_sum_exp(scores) == pytest.approx(scipy.special.logsumexp(scores), rel=1e-13, abs=1e-13)


@given(SCORES, st.floats(-1000, 1000))
def test_adding_the_same_to_all_scores_changes_nothing(scores, shift):
    np.testing.assert_allclose(pr.softmax(scores + shift), pr.softmax(scores), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2])
def test_softmax_and_its_logarithms_go_along_an_axis(axis):
    scores = np.random.default_rng(1).normal(0, 3, (2, 3, 4))
    scores[0, 1, 2] = -np.inf
    before = scores.copy()
    np.testing.assert_allclose(pr.softmax(scores, axis=axis), scipy.special.softmax(scores, axis=axis), rtol=1e-12)
    expected = scipy.special.log_softmax(scores, axis=axis)
    np.testing.assert_allclose(pr.log_softmax(scores, axis=axis), expected, rtol=1e-12)
    expected = scipy.special.logsumexp(scores, axis=axis)
    np.testing.assert_allclose(pr.log_sum_exp(scores, axis=axis), expected, rtol=1e-12)
    assert np.array_equal(scores, before)


def test_extreme_scores_neither_overflow_nor_warn():
    assert pr.log_sum_exp([1e300, 1e300]) == 1e300
    assert pr.log_sum_exp([1.7e308, -1.7e308]) == 1.7e308
    assert np.array_equal(pr.softmax([1.7e308, -1.7e308]), [1, 0])
    assert np.array_equal(pr.softmax([0.0, 1e-3, -np.inf], temperature=1e-320), [0, 1, 0])
    assert pr.log_softmax([0.0, -2000.0])[1] == -2000, "where the chance itself is 0"


@pytest.mark.parametrize("use", [pr.softmax, pr.log_softmax, pr.log_sum_exp])
@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([], "empty"),
        ([0.0, np.nan], "NaN"),
        ([0.0, np.inf], "plus infinity"),
        ([[0.0, 1.0], [-np.inf, -np.inf]], "rules out every choice"),
        (0.0, "no axis -1"),
    ],
)
def test_scores_that_are_none_are_refused(use, scores, message):
    with pytest.raises(ValueError, match=message):
        use(scores)


@pytest.mark.parametrize("temperature", [0.0, -1.0, np.nan, np.inf])
def test_a_temperature_is_positive(temperature):
    with pytest.raises(ValueError, match="temperature"):
        pr.softmax([0.0, 1.0], temperature)


@given(CHANCES, st.integers(1, 7))
def test_top_k_keeps_the_likeliest(p, k):
    k = min(k, len(p))
    ranked = sorted(range(len(p)), key=lambda i: (-p[i], i))
    kept = set(ranked[:k])
    expected = np.array([p[i] if i in kept else 0 for i in range(len(p))])
    np.testing.assert_allclose(pr.top_k(p, k), expected / expected.sum(), rtol=1e-12)


@given(WEIGHTS, st.integers(1, 20))
def test_top_p_is_the_smallest_set_that_reaches_the_mass(weights, twentieths):
    p, mass = [Fraction(w, sum(weights)) for w in weights], Fraction(twentieths, 20)
    sizes = [
        sum(chosen)
        for chosen in product((0, 1), repeat=len(p))
        if sum(x for x, c in zip(p, chosen, strict=True) if c) >= mass
    ]
    ours = pr.top_p([float(x) for x in p], float(mass))
    ranked = sorted(range(len(p)), key=lambda i: (-p[i], i))[: min(sizes)]
    expected = np.array([float(p[i]) if i in ranked else 0 for i in range(len(p))])
    np.testing.assert_allclose(ours, expected / expected.sum(), rtol=1e-12)


def test_cuts_go_along_an_axis_and_scale_each_row_alone():
    p = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    np.testing.assert_allclose(pr.top_k(p, 2), [[0.625, 0.375, 0], [1 / 9, 0, 8 / 9]])
    np.testing.assert_allclose(pr.top_k(p.T, 2, axis=0), pr.top_k(p, 2).T)
    np.testing.assert_allclose(pr.top_p(p, 0.8), [[0.625, 0.375, 0], [0, 0, 1]])
    np.testing.assert_allclose(pr.top_p(p.T, 0.8, axis=0), pr.top_p(p, 0.8).T)
    np.testing.assert_allclose(pr.top_p(p, 1), p)
    np.testing.assert_allclose(pr.top_p(p, 1e-15), [[1, 0, 0], [0, 0, 1]])


def test_cuts_that_make_no_sense_are_refused():
    for k in (0, -1, 1.5):
        with pytest.raises(ValueError, match="k should be a whole number of at least 1"):
            pr.top_k([0.5, 0.5], k)
    with pytest.raises(ValueError, match="2 choices to keep 3 of"):
        pr.top_k([0.5, 0.5], 3)
    for mass in (-0.1, 0, 1.1, np.nan):
        with pytest.raises(ValueError, match="mass"):
            pr.top_p([0.5, 0.5], mass)


@given(CHANCES, st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=5))
def test_a_uniform_falls_on_its_stretch_of_the_ruler(p, uniforms):
    marks, drawn = pr.ruler(p), pr.inverse_transform(p, uniforms)
    assert marks[-1] == 1 and (np.diff(marks) >= 0).all()
    np.testing.assert_allclose(marks, [sum(p[: i + 1]) for i in range(len(p))], atol=1e-12)
    for choice, u in zip(drawn.tolist(), uniforms, strict=True):
        assert (marks[choice - 1] if choice else 0) <= u < marks[choice]
        assert p[choice] > 0


def test_the_ends_of_the_ruler_belong_to_what_can_be():
    last = np.nextafter(1, 0)
    assert pr.inverse_transform([0.0, 0.5, 0.5, 0.0], [0.0, last]).tolist() == [1, 2]
    tenths = [0.1] * 10 + [0.0]
    assert sum([0.1] * 10) < 1, "rounding leaves a gap at the end"
    assert pr.inverse_transform(tenths, [[last]]).tolist() == [[9]]
    for bad in ([1.0], [-0.1]):
        with pytest.raises(ValueError, match="from 0 to below 1"):
            pr.inverse_transform([1.0], bad)


def test_samples_agree_with_their_chances():
    p = np.array([0.5, 0.25, 0.0, 0.2, 0.05])
    drawn = pr.sample(p, 20_000, np.random.default_rng(3))
    counts = np.bincount(drawn, minlength=5)
    assert counts[2] == 0
    assert scipy.stats.chisquare(counts[p > 0], 20_000 * p[p > 0]).pvalue > 0.001
    assert scipy.stats.chisquare(counts[p > 0], 20_000 * np.array([0.48, 0.27, 0.2, 0.05])).pvalue < 0.001
    assert np.array_equal(pr.sample(p, 50, np.random.default_rng(3)), drawn[:50])
    with pytest.raises(ValueError, match="count"):
        pr.sample(p, 0, np.random.default_rng(3))


@given(st.integers(0, 12), st.integers(0, 10))
def test_binomial_is_counted_exactly(tries, tenths):
    yes = Fraction(tenths, 10)
    exact = [comb(tries, k) * yes**k * (1 - yes) ** (tries - k) for k in range(tries + 1)]
    np.testing.assert_allclose(pr.binomial(tries, float(yes)), [float(x) for x in exact], rtol=1e-12)


def test_binomial_of_many_tries_is_scipys():
    for n, p in ((1000, 0.3), (3000, 1e-4), (500, 0.999)):
        expected = scipy.stats.binom.pmf(np.arange(n + 1), n, p)
        np.testing.assert_allclose(pr.binomial(n, p), expected, rtol=1e-9, atol=1e-290)


def test_bernoulli_is_a_binomial_of_one_try():
    assert np.array_equal(pr.bernoulli(0.25), scipy.stats.bernoulli.pmf([0, 1], 0.25))
    np.testing.assert_allclose(pr.binomial(1, 0.25), pr.bernoulli(0.25))
    for bad in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="chance"):
            pr.bernoulli(bad)
        with pytest.raises(ValueError, match="chance"):
            pr.binomial(3, bad)
    with pytest.raises(ValueError, match="tries"):
        pr.binomial(-1, 0.5)


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=4), st.floats(-5, 5), st.floats(0.1, 10))
def test_the_bell_is_scipys(x, mean, deviation):
    bell = scipy.stats.norm(mean, deviation)
    np.testing.assert_allclose(pr.normal_pdf(x, mean, deviation), bell.pdf(x), rtol=1e-10, atol=1e-300)
    np.testing.assert_allclose(pr.normal_cdf(x, mean, deviation), bell.cdf(x), rtol=1e-10, atol=1e-300)


def test_the_bell_keeps_the_shape_of_what_it_is_asked():
    assert pr.normal_cdf(0.0) == 0.5 and np.ndim(pr.normal_pdf(0.0)) == 0
    assert pr.normal_cdf(np.zeros((2, 3))).shape == pr.normal_pdf(np.zeros((2, 3))).shape == (2, 3)
    assert pr.normal_cdf(-37.0) == pytest.approx(scipy.stats.norm.cdf(-37.0), rel=1e-10), "far out, still exact"
    assert pr.normal_pdf(1e200) == 0
    for bad in (0.0, -1.0, np.nan):
        with pytest.raises(ValueError, match="deviation"):
            pr.normal_pdf(0.0, deviation=bad)
        with pytest.raises(ValueError, match="deviation"):
            pr.normal_cdf(0.0, deviation=bad)
    with pytest.raises(ValueError, match="mean"):
        pr.normal_pdf(0.0, mean=np.nan)


@given(CHANCES, CHANCES)
def test_the_distribution_of_a_sum_is_enumerated(p, q):
    expected = np.zeros(len(p) + len(q) - 1)
    for i, j in product(range(len(p)), range(len(q))):
        expected[i + j] += p[i] * q[j]
    np.testing.assert_allclose(pr.convolve(p, q), expected, atol=1e-14)
    np.testing.assert_allclose(pr.convolve(p, q), np.convolve(p, q), atol=1e-14)


def test_sums_of_dice_and_of_coins():
    die = np.full(6, 1 / 6)
    rolls = [sum(one) for one in product(range(6), repeat=4)]
    expected = np.bincount(rolls, minlength=21) / 6**4
    np.testing.assert_allclose(pr.repeated_sum(die, 4), expected, atol=1e-14)
    assert np.array_equal(pr.repeated_sum(die, 0), [1.0])
    np.testing.assert_allclose(pr.repeated_sum(pr.bernoulli(0.3), 9), pr.binomial(9, 0.3), atol=1e-14)
    # The bell rises out of sums: after 30 dice the two differ by less than a thousandth everywhere.
    many = pr.repeated_sum(die, 30)
    bell = scipy.stats.norm(30 * 2.5, np.sqrt(30 * 35 / 12)).pdf(np.arange(len(many)))
    assert np.abs(many - bell).max() < 1e-3 < np.abs(die - np.full(6, bell.max())).max()


@given(CHANCES, st.data())
def test_expectation_and_variance_in_fractions(p, data):
    whole = data.draw(st.lists(st.integers(-9, 9), min_size=len(p), max_size=len(p)))
    exact = [Fraction(x).limit_denominator(100) for x in p.tolist()]
    mean = sum(x * c for x, c in zip(whole, exact, strict=True))
    spread = sum((x - mean) ** 2 * c for x, c in zip(whole, exact, strict=True))
    assert pr.expectation(whole, p) == pytest.approx(float(mean), abs=1e-12)
    assert pr.variance(whole, p) == pytest.approx(float(spread), abs=1e-12)


def test_variance_far_from_zero_keeps_its_digits():
    assert pr.variance([1e9, 1e9 + 2], [0.5, 0.5]) == 1
    assert pr.variance([4.0], [1.0]) == 0
    for use in (pr.expectation, pr.variance):
        with pytest.raises(ValueError, match="shape"):
            use([1.0, 2.0], [1.0])
        with pytest.raises(ValueError, match="not finite"):
            use([np.inf], [1.0])


def test_single_distributions_are_vectors():
    table = [[0.5, 0.5]]
    for use in (pr.ruler, lambda p: pr.convolve(p, p), lambda p: pr.repeated_sum(p, 2)):
        with pytest.raises(ValueError, match="1 dimensions"):
            use(table)


@pytest.mark.parametrize("d", [1, 5, 20])
def test_random_dot_products_have_variance_d(d):
    drawn = pr.random_dot_products(d, 100_000, np.random.default_rng(d))
    # The fourth moment of a product of two standard numbers is 9: the variance of the squared sum is 2 d^2 + 6 d.
    assert abs(drawn.mean()) < 4 * np.sqrt(d / 100_000)
    assert abs(drawn.var() - d) < 4 * np.sqrt((2 * d**2 + 6 * d) / 100_000)
    with pytest.raises(ValueError, match="count"):
        pr.random_dot_products(d, 0, np.random.default_rng(0))
