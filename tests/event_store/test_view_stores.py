"""What all places of read models promise: rows of a table, blobs, and those in memory."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from azure.core.exceptions import ServiceResponseError
from azure.core.pipeline.transport import AioHttpTransport

from infrastructure.azure import table_view_store
from infrastructure.azure.blob_view_store import BlobViewStore
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_view_store import TableViewStore
from infrastructure.event_store import StorageUnavailable
from infrastructure.memory.memory_view_store import MemoryViewStore
from infrastructure.view_store import DocumentChanged, DocumentTooLarge, ListedViewStore, Place, ViewStore
from tests.conftest import fresh_prefix

pytestmark = pytest.mark.stack

PLACE = Place("Order_1", "Order")


class ForgetfulTransport(AioHttpTransport):  # type: ignore[misc]  # the SDK gives it no types
    """Once `forget` is set, the next writing request is carried out and its answer is lost."""

    forget = False

    async def send(self, request: Any, **options: Any) -> Any:
        response = await super().send(request, **options)
        if self.forget and request.method in ("PUT", "POST"):
            self.forget = False
            raise ServiceResponseError("lost by the test")
        return response


@pytest.fixture
def transport() -> ForgetfulTransport:
    return ForgetfulTransport(use_env_settings=False)


@pytest.fixture
def memory() -> MemoryViewStore:
    return MemoryViewStore()


@pytest.fixture
async def table(forgetful: StorageClients) -> TableViewStore:
    rows = TableViewStore(forgetful, "views")
    await rows.ensure_table()
    return rows


@pytest.fixture
async def blob(forgetful: StorageClients) -> BlobViewStore:
    blobs = BlobViewStore(forgetful, "views")
    await blobs.ensure_container()
    return blobs


@pytest.fixture
async def forgetful(azurite: str, transport: ForgetfulTransport) -> AsyncIterator[StorageClients]:
    clients = StorageClients(azurite, prefix=fresh_prefix(), transport=transport)
    yield clients
    await clients.close()


@pytest.fixture(params=["table", "blob"])
def in_azure(request: pytest.FixtureRequest) -> ViewStore:
    either: ViewStore = request.getfixturevalue(request.param)
    return either


@pytest.fixture(params=["memory", "table", "blob"])
def documents(request: pytest.FixtureRequest) -> ViewStore:
    any_of_them: ViewStore = request.getfixturevalue(request.param)
    return any_of_them


@pytest.fixture
async def rows(storage: StorageClients) -> TableViewStore:
    rows = TableViewStore(storage, "views")
    await rows.ensure_table()
    return rows


@pytest.fixture(params=["memory", "rows"])
def listed(request: pytest.FixtureRequest) -> ListedViewStore:
    either: ListedViewStore = request.getfixturevalue(request.param)
    return either


async def test_a_place_is_empty_until_something_is_saved(documents: ViewStore):
    assert await documents.get(PLACE) is None
    saved = await documents.save(PLACE, 3, '{"name": "Zoë"}', None)
    assert (saved.version, saved.json) == (3, '{"name": "Zoë"}')
    assert await documents.get(PLACE) == saved


async def test_a_save_replaces_what_it_knew(documents: ViewStore):
    first = await documents.save(PLACE, 0, '"' + "long" * 9000 + '"', None)
    second = await documents.save(PLACE, 1, '"short"', first.etag)
    found = await documents.get(PLACE)
    assert found == second
    assert found is not None
    assert found.json == '"short"'


async def test_a_save_on_top_of_an_unknown_older_document_is_refused_and_changes_nothing(documents: ViewStore):
    first = await documents.save(PLACE, 0, '"first"', None)
    second = await documents.save(PLACE, 1, '"second"', first.etag)
    for stale in (None, first.etag):
        with pytest.raises(DocumentChanged):
            await documents.save(PLACE, 2, '"third"', stale)
    assert await documents.get(PLACE) == second


@pytest.mark.parametrize("version", [0, 1])
async def test_a_save_that_comes_after_one_of_its_version_or_a_newer_leaves_that_in_place(
    documents: ViewStore, version: int
):
    first = await documents.save(PLACE, 0, '"first"', None)
    second = await documents.save(PLACE, 1, '"second"', first.etag)
    for stale in (None, first.etag):
        assert await documents.save(PLACE, version, '"late"', stale) == second
    assert await documents.get(PLACE) == second


async def test_a_save_whose_answer_was_lost_succeeds(in_azure: ViewStore, transport: ForgetfulTransport):
    transport.forget = True
    first = await in_azure.save(PLACE, 0, '"first"', None)
    assert not transport.forget
    transport.forget = True
    second = await in_azure.save(PLACE, 1, '"second"', first.etag)
    assert not transport.forget
    assert await in_azure.get(PLACE) == second


@pytest.mark.parametrize("character", ["x", "ü", "漢", "🦉", "\\", "\u2028"])
async def test_a_long_document_comes_back_as_it_was(documents: ViewStore, character: str):
    json = '"' + character * 100_000 + '"'
    await documents.save(PLACE, 0, json, None)
    found = await documents.get(PLACE)
    assert found is not None
    assert found.json == json


@pytest.mark.parametrize("most", ["x" * 780_000, "漢" * 260_000, "🦉" * 195_000])
async def test_more_than_a_row_can_take_is_refused_and_nothing_is_written(rows: TableViewStore, most: str):
    written = await rows.save(PLACE, 0, most, None)
    replaced = await rows.save(PLACE, 1, most, written.etag)
    with pytest.raises(DocumentTooLarge, match="780001 bytes"):
        await rows.save(PLACE, 2, f"{most}x", replaced.etag)
    assert await rows.get(PLACE) == replaced


async def test_what_the_service_finds_too_large_though_we_do_not_is_refused_for_good(
    rows: TableViewStore, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(table_view_store, "BYTES_LIMIT", 2_000_000)
    first = await rows.save(PLACE, 0, '"first"', None)
    with pytest.raises(DocumentTooLarge, match="EntityTooLarge"):
        await rows.save(PLACE, 1, "x" * 800_000, first.etag)
    assert await rows.get(PLACE) == first


async def test_a_list_is_of_one_partition_and_one_beginning_in_order_of_rows(listed: ListedViewStore):
    for partition, row in [("A", "Order_2"), ("A", "Order_1"), ("A", "Other_1"), ("A", "Order"), ("B", "Order_3")]:
        await listed.save(Place(partition, row), 0, f'"{row}"', None)
    assert [json async for json in listed.list("A", "Order_")] == ['"Order_1"', '"Order_2"']


async def test_a_list_goes_on_behind_a_row_and_from_page_to_page(listed: ListedViewStore):
    for number in range(5):
        await listed.save(Place("A", f"Order_{number}"), 0, str(number), None)
    assert [json async for json in listed.list("A", "Order_", after="Order_1", page_size=2)] == ["2", "3", "4"]


async def test_a_quote_in_a_question_is_no_way_out_of_it(rows: TableViewStore):
    await rows.save(Place("A", "Order_1"), 0, "{}", None)
    assert [found async for found in rows.list("B' or PartitionKey eq 'A", "")] == []


async def test_a_store_that_is_not_there_is_unavailable_and_not_empty(storage: StorageClients):
    for documents in (TableViewStore(storage, "none"), BlobViewStore(storage, "none")):
        with pytest.raises(StorageUnavailable):
            await documents.get(PLACE)


async def test_a_store_that_is_not_there_is_unavailable_and_no_conflict(storage: StorageClients):
    for documents in (TableViewStore(storage, "none"), BlobViewStore(storage, "none")):
        for etag in (None, '"0x1"'):
            with pytest.raises(StorageUnavailable):
                await documents.save(PLACE, 0, "{}", etag)
