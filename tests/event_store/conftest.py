"""The event store twice: what its contract promises is asked of both, on tables and in memory."""

from collections.abc import Awaitable, Callable

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.azure.table_progress import TableProgress
from infrastructure.event_store import StreamId
from infrastructure.memory.memory_event_store import MemoryEventStore
from tests.event_store.streams import stored_rows

type AnyStore = TableEventStore | MemoryEventStore
type RowsOf = Callable[[StreamId], Awaitable[object]]
"""All rows of a stream: equal ones mean that nobody wrote."""


@pytest.fixture
def memory_store() -> MemoryEventStore:
    return MemoryEventStore()


@pytest.fixture(params=["memory_store", pytest.param("event_store", marks=pytest.mark.stack)])
def any_store(request: pytest.FixtureRequest) -> AnyStore:
    store: AnyStore = request.getfixturevalue(request.param)
    return store


@pytest.fixture
def rows_of(request: pytest.FixtureRequest, any_store: AnyStore) -> RowsOf:
    async def rows(stream: StreamId) -> object:
        if isinstance(any_store, MemoryEventStore):
            return any_store.rows(stream)
        storage: StorageClients = request.getfixturevalue("storage")
        return await stored_rows(storage, stream)

    return rows


@pytest.fixture
async def progress(storage: StorageClients) -> TableProgress:
    progress = TableProgress(storage)
    await progress.ensure_table()
    return progress
