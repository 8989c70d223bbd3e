"""Reads that wait. Nothing here waits in real time: what is awaited happens, or the clock is the event loop's own."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from domain.catalogue import ORDER as ORDER_STREAM
from domain.catalogue import SEAT_ASSIGNMENTS
from functions.http.prefer import preferred_wait
from infrastructure.event_store import Marker, StreamId
from infrastructure.registration_views import order_place
from tests.domain.orders import ORDER, PLACED, RESERVED, registrant
from tests.http.fakes import MemoryViewStore
from tests.http.told_streams import ToldStreams
from tests.http.world import World
from tests.simulation.virtual_time import VirtualTimeLoop

COMMAND = UUID("00000000-0000-4000-8000-0000000000ff")
STREAM = StreamId(ORDER_STREAM, ORDER)
APPLIED_TO_VERSION_3 = Marker("x", "applied", first_version=2, count=2)
"""PLACED has versions 0 and 1, RESERVED 2, with a registrant 3."""


async def read(world: World, *, prefer: str | None = None, **query: str) -> Any:
    headers = {"Prefer": prefer} if prefer else {}
    return await world.request("GET", f"/orders/{ORDER}", token="order", headers=headers, query=query)


async def looked_into(store: ToldStreams | MemoryViewStore) -> None:
    """The read has found what there was until now: what it answers with then, it waited for."""
    store.looked.clear()
    await asyncio.wait_for(store.looked.wait(), 5)


async def read_command(world: World, prefer: str | None = None) -> Any:
    return await read(world, prefer=prefer, command=str(COMMAND))


@pytest.mark.parametrize(
    ("marker", "outcome"),
    [
        (Marker("x", "applied", first_version=2, count=1), "applied"),
        (Marker("x", "unchanged"), "unchanged"),
        (Marker("x", "refused", reason="superseded"), "refused; reason=superseded"),
        (None, "pending"),
    ],
)
async def test_the_outcome_of_a_command_is_told(world: World, marker: Marker | None, outcome: str):
    world.order(*RESERVED)
    if marker:
        world.decided(STREAM, COMMAND, marker)
    answer = await read_command(world)
    assert (answer.status, answer.headers["Command-Outcome"]) == (200, outcome)


async def test_the_outcome_is_told_where_there_is_nothing_to_show(world: World):
    world.decided(STREAM, COMMAND, Marker("x", "refused", reason="unknown-order"))
    answer = await read_command(world)
    assert (answer.status, answer.slug) == (404, "not-found")
    assert answer.headers["Command-Outcome"] == "refused; reason=unknown-order"


async def test_an_effect_that_does_not_show_yet_is_pending(world: World):
    world.order(*RESERVED)
    world.decided(STREAM, COMMAND, APPLIED_TO_VERSION_3)
    answer = await read_command(world)
    assert (answer.status, answer.json["version"], answer.headers["Command-Outcome"]) == (200, 2, "pending")


async def test_an_effect_that_shows_nothing_at_all_yet_is_pending(world: World):
    world.decided(STREAM, COMMAND, APPLIED_TO_VERSION_3)
    answer = await read_command(world)
    assert (answer.status, answer.headers["Command-Outcome"]) == (404, "pending")


async def test_who_names_no_command_is_told_no_outcome(world: World):
    world.order(*RESERVED)
    answer = await read(world, prefer="wait=1")
    assert "Command-Outcome" not in answer.headers
    assert answer.headers["Preference-Applied"] == "wait=1"


async def test_who_prefers_nothing_is_answered_at_once(world: World):
    answer = await read(world)
    assert answer.status == 404
    assert "Preference-Applied" not in answer.headers


async def test_a_read_waits_until_the_command_is_decided_and_its_effect_shows(world: World):
    world.order(*PLACED)
    waiting = asyncio.create_task(read_command(world, prefer="wait=10"))
    await looked_into(world.store)
    world.decided(STREAM, COMMAND, APPLIED_TO_VERSION_3)
    world.order(*RESERVED)
    await looked_into(world.rows)
    world.order(*RESERVED, registrant())
    world.wakeups.notify(order_place(ORDER))
    answer = await asyncio.wait_for(waiting, 5)
    assert (answer.json["version"], answer.headers["Command-Outcome"]) == (3, "applied")


async def test_a_refusal_wakes_the_read_that_waits_for_it(world: World, monkeypatch: pytest.MonkeyPatch):
    """It changes nothing that shows: only who decided it can tell."""
    monkeypatch.setattr("infrastructure.waiting.FIRST_PAUSE", 60.0)
    monkeypatch.setattr("infrastructure.waiting.LONGEST_PAUSE", 60.0)
    world.order(*PLACED)
    waiting = asyncio.create_task(read_command(world, prefer="wait=20"))
    await looked_into(world.store)
    world.decided(STREAM, COMMAND, Marker("x", "refused", reason="superseded"))
    world.wakeups.notify(STREAM)
    answer = await asyncio.wait_for(waiting, 5)
    assert (answer.status, answer.headers["Command-Outcome"]) == (200, "refused; reason=superseded")


async def test_a_read_waits_until_there_is_something(world: World):
    waiting = asyncio.create_task(read(world, prefer="wait=10"))
    await looked_into(world.rows)
    world.order(*PLACED)
    world.wakeups.notify(order_place(ORDER))
    assert (await asyncio.wait_for(waiting, 5)).status == 200


async def test_a_read_waits_for_a_version_later_than_the_one_known(world: World):
    world.order(*PLACED)
    waiting = asyncio.create_task(read(world, prefer="wait=10", after="1"))
    await looked_into(world.rows)
    world.order(*RESERVED)
    world.wakeups.notify(order_place(ORDER))
    assert (await asyncio.wait_for(waiting, 5)).json["version"] == 2


async def test_nobody_has_to_wake_a_read(world: World):
    """Another process may do the projecting."""
    waiting = asyncio.create_task(read(world, prefer="wait=10"))
    await looked_into(world.rows)
    world.order(*PLACED)
    assert (await asyncio.wait_for(waiting, 5)).status == 200


@pytest.mark.parametrize("query", [{"after": "1"}, {"command": str(COMMAND)}, {"after": "1", "command": str(COMMAND)}])
def test_when_the_time_is_up_the_answer_is_what_there_is(world: World, query: dict[str, str]):
    world.order(*PLACED)
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        answer = runner.run(read(world, prefer="wait=20", **query))
        assert 20 <= runner.get_loop().time() < 20.1
    assert (answer.status, answer.json["version"]) == (200, 1)
    assert answer.headers["Preference-Applied"] == "wait=20"


async def test_with_a_command_and_a_version_both_are_awaited(world: World):
    world.order(*PLACED)
    world.decided(STREAM, COMMAND, Marker("x", "unchanged"))
    waiting = asyncio.create_task(read(world, prefer="wait=10", after="1", command=str(COMMAND)))
    await looked_into(world.rows)
    world.order(*RESERVED)
    answer = await asyncio.wait_for(waiting, 5)
    assert (answer.json["version"], answer.headers["Command-Outcome"]) == (2, "unchanged")


async def test_commands_to_seat_assignments_are_looked_for_among_them(world: World):
    world.decided(StreamId(SEAT_ASSIGNMENTS, ORDER), COMMAND, Marker("x", "refused", reason="no-such-position"))
    answer = await world.request(
        "GET", f"/orders/{ORDER}/seat-assignments", token="order", query={"command": str(COMMAND)}
    )
    assert answer.headers["Command-Outcome"] == "refused; reason=no-such-position"
    assert (await read_command(world)).headers["Command-Outcome"] == "pending"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"command": "7"}, "/command"),
        ({"command": ""}, "/command"),
        ({"after": "x"}, "/after"),
        ({"after": "-1"}, "/after"),
        ({"after": "1.5"}, "/after"),
        ({"after": "9" * 30}, "/after"),
    ],
)
async def test_malformed_parameters_are_named(world: World, query: dict[str, str], pointer: str):
    answer = await read(world, **query)
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", [pointer])


async def test_other_parameters_are_nobodys(world: World):
    world.order(*PLACED)
    assert (await read(world, utm_source="mail")).status == 200


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("wait=5", 5),
        ("WAIT=5", 5),
        ('wait="5"', 5),
        (" wait = 5 ", 5),
        ("respond-async, wait=5", 5),
        ("wait=5; foo=bar", 5),
        ("wait=0", 0),
        ("wait=20", 20),
        ("wait=21", 20),
        ("wait=999999999", 20),
        ("wait=3, wait=7", 3),
        ("", None),
        ("wait", None),
        ("wait=", None),
        ("wait=-1", None),
        ("wait=1.5", None),
        ('wait="5', None),
        ("wait=x, wait=7", None),
        ("wait=٣", None),
        ("waiting=5", None),
        ("wait=" + "9" * 5000, None),
    ],
)
def test_a_preference_to_wait_is_read_or_counts_as_none(header: str, seconds: int | None):
    assert preferred_wait({"prefer": header}) == seconds
