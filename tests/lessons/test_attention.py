"""Every number that the lesson says or shows, worked out anew from the model's weights by hand, and compared."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from manim import ManimColor

from lessons import attention as lesson
from pocket import evaluation
from pocket.language import automaton, encode
from pocket.model import load
from reel.answers import evaluate
from scenes.chapter import Chapter
from scenes.theme import theme
from tests.played import played

HE = "the queen met the boy because he".split()  # noqa: SIM905
SHE = [*HE[:-1], "she"]
TURNED = "the boy met the queen because he".split()  # noqa: SIM905
BOY, QUEEN, MET, LAST = 5, 2, 3, 7


def said(chapter: type[Chapter], beat: str) -> str:
    return dict(chapter.narrations())[beat].text.lower()


def worked_out(words: list[str], head: int = 0) -> dict[str, np.ndarray]:
    """One head of the first layer, in plain NumPy from the weights: nothing of `maths` or of `pocket.head`."""
    w = load().weights
    x = w["embedding"][encode(words)] + w["position"][: len(words) + 1]
    x = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
    x = x * w["block0.attention.gain"] + w["block0.attention.bias"]
    mine = slice(5 * head, 5 * head + 5)
    q, k, v = (x @ w[f"block0.attention.{part}"][:, mine] for part in ("query", "key", "value"))
    products = q @ k.T
    masked = np.where(np.tri(len(x), dtype=bool), products / np.sqrt(5), -np.inf)
    weights = np.exp(masked - masked.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return {"x": x, "q": q, "k": k, "v": v, "products": products, "weights": weights, "handed": weights @ v}


@pytest.fixture(scope="module")
def he() -> dict[str, np.ndarray]:
    return worked_out(HE)


@pytest.fixture(scope="module")
def she() -> dict[str, np.ndarray]:
    return worked_out(SHE)


def test_the_lesson_follows_the_head_that_the_measure_finds():
    assert evaluation.antecedent_head(load()) == lesson.HEAD


def test_what_the_lesson_reads_is_what_the_weights_give(he, she):
    for read, expected in ((lesson.HE, he), (lesson.SHE, she), (lesson.HE_TURNED, worked_out(TURNED))):
        assert np.allclose(read.arrows, expected["x"], atol=1e-6)
        for ours, name in ((read.queries, "q"), (read.keys, "k"), (read.values, "v"), (read.weights, "weights")):
            assert np.allclose(ours, expected[name], atol=1e-6), name


def test_the_next_words_of_the_hook_are_those_of_the_language():
    text = said(lesson.WhoIsHe, "it_matters")
    king = ["king" if word == "boy" else word for word in HE]
    assert list(lesson.KING) == king
    shown = played(lesson.WhoIsHe)
    said_of = ("the boy knew, loved, or needed", "he felt, knew, or liked")
    for words, line, told in zip((HE, king), said_of, shown.words, strict=True):
        expected = sorted(automaton().next_words(words))
        assert line in text and [word.text for word in told] == expected
        assert line.replace(",", "").replace("or ", "").split()[-3:] == expected
    assert shown.he.tokens[:-1] == shown.she.tokens[:-1], "only the last word is changed"


def test_one_word_and_its_three_arrows(he):
    text = said(lesson.OneWordThreeArrows, "twenty_numbers") + said(lesson.OneWordThreeArrows, "three_tables")
    assert "an arrow of twenty numbers" in text and he["x"].shape[1] == 20
    assert "makes one number. five in all." in text and he["q"].shape[1] == 5
    assert "three tables" in text
    shown = played(lesson.OneWordThreeArrows)
    w = load().weights
    for one, part, name in zip(shown.maps, ("query", "key", "value"), "qkv", strict=True):
        assert np.allclose(one.table.values, w[f"block0.attention.{part}"][:, :5].T)
        # The chapter ends on the queen.
        assert np.allclose(one.made.values[:, 0], he[name][QUEEN], atol=1e-6)
    assert np.allclose(shown.x.values[:, 0], he["x"][QUEEN], atol=1e-6)


def test_scores_are_what_is_said_and_the_boys_shadow_is_the_longest(he, she):
    products = he["products"][LAST]
    text = said(lesson.AQueryMeetsTheKeys, "the_longest_shadow")
    assert [round(float(products[k]), 1) for k in (BOY, QUEEN, MET)] == [14.2, 6.3, -6.2]
    for spoken in ("the longest: fourteen point two", "the score: six point three", "counts below zero"):
        assert spoken in text
    length, longer = (np.linalg.norm(read["q"][LAST]) for read in (he, she))
    shadows, others = he["k"][:LAST] @ he["q"][LAST] / length, she["k"][:LAST] @ she["q"][LAST] / longer
    assert shadows.argmax() == BOY and shadows[MET] < 0
    assert np.allclose(shadows * length, products[:LAST]), "the shadow's length times the query's"
    text = said(lesson.AQueryMeetsTheKeys, "only_the_query_turns")
    assert "and is longer" in text and longer > length
    assert "the boy's shadow is shorter now" in text and others[BOY] < shadows[BOY]
    assert "the longest is the queen's" in text and others.argmax() == QUEEN
    queen = he["k"][QUEEN] / np.linalg.norm(he["k"][QUEEN])
    assert queen @ she["q"][LAST] / longer > queen @ he["q"][LAST] / length, "it swings towards the queen's key"
    assert "the keys stay" in text and "swings towards the queen's key" in text
    assert np.allclose(he["k"][:LAST], she["k"][:LAST]), "the keys stay where they are"
    shown = played(lesson.AQueryMeetsTheKeys)
    assert "three earlier words" in said(lesson.AQueryMeetsTheKeys, "which_key") and list(shown.keys) == [QUEEN, MET, BOY]
    for bars, read in ((shown.bars, he), (shown.hers, she)):
        assert np.allclose(bars.values, [read["products"][LAST, place] for place in shown.keys], atol=1e-5)
        assert bars.unit == shown.bars.unit, "one scale"


def test_in_the_plane_of_the_two_queries_every_product_is_exact(he, she):
    shown = played(lesson.AQueryMeetsTheKeys)
    for place, arrow in shown.keys.items():
        flat = arrow.arrow.ends()[1]
        for read in (he, she):
            assert np.dot(shown.look @ read["q"][LAST], flat) == pytest.approx(read["products"][LAST, place], abs=1e-4)
    assert np.allclose(shown.query.arrow.ends()[1], shown.look @ she["q"][LAST], atol=1e-5)
    for read in (he, she):
        out = read["k"] - read["k"] @ shown.look.T @ shown.look
        assert np.allclose(out @ he["q"][LAST], 0, atol=1e-5) and np.allclose(out @ she["q"][LAST], 0, atol=1e-5)


def test_the_shadows_that_lie_aside_and_their_lines_are_the_products(he):
    shown = played(lesson.AQueryMeetsTheKeys)
    length = np.linalg.norm(he["q"][LAST])
    lines = [("queen", QUEEN, "1.76", "6.3"), ("met", MET, "−1.73", "−6.2"), ("boy", BOY, "3.97", "14.2")]
    for (name, place, shadow, product), laid, line in zip(lines, shown.laid, shown.told, strict=True):
        tail, head = laid.arrow.ends()
        along = he["q"][LAST] @ he["k"][place] / length
        assert np.allclose(head - tail, along * shown.look @ he["q"][LAST] / length, atol=1e-5)
        assert f'"{name}" quad {shadow} dot' in line.typst_code and f"approx {product}" in line.typst_code
        assert f'("factor", {length:.2f})' in line.typst_code and f"{along:.2f}".replace("-", "−") == shadow
        # What stands there, rounded, still makes the product that is shown.
        assert round(float(shadow.replace("−", "-")) * round(float(length), 2), 1) == float(product.replace("−", "-"))


def test_the_sum_of_five_products(he):
    shown = played(lesson.WhyTheRoot)
    assert "adds up five products" in said(lesson.WhyTheRoot, "a_sum_of_pairs")
    q, k = he["q"][LAST], he["k"][BOY]
    assert np.allclose([one.table.values[:, 0] for one in shown.sum.pair], [q, k], atol=1e-6)
    terms = shown.sum.terms.table.values[:, 0]
    assert np.allclose(terms, [a * b for a, b in zip(q, k, strict=True)], atol=1e-6)
    # What stands there, rounded to two places, still adds up to the sum at the one place that it is shown with.
    assert round(sum(round(float(x), 2) for x in terms), 1) == 14.2 and "14.2" in shown.sum.total.typst_code


def test_what_is_shown_as_drawn_at_random_is_not_the_models(he):
    shown = played(lesson.WhyTheRoot)
    first, second = (one.table.values[:, 0] for one in shown.drawn.pair)
    assert "draw the numbers at random instead" in said(lesson.WhyTheRoot, "how_much_wider")
    assert len(first) == len(second) == 5
    assert not np.isclose([first, second], [he["q"][LAST], he["k"][BOY]], atol=0.005).any()
    terms = [round(float(a * b), 2) for a, b in zip(first, second, strict=True)]
    assert np.allclose(terms, shown.drawn.terms.table.values[:, 0], atol=0.005)
    assert f"{abs(sum(terms)):.1f}" in shown.drawn.total.typst_code, "the rounded products add up to the sum shown"


def test_the_variance_of_a_random_dot_product_is_d():
    shown = played(lesson.WhyTheRoot)
    assert shown.pairs == (5, 20)
    text = said(lesson.WhyTheRoot, "how_much_wider")
    assert "four thousand such sums" in text and "twenty products each" in text
    for samples, d in ((one.samples, one.pairs) for one in shown.spread):
        assert len(samples) == 4000
        # The variance of a sum of d independent products of standard numbers is d; its estimate from n strays by
        # about d sqrt((2 + 6 / d) / n): four times that is allowed.
        assert abs(samples.var() - d) < 4 * d * np.sqrt((2 + 6 / d) / 4000)
    widths = [one.samples.std() for one in shown.spread]
    assert widths[1] / widths[0] == pytest.approx(2, rel=0.06), "twice as wide"
    for spread, d in zip(shown.spread, shown.pairs, strict=True):
        assert spread.histogram.divisor == pytest.approx(np.sqrt(d))
    few, many = (one.histogram for one in shown.spread)
    assert (few.rise, few.unit) == pytest.approx((many.rise, many.unit)), "one scale, upwards and along"
    other = np.random.default_rng(99).standard_normal((2, 200_000, 5)).prod(axis=0).sum(axis=1)
    assert other.var() == pytest.approx(5, rel=0.03)


def test_the_variances_that_are_shown_are_the_samples():
    shown = played(lesson.WhyTheRoot)
    for spread, d in zip(shown.spread, (5, 20), strict=True):
        assert spread.name_sign.text == f"{d} pairs"
        assert f"approx {spread.samples.var():.1f}" in spread.variance[0].typst_code
        assert spread.variance[1].typst_code.strip("$ ") == f"d = {d}"
        assert round((spread.samples / np.sqrt(d)).var(), 1) == 1.0
        assert f"sqrt({d})" in spread.after[0].typst_code and "approx 1$" in spread.after[1].typst_code.replace(" $", "$")


def test_what_softmax_makes_with_and_without_the_root(he):
    text, shown = said(lesson.WhyTheRoot, "what_softmax_makes_of_it"), played(lesson.WhyTheRoot)
    lower = he["products"][LAST].copy()
    lower[BOY] -= 1
    raw, stuck, own, follows = (
        np.asarray(jax.nn.softmax(scores))
        for scores in (he["products"][LAST], lower, he["products"][LAST] / np.sqrt(5), lower / np.sqrt(5))
    )
    assert "nearly all" in text and raw[BOY] > 0.999
    assert "hardly moves" in text and raw[BOY] - stuck[BOY] < 0.001
    assert "ninety-five in a hundred" in text and round(100 * own[BOY]) == 95
    assert "the share follows" in text and own[BOY] - follows[BOY] > 30 * (raw[BOY] - stuck[BOY])
    assert [name.text for name in shown.bars.shares.names] == ["start", *HE]
    assert np.allclose(shown.bars.scores.values, lower / np.sqrt(5), atol=1e-5), "the bars end where the voice says"
    assert np.allclose(shown.bars.shares.values, follows, atol=1e-5) and shown.bars.shares.values.sum() == pytest.approx(1)


def test_divided_by_the_root_both_spread_alike():
    shown = played(lesson.WhyTheRoot)
    for spread, d in zip(shown.spread, shown.pairs, strict=True):
        histogram, samples = spread.histogram, spread.samples
        # The spread that is drawn at the end is a standard deviation of the divided sums to each side, so both are alike.
        reach = np.ptp(histogram.span.points[:, 0]) / histogram.unit
        assert reach == pytest.approx(2 * (samples / np.sqrt(d)).std())
        assert reach == pytest.approx(2, rel=0.03)


def test_the_table_the_mask_and_the_links(he):
    shown = played(lesson.NoPeekingAhead)
    assert np.allclose(shown.scores.heat.values, he["products"] / np.sqrt(5), atol=1e-5)
    assert np.allclose(shown.weights.heat.values, he["weights"], atol=1e-6)
    assert "after queen, the answer is met" in said(lesson.NoPeekingAhead, "what_lies_ahead_is_covered")
    assert lesson.HE.tokens[QUEEN : QUEEN + 2] == ("queen", "met") and lesson.MET == QUEEN + 1 == MET
    gone = [one for one in shown.played if "FadeOut(HeatMap)" in one.what]
    assert [one.beat for one in gone] == ["shares"], "nothing shines through when the table fades"
    assert he["weights"][0].tolist() == [1] + 7 * [0] and lesson.HE.tokens[0] == "<start>"
    assert shown.scores.heat.values[LAST].argmax() == BOY, "the boy stands out"
    turned = worked_out(TURNED)["weights"][LAST]
    for share in (he["weights"][LAST, BOY], turned[QUEEN]):
        assert round(100 * share) == 95
    text = said(lesson.NoPeekingAhead, "as_links")
    assert "ninety-five parts in a hundred from the boy" in text and "ninety-five again" in text
    assert "the start can look only at itself" in said(lesson.NoPeekingAhead, "shares")


def test_what_is_handed_over(he, she):
    shown = played(lesson.WhatIsHandedOver)
    look = shown.look
    for read in (he, she):
        handed = sum(w * v for w, v in zip(read["weights"][LAST], read["v"], strict=True))
        assert np.allclose(handed, read["handed"][LAST])
        assert np.linalg.norm(handed - look.T @ (look @ handed)) < 0.02, "it lies in the plane that is shown"
    near = [np.linalg.norm(he["handed"][LAST] - v) for v in he["v"]]
    assert int(np.argmin(near)) == BOY and near[BOY] < 0.1 * np.linalg.norm(he["v"][BOY])
    assert int(np.argmin([np.linalg.norm(she["handed"][LAST] - v) for v in she["v"]])) == QUEEN
    assert np.allclose(look @ look.T, np.eye(2)), "turning the view keeps lengths"
    assert np.allclose(shown.bars.values, she["weights"][LAST], atol=1e-6)
    assert np.allclose(shown.sum.arrow.ends()[1], look @ she["handed"][LAST], atol=1e-5)
    # Every value has its arrow and its name, its own among them.
    assert [word.token for word in shown.arrows] == ["start", *HE[:-1], "itself"]
    # The pronoun's own has become that of she; of the words before, nothing has changed.
    for word, value in zip(shown.arrows, she["v"], strict=True):
        assert np.allclose(word.arrow.ends()[1], look @ value, atol=1e-5), word.token
    assert np.allclose(he["v"][:LAST], she["v"][:LAST])
    # Tail to head, the parts end where the sum does.
    assert np.allclose(shown.sums[1].parts[LAST].ends()[1], shown.sum.arrow.ends()[1], atol=1e-5)
    text, shares = said(lesson.WhatIsHandedOver, "it_slides_over"), she["weights"][LAST]
    assert "ninety-one parts in a hundred go to the queen" in text and round(100 * shares[QUEEN]) == 91
    assert "nearly everything else to the boy" in text and shares[BOY] > 0.98 * (1 - shares[QUEEN])


def test_in_every_opening_with_a_pronoun_the_head_looks_most_at_its_noun():
    cases, shown = evaluation.pronouns(), played(lesson.WhatIsHandedOver)
    assert len(set(cases.prefixes)) == 5968 and shown.found.text == "noun found: 5968 of 5968"
    assert "in every opening that ends with a pronoun" in said(lesson.WhatIsHandedOver, "it_slides_over")
    assert cases.second.any() and (cases.two & ~cases.second).any(), "first or second"
    assert all(prefix[-2:-1] == ("because",) and prefix[-1] in {"he", "she", "it", "they"} for prefix in cases.prefixes)
    # A hundred of them, drawn, and worked out by hand.
    for k in np.random.default_rng(3).choice(len(cases.prefixes), 100, replace=False).tolist():
        weights = worked_out(list(cases.prefixes[k]))["weights"][-1]
        assert weights.argmax() == cases.antecedents[k] + 1, cases.prefixes[k]


def test_four_heads_and_twenty_numbers():
    text = said(lesson.OneHeadIsSilenced, "four_heads")
    assert "first layer has four heads" in text and lesson.HEAD[0] == 0 and load().shape.layers == 2
    assert "the first we have followed" in text and lesson.HEAD[1] == 0
    shown = played(lesson.OneHeadIsSilenced)
    assert len(shown.heads) == load().shape.heads == 4
    for head, (heat, strip) in enumerate(zip(shown.heads.maps, shown.handed.strips, strict=True)):
        expected = worked_out(HE, head)
        assert strip.values.shape == (1, 5)
        assert np.allclose(heat.values, expected["weights"], atol=1e-6)
        assert np.allclose(strip.values[0], expected["handed"][LAST], atol=1e-5)
    assert sum(strip.values.size for strip in shown.handed.strips) == 20
    assert shown.sentence.tokens == shown.work[0][0].tokens and len(shown.sentence) == len(shown.heads.maps[0].values)
    for mark, heat in zip(shown.marks[1:], shown.heads.maps, strict=True):
        assert mark.get_y() == pytest.approx(heat.slot(LAST, 0)[1]), "the row of he is framed"
    looks = [int(heat.values[LAST].argmax()) for heat in shown.heads.maps]
    assert looks[0] == BOY and BOY not in looks[1:], "each looks elsewhere"


def test_the_silenced_model_no_longer_finds_the_boy():
    truth = automaton().next_words(HE)
    shown = played(lesson.OneHeadIsSilenced)
    assert shown.chances.words == ("knew", "loved", "needed", "liked", "felt", "missed")
    assert [float(truth.get(word, 0)) for word in shown.chances.words] == shown.bars.second_values.tolist()
    intact, silenced = load().next_words(HE), load().next_words(HE, silenced=[lesson.HEAD])
    assert max(abs(intact[word] - float(truth[word])) for word in truth) < 0.03, "close to the true ones"
    assert np.allclose(shown.bars.values, [silenced[word] for word in shown.chances.words])
    assert "knew, loved and needed are equally likely" in said(lesson.OneHeadIsSilenced, "guess_what_goes_wrong")
    assert {word: float(x) for word, x in truth.items()} == pytest.approx(dict.fromkeys(("knew", "loved", "needed"), 1 / 3))
    text = said(lesson.OneHeadIsSilenced, "it_no_longer_knows")
    assert list(silenced)[:2] == ["liked", "felt"] and "to liked and felt: words that never follow the boy" in text
    cases = evaluation.pronouns()
    boys = [prefix for prefix, place in zip(cases.prefixes, cases.antecedents, strict=True) if prefix[place] == "boy"]
    assert len(boys) > 100 and not {"liked", "felt"} & {word for prefix in boys for word in automaton().next_words(prefix)}
    kings = automaton().next_words([*HE[:4], "king", *HE[5:]])
    assert set(kings) == {"knew", "liked", "felt"} and "with knew, they are the words for a king" in text
    assert sum(silenced[word] for word in kings) > 0.9, "what is left is a king's"
    assert [name.text for name in shown.king[1]] == sorted(kings)
    bright = {name.text for name in shown.bars.names if name.get_color() != ManimColor(theme.colour("quiet"))}
    assert bright == set(kings), "the same words stay bright among the bars"
    assert "no longer finds the boy" in text
    assert sum(silenced[word] for word in set(truth) - set(kings)) < 0.1, "loved and needed, which are the boy's alone"


def test_over_the_whole_language():
    text = said(lesson.OneHeadIsSilenced, "how_often")
    assert "is always a possible one" in text and evaluation.after_pronoun(load()).wrong == 0
    assert "thirty-eight openings of a hundred" in text
    assert round(100 * evaluation.after_pronoun(load(), [lesson.HEAD]).wrong) == 38
    hundreds = played(lesson.OneHeadIsSilenced).hundreds
    assert [one.number_sign.text for one in hundreds] == [
        "impossible with all heads: 0 of 100",
        "without head 1: 38 of 100",
    ]


def test_what_the_heads_hand_over_is_mixed_and_added():
    shown = played(lesson.OneHeadIsSilenced)
    line, other = shown.back.mixed, shown.back.added
    matrix = line.matrix.values
    joined, mixed = (strip.values for strip in line.strips)
    before, again, after = (strip.values for strip in other.strips)
    assert np.array_equal(mixed, again), "what the one line makes goes into the other"
    assert len({strip.most for strip in (*line.strips, *other.strips, *shown.handed.strips)}) == 1, "one scale"
    assert np.allclose(after[:, 0], load().trace(HE)["block0.attended"].value[0, -1], atol=1e-5), "as in the model itself"
    w = load().weights
    handed = np.concatenate([worked_out(HE, head)["handed"][LAST] for head in range(4)])
    assert np.allclose(joined[:, 0], handed, atol=1e-5)
    assert np.allclose(mixed[:, 0], handed @ w["block0.attention.output"], atol=1e-5)
    assert np.allclose(matrix @ joined, mixed, atol=1e-5)
    assert np.allclose(before[:, 0], w["embedding"][encode(HE)[-1]] + w["position"][LAST], atol=1e-6)
    assert np.allclose(before + mixed, after, atol=1e-6)
    for one, signs in ((line, "·="), (other, "+=")):
        assert [sign.typst_code.strip("$ ") for sign in one.signs] == list(signs), "no chain of equalities"


def test_the_silenced_head_hands_over_zeros_and_the_others_what_they_did():
    kept = played(lesson.OneHeadIsSilenced).kept.strips
    assert not kept[0].values.any()
    for head in (1, 2, 3):
        assert np.allclose(kept[head].values[0], worked_out(HE, head)["handed"][LAST], atol=1e-5)


def test_one_head_of_eight():
    assert "one head of eight" in said(lesson.OneHeadIsSilenced, "what_is_left")
    assert "they stand in two layers" in said(lesson.OneHeadIsSilenced, "what_is_left")
    assert (load().shape.layers, load().shape.heads) == (2, 4)
    shown = played(lesson.OneHeadIsSilenced)
    assert [len(layer.maps) for layer in shown.layers] == [4, 4]
    assert [layer[-1].text for layer in shown.layers] == ["layer 1", "layer 2"]
    for head, heat in enumerate(shown.layers[0].maps):
        assert np.allclose(heat.values, worked_out(HE, head)["weights"], atol=1e-6)


def test_the_mask_in_the_formula_hides_what_lies_ahead():
    mask, told = played(lesson.WhatIsHandedOver).mask
    assert told.text == "for three words"
    rows = np.array([[0.0 if j <= i else -1.0 for j in range(3)] for i in range(3)])
    written = "; ".join(", ".join("0" if x == 0 else "-infinity" for x in row) for row in rows)
    assert written in mask.typst_code, "M adds nothing to what is behind, and minus infinity to what lies ahead"


@pytest.mark.parametrize("exercise", lesson.LESSON.exercises, ids=lambda one: one.name)
def test_exercises_have_right_answers_and_wrong_misconceptions(exercise):
    answer = evaluate(exercise.answer, exercise.given)
    q, K = np.array([2, 0, 0, 2]), [[1, 0, 2], [0, 3, 1], [1, 0, 0], [1, 0, 2]]
    V = [[4, 0, 1], [0, 4, 1], [0, 0, 1], [2, 2, 1]]
    shares = np.exp(q @ K / 2) / np.exp(q @ K / 2).sum()
    expected = {
        "mask": [1 / 3, 1 / 3, 1 / 3, 0, 0],
        "head": np.array(V) @ shares,
        "spread": np.sqrt(64) / np.sqrt(16),
        "query": np.array([[1, 0, 2], [0, 1, -1]]) @ [3, 1, 1],
    }[exercise.name]
    assert np.allclose(answer, expected)
    if exercise.name == "head":
        assert np.array_equal(q @ K / 2, [2, 0, 4]) and np.allclose(shares, [0.12, 0.02, 0.87], atol=0.005)
    for wrong, why in exercise.misconceptions.items():
        value, right = np.asarray(evaluate(wrong, exercise.given)), np.asarray(answer)
        assert value.shape != right.shape or not np.allclose(value, right), wrong
        assert why.strip()
