"""In the finished film of a lesson, motion begins on the frame that lesson.json says."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np

from reel.build import Settings, build
from reel.course import select
from reel.quality import Quality
from reel.terminal import Terminal

QUALITY = Quality("draft", 320, 180, 60)
PROBE = Path(__file__).parent / "probes" / "linear.py"


def test_motion_begins_on_the_frame_of_its_time_in_lesson_json(tmp_path):
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "linear.py").write_text(PROBE.read_text())
    (lessons / "__init__.py").write_text('COURSE = ("linear",)\n')
    settings = Settings(QUALITY, "hibari", tmp_path / "videos", tmp_path / "cache", 1)
    (made,) = build(select((), lessons), settings, Terminal(json=True))
    record = json.loads((made.folder / "lesson.json").read_text())
    cues = [at for beat in record["chapters"][0]["beats"] for at in beat["cues"].values()]
    assert len(cues) == 4
    with av.open(str(made.folder / "linear.mp4")) as film:
        pictures = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
    assert len(pictures) == round(record["duration"] * QUALITY.rate)
    columns = np.arange(QUALITY.width)
    for at in cues:
        frame = round(at * QUALITY.rate)
        places = []
        for picture in pictures[frame - 3 : frame + 4]:
            bright = picture[QUALITY.height * 5 // 12 : QUALITY.height * 7 // 12].max(axis=0) > 150
            places.append(columns[bright].mean())
        steps = np.diff(places)
        # Two steps of stillness up to the cue's frame, then motion: from the frame before the cue's to the cue's own.
        assert np.abs(steps[:2]).max() < 0.01
        assert steps[2] > 0.2 and (steps[3:] > 0.2).all()
