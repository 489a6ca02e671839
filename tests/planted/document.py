"""`python -m tests.planted.document`: writes docs/check.md and its pictures, a bad and a good case of each rule.

The bad is a planted defect, the good a near miss of it; where nothing is to be seen, the words stand instead.
"""

from __future__ import annotations

import base64
import html
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from reel import film
from reel.build import timetables
from reel.check.finding import Finding
from reel.check.rules import RULES, Rule
from reel.check.run import QUALITY
from reel.script import read_lesson
from reel.store import default_cache
from reel.voice import choose
from script.timetable import frames
from tests.planted.case import Case, found
from tests.planted.kinds import KINDS

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "check"
SIZE = (480, 270)
SEED = 7

HEAD = """# What `reel check` looks for

`reel check [LESSON[.Chapter] ...]` plays lessons, looks at what stands on their stage and at what is drawn, motion
included, reads what is said and measures what is heard. It prints each finding with its place and what to do, writes one
page with the spots marked (`build/check/index.html`), and ends with 1 where there are errors. `--json` is for programs.

A finding may be let stand by a comment in the lesson, beside the thing, with its reason:

```python
# waive frozen: the viewer counts the squares
```

In a beat it holds for the beat, elsewhere in a chapter for the chapter, outside of any for the lesson. Waivers are listed
on the page, and one that nothing needs is told.

`python -m tests.planted` plants each defect on purpose, and near misses that are clean, and prints how much is found.
This page is written by `python -m tests.planted.document`; its pictures are such cases.
"""


@dataclass(frozen=True)
class Shown:
    """What the page says of a case: its words, and the name of its picture where there is one."""

    about: str
    picture: str | None


def shown_bad(rule: Rule, case: Case) -> tuple[Shown, Finding]:
    """A planted case: its finding, with the crop of the frame where it is."""
    finding = next(one for one in found(case) if one.rule == rule.name)
    if finding.picture is None:
        return Shown(finding.what, None), finding
    data = base64.b64decode(finding.picture.partition(",")[2])
    return Shown(finding.what, _saved(f"{rule.name}-bad", cv2.imdecode(np.frombuffer(data, np.uint8), 1))), finding


def shown_good(rule: Rule, case: Case, seconds: float) -> Shown:
    """A near miss, at about the same time in its chapter."""
    if not case.chapters:
        return Shown(case.about, None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "planted_lesson.py"
        path.write_text(case.text, encoding="utf-8")
        script, cache = read_lesson(path), default_cache()
        table = timetables(script, choose(case.voice, cache))[case.chapters[0]]
        last = frames(table.duration, QUALITY.rate) - 1
        job = film.FilmJob(script.name, path, table.chapter, table, QUALITY, Path(folder), cache)
        at = min(frames(min(seconds, table.duration - 1.0), QUALITY.rate), last)
        picture = cv2.imread(str(film.stills(job, [at])[0].path))
    return Shown(case.about, _saved(f"{rule.name}-good", picture))


def _saved(name: str, picture: np.ndarray) -> str:
    PICTURES.mkdir(exist_ok=True)
    small = cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(PICTURES / f"{name}.jpg"), small, [cv2.IMWRITE_JPEG_QUALITY, 82])
    return f"check/{name}.jpg"


def section(rule: Rule, bad: Shown, good: Shown) -> str:
    """What the page says of a rule."""
    text = f"\n### {rule.name}\n\n{rule.severity.capitalize()}. {rule.says} {rule.why} Source: {rule.source}.\n\n"
    text += f"What to do: {rule.todo}\n\n"
    cells = [
        f'<img src="{one.picture}" width="{SIZE[0]}" alt="{name}: {html.escape(one.about)}"><br>{one.about}'
        if one.picture
        else one.about
        for name, one in (("bad", bad), ("good", good))
    ]
    return text + "| bad | good |\n|---|---|\n| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def main() -> None:
    """Write the page and its pictures."""
    text, group = HEAD, ""
    for rule in RULES.values():
        if rule.group != group:
            group = rule.group
            text += f"\n## {group}\n"
        kind = KINDS[rule.name]
        bad, finding = shown_bad(rule, kind.planted[0](np.random.default_rng(SEED)))
        near_miss = kind.clean[0](np.random.default_rng(SEED))
        # Where the fault is not to be seen, its absence is not either.
        good = shown_good(rule, near_miss, finding.seconds) if bad.picture else Shown(near_miss.about, None)
        text += section(rule, bad, good)
        print(rule.name, flush=True)
    (DOCS / "check.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
