"""What the holder of an order's token may do with it."""

from uuid import UUID

from domain.catalogue import ORDER
from domain.registration import order, reasons
from domain.registration.commands import AssignRegistrantDetails, CancelOrder, ChangeSeats, OrderCommand
from domain.registration.order import Order
from domain.registration.views.order import OrderView
from functions.http.api import Api
from functions.http.bodies import Nothing
from functions.http.commanding import CommandAccepted, issued_after, load_order, refuse_if_refused, send
from functions.http.people import Person
from functions.http.problems import ProblemType, conflict
from functions.http.requests import Answer, Request
from functions.http.seats import SeatsBody, priced
from functions.http.services import services
from functions.http.waiting import Waiting, read_waiting
from infrastructure.event_store import StreamId
from infrastructure.registration_views import order_place

orders = Api("Orders")

CLOSED: tuple[ProblemType, ...] = tuple(
    conflict(reason)
    for reason in (
        reasons.ORDER_CONFIRMED,
        reasons.ORDER_EXPIRED,
        reasons.ORDER_REJECTED,
        reasons.AWAITING_ATTENTION,
        reasons.ORDER_HONOURED,
    )
)
"""An order that ended refuses changes."""


class OrderCommandAccepted(CommandAccepted):
    order_id: UUID


@orders.operation("GET", "orders/{orderId}", summary="Read an order", token="order")
async def get_order(request: Request[None, Waiting]) -> Answer[OrderView]:
    order_id = request.ids["orderId"]
    return await read_waiting(
        request,
        StreamId(ORDER, order_id),
        order_place(order_id),
        lambda: services().views.order(order_id),
        "order",
    )


@orders.operation(
    "PUT",
    "orders/{orderId}/seats",
    summary="Want other seats",
    status=202,
    token="order",
    problems=(*CLOSED, conflict(reasons.RESERVATION_EXPIRED)),
)
async def change_seats(request: Request[SeatsBody]) -> Answer[OrderCommandAccepted]:
    """Replaces all seats of the order. Possible until `reservationExpiresAt`; voids an open payment."""
    order_id, conference_id = request.ids["orderId"], request.grant.conference_id
    conference = await services().views.conference(conference_id) if conference_id else None
    seats = priced(request.body.seats, conference)
    existing = await load_order(order_id)
    issued_at = issued_after(existing.latest_issue if existing else None)
    command = ChangeSeats(id=request.new_id(), order_id=order_id, seats=seats, issued_at=issued_at)
    return await _accept(request, existing, command)


@orders.operation(
    "PUT",
    "orders/{orderId}/registrant",
    summary="Say who the registrant is",
    status=202,
    token="order",
    problems=CLOSED,
)
async def assign_registrant(request: Request[Person]) -> Answer[OrderCommandAccepted]:
    order_id = request.ids["orderId"]
    existing = await load_order(order_id)
    command = AssignRegistrantDetails(
        id=request.new_id(),
        order_id=order_id,
        registrant=request.body.info(),
        issued_at=issued_after(existing.latest_issue if existing else None),
    )
    return await _accept(request, existing, command)


@orders.operation(
    "DELETE",
    "orders/{orderId}",
    summary="Give an order up",
    status=202,
    token="order",
    problems=CLOSED,
)
async def give_up_order(request: Request[Nothing]) -> Answer[OrderCommandAccepted]:
    """An open, unpaid order; its seats go back at once."""
    order_id = request.ids["orderId"]
    command = CancelOrder(id=request.new_id(), order_id=order_id, reason="given-up")
    return await _accept(request, await load_order(order_id), command)


async def _accept[B](
    request: Request[B], existing: Order | None, command: OrderCommand
) -> Answer[OrderCommandAccepted]:
    """Raises Problem 409 if the order refuses the command as it stands."""
    refuse_if_refused(order.decide(existing, command, services().clock.now()))
    await send(request, command)
    return Answer(OrderCommandAccepted(command_id=command.id, order_id=command.order_id))
