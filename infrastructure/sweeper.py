"""The last one to find what a crash left unpublished, when no redelivered message and no later command did.

Conferences change over HTTP, where nothing is redelivered: their table is looked through every minute, as far as 100
pages go; the next minute goes on from there. All other streams change by messages; they are audited in slices by the
first two hex digits of their ids, a slice of one stream type at a time, one a minute, so that each stream is visited
about once a day (6 types, 256 slices each: 26 hours). Conferences are among them for the sake of the visit: it costs
more than the look for what is unpublished.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, REGISTRATION_PROCESS, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from infrastructure.event_store import StorageUnavailable, StreamId
from infrastructure.messaging import BusUnavailable

AUDITED = (ORDER, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY, PAYMENT, REGISTRATION_PROCESS, CONFERENCE)
AUDIT = "audit"
SWEEP = "sweep-conferences"
PAGES_A_SWEEP = 100
"""A page is 1,000 rows found or up to 5 s of looking, whichever comes first."""


@dataclass(frozen=True, slots=True)
class StreamSlice:
    """Streams of one type whose ids begin with `first` or what follows, up to before `last`."""

    stream_type: str
    first: str = ""
    last: str = "g"

    def __str__(self) -> str:
        return f"{self.stream_type}/{self.first}"


ENDS = [f"{first:02x}" for first in range(256)] + ["g"]
ROUND = [StreamSlice(stream_type, *ends) for stream_type in AUDITED for ends in pairwise(ENDS)]

type Visit = Callable[[StreamId], Awaitable[None]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SweptPage:
    """`next`: where the next page begins; None for the last one."""

    streams: list[StreamId]
    next: str | None


class SweptStore(Protocol):
    """What of `TableEventStore` the sweeper needs."""

    def unpublished_pages(self, stream_type: str, start: str | None = None) -> AsyncIterator[SweptPage]:
        """The streams of one type that have something unpublished, from `start` on, as the service finds them."""
        ...

    def streams(self, stream_type: str, first: str = "", last: str = "g") -> AsyncIterator[StreamId]: ...

    def streams_with_unpublished(
        self, stream_type: str, first: str = "", last: str = "g"
    ) -> AsyncIterator[StreamId]: ...


class Outbox(Protocol):
    """What of `infrastructure.publisher.Publisher` the sweeper needs."""

    async def publish_pending(self, stream: StreamId) -> None: ...


class Progress(Protocol):
    """Remembers how far work got. Both methods raise StorageUnavailable."""

    async def reached(self, work: str) -> str | None: ...

    async def reach(self, work: str, place: str) -> None: ...


class Sweeper:
    """All methods give the number of streams that had something unpublished.

    A stream that fails does not keep the others from their turn: its exception is raised in an ExceptionGroup at the
    end. StorageUnavailable and BusUnavailable are raised at once, since nothing else would fare better; a slice that
    was not ended is visited again. `audits`: stream type → what the audit does at every stream of it, besides.
    """

    def __init__(
        self, store: SweptStore, outbox: Outbox, progress: Progress, audits: Mapping[str, Visit] | None = None
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._progress = progress
        self._audits = audits or {}

    async def sweep_conferences(self) -> int:
        """At most 100 pages of them; the next call goes on where this one ended, here or in another process."""
        start = await self._progress.reached(SWEEP) or ""
        walk, failures = _Walk(self._store.unpublished_pages(CONFERENCE, start or None)), list[Exception]()
        try:
            published = await self._publish_all(walk.streams(), CONFERENCE, failures)
        except (StorageUnavailable, ValueError):
            if start:  # perhaps it is this place that storage does not know (any more)
                await self._progress.reach(SWEEP, "")
            raise
        if walk.reached != start:
            await self._progress.reach(SWEEP, walk.reached)
        _raise_all(failures)
        return published

    async def sweep_everything(self) -> int:
        """For the start of the local stack, which may have been killed a moment ago."""
        return await self._sweep(*(StreamSlice(stream_type) for stream_type in AUDITED))

    async def audit_next_slice(self) -> int:
        """Goes on where the last call ended, here or in another process, round after round."""
        number = _number(await self._progress.reached(AUDIT))
        failures: list[Exception] = []
        published = await self._audit(ROUND[number], failures)
        await self._progress.reach(AUDIT, str(ROUND[(number + 1) % len(ROUND)]))
        _raise_all(failures)
        return published

    async def audit(self, part: StreamSlice) -> int:
        """Out of turn."""
        failures: list[Exception] = []
        published = await self._audit(part, failures)
        _raise_all(failures)
        return published

    async def _audit(self, part: StreamSlice, failures: list[Exception]) -> int:
        published = await self._publish(part, failures)
        if visit := self._audits.get(part.stream_type):
            await _visit_all(self._store.streams(part.stream_type, part.first, part.last), visit, failures)
        return published

    async def _sweep(self, *parts: StreamSlice) -> int:
        failures: list[Exception] = []
        published = sum([await self._publish(part, failures) for part in parts])
        _raise_all(failures)
        return published

    async def _publish(self, part: StreamSlice, failures: list[Exception]) -> int:
        found = self._store.streams_with_unpublished(part.stream_type, part.first, part.last)
        return await self._publish_all(found, str(part), failures)

    async def _publish_all(self, found: AsyncIterator[StreamId], of: str, failures: list[Exception]) -> int:
        published = await _visit_all(found, self._outbox.publish_pending, failures)
        if published:
            _log.warning("published what %d streams of %s had left unpublished", published, of)
        return published


class _Walk:
    """As many pages as one sweep takes. `reached`: where the next one goes on, once all its streams were taken; empty
    after the last page."""

    def __init__(self, pages: AsyncIterator[SweptPage]) -> None:
        self._pages = pages
        self.reached = ""

    async def streams(self) -> AsyncIterator[StreamId]:
        taken = 0
        async for page in self._pages:
            for stream in page.streams:
                yield stream
            self.reached = page.next or ""
            taken += 1
            if taken == PAGES_A_SWEEP:
                return


async def _visit_all(streams: AsyncIterator[StreamId], visit: Visit, failures: list[Exception]) -> int:
    """Gives how many visits went well; the others are added to `failures`."""
    visited = 0
    async for stream in streams:
        try:
            await visit(stream)
        except (StorageUnavailable, BusUnavailable):
            raise
        except Exception as error:  # noqa: BLE001 (raised by the caller when the others had their turn)
            error.add_note(f"at {stream}")
            failures.append(error)
        else:
            visited += 1
    return visited


def _raise_all(failures: list[Exception]) -> None:
    if failures:
        raise ExceptionGroup(f"{len(failures)} streams could not be swept", failures)


def _number(reached: str | None) -> int:
    """A place that this release does not know (stream types change) begins a new round."""
    places = [str(part) for part in ROUND]
    return places.index(reached) if reached in places else 0
