"""What the deployment creates is what the app creates for itself on a laptop."""

import pytest
from azure.data.tables.aio import TableServiceClient
from azure.storage.blob.aio import BlobServiceClient

from functions.services import build
from infrastructure.azure.clients import BLOB_API_VERSION
from infrastructure.azure.places import CONTAINERS, TABLES
from infrastructure.settings import read_settings
from tests.azurite import running_azurite
from tests.whole_app import ENVIRONMENT


@pytest.mark.stack
async def test_a_laptop_has_exactly_the_tables_and_containers_that_azure_gets():
    async with running_azurite() as connection:
        services = build(read_settings(ENVIRONMENT | {"DataStorage": connection}))
        await services.local_places.prepare()
        async with TableServiceClient.from_connection_string(connection) as tables:
            assert {table.name async for table in tables.list_tables()} == set(TABLES)
        async with BlobServiceClient.from_connection_string(connection, api_version=BLOB_API_VERSION) as blobs:
            assert {container.name async for container in blobs.list_containers()} == set(CONTAINERS)
