"""What is due and why, after each kind of change: no more than must be, nothing less, and in words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reel.why import differences

from .house_copy import House, due


@pytest.fixture(scope="module")
def filmed(tmp_path_factory):
    """The house with all its films made."""
    house = House.made(tmp_path_factory.mktemp("house"))
    before = due(house.plan())
    run = house.render()
    assert run.returncode == 0, run.stderr
    return house, before


@pytest.fixture
def house(filmed):
    """The house with all its films made; what a test edits is put back."""
    house, _ = filmed
    yield house
    house.restore()
    assert due(house.plan()) == {}


def test_before_the_first_build_all_is_due_and_was_never_made(filmed):
    _, before = filmed
    sure = [
        "first voice Turned.it_turns", "first voice Named.a_word", "first sound first", "first chapter TitleCard",
        "first chapter EndCard", "first chapter Turned", "first chapter Named", "first poster first", "first film first",
        "second voice Squared.a_square", "second sound second", "second chapter TitleCard", "second chapter EndCard",
        "second chapter Squared", "second poster second", "second film second",
    ]  # fmt: skip
    assert list(before) == sure
    assert {line for lines in before.values() for line in lines} == {"never made"}


def test_nothing_changed_nothing_is_due(house):
    plan = house.told()
    assert plan == house.plan() and due(plan) == {} and plan["due"] == plan["perhaps"] == 0
    assert [lesson["lesson"] for lesson in plan["lessons"]] == ["first", "second"]
    assert house.reel("plan", "--quality", "draft").stdout == "first: up to date\nsecond: up to date\n"


NOTHING = [
    ("lessons/first.py", "QUARTER = ", "# a comment\nQUARTER = "),
    ("lessons/first.py", '"""A word."""', '"""A word, and no more."""'),
    ("lessons/first.py", "run_time=0.3", "run_time = 0.3"),
    ("scenes/plane.py", "", "\n# a comment\n"),
    ("maths/linear.py", "", '\n"""A word more on it."""\n'),
    ("scenes/matrix.py", "", "\nUNUSED_BY_ALL_CHAPTERS = 1\n"),
    ("reel/check/colour.py", "", "\nNO_PART_OF_A_FILM = 1\n"),
]


@pytest.mark.parametrize(("file", "was", "becomes"), NOTHING)
def test_what_changes_no_picture_and_no_sound_makes_nothing_due(house, file, was, becomes):
    house.edit(file, was, becomes)
    assert due(house.plan()) == {}


def test_an_element_is_due_where_it_is_used(house):
    house.edit("scenes/plane.py", "", "\nCHANGED = 1\n")
    found = due(house.told())
    assert list(found) == ["first chapter Turned", "first poster first", "first film first"]
    assert found["first chapter Turned"] == ["the element scenes/plane.py changed"]
    assert found["first film first"] == ["chapter Turned is another", "the poster is another"]


def test_a_module_that_an_element_imports_counts_for_it(house):
    house.edit("scenes/boxed.py", "", "\nCHANGED = 1\n")
    found = due(house.plan())
    assert found["first chapter Named"] == ["the element scenes/boxed.py changed"]
    assert list(found) == ["first chapter Named", "first film first"]


def test_one_word_is_that_beats_voice_that_chapter_and_that_lessons_film(house):
    house.edit("lessons/first.py", "Here is a [come] word.", "There is a [come] word.")
    found = due(house.told())
    said = 'one word in beat Named.a_word: "Here" is now "There"'
    assert found == {
        "first voice Named.a_word": [said],
        "first sound first": ["beat Named.a_word sounds otherwise"],
        "first chapter Named ?": [said],
        "first film first": ["chapter Named may be another", "the sound is another", "what is said"],
    }
    told = house.reel("plan", "--quality", "draft", "first").stdout
    assert f"  chapter Named: {said} (if that moves a cue)\n" in told


def test_a_chapter_that_is_edited_is_due_alone(house):
    house.edit("lessons/first.py", 'at="come", run_time=0.3', 'at="come", run_time=0.2')
    found = due(house.plan())
    assert found["first chapter Named"] == ["Named in its lesson was edited"]
    assert list(found) == ["first chapter Named", "first film first"]
    house.restore()
    house.edit("lessons/first.py", "quarters=1", "quarters=2")
    assert due(house.plan())["first chapter Turned"] == ["QUARTER in its lesson was edited"]


def test_what_a_lesson_declares_is_due_on_its_cards_and_in_its_film(house):
    house.edit("lessons/second.py", 'title="Second"', 'title="Another"')
    found = due(house.plan())
    assert list(found) == ["second chapter TitleCard", "second chapter EndCard", "second film second"]
    assert "the lesson's title changed" in found["second film second"]


def test_fonts_libraries_and_what_films_are_due_everywhere(house):
    chapters = 7
    house.edit("reel/container.py", "", "\nCHANGED = 1\n")
    found = due(house.plan())
    assert sum(" chapter " in name for name in found) == chapters
    assert found["first chapter Named"] == ["the tool's reel/container.py changed"]
    house.restore()
    (house.root / "assets" / "fonts" / "new.otf").write_bytes(b"?")
    found = due(house.plan())
    assert sum(" chapter " in name for name in found) == chapters
    assert found["second chapter Squared"] == ["the file assets/fonts/new.otf was added"]
    (house.root / "assets" / "fonts" / "new.otf").unlink()


def test_a_file_that_is_read_by_a_name_that_was_worked_out(house):
    """Nobody could see it in the lesson's text; it was heard when the clips were filmed."""
    house.edit("lessons/side.txt", "2.0", "1.0")
    found = due(house.plan())
    assert set(found) == {
        "second chapter TitleCard", "second chapter EndCard", "second chapter Squared", "second poster second",
        "second film second",
    }  # fmt: skip
    assert found["second chapter Squared"] == [f"{house.root}/lessons/side.txt changed, which it reads"]
    before = house.films()
    run = house.render("--json")
    assert [one["filmed"] for one in json.loads(run.stdout)["lessons"]][1] == ["TitleCard", "EndCard", "Squared"]
    after = house.films()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "second/second.mp4", "second/clips/Squared.mp4", "second/clips/Squared.silent.mp4", "second/lesson.json",
        "second/poster.png",
    }  # fmt: skip
    assert due(house.plan()) == {}
    house.restore()
    assert house.render().returncode == 0 and house.films() == before


