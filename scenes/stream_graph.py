"""The model as a graph over a sentence: a line for each word, links where attention reads, arcs where small nets work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from manim import RIGHT, UP, Animation, AnimationGroup, Circle, FadeIn, FadeOut, Line, RoundedRectangle, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from scenes.frame import Region, whole
from scenes.pulse import Pulse
from scenes.theme import theme
from scenes.typesetting import Symbols, Words, set_on_line
from scenes.value_node import BlameTag
from scenes.word import HEIGHT, Word
from script.errors import ScriptError

_ARC = 0.34
"""How high the arc of a small net rises over its line, as a share of the room between lines."""
_THINNEST = 0.012
"""A band narrower than this, in scene units, is not sent: it would be thinner than a hair."""
_WIDEST = 0.8
"""How wide the widest band of blame is, as a share of the room between lines."""
_SOLID = 0.75
"""How solid bands of blame are: the thin ones among wide ones would hardly be seen otherwise."""
_ENDS = 0.35
"""How far the loss stands from the end of the last line."""


class StreamGraph(VGroup):
    """Words (T) in boxes on the left, their lines to the right through L layers, and at the end of the last one the loss.

    A station of the stream is a place on a line: 0 behind the word, 2l + 1 after a layer's attention, 2l + 2 after its
    small net. `forward` and `back` give the pulses of a stretch, as wide as the numbers they are given times `unit`.

    >>> from scenes.stream_graph import StreamGraph
    >>> shown = StreamGraph("the queen met the boy".split(), layers=2)
    """

    def __init__(self, tokens: Sequence[str], *, layers: int, region: Region = whole, loss: str = "L") -> None:
        if not tokens or layers < 1:
            raise ScriptError("a stream graph needs a word and a layer")
        self.tokens, self.layers = tuple(tokens), layers
        self.words = VGroup(*(Word(token, size=theme.sizes.small) for token in tokens))
        room = region.height - 0.7
        self.step = min(room / len(tokens), 1.1)
        if self.step < HEIGHT * theme.sizes.small / theme.sizes.body:
            raise ScriptError(f"{len(tokens)} words do not fit below each other in a region {region.height:.1f} high")
        aside = max(word.width for word in self.words)
        self.heights = [region.bottom + room - self.step * (k + 0.5) for k in range(len(tokens))]
        for word, height in zip(self.words, self.heights, strict=True):
            word.move_to([region.left + aside - word.width / 2, height, 0])
        self.loss = VGroup(Circle(radius=0.37).set_fill(theme.panel, 1).set_stroke(theme.colour("loss"), theme.strokes.mark))
        self.loss.add(Symbols(loss, size=theme.sizes.label))
        self.loss.move_to([region.right - 0.37, self.heights[-1], 0])
        first, last = region.left + aside, float(self.loss.get_left()[0]) - _ENDS
        self.columns = [float(x) for x in np.linspace(first + 1.35, last, 2 * layers + 1)]
        self.start = first
        self.lines = VGroup(
            *(Line([first, y, 0], [self.columns[-1], y, 0]).set_stroke(theme.colour("quiet"), 2.2) for y in self.heights)
        )
        self.last = Line([self.columns[-1], self.heights[-1], 0], self.loss.get_left()).match_style(self.lines[0])
        places, depth = range(len(tokens)), range(layers)
        self.links = [self._dim(self.link(layer, t, s) for t in places for s in range(t)) for layer in depth]
        self.arcs = [self._dim(self.arc(layer, t) for t in places) for layer in depth]
        self.nets = [VGroup(*(self._net(layer, t) for t in places)) for layer in depth]
        self.signs = VGroup(
            *(self._sign("attention", 2 * layer, region) for layer in range(layers)),
            *(self._sign("net", 2 * layer + 1, region) for layer in range(layers)),
        )
        super().__init__(self.lines, self.last, *self.links, *self.arcs, *self.nets, self.signs, self.words, self.loss)
        for part in (self.lines, self.last, *self.links, *self.arcs):
            part.set_z_index(-2)

    @staticmethod
    def _dim(paths: Any) -> VGroup:
        return VGroup(*(path.set_stroke(theme.colour("faint"), theme.strokes.axis) for path in paths))

    def _net(self, layer: int, place: int) -> RoundedRectangle:
        box = RoundedRectangle(corner_radius=0.05, width=0.3, height=0.2).set_fill(theme.panel, 1)
        box.set_stroke(theme.colour("quiet"), theme.strokes.grid)
        return box.move_to(self.arc(layer, place).point_from_proportion(0.5))

    def _sign(self, text: str, station: int, region: Region) -> Words:
        words = Words(text, size=theme.sizes.small, role="quiet")
        words.move_to([(self.columns[station] + self.columns[station + 1]) / 2, 0, 0])
        return set_on_line(words, theme.sizes.small, region.top - 0.3)

    # Ways -----------------------------------------------------------------------------------------------------

    def at(self, station: int, place: int) -> NDArray[np.float64]:
        """A station of a word's line on the frame: (3,)."""
        return np.array([self.columns[station], self.heights[place], 0.0])

    def link(self, layer: int, reader: int, place: int) -> VMobject:
        """The way from a word to one that reads it, through a layer's attention."""
        start, end = self.at(2 * layer, place), self.at(2 * layer + 1, reader)
        bend = 0.55 * (end[0] - start[0]) * RIGHT
        return VMobject().set_points(np.stack([start, start + bend, end - bend, end])).set_fill(opacity=0)

    def arc(self, layer: int, place: int) -> VMobject:
        """The way through a layer's small net, over the line."""
        start, end = self.at(2 * layer + 1, place), self.at(2 * layer + 2, place)
        rise, across = 4 / 3 * _ARC * self.step * UP, 0.25 * (end - start)
        arc = VMobject().set_points(np.stack([start, start + across + rise, end - across + rise, end])).set_fill(opacity=0)
        return arc.insert_n_curves(3)  # the box round a curve is that of its anchors

    def line(self, station: int, place: int) -> Line:
        """The way along a word's line to the next station; from the word itself to station 0 as station -1."""
        start = np.array([self.start, self.heights[place], 0.0]) if station < 0 else self.at(station, place)
        return Line(start, self.at(station + 1, place))

    # What flows -----------------------------------------------------------------------------------------------

    def forward(self, station: int, *, links: ArrayLike | None = None, unit: float = 0.12) -> list[Pulse]:
        """What goes on to the next station: along each line, with `links` (T, T) from each word to its readers, and over
        the arcs where the next station lies behind the small nets."""
        places = range(len(self.tokens))
        pulses = [Pulse(self.line(station, t), (unit, unit), role="forward") for t in places]
        if station >= 0 and station % 2 == 0 and links is not None:
            shares = np.asarray(links, dtype=float)
            pulses += [
                Pulse(self.link(station // 2, t, s), (unit * shares[t, s],) * 2, role="forward")
                for t in places
                for s in range(t)
                if unit * shares[t, s] >= _THINNEST
            ]
        if station % 2 == 1 and station > 0:
            pulses += [Pulse(self.arc(station // 2, t), (unit, unit), role="forward") for t in places]
        return pulses

    def back(self, way: VMobject, length: float, *, unit: float) -> list[Pulse]:
        """Blame of a length on its way back along a way; none where its band would be thinner than a hair."""
        width = length * unit
        if width < _THINNEST:
            return []
        pulse = Pulse(way.copy().reverse_points(), (width, width))
        pulse.wake.set_fill(opacity=_SOLID)
        return [pulse]

    def back_through_net(self, layer: int, stream: ArrayLike, net: ArrayLike, *, unit: float) -> list[Pulse]:
        """Blame on its way back over a layer's small nets: lengths (T) along the lines, and (T) over the arcs."""
        pulses = []
        for t, (straight, bent) in enumerate(zip(np.asarray(stream), np.asarray(net), strict=True)):
            pulses += self.back(self.line(2 * layer + 1, t), straight, unit=unit)
            pulses += self.back(self.arc(layer, t), bent, unit=unit)
        return pulses

    def back_through_attention(self, layer: int, stream: ArrayLike, links: ArrayLike, *, unit: float) -> list[Pulse]:
        """Blame on its way back through a layer's attention: lengths (T) along the lines, and (T, T) from readers, in rows,
        to the words that they read. What a reader sends to its own place goes along its line beside the other."""
        pulses = []
        sent = np.asarray(links, dtype=float)
        for t, straight in enumerate(np.asarray(stream)):
            pulses += self.back(self.line(2 * layer, t), straight, unit=unit)
            for s in range(t):
                pulses += self.back(self.link(layer, t, s), sent[t, s], unit=unit)
        return pulses

    def back_to_words(self, lengths: ArrayLike, *, unit: float) -> list[Pulse]:
        """All the blame that a word's line was sent arrives at the word: lengths (T)."""
        return [
            pulse for t, length in enumerate(np.asarray(lengths)) for pulse in self.back(self.line(-1, t), length, unit=unit)
        ]

    def stretches_back(
        self, stream: ArrayLike, net: ArrayLike, attention: ArrayLike, *, longest: float | None = None
    ) -> Iterator[list[Pulse]]:
        """The pulses of blame from the loss to the words, stretch by stretch, by lengths at stations of the stream (2L + 1,
        T), through nets (L, T) and through attention (L, T, T): as wide as the blame is long, what is as long as the
        `longest` still in its line. Left out, that is the longest of these.
        """
        straight, nets, sent = (np.asarray(part, dtype=float) for part in (stream, net, attention))
        unit = _WIDEST * self.step / (float(straight.max()) if longest is None else longest)
        yield self.back(self.last, straight[-1, -1], unit=unit)
        for layer in reversed(range(self.layers)):
            yield self.back_through_net(layer, straight[2 * layer + 2], nets[layer], unit=unit)
            yield self.back_through_attention(layer, straight[2 * layer + 1], sent[layer], unit=unit)
        yield self.back_to_words(straight[0], unit=unit)

    def lengths(self, values: ArrayLike, *, places: int = 2) -> VGroup:
        """How long the blame at each word is, in a tag on its line."""
        tags = [BlameTag(value, places=places, size=theme.sizes.small) for value in np.asarray(values, dtype=float)]
        for tag in tags:
            tag.shape.set_stroke(theme.background, theme.strokes.mark)
        return VGroup(*(tag.move_to(self.line(-1, t)) for t, tag in enumerate(tags)))

    def light(self, place: int, **kwargs: Any) -> Animation:
        """A word is pointed at."""
        return self.words[place].light(**kwargs)  # type: ignore[no-any-return]

    def next_word(self, word: str) -> Word:
        """The true next word, to stand above the loss."""
        shown = Word(word, size=theme.sizes.small).lit("truth")
        return shown.next_to(self.loss, UP, buff=0.2).align_to(self.loss, RIGHT)

    def give_way(self, place: int, other: str, **kwargs: Any) -> Animation:
        """Another word stands at a place."""
        before = self.words[place]
        after = Word(other, size=theme.sizes.small)
        after.move_to(before, aligned_edge=RIGHT)
        self.words.submobjects[place] = after
        self.tokens = (*self.tokens[:place], other, *self.tokens[place + 1 :])
        leaves = FadeOut(before, rate_func=lambda share: min(1.0, 2 * share))
        return AnimationGroup(leaves, FadeIn(after, rate_func=lambda share: max(0.0, 2 * share - 1)), **kwargs)
