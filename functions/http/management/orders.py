"""The orders of a conference, and who will sit on the seats that were sold."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from domain.catalogue import ORDER
from domain.conference_management.views.attendees import Attendee
from domain.conference_management.views.orders import ManagedOrder, ManagedOrderState
from domain.messages import Value
from functions.http.api import Api
from functions.http.bodies import Query
from functions.http.csv_files import Rows, csv_answer, prefers_csv
from functions.http.problems import NOT_FOUND
from functions.http.requests import Answer, Csv, Request
from functions.http.services import services
from functions.http.values import Id
from functions.http.waiting import Waiting, read_waiting
from infrastructure.event_store import StreamId
from infrastructure.management_views import order_place

managed_orders = Api("Conference management")

PAGE = 100

ORDER_COLUMNS = (
    "orderId",
    "accessCode",
    "state",
    "registrantName",
    "registrantEmail",
    "total",
    "currency",
    "seats",
    "placedAt",
    "reason",
)
ATTENDEE_COLUMNS = ("orderId", "position", "seatTypeName", "firstName", "lastName", "email")


class OrdersAsked(Query):
    """`state`: only orders of this state. Without it, JSON leaves out those that expired or were rejected, and CSV has
    every order.

    `continuation`: as the page before gave it.
    """

    state: ManagedOrderState | None = None
    continuation: Id | None = None


class AttendeesAsked(Query):
    """`continuation`: as the page before gave it."""

    continuation: Id | None = None


class OrdersPage(Value):
    """`continuation`: leads to the next page; null after the last one.

    `counts`: how many orders of the whole conference are in each state, whatever `state` asks for.
    """

    items: list[ManagedOrder]
    continuation: UUID | None
    counts: dict[ManagedOrderState, int]


class AttendeesPage(Value):
    """`continuation`: leads to the next page; null after the last one."""

    items: list[Attendee]
    continuation: UUID | None


@managed_orders.operation(
    "GET", "management/conferences/{id}/orders", summary="List the orders of a conference", token="conference"
)
async def list_managed_orders(request: Request[None, OrdersAsked]) -> Answer[OrdersPage] | Answer[Csv]:
    """By order id. With `Accept: text/csv` all of them at once, as a file."""
    asked, conference_id, views = request.query, request.ids["id"], services().management_views
    if prefers_csv(request.headers):
        return await csv_answer(request, "orders.csv", ORDER_COLUMNS, _order_rows(conference_id, asked))
    page, counts = await asyncio.gather(
        views.orders(conference_id, asked.state or "open", after=asked.continuation, limit=PAGE),
        views.counts(conference_id),
    )
    return Answer(OrdersPage(items=page.orders, continuation=page.after, counts=counts))


@managed_orders.operation(
    "GET",
    "management/conferences/{id}/orders/{orderId}",
    summary="Read an order of a conference",
    token="conference",
    problems=(NOT_FOUND,),
)
async def get_managed_order(request: Request[None, Waiting]) -> Answer[ManagedOrder]:
    """In any state, as it stands in the list."""
    conference_id, order_id = request.ids["id"], request.ids["orderId"]
    found = await read_waiting(
        request,
        StreamId(ORDER, order_id),
        order_place(conference_id, order_id),
        lambda: services().management_views.order(conference_id, order_id),
        "order",
    )
    return Answer(found.content.item(), found.headers)


@managed_orders.operation(
    "GET", "management/conferences/{id}/attendees", summary="List the attendees of a conference", token="conference"
)
async def list_attendees(request: Request[None, AttendeesAsked]) -> Answer[AttendeesPage] | Answer[Csv]:
    """Everybody who is assigned to a seat, order by order. With `Accept: text/csv` all of them at once, as a file."""
    after, conference_id = request.query.continuation, request.ids["id"]
    if prefers_csv(request.headers):
        return await csv_answer(request, "attendees.csv", ATTENDEE_COLUMNS, _attendee_rows(conference_id, after))
    page = await services().management_views.attendees(conference_id, after=after, limit=PAGE)
    return Answer(AttendeesPage(items=page.attendees, continuation=page.after))


async def _order_rows(conference_id: UUID, asked: OrdersAsked) -> AsyncIterator[Rows]:
    orders = services().management_views.each_order(conference_id, asked.state or "all", after=asked.continuation)
    async for order in orders:
        shown = order.model_dump(mode="json")
        seats = "; ".join(f"{item.quantity} x {item.seat_type_name}" for item in order.seats)
        yield Rows(order.order_id, [[(shown | {"seats": seats})[column] for column in ORDER_COLUMNS]])


async def _attendee_rows(conference_id: UUID, after: UUID | None) -> AsyncIterator[Rows]:
    async for view in services().management_views.each_attendees(conference_id, after=after):
        yield Rows(
            view.order_id,
            (
                (it.order_id, it.position, it.seat_type_name, it.first_name, it.last_name, it.email)
                for it in view.items()
            ),
        )
