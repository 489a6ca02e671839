"""What is drawn when: the frame clock, in drawn frames and in the finished file."""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest

from reel import film, mux
from reel.quality import QUALITIES, Quality
from script.errors import ScriptError
from script.timetable import TITLE_CARD, Timetable, card, frames

from .processes import stage_processes

PROBES = Path(__file__).parent / "probes"
TINY = Quality("tiny", 320, 180, 60)


def timetable(probe: str, chapter: str) -> Timetable:
    spec = importlib.util.spec_from_file_location(f"probe_{probe}", PROBES / f"{probe}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, chapter).estimated_timetable()


def job(tmp_path: Path, probe: str, chapter: str, quality: Quality = TINY, name: str = "film.mp4") -> film.FilmJob:
    return film.FilmJob(
        probe, PROBES / f"{probe}.py", chapter, timetable(probe, chapter), quality, tmp_path / name, tmp_path / "cache"
    )


def filmed(one: film.FilmJob) -> Path:
    (result,) = film.film_all([one], 1)
    assert result.error is None, str(result.error)
    return one.out


def luma(path: Path) -> np.ndarray:
    """The luma of every frame of a film: (frames, height, width)."""
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="gray") for frame in container.decode(video=0)])


@pytest.fixture(scope="module")
def steady(tmp_path_factory):
    one = job(tmp_path_factory.mktemp("steady"), "linear", "Steady")
    return one, luma(filmed(one))


