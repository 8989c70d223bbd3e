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


@dataclass(frozen=True, slots=True)
class Copies:
    """Rows beside a document's own, in the same partition, under which it stands to be listed by.

    `wanted`: from now on. `gone`: those it has now and shall not have any more.
    """

    wanted: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


NO_COPIES = Copies()


class ListedViewStore(ViewStore, Protocol):
    async def save(
        self, place: Place, version: int, json: str, etag: str | None, copies: Copies = NO_COPIES
    ) -> Document:
        """As any ViewStore does; the copies are written and deleted with the document, or not at all."""
        ...

    def list(self, partition: str, rows: str, *, after: str = "", page_size: int = 1_000) -> AsyncIterator[str]:
        """The JSON of the documents whose row begins with `rows`, behind the row `after`.

        In the order of their rows, read page by page as they are taken.
        """
        ...

    def keys(self, partition: str, rows: str) -> AsyncIterator[str]:
        """The rows that begin with `rows`, in their order, without the documents that stand there."""
        ...
