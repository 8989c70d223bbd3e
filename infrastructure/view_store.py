"""Where read models are kept: JSON documents with the version of their source stream, guarded by ETag."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands. The documents of a partition are ordered by row."""

    partition: str
    row: str


@dataclass(frozen=True, slots=True)
class Document:
    """`version`: of the last event that the JSON text knows of. `etag`: of this very writing."""

    version: int
    json: str
    etag: str


class DocumentChanged(Exception):
    """Somebody else wrote the document, and what stands there is older than what was to be saved. Load it again."""


class DocumentTooLarge(ValueError):
    """More than one row can take. Nothing was written."""


class ViewStore(Protocol):
    """Every method raises StorageUnavailable (`infrastructure.event_store`) when the storage does not answer."""

    async def get(self, place: Place) -> Document | None: ...

    async def save(self, place: Place, version: int, json: str, etag: str | None) -> Document:
        """Writes if nobody wrote since `etag` (None: since nothing stood there), and gives what stands there then.

        A view is a pure function of its stream: what stands there with this version or a newer one, by whomever, is as
        good as ours. So a write whose answer was lost, that was repeated or overtaken, succeeds.
        Raises DocumentChanged and DocumentTooLarge.
        """
        ...


class ListedViewStore(ViewStore, Protocol):
    def list(self, partition: str, rows: str, *, after: str = "", page_size: int = 1_000) -> AsyncIterator[str]:
        """The JSON of the documents whose row begins with `rows`, behind the row `after`.

        In the order of their rows, read page by page as they are taken.
        """
        ...
