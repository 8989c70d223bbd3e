"""Confirming an order: only if every seat wanted now is held, and it is free, paid with exactly its total, or invoiced.

A completed payment that does not confirm the order is answered by an event, for the registration process waits for it.
"""

from typing import assert_never
from uuid import UUID

from domain.messages import Decision, Refused
from domain.registration import reasons
from domain.registration.commands import ConfirmOrder, SetOrderAside
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderConfirmationRefused,
    OrderConfirmed,
    OrderEvent,
    OrderReservationCompleted,
)
from domain.registration.order.refusals import why_closed
from domain.registration.order.state import Order, Phase
from domain.registration.order.totals import totals_of
from domain.values import NamedSeats


def confirmed(order: Order, payment_id: UUID | None) -> OrderConfirmed:
    """Names what was sold: the seats wanted, without those of quantity 0."""
    sold = [
        NamedSeats(seat_type=item.seat_type, name=item.name, quantity=item.quantity)
        for item in order.wanted
        if item.quantity
    ]
    return OrderConfirmed(conference_id=order.conference_id, payment_id=payment_id, seats=sold)


def confirm(order: Order, command: ConfirmOrder) -> Decision[OrderEvent]:
    if order.phase is Phase.CONFIRMED and order.confirmed_by == command.payment_id:
        return []
    if objection := _objection(order, command):
        return _refuse_payment(order, command.payment_id, objection)
    if order.phase is Phase.OPEN or command.seats is None:
        return [confirmed(order, command.payment_id)]
    reserved_again = OrderReservationCompleted(
        conference_id=order.conference_id,
        seats=command.seats,
        reservation_expires_at=order.reservation_expires_at,
    )
    # While less was held, that and its price were shown; what is sold now, and costs, is all that is wanted.
    is_shown_in_part = order.reserved is not None and not order.is_completely_reserved
    full_price = [totals_of(order.conference_id, order.wanted, order.currency)] if is_shown_in_part else []
    return [reserved_again, *full_price, confirmed(order, command.payment_id)]


def _objection(order: Order, command: ConfirmOrder) -> str | None:
    """Why this payment does not confirm the order."""
    if objection := _objection_to_payment(order, command.payment_id):
        return objection
    if order.phase is Phase.AWAITING_ATTENTION:
        return reasons.EXPIRED
    held = order.reserved
    if order.phase is not Phase.OPEN:
        if command.seats is None:
            return reasons.EXPIRED
        held = tuple(command.seats)
    if command.amount != order.total:
        return reasons.OTHER_AMOUNT
    if held is None or not order.has_seats or not order.is_covered_by(held):
        return reasons.NOT_RESERVED
    return None


def _objection_to_payment(order: Order, payment_id: UUID) -> str | None:
    """Why no completion of this payment can count any more."""
    match order.phase:
        case Phase.OPEN | Phase.EXPIRED:
            return None
        case Phase.CONFIRMED | Phase.REJECTED:
            return why_closed(order)
        case Phase.AWAITING_ATTENTION | Phase.HONOURED:
            is_the_one = order.set_aside is not None and order.set_aside.payment_id == payment_id
            return None if is_the_one else reasons.ANOTHER_PAYMENT
        case _:
            assert_never(order.phase)


def set_aside(order: Order, command: SetOrderAside) -> Decision[OrderEvent]:
    """The business customer is to decide about a late payment, if it is one for exactly this order."""
    if order.phase is Phase.OPEN:
        return Refused(reasons.NOT_EXPIRED)
    if order.phase is Phase.CONFIRMED and order.confirmed_by == command.payment_id:
        return []
    if objection := _objection_to_payment(order, command.payment_id):
        return _refuse_payment(order, command.payment_id, objection)
    if order.phase is not Phase.EXPIRED:
        return []
    if command.amount != order.total:
        return _refuse_payment(order, command.payment_id, reasons.OTHER_AMOUNT)
    return [
        OrderAwaitingAttention(
            conference_id=order.conference_id,
            payment_id=command.payment_id,
            amount=command.amount,
            reason=command.reason,
        )
    ]


def mark_invoice_paid(order: Order) -> Decision[OrderEvent]:
    if order.phase is Phase.CONFIRMED and order.confirmed_by is None and order.invoice_until is not None:
        return []
    if closed := why_closed(order):
        return Refused(closed)
    if order.invoice_until is None:
        return Refused(reasons.NOT_AWAITING_INVOICE_PAYMENT)
    return [confirmed(order, None)]


def _refuse_payment(order: Order, payment_id: UUID, reason: str) -> list[OrderEvent]:
    """Said once for each payment and reason."""
    if (payment_id, reason) in order.refused_payments:
        return []
    return [OrderConfirmationRefused(conference_id=order.conference_id, payment_id=payment_id, reason=reason)]
