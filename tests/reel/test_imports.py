"""What a clip depends on: a change of one file touches the chapters that use it, and no other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from reel import keys as keys_of
from reel.imports import imported, imports_anything, read_facts, without_unused_imports
from reel.keys import House, key_of
from reel.quality import QUALITIES
from script.timetable import card

HOUSE = {
    "scenes/__init__.py": "from scenes.chapter import Chapter",
    "scenes/chapter.py": "from script.times import frames",
    "scenes/plane.py": "from scenes.arrow import Arrow\nimport maths.linear",
    "scenes/arrow.py": "import numpy",
    "scenes/matrix.py": "",
    "scenes/parts/__init__.py": "",
    "scenes/parts/wheel.py": "from . import spoke\nfrom ..matrix import Table\n",
    "scenes/parts/spoke.py": "def late():\n    from maths import graphs\n",
    "maths/__init__.py": "",
    "maths/linear.py": "",
    "maths/graphs.py": "import scenes.matrix",
    "script/__init__.py": "",
    "script/times.py": "",
    "reel/__init__.py": "",
    "reel/stage/__init__.py": "",
    "reel/stage/jobs.py": "from scenes.chapter import Chapter\nfrom reel.container import FORM\nimport reel.stage.check",
    "reel/stage/check.py": "import reel.rules",
    "reel/rules.py": "",
    "scenes/patch.py": "from manim import Camera\nCamera.display = lambda: 1\n",
    "reel/container.py": "FORM = 1",
}
LESSON = """
from maths.linear import turn
from scenes import Chapter
from scenes.plane import Plane
from scenes.matrix import Table, Cell as Field
import scenes.parts.wheel
import scenes.patch

def helper():
    return turn

LOOK = 3
SHIFT = LOOK + 1

def only_for_d():
    '''It says nothing on the stage.'''
    return SHIFT

class A(Chapter):
    def stage(self):
        self.plane = Plane(helper())

class B(Chapter):
    def stage(self):
        self.table = Field()

class C(Chapter):
    like = B

class D(Chapter):
    def stage(self):
        scenes.parts.wheel.Wheel(only_for_d())
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, source in HOUSE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    (tmp_path / "lesson.py").write_text(LESSON)
    for folder in keys_of.DATA.values():
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "data").write_text("1")
    return tmp_path


@pytest.fixture
def keys(root):
    """Asks for the keys of all chapters of the lesson, as the files are now."""

    def ask() -> dict[str, str]:
        house, lesson, draft = House(root=root), root / "lesson.py", QUALITIES["draft"]
        return {name: key_of(house.clip(lesson, name, card(name, 1.0), draft)) for name in "ABCD"}

    return ask


@pytest.mark.parametrize(
    ("file", "touched"),
    [
        ("scenes/plane.py", "A"),
        ("scenes/arrow.py", "A"),  # by way of the plane
        ("scenes/matrix.py", "BCD"),  # C refers to B; the wheel of D uses it
        ("scenes/parts/spoke.py", "D"),
        ("maths/graphs.py", "D"),  # imported inside a function
        ("maths/__init__.py", "AD"),  # to import a module is to run its package
        ("maths/linear.py", "A"),  # a helper of the lesson's module uses it
        ("scenes/patch.py", "ABCD"),  # no chapter uses it, but to load it changes how manim draws
        ("reel/rules.py", ""),  # loaded with what films, and films nothing
        ("scenes/chapter.py", "ABCD"),
        ("script/times.py", "ABCD"),
        ("reel/container.py", "ABCD"),
        ("assets/fonts/data", "ABCD"),
        ("assets/pocket/data", ""),
    ],
)
def test_a_change_touches_the_chapters_that_use_it(file, touched, root, keys):
    before = keys()
    assert keys() == before
    (root / file).write_text((root / file).read_text() + "\nCHANGED = True\n")
    after = keys()
    assert "".join(name for name in after if after[name] != before[name]) == touched


