"""The determinant of a 2 x 2 matrix, written out: one diagonal less the other."""

from __future__ import annotations

from manim import VGroup
from numpy.typing import ArrayLike

from maths import linear
from scenes.matrix import MatrixTable
from scenes.typesetting import Symbols, number


class Determinant(VGroup):
    """The formula with its numbers, in parts that come one by one: `start`, `down`, `up`, `value`.

    >>> from scenes.determinant import Determinant
    >>> shown = Determinant([[2, -1], [1, 1]])
    """

    def __init__(self, matrix: ArrayLike, *, size: float | None = None) -> None:
        (a, b), (c, d) = MatrixTable(matrix).values
        parts = {
            "start": '"det" =',
            "down": f"{number(a)} dot {_bracketed(d)}",
            "up": f"- {_bracketed(b)} dot {_bracketed(c)}",
            "value": f"= {number(linear.determinant([[a, b], [c, d]]))}",
        }
        formula = Symbols(" ".join(f"{{{{ {code} : {name} }}}}" for name, code in parts.items()), size=size)
        super().__init__(formula)
        self.start, self.down, self.up, self.value = (formula.select(name) for name in parts)


def _bracketed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
