"""Blame by depth, against jax and against a product of Jacobians."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maths.depth import blame_by_depth, random_layers

jax.config.update("jax_enable_x64", True)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.integers(1, 5), st.booleans(), st.integers(0, 1000))
def test_blame_is_jaxs_gradient(layers: int, width: int, links: bool, seed: int) -> None:
    weights, state, end = random_layers(layers, width, 0.8, np.random.default_rng(seed))

    def loss_from(station: int, x: jax.Array) -> jax.Array:
        for matrix in weights[station:]:
            x = (x if links else 0) + jax.nn.relu(x @ matrix)
        return jnp.dot(x, end)

    x = jnp.asarray(state)
    expected = []
    for station in range(layers + 1):
        expected.append(jax.grad(lambda s, at=station: loss_from(at, s))(x))
        if station < layers:
            x = (x if links else 0) + jax.nn.relu(x @ weights[station])
    assert np.allclose(blame_by_depth(weights, state, end, links=links), expected, rtol=1e-9)


def test_a_link_adds_one_to_the_slope_of_a_layer() -> None:
    weights, state, end = random_layers(1, 4, 0.5, np.random.default_rng(5))
    slope = np.diag(state @ weights[0] > 0).astype(float) @ weights[0].T
    for links in (False, True):
        back = (slope.T + links * np.eye(4)) @ end
        assert np.allclose(blame_by_depth(weights, state, end, links=links), [back, end])


def test_random_layers_spread_as_they_say() -> None:
    weights, state, end = random_layers(50, 40, 0.5, np.random.default_rng(0))
    assert weights.shape == (50, 40, 40) and state.shape == end.shape == (40,)
    # The standard error of a deviation from n samples is about 1 / sqrt(2 n) of it: 0.0025 here, four times allowed.
    assert weights.std() * np.sqrt(40) == pytest.approx(0.5, rel=0.01)


def test_mistakes_are_told() -> None:
    rng = np.random.default_rng(0)
    for bad in ((0, 3, 1.0), (2, 0, 1.0), (2, 3, 0.0)):
        with pytest.raises(ValueError):
            random_layers(*bad, rng)
    weights, state, end = random_layers(2, 3, 1.0, rng)
    wrong = [(weights[0], state, end), (weights, state[:2], end), (weights, state, end[:2]), (weights[:, :2], state, end)]
    for other in wrong:
        with pytest.raises(ValueError):
            blame_by_depth(*other, links=True)
