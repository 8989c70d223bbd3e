"""One round of the audit visits every stream that is swept by it, each once, and the next begins where it began."""

from collections.abc import AsyncIterator
from uuid import UUID

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, REGISTRATION_PROCESS, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from infrastructure.event_store import StreamId
from infrastructure.sweeper import Sweeper, SweptPage

AUDITED = (ORDER, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY, PAYMENT, REGISTRATION_PROCESS, CONFERENCE)


class KnownStreams:
    """Store, outbox and progress of a sweeper whose streams are never published, only visited."""

    def __init__(self, streams: list[StreamId]) -> None:
        self._streams: dict[str, dict[str, StreamId]] = {}
        for stream in streams:
            self._streams.setdefault(stream.type, {})[str(stream.id)] = stream
        self._reached: str | None = None
        self.visited: list[StreamId] = []

    async def streams(self, stream_type: str, first: str = "", last: str = "g") -> AsyncIterator[StreamId]:
        for stream_id, stream in self._streams[stream_type].items():
            if first <= stream_id < last:
                yield stream

    streams_with_unpublished = streams

    async def unpublished_pages(self, stream_type: str, start: str | None = None) -> AsyncIterator[SweptPage]:
        yield SweptPage([stream async for stream in self.streams(stream_type)], None)

    async def publish_pending(self, stream: StreamId) -> None:
        self.visited.append(stream)

    async def reached(self, work: str) -> str | None:
        return self._reached

    async def reach(self, work: str, place: str) -> None:
        self._reached = place


async def test_a_round_visits_every_stream_and_begins_again() -> None:
    ids = [UUID(f"{first:02x}ffffff-0000-4000-8000-000000000000") for first in range(256)]
    streams = [StreamId(stream_type, id_) for stream_type in AUDITED for id_ in ids]
    known = KnownStreams(streams)
    sweeper = Sweeper(known, known, known)

    published = [await sweeper.audit_next_slice() for _ in range(1536)]

    assert known.visited == streams
    assert set(published) == {1}
    await sweeper.audit_next_slice()
    assert known.visited[1536:] == [StreamId(ORDER, UUID("00ffffff-0000-4000-8000-000000000000"))]
