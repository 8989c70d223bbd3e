"""The list of published conferences: which rows it is read from, how they move, and how the audit mends them.

It is noon of 23 November 2026 (UTC). `CONFERENCE` is PyCon in Vienna, until 5 May 2027: it ends at 22:00 UTC.
"""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.conference_management.events import (
    ConferenceCreated,
    ConferencePublished,
    ConferenceUnpublished,
    ConferenceUpdated,
    SeatCreated,
)
from domain.messages import Event
from functions.projectors.conference_audit import ConferenceAudit
from infrastructure.azure.clients import StorageClients
from infrastructure.event_store import Commit, Marker, RecordedEvent, StreamId
from infrastructure.lost_commands import LostCommands
from infrastructure.registration_views import PUBLISHED, listed_place
from infrastructure.view_store import NO_COPIES, Copies, Place
from tests.conftest import fresh_prefix
from tests.counting_transport import CountingTransport
from tests.http.fakes import SetClock
from tests.stores import Stores, on_azure
from tests.views.projecting import WatchedRows, World
from tests.views.story import CONFERENCE, WORKSHOP, conference_details, minute, recorded, workshop_details

NOW = minute(0)
THIS_CONFERENCE = StreamId("Conference", CONFERENCE)
END = datetime(2027, 5, 5, 22, tzinfo=UTC)
ROW = "until_2027-05-05T22:00:00_aaaaaaaa-0000-4000-8000-000000000000"
CREATED = ConferenceCreated(details=conference_details())
PUBLISHED_IT = ConferencePublished()
UNPUBLISHED_IT = ConferenceUnpublished(redirect_url=None)


def moved_to(end_date: str, time_zone: str = "Europe/Vienna") -> ConferenceUpdated:
    return ConferenceUpdated(details=conference_details(end_date=end_date, time_zone=time_zone))


async def conferences_of(world: World, numbers: Sequence[int], end_date: str, *, published: bool = True) -> None:
    """Conferences that end on that day, a number each."""
    projector = world.instance()["Conference"]
    for number in numbers:
        details = conference_details(slug=f"c{number}", start_date=end_date, end_date=end_date)
        events: list[Event] = [ConferenceCreated(details=details), *([PUBLISHED_IT] if published else [])]
        for commit in await world.happened(StreamId("Conference", UUID(int=number)), events):
            await projector.project(commit)


async def listed(world: World, now: datetime = NOW) -> list[str]:
    return [conference.slug for conference in await world.views.published_conferences(now)]


async def rows(world: World) -> list[str]:
    """The keys of the rows that the list may be read from."""
    return [key async for key in world.views.rows.keys(PUBLISHED, "until_")]


@pytest.fixture
async def world(stores: Stores) -> World:
    return await World.on(stores)


async def test_the_list_reads_the_published_conferences_that_are_not_over_and_no_others(world: World):
    await conferences_of(world, [1, 2], "2027-05-05")
    for old, unpublished, more in ((0, 0, 0), (7, 4, 100), (15, 8, 200)):
        await conferences_of(world, range(more, more + old), "2026-11-22")
        await conferences_of(world, range(more + 50, more + 50 + unpublished), "2027-05-05", published=False)
        watched = WatchedRows(world.views.rows)
        slugs = await listed(replace_rows(world, watched))
        assert (slugs, watched.listed, watched.loaded) == (["c1", "c2"], 2, 0)


def replace_rows(world: World, watched: WatchedRows) -> World:
    return replace(world, views=replace(world.views, rows=watched))


