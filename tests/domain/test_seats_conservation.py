"""Seats are neither made nor lost: whatever comes, in whatever order, however often, and whatever never comes."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.messages import NotYet, Refused
from domain.registration.commands import AddSeats, RemoveSeats, SeatsAvailabilityCommand
from domain.registration.events import (
    AvailableSeatsChanged,
    SeatsAvailabilityEvent,
    SeatsReservationCommitted,
    SeatsReserved,
)
from domain.registration.seats_availability import SeatsAvailability, decide, evolve
from domain.values import RaisedFor
from tests.domain.given_when_then import minute
from tests.domain.seats import (
    COMMAND,
    CONFERENCE,
    DINNER,
    WORKSHOP,
    add,
    cancel,
    commit,
    make,
)

SEAT_TYPES = st.sampled_from([WORKSHOP, DINNER])
RESERVATIONS = st.sampled_from([UUID(int=1), UUID(int=2), UUID(int=3)])
NUMBERS = st.integers(1, 8)
WANTED = st.dictionaries(SEAT_TYPES, st.integers(0, 6), min_size=1)
MINUTES = st.integers(0, 4 * 24 * 60)

requests = st.one_of(
    st.builds(make, WANTED, NUMBERS, RESERVATIONS, not_after=MINUTES),
    st.builds(cancel, NUMBERS, RESERVATIONS),
    st.builds(commit, NUMBERS, RESERVATIONS),
)
added = st.builds(
    AddSeats,
    id=st.just(COMMAND),
    conference_id=st.just(CONFERENCE),
    seat_type=SEAT_TYPES,
    quantity=st.integers(0, 8),
    raised_for=st.none() | st.builds(RaisedFor, reservation_id=RESERVATIONS, number=NUMBERS),
)
removed = st.builds(
    RemoveSeats,
    id=st.just(COMMAND),
    conference_id=st.just(CONFERENCE),
    seat_type=SEAT_TYPES,
    quantity=st.integers(0, 8),
)


def in_time(
    commands: st.SearchStrategy[SeatsAvailabilityCommand],
) -> st.SearchStrategy[list[tuple[SeatsAvailabilityCommand, int, bool]]]:
    """Commands as they are delivered: at some minute, perhaps out of patience. The minutes only grow."""
    delivery = st.tuples(commands, MINUTES, st.booleans())
    return st.lists(delivery, max_size=40).map(lambda some: sorted(some, key=lambda one: one[1]))


deliveries = in_time(st.one_of(requests, requests, added, removed))
without_cuts = in_time(st.one_of(requests, requests, added))


class Books:
    """What the events alone say of the quota and of what was sold, beside the aggregate's own state."""

    def __init__(self) -> None:
        self.seats: SeatsAvailability | None = None
        self.quota: Counter[UUID] = Counter()
        self.sold: Counter[UUID] = Counter()

    def deliver(
        self, command: SeatsAvailabilityCommand, now: datetime, out_of_patience: bool
    ) -> list[SeatsAvailabilityEvent]:
        decision = decide(self.seats, command, now, out_of_patience)
        if isinstance(decision, Refused | NotYet):
            return []
        for event in decision:
            self.seats = evolve(self.seats, event)
            if isinstance(event, AvailableSeatsChanged):
                for change in event.changes:
                    self.quota[change.seat_type] += change.quantity
            if isinstance(event, SeatsReservationCommitted):
                for seats in event.seats:
                    self.sold[seats.seat_type] += seats.quantity
        return decision

    @property
    def held(self) -> Counter[UUID]:
        held: Counter[UUID] = Counter()
        for _, reservation in self.seats.reservations if self.seats else ():
            for seats in reservation.held:
                held[seats.seat_type] += seats.quantity
        return held

    def remaining(self, seat_type: UUID) -> int:
        return self.seats.remaining.get(seat_type, 0) if self.seats else 0


@given(deliveries)
def test_remaining_held_and_sold_seats_are_the_quota(commands):
    books = Books()
    for command, now, out_of_patience in commands:
        books.deliver(command, minute(now), out_of_patience)
        for seat_type in (WORKSHOP, DINNER):
            accounted_for = books.remaining(seat_type) + books.held[seat_type] + books.sold[seat_type]
            assert accounted_for == books.quota[seat_type]


@given(without_cuts)
def test_never_more_seats_are_held_and_sold_than_there_are(commands):
    books = Books()
    for command, now, out_of_patience in commands:
        books.deliver(command, minute(now), out_of_patience)
        for seat_type in (WORKSHOP, DINNER):
            assert books.held[seat_type] + books.sold[seat_type] <= books.quota[seat_type]


@given(deliveries)
def test_nobody_gets_seats_that_are_not_there(commands):
    """Where the quota was cut below what is held, only seats that were raised for it go into a reservation."""
    books = Books()
    for command, now, out_of_patience in commands:
        raised = isinstance(command, AddSeats)
        for event in books.deliver(command, minute(now), out_of_patience):
            if isinstance(event, SeatsReserved) and not raised:
                taken = [change.seat_type for change in event.changes if change.quantity < 0]
                assert all(books.remaining(seat_type) >= 0 for seat_type in taken)


@given(in_time(requests))
def test_a_request_again_yields_nothing(commands):
    books = Books()
    books.deliver(add(9), minute(0), False)
    for command, now, out_of_patience in commands:
        books.deliver(command, minute(now), out_of_patience)
        assert books.deliver(command, minute(now), out_of_patience) == []


@given(deliveries)
def test_the_numbers_of_a_reservation_that_is_remembered_only_grow(commands):
    books = Books()
    highest: dict[UUID, int] = {}
    for command, now, out_of_patience in commands:
        books.deliver(command, minute(now), out_of_patience)
        known = dict(books.seats.reservations) if books.seats else {}
        assert all(known[key].number >= number for key, number in highest.items() if key in known)
        highest = {key: reservation.number for key, reservation in known.items()}
