from typing import Any

import pytest

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
from domain.registration.views import order
from domain.values import NamedSeats, SeatQuantity
from infrastructure.event_store import StreamId
from tests.views.story import (
    ADA,
    CONFERENCE,
    DINNER,
    GRACE,
    ORDER,
    PAYMENT,
    WORKSHOP,
    dinners,
    minute,
    order_placed,
    seats,
    stream_of,
    told,
    totals,
    workshops,
)

THIS_ORDER = StreamId("Order", ORDER)

PLACED = (
    order_placed(workshops(2), dinners(1)),
    totals("443.50", (workshops(2), "398.00"), (dinners(1), "45.50")),
)
SOLD = [
    NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=2),
    NamedSeats(seat_type=DINNER, name="Dinner", quantity=1),
]


def shown(*events: OrderEvent) -> Any:
    return told(order.apply, stream_of(THIS_ORDER, *events))


def partially_reserved(*held: SeatQuantity) -> OrderPartiallyReserved:
    return OrderPartiallyReserved(conference_id=CONFERENCE, seats=list(held), reservation_expires_at=minute(15))


def reserved(*held: SeatQuantity) -> OrderReservationCompleted:
    return OrderReservationCompleted(conference_id=CONFERENCE, seats=list(held), reservation_expires_at=minute(15))


RESERVED = reserved(*seats(workshop=2, dinner=1))
REGISTERED = OrderRegistrantAssigned(conference_id=CONFERENCE, registrant=ADA, issued_at=minute(3))
CHECKED_OUT = OrderCheckedOut(
    conference_id=CONFERENCE,
    payment_id=PAYMENT,
    payment_type="third-party",
    amount="443.50",
    currency="EUR",
    description="Registration for PyCon",
    items=[],
)
EXPIRED = OrderExpired(conference_id=CONFERENCE)


def quantities(view: Any) -> list[tuple[str, int, int]]:
    """Of each line of seats: name, requested, reserved."""
    return [(item["name"], item["requestedQuantity"], item["reservedQuantity"]) for item in view["seats"]]


def test_a_placed_order_shows_all_that_the_api_promises():
    assert shown(*PLACED) == {
        "orderId": "bbbbbbbb-0000-4000-8000-000000000000",
        "conferenceId": "aaaaaaaa-0000-4000-8000-000000000000",
        "conferenceSlug": "pycon",
        "version": 1,
        "state": "PendingReservation",
        "reason": None,
        "placedAt": "2026-11-23T12:00:00Z",
        "reservationExpiresAt": "2026-11-23T12:15:00Z",
        "awaitingPaymentUntil": None,
        "checkedOutAt": None,
        "seats": [
            {
                "seatTypeId": "cccccccc-0000-4000-8000-000000000000",
                "name": "Workshop",
                "requestedQuantity": 2,
                "reservedQuantity": 0,
            },
            {
                "seatTypeId": "dddddddd-0000-4000-8000-000000000000",
                "name": "Dinner",
                "requestedQuantity": 1,
                "reservedQuantity": 0,
            },
        ],
        "lines": [
            {"description": "Workshop", "unitPrice": "199.00", "quantity": 2, "lineTotal": "398.00"},
            {"description": "Dinner", "unitPrice": "45.50", "quantity": 1, "lineTotal": "45.50"},
        ],
        "total": "443.50",
        "currency": "EUR",
        "isFreeOfCharge": False,
        "registrant": None,
        "accessCode": "K7MQ2X",
        "paymentId": None,
    }


def test_money_always_has_two_decimals():
    assert shown(order_placed(), totals("45.5", (dinners(1), "45.5")))["total"] == "45.50"
    assert shown(order_placed(), totals("0"))["total"] == "0.00"


def test_an_order_without_price_says_that_it_is_free():
    assert shown(order_placed(), totals("0"))["isFreeOfCharge"] is True


def test_a_complete_reservation_holds_what_was_requested():
    view = shown(*PLACED, RESERVED)
    assert view["state"] == "ReservationCompleted"
    assert quantities(view) == [("Workshop", 2, 2), ("Dinner", 1, 1)]


def test_a_partial_reservation_shows_what_is_held_and_its_reduced_total():
    view = shown(*PLACED, partially_reserved(*seats(workshop=1)), totals("199.00", (workshops(1), "199.00")))
    assert view["state"] == "PartiallyReserved"
    assert quantities(view) == [("Workshop", 2, 1), ("Dinner", 1, 0)]
    assert view["total"] == "199.00"
    assert view["lines"] == [{"description": "Workshop", "unitPrice": "199.00", "quantity": 1, "lineTotal": "199.00"}]


def test_a_second_partial_reservation_forgets_what_the_first_one_held():
    view = shown(*PLACED, partially_reserved(*seats(workshop=1)), partially_reserved(*seats(dinner=1)))
    assert quantities(view) == [("Workshop", 2, 0), ("Dinner", 1, 1)]


