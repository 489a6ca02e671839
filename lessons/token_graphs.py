"""What is linked with what: walks, orders and weights on graphs, from words that take shares to the language's own graph."""

from functools import partial
from itertools import pairwise

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, LaggedStart, VGroup
from manim.utils.rate_functions import ease_in_out_sine as sine

from maths import graphs
from pocket.language import START, automaton
from pocket.model import load
from scenes import Chapter, Exercise, Lesson, Reading, beat
from scenes.adjacency import Adjacency
from scenes.chain import Chain
from scenes.choices import Choices
from scenes.crowd import Crowd
from scenes.disc import Disc
from scenes.frame import left, right, whole
from scenes.graph import Changing, Graph
from scenes.heat_map import HeatMap
from scenes.large_graph import LargeGraph
from scenes.matrix import mark_round, ring
from scenes.number import Number
from scenes.parted import Parted
from scenes.sentence import Sentence
from scenes.typesetting import Symbols, Words
from scenes.walk import Walk
from scenes.walk_products import WalkProducts

LESSON = Lesson(
    number=14,
    title="Token graphs",
    summary=(
        "Words that take shares from words, values that are made from values, states that lead to states: all are graphs. "
        "Powers of the adjacency matrix count walks; a graph without circles has an order, which backpropagation follows "
        "backwards; weights multiply along walks and add up over them; where a crowd of walkers settles is an eigenvector."
    ),
    question="A sentence is a walk.\nHow many walks are there?",
    objectives=(
        "Write a graph as its adjacency matrix, and count walks by its powers",
        "Say what a topological order is, when there is one, and why backpropagation follows it backwards",
        "Work out a rollout as a product of matrices, and say what it leaves out",
        "Say what PageRank is the eigenvector of, and what the jumps are for",
    ),
    prerequisites=("matrix_multiplication", "directions_that_do_not_turn", "from_scores_to_chances", "backpropagation"),
    keywords=(
        "graph", "directed graph", "adjacency matrix", "walk", "topological order", "attention rollout", "PageRank",
        "eigenvector", "automaton", "shortest path",
    ),
    exercises=(
        Exercise(
            name="walks",
            question="A has 1 where an edge leads from row to column. How many walks of 4 steps go from node 1 to node 0?",
            given={"A": "[[0, 1, 0], [1, 0, 1], [1, 1, 0]]"},
            code=True,
            answer="walks(A, 4)[1, 0]",
            worked="The fourth power of A counts walks of four steps: walks(A, 4)[1, 0], from row 1 to column 0, is 3.",
            misconceptions={
                "walks(A, 3)[1, 0]": "That is the third power. Four steps are four edges, not four nodes.",
                "walks(A, 4)[0, 1]": "That goes from node 0 to node 1. The row is where a walk starts.",
            },
        ),
        Exercise(
            name="blame",
            question=(
                "From lesson 10: u is x times w, with w = 4, and y is u plus x. The blame of y is 1. "
                "What is the blame of x, complete?"
            ),
            answer="4 + 1",
            worked="x is used twice. Straight from y comes 1, and by u comes 1 times w, which is 4. Together they are 5.",
            misconceptions={
                "1": "That has come straight from y. Too early: by u there is more to come.",
                "4": "That comes by u alone. x is added to y as well.",
            },
            recalls="backpropagation",
        ),
        Exercise(
            name="rollout",
            question="From lesson 2: M1 and M2 are the tables of two layers. How much of word 0 reaches word 2 in all?",
            given={
                "M1": "[[1, 0, 0], [0.5, 0.5, 0], [0, 0.5, 0.5]]",
                "M2": "[[1, 0, 0], [0.25, 0.75, 0], [0.1, 0.3, 0.6]]",
            },
            answer="compose(M2, M1)[2, 0]",
            worked=(
                "Row 2 of the second layer meets column 0 of the first: 0.1 times 1, plus 0.3 times 0.5, plus 0.6 times 0. "
                "That is 0.1 + 0.15 = 0.25."
            ),
            misconceptions={
                "0.1": "That is straight from word 0 in the second layer. Word 1 holds some of it, too.",
                "compose(M1, M2)[2, 0]": "In the wrong order: the first layer acts first, and stands on the right.",
            },
            recalls="matrix_multiplication",
        ),
        Exercise(
            name="settle",
            question="From a, all walkers go to b. From b, a third go to a, the others stay. Which shares (a, b) settle?",
            answer="(1/4, 3/4)",
            worked=(
                "As many must leave a as come to it: all of a, and a third of b. So b is three times a, and both make one: "
                "a quarter and three quarters. A step leaves them as they are."
            ),
            misconceptions={
                "(1/2, 1/2)": "All of a half would leave a, but only a third of a half would come.",
                "(1/3, 2/3)": "That is the row of b in the table. One step from there changes it.",
            },
        ),
    ),
    reading=(
        Reading("Algebraic Graph Theory", "Norman Biggs", "chapter 2, on walks and powers"),
        Reading("Quantifying Attention Flow in Transformers", "Samira Abnar and Willem Zuidema", "where rollout comes from"),
        Reading("Attention is not Explanation", "Sarthak Jain and Byron Wallace", "why shares alone prove little"),
        Reading("Google's PageRank and Beyond", "Amy Langville and Carl Meyer"),
    ),
    poster="ASentenceIsAWalk.through_the_whole",
)  # fmt: skip

