"""SeatsAvailability: how many seats of each type a conference has left, and who holds which. Source: conference id.

Requests of a reservation are numbered by the registration process: a number that is not above the highest known one
changes nothing, whenever it arrives. A finished reservation is remembered for as long as a request overtaken by its end
may still come. Commands without a number (AddSeats, RemoveSeats) are relative: only their id keeps them from counting
twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from domain.messages import Decision, NotYet, Refused
from domain.registration import reasons
from domain.registration.commands import (
    AddSeats,
    CancelSeatReservation,
    CommitSeatReservation,
    MakeSeatReservation,
    RemoveSeats,
    SeatsAvailabilityCommand,
)
from domain.registration.events import (
    AvailableSeatsChanged,
    SeatsAvailabilityEvent,
    SeatsReservationCancelled,
    SeatsReservationCommitted,
    SeatsReserved,
)
from domain.registration.reservations import Reservation, Reservations
from domain.values import SeatQuantity

UNKNOWN_SEAT_TYPE_PATIENCE_SECONDS = 30
COMMITTED_REMEMBERED = timedelta(days=1)
"""After the last NotAfter of its requests."""
CANCELLED_REMEMBERED = timedelta(days=2)
"""After the cancellation."""

# --- State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeatsAvailability:
    """`remaining`: by seat type, below zero where the quota was cut below what is held and sold."""

    remaining: Mapping[UUID, int] = field(default_factory=dict)
    reservations: Reservations = field(default_factory=Reservations)


EMPTY = SeatsAvailability()


def evolve(state: SeatsAvailability | None, event: SeatsAvailabilityEvent) -> SeatsAvailability:
    state = EMPTY if state is None else state
    match event:
        case AvailableSeatsChanged():
            return SeatsAvailability(_add(state.remaining, event.changes), state.reservations)
        case SeatsReserved():
            reservation = Reservation(event.number, tuple(event.details), event.not_after)
            reservations = state.reservations.put(event.reservation_id, reservation)
            return SeatsAvailability(_add(state.remaining, event.changes), reservations)
        case SeatsReservationCancelled():
            reservation = Reservation(event.number, forget_at=event.cancelled_at + CANCELLED_REMEMBERED)
            reservations = state.reservations.at(event.cancelled_at).put(event.reservation_id, reservation)
            return SeatsAvailability(_add(state.remaining, event.changes), reservations)
        case SeatsReservationCommitted():
            return _commit(state, event)
        case _:
            assert_never(event)


def _commit(state: SeatsAvailability, event: SeatsReservationCommitted) -> SeatsAvailability:
    pending = state.reservations.get(event.reservation_id)
    if pending is None or pending.not_after is None:
        raise ValueError(f"reservation {event.reservation_id} was committed without being held")
    forget_at = pending.not_after + COMMITTED_REMEMBERED
    sold = Reservation(event.number, not_after=pending.not_after, committed=True, forget_at=forget_at)
    return SeatsAvailability(state.remaining, state.reservations.put(event.reservation_id, sold))


def _add(remaining: Mapping[UUID, int], changes: list[SeatQuantity]) -> Mapping[UUID, int]:
    if not changes:
        return remaining
    changed = dict(remaining)
    for change in changes:
        changed[change.seat_type] = changed.get(change.seat_type, 0) + change.quantity
    return changed


# --- Decisions --------------------------------------------------------------------------------------------------------


def decide(
    state: SeatsAvailability | None, command: SeatsAvailabilityCommand, now: datetime, out_of_patience: bool = False
) -> Decision[SeatsAvailabilityEvent]:
    """What `command` leads to at `now` (aware UTC). A conference whose first seats are not known yet has none."""
    state = EMPTY if state is None else state
    match command:
        case AddSeats():
            return _add_seats(state, command)
        case RemoveSeats():
            return [_quota_changed(command.seat_type, -command.quantity)]
        case MakeSeatReservation():
            return _make(state, command, now, out_of_patience)
        case CancelSeatReservation():
            return _cancel(state, command, now)
        case CommitSeatReservation():
            return _commit_reservation(state, command)
        case _:
            assert_never(command)


def _quota_changed(seat_type: UUID, change: int) -> AvailableSeatsChanged:
    return AvailableSeatsChanged(changes=[SeatQuantity(seat_type=seat_type, quantity=change)])


def _add_seats(state: SeatsAvailability, command: AddSeats) -> Decision[SeatsAvailabilityEvent]:
    """Seats that were raised for an honoured order go into its reservation at once, whatever remains."""
    added = _quota_changed(command.seat_type, command.quantity)
    if command.raised_for is None:
        return [added]
    reservation = state.reservations.get(command.raised_for.reservation_id)
    if reservation is None or reservation.not_after is None or not reservation.is_pending:
        return [added]
    if command.raised_for.number <= reservation.number:
        return [added]
    held = _by_type(reservation.held)
    held[command.seat_type] = held.get(command.seat_type, 0) + command.quantity
    reserved = SeatsReserved(
        reservation_id=command.raised_for.reservation_id,
        number=command.raised_for.number,
        details=_quantities(held),
        changes=_quantities({command.seat_type: -command.quantity}),
        not_after=reservation.not_after,
    )
    return [added, reserved]


def _make(
    state: SeatsAvailability, command: MakeSeatReservation, now: datetime, out_of_patience: bool
) -> Decision[SeatsAvailabilityEvent]:
    reservation = state.reservations.get(command.reservation_id)
    if reservation is not None and command.number <= reservation.number:
        return []
    if reservation is not None and reservation.committed:
        return Refused(reasons.RESERVATION_COMMITTED)
    held = _by_type(reservation.held) if reservation else {}
    if now > command.not_after:
        return [_reserved(command, details=held, changes={})]
    wanted = {item.seat_type: item.quantity for item in command.seats}
    if not out_of_patience and any(seat_type not in state.remaining for seat_type in wanted):
        return NotYet(reasons.UNKNOWN_SEAT_TYPE, UNKNOWN_SEAT_TYPE_PATIENCE_SECONDS)
    details: dict[UUID, int] = {}
    changes: dict[UUID, int] = {}
    for seat_type in {**wanted, **held}:
        holds = held.get(seat_type, 0)
        obtainable = holds + max(state.remaining.get(seat_type, 0), 0)
        details[seat_type] = min(wanted.get(seat_type, 0), obtainable)
        changes[seat_type] = holds - details[seat_type]
    return [_reserved(command, details, changes)]


def _reserved(command: MakeSeatReservation, details: dict[UUID, int], changes: dict[UUID, int]) -> SeatsReserved:
    return SeatsReserved(
        reservation_id=command.reservation_id,
        number=command.number,
        details=_quantities(details),
        changes=_quantities(changes),
        not_after=command.not_after,
    )


def _cancel(
    state: SeatsAvailability, command: CancelSeatReservation, now: datetime
) -> Decision[SeatsAvailabilityEvent]:
    """Remembered even if nothing is held: the request that it cancels may still be on its way."""
    reservation = state.reservations.get(command.reservation_id)
    if reservation is not None and (command.number <= reservation.number or reservation.committed):
        return []
    return [
        SeatsReservationCancelled(
            reservation_id=command.reservation_id,
            number=command.number,
            changes=list(reservation.held) if reservation else [],
            cancelled_at=now,
        )
    ]


def _commit_reservation(state: SeatsAvailability, command: CommitSeatReservation) -> Decision[SeatsAvailabilityEvent]:
    reservation = state.reservations.get(command.reservation_id)
    if reservation is None or not reservation.held or command.number <= reservation.number:
        return []
    return [
        SeatsReservationCommitted(
            reservation_id=command.reservation_id, number=command.number, seats=list(reservation.held)
        )
    ]


def _by_type(seats: tuple[SeatQuantity, ...]) -> dict[UUID, int]:
    return {item.seat_type: item.quantity for item in seats}


def _quantities(by_type: Mapping[UUID, int]) -> list[SeatQuantity]:
    """Zeros left out."""
    return [SeatQuantity(seat_type=seat_type, quantity=quantity) for seat_type, quantity in by_type.items() if quantity]
