"""Reverse-mode differentiation on arrays: each operation notes how blame flows back through it.

A `Node` holds a value and remembers which nodes it was made from. `backward` walks that record, the tape,
from the end to the start and leaves on every node the gradient of the output with respect to it, an array of
the node's own shape. float32 stays float32 and float64 stays float64.

Reverse mode: Linnainmaa (1970), Rumelhart, Hinton and Williams (1986); Griewank and Walther, Evaluating
Derivatives (2008). Layer normalisation: Ba, Kiros and Hinton (2016). GELU, in its tanh form: Hendrycks and
Gimpel (2016).
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Pull = Callable[[Array], tuple[Array, ...]]  # from the gradient of the output to one for each parent

_sum, _mean = partial(np.sum, axis=-1, keepdims=True), partial(np.mean, axis=-1, keepdims=True)


class Node:
    """A value on the tape: its `value`, `grad` (after `backward`), `op`, `name` and `parents`."""

    __slots__ = ("grad", "name", "op", "parents", "pull", "value")

    def __init__(self, value: Array, op: str, parents: "Sequence[Node]", pull: Pull, name: str = "") -> None:
        self.value, self.op, self.parents, self.pull, self.name = value, op, parents, pull, name
        self.grad: Array | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    def __add__(self, other: "Node | float") -> "Node":
        return add(self, other)

    def __sub__(self, other: "Node | float") -> "Node":
        return add(self, -other)

    def __mul__(self, other: "Node | float") -> "Node":
        return multiply(self, other)

    def __neg__(self) -> "Node":
        return multiply(self, -1.0)

    def __matmul__(self, other: "Node") -> "Node":
        return matmul(self, other)

    __radd__, __rmul__ = __add__, __mul__

    def __repr__(self) -> str:
        return f"Node({self.op}{f' {self.name!r}' if self.name else ''}, shape {self.shape})"


def leaf(value: Any, name: str = "") -> Node:
    """A node that nothing was done to get: a weight or an input. Numbers that are not floats become float64.

    Raises ValueError for an empty array and for values that are not finite.
    """
    array = np.asarray(value)
    array = array if np.issubdtype(array.dtype, np.floating) else array.astype(np.float64)
    what = name or "the array"
    if not array.size:
        raise ValueError(f"{what} is empty: its shape is {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{what} holds values that are not finite")
    return Node(array, "leaf", (), lambda g: (), name)


def walk(output: Node) -> list[Node]:
    """The tape behind a node: every node that it depends on, each after its parents, itself last."""
    order, seen, ahead = list[Node](), set[int](), [(output, False)]
    while ahead:
        node, done = ahead.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            ahead.append((node, True))
            ahead.extend((parent, False) for parent in reversed(node.parents))
    return order


def backward(output: Node) -> list[Node]:
    """Set `grad` on every node behind a scalar to the gradient of that scalar; return the tape walked.

    A node used twice receives the sum of what comes back from both uses. Calling it again starts afresh.
    Raises ValueError if the output is not a single number.
    """
    if output.value.size != 1:
        raise ValueError(f"only a single number has a gradient: the output has shape {output.shape}")
    tape = walk(output)
    for node in tape:
        node.grad = None
    output.grad = np.ones_like(output.value)
    for node in reversed(tape):
        assert node.grad is not None  # whatever is behind the output was reached by a child
        for parent, blame in zip(node.parents, node.pull(node.grad), strict=True):
            parent.grad = blame if parent.grad is None else parent.grad + blame
    return tape


def _unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum a gradient over the axes along which a value of `shape` was repeated."""
    if gradient.ndim > len(shape):  # axes put in front, summed as one
        gradient = gradient.reshape(-1, *gradient.shape[gradient.ndim - len(shape) :]).sum(axis=0)
    repeated = tuple(axis for axis, size in enumerate(shape) if size == 1 < gradient.shape[axis])
    return gradient.sum(axis=repeated, keepdims=True) if repeated else gradient


def _node(value: "Node | float", like: "Node | float") -> Node:
    """A plain number as a node of the dtype it is used with."""
    dtype = like.value.dtype if isinstance(like, Node) else np.float64
    return value if isinstance(value, Node) else leaf(np.asarray(value, dtype=dtype))


def add(a: "Node | float", b: "Node | float") -> Node:
    """a + b, with broadcasting. Blame passes through unchanged."""
    a, b = _node(a, b), _node(b, a)
    shapes = a.shape, b.shape
    return Node(a.value + b.value, "add", (a, b), lambda g: tuple(_unbroadcast(g, shape) for shape in shapes))


def multiply(a: "Node | float", b: "Node | float") -> Node:
    """a * b, element by element, with broadcasting. Each factor's blame is scaled by the other."""
    a, b = _node(a, b), _node(b, a)
    x, y = a.value, b.value
    pull = lambda g: (_unbroadcast(g * y, x.shape), _unbroadcast(g * x, y.shape))  # noqa: E731
    return Node(x * y, "multiply", (a, b), pull)


def matmul(a: Node, b: Node) -> Node:
    """(..., n, k) @ (..., k, m) -> (..., n, m); the axes in front broadcast. Raises ValueError if k differs."""
    x, y = a.value, b.value
    if min(x.ndim, y.ndim) < 2 or x.shape[-1] != y.shape[-2]:
        raise ValueError(f"cannot multiply matrices of shapes {x.shape} and {y.shape}")

    def pull(g: Array) -> tuple[Array, ...]:  # g (..., n, m)
        if y.ndim == 2:  # one matrix for all rows: one product in place of many small ones
            return g @ y.T, x.reshape(-1, x.shape[-1]).T @ g.reshape(-1, g.shape[-1])
        return _unbroadcast(g @ y.swapaxes(-1, -2), x.shape), _unbroadcast(x.swapaxes(-1, -2) @ g, y.shape)

    return Node(x @ y, "matmul", (a, b), pull)


