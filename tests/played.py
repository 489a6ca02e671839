"""A chapter of a lesson, played to its end with no picture drawn: so a test can ask what stands on its stage."""

from __future__ import annotations

from functools import cache
from typing import Any

from manim import tempconfig

from reel.stage.renderer import FilmRenderer
from reel.stage.sinks import Nothing
from scenes.chapter import Chapter


@cache
def played(chapter: type[Chapter]) -> Any:
    """The chapter after it was played. It is played once for all tests, which may only look at it."""
    with tempconfig({"frame_rate": 15, "dry_run": True, "progress_bar": "none", "verbosity": "ERROR"}):
        shown = chapter(renderer=FilmRenderer(Nothing()))
        shown.setup()
        shown.construct()
    return shown
