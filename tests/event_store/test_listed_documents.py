"""Documents that stand in further rows, to be listed by: written, moved and left alone together with the document."""

from collections.abc import AsyncIterator

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_view_store import TableViewStore
from infrastructure.memory.memory_view_store import MemoryViewStore
from infrastructure.view_store import Copies, DocumentChanged, ListedViewStore, Place
from tests.conftest import fresh_prefix
from tests.disturbed_storage import (
    Disturbance,
    StorageProxy,
    answer_lost,
    disturbed_storage,
    unavailable_after_it_was_done,
)

pytestmark = pytest.mark.stack

PLACE = Place("Conference_1", "Order_7")


@pytest.fixture
async def proxy(azurite: str) -> AsyncIterator[StorageProxy]:
    async with disturbed_storage(azurite) as proxy:
        yield proxy


@pytest.fixture
async def rows(proxy: StorageProxy) -> AsyncIterator[TableViewStore]:
    """By way of the proxy, which disturbs nothing unless told."""
    clients = StorageClients(proxy.connection_string, prefix=fresh_prefix())
    made = TableViewStore(clients, "views")
    await made.ensure_table()
    yield made
    await clients.close()


@pytest.fixture
def memory() -> MemoryViewStore:
    return MemoryViewStore()


@pytest.fixture(params=["memory", "rows"])
def either(request: pytest.FixtureRequest) -> ListedViewStore:
    store: ListedViewStore = request.getfixturevalue(request.param)
    return store


def listed(*wanted: str, gone: tuple[str, ...] = ()) -> Copies:
    return Copies(frozenset(wanted), frozenset(gone))


async def found(rows: ListedViewStore, beginning: str) -> list[str]:
    return [json async for json in rows.list(PLACE.partition, beginning)]


async def test_a_document_is_listed_by_each_of_its_rows(either: ListedViewStore):
    await either.save(PLACE, 0, '"new"', None, listed("Open_7", "State_New_7"))
    assert [await found(either, of) for of in ("Open_", "State_New_", "Order_")] == [['"new"']] * 3


async def test_a_document_that_changes_changes_in_all_its_rows_and_leaves_those_it_had(either: ListedViewStore):
    first = await either.save(PLACE, 0, '"new"', None, listed("Open_7", "State_New_7"))
    second = await either.save(PLACE, 1, '"done"', first.etag, listed("State_Done_7", gone=("Open_7", "State_New_7")))
    lists = [await found(either, of) for of in ("Open_", "State_New_", "State_Done_", "Order_")]
    assert lists == [[], [], ['"done"'], ['"done"']]
    assert await either.get(PLACE) == second


async def test_a_save_that_comes_too_late_changes_no_row(either: ListedViewStore):
    first = await either.save(PLACE, 0, '"new"', None, listed("State_New_7"))
    second = await either.save(PLACE, 2, '"done"', first.etag, listed("State_Done_7", gone=("State_New_7",)))
    for etag in (None, first.etag):
        late = listed("State_Late_7", gone=("State_New_7",))
        assert await either.save(PLACE, 1, '"late"', etag, late) == second
        with pytest.raises(DocumentChanged):
            await either.save(PLACE, 3, '"stale"', etag, late)
    assert [await found(either, of) for of in ("State_Late_", "State_Done_")] == [[], ['"done"']]


@pytest.mark.parametrize("disturbance", [answer_lost, unavailable_after_it_was_done])
async def test_a_save_whose_answer_was_lost_succeeds(
    proxy: StorageProxy, rows: TableViewStore, disturbance: Disturbance
):
    proxy.disturb(disturbance)
    first = await rows.save(PLACE, 0, '"new"', None, listed("State_New_7"))
    proxy.disturb(disturbance)
    second = await rows.save(PLACE, 1, '"done"', first.etag, listed("State_Done_7", gone=("State_New_7",)))
    assert await rows.get(PLACE) == second
    assert [await found(rows, of) for of in ("State_New_", "State_Done_")] == [[], ['"done"']]


async def test_a_list_that_a_document_has_left_already_is_no_obstacle(either: ListedViewStore):
    """It had drifted: nobody writes so, but an operator may delete either."""
    first = await either.save(PLACE, 0, '"new"', None, listed("State_New_7"))
    gone = ("Open_7", "State_New_7", "State_Old_7")
    await either.save(PLACE, 1, '"done"', first.etag, listed("State_Done_7", gone=gone))
    lists = [await found(either, of) for of in ("Open_", "State_New_", "State_Old_", "State_Done_")]
    assert lists == [[], [], [], ['"done"']]