class CountingRows(CountingTransport):
    """`rows`: how many entities were received since it was last cleared."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []

    async def send(self, request: Any, **config: Any) -> Any:
        answer = await super().send(request, **config)
        if request.method == "GET":
            await answer.load_body()
            self.rows += [row["RowKey"] for row in json.loads(answer.body()).get("value", [])]
        return answer


@pytest.fixture
async def counted(azurite: str) -> AsyncIterator[tuple[CountingRows, World]]:
    transport = CountingRows()
    clients = StorageClients(azurite, prefix=fresh_prefix(), transport=transport)
    yield transport, await World.on(await on_azure(clients))
    await clients.close()


@pytest.mark.stack
async def test_old_conferences_are_not_sent_over_the_network(counted: tuple[CountingRows, World]):
    transport, world = counted
    await conferences_of(world, [1], "2027-05-05")
    for old in (0, 60):
        await conferences_of(world, range(100, 100 + old), "2026-11-22")
        transport.sent.clear()
        transport.rows.clear()
        assert await listed(world) == ["c1"]
        assert len(transport.sent) == 1
        assert transport.rows == ["until_2027-05-05T22:00:00_00000000-0000-0000-0000-000000000001"]


async def test_a_conference_is_read_until_the_second_in_which_it_ends(world: World):
    await conferences_of(world, [1], "2027-05-05")
    for now, slugs, read in (
        (END - timedelta(microseconds=1), ["c1"], 1),
        (END, [], 0),
        (END + timedelta(microseconds=1), [], 0),
    ):
        watched = WatchedRows(world.views.rows)
        assert await listed(replace_rows(world, watched), now) == slugs
        assert watched.listed == read


async def test_a_conference_has_one_row_that_moves_with_its_last_day_and_its_time_zone(world: World):
    news = await world.happened(
        THIS_CONFERENCE,
        [CREATED],
        [PUBLISHED_IT],
        [moved_to("2027-05-04")],
        [moved_to("2027-05-04", "America/Los_Angeles")],
        [UNPUBLISHED_IT],
        [moved_to("2027-05-06")],
        [PUBLISHED_IT],
        [moved_to("9999-12-31")],
    )
    shown: list[list[str]] = []
    for commit in news:
        await world.instance()["Conference"].project(commit)
        shown.append([row.partition("_")[2].partition("_")[0] for row in await rows(world)])
    assert shown == [
        [],
        ["2027-05-05T22:00:00"],
        ["2027-05-04T22:00:00"],
        ["2027-05-05T07:00:00"],
        [],
        [],
        ["2027-05-06T22:00:00"],
        ["9999-12-31T23:59:59"],
    ]
    assert await listed(world) == ["pycon"]


class Interrupting(WatchedRows):
    """Before each request of one instance, the list is read by another one: `seen`."""

    def __init__(self, world: World) -> None:
        super().__init__(world.views.rows)
        self.world = world
        self.seen: list[list[str]] = []

    async def get(self, place: Place) -> Any:
        self.seen.append(await listed(self.world))
        return await super().get(place)

    async def save(self, place: Place, version: int, json: str, etag: str | None, copies: Copies = NO_COPIES) -> Any:
        self.seen.append(await listed(self.world))
        written = await super().save(place, version, json, etag, copies)
        self.seen.append(await listed(self.world))
        return written


async def test_a_conference_that_moves_is_in_every_answer_once(world: World):
    first, published, *moves = await world.happened(
        THIS_CONFERENCE, [CREATED], [PUBLISHED_IT], [moved_to("2027-05-04")], [moved_to("2027-05-20")]
    )
    for commit in (first, published):
        await world.instance()["Conference"].project(commit)
    interrupting = Interrupting(world)
    projector = world.instance(replace(world.views, rows=interrupting))["Conference"]
    for commit in moves:
        await projector.project(commit)
    assert len(interrupting.seen) >= 8
    assert set(map(tuple, interrupting.seen)) == {("pycon",)}


async def test_a_conference_that_moved_between_two_pages_is_shown_once_and_as_it_is_now(world: World):
    for commit in await world.happened(THIS_CONFERENCE, [CREATED], [PUBLISHED_IT]):
        await world.instance()["Conference"].project(commit)
    stands = await world.views.rows.get(listed_place(CONFERENCE))
    assert stands is not None
    later = json.loads(stands.json) | {"version": 2, "location": "Linz", "endsAt": "2027-05-06T22:00:00Z"}
    await world.views.rows.save(Place(PUBLISHED, ROW.replace("05-05", "05-06")), 2, json.dumps(later), None)
    shown = await world.views.published_conferences(NOW)
    assert [(conference.slug, conference.location) for conference in shown] == [("pycon", "Linz")]


async def test_an_instance_that_lags_behind_leaves_the_row_where_a_newer_version_moved_it(world: World):
    news = await world.happened(THIS_CONFERENCE, [CREATED], [PUBLISHED_IT], [moved_to("2027-05-04")], [UNPUBLISHED_IT])
    slow, fast = world.instance()["Conference"], world.instance()["Conference"]
    for commit in news[:2]:
        await slow.project(commit)
    for commit, after in zip(news, ([ROW], [ROW], [ROW.replace("05-05", "05-04")], []), strict=True):
        await fast.project(commit)
        assert await rows(world) == after
    await slow.project(news[2])
    assert await rows(world) == []


# --- The audit ------------------------------------------------------------------------------------------------------


async def audited(world: World) -> None:
    """By an instance with nothing in memory."""
    lost_commands = LostCommands(world.store, world.bus, SetClock(NOW), timedelta(minutes=5))
    audit = ConferenceAudit(world.store, world.views, world.instance()["Conference"], lost_commands)
    await audit.visit(THIS_CONFERENCE)


async def stands_there(world: World, version: int, text: str, copies: Copies = NO_COPIES) -> None:
    found = await world.views.rows.get(listed_place(CONFERENCE))
    assert found is not None
    await world.views.rows.save(listed_place(CONFERENCE), version, text, found.etag, copies)


async def text(world: World, **changes: Any) -> str:
    found = await world.views.rows.get(listed_place(CONFERENCE))
    assert found is not None
    return json.dumps(json.loads(found.json) | changes)


async def the_row_is_missing(world: World) -> None:
    await stands_there(world, 2, await text(world), Copies(gone=frozenset([ROW])))


async def the_row_of_the_day_before_the_edit_is_there_too(world: World) -> None:
    before = ROW.replace("05-05", "05-07")
    await stands_there(world, 2, await text(world), Copies(frozenset([before])))


async def all_rows_say_something_else(world: World) -> None:
    await stands_there(world, 2, await text(world, name="JavaCon"), Copies(frozenset([ROW])))


async def it_is_listed_where_its_time_zone_ended_by_other_rules(world: World) -> None:
    """As an earlier edition of the time zones had it."""
    other = ROW.replace("22:00", "21:00")
    wrong = await text(world, endsAt="2027-05-05T21:00:00Z")
    await stands_there(world, 2, wrong, Copies(frozenset([other]), frozenset([ROW])))


async def it_is_nonsense(world: World) -> None:
    await stands_there(world, 2, '{"no": "conference"}', Copies(frozenset(), frozenset([ROW])))


async def it_claims_a_version_that_never_was(world: World) -> None:
    await stands_there(world, 99, await text(world, version=99, name="JavaCon"), Copies(frozenset([ROW])))


@pytest.mark.parametrize(
    "damage",
    [
        the_row_is_missing,
        the_row_of_the_day_before_the_edit_is_there_too,
        all_rows_say_something_else,
        it_is_listed_where_its_time_zone_ended_by_other_rules,
        it_is_nonsense,
        it_claims_a_version_that_never_was,
    ],
)
async def test_the_audit_mends_the_list_and_the_log_says_so(
    world: World, damage: Callable[[World], Awaitable[None]], caplog: pytest.LogCaptureFixture
):
    news = await world.happened(
        THIS_CONFERENCE,
        [ConferenceCreated(details=conference_details(end_date="2027-05-07"))],
        [PUBLISHED_IT],
        [moved_to("2027-05-05")],
    )
    for commit in news:
        await world.instance()["Conference"].project(commit)
    expected = await world.views.published_conferences(NOW)
    await damage(world)

    await audited(world)

    assert await rows(world) == [ROW]
    assert await world.views.published_conferences(NOW) == expected
    assert [conference.name for conference in expected] == ["PyCon"]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "the list had drifted from Conference_aaaaaaaa-0000-4000-8000-000000000000: written again at version 2"
    ]


async def test_the_audit_takes_an_unpublished_conference_off_the_list(world: World):
    for commit in await world.happened(THIS_CONFERENCE, [CREATED], [PUBLISHED_IT], [UNPUBLISHED_IT]):
        await world.instance()["Conference"].project(commit)
    await stands_there(world, 2, await text(world, isPublished=True), Copies(frozenset([ROW])))
    assert await listed(world) == ["pycon"]
    await audited(world)
    assert (await listed(world), await rows(world)) == ([], [])


async def test_the_audit_leaves_a_list_alone_that_is_right(world: World, caplog: pytest.LogCaptureFixture):
    for commit in await world.happened(THIS_CONFERENCE, [CREATED], [PUBLISHED_IT]):
        await world.instance()["Conference"].project(commit)
    watched = WatchedRows(world.views.rows)
    await audited(replace_rows(world, watched))
    assert watched.saved == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


class MovingOn(WatchedRows):
    """The list shows a newer version, of `moved`, just before it is first asked what stands there."""

    def __init__(self, world: World, moved: Sequence[RecordedEvent]) -> None:
        super().__init__(world.views.rows)
        self.world = world
        self.moved: Sequence[RecordedEvent] | None = moved

    async def get(self, place: Place) -> Any:
        if place == listed_place(CONFERENCE) and self.moved:
            moved, self.moved = self.moved, None
            marker = Marker("command_moved", "applied", None, moved[0].version, 1)
            await self.world.store.append(Commit(THIS_CONFERENCE, moved[0].version - 1, [marker], moved))
            await self.world.instance()["Conference"].project(moved)
        return await super().get(place)


async def test_the_audit_never_takes_the_list_back_behind_an_edit_that_comes_meanwhile(world: World):
    for commit in await world.happened(THIS_CONFERENCE, [CREATED], [PUBLISHED_IT]):
        await world.instance()["Conference"].project(commit)
    moved = [recorded(THIS_CONFERENCE, 2, moved_to("2027-05-20"))]
    await audited(replace_rows(world, MovingOn(world, moved)))
    assert await rows(world) == [ROW.replace("05-05", "05-20")]


async def test_the_list_shows_the_price_of_the_cheapest_seat_type(world: World):
    workshops = SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=100, previous_quantity=0)
    cheap = workshop_details("Livestream", "19.90")
    livestream = SeatCreated(seat_type=UUID(int=9), details=cheap, quantity=100, previous_quantity=0)
    news = await world.happened(THIS_CONFERENCE, [CREATED], [PUBLISHED_IT], [workshops], [livestream])
    prices: list[Any] = []
    for commit in news:
        await world.instance()["Conference"].project(commit)
        prices += [conference.from_price for conference in await world.views.published_conferences(NOW)]
    assert [None if price is None else f"{price:.2f}" for price in prices] == [None, "199.00", "19.90"]
