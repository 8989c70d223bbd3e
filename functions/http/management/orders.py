"""The orders of a conference, and who will sit on the seats that were sold."""

from uuid import UUID

from domain.catalogue import ORDER
from domain.conference_management.views.attendees import Attendee
from domain.conference_management.views.orders import ManagedOrder, ManagedOrderState
from domain.messages import Value
from functions.http.api import Api
from functions.http.bodies import Query
from functions.http.problems import NOT_FOUND
from functions.http.requests import Answer, Request
from functions.http.services import services
from functions.http.values import Id
from functions.http.waiting import Waiting, read_waiting
from infrastructure.event_store import StreamId
from infrastructure.management_views import order_place

managed_orders = Api("Conference management")

PAGE = 100


class OrdersAsked(Query):
    """`state`: only orders of this one; without it all but those that expired or were rejected.

    `continuation`: as the page before gave it.
    """

    state: ManagedOrderState | None = None
    continuation: Id | None = None


class AttendeesAsked(Query):
    """`continuation`: as the page before gave it."""

    continuation: Id | None = None


class OrdersPage(Value):
    """`continuation`: leads to the next page; null after the last one."""

    items: list[ManagedOrder]
    continuation: UUID | None


class AttendeesPage(Value):
    """`continuation`: leads to the next page; null after the last one."""

    items: list[Attendee]
    continuation: UUID | None


@managed_orders.operation(
    "GET", "management/conferences/{id}/orders", summary="List the orders of a conference", token="conference"
)
async def list_managed_orders(request: Request[None, OrdersAsked]) -> Answer[OrdersPage]:
    asked = request.query
    page = await services().management_views.orders(
        request.ids["id"], asked.state, after=asked.continuation, limit=PAGE
    )
    return Answer(OrdersPage(items=page.orders, continuation=page.after))


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
async def list_attendees(request: Request[None, AttendeesAsked]) -> Answer[AttendeesPage]:
    """Everybody who is assigned to a seat, order by order."""
    page = await services().management_views.attendees(request.ids["id"], after=request.query.continuation, limit=PAGE)
    return Answer(AttendeesPage(items=page.attendees, continuation=page.after))
