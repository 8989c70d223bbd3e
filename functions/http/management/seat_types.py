"""What a conference sells, and how many of it."""

from collections.abc import Iterable
from uuid import UUID

from domain.conference_management import conference as conferences
from domain.conference_management.conference import (
    SEAT_TYPE_EXISTS,
    TOO_MANY_SEAT_TYPES,
    WAS_EVER_PUBLISHED,
    Conference,
    SeatType,
)
from domain.messages import Value
from domain.registration.views.availability import AvailabilityView
from domain.values import Money
from functions.http.api import Api
from functions.http.bodies import Nothing
from functions.http.management.bodies import SeatTypeMembers
from functions.http.management.changing import change, load
from functions.http.management.showing import until_shown
from functions.http.problems import NOT_FOUND, VALIDATION_FAILED, Fault, Problem, conflict
from functions.http.requests import Answer, Request
from functions.http.response_headers import LOCATION
from functions.http.services import services

managed_seat_types = Api("Conference management")


class ManagedSeatType(Value):
    """`remaining` is below 0 where the quota was cut below what is held and sold: nobody loses a seat by that."""

    id: UUID
    name: str
    description: str
    price: Money
    currency: str
    quantity: int
    reserved: int
    sold: int
    remaining: int


@managed_seat_types.operation(
    "GET",
    "management/conferences/{id}/seat-types",
    summary="List the seat types of a conference",
    token="conference",
    problems=(NOT_FOUND,),
)
async def list_managed_seat_types(request: Request) -> Answer[list[ManagedSeatType]]:
    conference = await load(request.ids["id"])
    return Answer(await _shown(conference, conference.seat_types))


@managed_seat_types.operation(
    "POST",
    "management/conferences/{id}/seat-types",
    summary="Add a seat type",
    status=201,
    gives=(LOCATION,),
    token="conference",
    problems=(NOT_FOUND, conflict(SEAT_TYPE_EXISTS), conflict(TOO_MANY_SEAT_TYPES)),
    honours_key=True,
)
async def create_seat_type(request: Request[SeatTypeMembers]) -> Answer[ManagedSeatType]:
    """At any time, published or not. Answers when the public sees it, within 5 s at most."""
    body = request.body
    seat_type_id = body.seat_type_id or request.new_id("seat type")
    conference = await change(
        request,
        lambda conference: conferences.create_seat_type(conference, seat_type_id, body.details(), body.quantity),
    )
    await until_shown(conference)
    answer = await _one(conference, seat_type_id)
    return Answer(answer, {"Location": f"/api/management/conferences/{conference.id}/seat-types/{seat_type_id}"})


@managed_seat_types.operation(
    "PUT",
    "management/conferences/{id}/seat-types/{seatTypeId}",
    summary="Change a seat type",
    token="conference",
    problems=(NOT_FOUND,),
)
async def update_seat_type(request: Request[SeatTypeMembers]) -> Answer[ManagedSeatType]:
    """At any time, the quantity up or down, also below what is sold. Answers when the public sees it, within 5 s."""
    body, seat_type_id = request.body, request.ids["seatTypeId"]
    if body.seat_type_id not in (None, seat_type_id):
        fault = Fault(pointer="/seatTypeId", detail="Input should be the seat type of the path, or left out")
        raise Problem(VALIDATION_FAILED, "See errors for what is wrong where.", [fault])
    conference = await change(
        request,
        lambda conference: conferences.update_seat_type(conference, seat_type_id, body.details(), body.quantity),
    )
    await until_shown(conference)
    return Answer(await _one(conference, seat_type_id))


@managed_seat_types.operation(
    "DELETE",
    "management/conferences/{id}/seat-types/{seatTypeId}",
    summary="Delete a seat type",
    status=204,
    token="conference",
    problems=(NOT_FOUND, conflict(WAS_EVER_PUBLISHED)),
)
async def delete_seat_type(request: Request[Nothing]) -> Answer:
    """Until the conference is first published, never after: somebody may have ordered its seats."""
    seat_type_id = request.ids["seatTypeId"]
    await until_shown(await change(request, lambda conference: conferences.delete_seat_type(conference, seat_type_id)))
    return Answer(None)


async def _one(conference: Conference, seat_type_id: UUID) -> ManagedSeatType:
    """Raises Problem 404 where it was deleted meanwhile."""
    seat_type = conference.seat_type(seat_type_id)
    if seat_type is None:
        raise Problem(NOT_FOUND, "The seat type was deleted meanwhile.")
    (shown,) = await _shown(conference, [seat_type])
    return shown


async def _shown(conference: Conference, seat_types: Iterable[SeatType]) -> list[ManagedSeatType]:
    availability = await services().views.availability(conference.id)
    return [_joined(conference, seat_type, availability) for seat_type in seat_types]


def _joined(conference: Conference, seat_type: SeatType, availability: AvailabilityView | None) -> ManagedSeatType:
    """What is held and sold is known from the availability; the quota from the conference itself, which may be ahead:
    then what remains already counts by it."""
    left = availability.of(seat_type.id) if availability else None
    reserved, sold = (left.reserved, left.sold) if left else (0, 0)
    return ManagedSeatType(
        id=seat_type.id,
        name=seat_type.details.name,
        description=seat_type.details.description,
        price=seat_type.details.price,
        currency=conference.details.currency,
        quantity=seat_type.quantity,
        reserved=reserved,
        sold=sold,
        remaining=seat_type.quantity - reserved - sold,
    )
