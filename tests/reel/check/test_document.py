"""docs/check.md says of each rule what the catalogue says, and its pictures lie beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reel.check.rules import RULES

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "check.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### ([\w-]+)\n(.*?)(?=^##|\Z)", TEXT, re.S | re.M))


def test_every_rule_has_its_section_and_no_other_has_one():
    assert list(SECTIONS) == list(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_section_says_what_the_catalogue_says(rule):
    text = SECTIONS[rule.name]
    for said in (rule.severity.capitalize(), rule.says, rule.why, rule.source, rule.todo):
        assert said in text, "write it again: python -m tests.planted.document"
    bad, good = text.strip().splitlines()[-1].strip("| ").split(" | ")
    assert len(bad) > 5 and len(good) > 5 and bad != good


def test_the_pictures_are_those_that_the_page_shows():
    shown = re.findall(r'src="(check/[^"]+)"', TEXT)
    assert len(shown) == len(set(shown)) >= 20
    assert sorted(shown) == sorted(f"check/{one.name}" for one in (DOCS / "check").iterdir())
