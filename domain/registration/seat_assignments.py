"""SeatAssignments: who sits on the seats of a confirmed order. Source: order id, like the order's own stream.

Positions count single seats through all types from 0, in the order of the seats sold. Of two commands on one position
the one issued later stays, whichever comes first.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from uuid import UUID, uuid5

from domain.messages import Decision, NotYet, Refused
from domain.registration import reasons
from domain.registration.commands import (
    AssignSeat,
    CreateSeatAssignments,
    SeatAssignmentsCommand,
    UnassignSeat,
)
from domain.registration.events import (
    OrderConfirmed,
    SeatAssigned,
    SeatAssignmentsCreated,
    SeatAssignmentsEvent,
    SeatAssignmentUpdated,
    SeatUnassigned,
)
from domain.values import PersonalInfo, folded

NOT_KNOWN_YET = NotYet(reasons.UNKNOWN_ORDER, patience_seconds=60)

# --- State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seat:
    """One position. `issued_at`: of the command that took effect on it last, aware UTC."""

    seat_type: UUID
    seat_type_name: str
    attendee: PersonalInfo | None = None
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeatAssignments:
    order_id: UUID
    conference_id: UUID
    seats: tuple[Seat, ...]

    def at(self, position: int) -> Seat | None:
        return self.seats[position] if 0 <= position < len(self.seats) else None


def evolve(assignments: SeatAssignments | None, event: SeatAssignmentsEvent) -> SeatAssignments:
    """The assignments after their next event. Raises ValueError where none have such a history."""
    if isinstance(event, SeatAssignmentsCreated):
        seats = tuple(Seat(item.seat_type, item.name) for item in event.seats for _ in range(item.quantity))
        return SeatAssignments(event.order_id, event.conference_id, seats)
    if assignments is None:
        raise ValueError(f"{type(event).__name__} of seats that were not created")
    seat = assignments.seats[event.position]
    match event:
        case SeatAssigned() | SeatAssignmentUpdated():
            changed = replace(seat, attendee=event.attendee, issued_at=event.issued_at)
        case SeatUnassigned():
            changed = replace(seat, attendee=None, issued_at=event.issued_at)
        case _:
            assert_never(event)
    before, after = assignments.seats[: event.position], assignments.seats[event.position + 1 :]
    return replace(assignments, seats=(*before, changed, *after))


# --- Decisions --------------------------------------------------------------------------------------------------------


def creation(order_id: UUID, confirmed: OrderConfirmed, version: int) -> CreateSeatAssignments:
    """What the order's event of that version leads to. Whoever reacts to it, and however often: it counts once."""
    return CreateSeatAssignments(
        id=uuid5(order_id, f"seat assignments/{version}"),
        order_id=order_id,
        conference_id=confirmed.conference_id,
        seats=confirmed.seats,
    )


def decide(
    assignments: SeatAssignments | None,
    command: SeatAssignmentsCommand,
    now: datetime,
    out_of_patience: bool = False,
) -> Decision[SeatAssignmentsEvent]:
    """What `command` leads to. Seats of an order that is not confirmed yet may be on their way."""
    match command:
        case CreateSeatAssignments():
            return [_created(command)] if assignments is None else []
        case AssignSeat():
            return _assign(assignments, command) if assignments else NOT_KNOWN_YET
        case UnassignSeat():
            return _unassign(assignments, command) if assignments else NOT_KNOWN_YET
        case _:
            assert_never(command)


def _created(command: CreateSeatAssignments) -> SeatAssignmentsCreated:
    return SeatAssignmentsCreated(order_id=command.order_id, conference_id=command.conference_id, seats=command.seats)


def _assign(assignments: SeatAssignments, command: AssignSeat) -> Decision[SeatAssignmentsEvent]:
    seat = assignments.at(command.position)
    if seat is None:
        return Refused(reasons.NO_SUCH_POSITION)
    if not command.attendee.email.strip():
        return Refused(reasons.NO_EMAIL)
    if seat.attendee is not None and _is_same(seat.attendee, command.attendee):
        return []
    if _is_superseded(seat, command.issued_at):
        return Refused(reasons.SUPERSEDED)
    if seat.attendee is None:
        return [_assigned(assignments, seat, command)]
    if _has_same_email(seat.attendee, command.attendee):
        return [_updated(assignments, command)]
    return [_unassigned(assignments, command), _assigned(assignments, seat, command)]


def _unassign(assignments: SeatAssignments, command: UnassignSeat) -> Decision[SeatAssignmentsEvent]:
    seat = assignments.at(command.position)
    if seat is None:
        return Refused(reasons.NO_SUCH_POSITION)
    if seat.attendee is None:
        return []
    if _is_superseded(seat, command.issued_at):
        return Refused(reasons.SUPERSEDED)
    return [_unassigned(assignments, command)]


def _is_superseded(seat: Seat, issued_at: datetime) -> bool:
    return seat.issued_at is not None and issued_at < seat.issued_at


def _has_same_email(one: PersonalInfo, other: PersonalInfo) -> bool:
    return folded(one.email) == folded(other.email)


def _is_same(one: PersonalInfo, other: PersonalInfo) -> bool:
    """Names are compared exactly, so that correcting "john" to "John" is a change."""
    names_are_same = (one.first_name, one.last_name) == (other.first_name, other.last_name)
    return names_are_same and _has_same_email(one, other)


def _assigned(assignments: SeatAssignments, seat: Seat, command: AssignSeat) -> SeatAssigned:
    return SeatAssigned(
        order_id=assignments.order_id,
        conference_id=assignments.conference_id,
        position=command.position,
        seat_type=seat.seat_type,
        seat_type_name=seat.seat_type_name,
        attendee=command.attendee,
        issued_at=command.issued_at,
    )


def _updated(assignments: SeatAssignments, command: AssignSeat) -> SeatAssignmentUpdated:
    return SeatAssignmentUpdated(
        order_id=assignments.order_id,
        conference_id=assignments.conference_id,
        position=command.position,
        attendee=command.attendee,
        issued_at=command.issued_at,
    )


def _unassigned(assignments: SeatAssignments, command: AssignSeat | UnassignSeat) -> SeatUnassigned:
    return SeatUnassigned(
        order_id=assignments.order_id,
        conference_id=assignments.conference_id,
        position=command.position,
        issued_at=command.issued_at,
    )
