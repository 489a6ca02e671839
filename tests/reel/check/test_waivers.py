"""Waivers: where they hold, that they must name a rule and a reason, and that idle ones are told."""

from __future__ import annotations

import pytest

from reel.check.finding import Finding
from reel.check.run import Checked
from reel.check.waivers import apply, read_waivers
from script.errors import ScriptError

LESSON = '''"""A lesson."""

# waive lesson-length: everything in it is needed


class First(Chapter):
    """One."""

    # waive frozen: the viewer counts the squares

    def stage(self):
        pass  # waive contrast: it is a shadow only

    # waive prose: between two beats it is the chapter's

    @beat
    def one(self):
        """# waive pace: in what is said it is no waiver"""
        self.play()  # waive jump: it is meant to startle


class Second(Chapter):
    """Two."""
'''


@pytest.fixture
def waivers(tmp_path):
    """Reads the waivers of a lesson's text."""

    def read(text):
        path = tmp_path / "lesson.py"
        path.write_text(text, encoding="utf-8")
        return read_waivers(path)

    return read


def test_a_waiver_holds_where_it_stands(waivers):
    assert [(one.rule, one.chapter, one.beat) for one in waivers(LESSON)] == [
        ("lesson-length", "", ""), ("frozen", "First", ""), ("contrast", "First", ""), ("prose", "First", ""),
        ("jump", "First", "one"),
    ]  # fmt: skip


def test_a_waiver_covers_its_rule_in_its_place_alone(waivers):
    findings = [
        Finding("jump", "", "First", "one"), Finding("jump", "", "First", "two"),
        Finding("brief-motion", "", "First", "one"),
        Finding("frozen", "", "First", "two"), Finding("frozen", "", "Second", "one"), Finding("lesson-length", ""),
    ]  # fmt: skip
    apply(findings, waivers(LESSON))
    assert [one.waived for one in findings] == [
        "it is meant to startle", None, None, "the viewer counts the squares", None, "everything in it is needed",
    ]  # fmt: skip


def test_a_waived_finding_is_no_longer_open(waivers):
    known = waivers(LESSON)
    findings = [Finding("jump", "", "First", "one"), Finding("frozen", "", "Second", "one")]
    apply(findings, known)
    checked = Checked(findings, known)
    assert [one.rule for one in checked.open("warning")] == ["frozen"] and not checked.open("error")
    assert [one.rule for one in checked.idle] == ["lesson-length", "frozen", "contrast", "prose"]


@pytest.mark.parametrize("rule", ["frosen", "Frozen", "", "all"])
def test_a_waiver_names_a_rule(waivers, rule):
    with pytest.raises(ScriptError, match="there is no rule") as error:
        waivers(f"# waive {rule}: the viewer counts the squares\n")
    assert error.value.line == 1 and "frozen" in (error.value.hint or "")


@pytest.mark.parametrize("reason", ["", ":", ": because", ": it may"])
def test_a_waiver_gives_a_reason(waivers, reason):
    with pytest.raises(ScriptError, match="gives no reason"):
        waivers(f"x = 1  # waive frozen{reason}\n")


def test_a_text_is_no_waiver(waivers):
    assert not waivers('x = "# waive frozen: the viewer counts"\n"""\n# waive nothing\n"""\n# we waive it\n')
