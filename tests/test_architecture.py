"""What the parts may know of each other, and what no file may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"lessons", "scenes", "pocket", "maths", "script", "reel", "tests"}

# What each part may import, besides itself and the standard library.
ALLOWED = {
    "lessons": {"scenes", "pocket", "maths", "script", "manim"},
    "scenes": {"maths", "pocket", "script", "manim", "numpy", "networkx", "typst", "cv2", "svgelements"},
    "pocket": {"maths", "numpy", "rich", "click"},
    "maths": {"numpy", "networkx"},
    "script": set[str](),
}
PURE = {
    "__future__", "abc", "bisect", "collections", "dataclasses", "enum", "fractions", "functools", "heapq", "itertools",
    "math", "numbers", "operator", "typing",
}  # fmt: skip
"""The modules of the standard library that maths may use: no clock, no files, no chance, no processes."""


def sources(part: str) -> list[Path]:
    return sorted((ROOT / part).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a file imports, wherever in it; of `from a import b`, both a and a.b."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def strangers(path: Path, allowed: set[str]) -> set[str]:
    """The names at the top of what a file imports that are neither allowed nor of the standard library."""
    tops = {name.split(".")[0] for name in imports(path)}
    return tops - allowed - set(sys.stdlib_module_names)


@pytest.mark.parametrize("part", ALLOWED)
def test_imports_point_one_way(part):
    assert sources(part)
    wrong = {path.relative_to(ROOT).as_posix(): strangers(path, ALLOWED[part] | {part}) for path in sources(part)}
    assert not {path: found for path, found in wrong.items() if found}


def test_maths_is_pure():
    """No clock, no files, no chance but from a generator that is passed in."""
    for path in sources("maths"):
        tops = {name.split(".")[0] for name in imports(path)} - {"maths", "numpy", "networkx"}
        assert tops <= PURE, f"{path.name} imports {tops - PURE}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"open", "print", "input", "exec", "eval", "__import__"}, f"{path.name}: {called}"
                assert not re.fullmatch(r"np\.(load|save|savez|savetxt|loadtxt|fromfile|memmap|seterr)", called), called
                if re.match(r"np\.random\.\w+$", called):
                    assert called == "np.random.default_rng" and node.args, f"{path.name}: {called} without a seed"


def test_the_house_is_built_without_the_film_it_makes():
    """reel's own process loads no lesson and no manim; only what runs in child processes does."""
    on_the_stage = ROOT / "reel" / "stage"
    others = [path for path in sources("reel") if on_the_stage not in path.parents]
    assert others and len(others) < len(sources("reel"))
    for path in others:
        tops = {name.split(".")[0] for name in imports(path)}
        assert not tops & {"lessons", "scenes", "pocket", "manim"}, path
        assert not any(name == "reel.stage" or name.startswith("reel.stage.") for name in imports(path)), path


