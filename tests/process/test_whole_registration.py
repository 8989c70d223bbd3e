"""Whatever the bus does and whoever acts when: nothing is oversold, no seat is lost, all money has its order."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import ORDER, SEATS_AVAILABILITY
from domain.payments.commands import CancelThirdPartyProcessorPayment, CompleteThirdPartyProcessorPayment
from domain.registration import order as orders
from domain.registration.commands import AddSeats, CancelOrder, ChangeSeats, CheckOut, RegisterToConference
from domain.registration.events import SeatsReservationCommitted
from domain.registration.order import Phase
from domain.values import PersonalInfo, PricedSeats
from tests.process.world import START, World

CONFERENCE = UUID("00000000-0000-4000-8000-00000000000c")
WORKSHOP = UUID("00000000-0000-4000-8000-0000000000aa")
ORDERS = [UUID(int=number, version=4) for number in (1, 2, 3)]
QUOTA = 5
ANNA = PersonalInfo(first_name="Anna", last_name="Ames", email="anna@example.com")


def priced(quantity: int) -> list[PricedSeats]:
    return [PricedSeats(seat_type=WORKSHOP, name="Workshop", quantity=quantity, unit_price=Decimal("100.00"))]


def place(world: World, order_id: UUID) -> None:
    world.send(
        RegisterToConference(
            id=world.new_id(),
            order_id=order_id,
            conference_id=CONFERENCE,
            conference_slug="pycon",
            conference_name="PyCon",
            currency="EUR",
            seats=priced(world.random.randint(1, 4)),
            placed_at=START,
            reservation_expires_at=START + timedelta(minutes=15),
            seats_released_at=START + timedelta(minutes=29),
            access_code="ABC234",
        )
    )


def change(world: World, order_id: UUID) -> None:
    seats = priced(world.random.randint(1, 4))
    world.send(ChangeSeats(id=world.new_id(), order_id=order_id, seats=seats, issued_at=world.now))


def check_out(world: World, order_id: UUID) -> None:
    order = world.state(ORDER, order_id)
    if order is None:
        return
    world.send(
        CheckOut(
            id=world.new_id(),
            order_id=order_id,
            registrant=ANNA,
            payment_type="third-party",
            payment_id=orders.next_payment_id(order_id, order, []),
            rejected_payments=[],
            invoice_until=None,
            issued_at=world.now,
        )
    )


def give_up(world: World, order_id: UUID) -> None:
    world.send(CancelOrder(id=world.new_id(), order_id=order_id, reason="given-up"))


def complete(world: World, order_id: UUID) -> None:
    order = world.state(ORDER, order_id)
    for payment_id in order.payments if order else ():
        world.send(CompleteThirdPartyProcessorPayment(id=world.new_id(), payment_id=payment_id, order_id=order_id))


def reject(world: World, order_id: UUID) -> None:
    order = world.state(ORDER, order_id)
    for payment_id in order.payments if order else ():
        world.send(CancelThirdPartyProcessorPayment(id=world.new_id(), payment_id=payment_id, order_id=order_id))


ACTIONS: tuple[Callable[[World, UUID], None], ...] = (change, check_out, check_out, complete, complete, reject, give_up)


def live(world: World) -> None:
    """Three orders for five seats, with people acting and messages coming at random for an hour."""
    world.send(AddSeats(id=world.new_id(), conference_id=CONFERENCE, seat_type=WORKSHOP, quantity=QUOTA))
    for order_id in ORDERS:
        place(world, order_id)
    for _ in range(60):
        chance = world.random.random()
        if chance < 0.2:
            world.random.choice(ACTIONS)(world, world.random.choice(ORDERS))
        elif chance < 0.3:
            world.pass_time(world.random.uniform(0, 8))
        else:
            world.deliver_one()
        assert_no_seat_is_lost(world)


def assert_no_seat_is_lost(world: World) -> None:
    availability = world.state(SEATS_AVAILABILITY, CONFERENCE)
    if availability is None or WORKSHOP not in availability.remaining:
        return
    held = sum(item.quantity for _, reservation in availability.reservations for item in reservation.held)
    remaining = availability.remaining[WORKSHOP]
    assert remaining >= 0
    assert remaining + held + sold(world) == QUOTA


def sold(world: World) -> int:
    committed = [
        event for event in world.streams[SEATS_AVAILABILITY, CONFERENCE] if isinstance(event, SeatsReservationCommitted)
    ]
    return sum(item.quantity for event in committed for item in event.seats)


@pytest.mark.parametrize("loses_messages", [False, True])
@given(random=st.randoms(use_true_random=False))
def test_no_seat_is_ever_lost_or_sold_twice(loses_messages: bool, random: Random):
    world = World(random, loses_messages=loses_messages)
    live(world)
    world.pass_time(120)
    world.deliver_all()
    assert_no_seat_is_lost(world)


@given(random=st.randoms(use_true_random=False))
def test_when_all_has_been_said_every_order_has_ended_and_money_and_seats_agree_with_it(random: Random):
    world = World(random)
    live(world)
    for _ in range(3):  # the last deadline, an hour for late seats, and what follows from it
        world.pass_time(120)
        world.deliver_all()
    wanted_of_confirmed = 0
    for order_id in ORDERS:
        order = world.state(ORDER, order_id)
        assert order.phase in (Phase.CONFIRMED, Phase.EXPIRED, Phase.REJECTED, Phase.AWAITING_ATTENTION)
        match order.phase:
            case Phase.CONFIRMED:
                wanted_of_confirmed += sum(item.quantity for item in order.wanted)
                assert world.money_taken(order_id) == [order.confirmed_by]
            case Phase.AWAITING_ATTENTION:
                assert world.money_taken(order_id) == [order.set_aside.payment_id]
            case _:
                assert world.money_taken(order_id) == []
    assert sold(world) == wanted_of_confirmed
    assert world.state(SEATS_AVAILABILITY, CONFERENCE).remaining[WORKSHOP] == QUOTA - wanted_of_confirmed
