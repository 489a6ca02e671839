"""Which of the project's own files a piece of code depends on, by the imports that it and they make.

Read from the text, as a lesson is. An import inside a function counts like any other; one by a name that is
worked out while the code runs would not be seen, and there is none in what is filmed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path


class Sources:
    """The project's modules under `root`, as far as they lie in its `packages`."""

    def __init__(self, root: Path, packages: Iterable[str]) -> None:
        self.root = root
        self.packages = frozenset(packages)
        self.forget()

    def forget(self) -> None:
        """Read the files again when they are next asked for."""
        self.syntax = cache(self._syntax)
        self.dump = cache(self._dump)

    def reached(self, tree: ast.AST) -> set[Path]:
        """The files that a piece of code imports, and those that these import, and so on."""
        waiting, found = list(self._files(imported(tree))), set[Path]()
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                package = ".".join(path.relative_to(self.root).parts[:-1])
                waiting += self._files(imported(self.syntax(path), package))
        return found

    def _syntax(self, path: Path) -> ast.Module:
        return ast.parse(path.read_bytes())

    def _dump(self, path: Path) -> str:
        return ast.dump(self.syntax(path))

    def _files(self, modules: Iterable[str]) -> Iterator[Path]:
        """The files of modules; to import one is to run the packages above it as well."""
        for name in modules:
            parts = name.split(".")
            if parts[0] not in self.packages:
                continue
            for k in range(1, len(parts) + 1):
                place = self.root.joinpath(*parts[:k])
                for path in (place / "__init__.py", place.with_suffix(".py")):
                    if path.is_file():
                        yield path


def imported(tree: ast.AST, package: str = "") -> Iterator[str]:
    """The dotted names that code imports; of `from a import b`, both a and a.b, since b may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


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
