"""Read models in memory. An ETag is the number of the writing."""

from collections.abc import AsyncIterator
from typing import Self

from infrastructure.azure.table_view_store import BYTES_LIMIT
from infrastructure.view_store import NO_COPIES, Copies, Document, DocumentChanged, DocumentTooLarge, Place


class MemoryViewStore:
    """An `infrastructure.view_store.ListedViewStore`."""

    def __init__(self) -> None:
        self.documents: dict[Place, Document] = {}
        self._writings = 0

    def copy(self) -> Self:
        """A store of its own that holds the same."""
        other = type(self)()
        other.documents, other._writings = dict(self.documents), self._writings
        return other

    async def get(self, place: Place) -> Document | None:
        return self.documents.get(place)

    async def save(
        self, place: Place, version: int, json: str, etag: str | None, copies: Copies = NO_COPIES
    ) -> Document:
        if (size := len(json.encode())) > BYTES_LIMIT:
            raise DocumentTooLarge(f"{size} bytes of JSON, at most {BYTES_LIMIT} fit a row")
        found = self.documents.get(place)
        if (found.etag if found else None) != etag:
            if found is None or found.version < version:
                raise DocumentChanged(str(place))
            return found
        self._writings += 1
        written = Document(version, json, str(self._writings))
        self.documents |= {Place(place.partition, row): written for row in (place.row, *copies.wanted)}
        for row in copies.gone:
            self.documents.pop(Place(place.partition, row), None)
        return written

    async def list(self, partition: str, rows: str, *, after: str = "", page_size: int = 1_000) -> AsyncIterator[str]:
        for place, document in sorted(self.documents.items(), key=lambda item: item[0].row):
            if place.partition == partition and place.row.startswith(rows) and place.row > after:
                yield document.json

    async def keys(self, partition: str, rows: str) -> AsyncIterator[str]:
        for row in sorted(place.row for place in self.documents if place.partition == partition):
            if row.startswith(rows):
                yield row
