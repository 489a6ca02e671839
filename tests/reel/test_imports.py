"""What a clip depends on: a change of one file touches the chapters that use it, and no other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from reel import store
from reel.imports import Sources, imported, without_unused_imports
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
    "reel/stage/jobs.py": "from scenes.chapter import Chapter\nfrom reel.container import FORM",
    "reel/container.py": "FORM = 1",
}
LESSON = """
from maths.linear import turn
from scenes import Chapter
from scenes.plane import Plane
from scenes.matrix import Table, Cell as Field
import scenes.parts.wheel

def helper():
    return turn

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
        scenes.parts.wheel.Wheel()
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, source in HOUSE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    (tmp_path / "lesson.py").write_text(LESSON)
    for folder in store.DATA.values():
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "data").write_text("1")
    return tmp_path


@pytest.fixture
def keys(root, monkeypatch):
    """Asks for the keys of all chapters of the lesson, as the files are now."""
    monkeypatch.setattr(store, "ROOT", root)
    monkeypatch.setattr(store, "_sources", Sources(root, store.PACKAGES))

    def ask() -> dict[str, str]:
        store.forget_surroundings()
        lesson, draft = root / "lesson.py", QUALITIES["draft"]
        return {name: store.clip_key(lesson, name, card(name, 1.0), draft) for name in "ABCD"}

    yield ask
    store.forget_surroundings()


@pytest.mark.parametrize(
    ("file", "touched"),
    [
        ("scenes/plane.py", "A"),
        ("scenes/arrow.py", "A"),  # by way of the plane
        ("scenes/matrix.py", "BCD"),  # C refers to B; the wheel of D uses it
        ("scenes/parts/spoke.py", "D"),
        ("maths/graphs.py", "D"),  # imported inside a function
        ("maths/__init__.py", "ABCD"),  # to import a module is to run its package
        ("maths/linear.py", "ABCD"),  # a helper of the lesson's module uses it
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
        ("return turn", "return turn, 2", "ABCD"),  # whoever may call it
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
