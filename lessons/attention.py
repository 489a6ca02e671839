"""A word looks back: queries, keys and values, and what one head of the model does with them."""

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, VGroup

from maths.linear import plane_through, rotation
from maths.probability import random_dot_products, softmax
from pocket.beliefs import beliefs
from pocket.evaluation import after_pronoun
from pocket.head import head_at_work, layer_at_work
from pocket.language import automaton
from pocket.model import load
from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.attention import Attention, AttentionTable, Links
from scenes.bars import Bars
from scenes.frame import left, notes, picture, right, whole
from scenes.head_maps import HeadMaps
from scenes.heat_map import HeatMap
from scenes.histogram import Histogram
from scenes.hundred import Hundred
from scenes.matrix import NamedMatrix, mark_round
from scenes.plane import Plane
from scenes.sentence import Sentence
from scenes.shaded_equation import ShadedEquation
from scenes.shaded_map import ShadedMap
from scenes.shadow import Shadow
from scenes.typesetting import Symbols, Words, number
from scenes.word import Word
from scenes.word_arrow import WordArrow

LESSON = Lesson(
    number=17,
    title="Attention, exactly",
    summary=(
        "A word looks back and finds the one it needs. Its query meets the key of every word before it, softmax turns "
        "the scores into shares, and the values are added up by them. One head of the model does it for pronouns: "
        "silenced, the model no longer knows who is meant."
    ),
    question="One head, followed to the end.\nWhat does the whole model do with a sentence?",
    objectives=(
        "Say what a query, a key and a value are, and how a word's arrow becomes each",
        "Work out a score, a share and a weighted sum by hand",
        "Say why scores are divided by the root of d, and under which conditions",
        "Say what the mask does, and why the first word can look only at itself",
    ),
    prerequisites=("words_as_arrows", "matrix_multiplication", "from_scores_to_chances"),
    keywords=("attention", "query", "key", "value", "softmax", "mask", "multi-head attention", "transformer", "variance"),
    exercises=(
        Exercise(
            name="mask",
            question="The third of five words has the scores (1, 1, 1, 4, 9) with all five. What are its five shares?",
            given={"s": "(1, 1, 1, 4, 9)"},
            answer="(1/3, 1/3, 1/3, 0, 0)",
            worked="The fourth and fifth word lie ahead: masked, they get 0. Three equal scores share one: 1/3 each.",
            misconceptions={
                "softmax(s)": "That looks ahead. The third word may see only the first three.",
                "(1, 1, 1, 0, 0)": "These do not add up to one: softmax still has to divide by their sum.",
            },
        ),
        Exercise(
            name="head",
            question="K has the keys as columns, V the values, four numbers each. Write what the query q is handed.",
            given={
                "q": "(2, 0, 0, 2)",
                "K": "[[1, 0, 2], [0, 3, 1], [1, 0, 0], [1, 0, 2]]",
                "V": "[[4, 0, 1], [0, 4, 1], [0, 0, 1], [2, 2, 1]]",
            },
            code=True,
            answer="apply(V, softmax(apply(transpose(K), q) / 2))",
            worked=(
                "Keys as rows take all the dot products at once: apply(transpose(K), q) is (4, 0, 8). Over the root of 4 "
                "that is (2, 0, 4). Softmax makes shares of it, about (0.12, 0.02, 0.87), and V adds up its columns by them."
            ),
            misconceptions={
                "apply(V, softmax(apply(transpose(K), q)))": "The scores are not yet divided by the root of d = 4.",
                "apply(V, apply(transpose(K), q) / 2)": "Scores are no shares: softmax must make shares of them first.",
            },
        ),
        Exercise(
            name="spread",
            question="Random queries and keys grow from 16 to 64 numbers. How many times as wide do their products spread?",
            answer="2",
            worked="The variance is d: it grows from 16 to 64, four times. The spread is its root: from 4 to 8, twice.",
            misconceptions={
                "4": "That is by how much the variance grows. The spread is the root of the variance.",
                "8": "That is the spread with 64 numbers. With 16 it is 4 already.",
            },
        ),
        Exercise(
            name="query",
            question="From lesson 2: a query table has the rows (1, 0, 2) and (0, 1, -1). What is the query of (3, 1, 1)?",
            given={"W": "[[1, 0, 2], [0, 1, -1]]", "x": "(3, 1, 1)"},
            answer="apply(W, x)",
            worked="Row meets column: 1 3 + 0 1 + 2 1 = 5, and 0 3 + 1 1 - 1 1 = 0. The query is (5, 0).",
            misconceptions={
                "(5, 2)": "Mind the sign in the second row: one times one, minus one times one.",
                "(3, 1)": "That leaves out the third column. Every number of the arrow counts.",
            },
            recalls="matrix_multiplication",
        ),
    ),
    reading=(
        Reading("Attention Is All You Need", "Ashish Vaswani and others (2017)", "section 3.2, where this was set down"),
        Reading("Neural Machine Translation by Jointly Learning to Align and Translate", "Dzmitry Bahdanau and others"),
        Reading("Speech and Language Processing", "Daniel Jurafsky and James Martin", "the chapter on transformers, free"),
        Reading("Attention in transformers, step-by-step", "Grant Sanderson (3Blue1Brown)", "a film on a large model"),
    ),
    poster="NoPeekingAhead.as_links",
)

