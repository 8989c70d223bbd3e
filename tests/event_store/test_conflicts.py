"""Whoever comes second is told so, by the row that was there first, and has changed nothing."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from infrastructure.event_store import Commit, Marker, MarkerExists, StreamId, Unpublished, VersionConflict
from tests.event_store.conftest import AnyStore, RowsOf
from tests.event_store.streams import commit, expired, new_order, rejected

ORDER = StreamId("Order", UUID("0d000000-0000-4000-8000-000000000000"))
"""Holds versions 0 and 1 by the command `first`, version 2 by `second`; `idle` changed nothing."""

STATE: dict[str, str | None] = {"State": '{"who":"second"}'}


def markers(*keys: str) -> list[Marker]:
    return [Marker(key, "applied", None, 3, 1) for key in keys]


CASES: dict[str, tuple[Commit, type[Exception], str]] = {
    "the same command again": (
        commit(ORDER, "first", rejected(ORDER, 0), rejected(ORDER, 1)),
        MarkerExists,
        "command_first",
    ),
    "the same command decided on a newer version": (
        commit(ORDER, "first", rejected(ORDER, 3)),
        MarkerExists,
        "command_first",
    ),
    "a command that is in, now with nothing to do": (commit(ORDER, "first"), MarkerExists, "command_first"),
    "a command that changed nothing, again": (commit(ORDER, "idle"), MarkerExists, "command_idle"),
    "a command that changed nothing, now with an event": (
        commit(ORDER, "idle", rejected(ORDER, 3)),
        MarkerExists,
        "command_idle",
    ),
    "the second of two commands is in": (
        Commit(ORDER, 2, markers("command_new", "command_second"), [rejected(ORDER, 3)]),
        MarkerExists,
        "command_second",
    ),
    "both commands are in: the first is named": (
        Commit(ORDER, 2, markers("command_second", "command_first"), [rejected(ORDER, 3)]),
        MarkerExists,
        "command_second",
    ),
    "an event seen before": (
        Commit(ORDER, 2, markers("seen_Payment_9"), [rejected(ORDER, 3)]),
        MarkerExists,
        "seen_Payment_9",
    ),
    "a stream that is not new": (commit(ORDER, "new", rejected(ORDER, 0)), VersionConflict, "-1"),
    "one event behind": (commit(ORDER, "new", rejected(ORDER, 2)), VersionConflict, "1"),
    "the first of two events behind": (
        commit(ORDER, "new", rejected(ORDER, 2), expired(ORDER, 3)),
        VersionConflict,
        "1",
    ),
    "behind, with state": (commit(ORDER, "new", rejected(ORDER, 2), state=STATE), VersionConflict, "1"),
    "behind, with state to be removed": (
        commit(ORDER, "new", rejected(ORDER, 2), state={"State": None}),
        VersionConflict,
        "1",
    ),
    "in already, with state": (
        commit(ORDER, "second", rejected(ORDER, 3), state=STATE),
        MarkerExists,
        "command_second",
    ),
}


@pytest.mark.parametrize(("late", "error", "names"), CASES.values(), ids=CASES.keys())
async def test_the_later_commit_fails_and_changes_nothing(
    rows_of: RowsOf, any_store: AnyStore, late: Commit, error: type[Exception], names: str
) -> None:
    first = commit(ORDER, "first", rejected(ORDER, 0), rejected(ORDER, 1), state={"State": '{"who":"first"}'})
    second = commit(ORDER, "second", rejected(ORDER, 2))
    await any_store.append(replace(first, markers=[*first.markers, Marker("seen_Payment_9", "unchanged")]))
    await any_store.append(second)
    await any_store.append(commit(ORDER, "idle"))
    # All is published: that somebody was first must be seen from the events themselves.
    await any_store.mark_published(ORDER, Unpublished(0, 2))
    await any_store.mark_published(ORDER, Unpublished(2, 1))
    before = await rows_of(ORDER)

    with pytest.raises(error, match=names):
        await any_store.append(late)

    assert await rows_of(ORDER) == before


async def test_of_many_workers_at_one_command_exactly_one_writes_it(any_store: AnyStore) -> None:
    order = new_order()

    outcomes = await asyncio.gather(
        *(any_store.append(commit(order, "same", rejected(order, 0), expired(order, 1))) for _ in range(16)),
        return_exceptions=True,
    )

    assert outcomes.count(None) == 1
    assert [outcome.key for outcome in outcomes if isinstance(outcome, MarkerExists)] == ["command_same"] * 15
    assert [event.version for event in (await any_store.read(order)).events] == [0, 1]


async def test_writers_that_race_for_a_stream_all_get_in_once_and_leave_no_gap(any_store: AnyStore) -> None:
    order = new_order()

    async def write(writer: int) -> int:
        """Gives the version at which the writer got in."""
        version = 0
        while True:
            reason = f"writer-{writer}"
            try:
                await any_store.append(commit(order, str(writer), rejected(order, version, reason)))
            except VersionConflict:
                version += len((await any_store.read(order, version)).events)
            else:
                return version

    versions = await asyncio.gather(*map(write, range(16)))

    assert sorted(versions) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    found = await any_store.read(order)
    reasons = {event.version: event.event.model_dump()["reason"] for event in found.events}
    assert reasons == {version: f"writer-{writer}" for writer, version in enumerate(versions)}
    assert len(found.unpublished) == 16
