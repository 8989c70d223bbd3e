"""Output bindings to queues, blobs and tables, against Azurite, read by Microsoft's own clients."""

import base64
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from azure.data.tables.aio import TableServiceClient
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from local.host.storage_sinks import API_VERSION
from tests.conftest import fresh_prefix
from tests.host.running_host import APPS, RunningHost, running_host

pytestmark = pytest.mark.stack

NO_BASE64 = {"AzureFunctionsJobHost__extensions__queues__messageEncoding": "none"}


@pytest.fixture(scope="module")
def prefix() -> str:
    return fresh_prefix()


@pytest_asyncio.fixture(scope="module")
async def host(azurite: str, prefix: str) -> AsyncIterator[RunningHost]:
    env = {"AzureWebJobsStorage": azurite, "PREFIX": prefix}
    async with running_host(APPS / "storage_app", env=env) as running:
        yield running


async def status(host: RunningHost, path: str, body: bytes = b"") -> int:
    async with host.client() as http:
        return (await http.post(path, content=body)).status_code


async def messages(azurite: str, queue: str) -> list[str]:
    async with QueueServiceClient.from_connection_string(azurite, api_version=API_VERSION) as service:
        return [one.content async for one in service.get_queue_client(queue).receive_messages()]


async def test_a_queue_that_did_not_exist_gets_messages_in_base64(host: RunningHost, azurite: str, prefix: str) -> None:
    assert await status(host, "/api/queue", "grüß".encode()) == 200
    assert await status(host, "/api/queue-list") == 200
    encoded = await messages(azurite, f"{prefix}queue")
    assert [base64.b64decode(one).decode() for one in encoded] == ["grüß", "one", "two"]


async def test_a_queue_gets_plain_messages_if_host_json_says_so(azurite: str) -> None:
    prefix = fresh_prefix()
    env = {"AzureWebJobsStorage": azurite, "PREFIX": prefix, **NO_BASE64}
    async with running_host(APPS / "storage_app", "--only", "queue", env=env) as plain:
        assert await status(plain, "/api/queue", b"plain") == 200
    assert await messages(azurite, f"{prefix}queue") == ["plain"]


async def test_a_blob_is_written_where_the_expressions_lead_and_overwritten(
    host: RunningHost, azurite: str, prefix: str
) -> None:
    assert await status(host, "/api/blob/a?name=b", b"first") == 200
    assert await status(host, "/api/blob/a?name=b", b"\xff\x00") == 200
    async with BlobServiceClient.from_connection_string(azurite, api_version=API_VERSION) as service:
        blob = service.get_blob_client(f"{prefix}blobs", "a/b.bin")
        assert await (await blob.download_blob()).readall() == b"\xff\x00"


async def test_an_expression_without_a_value_fails_the_invocation(host: RunningHost) -> None:
    assert await status(host, "/api/blob/a", b"x") == 500
    assert "there is no value for '{Query.name}' in this invocation" in host.output


async def test_entities_are_inserted_with_the_keys_of_the_binding_where_they_have_none(
    host: RunningHost, azurite: str, prefix: str
) -> None:
    rows = b'[{"RowKey": "1", "Name": "n", "Tags": ["t"]}, {"PartitionKey": "own", "RowKey": "2", "Count": 3}]'
    assert await status(host, "/api/rows/p", rows) == 200
    assert await status(host, "/api/rows/p", b'{"RowKey": "1"}') == 500
    assert "output binding 'row': ResourceExistsError" in host.output
    async with TableServiceClient.from_connection_string(azurite) as service:
        entities = [dict(one) async for one in service.get_table_client(f"{prefix}rows").list_entities()]
    assert sorted(entities, key=lambda one: str(one["RowKey"])) == [
        {"PartitionKey": "p", "RowKey": "1", "Name": "n", "Tags": '["t"]'},
        {"PartitionKey": "own", "RowKey": "2", "Count": 3},
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"no JSON", "an entity must be a JSON object"), (b"{}", "the entity has no RowKey")],
)
async def test_what_is_no_entity_fails_the_invocation(host: RunningHost, body: bytes, reason: str) -> None:
    assert await status(host, "/api/rows/p", body) == 500
    assert f"output binding 'row': {reason}" in host.output