HEAD = (0, 0)
"""The head that `pocket.evaluation.antecedent_head` finds: it brings a pronoun its noun."""
SCORE = "({{ q : query }} dot {{ k : key }}) / sqrt(d)"
ROLES = {"query": "query", "key": "key"}
OPENING = ("the", "queen", "met", "the", "boy", "because")
TURNED = ("the", "boy", "met", "the", "queen", "because")
MODEL = load()
HE, SHE, HE_TURNED = (head_at_work(MODEL, words, HEAD) for words in ((*OPENING, "he"), (*OPENING, "she"), (*TURNED, "he")))
PARTS = ("query", "key", "value")
HEADS = [f"head {k + 1}" for k in range(MODEL.shape.heads * MODEL.shape.layers)]
LAST, BOY, QUEEN = (HE.tokens.index(word) for word in ("he", "boy", "queen"))


def true_next(*words):
    """The words that the language allows after these, as a column."""
    return VGroup(*(Words(word, role="truth") for word in sorted(automaton().next_words(words)))).arrange(
        DOWN, buff=0.25, aligned_edge=LEFT
    )


class WhoIsHe(Chapter):
    """A word can mean another: to go on, one must look back."""

    def stage(self):
        said, _ = whole.columns(5, 1)
        _, above, _, below = said.rows(2, 1, 2, 1)
        self.he, self.she = (Sentence((*OPENING, one), region=row) for one, row in (("he", above), ("she", below)))
        self.she.align_to(self.he, LEFT)
        self.enter(self.he)
        self.blank = [Word("?").next_to(one, RIGHT, buff=0.16) for one in (self.he, self.she)]
        look_back = [[float(word == found) for word in self.he.tokens] for found in ("boy", "queen")]
        self.to_boy = Links(self.he, len(OPENING), look_back[0])
        self.to_queen = Links(self.she, len(OPENING), look_back[1])

    @beat
    def who_is_he(self):
        """Read this sentence. [he] Who is he? [pause 2] You [back] looked back, and found one word: the boy."""
        self.play(self.he.word("he").light(), at="he")
        self.play(self.to_boy.come(), at="back", run_time=0.9)
        self.play(self.he.word("boy").light("ink"))

    @beat
    def one_word_is_changed(self):
        """[she] Now change the last word. [queen] Your eyes went to another place: to the queen. Yet [same] every word
        before was the same."""
        self.play(self.she.come(), at="she")
        self.play(self.she.word("she").light(), run_time=0.4)
        self.play(self.to_queen.come(), at="queen", run_time=0.9)
        self.play(self.she.word("queen").light("ink"))
        same = (mark_round(VGroup(*one[: len(OPENING)]), role="quiet") for one in (self.he, self.she))
        self.play(*(mark.flash() for mark in same), at="same", run_time=1.4)

    @beat
    def it_matters(self):
        """It matters who is meant. [next] Which word comes next? In this little language, [boy] the boy knew, loved, or
        needed something. [girl] The queen felt, liked, or missed it."""
        self.words = [true_next(*one.tokens).next_to(one, RIGHT, buff=0.4) for one in (self.he, self.she)]
        self.play(*(FadeIn(blank) for blank in self.blank), at="next")
        for k, cue in enumerate(("boy", "girl")):
            self.play(FadeOut(self.blank[k]), FadeIn(self.words[k], shift=0.2 * RIGHT), at=cue)

    @beat
    def the_pronoun_alone_is_not_enough(self):
        """And the word he alone does not tell. [king] Put a king in the boy's place, [felt] and he felt, knew, or liked
        something. [model] So a model that guesses the next word must look back, too. How can a word find the one it
        needs?"""
        boy, king = self.he.word("boy"), Word("king").lit("ink")
        self.play(boy.give_way(king), FadeOut(self.words[0]), at="king", run_time=0.9)
        other = true_next(*(("king" if word == "boy" else word) for word in self.he.tokens)).next_to(
            self.he, RIGHT, buff=0.4
        )
        self.play(FadeIn(other, shift=0.2 * RIGHT), at="felt")
        self.play(self.to_boy.come(), self.to_queen.come(), at="model", run_time=1.2)


