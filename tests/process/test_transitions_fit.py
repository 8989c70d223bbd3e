"""Whatever happens to an order within its limits: each transition of its process fits a row, and each commit a message.

Otherwise the process could not go on, and the order would hold its seats for ever. The order has 50 seat types with
the longest names there can be, of characters that JSON writes as two; the store in memory refuses what Azure's would.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from random import Random
from typing import Any, cast
from uuid import UUID, uuid5

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.catalogue import ORDER as ORDER_TYPE
from domain.catalogue import PAYMENT as PAYMENT_TYPE
from domain.catalogue import REGISTRATION_PROCESS, SEATS_AVAILABILITY
from domain.messages import Command, Event, Refused
from domain.payments.events import PaymentCompleted, PaymentRejected
from domain.registration import order as orders
from domain.registration import process
from domain.registration.commands import (
    AssignRegistrantDetails,
    ChangeSeats,
    CheckOut,
    ExpireRegistrationProcess,
    MarkSeatsAsReserved,
    RegisterToConference,
)
from domain.registration.events import OrderExpired, SeatsReserved
from domain.registration.order import Order, next_payment_id
from domain.registration.process_facts import Facts
from domain.values import PersonalInfo, PricedSeats, SeatQuantity
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.event_store import Provenance, RecordedEvent, StreamId
from infrastructure.messaging import CommandEnvelope
from infrastructure.publisher import Publisher
from tests.handling.house import NotingBus
from tests.http.fakes import SetClock
from tests.http.told_streams import ToldStreams
from tests.process.story import CONFERENCE, ORDER, minute

THE_ORDER, THE_PROCESS = StreamId(ORDER_TYPE, ORDER), StreamId(REGISTRATION_PROCESS, ORDER)
THE_SEATS = StreamId(SEATS_AVAILABILITY, CONFERENCE)
CAUSE = Provenance("correlation", "cause")
TYPES = [uuid5(CONFERENCE, str(number)) for number in range(50)]
LONGEST = '"' * 70
ANNA = PersonalInfo(first_name="Anna", last_name="Ahn", email="anna@example.org")


def wanted(types: int, quantity: int) -> list[PricedSeats]:
    return [
        PricedSeats(seat_type=key, name=LONGEST, quantity=quantity, unit_price=Decimal("49999.99"))
        for key in TYPES[:types]
    ]


class Registration:
    """The order decides for real. Its process learns of what `tell` says, and then of all that came before it."""

    def __init__(self) -> None:
        self.store, self.bus, self.clock = ToldStreams(), NotingBus(), SetClock(minute(0))
        self.manager = self.another_instance()
        self._order: Order | None = None
        self.told = 0
        self._reserved = 0
        self._decide(
            RegisterToConference(
                id=UUID(int=1),
                order_id=ORDER,
                conference_id=CONFERENCE,
                conference_slug="pycon",
                conference_name='"' * 200,
                currency="EUR",
                seats=wanted(50, 10),
                placed_at=minute(0),
                reservation_expires_at=minute(15),
                seats_released_at=minute(29),
                access_code="ABC234",
            )
        )

    def another_instance(self) -> RegistrationProcessManager:
        return RegistrationProcessManager(self.store, Publisher(self.store, self.bus, self.clock), self.clock)

    @property
    def order(self) -> Order:
        assert self._order
        return self._order

    def order_events(self) -> list[RecordedEvent]:
        return self.store.events(THE_ORDER)

    def facts(self) -> Facts:
        return process.latest_facts([cast(Any, recorded.event) for recorded in self.store.events(THE_PROCESS)])

    def stored_facts(self) -> list[str]:
        return [cast(Any, recorded.event).facts for recorded in self.store.events(THE_PROCESS)]

    def change(self, types: int, quantity: int) -> None:
        seats = wanted(types, quantity)
        self._decide(ChangeSeats(id=UUID(int=2), order_id=ORDER, seats=seats, issued_at=self.clock.now()))

    def reserve(self) -> None:
        """The order is told that it has what it wants."""
        held = [SeatQuantity(seat_type=item.seat_type, quantity=item.quantity) for item in self.order.wanted]
        version = self.order.wanted_version
        self._decide(MarkSeatsAsReserved(id=UUID(int=3), order_id=ORDER, order_version=version, seats=held))

    def check_out(self, payment_type: str) -> None:
        """After an open payment that was rejected meanwhile, as its stream would say: the process learns it later."""
        by_invoice = payment_type == "invoice"
        rejected = [self.order.open_payment] if self.order.open_payment else []
        self._decide(
            CheckOut(
                id=UUID(int=4),
                order_id=ORDER,
                registrant=ANNA,
                payment_type=payment_type,
                payment_id=None if by_invoice else next_payment_id(ORDER, self.order, rejected),
                rejected_payments=rejected,
                invoice_until=self.clock.now() + timedelta(days=90) if by_invoice else None,
                issued_at=self.clock.now(),
            )
        )

    def correct_registrant(self, number: int) -> None:
        registrant = ANNA.model_copy(update={"first_name": f"Anna {number}"})
        command = AssignRegistrantDetails(
            id=UUID(int=5), order_id=ORDER, registrant=registrant, issued_at=self.clock.now()
        )
        self._decide(command)

    async def tell(self, *, at_once: int = 1_000) -> None:
        """The order's latest events, as one commit of the group brought them."""
        news = self.order_events()[self.told :][-at_once:]
        if news:
            await self.manager.order_moved(news)
            self.told = news[-1].version + 1

    async def answer_seats(self) -> None:
        """The newest request gets all that it asked for."""
        facts = self.facts()
        if facts.request:
            self._reserved += 1
            await self._hear(
                THE_SEATS,
                self._reserved,
                SeatsReserved(
                    reservation_id=ORDER,
                    number=facts.request.number,
                    details=list(facts.wanted),
                    changes=[],
                    not_after=minute(29),
                ),
            )

    async def end_payment(self, which: int, *, completed: bool) -> None:
        if payments := self.order.payments:
            payment_id = payments[which % len(payments)]
            amount = Decimal("24999995.00")
            ended = PaymentCompleted(order_id=ORDER, amount=amount) if completed else PaymentRejected(order_id=ORDER)
            await self._hear(StreamId(PAYMENT_TYPE, payment_id), 1, ended)

    async def reach_deadline(self) -> None:
        deadline = self.facts().deadline
        command = ExpireRegistrationProcess(id=uuid5(ORDER, str(deadline)), order_id=ORDER, deadline=deadline)
        await self.manager.time_passed(CommandEnvelope(command, self.clock.now(), CAUSE), command)

    def expire(self) -> None:
        self._append([OrderExpired(conference_id=CONFERENCE)])

    async def _hear(self, stream: StreamId, version: int, event: Event) -> None:
        await self.manager.hear(RecordedEvent(stream, version, event, self.clock.now(), CAUSE))

    def _decide(self, command: Command) -> None:
        decision = orders.decide(self._order, cast(Any, command), self.clock.now())
        if isinstance(decision, list):
            self._append(decision)
        else:
            assert isinstance(decision, Refused)
        self.clock.time += timedelta(seconds=1)

    def _append(self, events: Sequence[Event]) -> None:
        history = self.order_events()
        recorded = (
            RecordedEvent(THE_ORDER, version, event, self.clock.now(), CAUSE)
            for version, event in enumerate(events, len(history))
        )
        self.store.happened(THE_ORDER, [*history, *recorded])
        self._order = reduce(orders.evolve, cast(Any, events), self._order)


