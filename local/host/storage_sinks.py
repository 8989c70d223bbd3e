"""Outputs to Azure Storage: queues, blobs and tables, by Microsoft's asynchronous clients.

As in Azure, what does not exist yet (queue, container, table) is created when something is first sent to it.
"""

import base64
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.data.tables.aio import TableServiceClient
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from local.host.binding_data import Expand
from local.host.errors import OutputError
from local.host.functions import BlobOutput, QueueOutput, TableOutput
from local.host.output_values import values_of
from local.host.protos import TypedData

# Old enough for every Azurite in use; the clients' own is newer than the pinned one knows.
API_VERSION = "2025-07-05"


class QueueSink:
    """One message per value, in base64 unless host.json says otherwise."""

    def __init__(self, output: QueueOutput, *, faults: bool, in_base64: bool) -> None:
        self._output = output
        self._faults = faults
        self._in_base64 = in_base64
        self._client = QueueServiceClient.from_connection_string(output.connection_string, api_version=API_VERSION)

    async def send(self, data: TypedData, expand: Expand) -> None:
        queue = self._client.get_queue_client(expand(self._output.queue))
        for value in values_of(data, faults=self._faults):
            content = self._encoded(value)
            await _create_if_missing(partial(queue.send_message, content), queue.create_queue)

    async def close(self) -> None:
        await self._client.close()

    def _encoded(self, value: str | bytes) -> str:
        raw = value.encode() if isinstance(value, str) else value
        return base64.b64encode(raw).decode() if self._in_base64 else raw.decode("utf-8", "replace")


class BlobSink:
    """The value, as it is, becomes the blob; one that is there already is overwritten."""

    def __init__(self, output: BlobOutput) -> None:
        self._output = output
        self._client = BlobServiceClient.from_connection_string(output.connection_string, api_version=API_VERSION)

    async def send(self, data: TypedData, expand: Expand) -> None:
        container_name, _, name = expand(self._output.path).partition("/")
        container = self._client.get_container_client(container_name)
        content = data.value if isinstance(data.value, bytes) else str(data.value).encode()
        await _create_if_missing(
            partial(container.upload_blob, name, content, overwrite=True), container.create_container
        )

    async def close(self) -> None:
        await self._client.close()


class TableSink:
    """A JSON object, or each of an array, is inserted as an entity; the binding's keys are used where it has none."""

    def __init__(self, output: TableOutput) -> None:
        self._output = output
        self._client = TableServiceClient.from_connection_string(output.connection_string)

    async def send(self, data: TypedData, expand: Expand) -> None:
        table = self._client.get_table_client(expand(self._output.table))
        for entity in self._entities(data, expand):
            await _create_if_missing(partial(table.create_entity, entity), table.create_table)

    async def close(self) -> None:
        await self._client.close()

    def _entities(self, data: TypedData, expand: Expand) -> list[dict[str, Any]]:
        try:
            content = json.loads(data.value)
        except (TypeError, ValueError) as error:
            raise OutputError(f"an entity must be a JSON object: {error}") from error
        keys = {
            name: expand(key)
            for name, key in (("PartitionKey", self._output.partition_key), ("RowKey", self._output.row_key))
            if key is not None
        }
        entities = [
            keys | one for one in (content if isinstance(content, list) else [content]) if isinstance(one, dict)
        ]
        for entity in entities:
            if missing := [name for name in ("PartitionKey", "RowKey") if name not in entity]:
                raise OutputError(f"the entity has no {' and no '.join(missing)}")
        return [{name: _property(value) for name, value in entity.items()} for entity in entities]


def _property(value: Any) -> Any:
    """Tables know no lists and no objects: they are kept as JSON."""
    return json.dumps(value) if isinstance(value, list | dict) else value


async def _create_if_missing(send: Callable[[], Awaitable[Any]], create: Callable[[], Awaitable[Any]]) -> None:
    try:
        try:
            await send()
        except ResourceNotFoundError:
            await _create(create)
            await send()
    except AzureError as error:
        raise OutputError(f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}") from error


async def _create(create: Callable[[], Awaitable[Any]]) -> None:
    try:
        await create()
    except AzureError as error:
        # Another invocation may have been quicker.
        if getattr(error, "status_code", None) != 409:
            raise
