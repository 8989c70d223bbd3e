"""What the event store tests are about: orders with short lives, and the commits that write them."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from domain.catalogue import ORDER
from domain.registration.events import OrderExpired, OrderRejected
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TABLES
from infrastructure.event_store import Commit, Marker, Provenance, RecordedEvent, StreamId

CONFERENCE = UUID("c0ffee00-0000-4000-8000-000000000001")
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, UTC)


def new_order() -> StreamId:
    return StreamId(ORDER, uuid4())


def rejected(stream: StreamId, version: int, reason: str = "given-up", causation: str = "cause") -> RecordedEvent:
    event = OrderRejected(conference_id=CONFERENCE, reason=reason)
    return RecordedEvent(stream, version, event, NOON, Provenance("correlation", causation))


def expired(stream: StreamId, version: int) -> RecordedEvent:
    event = OrderExpired(conference_id=CONFERENCE)
    return RecordedEvent(stream, version, event, NOON, Provenance("correlation", "cause", "00-ab-cd-01"))


def commit(stream: StreamId, marker: str, *events: RecordedEvent, state: dict[str, str | None] | None = None) -> Commit:
    """A command `marker` that led to `events`; without any it changed nothing."""
    if not events:
        return Commit(stream, -1, [Marker(f"command_{marker}", "unchanged")], [])
    first = events[0].version
    markers = [Marker(f"command_{marker}", "applied", None, first, len(events))]
    return Commit(stream, first - 1, markers, events, state or {})


async def stored_rows(storage: StorageClients, stream: StreamId) -> list[dict[str, object]]:
    """All rows of the stream's partition as they lie there, each with its time: equal lists mean nobody wrote."""
    pages = storage.tables.query(TABLES[stream.type], f"PartitionKey eq '{stream}'")
    return [row async for page in pages for row in page]
