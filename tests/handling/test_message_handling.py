"""A message is done with, parked, or comes again later."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from domain.catalogue import UnknownMessage
from infrastructure.clock import SystemClock
from infrastructure.event_store import (
    Commit,
    CommitTooLarge,
    EventStore,
    Marker,
    Provenance,
    RecordedEvent,
    StorageUnavailable,
    StreamId,
)
from infrastructure.handling import pause_seconds
from infrastructure.mail.mailer import MailUnavailable
from infrastructure.message_codec import SOURCE_ID, Undecodable
from infrastructure.messaging import BusUnavailable, Delivery
from infrastructure.parking import Parking
from infrastructure.publisher import Publisher
from infrastructure.stream_writer import NotDecidedYet
from infrastructure.topology import SOURCE_TYPE
from infrastructure.view_store import DocumentTooLarge
from tests.handling.failing import DELIVERY, NOON, REJECTED, Attempts, Fails, Frame, ParkedHere
from tests.handling.house import NotingBus, unpublished


@pytest.fixture
def frame(event_store: EventStore) -> Frame:
    return Frame.on(event_store)


async def test_what_succeeds_is_done_once(frame: Frame) -> None:
    work = Attempts()
    await frame.handling.run(DELIVERY, work)
    assert work.count == 1
    assert frame.bus.sent == []
    assert frame.parked.reasons == {}


async def test_what_passes_is_tried_again_inside(frame: Frame) -> None:
    work = Attempts(StorageUnavailable("no answer"), BusUnavailable("closed"))
    await frame.handling.run(DELIVERY, work)
    assert work.count == 3
    assert frame.bus.sent == []
    assert frame.parked.reasons == {}


@pytest.mark.parametrize(
    "error",
    [StorageUnavailable("no answer"), BusUnavailable("closed"), MailUnavailable("status 503")],
    ids=lambda e: type(e).__name__,
)
async def test_what_does_not_pass_in_time_comes_again_later(frame: Frame, error: Exception) -> None:
    work = Fails(error)
    await frame.handling.run(DELIVERY, work)
    assert 3 <= work.count <= 20  # at pauses of 0.2 s, doubling, within a second
    assert frame.copies() == [("commands", replace(DELIVERY, attempt=2), 2)]
    assert frame.parked.reasons == {}


async def test_what_the_storage_clients_try_again_themselves_counts_as_time_in_the_place(frame: Frame) -> None:
    count = 0

    async def work() -> None:
        nonlocal count
        count += 1
        await asyncio.sleep(1.1)
        raise StorageUnavailable("no answer")

    await frame.handling.run(DELIVERY, work)
    assert count == 1
    assert len(frame.bus.sent) == 1


async def test_an_attempt_that_never_ends_is_broken_off_and_comes_again_later(event_store: EventStore) -> None:
    frame = Frame.on(event_store, attempt_seconds=0.2)
    broken_off = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            broken_off.set()

    async with asyncio.timeout(60):
        await frame.handling.run(DELIVERY, work)
    assert broken_off.is_set()
    assert frame.copies() == [("commands", replace(DELIVERY, attempt=2), 2)]


@pytest.mark.parametrize(
    "error",
    [Undecodable("not JSON"), CommitTooLarge("101 rows"), DocumentTooLarge("31 chunks")],
    ids=lambda e: type(e).__name__,
)
async def test_what_can_never_succeed_is_parked_and_done_with(frame: Frame, error: Exception) -> None:
    work = Attempts(error)
    await frame.handling.run(DELIVERY, work)
    assert work.count == 1
    assert frame.bus.sent == []
    assert frame.parked.reasons == {"message-1": f"{type(error).__name__}: {error}"}


async def test_what_can_never_succeed_and_cannot_be_parked_comes_again_later(frame: Frame) -> None:
    frame.parked.down = True
    await frame.handling.run(DELIVERY, Fails(Undecodable("not JSON")))
    assert frame.copies() == [("commands", replace(DELIVERY, attempt=2), 2)]


@pytest.mark.parametrize(
    "bug", [ZeroDivisionError("a bug"), UnknownMessage("of a later release")], ids=lambda e: type(e).__name__
)
async def test_a_bug_is_not_parked_and_not_tried_again_at_once_but_later(frame: Frame, bug: Exception) -> None:
    work = Attempts(bug)
    await frame.handling.run(DELIVERY, work)
    assert work.count == 1
    assert frame.copies() == [("commands", replace(DELIVERY, attempt=2), 2)]
    assert frame.parked.reasons == {}


async def test_a_failed_attempt_is_a_warning_and_a_bugs_has_its_place(
    frame: Frame, caplog: pytest.LogCaptureFixture
) -> None:
    await frame.handling.run(DELIVERY, Attempts(ZeroDivisionError("a bug")))
    [warning] = [record for record in caplog.records if record.name == "infrastructure.handling"]
    assert warning.levelno == logging.WARNING
    told = "attempt 1 at commands/message-1 failed and comes again at 12:00:02: ZeroDivisionError: a bug"
    assert warning.getMessage() == told
    assert warning.exc_info
    assert warning.exc_info[0] is ZeroDivisionError


async def test_a_message_that_came_too_early_comes_again_at_its_time_and_the_attempt_does_not_count(
    frame: Frame,
) -> None:
    third = replace(DELIVERY, attempt=3)
    again_at = datetime(2026, 11, 23, 12, 0, 7, tzinfo=UTC)
    await frame.handling.run(third, Attempts(NotDecidedYet("unknown-order", again_at)))
    assert frame.copies() == [("commands", third, 7)]


async def test_in_the_last_attempt_too_a_message_may_come_too_early(frame: Frame) -> None:
    last = replace(DELIVERY, attempt=100)
    await frame.handling.run(last, Attempts(NotDecidedYet("unknown-order", NOON)))
    assert frame.copies() == [("commands", last, 0)]
    assert frame.parked.reasons == {}


async def test_the_99th_failure_is_followed_by_one_more_attempt(frame: Frame) -> None:
    await frame.handling.run(replace(DELIVERY, attempt=99), Fails(ZeroDivisionError("a bug")))
    assert frame.copies() == [("commands", replace(DELIVERY, attempt=100), 120)]
    assert frame.parked.reasons == {}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ZeroDivisionError("a bug"), "failed 100 times: ZeroDivisionError: a bug"),
        (StorageUnavailable("no answer"), "failed 100 times: StorageUnavailable: no answer"),
    ],
    ids=["bug", "transient"],
)
async def test_after_its_100th_failure_a_message_is_parked_with_the_last_error(
    frame: Frame, error: Exception, reason: str
) -> None:
    await frame.handling.run(replace(DELIVERY, attempt=100), Fails(error))
    assert frame.parked.reasons == {"message-1": reason}
    assert frame.bus.sent == []


async def test_a_message_that_cannot_be_parked_in_the_end_comes_again_and_is_parked_then(frame: Frame) -> None:
    frame.parked.down = True
    await frame.handling.run(replace(DELIVERY, attempt=100), Fails(ZeroDivisionError("a bug")))
    assert frame.copies() == [("commands", replace(DELIVERY, attempt=101), 120)]

    frame.parked.down = False
    await frame.handling.run(replace(DELIVERY, attempt=101), Fails(ZeroDivisionError("a bug")))
    assert frame.parked.reasons == {"message-1": "failed 100 times: ZeroDivisionError: a bug"}
    assert len(frame.bus.sent) == 1


async def test_a_message_that_the_bus_does_not_take_for_later_is_given_back_after_a_pause(
    event_store: EventStore,
) -> None:
    frame = Frame.on(event_store, longest_pause_seconds=0.3)
    frame.bus.down = True
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(ZeroDivisionError) as failure:
        await frame.handling.run(DELIVERY, Attempts(ZeroDivisionError()))
    assert loop.time() - began >= 0.3
    assert isinstance(failure.value.__cause__, BusUnavailable)


@pytest.mark.parametrize(("delivery_count", "seconds"), [(1, 2), (2, 4), (4, 16), (5, 30), (99, 30)])
def test_the_pause_grows_with_every_delivery_up_to_half_a_minute(delivery_count: int, seconds: float) -> None:
    assert pause_seconds(delivery_count) == seconds


async def test_what_was_cancelled_is_not_done(frame: Frame) -> None:
    with pytest.raises(asyncio.CancelledError):
        await frame.handling.run(DELIVERY, Attempts(asyncio.CancelledError()))
    assert frame.bus.sent == []


async def test_what_the_stream_has_not_published_goes_out_before_its_message_is_parked(
    event_store: EventStore,
) -> None:
    """Nobody comes back to it on the message's account."""
    stream, bus, parked = StreamId("Order", uuid4()), NotingBus(), ParkedHere()
    left = RecordedEvent(stream, 0, REJECTED, NOON, Provenance("correlation", "cause"))
    await event_store.append(Commit(stream, -1, [Marker("command_1", "applied", None, 0, 1)], [left]))
    parking = Parking(Publisher(event_store, bus, SystemClock()), parked, SystemClock())
    about_it = Delivery("commands", "message-1", b"{}", {SOURCE_TYPE: "Order", SOURCE_ID: str(stream.id)}, 1)

    bus.down = True
    with pytest.raises(BusUnavailable):
        await parking.park(about_it, "message-1", "a reason")
    assert parked.reasons == {}

    bus.down = False
    await parking.park(about_it, "message-1", "a reason")
    assert bus.versions() == [[0]]
    assert await unpublished(event_store, stream) == []
    assert parked.reasons == {"message-1": "a reason"}
