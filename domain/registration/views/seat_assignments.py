"""Who sits on which seat of a confirmed order (source: its SeatAssignments stream)."""

from collections.abc import Iterable
from typing import assert_never
from uuid import UUID

from domain.messages import Value
from domain.recorded import Recorded, StreamBeginsElsewhere
from domain.registration.events import (
    SeatAssigned,
    SeatAssignmentsCreated,
    SeatAssignmentsEvent,
    SeatAssignmentUpdated,
    SeatUnassigned,
)
from domain.values import NamedSeats, PersonalInfo


class AssignableSeat(Value):
    """`position` counts from 0 through all seats of the order. `attendee`: None while nobody is assigned."""

    position: int
    seat_type_id: UUID
    seat_type_name: str
    attendee: PersonalInfo | None


class SeatAssignmentsView(Value):
    order_id: UUID
    conference_id: UUID
    version: int
    seats: list[AssignableSeat]


def apply(view: SeatAssignmentsView | None, recorded: Recorded[SeatAssignmentsEvent]) -> SeatAssignmentsView:
    """The seats after the event. Raises StreamBeginsElsewhere unless the first one is SeatAssignmentsCreated."""
    event = recorded.event
    if isinstance(event, SeatAssignmentsCreated):
        return SeatAssignmentsView(
            order_id=event.order_id,
            conference_id=event.conference_id,
            version=recorded.version,
            seats=_positions(event.seats),
        )
    if view is None:
        raise StreamBeginsElsewhere(recorded)
    match event:
        case SeatAssigned() | SeatAssignmentUpdated():
            attendee: PersonalInfo | None = event.attendee
        case SeatUnassigned():
            attendee = None
        case _:
            assert_never(event)
    seats = [
        seat.model_copy(update={"attendee": attendee}) if seat.position == event.position else seat
        for seat in view.seats
    ]
    return view.model_copy(update={"version": recorded.version, "seats": seats})


def _positions(seats: Iterable[NamedSeats]) -> list[AssignableSeat]:
    one_by_one = (item for item in seats for _ in range(item.quantity))
    return [
        AssignableSeat(position=position, seat_type_id=item.seat_type, seat_type_name=item.name, attendee=None)
        for position, item in enumerate(one_by_one)
    ]
