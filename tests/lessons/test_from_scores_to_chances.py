"""Every number that the lesson says or shows, worked out by SciPy, by exact fractions or by hand, from the model's weights
and from the grammar, and compared with its text and its stage."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from manim import tempconfig
from scipy import special, stats

import maths.probability as probability
from lessons import from_scores_to_chances as lesson
from pocket.language import grammar, vocabulary
from pocket.model import load
from reel.answers import evaluate
from reel.stage.renderer import FilmRenderer
from reel.stage.sinks import Nothing
from scenes.chapter import Chapter
from tests.played import played

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PREFIX = ("the", "queen", "near", "the", "cat")


def spoken(value: float, places: int) -> str:
    """A number as the voice says it: 0.297 is "zero point two nine seven", -15.6 "minus fifteen point six"."""
    whole, _, rest = f"{abs(value):.{places}f}".partition(".")
    teens = {"15": "fifteen"}
    words = teens.get(whole) or DIGITS[int(whole)]
    rest = rest.rstrip("0")
    tail = " point " + " ".join(DIGITS[int(sign)] for sign in rest) if rest else ""
    return ("minus " if value < 0 else "") + words + tail


def said(chapter: type[Chapter], beat: str) -> str:
    return dict(chapter.narrations())[beat].text.lower()


def model_scores(prefix: tuple[str, ...]) -> dict[str, float]:
    """The model's scores, from its last hidden state by hand: each word's row, a dot product, and the word's bias."""
    trace = load().trace(prefix)
    state = trace["final"].value[0, -1]
    rows, biases = load().weights["embedding"], load().weights["logit_bias"]
    return {word: float(sum(rows[k] * state) + biases[k]) for k, word in enumerate(vocabulary())}


SCORES = model_scores(PREFIX)
CHANCES = dict(zip(SCORES, special.softmax(list(SCORES.values())), strict=True))
EIGHT = sorted(SCORES, key=SCORES.__getitem__, reverse=True)[:8]


def true_next(prefix: tuple[str, ...]) -> dict[str, Fraction]:
    """The language's own chances of the next word, by rewriting the grammar's first symbol again and again: every way to
    begin as the prefix does, and one word more."""
    rules = grammar().rules
    waiting = [((grammar().start,), Fraction(1), 0)]
    found: dict[str, Fraction] = {}
    while waiting:
        (first, *rest), chance, read = waiting.pop()
        if first in rules:
            waiting += [((*line, *rest), chance * share, read) for line, share in rules[first].items()]
        elif read == len(prefix):
            found[first] = found.get(first, Fraction(0)) + chance
        elif first == prefix[read]:
            waiting.append((tuple(rest), chance, read + 1))
    return {word: chance / sum(found.values()) for word, chance in found.items()}


TRUE = true_next(PREFIX)


def with_the_rest(chances: dict[str, float]) -> np.ndarray:
    return np.array([*(chances[word] for word in EIGHT), sum(chances[word] for word in chances if word not in EIGHT)])


def test_the_spoken_form_of_a_number():
    assert spoken(-15.64, 1) == "minus fifteen point six" and spoken(0.3, 2) == "zero point three"
    assert spoken(0.295, 3) == "zero point two nine five"


# Eighty-seven scores -----------------------------------------------------------------------------------------


def test_a_score_for_every_entry():
    shown = played(lesson.EightySevenScores)
    assert len(SCORES) == 87 and "eighty-seven" in said(lesson.EightySevenScores, "a_sentence_begins")
    assert "the queen near the cat" in said(lesson.EightySevenScores, "a_sentence_begins")
    assert [word.token for word in shown.sentence] == [*PREFIX, "?"]
    assert np.allclose(shown.scores.values, list(SCORES.values()))


def test_the_highest_and_the_lowest_score():
    text = said(lesson.EightySevenScores, "high_and_low")
    best, worst = max(SCORES, key=SCORES.get), min(SCORES, key=SCORES.get)
    assert f'{spoken(SCORES[best], 1)}, is the score of "{best}"' in text
    assert f'{spoken(SCORES[worst], 1)}, belongs to "{worst}"' in text
    shown = [one.text for one in played(lesson.EightySevenScores).ends]
    assert shown == [f"{best} {SCORES[best]:.1f}", f"{worst} −{abs(SCORES[worst]):.1f}"]


