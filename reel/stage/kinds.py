"""The kinds of jobs, and what does each. It is no part of what decides a film's pixels, and only one kind is loaded: what
judges a chapter takes as long to load as manim does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Tell = Callable[[int, int], None]
Job = Callable[[dict[str, Any], Tell], dict[str, Any]]


def kind(name: str) -> Job:
    """What does jobs of a kind."""
    match name:
        case "film":
            from reel.stage.jobs import film as job
        case "stills":
            from reel.stage.jobs import stills as job
        case "check":
            from reel.stage.check import check as job
        case "level":
            from reel.stage.level import level as job
        case "clear":
            from reel.stage.clear import clear as job
        case "gallery":
            from reel.stage.gallery import gallery as job
        case "stock":
            from reel.stage.trial import stock as job
        case "ours":
            from reel.stage.trial import ours as job
        case "look":
            from reel.stage.trial import look as job
        case _:
            raise ValueError(f"there are no jobs of the kind {name}")
    return job
