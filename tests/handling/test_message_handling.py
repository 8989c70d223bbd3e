"""A message is done with, parked, or given back; each of its events on its own."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from domain.catalogue import UnknownMessage
from domain.messages import Event
from domain.registration.events import OrderExpired, OrderRejected
from infrastructure.clock import SystemClock
from infrastructure.event_store import (
    Commit,
    CommitTooLarge,
    EventStore,
    Marker,
    Provenance,
    RecordedEvent,
    StorageUnavailable,
    StreamId,
)
from infrastructure.handling import MessageHandling, pause_seconds
from infrastructure.message_codec import SOURCE_ID, Undecodable, encode_commit
from infrastructure.messaging import BusUnavailable, Delivery
from infrastructure.parking import ParkedMessage, Parking
from infrastructure.publisher import Publisher
from infrastructure.topology import SOURCE_TYPE
from infrastructure.view_store import DocumentTooLarge
from tests.handling.house import NotingBus, unpublished

CONFERENCE = UUID("c0000000-0000-4000-8000-000000000001")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DELIVERY = Delivery("commands", "message-1", b"{}", {}, 1)


class ParkedHere:
    """An `infrastructure.parking.ParkedMessages` that a test can look into."""

    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}

    async def keep(self, message: ParkedMessage, name: str) -> None:
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


@pytest_asyncio.fixture
async def parked() -> ParkedHere:
    return ParkedHere()


@pytest_asyncio.fixture
async def handling(event_store: EventStore, parked: ParkedHere) -> MessageHandling:
    publisher = Publisher(event_store, NotingBus(), SystemClock())
    parking = Parking(publisher, parked, SystemClock())
    return MessageHandling(parking, retry_seconds=1.0, longest_pause_seconds=0.1)


def commit(*events: Event) -> Delivery:
    """As the subscription's function gets it, from version 4 on."""
    stream = StreamId("Order", uuid4())
    provenance = Provenance("correlation", "cause")
    recorded = [RecordedEvent(stream, version, event, NOON, provenance) for version, event in enumerate(events, 4)]
    return Delivery("events/process-manager", "message-1", encode_commit(recorded).body, {}, 1)


EXPIRED = OrderExpired(conference_id=CONFERENCE)
REJECTED = OrderRejected(conference_id=CONFERENCE, reason="given-up")


async def test_what_succeeds_is_done_once(handling: MessageHandling, parked: ParkedHere) -> None:
    work = Attempts()
    await handling.run(DELIVERY, work)
    assert work.count == 1
    assert parked.reasons == {}


async def test_what_passes_is_tried_again_inside(handling: MessageHandling, parked: ParkedHere) -> None:
    work = Attempts(StorageUnavailable("no answer"), BusUnavailable("closed"))
    await handling.run(DELIVERY, work)
    assert work.count == 3
    assert parked.reasons == {}


async def test_what_does_not_pass_in_time_is_given_back(handling: MessageHandling, parked: ParkedHere) -> None:
    work = Attempts(*(StorageUnavailable("no answer") for _ in range(1000)))
    with pytest.raises(StorageUnavailable):
        await handling.run(DELIVERY, work)
    assert 3 <= work.count <= 20  # at pauses of 0.2 s, doubling, within a second
    assert parked.reasons == {}


@pytest.mark.parametrize(
    "error",
    [Undecodable("not JSON"), CommitTooLarge("101 rows"), DocumentTooLarge("31 chunks")],
    ids=lambda e: type(e).__name__,
)
async def test_what_can_never_succeed_is_parked_and_done_with(
    handling: MessageHandling, parked: ParkedHere, error: Exception
) -> None:
    work = Attempts(error)
    await handling.run(DELIVERY, work)
    assert work.count == 1
    assert parked.reasons == {"message-1": f"{type(error).__name__}: {error}"}


