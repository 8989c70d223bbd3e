"""What seats cost: every line is rounded to the decimals of its currency, half to even, and the total is their sum.

Prices are those that the read model showed when the seats were asked for: they came with the command, perhaps stale,
and nobody is asked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain.registration.events import OrderLine
from domain.values import PricedSeats, round_money

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Price:
    """`total` is written with two decimals; they are zeros in a currency without decimals."""

    lines: list[OrderLine]
    total: Decimal


def price_of(seats: Iterable[PricedSeats], currency: str) -> Price:
    """The price of `seats`, a line for each in the same order; a quantity of zero makes a line of 0.00."""
    lines = [_line(item, currency) for item in seats]
    return Price(lines, sum((line.line_total for line in lines), ZERO))


def _line(seats: PricedSeats, currency: str) -> OrderLine:
    return OrderLine(
        seat_type=seats.seat_type,
        description=seats.name,
        unit_price=seats.unit_price,
        quantity=seats.quantity,
        line_total=round_money(seats.unit_price * seats.quantity, currency),
    )
