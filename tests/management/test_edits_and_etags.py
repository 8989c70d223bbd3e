"""The ETag of a conference moves with what its answer shows, and with nothing else."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from domain.conference_management.conference import Conference
from domain.conference_management.events import AccessCodeRenewed, ConferenceEvent, ConferenceUpdated, SeatUpdated
from infrastructure.conference_rows import changed_rows, conference_of
from infrastructure.event_store import State
from tests.http.world import Response
from tests.management.histories import CREATED, PUBLISHED, RAISE_BY_TWO, UNPUBLISHED, WORKSHOPS, WORKSHOPS_GONE, given
from tests.management.kept import World as Kept
from tests.management.kept import add_workshops, cause, create
from tests.management.site import MINE, Site, pycon, workshop
from tests.views.story import CONFERENCE, conference_details, workshop_details

EDITED = ConferenceUpdated(details=conference_details(name="PyCon 2027"))
FEWER = SeatUpdated(seat_type=WORKSHOPS.seat_type, details=workshop_details(), quantity=90, previous_quantity=100)


@pytest.mark.parametrize(
    ("history", "edited_version"),
    [
        ([CREATED], 0),
        ([CREATED, WORKSHOPS], 0),
        ([CREATED, WORKSHOPS, FEWER], 0),
        ([CREATED, WORKSHOPS, WORKSHOPS_GONE], 0),
        ([CREATED, AccessCodeRenewed()], 0),
        ([CREATED, WORKSHOPS, EDITED], 2),
        ([CREATED, WORKSHOPS, PUBLISHED], 2),
        ([CREATED, PUBLISHED, FEWER, UNPUBLISHED], 3),
        ([CREATED, EDITED, WORKSHOPS, FEWER], 1),
    ],
)
def test_an_edited_version_is_that_of_the_last_event_that_was_not_about_seats(
    history: list[ConferenceEvent], edited_version: int
):
    conference = given(*history)
    assert (conference.version, conference.edited_version) == (len(history) - 1, edited_version)


def stored_by_an_earlier_release(conference: Conference) -> State:
    rows = {key: row for key, row in changed_rows(None, conference).items() if row is not None}
    own = {name: value for name, value in json.loads(rows["Conference"]).items() if name != "editedVersion"}
    return State(conference.version, rows | {"Conference": json.dumps(own)}, [])


def test_a_conference_that_an_earlier_release_stored_was_edited_at_its_version():
    stored = stored_by_an_earlier_release(given(CREATED, EDITED, WORKSHOPS))
    conference = conference_of(CONFERENCE, stored)
    assert conference is not None
    assert conference.edited_version == 2


async def etag(site: Site) -> str:
    return (await site.request("GET", "")).headers["ETag"]


async def edit(site: Site, if_match: str, **members: Any) -> Response:
    body = {name: value for name, value in pycon(**members).items() if name not in ("slug", "ownerEmail")}
    return await site.request("PUT", "", body, headers={"If-Match": if_match})


async def test_changes_of_seat_types_do_not_disturb_an_edit(site: Site):
    await site.create()
    read = await etag(site)
    other = str(uuid4())
    assert (await site.request("POST", "seat-types", workshop(seatTypeId=MINE))).status == 201
    assert (await site.request("POST", "seat-types", workshop(seatTypeId=other))).status == 201
    assert (await site.request("PUT", f"seat-types/{MINE}", workshop(quantity=7, price="5.00"))).status == 200
    assert (await site.request("DELETE", f"seat-types/{other}")).status == 204
    assert await etag(site) == read
    edited = await edit(site, read, name="PyCon 2027")
    assert (edited.status, edited.json["name"]) == (200, "PyCon 2027")
    assert edited.headers["ETag"] == await etag(site) != read


async def test_publishing_and_unpublishing_are_shown_and_move_it_once(site: Site):
    await site.create()
    known = [await etag(site)]
    for action, body in [("publish", None), ("unpublish", {}), ("unpublish", {"redirectUrl": "https://example.com/"})]:
        for _ in range(2):
            assert (await site.request("POST", action, body)).status == 204
        assert (await edit(site, known[-1], name="X")).status == 412
        known.append(await etag(site))
    assert len(set(known)) == 4


async def test_an_edit_that_changes_nothing_does_not_move_it(site: Site):
    await site.create()
    read = await etag(site)
    assert (await edit(site, read)).headers["ETag"] == read
    assert await etag(site) == read


async def test_what_was_changed_and_changed_back_since_is_not_what_was_read(site: Site):
    await site.create()
    read = await etag(site)
    await edit(site, "*", name="Other")
    await edit(site, "*")
    assert (await edit(site, read, name="Mine")).status == 412


async def test_edits_and_seat_types_at_the_same_time_are_all_done_and_of_two_edits_one(site: Site):
    await site.create()
    read = await etag(site)
    first, second, *seats = await asyncio.gather(
        edit(site, read, name="First"),
        edit(site, read, name="Second"),
        site.request("POST", "seat-types", workshop(name="One")),
        site.request("POST", "seat-types", workshop(name="Two")),
    )
    assert [answer.status for answer in seats] == [201, 201]
    assert sorted([first.status, second.status]) == [200, 412]


async def test_a_quota_that_is_raised_for_an_honoured_order_does_not_disturb_an_edit(world: Kept):
    await create(world)
    await world.conferences.change(CONFERENCE, add_workshops, cause())
    before = await world.conferences.find(CONFERENCE)
    await world.conferences.raise_quota(RAISE_BY_TWO, cause().provenance)
    after = await world.conferences.find(CONFERENCE)
    assert before
    assert after
    assert (before.version, after.version) == (1, 2)
    assert before.edited_version == after.edited_version == 0
