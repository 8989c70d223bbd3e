"""The read models of conference management: where they stand, how they are projected and asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.catalogue import ORDER, SEAT_ASSIGNMENTS
from domain.conference_management.views import attendees, orders
from domain.conference_management.views.attendees import Attendee, AttendeesView
from domain.conference_management.views.orders import ENDED, ManagedOrder, ManagedOrderState, ManagedOrderView
from domain.registration.events import OrderEventBase, SeatAssignmentsEventBase
from infrastructure.event_store import EventStore, RecordedEvent
from infrastructure.projecting import Projection, Projector
from infrastructure.view_store import ListedViewStore, Place
from infrastructure.waiting import Wakeups

TABLE = "managementviews"

_ORDERS = "Order_"
_ATTENDEES = "Attendees_"


def order_place(conference_id: UUID, order_id: UUID) -> Place:
    return Place(f"Conference_{conference_id}", f"{_ORDERS}{order_id}")


def attendees_place(conference_id: UUID, order_id: UUID) -> Place:
    return Place(f"Conference_{conference_id}", f"{_ATTENDEES}{order_id}")


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
        ORDER: Projector(managed_orders, rows, store, wakeups),
        SEAT_ASSIGNMENTS: Projector(attendees_of_orders, rows, store, wakeups),
    }


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
    """Every question raises StorageUnavailable when the storage does not answer."""

    rows: ListedViewStore

    async def order(self, conference_id: UUID, order_id: UUID) -> ManagedOrderView | None:
        found = await self.rows.get(order_place(conference_id, order_id))
        return ManagedOrderView.model_validate_json(found.json) if found else None

    async def orders(
        self, conference_id: UUID, state: ManagedOrderState | None, *, after: UUID | None, limit: int
    ) -> OrdersPage:
        """Those of one state; without one, all but the ended ones. By order id, from behind `after` on."""
        found: list[ManagedOrder] = []
        last = order_place(conference_id, after).row if after else ""
        partition = f"Conference_{conference_id}"
        async for json in self.rows.list(partition, _ORDERS, after=last, page_size=limit + 1):
            order = ManagedOrderView.model_validate_json(json)
            if not _asked_for(order, state):
                continue
            if len(found) == limit:
                return OrdersPage(found, found[-1].order_id)
            found.append(order.item())
        return OrdersPage(found, None)

    async def attendees(self, conference_id: UUID, *, after: UUID | None, limit: int) -> AttendeesPage:
        """Order by order, by order id, from behind the order `after` on; `limit` or more if there are as many: those of
        one order stay on one page."""
        found: list[Attendee] = []
        last = attendees_place(conference_id, after).row if after else ""
        partition = f"Conference_{conference_id}"
        async for json in self.rows.list(partition, _ATTENDEES, after=last, page_size=limit + 1):
            if len(found) >= limit:
                return AttendeesPage(found, found[-1].order_id)
            found.extend(AttendeesView.model_validate_json(json).items())
        return AttendeesPage(found, None)


def _asked_for(order: ManagedOrder, state: ManagedOrderState | None) -> bool:
    return order.state not in ENDED if state is None else order.state == state
