"""Whatever message gets lost on the way to a registration process or from it, the audit makes up for it.

The registration of `story`, placed at minute 0: commands are decided for real, what people do is simply written
down. Messages reach nobody unless a test hands them on. A command is lost after 5 minutes.
"""

from datetime import timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID, uuid4

import pytest

from domain.catalogue import ORDER as ORDER_TYPE
from domain.catalogue import PAYMENT as PAYMENT_TYPE
from domain.catalogue import REGISTRATION_PROCESS, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from domain.messages import Command, Event
from domain.payments.events import PaymentCompleted, PaymentRejected
from domain.registration import process
from domain.registration.commands import AddSeats, ConfirmOrder, MakeSeatReservation, MarkSeatsAsReserved
from domain.registration.events import (
    OrderAwaitingInvoicePayment,
    OrderConfirmed,
    OrderExpired,
    OrderRegistrantAssigned,
    SeatAssignmentsCreated,
    SeatsReservationCancelled,
    SeatsReserved,
)
from domain.registration.process_events import RegistrationProcessAdvanced
from domain.registration.process_facts import Facts
from domain.registration.seat_assignments import creation
from domain.values import NamedSeats, PersonalInfo
from functions.commands.handlers import CommandHandlers
from functions.process_managers.audit import ProcessAudit
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.event_store import Commit, EventStore, Marker, Provenance, RecordedEvent, StreamId
from infrastructure.lost_commands import LostCommands
from infrastructure.message_codec import COMMAND_TYPE, decode_command
from infrastructure.messaging import BusMessage, CommandEnvelope
from infrastructure.publisher import Publisher
from infrastructure.waiting import Wakeups
from tests.handling.house import NotingBus, WatchedStore, watch_that_never_looks
from tests.http.fakes import MemoryLocators, SetClock
from tests.process.story import CONFERENCE, ORDER, PAYMENT, WORKSHOP, minute, order_checked_out, order_placed, seats
from tests.stores import Stores

THE_ORDER = StreamId(ORDER_TYPE, ORDER)
THE_PAYMENT = StreamId(PAYMENT_TYPE, PAYMENT)
THE_ASSIGNMENTS = StreamId(SEAT_ASSIGNMENTS, ORDER)
THE_PROCESS = StreamId(REGISTRATION_PROCESS, ORDER)
THE_SEATS = StreamId(SEATS_AVAILABILITY, CONFERENCE)
PATIENCE = timedelta(minutes=5)
CAUSE = Provenance("correlation", "cause")


class Registration:
    def __init__(self, store: EventStore) -> None:
        self.store = WatchedStore(store)
        self.bus = NotingBus()
        self.clock = SetClock(minute(0))
        self.comes_again: float | None = None
        publisher = Publisher(self.store, self.bus, self.clock)
        self.manager = RegistrationProcessManager(self.store, publisher, self.clock)
        self._commands = CommandHandlers(
            self.store,
            publisher,
            self.clock,
            self.manager,
            watch_that_never_looks(),
            Wakeups(),
            AccessCodeRenewal(self.store, publisher, MemoryLocators(), self.clock, b"k" * 32),
        )
        lost_commands = LostCommands(self.store, self.bus, self.clock, PATIENCE)
        self.audit = ProcessAudit(self.store, self.manager, lost_commands, self.clock, PATIENCE)

    async def happens(self, stream: StreamId, *events: Event) -> None:
        """One commit. Nobody hears of it."""
        first = len((await self.store.read(stream)).events)
        marker = Marker(f"command_{uuid4()}", "applied", None, first, len(events))
        recorded = [RecordedEvent(stream, first + n, event, self.clock.now(), CAUSE) for n, event in enumerate(events)]
        await self.store.append(Commit(stream, first - 1, [marker], recorded))

    async def tell_of_order(self) -> None:
        await self.manager.order_moved((await self.store.read(THE_ORDER)).events)

    async def check_out(self) -> None:
        """And the payment is initiated."""
        await self.happens(THE_ORDER, order_checked_out())
        await self.tell_of_order()
        await self.deliver("InitiateThirdPartyProcessorPayment")

    async def decide(self, command: Command) -> None:
        await self._commands.handle(CommandEnvelope(command, self.clock.now(), CAUSE))

    async def deliver(self, command_type: str) -> None:
        await self.decide(self.command(command_type))

    async def confirm(self) -> None:
        """Its seats are sold, and nobody creates the seat assignments."""
        sold = [NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=3)]
        await self.happens(THE_ORDER, OrderConfirmed(conference_id=CONFERENCE, payment_id=None, seats=sold))
        await self.tell_of_order()
        await self.deliver("CommitSeatReservation")

    def messages(self, command_type: str) -> list[BusMessage]:
        return [message for _, message in self.bus.sent if message.properties.get(COMMAND_TYPE) == command_type]

    def command(self, command_type: str) -> Command:
        [message] = self.messages(command_type)
        return decode_command(message.body).command

    async def audited(self, at: float) -> list[str]:
        """What kinds of commands an audit at that minute sends. Whatever was sent before is lost.

        `comes_again` is the minute at which it wants to come again.
        """
        self.clock.time = minute(at)
        self.bus.sent.clear()
        self.store.calls.clear()
        again_at = await self.audit.visit(THE_ORDER)
        self.comes_again = (again_at - minute(0)) / timedelta(minutes=1) if again_at else None
        return [message.properties[COMMAND_TYPE] for _, message in self.bus.sent]

    async def facts(self) -> Facts:
        transitions = (await self.store.read(THE_PROCESS)).events
        return process.latest_facts([cast(RegistrationProcessAdvanced, item.event) for item in transitions])


