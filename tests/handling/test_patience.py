"""What cannot be decided yet waits outside, and for a while only."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.messages import Decision, NotYet
from infrastructure.event_store import EventStore, Marker
from infrastructure.stream_writer import NotDecidedYet
from tests.handling.house import House, history
from tests.handling.seats import Seats, add, changed, command, new_conference, take_known

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def test_an_input_that_came_too_early_is_decided_when_what_it_waits_for_has_come(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    early = asyncio.create_task(house.writer.handle(stream, take_known("early", patience_seconds=60)))
    await house.store.reading.wait()
    assert (await house.writer.handle(stream, add("open", 5))).first_version == 0
    assert await early == Marker("command_early", "applied", None, 1, 1)
    assert await history(event_store, stream) == [5, -1]


async def test_what_it_waits_for_may_be_in_the_same_flush(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    early, opened = await asyncio.gather(
        house.writer.handle(stream, take_known("early", patience_seconds=60)), house.writer.handle(stream, add("open"))
    )
    assert (opened.first_version, early.first_version) == (0, 1)


async def test_an_input_out_of_patience_is_refused_with_the_reason_it_waited_for(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    almost = datetime.now(UTC) - timedelta(seconds=0.9)
    marker = await house.writer.handle(stream, take_known("early", patience_seconds=1, issued_at=almost))
    assert marker == Marker("command_early", "refused", "unknown-conference", None, 0)
    assert await event_store.marker(stream, "command_early") == marker


async def test_patience_counts_from_when_the_input_was_issued(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    item = take_known("late", patience_seconds=60, issued_at=datetime.now(UTC) - timedelta(seconds=61))
    async with asyncio.timeout(10):
        assert (await house.writer.handle(stream, item)).outcome == "refused"


async def test_an_input_out_of_patience_is_asked_once_more_and_may_decide_otherwise(
    event_store: EventStore,
) -> None:
    asked: list[bool] = []

    def decide(seats: Seats | None, now: datetime, out_of_patience: bool) -> Decision[Any]:
        asked.append(out_of_patience)
        return [changed(0)] if out_of_patience else NotYet("unknown-seat-type", 30)

    house, stream = House(event_store), new_conference()
    marker = await house.writer.handle(stream, command("count", decide, issued_at=LONG_AGO))
    assert marker == Marker("command_count", "applied", None, 0, 1)
    assert asked[0] is False
    assert asked[-1] is True


async def test_whoever_handles_an_input_is_held_for_a_moment_only_and_told_when_to_come_again(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    issued_at = datetime.now(UTC) - timedelta(seconds=4)
    with pytest.raises(NotDecidedYet, match="unknown-conference") as not_yet:
        await house.writer.handle(
            stream, take_known("early", patience_seconds=60, issued_at=issued_at), held_seconds=0.5
        )
    # It has waited for about 4 seconds: after as long again.
    assert timedelta(seconds=8) <= not_yet.value.again_at - issued_at < timedelta(seconds=12)
    assert await event_store.marker(stream, "command_early") is None


async def test_nobody_is_told_to_come_again_after_the_patience_has_run_out(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    issued_at = datetime.now(UTC) - timedelta(seconds=40)
    with pytest.raises(NotDecidedYet) as not_yet:
        await house.writer.handle(
            stream, take_known("early", patience_seconds=60, issued_at=issued_at), held_seconds=0.5
        )
    assert not_yet.value.again_at == issued_at + timedelta(seconds=60)


async def test_what_comes_while_an_input_is_held_decides_it(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    held = asyncio.create_task(house.writer.handle(stream, take_known("early", patience_seconds=60), held_seconds=20))
    await house.store.reading.wait()
    await house.writer.handle(stream, add("open"))
    assert (await held).outcome == "applied"
