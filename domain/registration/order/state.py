"""What an order's events say of it: the state that decisions, the HTTP functions and the process ask."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from typing import assert_never
from uuid import UUID

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
from domain.registration.pricing import ZERO
from domain.values import PersonalInfo, PricedSeats, SeatQuantity


class Phase(Enum):
    """Where an order stands. All but OPEN refuse changes; an expired one may still be confirmed or set aside."""

    OPEN = auto()
    CONFIRMED = auto()
    EXPIRED = auto()
    REJECTED = auto()
    AWAITING_ATTENTION = auto()
    HONOURED = auto()


@dataclass(frozen=True, slots=True)
class SetAside:
    """The payment that came too late, for which the business customer decides."""

    payment_id: UUID
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """An order as of its event `version`. All times are aware UTC; money is in `currency`.

    `wanted_version` is the version of the OrderPlaced or OrderUpdated in force, `wanted_issued_at` when that was
    issued. `reserved` is what was answered to it, None until then. `total` is that of all seats wanted, also where
    fewer are held. `payments` are all that were ever checked out, in order; the last one is `open_payment` unless it
    was voided. `invoice_until` stays once the order has ended. `changes`, `checkouts` and `registrants` count the
    commands of each kind that had an effect.
    """

    version: int
    phase: Phase
    conference_id: UUID
    conference_slug: str
    conference_name: str
    currency: str
    access_code: str
    placed_at: datetime
    reservation_expires_at: datetime
    seats_released_at: datetime
    first_placed: tuple[PricedSeats, ...]
    wanted: tuple[PricedSeats, ...]
    wanted_version: int
    wanted_issued_at: datetime
    total: Decimal = ZERO
    reserved: tuple[SeatQuantity, ...] | None = None
    registrant: PersonalInfo | None = None
    registrant_issued_at: datetime | None = None
    payments: tuple[UUID, ...] = ()
    open_payment: UUID | None = None
    invoice_until: datetime | None = None
    refused_payments: frozenset[tuple[UUID | None, str]] = frozenset()
    confirmed_by: UUID | None = None
    rejected_because: str | None = None
    set_aside: SetAside | None = None
    changes: int = 0
    checkouts: int = 0
    registrants: int = 0

    @property
    def has_seats(self) -> bool:
        return any(item.quantity > 0 for item in self.wanted)

    @property
    def is_completely_reserved(self) -> bool:
        return self.reserved is not None and self.is_covered_by(self.reserved)

    @property
    def deadline(self) -> datetime:
        """When the order expires unless it is paid: while an invoice is awaited, the end of the invoice period."""
        return self.invoice_until or self.seats_released_at

    @property
    def latest_issue(self) -> datetime:
        """When the latest command that took effect was issued: the next one is to be issued later."""
        return max(self.wanted_issued_at, self.registrant_issued_at or self.wanted_issued_at)

    def is_covered_by(self, held: tuple[SeatQuantity, ...]) -> bool:
        """Whether `held` has exactly the quantity wanted of every seat type wanted."""
        by_type = {item.seat_type: item.quantity for item in held}
        return all(by_type.get(item.seat_type) == item.quantity for item in self.wanted if item.quantity)


def evolve(order: Order | None, event: OrderEvent) -> Order:
    """The order after its next event. Raises ValueError where no order has such a history."""
    if order is None:
        if isinstance(event, OrderPlaced):
            return _placed(event)
        raise ValueError(f"{type(event).__name__} of an order that was not placed")
    return _next(replace(order, version=order.version + 1), event)


def _placed(event: OrderPlaced) -> Order:
    return Order(
        version=0,
        phase=Phase.OPEN,
        conference_id=event.conference_id,
        conference_slug=event.conference_slug,
        conference_name=event.conference_name,
        currency=event.currency,
        access_code=event.access_code,
        placed_at=event.placed_at,
        reservation_expires_at=event.reservation_expires_at,
        seats_released_at=event.seats_released_at,
        first_placed=tuple(event.seats),
        wanted=tuple(event.seats),
        wanted_version=0,
        wanted_issued_at=event.placed_at,
    )


def _next(order: Order, event: OrderEvent) -> Order:
    match event:
        case OrderUpdated():
            return replace(
                order,
                wanted=tuple(event.seats),
                wanted_version=order.version,
                wanted_issued_at=event.issued_at,
                reserved=None,
                open_payment=None,
                invoice_until=None,
                changes=order.changes + 1,
            )
        case OrderTotalsCalculated():
            # After a partial answer the totals are those of the seats held: shown, but never what is charged.
            return order if order.reserved is not None else replace(order, total=event.total)
        case OrderPartiallyReserved() | OrderReservationCompleted():
            return replace(order, reserved=tuple(event.seats))
        case OrderRegistrantAssigned():
            return _registrant_assigned(order, event)
        case OrderCheckedOut():
            return _checked_out(order, event)
        case OrderAwaitingInvoicePayment():
            return replace(order, invoice_until=event.until)
        case OrderConfirmed():
            return replace(order, phase=Phase.CONFIRMED, confirmed_by=event.payment_id)
        case OrderConfirmationRefused():
            refusal = (event.payment_id, event.reason)
            return replace(order, refused_payments=order.refused_payments | {refusal})
        case OrderExpired():
            return replace(order, phase=Phase.EXPIRED)
        case OrderRejected():
            return replace(order, phase=Phase.REJECTED, rejected_because=event.reason)
        case OrderAwaitingAttention():
            aside = SetAside(event.payment_id, event.amount)
            return replace(order, phase=Phase.AWAITING_ATTENTION, set_aside=aside)
        case OrderHonoured():
            return replace(order, phase=Phase.HONOURED)
        case OrderPlaced():
            raise ValueError("an order is placed once")
        case _:
            assert_never(event)


def _registrant_assigned(order: Order, event: OrderRegistrantAssigned) -> Order:
    return replace(
        order,
        registrant=event.registrant,
        registrant_issued_at=event.issued_at,
        checkouts=order.checkouts + event.by_checkout_alone,
        registrants=order.registrants + (not event.by_checkout_alone),
    )


def _checked_out(order: Order, event: OrderCheckedOut) -> Order:
    order = replace(order, checkouts=order.checkouts + 1)
    if event.payment_id is None:
        return order
    return replace(order, payments=(*order.payments, event.payment_id), open_payment=event.payment_id)
