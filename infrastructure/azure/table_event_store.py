"""The event store on Azure Table Storage: a stream is a partition, a commit is one entity-group transaction."""

import json
from collections.abc import AsyncIterator, Collection, Sequence
from http import HTTPStatus
from itertools import chain
from typing import Any

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, REGISTRATION_PROCESS, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.commit_rows import commit_writes
from infrastructure.azure.event_rows import (
    BEHIND_UNPUBLISHED,
    EVENT_COLUMNS,
    FIRST_STATE_KEY,
    MARKER_COLUMNS,
    PENDING,
    UNPUBLISHED,
    pending_row,
    read_event,
    read_marker,
    read_pending,
    read_state_text,
    read_unpublished,
    unpublished_row,
    version_key,
)
from infrastructure.azure.table_batch import Row, TableRefusal, Write
from infrastructure.event_store import (
    MOST_PENDING,
    Commit,
    CommitTooLarge,
    Marker,
    MarkerExists,
    PendingCommand,
    RecordedEvent,
    Slice,
    State,
    StorageUnavailable,
    StreamId,
    Unpublished,
    VersionConflict,
    with_pending,
)
from infrastructure.sweeper import SweptPage

TABLES = {
    CONFERENCE: "conferences",
    ORDER: "orders",
    SEAT_ASSIGNMENTS: "orders",
    SEATS_AVAILABILITY: "seats",
    PAYMENT: "payments",
    REGISTRATION_PROCESS: "processes",
}
"""Stream type → table. Tables are split by how they are swept (`infrastructure.sweeper`)."""

STATE_READS = 3
PENDING_WRITES = MOST_PENDING + 1
"""Each try that fails was overtaken by another command, of which there are at most so many."""

_UNPUBLISHED_ROWS = f"RowKey ge '{UNPUBLISHED}' and RowKey lt '{BEHIND_UNPUBLISHED}'"

type Page = list[dict[str, Any]]