def power(a: Node, exponent: float) -> Node:
    """a ** exponent, element by element, for a fixed exponent."""
    x = a.value
    return Node(x**exponent, "power", (a,), lambda g: (g * exponent * x ** (exponent - 1),))


def exp(a: Node) -> Node:
    """e to the power of each element."""
    y = np.exp(a.value)
    return Node(y, "exp", (a,), lambda g: (g * y,))


def log(a: Node) -> Node:
    """The natural logarithm. Raises ValueError unless every element is positive."""
    if not (a.value > 0).all():
        raise ValueError("the logarithm needs positive numbers")
    return Node(np.log(a.value), "log", (a,), lambda g: (g / a.value,))


def tanh(a: Node) -> Node:
    """The hyperbolic tangent, element by element."""
    y = np.tanh(a.value)
    return Node(y, "tanh", (a,), lambda g: (g * (1 - y * y),))


def relu(a: Node) -> Node:
    """max(a, 0); its slope at 0 is taken as 0."""
    return Node(np.maximum(a.value, 0), "relu", (a,), lambda g: (g * (a.value > 0),))


def gelu(a: Node) -> Node:
    """a/2 (1 + tanh(sqrt(2/pi) (a + 0.044715 a^3))): a bend like ReLU's, without its kink."""
    x = a.value
    t = np.tanh(0.7978845608028654 * x * (1 + 0.044715 * x * x))
    bend = 0.7978845608028654 * (1 + 0.134145 * x * x)  # the derivative of what tanh is taken of
    return Node(x * (1 + t) / 2, "gelu", (a,), lambda g: (g * (1 + t + x * (1 - t * t) * bend) / 2,))


def total(a: Node, axis: int | None = None) -> Node:
    """The sum of all elements, shape (), or along one axis, which is then gone."""
    x, y = a.value, a.value.sum(axis, keepdims=True)
    pull = lambda g: (np.broadcast_to(g.reshape(y.shape), x.shape),)  # noqa: E731
    return Node(y.squeeze(axis), "total", (a,), pull)


def reshape(a: Node, shape: Sequence[int]) -> Node:
    """The same elements in another shape. Raises ValueError if their number differs."""
    before = a.shape
    return Node(a.value.reshape(tuple(shape)), "reshape", (a,), lambda g: (g.reshape(before),))


def transpose(a: Node, axes: Sequence[int]) -> Node:
    """The axes in another order: axis i of the result is axis `axes[i]` of a."""
    back = np.argsort(axes)
    return Node(a.value.transpose(axes), "transpose", (a,), lambda g: (g.transpose(back),))


def take(a: Node, rows: NDArray[np.integer[Any]]) -> Node:
    """Rows of a table by number: (V, D), (...) -> (..., D); one taken twice is blamed twice. ValueError for none such."""
    if rows.size == 0 or rows.min() < 0 or rows.max() >= len(a.value):
        raise ValueError(f"rows must be numbers from 0 to {len(a.value) - 1}, at least one")

    def pull(g: Array) -> tuple[Array, ...]:  # g (..., D)
        one_hot = (np.arange(len(a.value))[:, None] == rows.ravel()).astype(g.dtype)  # (V, R)
        return ((one_hot @ g.reshape(rows.size, -1)).reshape(a.shape),)

    return Node(a.value[rows], "take", (a,), pull)


def softmax(a: Node) -> Node:
    """Along the last axis: exp(a) / sum exp(a). A score of minus infinity gets exactly 0."""
    e = np.exp(a.value - a.value.max(axis=-1, keepdims=True))
    y = e / _sum(e)
    return Node(y, "softmax", (a,), lambda g: (y * (g - _sum(g * y)),))


def normalise(a: Node, epsilon: float = 1e-5) -> Node:
    """Along the last axis: less its mean, over its standard deviation (epsilon is added to the variance)."""
    centred = a.value - _mean(a.value)
    scale = 1 / np.sqrt(_mean(centred * centred) + epsilon)
    y = centred * scale
    return Node(y, "normalise", (a,), lambda g: ((g - _mean(g) - y * _mean(g * y)) * scale,))


def cross_entropy(logits: Node, targets: NDArray[np.integer[Any]], weights: Array) -> Node:
    """The weighted sum of -log softmax(logits)[target], in nats.

    logits (..., V), targets (...) and weights (...) -> (). A place that is padding has the weight 0.
    Raises ValueError if the shapes disagree or a target is not a number below V.
    """
    if not logits.shape[:-1] == targets.shape == weights.shape:
        raise ValueError(f"logits {logits.shape}, targets {targets.shape}, weights {weights.shape} disagree")
    if targets.min() < 0 or targets.max() >= logits.shape[-1]:
        raise ValueError(f"targets must be numbers from 0 to {logits.shape[-1] - 1}")
    z = logits.value - logits.value.max(axis=-1, keepdims=True)  # (..., V)
    z = z - np.log(_sum(np.exp(z)))  # log-probabilities
    truth = (targets[..., None] == np.arange(z.shape[-1])).astype(z.dtype)  # (..., V), one-hot
    pull = lambda g: ((np.exp(z) - truth) * (g * weights)[..., None],)  # noqa: E731
    return Node(np.asarray(-((z * truth).sum(axis=-1) * weights).sum()), "cross_entropy", (logits,), pull)
