"""A layer's matrix makes its product, which is then added to another arrow; both lines have one scale."""

from __future__ import annotations

import numpy as np

from scenes.added_back import AddedBack
from scenes.frame import whole

MATRIX, ARROW, OTHER = np.arange(16.0).reshape(4, 4), np.array([1.0, -1.0, 2.0, 0.5]), np.array([-3.0, 0.0, 5.0, 1.0])


def test_it_works_out_the_product_and_the_sum():
    lines = AddedBack(MATRIX, ARROW, OTHER, names=("heads", "mixed", "he", "after"), region=whole)
    product = [sum(a * b for a, b in zip(row, ARROW, strict=True)) for row in MATRIX]
    assert [strip.values[:, 0].tolist() for strip in lines.mixed.strips] == [ARROW.tolist(), product]
    after = [a + b for a, b in zip(OTHER, product, strict=True)]
    assert [strip.values[:, 0].tolist() for strip in lines.added.strips] == [OTHER.tolist(), product, after]
    assert {strip.most for strip in (*lines.mixed.strips, *lines.added.strips)} == {lines.most} == {max(map(abs, after))}
    names = [named[1].text for line in (lines.mixed, lines.added) for named in line.named]
    assert names == ["heads", "mixed", "he", "mixed", "after"]


def test_it_is_played_in_its_order_and_leaves_the_sum():
    lines = AddedBack(MATRIX, ARROW, OTHER, names=("heads", "mixed", "he", "after"), region=whole)
    assert lines.arrive().mobject[0] is lines.mixed.matrix
    assert lines.mix().mobject[-1] is lines.mixed.named[1]
    gone, _, come = lines.add().animations
    assert lines.mixed.named[1] not in gone.mobject and lines.added.named[0] in come.mobject
    assert lines.result().mobject[-1] is lines.added.named[2]
    assert lines.rest() == [lines.mixed.named[1], lines.added]
