"""Why an order that is not open, or whose time is up, refuses changes."""

from datetime import datetime
from typing import assert_never

from domain.registration import reasons
from domain.registration.order.state import Order, Phase


def why_closed(order: Order) -> str | None:
    """The reason, None while the order is open."""
    match order.phase:
        case Phase.OPEN:
            return None
        case Phase.CONFIRMED:
            return reasons.ORDER_CONFIRMED
        case Phase.EXPIRED:
            return reasons.ORDER_EXPIRED
        case Phase.REJECTED:
            return reasons.ORDER_REJECTED
        case Phase.AWAITING_ATTENTION:
            return reasons.AWAITING_ATTENTION
        case Phase.HONOURED:
            return reasons.ORDER_HONOURED
        case _:
            assert_never(order.phase)


def why_too_late(order: Order, issued_at: datetime) -> str | None:
    """The reason for what can only be asked for while the reservation runs; None while it did at `issued_at`.

    Once it is over it stays over under the same name, before the order is said to have expired and after.
    """
    if order.phase is Phase.EXPIRED:
        return reasons.RESERVATION_EXPIRED
    if closed := why_closed(order):
        return closed
    return reasons.RESERVATION_EXPIRED if issued_at >= order.reservation_expires_at else None
