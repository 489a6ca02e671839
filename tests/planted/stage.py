"""Defects of where things stand."""

from __future__ import annotations

import numpy as np

from tests.planted.case import Case, Kind, chapter

SAID = "Here is something that stands on the stage, and the voice goes on to tell of it for a while."


def _edge(rng: np.random.Generator, planted: bool) -> Case:
    side = ["UP", "LEFT", "RIGHT"][rng.integers(3)]
    # 4% of the frame is 0.57 units to the sides and 0.32 above.
    room = {"UP": 0.32, "LEFT": 0.57, "RIGHT": 0.57}[side]
    gap = room - rng.uniform(0.08, 0.28) if planted else room + rng.uniform(0.03, 0.3)
    stage = f'self.name = self.enter(Words("beside the edge").to_edge({side}, buff={gap:.3f}))'
    text = chapter({"one": (SAID, "self.play(self.name.animate.set_opacity(0.9))")}, stage)
    return Case("outside-safe-area", planted, text, f"a text {gap:.2f} units from the frame's {side} edge")


KINDS = (Kind("outside-safe-area", (lambda rng: _edge(rng, True),), (lambda rng: _edge(rng, False),)),)
