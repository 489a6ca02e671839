"""Level lines of a table of heights, by marching squares.

Each cell of the grid is cut by a level where two corners that share an edge lie on different sides of it; the place on
the edge is found by straight interpolation. Where both pairs of opposite corners differ, a saddle, the mean of the
corners decides which are joined. Lorensen and Cline, Marching Cubes (1987), in two dimensions.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maths import _checks

Array = NDArray[np.float64]
Edge = tuple[int, int, int]
"""An edge of the grid: row and column of its lower left end, and 0 for one that runs across, 1 for one that runs up."""

# The edges of a cell (bottom, right, top, left) that a level joins, by which of its corners lie above: those at the lower
# left 1, lower right 2, upper right 4, upper left 8. Saddles (5 and 10) stand apart.
_BOTTOM, _RIGHT, _TOP, _LEFT = range(4)
_JOINED = {
    1: [(_LEFT, _BOTTOM)], 2: [(_BOTTOM, _RIGHT)], 3: [(_LEFT, _RIGHT)], 4: [(_RIGHT, _TOP)], 6: [(_BOTTOM, _TOP)],
    7: [(_LEFT, _TOP)], 8: [(_TOP, _LEFT)], 9: [(_TOP, _BOTTOM)], 11: [(_TOP, _RIGHT)], 12: [(_RIGHT, _LEFT)],
    13: [(_RIGHT, _BOTTOM)], 14: [(_BOTTOM, _LEFT)],
}  # fmt: skip
_RISING_OFF = [(_LEFT, _BOTTOM), (_RIGHT, _TOP)]
"""The lower left and the upper right corner are each cut off alone."""
_FALLING_OFF = [(_BOTTOM, _RIGHT), (_TOP, _LEFT)]
"""And here the lower right and the upper left one."""


def level_lines(values: ArrayLike, xs: ArrayLike, ys: ArrayLike, level: float) -> list[Array]:
    """The lines on which heights (m, n) over xs (n,) and ys (m,) are at a level: each (k, 2), a closed one ending where it
    begins.

    A height that is the level itself counts as above it. Raises ValueError for fewer than two rows or columns, lengths
    that do not fit, xs or ys that do not rise, and numbers that are not finite.
    """
    table = _checks.array("the values", values, 2)
    across, up = _checks.array("xs", xs, 1), _checks.array("ys", ys, 1)
    if min(table.shape) < 2 or table.shape != (up.size, across.size):
        raise ValueError(f"values of shape {table.shape} do not fit {up.size} ys and {across.size} xs")
    if (np.diff(across) <= 0).any() or (np.diff(up) <= 0).any():
        raise ValueError("xs and ys must rise")
    at = float(_checks.array("the level", level))
    above = table >= at
    kinds = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    meets: dict[Edge, list[Edge]] = defaultdict(list)
    for i, j in np.argwhere((kinds > 0) & (kinds < 15)).tolist():
        kind = int(kinds[i, j])
        edges: tuple[Edge, ...] = ((i, j, 0), (i, j + 1, 1), (i + 1, j, 0), (i, j, 1))
        for one, other in _JOINED.get(kind) or _saddle(kind, table[i : i + 2, j : j + 2].mean() >= at):
            meets[edges[one]].append(edges[other])
            meets[edges[other]].append(edges[one])
    return [np.array([_place(table, across, up, at, edge) for edge in line]) for line in _chained(meets)]


def _saddle(kind: int, middle_is_above: bool) -> list[tuple[int, int]]:
    """What is joined in a saddle: where its middle is above, the low corners are cut off, and else the high ones."""
    return _RISING_OFF if (kind == 5) != middle_is_above else _FALLING_OFF


def _chained(meets: dict[Edge, list[Edge]]) -> list[list[Edge]]:
    """Pieces joined to lines: first those that begin at a border, then those that are closed."""
    lines = []
    for start in sorted(meets, key=lambda edge: len(meets[edge])):
        if not meets[start]:
            continue
        line = [start]
        while meets[line[-1]]:
            step = meets[line[-1]].pop()
            meets[step].remove(line[-1])
            line.append(step)
        lines.append(line)
    return lines


def _place(table: Array, across: Array, up: Array, level: float, edge: Edge) -> tuple[float, float]:
    i, j, upwards = edge
    first, last = table[i, j], table[i + upwards, j + 1 - upwards]
    share = (level - first) / (last - first)
    x = across[j] + (0 if upwards else share * (across[j + 1] - across[j]))
    y = up[i] + (share * (up[i + 1] - up[i]) if upwards else 0)
    return float(x), float(y)
