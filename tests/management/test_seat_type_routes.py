"""What a conference sells: when a change is answered, the public sees it."""

import asyncio
from uuid import UUID, uuid4

from tests.management.site import MINE, Site, public, pycon, workshop
from tests.views.story import WORKSHOP


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


async def test_a_price_that_the_currency_cannot_express_is_pointed_at_and_nothing_is_changed(site: Site):
    await site.create(currency="JPY")
    added = await site.request("POST", "seat-types", workshop(seatTypeId=MINE, price="1000"))
    assert (added.status, added.json["price"], added.json["currency"]) == (201, "1000.00", "JPY")
    for refused in (
        await site.request("POST", "seat-types", workshop(price="1000.50")),
        await site.request("PUT", f"seat-types/{MINE}", workshop(price="0.01")),
    ):
        assert (refused.status, refused.slug, refused.pointers) == (422, "validation-failed", ["/price"])
    assert [item["price"] for item in (await site.request("GET", "seat-types")).json] == ["1000.00"]


async def test_of_a_currency_and_a_price_that_do_not_fit_and_come_at_once_one_is_refused(site: Site):
    await site.create()
    edit = {name: value for name, value in pycon(currency="JPY").items() if name not in ("slug", "ownerEmail")}
    changed, added = await asyncio.gather(
        site.request("PUT", "", edit, headers={"If-Match": "*"}),
        site.request("POST", "seat-types", workshop(price="10.50")),
    )
    assert sorted([changed.status // 100, added.status // 100]) == [2, 4]
    [refused] = [answer for answer in (changed, added) if answer.status == 422]
    assert refused.pointers == (["/currency"] if refused is changed else ["/price"])


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
