"""Whatever message of a conference gets lost, the audit shows visitors what stands in its stream, and tells its seats.

Each event of `story` happened at the minute of its version; a command is lost after 5 minutes.
"""

from datetime import timedelta
from uuid import uuid5

import pytest

from domain.conference_management.events import ConferenceCreated, ConferencePublished, SeatCreated, SeatUpdated
from domain.registration.commands import AddSeats, RemoveSeats
from functions.projectors.conference_audit import ConferenceAudit
from infrastructure.event_store import Commit, Marker, StreamId
from infrastructure.lost_commands import LostCommands
from tests.http.fakes import SetClock
from tests.stores import Stores
from tests.views.projecting import World
from tests.views.story import CONFERENCE, WORKSHOP, conference_details, minute, workshop_details

THIS_CONFERENCE = StreamId("Conference", CONFERENCE)
ITS_SEATS = StreamId("SeatsAvailability", CONFERENCE)
CREATED = ConferenceCreated(details=conference_details())
WORKSHOPS = SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=100, previous_quantity=0)
FEWER = SeatUpdated(seat_type=WORKSHOP, details=workshop_details(), quantity=90, previous_quantity=100)
ADDED = AddSeats(id=uuid5(CONFERENCE, "1"), conference_id=CONFERENCE, seat_type=WORKSHOP, quantity=100)
REMOVED = RemoveSeats(id=uuid5(CONFERENCE, "2"), conference_id=CONFERENCE, seat_type=WORKSHOP, quantity=10)


@pytest.fixture
async def world(stores: Stores) -> World:
    return await World.on(stores)


async def audited(world: World, at: float) -> list[object]:
    """The commands that an audit at that minute sends."""
    world.bus.commands.clear()
    lost_commands = LostCommands(world.store, world.bus, SetClock(minute(at)), timedelta(minutes=5))
    projector = world.instance()["Conference"]
    await ConferenceAudit(world.store, world.views, projector, lost_commands).visit(THIS_CONFERENCE)
    return list(world.bus.commands)


async def test_a_conference_that_no_projector_heard_of_appears_and_its_quota_is_told_once(world: World):
    await world.happened(THIS_CONFERENCE, [CREATED], [WORKSHOPS], [FEWER, ConferencePublished()])
    assert await audited(world, at=60) == [ADDED, REMOVED]
    view = await world.views.conference(CONFERENCE)
    assert view is not None
    assert (view.version, view.is_published) == (3, True)


async def test_quota_changes_whose_commands_got_lost_are_told_again_until_they_are_decided(world: World):
    [_, workshops] = await world.happened(THIS_CONFERENCE, [CREATED], [WORKSHOPS, FEWER])
    await world.instance()["Conference"].project(workshops)
    assert await audited(world, at=5.9) == []
    assert await audited(world, at=6) == [ADDED]
    assert await audited(world, at=7) == [ADDED, REMOVED]
    await world.store.append(Commit(ITS_SEATS, -1, [Marker(f"command_{ADDED.id}", "applied", None, 0, 1)], []))
    assert await audited(world, at=8) == [REMOVED]
    await world.store.append(Commit(ITS_SEATS, -1, [Marker(f"command_{REMOVED.id}", "applied", None, 1, 1)], []))
    assert await audited(world, at=9) == []


async def test_a_partition_without_events_is_left_alone(world: World):
    assert await audited(world, at=60) == []
    assert await world.views.conference(CONFERENCE) is None
