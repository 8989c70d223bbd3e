"""The event store in memory: a partition is a dictionary of rows, an append checks all of them before it writes one.

Its rows have the keys and the limits of Azure's, by the same code: what a transaction refuses there is refused here.
"""

from collections.abc import AsyncIterator, Collection
from typing import Self

from infrastructure.azure.commit_rows import commit_writes
from infrastructure.azure.event_rows import BEHIND_UNPUBLISHED, FIRST_STATE_KEY, PENDING, UNPUBLISHED, version_key
from infrastructure.event_store import (
    Commit,
    Marker,
    MarkerExists,
    PendingCommand,
    RecordedEvent,
    Slice,
    State,
    StreamId,
    Unpublished,
    VersionConflict,
    with_pending,
)

type _Row = Marker | RecordedEvent | list[PendingCommand] | Unpublished | tuple[int, str]
"""Of a state row: the version it was written with, and its text."""
type _Partition = dict[str, _Row]


class MemoryEventStore:
    """An `infrastructure.event_store.EventStore`. Partitions are replaced, never changed: copies are cheap."""

    def __init__(self) -> None:
        self._partitions: dict[StreamId, _Partition] = {}

    def copy(self) -> Self:
        """A store of its own that holds the same."""
        other = type(self)()
        other._partitions = dict(self._partitions)
        return other

    def events(self, stream: StreamId) -> list[RecordedEvent]:
        return [row for row in self._range(stream, version_key(0)) if isinstance(row, RecordedEvent)]

    def all_streams(self) -> list[StreamId]:
        """Those that have an event, by type and id."""
        return [stream for stream in sorted(self._partitions, key=str) if version_key(0) in self._partitions[stream]]

    def holds_the_same_as(self, other: "MemoryEventStore") -> bool:
        return self._partitions == other._partitions

    def rows(self, stream: StreamId) -> dict[str, object]:
        """All rows of the stream's partition, by their keys: equal ones mean that nobody wrote."""
        return dict(self._partitions.get(stream, {}))

    async def append(self, commit: Commit) -> None:
        commit_writes(commit)  # raises what does not fit
        partition = dict(self._partitions.get(commit.stream, {}))
        for marker in commit.markers:
            if marker.key in partition:
                raise MarkerExists(marker.key)
            partition[marker.key] = marker
        for event in commit.events:
            if (key := version_key(event.version)) in partition:
                raise VersionConflict(f"{commit.stream} is behind version {commit.expected_version} already")
            partition[key] = event
        for key, text in commit.state_rows.items():
            if text is not None:
                partition[key] = (commit.expected_version + len(commit.events), text)
            elif partition.pop(key, None) is None:
                raise ValueError(f"{commit.stream} has no state row {key!r} that could be deleted")
        if commit.events:
            unpublished = Unpublished(commit.expected_version + 1, len(commit.events))
            partition[_unpublished_key(unpublished)] = unpublished
        self._partitions[commit.stream] = partition

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        rows = self._range(stream, version_key(from_version))
        pending = next((row for row in rows if isinstance(row, list)), [])
        return Slice([row for row in rows if isinstance(row, RecordedEvent)], _unpublished(rows), pending)

    async def read_state(self, stream: StreamId) -> State:
        partition = self._partitions.get(stream, {})
        rows = {key: row for key, row in sorted(partition.items()) if isinstance(row, tuple)}
        version = max((version for version, _ in rows.values()), default=-1)
        texts = {key: text for key, (_, text) in rows.items()}
        return State(version, texts, _unpublished(self._range(stream, FIRST_STATE_KEY)))

    async def state_row(self, stream: StreamId, key: str) -> str | None:
        row = self._partitions.get(stream, {}).get(key)
        return row[1] if isinstance(row, tuple) else None

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        row = self._partitions.get(stream, {}).get(key)
        return row if isinstance(row, Marker) else None

    async def record_pending(
        self, stream: StreamId, pending: PendingCommand, decided: Collection[PendingCommand] = ()
    ) -> None:
        partition = dict(self._partitions.get(stream, {}))
        found = partition.get(PENDING)
        partition[PENDING] = with_pending(found if isinstance(found, list) else [], pending, decided)
        self._partitions[stream] = partition

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        partition = dict(self._partitions.get(stream, {}))
        partition.pop(_unpublished_key(unpublished), None)
        self._partitions[stream] = partition

    async def streams_with_unpublished(
        self, stream_type: str, first: str = "", last: str = "g"
    ) -> AsyncIterator[StreamId]:
        async for stream in self.streams(stream_type, first, last):
            if _unpublished(list(self._partitions[stream].values())):
                yield stream

    async def streams(self, stream_type: str, first: str = "", last: str = "g") -> AsyncIterator[StreamId]:
        """The streams of one type that have an event, of ids from prefix `first` to before `last`."""
        for stream in self.all_streams():
            if stream.type == stream_type and first <= str(stream.id) < last:
                yield stream

    def _range(self, stream: StreamId, first_key: str) -> list[_Row]:
        partition = self._partitions.get(stream, {})
        return [partition[key] for key in sorted(partition) if first_key <= key < BEHIND_UNPUBLISHED]


def _unpublished(rows: list[_Row]) -> list[Unpublished]:
    return [row for row in rows if isinstance(row, Unpublished)]


def _unpublished_key(unpublished: Unpublished) -> str:
    return UNPUBLISHED + version_key(unpublished.first_version)