class OneWordThreeArrows(Chapter):
    """Three tables of weights make three short arrows of a word's long one."""

    def stage(self):
        start, tables = whole.columns(2, 9)
        spot, strip = start.columns(1, 1)
        self.words = {name: Word(name).lit("attention").move_to(spot.center) for name in ("he", "boy", "queen")}
        self.enter(self.words["he"])
        self.x = HeatMap(HE.arrows[LAST][:, None], region=strip, most=abs(HE.arrows).max())
        self.maps = [
            ShadedMap(matrix, HE.arrows[LAST], name=name, role=name, region=row, most=5)
            for name, matrix, row in zip(PARTS, (HE.query, HE.key, HE.value), tables.rows(1, 1, 1), strict=True)
        ]

    @beat
    def twenty_numbers(self):
        """Take the last word. In this model, [numbers] a word is an arrow of twenty numbers. This strip is the arrow:
        green above zero, red below, and brighter the further. Its numbers [place] say which word it is, and at which
        place it stands."""
        self.play(FadeIn(self.x, shift=0.5 * RIGHT), at="numbers", run_time=1.0)
        self.play(self.x.mark().flash(), at="place", run_time=1.4)

    @beat
    def three_tables(self):
        """One part of the model, [tables] called a head, owns three tables of weights. Each of them is a matrix.
        [query] Each row of the first meets the arrow, and makes one number: five in all. This is the query. It says
        what the word looks for. [key] The second makes the key: how the word can be found. [value] The third makes the
        value: what it hands over, once it is found."""
        self.play(*(FadeIn(one.table) for one in self.maps), at="tables", run_time=1.0)
        self.play(self.maps[0].meet(run_time=3.0), at="query")
        for k, cue in enumerate(("key", "value")):
            self.play(self.maps[k + 1].flash(self.x), at=cue, run_time=1.0)
            self.play(self.maps[k + 1].apply(), run_time=0.8)

    @beat
    def the_same_for_every_word(self):
        """The same three tables serve every word. [boy] Here they take the boy, and make three short arrows for him.
        [queen] And here they take the queen. So every word has a query, a key and a value of its own."""
        before = self.words["he"]
        for name, place in (("boy", BOY), ("queen", QUEEN)):
            moving = [self.x.to(HE.arrows[place][:, None]), *(one.to(HE.arrows[place]) for one in self.maps)]
            word = self.words[name]
            self.play(before.give_way(word), *moving, at=name, run_time=1.2)
            before = word


