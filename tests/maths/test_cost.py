"""Multiplications in products, counted anew: by a loop, and in the programs that jax makes of a loss and its gradient."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import maths.autodiff as ad
from maths.cost import ProductCost, product_cost

SIDES = st.integers(1, 4)


def counted_by_jax(program: Any) -> int:
    """The multiplications of all products of matrices in a jax program."""
    count = 0
    for line in program.eqns:
        for inner in line.params.values():
            count += counted_by_jax(inner.jaxpr) if hasattr(inner, "jaxpr") else 0
        if line.primitive.name == "dot_general":
            (summed, _), _ = line.params["dimension_numbers"]
            left = line.invars[0].aval.shape
            count += int(np.prod(line.outvars[0].aval.shape)) * int(np.prod([left[axis] for axis in summed]))
    return count


@given(SIDES, SIDES, SIDES)
def test_one_product_is_counted_as_by_a_loop(n: int, k: int, m: int) -> None:
    cost = product_cost(ad.leaf(np.ones((n, k))) @ ad.leaf(np.ones((k, m))))
    by_hand = sum(1 for _ in range(n) for _ in range(m) for _ in range(k))
    assert cost == ProductCost(by_hand, 2 * by_hand)


@settings(max_examples=20, deadline=None)
@given(SIDES, SIDES, SIDES, SIDES)
def test_forward_and_back_are_what_jax_multiplies(b: int, n: int, k: int, m: int) -> None:
    rng = np.random.default_rng(0)
    x, w, v = rng.normal(size=(b, n, k)), rng.normal(size=(b, k, m)), rng.normal(size=(m, n))
    loss = lambda x, w, v: jnp.sum(jnp.tanh(x @ w) @ v)  # noqa: E731
    ours = product_cost(ad.total(ad.tanh(ad.leaf(x) @ ad.leaf(w)) @ ad.leaf(v)))
    assert counted_by_jax(jax.make_jaxpr(loss)(x, w, v).jaxpr) == ours.forward
    both = counted_by_jax(jax.make_jaxpr(jax.value_and_grad(loss, (0, 1, 2)))(x, w, v).jaxpr)
    assert both == ours.forward + ours.backward


def test_what_is_no_product_costs_none() -> None:
    assert product_cost(ad.total(ad.tanh(ad.leaf([[1.0, 2.0]])))) == ProductCost(0, 0)
