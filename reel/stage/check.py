"""A chapter played, looked at and judged: the child's part of `reel check`."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from reel.check import colour, cues, motion, prose, stage, stays, teaching, words
from reel.check.finding import Finding
from reel.check.observed import HEIGHT, WIDTH, Observed
from reel.quality import Quality
from reel.script import read_lesson
from reel.stage.observe import Observer, ObservingRenderer
from script.timetable import Timetable, frames

CROP = (768, 432)
"""The part of a 1080-line frame that is shown of a finding, where that is large enough."""


def check(job: dict[str, Any], tell: Callable[[int, int], None]) -> dict[str, Any]:
    """All findings in one chapter, and the facts that its lesson is judged by."""
    from reel.stage.jobs import load, scene_of, set_up

    quality = Quality(**job["quality"])
    set_up(quality, Path(job["cache"]))
    timetable = Timetable.from_dict(job["timetable"])
    script = read_lesson(Path(job["path"])).chapter(job["chapter"])
    observer = Observer(script.name, frames(timetable.duration, quality.rate), tell)
    observer.scene = scene_of(job, load(Path(job["path"])), ObservingRenderer(observer))
    observer.scene.render()
    observed = observer.finish(observer.scene.played)  # type: ignore[attr-defined]
    found = [
        *stage.findings(observed),
        *stays.findings(observed),
        *motion.findings(observed, timetable),
        *words.findings(script, timetable),
        *cues.findings(script, timetable, observed),
        *prose.findings(script, timetable, observed),
        *colour.findings(observed),
    ]
    for one in found:
        one.lesson, one.chapter = job["lesson"], script.name
        one.beat = one.beat or _beat(observed, timetable, one.seconds)
    told = [one.as_dict() | {"picture": _crop(observer, one)} for one in found]
    return {"findings": told, "facts": teaching.facts(script, timetable, observed).as_dict()}


def _beat(observed: Observed, timetable: Timetable, seconds: float) -> str:
    return next((one.name for one in timetable.beats if one.start <= seconds < one.end), "")


def _crop(observer: Observer, finding: Finding) -> str | None:
    """The spot of a finding, marked, as a data URL."""
    frame = finding.frame if finding.frame is not None else round(finding.seconds * observer.observed.rate)
    near = max((one for one in observer.pictures if one <= frame), default=None)
    if near is None:
        return None
    picture = cv2.imdecode(np.frombuffer(observer.pictures[near], np.uint8), cv2.IMREAD_COLOR)
    scale = picture.shape[0] / HEIGHT
    if finding.box is None:
        shown = picture
    else:
        box = finding.box
        x, y = box.middle
        wide = max(CROP[0], box.width + 60, (box.height + 60) * WIDTH / HEIGHT)
        high = wide * HEIGHT / WIDTH
        left = float(np.clip(x - wide / 2, 0, max(0.0, WIDTH - wide)))
        top = float(np.clip(y - high / 2, 0, max(0.0, HEIGHT - high)))
        marked = picture.copy()
        corners = [(round((a + d) * scale), round((b + d) * scale)) for a, b, d in
                   ((box.left, box.top, -6), (box.right, box.bottom, 6))]  # fmt: skip
        cv2.rectangle(marked, *corners, (60, 60, 255), max(1, round(3 * scale)))
        rows = slice(round(top * scale), round((top + high) * scale))
        shown = marked[rows, round(left * scale) : round((left + wide) * scale)]
    shown = cv2.resize(shown, (640, 360), interpolation=cv2.INTER_AREA if shown.shape[1] > 640 else cv2.INTER_LINEAR)
    data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()