class TableEventStore:
    """An `infrastructure.event_store.EventStore`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients
        self._tables = clients.tables

    async def ensure_tables(self) -> None:
        """Creates the tables that are not there yet; in Azure they come with the deployment.

        Raises StorageUnavailable.
        """
        for name in sorted(set(TABLES.values())):
            await self._clients.ensure_table(name)

    async def append(self, commit: Commit) -> None:
        """An answer that was lost is StorageUnavailable, without looking what happened.

        Looking would not help: another worker may be at the very same command, and who of the two wrote the marker
        changes nothing. The caller offers its inputs again, and meets MarkerExists where they are in. So does the
        second try that the pipeline makes by itself after a 503.
        """
        writes = commit_writes(commit)
        try:
            await self._tables.transact(TABLES[commit.stream.type], writes)
        except TableRefusal as refusal:
            raise _what_refused(commit, writes[refusal.row], refusal) from refusal

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        events, unpublished, pending = list[RecordedEvent](), list[Unpublished](), list[PendingCommand]()
        pages = await self._range(stream, version_key(from_version), ("RowKey", "Count", *EVENT_COLUMNS))
        for row in chain.from_iterable(pages):
            if _is_unpublished(row):
                unpublished.append(read_unpublished(row))
            elif row["RowKey"] == PENDING:
                pending = read_pending(row)
            elif row["RowKey"] < FIRST_STATE_KEY:  # else a state row, which the range cannot leave out
                events.append(read_event(stream, row))
        return Slice(events, unpublished, pending)

    async def read_state(self, stream: StreamId) -> State:
        for _ in range(STATE_READS):
            pages = await self._range(stream, FIRST_STATE_KEY)
            # Only what comes in one page is of one moment, and the service may end a page anywhere.
            if sum(any(not _is_unpublished(row) for row in page) for page in pages) <= 1:
                return _state(list(chain.from_iterable(pages)))
        raise StorageUnavailable(f"the state of {stream} came in several pages {STATE_READS} times")

    async def state_row(self, stream: StreamId, key: str) -> str | None:
        found = await self._tables.get_tagged(TABLES[stream.type], str(stream), key)
        return None if found is None else read_state_text(found[0])

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        row = await self._tables.get(TABLES[stream.type], str(stream), key, MARKER_COLUMNS)
        return None if row is None else read_marker(key, row)

    async def record_pending(
        self, stream: StreamId, pending: PendingCommand, decided: Collection[PendingCommand] = ()
    ) -> None:
        table = TABLES[stream.type]
        for _ in range(PENDING_WRITES):
            found = await self._tables.get_tagged(table, str(stream), PENDING)
            recorded = [] if found is None else read_pending(found[0])
            row = pending_row(stream, with_pending(recorded, pending, decided))
            try:
                await (self._tables.insert(table, row) if found is None else self._tables.replace(table, row, found[1]))
            except TableRefusal as refusal:
                if refusal.status not in (HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED):
                    raise
            else:
                return
        raise StorageUnavailable(f"others were faster at the pending commands of {stream} {PENDING_WRITES} times")

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        row = unpublished_row(stream, unpublished)
        await self._tables.delete(TABLES[stream.type], str(row["PartitionKey"]), str(row["RowKey"]))

    def streams_with_unpublished(self, stream_type: str, first: str = "", last: str = "g") -> AsyncIterator[StreamId]:
        return self._scan(stream_type, first, last, _UNPUBLISHED_ROWS)

    async def unpublished_pages(
        self, stream_type: str, start: str | None = None, *, page_size: int | None = None
    ) -> AsyncIterator[SweptPage]:
        filter_ = f"{_partitions(stream_type, '', 'g')} and {_UNPUBLISHED_ROWS}"
        following = json.loads(start) if start else None
        pages = self._tables.pages(
            TABLES[stream_type], filter_, ("PartitionKey",), page_size=page_size, start=following
        )
        async for page in pages:
            partitions = dict.fromkeys(row["PartitionKey"] for row in page.rows)
            following = None if page.next is None else json.dumps(dict(page.next))
            yield SweptPage([StreamId.parse(partition) for partition in partitions], following)

    def streams(self, stream_type: str, first: str = "", last: str = "g") -> AsyncIterator[StreamId]:
        """The streams of one type that have an event, of ids from prefix `first` to before `last`."""
        return self._scan(stream_type, first, last, f"RowKey eq '{version_key(0)}'")

    async def _scan(self, stream_type: str, first: str, last: str, row_keys: str) -> AsyncIterator[StreamId]:
        filter_ = f"{_partitions(stream_type, first, last)} and {row_keys}"
        previous = ""
        async for page in self._tables.query(TABLES[stream_type], filter_, ("PartitionKey",)):
            for row in page:
                if row["PartitionKey"] != previous:
                    previous = row["PartitionKey"]
                    yield StreamId.parse(previous)

    async def _range(self, stream: StreamId, first_key: str, columns: Sequence[str] = ()) -> list[Page]:
        filter_ = f"PartitionKey eq '{stream}' and RowKey ge '{first_key}' and RowKey lt '{BEHIND_UNPUBLISHED}'"
        return [page async for page in self._tables.query(TABLES[stream.type], filter_, columns)]


def _partitions(stream_type: str, first: str, last: str) -> str:
    return f"PartitionKey ge '{stream_type}_{first}' and PartitionKey lt '{stream_type}_{last}'"


def _is_unpublished(row: Row) -> bool:
    return str(row["RowKey"]).startswith(UNPUBLISHED)


def _state(rows: list[dict[str, Any]]) -> State:
    states = [row for row in rows if not _is_unpublished(row)]
    return State(
        max((row["Version"] for row in states), default=-1),
        {row["RowKey"]: read_state_text(row) for row in states},
        [read_unpublished(row) for row in rows if _is_unpublished(row)],
    )


def _what_refused(commit: Commit, write: Write, refusal: TableRefusal) -> Exception:
    """The service names the first row that it could not write; the order of the rows is that of `commit_writes`."""
    kind, row = write
    if refusal.too_large:
        return CommitTooLarge(f"more than the service takes: {refusal}")
    match refusal.status, kind:
        case 409, "insert" if refusal.row < len(commit.markers):
            return MarkerExists(str(row["RowKey"]))
        case 409, "insert":
            return VersionConflict(f"{commit.stream} is behind version {commit.expected_version} already")
        case 404, "delete":
            return ValueError(f"{commit.stream} has no state row {row['RowKey']!r} that could be deleted")
        case _:
            return StorageUnavailable(str(refusal))