OPENING = ("the", "queen", "met", "the", "boy", "because", "he")
TOKENS = (START, *OPENING)
HE, BOY, BECAUSE = (TOKENS.index(word) for word in ("he", "boy", "because"))
TRACE = load().trace(OPENING)
SHARES = [TRACE[f"block{layer}.weights"].value[0].mean(axis=0) for layer in range(2)]
"""What each word takes from each in the two layers, averaged over the heads: (8, 8) each, rows sum to one."""
PAIRS = ("the old", "old king", "king near", "near the", "the king", "the queen", "old queen", "queen near")
FOLLOWS = graphs.directed([tuple(pair.split()) for pair in PAIRS])  # which of five words may come right after which
COMPUTATION = graphs.directed([("x", "u"), ("w", "u"), ("u", "h"), ("h", "y"), ("x", "y")])  # an example
# The language's own graph, and three sentences whose walks are a part of it that can be drawn.
STATES = graphs.directed(((a, b) for a, b, _ in automaton().graph().edges), nodes=range(len(automaton().arcs)))
PART = ("the bird ate seeds .", "the bird runs .", "the bird is hungry .")

R, P, G = "{{ r : r }}", "{{ P : T }}", "{{ G : T }}"


def weights(table):
    """The shares of a table by the pair of places that they join."""
    places = range(len(TOKENS))
    return {(a, b): float(table[a, b]) for a in places for b in places if table[a, b] > 0}


def rollout(keep):
    """The table of the second layer, that of the first, and their product, where so much of each word is kept."""
    first, second = (graphs.attention_rollout(table[None], residual=keep)[-1] for table in SHARES)
    return second, first, second @ first


def states_of(sentence):
    """The states that a sentence leads through, the first one included."""
    words = sentence.split()
    return [automaton().state(words[:k]) for k in range(len(words) + 1)]


class WhoTakesFromWhom(Chapter):
    """Shares between words, seen as a graph."""

    heading = "Who takes from whom?"

    def stage(self):
        said = self.enter(Sentence(TOKENS, region=whole.rows(3, 2, 2)[1]))
        net, region = graphs.attention_graph(SHARES[0]), whole.inset(0.75)
        self.graph = Graph(net, region=region, draw=said.__getitem__, weight="weight", over=True, bare=True)
        spot = whole.rows(1, 5)[0].columns(1, 3)[0].center
        texts = [(f"layer {k}", f"he → boy: {table[HE, BOY]:.3f}") for k, table in enumerate(SHARES, 1)]
        self.signs = [VGroup(*map(Words, pair)).arrange(DOWN, aligned_edge=LEFT).move_to(spot) for pair in texts]
        # The words keep their order from left to right, and so do not meet on the way.
        across = [2 * place / HE - 1 for place in range(len(TOKENS))]
        self.round = {place: (x, (-1) ** place * (1 - x * x) ** 0.5) for place, x in enumerate(across)}

    @beat
    def one_word_takes(self):
        """The pocket model has read this sentence. [he] How much of the boy has reached he? In the first layer, he
        takes [shares] shares from itself and from earlier words. An arrow leads from who takes to who gives. [boy] About a
        quarter comes from the boy. All shares are averages over the layer's four tables."""
        self.play(*self.graph.light(HE), at="he")
        self.play(self.graph.draw([(HE, place) for place in range(HE, -1, -1)], lag=0.15), at="shares", run_time=3.0)
        self.play(*self.graph.light(BOY, role="ink"), at="boy")

    @beat
    def what_a_graph_is(self):
        """[all] Every word takes such shares, and its shares make one in all. [move] Now move the words: who takes from whom
        has not changed. That alone is a graph. [node] The words are its nodes, [edge] the arrows its edges. Here
        each edge has a direction, and a weight: its width."""
        quiet = (node.quieten() for node in self.graph.nodes.values())
        self.play(self.graph.draw(lag=0.05), *quiet, at="all", run_time=2.0)
        self.play(self.graph.rearrange(self.round, over=False), FadeIn(self.signs[0]), at="move", run_time=2.2)
        self.play(*self.graph.light(*self.graph.nodes, role="ink"), at="node")
        self.play(*(node.quieten() for node in self.graph.nodes.values()), at="edge")

    @beat
    def a_second_layer(self):
        """[second] The second layer has other shares. [boy] Directly from the boy, he takes less than one hundredth. But the
        words that he reads [before] have taken from others before. How much of the boy reaches him altogether?"""
        self.play(FadeOut(self.signs[0]), run_time=0.3, at="second")
        self.play(FadeIn(self.signs[1]), self.graph.to(weights(SHARES[1])))
        self.play(*self.graph.light(HE, BOY), mark_round(self.signs[1][1]).flash(run_time=1.6), at="boy")
        self.play(FadeOut(self.signs[1]), run_time=0.3, at="before")
        self.play(FadeIn(self.signs[0]), self.graph.to(weights(SHARES[0])))


