"""Libraries that only decks need: they are in an environment of their own."""

from __future__ import annotations

import importlib
from typing import Any

from script.errors import ScriptError


def needed(module: str, package: str) -> Any:
    """A module that is loaded when it is used; where it is missing, what to do."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ScriptError(
            f"{package} is needed for this, and it is not installed ({error})",
            hint="`make slides LESSON=...` sets it up; or: bash requirements/environment.sh out",
        ) from None
