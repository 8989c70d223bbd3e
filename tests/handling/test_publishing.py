"""What a stream stored becomes news on the topic; what a process wants becomes commands on their queues."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.messages import Command
from domain.payments.commands import RefundPayment
from domain.registration.commands import CancelSeatReservation, ExpireRegistrationProcess
from domain.registration.events import OrderConfirmed, OrderExpired
from domain.registration.process_events import RegistrationProcessAdvanced, WantedCommand
from infrastructure.azure.bus import BusSender
from infrastructure.clock import SystemClock
from infrastructure.event_store import Commit, EventStore, Marker, Provenance, RecordedEvent, StreamId, Unpublished
from infrastructure.message_codec import decode_command, decode_commit
from infrastructure.messaging import BusUnavailable
from infrastructure.publisher import Publisher
from infrastructure.topology import SUBSCRIPTIONS
from tests.handling.house import NotingBus, WatchedStore, unpublished
from tests.servicebus.bus import Bus, nothing_comes, receive_one

CONFERENCE = UUID("c0000000-0000-4000-8000-000000000001")
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, UTC)


def confirmed(order: StreamId, version: int) -> list[RecordedEvent]:
    """A late payment: the order expired and is confirmed all the same, in one commit."""
    events = (
        OrderExpired(conference_id=CONFERENCE),
        OrderConfirmed(conference_id=CONFERENCE, payment_id=None, seats=[]),
    )
    return [
        RecordedEvent(order, number, event, NOON, Provenance("correlation", "cause"))
        for number, event in enumerate(events, version)
    ]


def wanted(command: Command, not_before: str | None = None) -> WantedCommand:
    return WantedCommand(
        id=command.id,
        type=type(command).__name__,
        schema_version=1,
        payload=command.model_dump_json(),
        not_before=not_before,
    )


async def store(event_store: EventStore, events: list[RecordedEvent]) -> Unpublished:
    first = events[0]
    marker = Marker(f"command_{uuid4()}", "applied", None, first.version, len(events))
    await event_store.append(Commit(first.stream, first.version - 1, [marker], events))
    return Unpublished(first.version, len(events))


@pytest.mark.stack
@pytest.mark.parametrize("stores", ["azure"], indirect=True)
async def test_a_commit_reaches_every_subscription_that_takes_one_of_its_events(
    event_store: EventStore, sender: BusSender, receiving: Bus
) -> None:
    order = StreamId("Order", uuid4())
    events = confirmed(order, 0)
    receivers = await asyncio.gather(*(receiving.receiver(f"events/{name.name}") for name in SUBSCRIPTIONS))
    publisher = Publisher(event_store, sender, SystemClock())
    await publisher.publish(order, events, await store(event_store, events))
    for receiver in receivers:
        message = await receive_one(receiver)
        assert message.message_id == f"{order}_0"
        assert decode_commit(b"".join(message.body)) == events
        await receiver.complete_message(message)
    assert all(await asyncio.gather(*(nothing_comes(receiver) for receiver in receivers)))
    assert await unpublished(event_store, order) == []


async def test_what_a_process_wants_goes_to_the_queues_of_its_commands_at_its_time(
    event_store: EventStore,
) -> None:
    order_id = uuid4()
    process = StreamId("RegistrationProcess", order_id)
    deadline = NOON + timedelta(minutes=14)
    cancel = CancelSeatReservation(id=uuid4(), conference_id=CONFERENCE, reservation_id=order_id, number=2)
    refund = RefundPayment(id=uuid4(), payment_id=uuid4(), order_id=order_id, reason="expired")
    expire = ExpireRegistrationProcess(id=uuid4(), order_id=order_id, deadline=deadline)
    advanced = RegistrationProcessAdvanced(
        cause="order expired",
        facts="{}",
        commands=[wanted(cancel), wanted(refund), wanted(expire, "2026-11-23T12:14:00+00:00")],
    )
    events = [RecordedEvent(process, 0, advanced, NOON, Provenance("correlation", "Order_1/3", "00-ab-cd-01"))]
    bus = NotingBus()
    await Publisher(event_store, bus, SystemClock()).publish(process, events, await store(event_store, events))
    assert [entity for entity, _ in bus.sent] == ["seats", "commands", "commands"]
    assert [message.message_id for _, message in bus.sent] == [str(command.id) for command in (cancel, refund, expire)]
    assert [message.not_before for _, message in bus.sent] == [None, None, datetime(2026, 11, 23, 12, 14, tzinfo=UTC)]
    for (_, message), command in zip(bus.sent, (cancel, refund, expire), strict=True):
        envelope = decode_command(message.body)
        assert envelope.command == command
        assert envelope.issued_at == NOON
        assert envelope.provenance == Provenance("correlation", f"{process}/0", "00-ab-cd-01")
    assert await unpublished(event_store, process) == []


async def test_what_could_not_be_sent_stays_marked_as_unpublished(event_store: EventStore) -> None:
    order = StreamId("Order", uuid4())
    events = confirmed(order, 0)
    row = await store(event_store, events)
    bus = NotingBus()
    bus.down = True
    with pytest.raises(BusUnavailable):
        await Publisher(event_store, bus, SystemClock()).publish(order, events, row)
    assert await unpublished(event_store, order) == [row]


async def test_of_what_is_pending_only_the_unpublished_events_are_read_and_each_commit_stays_one_message(
    event_store: EventStore,
) -> None:
    order = StreamId("Order", uuid4())
    for version in (0, 2, 4):
        row = await store(event_store, confirmed(order, version))
        if version == 0:
            await event_store.mark_published(order, row)
    bus, watched = NotingBus(), WatchedStore(event_store)
    await Publisher(watched, bus, SystemClock()).publish_pending(order)
    assert bus.versions() == [[2, 3], [4, 5]]
    assert watched.calls == ["read", "read", "mark_published", "mark_published"]
    assert await unpublished(event_store, order) == []


async def test_who_publishes_the_same_at_the_same_moment_sends_the_same_id(event_store: EventStore) -> None:
    class StandingClock:
        def now(self) -> datetime:
            return datetime(1970, 1, 1, 0, 1, 43, tzinfo=UTC)

    order = StreamId("Order", uuid4())
    row = await store(event_store, confirmed(order, 0))
    bus = NotingBus()
    finders = [Publisher(event_store, bus, StandingClock()) for _ in range(2)]
    await asyncio.gather(*(finder.publish_again(order, [row], []) for finder in finders))
    assert [message.message_id for _, message in bus.sent] == [f"{order}_0~10", f"{order}_0~10"]