class CountTheWalks(Chapter):
    """The adjacency matrix, and what its powers count."""

    heading = "Counting walks"

    def stage(self):
        self.graph = self.enter(Graph(FOLLOWS, graphs.spring_layout(FOLLOWS), region=left, bare=True))
        above, below = right.inset(0.1).rows(7, 2)
        self.table = Adjacency(FOLLOWS, blank=True).move_to(above.center)
        self.name = Words("adjacency matrix").move_to(below.center)
        ways = ("3 + 4", "4 + 3"), ("king", "queen"), ("king", "queen")
        self.choices = Choices(ways).move_to(below.center)

    @beat
    def five_words(self):
        """Take five words of the language. [edges] An edge leads to a word that may come next. A walk follows the edges:
        [walk] the, old, king, near, the."""
        self.play(self.graph.draw(lag=0.3), at="edges", run_time=2.0)
        self.walk = Walk(self.graph, ["the", "old", "king", "near", "the"])
        self.play(self.walk.go(), at="walk", run_time=2.1)

    @beat
    def the_adjacency_matrix(self):
        """[table] Write the graph as a table, the adjacency matrix. [row] The row says where an edge starts, [column] the
        column where it ends. [one] From the to old leads an edge: one. [zero] From old to near there is none: zero."""
        self.play(self.walk.leave(), FadeIn(self.table, self.name), at="table")
        marks = self.table.mark("the"), self.table.mark(end="old")
        self.play(marks[0].come(), at="row")
        self.play(marks[1].come(), at="column")
        cell, self.zero = self.table.mark("the", "old"), self.table.mark("old", "near")
        self.play(self.table.write_all(), self.graph.edge("the", "old").light(), at="one", run_time=0.8)
        self.play(*(mark.leave() for mark in marks), cell.come())
        quiet = self.graph.edge("the", "old").light("quiet")
        self.play(cell.leave(), quiet, self.zero.come(), *self.graph.light("old", "near", role="ink"), at="zero")

    @beat
    def walks_of_two_steps(self):
        """How many walks of two steps lead [ends] from the to near? [king] One goes by king, [queen] one by queen. [meet] In
        the table, the row of the meets the column of near. [pairs] Each word between counts one. [square] So the matrix
        times itself counts all two-step walks."""
        self.play(self.zero.leave(), self.graph.node("old").quieten(), *self.graph.light("the", role="ink"), at="ends")
        self.walks = [Walk(self.graph, ["the", word, "near"]) for word in ("king", "queen")]
        for walk in self.walks:
            self.play(walk.go(), at=walk.names[1], run_time=1.2)
        marks = self.table.mark("the"), self.table.mark(end="near")
        self.play(*(mark.come() for mark in marks), at="meet")
        for word, cue in (("king", "pairs"), ("queen", None)):
            pair = self.table.mark("the", word, role="ink"), self.table.mark(word, "near", role="ink")
            self.play(*(mark.flash() for mark in pair), at=cue, run_time=0.8)
        self.play(*(mark.leave() for mark in marks), FadeOut(self.name), self.table.to_power(2), at="square")
        self.found = self.table.mark("the", "near")
        self.play(self.found.come())

    @beat
    def guess_seven(self):
        """The third power counts three steps, and so on. [seven] How many seven-step walks lead from the back to the?
        [pause 3]"""
        self.play(self.found.leave(), *(walk.leave() for walk in self.walks), run_time=0.6)
        self.play(self.table.to_power(3), run_time=0.8)
        self.play(*self.table.light("the", "the"), *self.graph.light("the"), at="seven")

    @beat
    def the_seventh_power(self):
        """[power] The seventh power says eight. [walk] A circle of three steps and one of four, in either order; [king]
        and each by king or by queen: [product] two times two times two."""
        self.play(self.table.to_power(7), self.table.mark("the", "the").come(), at="power", run_time=1.0)
        self.walk = Walk(self.graph, ["the", "king", "near", "the", "old", "queen", "near", "the"])
        self.play(self.walk.go(), FadeIn(self.choices.columns[0]), at="walk", to="king")
        self.play(FadeIn(self.choices.columns[1:]), at="king")
        self.play(FadeIn(self.choices.product), at="product")


