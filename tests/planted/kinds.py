"""Every rule's kind: how it is broken, and how it is nearly broken."""

from tests.planted import stage, stage_in_time
from tests.planted.case import Kind

KINDS: dict[str, Kind] = {kind.rule: kind for kind in (*stage.KINDS, *stage_in_time.KINDS)}
