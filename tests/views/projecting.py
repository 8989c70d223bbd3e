"""The registration projections on stores of the test's own, with a bus that only remembers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.messages import Command, Event
from infrastructure.event_store import Commit, EventStore, Marker, RecordedEvent, StorageUnavailable, StreamId
from infrastructure.locators import Locators
from infrastructure.message_codec import decode_command
from infrastructure.messaging import BusMessage, BusUnavailable
from infrastructure.projecting import Projector
from infrastructure.registration_projections import registration_projectors
from infrastructure.registration_views import TABLE, RegistrationViews
from infrastructure.view_store import NO_COPIES, Copies, Document, ListedViewStore, Place
from infrastructure.waiting import Wakeups
from tests.stores import Stores
from tests.views.story import recorded


@dataclass
class RememberingBus:
    """`down`: it takes nothing."""

    commands: list[Command] = field(default_factory=list)
    down: bool = False

    async def send(self, entity: str, message: BusMessage) -> None:
        if self.down:
            raise BusUnavailable("switched off by the test")
        self.commands.append(decode_command(message.body).command)


@dataclass
class WatchedRows:
    """Rows that count, and fail on demand at the first save of a version.

    `saved`: the versions really written, in order. `fail_at`: not written. `lose_answer_at`: written, and nobody told.
    """

    rows: ListedViewStore
    fail_at: set[int] = field(default_factory=set)
    lose_answer_at: set[int] = field(default_factory=set)
    loaded: int = 0
    listed: int = 0
    saved: list[int] = field(default_factory=list)
    etags: set[str] = field(default_factory=set)

    async def get(self, place: Place) -> Document | None:
        self.loaded += 1
        return await self.rows.get(place)

    async def save(
        self, place: Place, version: int, json: str, etag: str | None, copies: Copies = NO_COPIES
    ) -> Document:
        if version in self.fail_at:
            self.fail_at.remove(version)
            raise StorageUnavailable("not written, says the test")
        stands = await self.rows.save(place, version, json, etag, copies)
        if stands.etag not in self.etags:
            self.etags.add(stands.etag)
            self.saved.append(stands.version)
        if version in self.lose_answer_at:
            self.lose_answer_at.remove(version)
            raise StorageUnavailable("written, says the test")
        return stands

    async def list(self, partition: str, rows: str, *, after: str = "", page_size: int = 1_000) -> AsyncIterator[str]:
        async for json in self.rows.list(partition, rows, after=after, page_size=page_size):
            self.listed += 1
            yield json

    def keys(self, partition: str, rows: str) -> AsyncIterator[str]:
        return self.rows.keys(partition, rows)


@dataclass
class World:
    """`instance()` is one more process that projects, with nothing in memory."""

    store: EventStore
    views: RegistrationViews
    locators: Locators
    bus: RememberingBus
    wakeups: Wakeups

    @staticmethod
    async def on(stores: Stores) -> "World":
        views = RegistrationViews(await stores.rows(TABLE), stores.blobs)
        return World(stores.events, views, stores.locators, RememberingBus(), Wakeups())

    def instance(self, views: RegistrationViews | None = None) -> Mapping[str, Projector[Any]]:
        return registration_projectors(views or self.views, self.store, self.bus, self.locators, self.wakeups)

    async def happened(self, stream: StreamId, *commits: Sequence[Event]) -> list[list[RecordedEvent]]:
        """Stores a new stream, a commit each, and gives the news that the bus would bring."""
        news: list[list[RecordedEvent]] = []
        version = 0
        for events in commits:
            commit = [recorded(stream, version + number, event) for number, event in enumerate(events)]
            marker = Marker(f"command_{version}", "applied", None, version, len(commit))
            await self.store.append(Commit(stream, version - 1, [marker], commit))
            news.append(commit)
            version += len(commit)
        return news
