import json
from typing import Any
from uuid import UUID

import pytest

from domain.conference_management.views import attendees
from domain.conference_management.views.attendees import AttendeesView
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
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_view_store import TableViewStore
from infrastructure.event_store import StreamId
from infrastructure.view_store import Place
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
    """The view as it is stored."""
    return told(attendees.apply, stream_of(THESE, *events))


def listed(*events: SeatAssignmentsEvent) -> list[Any]:
    """The items of the list, read from the view as it is stored."""
    return [item.model_dump(mode="json") for item in AttendeesView.model_validate(managed(*events)).items()]


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
    assert listed(CREATED, assigned(2, GRACE), assigned(0, ADA)) == [
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
    items = listed(CREATED, assigned(2, ADA), updated(2, augusta))
    assert [(item["seatTypeName"], item["firstName"], item["email"]) for item in items] == [
        ("Dinner", "Augusta", "Ada@Example.com")
    ]
    assert listed(CREATED, assigned(2, ADA), unassigned(2)) == []
    assert listed(CREATED) == []


def test_the_business_customer_sees_whatever_address_was_stored():
    """What is no address any more by today's rules is shown, and stops nobody."""
    odd = ADA.model_copy(update={"email": "ada at example"})
    items = listed(CREATED, assigned(0, odd), assigned(2, GRACE))
    assert [item["email"] for item in items] == ["ada at example", "grace@example.com"]


@pytest.mark.stack
@pytest.mark.parametrize("character", ["🦉", '"', "漢"])
async def test_the_attendees_of_the_largest_order_fit_a_row_whatever_their_names(
    storage: StorageClients, character: str
):
    """500 seats of 50 types; at most 70 characters a type, 100 a first or last name, 254 an e-mail address."""
    longest = PersonalInfo(first_name=character * 100, last_name=character * 100, email="e" * 242 + "@example.com")
    types = [NamedSeats(seat_type=UUID(int=number), name=character * 70, quantity=10) for number in range(50)]
    everybody = [updated(position, longest) for position in range(500)]
    view = managed(CREATED.model_copy(update={"seats": types}), *everybody)
    assert len(view["people"]) == 500
    rows = TableViewStore(storage, "views")
    await rows.ensure_table()
    place = Place("Conference_1", "Attendees_1")

    text = json.dumps(view, ensure_ascii=False)
    first = await rows.save(place, 499, text, None)
    second = await rows.save(place, 500, text, first.etag)

    assert await rows.get(place) == second
    assert second.json == text


@pytest.mark.parametrize("view", [shown, managed])
def test_a_view_cannot_begin_in_the_middle_of_a_stream(view: Any):
    with pytest.raises(StreamBeginsElsewhere):
        view(assigned(0, ADA))
