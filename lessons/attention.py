"""A word looks back: queries, keys and values, and what one head of the model does with them."""

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, LaggedStart, VGroup
from manim.utils.rate_functions import ease_in_out_sine as sine

from maths.linear import plane_through, rotation
from maths.probability import random_dot_products
from pocket.beliefs import beliefs
from pocket.evaluation import after_pronoun, lookback
from pocket.head import head_at_work, layer_at_work
from pocket.language import automaton
from pocket.model import load
from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.added_back import AddedBack
from scenes.attention import Attention, AttentionTable, Links
from scenes.bars import Bars
from scenes.dot_product import DotProduct
from scenes.frame import left, notes, picture, right, whole
from scenes.head_maps import HeadMaps
from scenes.heat_map import HeatMap
from scenes.hundred import Hundred
from scenes.matrix import mark_round
from scenes.plane import Plane
from scenes.products import Products
from scenes.score_shares import ScoreShares
from scenes.sentence import Sentence
from scenes.shaded_map import ShadedMap
from scenes.shadow import Shadow
from scenes.spread import Spread
from scenes.strips import Strips
from scenes.theme import theme
from scenes.typesetting import Symbols, Words
from scenes.weighed_sum import WeighedSum
from scenes.word import Word
from scenes.word_arrow import WordArrow
from scenes.word_list import WordList

