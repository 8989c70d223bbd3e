"""The event store on Azure Table Storage: a stream is a partition, a commit is one entity-group transaction."""

from collections.abc import AsyncIterator, Mapping
from itertools import chain
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableTransactionError
from azure.data.tables.aio import TableClient

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, REGISTRATION_PROCESS, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.commit_rows import commit_writes
from infrastructure.azure.event_rows import (
    BEHIND_UNPUBLISHED,
    EVENT_COLUMNS,
    FIRST_STATE_KEY,
    MARKER_COLUMNS,
    UNPUBLISHED,
    read_event,
    read_marker,
    read_state_text,
    read_unpublished,
    unpublished_key,
    version_key,
)
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.event_store import (
    Commit,
    Marker,
    MarkerExists,
    Slice,
    State,
    StorageUnavailable,
    StreamId,
    Unpublished,
    VersionConflict,
)

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

type Page = list[Mapping[str, Any]]


class TableEventStore:
    """An `infrastructure.event_store.EventStore`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def ensure_tables(self) -> None:
        """Creates the tables that are not there yet; in Azure they come with the deployment."""
        for name in sorted(set(TABLES.values())):
            await self._clients.ensure_table(name)

    async def append(self, commit: Commit) -> None:
        """An answer that was lost, or any but a plain conflict, is StorageUnavailable, without looking what happened.

        Looking would not help: another worker may be at the very same command, and who of the two wrote the marker
        changes nothing. The caller offers its inputs again, and meets MarkerExists where they are in. The SDK's own
        second try after a 503 does the same.
        """
        writes = commit_writes(commit)
        with storage_errors():
            try:
                await self._table(commit.stream).submit_transaction(writes)
            except TableTransactionError as error:
                if error.status_code != 409:
                    raise
                raise _conflict(commit, error.index) from error

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        found = Slice([], [])
        for page in await self._range(stream, version_key(from_version), ["RowKey", "Count", *EVENT_COLUMNS]):
            for row in page:
                key: str = row["RowKey"]
                if key.startswith(UNPUBLISHED):
                    found.unpublished.append(read_unpublished(row))
                elif key[0].isdigit():  # else a state row, which the range cannot leave out
                    found.events.append(read_event(stream, row))
        return found

    async def read_state(self, stream: StreamId) -> State:
        for _ in range(STATE_READS):
            pages = await self._range(stream, FIRST_STATE_KEY, None)
            states = [[row for row in page if not row["RowKey"].startswith(UNPUBLISHED)] for page in pages]
            # Only what comes in one page is of one moment; the service may end a page anywhere.
            if sum(map(bool, states)) <= 1:
                rows = list(chain.from_iterable(states))
                return State(
                    max((row["Version"] for row in rows), default=-1),
                    {row["RowKey"]: read_state_text(row) for row in rows},
                    [read_unpublished(row) for page in pages for row in page if row["RowKey"].startswith(UNPUBLISHED)],
                )
        raise StorageUnavailable(f"the state of {stream} came in several pages {STATE_READS} times")

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        with storage_errors():
            try:
                row = await self._table(stream).get_entity(str(stream), key, select=list(MARKER_COLUMNS))
            except ResourceNotFoundError:
                return None
        return read_marker(row)

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        with storage_errors():
            await self._table(stream).delete_entity(str(stream), unpublished_key(unpublished))

    async def streams_with_unpublished(
        self, stream_type: str, first: str = "", last: str = "g"
    ) -> AsyncIterator[StreamId]:
        filter_ = (
            f"PartitionKey ge '{stream_type}_{first}' and PartitionKey lt '{stream_type}_{last}' "
            f"and RowKey ge '{UNPUBLISHED}' and RowKey lt '{BEHIND_UNPUBLISHED}'"
        )
        previous = ""
        rows = self._clients.table(TABLES[stream_type]).query_entities(filter_, select=["PartitionKey"])
        with storage_errors():
            async for row in rows:
                if row["PartitionKey"] != previous:
                    previous = row["PartitionKey"]
                    yield StreamId.parse(previous)

    def _table(self, stream: StreamId) -> TableClient:
        return self._clients.table(TABLES[stream.type])

    async def _range(self, stream: StreamId, first_key: str, columns: list[str] | None) -> list[Page]:
        filter_ = f"PartitionKey eq '{stream}' and RowKey ge '{first_key}' and RowKey lt '{BEHIND_UNPUBLISHED}'"
        pages = self._table(stream).query_entities(filter_, select=columns).by_page()
        with storage_errors():
            return [[row async for row in page] async for page in pages]


def _conflict(commit: Commit, index: int) -> MarkerExists | VersionConflict:
    if index < len(commit.markers):
        return MarkerExists(commit.markers[index].key)
    return VersionConflict(f"{commit.stream} is behind version {commit.expected_version} already")
