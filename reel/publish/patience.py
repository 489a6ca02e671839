"""What to do when a server does not answer, or not now: wait, look what came of it, and try again, but not for ever."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from script.errors import ScriptError

AGAIN = "Run the same command again: it goes on where it stopped."
_LONGEST = 64.0


@dataclass
class Patience:
    """Counts failures in a row. `pause` waits for some seconds."""

    attempts: int = 7
    pause: Callable[[float], None] = time.sleep
    failures: int = 0
    chance: random.Random = field(default_factory=random.Random)

    def succeeded(self) -> None:
        self.failures = 0

    def failed(self, error: ScriptError) -> None:
        """Wait, longer each time; after the last attempt, raise what went wrong."""
        self.failures += 1
        if self.failures >= self.attempts:
            raise error
        self.pause(min(_LONGEST, 2.0 ** (self.failures - 1)) * (0.5 + self.chance.random() / 2))


class QuotaUsedUp(ScriptError):
    """A platform takes no more today. `until` is when it does again."""

    def __init__(self, platform: str, until: datetime) -> None:
        local = until.astimezone()
        super().__init__(
            f"the day's quota on {platform} is used up; it begins anew at {local:%Y-%m-%d %H:%M} ({local:%Z})",
            hint="What was done is written down. Run the same command then: it goes on there.",
        )
        self.until = until


def next_quota(now: datetime | None = None) -> datetime:
    """When YouTube's next day of quota begins: at midnight in California."""
    now = now or datetime.now(UTC)
    try:
        zone = ZoneInfo("America/Los_Angeles")
    except ZoneInfoNotFoundError:
        # Without tables of time zones, the later of what it can be.
        return (now + timedelta(hours=16)).replace(hour=8, minute=0, second=0, microsecond=0)
    there = now.astimezone(zone)
    midnight = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(UTC)