async def test_a_bug_is_given_back_not_parked_and_not_tried_again_at_once(
    handling: MessageHandling, parked: ParkedHere
) -> None:
    work = Attempts(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await handling.run(DELIVERY, work)
    assert work.count == 1
    assert parked.reasons == {}


async def test_before_a_message_is_given_back_there_is_a_pause(event_store: EventStore, parked: ParkedHere) -> None:
    parking = Parking(Publisher(event_store, NotingBus(), SystemClock()), parked, SystemClock())
    handling = MessageHandling(parking, retry_seconds=0, longest_pause_seconds=0.3)
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(ZeroDivisionError):
        await handling.run(DELIVERY, Attempts(ZeroDivisionError()))
    assert loop.time() - began >= 0.3


@pytest.mark.parametrize(("delivery_count", "seconds"), [(1, 2), (2, 4), (4, 16), (5, 30), (99, 30)])
def test_the_pause_grows_with_every_delivery_up_to_half_a_minute(delivery_count: int, seconds: float) -> None:
    assert pause_seconds(delivery_count) == seconds


async def test_events_are_handled_all_at_once(handling: MessageHandling) -> None:
    together = asyncio.Barrier(2)
    seen: list[tuple[int, Event]] = []

    async def react(recorded: RecordedEvent) -> None:
        await asyncio.wait_for(together.wait(), 10)
        seen.append((recorded.version, recorded.event))

    await handling.run_each(commit(EXPIRED, REJECTED), react)
    assert sorted(seen, key=lambda pair: pair[0]) == [(4, EXPIRED), (5, REJECTED)]


async def test_an_event_that_can_never_be_handled_is_parked_alone(
    handling: MessageHandling, parked: ParkedHere
) -> None:
    done: list[int] = []

    async def react(recorded: RecordedEvent) -> None:
        if recorded.version == 4:
            raise CommitTooLarge("101 rows")
        done.append(recorded.version)

    await handling.run_each(commit(EXPIRED, REJECTED), react)
    assert parked.reasons == {"message-1/4": "CommitTooLarge: 101 rows"}
    assert done == [5]


async def test_an_event_that_fails_gives_the_message_back_after_the_others_are_done(handling: MessageHandling) -> None:
    done: list[int] = []

    async def react(recorded: RecordedEvent) -> None:
        if recorded.version == 4:
            raise ZeroDivisionError
        await asyncio.sleep(0.05)
        done.append(recorded.version)

    with pytest.raises(ZeroDivisionError):
        await handling.run_each(commit(EXPIRED, REJECTED), react)
    assert done == [5]


async def test_a_commit_that_cannot_be_read_is_parked_as_a_whole(handling: MessageHandling, parked: ParkedHere) -> None:
    async def react(recorded: RecordedEvent) -> None:
        raise AssertionError("there is nothing to react to")

    await handling.run_each(Delivery("events/mail", "message-1", b"{", {}, 1), react)
    assert list(parked.reasons) == ["message-1"]


async def test_a_commit_of_a_later_release_is_given_back_until_this_one_is_replaced(
    handling: MessageHandling, parked: ParkedHere
) -> None:
    async def react(recorded: RecordedEvent) -> None:
        raise AssertionError("there is nothing to react to")

    now = commit(EXPIRED)
    later = replace(now, body=now.body.replace(b'"type":"OrderExpired"', b'"type":"OrderFaded"'))
    with pytest.raises(UnknownMessage, match="OrderFaded"):
        await handling.run_each(later, react)
    assert parked.reasons == {}


async def test_what_was_cancelled_is_not_done(handling: MessageHandling) -> None:
    with pytest.raises(asyncio.CancelledError):
        await handling.run(DELIVERY, Attempts(asyncio.CancelledError()))


async def test_what_the_stream_has_not_published_goes_out_before_its_message_is_parked(
    event_store: EventStore, parked: ParkedHere
) -> None:
    """Nobody comes back to it on the message's account."""
    stream, bus = StreamId("Order", uuid4()), NotingBus()
    left = RecordedEvent(stream, 0, REJECTED, NOON, Provenance("correlation", "cause"))
    await event_store.append(Commit(stream, -1, [Marker("command_1", "applied", None, 0, 1)], [left]))
    parking = Parking(Publisher(event_store, bus, SystemClock()), parked, SystemClock())
    about_it = Delivery("commands", "message-1", b"{}", {SOURCE_TYPE: "Order", SOURCE_ID: str(stream.id)}, 1)

    bus.down = True
    with pytest.raises(BusUnavailable):
        await parking.park(about_it, "message-1", "a reason")
    assert parked.reasons == {}

    bus.down = False
    await parking.park(about_it, "message-1", "a reason")
    assert bus.versions() == [[0]]
    assert await unpublished(event_store, stream) == []
    assert parked.reasons == {"message-1": "a reason"}
