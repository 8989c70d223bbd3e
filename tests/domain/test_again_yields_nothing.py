"""Whatever an aggregate has been through: it takes every command, and the same command again yields no event."""

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from domain import catalogue
from domain.messages import Command, Event
from domain.registration.commands import ConfirmOrder
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderConfirmationRefused,
    OrderConfirmed,
    OrderExpired,
    OrderHonoured,
    OrderRejected,
    OrderReservationCompleted,
    OrderTotalsCalculated,
)
from domain.registration.order import Order, next_payment_id
from tests.domain import test_payment as payments
from tests.domain.given_when_then import AGGREGATES, minute
from tests.domain.orders import (
    ALICE,
    BOB,
    ORDER,
    PAYMENT,
    SECOND_PAYMENT,
    THIRD_PAYMENT,
    assign,
    cancel,
    change,
    check_out,
    confirm,
    held,
    honour,
    invoice_paid,
    mark,
    put_aside,
    register,
    reject,
    workshop,
)
from tests.domain.test_seat_assignments import CREATE, named, unassign
from tests.domain.test_seat_assignments import assign as assign_seat

MINUTES = st.integers(0, 40)
PRICES = st.sampled_from(["0", "15.10"])
SEATS = st.builds(workshop, st.integers(0, 3), PRICES)
PAYMENTS = st.sampled_from([PAYMENT, SECOND_PAYMENT, THIRD_PAYMENT])
PEOPLE = st.sampled_from([ALICE, BOB, named("alice", "Liddell", "Alice@example.org")])
HELD = st.builds(held, st.integers(0, 3))
AMOUNTS = st.sampled_from(["0.00", "15.10", "30.20", "45.30"])

any_order_command: st.SearchStrategy[Command] = st.one_of(
    st.builds(register, SEATS),
    st.builds(change, SEATS, issued=MINUTES),
    st.builds(assign, PEOPLE, issued=MINUTES),
    st.builds(
        check_out,
        st.none() | PAYMENTS,
        PEOPLE,
        st.sampled_from(["third-party", "invoice"]),
        rejected_payments=st.lists(PAYMENTS, max_size=2).map(tuple),
        invoice_until=st.none() | MINUTES,
        issued=MINUTES,
    ),
    st.builds(mark, HELD, st.integers(0, 9)),
    st.builds(confirm, PAYMENTS, AMOUNTS, st.none() | HELD),
    st.builds(put_aside, PAYMENTS, AMOUNTS),
    st.builds(cancel, st.sampled_from(["given-up", "refunded", "invoice-cancelled"])),
    st.builds(reject, MINUTES),
    st.sampled_from([honour, invoice_paid]),
)


def fitting(order: Order) -> list[Command]:
    """Commands that find the order as they expect it: by chance alone few orders get far."""
    seats = held(order.wanted[0].quantity)
    return [
        mark(seats, order.wanted_version),
        check_out(next_payment_id(ORDER, order, []) if order.total else None, issued=5),
        check_out(None, payment_type="invoice", invoice_until=60, issued=5),
        confirm(PAYMENT, str(order.total)),
        confirm(PAYMENT, str(order.total), seats),
        put_aside(PAYMENT, str(order.total)),
        honour if order.set_aside else reject(),
        change(workshop(2), issued=6),
    ]


type Step = tuple[int, Command, int]
"""The place of a fitting command, the command that comes where there is no such place, and the minute of it."""
order_steps = st.lists(st.tuples(st.integers(0, 11), any_order_command, MINUTES), max_size=30)
assignment_commands: st.SearchStrategy[Command] = st.one_of(
    st.just(CREATE),
    st.builds(assign_seat, st.integers(-1, 3), PEOPLE, issued=MINUTES),
    st.builds(unassign, st.integers(-1, 3), issued=MINUTES),
)
payment_commands: st.SearchStrategy[Command] = st.sampled_from(
    [payments.initiate, payments.complete, payments.cancel, payments.refund]
)


def deliver(state: Any, command: Command, at: int) -> tuple[Any, list[Event]]:
    evolve, decide = AGGREGATES[catalogue.COMMAND_TARGETS[type(command)]]
    decision = decide(state, command, minute(at), False)
    events = decision if isinstance(decision, list) else []
    for event in events:
        state = evolve(state, event)
    return state, events


def deliver_each_twice(commands: Sequence[tuple[Command, int]]) -> None:
    state = None
    for command, at in commands:
        state, _ = deliver(state, command, at)
        state, again = deliver(state, command, at)
        assert again == [], f"{type(command).__name__} again"


def walk(steps: Sequence[Step]) -> Iterator[tuple[Order, Command, list[Event]]]:
    """An order of three seats and all that comes after it: the order then, the command, what it led to."""
    order, _ = deliver(None, register(workshop(3)), 0)
    for place, other, at in steps:
        command = dict(enumerate(fitting(order))).get(place, other)
        order, events = deliver(order, command, at)
        yield order, command, events
        order, again = deliver(order, command, at)
        assert again == [], f"{type(command).__name__} again"


@given(st.lists(st.tuples(assignment_commands, MINUTES), max_size=20))
def test_for_seat_assignments(commands):
    deliver_each_twice(commands)


@given(st.lists(st.tuples(payment_commands, MINUTES), max_size=8))
def test_for_payments(commands):
    deliver_each_twice(commands)


@given(order_steps)
@example([(8, mark([], 0), 1), (6, honour, 30), (4, honour, 31)])  # paid late, after less was held than wanted
def test_for_orders_whose_ends_exclude_each_other(steps):
    """After it is confirmed or rejected it only refuses payments; expired, only a completed payment moves it."""
    kinds: list[type[Event]] = []
    for order, _, events in walk(steps):
        kinds.extend(type(event) for event in events)
        assert order.version == len(kinds) + 1
    for end in (OrderConfirmed, OrderRejected):
        assert set(after(end, kinds)) <= {OrderConfirmationRefused}
    assert set(after(OrderExpired, kinds)) <= {
        OrderConfirmationRefused,
        OrderReservationCompleted,
        OrderTotalsCalculated,  # of all seats wanted, where the price of fewer was shown
        OrderConfirmed,
        OrderAwaitingAttention,
        OrderHonoured,
        OrderRejected,
    }


def after(kind: type[Event], kinds: list[type[Event]]) -> list[type[Event]]:
    return kinds[kinds.index(kind) + 1 :] if kind in kinds else []


@given(order_steps)
def test_a_payment_confirms_an_order_only_for_what_its_seats_cost(steps):
    for order, command, events in walk(steps):
        sales = [event for event in events if isinstance(event, OrderConfirmed) and event.payment_id is not None]
        for sale in sales:
            assert isinstance(command, ConfirmOrder)
            sold = sum(seats.quantity for seats in sale.seats)
            assert sold > 0
            assert command.amount == sold * order.wanted[0].unit_price
