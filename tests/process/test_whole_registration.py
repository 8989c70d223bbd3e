"""Whatever the bus does and whoever acts when: nothing is oversold, no seat is lost, all money has its order."""

from functools import reduce
from random import Random
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import CONFERENCE as CONFERENCE_TYPE
from domain.catalogue import ORDER, PAYMENT, SEATS_AVAILABILITY
from domain.conference_management.views import ledger
from domain.conference_management.views import orders as managed_orders
from domain.conference_management.views.ledger import LedgerEntry, entry_of
from domain.registration.events import AvailableSeatsChanged, SeatsReservationCommitted
from domain.registration.order import Phase
from infrastructure.ledger import moved_money
from tests.process.people import CONFERENCE, ORDERS, WORKSHOP, act, honour, open_conference, pay_too_late, refund
from tests.process.world import World

SEEDS = st.integers(0, 2**32 - 1)


def live(world: World, steps: int) -> None:
    """People act and messages come at random, for hours."""
    for _ in range(steps):
        chance = world.random.random()
        if chance < 0.2:
            act(world)
        elif chance < 0.26:
            world.pass_time(world.random.uniform(0, 20))
        else:
            world.deliver_one()
        assert_no_seat_is_lost(world)


def all_is_said(world: World) -> None:
    """The last deadline has passed, an hour for late seats, and what follows from it."""
    for _ in range(3):
        world.pass_time(120)
        world.deliver_all()


def assert_no_seat_is_lost(world: World) -> None:
    availability = world.state(SEATS_AVAILABILITY, CONFERENCE)
    if availability is None or WORKSHOP not in availability.remaining:
        return
    held = sum(item.quantity for _, reservation in availability.reservations for item in reservation.held)
    remaining = availability.remaining[WORKSHOP]
    assert remaining >= 0
    assert remaining + held + sold(world) == quota(world)


def quota(world: World) -> int:
    """As far as the seats were told; raised where an order was honoured."""
    told = [
        event for event in world.streams[SEATS_AVAILABILITY, CONFERENCE] if isinstance(event, AvailableSeatsChanged)
    ]
    return sum(item.quantity for event in told for item in event.changes)


def sold(world: World) -> int:
    committed = [
        event for event in world.streams[SEATS_AVAILABILITY, CONFERENCE] if isinstance(event, SeatsReservationCommitted)
    ]
    return sum(item.quantity for event in committed for item in event.seats)


def assert_money_and_seats_agree(world: World) -> None:
    """Once all has been said."""
    wanted_of_confirmed = 0
    for order_id in ORDERS:
        order = world.state(ORDER, order_id)
        if order is None:
            continue
        assert order.phase in (Phase.CONFIRMED, Phase.EXPIRED, Phase.REJECTED, Phase.AWAITING_ATTENTION)
        match order.phase:
            case Phase.CONFIRMED:
                wanted_of_confirmed += sum(item.quantity for item in order.wanted)
                assert world.money_taken(order_id) == ([order.confirmed_by] if order.confirmed_by else [])
            case Phase.AWAITING_ATTENTION:
                assert world.money_taken(order_id) == [order.set_aside.payment_id]
            case _:
                assert world.money_taken(order_id) == []
        assert ledger_entry(world, order_id).balance == 0
    assert sold(world) == wanted_of_confirmed
    assert world.state(SEATS_AVAILABILITY, CONFERENCE).remaining[WORKSHOP] == quota(world) - wanted_of_confirmed
    assert world.state(CONFERENCE_TYPE, CONFERENCE).seat_types[0].quantity == quota(world)


def ledger_entry(world: World, order_id: UUID) -> LedgerEntry:
    """As the owner sees it once all views have followed."""
    shown = reduce(managed_orders.apply, world.recorded((ORDER, order_id)), cast(Any, None))
    histories = [world.recorded(stream) for stream in list(world.streams) if stream[0] == PAYMENT]
    rows = [reduce(ledger.apply, history, cast(Any, None)) for history in histories if moved_money(history)]
    return entry_of(shown, [row for row in rows if row.order_id == order_id])


@pytest.mark.parametrize("loses_messages", [False, True])
@given(seed=SEEDS)
def test_no_seat_is_ever_lost_or_sold_twice(loses_messages: bool, seed: int):
    world = World(Random(seed), loses_messages=loses_messages)
    open_conference(world)
    live(world, steps=120)
    all_is_said(world)
    assert_no_seat_is_lost(world)


@pytest.mark.parametrize("clocks_differ_by", [0, 10], ids=lambda minutes: f"clocks {minutes} minutes wrong")
@given(seed=SEEDS)
def test_when_all_has_been_said_every_order_has_ended_and_money_and_seats_agree_with_it(
    clocks_differ_by: float, seed: int
):
    world = World(Random(seed), clocks_differ_by=clocks_differ_by)
    open_conference(world)
    live(world, steps=120)
    all_is_said(world)
    assert_money_and_seats_agree(world)


@given(seed=SEEDS)
def test_a_late_payment_is_settled_whatever_comes_between(seed: int):
    world = World(Random(seed))
    open_conference(world)
    pay_too_late(world)
    live(world, steps=60)
    all_is_said(world)
    honour(world, ORDERS[0])
    refund(world, ORDERS[0])
    all_is_said(world)
    assert world.state(ORDER, ORDERS[0]).phase is not Phase.AWAITING_ATTENTION
    assert_money_and_seats_agree(world)
