"""Whatever happens on the wire, a commit is carried out once, and nobody is told of a conflict that there is not."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.event_store import Marker, MarkerExists, Slice, State, StorageUnavailable, Unpublished
from tests.conftest import fresh_prefix
from tests.disturbed_storage import (
    Disturbance,
    Forward,
    StorageProxy,
    answer_cut_in_its_body,
    answer_cut_in_its_head,
    answer_garbled,
    answer_lost,
    answer_of_rows,
    answer_of_somebody_else,
    disturbed_storage,
    forbidden,
    never_arrived,
    pages,
    unavailable,
    unavailable_after_it_was_done,
)
from tests.event_store.streams import commit, expired, new_order, rejected, stored_rows

pytestmark = pytest.mark.stack


@pytest_asyncio.fixture
async def proxy(azurite: str) -> AsyncIterator[StorageProxy]:
    async with disturbed_storage(azurite) as proxy:
        yield proxy


@pytest_asyncio.fixture
async def storage(proxy: StorageProxy) -> AsyncIterator[StorageClients]:
    """As for all tests, but by way of the proxy."""
    clients = StorageClients(proxy.connection_string, prefix=fresh_prefix())
    yield clients
    await clients.close()


@pytest.mark.parametrize(
    "disturbance",
    [
        answer_lost,
        answer_cut_in_its_head,
        answer_cut_in_its_body,
        answer_garbled,
        answer_of_somebody_else,
    ],
)
async def test_a_commit_whose_answer_was_lost_is_in_when_it_is_tried_again(
    proxy: StorageProxy, storage: StorageClients, event_store: TableEventStore, disturbance: Disturbance
) -> None:
    order = new_order()
    once = commit(order, "once", rejected(order, 0), expired(order, 1))
    proxy.disturb(disturbance)

    with pytest.raises(StorageUnavailable):
        await event_store.append(once)
    before = await stored_rows(storage, order)
    with pytest.raises(MarkerExists, match="command_once"):
        await event_store.append(once)

    assert await event_store.marker(order, "command_once") == Marker("command_once", "applied", None, 0, 2)
    assert [row["RowKey"] for row in before] == ["0000000000", "0000000001", "Unpublished_0000000000", "command_once"]
    assert await stored_rows(storage, order) == before


@pytest.mark.parametrize("disturbance", [never_arrived, forbidden])
async def test_a_commit_that_never_arrived_is_carried_out_when_it_is_tried_again(
    proxy: StorageProxy, event_store: TableEventStore, disturbance: Disturbance
) -> None:
    order = new_order()
    proxy.disturb(disturbance)

    with pytest.raises(StorageUnavailable):
        await event_store.append(commit(order, "once", rejected(order, 0)))
    assert await event_store.read(order) == Slice([], [])
    await event_store.append(commit(order, "once", rejected(order, 0)))

    assert [event.version for event in (await event_store.read(order)).events] == [0]


async def test_a_service_that_is_busy_for_a_moment_is_not_noticed(
    proxy: StorageProxy, event_store: TableEventStore
) -> None:
    order = new_order()
    proxy.disturb(unavailable, unavailable)

    await event_store.append(commit(order, "once", rejected(order, 0)))

    assert [event.version for event in (await event_store.read(order)).events] == [0]


async def test_an_own_commit_found_by_the_second_try_is_in_and_no_version_conflict(
    proxy: StorageProxy, event_store: TableEventStore
) -> None:
    order = new_order()
    proxy.disturb(unavailable_after_it_was_done)

    with pytest.raises(MarkerExists, match="command_once"):
        await event_store.append(commit(order, "once", rejected(order, 0)))

    assert [event.version for event in (await event_store.read(order)).events] == [0]


@pytest.mark.parametrize("disturbance", [never_arrived, answer_lost, answer_garbled, unavailable])
async def test_reads_and_deletions_are_tried_again_by_themselves(
    proxy: StorageProxy, event_store: TableEventStore, disturbance: Disturbance
) -> None:
    order = new_order()
    await event_store.append(commit(order, "once", rejected(order, 0)))

    proxy.disturb(disturbance)
    assert len((await event_store.read(order)).events) == 1
    proxy.disturb(disturbance)
    assert await event_store.marker(order, "command_once") == Marker("command_once", "applied", None, 0, 1)
    proxy.disturb(disturbance)
    await event_store.mark_published(order, Unpublished(0, 1))

    assert (await event_store.read(order)).unpublished == []


async def test_a_service_that_stays_away_is_unavailable(proxy: StorageProxy, event_store: TableEventStore) -> None:
    proxy.disturb(*[unavailable] * 4)
    with pytest.raises(StorageUnavailable):
        await event_store.read(new_order())


async def test_a_page_that_cannot_be_read_is_no_empty_stream(proxy: StorageProxy, event_store: TableEventStore) -> None:
    order = new_order()
    await event_store.append(commit(order, "a", rejected(order, 0), rejected(order, 1)))
    proxy.disturb(answer_of_somebody_else)

    with pytest.raises(StorageUnavailable):
        await event_store.read(order)


async def test_an_event_is_not_lost_between_pages_nor_behind_an_empty_one(
    proxy: StorageProxy, event_store: TableEventStore
) -> None:
    order = new_order()
    await event_store.append(commit(order, "a", *(rejected(order, version) for version in range(5))))
    proxy.disturb(*pages(0, 2, 0, 1))

    found = await event_store.read(order)

    assert [event.version for event in found.events] == [0, 1, 2, 3, 4]
    assert found.unpublished == [Unpublished(0, 5)]


async def test_streams_behind_an_empty_page_are_found(proxy: StorageProxy, event_store: TableEventStore) -> None:
    orders = sorted((new_order() for _ in range(3)), key=str)
    for order in orders:
        await event_store.append(commit(order, "a", rejected(order, 0)))
    proxy.disturb(*pages(0, 1, 0))

    assert [stream async for stream in event_store.streams_with_unpublished("Order")] == orders


async def test_state_of_two_moments_is_never_given(
    proxy: StorageProxy, storage: StorageClients, event_store: TableEventStore
) -> None:
    order = new_order()
    await event_store.append(commit(order, "a", rejected(order, 0), state={"A": "old", "B": "old"}))

    async def page_after_a_commit(_: Forward) -> bytes:
        await event_store.append(commit(order, "b", rejected(order, 1), state={"A": "new", "B": "new"}))
        return answer_of_rows([{"RowKey": "B", "Version": 1, "Payload": "new"}])

    proxy.disturb(pages(1)[0], page_after_a_commit)

    assert await event_store.read_state(order) == State(
        1, {"A": "new", "B": "new"}, [Unpublished(0, 1), Unpublished(1, 1)]
    )


async def test_state_that_never_comes_in_one_page_is_unavailable_rather_than_mixed(
    proxy: StorageProxy, event_store: TableEventStore
) -> None:
    order = new_order()
    await event_store.append(commit(order, "a", rejected(order, 0), state={"A": "1", "B": "1"}))
    proxy.disturb(*pages(1), *pages(1), *pages(1))

    with pytest.raises(StorageUnavailable, match="several pages"):
        await event_store.read_state(order)
