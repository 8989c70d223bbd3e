from typing import Any

from domain.conference_management.events import ConferenceCreated, SeatCreated
from domain.registration.events import (
    AvailableSeatsChanged,
    SeatsAvailabilityEvent,
    SeatsReservationCancelled,
    SeatsReservationCommitted,
    SeatsReserved,
)
from domain.registration.views import availability, conference
from domain.registration.views.availability import AvailabilityView, seat_types_on_sale
from domain.registration.views.conference import ConferenceView
from infrastructure.event_store import StreamId
from tests.views.story import (
    CONFERENCE,
    DINNER,
    ORDER,
    WORKSHOP,
    conference_details,
    minute,
    seats,
    stream_of,
    told,
    workshop_details,
)

QUOTA = AvailableSeatsChanged(changes=seats(workshop=10, dinner=5))
FEWER = AvailableSeatsChanged(changes=seats(workshop=-9))
RESERVED = SeatsReserved(
    reservation_id=ORDER,
    number=1,
    details=seats(workshop=3),
    changes=seats(workshop=-3),
    not_after=minute(29),
)


def shown(*events: SeatsAvailabilityEvent) -> Any:
    return told(availability.apply, stream_of(StreamId("SeatsAvailability", CONFERENCE), *events))


def left(view: Any, seat_type: object) -> tuple[int, int, int]:
    counts = view["seatTypes"][str(seat_type)]
    return counts["remaining"], counts["reserved"], counts["sold"]


def test_the_quota_is_what_remains_at_first():
    assert shown(QUOTA) == {
        "conferenceId": "aaaaaaaa-0000-4000-8000-000000000000",
        "version": 0,
        "seatTypes": {
            "cccccccc-0000-4000-8000-000000000000": {"remaining": 10, "reserved": 0, "sold": 0},
            "dddddddd-0000-4000-8000-000000000000": {"remaining": 5, "reserved": 0, "sold": 0},
        },
    }


def test_a_reservation_moves_seats_from_the_remaining_ones():
    view = shown(QUOTA, RESERVED)
    assert left(view, WORKSHOP) == (7, 3, 0)
    assert left(view, DINNER) == (5, 0, 0)


def test_another_reservation_of_the_same_order_counts_by_its_difference():
    other = SeatsReserved(
        reservation_id=ORDER,
        number=2,
        details=seats(workshop=1, dinner=2),
        changes=seats(workshop=2, dinner=-2),
        not_after=minute(29),
    )
    view = shown(QUOTA, RESERVED, other)
    assert left(view, WORKSHOP) == (9, 1, 0)
    assert left(view, DINNER) == (3, 2, 0)


def test_a_cancelled_reservation_gives_its_seats_back():
    cancelled = SeatsReservationCancelled(
        reservation_id=ORDER, number=2, changes=seats(workshop=3), cancelled_at=minute(29)
    )
    assert left(shown(QUOTA, RESERVED, cancelled), WORKSHOP) == (10, 0, 0)


def test_a_committed_reservation_is_sold():
    committed = SeatsReservationCommitted(reservation_id=ORDER, number=2, seats=seats(workshop=3))
    assert left(shown(QUOTA, RESERVED, committed), WORKSHOP) == (7, 0, 3)


def test_a_quota_cut_below_what_is_held_leaves_less_than_nothing():
    assert left(shown(QUOTA, RESERVED, FEWER), WORKSHOP) == (-2, 3, 0)


def conference_with_workshops() -> ConferenceView:
    created = ConferenceCreated(details=conference_details())
    workshops = SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=10, previous_quantity=0)
    stream = StreamId("Conference", CONFERENCE)
    return ConferenceView.model_validate(told(conference.apply, stream_of(stream, created, workshops)))


def test_seat_types_on_sale_join_the_conference_and_its_availability():
    on_sale = seat_types_on_sale(conference_with_workshops(), AvailabilityView.model_validate(shown(QUOTA, RESERVED)))
    assert [item.model_dump(mode="json") for item in on_sale] == [
        {
            "id": "cccccccc-0000-4000-8000-000000000000",
            "name": "Workshop",
            "description": "A day of practice",
            "price": "199.00",
            "currency": "EUR",
            "quantity": 10,
            "availableQuantity": 7,
        }
    ]


def test_the_public_never_sees_less_than_no_seats():
    overbooked = AvailabilityView.model_validate(shown(QUOTA, RESERVED, FEWER))
    assert [item.available_quantity for item in seat_types_on_sale(conference_with_workshops(), overbooked)] == [0]


def test_nothing_is_available_before_the_quota_is_known():
    assert [item.available_quantity for item in seat_types_on_sale(conference_with_workshops(), None)] == [0]
