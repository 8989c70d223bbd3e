"""Changes of conferences: races, lost answers, news that could not be published."""

import asyncio

import pytest

from domain.conference_management import conference as decisions
from domain.conference_management.conference import Conference
from domain.conference_management.events import ConferenceCreated, ConferencePublished, SeatCreated
from domain.messages import Refused
from infrastructure.conference_streams import ConferenceChanged
from tests.management.kept import (
    STREAM,
    World,
    add_dinners,
    add_workshops,
    cause,
    create,
    created,
)
from tests.views.story import CONFERENCE, DINNER, WORKSHOP


async def test_a_change_that_was_sent_twice_by_the_client_took_effect_once(world: World):
    await create(world)
    world.store.send_again = True
    changed = await world.conferences.change(CONFERENCE, add_workshops, cause())
    assert isinstance(changed, Conference)
    assert changed.version == 1
    assert len(await world.events()) == 2


async def test_a_change_is_made_for_one_version_only_if_it_says_so(world: World):
    before = await created(world)
    await world.conferences.change(CONFERENCE, decisions.publish, cause(), if_versions={before.edited_version})
    with pytest.raises(ConferenceChanged):
        await world.conferences.change(CONFERENCE, add_dinners, cause(), if_versions={before.edited_version})
    assert len(await world.events()) == 2


async def test_changes_at_the_same_time_are_decided_one_on_the_other(world: World):
    await create(world)
    results = await asyncio.gather(
        world.conferences.change(CONFERENCE, add_workshops, cause()),
        world.conferences.change(CONFERENCE, add_dinners, cause()),
        world.conferences.change(CONFERENCE, decisions.publish, cause()),
        world.conferences.change(CONFERENCE, add_workshops, cause()),
    )
    assert all(isinstance(result, Conference) for result in results)
    found = await world.conferences.find(CONFERENCE)
    assert found is not None
    assert found.version == 3
    assert found.is_published
    assert {item.id for item in found.seat_types} == {WORKSHOP, DINNER}


async def test_a_change_whose_answer_was_lost_took_effect_once(world: World):
    await create(world)
    world.store.lose_answer = True
    changed = await world.conferences.change(CONFERENCE, add_workshops, cause())
    assert isinstance(changed, Conference)
    assert changed.version == 1
    assert [type(event) for event in await world.events()] == [ConferenceCreated, SeatCreated]
    assert world.topic.published == [["ConferenceCreated"], ["SeatCreated"]]


async def test_one_cause_takes_effect_once_however_often_it_is_tried(world: World):
    await create(world)
    once = cause()
    away = "https://example.com"
    for url in (away, None, away):
        await world.conferences.change(CONFERENCE, lambda it, url=url: decisions.unpublish(it, url), once)  # type: ignore[misc]
    found = await world.conferences.find(CONFERENCE)
    assert found is not None
    assert (found.redirect_url, found.version) == (away, 1)


async def test_a_refused_change_writes_nothing(world: World):
    before = await created(world)
    refused = await world.conferences.change(
        CONFERENCE, lambda conference: decisions.delete_seat_type(conference, WORKSHOP), cause()
    )
    assert refused == Refused("unknown-seat-type")
    assert await world.conferences.find(CONFERENCE) == before


async def test_a_change_is_done_though_its_news_cannot_be_published_which_the_next_one_makes_up_for(world: World):
    await create(world)
    world.topic.down = True
    changed = await world.conferences.change(CONFERENCE, decisions.publish, cause())
    assert isinstance(changed, Conference)
    assert changed.is_published
    assert [item.first_version for item in (await world.store.read(STREAM)).unpublished] == [1]
    world.topic.down = False
    await world.conferences.change(CONFERENCE, add_workshops, cause())
    assert world.topic.published == [["ConferenceCreated"], ["ConferencePublished"], ["SeatCreated"]]
    assert (await world.store.read(STREAM)).unpublished == []
    assert [type(event) for event in await world.events()] == [ConferenceCreated, ConferencePublished, SeatCreated]
