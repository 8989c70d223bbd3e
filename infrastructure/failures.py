"""How many tries at codes failed within the last hour, at all instances together.

Thousands of networks that each stay below their own limit are seen in this number only. Each instance counts in rows of
its own, one a minute, so that no two writers ever want the same row; only a failure writes, and a flush writes for all
failures that came meanwhile. What the others wrote is read again after STALENESS at the earliest.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

from infrastructure.clock import Clock
from infrastructure.gathering import Gatherer

_log = logging.getLogger(__name__)

USUAL_FAILURES = 2_000
"""Within an hour. From one more on there are many."""

HOUR = timedelta(hours=1)
STALENESS = timedelta(seconds=2)


class FailureRows(Protocol):
    """Both methods raise StorageUnavailable."""

    async def write(self, minute: datetime, instance: str, failures: int) -> None:
        """Replaces what stands there. `minute`: its beginning, aware UTC."""
        ...

    def read(self, since: datetime) -> AsyncIterator[int]:
        """The numbers of all instances and of all minutes from `since` on."""
        ...


class Failures:
    """One per process. A failure counts for an hour, and until the minute that it came in is an hour old."""

    def __init__(self, rows: FailureRows, clock: Clock) -> None:
        self._rows = rows
        self._clock = clock
        self._instance = uuid4().hex
        self._own: dict[datetime, int] = {}
        self._read_at: datetime | None = None
        self._read = 0
        self._own_since = 0
        self._writes: Gatherer[datetime, None, None] = Gatherer(self._write)
        self._reads: Gatherer[None, None, bool] = Gatherer(self._look)

    async def add(self) -> None:
        """One more. Raises StorageUnavailable: then it counts with the next one of the same minute, if one comes."""
        await self._writes.offer(_minute(self._clock.now()), None)

    async def are_many(self) -> bool:
        """Raises StorageUnavailable."""
        return self._are_known_to_be_many if self._is_fresh else await self._reads.offer(None, None)

    @property
    def _are_known_to_be_many(self) -> bool:
        return self._read + self._own_since > USUAL_FAILURES

    @property
    def _is_fresh(self) -> bool:
        return self._read_at is not None and abs(self._clock.now() - self._read_at) < STALENESS

    async def _write(self, minute: datetime, failures: Sequence[None]) -> Sequence[None]:
        self._own = {other: number for other, number in self._own.items() if minute - other <= HOUR}
        self._own[minute] = self._own.get(minute, 0) + len(failures)
        await self._rows.write(minute, self._instance, self._own[minute])
        self._own_since += len(failures)  # not before: a read that begins during the write may miss the row
        return failures

    async def _look(self, _: None, askers: Sequence[None]) -> Sequence[bool]:
        if not self._is_fresh:
            now = self._clock.now()
            self._own_since = 0  # what comes while others' rows are read may count twice, until the next time
            found = 0
            async for number in self._rows.read(_minute(now - HOUR)):
                found += number
                if found > USUAL_FAILURES:
                    break
            if found > USUAL_FAILURES >= self._read:
                _log.warning(
                    "more than %d tries at codes failed within the last hour: fewer are allowed", USUAL_FAILURES
                )
            self._read, self._read_at = found, now
        return [self._are_known_to_be_many for _ in askers]


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
