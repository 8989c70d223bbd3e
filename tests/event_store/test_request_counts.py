"""What an append, a load and a publication cost: every request is paid for, and every one takes time."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest
import pytest_asyncio

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.event_store import Unpublished
from tests.conftest import fresh_prefix
from tests.counting_transport import CountingTransport
from tests.event_store.streams import commit, new_order, rejected, stored_rows

pytestmark = pytest.mark.stack


@pytest.fixture
def transport() -> CountingTransport:
    return CountingTransport()


@pytest_asyncio.fixture
async def storage(azurite: str, transport: CountingTransport) -> AsyncIterator[StorageClients]:
    clients = StorageClients(azurite, prefix=fresh_prefix(), transport=transport)
    yield clients
    await clients.close()


def sent(transport: CountingTransport) -> list[str]:
    """The methods of the requests since the last look."""
    methods = [request.split()[0] for request in transport.sent]
    transport.sent.clear()
    return methods


@pytest.mark.parametrize(("events", "rows"), [(1, 3), (2, 4), (5, 7), (10, 12), (50, 52)])
async def test_an_append_and_its_publication_are_two_requests_and_two_rows_besides_the_events(
    transport: CountingTransport, storage: StorageClients, event_store: TableEventStore, events: int, rows: int
) -> None:
    order = new_order()
    sent(transport)

    await event_store.append(commit(order, "a", *(rejected(order, version) for version in range(events))))
    assert sent(transport) == ["POST"]
    assert len(await stored_rows(storage, order)) == rows

    sent(transport)
    await event_store.mark_published(order, Unpublished(0, events))
    assert sent(transport) == ["DELETE"]
    assert len(await stored_rows(storage, order)) == rows - 1


async def test_a_load_is_one_request(transport: CountingTransport, event_store: TableEventStore) -> None:
    order = new_order()
    await event_store.append(commit(order, "a", *(rejected(order, version) for version in range(50))))
    sent(transport)

    await event_store.read(order)
    assert sent(transport) == ["GET"]
    await event_store.read_state(order)
    assert sent(transport) == ["GET"]
    await event_store.marker(order, "command_a")
    assert sent(transport) == ["GET"]


async def test_a_load_brings_neither_markers_nor_columns_that_nobody_reads(
    transport: CountingTransport, event_store: TableEventStore
) -> None:
    order = new_order()
    sent(transport)
    await event_store.read(order, 7)

    (request,) = transport.sent
    url, _, query = request.partition("?")
    assert url.endswith("orders()")
    assert parse_qs(query) == {
        "$filter": [f"PartitionKey eq '{order}' and RowKey ge '0000000007' and RowKey lt 'Unpublished`'"],
        "$select": [
            "RowKey,Count,EventType,SchemaVersion,Payload,OccurredAt,CorrelationId,CausationId,TraceParent",
        ],
    }
