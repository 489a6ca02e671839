"""The model's graph has a way for every link that attention may use, and bands that are as wide as their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.frame import notes, whole
from scenes.stream_graph import StreamGraph
from script.errors import ScriptError

TOKENS = ("<start>", "the", "queen", "met", "the", "boy", "because", "he")


@pytest.fixture
def graph() -> StreamGraph:
    return StreamGraph(TOKENS, layers=2)


def test_it_stays_on_the_frame_and_no_words_overlap(graph):
    assert whole.holds(graph)
    for above, below in zip(graph.words, graph.words[1:], strict=False):
        assert above.get_bottom()[1] > below.get_top()[1]
    for word in graph.words:
        assert word.get_right()[0] == pytest.approx(graph.start)


def test_every_way_starts_and_ends_at_its_stations(graph):
    for layer in range(2):
        for reader, place in ((7, 0), (3, 2), (7, 6)):
            link = graph.link(layer, reader, place)
            assert np.allclose(link.get_start(), graph.at(2 * layer, place))
            assert np.allclose(link.get_end(), graph.at(2 * layer + 1, reader))
        arc = graph.arc(layer, 4)
        assert np.allclose(arc.get_start(), graph.at(2 * layer + 1, 4))
        assert np.allclose(arc.get_end(), graph.at(2 * layer + 2, 4))
        assert arc.get_top()[1] < graph.heights[3] - 0.2, "an arc stays clear of the line above"
        assert len(graph.links[layer]) == 8 * 7 / 2, "a link from each word to each before it"
    assert np.allclose(graph.line(-1, 3).get_start(), [graph.start, graph.heights[3], 0])
    assert np.allclose(graph.line(1, 3).get_end(), graph.at(2, 3))


def test_blame_goes_back_as_wide_as_it_is_long(graph):
    sent = np.zeros((8, 8))
    sent[7, 5], sent[7, 0], sent[7, 7], sent[3, 1] = 0.4, 0.3, 0.9, 1e-6
    pulses = graph.back_through_attention(0, [0, 0, 0, 0, 0, 0, 0, 0.2], sent, unit=0.5)
    found = {tuple(np.round([*pulse.way[0][:2], *pulse.way[-1][:2]], 3)): float(pulse.widths[0]) for pulse in pulses}
    expected = {(7, 7): 0.1, (7, 5): 0.2, (7, 0): 0.15}
    assert found == {
        tuple(np.round([*graph.at(1, t)[:2], *graph.at(0, s)[:2]], 3)): pytest.approx(width)
        for (t, s), width in expected.items()
    }, "what is thinner than a hair is not sent, nor what a word sends itself beside its line"
    through = graph.back_through_net(1, [0] * 7 + [0.6], [0] * 6 + [0.5, 0.4], unit=0.5)
    assert sorted(pulse.widths[0] for pulse in through) == pytest.approx([0.2, 0.25, 0.3])
    words = graph.back_to_words(np.linspace(0, 0.7, 8), unit=0.5)
    assert [pulse.widths[0] for pulse in words] == pytest.approx(0.5 * np.linspace(0.1, 0.7, 7))
    assert all(pulse.role == "backward" and pulse.way[0][0] > pulse.way[-1][0] for pulse in (*pulses, *through, *words))


def test_stretches_lead_from_the_loss_to_the_words_in_one_scale(graph):
    rng = np.random.default_rng(1)
    stream, net, sent = rng.uniform(0.2, 2, (5, 8)), rng.uniform(0.2, 2, (2, 8)), rng.uniform(0.2, 2, (2, 8, 8))
    stretches = list(graph.stretches_back(stream, net, sent))
    assert [len(pulses) for pulses in stretches] == [1, 16, 8 + 28, 16, 8 + 28, 8]
    unit = 0.8 * graph.step / stream.max()
    in_another = next(graph.stretches_back(stream, net, sent, longest=2 * stream.max()))
    assert in_another[0].widths[0] == pytest.approx(unit * stream[4, 7] / 2), "as another graph, with blame twice as long"
    assert stretches[0][0].widths[0] == pytest.approx(unit * stream[4, 7])
    assert stretches[1][0].widths[0] == pytest.approx(unit * stream[4, 0])
    assert stretches[2][0].widths[0] == pytest.approx(unit * stream[3, 0])
    assert stretches[3][1].widths[0] == pytest.approx(unit * net[0, 0])
    assert sorted(pulse.widths[0] for pulse in stretches[5]) == pytest.approx(sorted(unit * stream[0]))
    assert max(pulse.widths[0] for pulse in stretches[5]) < graph.step, "bands of neighbours never touch"


def test_values_go_forward_as_wide_as_attention_reads(graph):
    shares = np.tri(8) / np.arange(1, 9)[:, None]
    pulses = graph.forward(2, links=shares, unit=0.12)
    assert len(pulses) == 8 + 28 and all(pulse.role == "forward" for pulse in pulses)
    widths = sorted(round(float(pulse.widths[0]), 6) for pulse in pulses[8:])
    assert widths == sorted(round(0.12 / (t + 1), 6) for t in range(8) for _ in range(t))
    assert len(graph.forward(1)) == 16 and len(graph.forward(-1)) == 8 and len(graph.forward(0)) == 8


def test_lengths_stand_in_tags_on_their_lines(graph):
    values = np.linspace(0.03, 1.894, 8)
    for place, tag in enumerate(graph.lengths(values)):
        assert tag.figure.typst_code.strip("$ ") == f"{values[place]:.2f}".rstrip("0")
        assert tag.get_y() == pytest.approx(graph.heights[place])
        assert graph.start < tag.get_left()[0] and tag.get_right()[0] < graph.columns[0]


def test_the_next_word_stands_clear_above_the_loss(graph):
    word = graph.next_word("knew")
    assert word.token == "knew" and whole.holds(word)
    assert word.get_bottom()[1] > graph.loss.get_top()[1] and word.get_left()[0] > graph.lines.get_right()[0]


def test_another_word_takes_a_place(graph):
    graph.give_way(7, "she")
    assert graph.tokens[-1] == "she" and graph.words[7].token == "she"
    assert graph.words[7].get_right()[0] == pytest.approx(graph.start)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ScriptError, match="do not fit"):
        StreamGraph(TOKENS, layers=2, region=notes.rows(1, 1)[0])
    with pytest.raises(ScriptError, match="a word and a layer"):
        StreamGraph((), layers=2)
