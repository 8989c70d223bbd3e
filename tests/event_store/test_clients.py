"""The clients of a process: made once, kept apart by a prefix, on connections that can be watched."""

import pytest

from infrastructure.azure.clients import StorageClients
from tests.conftest import fresh_prefix
from tests.counting_transport import CountingTransport
from tests.disturbed_storage import answer_lost, disturbed_storage, unavailable

pytestmark = pytest.mark.stack


async def test_azurite_takes_blobs_as_the_client_sends_them(storage: StorageClients) -> None:
    await storage.ensure_container("parked")
    await storage.ensure_container("parked")
    blob = storage.container("parked").get_blob_client("a/b")

    await blob.upload_blob(b"\x00text", overwrite=True)

    assert await (await blob.download_blob()).readall() == b"\x00text"


async def test_a_blob_service_that_is_away_for_a_moment_is_not_noticed(azurite: str) -> None:
    prefix = fresh_prefix()
    async with disturbed_storage(azurite, "Blob") as proxy:
        clients = StorageClients(proxy.connection_string, prefix=prefix)
        await clients.ensure_container("parked")
        proxy.disturb(unavailable, answer_lost)
        await clients.container("parked").get_blob_client("a").upload_blob(b"text", overwrite=True)
        await clients.close()

    direct = StorageClients(azurite, prefix=prefix)
    stored = await direct.container("parked").get_blob_client("a").download_blob()
    assert await stored.readall() == b"text"
    await direct.close()


async def test_the_same_name_under_two_prefixes_is_two_tables(azurite: str) -> None:
    one, other = (StorageClients(azurite, prefix=fresh_prefix()) for _ in range(2))
    for clients in (one, other):
        await clients.ensure_table("things")
    await one.tables.insert("things", {"PartitionKey": "p", "RowKey": "r", "Count": 1})

    assert await one.tables.get("things", "p", "r", ("Count",)) == {"Count": 1}
    assert await other.tables.get("things", "p", "r", ("Count",)) is None
    for clients in (one, other):
        await clients.close()


async def test_requests_to_tables_and_blobs_pass_one_transport(azurite: str) -> None:
    transport = CountingTransport()
    clients = StorageClients(azurite, prefix=(prefix := fresh_prefix()), transport=transport)

    await clients.ensure_table("things")
    await clients.ensure_container("parked")

    await clients.table("things").create_entity({"PartitionKey": "p", "RowKey": "r", "Count": 1})
    assert await clients.tables.get("things", "p", "r", ("Count",)) == {"Count": 1}

    key = "(PartitionKey='p',RowKey='r')"
    assert transport.sent == [
        "POST /Tables",
        f"PUT /{prefix}parked?restype=container",
        f"POST /{prefix}things",
        f"GET /{prefix}things{key}?%24select=Count",
    ]
    await clients.close()


async def test_a_client_is_made_once(storage: StorageClients) -> None:
    assert storage.tables is storage.tables
    assert storage.table("things") is storage.table("things")
    assert storage.table("things") is not storage.table("others")
    assert storage.container("parked") is storage.container("parked")
    assert storage.container("parked") is not storage.container("other")