def test_a_file_of_a_film_that_was_altered_or_is_gone(house):
    for name, spoil, words in (
        ("first/transcript.md", lambda path: path.write_text("other"), "transcript.md was altered"),
        ("first/clips/Named.mp4", lambda path: path.unlink(), "clips/Named.mp4 is gone"),
    ):
        path = house.videos / name
        whole = path.read_bytes()
        spoil(path)
        assert due(house.plan()) == {"first film first": [words]}
        path.write_bytes(whole)


def test_a_file_in_the_store_that_was_altered(house):
    clip = max((house.cache / "store" / "files").rglob("*.mp4"), key=lambda path: path.stat().st_size)
    whole = clip.read_bytes()
    clip.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    (found,) = due(house.plan()).values()
    assert found == ["its file in the cache was altered"]
    clip.write_bytes(whole)


def test_what_was_let_go_and_nothing_needs_is_not_due(house):
    aside = []
    for path in list((house.cache / "store" / "files").rglob("*")):
        if path.is_file():
            aside.append((path, path.read_bytes()))
            path.unlink()
    assert due(house.plan()) == {}, "the films stand"
    house.edit("scenes/plane.py", "", "\nCHANGED = 1\n")
    found = due(house.plan())
    assert found["first chapter Named"] == ["it is no longer in the cache"], "the film needs it again"
    assert not any(name.startswith("second") for name in found)
    for path, data in aside:
        path.write_bytes(data)


def test_another_quality_or_voice_is_another_film(house):
    plan = house.plan(voice="none")
    assert due(plan)["second film second"][0].startswith("voice is none now, it was hibari")
    plan = house.plan(quality="hd")
    found = due(plan)
    assert found["second chapter Squared"] == ["never made"]
    assert found["second film second"][0] == "quality is hd, 1920 by 1080 at 60 now, it was draft, 854 by 480 at 15"
    assert not any(" voice " in name or " sound " in name for name in found), "a voice has no quality"


