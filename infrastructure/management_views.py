"""The read models of conference management: where they stand, how they are projected and asked for.

An order stands in three places: by its id, for who asks for it; by its state; and, until it ends, among the open ones.
So a list reads what it shows, and nothing else. All three are written in one transaction.

How many orders each state has is counted when it is asked for, by the keys of the rows that stand by state: so the
counts agree with the lists after any crash or repair. A counter row per conference would have to change with every
order, and all orders of a popular conference would wait for that one row.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args
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
_STATES = "State_"
_ATTENDEES = "Attendees_"


STATES: tuple[ManagedOrderState, ...] = get_args(ManagedOrderState.__value__)

type Selection = ManagedOrderState | Literal["open", "all"]
"""Which orders: those of one state, those that have not ended, or every order."""


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


def _list_of(selection: Selection) -> str:
    """How the rows of the selected orders begin."""
    match selection:
        case "all":
            return _ORDERS
        case "open":
            return _OPEN
        case state:
            return f"{_STATES}{state}_"


def _lists(order: ManagedOrderView) -> frozenset[str]:
    lists = {_list_of(order.state)} | (set() if order.state in ENDED else {_OPEN})
    return frozenset(f"{rows}{order.order_id}" for rows in lists)


def _all_lists(order: ManagedOrderView) -> frozenset[str]:
    return frozenset(f"{rows}{order.order_id}" for rows in (_OPEN, *map(_list_of, STATES)))


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
        self, conference_id: UUID, selection: Selection, *, after: UUID | None, at_once: int = ORDERS_AT_ONCE
    ) -> AsyncIterator[ManagedOrder]:
        """From behind `after` on, `at_once` read at a time."""
        rows = _list_of(selection)
        last = f"{rows}{after}" if after else ""
        async for json in self.rows.list(_partition(conference_id), rows, after=last, page_size=at_once):
            yield ManagedOrderView.model_validate_json(json).item()

    async def orders(self, conference_id: UUID, selection: Selection, *, after: UUID | None, limit: int) -> OrdersPage:
        found: list[ManagedOrder] = []
        async for order in self.each_order(conference_id, selection, after=after, at_once=limit + 1):
            if len(found) == limit:
                return OrdersPage(found, found[-1].order_id)
            found.append(order)
        return OrdersPage(found, None)

    async def counts(self, conference_id: UUID) -> dict[ManagedOrderState, int]:
        """How many orders of the conference are in each state, 0 included. Reads keys, no documents."""
        states: dict[str, str] = {}
        # An order that moves to another state between two pages of keys stands in both: it counts once.
        async for key in self.rows.keys(_partition(conference_id), _STATES):
            _, state, order_id = key.split("_")
            states[order_id] = state
        found = Counter(states.values())
        return {state: found[state] for state in STATES}

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
