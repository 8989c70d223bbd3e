"""Requests to tables by our own hand mean what the SDK's mean."""

from unittest.mock import ANY

import pytest
from azure.data.tables.aio import TableClient

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_batch import Row, TableRefusal
from infrastructure.event_store import StorageUnavailable
from tests.conftest import fresh_prefix

pytestmark = pytest.mark.stack

KEYS = [
    "plain",
    "it's",
    "''",
    "two words",
    "100%",
    "%27",
    "a+b",
    "a&b=c",
    "a:b,c;d@e",
    "(x)",
    "ä€😀",
    "a~b.c-d_e",
    "a`",
]


@pytest.fixture
async def things(storage: StorageClients) -> StorageClients:
    await storage.ensure_table("things")
    return storage


@pytest.mark.parametrize("key", KEYS)
async def test_a_row_is_found_under_the_key_that_it_was_put_under(things: StorageClients, key: str) -> None:
    tables = things.tables
    await tables.insert("things", {"PartitionKey": key, "RowKey": "put", "Text": "1"})
    await tables.transact("things", [("insert", {"PartitionKey": key, "RowKey": key, "Text": "2"})])
    await tables.transact("things", [("put", {"PartitionKey": key, "RowKey": "put", "Text": "3"})])

    assert await tables.get("things", key, "put", ("Text",)) == {"Text": "3"}
    assert await tables.get("things", key, key, ("Text",)) == {"Text": "2"}
    filter_ = "PartitionKey eq '{0}' and RowKey eq '{0}'".format(key.replace("'", "''"))
    assert [page async for page in tables.query("things", filter_)] == [
        [{"PartitionKey": key, "RowKey": key, "Timestamp": ANY, "Text": "2"}]
    ]

    await tables.transact("things", [("delete", {"PartitionKey": key, "RowKey": "put"})])
    await tables.delete("things", key, key)
    assert await tables.get("things", key, "put", ("Text",)) is None
    assert await tables.get("things", key, key, ("Text",)) is None


async def test_the_sdk_reads_what_we_write(azurite: str) -> None:
    prefix = fresh_prefix()
    clients = StorageClients(azurite, prefix=prefix)
    await clients.ensure_table("things")
    row: Row = {"PartitionKey": "it's", "RowKey": "ä 100%", "Text": "two\nlines", "Count": 2_147_483_647}
    await clients.tables.transact("things", [("insert", row)])

    async with TableClient.from_connection_string(azurite, f"{prefix}things") as sdk:
        assert dict(await sdk.get_entity("it's", "ä 100%")) == row
    await clients.close()


async def test_a_text_that_comes_in_many_packets_is_stored_to_the_letter(things: StorageClients) -> None:
    row: Row = {"PartitionKey": "p", "RowKey": "r", **{f"Text{number}": "漢" * 32_000 for number in range(4)}}
    await things.tables.insert("things", row)
    await things.tables.transact("things", [("insert", {**row, "RowKey": "s"})])
    assert await things.tables.get("things", "p", "r", ("Text0", "Text1", "Text2", "Text3")) == {
        f"Text{number}": "漢" * 32_000 for number in range(4)
    }
    assert await things.tables.get("things", "p", "s", ("Text3",)) == {"Text3": "漢" * 32_000}


async def test_put_leaves_nothing_of_the_row_that_was_there(things: StorageClients) -> None:
    await things.tables.insert("things", {"PartitionKey": "p", "RowKey": "r", "Old": "1"})
    await things.tables.transact("things", [("put", {"PartitionKey": "p", "RowKey": "r", "New": "2"})])

    assert await things.tables.get("things", "p", "r", ("Old", "New")) == {"New": "2"}


async def test_an_etag_is_that_of_the_last_writing(things: StorageClients) -> None:
    tables = things.tables
    inserted = await tables.insert("things", {"PartitionKey": "p", "RowKey": "r", "Text": "1"})
    assert await tables.get_tagged("things", "p", "r") == (
        {"PartitionKey": "p", "RowKey": "r", "Timestamp": ANY, "Text": "1"},
        inserted,
    )

    replaced = await tables.replace("things", {"PartitionKey": "p", "RowKey": "r", "Text": "2"}, inserted)
    assert replaced != inserted
    assert await tables.get_tagged("things", "p", "r") == (
        {"PartitionKey": "p", "RowKey": "r", "Timestamp": ANY, "Text": "2"},
        replaced,
    )
    assert await tables.get_tagged("things", "p", "other") is None


