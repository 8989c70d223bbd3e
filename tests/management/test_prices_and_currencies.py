"""Prices have the decimals of their conference's currency: none in yen, two in forints. Decided on one stream."""

from decimal import Decimal

import pytest

from domain.conference_management import conference as conferences
from domain.conference_management.conference import Conference
from domain.conference_management.events import ConferenceCreated, ConferenceEvent, SeatCreated, SeatUpdated
from domain.messages import Refused
from tests.management.histories import PUBLISHED, RAISE_BY_TWO, given
from tests.management.test_conference_rules import changes
from tests.views.story import DINNER, WORKSHOP, conference_details, workshop_details


def conference_in(currency: str, *events: ConferenceEvent) -> Conference:
    return given(ConferenceCreated(details=conference_details(currency=currency)), *events)


def workshops_at(price: str) -> SeatCreated:
    return SeatCreated(seat_type=WORKSHOP, details=workshop_details(price=price), quantity=100, previous_quantity=0)


FITS = [("JPY", "1000"), ("JPY", "1000.00"), ("HUF", "999.50"), ("RSD", "1499.50"), ("KWD", "1.25"), ("EUR", "0.01")]
DOES_NOT_FIT = [("JPY", "1000.50"), ("KRW", "0.01"), ("CLP", "9.90"), ("XOF", "1.10"), ("ISK", "199.99")]


@pytest.mark.parametrize(("currency", "price"), FITS)
def test_a_price_that_its_currency_can_express_is_taken(currency: str, price: str):
    conference, details = conference_in(currency, workshops_at("7")), workshop_details(price=price)
    for decided in (
        conferences.create_seat_type(conference, DINNER, details, 10),
        conferences.update_seat_type(conference, WORKSHOP, details, 100),
    ):
        assert isinstance(decided, list)
        assert [event.details.price for event in decided if isinstance(event, SeatCreated | SeatUpdated)] == [
            Decimal(price)
        ]


@pytest.mark.parametrize(("currency", "price"), DOES_NOT_FIT)
def test_a_price_with_decimals_that_its_currency_does_not_have_is_refused(currency: str, price: str):
    conference, details = conference_in(currency, workshops_at("7")), workshop_details(price=price)
    refused = Refused("price-has-decimals")
    assert conferences.create_seat_type(conference, DINNER, details, 10) == refused
    assert conferences.update_seat_type(conference, WORKSHOP, details, 100) == refused


@pytest.mark.parametrize(
    ("price", "currency", "is_refused"),
    [
        ("10.50", "JPY", True),
        ("10.00", "JPY", False),
        ("0", "JPY", False),
        ("10.50", "HUF", False),
        ("10.50", "KWD", False),
    ],
)
def test_the_currency_changes_to_one_that_can_express_every_price(price: str, currency: str, is_refused: bool):
    edited = conferences.edit(conference_in("EUR", workshops_at(price)), changes(currency=currency))
    assert (edited == Refused("prices-have-decimals")) is is_refused


def test_one_price_among_many_is_enough_and_a_deleted_seat_type_does_not_count():
    dinners = SeatCreated(seat_type=DINNER, details=workshop_details(price="10"), quantity=1, previous_quantity=0)
    conference = conference_in("EUR", dinners, workshops_at("10.50"))
    assert conferences.edit(conference, changes(currency="JPY")) == Refused("prices-have-decimals")
    gone = conferences.delete_seat_type(conference, WORKSHOP)
    assert isinstance(gone, list)
    conference = conference_in("EUR", dinners, workshops_at("10.50"), *gone)
    assert isinstance(conferences.edit(conference, changes(currency="JPY")), list)


def test_once_published_the_currency_is_fixed_whatever_the_prices():
    conference = conference_in("EUR", workshops_at("10.50"), PUBLISHED)
    assert conferences.edit(conference, changes(currency="JPY")) == Refused("currency-fixed")


def test_a_price_of_an_earlier_release_stands_in_the_way_of_nothing_else():
    conference = conference_in("JPY", workshops_at("1000.50"))
    assert isinstance(conferences.edit(conference, changes(currency="JPY", name="X")), list)
    assert isinstance(conferences.raise_quota(conference, RAISE_BY_TWO), list)
    same = workshop_details(price="1000.50")
    assert conferences.create_seat_type(conference, WORKSHOP, same, 100) == []
    assert conferences.update_seat_type(conference, WORKSHOP, same, 100) == []
    assert conferences.update_seat_type(conference, WORKSHOP, same, 99) == Refused("price-has-decimals")
