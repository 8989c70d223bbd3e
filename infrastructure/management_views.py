"""The read models of conference management: where they stand, how they are projected and asked for.

An order stands in three places: by its id, for who asks for it; by its state; and, until it ends, among the open ones.
So a list reads what it shows, and nothing else. All three are written in one transaction.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

from domain.catalogue import ORDER, SEAT_ASSIGNMENTS
from domain.conference_management.views import attendees, orders
from domain.conference_management.views.attendees import Attendee, AttendeesView
from domain.conference_management.views.orders import ENDED, ManagedOrder, ManagedOrderState, ManagedOrderView
from domain.registration.events import OrderEventBase, SeatAssignmentsEventBase
from infrastructure.event_store import EventStore, RecordedEvent
from infrastructure.listed_projecting import ListedProjector, Lists
from infrastructure.projecting import Projection, Projector
from infrastructure.view_store import ListedViewStore, Place
from infrastructure.waiting import Wakeups

TABLE = "managementviews"

ORDERS_AT_ONCE = 500
ATTENDEES_AT_ONCE = 50
"""Documents read at a time: an order has about 1 KB, the attendees of the largest orders more than 100 KB."""

_ORDERS = "Order_"
_OPEN = "Open_"
_ATTENDEES = "Attendees_"


def order_place(conference_id: UUID, order_id: UUID) -> Place:
    return Place(_partition(conference_id), f"{_ORDERS}{order_id}")


def attendees_place(conference_id: UUID, order_id: UUID) -> Place:
    return Place(_partition(conference_id), f"{_ATTENDEES}{order_id}")


def management_projectors(rows: ListedViewStore, store: EventStore, wakeups: Wakeups) -> Mapping[str, Projector[Any]]:
    """Stream type → who projects its commits."""
    managed_orders = Projection(
        ManagedOrderView,
        lambda recorded: order_place(_conference_of(recorded), recorded.stream.id),
        orders.apply,
    )
    attendees_of_orders = Projection(
        AttendeesView,
        lambda recorded: attendees_place(_conference_of(recorded), recorded.stream.id),
        attendees.apply,
    )
    return {
        ORDER: ListedProjector(managed_orders, rows, store, wakeups, Lists(_lists, _all_lists)),
        SEAT_ASSIGNMENTS: Projector(attendees_of_orders, rows, store, wakeups),
    }


def _partition(conference_id: UUID) -> str:
    return f"Conference_{conference_id}"


def _list_of(state: ManagedOrderState | None) -> str:
    """How the rows of the orders of one state begin; None: of those that are open."""
    return f"State_{state}_" if state else _OPEN


def _lists(order: ManagedOrderView) -> frozenset[str]:
    lists = {_list_of(order.state)} | (set() if order.state in ENDED else {_OPEN})
    return frozenset(f"{rows}{order.order_id}" for rows in lists)


def _all_lists(order: ManagedOrderView) -> frozenset[str]:
    states = get_args(ManagedOrderState.__value__)
    return frozenset(f"{_list_of(state)}{order.order_id}" for state in (None, *states))


def _conference_of(recorded: RecordedEvent) -> UUID:
    event = recorded.event
    assert isinstance(event, OrderEventBase | SeatAssignmentsEventBase)
    return event.conference_id


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """`after`: the order to go on behind; None when there are no more."""

    orders: list[ManagedOrder]
    after: UUID | None


@dataclass(frozen=True, slots=True)
class AttendeesPage:
    """`after`: the order to go on behind; None when there are no more."""

    attendees: list[Attendee]
    after: UUID | None


@dataclass(frozen=True, slots=True)
class ManagementViews:
    """Every question raises StorageUnavailable when the storage does not answer. Lists are ordered by order ids."""

    rows: ListedViewStore

    async def order(self, conference_id: UUID, order_id: UUID) -> ManagedOrderView | None:
        found = await self.rows.get(order_place(conference_id, order_id))
        return ManagedOrderView.model_validate_json(found.json) if found else None

    async def each_order(
        self, conference_id: UUID, state: ManagedOrderState | None, *, after: UUID | None, at_once: int = ORDERS_AT_ONCE
    ) -> AsyncIterator[ManagedOrder]:
        """Those of one state; without one, all but the ended ones. From behind `after` on, `at_once` read at a time."""
        rows = _list_of(state)
        last = f"{rows}{after}" if after else ""
        async for json in self.rows.list(_partition(conference_id), rows, after=last, page_size=at_once):
            yield ManagedOrderView.model_validate_json(json).item()

    async def orders(
        self, conference_id: UUID, state: ManagedOrderState | None, *, after: UUID | None, limit: int
    ) -> OrdersPage:
        found: list[ManagedOrder] = []
        async for order in self.each_order(conference_id, state, after=after, at_once=limit + 1):
            if len(found) == limit:
                return OrdersPage(found, found[-1].order_id)
            found.append(order)
        return OrdersPage(found, None)

    async def each_attendees(self, conference_id: UUID, *, after: UUID | None) -> AsyncIterator[AttendeesView]:
        """The attendees of each order that has any, from behind the order `after` on."""
        last = attendees_place(conference_id, after).row if after else ""
        async for json in self.rows.list(
            _partition(conference_id), _ATTENDEES, after=last, page_size=ATTENDEES_AT_ONCE
        ):
            view = AttendeesView.model_validate_json(json)
            if view.people:
                yield view

    async def attendees(self, conference_id: UUID, *, after: UUID | None, limit: int) -> AttendeesPage:
        """`limit` or more if there are as many: those of one order stay on one page."""
        found: list[Attendee] = []
        async for view in self.each_attendees(conference_id, after=after):
            if len(found) >= limit:
                return AttendeesPage(found, found[-1].order_id)
            found.extend(view.items())
        return AttendeesPage(found, None)
