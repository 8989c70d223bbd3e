"""Creating, reading and editing a conference: the requests of its owner and the answers."""

import asyncio
import re
from uuid import UUID, uuid4

import pytest

from tests.management.site import MINE, Site, public, pycon, workshop


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
        "timeZone": "UTC",
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


async def test_the_time_zone_of_a_conference_is_told_kept_and_changed(site: Site):
    await site.create(timeZone="Europe/Vienna")
    edit = {name: value for name, value in pycon().items() if name not in ("slug", "ownerEmail")}
    kept = await site.request("PUT", "", edit, headers={"If-Match": "*"})
    assert (kept.status, kept.json["timeZone"]) == (200, "Europe/Vienna")
    changed = await site.request("PUT", "", edit | {"timeZone": "Asia/Tokyo"}, headers={"If-Match": "*"})
    assert (changed.status, changed.json["timeZone"]) == (200, "Asia/Tokyo")
    assert (await site.request("POST", "publish")).status == 204
    assert [conference["timeZone"] for conference in await public(site)] == ["Asia/Tokyo"]
    assert (await public(site, "/conferences/pycon"))["timeZone"] == "Asia/Tokyo"


async def test_a_conference_of_the_past_can_be_created_and_published_and_is_not_listed(site: Site):
    created = await site.create(startDate="2020-01-03", endDate="2020-01-05")
    assert created.status == 201
    assert (await site.request("POST", "publish")).status == 204
    assert await public(site) == []
    assert (await public(site, "/conferences/pycon"))["endDate"] == "2020-01-05"


async def test_the_currency_is_fixed_by_the_first_publication(site: Site):
    await site.create()
    await site.request("POST", "publish")
    edit = {name: value for name, value in pycon().items() if name not in ("slug", "ownerEmail", "currency")}
    refused = await site.request("PUT", "", edit | {"currency": "USD"}, headers={"If-Match": "*"})
    assert (refused.status, refused.slug) == (409, "currency-fixed")
    kept = await site.request("PUT", "", edit, headers={"If-Match": "*"})
    assert (kept.status, kept.json["currency"], kept.json["isPublished"]) == (200, "EUR", True)


async def test_a_currency_that_cannot_express_a_price_is_pointed_at(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop(price="10.50"))
    edit = {name: value for name, value in pycon().items() if name not in ("slug", "ownerEmail")}
    refused = await site.request("PUT", "", edit | {"currency": "JPY"}, headers={"If-Match": "*"})
    assert (refused.status, refused.slug, refused.pointers) == (422, "validation-failed", ["/currency"])
    changed = await site.request("PUT", "", edit | {"currency": "HUF"}, headers={"If-Match": "*"})
    assert (changed.status, changed.json["currency"]) == (200, "HUF")
    assert [item["price"] for item in (await site.request("GET", "seat-types")).json] == ["10.50"]


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


async def test_of_many_who_edit_the_same_version_at_once_one_gets_it_done(site: Site):
    await site.create()
    edit = {name: value for name, value in pycon().items() if name not in ("slug", "ownerEmail")}
    answers = await asyncio.gather(
        *(
            site.request("PUT", "", edit | {"name": f"PyCon {number}"}, headers={"If-Match": '"0"'})
            for number in range(6)
        )
    )
    assert sorted(answer.status for answer in answers) == [200] + [412] * 5
    [done] = [answer for answer in answers if answer.status == 200]
    found = await site.request("GET", "")
    assert (found.headers["ETag"], found.json["name"]) == ('"1"', done.json["name"])
