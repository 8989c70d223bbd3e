"""What may be done to a conference and its seat types, and what happened when it was."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.conference_management import conference as conferences
from domain.conference_management.commands import RaiseQuota
from domain.conference_management.conference import Change, Conference, ConferenceChanges
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
from domain.messages import Refused
from domain.recorded import StreamBeginsElsewhere
from domain.values import RaisedFor
from infrastructure.event_store import StreamId
from tests.views.story import CONFERENCE, DINNER, WORKSHOP, conference_details, recorded, workshop_details

DETAILS = conference_details()
CREATED = ConferenceCreated(details=DETAILS)
PUBLISHED = ConferencePublished()
UNPUBLISHED = ConferenceUnpublished(redirect_url=None)
WORKSHOPS = SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=100, previous_quantity=0)
WORKSHOPS_GONE = SeatDeleted(seat_type=WORKSHOP, quantity=0, previous_quantity=100)
RAISE_BY_TWO = RaiseQuota(
    id=UUID(int=1),
    conference_id=CONFERENCE,
    seat_type=WORKSHOP,
    quantity=2,
    raised_for=RaisedFor(reservation_id=UUID(int=7), number=6),
)


def given(*events: ConferenceEvent) -> Conference:
    state: Conference | None = None
    for version, event in enumerate(events):
        happened: Any = recorded(StreamId("Conference", CONFERENCE), version, event)
        state = conferences.evolve(state, happened)
    assert state is not None
    return state


def changes(**members: Any) -> ConferenceChanges:
    """An edit form sent back as it was, but for `members`."""
    unchanged = {
        "owner_name": "Guido",
        "name": "PyCon",
        "description": "All about Python",
        "location": "Vienna",
        "tagline": "Batteries included",
        "twitter_search": "#pycon",
        "start_date": date(2027, 5, 3),
        "end_date": date(2027, 5, 5),
        "currency": "EUR",
        "invoice_period_days": 14,
    }
    return ConferenceChanges.model_validate(unchanged | members)


def test_a_conference_is_created_unpublished():
    assert conferences.create(None, DETAILS) == [CREATED]
    created = given(CREATED)
    assert (created.version, created.is_published, created.was_ever_published) == (0, False, False)
    assert (created.redirect_url, created.seat_types) == (None, [])


def test_creating_the_very_same_conference_again_is_nothing_to_do():
    assert conferences.create(DETAILS, conference_details()) == []


def test_creating_another_conference_under_the_same_id_is_refused():
    assert conferences.create(DETAILS, conference_details(name="Other")) == Refused("conference-exists")


@pytest.mark.parametrize("slug", ["payment", "payments", "api", "conferences", "orders", "management", "local"])
def test_words_that_are_paths_of_the_site_are_no_slugs(slug: str):
    assert conferences.create(None, conference_details(slug=slug)) == Refused("slug-reserved")


def test_an_edit_keeps_slug_and_owner_s_address_and_replaces_the_rest():
    edited = conferences.edit(given(CREATED), changes(name="PyCon 2027", owner_name="Barry", tagline=None))
    assert edited == [
        ConferenceUpdated(
            details=conference_details(
                name="PyCon 2027", tagline=None, owner={"name": "Barry", "email": "guido@example.com"}
            )
        )
    ]


def test_an_edit_that_changes_nothing_is_nothing_to_do():
    assert conferences.edit(given(CREATED), changes()) == []


@pytest.mark.parametrize("history", [(CREATED,), (CREATED, PUBLISHED), (CREATED, PUBLISHED, UNPUBLISHED)])
def test_an_edit_never_touches_the_publication(history: tuple[ConferenceEvent, ...]):
    edited = conferences.edit(given(*history), changes(name="X"))
    assert isinstance(edited, list)
    before, after = given(*history), given(*history, *edited)
    assert (after.is_published, after.was_ever_published) == (before.is_published, before.was_ever_published)


def test_the_currency_can_be_changed_until_the_first_publication_and_never_after():
    edited = conferences.edit(given(CREATED), changes(currency="USD"))
    assert edited == [ConferenceUpdated(details=conference_details(currency="USD"))]
    for history in [(CREATED, PUBLISHED), (CREATED, PUBLISHED, UNPUBLISHED)]:
        assert conferences.edit(given(*history), changes(currency="USD")) == Refused("currency-fixed")
        assert conferences.edit(given(*history), changes(currency="EUR")) == []
        assert conferences.edit(given(*history), changes(currency=None)) == []


def test_publishing_happens_once_until_it_is_taken_back():
    assert conferences.publish(given(CREATED)) == [PUBLISHED]
    assert conferences.publish(given(CREATED, PUBLISHED)) == []
    assert conferences.publish(given(CREATED, PUBLISHED, UNPUBLISHED)) == [PUBLISHED]


def test_that_it_was_ever_published_is_never_forgotten():
    assert given(CREATED, PUBLISHED, UNPUBLISHED).was_ever_published is True


def test_unpublishing_again_changes_at_most_where_visitors_are_sent():
    away = ConferenceUnpublished(redirect_url="https://example.com/later")
    assert conferences.unpublish(given(CREATED, PUBLISHED), None) == [UNPUBLISHED]
    assert conferences.unpublish(given(CREATED, PUBLISHED, away), "https://example.com/later") == []
    assert conferences.unpublish(given(CREATED, PUBLISHED, away), None) == [UNPUBLISHED]
    assert conferences.unpublish(given(CREATED), None) == []
    assert conferences.unpublish(given(CREATED), "https://example.com/later") == [away]


def test_publishing_forgets_where_visitors_were_sent():
    away = ConferenceUnpublished(redirect_url="https://example.com/later")
    assert given(CREATED, away).redirect_url == "https://example.com/later"
    assert given(CREATED, away, PUBLISHED).redirect_url is None


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


def test_a_conference_cannot_begin_in_the_middle_of_its_stream():
    with pytest.raises(StreamBeginsElsewhere):
        given(PUBLISHED)
