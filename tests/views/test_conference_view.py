from typing import Any

from domain.conference_management.events import (
    ConferenceCreated,
    ConferenceEvent,
    ConferencePublished,
    ConferenceUnpublished,
    ConferenceUpdated,
    SeatCreated,
    SeatDeleted,
    SeatUpdated,
)
from domain.registration.views import conference
from domain.registration.views.conference import ConferenceView, listed
from infrastructure.event_store import StreamId
from tests.views.story import CONFERENCE, DINNER, WORKSHOP, conference_details, stream_of, told, workshop_details

CREATED = ConferenceCreated(details=conference_details())
PUBLISHED = ConferencePublished()
WORKSHOPS = SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=100, previous_quantity=0)
DINNERS = SeatCreated(seat_type=DINNER, details=workshop_details("Dinner"), quantity=50, previous_quantity=0)


def shown(*events: ConferenceEvent) -> Any:
    return told(conference.apply, stream_of(StreamId("Conference", CONFERENCE), *events))


def test_a_new_conference_is_not_published_and_keeps_its_owner_to_itself():
    assert shown(CREATED) == {
        "id": "aaaaaaaa-0000-4000-8000-000000000000",
        "slug": "pycon",
        "name": "PyCon",
        "tagline": "Batteries included",
        "location": "Vienna",
        "startDate": "2027-05-03",
        "endDate": "2027-05-05",
        "timeZone": "Europe/Vienna",
        "description": "All about Python",
        "twitterSearch": "#pycon",
        "currency": "EUR",
        "invoicePeriodDays": 14,
        "version": 0,
        "isPublished": False,
        "redirectUrl": None,
        "seatTypes": [],
    }


def test_an_edit_changes_the_details_and_not_the_publication():
    edited = ConferenceUpdated(details=conference_details(name="PyCon 2027", tagline=None))
    view = shown(CREATED, PUBLISHED, WORKSHOPS, edited)
    assert (view["name"], view["tagline"]) == ("PyCon 2027", None)
    assert view["isPublished"] is True
    assert len(view["seatTypes"]) == 1


def test_an_unpublished_conference_says_where_to_go_until_it_is_published_again():
    away = ConferenceUnpublished(redirect_url="https://example.com/later")
    view = shown(CREATED, PUBLISHED, away)
    assert (view["isPublished"], view["redirectUrl"]) == (False, "https://example.com/later")
    view = shown(CREATED, PUBLISHED, away, PUBLISHED)
    assert (view["isPublished"], view["redirectUrl"]) == (True, None)


def test_seat_types_are_listed_in_the_order_of_their_creation_with_their_quota():
    assert shown(CREATED, WORKSHOPS, DINNERS)["seatTypes"] == [
        {
            "id": "cccccccc-0000-4000-8000-000000000000",
            "name": "Workshop",
            "description": "A day of practice",
            "price": "199.00",
            "quantity": 100,
        },
        {
            "id": "dddddddd-0000-4000-8000-000000000000",
            "name": "Dinner",
            "description": "A day of practice",
            "price": "199.00",
            "quantity": 50,
        },
    ]


def test_a_changed_seat_type_stays_in_its_place_and_a_deleted_one_goes():
    cheaper = SeatUpdated(
        seat_type=WORKSHOP, details=workshop_details("Tutorial", "99.5"), quantity=80, previous_quantity=100
    )
    gone = SeatDeleted(seat_type=DINNER, quantity=0, previous_quantity=50)
    view = shown(CREATED, WORKSHOPS, DINNERS, cheaper)
    assert [(item["name"], item["price"], item["quantity"]) for item in view["seatTypes"]] == [
        ("Tutorial", "99.50", 80),
        ("Dinner", "199.00", 50),
    ]
    assert [item["name"] for item in shown(CREATED, WORKSHOPS, DINNERS, gone)["seatTypes"]] == ["Workshop"]


def test_the_list_and_the_page_show_what_the_api_promises_and_no_more():
    view = ConferenceView.model_validate(shown(CREATED, PUBLISHED, WORKSHOPS))
    assert listed(view).summary().model_dump(mode="json") == {
        "id": "aaaaaaaa-0000-4000-8000-000000000000",
        "slug": "pycon",
        "name": "PyCon",
        "tagline": "Batteries included",
        "location": "Vienna",
        "startDate": "2027-05-03",
        "endDate": "2027-05-05",
        "timeZone": "Europe/Vienna",
        "currency": "EUR",
        "fromPrice": "199.00",
    }
    assert view.public().model_dump(mode="json").keys() == {
        *("id", "slug", "name", "description", "location", "tagline", "twitterSearch", "startDate", "endDate"),
        "timeZone",
        *("currency", "invoicePeriodDays"),
    }


def test_the_row_of_the_list_knows_whether_it_is_to_be_shown():
    assert listed(ConferenceView.model_validate(shown(CREATED))).is_published is False
    assert listed(ConferenceView.model_validate(shown(CREATED, PUBLISHED))).is_published is True
