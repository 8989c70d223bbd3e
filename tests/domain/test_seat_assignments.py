"""Who sits where: positions count through the seats sold, and of two commands the one issued later stays."""

from uuid import UUID

import pytest

from domain.registration.commands import AssignSeat, CreateSeatAssignments, UnassignSeat
from domain.registration.events import (
    SeatAssigned,
    SeatAssignmentsCreated,
    SeatAssignmentUpdated,
    SeatUnassigned,
)
from domain.values import NamedSeats, PersonalInfo
from tests.domain.given_when_then import given, minute
from tests.domain.orders import ALICE, BOB, COMMAND, CONFERENCE, DINNER, ORDER, WORKSHOP

SOLD = [
    NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=2),
    NamedSeats(seat_type=DINNER, name="Dinner", quantity=1),
]
CREATE = CreateSeatAssignments(id=COMMAND, order_id=ORDER, conference_id=CONFERENCE, seats=SOLD)
CREATED = SeatAssignmentsCreated(order_id=ORDER, conference_id=CONFERENCE, seats=SOLD)


def named(first_name: str, last_name: str, email: str) -> PersonalInfo:
    return PersonalInfo(first_name=first_name, last_name=last_name, email=email)


def assign(position: int, attendee: PersonalInfo, issued: float = 2) -> AssignSeat:
    return AssignSeat(id=COMMAND, order_id=ORDER, position=position, attendee=attendee, issued_at=minute(issued))


def unassign(position: int, issued: float = 2) -> UnassignSeat:
    return UnassignSeat(id=COMMAND, order_id=ORDER, position=position, issued_at=minute(issued))


def assigned(
    position: int,
    attendee: PersonalInfo,
    issued: float = 2,
    seat_type: UUID = WORKSHOP,
    seat_type_name: str = "Workshop",
) -> SeatAssigned:
    return SeatAssigned(
        order_id=ORDER,
        conference_id=CONFERENCE,
        position=position,
        seat_type=seat_type,
        seat_type_name=seat_type_name,
        attendee=attendee,
        issued_at=minute(issued),
    )


def corrected(position: int, attendee: PersonalInfo, issued: float = 2) -> SeatAssignmentUpdated:
    return SeatAssignmentUpdated(
        order_id=ORDER, conference_id=CONFERENCE, position=position, attendee=attendee, issued_at=minute(issued)
    )


def unassigned(position: int, issued: float = 2) -> SeatUnassigned:
    return SeatUnassigned(order_id=ORDER, conference_id=CONFERENCE, position=position, issued_at=minute(issued))


class TestCreating:
    def test_takes_the_seats_that_were_sold(self):
        given().when(CREATE).then(CREATED)

    def test_twice_creates_once(self):
        given(CREATED, assigned(0, ALICE)).when(CREATE).then_nothing()


class TestPositions:
    def test_count_through_the_types_in_the_order_they_were_sold(self):
        given(CREATED).when(assign(1, ALICE)).then(assigned(1, ALICE))
        given(CREATED).when(assign(2, ALICE)).then(
            assigned(2, ALICE, seat_type=DINNER, seat_type_name="Dinner"),
        )

    @pytest.mark.parametrize("position", [-1, 3])
    def test_that_were_not_sold_are_refused(self, position: int):
        given(CREATED).when(assign(position, ALICE)).then_refused("no-such-position")
        given(CREATED).when(unassign(position)).then_refused("no-such-position")

    def test_of_an_order_that_is_not_confirmed_yet_are_asked_for_again_for_a_minute(self):
        given().when(assign(0, ALICE)).then_not_yet("unknown-order", 60)
        given().when(unassign(0)).then_not_yet("unknown-order", 60)


class TestAssigning:
    def test_somebody_else_clears_the_seat_first(self):
        given(CREATED, assigned(0, ALICE)).when(assign(0, BOB)).then(unassigned(0), assigned(0, BOB))

    def test_the_same_person_again_changes_nothing(self):
        given(CREATED, assigned(0, ALICE)).when(assign(0, ALICE, issued=3)).then_nothing()

    def test_an_email_written_otherwise_changes_nothing(self):
        given(CREATED, assigned(0, ALICE)).when(
            assign(0, named("Alice", "Liddell", "ALICE@Example.org"))
        ).then_nothing()

    @pytest.mark.parametrize(
        "attendee", [named("alice", "Liddell", "alice@example.org"), named("Alice", "Hargreaves", "Alice@example.org")]
    )
    def test_another_name_for_the_same_email_is_a_correction(self, attendee: PersonalInfo):
        given(CREATED, assigned(0, ALICE)).when(assign(0, attendee)).then(corrected(0, attendee))

    def test_a_corrected_name_again_changes_nothing(self):
        alice = named("alice", "Liddell", "alice@example.org")
        given(CREATED, assigned(0, ALICE), corrected(0, alice)).when(assign(0, alice, issued=3)).then_nothing()

    def test_one_person_may_sit_on_several_seats(self):
        given(CREATED, assigned(0, ALICE)).when(assign(1, ALICE)).then(assigned(1, ALICE))

    def test_after_a_seat_was_cleared_assigns_it_anew(self):
        given(CREATED, assigned(0, ALICE), unassigned(0)).when(assign(0, ALICE, issued=3)).then(
            assigned(0, ALICE, issued=3)
        )

    @pytest.mark.parametrize("email", ["", "  "])
    def test_nobody_without_an_email(self, email: str):
        given(CREATED).when(assign(0, named("Alice", "Liddell", email))).then_refused("no-email")


class TestUnassigning:
    def test_clears_the_seat(self):
        given(CREATED, assigned(0, ALICE)).when(unassign(0, issued=3)).then(unassigned(0, issued=3))

    def test_an_empty_seat_changes_nothing(self):
        given(CREATED).when(unassign(0)).then_nothing()

    def test_twice_clears_once(self):
        given(CREATED, assigned(0, ALICE), unassigned(0)).when(unassign(0)).then_nothing()

    def test_leaves_the_other_seats_alone(self):
        given(CREATED, assigned(0, ALICE), assigned(1, BOB), unassigned(0)).when(unassign(1, issued=3)).then(
            unassigned(1, issued=3)
        )


class TestOfTwoCommandsOnOneSeat:
    def test_the_one_issued_before_is_superseded(self):
        given(CREATED, assigned(0, ALICE, issued=5)).when(assign(0, BOB, issued=4.9)).then_refused("superseded")
        given(CREATED, assigned(0, ALICE, issued=5)).when(unassign(0, issued=4.9)).then_refused("superseded")

    def test_a_correction_counts_as_the_one_in_force(self):
        alice = named("alice", "Liddell", "alice@example.org")
        given(CREATED, assigned(0, ALICE, issued=2), corrected(0, alice, issued=5)).when(
            assign(0, BOB, issued=4.9)
        ).then_refused("superseded")

    def test_clearing_counts_as_the_one_in_force(self):
        given(CREATED, assigned(0, ALICE, issued=2), unassigned(0, issued=5)).when(
            assign(0, BOB, issued=4.9)
        ).then_refused("superseded")

    def test_those_on_other_seats_do_not_matter(self):
        given(CREATED, assigned(0, ALICE, issued=5)).when(assign(1, BOB, issued=4.9)).then(assigned(1, BOB, issued=4.9))

    def test_one_that_finds_nothing_to_change_is_not_superseded(self):
        given(CREATED, assigned(0, ALICE, issued=5)).when(assign(0, ALICE, issued=4.9)).then_nothing()
