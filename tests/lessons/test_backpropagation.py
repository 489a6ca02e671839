"""Every number that the lesson says or shows, worked out anew by jax, by nudges, by exact fractions or by hand."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from lessons import backpropagation as lesson
from maths.autodiff import walk
from pocket.blame import guess_loss
from pocket.language import automaton, encode, vocabulary
from pocket.model import load
from reel.answers import evaluate
from scenes.chapter import Chapter
from scenes.frame import whole
from tests.played import played

jax.config.update("jax_enable_x64", True)

HE = "the queen met the boy because he".split()  # noqa: SIM905
SHE = [*HE[:-1], "she"]
QUEEN, BOY, LAST = 2, 5, 7
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spoken(value: float, places: int) -> str:
    """A number as the voice says it: 1.09 is "one point zero nine"."""
    whole, _, rest = f"{value:.{places}f}".partition(".")
    return f"{DIGITS[int(whole)]} point {' '.join(DIGITS[int(sign)] for sign in rest)}"


def said(chapter: type[Chapter], beat: str) -> str:
    return dict(chapter.narrations())[beat].text.lower()


def told(written: Any) -> str:
    return str(written.typst_code).strip("$ ")


# The model once more, in jax, with what is added to its arrows as an argument of its own ---------------------------


def loss_in_jax(w: dict[str, Any], tokens: Any, target: int, added: Any = 0.0) -> Any:
    def norm(x: Any, part: str) -> Any:
        return jax.nn.standardize(x, axis=-1, epsilon=1e-5) * w[f"{part}.gain"] + w[f"{part}.bias"]

    count = len(tokens)
    x = w["embedding"][tokens] + w["position"][:count] + added
    for layer in range(2):
        at = f"block{layer}."
        normed = norm(x, at + "attention")
        q, k, v = ((normed @ w[f"{at}attention.{part}"]).reshape(count, 4, 5) for part in ("query", "key", "value"))
        scores = jnp.einsum("thk,shk->hts", q, k) / jnp.sqrt(5.0)
        weights = jax.nn.softmax(jnp.where(jnp.tri(count, dtype=bool), scores, -jnp.inf))
        x = x + jnp.einsum("hts,shk->thk", weights, v).reshape(count, 20) @ w[at + "attention.output"]
        bent = jax.nn.gelu(norm(x, at + "mlp") @ w[at + "mlp.up"] + w[at + "mlp.up_bias"], approximate=True)
        x = x + bent @ w[at + "mlp.down"] + w[at + "mlp.down_bias"]
    logits = norm(x, "final") @ w["embedding"].T + w["logit_bias"]
    return -jax.nn.log_softmax(logits[-1])[target]


@cache
def reference(words: tuple[str, ...], target: str) -> dict[str, Any]:
    """Loss, blame of the arrows that enter, and blame of all weights, by jax."""
    w = {name: jnp.asarray(value) for name, value in load().weights.items()}
    tokens, wanted = jnp.asarray(encode(words)), vocabulary().index(target)
    zeros = jnp.zeros((len(words) + 1, 20))
    loss, (weights, arrows) = jax.value_and_grad(loss_in_jax, (0, 3))(w, tokens, wanted, zeros)
    return {"loss": float(loss), "arrows": np.asarray(arrows), "weights": {n: np.asarray(g) for n, g in weights.items()}}


HE_KNEW, SHE_FELT = ((tuple(HE), "knew"), (tuple(SHE), "felt"))


@pytest.mark.parametrize(("flow", "case"), [(lesson.FLOW, HE_KNEW), (lesson.OTHER, SHE_FELT)], ids=["he", "she"])
def test_blame_in_the_model_is_what_jax_finds(flow, case):
    expected = reference(*case)
    assert flow.tokens[1:] == case[0] and flow.loss == pytest.approx(expected["loss"])
    assert np.allclose(flow.stream[0], expected["arrows"], atol=1e-10)
    blames = flow.of_weights()
    for name, value in expected["weights"].items():
        assert np.allclose(blames[name], value, atol=1e-10), name


# Who is to blame ---------------------------------------------------------------------------------------------------


def test_the_guess_and_its_loss():
    text = said(lesson.WhoIsToBlame, "a_guess_and_its_loss")
    chance = load().next_words(HE)["knew"]
    assert abs(chance - 1 / 3) < 0.01 and "about one chance in three" in text
    assert automaton().next_words(HE)["knew"] == Fraction(1, 3)
    shown = played(lesson.WhoIsToBlame)
    assert told(shown.surprise) == f"-ln {chance:.4f} = {-np.log(chance):.3f}" and "minus the logarithm of that" in text
    # As it is written, the logarithm of the chance still makes the loss.
    assert round(-np.log(round(chance, 4)), 3) == round(reference(*HE_KNEW)["loss"], 3)
    assert shown.sentence.tokens == (*HE, "knew")


def test_all_weights_stand_on_the_wall_and_nearly_all_are_blamed():
    text = said(lesson.WhoIsToBlame, "all_its_weights")
    count = sum(value.size for value in load().weights.values())
    assert count == 10_775 and "ten thousand seven hundred and seventy-five weights" in text
    wall = played(lesson.WhoIsToBlame).wall
    assert wall.count == count
    blamed = sum(np.count_nonzero(value) for value in reference(*HE_KNEW)["weights"].values())
    assert 0.95 < blamed / count < 1 and "nearly all of them had a hand" in text


def test_what_one_nudge_does():
    text = said(lesson.WhoIsToBlame, "nudge_one")
    w = {name: np.array(value) for name, value in load().weights.items()}
    w[lesson.NUDGED][lesson.PLACE] += 0.1
    after = float(loss_in_jax(w, jnp.asarray(encode(HE)), vocabulary().index("knew")))
    before = reference(*HE_KNEW)["loss"]
    assert f"the loss grows by {spoken(round(after, 3) - round(before, 3), 3)}" in text and "one tenth" in text
    assert round(after - before, 3) == round(round(after, 3) - round(before, 3), 3)
    # What is seen to change, divided by what was done, is the blame that is said.
    assert round((round(after, 3) - round(before, 3)) / 0.1, 2) == round((after - before) / 0.1, 2)
    blame = (after - before) / 0.1
    assert spoken(blame, 2) in text
    assert round(float(reference(*HE_KNEW)["weights"][lesson.NUDGED][lesson.PLACE]), 2) == round(blame, 2)
    shown = played(lesson.WhoIsToBlame)
    assert told(shown.tag.figure) == f"{blame:.2f}"
    assert pytest.approx(after) == lesson.NUDGED_LOSS
    assert shown.loss.number.num_decimal_places == 3
    assert shown.loss.number.get_value() == pytest.approx(before), "the nudge was taken back"
    assert shown.runs.number.get_value() == 10_775 + 1
    assert np.allclose(shown.mark.get_center(), shown.wall.slot("block1.mlp.down_bias", (19,))), "the last square"
    assert whole.holds(shown.mark) and whole.holds(shown.wall.mark("embedding", (0, 0)))
    assert whole.holds(shown.wall.frame_round("embedding")) and whole.holds(played(lesson.WhatItCosts).few)


def test_the_pulses_of_the_question_are_as_wide_as_the_blame_of_their_tables():
    shown = played(lesson.WhoIsToBlame)
    blames = reference(*HE_KNEW)["weights"]
    lengths = [np.sqrt(np.square(blames[name]).sum()) for name in load().weights]
    widths = [float(pulse.widths[0]) for pulse in shown.back]
    assert widths == pytest.approx([0.4 * length / max(lengths) for length in lengths])


# Slopes multiply, ways add -----------------------------------------------------------------------------------------


def test_the_line_of_three_values():
    shown, w = played(lesson.SlopesMultiply), Fraction(1)
    a = 3 * w
    loss = a**2
    assert {name: node.value for name, node in shown.row.nodes.items()} == {"w": w, "a": a, "L": loss}
    text = said(lesson.SlopesMultiply, "three_values") + said(lesson.SlopesMultiply, "a_nudge_goes_forward")
    assert "the loss: nine" in text and loss == 9
    nudged = Fraction(101, 100)
    moves = {"w": nudged - w, "a": 3 * nudged - a, "L": (3 * nudged) ** 2 - loss}
    assert [round(float(100 * move)) for move in moves.values()] == [1, 3, 18]
    assert "about eighteen hundredths" in text and "makes it three hundredths" in text and "by six" in text
    assert {name: told(sign) for name, sign in shown.signs.items()} == {
        name: f"+{float(move):.2f}" for name, move in moves.items()
    }
    assert told(shown.chain) == f"{moves['a'] / moves['w']} dot {2 * a} = {3 * 2 * a}"
    assert "slopes along a way multiply" in text
    blames = {"L": 1, "a": 2 * a, "w": 3 * 2 * a}
    assert {name: int(told(node.tag.figure)) for name, node in shown.row.nodes.items()} == blames
    back = said(lesson.SlopesMultiply, "blame_comes_back")
    assert "one for one" in back and "one becomes six" in back and "eighteen" in back


def test_two_ways_add_up():
    shown = played(lesson.SlopesMultiply)
    w = 1.0
    of_v, slope = (float(one) for one in jax.grad(lambda v, w: (v * w) * (w + 1), (0, 1))(3.0, w))
    assert slope == 9 and "it is nine" in said(lesson.SlopesMultiply, "ways_add_up")
    tags = {name: int(told(node.tag.figure)) for name, node in shown.fan.nodes.items()}
    assert tags == {"v": of_v, "w": slope, "a": 2, "b": 3, "L": 1}
    assert {name: node.value for name, node in shown.fan.nodes.items()} == {"v": 3, "w": 1, "a": 3, "b": 2, "L": 6}
    assert [told(part) for part in shown.parts] == ["6", "3"] and "the two at a was found once" in said(
        lesson.SlopesMultiply, "ways_add_up"
    )
    text = said(lesson.SlopesMultiply, "two_ways_to_the_loss")
    assert "one becomes two, then six" in text and "three, and stays three" in text
    assert (w + 1, (w + 1) * 3) == (2, 6) and (3 * w, 3 * w * 1) == (3, 3)
    # A product's slope over one factor is the other factor.
    assert "a product moves with one factor as fast as the other factor says" in text
    assert [told(shown.fan.slopes[name, "L"]) for name in "ab"] == [f"times {w + 1:.0f}", f"times {3 * w:.0f}"]
    written = told(shown.product)
    assert sum(int(one.split(" dot ")[0]) * int(one.split(" dot ")[1]) for one in written.split(" = ")[0].split(" + ")) == 9
    assert written.endswith("= 9")


# A whole net by hand -----------------------------------------------------------------------------------------------


def test_the_net_by_hand():
    W, v, x = jnp.array([[1.0, 1], [-1, 1], [1, -1]]), jnp.array([1.0, 2, 3]), jnp.array([1.0, 2])

    def loss(W: Any, v: Any, x: Any) -> Any:
        return (v @ jax.nn.relu(W @ x) - 3) ** 2 / 2

    of_W, of_v, of_x = jax.grad(loss, (0, 1, 2))(W, v, x)
    shown = played(lesson.AWholeNetByHand)
    net = shown.net
    assert np.allclose(net.tape["W"].value, W) and np.allclose(net.tape["v"].value[0], v)
    values = {"inputs": x, "sums": W @ x, "bent": jax.nn.relu(W @ x), "guess": [v @ jax.nn.relu(W @ x)]}
    for name, column in values.items():
        assert [float(node.value) for node in net.columns[name]] == pytest.approx([float(one) for one in column])
    assert net.columns["loss"][0].value == float(loss(W, v, x)) == 2
    tags = {name: [int(told(node.tag.figure).replace("−", "-")) for node in column] for name, column in net.columns.items()}
    assert tags["inputs"] == of_x.tolist() == [-2, 6]
    assert tags["guess"] == [2] and tags["loss"] == [1]
    assert tags["bent"] == [2, 4, 6] and tags["sums"] == [2, 4, 0]
    assert np.allclose(shown.layers[0].weights, of_W) and np.allclose(shown.layers[1].weights[0], of_v)


def loss_by_hand(x: Any) -> float:
    """Half the square of the miss, from the inputs, in plain sums."""
    sums = [x[0] + x[1], x[1] - x[0], x[0] - x[1]]
    guess = sum(weight * max(one, 0) for weight, one in zip((1, 2, 3), sums, strict=True))
    return (guess - 3) ** 2 / 2


def test_what_is_said_of_the_net():
    text = {name: said(lesson.AWholeNetByHand, name) for name, _ in lesson.AWholeNetByHand.narrations()}
    for spoken_of in ("one and two go in", "the guess is five. three was wanted", "half the square of the miss: two"):
        assert spoken_of in text["values_go_forward"]
    assert (5 - 3) ** 2 / 2 == 2
    assert "two for the guess" in text["blame_comes_back"] and "two, four and six" in text["blame_comes_back"]
    assert "the third sum was below zero" in text["a_flat_bend"] and 1 * 1 + 2 * -1 < 0 and "its six" in text["a_flat_bend"]
    assert text["back_to_the_inputs"].startswith("nothing") and "bring: minus two, and six" in text["back_to_the_inputs"]
    falls = [float(loss_by_hand([1 + by, 2])) for by in (0.0, 0.01)]
    assert falls[1] < falls[0] and "minus two says: raise it a little, and the loss falls" in text["back_to_the_inputs"]
    assert "two times four is eight" in text["the_blame_of_weights"]
    shown = played(lesson.AWholeNetByHand)
    assert shown.layers[0].weights[1, 1] == 8
    assert not shown.layers[0].weights[2].any() and shown.layers[1].weights[0, 2] == 0
    assert "those into the third sum have none: here they learn nothing" in text["the_blame_of_weights"]
    assert told(shown.rule) == "2 dot 4 = 8"
    numbers = [[int(told(tag.figure)) for tag in row] for layer in shown.layers for row in layer.numbers]
    assert numbers == [[2, 4], [4, 8], [0, 0], [6, 2, 0]]
    assert shown.bend.value == pytest.approx(1 * 1 + 2 * -1) and told(shown.bend.sign) == "−1"
    assert whole.holds(shown.bend)
    # The words are there before the chapters that use them.
    assert "the blames of all weights are the gradient, and this run back is backpropagation" in (
        text["the_blame_of_weights"]
    )
    assert shown.wanted.text == "wanted: 3"


# Back through the model --------------------------------------------------------------------------------------------


def test_the_boy_gets_the_most_and_with_she_the_queen():
    text = said(lesson.BackThroughTheModel, "it_runs_back")
    he, she = (np.linalg.norm(reference(*case)["arrows"], axis=1) for case in (HE_KNEW, SHE_FELT))
    assert int(he.argmax()) == BOY and f"the boy gets the most, {spoken(he[BOY], 2)}" in text
    other = said(lesson.BackThroughTheModel, "another_pronoun")
    assert int(she.argmax()) == QUEEN and f"the queen now gets most: {spoken(she[QUEEN], 2)}" in other
    assert "the start, or one of the seven words" in said(lesson.BackThroughTheModel, "which_word") and len(he) == 1 + 7
    assert automaton().next_words(SHE)["felt"] > 0 and automaton().next_words(HE)["knew"] > 0
    shown = played(lesson.BackThroughTheModel)
    for place, tag in enumerate(shown.lengths):
        assert told(tag.figure) == f"{she[place]:.2f}".rstrip("0")
    assert shown.graph.tokens == ("<start>", *SHE)


def test_blame_runs_where_the_last_word_read():
    for words, place in ((HE, BOY), (SHE, QUEEN)):
        weights = load().trace(words)["block0.weights"].value[0]
        assert int(weights[0, LAST].argmax()) == place and weights[0, LAST, place] > 0.9
    for flow, place in ((lesson.FLOW, BOY), (lesson.OTHER, QUEEN)):
        sent = np.linalg.norm(flow.attention[0, LAST], axis=-1)
        assert int(sent[:LAST].argmax()) == place
        # At the upper attention far less turns off than goes on along the line: it fans out at the lower one.
        assert np.linalg.norm(flow.attention[1, LAST], axis=-1)[:LAST].max() < 0.5 * np.linalg.norm(flow.stream[3, LAST])


def test_the_next_word_stands_at_the_loss_and_blame_grows_on_its_way():
    shown = played(lesson.BackThroughTheModel)
    assert shown.true.token == "felt" and "with felt as the next word" in said(lesson.BackThroughTheModel, "another_pronoun")
    assert "with knew as the next word" in said(lesson.BackThroughTheModel, "values_run_forward")
    assert "an arrow of twenty numbers" in said(lesson.BackThroughTheModel, "values_run_forward")
    assert "each band is as wide as its arrow of blame is long" in said(lesson.BackThroughTheModel, "it_runs_back")
    assert lesson.FLOW.stream.shape[-1] == 20
    assert "on its way blame may grow" in said(lesson.BackThroughTheModel, "it_runs_back")
    for flow in (lesson.FLOW, lesson.OTHER):
        lengths = np.linalg.norm(flow.stream, axis=-1)
        assert lengths[0].max() > 3 * lengths[-1].max()
    # Every table has its part in it.
    for name, blame in reference(*SHE_FELT)["weights"].items():
        assert np.abs(blame).max() > 0, name


def test_bands_are_as_wide_as_blame_is_long():
    """The pulses of the second sentence, which are those left on the stage: every width is a length, in one scale."""
    shown = played(lesson.BackThroughTheModel)
    stations = np.linalg.norm(lesson.OTHER.stream, axis=-1)
    links = np.linalg.norm(lesson.OTHER.attention, axis=-1)
    longest = max(np.linalg.norm(reference(*case)["arrows"], axis=1).max() for case in (HE_KNEW, SHE_FELT))
    unit = 0.8 * shown.graph.step / longest
    assert "in the same scale" in said(lesson.BackThroughTheModel, "another_pronoun")
    widths = {round(float(pulse.widths[0]), 9) for pulse in shown.waves}
    nets = np.linalg.norm(lesson.OTHER.stream[1::2] - lesson.OTHER.stream[2::2], axis=-1)
    possible = {round(float(unit * length), 9) for length in (*stations.ravel(), *links.ravel(), *nets.ravel())}
    assert widths <= possible and round(float(unit * links[0, LAST, QUEEN]), 9) in widths
    assert all(pulse.role == "backward" for pulse in shown.waves) and len(shown.waves) > 20


# What it costs -----------------------------------------------------------------------------------------------------


def multiplied(program: Any) -> int:
    """The multiplications of all products of matrices in a jax program."""
    count = 0
    for line in program.eqns:
        count += sum(multiplied(inner.jaxpr) for inner in line.params.values() if hasattr(inner, "jaxpr"))
        if line.primitive.name == "dot_general":
            (summed, _), _ = line.params["dimension_numbers"]
            left = line.invars[0].aval.shape
            count += int(np.prod(line.outvars[0].aval.shape)) * int(np.prod([left[axis] for axis in summed]))
    return count


def test_what_all_products_cost():
    """By the sizes of the model, one by one: B = 1, T = 8 places."""
    T, W, M, V = 8, 20, 64, 87
    forward = 2 * (4 * T * W * W + 2 * T * T * W + 2 * T * W * M) + T * W * V
    assert lesson.COST.forward == forward == 85_600 and lesson.COST.backward == 2 * forward
    text = said(lesson.WhatItCosts, "the_blame_of_weights")
    assert "two products back, for one forward: so it is all through the model" in text
    shown = played(lesson.WhatItCosts)
    assert [counter.number.get_value() for counter in shown.counts] == [forward, 2 * forward]
    assert shown.all_runs == 3
    # Everything else that is done number by number is far less.
    tape = walk(guess_loss(lesson.FLOW.trace, "knew"))
    others = sum(node.value.size for node in tape if node.op not in ("leaf", "matmul", "reshape", "transpose", "take"))
    assert others < 0.25 * forward and "most of the model's work" in said(lesson.WhatItCosts, "one_product")


def test_jax_multiplies_as_often():
    """In its own program for the loss and for all blame, written with no tape of ours."""
    w = {name: jnp.asarray(value) for name, value in load().weights.items()}
    tokens, wanted, zeros = jnp.asarray(encode(HE)), vocabulary().index("knew"), jnp.zeros((8, 20))
    forward = multiplied(jax.make_jaxpr(lambda w, x: loss_in_jax(w, tokens, wanted, x))(w, zeros).jaxpr)
    program = jax.make_jaxpr(jax.value_and_grad(lambda w, x: loss_in_jax(w, tokens, wanted, x), (0, 1)))(w, zeros)
    assert forward == lesson.COST.forward
    assert multiplied(program.jaxpr) == lesson.COST.forward + lesson.COST.backward


def test_one_product_and_two_back():
    shown = played(lesson.WhatItCosts)
    w = load().weights
    trace = lesson.FLOW.trace
    x, y = (field[0].values for field in (shown.product.lines[0][0], shown.product.lines[0][4]))
    assert np.allclose(x, np.abs(trace["block0.attention.normed"].value[0]))
    assert np.allclose(y, np.abs(trace["block0.attention.normed"].value[0] @ w["block0.attention.value"]))
    of_w = shown.product.lines[2][4][0].values
    assert np.allclose(of_w, np.abs(reference(*HE_KNEW)["weights"]["block0.attention.value"]), atol=1e-10)


def test_the_marked_square_is_value_in_front_times_blame_behind_over_the_words():
    shown = played(lesson.WhatItCosts)
    row, column = np.unravel_index(shown.product.lines[2][4][0].values.argmax(), (20, 20))
    x = lesson.FLOW.trace["block0.attention.normed"].value[0]
    behind = np.abs(shown.product.lines[2][2][0].values[:, column])
    back = reference(*HE_KNEW)["weights"]["block0.attention.value"]
    assert len(x) == len(behind) == 8 and abs(back[row, column]) == np.abs(back).max()
    signed = lesson.FLOW.trace["block0.values"].grad[0].swapaxes(0, 1).reshape(8, 20)[:, column]
    assert np.allclose(np.abs(signed), behind)
    assert sum(a * b for a, b in zip(x[:, row], signed, strict=True)) == pytest.approx(back[row, column])
    assert "the value in front times the blame behind. added up over all words" in said(
        lesson.WhatItCosts, "the_blame_of_weights"
    )


def test_squares_are_runs():
    shown = played(lesson.WhatItCosts)
    assert shown.wall.count == 10_775
    assert [words.text for words in shown.told] == ["nudging: 10,776 runs", "backpropagation: cost of 3 runs"]
    assert "a run for each square, and one more" in said(lesson.WhatItCosts, "squares")
    assert [name.text for name in shown.net.names] == ["attention", "net"] * load().shape.layers
    assert len(shown.net.kept) == len(shown.net.names)
    assert not set(map(id, shown.net.kept)) & set(map(id, shown.net.get_family()))
    assert len(shown.few) == 3 + 1 and "costs as much as three" in said(lesson.WhatItCosts, "squares")


# Where blame fades -------------------------------------------------------------------------------------------------


def deep_in_jax(links: bool) -> list[float]:
    """The same net, drawn anew and differentiated by jax, station by station."""
    rng = np.random.default_rng(0)
    weights = rng.normal(0, 0.5 / np.sqrt(20), (12, 20, 20))
    state, end = jnp.asarray(rng.standard_normal(20)), rng.standard_normal(20)
    lengths = []
    for station in range(13):

        def rest(x: Any, first: int = station) -> Any:
            for matrix in weights[first:]:
                x = jax.nn.relu(x @ matrix) + (x if links else 0)
            return x @ end

        lengths.append(float(jnp.linalg.norm(jax.grad(rest)(state))))
        if station < 12:
            state = jax.nn.relu(state @ weights[station]) + (state if links else 0)
    return [length / lengths[-1] for length in lengths]


def test_the_deep_net_with_and_without_links():
    shown = played(lesson.WhereBlameFades)
    plain, linked = deep_in_jax(False), deep_in_jax(True)
    assert np.allclose(shown.lengths[False], plain) and np.allclose(shown.lengths[True], linked)
    text = said(lesson.WhereBlameFades, "without_links")
    assert "twelve layers" in text and len(plain) == 12 + 1
    assert 900_000 < 1 / plain[0] < 1_000_000 and "about one part in a million" in text
    share = plain[0] ** (1 / 12)
    assert f"on average, a layer leaves {spoken(share, 2)} of its length" in text
    assert told(shown.way) == f"{share:.2f} dot {share:.2f} dot dots.c dot {share:.2f} = {share:.2f}^12"
    # As it is written, to two decimals, the power still makes the number that stands below the net.
    assert f"{round(share, 2) ** 12:.6f}" == f"{plain[0]:.6f}" == "0.000001"
    open_way = said(lesson.WhereBlameFades, "a_way_stays_open")
    assert "here, more than twice what was sent" in open_way and 2 < linked[0] < 3
    # "Arrow to arrow": were lengths to add, each layer would make blame longer by what a layer alone leaves.
    assert 1 < linked[0] ** (1 / 12) < 1 + share / 2 and "its layer's part is added, arrow to arrow" in open_way
    assert whole.holds(shown.way)
    figures = [told(one) for net, links in ((shown.plain, False), (shown.linked, True))
               for one in shown.figures(net, shown.lengths[links])]  # fmt: skip
    assert figures == ["1", f"{plain[0]:.6f}", "1", f"{linked[0]:.1f}"]


def test_the_way_through_links_alone_has_slope_one():
    """What comes back over a layer with a link is what came in behind it, and the layer's own part."""
    rng = np.random.default_rng(3)
    matrix, x, back = rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=4)
    alone, linked = (jax.vjp(lambda x, on=on: jax.nn.relu(x @ matrix) + on * x, x)[1](back)[0] for on in (0, 1))
    assert np.allclose(linked, alone + back)