class AQueryMeetsTheKeys(Chapter):
    """The score: a query's dot product with a key, as a shadow."""

    def stage(self):
        self.look = plane_through(HE.queries[LAST], SHE.queries[LAST])
        self.plane = self.enter(Plane(picture, steps=4.7))
        self.keys = {
            place: WordArrow(self.plane, HE.tokens[place].strip("<>"), self.look @ HE.keys[place], role="key")
            for place in (0, 1, QUEEN, QUEEN + 1, BOY)
        }
        top, below = notes.rows(1, 4)
        self.pronouns = [Word(word).lit("query").move_to(top.center) for word in ("he", "she")]
        self.scores = [[read.products[LAST, place] for place in self.keys] for read in (HE, SHE)]
        least, most = min(map(min, self.scores)), max(map(max, self.scores))
        names = [HE.tokens[place] for place in self.keys]
        self.bars = Bars(names, self.scores[0], region=below, role="key", least=least, most=most, places=1)

    @beat
    def which_key(self):
        """[keys] These are the keys of five words before; the others are left out. [start] The model reads a start
        before every sentence. [query] And here is the query of he. We look along the plane that holds it, and the query
        of she as well. So their products with any key can be read off here. [best] Whose key does the query meet best?
        Guess. [pause 3]"""
        self.play(*(key.grow() for key in self.keys.values()), at="keys", run_time=1.2)
        self.play(self.keys[0].pulse(), at="start", run_time=1.0)
        self.query = WordArrow(self.plane, "query", self.look @ HE.queries[LAST], role="query", side=1)
        self.play(self.query.grow(), FadeIn(self.pronouns[0]), at="query", run_time=0.9)
        self.play(self.query.pulse(), at="best", run_time=0.8)

    @beat
    def the_longest_shadow(self):
        """The dot product tells. [boy] The boy's key casts the longest shadow on the query, and its product is the
        largest: fourteen point two. [queen] The queen's is six point three. [met] And met points the other way: minus
        six point two. [all] These products are called scores."""
        self.play(FadeIn(self.bars.names, self.bars.axis), run_time=0.5)
        for place, cue in ((BOY, "boy"), (QUEEN, "queen"), (QUEEN + 1, "met")):
            shadow = Shadow(self.plane, self.look @ HE.keys[place], onto=self.look @ HE.queries[LAST])
            self.play(shadow.fall(), FadeIn(self.bars.row(list(self.keys).index(place))), at=cue, run_time=1.2)
            self.play(shadow.leave(), run_time=0.4)
        self.play(FadeIn(self.bars.row(0), self.bars.row(1)), at="all")

    @beat
    def only_the_query_turns(self):
        """Now change he to she. [stay] The keys stay where they are, for nothing before has changed. [she] But she has
        a query of her own: [turn] it turns to the other side, [queen] and the longest shadow is the queen's."""
        self.play(*(key.pulse() for key in self.keys.values()), at="stay", run_time=1.0)
        self.play(self.pronouns[0].give_way(self.pronouns[1]), at="she", run_time=0.8)
        self.play(self.query.to(self.look @ SHE.queries[LAST]), self.bars.to(self.scores[1]), at="turn", run_time=1.4)
        shadow = Shadow(self.plane, self.look @ HE.keys[QUEEN], onto=self.look @ SHE.queries[LAST])
        self.play(shadow.fall(), self.bars.mark(2).come(), at="queen", run_time=1.0)