HEAVY = {
    "manim", "numpy", "av", "scipy", "onnxruntime", "hibari", "cairo", "manimpango", "networkx", "cv2", "PIL", "filelock",
    "rich",
}  # fmt: skip
LOOK = """
import sys
sys.argv[1:] = {words!r}
from reel.__main__ import main
try:
    main()
finally:
    print(sorted({heavy!r} & {{name.split(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


@pytest.mark.parametrize("words", [("render", "--quality", "draft"), ("plan", "--quality", "draft")])
def test_where_nothing_is_due_nothing_heavy_is_loaded(house, words):
    house.render()
    code = LOOK.format(words=list(words), heavy=HEAVY)
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=house.root, env=house.environment(), capture_output=True, text=True, check=True
    )
    assert run.stderr.splitlines()[-1] == "[]"


def test_a_build_does_what_was_planned_and_no_more(house, tmp_path: Path):
    """One word: that beat is said, and the chapter filmed only if a cue of it moved."""
    before = house.films()
    house.edit("lessons/first.py", "Here is a [come] word.", "There is a [come] word.")
    planned = due(house.plan())
    run = house.render("--json")
    assert run.returncode == 0, run.stderr
    made = {one["lesson"]: one["filmed"] for one in json.loads(run.stdout)["lessons"]}
    assert set(made["first"]) <= {name.split()[2] for name in planned if " chapter " in name}
    assert made["second"] == []
    assert {name for name, data in house.films().items() if before[name] != data} >= {"first/first.mp4", "first/lesson.json"}
    assert not {name for name, data in house.films().items() if name.startswith("second/") and before[name] != data}
    assert due(house.plan()) == {}
    house.restore()
    run = house.render("--json")
    assert [one["filmed"] for one in json.loads(run.stdout)["lessons"]] == [[], []], "all of it is still in the store"
    assert house.films() == before, "the same bytes"


# The words alone ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"said:text": "a b c"}, {"said:text": "a x c"}, ['one word in beat C.b: "b" is now "x"']),
        ({"said:text": "a b c"}, {"said:text": "a c"}, ['one word less in beat C.b: "b"']),
        ({"said:text": "a c"}, {"said:text": "a b c"}, ['one word more in beat C.b: "b"']),
        ({"said:text": "a b c"}, {"said:text": "x y c"}, ["2 words in beat C.b"]),
        ({"said:text": "a", "said:marks": "1"}, {"said:text": "a", "said:marks": "2"},
         ["a cue or a pause in beat C.b was set elsewhere"]),
        ({"times:x": "36 60 turn=40"}, {"times:x": "36 63 turn=41"}, ["beat x is 3 frames longer"]),
        ({"times:x": "36 60 turn=40"}, {"times:x": "36 60 turn=41"}, ["in beat x [turn] falls on another frame"]),
        ({"times:x": "36 60 turn=40", "times:y": "60 80"}, {"times:x": "36 59 turn=40", "times:y": "59 79"},
         ["beat x is 1 frame shorter"]),
        ({"times:x": "36 60"}, {"times:x": "36 60", "times:y": "60 70"}, ["beat y is new"]),
        ({"version:manim": "0.22"}, {"version:manim": "0.23"}, ["manim is 0.23 now, it was 0.22"]),
        ({"system:cairo": "1.16"}, {"system:cairo": "1.18"}, ["cairo is 1.18 now, it was 1.16"]),
        ({"file:scenes/a.py": "1"}, {"file:scenes/b.py": "1"}, ["it uses scenes/a.py no more", "it uses scenes/b.py now"]),
        ({f"file:maths/{x}.py": "1" for x in "abcdef"}, {f"file:maths/{x}.py": "2" for x in "abcdef"},
         [*(f"the module maths/{x}.py changed" for x in "abc"), "3 more files changed"]),
        ({"data:assets/w.npy": "1"}, {"data:assets/w.npy": "2"}, ["the file assets/w.npy was edited"]),
        ({"environment:SHADE": ""}, {"environment:SHADE": "1"}, ["the variable SHADE of the environment is another"]),
        ({"pronunciation:ReLU": "1"}, {"pronunciation:ReLU": "2"}, ['how "ReLU" is said']),
        ({"beat:C.a": "1"}, {"beat:C.b": "1", "order:": "2"}, ["beat C.b is new", "beat C.a is gone",
                                                               "the order of its parts changed"]),
        ({"something:new": "1"}, {"something:new": "2"}, ["something changed"]),
        ({"lesson:": "1"}, {"lesson:": "2"}, ["what its lesson imports, or does when it is loaded, changed"]),
    ],
)  # fmt: skip
def test_differences_in_words(before, after, words):
    assert differences(before, after, "C.b") == words
    assert differences(before, before, "C.b") == []
