"""The report of a check: lines, JSON, one page that needs nothing beside it, and the command's exit code."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from reel import cli
from reel.check.finding import Finding, Spells
from reel.check.observed import Box
from reel.check.page import clock, summary, write_page
from reel.check.rules import RULES
from reel.check.run import Checked
from reel.check.told import as_json, lines
from reel.check.waivers import Waiver
from reel.course import Selection
from reel.script import read_lesson
from tests.planted.case import chapter

PICTURE = "data:image/jpeg;base64,AAAA"


def checked() -> Checked:
    error = Finding("contrast", '"x" & <y>', "First", "one", 75.26, Box(1, 2, 3, 4), lesson="a_lesson", picture=PICTURE)
    warning = Finding("frozen", "it stands still", "First", "two", 3.0, lesson="a_lesson", last=12.0)
    waived = Finding("contrast", "it is dim", "First", lesson="a_lesson", waived="it is being put out")
    used = Waiver("contrast", "it is being put out", Path("a_lesson.py"), 7, "First", used=1)
    idle = Waiver("jump", "a cut that is meant", Path("a_lesson.py"), 9)
    return Checked([waived, warning, error], [used, idle], ["a_lesson"])


def test_lines_name_place_time_fault_and_what_to_do():
    told = list(lines(checked()))
    assert told[0] == 'error: a_lesson.First@one 1:15.3: "x" & <y> [contrast]'
    assert told[1].strip() == RULES["contrast"].todo
    assert told[2].startswith("warning: a_lesson.First@two 0:03.0: it stands still [frozen]")
    assert not any("it is dim" in line for line in told), "what is waived is only on the page"
    assert told[-1] == "a_lesson.py:9: nothing needs the waiver of jump; take it away"


def test_the_summary_counts_what_is_open():
    assert summary(checked()) == "1 error, 1 warning, 1 waived in 1 lesson"


def test_the_json_has_all_of_it(tmp_path):
    told = json.loads(json.dumps(as_json(checked(), tmp_path)))
    assert (told["errors"], told["warnings"], len(told["findings"])) == (1, 1, 3)
    first = told["findings"][0]
    assert first["rule"] == "contrast" and first["box"] == [1, 2, 3, 4] and first["severity"] == "error"
    assert told["findings"][2]["waived"] == "it is being put out"
    assert [one["findings"] for one in told["waivers"]] == [1, 0]


def test_a_finding_comes_back_from_its_json_as_it_was():
    for one in checked().findings:
        back = Finding.from_dict(one.as_dict() | {"picture": one.picture})
        assert back == one


def test_the_page_is_whole_in_itself_and_escapes_what_a_lesson_says(tmp_path):
    page = write_page(checked(), tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "&#34;x&#34; &amp; &lt;y&gt;" in text and "<y>" not in text
    assert PICTURE in text and "it is being put out" in text and "none: it can go" in text
    assert not re.search(r'(src|href)="(?!data:)', text), "nothing is fetched"
    assert list(tmp_path.iterdir()) == [page]


def test_clock_carries_over():
    assert clock(59.96) == "1:00.0" and clock(0) == "0:00.0"


def test_a_fault_is_told_once_for_as_long_as_it_lasts():
    spells = Spells(10, {0: 5, 5: 5, 10: 5, 40: 2})
    for frame in (0, 5, 10, 40):
        spells.add("x", Finding("frozen", "x"), frame)
    spells.add("brief", Finding("jump", "y"), 40)
    found = sorted(spells.lasting(0.5), key=lambda one: one.seconds)
    assert [(one.seconds, one.last) for one in found] == [(0.0, 1.5)], "what is shorter than asked is not told"
    assert len(list(spells.lasting(0.1))) == 3


@pytest.fixture
def one_lesson(tmp_path, monkeypatch):
    """A lesson whose only faults are planted by a test, in place of the course."""

    def made(text: str) -> Path:
        path = tmp_path / "planted_lesson.py"
        path.write_text(text, encoding="utf-8")
        script = read_lesson(path)
        monkeypatch.setattr(cli, "select", lambda what: [(script, Selection.parse("planted_lesson.First"))])
        return path

    return made


SAID = "Here is something that stands on the stage, and the voice goes on to tell of it for a while."
EDGE = 'self.name = self.enter(Words("beside the edge").to_edge(LEFT, buff=0.3))'


def run(tmp_path: Path, *words: str):
    result = CliRunner().invoke(cli.reel, ["check", "--voice", "none", "--output", str(tmp_path / "out"), *words])
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    return result


def test_the_command_ends_with_one_where_there_is_an_error_and_none_where_it_is_waived(one_lesson, tmp_path):
    text = chapter({"one": (SAID, "self.play(self.name.animate.set_opacity(0.9))")}, EDGE)
    one_lesson(text)
    result = run(tmp_path, "--json")
    told = json.loads(result.stdout)
    edge = [one for one in told["findings"] if one["rule"] == "outside-safe-area"]
    assert edge and edge[0]["lesson"] == "planted_lesson" and edge[0]["box"]
    assert result.exit_code == 1
    rules = {one["rule"] for one in told["findings"] if one["severity"] == "error"}
    waivers = "\n".join(f"# waive {rule}: this lesson is only a test" for rule in sorted(rules))
    one_lesson(text + "\n" + waivers + "\n")
    result = run(tmp_path)
    assert result.exit_code == 0, result.output
    assert re.search(r"0 errors, \d+ warnings?, [1-9]\d* waived", result.output)


def test_a_beat_alone_is_refused():
    result = CliRunner().invoke(cli.reel, ["check", "matrix_multiplication.RowMeetsColumn@after_the_turn"])
    assert result.exit_code == 2 and "whole chapters" in result.output
