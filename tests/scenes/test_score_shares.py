"""The shares beside the scores are those that softmax makes of them."""

from __future__ import annotations

import numpy as np

from scenes.frame import whole
from scenes.score_shares import ScoreShares

SCORES = np.array([1.0, 3.0, 2.0, 5.0])


def by_hand(scores: np.ndarray) -> np.ndarray:
    return np.exp(scores) / np.exp(scores).sum()


def test_shares_are_of_all_scores_and_go_with_them():
    shown = ScoreShares("abcd", SCORES)
    assert whole.holds(shown)
    assert shown.scores.values.tolist() == SCORES.tolist() and np.allclose(shown.shares.values, by_hand(SCORES))
    moving = shown.to(SCORES - [0, 0, 0, 2])
    for one in moving.animations:
        one.begin()
        one.interpolate(1)
    assert shown.scores.values.tolist() == [1, 3, 2, 3]
    assert np.allclose(shown.shares.values, by_hand(SCORES - [0, 0, 0, 2]))


def test_they_stand_side_by_side_under_what_they_are():
    shown = ScoreShares("abcd", SCORES)
    scores, shares, *told = shown
    assert scores.get_right()[0] < shares.get_left()[0]
    for bars, name in zip((scores, shares), told, strict=True):
        assert name.get_bottom()[1] > bars.axis.get_top()[1]
    assert [name.text for name in told] == ["score", "share"]
