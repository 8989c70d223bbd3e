"""Conferences on real storage: what is stored with an event, races, lost answers, news that could not be published."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from domain.conference_management import conference as decisions
from domain.conference_management.conference import Change, Conference
from domain.conference_management.events import ConferenceCreated, ConferencePublished, SeatCreated
from domain.messages import Event, Refused
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.azure.table_locators import TableLocators
from infrastructure.azure.table_slugs import TableSlugs
from infrastructure.conference_streams import Cause, ConferenceChanged, UnknownConference
from infrastructure.conferences import Conferences, Created
from infrastructure.event_store import Commit, Provenance, StorageUnavailable, StreamId
from infrastructure.locators import Locator
from infrastructure.message_codec import decode_commit
from infrastructure.messaging import BusMessage, BusUnavailable
from infrastructure.publisher import Publisher
from tests.views.story import CONFERENCE, DINNER, WORKSHOP, conference_details, workshop_details

pytestmark = pytest.mark.stack

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = b"0123456789abcdef0123456789abcdef"
STREAM = StreamId("Conference", CONFERENCE)


class Noon:
    def now(self) -> datetime:
        return NOON


@dataclass
class Topic:
    """`published`: event types, a list a message. `down`: it takes nothing."""

    published: list[list[str]] = field(default_factory=list)
    down: bool = False

    async def send(self, entity: str, message: BusMessage) -> None:
        if self.down:
            raise BusUnavailable("switched off by the test")
        self.published.append([type(recorded.event).__name__ for recorded in decode_commit(message.body)])


class ForgetfulStore(TableEventStore):
    """With `lose_answer`, the next append is carried out and its answer lost; with `send_again`, it is sent twice, as
    the client does after an answer of 503."""

    lose_answer = False
    send_again = False

    async def append(self, commit: Commit) -> None:
        await super().append(commit)
        if self.send_again:
            self.send_again = False
            await super().append(commit)
        if self.lose_answer:
            self.lose_answer = False
            raise StorageUnavailable("carried out, says the test")


@dataclass
class World:
    store: ForgetfulStore
    topic: Topic
    conferences: Conferences
    locators: TableLocators
    slugs: TableSlugs

    async def events(self) -> list[Event]:
        return [recorded.event for recorded in (await self.store.read(STREAM)).events]


@pytest.fixture
async def world(storage: StorageClients) -> World:
    store, slugs, locators = ForgetfulStore(storage), TableSlugs(storage), TableLocators(storage, KEY)
    await store.ensure_tables()
    await slugs.ensure_table()
    await locators.ensure_table()
    topic = Topic()
    publisher = Publisher(store, topic, Noon())
    return World(store, topic, Conferences(store, publisher, slugs, locators, Noon(), KEY), locators, slugs)


def cause() -> Cause:
    return Cause(uuid4(), Provenance("correlation", "request", "00-trace"))


async def create(world: World, **changes: object) -> Created | Refused:
    return await world.conferences.create(CONFERENCE, conference_details(**changes), "K7MQ2", cause())


async def create_other(world: World, number: int, slug: str) -> Created | Refused:
    return await world.conferences.create(UUID(int=number), conference_details(slug=slug), "ABCDE", cause())


async def created(world: World) -> Conference:
    made = await create(world)
    assert isinstance(made, Created)
    return made.conference


def add_workshops(conference: Conference) -> Change:
    return decisions.create_seat_type(conference, WORKSHOP, workshop_details(), 100)


def add_dinners(conference: Conference) -> Change:
    return decisions.create_seat_type(conference, DINNER, workshop_details("Dinner"), 50)


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


async def test_the_access_code_itself_is_stored_nowhere(world: World):
    await create(world)
    rows = (await world.store.read_state(STREAM)).rows
    assert rows.keys() == {"Conference", "AccessCode"}
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


async def test_a_change_that_was_sent_twice_by_the_client_took_effect_once(world: World):
    await create(world)
    world.store.send_again = True
    changed = await world.conferences.change(CONFERENCE, add_workshops, cause())
    assert isinstance(changed, Conference)
    assert changed.version == 1
    assert len(await world.events()) == 2


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
    assert (await world.store.read_state(STREAM)).rows.keys() == {"Conference", "AccessCode"}


async def test_a_change_is_made_for_one_version_only_if_it_says_so(world: World):
    before = await created(world)
    await world.conferences.change(CONFERENCE, add_workshops, cause(), if_versions={before.version})
    with pytest.raises(ConferenceChanged):
        await world.conferences.change(CONFERENCE, add_dinners, cause(), if_versions={before.version})
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
