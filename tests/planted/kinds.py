"""Every rule's kind: how it is broken, and how it is nearly broken."""

from tests.planted import beside, colour, motion, stage, stage_in_time, teaching, words
from tests.planted.case import Kind

_GROUPS = (stage, stage_in_time, motion, colour, words, beside, teaching)

KINDS: dict[str, Kind] = {kind.rule: kind for group in _GROUPS for kind in group.KINDS}
