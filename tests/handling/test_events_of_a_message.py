"""Each event of a commit is handled on its own: done with or parked, alone, and the others are not harmed."""

import asyncio
from dataclasses import replace

import pytest

from domain.messages import Event
from infrastructure.event_store import CommitTooLarge, EventStore, RecordedEvent
from infrastructure.messaging import BusUnavailable, Delivery
from tests.handling.failing import EXPIRED, REJECTED, Frame, commit


@pytest.fixture
def frame(event_store: EventStore) -> Frame:
    return Frame.on(event_store)


async def test_events_are_handled_all_at_once(frame: Frame) -> None:
    together = asyncio.Barrier(2)
    seen: list[tuple[int, Event]] = []

    async def react(recorded: RecordedEvent) -> None:
        await asyncio.wait_for(together.wait(), 10)
        seen.append((recorded.version, recorded.event))

    await frame.handling.run_each(commit(EXPIRED, REJECTED), react)
    assert sorted(seen, key=lambda pair: pair[0]) == [(4, EXPIRED), (5, REJECTED)]


async def test_an_event_that_can_never_be_handled_is_parked_alone(frame: Frame) -> None:
    done: list[int] = []

    async def react(recorded: RecordedEvent) -> None:
        if recorded.version == 4:
            raise CommitTooLarge("101 rows")
        done.append(recorded.version)

    await frame.handling.run_each(commit(EXPIRED, REJECTED), react)
    assert frame.parked.reasons == {"message-1/4": "CommitTooLarge: 101 rows"}
    assert done == [5]


async def test_the_message_of_an_event_that_fails_comes_again_after_the_others_are_done(frame: Frame) -> None:
    done: list[int] = []

    async def react(recorded: RecordedEvent) -> None:
        if recorded.version == 4:
            raise ZeroDivisionError
        await asyncio.sleep(0.05)
        assert frame.bus.sent == []
        done.append(recorded.version)

    message = commit(EXPIRED, REJECTED)
    await frame.handling.run_each(message, react)
    assert done == [5]
    [(entity, copy)] = frame.bus.sent
    assert (entity, copy.body, copy.properties["RetryFor"]) == ("events", message.body, "process-manager")


async def test_in_the_end_only_the_event_that_fails_is_parked(frame: Frame) -> None:
    async def react(recorded: RecordedEvent) -> None:
        if recorded.version == 4:
            raise ZeroDivisionError("a bug")

    await frame.handling.run_each(replace(commit(EXPIRED, REJECTED), attempt=100), react)
    assert frame.parked.reasons == {"message-1/4": "failed 100 times: ZeroDivisionError: a bug"}
    assert frame.bus.sent == []


async def test_where_several_events_fail_and_the_bus_is_down_all_failures_are_told(frame: Frame) -> None:
    frame.bus.down = True

    async def react(recorded: RecordedEvent) -> None:
        raise ZeroDivisionError(recorded.version)

    with pytest.raises(ExceptionGroup) as failure:
        await frame.handling.run_each(commit(EXPIRED, REJECTED), react)
    assert [error.args for error in failure.value.exceptions] == [(4,), (5,)]
    assert isinstance(failure.value.__cause__, BusUnavailable)


async def test_a_commit_that_cannot_be_read_is_parked_as_a_whole(frame: Frame) -> None:
    async def react(recorded: RecordedEvent) -> None:
        raise AssertionError("there is nothing to react to")

    await frame.handling.run_each(Delivery("events/mail", "message-1", b"{", {}, 1), react)
    assert list(frame.parked.reasons) == ["message-1"]


async def test_a_commit_of_a_later_release_comes_again_until_this_one_is_replaced(frame: Frame) -> None:
    async def react(recorded: RecordedEvent) -> None:
        raise AssertionError("there is nothing to react to")

    now = commit(EXPIRED)
    later = replace(now, body=now.body.replace(b'"type":"OrderExpired"', b'"type":"OrderFaded"'))
    await frame.handling.run_each(later, react)
    assert [copy.body for _, copy in frame.bus.sent] == [later.body]
    assert frame.parked.reasons == {}