class AnOrderForBlame(Chapter):
    """A graph without circles can stand in line, and blame goes back along it."""

    heading = "Why blame has an order"
    # waive far-label: the three steps are read as one row below the graph, and name no single node

    def stage(self):
        above, below = whole.rows(6, 1)
        self.order = graphs.topological_order(COMPUTATION)
        spread = {name: (0.9 * a, 0.6 * b - 0.4) for name, (a, b) in graphs.layered_layout(COMPUTATION).items()}
        disc, bends = partial(Disc, radius=0.56, size=60), {("x", "y"): 0.13, ("x", "u"): 0.25}
        region = above.inset(0.2)
        self.graph = self.enter(Graph(COMPUTATION, spread, region=region, draw=disc, bends=bends, bare=True))
        row = graphs.row_layout(graphs.directed([], nodes=self.order))
        self.line = {name: (0.9 * place, 0.9) for name, (place, _) in row.items()}
        steps = VGroup(*map(Symbols, ("u = x w", "h = max(0, u)", "y = h + x")))
        self.steps = steps.arrange(RIGHT, buff=1.6).move_to(below.center)
        self.name = Words("topological order").move_to(below.center)
        net, ends = graphs.computation_graph(TRACE["logits"]), ("words in", "scores out")
        look = {"region": whole.inset(0.1), "radius": 0.05, "thread": 2.4, "faint": 0.6, "over": True}
        self.everything = LargeGraph(net, graphs.row_layout(net), ends=ends, **look)

    def back(self, way, lights=True):
        """Blame on its way against an edge."""
        return Walk(self.graph, way, role="backward", against=True, lights=lights).go()

    def come_to_x(self, parts):
        """How many of the nodes that use x have handed it their blame, below it."""
        sign = Words(f"{parts} of {COMPUTATION.out_degree('x')}", role="backward")
        return sign.next_to(self.graph.node("x"), DOWN, buff=0.25)

    @beat
    def a_computation_is_a_graph(self):
        """A computation is a graph, too: an edge leads to what is made. [u] Here x times w makes u. [h] What is below zero
        is cut off, [y] and x is added again. [circle] No walk comes back to where it was: the graph is acyclic."""
        for step, cue, ways in zip(self.steps, "uhy", (("xu", "wu"), ("uh",), ("hy", "xy")), strict=True):
            self.play(self.graph.draw([tuple(way) for way in ways]), FadeIn(step), at=cue, run_time=1.2, rate_func=sine)
        self.walks = [Walk(self.graph, names, role="forward") for names in (("w", "u", "h", "y"), ("x", "y"))]
        self.play(*(walk.go(run_time=2.0) for walk in self.walks), at="circle")

    @beat
    def in_line(self):
        """So its nodes can stand in line. [first] Take one that nothing leads to, and put it above, without its edges.
        [again] Then again such a one, until none is left. [line] Now every edge leads to the right: a [named] topological
        order."""
        self.play(*(walk.leave() for walk in self.walks))
        for k, name in enumerate(self.order):
            gone = self.graph.weaken([edge for edge in COMPUTATION.edges if edge[0] == name], run_time=0.5)
            cue, pace = {0: "first", 1: "again"}.get(k), 0.7 if k else 1.2
            self.play(self.graph.rearrange({name: self.line[name]}), gone, at=cue, run_time=pace, rate_func=sine)
        place = {name: (a, -0.4) for name, (a, _) in self.line.items()}
        back = self.graph.weaken(list(COMPUTATION.edges), 1)
        self.play(self.graph.rearrange(place, over=True), back, at="line", run_time=1.4)
        self.play(FadeOut(self.steps), at="named", run_time=0.3)
        self.play(FadeIn(self.name))

    @beat
    def guess_when(self):
        """Backpropagation begins [y] at y, and hands blame back against the edges. [x] When will x have all of its blame?
        [pause 3]"""
        self.play(*self.graph.light("y", role="backward"), at="y")
        self.play(*self.graph.light("x"), at="x")

    @beat
    def blame_waits(self):
        """[both] From y, blame goes to h and x at once. But x was used twice. It has to wait. [u] From h it goes to u.
        [late] From there, to w and x. [all] Only now x has everything. [order] Along this order, no node hands on its blame
        before all that use it have answered."""
        one, two = self.come_to_x(1), self.come_to_x(2)
        self.play(self.back("yh"), self.back("yx", lights=False), at="both", run_time=2.0)
        self.play(FadeIn(one))
        self.play(self.back("hu"), at="u", run_time=0.8)
        self.play(self.back("uw"), self.back("ux", lights=False), at="late", run_time=1.4)
        self.play(FadeOut(one), run_time=0.3)
        self.play(FadeIn(two), *self.graph.light("x", role="backward"), at="all")
        rings = [ring(self.graph.node(name), "backward") for name in reversed(self.order)]
        self.play(LaggedStart(*rings, lag_ratio=0.5), at="order", run_time=3.0)

    @beat
    def the_whole_model(self):
        """[whole] For our sentence, the pocket model computes [forward] a hundred and three tables. [back] Then the blame
        comes back, and meets each node once."""
        self.play(*(FadeOut(thing) for thing in self.mobjects), at="whole", run_time=0.3)
        self.play(FadeIn(self.everything))
        order = list(graphs.topological_order(self.everything.graph))
        self.play(self.everything.sweep(order, "forward"), at="forward", run_time=1.9)
        self.play(self.everything.sweep(order[::-1], "backward"), at="back", run_time=3.0)


