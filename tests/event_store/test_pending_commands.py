"""A command that is about to be sent stands in its stream's partition, apart from what is committed there."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from domain.catalogue import ORDER
from infrastructure.event_store import PendingCommand, Slice, State, Unpublished
from tests.event_store.conftest import AnyStore
from tests.event_store.streams import commit, new_order, rejected

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def issued(seconds: float) -> PendingCommand:
    return PendingCommand(uuid4(), NOON + timedelta(seconds=seconds, microseconds=1))


async def test_a_read_of_the_stream_brings_the_command_along(any_store: AnyStore) -> None:
    order, command = new_order(), issued(1)
    await any_store.append(commit(order, "a", rejected(order, 0), rejected(order, 1)))
    await any_store.record_pending(order, command)

    assert (await any_store.read(order)).pending == command
    tail = await any_store.read(order, 1)
    assert ([event.version for event in tail.events], tail.pending) == ([1], command)
    assert await any_store.read(order, 2) == Slice([], [Unpublished(0, 2)], command)


async def test_a_stream_that_is_not_there_yet_has_it_too(any_store: AnyStore) -> None:
    order, command = new_order(), issued(1)
    await any_store.record_pending(order, command)

    assert await any_store.read(order) == Slice([], [], command)
    assert [stream async for stream in any_store.streams(ORDER)] == []
    assert [stream async for stream in any_store.streams_with_unpublished(ORDER)] == []


async def test_the_command_that_was_issued_last_stays(any_store: AnyStore) -> None:
    order, first, last = new_order(), issued(1), issued(2)
    for command in (first, last, first, issued(1.5)):
        await any_store.record_pending(order, command)

    assert (await any_store.read(order)).pending == last


async def test_of_commands_recorded_at_the_same_moment_the_one_issued_last_stays(any_store: AnyStore) -> None:
    order, last = new_order(), issued(9)
    await asyncio.gather(*(any_store.record_pending(order, command) for command in (issued(1), last, issued(5))))

    assert (await any_store.read(order)).pending == last


async def test_it_stands_in_the_way_of_no_commit_and_no_commit_changes_it(any_store: AnyStore) -> None:
    order, command = new_order(), issued(1)
    await any_store.record_pending(order, command)
    await any_store.append(commit(order, "a", rejected(order, 0), state={"Order": "{}"}))
    await any_store.mark_published(order, Unpublished(0, 1))

    assert (await any_store.read(order)).pending == command
    assert await any_store.read_state(order) == State(0, {"Order": "{}"}, [])


async def test_it_belongs_to_its_stream_alone(any_store: AnyStore) -> None:
    await any_store.record_pending(new_order(), issued(1))

    assert (await any_store.read(new_order())).pending is None
