"""Read models as rows of a table, each JSON document spread over as many properties as it needs."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.data.tables import UpdateMode
from azure.data.tables.aio import TableClient

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.event_store import StorageUnavailable
from infrastructure.view_store import Document, DocumentChanged, DocumentTooLarge, Place

CHUNK = 16_000
"""Characters of JSON a property: at most 32,000 UTF-16 units, of 32,768 that Azure takes."""

CHUNKS_LIMIT = 30
"""A row takes 1 MiB, at two bytes a UTF-16 unit."""


class TableViewStore:
    """An `infrastructure.view_store.ListedViewStore`."""

    def __init__(self, clients: StorageClients, table: str) -> None:
        self._clients = clients
        self._name = table

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(self._name)

    async def get(self, place: Place) -> Document | None:
        with storage_errors():
            try:
                row = await self._table.get_entity(place.partition, place.row)
            except ResourceNotFoundError:
                return None
        return _document(row)

    async def save(self, place: Place, version: int, json: str, etag: str | None) -> Document:
        row = {"PartitionKey": place.partition, "RowKey": place.row, "Version": version, **_chunks(json)}
        try:
            return Document(version, json, await self._write(row, etag))
        except (DocumentChanged, StorageUnavailable):
            # Also what the SDK says of its own second try, when the first was carried out and its answer lost.
            found = await self.get(place)
            if found is None or found.version < version:
                raise
            return found

    async def list(
        self, partition: str, rows: str, *, after: str = "", page_size: int = 1000
    ) -> AsyncIterator[tuple[Place, Document]]:
        found = self._table.query_entities(
            "PartitionKey eq @partition and RowKey ge @first and RowKey lt @end and RowKey gt @after",
            parameters={"partition": partition, "first": rows, "end": f"{rows}\uffff", "after": after},
            results_per_page=page_size,
        )
        with storage_errors():
            async for row in found:
                yield Place(partition, row["RowKey"]), _document(row)

    @property
    def _table(self) -> TableClient:
        return self._clients.table(self._name)

    async def _write(self, row: Mapping[str, Any], etag: str | None) -> str:
        """Gives the new ETag. Raises DocumentChanged and StorageUnavailable."""
        with storage_errors():
            try:
                if etag is None:
                    written = await self._table.create_entity(row)
                else:
                    written = await self._table.update_entity(
                        row, mode=UpdateMode.REPLACE, etag=etag, match_condition=MatchConditions.IfNotModified
                    )
            except (ResourceExistsError, ResourceModifiedError) as error:
                raise DocumentChanged(f"{row['PartitionKey']} {row['RowKey']}") from error
        return str(written["etag"])


def _chunks(json: str) -> dict[str, str]:
    chunks = {f"Json{start // CHUNK}": json[start : start + CHUNK] for start in range(0, len(json), CHUNK)}
    if len(chunks) > CHUNKS_LIMIT:
        raise DocumentTooLarge(f"{len(json)} characters of JSON, at most {CHUNK * CHUNKS_LIMIT} fit a row")
    return chunks


def _document(row: Mapping[str, Any]) -> Document:
    chunks: list[str] = []
    while (chunk := row.get(f"Json{len(chunks)}")) is not None:
        chunks.append(chunk)
    return Document(row["Version"], "".join(chunks), row.metadata["etag"])  # type: ignore[attr-defined]
