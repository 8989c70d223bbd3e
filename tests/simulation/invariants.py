"""What is true of the registration whenever nothing moves, whatever happened before.

Seats: quota = remaining + held + sold, and what the public sees follows. Nobody holds or gets seats of an order that
ended without being sold. Money: each completed payment confirmed the order, was sent back, or is what the order awaits
attention for; at most one of them is kept, and it is exactly what the order costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.catalogue import CONFERENCE as CONFERENCE_TYPE
from domain.catalogue import ORDER as ORDER_TYPE
from domain.catalogue import PAYMENT, REGISTRATION_PROCESS, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from domain.payments import payment as payments
from domain.payments.events import PaymentCompleted, PaymentRefunded
from domain.payments.payment import Payment, PaymentState
from domain.registration import order as orders
from domain.registration import process, seats_availability
from domain.registration.events import AvailableSeatsChanged, SeatsReservationCommitted, SeatsReserved
from domain.registration.order import Order, Phase
from domain.registration.process_facts import Facts
from domain.registration.seats_availability import SeatsAvailability
from domain.registration.views import conference
from infrastructure.event_store import RecordedEvent, StreamId
from infrastructure.ledger import Ledgers
from tests.simulation.registration import CONFERENCE, ORDER, RIVAL, WORKSHOP
from tests.simulation.replays import THE_SEATS, assert_views_are_replays, events_of
from tests.simulation.world import World


@dataclass(frozen=True)
class Truth:
    """What the streams say. `completed`, `refunded`: payment → amount. The rival never buys what he holds."""

    order: Order
    facts: Facts
    seats: SeatsAvailability
    seats_events: Sequence[RecordedEvent]
    quota: int
    sold: int
    held: int
    held_by_rival: int
    payments: dict[UUID, Payment | None]
    completed: dict[UUID, Decimal]
    refunded: dict[UUID, Decimal]

    @property
    def kept(self) -> dict[UUID, Decimal]:
        """Money taken and not given back."""
        return {payment: amount for payment, amount in self.completed.items() if payment not in self.refunded}


async def truth_of(world: World) -> Truth:
    seats_events = await events_of(world, THE_SEATS)
    order_state = _fold(orders.evolve, await events_of(world, StreamId(ORDER_TYPE, ORDER)))
    seats = _fold(seats_availability.evolve, seats_events)
    of_payments = {payment: await events_of(world, StreamId(PAYMENT, payment)) for payment in order_state.payments}
    view: Any = None
    for recorded in await events_of(world, StreamId(CONFERENCE_TYPE, CONFERENCE)):
        view = conference.apply(view, recorded)  # type: ignore[arg-type]
    return Truth(
        order=order_state,
        facts=_fold(process.evolve, await events_of(world, StreamId(REGISTRATION_PROCESS, ORDER))).facts,
        seats=seats,
        seats_events=seats_events,
        quota=view.seat_types[0].quantity,
        sold=sum(
            item.quantity
            for recorded in seats_events
            if isinstance(recorded.event, SeatsReservationCommitted)
            for item in recorded.event.seats
        ),
        held=_held(seats, ORDER),
        held_by_rival=_held(seats, RIVAL),
        payments={payment: _fold(payments.evolve, events) for payment, events in of_payments.items()},
        completed={
            payment: recorded.event.amount
            for payment, events in of_payments.items()
            for recorded in events
            if isinstance(recorded.event, PaymentCompleted)
        },
        refunded={
            payment: recorded.event.amount
            for payment, events in of_payments.items()
            for recorded in events
            if isinstance(recorded.event, PaymentRefunded)
        },
    )


async def assert_all_is_well(world: World) -> Truth:
    """Nothing is under way but deadlines."""
    truth = await truth_of(world)
    _assert_seats_add_up(truth)
    _assert_money_has_its_order(truth)
    _assert_payers_can_pay_what_counts_and_nothing_else(truth)
    await _assert_the_ledger_balances(world, truth)
    await _assert_what_was_sold_can_be_assigned(world, truth)
    await assert_views_are_replays(world)
    await _assert_everything_is_published(world)
    return truth


def assert_it_ended(truth: Truth) -> None:
    """Long after: nobody will do anything but the business customer, who was asked to."""
    assert truth.order.phase not in (Phase.OPEN, Phase.HONOURED), truth.order.phase
    assert truth.facts.oldest_undecided() is None


def _assert_seats_add_up(truth: Truth) -> None:
    _assert_nobody_got_what_was_not_there(truth)
    remaining = truth.seats.remaining[WORKSHOP]
    assert remaining + truth.held + truth.held_by_rival + truth.sold == truth.quota, truth
    wanted = sum(item.quantity for item in truth.order.wanted)
    match truth.order.phase:
        case Phase.CONFIRMED:
            assert (truth.held, truth.sold) == (0, wanted), truth
        case Phase.OPEN:
            assert truth.order.reserved is not None, "an open order is told what is held for it"
            assert truth.sold == 0, truth
            assert truth.held == sum(item.quantity for item in truth.order.reserved), truth
        case Phase.HONOURED:
            raise AssertionError("an honoured order is confirmed when nothing moves")
        case _:
            assert (truth.held, truth.sold) == (0, 0), truth


def _assert_nobody_got_what_was_not_there(truth: Truth) -> None:
    """Whoever got seats found them remaining, or they were raised for this very reservation a moment ago."""
    remaining = raised = 0
    for recorded in truth.seats_events:
        change = sum(item.quantity for item in getattr(recorded.event, "changes", ()))
        remaining += change
        if isinstance(recorded.event, SeatsReserved) and change < 0:
            assert remaining >= 0 or -change == raised, recorded
        raised = change if isinstance(recorded.event, AvailableSeatsChanged) else 0


def _assert_money_has_its_order(truth: Truth) -> None:
    assert truth.refunded.items() <= truth.completed.items(), "what is given back is what was taken"
    match truth.order.phase:
        case Phase.CONFIRMED:
            paid_by = truth.order.confirmed_by  # None: by invoice
            assert truth.kept == ({paid_by: truth.order.total} if paid_by else {}), truth
        case Phase.AWAITING_ATTENTION:
            assert truth.order.set_aside is not None
            assert truth.kept == {truth.order.set_aside.payment_id: truth.order.total}, truth
        case _:
            assert truth.kept == {}, truth


async def _assert_the_ledger_balances(world: World, truth: Truth) -> None:
    by_invoice = truth.order.phase is Phase.CONFIRMED and truth.order.confirmed_by is None
    taken = sum(truth.completed.values(), truth.order.total if by_invoice else Decimal(0))
    refunded = sum(truth.refunded.values(), Decimal(0))
    totals = (await Ledgers(world.managed_rows).page(CONFERENCE, after=None, limit=10)).totals
    shown = [(sums.taken, sums.refunded, sums.owed, sums.balance) for sums in totals or () if sums.taken]
    assert shown == ([(taken, refunded, taken - refunded, Decimal(0))] if taken else [])


def _assert_payers_can_pay_what_counts_and_nothing_else(truth: Truth) -> None:
    for payment_id in truth.order.payments:
        payment = truth.payments[payment_id]
        assert payment is not None, "whoever checked out can pay"
        is_void = payment_id != truth.order.open_payment or truth.order.phase in (Phase.CONFIRMED, Phase.REJECTED)
        assert not (is_void and payment.state is PaymentState.INITIATED), f"{payment_id} could be paid for nothing"


async def _assert_what_was_sold_can_be_assigned(world: World, truth: Truth) -> None:
    created = await events_of(world, StreamId(SEAT_ASSIGNMENTS, ORDER))
    assert len(created) == (1 if truth.order.phase is Phase.CONFIRMED else 0), truth.order.phase


async def _assert_everything_is_published(world: World) -> None:
    for stream_type in (
        CONFERENCE_TYPE,
        ORDER_TYPE,
        SEATS_AVAILABILITY,
        SEAT_ASSIGNMENTS,
        PAYMENT,
        REGISTRATION_PROCESS,
    ):
        assert [stream async for stream in world.store.streams_with_unpublished(stream_type)] == []


def _held(seats: SeatsAvailability, reservation_id: UUID) -> int:
    reservation = seats.reservations.get(reservation_id)
    return sum(item.quantity for item in reservation.held) if reservation else 0


def _fold(evolve: Any, events: Sequence[RecordedEvent]) -> Any:
    state = None
    for recorded in events:
        state = evolve(state, recorded.event)
    return state
