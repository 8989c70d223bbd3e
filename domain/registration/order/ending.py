"""How an order ends unconfirmed: by the clock, the registrant or the business customer. The first one wins."""

from datetime import datetime

from domain.messages import Decision, Refused
from domain.registration import reasons
from domain.registration.commands import CancelOrder, RejectOrder
from domain.registration.events import OrderEvent, OrderExpired, OrderHonoured, OrderRejected
from domain.registration.order.refusals import why_closed
from domain.registration.order.state import Order, Phase


def reject(order: Order, command: RejectOrder, now: datetime) -> Decision[OrderEvent]:
    """Expire an open order whose deadline has come. A later deadline that was set meanwhile makes the command void.

    The process sends it once for each deadline, so it is judged at the later of `now` and the deadline that it names:
    a clock that is behind must not leave the order open for ever.
    """
    has_come = max(now, command.deadline or now) >= order.deadline
    return [OrderExpired(conference_id=order.conference_id)] if order.phase is Phase.OPEN and has_come else []


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