LESSON = Lesson(
    number=17,
    title="Attention, exactly",
    summary=(
        "A word looks back and finds the one it needs. Its query meets the key of every word before it, softmax turns "
        "the scores into shares, and the values are added up by them. One head of the model does it for pronouns: "
        "silenced, the model no longer finds the noun."
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

HEAD = (0, 0)  # that `pocket.evaluation.antecedent_head` finds: it brings a pronoun its noun
SCORE = "({{ q : query }} dot {{ k : key }}) / sqrt(d)"
ROLES = {"query": "query", "key": "key"}
OPENING = ("the", "queen", "met", "the", "boy", "because")
KING = ("the", "queen", "met", "the", "king", "because", "he")
TURNED = ("the", "boy", "met", "the", "queen", "because")
MODEL, ALLOWED = load(), automaton().next_words
HE, SHE, HE_TURNED = (head_at_work(MODEL, words, HEAD) for words in ((*OPENING, "he"), (*OPENING, "she"), (*TURNED, "he")))
PARTS = ("query", "key", "value")
LAST, BOY, QUEEN, MET = (HE.tokens.index(word) for word in ("he", "boy", "queen", "met"))


class WhoIsHe(Chapter):
    """A word can mean another: to go on, one must look back."""

    heading = "Who is he?"

    def stage(self):
        said, _ = whole.columns(5, 1)
        _, above, _, below = said.rows(2, 1, 2, 1)
        self.he, self.she = (Sentence((*OPENING, one), region=row) for one, row in (("he", above), ("she", below)))
        self.she.align_to(self.he, LEFT)
        self.enter(self.he)
        self.blank = Word("?").next_to(self.he, RIGHT, buff=0.16)
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
        """[she] Change only the last word, [queen] and your eyes go to the queen."""
        self.play(self.she.come(), at="she")
        self.play(self.she.word("she").light(), run_time=0.4)
        self.play(self.to_queen.come(), at="queen", run_time=0.9)
        self.play(self.she.word("queen").light("ink"))

    @beat
    def it_matters(self):
        """[next] The next word depends on it. In the model's small language, [boy] the boy knew, loved, or needed
        something. [king] Put a king in his place, [felt] and he felt, knew, or liked something."""
        self.words = [WordList(ALLOWED(words)).next_to(self.he, RIGHT, buff=0.4) for words in (self.he.tokens, KING)]
        self.play(FadeIn(self.blank), at="next")
        self.play(FadeOut(self.blank), at="boy", run_time=0.3)
        self.play(FadeIn(self.words[0], shift=0.2 * RIGHT))
        boy, king = self.he.word("boy"), Word("king").lit("ink")
        self.play(boy.give_way(king), FadeOut(self.words[0]), at="king", run_time=0.9)
        self.play(FadeIn(self.words[1], shift=0.2 * RIGHT), at="felt")

    @beat
    def how_can_a_word_look_back(self):
        """So [model] models must look back, too. How can a word find the one that matters?"""
        self.play(self.to_boy.trace(), self.to_queen.trace(), at="model", run_time=2.4)


class OneWordThreeArrows(Chapter):
    """Three tables of weights make three short arrows of a word's long one."""

    heading = "One word, three arrows"

    # waive many-things: three tables and what each makes are one picture, and are told one after another

    def stage(self):
        start, tables = whole.columns(2.6, 9)
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
        """Take the last word. In this model, [numbers] a word is an arrow of twenty numbers. They are drawn as [strip] a
        strip: green above zero, red below."""
        self.play(FadeIn(self.x, shift=0.5 * RIGHT), at="numbers", run_time=1.0)
        self.play(self.x.mark().flash(), at="strip", run_time=1.6)

    @beat
    def three_tables(self):
        """One part of the model, [tables] called a head, owns three tables of weights. [query] Each row of the first meets
        the arrow, and makes one number. Five in all. This is its query: what the word looks for. [key] The second makes the
        key: how it is found. [value] The third makes the value: what it hands over."""
        self.play(*(FadeIn(one.table) for one in self.maps), at="tables", run_time=1.0)
        self.play(self.maps[0].meet(run_time=4.2), self.x.mark(role="query").flash(run_time=4.2), at="query")
        for k, cue in enumerate(("key", "value")):
            self.play(self.maps[k + 1].flash(self.x), at=cue, run_time=1.0)
            self.play(self.maps[k + 1].apply(), run_time=0.8)

    @beat
    def the_same_for_every_word(self):
        """The same three tables serve every word. [boy] Here they take the boy, and make three short arrows for him. [queen]
        And here, the queen."""
        before = self.words["he"]
        for name, place in (("boy", BOY), ("queen", QUEEN)):
            word = self.words[name]
            self.play(before.give_way(word), self.x.to(HE.arrows[place][:, None]), at=name, run_time=0.8)
            made = [one.to(HE.arrows[place]) for one in self.maps]
            self.play(self.x.mark().flash(), *(one.flash() for one in self.maps), *made, run_time=1.0)
            before = word


class AQueryMeetsTheKeys(Chapter):
    """The score: a query's dot product with a key, as a shadow."""

    def stage(self):
        self.look = plane_through(HE.queries[LAST], SHE.queries[LAST])
        self.plane = self.enter(Plane(left, steps=4.9))
        self.keys = {
            place: WordArrow(self.plane, HE.tokens[place], self.look @ HE.keys[place], role="key")
            for place in (QUEEN, MET, BOY)
        }
        top, middle, below = right.rows(1, 4, 2)
        self.pronouns = [Word(word).lit("query").move_to(top.center) for word in ("he", "she")]
        places, names = list(self.keys), [HE.tokens[place] for place in self.keys]
        scores = [read.products[LAST, places] for read in (HE, SHE)]
        look = {"least": min(map(min, scores)), "most": max(map(max, scores)), "region": middle, "size": 44}
        self.bars, self.hers = (Bars(names, each, role="key", places=1, **look) for each in scores)
        length = (HE.queries[LAST] @ HE.queries[LAST]) ** 0.5
        self.told = Products(names, scores[0] / length, length, role="query", region=below.inset(0.2))

    @beat
    def which_key(self):
        """[keys] Here are the keys of three earlier words. We see them in one plane, [query] which holds the query of he.
        [out] Anything outside the plane adds nothing to their product. [best] Which key does the query meet best?
        [pause 3]"""
        self.play(*(key.grow() for key in self.keys.values()), at="keys", run_time=1.2)
        self.query = WordArrow(self.plane, "query", self.look @ HE.queries[LAST], role="query", side=1, along=0.69)
        told = FadeIn(self.pronouns[0], self.bars.names, self.bars.axis)
        self.play(self.query.grow(), told, at="query", run_time=0.9)
        self.play(*(key.pulse() for key in self.keys.values()), at="out", run_time=1.0)
        self.play(self.query.pulse(), at="best", run_time=0.8)

    @beat
    def the_longest_shadow(self):
        """[queen] The queen's key casts a shadow on the query's line. [length] Its length times the query's is their dot
        product, the score: six point three. [met] Met's shadow points the other way, and [minus] counts below zero.
        [boy] And the boy's shadow [most] is the longest: fourteen point two."""
        self.laid = []
        cues = ((QUEEN, "queen", "length"), (MET, "met", "minus"), (BOY, "boy", "most"))
        for row, (place, fall, lie) in enumerate(cues):
            self.laid.append(Shadow(self.plane, self.look @ HE.keys[place], onto=self.look @ HE.queries[LAST]))
            self.play(self.laid[-1].fall(), at=fall, run_time=1.0)
            # The first goes furthest, so that none passes over another.
            aside = self.laid[-1].lie(0.8 * row - 3.0, HE.tokens[place])
            self.play(aside, FadeIn(self.bars.row(row), self.told[row]), at=lie, run_time=1.0)

    @beat
    def only_the_query_turns(self):
        """[she] Now change he to she. [stay] The keys stay, for nothing before has changed. But in the same plane, her
        query [turn] swings towards the queen's key, and is longer. [boy] The boy's shadow is shorter now, and [queen] the
        longest is the queen's."""
        # waive text-over-shape: the name rides with its arrow, and the boy's key is on its way
        gone = [*(shadow.leave() for shadow in self.laid), FadeOut(self.told, self.bars.bars, self.bars.numbers)]
        self.play(self.pronouns[0].give_way(self.pronouns[1]), *gone, at="she", run_time=0.8)
        self.play(*(key.pulse() for key in self.keys.values()), at="stay", run_time=1.0)
        self.play(self.query.to(self.look @ SHE.queries[LAST]), at="turn", run_time=1.6)
        for rows, place, aside, cue in (((2,), BOY, 4.4, "boy"), ((0, 1), QUEEN, 2.0, "queen")):
            shadow = Shadow(self.plane, self.look @ SHE.keys[place], onto=self.look @ SHE.queries[LAST])
            self.play(shadow.fall(), at=cue, run_time=0.8)
            come = FadeIn(*(self.hers.row(row) for row in rows))
            self.play(shadow.lie(aside, HE.tokens[place], side=1), come, run_time=0.6)


class WhyTheRoot(Chapter):
    """A sum of more products spreads wider; the root of their number takes that back."""

    pairs = (HE.queries.shape[1], 4 * HE.queries.shape[1])

    def stage(self):
        look = {"names": ("q", "k"), "roles": tuple(ROLES)}
        self.sum = self.enter(DotProduct(HE.queries[LAST], HE.keys[BOY], **look))
        look = {"width": 1, "low": -20, "high": 20, "ticks": (-20, -10, 0, 10, 20), "tallest": 0.48}
        self.spread = [
            Spread(random_dot_products(d, 4000, self.random), pairs=d, region=row, **look)
            for d, row in zip(self.pairs, whole.inset(0.25).rows(1, 1), strict=True)
        ]
        self.drawn = DotProduct(*self.random.standard_normal((2, self.pairs[0])), names=("", ""), roles=("data", "data"))

    @beat
    def a_sum_of_pairs(self):
        """The score of he and the boy adds up [terms] five products. Large models add up one hundred or more. [scores] How
        does that change the scores?"""
        self.play(self.sum.terms.table.mark().flash(), at="terms", run_time=1.6)
        self.play(mark_round(self.sum.total, role="key").flash(), at="scores", run_time=1.6)

    @beat
    def how_much_wider(self):
        """[random] Draw the numbers at random instead: independent, with mean zero and variance one. [five] Four thousand
        such sums spread like this. [twenty] Now add up twenty products each. How many times as wide will they spread?
        [pause 3]"""
        few, many = self.spread
        self.play(*self.sum.give_way(self.drawn), at="random", run_time=1.2)
        self.play(FadeOut(self.drawn), at="five", run_time=0.4)
        self.play(FadeIn(few.histogram), FadeIn(few.name_sign), run_time=0.8)
        self.play(FadeIn(many.name_sign, many.histogram.axis), at="twenty")

    @beat
    def twice_as_wide(self):
        """[wide] Only twice as wide: [span] this is one standard deviation to each side. [variance] Its square, the
        variance, is near the number of pairs, [d] called d. So [root] divide every sum by the root of d, and both
        spread alike."""
        variances = [one.variance for one in self.spread]
        self.play(self.spread[1].histogram.rise_up(), at="wide", run_time=0.8)
        self.play(*(one.histogram.measure() for one in self.spread), at="span", run_time=1.0)
        self.play(FadeIn(*(one[0] for one in variances)), at="variance")
        self.play(FadeIn(*(one[1] for one in variances)), at="d")
        self.play(FadeOut(*variances), at="root", run_time=0.4)
        self.play(*(one.over_the_root(run_time=2.0) for one in self.spread))

    @beat
    def what_softmax_makes_of_it(self):
        """Why care? [raw] Without the root, softmax would give the boy nearly all. [lower] Lower his score by one, and his
        share hardly moves: little could be learned. [scaled] With the root, his share is ninety-five in a hundred.
        [again] Lower his score now, and the share follows."""
        above, under = whole.rows(4, 1)
        root, scores = self.pairs[0] ** 0.5, HE.products[LAST]
        lower = scores - [float(place == BOY) for place in range(len(scores))]
        self.bars = ScoreShares(HE.tokens, scores, region=above)
        formula = Symbols(SCORE, roles=ROLES, size=72).move_to(under.center)
        self.play(FadeOut(*self.spread, *(one.after for one in self.spread)), at="raw", run_time=0.5)
        self.play(FadeIn(self.bars), run_time=0.8)
        for cue, values in (("lower", lower), ("scaled", scores / root), ("again", lower / root)):
            more = [FadeIn(formula)] if cue == "scaled" else []
            self.play(self.bars.to(values), *more, at=cue)


class NoPeekingAhead(Chapter):
    """All scores at once, the lid over what lies ahead, and softmax row by row."""

    def stage(self):
        self.scores = self.enter(AttentionTable(HE.tokens, HE.scores))
        self.weights = Attention(HE.tokens, HE.weights).table()
        score, soft = notes.inset(0.6).rows(1, 1)
        self.formula = self.enter(Symbols(SCORE, roles=ROLES, size=72).move_to(score.center))
        self.softmax = Words("softmax, row by row").move_to(soft.center)

    @beat
    def all_scores_at_once(self):
        """Now take all scores at once. Each [row] row belongs to a word that looks. Each [column] column, to a word looked
        at. In the last row, [found] the boy stands out."""
        self.play(self.scores.mark(row=LAST).flash(), self.scores.light_row(LAST), at="row", run_time=1.4)
        self.play(self.scores.mark(column=BOY, role="key").flash(), at="column", run_time=1.4)
        self.numbers = self.scores.numbers(LAST, places=1)
        self.play(FadeIn(self.numbers), self.scores.mark(row=LAST, column=BOY).flash(), at="found", run_time=1.4)

    @beat
    def what_lies_ahead_is_covered(self):
        """But the model learns by guessing every next word, so it must not see the answer. [answer] After queen, the
        answer is met: here is its score. [cover] So whatever lies ahead of a word is covered. [minus] Its score becomes
        minus infinity: this is the mask."""
        answer = self.scores.mark(row=QUEEN, column=MET)
        self.play(answer.come(), self.scores.light_row(QUEEN), at="answer", run_time=0.6)
        self.play(answer.leave(), self.scores.light_row(QUEEN, "quiet"), self.scores.cover(), at="cover", run_time=1.2)
        self.play(self.scores.mask(), at="minus")

    @beat
    def what_is_the_first_row(self):
        """[softmax] Softmax makes shares of each row, and zero of minus infinity. [first] The first row is that of a start,
        read before every sentence. What will its only share be? [pause 3]"""
        self.play(FadeIn(self.softmax), at="softmax")
        self.first = self.scores.mark(row=0, column=0)
        self.play(self.first.come(), at="first")

    @beat
    def shares(self):
        """[one] It is one: the start can look only at itself. [rest] The other rows become shares in the same way."""
        self.play(self.scores.soften(0, HE.weights[0]), FadeIn(self.weights.numbers(0, until=1)), at="one", run_time=1.0)
        rows = LaggedStart(*(self.scores.soften(k, HE.weights[k]) for k in range(1, len(HE.tokens))), lag_ratio=0.2)
        self.play(FadeOut(self.numbers, self.first), rows, at="rest", run_time=1.6)
        last = self.weights.numbers(LAST)
        self.play(self.scores.softened(), FadeIn(last), self.scores.mark(row=LAST).flash(), run_time=0.9)

    @beat
    def as_links(self):
        """[links] Seen as links, he takes ninety-five parts in a hundred from the boy. [turned] Change the two
        nouns round, and it still finds the boy, with [both] ninety-five again."""
        _, above, _, below = whole.rows(2, 1, 2, 1)
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="links", run_time=0.5)
        for read, row, cue, told in ((HE, above, None, None), (HE_TURNED, below, "turned", "both")):
            sentence = Sentence(read.tokens, region=row)
            links = Attention(read.tokens, read.weights).links(sentence, LAST)
            self.play(sentence.come(), at=cue, run_time=0.5)
            self.play(links.come(), sentence.word("he").light(), run_time=0.8)
            self.play(FadeIn(links.share(read.tokens.index("boy"))), at=told)


class WhatIsHandedOver(Chapter):
    """The weighted sum: shares say how much, values say of what."""

    def stage(self):
        # Turned, so that no value lies on an axis.
        self.look = rotation(25) @ plane_through(HE.values[BOY], HE.values[QUEEN])
        self.plane = self.enter(Plane(picture, steps=4.3))
        names = [*(token.strip("<>") for token in HE.tokens[:LAST]), "itself"]
        sides = {1: {"side": -1}, LAST - 1: {"side": 1, "along": 1.25}}
        seen = enumerate(zip(names, HE.values @ self.look.T, strict=True))
        self.arrows = [WordArrow(self.plane, *one, role="value", **sides.get(k, {})) for k, one in seen]
        self.sums = [WeighedSum(self.plane, read.values @ self.look.T, read.weights[LAST]) for read in (HE, SHE)]
        top, below, under = notes.rows(1, 4.4, 0.6)
        self.he, self.she = (Word(word).lit("attention").move_to(top.center) for word in ("he", "she"))
        self.enter(self.he)
        self.bars = self.enter(Bars(names, HE.weights[LAST], region=below, most=1))
        found = lookback(MODEL).most[:, HEAD[0], HEAD[1]]
        self.found = Words(f"noun found: {found.sum()} of {found.size}").move_to(under.center)

    @beat
    def shares_and_values(self):
        """Here are the shares of he. [values] These are the values: what each word hands over, including he itself. Straight
        before us lies the plane of [plane] the boy's and queen's."""
        self.play(*(arrow.grow() for arrow in self.arrows), at="values", run_time=1.4)
        self.play(self.arrows[BOY].pulse(run_time=1.0), self.arrows[QUEEN].pulse(run_time=1.0), at="plane")

    @beat
    def weighed_and_added(self):
        """Shorten [weigh] each value to its share. Only the boy's stays long. [add] Add them up, tail to head, [sum] and
        here is what he is handed: almost the value of the boy."""
        fading = [word.arrow.animate.set_fill(opacity=0.35) for word in self.arrows]
        fading += [word.name.leave() for k, word in enumerate(self.arrows) if k not in (QUEEN, BOY)]
        self.play(self.sums[0].come(), *fading, run_time=0.3)
        self.play(self.sums[0].weigh(), at="weigh", run_time=2.0)
        self.play(self.sums[0].add_up(), at="add", run_time=1.4)
        self.sum = WordArrow(self.plane, "sum", self.look @ HE.handed[LAST], role="ink", side=-1)
        self.sum.arrow.set_z_index(2)
        self.play(self.sums[0].leave(), self.sum.grow(), at="sum", run_time=1.2)

    @beat
    def where_for_she(self):
        """[she] Now the pronoun is she. Where will the sum end? [pause 3]"""
        her_own = self.arrows[LAST].arrow.to(self.look @ SHE.values[LAST])
        self.play(self.he.give_way(self.she), her_own, at="she", run_time=0.8)

    @beat
    def it_slides_over(self):
        """[shares] Ninety-one parts in a hundred go to the queen, [rest] nearly everything else to the boy. [slide] The sum
        slides over, close to her value. [every] In every opening that ends with a pronoun, this head looks most at the right
        noun, first or second."""
        self.play(self.bars.to(SHE.weights[LAST], run_time=1.4), at="shares")
        self.play(self.sums[1].build(), at="rest", run_time=1.4)
        self.play(self.sum.to(self.look @ SHE.handed[LAST]), at="slide", run_time=1.8)
        self.play(FadeIn(self.found), self.sums[1].leave(), at="every")

    @beat
    def in_one_line(self):
        """[formula] In one line, for all words at once: a [query] query asks, and the [key] keys answer. Divide by [root]
        the root of d, and add [mask] the mask. [softmax] Softmax makes shares of each row, and [value] the values are
        added up."""
        scores = "({{ Q : query }} space {{ K^T : key }}) / {{ sqrt(d) : root }}"
        line = '{{ "softmax" : softmax }} (' + scores + " {{ + M : mask }}) space {{ V : value }}"
        self.formula = Symbols(line, size=110, roles={name: name for name in PARTS}).move_to(whole.center)
        told = Words("for three words", size=theme.sizes.small, role="quiet")
        self.mask = VGroup(Symbols("M = mat(0, -infinity, -infinity; 0, 0, -infinity; 0, 0, 0)"), told)
        self.mask.arrange(DOWN, buff=0.25).next_to(self.formula.select("mask"), DOWN, buff=1.0)
        parts = {cue: self.formula.select(cue) for cue in ("query", "key", "root", "mask", "softmax", "value")}
        named = {id(one) for part in parts.values() for one in part.get_family()}
        # waive crowding: these are the parts of one formula, which come one by one
        opening, over, closing = (one for one in self.formula.family_members_with_points() if id(one) not in named)
        more = {"root": (over,), "mask": self.mask, "softmax": (opening, closing)}
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="formula", run_time=2.0)
        for cue, part in parts.items():
            self.play(mark_round(part).flash(), FadeIn(part, *more.get(cue, ())), at=cue, run_time=0.8)