def test_other_seats_start_the_reservation_again_and_void_the_checkout():
    other = OrderUpdated(conference_id=CONFERENCE, seats=[workshops(3)], issued_at=minute(5))
    view = shown(*PLACED, RESERVED, REGISTERED, CHECKED_OUT, other, totals("597.00", (workshops(3), "597.00")))
    assert view["state"] == "PendingReservation"
    assert quantities(view) == [("Workshop", 3, 0)]
    assert view["paymentId"] is None
    assert view["total"] == "597.00"
    assert view["reservationExpiresAt"] == "2026-11-23T12:15:00Z"


def test_a_registrant_is_shown_and_can_be_corrected():
    corrected = OrderRegistrantAssigned(conference_id=CONFERENCE, registrant=GRACE, issued_at=minute(4))
    assert shown(*PLACED, REGISTERED)["registrant"] == {
        "firstName": "Ada",
        "lastName": "Lovelace",
        "email": "ada@example.com",
    }
    assert shown(*PLACED, REGISTERED, corrected)["registrant"]["firstName"] == "Grace"


def test_a_checkout_names_the_payment_and_the_first_one_its_time():
    again = CHECKED_OUT.model_copy(update={"payment_id": ORDER})
    assert shown(*PLACED, RESERVED, CHECKED_OUT)["checkedOutAt"] == "2026-11-23T12:03:00Z"
    view = shown(*PLACED, RESERVED, CHECKED_OUT, again)
    assert view["checkedOutAt"] == "2026-11-23T12:03:00Z"
    assert view["paymentId"] == "bbbbbbbb-0000-4000-8000-000000000000"
    assert view["state"] == "ReservationCompleted"


def test_an_order_awaits_its_invoice_until_other_seats_are_wanted():
    awaiting = OrderAwaitingInvoicePayment(conference_id=CONFERENCE, until=minute(60))
    other = OrderUpdated(conference_id=CONFERENCE, seats=[workshops(1)], issued_at=minute(6))
    view = shown(*PLACED, RESERVED, awaiting)
    assert (view["state"], view["awaitingPaymentUntil"]) == ("AwaitingInvoicePayment", "2026-11-23T13:00:00Z")
    view = shown(*PLACED, RESERVED, awaiting, other)
    assert (view["state"], view["awaitingPaymentUntil"]) == ("PendingReservation", None)


def test_a_confirmed_order_shows_what_was_sold_and_the_payment_that_confirmed_it():
    view = shown(*PLACED, RESERVED, CHECKED_OUT, OrderConfirmed(conference_id=CONFERENCE, payment_id=ORDER, seats=SOLD))
    assert view["state"] == "Confirmed"
    assert quantities(view) == [("Workshop", 2, 2), ("Dinner", 1, 1)]
    assert view["paymentId"] == "bbbbbbbb-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("end", "state", "reason"),
    [
        (EXPIRED, "Expired", None),
        (OrderRejected(conference_id=CONFERENCE, reason="given-up"), "Rejected", "given-up"),
    ],
)
def test_an_order_that_ended_holds_nothing_and_keeps_its_total(end: OrderEvent, state: str, reason: str | None):
    view = shown(*PLACED, RESERVED, end)
    assert (view["state"], view["reason"]) == (state, reason)
    assert quantities(view) == [("Workshop", 2, 0), ("Dinner", 1, 0)]
    assert view["total"] == "443.50"


def test_an_expired_order_that_was_paid_late_is_confirmed():
    view = shown(
        *PLACED,
        RESERVED,
        EXPIRED,
        RESERVED,
        OrderConfirmed(conference_id=CONFERENCE, payment_id=PAYMENT, seats=SOLD),
    )
    assert view["state"] == "Confirmed"
    assert quantities(view) == [("Workshop", 2, 2), ("Dinner", 1, 1)]


def test_an_order_awaits_attention_until_its_honouring_confirms_it():
    aside = OrderAwaitingAttention(conference_id=CONFERENCE, payment_id=PAYMENT, amount="443.50", reason="seats-gone")
    honoured = OrderHonoured(conference_id=CONFERENCE, payment_id=PAYMENT, amount="443.50")
    confirmed = OrderConfirmed(conference_id=CONFERENCE, payment_id=PAYMENT, seats=SOLD)
    view = shown(*PLACED, RESERVED, EXPIRED, aside, honoured)
    assert (view["state"], view["reason"]) == ("AwaitingAttention", "seats-gone")
    assert view["paymentId"] == "eeeeeeee-0000-4000-8000-000000000000"
    view = shown(*PLACED, RESERVED, EXPIRED, aside, honoured, confirmed)
    assert (view["state"], view["reason"]) == ("Confirmed", None)


def test_a_refused_confirmation_changes_the_version_only():
    refused = OrderConfirmationRefused(conference_id=CONFERENCE, payment_id=PAYMENT, reason="other-amount")
    assert shown(*PLACED, RESERVED, refused) == {**shown(*PLACED, RESERVED), "version": 3}


def test_a_view_cannot_begin_in_the_middle_of_a_stream():
    with pytest.raises(StreamBeginsElsewhere):
        shown(RESERVED)