def test_the_lesson_ends_on_one_picture():
    shown = played(lesson.WhereBlameFades)
    tags = {name: int(told(node.tag.figure)) for name, node in shown.graph.nodes.items()}
    assert tags == {"v": 2, "w": 9, "a": 2, "b": 3, "L": 1}
    blames = reference(*HE_KNEW)["weights"]
    assert sorted(shown.blames.tensors) == sorted(blames)
    roots = np.sqrt(np.abs(blames["block1.mlp.down"]))
    assert np.allclose(shown.blames.tensors["block1.mlp.down"].T, roots, atol=1e-5), "brighter is still more"


# Exercises ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", lesson.LESSON.exercises, ids=lambda one: one.name)
def test_exercises_have_right_answers_and_wrong_misconceptions(exercise):
    answer = evaluate(exercise.answer, exercise.given)
    W = jnp.array([[1.0, 1], [-1, 1], [1, -1]])
    expected = {
        "ways": jax.grad(lambda w: 5 * w * w**2)(2.0),
        "weights": jax.grad(lambda W: jnp.array([2.0, 4, 0]) @ (W @ jnp.array([1.0, 2])))(jnp.zeros((3, 2))),
        "depth": 1 / 1024,
        "inputs": jax.grad(lambda x: jnp.array([2.0, 4, 0]) @ (W @ x))(jnp.zeros(2)),
    }[exercise.name]
    assert np.allclose(answer, expected)
    for wrong, why in exercise.misconceptions.items():
        value, right = np.asarray(evaluate(wrong, exercise.given)), np.asarray(answer)
        assert value.shape != right.shape or not np.allclose(value, right, atol=0.005), wrong
        assert why.strip()
