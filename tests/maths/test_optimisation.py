"""Every way downhill against optax, step by step."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from numpy.typing import NDArray

from maths.optimisation import (
    Step,
    adam,
    constant,
    gradient_descent,
    length,
    momentum,
    warm_up,
    warm_up_then_cosine,
)

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]
Weights = dict[str, Any]
START = {"w": np.linspace(-1, 2, 6).reshape(2, 3), "b": np.array([0.5, -3.0])}


def bent(weights: Weights) -> Any:
    """A loss that is no bowl, for numpy and jax alike."""
    w, b = jnp.asarray(weights["w"]), jnp.asarray(weights["b"])
    return jnp.sum(jnp.cos(w) * w**2) + jnp.sum((b[0] * w - b[1]) ** 2) / 7 + jnp.sum(b**4) / 50


def slope(weights: Weights) -> Weights:
    return {name: np.asarray(part) for name, part in jax.grad(bent)(weights).items()}


RATES: list[float | Callable[[int], float]] = [0.03, warm_up_then_cosine(0.05, 5, 25)]
WAYS: dict[str, tuple[Callable[..., Iterator[Step[Weights]]], Callable[[Any], Any]]] = {
    "gradient descent": (gradient_descent, optax.sgd),
    "clipped": (
        lambda *a: gradient_descent(*a, clip=0.8),
        lambda rate: optax.chain(optax.clip_by_global_norm(0.8), optax.sgd(rate)),
    ),
    "momentum": (lambda *a: momentum(*a, keep=0.85), lambda rate: optax.sgd(rate, momentum=0.85)),
    "adam": (lambda *a: adam(*a, keep=(0.9, 0.98)), lambda rate: optax.adam(rate, 0.9, 0.98)),
    "adam with decay, clipped": (
        lambda *a: adam(*a, decay=0.1, epsilon=1e-6, clip=0.8),
        lambda rate: optax.chain(
            optax.clip_by_global_norm(0.8), optax.adamw(rate, eps=1e-6, weight_decay=0.1)
        ),
    ),
}


@pytest.mark.parametrize("rate", RATES, ids=["constant", "schedule"])
@pytest.mark.parametrize("name", WAYS)
def test_thirty_steps_equal_those_of_optax(name: str, rate: Any) -> None:
    ours, theirs = WAYS[name]
    # optax counts steps from 0, we count them from 1
    reference = theirs((lambda count: rate_at(rate, count + 1)) if callable(rate) else rate)
    point: Weights = {part: jnp.asarray(value) for part, value in START.items()}
    state = reference.init(point)
    for step in islice(ours(START, slope, rate), 30):
        before = point
        grads = jax.grad(bent)(point)
        updates, state = reference.update(grads, state, point)
        point = optax.apply_updates(point, updates)
        for part in START:
            np.testing.assert_allclose(step.point[part], point[part], rtol=1e-10, atol=1e-10)
            np.testing.assert_allclose(step.move[part], updates[part], rtol=1e-10, atol=1e-10)
            np.testing.assert_allclose(step.point[part], before[part] + step.move[part], atol=1e-12)
            np.testing.assert_allclose(step.gradient[part], grads[part], rtol=1e-9, atol=1e-10)
        assert step.norm == pytest.approx(float(optax.tree.norm(grads)), rel=1e-9)
        assert step.rate == (rate(step.number) if callable(rate) else rate)


def rate_at(rate: Callable[[int], float], number: Any) -> Any:
    """Our schedule as a table that jax can index."""
    return jnp.array([rate(n) for n in range(1, 60)])[number - 1]


@pytest.mark.parametrize("floor", [0.0, 0.01])
def test_the_schedule_equals_that_of_optax(floor: float) -> None:
    theirs = optax.warmup_cosine_decay_schedule(0.0, 0.2, 10, 50, end_value=floor)
    ours = warm_up_then_cosine(0.2, 10, 50, floor)
    for number in range(1, 70):
        assert ours(number) == pytest.approx(float(theirs(number)), abs=1e-12)


def test_a_warm_up_equals_that_of_optax() -> None:
    theirs, ours = optax.linear_schedule(0.0, 0.3, 7), warm_up(0.3, 7)
    assert all(ours(n) == pytest.approx(float(theirs(n)), abs=1e-12) for n in range(1, 20))
    assert [constant(0.3)(n) for n in (1, 500)] == [0.3, 0.3]


def test_an_array_goes_in_and_arrays_come_out() -> None:
    start = np.array([3.0, -4.0])
    steps = list(islice(gradient_descent(start, lambda x: 2 * x, 0.1), 3))
    assert [step.number for step in steps] == [1, 2, 3]
    np.testing.assert_allclose([step.point for step in steps], [start * 0.8**n for n in (1, 2, 3)])
    assert start.tolist() == [3.0, -4.0]
    assert steps[0].norm == 10.0 and steps[0].gradient.tolist() == [6.0, -8.0]


def test_steps_hold_what_they_were() -> None:
    """A step kept for later does not change when more are taken."""
    walk = adam(START, slope, 0.1)
    first = next(walk)
    kept = {name: part.copy() for name, part in first.point.items()}
    list(islice(walk, 5))
    assert all((first.point[name] == part).all() for name, part in kept.items())


@pytest.mark.parametrize("way", [gradient_descent, momentum, adam])
def test_the_dtype_stays(way: Callable[..., Iterator[Step[Any]]]) -> None:
    start = np.ones(3, dtype=np.float32)
    step = next(way(start, lambda x: x * 2, warm_up(0.1, 3), clip=0.5))
    assert step.point.dtype == step.move.dtype == np.float32
    assert next(way(np.array([1, 2]), lambda x: x, 0.1)).point.dtype == np.float64


@pytest.mark.parametrize("way", [gradient_descent, momentum, adam])
def test_a_gradient_shorter_than_the_clip_stays_as_it_is(way: Callable[..., Iterator[Step[Any]]]) -> None:
    free, held = next(way(START, slope, 0.1)), next(way(START, slope, 0.1, clip=1e6))
    assert all((free.point[name] == held.point[name]).all() for name in START)


def test_length_is_the_norm_of_everything() -> None:
    everything = np.concatenate([part.ravel() for part in START.values()])
    assert length(START) == pytest.approx(np.linalg.norm(everything), rel=1e-14)
    assert length(np.array([3.0, 4.0])) == 5.0


def twice(x: Floats) -> Floats:
    return 2 * x


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: gradient_descent(np.array([]), twice, 0.1), "the start is empty"),
        (lambda: gradient_descent({}, dict, 0.1), "the start is empty"),
        (lambda: gradient_descent(np.array([np.nan]), twice, 0.1), "the start holds values"),
        (lambda: gradient_descent(np.ones(2), twice, -0.1), "the rate must be finite and not negative"),
        (lambda: gradient_descent(np.ones(2), twice, float("nan")), "the rate must be finite"),
        (lambda: gradient_descent(np.ones(2), twice, 0.1, clip=-1.0), "clip must be finite and not negative"),
        (lambda: next(gradient_descent(np.ones(2), twice, lambda n: -1.0)), "the rate must be finite"),
        (lambda: next(gradient_descent(np.ones(2), lambda x: x[:1], 0.1)), "the gradient has shapes"),
        (lambda: next(gradient_descent(np.ones(2), lambda x: x * np.nan, 0.1)), "at step 1 is not finite"),
        (lambda: next(adam(START, lambda w: {"w": w["w"]}, 0.1)), "the gradient has shapes"),
        (lambda: momentum(np.ones(2), twice, 0.1, keep=1.0), "keep must be at least 0 and below 1"),
        (lambda: adam(np.ones(2), twice, 0.1, keep=(-0.1, 0.9)), r"keep\[0\] must be"),
        (lambda: adam(np.ones(2), twice, 0.1, keep=(0.9, 1.0)), r"keep\[1\] must be"),
        (lambda: adam(np.ones(2), twice, 0.1, epsilon=0.0), "epsilon must be positive"),
        (lambda: adam(np.ones(2), twice, 0.1, decay=-1.0), "decay must be finite and not negative"),
        (lambda: constant(float("inf")), "the rate must be finite"),
        (lambda: warm_up(-1.0, 3), "the peak must be finite"),
        (lambda: warm_up(1.0, 0), "at least one step"),
        (lambda: warm_up_then_cosine(1.0, 5, 5), "leaves none after a warm-up of 5"),
        (lambda: warm_up_then_cosine(1.0, 5, 9, floor=2.0), "the floor must lie between"),
    ],
)
def test_mistakes_are_told_at_once(wrong: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()
