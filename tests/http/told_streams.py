"""The event store in memory, of which a test says what happened."""

import asyncio
from collections.abc import Sequence

from infrastructure.azure.event_rows import version_key
from infrastructure.event_store import Marker, RecordedEvent, StreamId
from infrastructure.memory.memory_event_store import MemoryEventStore


class ToldStreams(MemoryEventStore):
    """`looked`: set by every look for a marker."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = asyncio.Event()

    def happened(self, stream: StreamId, history: Sequence[RecordedEvent]) -> None:
        """These are the stream's events, whatever they were."""
        kept = {key: row for key, row in self._partitions.get(stream, {}).items() if not isinstance(row, RecordedEvent)}
        self._partitions[stream] = {**kept, **{version_key(recorded.version): recorded for recorded in history}}

    def decided(self, stream: StreamId, key: str, marker: Marker) -> None:
        self._partitions[stream] = {**self._partitions.get(stream, {}), key: marker}

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        self.looked.set()
        return await super().marker(stream, key)