def test_nothing_but_reel_and_tests_imports_reel():
    parts = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/*.py")} | {"."}
    for part in parts - {"reel", "tests"}:
        paths = ROOT.glob("*.py") if part == "." else sources(part)
        for path in paths:
            assert not {"reel", "tests"} & {name.split(".")[0] for name in imports(path)}, path


def test_an_import_hidden_in_a_function_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "maths").mkdir()
    (tmp_path / "maths" / "late.py").write_text("def f():\n    from scipy import linalg\n    from . import grammar\n")
    assert strangers(tmp_path / "maths" / "late.py", {"maths"}) == {"scipy"}
    assert "maths.grammar" in set(imports(tmp_path / "maths" / "late.py"))


# What a process really loads ------------------------------------------------------------------------------------

LOOK = """
import sys
{code}
heavy = {{"scipy", "manim", "jax", "reel", "scenes", "lessons", "pocket", "pandas", "matplotlib"}}
print(sorted(heavy & {{name.split(".")[0] for name in sys.modules}}))
"""


def loaded(code: str) -> str:
    command = [sys.executable, "-c", LOOK.format(code=code)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()


def test_no_module_of_maths_loads_more_than_numpy_and_networkx():
    names = [f"maths.{path.stem}" for path in sources("maths") if path.stem != "__init__"]
    assert len(names) >= 10
    assert loaded("import " + ", ".join(names)) == "[]"
    assert loaded("import scipy") == "['scipy']", "it would be seen"


def test_what_maths_asks_of_networkx_does_not_load_scipy_when_it_is_called():
    code = """
import networkx as nx
from maths import graphs
from maths.grammar import Grammar
Grammar({"S": {("a", "b"): 1}}, "S").automaton.next_words(("a",))
graph = nx.DiGraph([(0, 1), (1, 2), (0, 2)])
table = graphs.adjacency(graph)
graphs.attention_rollout([[[1.0]]]), graphs.walks(table, 3), graphs.pagerank(table), graphs.topological_order(graph)
for layout in (graphs.row_layout, graphs.circle_layout, graphs.layered_layout, graphs.spring_layout):
    layout(graph)
try:
    graphs.topological_order(nx.DiGraph([(0, 1), (1, 0)]))
except ValueError:
    pass
"""
    assert loaded(code) == "[]"


def test_reel_lists_its_commands_without_manim():
    assert loaded("import reel.cli") == "['reel']"


# What maths offers ----------------------------------------------------------------------------------------------


def public(path: Path) -> list[ast.FunctionDef | ast.ClassDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]


MODULES = [path for path in sources("maths") if not path.stem.startswith("_")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_everything_public_in_maths_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    silent = [node.name for node in public(path) if not ast.get_docstring(node)]
    assert not silent
    raising = [node.name for node in public(path) if any(isinstance(one, ast.Raise) for one in ast.walk(node))]
    assert not [name for name in raising if "ValueError" not in said(path, name)], "what raises says so"


def said(path: Path, name: str) -> str:
    """The docstrings of a module and of something in it, with all that is inside."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    nodes = [node for node in public(path) if node.name == name]
    inside = [one for node in nodes for one in ast.walk(node) if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    return " ".join(ast.get_docstring(one) or "" for one in [module, *inside])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_public_function_of_maths_is_named_in_its_test(path):
    tests = ROOT / "tests" / "maths" / f"test_{path.stem}.py"
    named = set[str]()
    for node in ast.walk(ast.parse(tests.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            named.add(node.attr)
        elif isinstance(node, ast.Name):
            named.add(node.id)
    functions = {node.name for node in public(path) if isinstance(node, ast.FunctionDef)}
    assert functions <= named, f"untested: {sorted(functions - named)}"


# What no file may hold ------------------------------------------------------------------------------------------

# Written so that this file does not hold them either.
HOSTS = re.compile(
    r"py[p]i\.org|python[h]osted\.org|npm[j]s\.org|yarn[p]kg\.com|deb[i]an\.org/debian"
    r"|https?://[^\s/\"']*(?:artifact|nexus|devpi|mirror|proxy)"
    r"|https?://[^\s\"']+/(?:simple|api/pypi|api/npm)\b"
    r"|https?://[^\s/\"'@]+:[^\s/\"'@]+@"
)
PATHS = re.compile(r"(?<![\w.~$}/>-])/(?:root|tmp|work|mnt|var/tmp|(?:home|Users|media)/\w+)(?![\w-])")


def held() -> list[Path]:
    """Every text file in git, as it is on disk."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, cwd=ROOT, check=True).stdout
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no repository here")
@pytest.mark.parametrize(("what", "pattern"), [("host", HOSTS), ("path", PATHS)], ids=["hosts", "paths"])
def test_nothing_in_git_belongs_to_one_machine(what, pattern):
    paths = held()
    assert len(paths) > 50
    found = [
        f"{path.relative_to(ROOT)}:{number}: {what}: {hit.group()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        for hit in pattern.finditer(line)
    ]
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "URLpy_pi.org/simple",
        "--index-url URLarti_facts.example.com/api/py_pi/x",
        "URLregistry.npm_js.org/reveal.js",
        "URLuser:password@example.com/",
        "URLpackages.example.com/sim_ple/",
    ],
)
def test_a_host_would_be_seen(line):
    """Written so that this file holds none."""
    assert HOSTS.search(line.replace("URL", "https://").replace("_", "")) and not HOSTS.search(line)


@pytest.mark.parametrize("place", ["root/.cache", "home/ann/x", "tmp/film.mp4", "work/main", "Users/ann", "tmp"])
def test_a_path_would_be_seen(place):
    for line in (f"cd /{place}", f"open('/{place}')", f'"/{place}"', f"see /{place}, and"):
        assert PATHS.search(line)
    for line in (
        f"here/{place}",
        f"https://example.com/{place}",
        f"./{place}",
        f"$HOME/{place}",
        f"/{place}".replace("/", "/my", 1),
    ):
        assert not PATHS.search(line)
