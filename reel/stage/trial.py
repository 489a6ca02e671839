"""What is measured of a chapter or a scene, in a process of its own: filmed by manim itself or by us, and looked at."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from manim import Camera, Scene, ThreeDCamera, ThreeDScene, config
from manim.renderer.cairo_renderer import CairoRenderer

from reel.quality import Quality
from reel.stage.camera import StageCamera
from reel.stage.camera_3d import StageThreeDCamera
from reel.stage.encoder import CRF, PRESET, SEARCH, Film
from reel.stage.fixed import FIXED
from reel.stage.jobs import load, set_up
from reel.stage.kinds import Tell
from reel.stage.quicker import quicker
from reel.stage.renderer import EveryFrame, FilmRenderer, Frame
from script.timetable import Timetable, frames

SHOWN = 12
"""How many pictures of a scene are kept to be looked at after encoding."""
TUNED = {"preset": PRESET, "crf": CRF, "x264-params": SEARCH}
"""manim's own options for the encoder, set to ours."""
_MATRICES = {True: (0.2126, 0.0722), False: (0.299, 0.114)}
"""The weights of red and blue: BT.709 where a film says so, else BT.601, which manim writes without a word."""


def stock(job: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Have manim render a scene, as it does by itself or `tuned`, into `out`."""
    quality = Quality(**job["quality"])
    set_up(quality, Path(job["cache"]))
    config.dry_run, config.disable_caching, config.write_to_movie = False, False, True
    if job.get("tuned"):
        config.video_encoder_options = TUNED
    # A folder of its own: what another run left there, manim would not draw again.
    with tempfile.TemporaryDirectory(dir=Path(job["out"]).parent) as folder:
        config.media_dir = folder
        scene = _scene(job, CairoRenderer(camera_class=_camera(job, own=False)))
        scene.render()
        Path(scene.renderer.file_writer.movie_file_path).replace(job["out"])
    return {}


def ours(job: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Film a scene of ours, or of manim's, into `out`."""
    quality = Quality(**job["quality"])
    set_up(quality, Path(job["cache"]))
    table = Timetable.from_dict(job["timetable"]) if job["timetable"] else None
    keys = [frames(beat.start, quality.rate) for beat in table.beats] if table else []
    with quicker(), Film(Path(job["out"]), quality, keys) as film:
        _scene(job, FilmRenderer(film, _camera(job, own=True))).render()
    return {"frames": film.frame}


def _camera(job: dict[str, Any], *, own: bool) -> type[Camera]:
    scene = FIXED.get(job["chapter"])
    if scene is not None and issubclass(scene, ThreeDScene):
        return StageThreeDCamera if own else ThreeDCamera
    return StageCamera if own else Camera


def _scene(job: dict[str, Any], renderer: CairoRenderer) -> Scene:
    if job["chapter"] in FIXED:
        return FIXED[job["chapter"]](renderer=renderer)
    cls = getattr(load(Path(job["path"])), job["chapter"])
    return cls(renderer=renderer, timetable=Timetable.from_dict(job["timetable"]))


# Pictures --------------------------------------------------------------------------------------------------------


@dataclass
class _Drawn(EveryFrame):
    """The pictures of a scene by its plays: a print of each, for how many frames it stands, and a few whole."""

    plays: list[list[tuple[bytes, int]]] = field(default_factory=list)
    kept: dict[tuple[int, int], bytes] = field(default_factory=dict)
    wanted: set[tuple[int, int]] | None = None
    """Which are kept; where it is not known yet, every so many frames."""
    every: int = 1
    _next: int = 0
    _frame: int = 0

    def begin(self, first: int, count: int, moving: bool) -> None:
        self.plays.append([])

    def write(self, frame: Frame, count: int) -> None:
        place = len(self.plays) - 1, len(self.plays[-1])
        self.plays[-1].append((hashlib.blake2b(frame, digest_size=16).digest(), count))
        if (self._frame >= self._next) if self.wanted is None else (place in self.wanted):
            self.kept[place] = cv2.imencode(".png", frame, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
            self._next += self.every
        self._frame += count

    def picture(self, place: tuple[int, int]) -> Frame:
        return cv2.imdecode(np.frombuffer(self.kept[place], np.uint8), cv2.IMREAD_UNCHANGED)

    def frame(self, place: tuple[int, int]) -> int:
        """The number of the first frame that shows a picture."""
        play, k = place
        before = sum(count for one in self.plays[:play] for _, count in one)
        return before + sum(count for _, count in self.plays[play][:k])


class _Stock(CairoRenderer):
    """manim's own, which hands over what it would write."""

    def __init__(self, drawn: _Drawn, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.drawn = drawn

    def play(self, *args: Any, **kwargs: Any) -> None:
        self.drawn.begin(0, 0, True)
        super().play(*args, **kwargs)

    def add_frame(self, frame: Frame, num_frames: int = 1) -> None:
        self.drawn.write(frame, num_frames)


def look(job: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Draw a scene both ways and compare the pictures, before encoding and in the films that lie there.

    manim shows a play of n frames at progress 0 to (n-1)/n, ours from 1/n to 1: they are compared where both have one.
    """
    set_up(Quality(**job["quality"]), Path(job["cache"]))
    config.disable_caching = True
    own = _Drawn(every=max(1, job["frames"] // SHOWN))
    with quicker():
        _scene(job, FilmRenderer(own, _camera(job, own=True))).render()
    theirs = _Drawn(wanted={(play, k + 1 if len(own.plays[play]) > 1 else 0) for play, k in own.kept})
    _scene(job, _Stock(theirs, camera_class=_camera(job, own=False))).render()
    equal, compared, worst = 0, 0, 1.0
    places = {}
    for play, k in _alike(own, theirs):
        ahead = (play, k + 1) if len(own.plays[play]) > 1 else (play, k)
        same = own.plays[play][k][0] == theirs.plays[play][ahead[1]][0]
        compared, equal = compared + 1, equal + same
        if (play, k) in own.kept and ahead in theirs.kept:
            places[play, k] = ahead
            if not same:
                worst = min(worst, ssim(*(_luma(one, 0.2126, 0.0722) for one in
                                          (own.picture((play, k)), theirs.picture(ahead)))))  # fmt: skip
    return {
        "plays": len(own.plays), "compared": compared, "equal": equal, "worst": worst,
        "after": {
            "stock": _after(Path(job["films"]["stock"]), {theirs.frame(b): theirs.picture(b) for b in places.values()}),
            "ours": _after(Path(job["films"]["ours"]), {own.frame(a): own.picture(a) for a in places}),
        },
    }  # fmt: skip


def _alike(own: _Drawn, theirs: _Drawn) -> Iterator[tuple[int, int]]:
    """The pictures of ours that manim has too, at the same progress of the same play."""
    for play, (a, b) in enumerate(zip(own.plays, theirs.plays, strict=True)):
        if len(a) == 1 and len(b) == 1:
            yield play, 0
        else:
            yield from ((play, k) for k in range(min(len(a), len(b)) - 1))


def _luma(picture: Frame, red: float, blue: float) -> np.ndarray:
    """Luma in 16 to 235, of RGBA as it lies in memory (which cv2 believes to be BGRA)."""
    weights = np.array([[red, 1 - red - blue, blue, 0]]) * 219 / 255
    return cv2.transform(picture, np.hstack([weights, [[16]]]).astype(np.float32))


def _after(film: Path, drawn: dict[int, Frame]) -> dict[str, float]:
    """How near the frames of a film are to what was drawn: the mean and the least SSIM of their luma."""
    found, count = [], 0
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        tagged = stream.codec_context.colorspace == 1
        for frame in container.decode(stream):
            if count in drawn:
                shown = frame.to_ndarray()[: frame.height]
                found.append(ssim(_luma(drawn[count], *_MATRICES[tagged]), shown))
            count += 1
    return {"mean": float(np.mean(found)), "least": min(found), "frames": count}


def ssim(one: np.ndarray, other: np.ndarray) -> float:
    """The mean structural similarity of two planes of bytes (Wang et al. 2004), by their Gaussian window of 11 pixels."""
    a, b = one.astype(np.float32), other.astype(np.float32)

    def mean(plane: np.ndarray) -> np.ndarray:
        return cv2.GaussianBlur(plane, (11, 11), 1.5)

    mean_a, mean_b = mean(a), mean(b)
    spread_a, spread_b = mean(a * a) - mean_a**2, mean(b * b) - mean_b**2
    common = mean(a * b) - mean_a * mean_b
    first, second = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = (2 * mean_a * mean_b + first) * (2 * common + second)
    return float((alike / ((mean_a**2 + mean_b**2 + first) * (spread_a + spread_b + second))).mean())