async def reserved() -> Registration:
    registration = Registration()
    registration.reserve()
    await registration.tell()
    await registration.answer_seats()
    return registration


async def live(registration: Registration, random: Random) -> None:
    """As often as the order lets it: all that its registrant can do. How soon its process learns of it, varies."""
    talkative, answered, rejected = (random.choice((0, 0.1, 0.5, 1)) for _ in range(3))
    for step in range(160):
        types, quantity = random.choice(((1, 1), (10, 10), (50, 10), (50, 9), (50, 10)))
        match random.choice(("change", "invoice", "pay", "pay", "registrant", "complete")):
            case "change":
                registration.change(types, quantity)
            case "invoice":
                registration.reserve()
                registration.check_out("invoice")
            case "pay":
                registration.reserve()
                registration.check_out("third-party")
            case "registrant":
                registration.correct_registrant(step)
            case _ if registration.told and random.random() < talkative:
                await registration.end_payment(step, completed=True)
        if random.random() < talkative:
            await registration.tell(at_once=random.choice((1, 10, 1_000)))
        if registration.told and random.random() < answered:
            await registration.answer_seats()
        if registration.told and random.random() < rejected:
            await registration.end_payment(step, completed=False)
    await registration.tell()
    await registration.reach_deadline()
    registration.expire()
    registration.manager = registration.another_instance()
    await registration.tell()
    await registration.answer_seats()


@given(seed=st.integers(0, 2**32 - 1))
@example(seed=0)
@settings(max_examples=5)
async def test_every_transition_fits_whatever_happens_within_the_limits(seed: int):
    await live(Registration(), Random(seed))


async def test_50_payments_that_the_process_learns_of_at_once():
    """Its news were late: meanwhile each payment was rejected, and the order checked out again."""
    registration = await reserved()
    for _ in range(60):
        registration.check_out("third-party")
    assert len(registration.order.payments) == 50
    await registration.tell()
    assert len(registration.facts().payments) == 50
    assert max(map(len, registration.stored_facts())) < 16_000  # half a row
    registration.change(50, 9)
    await registration.tell()
    sent = [message.properties["CommandType"] for _, message in registration.bus.sent]
    assert sent.count("InitiateThirdPartyProcessorPayment") == 50
    assert sent.count("CancelThirdPartyProcessorPayment") == 50
    assert sent.count("MakeSeatReservation") == 2


async def test_50_payments_that_all_complete():
    registration = await reserved()
    for _ in range(50):
        registration.check_out("third-party")
    await registration.tell()
    for number in range(50):
        await registration.end_payment(number, completed=True)
    registration.expire()
    await registration.tell()
    await registration.answer_seats()


async def test_changes_of_seats_and_checkouts_by_invoice_in_turn_leave_nothing_behind():
    registration = Registration()
    await registration.tell()
    for number in range(50):
        registration.change(1, 1 + number % 2)
        registration.reserve()
        registration.check_out("invoice")
        await registration.tell()
        await registration.answer_seats()
    registration.change(50, 10)
    assert registration.order.changes == 50
    await registration.tell()
    assert registration.facts().armed == (minute(29), registration.order.invoice_until)
