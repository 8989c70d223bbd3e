"""Messages whose handling fails as a test says, and what becomes of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from domain.messages import Event
from domain.registration.events import OrderExpired, OrderRejected
from infrastructure.clock import SystemClock
from infrastructure.event_store import EventStore, Provenance, RecordedEvent, StorageUnavailable, StreamId
from infrastructure.handling import MessageHandling
from infrastructure.message_codec import encode_commit
from infrastructure.messaging import BusMessage, Delivery
from infrastructure.parking import ParkedMessage, Parking
from infrastructure.publisher import Publisher
from infrastructure.retries import Retries, received
from tests.handling.house import NotingBus
from tests.http.fakes import SetClock

CONFERENCE = UUID("c0000000-0000-4000-8000-000000000001")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DELIVERY = Delivery("commands", "message-1", b"{}", {"CommandType": "HonourOrder"}, 1)
EXPIRED = OrderExpired(conference_id=CONFERENCE)
REJECTED = OrderRejected(conference_id=CONFERENCE, reason="given-up")


class ParkedHere:
    """An `infrastructure.parking.ParkedMessages` that a test can look into; while `down`, it keeps nothing."""

    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}
        self.down = False

    async def keep(self, message: ParkedMessage, name: str) -> None:
        if self.down:
            raise StorageUnavailable("switched off by the test")
        self.reasons[name] = message.reason


class Attempts:
    """Work that fails as told, in order, and then succeeds."""

    def __init__(self, *failures: BaseException) -> None:
        self.failures = list(failures)
        self.count = 0

    async def __call__(self) -> None:
        self.count += 1
        if self.failures:
            raise self.failures.pop(0)


class Fails:
    """Work that fails in the same way for ever."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.count = 0

    async def __call__(self) -> None:
        self.count += 1
        raise self.error


@dataclass(frozen=True)
class Frame:
    """The handling of messages. It is noon, for the copies of those that fail."""

    handling: MessageHandling
    bus: NotingBus
    parked: ParkedHere

    @staticmethod
    def on(store: EventStore, *, attempt_seconds: float = 30, longest_pause_seconds: float = 0.1) -> "Frame":
        bus, parked = NotingBus(), ParkedHere()
        parking = Parking(Publisher(store, NotingBus(), SystemClock()), parked, SystemClock())
        handling = MessageHandling(
            parking,
            Retries(bus, SetClock(NOON)),
            retry_seconds=1.0,
            attempt_seconds=attempt_seconds,
            longest_pause_seconds=longest_pause_seconds,
        )
        return Frame(handling, bus, parked)

    def copies(self) -> list[tuple[str, Delivery, float]]:
        """Of each copy that was sent: where to, as what its handler gets it, and after how many seconds."""
        return [(entity, delivered(entity, copy), seconds_after_noon(copy)) for entity, copy in self.bus.sent]


def delivered(entity: str, message: BusMessage) -> Delivery:
    return received(entity, message.message_id, message.body, message.properties, 1)


def seconds_after_noon(message: BusMessage) -> float:
    assert message.not_before is not None
    return (message.not_before - NOON).total_seconds()


def commit(*events: Event) -> Delivery:
    """As the subscription's function gets it, from version 4 on."""
    stream = StreamId("Order", uuid4())
    provenance = Provenance("correlation", "cause")
    recorded = [RecordedEvent(stream, version, event, NOON, provenance) for version, event in enumerate(events, 4)]
    return Delivery("events/process-manager", "message-1", encode_commit(recorded).body, {}, 1)