async def test_an_insert_replaces_nothing(things: StorageClients) -> None:
    await things.tables.insert("things", {"PartitionKey": "p", "RowKey": "r", "Text": "1"})

    with pytest.raises(TableRefusal) as refused:
        await things.tables.insert("things", {"PartitionKey": "p", "RowKey": "r", "Text": "2"})

    assert refused.value.status == 409
    assert await things.tables.get("things", "p", "r", ("Text",)) == {"Text": "1"}


async def test_a_row_that_somebody_wrote_or_deleted_since_is_not_replaced(things: StorageClients) -> None:
    row: Row = {"PartitionKey": "p", "RowKey": "r", "Text": "3"}
    stale = await things.tables.insert("things", {"PartitionKey": "p", "RowKey": "r", "Text": "1"})

    await things.tables.replace("things", {"PartitionKey": "p", "RowKey": "r", "Text": "2"}, stale)
    with pytest.raises(TableRefusal) as refused:
        await things.tables.replace("things", row, stale)
    assert refused.value.status == 412
    assert await things.tables.get("things", "p", "r", ("Text",)) == {"Text": "2"}

    await things.tables.delete("things", "p", "r")
    with pytest.raises(TableRefusal) as refused:
        await things.tables.replace("things", row, stale)
    assert refused.value.status == 404
    assert await things.tables.get("things", "p", "r", ("Text",)) is None


async def test_a_page_has_as_many_rows_as_asked_for(things: StorageClients) -> None:
    await things.tables.transact(
        "things", [("insert", {"PartitionKey": "p", "RowKey": str(number)}) for number in range(5)]
    )

    pages = [page async for page in things.tables.query("things", "PartitionKey eq 'p'", ("RowKey",), page_size=2)]

    assert [[row["RowKey"] for row in page] for page in pages] == [["0", "1"], ["2", "3"], ["4"]]


async def test_a_table_that_is_there_can_be_created_again(things: StorageClients) -> None:
    await things.tables.insert("things", {"PartitionKey": "p", "RowKey": "r"})
    await things.ensure_table("things")

    assert [page async for page in things.tables.query("things", "PartitionKey eq 'p'", ("RowKey",))] == [
        [{"RowKey": "r"}]
    ]


async def test_a_refused_transaction_names_the_row_and_the_code(things: StorageClients) -> None:
    await things.tables.insert("things", {"PartitionKey": "p", "RowKey": "1"})

    with pytest.raises(TableRefusal) as refused:
        await things.tables.transact(
            "things", [("insert", {"PartitionKey": "p", "RowKey": str(number)}) for number in (2, 3, 1, 4)]
        )

    assert (refused.value.status, refused.value.code, refused.value.row) == (409, "EntityAlreadyExists", 2)
    assert await things.tables.get("things", "p", "2", ("RowKey",)) is None


async def test_what_is_too_large_for_the_service_is_refused_and_not_unavailable(things: StorageClients) -> None:
    row: Row = {"PartitionKey": "p", "RowKey": "r", "Text": "x" * 40_000}
    with pytest.raises(TableRefusal, match="PropertyValueTooLarge") as refused:
        await things.tables.insert("things", row)
    assert refused.value.too_large
    with pytest.raises(TableRefusal, match="PropertyValueTooLarge") as refused:
        await things.tables.transact("things", [("insert", row)])
    assert refused.value.too_large


async def test_a_table_that_is_not_there_yet_is_unavailable_and_not_empty(storage: StorageClients) -> None:
    tables = storage.tables
    with pytest.raises(StorageUnavailable, match="TableNotFound"):
        await tables.get("things", "p", "r", ("RowKey",))
    with pytest.raises(StorageUnavailable, match="TableNotFound"):
        await tables.delete("things", "p", "r")
    with pytest.raises(StorageUnavailable, match="TableNotFound"):
        await anext(tables.query("things", "PartitionKey eq 'p'"))
    with pytest.raises(StorageUnavailable, match="TableNotFound"):
        await tables.transact("things", [("insert", {"PartitionKey": "p", "RowKey": "r"})])
