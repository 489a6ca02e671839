"""Rules about what stays on the stage, what leaves it, and what comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reel.check.finding import Finding
from reel.check.observed import HEIGHT, Box, Floats, Observed, Picture, Seen, Shape, Text
from reel.check.stage import FRAME, READABLE, held, hull, told

STOOD = 2.0
"""Seconds for which a thing must have stood to be missed."""
BACK = 6.0
"""Seconds after which it is forgotten."""
_SEEN = 0.04
"""What is less opaque than this is not seen."""


def findings(observed: Observed) -> Iterator[Finding]:
    """All that is wrong with how long things stay in a chapter."""
    yield from swapped(observed)
    yield from not_empty(observed)


Place = tuple[object, ...]


@dataclass
class _Stay:
    """A thing or a group on the stage from one frame to another, with what it looked like when all stood still."""

    node: int
    parent: int | None
    first: int
    last: int
    look: frozenset[Place] | None = None
    first_look: frozenset[Place] | None = None
    told: str = ""
    box: Box | None = None


def swapped(observed: Observed) -> Iterator[Finding]:
    """Things that stood, left, and are back at the same place as other objects. Of a group that leaves or comes as a whole,
    the group is judged: a number in a table of other numbers is no old friend."""
    stays = _stays(observed)
    every: dict[int, list[_Stay]] = {}
    for stay in stays:
        every.setdefault(stay.node, []).append(stay)

    def alone(stay: _Stay, frame: int) -> bool:
        """Whether the group that it belongs to was there at a frame, without it."""
        return stay.parent is None or any(one.first <= frame <= one.last for one in every[stay.parent])

    rate = observed.rate
    left = [one for one in stays if one.look and one.last - one.first >= STOOD * rate and alone(one, one.last + 1)]
    came = [one for one in stays if one.first_look and alone(one, one.first - 1)]
    for old in left:
        for new in came:
            away = (new.first - old.last) / rate
            if new.node != old.node and 0.2 < away < BACK and new.first_look == old.look:
                yield Finding(
                    "swapped-object", f"{old.told} left, and is back as another object",
                    seconds=observed.seconds(new.first), frame=new.first, box=new.box,
                )  # fmt: skip
                break


def _stays(observed: Observed) -> list[_Stay]:
    """From when to when every thing and every group was seen."""
    stands, open_, done = held(observed), dict[int, _Stay](), list[_Stay]()
    for seen in observed.seen:
        members: dict[int, list[Text | Shape]] = {}
        parents: dict[int, int | None] = {}
        for one in seen.things():
            if one.opacity < READABLE:
                continue
            line = (*one.kin, one.name)
            for parent, node in zip((None, *line), line, strict=False):
                members.setdefault(node, []).append(one)
                parents[node] = parent
        for node in [node for node in open_ if node not in members]:
            done.append(open_.pop(node))
        alike = Counter((parents[one.name], one.kind) for one in seen.shapes if one.name in parents)
        for node, each in members.items():
            stay = open_.setdefault(node, _Stay(node, parents[node], seen.frame, seen.frame))
            stay.last = seen.frame + stands.get(seen.frame, 1) - 1
            # One of many alike, as a cell or a column, is no thing by itself.
            one = each[0]
            if seen.settled and not (isinstance(one, Shape) and node == one.name and alike[parents[node], one.kind] > 3):
                _note(stay, each, seen)
    return [*done, *open_.values()]


def _note(stay: _Stay, each: list[Text | Shape], seen: Seen) -> None:
    """Take note of what a thing looks like. A frame round a text says "look here", and may come and go."""
    around = hull([one.box for one in each])
    marks = all(isinstance(one, Shape) for one in each) and any(around.holds(text.box) for text in seen.texts)
    stay.look = None if marks else frozenset(_place(one) for one in each)
    stay.first_look = stay.first_look or stay.look
    stay.told = next((told(one) for one in each if isinstance(one, Text)), f"a {getattr(each[0], 'kind', '')}")
    stay.box = around


def _place(one: Text | Shape) -> Place:
    x, y = one.box.middle
    where = round(x / 24), round(y / 24)
    if isinstance(one, Text):
        return one.said or one.shapes, *where
    return one.kind, round(one.box.width / 24), round(one.box.height / 24), *where


def not_empty(observed: Observed) -> Iterator[Finding]:
    """Whether the first and the last frame show nothing: nothing drawn, and at the end nothing on the stage either, which
    may be too faint or too thin for the small picture."""
    ground = np.array(observed.background) * 255
    for frame, picture in (observed.before[:1] + observed.small[-1:]) if observed.small else []:
        box = _drawn(picture, ground)
        when = "begins" if frame == 0 else "ends"
        if box is None and when == "ends" and observed.seen:
            left = [one.box for one in observed.seen[-1].things() if one.opacity >= _SEEN and one.box.common(FRAME) > 0]
            box = hull(left) if left else None
        if box is not None:
            yield Finding(
                "stage-not-empty", f"the chapter {when} with something on its stage", frame=frame,
                seconds=observed.seconds(frame), box=box,
            )  # fmt: skip


def _drawn(picture: Picture, ground: Floats) -> Box | None:
    """Around what is drawn on a small picture."""
    rows, columns = np.nonzero(np.abs(picture.astype(float) - ground).max(2) > 12)
    if not len(rows):
        return None
    scale = HEIGHT / picture.shape[0]
    return Box(columns.min() * scale, rows.min() * scale, (columns.max() + 1) * scale, (rows.max() + 1) * scale)
