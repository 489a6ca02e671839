"""Slopes against jax and closed forms."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maths import calculus as ca

jax.config.update("jax_enable_x64", True)
few = settings(max_examples=25)  # jax compiles for each new size

POINTS = st.sampled_from([1, 4]).flatmap(lambda n: st.lists(st.floats(-3, 3), min_size=n, max_size=n)).map(np.array)


def hills(x):
    """A function of vectors that is neither even nor a polynomial, for numpy and jax alike."""
    xp = jnp if isinstance(x, jax.Array) else np
    return xp.sum(xp.sin(x) * xp.exp(0.3 * x)) + xp.sum(x) ** 2 / 5 + xp.tanh(x[0] - x[-1])


def curved_map(x):
    """From (n,) to (3,)."""
    xp = jnp if isinstance(x, jax.Array) else np
    return xp.stack([xp.sum(xp.cos(x)), x[0] * x[-1], xp.exp(-xp.sum(x * x) / 9)])


SOFTMAX_JACOBIAN = jax.jit(jax.jacobian(lambda s, temperature: jax.nn.softmax(s / temperature)))
GRADIENT, JACOBIAN = jax.jit(jax.grad(hills)), jax.jit(jax.jacobian(curved_map))


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (math.sin, math.cos),
        (math.exp, math.exp),
        (lambda x: math.log(x + 20), lambda x: 1 / (x + 20)),
        (lambda x: 1 / (x * x + 1), lambda x: -2 * x / (x * x + 1) ** 2),
    ],
)
@given(x=st.floats(-10, 10))
def test_known_derivatives(f, slope, x):
    assert ca.derivative(f, x) == pytest.approx(slope(x), rel=1e-9, abs=1e-9)


def test_polynomials_up_to_degree_four_are_exact_with_any_step():
    for degree in range(5):
        slope = ca.derivative(lambda x, d=degree: x**d, 1.5, step=0.5)
        assert slope == pytest.approx(degree * 1.5 ** max(degree - 1, 0), rel=1e-14, abs=1e-14)
    assert ca.derivative(lambda x: x**5, 1.5, step=0.5) != pytest.approx(5 * 1.5**4)


def test_the_error_falls_with_the_fourth_power_of_the_step():
    errors = [abs(ca.derivative(math.sin, 1.0, step=h) - math.cos(1.0)) for h in (0.4, 0.2, 0.1)]
    assert errors[0] / errors[1] == pytest.approx(16, rel=0.05)
    assert errors[1] / errors[2] == pytest.approx(16, rel=0.05)


def test_the_step_grows_with_what_it_is_added_to():
    assert ca.derivative(lambda x: x * x, 1e12) == pytest.approx(2e12, rel=1e-9)
    assert ca.derivative(lambda x: 3 * x, -1e15) == pytest.approx(3, rel=1e-9)


def test_the_velocity_of_a_path():
    velocity = ca.derivative(lambda t: np.array([[np.cos(t), np.sin(t)]]), 0.7)
    np.testing.assert_allclose(velocity, [[-math.sin(0.7), math.cos(0.7)]], rtol=1e-9)
    assert type(ca.derivative(math.sin, 0.0)) is float


def test_a_secant_turns_into_the_tangent():
    assert ca.secant_slope(lambda x: x * x, 1.0, 0.5) == 2.5
    assert ca.secant_slope(lambda x: x * x, 1.0, -0.5) == 1.5
    gaps = [abs(ca.secant_slope(math.exp, 0.0, w) - 1) for w in (1, 0.1, 0.01)]
    assert gaps == sorted(gaps, reverse=True) and gaps[-1] < 0.006
    with pytest.raises(ValueError, match="width is zero"):
        ca.secant_slope(math.sin, 1.0, 0.0)
    with pytest.raises(ValueError, match="not finite"):
        ca.secant_slope(lambda x: math.inf, 1.0, 1.0)


@given(POINTS)
@few
def test_the_gradient_is_jaxs(x):
    before = x.copy()
    np.testing.assert_allclose(ca.gradient(hills, x), GRADIENT(jnp.asarray(x)), rtol=1e-8, atol=1e-9)
    assert np.array_equal(x, before)


def test_the_gradient_has_the_shape_of_the_point():
    x = np.random.default_rng(0).normal(size=(2, 3))
    table = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(ca.gradient(lambda y: float((table * y**2).sum()), x), 2 * table * x, atol=1e-9)
    assert ca.gradient(lambda y: np.array([y[0] ** 2]), [3.0]) == pytest.approx(6), "one number in brackets is one"
    with pytest.raises(ValueError, match=r"only a single number has a gradient: the values have shape \(2,\)"):
        ca.gradient(lambda y: y, [1.0, 2.0])


@given(POINTS, st.data())
@few
def test_the_directional_derivative_is_jaxs(x, data):
    d = np.array(data.draw(st.lists(st.floats(-2, 2), min_size=len(x), max_size=len(x)).filter(any)))
    if np.linalg.norm(d) < 1e-100:
        return
    x_, d_ = jnp.asarray(x), jnp.asarray(d)
    np.testing.assert_allclose(ca.directional_derivative(hills, x, d), jax.jvp(hills, (x_,), (d_,))[1], rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(
        ca.directional_derivative(curved_map, x, d), jax.jvp(curved_map, (x_,), (d_,))[1], rtol=1e-8, atol=1e-8
    )


def test_the_gradient_is_the_steepest_way():
    x, turns = np.array([0.4, -0.9]), np.radians(np.arange(360))
    slopes = [ca.directional_derivative(hills, x, [math.cos(t), math.sin(t)]) for t in turns]
    up = ca.gradient(hills, x)
    assert turns[np.argmax(slopes)] == pytest.approx(math.atan2(up[1], up[0]) % (2 * math.pi), abs=math.radians(0.51))
    assert max(slopes) == pytest.approx(np.linalg.norm(up), rel=1e-3)
    level = [-up[1], up[0]]
    assert ca.directional_derivative(hills, x, level) == pytest.approx(0, abs=1e-9), "along a contour nothing changes"


def test_a_direction_must_be_one():
    with pytest.raises(ValueError, match="no direction"):
        ca.directional_derivative(hills, [1.0, 2.0], [0.0, 0.0])
    with pytest.raises(ValueError, match="has shape"):
        ca.directional_derivative(hills, [1.0, 2.0], [1.0])


@given(POINTS)
@few
def test_the_jacobian_is_jaxs(x):
    ours = ca.jacobian(curved_map, x)
    assert ours.shape == (3, len(x))
    np.testing.assert_allclose(ours, JACOBIAN(jnp.asarray(x)), rtol=1e-8, atol=1e-9)


def test_a_matrix_is_its_own_jacobian():
    m = np.array([[2.0, -1], [1, 1], [0, 3]])
    np.testing.assert_allclose(ca.jacobian(lambda x: m @ x, [5.0, -7]), m, atol=1e-11)
    for f in (lambda x: float(x[0]), lambda x: x[None]):
        with pytest.raises(ValueError, match="a Jacobian is of vectors"):
            ca.jacobian(f, [1.0])
    with pytest.raises(ValueError, match="1 dimensions"):
        ca.jacobian(lambda x: x, [[1.0]])


@few
@given(st.sampled_from([1, 2, 5]), st.integers(0, 999), st.floats(0.2, 5))
def test_the_softmaxs_jacobian_is_jaxs(size, seed, temperature):
    scores = np.random.default_rng(seed).uniform(-6, 6, size)
    ours = ca.softmax_jacobian(scores, temperature)
    theirs = SOFTMAX_JACOBIAN(jnp.asarray(scores), temperature)
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(ours.sum(axis=1), 0, atol=1e-13)
    assert np.array_equal(ours, ours.T)


def test_the_softmaxs_jacobian_where_a_choice_is_ruled_out():
    np.testing.assert_allclose(ca.softmax_jacobian([0.0, -np.inf, 0.0]), [[0.25, 0, -0.25], [0, 0, 0], [-0.25, 0, 0.25]])
    with pytest.raises(ValueError, match="vector"):
        ca.softmax_jacobian([[0.0, 1.0]])
    with pytest.raises(ValueError, match="temperature"):
        ca.softmax_jacobian([0.0, 1.0], 0.0)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_second_derivatives_are_jaxs(size):
    slope, exact = jax.jit(jax.grad(hills)), jax.jit(jax.hessian(hills))

    def gradient(y):
        return np.asarray(slope(jnp.asarray(y)))

    for x, v in np.random.default_rng(size).normal(size=(5, 2, size)):
        np.testing.assert_allclose(ca.hessian_vector_product(gradient, x, v), exact(x) @ v, rtol=1e-8, atol=1e-8)
        ours = ca.hessian(gradient, x)
        np.testing.assert_allclose(ours, exact(x), rtol=1e-8, atol=1e-8)
        assert np.array_equal(ours, ours.T)


def test_a_bowl_has_the_same_curvature_everywhere():
    bowl = np.array([[3.0, 1], [1, 2]])
    for x in ([0.0, 0], [5.0, -3]):
        np.testing.assert_allclose(ca.hessian(lambda y: bowl @ y, x), bowl, atol=1e-10)
        np.testing.assert_allclose(ca.hessian_vector_product(lambda y: bowl @ y, x, [1e-6, 2e-6]), [5e-6, 5e-6], rtol=1e-9)
    shaped = ca.hessian_vector_product(lambda y: 2 * y, np.ones((2, 2)), np.eye(2))
    np.testing.assert_allclose(shaped, 2 * np.eye(2), atol=1e-10)
    assert np.array_equal(ca.hessian_vector_product(lambda y: y, [1.0, 2.0], [0.0, 0.0]), [0, 0])


def test_a_gradient_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="the gradient has 1 numbers where x has 2"):
        ca.hessian(lambda x: x[:1], [1.0, 2.0])
    with pytest.raises(ValueError, match="the gradient has shape"):
        ca.hessian_vector_product(lambda x: x[:1], [1.0, 2.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="the vector"):
        ca.hessian_vector_product(lambda x: x, [1.0, 2.0], [1.0])


@pytest.mark.parametrize("step", [0.0, -1.0, np.nan])
def test_a_step_is_positive(step):
    with pytest.raises(ValueError, match="step"):
        ca.derivative(math.sin, 0.0, step)


def test_points_and_values_that_are_none_are_refused():
    with pytest.raises(ValueError, match="x has an entry that is not finite"):
        ca.derivative(math.sin, np.nan)
    with pytest.raises(ValueError, match="x is empty"):
        ca.gradient(hills, [])
    with pytest.raises(ValueError, match="value close to x has an entry that is not finite"):
        ca.gradient(lambda x: np.nan, [1.0])
    with pytest.raises(ValueError, match="change their shape"):
        ca.derivative(lambda t: np.zeros(1 if t > 0 else 2), 0.0)
