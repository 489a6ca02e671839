"""The three sizes a film is made in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quality:
    """`width` by `height` pixels, `rate` frames a second. Every rate is a multiple of the timetable's grid."""

    name: str
    width: int
    height: int
    rate: int


QUALITIES = {
    one.name: one
    for one in (Quality("draft", 854, 480, 15), Quality("hd", 1920, 1080, 60), Quality("4k", 3840, 2160, 60))
}