@pytest.fixture
async def registration(stores: Stores) -> Registration:
    """10 seats, and an order for 3 of them that nobody heard of."""
    registration = Registration(stores.events)
    await registration.decide(AddSeats(id=uuid4(), conference_id=CONFERENCE, seat_type=WORKSHOP, quantity=10))
    await registration.happens(THE_ORDER, order_placed(3))
    return registration


@pytest.fixture
async def begun(registration: Registration) -> Registration:
    """The process heard of the order, and asked for the seats: that command is still on its way."""
    await registration.tell_of_order()
    return registration


@pytest.fixture
async def reserved(begun: Registration) -> Registration:
    """The seats are held, and the process knows; so does the order."""
    await begun.deliver("MakeSeatReservation")
    await begun.manager.hear((await begun.store.read(THE_SEATS)).events[1])
    await begun.deliver("MarkSeatsAsReserved")
    return begun


# --- What the order says ----------------------------------------------------------------------------------------------


async def test_an_order_that_its_process_never_heard_of_gets_its_seats(registration: Registration):
    assert await registration.audited(at=1) == ["MakeSeatReservation", "ExpireRegistrationProcess"]
    assert await registration.audited(at=2) == []


async def test_a_checkout_that_the_process_never_heard_of_gets_its_payment(reserved: Registration):
    await reserved.happens(THE_ORDER, order_checked_out())
    assert await reserved.audited(at=2) == ["InitiateThirdPartyProcessorPayment"]
    assert await reserved.audited(at=3) == []


async def test_what_is_no_news_to_a_process_does_not_move_it(reserved: Registration):
    ada = PersonalInfo(first_name="Ada", last_name="Lovelace", email="ada@example.org")
    await reserved.happens(
        THE_ORDER, OrderRegistrantAssigned(conference_id=CONFERENCE, registrant=ada, issued_at=minute(1))
    )
    assert await reserved.audited(at=4) == []
    assert (await reserved.facts()).order_version == 0


# --- What payments say ------------------------------------------------------------------------------------------------


async def test_a_completed_payment_that_the_process_never_heard_of_confirms_the_order(reserved: Registration):
    await reserved.check_out()
    await reserved.happens(THE_PAYMENT, PaymentCompleted(order_id=ORDER, amount=Decimal("300.00")))
    assert await reserved.audited(at=3) == ["ConfirmOrder"]
    confirm = reserved.command("ConfirmOrder")
    assert isinstance(confirm, ConfirmOrder)
    assert (confirm.payment_id, confirm.amount) == (PAYMENT, Decimal("300.00"))
    assert await reserved.audited(at=4) == []


async def test_a_rejected_payment_that_the_process_never_heard_of_is_over(reserved: Registration):
    await reserved.check_out()
    await reserved.happens(THE_PAYMENT, PaymentRejected(order_id=ORDER))
    before = await reserved.facts()
    assert await reserved.audited(at=3) == []
    known = await reserved.facts()
    assert known != before
    assert await reserved.audited(at=4) == []
    assert await reserved.facts() == known


