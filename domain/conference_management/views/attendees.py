"""The attendees of one order, as the business customer sees them (source: the order's SeatAssignments stream)."""

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


class Attendee(Value):
    """The item of the list of a conference's attendees."""

    order_id: UUID
    position: int
    seat_type_name: str
    first_name: str
    last_name: str
    email: str


class AttendeesView(Value):
    """`attendees` by position; seats on which nobody sits are left out."""

    order_id: UUID
    conference_id: UUID
    version: int
    seat_type_names: list[str]
    attendees: list[Attendee]


def apply(view: AttendeesView | None, recorded: Recorded[SeatAssignmentsEvent]) -> AttendeesView:
    """The attendees after the event. Raises StreamBeginsElsewhere unless the first one is SeatAssignmentsCreated."""
    event = recorded.event
    if isinstance(event, SeatAssignmentsCreated):
        return AttendeesView(
            order_id=event.order_id,
            conference_id=event.conference_id,
            version=recorded.version,
            seat_type_names=[item.name for item in event.seats for _ in range(item.quantity)],
            attendees=[],
        )
    if view is None:
        raise StreamBeginsElsewhere(recorded)
    others = [attendee for attendee in view.attendees if attendee.position != event.position]
    match event:
        case SeatAssigned() | SeatAssignmentUpdated():
            attendees = sorted([*others, _attendee(view, event)], key=lambda attendee: attendee.position)
        case SeatUnassigned():
            attendees = others
        case _:
            assert_never(event)
    return view.model_copy(update={"version": recorded.version, "attendees": attendees})


def _attendee(view: AttendeesView, event: SeatAssigned | SeatAssignmentUpdated) -> Attendee:
    return Attendee(
        order_id=view.order_id,
        position=event.position,
        seat_type_name=view.seat_type_names[event.position],
        first_name=event.attendee.first_name,
        last_name=event.attendee.last_name,
        email=event.attendee.email,
    )
