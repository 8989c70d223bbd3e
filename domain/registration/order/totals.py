"""What an order is said to cost."""

from collections.abc import Iterable
from uuid import UUID

from domain.registration.events import OrderTotalsCalculated
from domain.registration.pricing import price_of
from domain.values import PricedSeats


def totals_of(conference_id: UUID, seats: Iterable[PricedSeats], currency: str) -> OrderTotalsCalculated:
    price = price_of(seats, currency)
    return OrderTotalsCalculated(
        conference_id=conference_id, lines=price.lines, total=price.total, is_free_of_charge=price.total == 0
    )
