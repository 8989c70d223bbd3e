"""How an order ends unconfirmed: by the clock, the registrant or the business customer. The first one wins."""

from datetime import datetime, timedelta

from domain.messages import Decision, NotYet, Refused
from domain.registration import reasons
from domain.registration.commands import CancelOrder
from domain.registration.events import OrderEvent, OrderExpired, OrderHonoured, OrderRejected
from domain.registration.order.refusals import why_closed
from domain.registration.order.state import Order, Phase

CLOCKS_DIFFER_BY = timedelta(seconds=5)
PATIENCE_SECONDS = 10


def reject(order: Order, now: datetime) -> Decision[OrderEvent]:
    """The process says that the time is up, once for each deadline. While an invoice is awaited, that of the invoice.

    A deadline set since makes it void. One that is only a moment away is the process's own: its clock is ahead of ours.
    """
    if order.phase is not Phase.OPEN:
        return []
    if order.invoice_until is None or now >= order.invoice_until:
        return [OrderExpired(conference_id=order.conference_id)]
    if order.invoice_until - now <= CLOCKS_DIFFER_BY:
        return NotYet(reasons.NOT_DUE, PATIENCE_SECONDS)
    return []


def cancel(order: Order, command: CancelOrder) -> Decision[OrderEvent]:
    if order.phase is Phase.REJECTED and order.rejected_because == command.reason:
        return []
    if obstacle := _obstacle(order, command.reason):
        return Refused(obstacle)
    return [OrderRejected(conference_id=order.conference_id, reason=command.reason)]


def _obstacle(order: Order, reason: str) -> str | None:
    match reason:
        case "given-up":
            return why_closed(order)
        case "invoice-cancelled":
            awaited = order.invoice_until is not None
            return why_closed(order) or (None if awaited else reasons.NOT_AWAITING_INVOICE_PAYMENT)
        case "refunded":
            return None if order.phase is Phase.AWAITING_ATTENTION else _not_awaiting_attention(order)
        case _:
            return reasons.UNKNOWN_CANCEL_REASON


def honour(order: Order) -> Decision[OrderEvent]:
    if order.phase is Phase.HONOURED:
        return []
    if order.phase is not Phase.AWAITING_ATTENTION or order.set_aside is None:
        return Refused(_not_awaiting_attention(order))
    return [
        OrderHonoured(
            conference_id=order.conference_id,
            payment_id=order.set_aside.payment_id,
            amount=order.set_aside.amount,
        )
    ]


def _not_awaiting_attention(order: Order) -> str:
    """An order that ended says how; an open or expired one was never set aside."""
    settled = order.phase in (Phase.CONFIRMED, Phase.REJECTED, Phase.HONOURED)
    return (settled and why_closed(order)) or reasons.NOT_AWAITING_ATTENTION