class ThroughTwoLayers(Chapter):
    """Weights multiply along walks and add up over them: rollout."""

    def stage(self):
        plan, self.side = whole.columns(2, 1)
        self.rows = [Sentence(TOKENS, region=row, size=34) for row in plan.rows(4, 8, 4, 8, 4)[::2]]
        net = graphs.directed(self.stacked_up(SHARES))
        self.graph = Graph(net, region=plan, draw=lambda at: self.rows[2 - at[0]][at[1]], weight="weight", bare=True)
        self.ways = [[(2, HE), (1, place), (0, BOY)] for place in (HE, BECAUSE, BOY)]
        self.top, spots, signs = whole.rows(1, 5, 1)
        self.set_tables(spots, signs)
        second, first, _ = rollout(0.5)
        pairs = {TOKENS[k]: (second[HE, k], first[k, BOY]) for _, (_, k), _ in self.ways}
        self.terms = WalkProducts([f"by {word}" for word in pairs], list(pairs.values())).move_to(self.side.center)
        self.line = self.terms.in_line().move_to(self.top.center)
        self.halves = Parted(("kept", "taken"), 0.5, region=self.side)
        self.kept = Parted(("kept", "taken"), 0.5, region=self.top.columns(1, 3, 1)[1])
        self.enter(self.rows[2])

    def set_tables(self, spots, signs):
        """The tables of the layers and their product, with their names."""
        spots = [spot.inset(0.45) for spot in spots.columns(1, 1, 1)]
        self.maps = [HeatMap(table, region=at, most=1, root=True) for table, at in zip(rollout(0.5), spots, strict=True)]
        codes = zip(("M_2", "M_1", "M_2 M_1"), signs.columns(1, 1, 1), strict=True)
        self.names = [Symbols(code, role="matrix").move_to(spot.center) for code, spot in codes]
        self.names += [heat.row_name(HE, "he") for heat in self.maps[::2]]
        self.names += [heat.column_name(BOY, "boy") for heat in self.maps[1:]]
        self.name = Words("rollout").next_to(self.names[2], RIGHT, buff=0.4)
        cell = self.maps[2].slot(HE, BOY) + self.maps[2].cell / 2 * DOWN
        self.share = Number(rollout(0.5)[2][HE, BOY], places=3, size=38).next_to(cell, DOWN, buff=0.15)

    @staticmethod
    def stacked_up(tables):
        """The weights of the layers, from the words of each row to those of the row below."""
        return {((k + 1, a), (k, b)): share for k, table in enumerate(tables) for (a, b), share in weights(table).items()}

    def keep(self, share):
        """The tables, and what they say of the boy, where so much of each word is kept."""
        for heat, table in zip(self.maps, rollout(share), strict=True):
            heat.values = table
            heat.refresh()
        self.kept.part(share)
        self.share.set_value(self.maps[2].values[HE, BOY])

    @beat
    def stacked(self):
        """Stack the layers. At the bottom the words come in, [first] above them stands the first layer, [second] and above
        it the second. [edges] Each takes from the row below. [half] But a layer only adds to what a word was: say, half is
        kept, and half is taken."""
        self.play(FadeIn(self.rows[1], shift=0.5 * UP), at="first")
        self.play(FadeIn(self.rows[0], shift=0.5 * UP), at="second")
        self.play(self.graph.draw(lag=0.02), at="edges", run_time=1.2)
        self.play(self.graph.to(self.stacked_up(rollout(0.5)[1::-1])), FadeIn(self.halves), at="half", run_time=2.0)

    @beat
    def three_walks(self):
        """[from] From he, on top, three walks lead down to the boy. [itself] One by he itself: multiply its two weights.
        [because] One by because. [boy] And one by the boy himself. [sum] Add them up: about zero point one two of the boy
        reaches him."""
        faint = self.graph.weaken(list(self.graph.edges), 0.3)
        self.play(faint, FadeOut(self.halves), *self.graph.light((2, HE), (0, BOY)), at="from")
        self.walks = [Walk(self.graph, way) for way in self.ways]
        for k, cue in enumerate(("itself", "because", "boy")):
            self.play(self.walks[k].go(run_time=1.4), FadeIn(self.terms[k]), at=cue)
        self.play(FadeIn(self.terms[3]), mark_round(self.terms[3][1]).come(), at="sum")

    @beat
    def a_product(self):
        """[line] Multiply along each walk, and add up over all: [tables] that is a product of matrices. [row] The row of he
        [column] meets the column of boy, a pair of cells for each walk. [entry] This is the entry."""
        self.play(FadeOut(*self.mobjects), at="line", run_time=0.5)
        self.play(FadeIn(self.line))
        self.play(FadeIn(*self.maps, *self.names), at="tables")
        marks = self.marks = self.maps[0].mark(row=HE), self.maps[1].mark(column=BOY), self.maps[2].mark(row=HE, column=BOY)
        self.play(marks[0].come(), at="row", run_time=0.5)
        self.play(marks[1].come(), at="column")
        for term, (_, (_, k), _) in zip(self.line[::2], self.ways, strict=False):
            pair = self.maps[0].mark(row=HE, column=k, role="ink"), self.maps[1].mark(row=k, column=BOY, role="ink")
            self.play(*(mark.flash() for mark in pair), mark_round(term, "ink").flash(), run_time=0.8)
        self.play(marks[2].come(), FadeIn(self.share), at="entry")

    @beat
    def what_it_leaves_out(self):
        """[called] This is called rollout, a rough guide. [guess] It guesses the half: [fifths] keep four fifths, and the
        boy's share is zero point zero five. It leaves out what the words hand over. [says] So it says where something may
        come from, not what it does."""
        self.play(FadeIn(self.name), FadeOut(self.line), at="called")
        self.play(FadeIn(self.kept), at="guess")
        moving = VGroup(*self.maps, *self.marks, self.kept, self.share)
        self.play(Changing(moving, lambda way: self.keep(0.5 + 0.3 * way)), at="fifths", run_time=2.4)
        self.play(self.maps[2].mark().flash(), at="says", run_time=2.0)


