"""Going to pay: who the registrant is, and which payment or invoice the order awaits."""

from collections.abc import Collection
from typing import Final
from uuid import UUID, uuid5

from domain.messages import Decision, Refused
from domain.payments.events import PaymentItem
from domain.registration import reasons
from domain.registration.commands import AssignRegistrantDetails, CheckOut
from domain.registration.events import (
    OrderAwaitingInvoicePayment,
    OrderCheckedOut,
    OrderEvent,
    OrderRegistrantAssigned,
)
from domain.registration.order.confirmation import confirmed
from domain.registration.order.limits import MOST_CHECKOUTS, MOST_REGISTRANTS
from domain.registration.order.refusals import why_closed, why_too_late
from domain.registration.order.state import Order
from domain.registration.pricing import price_of

THIRD_PARTY: Final = "third-party"
INVOICE: Final = "invoice"


def next_payment_id(order_id: UUID, order: Order, rejected: Collection[UUID]) -> UUID:
    """The payment that a checkout now names: the open one while it stands, a new one after it.

    `rejected`: those of the order's payments that stand rejected in their own streams. The id is UUIDv5 (order id, n),
    n = the order's payments so far that were voided or rejected. A later payment proves that those before it were.
    """
    stands = order.open_payment is not None and order.open_payment not in rejected
    return uuid5(order_id, str(len(order.payments) - stands))


def payment_description(conference_name: str) -> str:
    """What a payer reads above the items of an order's payment."""
    return f"Registration for {conference_name}"


def assign_registrant(order: Order, command: AssignRegistrantDetails) -> Decision[OrderEvent]:
    if closed := why_closed(order):
        return Refused(closed)
    if command.registrant == order.registrant:
        return []
    if order.registrants >= MOST_REGISTRANTS:
        return Refused(reasons.TOO_MANY_CHANGES)
    if order.registrant_issued_at is not None and command.issued_at < order.registrant_issued_at:
        return Refused(reasons.SUPERSEDED)
    return [_registrant_assigned(order, command)]


def check_out(order: Order, command: CheckOut) -> Decision[OrderEvent]:
    """Judged by when it was issued. A free order is confirmed at once."""
    if obstacle := _obstacle(order, command):
        return Refused(obstacle)
    decision = _check_out(order, command)
    if isinstance(decision, list) and decision and order.checkouts >= MOST_CHECKOUTS:
        return Refused(reasons.TOO_MANY_CHANGES)
    return decision


def _check_out(order: Order, command: CheckOut) -> Decision[OrderEvent]:
    if order.total == 0:
        return _check_out_free(order, command)
    if command.payment_type == INVOICE:
        return _check_out_for_invoice(order, command)
    return _check_out_for_payment(order, command)


def _obstacle(order: Order, command: CheckOut) -> str | None:
    if too_late := why_too_late(order, command.issued_at):
        return too_late
    if command.payment_type not in (THIRD_PARTY, INVOICE):
        return reasons.UNKNOWN_PAYMENT_TYPE
    if not order.has_seats:
        return reasons.NO_SEATS
    if not order.is_completely_reserved:
        return reasons.NOT_RESERVED
    if command.issued_at < order.wanted_issued_at:
        return reasons.SUPERSEDED
    return None


def _check_out_free(order: Order, command: CheckOut) -> Decision[OrderEvent]:
    if command.payment_id is not None:
        return Refused(reasons.SUPERSEDED)
    return [*_registrant(order, command), _checked_out(order, command), confirmed(order, None)]


def _check_out_for_invoice(order: Order, command: CheckOut) -> Decision[OrderEvent]:
    """A second checkout does not extend the period of the first."""
    if order.invoice_until is not None:
        return _registrant(order, command, by_checkout_alone=True)
    if command.invoice_until is None:
        return Refused(reasons.INVOICE_NOT_OFFERED)
    if command.payment_id is not None:
        return Refused(reasons.SUPERSEDED)
    awaited = OrderAwaitingInvoicePayment(conference_id=order.conference_id, until=command.invoice_until)
    return [*_registrant(order, command), _checked_out(order, command), awaited]


def _check_out_for_payment(order: Order, command: CheckOut) -> Decision[OrderEvent]:
    """The caller was told a payment; it counts only if that is still the one to be paid."""
    if order.invoice_until is not None:
        return Refused(reasons.AWAITING_INVOICE_PAYMENT)
    if command.payment_id != next_payment_id(command.order_id, order, command.rejected_payments):
        return Refused(reasons.SUPERSEDED)
    if command.payment_id == order.open_payment:
        return _registrant(order, command, by_checkout_alone=True)
    return [*_registrant(order, command), _checked_out(order, command)]


def _registrant(order: Order, command: CheckOut, *, by_checkout_alone: bool = False) -> list[OrderEvent]:
    """A correction that was issued after the checkout but came before it stays."""
    overtaken = order.registrant_issued_at is not None and command.issued_at < order.registrant_issued_at
    if overtaken or command.registrant == order.registrant:
        return []
    return [_registrant_assigned(order, command, by_checkout_alone)]


def _registrant_assigned(
    order: Order, command: AssignRegistrantDetails | CheckOut, by_checkout_alone: bool = False
) -> OrderRegistrantAssigned:
    return OrderRegistrantAssigned(
        conference_id=order.conference_id,
        registrant=command.registrant,
        issued_at=command.issued_at,
        by_checkout_alone=by_checkout_alone,
    )


def _checked_out(order: Order, command: CheckOut) -> OrderCheckedOut:
    return OrderCheckedOut(
        conference_id=order.conference_id,
        payment_id=command.payment_id,
        payment_type=command.payment_type,
        amount=order.total,
        currency=order.currency,
        description=payment_description(order.conference_name),
        items=[
            PaymentItem(description=f"{line.quantity} x {line.description}", amount=line.line_total)
            for line in price_of(order.wanted, order.currency).lines
            if line.quantity
        ],
    )
