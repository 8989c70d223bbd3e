"""Values that several contexts speak of: seats, people, money."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import PlainSerializer

from domain.currencies import decimals_of
from domain.messages import Value

CENT = Decimal("0.01")
type Language = Literal["en", "de"]
"""That somebody is written to in."""

MAX_SEAT_TYPES = 50
"""Of one conference, and so of one order."""


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half to even to what the currency has: hundredths, or whole units. Two decimals in any case."""
    smallest = Decimal(1).scaleb(-decimals_of(currency))
    return amount.quantize(smallest, rounding=ROUND_HALF_EVEN).quantize(CENT)


def is_payable(amount: Decimal, currency: str) -> bool:
    """Whether the currency has as many decimals as the amount."""
    return amount == round_money(amount, currency)


def money_text(amount: Decimal) -> str:
    """An amount as the API shows it: with two decimals, whatever its currency."""
    return f"{amount.quantize(CENT, rounding=ROUND_HALF_EVEN):f}"


def folded(text: str) -> str:
    """An e-mail address or access code as it is compared: without regard to case and surrounding blanks."""
    return text.strip().casefold()


type Money = Annotated[Decimal, PlainSerializer(money_text, return_type=str, when_used="json")]
"""An amount as the API shows it: a JSON string with two decimals. Its currency stands beside it."""


class SeatQuantity(Value):
    """So many seats of one type; in changes of the remaining seats the quantity is signed."""

    seat_type: UUID
    quantity: int


class NamedSeats(Value):
    """So many seats of one type, with the name that type had when the seats were asked for."""

    seat_type: UUID
    name: str
    quantity: int


class PricedSeats(Value):
    """So many seats of one type, with the name and price that the read model showed when they were asked for."""

    seat_type: UUID
    name: str
    quantity: int
    unit_price: Decimal


class PersonalInfo(Value):
    """A registrant or an attendee."""

    first_name: str
    last_name: str
    email: str


class RaisedFor(Value):
    """The honoured order for which a quota was raised: its reservation (= order id) and the request it answers."""

    reservation_id: UUID
    number: int
