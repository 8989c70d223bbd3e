"""An event store in memory: it keeps the promises of `infrastructure.event_store.EventStore`, its limits left out."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

from infrastructure.event_store import (
    Commit,
    Marker,
    MarkerExists,
    RecordedEvent,
    Slice,
    State,
    StreamId,
    Unpublished,
    VersionConflict,
)


class MemoryStreams:
    """An EventStore. `streams`: tests may put there what happened. `looked`: set by every look for a marker."""

    def __init__(self) -> None:
        self.looked = asyncio.Event()
        self.streams: defaultdict[StreamId, list[RecordedEvent]] = defaultdict(list)
        self.markers: dict[tuple[StreamId, str], Marker] = {}
        self._state: defaultdict[StreamId, dict[str, str]] = defaultdict(dict)
        self._unpublished: defaultdict[StreamId, list[Unpublished]] = defaultdict(list)

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        return Slice(self.streams[stream][from_version:], list(self._unpublished[stream]))

    async def read_state(self, stream: StreamId) -> State:
        rows = dict(self._state[stream])
        version = len(self.streams[stream]) - 1 if rows else -1
        return State(version, rows, list(self._unpublished[stream]))

    async def append(self, commit: Commit) -> None:
        stream = commit.stream
        for marker in commit.markers:
            if (stream, marker.key) in self.markers:
                raise MarkerExists(marker.key)
        if commit.events and commit.expected_version != len(self.streams[stream]) - 1:
            raise VersionConflict(f"{stream} is not at version {commit.expected_version}")
        rows = self._state[stream]
        if missing := {key for key, text in commit.state_rows.items() if text is None} - rows.keys():
            raise ValueError(f"{stream} has no state rows {missing} that could be deleted")
        self.markers |= {(stream, marker.key): marker for marker in commit.markers}
        self.streams[stream].extend(commit.events)
        merged = {**rows, **commit.state_rows}
        self._state[stream] = {key: text for key, text in merged.items() if text is not None}
        if commit.events:
            self._unpublished[stream].append(Unpublished(commit.expected_version + 1, len(commit.events)))

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        self.looked.set()
        return self.markers.get((stream, key))

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        if unpublished in self._unpublished[stream]:
            self._unpublished[stream].remove(unpublished)

    async def streams_with_unpublished(
        self, stream_type: str, first: str = "", last: str = "g"
    ) -> AsyncIterator[StreamId]:
        for stream, rows in sorted(self._unpublished.items(), key=lambda item: str(item[0])):
            if rows and stream.type == stream_type and first <= str(stream.id) < last:
                yield stream
