"""The examples in the docstrings of the stage's elements, run and drawn."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manim import Mobject, Scene, VMobject

import scenes
from reel.quality import Quality
from reel.stage.renderer import FilmRenderer
from reel.stage.sinks import Pictures, picture_path
from script.errors import ScriptError


@dataclass(frozen=True)
class Example:
    """An element and the example in its docstring."""

    module: str
    name: str
    about: str
    file: str
    line: int
    parsed: doctest.DocTest

    def shown(self) -> Mobject:
        """Run it; what it leaves in `shown`. Raises ScriptError where it fails or leaves nothing to be seen."""
        runner = doctest.DocTestRunner(verbose=False)
        said: list[str] = []
        failed, _ = runner.run(self.parsed, out=said.append, clear_globs=False)
        if failed:
            raise ScriptError(f"the example of {self.name} fails:\n{''.join(said)}", file=self.file, line=self.line)
        shown = self.parsed.globs.get("shown")
        if not isinstance(shown, Mobject):
            raise ScriptError(f"the example of {self.name} leaves nothing in `shown`", file=self.file, line=self.line)
        return shown


def elements() -> Iterator[tuple[str, type]]:
    """Every public element: the mobjects that `scenes` defines."""
    for found in sorted(pkgutil.iter_modules(scenes.__path__), key=lambda one: one.name):
        module = importlib.import_module(f"scenes.{found.name}")
        for name, cls in vars(module).items():
            if (
                inspect.isclass(cls)
                and cls.__module__ == module.__name__
                and issubclass(cls, VMobject)
                and not name.startswith("_")
                and not inspect.isabstract(cls)
                and name != "Carried"
            ):
                yield found.name, cls


def examples() -> list[Example]:
    """The example of each element. Raises ScriptError for an element that has none, or has the name of another."""
    found: list[Example] = []
    for module, cls in elements():
        file, line = inspect.getsourcefile(cls) or "", inspect.getsourcelines(cls)[1]
        if twin := next((one for one in found if one.name == cls.__name__), None):
            raise ScriptError(
                f"scenes.{module} and scenes.{twin.module} both have an element {cls.__name__}",
                file=file,
                line=line,
                hint="Rename one: a lesson would be read as if it were the other, and their pictures share a file.",
            )
        text = inspect.getdoc(cls) if cls.__doc__ else None
        parsed = doctest.DocTestParser().get_doctest(text or "", {}, cls.__name__, file, line)
        if not parsed.examples:
            raise ScriptError(f"{cls.__name__} has no example in its docstring", file=file, line=line)
        found.append(Example(module, cls.__name__, (text or "").split("\n\n>>>")[0].strip(), file, line, parsed))
    return found


class _Shown(Scene):
    """A still of one thing."""

    def __init__(self, thing: Mobject, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.thing = thing

    def construct(self) -> None:
        self.add(self.thing)
        self.wait(1 / 15)


def gallery(job: dict[str, Any], tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Draw every example into the folder `out`."""
    from reel.stage.jobs import set_up

    quality = Quality(**job["quality"])
    set_up(quality, Path(job["cache"]))
    folder = Path(job["out"])
    drawn = []
    every = examples()
    for k, one in enumerate(every):
        _Shown(one.shown(), renderer=FilmRenderer(Pictures([0], folder))).render()
        picture = folder / f"{one.name}.png"
        picture_path(folder, 0).replace(picture)
        source = "".join(f"{line.source}" for line in one.parsed.examples)
        drawn.append(
            {"module": one.module, "name": one.name, "about": one.about, "picture": picture.name, "source": source}
        )
        tell(k + 1, len(every))
    return {"elements": drawn}
