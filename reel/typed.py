"""How an answer was written, whatever it comes to: plainly or as code, with how many decimals, to its end or not."""

from __future__ import annotations

import ast
import codeop
import re
import warnings
from collections.abc import Collection
from dataclasses import dataclass

_PLACES = 2
"""A typed number with so many decimals, and so many digits that count, is rounded: right to half of its last place."""
_CONSTRUCTORS = {"array", "asarray", "list", "tuple", "dict", "float", "int", "str", "round", "print"}
"""Calls that write a value in another way: with them alone nothing is worked out yet."""


@dataclass(frozen=True)
class Typed:
    """Of an answer: `places` are the decimals of each number at the least, None where it is no plain value; `digits`
    are the digits that count in one of its numbers at the most; `code` says that it works its value out; `xor`, that
    it holds a ^, which in Python is no power."""

    places: int | None = None
    digits: int = 0
    code: bool = False
    xor: bool = False

    @classmethod
    def read(cls, text: str, given: Collection[str] = ()) -> Typed:
        """What there is to see in the text of an answer, over what the exercise gives."""
        try:
            tree = ast.parse(tidy(text))
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return cls()
        nodes = list(ast.walk(tree))
        xor = any(isinstance(node, ast.BitXor) for node in nodes)
        result = result_of(tree)
        if result is None or not _plain(result):
            return cls(code=any(_works(node, given) for node in nodes), xor=xor)
        written = [_precision(number) for number in _decimals(result, tidy(text))]
        return cls(min((places for places, _ in written), default=0), max((digits for _, digits in written), default=0))

    @property
    def half(self) -> float:
        """Half of the last place of an answer that was rounded; zero for one that was not."""
        rounded = self.places is not None and min(self.places, self.digits) >= _PLACES
        return half_of(self.places) if rounded and self.places is not None else 0.0


def half_of(places: int) -> float:
    """Half of the last of so many decimals, with room for what binary makes of it."""
    return 0.5 * 10.0**-places * (1 + 1e-9)


def tidy(text: str) -> str:
    """An answer without what a keyboard or a page adds to it; the lines of a file keep their numbers."""
    plain = text.replace("\N{MINUS SIGN}", "-").rstrip()
    return plain if "\n" in plain else plain.strip()


def lone_value(text: str) -> str | None:
    """Of an answer such as k = 6, what stands on the right; None for any other."""
    try:
        tree = ast.parse(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if "\n" in text or len(tree.body) != 1 or not isinstance(node := tree.body[0], ast.Assign):
        return None
    return ast.get_source_segment(text, node.value) if all(isinstance(to, ast.Name) for to in node.targets) else None


def result_of(tree: ast.Module) -> ast.expr | None:
    """What of an answer counts: its last expression, unless that only prints, or else what `answer` was last set to."""
    if not tree.body:
        return None
    last = tree.body[-1]
    if isinstance(last, ast.Expr) and not (isinstance(last.value, ast.Call) and _called(last.value) == "print"):
        return last.value
    for node in reversed(tree.body):
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "answer" for to in node.targets):
            return node.value
    return None


def finished(text: str) -> bool:
    """Whether lines typed so far are a whole answer: brackets closed, and something at the end that counts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if codeop.compile_command(tidy(text), "<answer>", "exec") is None:
                return False
            tree = ast.parse(tidy(text))
        except (ValueError, SyntaxError, OverflowError, MemoryError, RecursionError):
            return True  # More lines would not mend it: what is wrong can be told.
    return not tree.body or isinstance(tree.body[-1], ast.Expr) or result_of(tree) is not None


def _plain(result: ast.expr) -> bool:
    try:
        ast.literal_eval(result)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return True


def _works(node: ast.AST, given: Collection[str]) -> bool:
    """Whether one piece of code works something out: from what is given, by a function, or by a matrix product."""
    if isinstance(node, ast.Name):
        return isinstance(node.ctx, ast.Load) and node.id in given
    if isinstance(node, ast.Call):
        return _called(node) not in _CONSTRUCTORS
    return isinstance(node, ast.MatMult | ast.comprehension)


def _called(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else None


def _decimals(result: ast.expr, text: str) -> list[str]:
    """The numbers with a point in them, as they were typed."""
    found = [node for node in ast.walk(result) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    return [ast.get_source_segment(text, node) or "" for node in found]


def _precision(number: str) -> tuple[int, int]:
    """(decimals, digits that count) of a typed number: of 3.30e-1 three and three, of 0.02 two and one."""
    parts = re.fullmatch(r"([\d_]*)\.?([\d_]*)(?:[eE]([+-]?\d+))?", number)
    if parts is None:
        return 0, 0
    whole, fraction, power = (part.replace("_", "") if part else "" for part in parts.groups())
    return len(fraction) - int(power or 0), len((whole + fraction).lstrip("0"))
