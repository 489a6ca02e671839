"""The band of a deep net is as wide as its blame at every station, and links go round every layer."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.deep_net import DeepNet
from scenes.frame import whole
from script.errors import ScriptError


def told_of(written):
    return str(written.typst_code).strip("$ ")


def test_the_band_comes_from_the_end_and_is_as_wide_as_the_blame():
    net = DeepNet(5)
    lengths = np.array([0.2, 0.3, 0.7, 0.4, 0.9, 1.0])
    band = net.blame(lengths, unit=0.8)
    assert np.allclose(band.way[0], net.at(5)) and np.allclose(band.way[-1], net.at(0))
    for station, length in enumerate(lengths):
        assert band.width_at(1 - station / 5) == pytest.approx(0.8 * length)
    with pytest.raises(ScriptError, match="6 stations"):
        net.blame(lengths[1:], unit=1)


def test_a_link_goes_round_each_layer():
    net = DeepNet(5)
    assert whole.holds(net)
    assert net.residual not in net.submobjects, "not before it is asked for"
    net.link()
    assert net.residual in net.submobjects and whole.holds(net)
    for layer, (arc, box) in enumerate(zip(net.residual, net.boxes, strict=True)):
        assert np.allclose(arc.get_start(), net.at(layer)) and np.allclose(arc.get_end(), net.at(layer + 1))
        assert arc.get_top()[1] > box.get_top()[1] + 0.3
        assert net.at(layer)[0] < box.get_left()[0] < box.get_right()[0] < net.at(layer + 1)[0]


def test_values_are_kept_from_the_first_layer_on_and_go_from_the_last():
    net = DeepNet(4)
    for values, box in zip(net.kept, net.boxes, strict=True):
        assert values.get_x() == pytest.approx(box.get_x()) and values.get_bottom()[1] > box.get_top()[1]
        assert values.width < box.width and whole.holds(values)
    assert [one.mobject for one in net.keep().animations] == list(net.kept)
    assert [one.mobject for one in net.release().animations] == list(net.kept[::-1])


def test_blame_goes_whole_over_a_link_and_what_its_layer_adds_through_the_box():
    net = DeepNet(3)
    blames = np.array([[3.0, 5.0], [3.0, 4.0], [0.0, 2.0], [0.0, 1.0]])
    pulses = net.blame_on_links(blames, unit=0.1)
    assert [[pulse.widths.tolist() for pulse in pair] for pair in pulses] == pytest.approx(
        np.array([[[0.1] * 2, [0.1] * 2], [[0.2] * 2, [0.1 * 13**0.5] * 2], [[0.5] * 2, [0.1] * 2]])
    )
    for pair, layer in zip(pulses, (2, 1, 0), strict=True):
        for pulse in pair:
            assert np.allclose(pulse.way[0], net.at(layer + 1)) and np.allclose(pulse.way[-1], net.at(layer))


def test_figures_stand_at_their_stations():
    net = DeepNet(3)
    edge = DeepNet(12).figure(0, 0.000001, places=6)
    assert whole.holds(edge) and told_of(edge) == "0.000001"
    written = net.figure(0, 0.000088, places=5)
    assert told_of(written) == "0.00009"
    assert written.get_x() == pytest.approx(net.at(0)[0]) and written.get_top()[1] < net.boxes.get_bottom()[1]
    named = DeepNet(4, names=("attention", "net"))
    assert [name.text for name in named.names] == ["attention", "net", "attention", "net"] and whole.holds(named)
    assert all(name.get_top()[1] < box.get_bottom()[1] for name, box in zip(named.names, named.boxes, strict=True))
    with pytest.raises(ScriptError, match="a layer at least"):
        DeepNet(0)
