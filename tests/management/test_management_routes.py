"""What business customers see: their requests, the answers, and what the public sees when they are answered."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.registration.events import (
    OrderConfirmed,
    OrderExpired,
    OrderRegistrantAssigned,
    SeatAssigned,
    SeatAssignmentsCreated,
)
from domain.values import NamedSeats
from infrastructure.azure.clients import StorageClients
from infrastructure.event_store import StreamId
from tests.management.site import Site, pycon, workshop
from tests.views.story import ADA, WORKSHOP, minute, order_placed, totals, workshops

pytestmark = pytest.mark.stack

MINE = "cccccccc-1111-4000-8000-000000000000"


@pytest.fixture
async def site(storage: StorageClients) -> AsyncIterator[Site]:
    site = await Site.on(storage)
    yield site
    site.bus.released.set()
    await site.bus.all_delivered()


async def public(site: Site, url: str = "/conferences") -> Any:
    return (await site.http.request("GET", url)).json


# --- Conferences ------------------------------------------------------------------------------------------------------


async def test_a_new_conference_is_answered_with_its_code_and_a_token_that_opens_it(site: Site):
    answer = await site.create(conferenceId=MINE)
    assert answer.status == 201
    assert answer.json.keys() == {"conferenceId", "slug", "accessCode", "accessToken"}
    assert (answer.json["conferenceId"], answer.json["slug"]) == (MINE, "pycon")
    assert re.fullmatch(r"[A-HJKMNP-Z2-9]{5}", answer.json["accessCode"])
    assert answer.headers["Location"] == f"/api/management/conferences/{MINE}"
    found = await site.request("GET", "")
    assert found.status == 200
    assert found.headers["ETag"] == '"0"'
    assert found.headers["Cache-Control"] == "no-store"
    assert found.json == {
        "conferenceId": MINE,
        "slug": "pycon",
        "ownerName": "Guido",
        "ownerEmail": "guido@example.com",
        "name": "PyCon",
        "description": "All about Python",
        "location": "Vienna",
        "tagline": None,
        "twitterSearch": None,
        "startDate": "2027-05-03",
        "endDate": "2027-05-05",
        "currency": "EUR",
        "invoicePeriodDays": 0,
        "isPublished": False,
        "wasEverPublished": False,
        "redirectUrl": None,
    }


async def test_the_same_conference_again_is_answered_again_without_its_code(site: Site):
    await site.create(conferenceId=MINE)
    again = await site.create(conferenceId=MINE)
    assert (again.status, again.json["accessCode"]) == (201, None)
    assert (await site.request("GET", "")).status == 200


async def test_once_published_nobody_gets_a_token_by_telling_what_everybody_can_read(site: Site):
    await site.create(conferenceId=MINE)
    await site.request("POST", "publish")
    again = await site.create(conferenceId=MINE)
    assert again.status == 201
    assert (again.json["conferenceId"], again.json["accessCode"], again.json["accessToken"]) == (MINE, None, None)


@pytest.mark.parametrize(
    ("members", "slug"),
    [
        ({"conferenceId": MINE, "name": "Other"}, "conference-exists"),
        ({"name": "Other"}, "slug-taken"),
        ({"slug": "payments"}, "slug-reserved"),
    ],
)
async def test_what_stands_in_the_way_of_a_new_conference_is_a_conflict(site: Site, members: dict[str, str], slug: str):
    await site.create(conferenceId=MINE)
    refused = await site.create(**members)
    assert (refused.status, refused.slug) == (409, slug)


async def test_an_edit_needs_to_say_what_it_was_made_for(site: Site):
    await site.create()
    edit = {name: value for name, value in pycon(name="PyCon 2027").items() if name not in ("slug", "ownerEmail")}
    assert (await site.request("PUT", "", edit)).status == 428
    edited = await site.request("PUT", "", edit, headers={"If-Match": '"0"'})
    assert (edited.status, edited.headers["ETag"], edited.json["name"]) == (200, '"1"', "PyCon 2027")
    too_late = await site.request("PUT", "", edit | {"name": "X"}, headers={"If-Match": '"0"'})
    assert (too_late.status, too_late.slug) == (412, "precondition-failed")
    for header in ('W/"1"', "1", '"x"', '"999999999999"'):
        assert (await site.request("PUT", "", edit | {"name": "X"}, headers={"If-Match": header})).status == 412
    for header in ('"0", "1"', "*"):
        assert (await site.request("PUT", "", edit, headers={"If-Match": header})).status == 200
    assert (await site.request("GET", "")).json["name"] == "PyCon 2027"


async def test_the_currency_is_fixed_by_the_first_publication(site: Site):
    await site.create()
    await site.request("POST", "publish")
    edit = {name: value for name, value in pycon().items() if name not in ("slug", "ownerEmail", "currency")}
    refused = await site.request("PUT", "", edit | {"currency": "USD"}, headers={"If-Match": "*"})
    assert (refused.status, refused.slug) == (409, "currency-fixed")
    kept = await site.request("PUT", "", edit, headers={"If-Match": "*"})
    assert (kept.status, kept.json["currency"], kept.json["isPublished"]) == (200, "EUR", True)


@pytest.mark.parametrize("member", ["slug", "ownerEmail"])
async def test_slug_and_address_of_the_owner_cannot_be_edited(site: Site, member: str):
    await site.create()
    edit = {name: value for name, value in pycon().items() if name == member or name not in ("slug", "ownerEmail")}
    refused = await site.request("PUT", "", edit, headers={"If-Match": "*"})
    assert (refused.status, refused.slug, refused.pointers) == (400, "unknown-member", [f"/{member}"])


async def test_a_conference_that_the_token_is_not_for_does_not_exist(site: Site):
    await site.create()
    other = await site.http.request("GET", f"/management/conferences/{uuid4()}", token=site.token)
    assert (other.status, other.slug) == (404, "not-found")
    unknown = await site.http.request(
        "POST", f"/management/conferences/{MINE}/publish", token=site.http.token("conference", UUID(MINE))
    )
    assert (unknown.status, unknown.slug) == (404, "not-found")


# --- Publication ------------------------------------------------------------------------------------------------------


async def test_when_publishing_is_answered_the_public_sees_the_conference(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop())
    assert await public(site) == []
    for _ in range(2):
        assert (await site.request("POST", "publish")).status == 204
        assert [item["slug"] for item in await public(site)] == ["pycon"]
    assert (await public(site, "/conferences/pycon/seat-types"))[0]["availableQuantity"] == 100
    assert (await site.request("GET", "")).json["wasEverPublished"] is True


async def test_when_unpublishing_is_answered_the_public_is_sent_elsewhere(site: Site):
    await site.create()
    await site.request("POST", "publish")
    for _ in range(2):
        body = {"redirectUrl": "https://example.com/later"}
        assert (await site.request("POST", "unpublish", body)).status == 204
        assert await public(site) == []
    gone = await site.http.request("GET", "/conferences/pycon")
    assert (gone.status, gone.json["redirectUrl"]) == (404, "https://example.com/later")
    assert (await site.request("GET", "")).json["redirectUrl"] == "https://example.com/later"


@pytest.mark.parametrize(
    ("method", "url", "body", "awaited"),
    [
        ("POST", "publish", None, "Conference"),
        ("POST", "unpublish", {"redirectUrl": "https://example.com"}, "Conference"),
        ("POST", "seat-types", workshop(), "Conference"),
        ("POST", "seat-types", workshop(), "SeatsAvailability"),
        ("PUT", f"seat-types/{MINE}", workshop(name="Tutorial"), "Conference"),
        ("PUT", f"seat-types/{MINE}", workshop(quantity=7), "SeatsAvailability"),
        ("DELETE", f"seat-types/{MINE}", None, "Conference"),
        ("DELETE", f"seat-types/{MINE}", None, "SeatsAvailability"),
    ],
)
async def test_what_the_public_is_to_see_is_answered_when_it_can_be_seen_and_not_before(
    site: Site, method: str, url: str, body: Any, awaited: str
):
    await site.create()
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    await site.bus.all_delivered()
    site.bus.held = (awaited,)
    asking = asyncio.create_task(site.request(method, url, body))
    await asyncio.wait({asking}, timeout=0.3)
    assert not asking.done()
    site.bus.released.set()
    assert (await asking).status in (200, 201, 204)


async def test_a_publication_is_done_even_if_the_public_cannot_see_it_in_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("functions.http.management.showing.LONGEST_WAIT_SECONDS", 0.1)
    await site.create()
    await site.bus.all_delivered()
    site.bus.stopped = True
    assert (await site.request("POST", "publish")).status == 204
    assert await public(site) == []
    assert (await site.request("GET", "")).json["isPublished"] is True


# --- Seat types -------------------------------------------------------------------------------------------------------


async def test_when_a_seat_type_is_answered_the_public_can_order_it(site: Site):
    await site.create()
    await site.request("POST", "publish")
    added = await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    assert added.status == 201
    assert added.headers["Location"] == f"/api/management/conferences/{site.conference_id}/seat-types/{MINE}"
    assert added.json == {
        "id": MINE,
        "name": "Workshop",
        "description": "A day of practice",
        "price": "199.00",
        "currency": "EUR",
        "quantity": 100,
        "reserved": 0,
        "sold": 0,
        "remaining": 100,
    }
    assert (await public(site, "/conferences/pycon/seat-types"))[0] == {
        "id": MINE,
        "name": "Workshop",
        "description": "A day of practice",
        "price": "199.00",
        "currency": "EUR",
        "quantity": 100,
        "availableQuantity": 100,
    }


async def test_the_same_seat_type_again_is_answered_again_and_another_one_is_a_conflict(site: Site):
    await site.create()
    first = await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    again = await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    assert (again.status, again.json) == (201, first.json)
    other = await site.request("POST", "seat-types", workshop(seatTypeId=MINE, quantity=7))
    assert (other.status, other.slug) == (409, "seat-type-exists")
    assert len((await site.request("GET", "seat-types")).json) == 1


async def test_a_seat_type_sent_again_after_it_was_changed_is_answered_as_it_is_now(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    await site.request("PUT", f"seat-types/{MINE}", workshop(name="Tutorial", quantity=7))
    again = await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    assert (again.status, again.json["name"], again.json["quantity"]) == (201, "Tutorial", 7)
    assert len((await site.request("GET", "seat-types")).json) == 1


async def test_a_deleted_seat_type_is_not_created_a_second_time(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    await site.request("DELETE", f"seat-types/{MINE}")
    again = await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    assert (again.status, again.slug) == (409, "seat-type-exists")
    assert (await site.request("GET", "seat-types")).json == []


async def test_an_idempotency_key_makes_one_seat_type_of_many_sendings(site: Site):
    await site.create()
    key = {"Idempotency-Key": "once"}
    answers = [await site.request("POST", "seat-types", workshop(), headers=key) for _ in range(3)]
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert len((await site.request("GET", "seat-types")).json) == 1


async def test_seats_are_added_and_taken_away_at_any_time(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    await site.request("POST", "publish")
    for quantity in (150, 20, 0, 5):
        changed = await site.request("PUT", f"seat-types/{MINE}", workshop(quantity=quantity, price="9.5"))
        assert (changed.status, changed.json["quantity"], changed.json["remaining"]) == (200, quantity, quantity)
        shown = (await public(site, "/conferences/pycon/seat-types"))[0]
        assert (shown["price"], shown["quantity"], shown["availableQuantity"]) == ("9.50", quantity, quantity)


async def test_changes_of_the_quota_at_the_same_time_all_count(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    await asyncio.gather(
        *(site.request("PUT", f"seat-types/{MINE}", workshop(quantity=quantity)) for quantity in (10, 20, 30, 40))
    )
    await site.bus.all_delivered()
    (shown,) = (await site.request("GET", "seat-types")).json
    availability = await site.views.views.availability(site.conference_id)
    assert availability is not None
    assert availability.of(UUID(MINE)).remaining == shown["quantity"]


async def test_a_seat_type_is_deleted_until_the_first_publication(site: Site):
    await site.create()
    for seat_type in (MINE, str(WORKSHOP)):
        await site.request("POST", "seat-types", workshop(seatTypeId=seat_type))
    assert (await site.request("DELETE", f"seat-types/{MINE}")).status == 204
    assert (await site.request("DELETE", f"seat-types/{MINE}")).status == 404
    await site.request("POST", "publish")
    assert [item["id"] for item in await public(site, "/conferences/pycon/seat-types")] == [str(WORKSHOP)]
    refused = await site.request("DELETE", f"seat-types/{WORKSHOP}")
    assert (refused.status, refused.slug) == (409, "was-ever-published")


async def test_a_seat_type_belongs_to_one_conference(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    await site.create(slug="other")
    for answer in (
        await site.request("PUT", f"seat-types/{MINE}", workshop()),
        await site.request("DELETE", f"seat-types/{MINE}"),
    ):
        assert (answer.status, answer.slug) == (404, "not-found")


async def test_a_seat_type_keeps_the_id_of_its_path(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    assert (await site.request("PUT", f"seat-types/{MINE}", workshop(seatTypeId=MINE))).status == 200
    other = await site.request("PUT", f"seat-types/{MINE}", workshop(seatTypeId=str(uuid4())))
    assert (other.status, other.pointers) == (422, ["/seatTypeId"])


# --- Orders and attendees ---------------------------------------------------------------------------------------------


async def order(site: Site, order_id: UUID, *more: Any) -> None:
    """An order for two workshops, of which `more` happened."""
    placed = [
        event.model_copy(update={"conference_id": site.conference_id})
        for event in (order_placed(workshops(2)), totals("398", (workshops(2), "398")), *more)
    ]
    await site.happened(StreamId("Order", order_id), placed)


async def test_an_order_is_listed_with_its_registrant(site: Site):
    await site.create()
    registered = OrderRegistrantAssigned(conference_id=site.conference_id, registrant=ADA, issued_at=minute(3))
    await order(site, UUID(int=7), registered)
    assert (await site.request("GET", "orders")).json == {
        "items": [
            {
                "orderId": "00000000-0000-0000-0000-000000000007",
                "accessCode": "K7MQ2X",
                "state": "PendingReservation",
                "registrantName": "Lovelace, Ada",
                "registrantEmail": "ada@example.com",
                "total": "398.00",
                "currency": "EUR",
                "seats": [{"seatTypeName": "Workshop", "quantity": 2}],
                "placedAt": "2026-11-23T12:00:00Z",
            }
        ],
        "continuation": None,
    }


async def test_expired_orders_leave_the_list_and_are_shown_to_who_asks_for_them(site: Site):
    await site.create()
    await order(site, UUID(int=1))
    await order(site, UUID(int=2), OrderExpired(conference_id=site.conference_id))

    async def listed(**query: str) -> list[str]:
        return [item["orderId"][-1] for item in (await site.request("GET", "orders", query=query)).json["items"]]

    assert await listed() == ["1"]
    assert await listed(state="PendingReservation") == ["1"]
    assert await listed(state="Expired") == ["2"]
    assert await listed(state="Confirmed") == []
    assert (await site.request("GET", f"orders/{UUID(int=2)}")).json["state"] == "Expired"
    for query in ({"state": "Unheard"}, {"continuation": "x"}):
        assert (await site.request("GET", "orders", query=query)).status == 422


async def test_orders_come_page_by_page(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.http.management.orders.PAGE", 2)
    await site.create()
    for number in (5, 3, 1, 4, 2):
        ended = [OrderExpired(conference_id=site.conference_id)] if number == 2 else []
        await order(site, UUID(int=number), *ended)
    pages: list[list[str]] = []
    query: dict[str, str] = {}
    while True:
        page = (await site.request("GET", "orders", query=query)).json
        pages.append([item["orderId"][-1] for item in page["items"]])
        if page["continuation"] is None:
            break
        query = {"continuation": page["continuation"]}
    assert pages == [["1", "3"], ["4", "5"]]


async def test_orders_and_attendees_of_another_conference_are_nobody_s_business_here(site: Site):
    await site.create()
    await order(site, UUID(int=1))
    await site.create(slug="other")
    assert (await site.request("GET", "orders")).json["items"] == []
    assert (await site.request("GET", f"orders/{UUID(int=1)}")).status == 404
    assert (await site.request("GET", "attendees")).json["items"] == []


async def test_attendees_are_listed_order_by_order(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.http.management.orders.PAGE", 1)
    await site.create()
    sold = [NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=2)]
    for number in (1, 2, 3):
        confirmed = OrderConfirmed(conference_id=site.conference_id, payment_id=None, seats=sold)
        await order(site, UUID(int=number), confirmed)
        of = {"order_id": UUID(int=number), "conference_id": site.conference_id}
        seated = SeatAssigned(
            **of,
            position=1,
            seat_type=WORKSHOP,
            seat_type_name="Workshop",
            attendee=ADA,
            issued_at=minute(30),
        )
        assigned = [seated] if number != 2 else []
        await site.happened(
            StreamId("SeatAssignments", UUID(int=number)), [SeatAssignmentsCreated(**of, seats=sold), *assigned]
        )
    first = (await site.request("GET", "attendees")).json
    assert first["items"] == [
        {
            "orderId": "00000000-0000-0000-0000-000000000001",
            "position": 1,
            "seatTypeName": "Workshop",
            "firstName": "Ada",
            "lastName": "Lovelace",
            "email": "ada@example.com",
        }
    ]
    second = (await site.request("GET", "attendees", query={"continuation": first["continuation"]})).json
    assert [item["orderId"][-1] for item in second["items"]] == ["3"]
    assert second["continuation"] is None
