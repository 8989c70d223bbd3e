"""An order as the business customer sees it in the list of a conference's orders (source: the order's stream)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, assert_never
from uuid import UUID

from domain.conference_management.views.order_money import NOTHING, OrderMoney, money_after
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
from domain.values import Money, NamedSeats, PricedSeats

type ManagedOrderState = Literal[
    "PendingReservation",
    "PartiallyReserved",
    "ReservationCompleted",
    "AwaitingInvoicePayment",
    "Confirmed",
    "Expired",
    "Rejected",
    "AwaitingAttention",
]

ENDED: frozenset[ManagedOrderState] = frozenset({"Expired", "Rejected"})
"""Orders that the list of a conference leaves out unless their state is asked for."""


class ManagedSeats(Value):
    seat_type_name: str
    quantity: int


class ManagedOrder(Value):
    """The item of the list. `registrant_name` is `Last, First`; None until the registrant is known.

    `reason` says why an order was rejected or awaits attention, as the order's own answer does.
    """

    order_id: UUID
    access_code: str
    state: ManagedOrderState
    registrant_name: str | None
    registrant_email: str | None
    total: Money
    currency: str
    seats: list[ManagedSeats]
    placed_at: datetime
    reason: str | None


class ManagedOrderView(ManagedOrder):
    """`money`: for the conference's ledger."""

    conference_id: UUID
    version: int
    money: OrderMoney = NOTHING

    def item(self) -> ManagedOrder:
        return ManagedOrder(**{name: getattr(self, name) for name in ManagedOrder.model_fields})


def apply(view: ManagedOrderView | None, recorded: Recorded[OrderEvent]) -> ManagedOrderView:
    """The order after the event. Raises StreamBeginsElsewhere unless the first one is OrderPlaced."""
    event = recorded.event
    if isinstance(event, OrderPlaced):
        return ManagedOrderView(
            order_id=recorded.stream.id,
            conference_id=event.conference_id,
            version=recorded.version,
            access_code=event.access_code,
            state="PendingReservation",
            registrant_name=None,
            registrant_email=None,
            total=Decimal(0),
            currency=event.currency,
            seats=_seats(event.seats),
            placed_at=event.placed_at,
            reason=None,
        )
    if view is None:
        raise StreamBeginsElsewhere(recorded)
    money = money_after(view.money, event, view.total)
    return view.model_copy(update={"version": recorded.version, "money": money, **_changes(event)})


def _changes(event: OrderEvent) -> Mapping[str, Any]:
    """What the event changes, by member."""
    match event:
        case OrderUpdated():
            return {"state": "PendingReservation", "seats": _seats(event.seats)}
        case OrderTotalsCalculated():
            return {"total": event.total}
        case OrderPartiallyReserved():
            return {"state": "PartiallyReserved"}
        case OrderReservationCompleted():
            return {"state": "ReservationCompleted"}
        case OrderRegistrantAssigned(registrant=registrant):
            return {
                "registrant_name": f"{registrant.last_name}, {registrant.first_name}",
                "registrant_email": registrant.email,
            }
        case OrderAwaitingInvoicePayment():
            return {"state": "AwaitingInvoicePayment"}
        case OrderConfirmed():
            return {"state": "Confirmed", "reason": None, "seats": _seats(event.seats)}
        case OrderExpired():
            return {"state": "Expired"}
        case OrderRejected():
            return {"state": "Rejected", "reason": event.reason}
        case OrderAwaitingAttention():
            return {"state": "AwaitingAttention", "reason": event.reason}
        case OrderCheckedOut() | OrderConfirmationRefused() | OrderHonoured():
            return {}
        case OrderPlaced():
            raise ValueError("an order is placed once")
        case _:
            assert_never(event)


def _seats(seats: Iterable[PricedSeats | NamedSeats]) -> list[ManagedSeats]:
    return [ManagedSeats(seat_type_name=item.name, quantity=item.quantity) for item in seats]
