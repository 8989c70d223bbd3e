"""Conferences as they are created and found: what is stored with an event, and lost answers."""

import asyncio

import pytest

from domain.conference_management import conference as decisions
from domain.conference_management.conference import Conference
from domain.conference_management.events import ConferenceCreated
from domain.messages import Refused
from infrastructure.conference_streams import UnknownConference
from infrastructure.conferences import Created
from infrastructure.event_store import Provenance
from infrastructure.locators import Locator
from tests.management.kept import (
    NOON,
    STREAM,
    World,
    add_dinners,
    add_workshops,
    cause,
    create,
)
from tests.views.story import CONFERENCE, DINNER, WORKSHOP, conference_details


async def test_what_was_created_is_found_as_it_was_and_its_news_is_published(world: World):
    made = await create(world)
    assert isinstance(made, Created)
    assert made.anew
    assert await world.conferences.find(CONFERENCE) == made.conference
    assert (made.conference.details, made.conference.version) == (conference_details(), 0)
    assert world.topic.published == [["ConferenceCreated"]]
    stored = await world.store.read(STREAM)
    assert stored.unpublished == []
    assert stored.events[0].event == ConferenceCreated(details=conference_details())
    assert stored.events[0].occurred_at == NOON
    assert stored.events[0].provenance == Provenance("correlation", "request", "00-trace")


async def test_an_unknown_conference_is_not_found_and_not_changed(world: World):
    assert await world.conferences.find(CONFERENCE) is None
    with pytest.raises(UnknownConference):
        await world.conferences.change(CONFERENCE, decisions.publish, cause())


async def test_the_access_code_itself_is_stored_nowhere_in_the_clear(world: World):
    await create(world)
    rows = (await world.store.read_state(STREAM)).rows
    assert rows.keys() == {"AccessCode", "SealedAccessCode", "Conference"}
    assert len(rows["AccessCode"]) == 2 + 64
    assert not any("K7MQ2" in row for row in rows.values())


async def test_the_owner_can_be_led_to_the_conference_by_address_and_code(world: World):
    await create(world)
    assert await world.locators.find(Locator("conference", "Guido@example.com ", "k7mq2")) == [CONFERENCE]


async def test_the_same_conference_created_again_has_no_second_effect_even_after_an_edit(world: World):
    await create(world)
    changed = await world.conferences.change(CONFERENCE, decisions.publish, cause())
    assert isinstance(changed, Conference)
    assert await create(world) == Created(changed, anew=False)
    assert await create(world, name="Other") == Refused("conference-exists")
    assert len(await world.events()) == 2


async def test_of_many_who_create_the_same_conference_at_once_one_is_told_the_code(world: World):
    made = await asyncio.gather(*(create(world) for _ in range(8)))
    assert sorted(isinstance(one, Created) and one.anew for one in made) == [False] * 7 + [True]
    assert len(await world.events()) == 1


async def test_a_creation_whose_answer_was_lost_still_tells_the_code(world: World):
    world.store.lose_answer = True
    made = await create(world)
    assert isinstance(made, Created)
    assert made.anew
    assert world.topic.published == [["ConferenceCreated"]]


async def test_a_creation_that_was_sent_twice_by_the_client_still_tells_the_code(world: World):
    world.store.send_again = True
    made = await create(world)
    assert isinstance(made, Created)
    assert (made.anew, made.conference.details) == (True, conference_details())
    assert len(await world.events()) == 1


async def test_seat_types_are_found_in_the_order_of_their_creation(world: World):
    await create(world)
    await world.conferences.change(CONFERENCE, add_dinners, cause())
    after = await world.conferences.change(CONFERENCE, add_workshops, cause())
    found = await world.conferences.find(CONFERENCE)
    assert found == after
    assert found is not None
    assert [(item.id, item.quantity) for item in found.seat_types] == [(DINNER, 50), (WORKSHOP, 100)]


async def test_a_deleted_seat_type_leaves_no_row(world: World):
    await create(world)
    await world.conferences.change(CONFERENCE, add_workshops, cause())
    after = await world.conferences.change(
        CONFERENCE, lambda conference: decisions.delete_seat_type(conference, WORKSHOP), cause()
    )
    assert await world.conferences.find(CONFERENCE) == after
    assert (await world.store.read_state(STREAM)).rows.keys() == {"AccessCode", "SealedAccessCode", "Conference"}
