"""Read models that drifted from their streams are found by the audit and written anew: a conference's availability.

Its seats: 10, and 3 of them reserved. Each test damages what stands there in another way.
"""

import logging
from collections.abc import Awaitable, Callable

import pytest

from domain.registration.events import AvailableSeatsChanged, SeatsReservationCommitted, SeatsReserved
from domain.registration.views.availability import AvailabilityView, SeatsLeft
from functions.projectors.view_audit import ViewAudit
from infrastructure.event_store import Commit, Marker, StreamId
from infrastructure.registration_views import RegistrationViews, availability_place
from infrastructure.view_store import Copies, Place
from tests.http.fakes import SetClock
from tests.stores import Stores
from tests.views.projecting import WatchedRows, World
from tests.views.story import CONFERENCE, DINNER, ORDER, WORKSHOP, minute, recorded, seats

THESE = StreamId("SeatsAvailability", CONFERENCE)
PLACE = availability_place(CONFERENCE)
QUOTA = AvailableSeatsChanged(changes=seats(workshop=10))
RESERVED = SeatsReserved(
    reservation_id=ORDER, number=1, details=seats(workshop=3), changes=seats(workshop=-3), not_after=minute(29)
)
SOLD = SeatsReservationCommitted(reservation_id=ORDER, number=2, seats=seats(workshop=3))
DAYS_LATER = minute(60 * 24 * 30)

TRUTH = AvailabilityView(
    conference_id=CONFERENCE, version=1, seat_types={WORKSHOP: SeatsLeft(remaining=7, reserved=3, sold=0)}
)


class Availability:
    """A conference's seats, and their view as a projector keeps it; `damage` is done behind its back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows = world.views.rows
        self.projector = world.instance()["SeatsAvailability"]

    async def shown(self) -> AvailabilityView | None:
        return await self.world.views.availability(CONFERENCE)

    async def stands_there(self, version: int, json: str) -> None:
        found = await self.world.views.rows.get(PLACE)
        assert found is not None
        await self.world.views.rows.save(PLACE, version, json, found.etag)

    async def audited(self, *, ever: bool = True, rows: WatchedRows | None = None) -> None:
        """By an instance with nothing in memory."""
        views = RegistrationViews(rows or self.world.views.rows, self.world.views.blobs)
        projector = self.world.instance(views)["SeatsAvailability"]
        audit = ViewAudit(self.world.store, [projector], SetClock(DAYS_LATER), ever=ever)
        await audit.visit(THESE)


@pytest.fixture
async def availability(stores: Stores) -> Availability:
    world = await World.on(stores)
    availability = Availability(world)
    for commit in await world.happened(THESE, [QUOTA], [RESERVED]):
        await availability.projector.project(commit)
    assert await availability.shown() == TRUTH
    return availability


async def counts_are_wrong(availability: Availability) -> None:
    wrong = TRUTH.model_copy(update={"seat_types": {WORKSHOP: SeatsLeft(remaining=9, reserved=3)}})
    await availability.stands_there(1, wrong.model_dump_json())


async def a_seat_type_is_missing(availability: Availability) -> None:
    await availability.stands_there(1, TRUTH.model_copy(update={"seat_types": {}}).model_dump_json())


async def a_seat_type_is_there_that_never_was(availability: Availability) -> None:
    more = TRUTH.seat_types | {DINNER: SeatsLeft(remaining=5)}  # type: ignore[operator]
    await availability.stands_there(1, TRUTH.model_copy(update={"seat_types": more}).model_dump_json())


async def it_is_no_json(availability: Availability) -> None:
    await availability.stands_there(1, "{")


async def it_claims_events_that_the_stream_does_not_have(availability: Availability) -> None:
    await availability.stands_there(9, TRUTH.model_copy(update={"version": 9}).model_dump_json())


async def it_says_another_version_than_its_row(availability: Availability) -> None:
    await availability.stands_there(1, TRUTH.model_copy(update={"version": 0}).model_dump_json())


async def it_is_gone(availability: Availability) -> None:
    other = Place(PLACE.partition, "Other")
    await availability.rows.save(other, 0, "{}", None, Copies(gone=frozenset({PLACE.row})))


DAMAGE = (
    counts_are_wrong,
    a_seat_type_is_missing,
    a_seat_type_is_there_that_never_was,
    it_is_no_json,
    it_claims_events_that_the_stream_does_not_have,
    it_says_another_version_than_its_row,
    it_is_gone,
)


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
async def test_a_view_that_drifted_is_written_anew_and_the_log_says_so(
    availability: Availability, caplog: pytest.LogCaptureFixture, damage: Callable[[Availability], Awaitable[None]]
):
    await damage(availability)
    with caplog.at_level(logging.WARNING):
        await availability.audited()
    assert await availability.shown() == TRUTH
    [line] = caplog.records
    assert line.levelno == (logging.WARNING if damage is it_is_gone else logging.ERROR)
    assert f"Conference_{CONFERENCE}" in line.message


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
async def test_whoever_keeps_the_view_in_memory_goes_on_from_what_was_repaired(
    availability: Availability, damage: Callable[[Availability], Awaitable[None]]
):
    await damage(availability)
    await availability.audited()
    sold = recorded(THESE, 2, SOLD)
    await availability.world.store.append(Commit(THESE, 1, [Marker("command_2", "applied", None, 2, 1)], [sold]))
    await availability.projector.project([sold])
    assert await availability.shown() == AvailabilityView(
        conference_id=CONFERENCE, version=2, seat_types={WORKSHOP: SeatsLeft(remaining=7, reserved=0, sold=3)}
    )


async def test_a_view_that_missed_the_last_news_is_brought_up_to_date(
    availability: Availability, caplog: pytest.LogCaptureFixture
):
    sold = recorded(THESE, 2, SOLD)
    await availability.world.store.append(Commit(THESE, 1, [Marker("command_2", "applied", None, 2, 1)], [sold]))
    await availability.audited()
    assert await availability.shown() == AvailabilityView(
        conference_id=CONFERENCE, version=2, seat_types={WORKSHOP: SeatsLeft(remaining=7, reserved=0, sold=3)}
    )
    assert "lags behind its stream: 1 of 2" in caplog.text


async def test_a_view_that_agrees_with_its_stream_is_not_written(
    availability: Availability, caplog: pytest.LogCaptureFixture
):
    rows = WatchedRows(availability.world.views.rows)
    await availability.audited(rows=rows)
    assert rows.saved == []
    assert caplog.records == []


async def test_a_view_that_moves_on_while_it_is_compared_is_no_drift(
    availability: Availability, caplog: pytest.LogCaptureFixture
):
    history = (await availability.world.store.read(THESE)).events
    sold = recorded(THESE, 2, SOLD)
    await availability.world.store.append(Commit(THESE, 1, [Marker("command_2", "applied", None, 2, 1)], [sold]))
    await availability.projector.project([sold])
    rows = WatchedRows(availability.world.views.rows)
    views = RegistrationViews(rows, availability.world.views.blobs)
    projector = availability.world.instance(views)["SeatsAvailability"]
    await projector.reconcile(history)
    assert rows.saved == []
    assert caplog.records == []


async def test_views_of_what_ended_long_ago_are_left_alone_unless_they_are_always_compared(availability: Availability):
    await counts_are_wrong(availability)
    await availability.audited(ever=False)
    assert await availability.shown() != TRUTH
    await availability.audited(ever=True)
    assert await availability.shown() == TRUTH


async def test_a_stream_without_events_has_no_view(stores: Stores):
    world = await World.on(stores)
    await Availability(world).audited()
    assert await world.views.availability(CONFERENCE) is None
