"""Every operation against jax and against central differences, on generated shapes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import maths.autodiff as ad
from maths.autodiff import Node, backward, leaf, walk

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]
SIDES = st.integers(1, 4)
SHAPES = st.lists(SIDES, min_size=1, max_size=3).map(tuple)


def values(shape: tuple[int, ...], seed: int, low: float = -2.0, high: float = 2.0) -> Floats:
    return np.random.default_rng(seed).uniform(low, high, shape)


def check(ours: Callable[..., Node], theirs: Callable[..., Any], *inputs: Floats, seed: int = 0) -> None:
    """Values and gradients of a random weighting of the output: against jax to 1e-10, differences to 1e-6."""
    leaves = [leaf(x) for x in inputs]
    out = ours(*leaves)
    reference = theirs(*[jnp.asarray(x) for x in inputs])
    np.testing.assert_allclose(out.value, reference, rtol=1e-10, atol=1e-12)
    weight = values(out.shape, seed + 99)
    backward(ad.total(out * leaf(weight)))

    def scalar(*xs: Any) -> Any:
        return jnp.sum(theirs(*xs) * weight)

    grads = jax.grad(scalar, argnums=tuple(range(len(inputs))))(*inputs)
    for number, (node, grad) in enumerate(zip(leaves, grads, strict=True)):
        assert node.grad is not None and node.grad.shape == node.shape
        np.testing.assert_allclose(node.grad, grad, rtol=1e-10, atol=1e-10)

        def along(x: Floats, place: int = number) -> float:
            moved = [*inputs[:place], x, *inputs[place + 1 :]]
            return float(np.sum(ours(*[leaf(m) for m in moved]).value * weight))

        differences = four_point(along, inputs[number])
        size = np.linalg.norm(differences) + 1e-3
        assert np.linalg.norm(node.grad - differences) / size < 1e-6


def four_point(f: Callable[[Floats], float], x: Floats, h: float = 1e-4) -> Floats:
    """The gradient by central differences of fourth order."""
    slopes = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[place] = h
        slopes[place] = (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / (12 * h)
    return slopes


UNARY: dict[str, tuple[Callable[..., Node], Callable[..., Any], float, float]] = {
    "power": (lambda a: ad.power(a, -1.5), lambda a: a**-1.5, 0.5, 2.0),
    "exp": (ad.exp, jnp.exp, -2, 2),
    "log": (ad.log, jnp.log, 0.5, 2.0),
    "tanh": (ad.tanh, jnp.tanh, -2, 2),
    "relu": (ad.relu, jax.nn.relu, 0.1, 2),
    "relu below zero": (ad.relu, jax.nn.relu, -2, -0.1),
    "gelu": (ad.gelu, lambda a: jax.nn.gelu(a, approximate=True), -3, 3),
    "negative": (lambda a: -a, lambda a: -a, -2, 2),
    "minus a number": (lambda a: a - 0.7, lambda a: a - 0.7, -2, 2),
    "a number plus, times": (lambda a: 2.0 * (1.5 + a), lambda a: 2.0 * (1.5 + a), -2, 2),
    "softmax": (ad.softmax, jax.nn.softmax, -3, 3),
    "normalise": (
        ad.normalise,
        lambda a: (a - a.mean(-1, keepdims=True)) / jnp.sqrt(a.var(-1, keepdims=True) + 1e-5),
        -2,
        2,
    ),
    "total": (ad.total, jnp.sum, -2, 2),
    "total of an axis": (lambda a: ad.total(a, -1), lambda a: a.sum(-1), -2, 2),
    "reshape": (lambda a: ad.reshape(a, (-1,)), jnp.ravel, -2, 2),
    "transpose": (
        lambda a: ad.transpose(a, tuple(range(a.value.ndim))[::-1]),
        lambda a: a.transpose(),
        -2,
        2,
    ),
    "used twice": (lambda a: a * ad.exp(a) + a, lambda a: a * jnp.exp(a) + a, -2, 2),
}


@pytest.mark.parametrize("name", UNARY)
@settings(max_examples=3, deadline=None)
@given(shape=SHAPES, seed=st.integers(0, 99))
def test_operations_on_one_array(name: str, shape: tuple[int, ...], seed: int) -> None:
    ours, theirs, low, high = UNARY[name]
    if name == "normalise" and shape[-1] < 3:
        shape = (*shape[:-1], 3)  # of one number nothing is left; of two, only signs: no slope to compare
    check(ours, theirs, values(shape, seed, low, high), seed=seed)


def test_axes_turned_round_in_a_circle_go_back_the_other_way() -> None:
    check(lambda a: ad.transpose(a, (1, 2, 0)), lambda a: a.transpose(1, 2, 0), values((2, 3, 4), 5))


BINARY: dict[str, tuple[Callable[..., Node], Callable[..., Any]]] = {
    "add": (lambda a, b: a + b, lambda a, b: a + b),
    "subtract": (lambda a, b: a - b, lambda a, b: a - b),
    "multiply": (ad.multiply, lambda a, b: a * b),
}


@pytest.mark.parametrize("name", BINARY)
@settings(max_examples=4, deadline=None)
@given(shape=SHAPES, data=st.data(), seed=st.integers(0, 99))
def test_operations_on_two_arrays_that_broadcast(
    name: str, shape: tuple[int, ...], data: st.DataObject, seed: int
) -> None:
    kept = data.draw(st.integers(0, len(shape)))
    other = tuple(data.draw(st.sampled_from([1, side])) for side in shape[len(shape) - kept :])
    one, two = values(shape, seed), values(other, seed + 1)
    check(*BINARY[name], one, two, seed=seed)
    check(*BINARY[name], two, one, seed=seed)


@settings(max_examples=5, deadline=None)
@given(front=st.lists(SIDES, max_size=2), n=SIDES, k=SIDES, m=SIDES, case=st.integers(0, 2))
def test_matrix_products(front: list[int], n: int, k: int, m: int, case: int) -> None:
    left = (*front, n, k)
    right = [(k, m), (*front, k, m), (*[1] * len(front), k, m)][case]
    check(ad.matmul, lambda a, b: a @ b, values(left, 1), values(right, 2))


@settings(max_examples=5, deadline=None)
@given(table=st.tuples(SIDES, SIDES), rows=st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_rows_of_a_table(table: tuple[int, int], rows: list[int]) -> None:
    numbers = np.array(rows) % table[0]
    check(lambda a: ad.take(a, numbers), lambda a: a[numbers], values(table, 4))
    square = np.stack([numbers, numbers])
    check(lambda a: ad.take(a, square), lambda a: a[square], values(table, 4))


@settings(max_examples=5, deadline=None)
@given(shape=st.tuples(SIDES, SIDES, st.integers(2, 4)), seed=st.integers(0, 99))
def test_cross_entropy(shape: tuple[int, ...], seed: int) -> None:
    targets = np.random.default_rng(seed).integers(0, shape[-1], shape[:-1])
    weights = values(shape[:-1], seed, 0, 1)

    def theirs(z: Any) -> Any:
        picked = jnp.take_along_axis(jax.nn.log_softmax(z), targets[..., None], axis=-1)[..., 0]
        return -jnp.sum(picked * weights)

    check(lambda z: ad.cross_entropy(z, targets, weights), theirs, values(shape, seed))


def test_scores_of_minus_infinity_get_nothing_and_send_nothing_back() -> None:
    scores = leaf(np.array([[0.3, 1.0], [0.2, -0.5]]))
    mask = Node(np.array([[0.0, -np.inf], [0.0, 0.0]]), "mask", (), lambda g: ())
    weights = ad.softmax(scores + mask)
    assert weights.value[0].tolist() == [1.0, 0.0]
    backward(ad.total(weights * leaf(np.array([[1.0, 2.0], [3.0, 4.0]]))))
    assert scores.grad is not None and scores.grad[0].tolist() == [0.0, 0.0]
    assert np.isfinite(scores.grad).all()


def test_large_scores_do_not_overflow() -> None:
    row = np.array([1000.0, 1001.0])
    np.testing.assert_allclose(ad.softmax(leaf(row)).value, jax.nn.softmax(row), rtol=1e-12)
    one = ad.cross_entropy(leaf(row), np.array(0), np.array(1.0))
    np.testing.assert_allclose(one.value, -jax.nn.log_softmax(row)[0], rtol=1e-12)


def test_the_tape_can_be_walked() -> None:
    x, w = leaf(np.ones((2, 3)), "x"), leaf(np.ones((3, 1)), "w")
    product = x @ w
    out = ad.total(ad.tanh(product) + product)
    tape = walk(out)
    assert [node.op for node in tape] == ["leaf", "leaf", "matmul", "tanh", "add", "total"]
    assert [node.shape for node in tape] == [(2, 3), (3, 1), (2, 1), (2, 1), (2, 1), ()]
    assert tape.index(product) < tape.index(out) and len(set(map(id, tape))) == len(tape)
    assert all(tape.index(parent) < tape.index(node) for node in tape for parent in node.parents)
    assert backward(out) == tape and all(node.grad is not None for node in tape)
    assert repr(x) == "Node(leaf 'x', shape (2, 3))" and repr(product) == "Node(matmul, shape (2, 1))"


def test_a_deep_tape_is_walked_without_recursion() -> None:
    x = node = leaf(1.0)
    for _ in range(5000):
        node = node + x
    backward(node)
    assert x.grad == 5001


def test_backward_starts_afresh() -> None:
    x = leaf(np.array([1.0, 2.0]))
    out = ad.total(x * x)
    backward(out)
    backward(out)
    assert x.grad is not None and x.grad.tolist() == [2.0, 4.0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_stays(dtype: type) -> None:
    x = leaf(np.linspace(0.5, 1.5, 6, dtype=dtype).reshape(2, 3))
    ops = [
        ad.gelu(x),
        ad.softmax(x),
        ad.normalise(x),
        ad.log(ad.exp(x)),
        ad.tanh(x),
        2.0 * x - 1.0,
        ad.relu(x),
    ]
    joined = ad.take(x, np.array([0, 1])) @ ad.transpose(x, (1, 0))
    out = ad.cross_entropy(joined, np.array([0, 1]), np.array([0.5, 0.5], dtype=dtype))
    for op in ops:
        out = out + ad.power(ad.total(op), 2.0)
    assert {node.value.dtype for node in backward(out)} == {np.dtype(dtype)}
    assert {node.grad.dtype for node in walk(out) if node.grad is not None} == {np.dtype(dtype)}


def test_whole_numbers_become_floats() -> None:
    assert leaf([1, 2]).value.dtype == np.float64
    assert ad.add(1.0, 2.0).value == 3.0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: leaf(np.zeros((0, 3)), "w"), r"w is empty: its shape is \(0, 3\)"),
        (lambda: leaf([1.0, np.nan]), "the array holds values that are not finite"),
        (lambda: leaf([np.inf], "bias"), "bias holds values that are not finite"),
        (lambda: backward(leaf([1.0, 2.0])), r"only a single number has a gradient: .* \(2,\)"),
        (lambda: leaf(np.ones(3)) + leaf(np.ones(2)), "broadcast"),
        (lambda: leaf(np.ones(3)) * leaf(np.ones(2)), "broadcast"),
        (lambda: leaf(np.ones((2, 3))) @ leaf(np.ones((2, 3))), r"cannot multiply matrices .*\(2, 3\)"),
        (lambda: leaf(np.ones(3)) @ leaf(np.ones((3, 2))), r"cannot multiply matrices .*\(3,\)"),
        (lambda: ad.log(leaf([1.0, 0.0])), "needs positive numbers"),
        (lambda: ad.reshape(leaf(np.ones(3)), (2, 2)), "reshape"),
        (lambda: ad.take(leaf(np.ones((2, 2))), np.array([2])), "from 0 to 1"),
        (lambda: ad.take(leaf(np.ones((2, 2))), np.array([-1])), "from 0 to 1"),
        (lambda: ad.take(leaf(np.ones((2, 2))), np.array([], dtype=int)), "at least one"),
        (lambda: ad.cross_entropy(leaf(np.ones((2, 3))), np.array([0]), np.ones(1)), "disagree"),
        (lambda: ad.cross_entropy(leaf(np.ones((1, 3))), np.array([3]), np.ones(1)), "from 0 to 2"),
    ],
)
def test_mistakes_are_told(wrong: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()


@pytest.mark.parametrize("name", ["autodiff", "transformer"])
def test_it_can_be_read_in_one_sitting(name: str) -> None:
    lines = (Path(ad.__file__).with_name(f"{name}.py")).read_text(encoding="utf-8").splitlines()
    assert len(lines) < 250
