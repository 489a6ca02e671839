"""Which of the project's own files a piece of code depends on, by the imports that it and they make.

Read from the text, as a lesson is. An import inside a function counts like any other. One by a name that is worked out
while the code runs could be any: then every module counts that it might be.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeGuard

from reel.known import Known

_IMPORTERS = {"import_module", "__import__"}
_READS_DOCSTRINGS = {"__doc__", "getdoc", "getsource", "getcomments"}
_TOOL = "reel"
"""Its stage loads whatever lesson it is told, and its gallery all elements: what it imports by name counts no further."""


@dataclass(frozen=True)
class Facts:
    """What counts of a module: its syntax without comments and docstrings, what it imports, what it asks of the environment.

    `anything`: it imports by names that are worked out. `patches`: to import it changes something outside of it.
    """

    digest: str
    imports: tuple[str, ...]
    environment: tuple[str, ...]
    anything: bool
    patches: bool


class Sources:
    """The project's modules under `root`, as far as they lie in its `packages`."""

    def __init__(self, root: Path, packages: Iterable[str], known: Known | None = None) -> None:
        self.root = root
        self.packages = frozenset(packages)
        self.known = known or Known()
        # Another Python has another syntax tree, another reader other facts.
        self.reader = f"{sys.version} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"
        self._facts: dict[Path, Facts] = {}
        self._seen: dict[str, tuple[Path, ...]] = {}
        self._nexts: dict[Path, tuple[Path, ...]] = {}

    def facts(self, path: Path) -> Facts:
        """What counts of a file."""
        if path not in self._facts:
            told = self.known.about(path, f"facts {self.reader}", self._find_out)
            told = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
            self._facts[path] = Facts(**told)
        return self._facts[path]

    def reached(self, modules: Iterable[str], anything: bool = False, beside: Iterable[str] = ()) -> set[Path]:
        """The files of modules, and those that these import, and so on; nothing of the modules `beside`."""
        files = [*self._files(modules), *(self._everything() if anything else ())]
        return self.reached_from(files, {self.root / f"{name.replace('.', '/')}.py" for name in beside})

    def reached_from(self, files: Iterable[Path], beside: Collection[Path] = ()) -> set[Path]:
        """These files, those that they import, and so on."""
        waiting, found = list(files), set[Path]()
        while waiting:
            path = waiting.pop()
            if path not in found and path not in beside:
                found.add(path)
                waiting += self._next(path)
        return found

    def _next(self, path: Path) -> tuple[Path, ...]:
        """The files that a file imports itself."""
        if path not in self._nexts:
            facts = self.facts(path)
            files = set(self._files(facts.imports))
            if facts.anything and path.relative_to(self.root).parts[0] != _TOOL:
                files |= self._everything()
            self._nexts[path] = tuple(files)
        return self._nexts[path]

    def _find_out(self, path: Path) -> dict[str, Any]:
        package = ".".join(path.relative_to(self.root).parts[:-1])
        return asdict(read_facts(ast.parse(path.read_bytes()), package))

    def _everything(self) -> set[Path]:
        parts = sorted(self.packages - {_TOOL, "lessons"})
        return {path for part in parts for path in (self.root / part).rglob("*.py")}

    def _files(self, modules: Iterable[str]) -> Iterator[Path]:
        """The files of modules; to import one is to run the packages above it as well."""
        for name in modules:
            if name.split(".")[0] in self.packages:
                if name not in self._seen:
                    self._seen[name] = tuple(self._look_for(name.split(".")))
                yield from self._seen[name]

    def _look_for(self, parts: list[str]) -> Iterator[Path]:
        for k in range(1, len(parts) + 1):
            place = self.root.joinpath(*parts[:k])
            for path in (place / "__init__.py", place.with_suffix(".py")):
                if path.is_file():
                    yield path


def read_facts(tree: ast.Module, package: str = "") -> Facts:
    """The facts of a module of `package`. The tree loses its docstrings, unless something in it reads docstrings."""
    imports = tuple(dict.fromkeys(imported(tree, package)))
    environment, anything, patches = tuple(sorted(asked_of_environment(tree))), imports_anything(tree), _patches(tree)
    if not _names(tree) & _READS_DOCSTRINGS:
        drop_docstrings(tree)
    return Facts(hashlib.sha256(ast.dump(tree).encode()).hexdigest(), imports, environment, anything, patches)


def drop_docstrings(tree: ast.AST) -> None:
    """Take the docstrings out of a module and of all that is in it."""
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
            if ast.get_docstring(one, clean=False) is not None:
                one.body = one.body[1:] or [ast.Pass()]
            if isinstance(one, ast.ClassDef | ast.Module):
                # A string under a constant says what it is; it does nothing.
                one.body = [node for node in one.body if not _is_string(node)] or [ast.Pass()]