def test_eight_words_stand_above_the_others_and_only_they_may_follow():
    ordered = sorted(SCORES.values(), reverse=True)
    gaps = np.diff(ordered[:40])
    assert int(np.argmin(gaps)) == 7, "the widest gap is that below the eighth"
    assert list(lesson.NAMES) == EIGHT
    assert set(TRUE) == set(EIGHT)


# A chance is a length ----------------------------------------------------------------------------------------


def pieces(chances) -> list[tuple[float, float]]:
    """Where each piece begins and ends, added up one by one."""
    ends = [math.fsum(chances[: k + 1]) for k in range(len(chances))]
    return list(zip([0.0, *ends[:-1]], ends, strict=True))


def test_the_bent_coin_and_its_ball():
    shown = played(lesson.AChanceIsALength)
    tails, heads = shown.coin.p
    text = said(lesson.AChanceIsALength, "a_coin_on_a_ruler")
    assert f"{spoken(tails, 2)}, and {spoken(heads, 2)}" in text and tails + heads == pytest.approx(1)
    u = np.random.default_rng(0).random(202)[201]
    text = said(lesson.AChanceIsALength, "a_ball_decides")
    assert f"lands at {spoken(u, 2)}," in text
    assert u < tails and "shows tails" in text and shown.coin.ball(u).piece == 0
    assert heads > tails and "a longer piece is hit more often" in text and shown.coin.fullness.argmax() == 1
    assert [figure.get_value() for figure in shown.coin.figures] == [tails, heads]


def test_the_ruler_of_words_has_the_models_chances():
    shown = played(lesson.AChanceIsALength)
    assert np.allclose(shown.ruler.p, with_the_rest(CHANCES))
    assert [name.text for name in shown.ruler.names] == [*EIGHT, "others"]
    text = said(lesson.AChanceIsALength, "a_ruler_of_words")
    for word in EIGHT[:2]:
        assert f'"{word}" gets {spoken(CHANCES[word], 2)}' in text
    assert len(CHANCES) - len(EIGHT) == 79 and "the other seventy-nine" in text
    u = np.random.default_rng(0).random(202)[200]
    (drawn,) = [k for k, (low, high) in enumerate(pieces(with_the_rest(CHANCES))) if low <= u < high]
    assert text.endswith(f'the next word is "{EIGHT[drawn]}".') and shown.ball.piece == drawn


def test_two_hundred_balls():
    shown = played(lesson.AChanceIsALength)
    drops = np.random.default_rng(0).random(202)[:200]
    counts = [int(((low <= drops) & (drops < high)).sum()) for low, high in pieces(with_the_rest(CHANCES))]
    assert sum(counts) == 200 and shown.rain.counts.tolist() == counts
    text = said(lesson.AChanceIsALength, "lengths_decide")
    expected = stats.binom(200, CHANCES["is"]).mean()
    assert round(expected, -1) == 60 and "zero point three of two hundred is about sixty" in text
    assert abs(expected - 60) < 1 and shown.about.text == "about 60"
    assert counts[0] == 51 and "fifty-one" in text and shown.count.text == str(counts[0])
    assert shown.balls.number.get_value() == 200
    ends = [(piece.get_left()[0], piece.get_right()[0]) for piece in shown.ruler.pieces]
    seen = [sum(low - 0.1 < dot.get_x() < high + 0.1 for dot in shown.rain) for low, high in ends[:1]]
    assert seen == [51], "whoever counts the balls over the first piece finds as many as are said"


# The bell in a sum -------------------------------------------------------------------------------------------


def test_counting_heads():
    text = said(lesson.TheBellInASum, "count_the_heads")
    for flips, likeliest in ((2, 1), (10, 5)):
        counts = np.bincount([sum(order) for order in product((0, 1), repeat=flips)])
        assert counts.argmax() == likeliest
    assert [order for order in product("HT", repeat=2) if order.count("H") == 1] == [("H", "T"), ("T", "H")]
    assert "of four equally likely orders, two lead to it" in text
    assert [order.text for order in played(lesson.TheBellInASum).orders] == [
        ", ".join(order) for order in product(("heads", "tails"), repeat=2)
    ]
    assert Fraction(int(counts[5]), 2**10) == Fraction(63, 256) and abs(63 / 256 - 1 / 4) < 0.005
    assert "about one quarter" in text
    shown = played(lesson.TheBellInASum)
    assert np.allclose(shown.shown.p, stats.binom(10, 0.5).pmf(range(11)))
    assert shown.five.get_value() == pytest.approx(63 / 256) and shown.flips.number.get_value() == 10