def test_motion_begins_on_the_frame_of_its_cue(steady):
    one, pictures = steady
    # The square's middle column: its place in each frame, in pixels.
    rows = pictures[:, TINY.height * 5 // 12 : TINY.height * 7 // 12].astype(int)
    bright = rows.max(axis=1) > 150
    columns = np.arange(TINY.width)
    middle = np.array([columns[line].mean() if line.any() else np.nan for line in bright])
    cues = [at for beat in one.timetable.beats for at in beat.cues.values()]
    assert len(cues) == 4
    for at in cues:
        frame = frames(at, TINY.rate)
        still, first, second = middle[frame - 2 : frame], middle[frame], middle[frame + 1]
        assert np.ptp(still) == 0, "it stands still until the cue"
        assert first > still[-1] or second - still[-1] >= 1, "the cue's frame is the first that moves"
        assert abs(middle[frame + 3] - still[-1]) > 1


def test_drawn_frames_move_from_the_cue_on(tmp_path):
    """The same in drawn frames, before encoding: the cue's own frame differs from the one before, and only then."""
    one = job(tmp_path, "linear", "Steady", QUALITIES["draft"], "stills")
    cues = [frames(at, 15) for beat in one.timetable.beats for at in beat.cues.values()]
    found = film.stills(one, sorted({k for cue in cues for k in (cue - 2, cue - 1, cue)}))
    digest = {still.frame: hashlib.sha256(still.path.read_bytes()).hexdigest() for still in found}
    for cue in cues:
        assert digest[cue - 2] == digest[cue - 1] != digest[cue]


def test_a_film_has_every_frame_of_its_timetable(steady):
    one, pictures = steady
    assert len(pictures) == frames(one.timetable.duration, TINY.rate)
    record = json.loads(one.out.with_name("film.mp4.json").read_text())
    assert record["frames"] == len(pictures)
    ends = [(p["first"], p["last"]) for p in record["played"]]
    assert ends[0][0] == 0 and ends[-1][1] == len(pictures)
    assert all(before[1] == after[0] for before, after in itertools.pairwise(ends)), "no frame is lost between"


def test_every_beat_begins_on_a_key_frame(steady):
    one, _ = steady
    with av.open(str(one.out)) as container:
        keys = {
            round(p.pts * p.time_base * TINY.rate)
            for p in container.demux(video=0)
            if p.is_keyframe and p.pts is not None
        }
    assert {frames(beat.start, TINY.rate) for beat in one.timetable.beats} <= keys


def test_two_films_are_the_same_bytes(tmp_path, steady):
    again = filmed(job(tmp_path, "linear", "Steady"))
    assert again.read_bytes() == steady[0].out.read_bytes()


def test_the_stream_is_h264_high_and_tagged_bt709(steady):
    out = _probed(
        steady[0].out, "stream=codec_name,profile,pix_fmt,color_range,color_space,color_transfer,color_primaries"
    )
    (stream,) = out["streams"]
    assert (stream["codec_name"], stream["profile"], stream["pix_fmt"]) == ("h264", "High", "yuv420p")
    assert stream["color_range"] == "tv"
    assert {stream["color_space"], stream["color_transfer"], stream["color_primaries"]} == {"bt709"}


def _probed(path: Path, entries: str) -> dict:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_entries", entries, "-show_chapters", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_sound_and_picture_stay_together_for_ten_minutes(tmp_path):
    one = job(tmp_path, "flash", "Flash")
    silent = filmed(one)
    cues = one.timetable.beats[0].cues
    assert cues["second"] - cues["first"] > 600
    samples = np.zeros((2, round(one.timetable.duration * 48_000)), np.float32)
    for at in cues.values():
        first = round(at * 48_000)
        samples[:, first : first + 480] = 0.8 * np.sin(np.arange(480) * 2 * np.pi * 2000 / 48_000)
    out = tmp_path / "joined.mp4"
    mux.mux([silent], samples, out, title="probe", chapters=[mux.Chapter("all", 0, one.timetable.duration)])
    with av.open(str(out)) as container:
        flashes = [
            float(frame.pts * frame.time_base)
            for frame in container.decode(video=0)
            if frame.to_ndarray(format="gray").mean() > 180
        ]
    starts = [at for k, at in enumerate(flashes) if k == 0 or at - flashes[k - 1] > 1]
    with av.open(str(out)) as container:
        blocks = [(float(f.pts * f.time_base), f.to_ndarray()[0]) for f in container.decode(audio=0)]
    clicks = []
    for at, block in blocks:
        for k in np.flatnonzero(np.abs(block) > 0.3):
            if not clicks or at + k / 48_000 - clicks[-1] > 1:
                clicks.append(at + k / 48_000)
    assert len(starts) == len(clicks) == 2
    for flash, click, cue in zip(starts, clicks, cues.values(), strict=True):
        assert abs(flash - click) <= 1 / TINY.rate
        assert abs(flash - cue) <= 1 / TINY.rate
    probed = _probed(out, "stream=codec_name,start_time,sample_rate,channels")
    assert {float(stream["start_time"]) for stream in probed["streams"] if "start_time" in stream} == {0.0}
    sound = next(stream for stream in probed["streams"] if stream["codec_name"] == "aac")
    assert (sound["sample_rate"], sound["channels"]) == ("48000", 2)


def test_muxing_twice_gives_the_same_bytes(tmp_path, steady):
    samples = np.random.default_rng(0).normal(0, 0.1, (2, 48_000 * 3)).astype(np.float32)
    outs = [tmp_path / f"{k}.mp4" for k in (0, 1)]
    for out in outs:
        mux.mux([steady[0].out, steady[0].out], samples, out, title="twice")
    assert outs[0].read_bytes() == outs[1].read_bytes()
    joined = luma(outs[0])
    assert np.array_equal(joined[: len(steady[1])], steady[1]), "copied pictures are the same pictures"
    assert len(joined) == 2 * len(steady[1])


def test_cards_fill_their_time(tmp_path):
    one = film.FilmJob(
        "linear",
        PROBES / "linear.py",
        "TitleCard",
        card("TitleCard", TITLE_CARD),
        TINY,
        tmp_path / "t.mp4",
        tmp_path / "c",
    )
    pictures = luma(filmed(one))
    assert len(pictures) == TITLE_CARD * TINY.rate
    assert pictures[len(pictures) // 2].max() > 150, "something stands on it"
    assert np.ptp(pictures[-1]) <= 2, "it ends on an empty stage"


def test_an_error_in_a_lesson_names_its_line_and_leaves_nothing(tmp_path):
    bad = tmp_path / "bad.py"
    source = (PROBES / "linear.py").read_text().replace('self.move("two")', "self.square.nonsense()")
    bad.write_text(source)
    one = film.FilmJob(
        "bad", bad, "Steady", timetable("linear", "Steady"), TINY, tmp_path / "f.mp4", tmp_path / "cache"
    )
    (result,) = film.film_all([one], 1)
    line = source[: source.index("self.square.nonsense")].count("\n") + 1
    assert result.error is not None and result.error.line == line
    assert "nonsense" in result.error.message and "Steady" in result.error.message
    assert not [path for path in tmp_path.iterdir() if "mp4" in path.name]


def test_a_play_past_the_next_cue_is_an_error_with_seconds(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text((PROBES / "linear.py").read_text().replace('self.move("one")', 'self.move("one", run_time=9)'))
    one = film.FilmJob(
        "bad", bad, "Steady", timetable("linear", "Steady"), TINY, tmp_path / "f.mp4", tmp_path / "cache"
    )
    (result,) = film.film_all([one], 1)
    told = result.error.message
    for part in ("chapter Steady", "beat the_first", "[one]", "s past cue [two]"):
        assert part in told


def test_a_killed_child_leaves_nothing_under_a_final_name(tmp_path):
    doomed = job(tmp_path, "flash", "Flash")

    def kill() -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if any(".part" in path.name for path in tmp_path.iterdir()):
                for child in stage_processes(os.getpid())[1:]:
                    os.kill(child, signal.SIGKILL)
                    return
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    results = film.film_all([doomed, job(tmp_path, "linear", "Steady", name="other.mp4")], 1)
    killer.join()
    assert results[0].error is not None and "ended early" in results[0].error.message
    assert not doomed.out.exists()
    assert results[1].ok, "the other chapter is filmed all the same"


def test_latex_is_refused(tmp_path):
    code = "from scenes.typesetting import Symbols\nfrom manim import MathTex\nMathTex('x')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "LaTeX was called for" in run.stderr and run.returncode != 0


def test_film_errors_are_script_errors(tmp_path):
    missing = film.FilmJob(
        "linear",
        PROBES / "linear.py",
        "Nobody",
        timetable("linear", "Steady"),
        TINY,
        tmp_path / "f.mp4",
        tmp_path / "c",
    )
    with pytest.raises(ScriptError, match="there is no chapter Nobody"):
        film.stills(missing, [0])
