"""How long a surface takes to draw, beside manim's own: `python -m tests.surfaces`.

Both draw the same ground at 1920x1080, seen from a camera that turns a little for each picture. Times are the
processor's, per picture, the better of two rounds; what is drawn first, once, is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import numpy as np
from manim import DEGREES, ThreeDCamera, config, tempconfig
from manim import Surface as StockSurface
from manim.camera.camera import Camera

from scenes.frame import picture
from scenes.ground import Ground
from scenes.horizon import View
from scenes.surface import Surface
from scenes.theme import theme


def height(x: float, y: float) -> float:
    return float(np.sin(2 * x) * np.cos(2 * y))


def stock(faces: int) -> Callable[[float], None]:
    camera = ThreeDCamera(background_color=theme.background)
    surface = StockSurface(
        lambda u, v: np.array([u, v, 0.5 * height(u, v)]), u_range=(-2, 2), v_range=(-2, 2), resolution=(faces, faces)
    )

    def draw(azimuth: float) -> None:
        camera.set_theta((azimuth - 90) * DEGREES)
        camera.set_phi(52 * DEGREES)
        camera.reset()
        camera.capture_mobjects([surface])

    return draw


def ours(faces: int) -> Callable[[float], None]:
    camera = Camera(background_color=theme.background)
    x = np.linspace(-2, 2, faces + 1)
    surface = Surface(Ground([[height(u, v) for u in x] for v in x], x, x, spacing=0.25), region=picture)

    def draw(azimuth: float) -> None:
        surface.set_view(View(azimuth, 38))
        camera.reset()
        camera.capture_mobjects([surface])

    return draw


def milliseconds(draw: Callable[[float], None], pictures: int) -> float:
    draw(0)
    rounds = []
    for first in (1, 1 + pictures):
        began = process_time()
        for k in range(first, first + pictures):
            draw(0.5 * k)
        rounds.append(1000 * (process_time() - began) / pictures)
    return min(rounds)


if __name__ == "__main__":
    with tempconfig({"pixel_width": 1920, "pixel_height": 1080}):
        assert config.pixel_width == 1920
        for faces in (24, 64):
            theirs, own = milliseconds(stock(faces), 4), milliseconds(ours(faces), 12)
            print(f"{faces}x{faces}: manim {theirs:.0f} ms, ours {own:.0f} ms a picture: {theirs / own:.1f} times as fast")
