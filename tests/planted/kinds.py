"""Every rule's kind: how it is broken, and how it is nearly broken."""

from tests.planted import beside, stage, teaching, words
from tests.planted.case import Kind

KINDS: dict[str, Kind] = {
    kind.rule: kind for kind in (*stage.KINDS, *words.KINDS, *beside.KINDS, *teaching.KINDS)
}  # fmt: skip