class WhyTheRoot(Chapter):
    """A sum of more products spreads wider; the root of their number takes that back."""

    pairs = (HE.queries.shape[1], 4 * HE.queries.shape[1])

    def stage(self):
        read, places = (HE.queries[LAST], HE.keys[BOY]), {"low": -20, "high": 20, "ticks": (-20, -10, 0, 10, 20)}
        self.pair = [
            NamedMatrix(name[0], x, role=name, column_roles=(name,), cell=1.4) for name, x in zip(ROLES, read, strict=True)
        ]
        self.terms = NamedMatrix('"products"', read[0] * read[1], role="ink", cell=1.4, gloss="rounded")
        total = Symbols(f'"sum" = {number(HE.products[LAST, BOY], 1)}')
        self.sum = VGroup(self.pair[0], Symbols("dot"), self.pair[1], Symbols("arrow.r"), self.terms, total)
        self.enter(self.sum.arrange(RIGHT, buff=0.4).move_to(whole.center))
        self.samples = [random_dot_products(d, 4000, self.random) for d in self.pairs]
        self.spread, self.names = [], []
        for samples, d, row in zip(self.samples, self.pairs, whole.rows(1, 1), strict=True):
            told, drawn = row.columns(1, 2)
            self.spread.append(Histogram(samples, width=1, region=drawn, **places))
            name = Words(f"{d} pairs"), Symbols(f'"variance" {number(samples.var(), 1)}')
            self.names.append(VGroup(*name).arrange(DOWN, buff=0.3, aligned_edge=LEFT).move_to(told.center))
        self.names[1].align_to(self.names[0], LEFT)

    @beat
    def a_sum_of_pairs(self):
        """The score of he and the boy is a sum: [terms] five pairs of numbers, multiplied and added up. Heads of large
        models add up a hundred pairs or more. What does that do to the scores?"""
        self.play(self.terms.table.mark().flash(), at="terms", run_time=1.6)

    @beat
    def how_much_wider(self):
        """[random] Try it with numbers drawn at random: independent, with mean zero and variance one. [five] Four
        thousand sums of five pairs spread like this. [twenty] Now add up twenty pairs, four times as many. How many
        times as wide will they spread? [pause 3]"""
        self.play(*(one.table.mark(role=name).flash() for name, one in zip(ROLES, self.pair, strict=True)), at="random")
        self.play(FadeOut(self.sum), at="five", run_time=0.4)
        self.play(FadeIn(self.spread[0]), FadeIn(self.names[0][0]), run_time=0.8)
        self.play(FadeIn(self.names[1][0], self.spread[1].axis), at="twenty")

    @beat
    def twice_as_wide(self):
        """[wide] Only twice as wide: [span] this is one standard deviation to each side. [variance] The variance is
        near the number of pairs, which is called d. The spread is the variance's root. So [root] divide every sum by
        the root of d, and both spread alike."""
        self.play(self.spread[1].rise_up(), at="wide", run_time=0.8)
        self.play(*(one.measure() for one in self.spread), at="span", run_time=1.0)
        self.play(*(FadeIn(name[1]) for name in self.names), at="variance")
        squeezed = [one.squeeze(d**0.5) for one, d in zip(self.spread, self.pairs, strict=True)]
        self.after = [
            Symbols(f'"sum" slash sqrt({d}): "variance" {number((samples / d**0.5).var(), 1)}').move_to(
                name[1], aligned_edge=LEFT
            )
            for samples, d, name in zip(self.samples, self.pairs, self.names, strict=True)
        ]
        gone = [FadeOut(name[1]) for name in self.names]
        self.play(*squeezed, *gone, *(FadeIn(one) for one in self.after), at="root", run_time=2.0)

    @beat
    def what_softmax_makes_of_it(self):
        """Why care? Softmax makes shares of scores. [raw] As they are, it would give the boy all but four parts in ten
        thousand. [lower] Lower his score by one, and his share hardly moves: then little is learned. [scaled] Divided
        by the root of five, ninety-five in a hundred are left. [again] Lower his score now, and the share follows: to
        ninety-three."""
        formula = Symbols(SCORE, roles=ROLES, size=72).move_to(right.center)
        places = [1, QUEEN, BOY]
        raw = softmax(HE.products[LAST])[places]
        lower = HE.products[LAST].copy()
        lower[BOY] -= 1
        self.bars = Bars([HE.tokens[k] for k in places], raw, region=left, most=1, places=4)
        rest = [part for one, name in zip(self.spread, self.names, strict=True) for part in (one, name[0])]
        self.play(FadeOut(*rest, *self.after), at="raw", run_time=0.5)
        self.play(FadeIn(self.bars))
        self.play(self.bars.to(softmax(lower)[places]), at="lower")
        self.play(self.bars.to(HE.weights[LAST, places]), FadeIn(formula), at="scaled")
        self.play(self.bars.to(softmax(lower / HE.queries.shape[1] ** 0.5)[places]), at="again")


