"""How many seats of each type of a conference are left, held and sold (source: its SeatsAvailability stream)."""

from collections.abc import Iterable, Mapping
from typing import assert_never
from uuid import UUID

from domain.messages import Value
from domain.recorded import Recorded
from domain.registration.events import (
    AvailableSeatsChanged,
    SeatsAvailabilityEvent,
    SeatsReservationCancelled,
    SeatsReservationCommitted,
    SeatsReserved,
)
from domain.registration.views.conference import ConferenceView
from domain.values import Money, SeatQuantity


class SeatsLeft(Value):
    """`remaining` is below zero when the quota was cut below what is held and sold."""

    remaining: int = 0
    reserved: int = 0
    sold: int = 0


class AvailabilityView(Value):
    conference_id: UUID
    version: int
    seat_types: Mapping[UUID, SeatsLeft]

    def of(self, seat_type_id: UUID) -> SeatsLeft:
        """Nothing is left of a seat type that was never heard of."""
        return self.seat_types.get(seat_type_id, SeatsLeft())


class SeatTypeOnSale(Value):
    """A seat type as the public sees it. `available_quantity` is never below 0."""

    id: UUID
    name: str
    description: str
    price: Money
    currency: str
    quantity: int
    available_quantity: int


def seat_types_on_sale(conference: ConferenceView, availability: AvailabilityView | None) -> list[SeatTypeOnSale]:
    """Both rows joined; no availability row yet: nothing is available yet."""
    return [
        SeatTypeOnSale(
            id=seat_type.id,
            name=seat_type.name,
            description=seat_type.description,
            price=seat_type.price,
            currency=conference.currency,
            quantity=seat_type.quantity,
            available_quantity=max(availability.of(seat_type.id).remaining, 0) if availability else 0,
        )
        for seat_type in conference.seat_types
    ]


def apply(view: AvailabilityView | None, recorded: Recorded[SeatsAvailabilityEvent]) -> AvailabilityView:
    """The availability after the event."""
    event = recorded.event
    seat_types = dict(view.seat_types) if view else {}
    match event:
        case AvailableSeatsChanged():
            _add(seat_types, event.changes, remaining=1)
        case SeatsReserved() | SeatsReservationCancelled():
            _add(seat_types, event.changes, remaining=1, reserved=-1)
        case SeatsReservationCommitted():
            _add(seat_types, event.seats, reserved=-1, sold=1)
        case _:
            assert_never(event)
    return AvailabilityView(conference_id=recorded.stream.id, version=recorded.version, seat_types=seat_types)


def _add(
    seat_types: dict[UUID, SeatsLeft],
    changes: Iterable[SeatQuantity],
    *,
    remaining: int = 0,
    reserved: int = 0,
    sold: int = 0,
) -> None:
    """Adds each quantity to the three counts, as often as said."""
    for change in changes:
        before = seat_types.get(change.seat_type, SeatsLeft())
        seat_types[change.seat_type] = SeatsLeft(
            remaining=before.remaining + remaining * change.quantity,
            reserved=before.reserved + reserved * change.quantity,
            sold=before.sold + sold * change.quantity,
        )
