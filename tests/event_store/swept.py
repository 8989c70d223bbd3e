"""Streams that a crash left unpublished, and an outbox that writes down what it is given."""

from uuid import UUID

from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.event_store import StreamId
from tests.event_store.streams import commit, rejected


def stream(stream_type: str, first: str) -> StreamId:
    return StreamId(stream_type, UUID(f"{first}ffffff-0000-4000-8000-000000000000"))


class RecordingOutbox:
    """Publishes by writing down; the streams of `broken` fail."""

    def __init__(self, store: TableEventStore, broken: dict[StreamId, Exception] | None = None) -> None:
        self._store = store
        self._broken = broken or {}
        self.published: list[StreamId] = []

    async def publish_pending(self, stream: StreamId) -> None:
        if error := self._broken.get(stream):
            raise error
        for unpublished in (await self._store.read(stream)).unpublished:
            self.published.append(stream)
            await self._store.mark_published(stream, unpublished)


async def crash_after_append(store: TableEventStore, *streams: StreamId) -> None:
    for crashed in streams:
        await store.append(commit(crashed, "a", rejected(crashed, 0)))