class NoPeekingAhead(Chapter):
    """All scores at once, the lid over what lies ahead, and softmax row by row."""

    def stage(self):
        self.scores = self.enter(AttentionTable(HE.tokens, HE.scores))
        self.attention = Attention(HE.tokens, HE.weights)
        self.weights = self.attention.table().covered()
        score, soft = notes.inset(0.6).rows(1, 1)
        self.formula = self.enter(Symbols(SCORE, roles=ROLES).move_to(score.center))
        self.minus, self.zero = self.scores.ahead("-infinity"), self.scores.ahead("0")
        self.softmax = Words("softmax, row by row").move_to(soft.center)

    @beat
    def all_scores_at_once(self):
        """Every word has a [queries] query, and every word has a [keys] key. So take all the scores at once. A [row]
        row belongs to the word that looks, and a [column] column to the word it looks at. In the last row, [found] the
        boy stands out."""
        self.play(mark_round(self.scores.row_names, role="query").flash(), at="queries")
        self.play(mark_round(self.scores.column_names, role="key").flash(), at="keys")
        self.play(self.scores.mark(row=LAST).flash(), self.scores.light_row(LAST), at="row", run_time=1.4)
        self.play(self.scores.mark(column=BOY, role="key").flash(), at="column", run_time=1.4)
        self.numbers = self.scores.numbers(LAST, places=1)
        self.play(FadeIn(self.numbers), self.scores.mark(row=LAST, column=BOY).flash(), at="found", run_time=1.4)

    @beat
    def what_lies_ahead_is_covered(self):
        """But the model learns by guessing every next word, so it must not see the answer. [cover] Whatever lies ahead
        of a word is covered: [minus] its score becomes minus infinity. This is called the mask. [zero] Softmax raises e
        to each score, and for minus infinity that is zero."""
        self.play(self.scores.cover(), at="cover", run_time=1.2)
        self.play(FadeIn(self.minus), at="minus")
        self.play(FadeOut(self.minus), FadeIn(self.zero), FadeIn(self.softmax), at="zero")

    @beat
    def what_is_the_first_row(self):
        """So each row becomes shares that add up to one. In [first] the first row, only a single score is left. What
        will its share be? [pause 3]"""
        self.first = self.scores.mark(row=0, column=0)
        self.play(self.first.come(), at="first")

    @beat
    def shares(self):
        """[one] It is one: the first word can look only at itself. [rest] The other rows become shares in the same way.
        [he] And the word he takes ninety-five parts in a hundred from the boy."""
        one, last = self.weights.numbers(0, until=1), self.weights.numbers(LAST)
        self.play(FadeIn(VGroup(self.scores.row_of_shares(0, HE.weights[0]), one)), at="one")
        self.shown = VGroup(self.weights, one.copy(), self.weights.ahead("0"))
        self.play(FadeOut(self.numbers, self.first), FadeIn(self.shown), at="rest", run_time=1.0)
        self.play(FadeIn(last), self.weights.light_row(LAST), at="he", run_time=0.8)

    @beat
    def as_links(self):
        """[links] Seen as links between the words, the last row looks like this. [turned] Change the two nouns round, and
        the link still finds the boy: first or second, [both] it is ninety-five in a hundred."""
        _, above, _, below = whole.rows(2, 1, 2, 1)
        sentences = [Sentence(read.tokens, region=row) for read, row in ((HE, above), (HE_TURNED, below))]
        found = [
            Attention(read.tokens, read.weights).links(sentence, LAST)
            for read, sentence in zip((HE, HE_TURNED), sentences, strict=True)
        ]
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="links", run_time=0.5)
        self.play(sentences[0].come(), run_time=0.5)
        self.play(found[0].come(), sentences[0].word("he").light(), run_time=1.0)
        self.play(sentences[1].come(), at="turned", run_time=0.5)
        self.play(found[1].come(), sentences[1].word("he").light(), run_time=1.0)
        shares = [links.share(read.tokens.index("boy")) for read, links in zip((HE, HE_TURNED), found, strict=True)]
        self.play(*(FadeIn(share) for share in shares), at="both")


