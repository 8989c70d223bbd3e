"""Seats of one conference in the words of their tests: requests, answers, and Alice who holds six of ten."""

from uuid import UUID

from domain.registration.commands import (
    AddSeats,
    CancelSeatReservation,
    CommitSeatReservation,
    MakeSeatReservation,
    RemoveSeats,
)
from domain.registration.events import (
    AvailableSeatsChanged,
    SeatsReservationCancelled,
    SeatsReservationCommitted,
    SeatsReserved,
)
from domain.values import RaisedFor, SeatQuantity
from tests.domain.given_when_then import minute

CONFERENCE = UUID(int=0xC)
COMMAND = UUID(int=0xC0)
WORKSHOP = UUID(int=0xA)
DINNER = UUID(int=0xB)
ALICE = UUID(int=1)
BOB = UUID(int=2)


def of(quantities: dict[UUID, int]) -> list[SeatQuantity]:
    return [SeatQuantity(seat_type=seat_type, quantity=quantity) for seat_type, quantity in quantities.items()]


def quota(change: int, seat_type: UUID = WORKSHOP) -> AvailableSeatsChanged:
    return AvailableSeatsChanged(changes=of({seat_type: change}))


def make(
    wanted: dict[UUID, int], number: int = 1, reservation: UUID = ALICE, not_after: float = 29
) -> MakeSeatReservation:
    return MakeSeatReservation(
        id=COMMAND,
        conference_id=CONFERENCE,
        reservation_id=reservation,
        number=number,
        seats=of(wanted),
        not_after=minute(not_after),
    )


def reserved(
    details: dict[UUID, int],
    changes: dict[UUID, int],
    number: int = 1,
    reservation: UUID = ALICE,
    not_after: float = 29,
) -> SeatsReserved:
    return SeatsReserved(
        reservation_id=reservation,
        number=number,
        details=of(details),
        changes=of(changes),
        not_after=minute(not_after),
    )


def cancel(number: int, reservation: UUID = ALICE) -> CancelSeatReservation:
    return CancelSeatReservation(id=COMMAND, conference_id=CONFERENCE, reservation_id=reservation, number=number)


def cancelled(number: int, changes: dict[UUID, int], at: float, reservation: UUID = ALICE) -> SeatsReservationCancelled:
    return SeatsReservationCancelled(
        reservation_id=reservation, number=number, changes=of(changes), cancelled_at=minute(at)
    )


def commit(number: int, reservation: UUID = ALICE) -> CommitSeatReservation:
    return CommitSeatReservation(id=COMMAND, conference_id=CONFERENCE, reservation_id=reservation, number=number)


def committed(number: int, seats: dict[UUID, int], reservation: UUID = ALICE) -> SeatsReservationCommitted:
    return SeatsReservationCommitted(reservation_id=reservation, number=number, seats=of(seats))


def add(quantity: int, raised_for: RaisedFor | None = None) -> AddSeats:
    return AddSeats(id=COMMAND, conference_id=CONFERENCE, seat_type=WORKSHOP, quantity=quantity, raised_for=raised_for)


def remove(quantity: int) -> RemoveSeats:
    return RemoveSeats(id=COMMAND, conference_id=CONFERENCE, seat_type=WORKSHOP, quantity=quantity)


ALICE_HOLDS_6 = (quota(10), reserved({WORKSHOP: 6}, {WORKSHOP: -6}))
