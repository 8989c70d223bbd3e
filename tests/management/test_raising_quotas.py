"""Quotas that are raised for honoured orders: once, whatever gets lost and whoever else is at it."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from domain.conference_management import conference as decisions
from domain.conference_management.commands import RaiseQuota
from domain.conference_management.events import ConferenceCreated, ConferencePublished, SeatCreated, SeatUpdated
from domain.messages import Event
from domain.values import RaisedFor
from infrastructure.conference_rows import changed_rows
from infrastructure.conference_streams import Cause, ConferenceStreams
from infrastructure.event_store import (
    Commit,
    EventStore,
    Marker,
    Provenance,
    RecordedEvent,
    StorageUnavailable,
    StreamId,
)
from infrastructure.messaging import BusUnavailable
from infrastructure.publisher import Publisher
from tests.handling.house import NotingBus, WatchedStore
from tests.http.fakes import SetClock
from tests.stores import Stores
from tests.views.story import CONFERENCE, DINNER, WORKSHOP, conference_details, workshop_details

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STREAM = StreamId("Conference", CONFERENCE)
CAUSE = Provenance("correlation", "cause")
RAISED_FOR = RaisedFor(reservation_id=UUID(int=7), number=6)
ON_SALE = (
    ConferenceCreated(details=conference_details()),
    SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=100, previous_quantity=0),
    ConferencePublished(),
)


def by_two(seat_type: UUID = WORKSHOP) -> RaiseQuota:
    return RaiseQuota(id=uuid4(), conference_id=CONFERENCE, seat_type=seat_type, quantity=2, raised_for=RAISED_FOR)


def updated(quantity: int, previous: int, raised_for: RaisedFor | None = RAISED_FOR) -> SeatUpdated:
    return SeatUpdated(
        seat_type=WORKSHOP,
        details=workshop_details(),
        quantity=quantity,
        previous_quantity=previous,
        raised_for=raised_for,
    )


class World:
    def __init__(self, store: EventStore) -> None:
        self.store, self.bus = WatchedStore(store), NotingBus()
        clock = SetClock(NOON)
        self.publisher = Publisher(self.store, self.bus, clock)
        self.conferences = ConferenceStreams(self.store, self.publisher, clock)

    async def is_on_sale(self) -> None:
        recorded = [RecordedEvent(STREAM, version, event, NOON, CAUSE) for version, event in enumerate(ON_SALE)]
        conference = None
        for item in recorded:
            conference = decisions.evolve(conference, item)  # type: ignore[arg-type]
        assert conference is not None
        marker = Marker("command_created", "applied", None, 0, len(recorded))
        await self.store.append(Commit(STREAM, -1, [marker], recorded, changed_rows(None, conference)))
        await self.publisher.publish_pending(STREAM)
        self.bus.sent.clear()

    async def changes(self) -> list[Event]:
        """What happened since."""
        return [recorded.event for recorded in (await self.store.read(STREAM, len(ON_SALE))).events]

    async def quantity(self) -> int:
        conference = await self.conferences.find(CONFERENCE)
        assert conference is not None
        return conference.seat_types[0].quantity


@pytest.fixture
async def world(stores: Stores) -> World:
    world = World(stores.events)
    await world.is_on_sale()
    return world


async def test_the_quota_is_raised_in_one_transaction_with_what_it_is_raised_for(world: World):
    await world.conferences.raise_quota(by_two(), CAUSE)
    assert await world.changes() == [updated(102, 100)]
    assert await world.quantity() == 102
    assert world.bus.versions() == [[3]]


async def test_the_same_command_again_raises_nothing(world: World):
    command = by_two()
    await world.conferences.raise_quota(command, CAUSE)
    await world.conferences.raise_quota(command, CAUSE)
    assert await world.changes() == [updated(102, 100)]
    assert world.bus.versions() == [[3]]


async def test_two_orders_raise_one_after_the_other(world: World):
    await world.conferences.raise_quota(by_two(), CAUSE)
    await world.conferences.raise_quota(by_two(), CAUSE)
    assert await world.changes() == [updated(102, 100), updated(104, 102)]


async def test_a_lost_answer_raises_once(world: World):
    async def lose_answer() -> None:
        raise StorageUnavailable("carried out, says the test")

    world.store.after_append = lose_answer
    await world.conferences.raise_quota(by_two(), CAUSE)
    assert await world.changes() == [updated(102, 100)]


async def test_an_edit_of_the_owners_in_the_same_moment_is_not_lost(world: World):
    async def edit() -> None:
        await world.conferences.change(
            CONFERENCE,
            lambda conference: decisions.update_seat_type(conference, WORKSHOP, workshop_details(), 50),
            Cause(uuid4(), CAUSE),
        )

    world.store.before_append = edit
    await world.conferences.raise_quota(by_two(), CAUSE)
    assert await world.changes() == [updated(50, 100, None), updated(52, 50)]
    assert await world.quantity() == 52


async def test_news_that_the_bus_did_not_take_are_no_end_of_it_the_command_comes_again(world: World):
    command = by_two()
    world.bus.down = True
    with pytest.raises(BusUnavailable):
        await world.conferences.raise_quota(command, CAUSE)
    world.bus.down = False
    await world.conferences.raise_quota(command, CAUSE)
    assert await world.changes() == [updated(102, 100)]
    assert world.bus.versions() == [[3]]


async def test_a_seat_type_that_is_not_there_is_refused_and_its_marker_says_so(world: World):
    command = by_two(DINNER)
    await world.conferences.raise_quota(command, CAUSE)
    await world.conferences.raise_quota(command, CAUSE)
    assert await world.changes() == []
    key = f"command_{command.id}"
    assert await world.store.marker(STREAM, key) == Marker(key, "refused", "unknown-seat-type")