@pytest.mark.parametrize(
    ("was", "becomes", "touched"),
    [
        ("Plane(helper())", "Plane(helper(), 2)", "A"),
        ("Field()", "Field(2)", "BC"),  # C refers to B
        ("return turn", "return turn, 2", "A"),  # who calls it
        ("LOOK = 3", "LOOK = 4", "D"),  # by way of another constant and a function
        ("LOOK = 3", "LOOK = 3\nprint(helper())", "ABCD"),  # something is done when the lesson is loaded
        ("LOOK = 3", "LOOK = open(__file__)", "ABCD"),  # the like
        ("It says nothing on the stage.", "Nor does this.", ""),
        ("import scenes.patch\n", "", "ABCD"),
        ("Plane(helper())", "Plane(helper())  # a comment", ""),
        ("Table, Cell as Field", "Table, Cell as Field, Row", ""),
    ],
)
def test_an_edit_of_the_lesson_touches_what_it_can_reach(was, becomes, touched, root, keys):
    before = keys()
    (root / "lesson.py").write_text(LESSON.replace(was, becomes))
    after = keys()
    assert "".join(name for name in after if after[name] != before[name]) == touched


def test_what_is_imported():
    code = "import a.b as c\nfrom d.e import f, g\nfrom . import h\nfrom ..i import j"
    assert list(imported(ast.parse(code), "p.q")) == [
        "a.b",
        "d.e",
        "d.e.f",
        "d.e.g",
        "p.q",
        "p.q.h",
        "p.i",
        "p.i.j",
    ]


def test_imports_that_nothing_uses_are_left_out():
    code = "import a.b\nimport c as d\nfrom e import f, g as h\na.b.x(h)"
    assert (
        ast.unparse(without_unused_imports(ast.parse(code))) == "import a.b\nfrom e import g as h\na.b.x(h)"
    )


# What is easily missed ------------------------------------------------------------------------------------------


def touched_by(keys, change) -> str:
    before = keys()
    change()
    after = keys()
    return "".join(name for name in after if after[name] != before[name])


def edit(root: Path, file: str, was: str, becomes: str):
    def change() -> None:
        source = (root / file).read_text()
        assert was in source or not was
        (root / file).write_text(source.replace(was, becomes) if was else source + becomes)

    return change


@pytest.mark.parametrize(
    "code",
    [
        "import importlib\ndef late(name):\n    return importlib.import_module(name)\n",
        "def late(name):\n    return __import__(f'scenes.{name}')\n",
    ],
)
def test_an_import_by_a_name_that_is_worked_out_may_be_any(root, keys, code):
    edit(root, "scenes/arrow.py", "", "\n" + code)()
    (root / "scenes" / "apart.py").write_text("")
    assert touched_by(keys, edit(root, "scenes/apart.py", "", "CHANGED = 1\n")) == "A"


def test_an_import_for_those_who_check_types_is_never_run(root, keys):
    edit(root, "scenes/arrow.py", "", "\nif TYPE_CHECKING:\n    import maths.graphs\nelse:\n    import scenes.late\n")()
    (root / "scenes" / "late.py").write_text("")
    assert touched_by(keys, edit(root, "maths/graphs.py", "", "\nCHANGED = 1\n")) == "D"
    assert touched_by(keys, edit(root, "scenes/late.py", "", "CHANGED = 1\n")) == "A"


def test_an_import_by_a_plain_name_is_that_import(root, keys):
    edit(root, "scenes/arrow.py", "", "\nfrom importlib import import_module\nlate = import_module('maths.graphs')\n")()
    (root / "scenes" / "apart.py").write_text("")
    assert touched_by(keys, edit(root, "maths/graphs.py", "", "\nCHANGED = 1\n")) == "AD"
    assert touched_by(keys, edit(root, "scenes/apart.py", "", "CHANGED = 1\n")) == ""


