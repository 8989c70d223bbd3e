"""A command that is about to be sent stands in its stream's partition, apart from what is committed there."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.catalogue import ORDER
from infrastructure.event_store import PendingCommand, Slice, State, TooManyPending, Unpublished
from tests.event_store.conftest import AnyStore
from tests.event_store.streams import commit, new_order, rejected

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def issued(seconds: float) -> PendingCommand:
    return PendingCommand(uuid4(), NOON + timedelta(seconds=seconds, microseconds=1))


async def test_a_read_of_the_stream_brings_the_command_along(any_store: AnyStore) -> None:
    order, command = new_order(), issued(1)
    await any_store.append(commit(order, "a", rejected(order, 0), rejected(order, 1)))
    await any_store.record_pending(order, command)

    assert (await any_store.read(order)).pending == [command]
    tail = await any_store.read(order, 1)
    assert ([event.version for event in tail.events], tail.pending) == ([1], [command])
    assert await any_store.read(order, 2) == Slice([], [Unpublished(0, 2)], [command])


async def test_a_stream_that_is_not_there_yet_has_it_too(any_store: AnyStore) -> None:
    order, command = new_order(), issued(1)
    await any_store.record_pending(order, command)

    assert await any_store.read(order) == Slice([], [], [command])
    assert [stream async for stream in any_store.streams(ORDER)] == []
    assert [stream async for stream in any_store.streams_with_unpublished(ORDER)] == []


async def test_it_stands_beside_those_of_the_last_minute(any_store: AnyStore) -> None:
    order, first, second, third = new_order(), issued(1), issued(0.5), issued(61)
    for command in (first, second):
        await any_store.record_pending(order, command)
    assert (await any_store.read(order)).pending == [first, second]

    await any_store.record_pending(order, third)
    assert (await any_store.read(order)).pending == [third]


async def test_recorded_again_it_is_recorded_once(any_store: AnyStore) -> None:
    order, command = new_order(), issued(1)
    for _ in range(2):
        await any_store.record_pending(order, command)

    assert (await any_store.read(order)).pending == [command]


async def test_of_commands_recorded_at_the_same_moment_each_stays(any_store: AnyStore) -> None:
    order, commands = new_order(), [issued(second) for second in range(20)]
    await asyncio.gather(*(any_store.record_pending(order, command) for command in commands))

    assert set((await any_store.read(order)).pending) == set(commands)


async def test_20_are_recorded_and_another_one_only_in_place_of_some_that_are_decided(any_store: AnyStore) -> None:
    order, commands, another = new_order(), [issued(second) for second in range(20)], issued(20)
    for command in commands:
        await any_store.record_pending(order, command)
    with pytest.raises(TooManyPending):
        await any_store.record_pending(order, another)
    assert (await any_store.read(order)).pending == commands

    await any_store.record_pending(order, another, commands[3:])
    assert (await any_store.read(order)).pending == [*commands[:3], another]


async def test_it_stands_in_the_way_of_no_commit_and_no_commit_changes_it(any_store: AnyStore) -> None:
    order, command = new_order(), issued(1)
    await any_store.record_pending(order, command)
    await any_store.append(commit(order, "a", rejected(order, 0), state={"Order": "{}"}))
    await any_store.mark_published(order, Unpublished(0, 1))

    assert (await any_store.read(order)).pending == [command]
    assert await any_store.read_state(order) == State(0, {"Order": "{}"}, [])


async def test_it_belongs_to_its_stream_alone(any_store: AnyStore) -> None:
    await any_store.record_pending(new_order(), issued(1))

    assert (await any_store.read(new_order())).pending == []
