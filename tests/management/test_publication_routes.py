"""Publishing and taking back: when it is answered, the public sees it."""

import asyncio
from typing import Any

import pytest

from tests.management.site import MINE, Site, public, workshop


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
    await asyncio.wait({asking}, timeout=0.1)
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
