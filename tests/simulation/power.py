"""The ports of one process of the app, each of whose effects may be the last: the power is cut before it happens.

A crash between two reads changes nothing that one before the next effect would not: effects are all there is to try.
"""

from collections.abc import AsyncIterator, Collection
from datetime import datetime

from infrastructure.event_store import Commit, Marker, PendingCommand, Slice, State, StreamId, Unpublished
from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.memory.memory_view_store import MemoryViewStore
from infrastructure.memory.memory_watch_list import MemoryWatchList
from infrastructure.messaging import BusMessage
from infrastructure.view_store import NO_COPIES, Copies, Document, Place
from infrastructure.watch_list import Watched
from tests.simulation.letters import Letters
from tests.simulation.virtual_time import PowerCut


class Power:
    """`cut_before`: the number of the effect that does not happen any more, from 0; None: it never goes out."""

    def __init__(self, cut_before: int | None = None) -> None:
        self.effects = 0
        self.is_out = False
        self._cut_before = cut_before

    def needed(self) -> None:
        if self.is_out:
            raise PowerCut

    def spend(self) -> None:
        self.needed()
        if self.effects == self._cut_before:
            self.is_out = True
            raise PowerCut
        self.effects += 1


class PoweredStore:
    def __init__(self, store: MemoryEventStore, power: Power) -> None:
        self._store = store
        self._power = power
        self.streams_with_unpublished = store.streams_with_unpublished
        self.streams = store.streams

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        self._power.needed()
        return await self._store.read(stream, from_version)

    async def read_state(self, stream: StreamId) -> State:
        self._power.needed()
        return await self._store.read_state(stream)

    async def state_row(self, stream: StreamId, key: str) -> str | None:
        self._power.needed()
        return await self._store.state_row(stream, key)

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        self._power.needed()
        return await self._store.marker(stream, key)

    async def append(self, commit: Commit) -> None:
        self._power.spend()
        await self._store.append(commit)

    async def record_pending(
        self, stream: StreamId, pending: PendingCommand, decided: Collection[PendingCommand] = ()
    ) -> None:
        self._power.spend()
        await self._store.record_pending(stream, pending, decided)

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        self._power.spend()
        await self._store.mark_published(stream, unpublished)


class PoweredBus:
    def __init__(self, letters: Letters, power: Power) -> None:
        self._letters = letters
        self._power = power

    async def send(self, entity: str, message: BusMessage) -> None:
        self._power.spend()
        self._letters.post(entity, message)


class PoweredViews:
    def __init__(self, documents: MemoryViewStore, power: Power) -> None:
        self._documents = documents
        self._power = power
        self.list = documents.list
        self.keys = documents.keys

    async def get(self, place: Place) -> Document | None:
        self._power.needed()
        return await self._documents.get(place)

    async def save(
        self, place: Place, version: int, json: str, etag: str | None, copies: Copies = NO_COPIES
    ) -> Document:
        self._power.spend()
        return await self._documents.save(place, version, json, etag, copies)


class PoweredWatchList:
    def __init__(self, watch_list: MemoryWatchList, power: Power) -> None:
        self._watch_list = watch_list
        self._power = power

    async def add(self, watched: Watched) -> None:
        self._power.spend()
        await self._watch_list.add(watched)

    async def remove(self, watched: Watched) -> None:
        self._power.spend()
        await self._watch_list.remove(watched)

    def due(self, now: datetime) -> AsyncIterator[Watched]:
        return self._watch_list.due(now)
