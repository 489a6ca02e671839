"""What a beat's docstring means: the text without its marks, and where each mark stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from script.errors import ScriptError
from script.narration import Cue, Narration, Pause, parse


def test_a_cue_before_a_point_leaves_no_space_behind():
    said = parse("Turn the plane a quarter [turn]. Then slant it sideways [slant].")
    assert said.text == "Turn the plane a quarter. Then slant it sideways."
    assert [said.text[: cue.position] for cue in said.cues] == [
        "Turn the plane a quarter",
        "Turn the plane a quarter. Then slant it sideways",
    ]


def test_a_cue_before_a_word_stands_at_its_first_letter():
    said = parse("Here [see] is the answer [pause 3] [answer] at last.")
    assert said.text == "Here is the answer at last."
    assert {cue.name: said.text[cue.position :] for cue in said.cues} == {
        "see": "is the answer at last.",
        "answer": "at last.",
    }
    assert said.pauses == (Pause(3.0, said.text.index("at last")),)


def test_lines_and_indents_become_single_spaces():
    assert parse("\n    One line,\n\n    and\tanother. [end]\n    ") == Narration(
        "One line, and another.", (Cue("end", 22),)
    )


def test_pieces_lie_between_the_pauses():
    said = parse("Guess. [pause 3] It is zero. [pause 0.5]")
    assert [said.text[first:last] for first, last in said.pieces()] == ["Guess. ", "It is zero.", ""]
    assert [pause.seconds for pause in said.pauses] == [3.0, 0.5]


def test_a_number_keeps_its_point():
    assert parse("About .5 of it, 3.5 [x] times.").text == "About .5 of it, 3.5 times."


@pytest.mark.parametrize(
    "docstring, told, line",
    [
        ("One [a]. Two [a].", "stands twice", 1),
        ("One.\nTwo [Turn].", "neither a cue nor a pause", 2),
        ("One [pause].", "neither a cue nor a pause", 1),
        ("One [pause three].", "neither a cue nor a pause", 1),
        ("One [].", "neither a cue nor a pause", 1),
        ("One [2nd].", "neither a cue nor a pause", 1),
    ],
)
def test_a_wrong_mark_is_named_with_its_line(docstring, told, line):
    with pytest.raises(ScriptError, match=told) as caught:
        parse(docstring)
    assert caught.value.line == line
    assert caught.value.hint


_words = st.from_regex(r"[A-Za-z]{1,8}|[0-9]{1,2}\.[0-9]", fullmatch=True)
_points = st.sampled_from(["", "", "", ",", ".", "?", ";", "..."])
_spaces = st.sampled_from([" ", "  ", "\n    ", " \t"])
_marks = st.sampled_from(["", "", "", "cue", "before the point", "pause", "two"])


@st.composite
def scripts(draw):
    """A docstring, the text that should come of it, and the names and places of its cues and pauses."""
    parts, text, marks = [], "", []
    for k in range(draw(st.integers(1, 12))):
        word, point, space = draw(_words), draw(_points), draw(_spaces)
        kind = draw(_marks)
        place = len(text) + (1 if text else 0)
        before, inside = "", ""
        if kind in ("cue", "two"):
            before += f"[c{k}]{space}"
            marks.append(Cue(f"c{k}", place))
        if kind in ("pause", "two"):
            before += f"[pause {k}]{space}"
            marks.append(Pause(float(k), place))
        text += (" " if text else "") + word
        if kind == "before the point":
            inside = f"{space}[c{k}]"
            # Between a word and a space it stands before the next word; before a point, before that.
            marks.append(Cue(f"c{k}", len(text) + (0 if point else 1)))
        text += point
        parts.append(f"{before}{word}{inside}{point}")
    marks = [
        type(mark)(*(getattr(mark, f) for f in list(mark.__dataclass_fields__)[:-1]), min(mark.position, len(text)))
        for mark in marks
    ]
    glue = draw(_spaces)
    return glue + glue.join(parts) + glue, text, tuple(marks)


@given(scripts())
def test_marks_go_and_places_stay(script):
    docstring, text, marks = script
    said = parse(docstring)
    assert said.text == text
    assert said.marks == marks


@given(
    st.lists(
        st.sampled_from(["[a]", "[b]", "[pause 2]", " ", "\n", "x", "it.", ",", ".", "?", "…", "("]),
        max_size=14,
    )
)
def test_whatever_stands_there_the_text_is_clean(pieces):
    try:
        said = parse("".join(pieces))
    except ScriptError:
        assert any(pieces.count(cue) > 1 for cue in ("[a]", "[b]"))
        return
    assert not re.search(r"\s\s|^\s|\s$|[\[\]\n]", said.text)
    assert not re.search(r" [.,;:!?](?!\d)", said.text)
    places = [mark.position for mark in said.marks]
    assert places == sorted(places)
    assert all(0 <= place <= len(said.text) for place in places)
    assert "".join(said.text[first:last] for first, last in said.pieces()) == said.text
