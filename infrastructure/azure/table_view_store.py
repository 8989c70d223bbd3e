"""Read models as rows of a table, each JSON document spread over as many properties as it needs."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_batch import Row, TableRefusal
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
        self._tables = clients.tables
        self._name = table

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(self._name)

    async def get(self, place: Place) -> Document | None:
        found = await self._tables.get_tagged(self._name, place.partition, place.row)
        if found is None:
            return None
        row, etag = found
        return Document(row["Version"], _text(row), etag)

    async def save(self, place: Place, version: int, json: str, etag: str | None) -> Document:
        row: Row = {"PartitionKey": place.partition, "RowKey": place.row, "Version": version, **_chunks(json)}
        try:
            return Document(version, json, await self._write(row, etag))
        except (DocumentChanged, StorageUnavailable):
            # Also what becomes of a second try, when the first was carried out and its answer lost.
            found = await self.get(place)
            if found is None or found.version < version:
                raise
            return found

    async def list(self, partition: str, rows: str, *, after: str = "", page_size: int = 1_000) -> AsyncIterator[str]:
        first, end = _quoted(rows), _quoted(f"{rows}\uffff")
        pages = self._tables.query(
            self._name,
            f"PartitionKey eq {_quoted(partition)} and RowKey ge {first} and RowKey lt {end}"
            f" and RowKey gt {_quoted(after)}",
            page_size=page_size,
        )
        async for page in pages:
            for row in page:
                yield _text(row)

    async def _write(self, row: Row, etag: str | None) -> str:
        """Gives the new ETag. Raises DocumentChanged and StorageUnavailable."""
        try:
            if etag is None:
                return await self._tables.insert(self._name, row)
            return await self._tables.replace(self._name, row, etag)
        except TableRefusal as refusal:
            raise DocumentChanged(f"{row['PartitionKey']} {row['RowKey']}") from refusal


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _chunks(json: str) -> dict[str, str]:
    chunks = {f"Json{start // CHUNK}": json[start : start + CHUNK] for start in range(0, len(json), CHUNK)}
    if len(chunks) > CHUNKS_LIMIT:
        raise DocumentTooLarge(f"{len(json)} characters of JSON, at most {CHUNK * CHUNKS_LIMIT} fit a row")
    return chunks


def _text(row: Mapping[str, Any]) -> str:
    chunks: list[str] = []
    while (chunk := row.get(f"Json{len(chunks)}")) is not None:
        chunks.append(chunk)
    return "".join(chunks)