async def test_a_payment_still_open_is_no_news(reserved: Registration):
    await reserved.check_out()
    assert await reserved.audited(at=3) == []
    assert "append" not in reserved.store.calls


# --- What the seats say -----------------------------------------------------------------------------------------------


async def test_an_answer_of_the_seats_that_the_process_never_heard_reaches_the_order(begun: Registration):
    await begun.deliver("MakeSeatReservation")
    other = MakeSeatReservation(
        id=uuid4(), conference_id=CONFERENCE, reservation_id=uuid4(), number=1, seats=seats(2), not_after=minute(29)
    )
    await begun.decide(other)
    assert await begun.audited(at=10) == ["MarkSeatsAsReserved"]
    mark = begun.command("MarkSeatsAsReserved")
    assert isinstance(mark, MarkSeatsAsReserved)
    assert (mark.order_version, mark.seats) == (0, seats(3))
    assert begun.store.commits[-1].stream == THE_PROCESS
    assert await begun.audited(at=11) == []


async def test_a_request_for_seats_that_got_lost_is_sent_again_and_counts_once(begun: Registration):
    [first] = begun.messages("MakeSeatReservation")
    assert await begun.audited(at=4.9) == []
    assert await begun.audited(at=5) == ["MakeSeatReservation"]
    [again] = begun.messages("MakeSeatReservation")
    assert decode_command(again.body).command == decode_command(first.body).command
    assert again.message_id != first.message_id
    await begun.decide(decode_command(again.body).command)
    await begun.decide(decode_command(first.body).command)
    _quota, *answers = [recorded.event for recorded in (await begun.store.read(THE_SEATS)).events]
    assert answers == [
        SeatsReserved(reservation_id=ORDER, number=1, details=seats(3), changes=seats(-3), not_after=minute(29))
    ]


async def test_a_refused_request_for_seats_is_not_sent_again(begun: Registration):
    make = begun.command("MakeSeatReservation")
    await begun.store.append(
        Commit(THE_SEATS, 0, [Marker(f"command_{make.id}", "refused", "reservation-committed")], [])
    )
    assert await begun.audited(at=10) == []


async def test_any_other_command_that_got_lost_is_sent_again(begun: Registration):
    await begun.deliver("MakeSeatReservation")
    assert await begun.audited(at=10) == ["MarkSeatsAsReserved"]
    assert await begun.audited(at=14.9) == []
    assert await begun.audited(at=15) == ["MarkSeatsAsReserved"]


async def test_commands_of_an_open_order_are_asked_after_however_long_it_stays_open(begun: Registration):
    a_week = 7 * 24 * 60
    await begun.happens(THE_ORDER, OrderAwaitingInvoicePayment(conference_id=CONFERENCE, until=minute(a_week)))
    await begun.tell_of_order()
    assert await begun.audited(at=a_week - 1) == ["MakeSeatReservation"]


# --- The clock --------------------------------------------------------------------------------------------------------


async def test_an_overdue_process_whose_alarm_got_lost_rejects_the_order(reserved: Registration):
    assert await reserved.audited(at=28.9) == []
    assert await reserved.audited(at=29) == ["RejectOrder"]
    assert await reserved.audited(at=30) == []
    assert "append" not in reserved.store.calls


async def test_a_deadline_that_the_order_put_off_is_not_taken_for_passed(reserved: Registration):
    await reserved.happens(THE_ORDER, OrderAwaitingInvoicePayment(conference_id=CONFERENCE, until=minute(60)))
    commits = len(reserved.store.commits)
    assert await reserved.audited(at=30) == ["ExpireRegistrationProcess"]
    assert len(reserved.store.commits) == commits + 1
    assert await reserved.audited(at=59.9) == []
    assert await reserved.audited(at=60) == ["RejectOrder"]


async def test_an_overdue_process_that_waits_for_a_confirmation_is_told_the_time_once(reserved: Registration):
    await reserved.check_out()
    await reserved.happens(THE_PAYMENT, PaymentCompleted(order_id=ORDER, amount=Decimal("300.00")))
    assert await reserved.audited(at=29) == ["ConfirmOrder"]
    commits = len(reserved.store.commits)
    assert await reserved.audited(at=30) == []
    assert len(reserved.store.commits) == commits