READS = ["os.environ['SHADE']", "os.environ[NAME]", "os.environ.get('SHADE')", "os.getenv('SHADE', '')", "os.environ[x]"]


@pytest.mark.parametrize("read", READS)
def test_a_variable_of_the_environment_counts_where_it_is_read(root, keys, monkeypatch, read):
    monkeypatch.setenv("SHADE", "1")
    edit(root, "scenes/matrix.py", "", f"\nimport os\nNAME = 'SHADE'\ndef shade(x):\n    return {read}\n")()
    assert touched_by(keys, lambda: monkeypatch.setenv("SHADE", "2")) == "BCD"


def test_of_the_environment_only_what_is_read_counts(root, keys, monkeypatch):
    edit(root, "scenes/matrix.py", "", "\nimport os\nNAME = 'SHADE'\ndef shade():\n    return os.environ[NAME]\n")()
    assert touched_by(keys, lambda: monkeypatch.setenv("LIGHT", "2")) == ""


def test_a_variable_that_is_only_set_does_not_count(root, keys, monkeypatch):
    edit(root, "scenes/matrix.py", "", "\nimport os\nos.environ['SHADE'] = '1'\n")()
    assert touched_by(keys, lambda: monkeypatch.setenv("SHADE", "2")) == ""


def test_a_lesson_that_looks_around_in_itself_counts_whole(root, keys):
    edit(root, "lesson.py", "return turn", "return globals()['LOOK']")()
    assert touched_by(keys, edit(root, "lesson.py", "LOOK = 3", "LOOK = 4")) == "AD"


def test_what_a_lesson_declares_counts_where_it_is_spoken_of(root, keys):
    edit(root, "lesson.py", "LOOK = 3", "LOOK = 3\nLESSON = Lesson(title='One')")()
    assert touched_by(keys, edit(root, "lesson.py", "'One'", "'Two'")) == ""
    edit(root, "lesson.py", "like = B", "like = LESSON.title")()
    assert touched_by(keys, edit(root, "lesson.py", "'Two'", "'Three'")) == "C"


def test_a_docstring_counts_only_where_docstrings_are_read(root, keys):
    edit(root, "scenes/matrix.py", "", '"""A matrix."""\n')()
    assert touched_by(keys, edit(root, "scenes/matrix.py", "A matrix", "A table")) == ""
    edit(root, "scenes/matrix.py", "", "SAID = __doc__\n")()
    assert touched_by(keys, edit(root, "scenes/matrix.py", "A table", "A grid")) == "BCD"


def test_versions_and_the_platform_count(root, keys, monkeypatch):
    from reel import system

    assert touched_by(keys, lambda: monkeypatch.setattr(system, "version", lambda name: "9.9")) == "ABCD"
    assert touched_by(keys, lambda: monkeypatch.setattr(system, "platform", lambda: {"system:python": "4"})) == "ABCD"
    assert touched_by(keys, lambda: monkeypatch.setitem(system.PROCESS, "PYTHONHASHSEED", "1")) == "ABCD"
    other = {"system:cairo": "2.0.0"}
    assert touched_by(keys, lambda: monkeypatch.setattr(system, "libraries", lambda known: other)) == "ABCD"


def test_settings_for_manim_of_the_users_own_count(root, keys, monkeypatch, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))

    def change() -> None:
        (home / ".config" / "manim").mkdir(parents=True)
        (home / ".config" / "manim" / "manim.cfg").write_text("[CLI]\nbackground_color = WHITE\n")

    assert touched_by(keys, change) == "ABCD"


def test_facts_of_a_module():
    facts = read_facts(ast.parse("from manim import Camera\nCamera.draw = 1\n"))
    assert facts.patches and not facts.anything and facts.imports == ("manim", "manim.Camera")
    assert not read_facts(ast.parse("class A:\n    x = 1\nA.y = 2\n")).patches, "its own class"
    assert imports_anything(ast.parse("import_module(f'x.{y}')")) and not imports_anything(ast.parse("import_module('x')"))