class OneHeadIsSilenced(Chapter):
    """Four heads side by side; one is taken away, and the model no longer finds the noun."""

    def stage(self):
        said, self.below = whole.rows(1, 5)
        self.sentence = self.enter(Sentence(HE.tokens, region=said))
        above, under = self.below.rows(4, 1)
        self.work = [
            [head_at_work(MODEL, HE.tokens[1:], (layer, head)) for head in range(MODEL.shape.heads)]
            for layer in range(MODEL.shape.layers)
        ]
        self.heads = HeadMaps([one.weights for one in self.work[HEAD[0]]], region=above)
        at, names = layer_at_work(MODEL, HE.tokens[1:], HEAD[0]), ("heads", "mixed", "he", "after")
        self.back = AddedBack(at.output, at.joined, at.before, names=names, region=self.below)
        handed = [one.handed[LAST] for one in self.work[HEAD[0]]]
        self.handed = Strips(handed, under.columns(1, 1, 1, 1), most=self.back.most)
        aside, self.middle, self.legend = self.below.columns(1.1, 3, 1.1)
        self.kept = Strips(handed, aside.inset(0.4).rows(1, 1, 1, 1))
        self.silenced = Words("silenced", role="loss").next_to(self.kept[HEAD[1]], UP, buff=0.2)
        self.chances = beliefs(MODEL, HE.tokens[1:], silenced=[HEAD], wrong=3)

    @beat
    def four_heads(self):
        """[heads] The model's first layer has four heads. These are their shares: each looks elsewhere. [ours] The first we
        have followed. [last] What they hand over [side] to he stands side by side."""
        self.play(FadeIn(self.heads), at="heads", run_time=1.0)
        self.marks = VGroup(self.heads.mark(HEAD[1]))
        self.play(FadeIn(self.marks), at="ours")
        self.marks.add(*self.heads.rows(LAST))
        self.play(FadeIn(self.marks[1:]), self.sentence.word("he").light(), at="last", run_time=0.6)
        self.play(self.handed.drop_from(self.marks[1:]), at="side", run_time=0.9)
        self.play(self.handed.join(), run_time=0.8)

    @beat
    def mixed_and_added(self):
        """[mix] One more matrix mixes them. The result [own] is added to the word's own arrow: [new] so he now carries the
        boy."""
        self.play(FadeOut(self.heads, self.marks), at="mix", run_time=0.3)
        self.play(self.handed.stand(self.back.mixed.strips[0]), run_time=1.5, rate_func=sine)
        self.play(FadeOut(self.handed), self.back.arrive(), run_time=0.4)
        self.play(self.back.mix(), run_time=0.5)
        self.play(self.back.add(), at="own", run_time=1.2)
        self.play(self.back.result(), at="new")

    @beat
    def guess_what_goes_wrong(self):
        """[truth] In the language, knew, loved and needed are equally likely. The model's chances, in gold, are close.
        [silence] Now silence the first head, for every word: it hands over zeros. Which words will the model expect?
        [pause 3]"""
        look = {"role": "model", "most": max(self.chances.silenced), "region": self.middle}
        self.bars = Bars(self.chances.words, self.chances.whole, **look).beside(self.chances.true)
        self.names = self.bars.legend("the model", "the language")
        self.king = VGroup(Word("king").lit("ink"), WordList(ALLOWED(KING))).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        VGroup(self.names, self.king).arrange(DOWN, buff=0.6, aligned_edge=LEFT).move_to(self.legend.center)
        self.play(FadeOut(*self.back.rest()), at="truth", run_time=0.4)
        self.play(FadeIn(self.bars, self.names), run_time=0.8)
        self.play(FadeIn(self.kept), at="silence", run_time=0.5)
        self.play(self.kept.silence(HEAD[1], run_time=1.0), FadeIn(self.silenced))

    @beat
    def it_no_longer_knows(self):
        """[wrong] The chances move [liked] to liked and felt: words that never follow the boy. [king] With knew, they
        are the words for a king. [which] The model no longer finds the boy."""
        self.play(self.bars.to(self.chances.silenced), at="wrong", run_time=1.0, rate_func=sine)
        rows = {word: row for row, word in enumerate(self.chances.words)}
        self.play(self.bars.mark(rows["liked"], rows["felt"]).flash(), at="liked", run_time=1.8)
        others = [self.bars.light(row, "quiet") for word, row in rows.items() if word not in ALLOWED(KING)]
        self.play(FadeIn(self.king, shift=0.2 * RIGHT), *others, at="king", run_time=0.8)
        self.play(mark_round(self.sentence.word("boy"), tint=False).flash(), at="which", run_time=1.8)

    @beat
    def how_often(self):
        """[whole] With all its heads, the model's likeliest word after a pronoun is always a possible one. [count] Without
        this head, in thirty-eight openings of a hundred, it is not."""
        wrong = [round(100 * after_pronoun(MODEL, without).wrong) for without in ([], [HEAD])]
        cases = zip(wrong, ("impossible with all heads", "without head 1"), self.below.columns(1, 1), strict=True)
        self.hundreds = [Hundred(count, name=name, region=half) for count, name, half in cases]
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="whole", run_time=0.5)
        self.play(FadeIn(self.hundreds[0]), self.hundreds[0].fill(), run_time=1.0)
        self.play(FadeIn(self.hundreds[1]), at="count", run_time=0.5)
        self.play(self.hundreds[1].fill(), run_time=2.0)

    @beat
    def what_is_left(self):
        """[links] So a word looks back, and finds what it needs. [eight] This was one head of eight. [more] They stand in
        two layers. What happens to sentences inside the whole model?"""
        above, below = whole.rows(1, 1)
        sentence = Sentence(HE.tokens, region=above.rows(2, 1)[1])
        sentence.word("he").lit("attention")
        self.links = Attention(HE.tokens, HE.weights).links(sentence, LAST)
        halves = below.columns(9, 1, 9)[::2]
        self.layers = [
            HeadMaps([one.weights for one in layer], title=f"layer {k + 1}", region=half)
            for k, (layer, half) in enumerate(zip(self.work, halves, strict=True))
        ]
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="links", run_time=0.4)
        self.play(sentence.come(), run_time=0.5)
        self.play(self.links.come(), run_time=1.0)
        self.play(FadeIn(self.layers[0]), self.layers[0].mark(HEAD[1]).come(), at="eight", run_time=0.6)
        self.play(FadeIn(self.layers[1]), at="more", run_time=0.6)
