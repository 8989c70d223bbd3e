"""Read models as rows of a table, each JSON document spread over as many properties as it needs.

As bytes of UTF-8: as text a property counts two bytes for each letter in Azure, and up to twelve for a character with
the emulator, so that what fits the one may not fit the other.
"""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_batch import Replacement, Row, TableRefusal, Write
from infrastructure.event_store import StorageUnavailable
from infrastructure.view_store import NO_COPIES, Copies, Document, DocumentChanged, DocumentTooLarge, Place

CHUNK = 60_000
"""Bytes of JSON a property, which takes 64 KiB."""

BYTES_LIMIT = 780_000
"""Bytes of JSON a row. It takes 1 MiB, which the emulator counts on the wire: base64 makes 1,040,000 of them."""


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

    async def save(
        self, place: Place, version: int, json: str, etag: str | None, copies: Copies = NO_COPIES
    ) -> Document:
        row: Row = {"PartitionKey": place.partition, "RowKey": place.row, "Version": version, **_chunks(json)}
        try:
            return Document(version, json, await self._write(row, etag, copies))
        except (DocumentChanged, StorageUnavailable):
            # Also what becomes of a second try, when the first was carried out and its answer lost.
            found = await self.get(place)
            if found is None or found.version < version:
                raise
            return found

    async def list(self, partition: str, rows: str, *, after: str = "", page_size: int = 1_000) -> AsyncIterator[str]:
        filter_ = f"{_range(partition, rows)} and RowKey gt {_quoted(after)}"
        async for page in self._tables.query(self._name, filter_, page_size=page_size):
            for row in page:
                yield _text(row)

    async def keys(self, partition: str, rows: str) -> AsyncIterator[str]:
        async for page in self._tables.query(self._name, _range(partition, rows), ["RowKey"]):
            for row in page:
                yield str(row["RowKey"])

    async def _write(self, row: Row, etag: str | None, copies: Copies) -> str:
        """Gives the new ETag. Raises DocumentChanged, DocumentTooLarge and StorageUnavailable."""
        try:
            if copies != NO_COPIES:
                return await self._write_all(row, etag, copies)
            if etag is None:
                return await self._tables.insert(self._name, row)
            return await self._tables.replace(self._name, row, etag)
        except TableRefusal as refusal:
            error = DocumentTooLarge if refusal.too_large else DocumentChanged
            raise error(f"{row['PartitionKey']} {row['RowKey']}: {refusal}") from refusal

    async def _write_all(self, row: Row, etag: str | None, copies: Copies) -> str:
        """The document goes first: it is what another writer's conflict is about, and its ETag is the first."""
        document: Write | Replacement = ("insert", row) if etag is None else Replacement(row, etag)
        wanted: list[Write | Replacement] = [("put", row | {"RowKey": key}) for key in copies.wanted]
        keys = {"PartitionKey": row["PartitionKey"]}
        gone: list[Write] = [("delete", keys | {"RowKey": key}) for key in copies.gone]
        written = await self._transact([document, *wanted], gone)
        if written is None:
            raise StorageUnavailable(f"{row['RowKey']} was written, and its ETag not told")
        return written

    async def _transact(self, puts: Sequence[Write | Replacement], deletes: Sequence[Write]) -> str | None:
        """That a row to delete is not there is no error: the document had drifted from its lists."""
        while True:
            try:
                return await self._tables.transact(self._name, [*puts, *deletes])
            except TableRefusal as refusal:
                missing = refusal.row - len(puts)
                if refusal.status != 404 or missing < 0:
                    raise
                deletes = [*deletes[:missing], *deletes[missing + 1 :]]


def _range(partition: str, rows: str) -> str:
    """The filter for the rows of a partition that begin with `rows`."""
    first, end = _quoted(rows), _quoted(f"{rows}\uffff")
    return f"PartitionKey eq {_quoted(partition)} and RowKey ge {first} and RowKey lt {end}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _chunks(json: str) -> Row:
    content = json.encode()
    if len(content) > BYTES_LIMIT:
        raise DocumentTooLarge(f"{len(content)} bytes of JSON, at most {BYTES_LIMIT} fit a row")
    chunks: Row = {}
    for number, start in enumerate(range(0, len(content), CHUNK)):
        chunks[f"Json{number}"] = b64encode(content[start : start + CHUNK]).decode()
        chunks[f"Json{number}@odata.type"] = "Edm.Binary"
    return chunks


def _text(row: Mapping[str, Any]) -> str:
    chunks: list[bytes] = []
    while (chunk := row.get(f"Json{len(chunks)}")) is not None:
        chunks.append(b64decode(chunk))
    return b"".join(chunks).decode()
