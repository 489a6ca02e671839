"""Products along walks and the choices that count walks: what is written is what multiplies and adds up."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scenes.choices import Choices
from scenes.walk_products import WalkProducts
from script.errors import ScriptError


def test_each_walk_has_its_name_and_product_and_all_have_their_sum():
    shown = WalkProducts(["by he", "by boy"], [(0.5, 0.12), (0.25, 0.4)])
    assert [name.text for name, _ in shown] == ["by he", "by boy", "together"]
    codes = [line.typst_code for _, line in shown]
    assert codes == ["$ 0.5000 dot 0.1200 approx 0.060 $", "$ 0.2500 dot 0.4000 approx 0.100 $", "$ 0.160 $"]
    tops = [pair.get_top()[1] for pair in shown]
    assert tops == sorted(tops, reverse=True)


def test_the_row_has_every_product_once_and_the_sum_last():
    row = WalkProducts(["by he", "by boy"], [(0.5, 0.12), (0.25, 0.4)]).in_line()
    codes = [part.typst_code for part in row]
    assert codes == ["$ 0.5000 dot 0.1200 $", "$ + $", "$ 0.2500 dot 0.4000 $", "$ approx $", "$ 0.160 $"]
    assert all(one.get_right()[0] < other.get_left()[0] for one, other in pairwise(row))


@pytest.mark.parametrize(("names", "weights"), [([], []), (["by he"], [])])
def test_walks_without_weights_are_refused(names, weights):
    with pytest.raises(ScriptError, match="as many pairs of weights"):
        WalkProducts(names, weights)


def test_choices_are_columns_and_their_sizes_multiply():
    shown = Choices([("3 + 4", "4 + 3"), ("king", "queen", "bird")])
    assert [[way.text for way in column] for column in shown.columns] == [["3 + 4", "4 + 3"], ["king", "queen", "bird"]]
    assert shown.product.typst_code == "$ 2 dot 3 = 6 $"
    assert shown.product.get_top()[1] < shown.columns.get_bottom()[1]
