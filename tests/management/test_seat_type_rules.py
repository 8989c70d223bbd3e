"""What may be done to the seat types of a conference, and what happened when it was."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest

from domain.conference_management import conference as conferences
from domain.conference_management.conference import Change, Conference
from domain.conference_management.events import (
    ConferenceEvent,
    SeatCreated,
    SeatDeleted,
    SeatUpdated,
)
from domain.messages import Refused
from domain.values import RaisedFor
from tests.management.histories import (
    CREATED,
    PUBLISHED,
    RAISE_BY_TWO,
    UNPUBLISHED,
    WORKSHOPS,
    WORKSHOPS_GONE,
    given,
)
from tests.views.story import DINNER, WORKSHOP, workshop_details


def test_a_seat_type_is_announced_at_once_published_or_not():
    for history in [(CREATED,), (CREATED, PUBLISHED)]:
        created = conferences.create_seat_type(given(*history), WORKSHOP, workshop_details(), 100)
        assert created == [WORKSHOPS]


def test_the_same_seat_type_again_is_nothing_to_do_and_another_under_its_id_is_refused():
    conference = given(CREATED, WORKSHOPS)
    assert conferences.create_seat_type(conference, WORKSHOP, workshop_details(), 100) == []
    for details, quantity in [(workshop_details(), 99), (workshop_details("Tutorial"), 100)]:
        again = conferences.create_seat_type(conference, WORKSHOP, details, quantity)
        assert again == Refused("seat-type-exists")


def test_a_seat_type_sent_again_is_compared_with_what_it_was_created_with():
    changed = SeatUpdated(seat_type=WORKSHOP, details=workshop_details("Talks"), quantity=7, previous_quantity=100)
    conference = given(CREATED, WORKSHOPS, changed)
    assert conferences.create_seat_type(conference, WORKSHOP, workshop_details(), 100) == []
    for details, quantity in [
        (workshop_details("Talks"), 7),
        (workshop_details("Talks"), 100),
        (workshop_details(), 7),
    ]:
        again = conferences.create_seat_type(conference, WORKSHOP, details, quantity)
        assert again == Refused("seat-type-exists")


def test_a_deleted_seat_type_is_not_created_a_second_time():
    conference = given(CREATED, WORKSHOPS, WORKSHOPS_GONE)
    assert conferences.create_seat_type(conference, WORKSHOP, workshop_details(), 100) == Refused("seat-type-exists")
    assert conferences.create_seat_type(conference, DINNER, workshop_details(), 100) == [
        SeatCreated(seat_type=DINNER, details=workshop_details(), quantity=100, previous_quantity=0)
    ]


def test_after_300_deleted_seat_types_none_is_added():
    def come_and_gone(count: int) -> list[ConferenceEvent]:
        return [event for _ in range(count) for event in (WORKSHOPS, WORKSHOPS_GONE)]

    last = conferences.create_seat_type(given(CREATED, *come_and_gone(299)), DINNER, workshop_details(), 1)
    assert last == [SeatCreated(seat_type=DINNER, details=workshop_details(), quantity=1, previous_quantity=0)]
    one_more = conferences.create_seat_type(given(CREATED, *come_and_gone(300)), DINNER, workshop_details(), 1)
    assert one_more == Refused("too-many-seat-types")


def test_prices_are_compared_as_amounts():
    conference = given(CREATED, WORKSHOPS)
    assert conference.seat_types[0].details.price == Decimal("199.00")
    assert conferences.create_seat_type(conference, WORKSHOP, workshop_details(price="199.00"), 100) == []


def test_a_conference_has_at_most_50_seat_types():
    def seat_types(count: int) -> list[ConferenceEvent]:
        return [
            SeatCreated(seat_type=UUID(int=number), details=workshop_details(), quantity=1, previous_quantity=0)
            for number in range(count)
        ]

    fiftieth = conferences.create_seat_type(given(CREATED, *seat_types(49)), WORKSHOP, workshop_details(), 100)
    assert fiftieth == [WORKSHOPS]
    one_more = conferences.create_seat_type(given(CREATED, *seat_types(50)), WORKSHOP, workshop_details(), 100)
    assert one_more == Refused("too-many-seat-types")


@pytest.mark.parametrize("history", [(CREATED, WORKSHOPS), (CREATED, PUBLISHED, WORKSHOPS)])
@pytest.mark.parametrize("quantity", [0, 1, 500])
def test_a_quota_goes_up_and_down_at_any_time_and_says_where_it_came_from(
    history: tuple[ConferenceEvent, ...], quantity: int
):
    updated = conferences.update_seat_type(given(*history), WORKSHOP, workshop_details(), quantity)
    assert updated == [
        SeatUpdated(seat_type=WORKSHOP, details=workshop_details(), quantity=quantity, previous_quantity=100)
    ]


def test_the_next_change_of_a_quota_starts_from_the_last_one():
    first = SeatUpdated(seat_type=WORKSHOP, details=workshop_details(), quantity=80, previous_quantity=100)
    second = conferences.update_seat_type(given(CREATED, WORKSHOPS, first), WORKSHOP, workshop_details("X"), 80)
    assert second == [SeatUpdated(seat_type=WORKSHOP, details=workshop_details("X"), quantity=80, previous_quantity=80)]


def test_an_update_that_changes_nothing_is_nothing_to_do():
    assert conferences.update_seat_type(given(CREATED, WORKSHOPS), WORKSHOP, workshop_details(), 100) == []


def test_a_quota_is_raised_for_an_honoured_order_from_what_it_is_now():
    cut = SeatUpdated(seat_type=WORKSHOP, details=workshop_details("Talks"), quantity=7, previous_quantity=100)
    raised = conferences.raise_quota(given(CREATED, PUBLISHED, WORKSHOPS, cut), RAISE_BY_TWO)
    assert raised == [
        SeatUpdated(
            seat_type=WORKSHOP,
            details=workshop_details("Talks"),
            quantity=9,
            previous_quantity=7,
            raised_for=RaisedFor(reservation_id=UUID(int=7), number=6),
        )
    ]


def test_a_quota_is_raised_whether_the_conference_is_published_or_not():
    assert conferences.raise_quota(given(CREATED, PUBLISHED, WORKSHOPS, UNPUBLISHED), RAISE_BY_TWO) != []


def test_a_seat_type_can_be_deleted_until_the_first_publication_and_never_after():
    assert conferences.delete_seat_type(given(CREATED, WORKSHOPS), WORKSHOP) == [WORKSHOPS_GONE]
    for history in [(CREATED, WORKSHOPS, PUBLISHED), (CREATED, PUBLISHED, UNPUBLISHED, WORKSHOPS)]:
        assert conferences.delete_seat_type(given(*history), WORKSHOP) == Refused("was-ever-published")


@pytest.mark.parametrize(
    "change",
    [
        lambda conference: conferences.update_seat_type(conference, DINNER, workshop_details(), 1),
        lambda conference: conferences.delete_seat_type(conference, DINNER),
        lambda conference: conferences.raise_quota(conference, RAISE_BY_TWO.model_copy(update={"seat_type": DINNER})),
    ],
    ids=["update", "delete", "raise"],
)
def test_a_seat_type_of_another_conference_is_unknown_here(change: Callable[[Conference], Change]):
    assert change(given(CREATED, WORKSHOPS)) == Refused("unknown-seat-type")
    gone = SeatDeleted(seat_type=DINNER, quantity=0, previous_quantity=1)
    dinners = SeatCreated(seat_type=DINNER, details=workshop_details(), quantity=1, previous_quantity=0)
    assert change(given(CREATED, WORKSHOPS, dinners, gone)) == Refused("unknown-seat-type")


def test_seat_types_keep_the_order_of_their_creation_whatever_is_changed():
    dinners = SeatCreated(seat_type=DINNER, details=workshop_details("Dinner"), quantity=1, previous_quantity=0)
    changed = SeatUpdated(seat_type=WORKSHOP, details=workshop_details("Talks"), quantity=7, previous_quantity=100)
    conference = given(CREATED, WORKSHOPS, dinners, changed)
    assert [(item.details.name, item.quantity, item.created_at_version) for item in conference.seat_types] == [
        ("Talks", 7, 1),
        ("Dinner", 1, 2),
    ]
