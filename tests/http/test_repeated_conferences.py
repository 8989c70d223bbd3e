"""A new conference that is sent again with an Idempotency-Key, by a client that chose no id for it."""

import asyncio
from datetime import timedelta

import pytest

from functions.http.services import provide
from tests.http.world import Response, World
from tests.management.site import pycon


@pytest.fixture
def world() -> World:
    world = World()
    provide(world.services)
    return world


async def create(world: World, key: str = "1", **members: str) -> Response:
    headers = {"Idempotency-Key": key}
    return await world.request("POST", "/management/conferences", pycon(**members), headers=headers)


async def test_one_conference_is_made_of_many_sendings(world: World):
    first, again = await create(world), await create(world)
    assert (first.status, again.status) == (201, 201)
    assert again.json["conferenceId"] == first.json["conferenceId"]
    assert again.headers["Location"] == first.headers["Location"]
    assert again.json["accessToken"] == first.json["accessToken"]
    assert (len(first.json["accessCode"]), again.json["accessCode"]) == (5, None)
    assert len(world.bus.news) == 1


async def test_sent_many_times_at_once_one_is_told_the_code_that_opens_it(world: World):
    answers = await asyncio.gather(*(create(world) for _ in range(5)))
    assert [answer.status for answer in answers] == [201] * 5
    [code] = [answer.json["accessCode"] for answer in answers if answer.json["accessCode"]]
    body = {"email": "guido@example.com", "accessCode": code}
    assert (await world.request("POST", "/management/conferences/locate", body)).status == 200


async def test_the_key_with_another_body_is_refused(world: World):
    await create(world)
    refused = await create(world, name="Other", slug="other")
    assert (refused.status, refused.slug) == (422, "idempotency-key-reused")


async def test_another_key_is_another_conference(world: World):
    first, other = await create(world), await create(world, key="2", slug="other")
    assert other.json["conferenceId"] != first.json["conferenceId"]
    taken = await create(world, key="3")
    assert (taken.status, taken.slug) == (409, "slug-taken")


async def test_what_was_refused_may_fare_better_under_the_same_key(world: World):
    assert (await create(world, slug="payments")).status == 409
    assert (await create(world, slug="payments")).slug == "slug-reserved"


async def test_a_key_is_forgotten_after_24_hours(world: World):
    first = await create(world)
    world.clock.time += timedelta(hours=24)
    other = await create(world, slug="other")
    assert (other.status, other.json["conferenceId"] != first.json["conferenceId"]) == (201, True)


async def test_nothing_of_the_answer_is_kept(world: World):
    """The key is all that would guard it, and may be as easy to guess as this one."""
    await create(world)
    [(fingerprint, claimed)] = world.idempotency.kept.values()
    assert claimed.answer is None
    assert "guido" not in fingerprint


async def test_a_token_that_is_sent_along_makes_no_difference(world: World):
    first = await create(world)
    headers = {"Idempotency-Key": "1"}
    again = await world.request("POST", "/management/conferences", pycon(), token="order", headers=headers)
    assert again.json["conferenceId"] == first.json["conferenceId"]
