"""A renderer on manim's Cairo camera with a clock of its own: an integer count of frames.

Manim's renderer writes a file a play, copies every frame, and takes times from a float range that is off by one for
one length in twelve. Here a play of n frames is n frames: the first already shows motion, the last shows its end. A
stretch in which nothing moves reaches the sink as one frame and a count.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
from manim import Camera, Mobject, Scene, ThreeDCamera, config
from manim.renderer.cairo_renderer import CairoRenderer
from numpy.typing import NDArray

from reel.stage.below import Below
from reel.stage.camera import StageCamera
from script.timetable import frames

Frame = NDArray[np.uint8]


class Sink(Protocol):
    """Where frames go. A frame is the camera's own buffer (height, width, 4): used at once, or copied."""

    def begin(self, first: int, count: int, moving: bool) -> None:
        """`count` frames follow, from `first` on, in which things move or all stands still."""

    def write(self, frame: Frame, count: int) -> None:
        """Take a frame that stands for `count` frames."""

    def wants(self, first: int, count: int) -> bool:
        """Whether any of these frames is needed; where not, it is not drawn."""

    def skip(self, count: int) -> None:
        """Take note of frames that were not drawn."""


class EveryFrame:
    """What sinks share that need every frame."""

    def begin(self, first: int, count: int, moving: bool) -> None:
        """Nothing to be done."""

    def wants(self, first: int, count: int) -> bool:
        return True

    def skip(self, count: int) -> None:
        raise AssertionError("every frame is wanted")


class FilmRenderer(CairoRenderer):
    """Draws a scene frame by frame into a sink. Pass it as `Scene(renderer=...)`."""

    def __init__(self, sink: Sink, camera_class: type[Camera] | None = None) -> None:
        super().__init__(file_writer_class=_NoFile, camera_class=camera_class or StageCamera)
        self.sink = sink
        self.frame = 0
        self._below: Below | None = None

    @property
    def rate(self) -> int:
        return round(config.frame_rate)

    def get_frame(self) -> Frame:
        """The camera's buffer itself: a copy of it at hd costs as much as drawing a plane."""
        return self.camera.pixel_array

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        scene.compile_animation_data(*args, **kwargs)
        scene.begin_animations()
        count = max(1, frames(scene.duration, self.rate))
        still = scene.is_current_animation_frozen_frame()
        self.sink.begin(self.frame, count, not still)
        if still:
            self._hold(scene, count)
        else:
            self._move(scene, count)
        self.num_plays += 1

    def _hold(self, scene: Scene, count: int) -> None:
        if self.sink.wants(self.frame, count):
            self.static_image = None
            self.update_frame(scene)
            self.sink.write(self.get_frame(), count)
        else:
            self.sink.skip(count)
        self._tick(count)

    def _move(self, scene: Scene, count: int) -> None:
        run_time = scene.duration
        assert scene.animations is not None
        if self.sink.wants(self.frame, count):
            self._keep_what_stands_still(scene)
        for i in range(1, count + 1):
            # As manim has it, to the last bit: another rounding of the time moves a pixel now and then.
            scene.update_to_time(min(i * (1 / self.rate), run_time) if i < count else run_time)
            if i == count:
                # The last frame shows the end: what an animation leaves behind, not its last step.
                for animation in scene.animations:
                    animation.finish()
                    animation.clean_up_from_scene(scene)
                scene.update_mobjects(0)
                self.static_image = self._below = None
                moving = None
            else:
                moving = scene.moving_mobjects
            if self.sink.wants(self.frame, 1):
                self.update_frame(scene, moving)
                self.sink.write(self.get_frame(), 1)
            else:
                self.sink.skip(1)
            self._tick(1)

    def _keep_what_stands_still(self, scene: Scene) -> None:
        self.static_image = None
        if scene.static_mobjects:
            self.update_frame(scene, scene.static_mobjects)
            self.static_image = self.camera.pixel_array.copy()
        # Where a camera goes round things nothing stays where it was in the picture.
        self._below = None if isinstance(self.camera, ThreeDCamera) else Below(self.camera, self.static_image)

    def update_frame(self, scene: Scene, mobjects: Iterable[Mobject] | None = None, **kwargs: Any) -> None:
        """manim's; in a motion, what did not change at its bottom is not drawn again."""
        if mobjects and self._below is not None:
            self._below.draw(mobjects)
        else:
            super().update_frame(scene, mobjects, **kwargs)

    def _tick(self, count: int) -> None:
        self.frame += count
        self.time = self.frame / self.rate

    def scene_finished(self, scene: Scene) -> None:
        """Nothing is left to be written: the sink has it all."""


class _NoFile:
    """Stands where manim has its file writer, and writes nothing."""

    def __init__(self, settings: Any) -> None:
        self.sections: list[Any] = []

    def abort_encode_jobs(self, **kwargs: Any) -> None:
        """There is none."""
