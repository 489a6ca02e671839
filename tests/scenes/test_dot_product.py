"""A dot product shows its own numbers, and gives way to another."""

from __future__ import annotations

import pytest

from scenes.dot_product import DotProduct
from scenes.frame import whole

LOOK = {"names": ("q", "k"), "roles": ("query", "key")}


def test_the_products_and_their_sum_are_those_of_the_columns():
    shown = DotProduct((1, 2, -1), (3, 0.5, 2.25), **LOOK)
    assert [one.table.values[:, 0].tolist() for one in shown.pair] == [[1, 2, -1], [3, 0.5, 2.25]]
    assert shown.terms.table.values[:, 0].tolist() == [3, 1, -2.25]
    assert "1.8" in shown.total.typst_code, "1.75, at one place"
    assert whole.holds(shown)


def test_one_is_gone_before_the_other_is_seen():
    first, other = DotProduct((1, 2), (3, 4), **LOOK), DotProduct((0, 1), (5, -4), **LOOK)
    going, coming = first.give_way(other)
    assert going.mobject is first and coming.mobject is other
    for share in (0.1, 0.33, 0.5, 0.9):
        assert going.rate_func(share) == pytest.approx(1) or coming.rate_func(share) == 0, share
    assert (going.rate_func(1), coming.rate_func(0), coming.rate_func(1)) == (1, 0, 1)
