"""Every maker makes a lesson that can be read: a change of a lesson that they copy must not leave them behind."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from reel.check.rules import RULES
from reel.script import read_lesson
from tests.planted.kinds import KINDS


def test_every_rule_is_tried():
    assert set(KINDS) == set(RULES)


@pytest.mark.parametrize("rule", KINDS)
def test_its_makers_make_lessons(rule, tmp_path):
    kind, path = KINDS[rule], tmp_path / "planted_lesson.py"
    for makers in (kind.planted, kind.clean):
        assert len(makers) >= 3
        for maker, seed in product(makers, range(4)):
            case = maker(np.random.default_rng(seed))
            assert case.rule == rule and case.planted == (makers is kind.planted)
            if case.sound is not None:
                continue  # Only its sound is judged.
            path.write_text(case.text, encoding="utf-8")
            names = [one.name for one in read_lesson(path).chapters]
            assert set(case.chapters) <= set(names)
