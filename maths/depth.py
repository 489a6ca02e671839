"""What becomes of blame on its way back through many layers, with and without links that go round each of them.

Vanishing gradients: Hochreiter (1991), Bengio, Simard and Frasconi (1994). Links that add what came in to what comes
out: He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition (2016).
"""

import numpy as np
from numpy.typing import NDArray

from maths import _checks
from maths.autodiff import Array, backward, leaf, relu, total


def random_layers(layers: int, width: int, spread: float, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """An example to send blame through: weights (layers, width, width), a state (width) and what its end is weighed
    with (width).

    Weights are normal with the deviation spread / sqrt(width), so that before the bend a layer changes the length of a
    state by about the factor `spread`. Raises ValueError unless there is a layer, a width and a spread above zero.
    """
    depth, size = _checks.whole("layers", layers, 1), _checks.whole("width", width, 1)
    deviation = _checks.positive("spread", spread) * size**-0.5
    return rng.normal(0, deviation, (depth, size, size)), rng.standard_normal(size), rng.standard_normal(size)


def blame_by_depth(weights: Array, state: Array, end: Array, *, links: bool) -> NDArray[np.float64]:
    """The blame at each station of a net of L layers: (L + 1, n), before each layer and behind the last.

    A layer makes relu(x W) of its input x; with `links`, x is added to that. The loss is the dot product of the last
    state with `end`, so its blame there is `end` itself. Weights are (L, n, n), state and end (n). Raises ValueError
    for shapes that do not fit and numbers that are not finite.
    """
    stack, start = _checks.array("the weights", weights, 3), _checks.array("the state", state, 1)
    weighed = _checks.array("the end", end, 1)
    if stack.shape[1:] != (len(start), len(start)) or start.shape != weighed.shape:
        raise ValueError(f"weights {stack.shape}, state {start.shape} and end {weighed.shape} do not fit each other")
    stations = [leaf(start[None])]
    for matrix in stack:
        made = relu(stations[-1] @ leaf(matrix))
        stations.append(stations[-1] + made if links else made)
    backward(total(stations[-1] * leaf(weighed[None])))
    return np.array([station.grad[0] for station in stations if station.grad is not None])