# --- When to come again -----------------------------------------------------------------------------------------------


async def test_an_order_whose_seats_are_not_answered_yet_is_visited_again_when_patience_is_over(begun: Registration):
    await begun.audited(at=3)
    assert begun.comes_again == 8


async def test_an_order_that_waits_for_its_registrant_is_visited_again_when_it_is_overdue(reserved: Registration):
    await reserved.audited(at=6)
    assert reserved.comes_again == 34


async def test_an_order_that_has_just_been_told_something_is_visited_again(reserved: Registration):
    await reserved.check_out()
    await reserved.happens(THE_PAYMENT, PaymentCompleted(order_id=ORDER, amount=Decimal("300.00")))
    assert await reserved.audited(at=10) == ["ConfirmOrder"]
    assert reserved.comes_again == 15


async def test_an_overdue_order_is_visited_again_until_it_has_ended(reserved: Registration):
    assert await reserved.audited(at=34) == ["RejectOrder"]
    assert reserved.comes_again == 39
    await reserved.deliver("RejectOrder")
    assert await reserved.audited(at=39) == ["CancelSeatReservation"]
    assert reserved.comes_again == 44
    await reserved.deliver("CancelSeatReservation")
    assert await reserved.audited(at=44) == []
    assert reserved.comes_again is None


# --- The seats to assign ----------------------------------------------------------------------------------------------


async def test_a_confirmed_order_whose_seat_assignments_nobody_created_gets_them_once(reserved: Registration):
    await reserved.confirm()
    assert await reserved.audited(at=4.9) == []
    assert reserved.comes_again == 9.9
    assert await reserved.audited(at=5) == ["CreateSeatAssignments"]
    assert reserved.comes_again == 10
    await reserved.deliver("CreateSeatAssignments")
    [created] = (await reserved.store.read(THE_ASSIGNMENTS)).events
    assert created.event == SeatAssignmentsCreated(
        order_id=ORDER,
        conference_id=CONFERENCE,
        seats=[NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=3)],
    )
    assert await reserved.audited(at=10) == []
    assert reserved.comes_again is None


async def test_a_confirmed_order_whose_seats_can_be_assigned_is_left_alone(reserved: Registration):
    await reserved.confirm()
    confirmed = (await reserved.store.read(THE_ORDER)).events[-1]
    assert isinstance(confirmed.event, OrderConfirmed)
    await reserved.decide(creation(ORDER, confirmed.event, confirmed.version))
    assert await reserved.audited(at=10) == []
    assert reserved.comes_again is None


# --- The end ----------------------------------------------------------------------------------------------------------


async def test_seats_that_an_expired_order_could_not_give_back_are_given_back(reserved: Registration):
    reserved.clock.time = minute(30)
    await reserved.happens(THE_ORDER, OrderExpired(conference_id=CONFERENCE))
    await reserved.tell_of_order()
    assert await reserved.audited(at=36) == ["CancelSeatReservation"]
    await reserved.deliver("CancelSeatReservation")
    assert (await reserved.store.read(THE_SEATS)).events[-1].event == SeatsReservationCancelled(
        reservation_id=ORDER, number=2, changes=seats(3), cancelled_at=minute(36)
    )
    assert await reserved.audited(at=37) == []


async def test_an_order_that_ended_long_ago_costs_two_reads(reserved: Registration):
    reserved.clock.time = minute(30)
    await reserved.happens(THE_ORDER, OrderExpired(conference_id=CONFERENCE))
    await reserved.tell_of_order()
    three_days = 3 * 24 * 60
    assert await reserved.audited(at=30 + three_days - 1) == ["CancelSeatReservation"]
    assert await reserved.audited(at=30 + three_days) == []
    assert reserved.store.calls == ["read", "read"]


async def test_a_stream_without_an_order_is_left_alone(registration: Registration):
    nobody = StreamId(ORDER_TYPE, UUID("00000000-0000-4000-8000-0000000000ff"))
    registration.store.calls.clear()
    await registration.audit.visit(nobody)
    assert registration.store.calls == ["read", "read"]