class WhatIsHandedOver(Chapter):
    """The weighted sum: shares say how much, values say of what."""

    def stage(self):
        # Turned, so that no value lies on an axis.
        self.look = rotation(25) @ plane_through(HE.values[BOY], HE.values[QUEEN])
        self.plane = self.enter(Plane(picture, steps=4.3))
        self.values = HE.values @ self.look.T
        named = [k for k in range(LAST) if k != BOY - 1]
        self.arrows = [
            WordArrow(self.plane, HE.tokens[k].strip("<>"), self.values[k], role="value", side=int(k > BOY)) for k in named
        ]
        self.arrows.append(self.plane.arrow(self.values[BOY - 1], role="value"))
        names = [*HE.tokens[:LAST], "itself"]
        top, below = notes.rows(1, 5)
        self.he, self.she = (Word(word).lit("attention").move_to(top.center) for word in ("he", "she"))
        self.enter(self.he)
        self.bars = self.enter(Bars(names, HE.weights[LAST], region=below, most=1))

    @beat
    def shares_and_values(self):
        """Softmax has said how much to take of each word, and of itself. [values] And these are the values of the
        words: what they hand over. We look along the plane of the boy's and the queen's."""
        self.play(*(arrow.grow() for arrow in self.arrows), at="values", run_time=1.4)

    @beat
    def weighed_and_added(self):
        """Now [weigh] shorten each value to its share. Only the boy's stays long. [add] Add them up, tail to head,
        [sum] and here is what the word he is handed: almost the value of the boy."""
        parts = [self.plane.arrow(value) for value in self.values]
        fading = [arrow.animate.set_fill(opacity=0.35) for arrow in self.plane.arrows if arrow not in parts]
        self.play(*(part.come() for part in parts), *fading, run_time=0.3)
        weighed = HE.weights[LAST][:, None] * self.values
        self.play(*(part.to(short) for part, short in zip(parts, weighed, strict=True)), at="weigh", run_time=2.0)
        heads = weighed.cumsum(axis=0)
        moved = [part.from_tail(head - own) for part, head, own in zip(parts, heads, weighed, strict=True)]
        self.play(*moved, at="add", run_time=1.4)
        self.sum = WordArrow(self.plane, "sum", self.look @ HE.handed[LAST], role="ink", side=-1)
        self.play(*(part.leave() for part in parts), self.sum.grow(), at="sum", run_time=1.2)

    @beat
    def where_for_she(self):
        """[she] And if the last word is she? Where will the sum end? [pause 3]"""
        self.play(self.he.give_way(self.she), at="she", run_time=0.8)

    @beat
    def it_slides_over(self):
        """[shares] The shares have moved to the queen, [slide] and so the sum slides over to her value. Wherever the noun
        stands, the head brings it to its pronoun."""
        self.play(self.bars.to(SHE.weights[LAST]), at="shares", run_time=1.4)
        self.play(self.sum.to(self.look @ SHE.handed[LAST]), at="slide", run_time=1.8)


class OneHeadIsSilenced(Chapter):
    """Four heads side by side; one is taken away, and the model no longer knows who is meant."""

    def stage(self):
        said, self.below = whole.rows(1, 4)
        self.sentence = self.enter(Sentence(HE.tokens[1:], region=said))
        above, under = self.below.rows(4, 1)
        self.work = [head_at_work(MODEL, HE.tokens[1:], (HEAD[0], head)) for head in range(MODEL.shape.heads)]
        self.heads = HeadMaps([one.weights for one in self.work], HEADS[:4], region=above)
        self.handed = self.strips(*under.columns(1, 1, 1, 1))
        left_part, middle, right_part = self.below.columns(1.1, 3, 1.1)
        self.hundred = Hundred(round(100 * after_pronoun(MODEL, [HEAD]).wrong), region=left_part)
        self.kept = self.strips(*left_part.inset(0.5).rows(1, 1, 1, 1))
        self.chances = beliefs(MODEL, HE.tokens[1:], silenced=[HEAD])
        words, most = self.chances.words, max(self.chances.silenced)
        self.bars = Bars(words, self.chances.whole, region=middle, role="model", most=most).beside(self.chances.true)
        self.names = [Words("the model", role="model"), Words("the language", role="truth")]
        VGroup(*self.names).arrange(DOWN, buff=0.3, aligned_edge=LEFT).move_to(right_part.center)
        self.silenced = Words("silenced", role="loss").next_to(self.kept[0], UP, buff=0.2)

    def strips(self, *regions):
        """What each head hands over to the last word: five numbers."""
        most = max(abs(one.handed[LAST]).max() for one in self.work)
        return [
            HeatMap(one.handed[LAST][None], region=spot, most=most) for one, spot in zip(self.work, regions, strict=True)
        ]

    @beat
    def four_heads(self):
        """This layer has four heads. [heads] Each has tables of its own, and each looks elsewhere. [ours] The first is
        the one that we have followed. [side] What they hand over stands side by side: four times five numbers are
        twenty again."""
        self.play(FadeIn(self.heads), at="heads", run_time=1.0)
        self.ours = self.heads.mark(HEAD[1])
        self.play(self.ours.come(), at="ours")
        self.play(*(FadeIn(one, shift=0.4 * DOWN) for one in self.handed), at="side", run_time=0.8)
        row = VGroup(*self.handed)
        self.play(row.animate.arrange(RIGHT, buff=0.02).move_to(row), run_time=1.2)

    @beat
    def mixed_and_added(self):
        """[mix] One more matrix mixes them. [own] And the result is added to the word's own arrow: [new] so he now
        carries the boy."""
        at = layer_at_work(MODEL, HE.tokens[1:], HEAD[0])
        arrows, names = (at.joined, at.mixed, at.before, at.after), ("heads", "mixed", "he", "after")
        self.line = ShadedEquation(at.output, arrows, signs="·=+=", names=names, region=self.below)
        self.play(FadeOut(self.heads, *self.handed, self.ours), at="mix", run_time=0.4)
        self.play(self.line.bring(0), run_time=0.6)
        self.play(self.line.bring(1), run_time=0.6)
        self.play(self.line.bring(2), at="own")
        self.play(self.line.bring(3), at="new")

    @beat
    def what_the_model_expects(self):
        """What comes after he? [truth] In the language, knew, loved and needed are equally likely. And the model's
        chances, in gold, are close to the true ones."""
        self.play(FadeOut(self.line), run_time=0.5)
        self.play(FadeIn(self.bars, *self.names), self.sentence.word("he").light(), at="truth")

    @beat
    def guess_what_goes_wrong(self):
        """Now [four] take what the four heads hand over. [silence] Silence the first: its numbers become zero, and all
        else stays. Which words will the model expect? [pause 3]"""
        self.play(*(FadeIn(one) for one in self.kept), at="four")
        self.play(self.kept[HEAD[1]].to(0 * self.kept[HEAD[1]].values), FadeIn(self.silenced), at="silence", run_time=1.0)

    @beat
    def it_no_longer_knows(self):
        """[wrong] The chances move [liked] to liked and felt: the words for a queen. The model no longer knows who he
        is."""
        self.play(self.bars.to(self.chances.silenced), at="wrong", run_time=1.0)
        self.play(self.bars.mark(3, 4).flash(), at="liked", run_time=1.8)

    @beat
    def how_often(self):
        """[whole] So it is over the whole language. With all its heads, the model's likeliest word after a pronoun is
        always a possible one. [count] Without this head, in thirty-eight cases of a hundred, it is not."""
        self.play(FadeOut(*self.kept, self.silenced), FadeIn(self.hundred), at="whole")
        self.play(self.hundred.fill(), at="count", run_time=2.0)