def test_fifty_one_is_nothing_strange():
    text = said(lesson.TheBellInASum, "fifty_one_again")
    draws = stats.binom(200, CHANCES["is"])
    assert np.allclose(played(lesson.TheBellInASum).hits.p, draws.pmf(range(201)))
    assert abs(draws.pmf(range(201)).argmax() - 60) <= 1 and "likeliest counts are near sixty" in text
    assert 0.095 < draws.cdf(51) < 0.115 and "fifty-one or fewer comes up in about one run of ten" in text
    assert played(lesson.TheBellInASum).tenth.text == "about 1 in 10"
    assert played(lesson.TheBellInASum).fell == played(lesson.AChanceIsALength).rain.counts[0] == 51
    lit = [column.get_fill_color().to_hex() for column in played(lesson.TheBellInASum).hits.columns]
    assert [k for k in range(1, 201) if lit[k] != lit[k - 1]] == [52], "all up to 51 are lit, and no more"


def letters() -> np.ndarray:
    """The chances of the next word's number of letters; the full stop and the start have none."""
    p = np.zeros(len("princesses") + 1)
    for word, chance in CHANCES.items():
        p[sum(sign.isalpha() for sign in word) if word != "<start>" else 0] += chance
    return p


def test_thirty_words_of_letters():
    text = said(lesson.TheBellInASum, "something_lopsided")
    assert (len("is"), len("sang"), len("thinks")) == (2, 4, 6)
    assert 'two for "is", four for "sang", six for "thinks"' in text and "thirty words" in text
    p = letters()
    assert p.sum() == pytest.approx(1)
    assert stats.skew(np.repeat(np.arange(len(p)), np.round(p * 10_000).astype(int))) > 0.2, "it leans to one side"
    # The characteristic function to a power: no convolution at all.
    for count, shown in ((30, played(lesson.TheBellInASum).sums[29]), (60, played(lesson.TheBellInASum).letters.p)):
        size = count * (len(p) - 1) + 1
        assert np.allclose(shown, np.fft.irfft(np.fft.rfft(p, size) ** count, size), atol=1e-12)
    assert played(lesson.TheBellInASum).drawn.number.get_value() == 60, "and thirty more, for the bell"
    assert np.allclose(played(lesson.TheBellInASum).before.p, p)


def test_the_sum_comes_near_to_the_bell():
    """The largest step between the two cumulated distributions, halfway through each column, falls as more is added."""
    p, distances = letters(), []
    values = np.arange(len(p))
    mean, deviation = values @ p, math.sqrt((values - values @ p) ** 2 @ p)
    total = np.ones(1)
    for n in range(1, 61):
        total = np.convolve(total, p)
        bell = stats.norm(n * mean, math.sqrt(n) * deviation).cdf(np.arange(len(total)) + 0.5)
        distances.append(np.abs(np.cumsum(total) - bell).max())
    assert distances[0] > 0.05 and distances[29] < 0.01
    assert all(after < before for before, after in pairwise(distances))
    shown = played(lesson.TheBellInASum)
    assert shown.letters.mean == pytest.approx(60 * mean)
    assert shown.letters.deviation == pytest.approx(math.sqrt(60) * deviation)
    # A picture is as wide as its deviation says, so the lines drawn at thirty words are those at sixty, too.
    assert shown.mean.get_x() == pytest.approx(shown.letters._x(60 * mean))
    assert shown.deviation.width == pytest.approx(math.sqrt(60) * deviation * shown.letters.unit)


# Scores become chances ---------------------------------------------------------------------------------------


def test_the_ten_scores():
    shown = played(lesson.ScoresBecomeChances)
    ten = [*EIGHT, "are", "queen"]
    assert [name.text for name in shown.low.names] == [name.text for name in shown.made.names] == ten
    below = [word for word in ten if SCORES[word] < 0]
    assert below == ["queen"] and "one of them is below zero" in said(lesson.ScoresBecomeChances, "what_a_score_is_not")
    assert 60 < sum(SCORES[word] for word in ten) < 61
    assert np.allclose(shown.low.values, [SCORES[word] + 5 for word in ten])


