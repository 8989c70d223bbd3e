from typing import Any

import pytest

from domain.conference_management.views import orders
from domain.conference_management.views.orders import ManagedOrderView
from domain.recorded import StreamBeginsElsewhere
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderAwaitingInvoicePayment,
    OrderCheckedOut,
    OrderConfirmationRefused,
    OrderConfirmed,
    OrderEvent,
    OrderExpired,
    OrderHonoured,
    OrderPartiallyReserved,
    OrderRegistrantAssigned,
    OrderRejected,
    OrderReservationCompleted,
    OrderUpdated,
)
from domain.values import NamedSeats
from infrastructure.event_store import StreamId
from tests.views.story import (
    ADA,
    CONFERENCE,
    ORDER,
    PAYMENT,
    WORKSHOP,
    minute,
    order_placed,
    seats,
    stream_of,
    told,
    totals,
    workshops,
)

PLACED = (order_placed(workshops(2)), totals("398", (workshops(2), "398")))


def shown(*events: OrderEvent) -> Any:
    return told(orders.apply, stream_of(StreamId("Order", ORDER), *events))


def test_a_placed_order_shows_what_the_api_promises():
    view = shown(*PLACED)
    assert ManagedOrderView.model_validate(view).item().model_dump(mode="json") == {
        "orderId": "bbbbbbbb-0000-4000-8000-000000000000",
        "accessCode": "K7MQ2X",
        "state": "PendingReservation",
        "registrantName": None,
        "registrantEmail": None,
        "total": "398.00",
        "currency": "EUR",
        "seats": [{"seatTypeName": "Workshop", "quantity": 2}],
        "placedAt": "2026-11-23T12:00:00Z",
        "reason": None,
    }


def test_a_registrant_is_listed_by_last_name():
    view = shown(*PLACED, OrderRegistrantAssigned(conference_id=CONFERENCE, registrant=ADA, issued_at=minute(3)))
    assert (view["registrantName"], view["registrantEmail"]) == ("Lovelace, Ada", "ada@example.com")


def test_other_seats_replace_the_first_ones():
    other = OrderUpdated(conference_id=CONFERENCE, seats=[workshops(1)], issued_at=minute(5))
    view = shown(*PLACED, other, totals("199.00", (workshops(1), "199.00")))
    assert (view["seats"], view["total"]) == ([{"seatTypeName": "Workshop", "quantity": 1}], "199.00")


def test_a_confirmed_order_lists_what_was_sold():
    sold = [NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=1)]
    view = shown(*PLACED, OrderConfirmed(conference_id=CONFERENCE, payment_id=None, seats=sold))
    assert (view["state"], view["seats"]) == ("Confirmed", [{"seatTypeName": "Workshop", "quantity": 1}])


SAME = {"conference_id": CONFERENCE}
HELD = {"seats": seats(workshop=2), "reservation_expires_at": minute(15)}
PAID = {"payment_id": PAYMENT, "amount": "398.00"}
CHECKOUT = {"payment_type": "third-party", "currency": "EUR", "description": "Registration for PyCon", "items": []}


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (OrderPartiallyReserved.model_validate(SAME | HELD), "PartiallyReserved"),
        (OrderReservationCompleted.model_validate(SAME | HELD), "ReservationCompleted"),
        (OrderCheckedOut.model_validate(SAME | PAID | CHECKOUT), "PendingReservation"),
        (OrderAwaitingInvoicePayment.model_validate(SAME | {"until": minute(60)}), "AwaitingInvoicePayment"),
        (OrderConfirmationRefused.model_validate(SAME | PAID | {"reason": "expired"}), "PendingReservation"),
        (OrderExpired.model_validate(SAME), "Expired"),
        (OrderRejected.model_validate(SAME | {"reason": "given-up"}), "Rejected"),
        (OrderAwaitingAttention.model_validate(SAME | PAID | {"reason": "seats-gone"}), "AwaitingAttention"),
        (OrderHonoured.model_validate(SAME | PAID), "PendingReservation"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
def test_every_event_leaves_the_order_in_its_state(event: OrderEvent, state: str):
    view = shown(*PLACED, event)
    assert (view["state"], view["version"]) == (state, 2)


@pytest.mark.parametrize("reason", ["given-up", "invoice-cancelled", "refunded", "could-not-be-started"])
def test_a_rejected_order_says_why(reason: str):
    assert shown(*PLACED, OrderRejected.model_validate(SAME | {"reason": reason}))["reason"] == reason


def test_an_order_awaits_attention_for_a_reason_until_it_is_settled():
    waiting = (*PLACED, OrderAwaitingAttention.model_validate(SAME | PAID | {"reason": "seats-not-available"}))
    confirmed = OrderConfirmed(conference_id=CONFERENCE, payment_id=PAYMENT, seats=[])
    refunded = OrderRejected.model_validate(SAME | {"reason": "refunded"})
    reasons = [shown(*waiting, *settled)["reason"] for settled in ([], [confirmed], [refunded])]
    assert reasons == ["seats-not-available", None, "refunded"]


def test_a_view_cannot_begin_in_the_middle_of_a_stream():
    with pytest.raises(StreamBeginsElsewhere):
        shown(OrderExpired(conference_id=CONFERENCE))
