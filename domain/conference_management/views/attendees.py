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
from domain.values import NamedSeats, PersonalInfo


class Attendee(Value):
    """The item of the list of a conference's attendees."""

    order_id: UUID
    position: int
    seat_type_name: str
    first_name: str
    last_name: str
    email: str


class SeatedPerson(PersonalInfo):
    """Who sits on the seat `position`."""

    position: int


class AttendeesView(Value):
    """`people` by position; seats on which nobody sits are left out.

    Positions count through `seats`. What all attendees share stands in it once: an order may have hundreds.
    """

    order_id: UUID
    conference_id: UUID
    version: int
    seats: list[NamedSeats]
    people: list[SeatedPerson]

    def items(self) -> list[Attendee]:
        names = [item.name for item in self.seats for _ in range(item.quantity)]
        return [
            Attendee(
                order_id=self.order_id,
                position=person.position,
                seat_type_name=names[person.position],
                first_name=person.first_name,
                last_name=person.last_name,
                email=person.email,
            )
            for person in self.people
        ]


def apply(view: AttendeesView | None, recorded: Recorded[SeatAssignmentsEvent]) -> AttendeesView:
    """The attendees after the event. Raises StreamBeginsElsewhere unless the first one is SeatAssignmentsCreated."""
    event = recorded.event
    if isinstance(event, SeatAssignmentsCreated):
        return AttendeesView(
            order_id=event.order_id,
            conference_id=event.conference_id,
            version=recorded.version,
            seats=event.seats,
            people=[],
        )
    if view is None:
        raise StreamBeginsElsewhere(recorded)
    others = [person for person in view.people if person.position != event.position]
    match event:
        case SeatAssigned() | SeatAssignmentUpdated():
            seated = SeatedPerson(position=event.position, **event.attendee.model_dump(by_alias=False))
            people = sorted([*others, seated], key=lambda person: person.position)
        case SeatUnassigned():
            people = others
        case _:
            assert_never(event)
    return view.model_copy(update={"version": recorded.version, "people": people})
