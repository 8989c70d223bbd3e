"""Commands that cannot be decided yet go back to their queue: whoever sends many of them holds up nobody."""

import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.payments.commands import CompleteThirdPartyProcessorPayment
from domain.registration.commands import MakeSeatReservation
from domain.values import SeatQuantity
from functions.commands.handlers import CommandHandlers
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.clock import SystemClock
from infrastructure.event_store import EventStore, Marker, Provenance, StreamId
from infrastructure.handling import MessageHandling
from infrastructure.message_codec import decode_command, encode_command
from infrastructure.messaging import CommandEnvelope, Delivery
from infrastructure.parking import Parking
from infrastructure.publisher import Publisher
from infrastructure.retries import Retries
from infrastructure.stream_writer import NotDecidedYet
from infrastructure.waiting import Wakeups
from tests.handling.failing import ParkedHere, delivered
from tests.handling.house import NotingBus, watch_that_never_looks
from tests.http.fakes import MemoryLocators

ORDER = UUID("00000000-0000-4000-8000-00000000000a")
PAYMENT = UUID("00000000-0000-4000-8000-000000000001")
CONFERENCE = UUID("00000000-0000-4000-8000-00000000000c")
COMMAND = UUID("00000000-0000-4000-8000-0000000000ff")
COMPLETE = CompleteThirdPartyProcessorPayment(id=COMMAND, payment_id=PAYMENT, order_id=ORDER)


@pytest.fixture
def bus() -> NotingBus:
    return NotingBus()


@pytest.fixture
def wakeups() -> Wakeups:
    return Wakeups()


@pytest.fixture
def handlers(event_store: EventStore, bus: NotingBus, wakeups: Wakeups) -> CommandHandlers:
    clock = SystemClock()
    publisher = Publisher(event_store, bus, clock)
    manager = RegistrationProcessManager(event_store, publisher, clock)
    renewal = AccessCodeRenewal(event_store, publisher, MemoryLocators(), clock, b"k" * 32)
    return CommandHandlers(event_store, publisher, clock, manager, watch_that_never_looks(), wakeups, renewal)


type Handled = Callable[[str, CommandEnvelope], Awaitable[Delivery]]


@pytest.fixture
def handled(handlers: CommandHandlers, event_store: EventStore, bus: NotingBus) -> Handled:
    """Handles the command as its queue's function does; gives the delivery that it was."""
    parking = Parking(Publisher(event_store, bus, SystemClock()), ParkedHere(), SystemClock())
    handling = MessageHandling(parking, Retries(bus, SystemClock()))

    async def handle(queue: str, envelope: CommandEnvelope) -> Delivery:
        delivery = delivered(queue, encode_command(envelope))
        await handling.run(delivery, lambda: handlers.handle(decode_command(delivery.body)))
        return delivery

    return handle


def issued(command: CompleteThirdPartyProcessorPayment | MakeSeatReservation, seconds_ago: float) -> CommandEnvelope:
    return CommandEnvelope(
        command, datetime.now(UTC) - timedelta(seconds=seconds_ago), Provenance("correlation", "cause")
    )


async def test_a_command_whose_payment_is_unknown_goes_back_to_its_queue_for_later(handled: Handled, bus: NotingBus):
    envelope = issued(COMPLETE, seconds_ago=10)
    began = time.monotonic()

    sent = await handled("commands", envelope)

    assert time.monotonic() - began < 5
    ((queue, message),) = bus.sent
    assert queue == "commands"
    assert decode_command(message.body) == envelope
    assert message.message_id != sent.message_id
    assert delivered("commands", message) == sent
    assert message.not_before is not None
    assert timedelta(seconds=20) <= message.not_before - envelope.issued_at < timedelta(seconds=30)


async def test_a_reservation_of_an_unknown_seat_type_goes_back_to_the_queue_of_seats(handled: Handled, bus: NotingBus):
    make = MakeSeatReservation(
        id=COMMAND,
        conference_id=CONFERENCE,
        reservation_id=ORDER,
        number=1,
        seats=[SeatQuantity(seat_type=PAYMENT, quantity=1)],
        not_after=datetime.now(UTC) + timedelta(hours=1),
    )
    await handled("seats", issued(make, seconds_ago=1))
    assert [queue for queue, _ in bus.sent] == ["seats"]


async def test_when_its_patience_has_run_out_it_is_refused(
    handlers: CommandHandlers, bus: NotingBus, event_store: EventStore
):
    await handlers.handle(issued(COMPLETE, seconds_ago=60))
    assert bus.sent == []
    marker = await event_store.marker(StreamId("ThirdPartyProcessorPayment", PAYMENT), f"command_{COMMAND}")
    assert marker == Marker(f"command_{COMMAND}", "refused", "unknown-payment")


@pytest.mark.parametrize(("seconds_ago", "is_decided"), [(61, True), (10, False)], ids=["refused", "postponed"])
async def test_who_waits_for_a_command_is_woken_when_it_is_decided(
    handlers: CommandHandlers, wakeups: Wakeups, seconds_ago: float, is_decided: bool
):
    with wakeups.listening(StreamId("ThirdPartyProcessorPayment", PAYMENT)) as woken:
        with nullcontext() if is_decided else pytest.raises(NotDecidedYet):
            await handlers.handle(issued(COMPLETE, seconds_ago))
        assert woken.is_set() is is_decided
