"""An order as its registrant sees it (source: the order's stream)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, assert_never
from uuid import UUID

from domain.messages import Value
from domain.recorded import Recorded, StreamBeginsElsewhere
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
    OrderPlaced,
    OrderRegistrantAssigned,
    OrderRejected,
    OrderReservationCompleted,
    OrderTotalsCalculated,
    OrderUpdated,
)
from domain.values import Money, NamedSeats, PersonalInfo, PricedSeats, SeatQuantity

type OrderState = Literal[
    "PendingReservation",
    "PartiallyReserved",
    "ReservationCompleted",
    "AwaitingInvoicePayment",
    "Confirmed",
    "Expired",
    "Rejected",
    "AwaitingAttention",
]


class OrderedSeats(Value):
    """`reserved_quantity`: what is held, or sold once confirmed; 0 when the order ended without them."""

    seat_type_id: UUID
    name: str
    requested_quantity: int
    reserved_quantity: int


class OrderLineView(Value):
    description: str
    unit_price: Money
    quantity: int
    line_total: Money


class OrderView(Value):
    """While seats are missing, `lines` and `total` are those of what is reserved.

    `reason` says why an order was rejected or awaits attention; `awaiting_payment_until`: end of the invoice period;
    `checked_out_at`: from when on the order can be located by e-mail and access code.
    """

    order_id: UUID
    conference_id: UUID
    conference_slug: str
    version: int
    state: OrderState
    reason: str | None
    placed_at: datetime
    reservation_expires_at: datetime
    awaiting_payment_until: datetime | None
    checked_out_at: datetime | None
    seats: list[OrderedSeats]
    lines: list[OrderLineView]
    total: Money
    currency: str
    is_free_of_charge: bool
    registrant: PersonalInfo | None
    access_code: str
    payment_id: UUID | None


def apply(view: OrderView | None, recorded: Recorded[OrderEvent]) -> OrderView:
    """The order after the event. Raises StreamBeginsElsewhere unless the first one is OrderPlaced."""
    event = recorded.event
    if isinstance(event, OrderPlaced):
        return _placed(event, recorded.stream.id, recorded.version)
    if view is None:
        raise StreamBeginsElsewhere(recorded)
    return view.model_copy(update={"version": recorded.version, **_changes(view, event, recorded.occurred_at)})


def _placed(event: OrderPlaced, order_id: UUID, version: int) -> OrderView:
    return OrderView(
        order_id=order_id,
        conference_id=event.conference_id,
        conference_slug=event.conference_slug,
        version=version,
        state="PendingReservation",
        reason=None,
        placed_at=event.placed_at,
        reservation_expires_at=event.reservation_expires_at,
        awaiting_payment_until=None,
        checked_out_at=None,
        seats=_requested(event.seats),
        lines=[],
        total=Decimal(0),
        currency=event.currency,
        is_free_of_charge=False,
        registrant=None,
        access_code=event.access_code,
        payment_id=None,
    )


def _changes(view: OrderView, event: OrderEvent, at: datetime) -> Mapping[str, Any]:
    """What the event changes, by member."""
    match event:
        case OrderUpdated():
            return {
                "state": "PendingReservation",
                "seats": _requested(event.seats),
                "awaiting_payment_until": None,
                "payment_id": None,
            }
        case OrderTotalsCalculated():
            lines = [
                OrderLineView(
                    description=line.description,
                    unit_price=line.unit_price,
                    quantity=line.quantity,
                    line_total=line.line_total,
                )
                for line in event.lines
            ]
            return {"lines": lines, "total": event.total, "is_free_of_charge": event.is_free_of_charge}
        case OrderPartiallyReserved():
            return {"state": "PartiallyReserved", "seats": _holding(view, event.seats)}
        case OrderReservationCompleted():
            return {"state": "ReservationCompleted", "seats": _holding(view, event.seats)}
        case OrderRegistrantAssigned():
            return {"registrant": event.registrant}
        case OrderCheckedOut():
            return {"payment_id": event.payment_id, "checked_out_at": view.checked_out_at or at}
        case OrderAwaitingInvoicePayment():
            return {"state": "AwaitingInvoicePayment", "awaiting_payment_until": event.until}
        case OrderConfirmed():
            return {
                "state": "Confirmed",
                "reason": None,
                "seats": _holding(view, event.seats),
                "payment_id": event.payment_id,
            }
        case OrderExpired():
            return {"state": "Expired", "seats": _holding(view, [])}
        case OrderRejected():
            return {"state": "Rejected", "reason": event.reason, "seats": _holding(view, [])}
        case OrderAwaitingAttention():
            return {"state": "AwaitingAttention", "reason": event.reason, "payment_id": event.payment_id}
        case OrderConfirmationRefused() | OrderHonoured():
            return {}
        case OrderPlaced():
            raise ValueError("an order is placed once")
        case _:
            assert_never(event)


def _requested(seats: Iterable[PricedSeats]) -> list[OrderedSeats]:
    return [
        OrderedSeats(seat_type_id=item.seat_type, name=item.name, requested_quantity=item.quantity, reserved_quantity=0)
        for item in seats
    ]


def _holding(view: OrderView, held: Iterable[SeatQuantity | NamedSeats]) -> list[OrderedSeats]:
    quantities = {item.seat_type: item.quantity for item in held}
    return [item.model_copy(update={"reserved_quantity": quantities.get(item.seat_type_id, 0)}) for item in view.seats]
