"""A stream writer on an event store, with a store that can be disturbed and a bus that only takes notes."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Any

from functions.process_managers.order_watch import OrderWatch
from infrastructure.clock import SystemClock
from infrastructure.event_store import Commit, EventStore, Marker, PendingCommand, Slice, StreamId, Unpublished
from infrastructure.memory.memory_watch_list import MemoryWatchList
from infrastructure.messaging import BusMessage, BusUnavailable
from infrastructure.publisher import Publisher
from infrastructure.stream_writer import CatchUp, StreamWriter
from tests.handling.seats import Seats, evolve

type Disturbance = Callable[[], Awaitable[None]]


class NotingBus:
    """An `infrastructure.messaging.Bus`: keeps what it is given; while `down`, takes nothing."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, BusMessage]] = []
        self.down = False

    async def send(self, entity: str, message: BusMessage) -> None:
        if self.down:
            raise BusUnavailable("the bus is down")
        self.sent.append((entity, message))

    def versions(self) -> list[list[int]]:
        """The versions that each message told of."""
        return [[event["version"] for event in json.loads(message.body)["events"]] for _, message in self.sent]


class WatchedStore:
    """An EventStore that notes what is asked of the real one.

    `before_append` and `after_append` may disturb the next append: each is used once.
    `reading` and `appending` are set by the first of each.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self.calls: list[str] = []
        self.commits: list[Commit] = []
        self.reading = asyncio.Event()
        self.appending = asyncio.Event()
        self.before_append: Disturbance | None = None
        self.after_append: Disturbance | None = None
        self.streams_with_unpublished = store.streams_with_unpublished
        self.read_state = store.read_state
        self.state_row = store.state_row

    async def append(self, commit: Commit) -> None:
        self.calls.append("append")
        self.appending.set()
        disturb, self.before_append = self.before_append, None
        if disturb:
            await disturb()
        await self._store.append(commit)
        self.commits.append(commit)
        disturb, self.after_append = self.after_append, None
        if disturb:
            await disturb()

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        self.calls.append("read")
        self.reading.set()
        return await self._store.read(stream, from_version)

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        self.calls.append("marker")
        return await self._store.marker(stream, key)

    async def record_pending(
        self, stream: StreamId, pending: PendingCommand, decided: Collection[PendingCommand] = ()
    ) -> None:
        self.calls.append("record_pending")
        await self._store.record_pending(stream, pending, decided)

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        self.calls.append("mark_published")
        await self._store.mark_published(stream, unpublished)


class House:
    """One process: its own writer, its own memory. Several on one store are several instances."""

    def __init__(self, store: EventStore, catch_up: CatchUp[Seats] | None = None) -> None:
        self.bus = NotingBus()
        self.store = WatchedStore(store)
        self.publisher = Publisher(self.store, self.bus, SystemClock())
        self.writer = StreamWriter[Seats](
            "SeatsAvailability", evolve, self.store, self.publisher, SystemClock(), catch_up=catch_up
        )


async def _nothing(stream: StreamId) -> None:
    pass


def watch_that_never_looks() -> OrderWatch:
    return OrderWatch(MemoryWatchList(), _nothing, _nothing, SystemClock(), timedelta(minutes=5))


async def history(store: EventStore, stream: StreamId) -> list[int]:
    """The stored changes, in order; their versions have no gap."""
    events = (await store.read(stream)).events
    assert [event.version for event in events] == list(range(len(events)))
    changes: list[Any] = [event.event for event in events]
    return [change.changes[0].quantity for change in changes]


async def unpublished(store: EventStore, stream: StreamId) -> list[Unpublished]:
    return (await store.read(stream)).unpublished
