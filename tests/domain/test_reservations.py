"""Thousands of reservations of one conference: each step is cheap, and leaves the states before it as they were."""

from uuid import UUID

from domain.registration.reservations import Reservation, Reservations
from domain.registration.seats_availability import SeatsAvailability, decide, evolve
from tests.domain.given_when_then import minute
from tests.domain.seats import WORKSHOP, make, quota, reserved

HOUR = 60
DAY = 24 * HOUR


def pending(number: int) -> Reservation:
    return Reservation(number, not_after=minute(29))


def finished(forget_at: float) -> Reservation:
    return Reservation(1, not_after=minute(29), committed=True, forget_at=minute(forget_at))


def test_a_step_leaves_the_state_before_it_as_it_was():
    before = Reservations().put(UUID(int=1), pending(1))
    one_way = before.put(UUID(int=1), pending(2))
    other_way = before.put(UUID(int=2), pending(7))
    assert before.get(UUID(int=1)) == pending(1)
    assert (one_way.get(UUID(int=1)), one_way.get(UUID(int=2))) == (pending(2), None)
    assert (other_way.get(UUID(int=1)), other_way.get(UUID(int=2))) == (pending(1), pending(7))


def test_every_state_of_a_long_history_stays_what_it_was():
    states = [Reservations()]
    for number in range(1, 501):
        states.append(states[-1].put(UUID(int=number % 200), pending(number)))
    assert [states[count].get(UUID(int=42)) for count in (41, 42, 241, 242, 500)] == [
        None,
        pending(42),
        pending(42),
        pending(242),
        pending(442),
    ]
    assert len(dict(states[100])) == 100
    assert len(dict(states[500])) == 200


def test_what_is_forgotten_takes_no_room_in_the_end():
    """A reservation an hour, each forgotten a day after: some thirty are known at a time, and the rest is let go."""
    reservations = Reservations()
    for hour in range(2_000):
        reservations = reservations.at(minute(hour * HOUR)).put(UUID(int=hour), finished(hour * HOUR + DAY))
    assert len(dict(reservations)) == 24
    assert len(reservations._merged) + len(reservations._changed) < 200


def test_time_never_runs_backwards():
    reservations = Reservations().put(UUID(int=1), finished(60)).at(minute(60)).at(minute(5))
    assert reservations.clock == minute(60)
    assert reservations.get(UUID(int=1)) is None


def test_ten_thousand_reservations_get_what_there_is():
    seats: SeatsAvailability | None = evolve(None, quota(9_999))
    for number in range(10_000):
        decision = decide(seats, make({WORKSHOP: 1}, 1, UUID(int=number)), minute(1))
        assert isinstance(decision, list)
        for event in decision:
            seats = evolve(seats, event)
    assert seats is not None
    assert seats.remaining == {WORKSHOP: 0}
    assert len(dict(seats.reservations)) == 10_000
    last = decide(seats, make({WORKSHOP: 1}, 1, UUID(int=10_000)), minute(1))
    assert last == [reserved({}, {}, 1, UUID(int=10_000))]