def _is_string(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def imported(tree: ast.AST, package: str = "") -> Iterator[str]:
    """The dotted names that code imports; of `from a import b`, both a and a.b, since b may be a module."""
    for node in _run(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif (name := _import_by_name(node)) is not None and isinstance(name, ast.Constant):
            yield str(name.value)


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything in code but what is there for those who check types, and is never run."""
    waiting = deque([tree])
    while waiting:
        node = waiting.popleft()
        yield node
        for_types = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        waiting += node.orelse if isinstance(node, ast.If) and for_types else ast.iter_child_nodes(node)


def imports_anything(tree: ast.AST) -> bool:
    """Whether code imports by a name that is worked out while it runs."""
    names = [name for node in ast.walk(tree) if (name := _import_by_name(node)) is not None]
    return any(not (isinstance(name, ast.Constant) and not str(name.value).startswith(".")) for name in names)


def _import_by_name(node: ast.AST) -> ast.expr | None:
    """What a call of `import_module` is asked for."""
    if isinstance(node, ast.Call) and node.args and _called(node) in _IMPORTERS:
        return node.args[0]
    return None


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def asked_of_environment(tree: ast.AST) -> set[str]:
    """The variables of the environment that code reads; "*" where their name is worked out."""
    found = set()
    constants = {
        node.targets[0].id: node.value.value
        for node in getattr(tree, "body", [])
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        name: ast.expr | None = None
        if isinstance(node, ast.Call) and node.args:
            read = isinstance(node.func, ast.Attribute) and node.func.attr == "get" and _is_environ(node.func.value)
            name = node.args[0] if read or _called(node) == "getenv" else None
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_environ(node.value):
            name = node.slice
        if name is not None:
            known = name.value if isinstance(name, ast.Constant) else constants.get(getattr(name, "id", ""), "*")
            found.add(str(known))
    return found


def _is_environ(node: ast.expr) -> bool:
    return (node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")) == "environ"


def _patches(tree: ast.Module) -> bool:
    """Whether a module, when it is imported, puts something into another: `Camera.display = ours` at its top."""
    brought = {
        (alias.asname or alias.name).split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            while isinstance(target, ast.Attribute | ast.Subscript):
                target = target.value
                if isinstance(target, ast.Name) and target.id in brought:
                    return True
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            return True  # Who knows what it does: it is called for that.
    return False


def _names(tree: ast.AST) -> set[str]:
    """Every name in code, of a thing or of a part of one."""
    plain = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return plain | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


_LOOKS_AROUND = {"globals", "locals", "vars", "eval", "exec", "sys", "inspect", "importlib", "__import__"}
"""Code that uses one of these may reach a name that does not stand in it."""


def reachable(
    statements: Collection[ast.stmt], first: Collection[ast.stmt], quiet: Collection[ast.stmt] = ()
) -> list[ast.stmt]:
    """Of a module's statements those that count where only `first` of its definitions are used: these, what they refer to,
    imports, and whatever does something when the module is loaded, but for what is `quiet`. In the module's order."""
    kept = [
        node
        for node in statements
        if node in first or _is_import(node) or not (node in quiet or _only_defines(node))
    ]
    while True:
        used = {name for node in kept for name in _used(node)}
        if used & _LOOKS_AROUND:
            return list(statements)
        more = [node for node in statements if node not in kept and used & set(bound(node))]
        if not more:
            return [node for node in statements if node in kept]
        kept += more


def bound(node: ast.stmt) -> list[str]:
    """The names that a statement at the top of a module gives a meaning to, imports aside."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [one.id for target in targets if target for one in ast.walk(target) if _is_stored(one)]


def _is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _used(node: ast.stmt) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


_HARMLESS = {"cache", "lru_cache", "dataclass", "beat", "staticmethod", "classmethod", "property"}
"""Decorators that do nothing but to what they stand over."""


def _only_defines(node: ast.stmt) -> bool:
    """Whether a statement does nothing but give names a meaning: left out, nothing else is another."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        defaults = [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
        return all(map(_is_harmless, node.decorator_list)) and not any(map(_acts, defaults))
    if isinstance(node, ast.ClassDef):
        bare = not node.keywords and all(map(_is_harmless, node.decorator_list))
        return bare and all(map(_only_defines, node.body))
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return all(isinstance(one, ast.Name | ast.Tuple) for one in targets) and not _acts(node)
    return _is_string(node) or _is_import(node) or isinstance(node, ast.Pass)


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _is_harmless(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")) in _HARMLESS


def _acts(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Call | ast.Await | ast.NamedExpr | ast.Yield) for one in ast.walk(node))


def without_unused_imports(tree: ast.Module) -> ast.Module:
    """The same module without the imports at its top that nothing in it refers to."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    kept: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [one for one in node.names if (one.asname or one.name).split(".")[0] in used]
            if not names:
                continue
            node = ast.Import(names) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, names, node.level)
        kept.append(node)
    return ast.Module(kept, [])