class WhereTheCrowdGoes(Chapter):
    """PageRank: shares of a crowd that a step no longer changes."""

    def stage(self):
        self.table = sum(SHARES) / 2
        self.jumping = 0.85 * self.table + 0.15 / len(TOKENS)
        plan = whole.rows(8, 3, 11)
        said = Sentence(TOKENS, region=plan[1])
        net = graphs.attention_graph(self.table)
        self.graph = self.enter(Graph(net, region=whole, draw=said.__getitem__, weight="weight", over=True))
        self.crowd = Crowd(self.graph, [1 / len(TOKENS)] * len(TOKENS), height=2.85, places=3)
        roles = {"r": "probability", "T": "matrix"}
        jumps = f'{R} arrow.r {R} {G}, quad {G} = 0.85 {P} + 0.15 dot "1/8 everywhere"'
        codes = f"{R} arrow.r {R} {P}", jumps, f"{R} {G} = 1 dot {R}"
        self.signs = [Symbols(code, size=50, roles=roles).move_to(plan[2].rows(1, 2)[1].center) for code in codes]
        self.name = Words("PageRank").next_to(self.signs[2], RIGHT, buff=0.6)
        way = [HE]
        while way[-1]:
            way.append(int(self.random.choice(len(TOKENS), p=self.table[way[-1]])))
        self.walk = Walk(self.graph, way)

    def go_on(self, table, *counts, pace):
        """So many steps of the crowd at a time."""
        for count in counts:
            shares = self.crowd.shares
            for _ in range(count):
                shares = shares @ table
            self.play(self.crowd.to(shares), run_time=pace)

    @beat
    def a_crowd(self):
        """Take the average of both layers' tables. [goes] A walker on he steps along an edge by chance; a wide edge is
        likelier. [crowd] Now send a crowd, with an equal share on every word. [step] In one step, each share is parted among
        its edges: [row] the row of shares, r, times the table, P."""
        self.play(self.walk.go(run_time=3.4), at="goes")
        self.play(self.walk.leave(), FadeIn(self.crowd), at="crowd")
        self.play(self.crowd.step(self.table), at="step", run_time=2.4)
        self.play(FadeIn(self.signs[0]), at="row")

    @beat
    def guess_where(self):
        """Everybody keeps walking. [where] Where will the crowd be in the end? [pause 3]"""
        self.play(self.crowd.pulse(), at="where")

    @beat
    def all_at_the_start(self):
        """[on] Every edge leads back or stays, [loop] and from the start none leads on: all end up there. [jump] Now let
        fifteen of a hundred steps jump to any word at all. [named] With the jumps, the table is G. [settle] The shares
        settle, with sixty-one hundredths on the start, for it stands first."""
        self.play(self.crowd.step(self.table), at="on", run_time=0.9)
        self.go_on(self.table, 1, pace=0.6)
        self.play(self.graph.edge(0, 0).light("ink"), at="loop", run_time=0.4)
        self.go_on(self.table, 1, 2, 4, 8, 16, 32, pace=0.4)
        # waive too-fast: they jump all at once, and none of them is to be followed
        self.play(self.crowd.step(self.table, jumps=0.15), self.graph.edge(0, 0).light(), at="jump", run_time=3.5)
        self.play(FadeOut(self.signs[0]), at="named", run_time=0.3)
        self.play(FadeIn(self.signs[1]))
        self.play(self.crowd.step(self.table, jumps=0.15), at="settle", run_time=1.0)
        self.go_on(self.jumping, 1, 1, 2, 4, 8, 16, pace=0.4)

    @beat
    def what_does_not_turn(self):
        """[other] Begin elsewhere, with all on he: step by step, the end is the same. [same] There, a step changes nothing:
        r times G is r, [eigen] a left eigenvector with the eigenvalue one. [one] Where rows make one, jumps leave only one
        such crowd, to which all others come. [rank] This is PageRank, which once put the web in order."""
        ends = self.crowd.ends()
        here = [float(k == HE) for k in range(len(TOKENS))]
        self.play(FadeIn(ends), FadeOut(self.signs[1]), self.crowd.to(here), at="other", run_time=1.0)
        self.go_on(self.jumping, 1, 1, 2, 4, 8, 16, pace=0.6)
        self.play(FadeIn(self.signs[2]), self.crowd.step(self.table, jumps=0.15), at="same", run_time=2.0)
        self.play(mark_round(self.signs[2]).flash(run_time=2.4), at="eigen")
        self.play(self.crowd.to([1 / len(TOKENS)] * len(TOKENS)), at="one", run_time=0.6)
        self.go_on(self.jumping, 1, 1, 2, 4, 8, 16, pace=0.5)
        self.play(FadeIn(self.name), at="rank")


