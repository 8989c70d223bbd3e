from typing import Any

import pytest

from domain.conference_management.views import attendees
from domain.recorded import StreamBeginsElsewhere
from domain.registration.events import (
    SeatAssigned,
    SeatAssignmentsCreated,
    SeatAssignmentsEvent,
    SeatAssignmentUpdated,
    SeatUnassigned,
)
from domain.registration.views import seat_assignments
from domain.values import NamedSeats, PersonalInfo
from infrastructure.event_store import StreamId
from tests.views.story import ADA, CONFERENCE, DINNER, GRACE, ORDER, WORKSHOP, minute, stream_of, told

THESE = StreamId("SeatAssignments", ORDER)

CREATED = SeatAssignmentsCreated(
    order_id=ORDER,
    conference_id=CONFERENCE,
    seats=[
        NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=2),
        NamedSeats(seat_type=DINNER, name="Dinner", quantity=1),
    ],
)


def assigned(position: int, attendee: PersonalInfo) -> SeatAssigned:
    name = "Dinner" if position == 2 else "Workshop"
    return SeatAssigned(
        order_id=ORDER,
        conference_id=CONFERENCE,
        position=position,
        seat_type=DINNER if position == 2 else WORKSHOP,
        seat_type_name=name,
        attendee=attendee,
        issued_at=minute(30),
    )


def updated(position: int, attendee: PersonalInfo) -> SeatAssignmentUpdated:
    return SeatAssignmentUpdated(
        order_id=ORDER, conference_id=CONFERENCE, position=position, attendee=attendee, issued_at=minute(31)
    )


def unassigned(position: int) -> SeatUnassigned:
    return SeatUnassigned(order_id=ORDER, conference_id=CONFERENCE, position=position, issued_at=minute(32))


def shown(*events: SeatAssignmentsEvent) -> Any:
    return told(seat_assignments.apply, stream_of(THESE, *events))


def managed(*events: SeatAssignmentsEvent) -> Any:
    return told(attendees.apply, stream_of(THESE, *events))


def on_seats(view: Any) -> list[str | None]:
    return [seat["attendee"] and seat["attendee"]["firstName"] for seat in view["seats"]]


def test_positions_count_through_all_seats_from_0():
    assert shown(CREATED) == {
        "orderId": "bbbbbbbb-0000-4000-8000-000000000000",
        "conferenceId": "aaaaaaaa-0000-4000-8000-000000000000",
        "version": 0,
        "seats": [
            {
                "position": 0,
                "seatTypeId": "cccccccc-0000-4000-8000-000000000000",
                "seatTypeName": "Workshop",
                "attendee": None,
            },
            {
                "position": 1,
                "seatTypeId": "cccccccc-0000-4000-8000-000000000000",
                "seatTypeName": "Workshop",
                "attendee": None,
            },
            {
                "position": 2,
                "seatTypeId": "dddddddd-0000-4000-8000-000000000000",
                "seatTypeName": "Dinner",
                "attendee": None,
            },
        ],
    }


def test_an_attendee_sits_on_the_assigned_seat_only():
    view = shown(CREATED, assigned(1, ADA))
    assert on_seats(view) == [None, "Ada", None]
    assert view["seats"][1]["attendee"] == {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com"}


def test_a_seat_can_be_reassigned_corrected_and_cleared():
    assert on_seats(shown(CREATED, assigned(0, ADA), unassigned(0), assigned(0, GRACE))) == ["Grace", None, None]
    augusta = ADA.model_copy(update={"first_name": "Augusta", "email": "Ada@Example.com"})
    view = shown(CREATED, assigned(0, ADA), updated(0, augusta))
    assert view["seats"][0]["attendee"]["email"] == "Ada@Example.com"
    assert on_seats(shown(CREATED, assigned(0, ADA), assigned(2, GRACE), unassigned(0))) == [None, None, "Grace"]


def test_the_business_customer_sees_those_who_sit_by_position():
    assert managed(CREATED, assigned(2, GRACE), assigned(0, ADA))["attendees"] == [
        {
            "orderId": "bbbbbbbb-0000-4000-8000-000000000000",
            "position": 0,
            "seatTypeName": "Workshop",
            "firstName": "Ada",
            "lastName": "Lovelace",
            "email": "ada@example.com",
        },
        {
            "orderId": "bbbbbbbb-0000-4000-8000-000000000000",
            "position": 2,
            "seatTypeName": "Dinner",
            "firstName": "Grace",
            "lastName": "Hopper",
            "email": "grace@example.com",
        },
    ]


def test_the_business_customer_sees_corrections_with_the_seat_type_and_no_empty_seat():
    augusta = ADA.model_copy(update={"first_name": "Augusta", "email": "Ada@Example.com"})
    view = managed(CREATED, assigned(2, ADA), updated(2, augusta))
    assert [(item["seatTypeName"], item["firstName"], item["email"]) for item in view["attendees"]] == [
        ("Dinner", "Augusta", "Ada@Example.com")
    ]
    assert managed(CREATED, assigned(2, ADA), unassigned(2))["attendees"] == []
    assert managed(CREATED)["attendees"] == []


@pytest.mark.parametrize("view", [shown, managed])
def test_a_view_cannot_begin_in_the_middle_of_a_stream(view: Any):
    with pytest.raises(StreamBeginsElsewhere):
        view(assigned(0, ADA))
