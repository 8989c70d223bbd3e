"""What the deployment creates is what the app creates for itself on a laptop."""

from unittest.mock import patch

import pytest
from azure.data.tables.aio import TableServiceClient
from azure.storage.blob.aio import BlobServiceClient

import functions.services
from infrastructure.azure.clients import BLOB_API_VERSION, StorageClients
from infrastructure.azure.places import CONTAINERS, TABLES
from infrastructure.settings import read_settings
from tests.azurite import running_azurite
from tests.whole_app import ENVIRONMENT


@pytest.mark.stack
async def test_a_laptop_has_exactly_the_tables_and_containers_that_azure_gets():
    async with running_azurite() as connection:
        await prepare(connection)
        async with TableServiceClient.from_connection_string(connection) as tables:
            assert {table.name async for table in tables.list_tables()} == set(TABLES)
        async with BlobServiceClient.from_connection_string(connection, api_version=BLOB_API_VERSION) as blobs:
            assert {container.name async for container in blobs.list_containers()} == set(CONTAINERS)


async def prepare(connection: str) -> None:
    """As the app does at its start, and closes its connections."""
    clients = StorageClients(connection)
    with patch.object(functions.services, "StorageClients", lambda _: clients):
        services = functions.services.build(read_settings(ENVIRONMENT | {"DataStorage": connection}))
    await services.local_places.prepare()
    await clients.close()