def test_softmax_by_hand():
    shown = played(lesson.ScoresBecomeChances)
    assert round(math.e, 1) == 2.7 and "two point seven" in said(lesson.ScoresBecomeChances, "first_e")
    total = math.fsum(math.exp(score) for score in SCORES.values())
    by_hand = {word: math.exp(score) / total for word, score in SCORES.items()}
    assert np.allclose(list(by_hand.values()), list(CHANCES.values()))
    assert np.allclose(shown.made.values, [by_hand[word] for word in (*EIGHT, "are", "queen")])
    assert [number.get_value() for number in shown.made.numbers] == pytest.approx(list(shown.made.values))
    text = said(lesson.ScoresBecomeChances, "then_divide")
    assert f'"is" has {spoken(by_hand["is"], 3)}' in text
    assert 0.5e6 < 1 / by_hand["queen"] < 1.5e6 and "about one in a million" in text
    for row, word, sign in ((8, "are", "0.0002"), (9, "queen", "0.000001")):
        assert f"{by_hand[word]:.{len(sign) - 2}f}" == sign
        assert len(shown.made.numbers[row].family_members_with_points()) == len(sign)
    assert shown.total.replace(" thin ", "") == f"{total:.0f}"


def test_a_shift_changes_nothing_and_only_differences_count():
    moved = special.softmax([score + 5 for score in SCORES.values()])
    assert np.allclose(moved, list(CHANCES.values()), rtol=1e-12, atol=0)
    lead = SCORES["is"] - SCORES["sang"]
    assert round(lead, 1) == 0.5 and EIGHT[:2] == ["is", "sang"]
    assert round(math.exp(lead), 2) == round(CHANCES["is"] / CHANCES["sang"], 2) == 1.65
    assert "one point six five times as likely" in said(lesson.ScoresBecomeChances, "nothing_happens")


# Temperature and two cuts ------------------------------------------------------------------------------------


def test_temperature():
    text = said(lesson.TemperatureAndTwoCuts, "temperature")
    scores = np.array(list(SCORES.values()))
    cold, hot = (dict(zip(SCORES, special.softmax(scores / t), strict=True)) for t in (0.5, 2.0))
    assert f'"is" goes up to {spoken(cold["is"], 2)}' in text
    assert f"share {spoken(with_the_rest(hot)[-1], 2)}" in text
    assert with_the_rest(hot)[-1] > with_the_rest(CHANCES)[-1] and hot["is"] < CHANCES["is"] < cold["is"]
    assert set(TRUE) == set(EIGHT), "all others are wrong here"


def test_on_the_way_between_two_temperatures_the_bars_are_those_of_the_number_shown():
    with tempconfig({"frame_rate": 15, "dry_run": True, "progress_bar": "none", "verbosity": "ERROR"}):
        shown = lesson.TemperatureAndTwoCuts(renderer=FilmRenderer(Nothing()))
        shown.stage()
        seen = []

        def halfway(*motions, **_):
            for motion in motions:
                motion.begin()
                motion.interpolate(0.3)
            seen.append((shown.t.number.get_value(), shown.bars.values.copy()))

        shown.play = halfway
        shown.at_temperature(2.0)
    ((t, values),) = seen
    assert 1 < t < 2
    there = special.softmax(np.array(list(SCORES.values())) / t)
    assert np.allclose(values, with_the_rest(dict(zip(SCORES, there, strict=True))))


def test_the_two_cuts():
    chances = np.array([CHANCES[word] for word in EIGHT])
    running = np.cumsum(chances)
    assert running[4] >= 0.8 > running[3] and "five words are enough" in said(lesson.TemperatureAndTwoCuts, "top_p")
    shown = played(lesson.TemperatureAndTwoCuts)
    assert np.allclose(shown.bars.values, [*(chances[:5] / running[4]), 0, 0, 0, 0])
    assert list(shown.bars.strength) == [1] * 5 + [0.25] * 4
    assert (lesson.KEPT, lesson.LIMIT) == (3, 0.8)
    assert "here three" in said(lesson.TemperatureAndTwoCuts, "top_k")
    assert "here zero point eight" in said(lesson.TemperatureAndTwoCuts, "top_p")
    three = probability.top_k(list(CHANCES.values()), 3)
    assert {word for word, chance in zip(CHANCES, three, strict=True) if chance} == set(EIGHT[:3])
    assert np.allclose(sorted(three)[-3:], sorted(chances[:3] / running[2]))