class ASentenceIsAWalk(Chapter):
    """The language's own graph, and the lesson in one picture."""

    def stage(self):
        above, row = whole.rows(6, 1)
        large = above.inset(0.15)
        drawn, self.below = whole.inset(0.3).rows(4, 3)
        self.five = self.enter(Graph(FOLLOWS, graphs.spring_layout(FOLLOWS), region=large.columns(1, 2, 1)[1]))
        self.wrong = Walk(self.five, ["the", "king", "near", "the", "king"])
        self.states = LargeGraph(STATES, graphs.layered_layout(STATES), region=large, radius=0.028)
        walks = [zip(pairwise(states_of(sentence)), sentence.split(), strict=True) for sentence in PART]
        labels = {pair: word for walk in walks for pair, word in walk}
        part = graphs.directed(labels.keys())
        below = [pair for pair, word in labels.items() if word in ("is", "hungry")]
        chances = {(a, arc.target): arc.probability for a in part for arc in automaton().arcs[a]}
        labels = {pair: f"{word} ({chances[pair]})" for pair, word in labels.items()}
        dots = {state: Disc(radius=0.16).lit("attention").move_to(self.states.at[state]) for state in part}
        self.part = Graph(part, region=drawn, draw=dots.__getitem__, labels=labels, below=below, bare=True)
        self.whole_sentence = Sentence((*OPENING, "knew", "her", "."), region=row)
        self.thread = self.states.walk(states_of(" ".join(self.whole_sentence.tokens)))

    def product(self, sentence):
        """A sentence with the chance of each word, and what they multiply to."""
        words = sentence.split()
        return Chain(words, [automaton().next_words(words[:k])[word] for k, word in enumerate(words)], region=self.below)

    @beat
    def not_every_walk(self):
        """On the graph of the five words [wrong] you can walk: the king near the king. The language never says that. [all]
        So its own graph has more nodes: [count] seven hundred and twenty-five. [node] A node here stands for all that may
        follow, with its chances."""
        self.play(self.wrong.go(run_time=2.4), at="wrong")
        self.play(FadeOut(self.five, self.wrong), at="all", run_time=0.4)
        self.play(FadeIn(self.states), run_time=0.6)
        self.play(self.states.sweep(graphs.topological_order(STATES), "ink"), at="count")
        self.play(self.states.sweep([]), at="node")

    @beat
    def a_small_part(self):
        """[part] Take a small part: three ways to the end. [words] The words stand on the edges, each with its
        chance. [walk] Each sentence is exactly one walk, from the first node to the last. [product] Its chance is the
        product along the walk: [result] one in two hundred and fifty-six."""
        self.play(FadeIn(self.part), at="part", run_time=0.7)
        self.play(self.part.rearrange(graphs.layered_layout(self.part.graph)), FadeOut(self.states), run_time=1.6)
        self.play(self.part.draw(), *(node.quieten() for node in self.part.nodes.values()), at="words", run_time=1.2)
        self.walk, self.said = Walk(self.part, states_of(PART[0])), self.product(PART[0])
        self.play(self.walk.go(run_time=2.4), FadeIn(self.said.words), at="walk")
        self.play(FadeIn(self.said.factors), at="product")
        self.play(FadeIn(self.said.result), mark_round(self.said.result).come(), at="result")

    @beat
    def the_shortest(self):
        """In the whole language, no sentence is likelier. [short] But this walk is shorter: four edges, and none has fewer.
        It is a shortest path. [chance] Its chance is only one in six hundred and seventy-two."""
        gone = [thing for thing in self.mobjects if thing not in (self.part, self.walk)]
        self.play(self.walk.leave(), FadeOut(*gone), at="short", run_time=0.7)
        self.walk, self.said = Walk(self.part, states_of(PART[1])), self.product(PART[1])
        self.play(self.walk.go(run_time=2.0), FadeIn(self.said.words))
        self.play(FadeIn(self.said.factors, self.said.result), at="chance")

    @beat
    def through_the_whole(self):
        """[queen] Our own sentence walks through the whole graph. [recap] In one sentence: what is linked with what is a
        graph, and products of its table follow all its walks at once."""
        self.play(FadeOut(self.part, self.walk, self.said), at="queen", run_time=0.3)
        self.play(FadeIn(self.states, self.whole_sentence))
        self.play(self.thread.go(run_time=5.0), at="recap")

    @beat
    def how_many(self):
        """[many] How many different walks lead from first node to last?"""
        asked = Words("walks = sentences = ?").move_to(self.whole_sentence)
        self.play(FadeOut(self.whole_sentence), at="many", run_time=0.3)
        self.play(FadeIn(asked), run_time=0.5)
        self.play(self.states.sweep(graphs.topological_order(STATES), "probability"), run_time=2.5)
