"""Ways downhill, as iterators over steps: gradient descent, momentum, Adam; and schedules for their rate.

Each takes a start, a gradient and a rate, and yields a `Step` for every move it makes, without end: take as
many as you want. A point is an array, or a mapping of named arrays (the weights of a model); what comes out
has the form, shapes and dtypes of what went in, and nothing that went in is changed.

Gradient descent: Cauchy (1847). Momentum: Polyak (1964). Adam: Kingma and Ba (2015); its decay apart from the
gradient: Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019). Cosine schedule: Loshchilov
and Hutter, SGDR (2017). Clipping by the norm: Pascanu, Mikolov and Bengio (2013).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from math import cos, inf, isfinite, pi, sqrt
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Point = TypeVar("Point", Array, dict[str, Array])
Schedule = Callable[[int], float]  # from the number of a step, the first being 1, to its rate
Parts = dict[str, Array]


@dataclass(frozen=True)
class Step(Generic[Point]):
    """One move: its number from 1, where it led, and what it was made of.

    `gradient` is the gradient where the step began, before clipping, and `norm` its Euclidean length;
    `move` is what was added, so point = (the point before) + move; `rate` is the rate of this step.
    """

    number: int
    point: Point
    gradient: Point
    move: Point
    rate: float
    norm: float


def gradient_descent(
    start: Point, gradient: Callable[[Point], Point], rate: float | Schedule, clip: float | None = None
) -> Iterator[Step[Point]]:
    """Steps straight down: move = -rate * gradient.

    With `clip`, a gradient longer than that is scaled back to that length first. Raises ValueError for an
    empty or not finite start, a gradient that is not finite or not of the start's form and shapes, and a rate
    or clip that is negative or not finite.
    """
    return momentum(start, gradient, rate, keep=0.0, clip=clip)


def momentum(
    start: Point,
    gradient: Callable[[Point], Point],
    rate: float | Schedule,
    keep: float = 0.9,
    clip: float | None = None,
) -> Iterator[Step[Point]]:
    """Steps of a heavy ball: speed = keep * speed + gradient; move = -rate * speed.

    Raises ValueError as `gradient_descent` does, and unless 0 <= keep < 1.
    """
    _between("keep", keep)

    def moves(speed: Parts, slope: Parts, point: Parts, number: int, rate: float) -> Parts:
        for name, part in slope.items():
            speed[name] = keep * speed[name] + part
        return {name: -rate * part for name, part in speed.items()}

    return _steps(start, gradient, rate, clip, moves, copies=1)


def adam(
    start: Point,
    gradient: Callable[[Point], Point],
    rate: float | Schedule,
    keep: tuple[float, float] = (0.9, 0.999),
    epsilon: float = 1e-8,
    decay: float = 0.0,
    clip: float | None = None,
) -> Iterator[Step[Point]]:
    """Steps measured on each axis by its own gradients: move = -rate * mean / (sqrt(square) + epsilon).

    `mean` and `square` are running means of the gradient and of its square, keeping keep[0] and keep[1] of
    what they were, corrected for having begun at zero. `decay` pulls each number towards zero by rate * decay
    of itself, apart from the gradient. Raises ValueError as `gradient_descent` does, unless both of `keep`
    are in [0, 1), and unless epsilon is positive and decay not negative.
    """
    _between("keep[0]", keep[0])
    _between("keep[1]", keep[1])
    if not (epsilon > 0 and isfinite(epsilon)):
        raise ValueError(f"epsilon must be positive, not {epsilon}")
    _not_negative("decay", decay)

    def moves(running: Parts, slope: Parts, point: Parts, number: int, rate: float) -> Parts:
        made = Parts()
        for name, part in slope.items():
            mean = running[name] = keep[0] * running[name] + (1 - keep[0]) * part
            square = running[name + "^2"] = keep[1] * running[name + "^2"] + (1 - keep[1]) * part * part
            ruler = np.sqrt(square / (1 - keep[1] ** number)) + epsilon
            made[name] = -rate * (mean / (1 - keep[0] ** number) / ruler + decay * point[name])
        return made

    return _steps(start, gradient, rate, clip, moves, copies=2)


Moves = Callable[[Parts, Parts, Parts, int, float], Parts]


def _steps(
    start: Point,
    gradient: Callable[[Point], Point],
    rate: float | Schedule,
    clip: float | None,
    moves: Moves,
    copies: int,
) -> Iterator[Step[Point]]:
    """What all the ways share. Checked here, at the call, and not when the first step is taken."""
    first = _parts(start)
    if not first or not all(part.size for part in first.values()):
        raise ValueError("there is nothing to move: the start is empty")
    for part in first.values():
        if not np.isfinite(part).all():
            raise ValueError("the start holds values that are not finite")
    if clip is not None:
        _not_negative("clip", clip)
    schedule = rate if callable(rate) else constant(rate)

    def form(parts: Any) -> Point:
        return parts if isinstance(start, Mapping) else parts[""]

    def run() -> Iterator[Step[Point]]:
        point = first
        memory = {name + "^2" * copy: np.zeros_like(p) for name, p in first.items() for copy in range(copies)}
        for number in count(1):
            raw = gradient(form(point))
            slope = _checked(_parts(raw), point, number)
            norm = length(raw)
            now = schedule(number)
            _not_negative("the rate", now)
            if clip is not None and norm > clip:
                slope = {name: part * (clip / norm) for name, part in slope.items()}
            move = moves(memory, slope, point, number, now)
            point = {name: part + move[name] for name, part in point.items()}
            yield Step(number, form(point), raw, form(move), now, norm)

    return run()


def _parts(point: Any) -> Parts:
    """A point as named arrays: a lone array is named "". Whole numbers become float64."""
    named = point if isinstance(point, Mapping) else {"": point}
    arrays = {name: np.asarray(part) for name, part in named.items()}
    return {n: a if np.issubdtype(a.dtype, np.floating) else a.astype(float) for n, a in arrays.items()}


def _checked(slope: Parts, point: Parts, number: int) -> Parts:
    shapes, wanted = ({name: part.shape for name, part in parts.items()} for parts in (slope, point))
    if shapes != wanted:
        raise ValueError(f"the gradient has shapes {shapes} where the point has {wanted}")
    if not all(np.isfinite(part).all() for part in slope.values()):
        raise ValueError(f"the gradient at step {number} is not finite: the steps are too long, perhaps")
    return slope


def _between(name: str, value: float) -> None:
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, not {value}")


def _not_negative(name: str, value: float) -> None:
    if not 0 <= value < inf:
        raise ValueError(f"{name} must be finite and not negative, not {value}")


def length(point: Array | Mapping[str, Array]) -> float:
    """The Euclidean length of a point: the root of the sum of the squares of all its numbers."""
    return sqrt(sum(float(np.sum(np.square(part, dtype=np.float64))) for part in _parts(point).values()))


def constant(rate: float) -> Schedule:
    """The same rate at every step. Raises ValueError if it is negative or not finite."""
    _not_negative("the rate", rate)
    return lambda number: rate


def warm_up(peak: float, steps: int) -> Schedule:
    """A rate that climbs in a straight line: peak / steps at step 1, peak at step `steps` and ever after.

    Raises ValueError if the peak is negative or not finite, or steps is below 1.
    """
    _not_negative("the peak", peak)
    if steps < 1:
        raise ValueError(f"a warm-up takes at least one step, not {steps}")
    return lambda number: peak * min(number / steps, 1.0)


def warm_up_then_cosine(peak: float, steps: int, total: int, floor: float = 0.0) -> Schedule:
    """A warm-up of `steps`, then half a wave of a cosine from the peak at `steps` down to `floor` at `total`.

    After that the rate stays at the floor. Raises ValueError as `warm_up` does, unless total > steps, and
    unless 0 <= floor <= peak.
    """
    rising = warm_up(peak, steps)
    if total <= steps:
        raise ValueError(f"a total of {total} steps leaves none after a warm-up of {steps}")
    if not 0 <= floor <= peak:
        raise ValueError(f"the floor must lie between 0 and the peak {peak}, not be {floor}")

    def rate(number: int) -> float:
        if number <= steps:
            return rising(number)
        done = min((number - steps) / (total - steps), 1.0)
        return floor + (peak - floor) * (1 + cos(pi * done)) / 2

    return rate