class WordsThatLookBack(Chapter):
    """The recap: a query asks, keys answer, values are handed over."""

    def stage(self):
        above, self.below = whole.rows(3, 2)
        self.sentence = self.enter(Sentence(HE.tokens, region=above.rows(1, 1)[1]))
        self.links = Attention(HE.tokens, HE.weights).links(self.sentence, LAST)
        line = (
            '{{ "softmax" : softmax }} (({{ Q : query }} space {{ K^T : key }}) / {{ sqrt(d) : root }} + {{ M : mask }}) '
            "space {{ V : value }}"
        )
        self.formula = Symbols(line, size=72, roles={name: name for name in PARTS}).move_to(self.below.center)
        all_heads = [(layer, head) for layer in range(MODEL.shape.layers) for head in range(MODEL.shape.heads)]
        weights = [head_at_work(MODEL, HE.tokens[1:], one).weights for one in all_heads]
        self.heads = HeadMaps(weights, HEADS, region=self.below)

    @beat
    def in_one_sentence(self):
        """[formula] Here it is in one line, with the arrows of all words as rows. A [query] query asks, the [key] keys
        answer, the [root] products are divided by the root of d. What lies ahead is [mask] masked, [softmax] softmax
        makes shares, and [value] the values are added up."""
        self.play(FadeIn(self.formula), at="formula", run_time=0.6)
        for cue in ("query", "key", "root", "mask", "softmax", "value"):
            self.play(mark_round(self.formula.select(cue)).flash(), at=cue, run_time=0.7)

    @beat
    def what_is_left(self):
        """[links] So a word looks back, and finds the one it needs. [eight] This was one head of eight: a second layer
        has four more. What does the whole model do with a sentence, from the first number to the last?"""
        self.play(self.links.come(), self.sentence.word("he").light(), at="links", run_time=1.2)
        self.play(FadeOut(self.formula), at="eight", run_time=0.4)
        self.play(FadeIn(self.heads), run_time=0.6)
        self.play(self.heads.mark(HEAD[1]).come())
