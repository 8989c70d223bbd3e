"""What may be done to a conference, and what happened when it was."""

from datetime import date
from typing import Any

import pytest

from domain.conference_management import conference as conferences
from domain.conference_management.conference import ConferenceChanges
from domain.conference_management.events import (
    ConferenceEvent,
    ConferenceUnpublished,
    ConferenceUpdated,
)
from domain.messages import Refused
from domain.recorded import StreamBeginsElsewhere
from tests.management.histories import CREATED, DETAILS, PUBLISHED, UNPUBLISHED, given
from tests.views.story import conference_details


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
        "time_zone": "Europe/Vienna",
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


def test_an_edit_that_names_no_time_zone_leaves_it_as_it_is():
    assert conferences.edit(given(CREATED), changes(time_zone=None)) == []
    edited = conferences.edit(given(CREATED), changes(time_zone="Asia/Tokyo"))
    assert edited == [ConferenceUpdated(details=conference_details(time_zone="Asia/Tokyo"))]


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


def test_a_conference_cannot_begin_in_the_middle_of_its_stream():
    with pytest.raises(StreamBeginsElsewhere):
        given(PUBLISHED)