def test_where_the_model_is_surer_the_same_limit_keeps_fewer_words():
    surer = special.softmax(list(model_scores((*PREFIX, "is")).values()))
    assert stats.entropy(surer) < stats.entropy(list(CHANCES.values()))
    running = np.cumsum(sorted(surer, reverse=True))
    assert np.searchsorted(running, 0.8) + 1 == 2
    assert "fewer words: two of them" in said(lesson.TemperatureAndTwoCuts, "where_the_model_is_surer")
    shown = played(lesson.TemperatureAndTwoCuts)
    best = np.array(sorted(surer, reverse=True)[:8])
    assert np.allclose(shown.after.values, [*(best[:2] / running[1]), *[0] * 6])
    assert list(shown.after.strength) == [1] * 2 + [0.25] * 6
    assert shown.kept.number.get_value() == pytest.approx(running[1])


# Beside the truth --------------------------------------------------------------------------------------------


def test_the_true_chances():
    shown = played(lesson.BesideTheTruth)
    assert TRUE["is"] == Fraction(130, 441) and sum(TRUE.values()) == 1
    assert np.allclose(shown.true, [float(TRUE[word]) for word in EIGHT])
    assert np.allclose(shown.bars.values, [CHANCES[word] for word in EIGHT])
    assert np.allclose(shown.bars.second_values, shown.true)
    text = said(lesson.BesideTheTruth, "the_true_chances")
    assert f"the model says {spoken(CHANCES['is'], 3)}, and the language, {spoken(float(TRUE['is']), 3)}." in text
    misses = {word: abs(CHANCES[word] - float(TRUE.get(word, 0))) for word in CHANCES}
    worst = max(misses, key=misses.get)
    assert f'largest miss is "{worst}"' in text and round(misses[worst], 2) == 0.01 and "about one hundredth" in text


def test_one_more_word_changes_every_chance():
    shown = played(lesson.BesideTheTruth)
    low, high = pieces(with_the_rest(CHANCES))[0]
    assert low <= lesson.PLACE < high and shown.ball.piece == 0 and shown.words.tokens[-1] == EIGHT[0] == "is"
    after = model_scores((*PREFIX, "is"))
    chances = dict(zip(after, special.softmax(list(after.values())), strict=True))
    assert all(not math.isclose(chances[word], CHANCES[word], rel_tol=0.01) for word in CHANCES)
    named = [name.text for name in shown.after.names]
    assert named == [*sorted(chances, key=chances.get, reverse=True)[:4], "others"]
    assert np.allclose(shown.after.p[:4], [chances[word] for word in named[:4]])
    assert set(named[:4]) == set(true_next((*PREFIX, "is")))


# Exercises ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", lesson.LESSON.exercises, ids=lambda one: one.name)
def test_exercises_have_right_answers_and_wrong_misconceptions(exercise):
    answer = np.asarray(evaluate(exercise.answer, exercise.given))
    two = special.softmax([3 / 0.5, 2 / 0.5])
    expected = {
        "lead": 7.389056,
        "cold": [*two, 0, 0],
        "heads": stats.binom(4, 0.5).pmf(2),
        "scores": special.softmax([4, 3, -1]),
    }[exercise.name]
    assert np.allclose(answer, expected)
    assert exercise.misconceptions
    for wrong, why in exercise.misconceptions.items():
        value = np.asarray(evaluate(wrong, exercise.given))
        assert value.shape != answer.shape or not np.allclose(value, answer), wrong
        assert why.strip()


def test_the_worked_answers_numbers():
    assert np.round(special.softmax([6, 4]), 2).tolist() == [0.88, 0.12]
    assert np.allclose(np.array([[3, 1], [1, 2], [-2, 1]]) @ [1, 1], [4, 3, -1])
    assert np.round(special.softmax([4, 3, -1]), 3).tolist() == [0.727, 0.268, 0.005]
    assert sum(order.count(1) == 2 for order in product((0, 1), repeat=4)) == 6
