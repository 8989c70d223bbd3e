"""Who sits on the seats of a confirmed order. The order's token opens them too."""

import re
from datetime import datetime

from domain.catalogue import SEAT_ASSIGNMENTS
from domain.messages import Refused
from domain.registration import reasons, seat_assignments
from domain.registration.commands import AssignSeat, SeatAssignmentsCommand, UnassignSeat
from domain.registration.order import Phase
from domain.registration.seat_assignments import SeatAssignments
from domain.registration.views.seat_assignments import SeatAssignmentsView
from functions.http.api import Api
from functions.http.authorization import refuse_unless_of
from functions.http.bodies import Nothing
from functions.http.commanding import issued_after, load, refuse_if_refused, send
from functions.http.orders import OrderCommandAccepted, load_order_of
from functions.http.people import Person
from functions.http.problems import NOT_FOUND, not_found
from functions.http.requests import Answer, Request
from functions.http.services import services
from functions.http.waiting import Waiting, read_waiting
from infrastructure.event_store import StreamId
from infrastructure.registration_views import seat_assignments_place

assignments = Api("Seat assignments")

_POSITION = re.compile(r"0|[1-9]\d{0,3}", re.ASCII)


@assignments.operation(
    "GET", "orders/{orderId}/seat-assignments", summary="Read the seats of a confirmed order", token="order"
)
async def get_seat_assignments(request: Request[None, Waiting]) -> Answer[SeatAssignmentsView]:
    order_id = request.ids["orderId"]
    answer = await read_waiting(
        request,
        StreamId(SEAT_ASSIGNMENTS, order_id),
        seat_assignments_place(order_id),
        lambda: services().views.seat_assignments(order_id),
        "confirmed order",
    )
    refuse_unless_of(request.grant, answer.content.conference_id)
    return answer


@assignments.operation(
    "PUT",
    "orders/{orderId}/seat-assignments/{position}",
    summary="Assign a seat",
    status=202,
    token="order",
    problems=(NOT_FOUND,),
)
async def assign_seat(request: Request[Person]) -> Answer[OrderCommandAccepted]:
    order_id, position = request.ids["orderId"], _position(request.path["position"])
    existing = await _load(request)
    command = AssignSeat(
        id=request.new_id(),
        order_id=order_id,
        position=position,
        attendee=request.body.info(),
        issued_at=issued_after(_latest_issue(existing, position)),
    )
    return await _accept(request, existing, command)


@assignments.operation(
    "DELETE",
    "orders/{orderId}/seat-assignments/{position}",
    summary="Unassign a seat",
    status=202,
    token="order",
    problems=(NOT_FOUND,),
)
async def unassign_seat(request: Request[Nothing]) -> Answer[OrderCommandAccepted]:
    order_id, position = request.ids["orderId"], _position(request.path["position"])
    existing = await _load(request)
    issued_at = issued_after(_latest_issue(existing, position))
    command = UnassignSeat(id=request.new_id(), order_id=order_id, position=position, issued_at=issued_at)
    return await _accept(request, existing, command)


async def _load[B](request: Request[B]) -> SeatAssignments | None:
    """None while they may still come: the order is not known, or was just confirmed.

    Raises Problem 404 where the order has no seats to assign, 401 where the token is for another conference's.
    """
    existing = await load(StreamId(SEAT_ASSIGNMENTS, request.ids["orderId"]), seat_assignments.evolve)
    if existing is not None:
        refuse_unless_of(request.grant, existing.conference_id)
        return existing
    order = await load_order_of(request)
    if order is not None and order.phase is not Phase.CONFIRMED:
        raise not_found("position")
    return None


def _latest_issue(existing: SeatAssignments | None, position: int) -> datetime | None:
    seat = existing.at(position) if existing else None
    return seat.issued_at if seat else None


def _position(text: str) -> int:
    """Raises Problem 404 for what is no number, as for a number that no seat has."""
    if not _POSITION.fullmatch(text):
        raise not_found("position")
    return int(text)


async def _accept[B](
    request: Request[B], existing: SeatAssignments | None, command: SeatAssignmentsCommand
) -> Answer[OrderCommandAccepted]:
    decision = seat_assignments.decide(existing, command, services().clock.now())
    if decision == Refused(reasons.NO_SUCH_POSITION):
        raise not_found("position")
    refuse_if_refused(decision)
    await send(request, command)
    return Answer(OrderCommandAccepted(command_id=command.id, order_id=command.order_id))
