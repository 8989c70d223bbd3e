"""Orders and attendees that others made, as far as every view shows them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.registration.events import SeatAssigned, SeatAssignmentsCreated
from domain.values import NamedSeats, PersonalInfo
from infrastructure.event_store import StreamId
from tests.management.site import Site
from tests.views.story import WORKSHOP, minute, order_placed, totals, workshops


async def order(site: Site, order_id: UUID, *more: Any) -> None:
    """An order for two workshops, of which `more` happened."""
    placed = [
        event.model_copy(update={"conference_id": site.conference_id})
        for event in (order_placed(workshops(2)), totals("398", (workshops(2), "398")), *more)
    ]
    await site.happened(StreamId("Order", order_id), placed)


async def seated(
    site: Site, order_id: UUID, people: Sequence[PersonalInfo | None], seat_type: str = "Workshop"
) -> None:
    """Seats that were sold, and who will sit there; None: nobody yet."""
    of = {"order_id": order_id, "conference_id": site.conference_id}
    sold = [NamedSeats(seat_type=WORKSHOP, name=seat_type, quantity=len(people))]
    assigned = [
        SeatAssigned(
            **of,
            position=position,
            seat_type=WORKSHOP,
            seat_type_name=seat_type,
            attendee=person,
            issued_at=minute(30),
        )
        for position, person in enumerate(people)
        if person
    ]
    await site.happened(StreamId("SeatAssignments", order_id), [SeatAssignmentsCreated(**of, seats=sold), *assigned])
