"""What holds for all tests."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Files of tests run side by side, and films beside them: how long an example takes says nothing about what it tries.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# Chapters that were played are millions of objects, and to look through them again and again takes longer than the tests.
gc.set_threshold(100_000, 50, 100)

MATHS = Path(__file__).parent / "maths"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests go to one process together: those of a file, since they share what is made for them, but for the long
    ones; and that `maths` is covered by its own tests: what a lesson happens to pass through is not thereby tested, and to
    watch it takes as long again as to play it."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(item.nodeid if item.get_closest_marker("long") else str(item.path)))
        if MATHS not in item.path.parents:
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="module", autouse=True)
def chapters_end_with_their_file() -> Iterator[None]:
    """What was played for the tests of a file is of no use to another's."""
    yield
    if sys.modules.get("tests.played"):
        sys.modules["tests.played"].played.cache_clear()
    gc.collect()
