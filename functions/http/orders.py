"""What the holder of an order's token may do with it."""

from uuid import UUID

from domain.catalogue import ORDER
from domain.registration import order, reasons
from domain.registration.commands import AssignRegistrantDetails, CancelOrder, ChangeSeats, OrderCommand
from domain.registration.order import Order
from domain.registration.views.order import OrderView
from functions.http.api import Api
from functions.http.authorization import refuse_unless_of
from functions.http.bodies import Nothing
from functions.http.commanding import CommandAccepted, issued_after, load_order, refuse_if_refused, send
from functions.http.limits import admit_unpaid_mail
from functions.http.pending_changes import CHANGE_PENDING, record_change
from functions.http.people import Person
from functions.http.problems import TOO_MANY_TRIES, ProblemType, conflict
from functions.http.requests import Answer, Request
from functions.http.seats import SeatsBody, priced
from functions.http.services import services
from functions.http.waiting import Waiting, read_waiting
from infrastructure.event_store import StreamId
from infrastructure.registration_views import order_place

orders = Api("Orders")

_SETTLED: tuple[ProblemType, ...] = tuple(
    conflict(reason)
    for reason in (
        reasons.ORDER_CONFIRMED,
        reasons.ORDER_REJECTED,
        reasons.AWAITING_ATTENTION,
        reasons.ORDER_HONOURED,
    )
)
_CLOSED = (*_SETTLED, conflict(reasons.ORDER_EXPIRED))
"""An order that ended refuses changes."""
TOO_MANY_CHANGES = conflict(reasons.TOO_MANY_CHANGES)
TOO_LATE = (*_SETTLED, conflict(reasons.RESERVATION_EXPIRED))
"""Some can only be asked for while its reservation runs."""


class OrderCommandAccepted(CommandAccepted):
    order_id: UUID


@orders.operation("GET", "orders/{orderId}", summary="Read an order", token="order")
async def get_order(request: Request[None, Waiting]) -> Answer[OrderView]:
    order_id = request.ids["orderId"]
    answer = await read_waiting(
        request,
        StreamId(ORDER, order_id),
        order_place(order_id),
        lambda: services().views.order(order_id),
        "order",
    )
    refuse_unless_of(request.grant, answer.content.conference_id)
    return answer


@orders.operation(
    "PUT",
    "orders/{orderId}/seats",
    summary="Want other seats",
    status=202,
    token="order",
    problems=(*TOO_LATE, TOO_MANY_CHANGES, CHANGE_PENDING),
)
async def change_seats(request: Request[SeatsBody]) -> Answer[OrderCommandAccepted]:
    """Replaces all seats of the order. Possible until `reservationExpiresAt`, and 50 times; voids an open payment."""
    order_id, conference_id = request.ids["orderId"], request.grant.conference_id
    existing = await load_order_of(request)
    conference = await services().views.conference(conference_id) if conference_id else None
    seats = priced(request.body.seats, conference)
    issued_at = issued_after(existing.latest_issue if existing else None)
    command = ChangeSeats(id=request.new_id(), order_id=order_id, seats=seats, issued_at=issued_at)
    return await _accept(request, existing, command)


@orders.operation(
    "PUT",
    "orders/{orderId}/registrant",
    summary="Say who the registrant is",
    status=202,
    token="order",
    problems=(*_CLOSED, TOO_MANY_CHANGES, TOO_MANY_TRIES),
)
async def assign_registrant(request: Request[Person]) -> Answer[OrderCommandAccepted]:
    order_id = request.ids["orderId"]
    existing = await load_order_of(request)
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
    problems=_CLOSED,
)
async def give_up_order(request: Request[Nothing]) -> Answer[OrderCommandAccepted]:
    """An open, unpaid order; its seats go back at once."""
    order_id = request.ids["orderId"]
    command = CancelOrder(id=request.new_id(), order_id=order_id, reason="given-up")
    return await _accept(request, await load_order_of(request), command)


async def load_order_of[B](request: Request[B]) -> Order | None:
    """The order that the request's token is for. Raises Problem 401 where it became one of another conference."""
    existing = await load_order(request.ids["orderId"])
    if existing is not None:
        refuse_unless_of(request.grant, existing.conference_id)
    return existing


async def _accept[B](
    request: Request[B], existing: Order | None, command: OrderCommand
) -> Answer[OrderCommandAccepted]:
    """Raises Problem 409 if the order refuses the command as it stands."""
    decision = order.decide(existing, command, services().clock.now())
    refuse_if_refused(decision)
    await admit_unpaid_mail(request.headers, command.order_id, command.id, existing, decision)
    if isinstance(command, ChangeSeats):
        await record_change(command)
    await send(request, command)
    return Answer(OrderCommandAccepted(command_id=command.id, order_id=command.order_id))
