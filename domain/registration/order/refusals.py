"""Why an order that is not open refuses changes."""

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
