"""All reservations of one conference, as they stood after one event: immutable, cheap to step from event to event.

A hot conference has tens of thousands, and each event changes one of them. The changes since the last merge stand in a
small dictionary of their own, which is what each step copies; when it has grown to a few times the root of the whole
it is merged, and what may be forgotten goes. Earlier values stay as they are: decisions are taken on states that may be
thrown away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isqrt
from uuid import UUID

from domain.values import SeatQuantity

SMALLEST_MERGE = 64
MERGE_AT_ROOTS = 4
"""Copying an entry costs about a tenth of merging it, so merging less often pays."""
BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reservation:
    """`number`: the highest request that counted. `held`: pending seats, empty once cancelled or committed.

    `not_after`: of the last request for seats, None if only its cancellation is known. `forget_at` (aware UTC): when a
    finished reservation may be forgotten, None while it is pending.
    """

    number: int
    held: tuple[SeatQuantity, ...] = ()
    not_after: datetime | None = None
    committed: bool = False
    forget_at: datetime | None = None

    @property
    def is_pending(self) -> bool:
        return self.forget_at is None

    def is_forgotten(self, clock: datetime) -> bool:
        return self.forget_at is not None and self.forget_at <= clock


@dataclass(frozen=True, slots=True)
class Reservations:
    """`clock` (aware UTC): the latest time at which an event is known to have happened.

    Finished reservations are forgotten by it alone, so that the same events always make the same state. It may stand
    still for long, which only keeps more in memory; it never runs ahead, as a NotAfter would.
    """

    clock: datetime = BEGINNING
    _merged: Mapping[UUID, Reservation] = field(default_factory=dict)
    _changed: Mapping[UUID, Reservation] = field(default_factory=dict)

    def get(self, reservation_id: UUID) -> Reservation | None:
        """The reservation, None if it was never known or is forgotten."""
        found = self._changed.get(reservation_id) or self._merged.get(reservation_id)
        return None if found is None or found.is_forgotten(self.clock) else found

    def __iter__(self) -> Iterator[tuple[UUID, Reservation]]:
        """All that is not forgotten."""
        both = {**self._merged, **self._changed}
        return ((key, item) for key, item in both.items() if not item.is_forgotten(self.clock))

    def at(self, clock: datetime) -> "Reservations":
        """These at `clock` if that is later."""
        return Reservations(max(self.clock, clock), self._merged, self._changed)

    def put(self, reservation_id: UUID, reservation: Reservation) -> "Reservations":
        """These with one changed or added."""
        changed = {**self._changed, reservation_id: reservation}
        if len(changed) < max(SMALLEST_MERGE, MERGE_AT_ROOTS * isqrt(len(self._merged))):
            return Reservations(self.clock, self._merged, changed)
        return Reservations(self.clock, dict(Reservations(self.clock, self._merged, changed)))
