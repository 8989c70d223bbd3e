"""The seats that a request asks for, checked against the rules of one request and against what is on sale."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, field_validator

from domain.registration.views.conference import ConferenceView
from domain.values import MAX_SEAT_TYPES, PricedSeats
from functions.http.bodies import Body
from functions.http.describing import described
from functions.http.problems import VALIDATION_FAILED, Fault, Problem
from functions.http.values import Id

MOST_OF_A_TYPE = 100
MOST_SEATS = 500


class WantedSeats(Body):
    seat_type_id: Id
    quantity: Annotated[int, Field(ge=0, le=MOST_OF_A_TYPE)]


class SeatsBody(Body):
    """`seats`: at most 50 types, each once, at most 500 seats, at least one; quantities of 0 say nothing."""

    seats: Annotated[list[WantedSeats], described(minItems=1, maxItems=MAX_SEAT_TYPES)]

    @field_validator("seats")
    @classmethod
    def _is_an_order(cls, seats: list[WantedSeats]) -> list[WantedSeats]:
        # The limits stand here, not in the list's type: a list that ends its own check hides unknown members behind.
        if len(seats) > MAX_SEAT_TYPES:
            raise ValueError(f"At most {MAX_SEAT_TYPES} seat types can be ordered at once")
        if len({item.seat_type_id for item in seats}) < len(seats):
            raise ValueError("The same seat type must not be asked for twice")
        total = sum(item.quantity for item in seats)
        if total > MOST_SEATS:
            raise ValueError(f"At most {MOST_SEATS} seats can be ordered at once")
        if total == 0:
            raise ValueError("At least one seat must be asked for")
        return seats


def priced(wanted: Sequence[WantedSeats], conference: ConferenceView | None) -> list[PricedSeats]:
    """The seats wanted, without those of quantity 0, by the names and prices that the conference shows now.

    Raises Problem 422 for seat types that it does not have.
    """
    on_sale = {seat_type.id: seat_type for seat_type in conference.seat_types} if conference else {}
    unknown = [
        Fault(pointer=f"/seats/{index}/seatTypeId", detail="The conference has no such seat type")
        for index, item in enumerate(wanted)
        if item.seat_type_id not in on_sale
    ]
    if unknown:
        raise Problem(VALIDATION_FAILED, "See errors for the seat types in question.", unknown)
    return [
        PricedSeats(
            seat_type=item.seat_type_id,
            name=on_sale[item.seat_type_id].name,
            quantity=item.quantity,
            unit_price=on_sale[item.seat_type_id].price,
        )
        for item in wanted
        if item.quantity
    ]
