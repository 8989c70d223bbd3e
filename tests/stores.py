"""The stores of the app, as tests are given them: in memory, where they cost nothing, and on real storage."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from infrastructure.azure.blob_view_store import BlobViewStore
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.azure.table_locators import TableLocators
from infrastructure.azure.table_slugs import TableSlugs
from infrastructure.azure.table_view_store import TableViewStore
from infrastructure.event_store import Commit, EventStore, Marker, Slice, State, StreamId
from infrastructure.locators import Locators
from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.memory.memory_view_store import MemoryViewStore
from infrastructure.registration_views import CONTAINER
from infrastructure.slugs import Slugs
from infrastructure.view_store import ListedViewStore, ViewStore
from tests.http.fakes import MemoryLocators, MemorySlugs

LOCATOR_KEY = b"0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Stores:
    """`rows`: gives the table of view documents of that name, the same one each time."""

    events: EventStore
    rows: Callable[[str], Awaitable[ListedViewStore]]
    blobs: ViewStore
    locators: Locators
    slugs: Slugs


def in_memory() -> Stores:
    tables: dict[str, MemoryViewStore] = {}

    async def rows(name: str) -> ListedViewStore:
        return tables.setdefault(name, MemoryViewStore())

    return Stores(InterleavedEventStore(), rows, MemoryViewStore(), MemoryLocators(), MemorySlugs())


async def on_azure(storage: StorageClients) -> Stores:
    """Tables and containers exist when this returns, those of `rows` when it was called."""

    async def rows(name: str) -> ListedViewStore:
        table = TableViewStore(storage, name)
        await table.ensure_table()
        return table

    events, blobs = TableEventStore(storage), BlobViewStore(storage, CONTAINER)
    locators, slugs = TableLocators(storage, LOCATOR_KEY), TableSlugs(storage)
    await events.ensure_tables()
    await blobs.ensure_container()
    await locators.ensure_table()
    await slugs.ensure_table()
    return Stores(events, rows, blobs, locators, slugs)


class InterleavedEventStore(MemoryEventStore):
    """Between any two requests others have their turn, as over a network: what was read may be old by then."""

    async def append(self, commit: Commit) -> None:
        await asyncio.sleep(0)
        await super().append(commit)

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        await asyncio.sleep(0)
        return await super().read(stream, from_version)

    async def read_state(self, stream: StreamId) -> State:
        await asyncio.sleep(0)
        return await super().read_state(stream)

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        await asyncio.sleep(0)
        return await super().marker(stream, key)
